//! The index as searches see it.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::analysis::place;
use super::client::{Address, Client};
use super::remembered::{Remembered, key_of};
use super::schema::{FORMAT_VERSION, Linked, STORED, Stored};
use super::translate::{TEXT, date_filter};
use crate::arabic::sketch::Sketch;
use crate::arabic::{ANALYSIS_VERSION, Pattern};
use crate::document::{Document, Heading, Lexeme, Metadata, Outline, Text, WordKey};
use crate::engine::{Duplicate, Engine, EngineError, Key, Matches, Order, OutletCount, Stamp, Tally};
use crate::query::{self, Filter, Vocabulary};

/// How many documents one answer has at most, and how many come with their texts.
const PAGE: usize = 10_000;
const WITH_TEXTS: usize = 300;
/// What BM25 leaves out since version 3: its k1, and one.
const LEFT_OUT: f32 = 2.2;

/// An opened index on a cluster.
pub struct Cluster {
    pub(super) client: Client,
    /// What a score is to be multiplied by to be that of the embedded engine.
    pub(super) scale: f32,
    documents: u64,
    pub(super) remembered: Remembered<Stored>,
    /// Documents whose texts nobody asked for.
    pub(super) linked: Remembered<Linked>,
    words: Mutex<HashMap<u64, Lexeme>>,
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
        let meta =
            mapping.as_object().and_then(|indices| indices.values().next()).map(|index| &index["mappings"]["_meta"]);
        let number = |name: &str| meta.and_then(|meta| meta[name].as_u64()).unwrap_or_default();
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
            documents: 0,
            remembered: Remembered::default(),
            linked: Remembered::default(),
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
        let client = Client::new(address)?;
        let path = format!("/{}/_stats/docs,indexing", address.name());
        let stats = client.demand(Method::Get, &path, None)?;
        let all = &stats["_all"]["primaries"];
        let indices: Vec<&String> =
            stats["indices"].as_object().into_iter().flat_map(|indices| indices.keys()).collect();
        let counts = [&all["docs"]["count"], &all["docs"]["deleted"], &all["indexing"]["index_total"]];
        Ok(Stamp::of(&(indices, counts.map(Value::as_u64))))
    }

    fn path(&self, verb: &str) -> String {
        format!("/{}/{verb}", self.client.address.name())
    }

    /// Searches without scores; an answer that lacks a shard is none.
    pub(super) fn search(&self, body: &Value) -> Result<Value, EngineError> {
        self.search_by("query_then_fetch", body)
    }

    /// Searches with scores that count documents and words of all shards.
    fn ranked(&self, body: &Value) -> Result<Value, EngineError> {
        self.search_by("dfs_query_then_fetch", body)
    }

    fn search_by(&self, kind: &str, body: &Value) -> Result<Value, EngineError> {
        let path = self.path(&format!("_search?search_type={kind}&allow_partial_search_results=false"));
        let answer = self.client.demand(Method::Post, &path, Some(body))?;
        let failed = answer["_shards"]["failed"].as_u64().unwrap_or(1);
        if failed > 0 || answer["timed_out"] == true {
            return Err(self
                .client
                .address
                .problem(format!("{failed} shards did not answer: look at the health of the cluster")));
        }
        Ok(answer)
    }

    pub(super) fn count(&self, query: &Value) -> Result<u64, EngineError> {
        let answer = self.client.demand(Method::Post, &self.path("_count"), Some(&json!({ "query": query })))?;
        Ok(answer["count"].as_u64().unwrap_or_default())
    }

    /// Calls `each` with the cluster's name and these fields of every document that matches, however many.
    pub(super) fn each(
        &self,
        query: &Value,
        fields: &[&str],
        each: &mut dyn FnMut(&str, &Value),
    ) -> Result<(), EngineError> {
        let mut after = Value::Null;
        loop {
            let mut body = json!({ "size": 1000, "query": query, "_source": fields, "sort": [{ "tie": "asc" }] });
            if !after.is_null() {
                body["search_after"] = after;
            }
            let answer = self.search(&body)?;
            let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
            let Some(last) = hits.last() else { return Ok(()) };
            after = last["sort"].clone();
            hits.iter().for_each(|hit| each(hit["_id"].as_str().unwrap_or_default(), &hit["_source"]));
        }
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

    fn order(order: Order) -> Value {
        match order {
            Order::Relevance => json!([{ "_score": "desc" }, { "tie": "asc" }]),
            Order::Newest => json!([{ "ends": { "order": "desc", "missing": "_last" } }, { "tie": "asc" }]),
            Order::Oldest => json!([{ "begins": { "order": "asc", "missing": "_last" } }, { "tie": "asc" }]),
        }
    }
}

pub(super) fn total(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or_default()
}

impl Engine for Cluster {
    fn len(&self) -> u64 {
        self.documents
    }

    fn matches(
        &self,
        query: Option<&query::Query>,
        filter: &Filter,
        order: Order,
        limit: usize,
    ) -> Result<Matches, EngineError> {
        let limit = limit.min(self.documents as usize);
        let (mut documents, mut after) = (Vec::new(), Value::Null);
        let (asked, dates) = (self.asked(query, filter)?, date_filter(filter));
        let with_texts = limit <= WITH_TEXTS;
        loop {
            let size = (limit - documents.len()).min(PAGE);
            let mut body = json!({
                "size": size,
                "query": asked,
                "track_total_hits": true,
                "sort": Self::order(order),
                "_source": if with_texts { json!(STORED) } else { json!(["id"]) },
            });
            if !dates.is_empty() {
                // What has no date is counted before dates narrow.
                body["post_filter"] = json!({ "bool": { "filter": dates } });
                body["aggs"] = json!({ "undated": { "missing": { "field": "begins" } } });
            }
            if !after.is_null() {
                body["search_after"] = after;
            }
            let is_ranked = order == Order::Relevance && limit > 0;
            let answer = if is_ranked { self.ranked(&body)? } else { self.search(&body)? };
            let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
            for hit in hits {
                let id = || hit["_source"]["id"].as_str().unwrap_or_default();
                documents.push(if with_texts { self.remember(hit)?.0 } else { key_of(id()) });
            }
            if documents.len() >= limit || hits.len() < size {
                if with_texts {
                    self.bring_linked(&documents)?;
                }
                let undated = answer["aggregations"]["undated"]["doc_count"].as_u64().unwrap_or_default();
                return Ok(Matches { documents, total: total(&answer), undated });
            }
            after = hits.last().map_or(Value::Null, |hit| hit["sort"].clone());
        }
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
        for WordKey(key) in keys {
            let lexeme =
                words.get(key).ok_or_else(|| self.client.address.problem("a word of no outline was asked for"))?;
            lexemes.push(lexeme.clone());
        }
        Ok(())
    }

    fn key(&self, id: &str) -> Result<Option<Key>, EngineError> {
        Ok(self.by_id(id)?.map(|_| key_of(id)))
    }

    fn heading(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        Ok(self.linked(id)?.map(|linked| Heading {
            id: linked.id.clone(),
            title: linked.title.clone(),
            metadata: linked.metadata.clone(),
            provenance: linked.provenance.clone(),
        }))
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
        let links = self.linked(id)?.map(|linked| linked.links.clone()).unwrap_or_default();
        Ok(links.into_iter().map(|(id, similarity)| Duplicate { id, similarity }).collect())
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
        let (stems, forms) = (query.stems(), query.forms());
        let term = |field: &str, word: &str| json!({ "term": { field: word } });
        let filters = stems.iter().map(|stem| term(TEXT, stem)).chain(forms.iter().map(|form| term("forms", form)));
        let filters: Vec<Value> = filters.collect();
        let mut aggs = json!({ "tokens": { "sum": { "field": "length" } } });
        if !filters.is_empty() {
            aggs["words"] = json!({ "filters": { "filters": filters } });
        }
        let answer = self.search(&json!({ "size": 0, "track_total_hits": true, "aggs": aggs }))?;
        let counts = answer["aggregations"]["words"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut counts = counts.iter().map(|bucket| bucket["doc_count"].as_u64().unwrap_or_default());
        Ok(query::Statistics {
            documents: total(&answer),
            tokens: answer["aggregations"]["tokens"]["value"].as_f64().unwrap_or_default() as u64,
            stems: counts.by_ref().take(stems.len()).collect(),
            forms: counts.collect(),
        })
    }

    fn words(&self, of: Vocabulary, pattern: &Pattern, most: usize) -> Result<Vec<(String, u64)>, EngineError> {
        self.vocabulary(of, pattern, most)
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(self.outlet_counts()?.to_vec())
    }
}
