//! Reading an index on a cluster: searches, facets, stored text, statistics.

use std::ops::Range;
use std::sync::atomic::Ordering;

use serde_json::json;

use super::analysis::read_words;
use super::cache::key_of;
use super::cluster::Cluster;
use super::stored_text::{self, LEDGER};
use crate::arabic::signature::Signature;
use crate::arabic::{GramSet, Pattern};
use crate::document::{Document, DocumentTerms, DocumentTermsBuilder, Heading, Metadata, PassageTerms, Text, WordKey};
use crate::engine::{
    Duplicate, Engine, EngineError, FacetCounts, Key, Matches, MissingShards, Order, OutletCount, OutletDates, Plan,
    StoryMember, WordSet,
};
use crate::query::{Filter, QueryTerms, Statistics, Vocabulary};

impl Engine for Cluster {
    fn len(&self) -> u64 {
        self.documents
    }

    fn missing(&self) -> Option<MissingShards> {
        let (shards, of) = (self.missing.0.load(Ordering::Relaxed), self.missing.1.load(Ordering::Relaxed));
        (shards > 0).then_some(MissingShards { shards, of })
    }

    fn matches(&self, plan: &Plan, filter: &Filter, order: Order, limit: usize) -> Result<Matches, EngineError> {
        self.top(plan, filter, order, limit)
    }

    fn facets(&self, plan: &Plan, filter: &Filter) -> Result<FacetCounts, EngineError> {
        self.facet_counts(plan, filter)
    }

    fn outlet_dates(&self, plan: &Plan, filter: &Filter) -> Result<Vec<OutletDates>, EngineError> {
        self.count_outlet_dates(plan, filter)
    }

    fn document(&self, key: Key) -> Result<Document, EngineError> {
        let stored = self.stored(key)?;
        Ok(Document {
            id: stored.id.clone(),
            title: stored.title.clone(),
            body: stored.body.clone(),
            metadata: stored.metadata.clone(),
            provenance: stored.provenance.clone(),
        })
    }

    fn id(&self, key: Key) -> Result<String, EngineError> {
        Ok(self.stored(key)?.id.clone())
    }

    fn metadata(&self, key: Key) -> Result<Metadata, EngineError> {
        Ok(self.stored(key)?.metadata.clone())
    }

    fn text(&self, key: Key) -> Result<Text, EngineError> {
        let stored = self.stored(key)?;
        Ok(Text { title: stored.title.clone(), body: stored.body.clone() })
    }

    fn body_part(&self, key: Key, bytes: Range<usize>) -> Result<String, EngineError> {
        let stored = self.stored(key)?;
        let part = stored.body.get(bytes.start..bytes.end.min(stored.body.len()));
        part.map(String::from).ok_or_else(|| self.client.address.problem("a stored passage lies outside its text"))
    }

    fn prefetch(&self, keys: &[Key]) -> Result<(), EngineError> {
        self.fetch_texts(keys)
    }

    fn prefetch_duplicates(&self, keys: &[Key]) -> Result<(), EngineError> {
        self.fetch_groups_of(keys)
    }

    fn words(&self, _: &GramSet) -> Result<WordSet, EngineError> {
        Ok(WordSet::all())
    }

    fn document_terms(&self, key: Key, _: &WordSet, terms: &mut DocumentTerms) -> Result<(), EngineError> {
        let stored = self.stored(key)?;
        let passage = |&(start, end): &(usize, usize)| PassageTerms { bytes: start..end, ..PassageTerms::default() };
        terms.passages.clear();
        terms.passages.extend(stored.passages.iter().map(passage));
        let is_whole = terms.passages.iter().all(|passage| stored.body.get(passage.bytes.clone()).is_some());
        let mut words = self.words.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut builder = DocumentTermsBuilder::new(terms);
        read_words(&stored.title, &mut builder, &mut words);
        builder.begin_body();
        read_words(&stored.body, &mut builder, &mut words);
        builder.finish();
        if is_whole { Ok(()) } else { Err(self.client.address.problem("a stored passage lies outside its text")) }
    }

    fn written(&self, word: WordKey) -> Result<String, EngineError> {
        let words = self.words.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let known = words.get(word).map(|word| word.written.to_string());
        known.ok_or_else(|| self.client.address.problem("a word of no document was read"))
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        Ok(self.by_id(id)?.map(|_| key_of(id)))
    }

    fn heading(&self, key: Key) -> Result<Heading, EngineError> {
        Ok(self.document(key)?.heading())
    }

    fn find_heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        self.heading_of(id)
    }

    fn signatures(&self) -> Result<Vec<(Key, Signature)>, EngineError> {
        let mut all = Vec::new();
        self.each(&json!({ "match_all": {} }), &["id", "sketch"], &mut |_, stored| {
            let id = stored["id"].as_str().unwrap_or_default();
            let signature = serde_json::from_value(stored["sketch"].clone()).ok().flatten();
            all.extend(signature.map(|(whole, bands)| (key_of(id), Signature { whole, bands })));
            Ok(())
        })?;
        Ok(all)
    }

    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        self.links(id)
    }

    fn story(&self, id: &str) -> Result<Vec<StoryMember>, EngineError> {
        self.story_of(id)
    }

    fn stories(&self) -> Result<Vec<Vec<StoryMember>>, EngineError> {
        self.all_stories()
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        Ok(self.values("source")?.into_iter().map(|(source, _)| source).collect())
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        let mut ids = Vec::new();
        self.each(&json!({ "term": { "source": source } }), &["id"], &mut |_, stored| {
            ids.extend(stored["id"].as_str().map(String::from));
            Ok(())
        })?;
        Ok(ids)
    }

    fn statistics(&self, terms: &QueryTerms) -> Result<Statistics, EngineError> {
        self.statistics_of(terms)
    }

    fn vocabulary(&self, of: Vocabulary, pattern: &Pattern, limit: usize) -> Result<Vec<(String, u64)>, EngineError> {
        self.matching_words(of, pattern, limit)
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        Ok(stored_text::read(&self.client, &self.index, LEDGER)?.map(|(_, ledger)| ledger))
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(OutletCount::by_name(self.outlet_counts()?))
    }
}
