//! An opened index: its segments with our own components, its fields, its links.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::query::{Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, ReloadPolicy, Searcher, TERMINATED, TantivyDocument, Term};

use super::forms::Forms;
use super::guard::guard;
use super::links::{self, DUPLICATES, Links, STORIES, State};
use super::schema::{CONTENT, Fields, ORIGIN, Record, TIE};
use super::texts::Texts;
use super::{header, tokenizer};
use crate::engine::name_lookup::outlet_of_term;
use crate::engine::score_order::tie_break;
use crate::engine::vocabulary_cache::VocabularyCache;
use crate::engine::{
    Connections, Duplicate, Engine, EngineError, FormerLinks, FormerStories, Key, OutletCount, Stamp, StoryMember,
};

/// The number of record blocks, of 4 KiB each, that all segments together cache.
const RECORD_BLOCKS: usize = 4096;

/// An opened index, to be shared between threads. It shows the last commit before it was opened.
pub struct Index {
    pub(super) folder: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    /// The texts of each segment.
    pub(super) texts: Vec<Texts>,
    /// The forms of each segment.
    pub(super) forms: Vec<Forms>,
    /// Links between near-duplicates, and between members of stories.
    pub(super) duplicates: Links,
    pub(super) stories: Links,
    pub(super) vocabulary_cache: VocabularyCache,
    outlets: OnceLock<Vec<OutletCount>>,
    /// The tie-breaks of each segment's documents, opened when they are first needed.
    ties: Vec<OnceLock<Column<i64>>>,
}

/// Damage that [`Index::check`] found, in words.
pub type Damage = String;

impl Index {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// There is no index, or it is of another version or damaged.
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        header::verify(folder)?;
        let segments = header::segments(folder);
        if !segments.join("meta.json").exists() {
            return Err(EngineError::Missing(folder.into()));
        }
        let (schema, fields) = Fields::schema();
        let searcher = guard(folder, || {
            // A search reads a few places of large files: read-ahead would read nearly all of them.
            let directory = MmapDirectory::open_with_madvice(&segments, Advice::Random)?;
            let index = tantivy::Index::open(directory)?;
            if index.schema() != schema {
                return Err(tantivy::TantivyError::SchemaError("its fields are not those of this format".into()));
            }
            tokenizer::register(&index);
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
            let cached = RECORD_BLOCKS / index.searchable_segment_ids()?.len().max(1);
            Ok(reader.doc_store_cache_num_blocks(cached.max(1)).try_into()?.searcher())
        })?;
        let texts = guard(folder, || searcher.segment_readers().iter().map(Texts::open).collect())?;
        let forms = guard(folder, || searcher.segment_readers().iter().map(Forms::open).collect())?;
        let duplicates = guard(folder, || Links::open(folder, DUPLICATES))?;
        let stories = guard(folder, || Links::open(folder, STORIES))?;
        let (vocabulary_cache, outlets) = Default::default();
        let ties = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Ok(Self {
            folder: folder.into(),
            searcher,
            fields,
            texts,
            forms,
            duplicates,
            stories,
            vocabulary_cache,
            outlets,
            ties,
        })
    }

    /// The stamp of the index in `folder`: it differs after another commit, or with other links.
    ///
    /// # Errors
    /// There is no index.
    pub fn stamp(folder: &Path) -> Result<Stamp, EngineError> {
        let of = |file: PathBuf| {
            let data = std::fs::metadata(file).ok()?;
            Some((data.modified().ok()?, data.len()))
        };
        let commit = of(header::segments(folder).join("meta.json"));
        match commit {
            Some(_) => Ok(Stamp::of(&[commit, of(folder.join(DUPLICATES)), of(folder.join(STORIES))])),
            None => Err(EngineError::Missing(folder.into())),
        }
    }

    /// Whether what connects documents belongs to the last commit.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_linked(&self) -> Result<bool, EngineError> {
        let commit = Some(self.commit()?);
        Ok(self.duplicates.commit() == commit && self.stories.commit() == commit)
    }

    /// Stores what connects documents, in place of what was stored before, for the next opening.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn link(&self, connections: &Connections) -> Result<(), EngineError> {
        let segments = self.searcher.segment_readers().iter().map(|segment| segment.segment_id().uuid_string());
        let state = State { commit: self.commit()?, segments: segments.collect() };
        links::write_duplicates(&self.folder, state.clone(), &connections.duplicates)?;
        links::write_stories(&self.folder, state, &connections.stories)
    }

    /// The documents of the segments that `links` names, by their tie-breaks.
    fn linked(&self, links: &Links) -> tantivy::Result<FxHashMap<i64, Key>> {
        let linked: HashSet<String> = links.segments().into_iter().collect();
        let mut keys = FxHashMap::default();
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            if !linked.contains(&segment.segment_id().uuid_string()) {
                continue;
            }
            let ties = segment.fast_fields().i64(TIE)?;
            let documents = segment.doc_ids_alive();
            keys.extend(documents.filter_map(|doc| Some((ties.first(doc)?, key(DocAddress::new(ord as u32, doc))))));
        }
        Ok(keys)
    }

    /// What is left of the links that were found for a former commit.
    pub(super) fn links_left(&self) -> tantivy::Result<FormerLinks> {
        let keys = self.linked(&self.duplicates)?;
        let mut left = FormerLinks { pairs: Vec::new(), compared: keys.values().copied().collect() };
        for (id, Duplicate { id: other, similarity }) in self.duplicates.all().take_while(|_| !keys.is_empty()) {
            match (keys.get(&tie_break(id)), keys.contains_key(&tie_break(&other))) {
                // Each link is there both ways.
                (Some(_), true) if id < other.as_str() => left.pairs.push((id.into(), other, similarity)),
                (Some(alone), false) => drop(left.compared.remove(alone)),
                _ => {}
            }
        }
        Ok(left)
    }

    /// What is left of the stories that were found for a former commit.
    pub(super) fn stories_left(&self) -> tantivy::Result<FormerStories> {
        let keys = self.linked(&self.stories)?;
        let mut left = FormerStories { stories: Vec::new(), placed: keys.values().map(|key| (*key, None)).collect() };
        for mut story in self.stories.stories() {
            let key = |member: &StoryMember| keys.get(&tie_break(&member.id));
            story.retain(|member| key(member).is_some());
            if story.len() > 1 {
                let place = left.stories.len() as u32;
                left.placed.extend(story.iter().filter_map(key).map(|key| (*key, Some(place))));
                left.stories.push(story);
            }
        }
        Ok(left)
    }

    fn commit(&self) -> Result<u64, EngineError> {
        guard(&self.folder, || Ok(self.searcher.index().load_metas()?.opstamp))
    }

    /// Verifies the checksum of every file and reads every document; returns what is damaged.
    ///
    /// # Errors
    /// The index cannot be read at all.
    pub fn check(&self) -> Result<Vec<Damage>, EngineError> {
        let files = guard(&self.folder, || self.searcher.index().validate_checksum())?;
        let mut damage: Vec<Damage> = files
            .iter()
            .map(|file| format!("{}: the checksum does not fit", header::segments(&self.folder).join(file).display()))
            .collect();
        damage.sort();
        if damage.is_empty() {
            damage.extend(self.check_documents()?);
        }
        Ok(damage)
    }

    /// Whether every document can be read and is found by its id, and only it.
    fn check_documents(&self) -> Result<Option<Damage>, EngineError> {
        let mut read = 0;
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            for doc in segment.doc_ids_alive() {
                let key = key(DocAddress::new(ord as u32, doc));
                let document = self.document(key)?;
                let found = self.count_documents(&self.term_query(self.fields.id, &document.id))?;
                if found != 1 {
                    return Ok(Some(format!("{} documents are called {:?}", found, document.id)));
                }
                read += 1;
            }
        }
        Ok((read != self.len()).then(|| format!("{read} of {} documents can be read", self.len())))
    }

    /// Digests and key of the document called `id`.
    pub(super) fn digests(&self, id: &str) -> Result<Option<(u64, u64, Key)>, EngineError> {
        guard(&self.folder, || {
            let Some(address) = self.address(id)? else { return Ok(None) };
            let columns = self.searcher.segment_reader(address.segment_ord).fast_fields();
            let digest =
                |name| Ok::<_, tantivy::TantivyError>(columns.u64(name)?.first(address.doc_id).unwrap_or_default());
            Ok(Some((digest(CONTENT)?, digest(ORIGIN)?, key(address))))
        })
    }

    pub(super) fn record(&self, key: Key) -> Result<Record, EngineError> {
        let packed: TantivyDocument = guard(&self.folder, || self.searcher.doc(address(key)))?;
        self.fields.record(&packed).ok_or_else(|| EngineError::Damaged {
            folder: self.folder.clone(),
            detail: "a stored document is not readable".into(),
        })
    }

    pub(super) fn address(&self, id: &str) -> tantivy::Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.id, id);
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let index = segment.inverted_index(self.fields.id)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    return Ok(Some(DocAddress::new(ord as u32, doc)));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }

    /// The number by which a document comes before others with the same score.
    pub(super) fn tie_break(&self, address: DocAddress) -> tantivy::Result<Option<i64>> {
        let DocAddress { segment_ord, doc_id } = address;
        let ties = &self.ties[segment_ord as usize];
        if ties.get().is_none() {
            // Another thread may set them meanwhile, to the same.
            _ = ties.set(self.searcher.segment_reader(segment_ord).fast_fields().i64(TIE)?);
        }
        Ok(ties.get().and_then(|ties| ties.first(doc_id)))
    }

    pub(super) fn count_documents(&self, query: &dyn Query) -> Result<u64, EngineError> {
        guard(&self.folder, || Ok(self.searcher.search(query, &Count)? as u64))
    }

    /// Every term of a field, in order, once. Terms of deleted documents stay until their segment is merged.
    pub(super) fn field_terms(&self, field: Field) -> Result<Vec<String>, EngineError> {
        guard(&self.folder, || {
            let mut terms = Vec::new();
            for segment in self.searcher.segment_readers() {
                let index = segment.inverted_index(field)?;
                let mut stream = index.terms().stream()?;
                while stream.advance() {
                    terms.push(String::from_utf8_lossy(stream.key()).into_owned());
                }
            }
            terms.sort();
            terms.dedup();
            Ok(terms)
        })
    }

    /// Every outlet, by name; counted once.
    pub(super) fn outlet_counts(&self) -> Result<&[OutletCount], EngineError> {
        if let Some(counts) = self.outlets.get() {
            return Ok(counts);
        }
        let mut counts = Vec::new();
        for term in self.field_terms(self.fields.outlet)? {
            let documents = self.count_documents(&self.term_query(self.fields.outlet, &term))?;
            if documents > 0 {
                counts.push(OutletCount { outlet: outlet_of_term(&term), documents });
            }
        }
        counts.sort_by(|a, b| a.name().cmp(&b.name()));
        Ok(self.outlets.get_or_init(|| counts))
    }

    pub(super) fn term_query(&self, field: Field, text: &str) -> TermQuery {
        TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)
    }
}

/// The key of a document: its segment and its number there.
pub(super) fn key(address: DocAddress) -> Key {
    Key(u64::from(address.segment_ord) << 32 | u64::from(address.doc_id))
}

/// The document of a key.
pub(super) fn address(key: Key) -> DocAddress {
    DocAddress::new((key.0 >> 32) as u32, key.0 as u32)
}
