//! An opened index on a cluster.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, OnceLock};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::address::Address;
use super::analysis::Words;
use super::cache::DocumentCache;
use super::client::Client;
use super::schema::{FORMAT_VERSION, Stored};
use super::statistics_cache::StatisticsCache;
use super::vocabulary::WordCounts;
use crate::arabic::ANALYSIS_VERSION;
use crate::document::Heading;
use crate::engine::{Duplicate, EngineError, OutletCount, Stamp};

/// Capacity of the caches, in texts and in headings.
const TEXTS: usize = 2_000;
const HEADINGS: usize = 20_000;
/// The factor k1 + 1 of BM25, which OpenSearch omits since version 3.
const K1_FACTOR: f32 = 2.2;

/// An opened index on a cluster.
pub struct Cluster {
    pub(super) client: Client,
    /// Factor that makes a score equal to that of the embedded engine.
    pub(super) score_scale: f32,
    /// The index behind the alias.
    pub(super) index: String,
    /// Whether the links between duplicates are current.
    pub(super) is_linked: bool,
    pub(super) documents: u64,
    pub(super) statistics_cache: StatisticsCache,
    /// Number of shards that did not answer, and of all shards.
    pub(super) missing: (AtomicU64, AtomicU64),
    pub(super) documents_cache: DocumentCache<Stored>,
    /// Headings of documents whose text was not fetched, and links of documents.
    pub(super) headings: DocumentCache<Heading>,
    pub(super) links: DocumentCache<Vec<Duplicate>>,
    pub(super) words: Mutex<Words>,
    pub(super) outlets: OnceLock<Vec<OutletCount>>,
    /// The run that stored the vocabularies; `None` if they must be counted.
    pub(super) vocabulary_run: Option<u64>,
    /// Of stems, and of forms.
    pub(super) vocabularies: [OnceLock<WordCounts>; 2],
}

impl Cluster {
    /// Opens the index at `address`.
    ///
    /// # Errors
    /// The cluster cannot be reached or refuses access; there is no index; it is of another version.
    pub fn open(address: &Address) -> Result<Self, EngineError> {
        let client = Client::new(address)?;
        let version = client.expect_success(Method::Get, "/", None)?;
        let number = version["version"]["number"].as_str().unwrap_or_default();
        let major: u32 = number.split('.').next().and_then(|part| part.parse().ok()).unwrap_or_default();
        if major < 2 {
            return Err(address.problem(format!("it is version {number:?} of OpenSearch: 2.19 or 3 is needed")));
        }
        let mapping = client.expect_success(Method::Get, &format!("/{}/_mapping", address.name()), None)?;
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
        let score_scale = if major >= 3 { K1_FACTOR } else { 1.0 };
        let mut cluster = Self {
            client,
            score_scale,
            index: index.clone(),
            is_linked: meta["linked"] == true,
            documents: 0,
            statistics_cache: StatisticsCache::default(),
            missing: Default::default(),
            documents_cache: DocumentCache::new(TEXTS),
            headings: DocumentCache::new(HEADINGS),
            links: DocumentCache::new(HEADINGS),
            words: Mutex::default(),
            outlets: OnceLock::new(),
            vocabulary_run: meta["vocabulary"].as_u64(),
            vocabularies: [OnceLock::new(), OnceLock::new()],
        };
        cluster.documents = cluster.count_documents(&json!({ "match_all": {} }))?;
        Ok(cluster)
    }

    /// The stamp of the index at `address`, which changes with it.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub fn stamp(address: &Address) -> Result<Stamp, EngineError> {
        // Writers record in the mapping when readers see something new; no request to a shard is needed.
        let mapping =
            Client::new(address)?.expect_success(Method::Get, &format!("/{}/_mapping", address.name()), None)?;
        let indices = mapping.as_object().into_iter().flatten();
        let states = indices.map(|(index, mapping)| (index, mapping["mappings"]["_meta"].to_string()));
        Ok(Stamp::of(&states.collect::<Vec<_>>()))
    }

    pub(super) fn count_documents(&self, query: &Value) -> Result<u64, EngineError> {
        Ok(total(&self.search(&json!({ "size": 0, "track_total_hits": true, "query": query }))?))
    }

    /// Calls `each` with the cluster's id and these fields of every document that matches.
    pub(super) fn each(&self, query: &Value, fields: &[&str], each: Each<'_>) -> Result<(), EngineError> {
        pages(&|body| self.search(body), query, "tie", fields, each)
    }

    /// The same for every document of the companion index that has the field `of`: [`GROUPS`] or [`STORIES`].
    pub(super) fn each_in_companion(&self, of: &str, fields: &[&str], each: Each<'_>) -> Result<(), EngineError> {
        pages(&|body| self.search_companion(body), &json!({ "exists": { "field": of } }), of, fields, each)
    }
}

/// The field of the companion index by which groups of duplicates are sorted, and no other document has.
pub(super) const GROUPS: &str = "tie";
/// The same for stories.
pub(super) const STORIES: &str = "order";

/// Takes the cluster's id of a document and some of its fields.
pub(super) type Each<'e> = &'e mut dyn FnMut(&str, &Value) -> Result<(), EngineError>;

fn pages(
    search: &dyn Fn(&Value) -> Result<Value, EngineError>,
    query: &Value,
    sorted_by: &str,
    fields: &[&str],
    each: Each<'_>,
) -> Result<(), EngineError> {
    let mut body = json!({ "size": 1000, "query": query, "_source": fields, "sort": [{ sorted_by: "asc" }] });
    loop {
        let answer = search(&body)?;
        let Some(last) = hits(&answer).last() else { return Ok(()) };
        for hit in hits(&answer) {
            each(hit["_id"].as_str().unwrap_or_default(), &hit["_source"])?;
        }
        body["search_after"] = last["sort"].clone();
    }
}

pub(super) fn hits(answer: &Value) -> &[Value] {
    answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default()
}

pub(super) fn total(answer: &Value) -> u64 {
    answer["hits"]["total"]["value"].as_u64().unwrap_or_default()
}
