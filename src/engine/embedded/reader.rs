//! The index as searches see it.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tantivy::collector::Count;
use tantivy::directory::{Advice, MmapDirectory};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, ReloadPolicy, Searcher, TERMINATED, TantivyDocument, Term};

use super::error::guard;
use super::forms::Forms;
use super::links::{self, Links};
use super::schema::{CONTENT, Fields, ORIGIN, Record};
use super::tally::{Author, Tallier};
use super::texts::Texts;
use super::translate::Clauses;
use super::{EngineError, header, sketches, tokenizer, vocabulary};
use crate::arabic::sketch::Sketch;
use crate::arabic::{Pattern, fold, pack};
use crate::document::{Date, Document, Heading, Lexeme, Metadata, Outline, Text, WordKey};
use crate::engine::names::{self, outlet_of_term};
use crate::engine::{AUTHORS, Duplicate, Engine, Key, Matches, Order, OutletCount, Stamp, Tally};
use crate::query::{self, Vocabulary};

/// How many blocks of records, of 4 KiB each, a segment keeps unpacked.
const RECORD_BLOCKS: usize = 1024;

/// An opened index. Cheap to share between threads; sees the commit that was the last when it was opened.
pub struct Index {
    folder: PathBuf,
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    /// The texts of each segment.
    texts: Vec<Texts>,
    /// The forms of each segment.
    forms: Vec<Forms>,
    links: Links,
    outlets: OnceLock<Vec<OutletCount>>,
}

/// Something that `check` found wrong.
pub type Damage = String;

impl Index {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// There is none, it is of another version, or damaged.
    pub fn open(folder: &Path) -> Result<Self, EngineError> {
        header::verify(folder)?;
        let segments = header::segments(folder);
        if !segments.join("meta.json").exists() {
            return Err(EngineError::Missing(folder.into()));
        }
        let (schema, fields) = Fields::schema();
        let searcher = guard(folder, || {
            // A search touches a few places of large files: reading ahead would read nearly all of them.
            let directory = MmapDirectory::open_with_madvice(&segments, Advice::Random)?;
            let index = tantivy::Index::open(directory)?;
            if index.schema() != schema {
                return Err(tantivy::TantivyError::SchemaError("its fields are not those of this format".into()));
            }
            tokenizer::register(&index);
            let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
            Ok(reader.doc_store_cache_num_blocks(RECORD_BLOCKS).try_into()?.searcher())
        })?;
        let texts = guard(folder, || searcher.segment_readers().iter().map(Texts::open).collect())?;
        let forms = guard(folder, || searcher.segment_readers().iter().map(Forms::open).collect())?;
        let links = guard(folder, || Links::open(folder))?;
        Ok(Self { folder: folder.into(), searcher, fields, texts, forms, links, outlets: OnceLock::new() })
    }

    /// What tells whether the index in `folder` has changed since: another commit, or other links, has another stamp.
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
            Some(_) => Ok(Stamp::of(&[commit, of(folder.join(links::NAME))])),
            None => Err(EngineError::Missing(folder.into())),
        }
    }

    /// Whether the links between duplicates speak of the last commit.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn is_linked(&self) -> Result<bool, EngineError> {
        Ok(self.links.commit() == Some(self.commit()?))
    }

    /// Keeps the links between duplicates, in place of the former ones, for whoever opens the index next.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn link(&self, pairs: &[(String, String, f32)]) -> Result<(), EngineError> {
        links::write(&self.folder, self.commit()?, pairs)
    }

    fn commit(&self) -> Result<u64, EngineError> {
        guard(&self.folder, || Ok(self.searcher.index().load_metas()?.opstamp))
    }

    /// Reads every file and every document; what is not as it was written.
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
                let found = self.count(&self.term_query(self.fields.id, &document.id))?;
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

    fn record(&self, key: Key) -> Result<Record, EngineError> {
        let packed: TantivyDocument = guard(&self.folder, || self.searcher.doc(address(key)))?;
        self.fields.record(&packed).ok_or_else(|| EngineError::Damaged {
            folder: self.folder.clone(),
            detail: "a stored document is not readable".into(),
        })
    }

    fn address(&self, id: &str) -> tantivy::Result<Option<DocAddress>> {
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

    pub(super) fn count(&self, query: &dyn Query) -> Result<u64, EngineError> {
        guard(&self.folder, || Ok(self.searcher.search(query, &Count)? as u64))
    }

    /// Every term of a field, in order, once. Terms of deleted documents stay until their segment is merged.
    pub(super) fn terms(&self, field: Field) -> Result<Vec<String>, EngineError> {
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
        for term in self.terms(self.fields.outlet)? {
            let documents = self.count(&self.term_query(self.fields.outlet, &term))?;
            if documents > 0 {
                counts.push(OutletCount { outlet: outlet_of_term(&term), documents });
            }
        }
        counts.sort_by(|a, b| names::of(a).cmp(&names::of(b)));
        Ok(self.outlets.get_or_init(|| counts))
    }

    /// What `query` and `filter` ask, without dates.
    fn clauses(&self, query: Option<&query::Query>, filter: &query::Filter) -> Result<Clauses, EngineError> {
        let text = match query {
            Some(query) => self.text_query(query)?,
            None => vec![(Occur::Must, Box::new(AllQuery) as Box<dyn Query>)],
        };
        Ok(text.into_iter().chain(self.name_filters(filter)?).collect())
    }

    fn term_query(&self, field: Field, text: &str) -> TermQuery {
        TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)
    }
}

impl Engine for Index {
    fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn matches(
        &self,
        query: Option<&query::Query>,
        filter: &query::Filter,
        order: Order,
        limit: usize,
    ) -> Result<Matches, EngineError> {
        let clauses = || self.clauses(query, filter);
        let mut undated = 0;
        let term = self.fields.undated_term();
        if filter.asks_date() && guard(&self.folder, || self.searcher.doc_freq(&term))? > 0 {
            let term: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            undated = self.count(&BooleanQuery::new(clauses()?.into_iter().chain([(Occur::Must, term)]).collect()))?;
        }
        let all = BooleanQuery::new(clauses()?.into_iter().chain(self.date_filter(filter)).collect());
        let limit = limit.min(self.len() as usize);
        let (documents, total) = guard(&self.folder, || self.top(&all, order, limit))?;
        Ok(Matches { documents: documents.into_iter().map(key).collect(), total: total as u64, undated })
    }

    fn tally(&self, query: Option<&query::Query>, filter: &query::Filter) -> Result<Tally, EngineError> {
        let all = self.clauses(query, filter)?.into_iter().chain(self.date_filter(filter)).collect();
        let counts = guard(&self.folder, || self.searcher.search(&BooleanQuery::new(all), &Tallier))?;
        let outlet = |(term, documents): (String, u64)| OutletCount { outlet: outlet_of_term(&term), documents };
        let mut outlets: Vec<OutletCount> = counts.outlets.into_iter().map(outlet).collect();
        outlets.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| names::of(a).cmp(&names::of(b))));
        let mut authors: Vec<(String, Author)> = counts.authors.into_iter().collect();
        authors.sort_by(|a, b| b.1.documents.cmp(&a.1.documents).then_with(|| a.0.cmp(&b.0)));
        authors.truncate(AUTHORS);
        let written = |(folded, author): (String, Author)| {
            let authors = self.metadata(key(author.one))?.authors;
            Ok((authors.into_iter().find(|author| fold(author) == folded).unwrap_or(folded), author.documents))
        };
        let authors = authors.into_iter().map(written).collect::<Result<_, EngineError>>()?;
        let undated = counts.dates.get(&None).copied().unwrap_or_default();
        let mut dates: Vec<(Date, u64)> =
            counts.dates.into_iter().filter_map(|(date, count)| Some((date?, count))).collect();
        dates.sort_by_key(|(date, _)| (date.first_minute(), Reverse(date.last_minute())));
        Ok(Tally { documents: counts.documents, outlets, authors, dates, undated })
    }

    fn document(&self, key: Key) -> Result<Document, EngineError> {
        let Record { id, metadata, provenance } = self.record(key)?;
        let Text { title, body } = self.text(key)?;
        Ok(Document { id, title, body, metadata, provenance })
    }

    fn id(&self, key: Key) -> Result<String, EngineError> {
        Ok(self.record(key)?.id)
    }

    fn metadata(&self, key: Key) -> Result<Metadata, EngineError> {
        Ok(self.record(key)?.metadata)
    }

    fn text(&self, key: Key) -> Result<Text, EngineError> {
        let address = address(key);
        guard(&self.folder, || Ok(self.texts[address.segment_ord as usize].read(address.doc_id)?))
    }

    fn outline(&self, key: Key, outline: &mut Outline) -> Result<(), EngineError> {
        let DocAddress { segment_ord, doc_id } = address(key);
        guard(&self.folder, || Ok(self.texts[segment_ord as usize].outline(segment_ord, doc_id, outline)?))
    }

    fn lexemes(&self, words: &[WordKey], lexemes: &mut Vec<Lexeme>) -> Result<(), EngineError> {
        guard(&self.folder, || {
            for &WordKey(key) in words {
                lexemes.push(self.texts[(key >> 32) as usize].lexeme(key as u32)?);
            }
            Ok(())
        })
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        Ok(guard(&self.folder, || self.address(id))?.map(key))
    }

    fn heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        let Some(address) = guard(&self.folder, || self.address(id))? else { return Ok(None) };
        let Record { id, metadata, provenance } = self.record(key(address))?;
        let texts = &self.texts[address.segment_ord as usize];
        let title = guard(&self.folder, || Ok(texts.title(address.doc_id)?))?;
        Ok(Some(Heading { id, title, metadata, provenance }))
    }

    fn sketches(&self) -> Result<Vec<(Key, Sketch)>, EngineError> {
        guard(&self.folder, || {
            let mut all = Vec::new();
            for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
                let sketches = sketches::read(segment)?.into_iter();
                all.extend(sketches.map(|(document, sketch)| (key(DocAddress::new(ord as u32, document)), sketch)));
            }
            Ok(all)
        })
    }

    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        Ok(self.links.of(id))
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.terms(self.fields.source)
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        let query = self.term_query(self.fields.source, source);
        let found = guard(&self.folder, || self.searcher.search(&query, &tantivy::collector::DocSetCollector))?;
        found.into_iter().map(|address| self.id(key(address))).collect()
    }

    fn statistics(&self, query: &query::Query) -> Result<query::Statistics, EngineError> {
        guard(&self.folder, || {
            let stem = |stem| self.searcher.doc_freq(&Term::from_field_text(self.fields.text, &pack(stem)));
            let mut statistics = query::Statistics {
                documents: 0,
                tokens: 0,
                stems: query.stems().into_iter().map(stem).collect::<tantivy::Result<_>>()?,
                forms: vec![0; query.forms().len()],
            };
            for (segment, forms) in self.searcher.segment_readers().iter().zip(&self.forms) {
                // With deleted documents, as document frequencies count them until a merge.
                statistics.documents += u64::from(segment.max_doc());
                statistics.tokens += segment.inverted_index(self.fields.text)?.total_num_tokens();
                for (count, form) in statistics.forms.iter_mut().zip(query.forms()) {
                    *count += forms.document_frequency(&pack(form))?;
                }
            }
            Ok(statistics)
        })
    }

    fn words(&self, of: Vocabulary, pattern: &Pattern, most: usize) -> Result<Vec<(String, u64)>, EngineError> {
        let segments = self.searcher.segment_readers();
        guard(&self.folder, || vocabulary::words(segments, self.fields.text, of, pattern, most))
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        Ok(header::ledger(&self.folder))
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(self.outlet_counts()?.to_vec())
    }
}

fn key(address: DocAddress) -> Key {
    Key(u64::from(address.segment_ord) << 32 | u64::from(address.doc_id))
}

fn address(key: Key) -> DocAddress {
    DocAddress::new((key.0 >> 32) as u32, key.0 as u32)
}
