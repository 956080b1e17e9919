//! Writes documents to an index on a cluster.

use std::collections::HashMap;

use opensearch::http::Method;
use serde_json::{Value, json};

use super::address::Address;
use super::bulk::Bulk;
use super::client::Client;
use super::cluster::{Cluster, hits};
use super::duplicate_groups;
use super::schema::{self, cluster_id, companion, pack};
use super::stored_text::{self, LEDGER};
use super::story_groups;
use super::vocabulary_update::VocabularyUpdate;
use crate::document::Document;
use crate::engine::digest::{content_digest, origin_digest};
use crate::engine::{Engine, EngineError, Finders, IndexWriter, StoredDigests};

/// Bytes of input files per shard: an index is two to three times as large, which is the size that OpenSearch advises.
const SHARD: u64 = 16 << 30;
/// The most shards that OpenSearch allows in an index.
const MOST_SHARDS: u64 = 1024;

/// Layout of an index over the nodes of a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Number of shards; `None`: by the size of its files.
    pub shards: Option<u32>,
    /// Number of replicas of each shard; `None`: one if there is a node for it.
    pub replicas: Option<u32>,
    /// Bytes of the files that it is built from.
    pub bytes: u64,
}

/// Writes to an index on a cluster.
pub struct ClusterWriter {
    client: Client,
    /// The index behind the alias.
    index: String,
    /// The index that it replaces after a rebuild.
    former: Option<String>,
    before: Cluster,
    /// Whether there was nothing before.
    is_new: bool,
    is_dirty: bool,
    bulk: Bulk,
    vocabulary: VocabularyUpdate,
    /// The run whose stored vocabularies are those of the visible documents.
    vocabulary_run: Option<u64>,
    /// Prefetched digests of stored documents, by id.
    expected: HashMap<String, Option<Digests>>,
}

/// Digests by which a document is compared with the stored one.
#[derive(Clone)]
struct Digests {
    content: u64,
    origin: u64,
    source: String,
}

impl ClusterWriter {
    /// Opens the index at `address` for writing, or makes a new one; with `rebuild`, one beside it that takes its place
    /// when it is finished.
    ///
    /// # Errors
    /// The cluster cannot be reached or refuses to write; the index is of another version or has another layout.
    pub fn open(address: &Address, rebuild: bool, layout: Layout) -> Result<Self, EngineError> {
        let client = Client::new(address)?;
        let known = client.ask(Method::Get, &format!("/_alias/{}", address.name()), None)?;
        let former = match known.status {
            200 => known.body.as_object().and_then(|indices| indices.keys().next().cloned()),
            404 => None,
            _ => return Err(client.response_error(known.status, &known.body)),
        };
        let number = |index: &String| index.rsplit('-').next().and_then(|number| number.parse::<u64>().ok());
        let next = former.as_ref().and_then(number).unwrap_or_default() + 1;
        let (index, former, is_new) = match former {
            Some(index) if !rebuild => (index, None, false),
            former => (format!("{}-{next:06}", address.name()), former, true),
        };
        if is_new {
            make(&client, &index, layout, former.is_none())?;
        } else {
            // Documents of an interrupted run become visible, so that they do not count as new.
            client.expect_success(Method::Post, &format!("/{index}/_refresh"), None)?;
            adapt(&client, &index, layout)?;
        }
        let before = Cluster::open(&address.of(&index))?;
        let bulk = Bulk::new(client.clone());
        let vocabulary_run = before.vocabulary_run.filter(|_| before.is_linked);
        let writer = Self {
            client,
            index,
            former,
            before,
            is_new,
            is_dirty: false,
            bulk,
            vocabulary: VocabularyUpdate::default(),
            vocabulary_run,
            expected: HashMap::new(),
        };
        if vocabulary_run != writer.before.vocabulary_run {
            // The documents of an interrupted run are not in the stored vocabularies.
            writer.mark(false)?;
        }
        Ok(writer)
    }

    /// Before the first change, marks the links between duplicates as outdated, and hides changes from readers until
    /// they are committed.
    fn begin(&mut self) -> Result<(), EngineError> {
        if !self.is_dirty {
            self.is_dirty = true;
            if self.is_new {
                self.vocabulary = VocabularyUpdate::of_nothing();
            } else if self.vocabulary_run.is_some() {
                self.vocabulary = VocabularyUpdate::of(&self.before)?;
            }
            self.mark(false)?;
            self.refresh_by(json!("-1"))?;
        }
        Ok(())
    }

    /// Records whether the links are current, and that readers see something new.
    fn mark(&self, is_linked: bool) -> Result<(), EngineError> {
        let mut meta = schema::versions();
        meta["linked"] = json!(is_linked);
        meta["changed"] = json!(stored_text::now());
        meta["vocabulary"] = json!(self.vocabulary_run);
        self.client.expect_success(
            Method::Put,
            &format!("/{}/_mapping", self.index),
            Some(&json!({ "_meta": meta })),
        )?;
        Ok(())
    }

    /// How often the cluster shows changes by itself; `null` as it is used to.
    fn refresh_by(&self, interval: Value) -> Result<(), EngineError> {
        let settings = json!({ "index": { "refresh_interval": interval } });
        self.client.expect_success(Method::Put, &format!("/{}/_settings", self.index), Some(&settings))?;
        Ok(())
    }

    fn refresh(&mut self) -> Result<(), EngineError> {
        self.bulk.finish()?;
        self.client.expect_success(
            Method::Post,
            &format!("/{},{}/_refresh", self.index, companion(&self.index)),
            None,
        )?;
        Ok(())
    }

    fn action(&self, verb: &str, id: &str) -> Value {
        json!({ verb: { "_index": self.index, "_id": cluster_id(id) } })
    }

    /// The stored digests of these documents.
    fn digests(&self, ids: &[&str]) -> Result<HashMap<String, Digests>, EngineError> {
        let names: Vec<String> = ids.iter().map(|id| cluster_id(id)).collect();
        let query = json!({ "ids": { "values": names } });
        let fields = ["id", "content", "origin", "source"];
        let answer = self.before.search(&json!({ "size": ids.len(), "query": query, "_source": fields }))?;
        let of = |hit: &Value| {
            let stored = &hit["_source"];
            let digest = |field: &str| stored[field].as_i64().map(i64::cast_unsigned);
            let text = |field: &str| stored[field].as_str().map(String::from);
            Some((
                text("id")?,
                Digests { content: digest("content")?, origin: digest("origin")?, source: text("source")? },
            ))
        };
        Ok(hits(&answer).iter().filter_map(of).collect())
    }

    /// Stores the connections that `finders` find.
    fn link(&mut self, finders: Finders<'_>) -> Result<(), EngineError> {
        let now = Cluster::open(&self.client.address.of(&self.index))?;
        duplicate_groups::write(&now, &(finders.duplicates)(&now)?, &mut self.bulk)?;
        story_groups::write(&now, &(finders.stories)(&now)?, &mut self.bulk)?;
        self.refresh()
    }

    /// Makes a rebuilt index visible to readers.
    fn swap(&self, former: &str) -> Result<(), EngineError> {
        let name = self.client.address.name();
        let actions = json!({ "actions": [
            { "add": { "index": self.index, "alias": name } },
            { "add": { "index": companion(&self.index), "alias": companion(name) } },
            { "remove_index": { "index": former } },
            { "remove_index": { "index": companion(former) } },
        ] });
        self.client.change(Method::Post, "/_aliases", Some(&actions)).map(|_| ())
    }
}

/// Makes an index and what lies beside it. With `is_first`, readers see it at once.
fn make(client: &Client, index: &str, layout: Layout, is_first: bool) -> Result<(), EngineError> {
    let by_size = (layout.bytes.div_ceil(SHARD)).clamp(1, MOST_SHARDS) as u32;
    let replicas = match layout.replicas {
        Some(replicas) => replicas,
        None => {
            let health = client.expect_success(Method::Get, "/_cluster/health", None)?;
            u32::from(health["number_of_data_nodes"].as_u64().unwrap_or_default() > 1)
        }
    };
    // An interrupted run may have left one.
    let both = format!("/{index},{}?ignore_unavailable=true", companion(index));
    client.change(Method::Delete, &both, None)?;
    let settings = json!({ "number_of_shards": layout.shards.unwrap_or(by_size), "number_of_replicas": replicas });
    // The documents last: where they are, so is what lies beside them.
    for (index, name, mappings) in [
        (companion(index), companion(client.address.name()), duplicate_groups::mapping()),
        (index.to_string(), client.address.name().to_string(), schema::mapping()),
    ] {
        let aliases = if is_first { json!({ name: {} }) } else { json!({}) };
        let made = json!({ "settings": settings, "mappings": mappings, "aliases": aliases });
        // Waits for all replicas, so that no accepted document is lost with a node; continues without one that has no
        // room.
        client.change(Method::Put, &format!("/{index}?wait_for_active_shards=all&timeout=20s"), Some(&made))?;
    }
    Ok(())
}

/// Adapts the replicas of an existing index.
///
/// # Errors
/// The index has another number of shards, which cannot be changed.
fn adapt(client: &Client, index: &str, layout: Layout) -> Result<(), EngineError> {
    let all = client.expect_success(Method::Get, &format!("/{index}/_settings"), None)?;
    let has = |name: &str| -> Option<u32> { all[index]["settings"]["index"][name].as_str()?.parse().ok() };
    let (shards, replicas) = (has("number_of_shards"), has("number_of_replicas"));
    if let (Some(has), Some(requested)) = (shards, layout.shards)
        && has != requested
    {
        return Err(client.address.problem(format!(
            "the index has {has} shards, and {requested} are asked for: that takes building it anew, with --rebuild"
        )));
    }
    if let Some(requested) = layout.replicas.filter(|requested| Some(*requested) != replicas) {
        let settings = json!({ "index": { "number_of_replicas": requested } });
        client.expect_success(Method::Put, &format!("/{index},{}/_settings", companion(index)), Some(&settings))?;
    }
    Ok(())
}

impl IndexWriter for ClusterWriter {
    fn was_empty(&self) -> bool {
        self.is_new || self.before.len() == 0
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        Ok(stored_text::read(&self.client, &self.index, LEDGER)?.map(|(_, ledger)| ledger))
    }

    fn prefetch(&mut self, ids: &[&str]) -> Result<(), EngineError> {
        self.expected.clear();
        if !self.was_empty() && !ids.is_empty() {
            let mut known = self.digests(ids)?;
            self.expected = ids.iter().map(|id| (id.to_string(), known.remove(*id))).collect();
        }
        Ok(())
    }

    fn stored(&self, document: &Document) -> Result<Option<StoredDigests>, EngineError> {
        if self.was_empty() {
            return Ok(None);
        }
        let known = match self.expected.get(&document.id) {
            Some(known) => known.clone(),
            None => self.digests(&[&document.id])?.remove(&document.id),
        };
        Ok(known.map(|Digests { content, origin, source }| StoredDigests {
            same_content: content == content_digest(document),
            same_origin: origin == origin_digest(document),
            source,
        }))
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        if self.was_empty() { Ok(Vec::new()) } else { self.before.ids_of(source) }
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.before.sources()
    }

    fn put(&mut self, document: &Document, replace: bool) -> Result<(), EngineError> {
        self.begin()?;
        let packed = pack(document, content_digest(document), origin_digest(document));
        if replace {
            let content = self.expected.get(&document.id).and_then(|known| Some(known.as_ref()?.content));
            self.vocabulary.remove(&self.before, &document.id, content)?;
        }
        self.vocabulary.add(&packed);
        let action = self.action("index", &document.id);
        self.bulk.put(&action, &packed)
    }

    fn delete(&mut self, id: &str) -> Result<(), EngineError> {
        self.begin()?;
        self.vocabulary.remove(&self.before, id, None)?;
        let action = self.action("delete", id);
        self.bulk.remove(&action)
    }

    fn delete_source(&mut self, source: &str) -> Result<(), EngineError> {
        self.before.ids_of(source)?.iter().try_for_each(|id| self.delete(id))
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.vocabulary.take_off(&self.before)?;
        self.refresh()?;
        let run = stored_text::now();
        self.vocabulary.store(&self.before, run)?;
        self.vocabulary_run = Some(run);
        self.mark(false)
    }

    /// Commits, stores what connects documents and the ledger, and makes a rebuilt index visible.
    fn finish(mut self: Box<Self>, finders: Finders<'_>, ledger: &str) -> Result<(), EngineError> {
        if self.is_dirty || !self.before.is_linked {
            self.commit()?;
            self.link(finders)?;
            self.mark(true)?;
            self.refresh_by(Value::Null)?;
        }
        stored_text::write(&self.client, &self.index, LEDGER, stored_text::now(), ledger)?;
        self.former.as_ref().map_or(Ok(()), |former| self.swap(former))
    }
}
