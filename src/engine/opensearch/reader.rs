//! The index as searches see it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::address::Address;
use super::analysis::{Words, place};
use super::client::Client;
use super::ledger;
use super::remembered::{Remembered, key_of};
use super::schema::{FORMAT_VERSION, Stored};
use super::statistics::Counted;
use crate::arabic::sketch::Sketch;
use crate::arabic::{ANALYSIS_VERSION, Pattern};
use crate::document::{Document, Heading, Lexeme, Metadata, Outline, Text, WordKey};
use crate::engine::{Duplicate, Engine, EngineError, Key, Matches, Missing, Order, OutletCount, Stamp, Tally};
use crate::query::{self, Filter, Vocabulary};

/// How many texts are remembered, and how many headings.
const TEXTS: usize = 2_000;
const HEADINGS: usize = 20_000;
/// What BM25 leaves out since version 3: its k1, and one.
const LEFT_OUT: f32 = 2.2;

/// An opened index on a cluster.
pub struct Cluster {
    pub(super) client: Client,
    /// What a score is to be multiplied by to be that of the embedded engine.
    pub(super) scale: f32,
    /// The index behind the alias.
    index: String,
    /// Whether the links between duplicates speak of what is there.
    pub(super) is_linked: bool,
    pub(super) documents: u64,
    pub(super) counted: Counted,
    /// How many parts did not answer, and of how many.
    pub(super) missing: (AtomicU64, AtomicU64),
    pub(super) remembered: Remembered<Stored>,
    /// Documents of which nobody asked for the text, and what documents are linked to.
    pub(super) headings: Remembered<Heading>,
    pub(super) links: Remembered<Vec<Duplicate>>,
    words: Mutex<Words>,
    pub(super) outlets: OnceLock<Vec<OutletCount>>,
    pub(super) vocabularies: [OnceLock<Vec<(String, u64)>>; 2],
}

impl Cluster {
    /// Opens the index at `address`.
    ///
    /// # Errors
    /// The cluster cannot be reached or lets nobody in; there is no index; it is of another version.
    pub fn open(address: &Address) -> Result<Self, EngineError> {
        let client = Client::new(address)?;
        let version = client.demand(Method::Get, "/", None)?;
        let number = version["version"]["number"].as_str().unwrap_or_default();
        let major: u32 = number.split('.').next().and_then(|part| part.parse().ok()).unwrap_or_default();
        if major < 2 {
            return Err(address.problem(format!("it is version {number:?} of OpenSearch: 2.19 or 3 is needed")));
        }
        let mapping = client.demand(Method::Get, &format!("/{}/_mapping", address.name()), None)?;
        let (index, mapping) = mapping
            .as_object()
            .and_then(|indices| indices.iter().next())
            .ok_or_else(|| address.problem("it is no index"))?;
        let meta = &mapping["mappings"]["_meta"];
        let number = |name: &str| meta[name].as_u64().unwrap_or_default();
        if (number("format"), number("analysis")) != (FORMAT_VERSION, u64::from(ANALYSIS_VERSION)) {
            return Err(address.problem(format!(
                "the index has format {} and analysis {}, this program has {FORMAT_VERSION} and {ANALYSIS_VERSION}: build it \
                 anew with `fihris --index {address} index --rebuild PATH…`",
                number("format"),
                number("analysis")
            )));
        }
        let scale = if major >= 3 { LEFT_OUT } else { 1.0 };
        let mut cluster = Self {
            client,
            scale,
            index: index.clone(),
            is_linked: meta["linked"] == true,
            documents: 0,
            counted: Counted::default(),
            missing: Default::default(),
            remembered: Remembered::new(TEXTS),
            headings: Remembered::new(HEADINGS),
            links: Remembered::new(HEADINGS),
            words: Mutex::default(),
            outlets: OnceLock::new(),
            vocabularies: [OnceLock::new(), OnceLock::new()],
        };
        cluster.documents = cluster.count(&json!({ "match_all": {} }))?;
        Ok(cluster)
    }

    /// What tells whether the index at `address` has changed since.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub fn stamp(address: &Address) -> Result<Stamp, EngineError> {
        // Whoever writes says in the mapping when readers see something new; no shard has to be asked.
        let mapping = Client::new(address)?.demand(Method::Get, &format!("/{}/_mapping", address.name()), None)?;
        let indices = mapping.as_object().into_iter().flatten();
        let states = indices.map(|(index, mapping)| (index, mapping["mappings"]["_meta"].to_string()));
        Ok(Stamp::of(&states.collect::<Vec<_>>()))
    }

    pub(super) fn count(&self, query: &Value) -> Result<u64, EngineError> {
        Ok(total(&self.search(&json!({ "size": 0, "track_total_hits": true, "query": query }))?))
    }

    /// Calls `each` with the cluster's name and these fields of every document that matches, however many.
    pub(super) fn each(&self, query: &Value, fields: &[&str], each: Each<'_>) -> Result<(), EngineError> {
        pages(&|body| self.search(body), query, fields, each)
    }

    /// The same of every story.
    pub(super) fn each_beside(&self, fields: &[&str], each: Each<'_>) -> Result<(), EngineError> {
        pages(&|body| self.search_beside(body), &json!({ "exists": { "field": "tie" } }), fields, each)
    }

    /// What `query` and `filter` ask, without dates.
    pub(super) fn asked(&self, query: Option<&query::Query>, filter: &Filter) -> Result<Value, EngineError> {
        let text = match query {
            Some(query) => self.text_query(query)?,
            None => json!({ "match_all": { "boost": 0.0 } }),
        };
        let (must, must_not) = self.name_filters(filter)?;
        Ok(json!({ "bool": { "must": [text], "filter": must, "must_not": must_not } }))
    }
}

/// Takes the cluster's name of a document and some of its fields.
pub(super) type Each<'e> = &'e mut dyn FnMut(&str, &Value);

fn pages(
    search: &dyn Fn(&Value) -> Result<Value, EngineError>,
    query: &Value,
    fields: &[&str],
    each: Each<'_>,
) -> Result<(), EngineError> {
    let mut body = json!({ "size": 1000, "query": query, "_source": fields, "sort": [{ "tie": "asc" }] });
    loop {
        let answer = search(&body)?;
        let Some(last) = hits(&answer).last() else { return Ok(()) };
        hits(&answer).iter().for_each(|hit| each(hit["_id"].as_str().unwrap_or_default(), &hit["_source"]));
        body["search_after"] = last["sort"].clone();
    }
}

pub(super) fn hits(answer: &Value) -> &[Value] {
    answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn total(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or_default()
}

impl Engine for Cluster {
    fn len(&self) -> u64 {
        self.documents
    }

    fn missing(&self) -> Option<Missing> {
        let (shards, of) = (self.missing.0.load(Ordering::Relaxed), self.missing.1.load(Ordering::Relaxed));
        (shards > 0).then_some(Missing { shards, of })
    }

    fn matches(
        &self,
        query: Option<&query::Query>,
        filter: &Filter,
        order: Order,
        limit: usize,
    ) -> Result<Matches, EngineError> {
        self.top(query, filter, order, limit)
    }

    fn tally(&self, query: Option<&query::Query>, filter: &Filter) -> Result<Tally, EngineError> {
        self.tallied(query, filter)
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

    fn prefetch(&self, keys: &[Key]) -> Result<(), EngineError> {
        self.bring_texts(keys)
    }

    fn outline(&self, key: Key, outline: &mut Outline) -> Result<(), EngineError> {
        let stored = self.stored(key)?;
        outline.words.clear();
        outline.passages.clear();
        let mut words = self.words.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        place(&stored.title, outline, &mut words);
        outline.title_words = outline.words.len();
        place(&stored.body, outline, &mut words);
        outline.passages.extend(stored.passages.iter().map(|&(start, end)| start..end));
        let is_whole = outline.passages.iter().all(|passage| stored.body.get(passage.clone()).is_some());
        if is_whole { Ok(()) } else { Err(self.client.address.problem("a stored passage lies outside its text")) }
    }

    fn lexemes(&self, keys: &[WordKey], lexemes: &mut Vec<Lexeme>) -> Result<(), EngineError> {
        let words = self.words.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for key in keys {
            let lexeme =
                words.get(*key).ok_or_else(|| self.client.address.problem("a word of no outline was asked for"))?;
            lexemes.push(lexeme.clone());
        }
        Ok(())
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        Ok(self.by_id(id)?.map(|_| key_of(id)))
    }

    fn heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        self.heading_of(id)
    }

    fn sketches(&self) -> Result<Vec<(Key, Sketch)>, EngineError> {
        let mut all = Vec::new();
        self.each(&json!({ "match_all": {} }), &["id", "sketch"], &mut |_, stored| {
            let id = stored["id"].as_str().unwrap_or_default();
            let sketch = serde_json::from_value(stored["sketch"].clone()).ok().flatten();
            all.extend(sketch.map(|(whole, bands)| (key_of(id), Sketch { whole, bands })));
        })?;
        Ok(all)
    }

    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        self.links(id)
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        Ok(self.values("source")?.into_iter().map(|(source, _)| source).collect())
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        let mut ids = Vec::new();
        self.each(&json!({ "term": { "source": source } }), &["id"], &mut |_, stored| {
            ids.extend(stored["id"].as_str().map(String::from));
        })?;
        Ok(ids)
    }

    fn statistics(&self, query: &query::Query) -> Result<query::Statistics, EngineError> {
        self.counted(query)
    }

    fn words(&self, of: Vocabulary, pattern: &Pattern, most: usize) -> Result<Vec<(String, u64)>, EngineError> {
        self.vocabulary(of, pattern, most)
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        ledger::read(&self.client, &self.index)
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(self.outlet_counts()?.to_vec())
    }
}
