//! Reading an opened index: searches, facets, stored text, statistics.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::facets::{FacetCollector, Named};
use super::guard::guard;
use super::index::{Index, address, key};
use super::outlet_dates::OutletDateCollector;
use super::schema::Record;
use super::{header, signatures, vocabulary};
use crate::arabic::signature::Signature;
use crate::arabic::{GramSet, Pattern, Tokens, WordCode, WordKind, fold, pack, unpack};
use crate::document::{Date, Document, DocumentTerms, Heading, Metadata, Text, WordKey};
use crate::engine::name_lookup::outlet_of_term;
use crate::engine::{
    Duplicate, Engine, EngineError, FacetCounts, FormerLinks, FormerStories, Key, MAX_NAMES, Matches, Order,
    OutletCount, OutletDates, Plan, StoryMember, WordSet,
};
use crate::query::{Filter, QueryTerms, Statistics, Vocabulary};

impl Engine for Index {
    fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn matches(&self, plan: &Plan, filter: &Filter, order: Order, limit: usize) -> Result<Matches, EngineError> {
        let clauses = || self.clauses(plan, filter);
        let mut undated = 0;
        let term = self.fields.undated_term();
        if filter.asks_date() && guard(&self.folder, || self.searcher.doc_freq(&term))? > 0 {
            let term: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            let all = clauses()?.into_iter().chain([(Occur::Must, term)]).collect();
            undated = self.count_documents(&BooleanQuery::new(all))?;
        }
        let all = BooleanQuery::new(clauses()?.into_iter().chain(self.date_filter(filter)).collect());
        let limit = limit.min(self.len() as usize);
        let (documents, total) = guard(&self.folder, || self.top(&all, order, limit))?;
        Ok(Matches { documents: documents.into_iter().map(key).collect(), total: total as u64, undated })
    }

    fn facets(&self, plan: &Plan, filter: &Filter) -> Result<FacetCounts, EngineError> {
        let all = self.clauses(plan, filter)?.into_iter().chain(self.date_filter(filter)).collect();
        let counts = guard(&self.folder, || self.searcher.search(&BooleanQuery::new(all), &FacetCollector))?;
        let outlets = counts.outlets.into_iter().map(|(term, documents)| (outlet_of_term(&term), documents));
        let outlets = OutletCount::of(outlets);
        let [authors, agencies, places, languages] = counts.names.map(|names| names.into_iter().collect());
        let authors = self.as_written(authors, |metadata| metadata.authors)?;
        let agencies = self.as_written(agencies, |metadata| metadata.agencies)?;
        let places = self.as_written(places, |metadata| Vec::from_iter(metadata.place))?;
        // Codes are written in one way.
        let languages = most(languages).into_iter().map(|(code, named)| (code, named.documents)).collect();
        let undated = counts.dates.get(&None).copied().unwrap_or_default();
        let mut dates: Vec<(Date, u64)> =
            counts.dates.into_iter().filter_map(|(date, count)| Some((date?, count))).collect();
        dates.sort_by_key(|(date, _)| (date.first_minute(), Reverse(date.last_minute())));
        Ok(FacetCounts { documents: counts.documents, outlets, authors, agencies, places, languages, dates, undated })
    }

    fn outlet_dates(&self, plan: &Plan, filter: &Filter) -> Result<Vec<OutletDates>, EngineError> {
        let all = self.clauses(plan, filter)?.into_iter().chain(self.date_filter(filter)).collect();
        let counts = guard(&self.folder, || self.searcher.search(&BooleanQuery::new(all), &OutletDateCollector))?;
        Ok(OutletDates::of(counts.into_iter().map(|((term, date), count)| (outlet_of_term(&term), date, count))))
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

    fn body_part(&self, key: Key, bytes: Range<usize>) -> Result<String, EngineError> {
        let address = address(key);
        guard(&self.folder, || Ok(self.texts[address.segment_ord as usize].body_part(address.doc_id, bytes)?))
    }

    fn words(&self, grams: &GramSet) -> Result<WordSet, EngineError> {
        let segments = || self.texts.iter().map(|texts| Ok(texts.words(grams)?)).collect();
        Ok(WordSet::of_segments(guard(&self.folder, segments)?))
    }

    fn prefetch(&self, keys: &[Key]) -> Result<(), EngineError> {
        guard(&self.folder, || {
            for address in keys.iter().map(|key| address(*key)) {
                self.texts[address.segment_ord as usize].prefetch(address.doc_id);
            }
            Ok(())
        })
    }

    fn document_terms(&self, key: Key, words: &WordSet, terms: &mut DocumentTerms) -> Result<(), EngineError> {
        let DocAddress { segment_ord, doc_id } = address(key);
        let words = words.segment(segment_ord as usize);
        guard(&self.folder, || {
            Ok(self.texts[segment_ord as usize].document_terms(segment_ord, doc_id, words, terms)?)
        })
    }

    fn written(&self, WordKey(key): WordKey) -> Result<String, EngineError> {
        guard(&self.folder, || Ok(self.texts[(key >> 32) as usize].written(key as u32)?.into()))
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        Ok(guard(&self.folder, || self.address(id))?.map(key))
    }

    fn heading(&self, key: Key) -> Result<Heading, EngineError> {
        let Record { id, metadata, provenance } = self.record(key)?;
        let address = address(key);
        let title = guard(&self.folder, || Ok(self.texts[address.segment_ord as usize].title(address.doc_id)?))?;
        Ok(Heading { id, title, metadata, provenance })
    }

    fn find_heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        self.key(id)?.map(|key| self.heading(key)).transpose()
    }

    fn signatures(&self) -> Result<Vec<(Key, Signature)>, EngineError> {
        guard(&self.folder, || {
            let mut all = Vec::new();
            for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
                let signatures = signatures::read(segment)?.into_iter();
                all.extend(
                    signatures.map(|(document, signature)| (key(DocAddress::new(ord as u32, document)), signature)),
                );
            }
            Ok(all)
        })
    }

    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        Ok(self.duplicates.of(id))
    }

    fn former_links(&self) -> Result<FormerLinks, EngineError> {
        guard(&self.folder, || self.links_left())
    }

    fn story(&self, id: &str) -> Result<Vec<StoryMember>, EngineError> {
        Ok(self.stories.story(id))
    }

    fn stories(&self) -> Result<Vec<Vec<StoryMember>>, EngineError> {
        Ok(self.stories.stories())
    }

    fn former_stories(&self) -> Result<FormerStories, EngineError> {
        guard(&self.folder, || self.stories_left())
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.field_terms(self.fields.source)
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        let query = self.term_query(self.fields.source, source);
        let found = guard(&self.folder, || self.searcher.search(&query, &tantivy::collector::DocSetCollector))?;
        found.into_iter().map(|address| self.id(key(address))).collect()
    }

    fn statistics(&self, terms: &QueryTerms) -> Result<Statistics, EngineError> {
        guard(&self.folder, || {
            let stem = |stem: &String| self.searcher.doc_freq(&Term::from_field_text(self.fields.text, &pack(stem)));
            let mut statistics = Statistics {
                documents: 0,
                tokens: 0,
                stems: terms.stems.iter().map(stem).collect::<tantivy::Result<_>>()?,
                forms: vec![0; terms.forms.len()],
            };
            for (segment, forms) in self.searcher.segment_readers().iter().zip(&self.forms) {
                // With deleted documents, as document frequencies count them until a merge.
                statistics.documents += u64::from(segment.max_doc());
                statistics.tokens += segment.inverted_index(self.fields.text)?.total_num_tokens();
                for (count, form) in statistics.forms.iter_mut().zip(&terms.forms) {
                    *count += forms.document_frequency(&pack(form))?;
                }
            }
            Ok(statistics)
        })
    }

    fn vocabulary(&self, of: Vocabulary, pattern: &Pattern, limit: usize) -> Result<Vec<(String, u64)>, EngineError> {
        let segments = self.searcher.segment_readers();
        let look_up = || vocabulary::words(segments, &self.forms, self.fields.text, of, pattern, limit);
        self.vocabulary_cache.words(of, pattern, limit, || guard(&self.folder, look_up))
    }

    fn forms_of(&self, stems: &HashSet<&str>) -> Result<BTreeMap<String, u64>, EngineError> {
        let codes: FxHashSet<WordCode> = stems.iter().flat_map(|stem| WordCode::of_form(stem)).collect();
        let mut grams = GramSet::default();
        stems.iter().for_each(|stem| grams.add_stem(stem));
        let keys: FxHashSet<u64> = codes.iter().filter_map(|code| code.stem_key()).collect();
        let has_stem = |code: WordCode| match code.kind() {
            WordKind::Stem(key) => keys.contains(&key),
            WordKind::StopWord | WordKind::Foreign => codes.contains(&code),
            WordKind::Other => true,
        };
        guard(&self.folder, || {
            let mut found = BTreeSet::new();
            for texts in &self.texts {
                for written in texts.written_words(&grams, has_stem)? {
                    let mut tokens = Tokens::new(written);
                    while let Some(token) = tokens.advance() {
                        found.insert(token.folded.as_str().to_string());
                    }
                }
            }
            let counted = found.into_iter().map(|form| {
                let counts = self.forms.iter().map(|forms| forms.document_frequency(&form));
                Ok((unpack(&form), counts.sum::<io::Result<u64>>()?))
            });
            counted.collect()
        })
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        Ok(header::ledger(&self.folder))
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(OutletCount::by_name(self.outlet_counts()?))
    }
}

impl Index {
    /// The names of most documents, as one document of each writes them in the list that `names` takes.
    fn as_written(
        &self,
        counts: Vec<(String, Named)>,
        names: fn(Metadata) -> Vec<String>,
    ) -> Result<Vec<(String, u64)>, EngineError> {
        let written = |(folded, named): (String, Named)| {
            let names = names(self.metadata(key(named.one))?);
            Ok((names.into_iter().find(|name| fold(name) == folded).unwrap_or(folded), named.documents))
        };
        most(counts).into_iter().map(written).collect()
    }
}

/// The names of most documents, at most [`MAX_NAMES`].
fn most(mut counts: Vec<(String, Named)>) -> Vec<(String, Named)> {
    counts.sort_by(|a, b| b.1.documents.cmp(&a.1.documents).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(MAX_NAMES);
    counts
}
