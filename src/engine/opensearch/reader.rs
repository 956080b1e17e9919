//! The index as searches see it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::client::{Address, Client};
use super::schema::{FORMAT_VERSION, STORED, Stored, cluster_id};
use super::translate::{TEXT, date_filter};
use crate::arabic::sketch::Sketch;
use crate::arabic::{ANALYSIS_VERSION, Keys, Pattern, States, Tokens, fold, pack};
use crate::document::{Date, Document, Heading, Lexeme, Metadata, Outlet, Outline, OutlineWord, Text, WordKey};
use crate::engine::names::{self, outlet_of_term, outlet_term};
use crate::engine::{
    AUTHORS, Duplicate, Engine, EngineError, Key, Matches, Order, OutletCount, Stamp, Tally, tie_break,
};
use crate::query::{self, Filter, Vocabulary};

/// How many documents one answer has at most, and how many come with their texts.
const PAGE: usize = 10_000;
const WITH_TEXTS: usize = 300;
/// How many documents are remembered; twice as many for a moment.
const REMEMBERED: usize = 2_000;
/// How many names a field has at most that are looked through for those that are meant.
const NAMES: usize = 65_000;
/// What BM25 leaves out since version 3: its k1, and one.
const LEFT_OUT: f32 = 2.2;

/// An opened index on a cluster.
pub struct Cluster {
    pub(super) client: Client,
    /// What a score is to be multiplied by to be that of the embedded engine.
    pub(super) scale: f32,
    documents: u64,
    remembered: Mutex<Remembered>,
    words: Mutex<HashMap<u64, Lexeme>>,
    outlets: OnceLock<Vec<OutletCount>>,
    vocabularies: [OnceLock<Vec<(String, u64)>>; 2],
}

/// Documents that were read, the former ones and those since.
#[derive(Default)]
struct Remembered {
    former: HashMap<Key, Arc<Stored>>,
    now: HashMap<Key, Arc<Stored>>,
}

impl Remembered {
    fn get(&self, key: Key) -> Option<Arc<Stored>> {
        self.now.get(&key).or_else(|| self.former.get(&key)).map(Arc::clone)
    }

    fn put(&mut self, key: Key, stored: Arc<Stored>) {
        if self.now.len() >= REMEMBERED {
            self.former = std::mem::take(&mut self.now);
        }
        self.now.insert(key, stored);
    }
}

fn key_of(id: &str) -> Key {
    Key(tie_break(id).cast_unsigned())
}

impl Cluster {
    /// Opens the index at `address`.
    ///
    /// # Errors
    /// The cluster cannot be reached or lets nobody in; there is no index; it is of another version.
    pub fn open(address: &Address) -> Result<Self, EngineError> {
        let client = Client::new(address)?;
        let version = client.get(Method::Get, "/", None)?;
        let number = version["version"]["number"].as_str().unwrap_or_default();
        let major: u32 = number.split('.').next().and_then(|part| part.parse().ok()).unwrap_or_default();
        if major < 2 {
            return Err(address.problem(format!("it is version {number:?} of OpenSearch: 2.19 or 3 is needed")));
        }
        let mapping = client.get(Method::Get, &format!("/{}/_mapping", address.name()), None)?;
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
            remembered: Mutex::default(),
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
        let stats = client.get(Method::Get, &path, None)?;
        let all = &stats["_all"]["primaries"];
        let indices: Vec<&String> =
            stats["indices"].as_object().into_iter().flat_map(|indices| indices.keys()).collect();
        let counts = [&all["docs"]["count"], &all["docs"]["deleted"], &all["indexing"]["index_total"]];
        Ok(Stamp::of(&(indices, counts.map(Value::as_u64))))
    }

    fn path(&self, verb: &str) -> String {
        format!("/{}/{verb}", self.client.address.name())
    }

    /// Searches; an answer that lacks a shard is none.
    pub(super) fn search(&self, body: &Value) -> Result<Value, EngineError> {
        let path = self.path("_search?search_type=dfs_query_then_fetch&allow_partial_search_results=false");
        let answer = self.client.get(Method::Post, &path, Some(body))?;
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
        let answer = self.client.get(Method::Post, &self.path("_count"), Some(&json!({ "query": query })))?;
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

    /// Every value of a keyword field, with how many documents have it, rising.
    fn values(&self, field: &str) -> Result<Vec<(String, u64)>, EngineError> {
        let (mut values, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut composite = json!({ "size": PAGE, "sources": [{ "value": { "terms": { "field": field } } }] });
            if !after.is_null() {
                composite["after"] = after;
            }
            let answer = self.search(&json!({ "size": 0, "aggs": { "all": { "composite": composite } } }))?;
            let all = &answer["aggregations"]["all"];
            let buckets = all["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
            values.extend(buckets.iter().filter_map(|bucket| {
                Some((bucket["key"]["value"].as_str()?.to_string(), bucket["doc_count"].as_u64()?))
            }));
            after = all["after_key"].clone();
            if after.is_null() {
                return Ok(values);
            }
        }
    }

    fn outlet_counts(&self) -> Result<&[OutletCount], EngineError> {
        if let Some(counts) = self.outlets.get() {
            return Ok(counts);
        }
        let values = self.values("outlet")?.into_iter();
        let mut counts: Vec<OutletCount> =
            values.map(|(term, documents)| OutletCount { outlet: outlet_of_term(&term), documents }).collect();
        counts.sort_by(|a, b| names::of(a).cmp(&names::of(b)));
        Ok(self.outlets.get_or_init(|| counts))
    }

    /// What `filter` asks and what it leaves out, without its dates.
    pub(super) fn name_filters(&self, filter: &Filter) -> Result<(Vec<Value>, Vec<Value>), EngineError> {
        let (mut must, mut must_not) = (Vec::new(), Vec::new());
        for (clauses, asked) in [(&mut must, &filter.outlets), (&mut must_not, &filter.not_outlets)] {
            if !asked.is_empty() {
                let outlets: Vec<&Outlet> =
                    self.outlet_counts()?.iter().filter_map(|count| count.outlet.as_ref()).collect();
                let chosen = names::outlets(asked, &outlets)?;
                let terms: Vec<String> = chosen.into_iter().map(|outlet| outlet_term(Some(outlet))).collect();
                clauses.push(json!({ "terms": { "outlet": terms } }));
            }
        }
        for (kind, asked) in [("author", &filter.authors), ("place", &filter.places)] {
            if !asked.is_empty() {
                let all: Vec<String> = self.values(kind)?.into_iter().map(|(name, _)| name).take(NAMES).collect();
                must.push(json!({ "terms": { kind: names::named(kind, asked, &all)? } }));
            }
        }
        Ok((must, must_not))
    }

    /// What `query` and `filter` ask, without dates.
    fn asked(&self, query: Option<&query::Query>, filter: &Filter) -> Result<Value, EngineError> {
        let text = match query {
            Some(query) => self.text_query(query)?,
            None => json!({ "match_all": { "boost": 0.0 } }),
        };
        let (must, must_not) = self.name_filters(filter)?;
        Ok(json!({ "bool": { "must": [text], "filter": must, "must_not": must_not } }))
    }

    fn remember(&self, hit: &Value) -> Result<Key, EngineError> {
        let stored: Stored = serde_json::from_value(hit["_source"].clone())
            .map_err(|error| self.client.address.problem(format!("a stored document is not readable: {error}")))?;
        let key = key_of(&stored.id);
        self.remembered.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).put(key, Arc::new(stored));
        Ok(key)
    }

    fn stored(&self, key: Key) -> Result<Arc<Stored>, EngineError> {
        let known = || self.remembered.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(key);
        if let Some(stored) = known() {
            return Ok(stored);
        }
        let query = json!({ "term": { "tie": key.0.cast_signed() } });
        let answer = self.search(&json!({ "size": 1, "query": query, "_source": STORED }))?;
        self.remember(&answer["hits"]["hits"][0])?;
        known().ok_or_else(|| self.client.address.problem("a document is gone: search again"))
    }

    /// The document called `id`, where there is one.
    pub(super) fn by_id(&self, id: &str) -> Result<Option<Arc<Stored>>, EngineError> {
        let key = key_of(id);
        if let Some(stored) = self.remembered.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(key) {
            return Ok(Some(stored));
        }
        let query = json!({ "ids": { "values": [cluster_id(id)] } });
        let answer = self.search(&json!({ "size": 1, "query": query, "_source": STORED }))?;
        let hit = &answer["hits"]["hits"][0];
        if hit.is_null() {
            return Ok(None);
        }
        self.remember(hit).and_then(|key| self.stored(key)).map(Some)
    }

    fn order(order: Order) -> Value {
        match order {
            Order::Relevance => json!([{ "_score": "desc" }, { "tie": "asc" }]),
            Order::Newest => json!([{ "ends": { "order": "desc", "missing": "_last" } }, { "tie": "asc" }]),
            Order::Oldest => json!([{ "begins": { "order": "asc", "missing": "_last" } }, { "tie": "asc" }]),
        }
    }
}

fn total(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or_default()
}

fn buckets(aggregation: &Value) -> impl Iterator<Item = (String, u64)> {
    let buckets = aggregation["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
    buckets.iter().filter_map(|bucket| Some((bucket["key"].as_str()?.to_string(), bucket["doc_count"].as_u64()?)))
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
            let answer = self.search(&body)?;
            let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
            for hit in hits {
                let id = || hit["_source"]["id"].as_str().unwrap_or_default();
                documents.push(if with_texts { self.remember(hit)? } else { key_of(id()) });
            }
            if documents.len() >= limit || hits.len() < size {
                let undated = answer["aggregations"]["undated"]["doc_count"].as_u64().unwrap_or_default();
                return Ok(Matches { documents, total: total(&answer), undated });
            }
            after = hits.last().map_or(Value::Null, |hit| hit["sort"].clone());
        }
    }

    fn tally(&self, query: Option<&query::Query>, filter: &Filter) -> Result<Tally, EngineError> {
        let by_count = json!([{ "_count": "desc" }, { "_key": "asc" }]);
        let of = |field: &str| json!({ "terms": { "field": field, "size": NAMES, "order": by_count } });
        let mut authors = of("author");
        // One document of each tells how the name is written. More than are named are counted, since shards count apart.
        authors["terms"]["size"] = json!(AUTHORS);
        authors["terms"]["shard_size"] = json!(NAMES);
        authors["aggs"] = json!({ "one": { "top_hits": { "size": 1, "_source": ["metadata"] } } });
        let dates = date_filter(filter);
        let asked = json!({ "bool": { "must": [self.asked(query, filter)?], "filter": dates } });
        let answer = self.search(&json!({
            "size": 0,
            "query": asked,
            "track_total_hits": true,
            "aggs": {
                "outlets": of("outlet"), "authors": authors, "dates": of("date"),
                "undated": { "missing": { "field": "date" } },
            },
        }))?;
        let all = &answer["aggregations"];
        let outlet = |(term, documents): (String, u64)| OutletCount { outlet: outlet_of_term(&term), documents };
        let mut outlets: Vec<OutletCount> = buckets(&all["outlets"]).map(outlet).collect();
        outlets.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| names::of(a).cmp(&names::of(b))));
        let written = |bucket: &Value| {
            let folded = bucket["key"].as_str()?;
            let metadata = &bucket["one"]["hits"]["hits"][0]["_source"]["metadata"];
            let metadata: Metadata = serde_json::from_value(metadata.clone()).ok()?;
            let name = metadata.authors.into_iter().find(|author| fold(author) == folded);
            Some((name.unwrap_or_else(|| folded.into()), bucket["doc_count"].as_u64()?))
        };
        let authors = all["authors"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let authors = authors.iter().filter_map(written).collect();
        let date = |(text, count): (String, u64)| Some((text.parse::<Date>().ok()?, count));
        let mut dates: Vec<(Date, u64)> = buckets(&all["dates"]).filter_map(date).collect();
        dates.sort_by_key(|(date, _)| (date.first_minute(), Reverse(date.last_minute())));
        let undated = all["undated"]["doc_count"].as_u64().unwrap_or_default();
        Ok(Tally { documents: total(&answer), outlets, authors, dates, undated })
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
        Ok(self.by_id(id)?.map(|stored| Heading {
            id: stored.id.clone(),
            title: stored.title.clone(),
            metadata: stored.metadata.clone(),
            provenance: stored.provenance.clone(),
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
        let links = self.by_id(id)?.map(|stored| stored.links.clone()).unwrap_or_default();
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
        let (place, field) = match of {
            Vocabulary::Stems => (0, "stem_terms"),
            Vocabulary::Forms => (1, "forms"),
        };
        let all = match self.vocabularies[place].get() {
            Some(all) => all,
            None => {
                let mut all = self.values(field)?;
                all.sort_by_cached_key(|(word, _)| pack(word));
                self.vocabularies[place].get_or_init(|| all)
            }
        };
        let is_meant = |(word, _): &&(String, u64)| {
            let step = |states: States, byte: u8| pattern.step(states, byte);
            pattern.is_match(pack(word).bytes().fold(pattern.start(), step))
        };
        Ok(all.iter().filter(is_meant).take(most).cloned().collect())
    }

    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError> {
        Ok(self.outlet_counts()?.to_vec())
    }
}

/// Appends the words of `text`.
fn place(text: &str, outline: &mut Outline, words: &mut HashMap<u64, Lexeme>) {
    let mut tokens = Tokens::new(text);
    let mut end = 0;
    while let Some(token) = tokens.advance() {
        // A ligature is one word, though it is several tokens.
        let span = token.span();
        if !outline.words.is_empty() && span.start < end {
            continue;
        }
        end = span.end;
        let written = &text[span.clone()];
        let key = tie_break(written).cast_unsigned();
        words
            .entry(key)
            .or_insert_with(|| Keys::of(written).map_or_else(|| Lexeme::Written(written.into()), Lexeme::Keys));
        outline.words.push(OutlineWord { key: WordKey(key), start: span.start as u32, end: span.end as u32 });
    }
}
