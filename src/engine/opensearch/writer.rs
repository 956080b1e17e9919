//! Documents into the index.

use std::collections::BTreeMap;

use opensearch::http::Method;
use serde_json::{Value, json};

use super::client::{Address, Client};
use super::reader::Cluster;
use super::schema::{FORMAT_VERSION, cluster_id, pack, settings};
use crate::arabic::ANALYSIS_VERSION;
use crate::document::Document;
use crate::engine::digest::{content_digest, origin_digest};
use crate::engine::{Engine, EngineError, IndexWriter, StoredDigests};

/// Bytes of a request with many documents.
const BULK: usize = 4 << 20;
/// How often items that the cluster had no room for are sent, and how long is waited in between.
const TRIES: u32 = 8;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

/// How an index is laid out.
const SHARDS: u32 = 3;
const REPLICAS: u32 = 1;

/// Writes to an index on a cluster.
pub struct ClusterWriter {
    client: Client,
    /// The index behind the alias.
    index: String,
    /// The one that it takes the place of, where it is built anew.
    former: Option<String>,
    before: Cluster,
    /// Whether readers see what is written.
    is_new: bool,
    is_dirty: bool,
    lines: String,
}

impl ClusterWriter {
    /// Opens the index at `address` for writing, or makes a new one; with `rebuild`, one beside it that takes its place when
    /// it is finished.
    ///
    /// # Errors
    /// The cluster cannot be reached, or lets nobody write; the index is of another version.
    pub fn open(address: &Address, rebuild: bool) -> Result<Self, EngineError> {
        let client = Client::new(address)?;
        let known = client.ask(Method::Get, &format!("/_alias/{}", address.name()), None)?;
        let former = match known.status {
            200 => known.body.as_object().and_then(|indices| indices.keys().next().cloned()),
            404 => None,
            _ => return Err(client.refused(&known)),
        };
        let number = |index: &String| index.rsplit('-').next().and_then(|number| number.parse::<u64>().ok());
        let next = former.as_ref().and_then(number).unwrap_or_default() + 1;
        let (index, former, is_new) = match former {
            Some(index) if !rebuild => (index, None, false),
            former => (format!("{}-{next:06}", address.name()), former, true),
        };
        if is_new {
            // One that was left half built is nobody's.
            client.change(Method::Delete, &format!("/{index}?ignore_unavailable=true"), None)?;
            client.change(Method::Put, &format!("/{index}"), Some(&settings(SHARDS, REPLICAS)))?;
            if former.is_none() {
                client.change(Method::Put, &format!("/{index}/_alias/{}", address.name()), None)?;
            }
        }
        let before = Cluster::open(&address.of(&index))?;
        Ok(Self { client, index, former, before, is_new, is_dirty: false, lines: String::new() })
    }

    fn push(&mut self, action: &Value, source: Option<&Value>) -> Result<(), EngineError> {
        if !self.is_dirty {
            self.is_dirty = true;
            self.mark(false)?;
        }
        for line in [Some(action), source].into_iter().flatten() {
            self.lines.push_str(&line.to_string());
            self.lines.push('\n');
        }
        if self.lines.len() >= BULK { self.flush() } else { Ok(()) }
    }

    /// Says whether the links between duplicates speak of what is there.
    fn mark(&self, is_linked: bool) -> Result<(), EngineError> {
        let meta = json!({ "format": FORMAT_VERSION, "analysis": ANALYSIS_VERSION, "linked": is_linked });
        self.client.demand(Method::Put, &format!("/{}/_mapping", self.index), Some(&json!({ "_meta": meta })))?;
        Ok(())
    }

    /// Sends what is waiting; what the cluster had no room for, again.
    fn flush(&mut self) -> Result<(), EngineError> {
        let mut lines = std::mem::take(&mut self.lines);
        let mut pause = PAUSE;
        for attempt in 1.. {
            if lines.is_empty() {
                break;
            }
            let reply = self.client.send_lines("/_bulk", lines.clone())?;
            if !(200..300).contains(&reply.status) {
                return Err(self.client.refused(&reply));
            }
            lines = self.rejected(&reply.body, &lines)?;
            if !lines.is_empty() {
                if attempt == TRIES {
                    return Err(self.client.address.problem(
                        "the cluster has no room for more documents: run this again later, it goes on from there",
                    ));
                }
                std::thread::sleep(pause);
                pause *= 2;
            }
        }
        Ok(())
    }

    /// The lines of the items that were rejected for want of room.
    ///
    /// # Errors
    /// An item that will never be taken.
    fn rejected(&self, body: &Value, lines: &str) -> Result<String, EngineError> {
        let mut again = String::new();
        let mut lines = lines.lines();
        for item in body["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
            let action = lines.next().unwrap_or_default();
            let source = if item.get("delete").is_none() { lines.next() } else { None };
            let outcome = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
            match outcome["status"].as_u64().unwrap_or_default() {
                200..300 => {}
                404 if item.get("delete").is_some() => {}
                429 => {
                    for line in [Some(action), source].into_iter().flatten() {
                        again.push_str(line);
                        again.push('\n');
                    }
                }
                status => {
                    let reason = outcome["error"]["reason"].as_str().unwrap_or("it gives no reason");
                    let id = outcome["_id"].as_str().unwrap_or_default();
                    return Err(self
                        .client
                        .address
                        .problem(format!("document {id:?} was refused ({status}): {reason}")));
                }
            }
        }
        Ok(again)
    }

    fn refresh(&mut self) -> Result<(), EngineError> {
        self.flush()?;
        self.client.demand(Method::Post, &format!("/{}/_refresh", self.index), None)?;
        Ok(())
    }

    fn action(&self, verb: &str, id: &str) -> Value {
        json!({ verb: { "_index": self.index, "_id": cluster_id(id) } })
    }
}

impl IndexWriter for ClusterWriter {
    fn was_empty(&self) -> bool {
        self.is_new || self.before.len() == 0
    }

    fn stored(&self, document: &Document) -> Result<Option<StoredDigests>, EngineError> {
        if self.was_empty() {
            return Ok(None);
        }
        let Some(stored) = self.before.by_id(&document.id)? else { return Ok(None) };
        Ok(Some(StoredDigests {
            same_content: stored.content.cast_unsigned() == content_digest(document),
            same_origin: stored.origin.cast_unsigned() == origin_digest(document),
            source: stored.source.clone(),
        }))
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        self.before.ids_of(source)
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.before.sources()
    }

    fn put(&mut self, document: &Document, _: bool) -> Result<(), EngineError> {
        let packed = pack(document, content_digest(document), origin_digest(document));
        // By its id, so that a request that is sent twice is one document.
        self.push(&self.action("index", &document.id), Some(&packed))
    }

    fn delete(&mut self, id: &str) -> Result<(), EngineError> {
        self.push(&self.action("delete", id), None)
    }

    fn delete_source(&mut self, source: &str) -> Result<(), EngineError> {
        for id in self.before.ids_of(source)? {
            self.delete(&id)?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        self.refresh()
    }

    /// Sends what is left, links duplicates, and lets readers see an index that was built anew.
    fn finish(
        mut self: Box<Self>,
        find: &dyn Fn(&dyn Engine) -> Result<Vec<(String, String, f32)>, EngineError>,
    ) -> Result<(), EngineError> {
        self.refresh()?;
        if self.is_dirty {
            let now = Cluster::open(&self.client.address.of(&self.index))?;
            let mut links: BTreeMap<String, Vec<(String, f32)>> = BTreeMap::new();
            for (one, other, similarity) in find(&now)? {
                // To three places, as the embedded engine keeps it.
                let similarity = (similarity * 1000.0).round() / 1000.0;
                links.entry(one.clone()).or_default().push((other.clone(), similarity));
                links.entry(other).or_default().push((one, similarity));
            }
            now.each(&json!({ "exists": { "field": "tie" } }), &["id", "links"], &mut |_, stored| {
                let id = stored["id"].as_str().unwrap_or_default();
                let had = stored["links"].as_array().is_some_and(|links| !links.is_empty());
                if had && !links.contains_key(id) {
                    links.insert(id.into(), Vec::new());
                }
            })?;
            for (id, links) in links {
                self.push(&self.action("update", &id), Some(&json!({ "doc": { "links": links } })))?;
            }
            self.refresh()?;
            self.mark(true)?;
        }
        if let Some(former) = &self.former {
            let name = self.client.address.name();
            let actions = json!({ "actions": [
                { "add": { "index": self.index, "alias": name } },
                { "remove_index": { "index": former } },
            ] });
            self.client.change(Method::Post, "/_aliases", Some(&actions))?;
        }
        Ok(())
    }
}
