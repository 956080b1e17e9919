//! An engine that works within the budget of one query.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use super::{
    Duplicate, Engine, EngineError, FacetCounts, Key, Matches, Meter, MissingShards, Order, OutletCount, OutletDates,
    Plan, StoryMember, WordSet,
};
use crate::arabic::signature::Signature;
use crate::arabic::{GramSet, Pattern};
use crate::document::{Document, DocumentTerms, Heading, Metadata, Text, WordKey};
use crate::query::{Filter, QueryTerms, Statistics, Vocabulary};

/// An engine that works within a budget. What it does for one query, whatever its parts, counts together. Of two around each other
/// both count; what an engine reads by itself for a plan is counted by the inner one, which is nearer to the engine.
pub struct Metered<'e> {
    engine: &'e dyn Engine,
    meter: Meter,
}

impl<'e> Metered<'e> {
    /// An engine that counts by `meter`.
    pub fn new(engine: &'e dyn Engine, meter: Meter) -> Self {
        Self { engine, meter }
    }

    /// Runs a step. An error of a step that the meter has stopped is the meter's.
    fn step<T>(&self, step: impl FnOnce(&dyn Engine) -> Result<T, EngineError>) -> Result<T, EngineError> {
        self.meter.check()?;
        let outcome = step(self.engine);
        if outcome.is_err() {
            self.meter.check()?;
        }
        outcome
    }

    /// Runs a step that reads a document.
    fn reading<T>(&self, step: impl FnOnce(&dyn Engine) -> Result<T, EngineError>) -> Result<T, EngineError> {
        self.meter.read()?;
        step(self.engine)
    }

    fn metered(&self, plan: &Plan) -> Plan {
        Plan { meter: self.meter.clone(), ..plan.clone() }
    }
}

impl Engine for Metered<'_> {
    fn len(&self) -> u64 {
        self.engine.len()
    }

    fn missing(&self) -> Option<MissingShards> {
        self.engine.missing()
    }

    fn matches(&self, plan: &Plan, filter: &Filter, order: Order, limit: usize) -> Result<Matches, EngineError> {
        self.step(|engine| engine.matches(&self.metered(plan), filter, order, limit))
    }

    fn facets(&self, plan: &Plan, filter: &Filter) -> Result<FacetCounts, EngineError> {
        self.step(|engine| engine.facets(&self.metered(plan), filter))
    }

    fn outlet_dates(&self, plan: &Plan, filter: &Filter) -> Result<Vec<OutletDates>, EngineError> {
        self.step(|engine| engine.outlet_dates(&self.metered(plan), filter))
    }

    fn document(&self, key: Key) -> Result<Document, EngineError> {
        self.reading(|engine| engine.document(key))
    }

    fn id(&self, key: Key) -> Result<String, EngineError> {
        self.step(|engine| engine.id(key))
    }

    fn metadata(&self, key: Key) -> Result<Metadata, EngineError> {
        self.step(|engine| engine.metadata(key))
    }

    fn text(&self, key: Key) -> Result<Text, EngineError> {
        self.reading(|engine| engine.text(key))
    }

    fn body_part(&self, key: Key, bytes: Range<usize>) -> Result<String, EngineError> {
        self.reading(|engine| engine.body_part(key, bytes))
    }

    fn prefetch(&self, keys: &[Key]) -> Result<(), EngineError> {
        self.step(|engine| engine.prefetch(keys))
    }

    fn prefetch_duplicates(&self, keys: &[Key]) -> Result<(), EngineError> {
        self.step(|engine| engine.prefetch_duplicates(keys))
    }

    fn words(&self, grams: &GramSet) -> Result<WordSet, EngineError> {
        self.step(|engine| engine.words(grams))
    }

    fn document_terms(&self, key: Key, words: &WordSet, terms: &mut DocumentTerms) -> Result<(), EngineError> {
        self.reading(|engine| engine.document_terms(key, words, terms))
    }

    fn written(&self, word: WordKey) -> Result<String, EngineError> {
        self.engine.written(word)
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        self.engine.key(id)
    }

    fn find(&self, id: &str) -> Result<Option<Document>, EngineError> {
        self.reading(|engine| engine.find(id))
    }

    fn heading(&self, key: Key) -> Result<Heading, EngineError> {
        self.step(|engine| engine.heading(key))
    }

    fn find_heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        self.engine.find_heading(id)
    }

    fn signatures(&self) -> Result<Vec<(Key, Signature)>, EngineError> {
        self.step(|engine| engine.signatures())
    }

    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        self.engine.duplicates(id)
    }

    fn story(&self, id: &str) -> Result<Vec<StoryMember>, EngineError> {
        self.engine.story(id)
    }

    fn stories(&self) -> Result<Vec<Vec<StoryMember>>, EngineError> {
        self.step(|engine| engine.stories())
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.step(|engine| engine.sources())
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        self.step(|engine| engine.ids_of(source))
    }

    fn statistics(&self, terms: &QueryTerms) -> Result<Statistics, EngineError> {
        self.step(|engine| engine.statistics(terms))
    }

    fn vocabulary(&self, of: Vocabulary, pattern: &Pattern, limit: usize) -> Result<Vec<(String, u64)>, EngineError> {
        self.step(|engine| engine.vocabulary(of, pattern, limit))
    }

    fn forms_of(&self, stems: &HashSet<&str>) -> Result<BTreeMap<String, u64>, EngineError> {
        self.step(|engine| engine.forms_of(stems))
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        self.engine.ledger()
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        self.step(|engine| engine.outlets())
    }
}
