//! Documents that were read, so that none is asked for twice in a search.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::reader::{Cluster, hits};
use super::schema::{LINKED, Linked, STORED, Stored, cluster_id};
use crate::engine::{EngineError, Key, tie_break};

/// How many documents are remembered; twice as many for a moment.
const REMEMBERED: usize = 2_000;
/// How many documents are brought at a time with their texts.
const FETCHED: usize = 500;

/// Documents that were read: the former ones, and those since.
pub(super) struct Remembered<T>(Mutex<[HashMap<Key, Arc<T>>; 2]>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::new([HashMap::new(), HashMap::new()]))
    }
}

impl<T> Remembered<T> {
    fn get(&self, key: Key) -> Option<Arc<T>> {
        let all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.iter().rev().find_map(|some| some.get(&key)).map(Arc::clone)
    }

    fn put(&self, key: Key, document: T) -> Arc<T> {
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if all[1].len() >= REMEMBERED {
            all[0] = std::mem::take(&mut all[1]);
        }
        let document = Arc::new(document);
        all[1].insert(key, Arc::clone(&document));
        document
    }
}

pub(super) fn key_of(id: &str) -> Key {
    Key(tie_break(id).cast_unsigned())
}

impl Cluster {
    pub(super) fn remember(&self, hit: &Value) -> Result<(Key, Arc<Stored>), EngineError> {
        let stored: Stored = self.stored_in(hit)?;
        let key = key_of(&stored.id);
        Ok((key, self.remembered.put(key, stored)))
    }

    pub(super) fn stored(&self, key: Key) -> Result<Arc<Stored>, EngineError> {
        if let Some(stored) = self.remembered.get(key) {
            return Ok(stored);
        }
        let query = json!({ "term": { "tie": key.0.cast_signed() } });
        let answer = self.search(&json!({ "size": 1, "query": query, "_source": STORED }))?;
        match &answer["hits"]["hits"][0] {
            Value::Null => Err(self.client.address.problem("a document is gone: search again")),
            hit => self.remember(hit).map(|(_, stored)| stored),
        }
    }

    /// The document called `id`, where there is one.
    pub(super) fn by_id(&self, id: &str) -> Result<Option<Arc<Stored>>, EngineError> {
        if let Some(stored) = self.remembered.get(key_of(id)) {
            return Ok(Some(stored));
        }
        let query = json!({ "ids": { "values": [cluster_id(id)] } });
        let answer = self.search(&json!({ "size": 1, "query": query, "_source": STORED }))?;
        match &answer["hits"]["hits"][0] {
            Value::Null => Ok(None),
            hit => self.remember(hit).map(|(_, stored)| Some(stored)),
        }
    }

    /// A document without its text, where there is one.
    pub(super) fn linked(&self, id: &str) -> Result<Option<Arc<Linked>>, EngineError> {
        let key = key_of(id);
        if let Some(linked) = self.linked.get(key) {
            return Ok(Some(linked));
        }
        let Some(stored) = self.remembered.get(key) else { return Ok(self.bring(&[id])?.pop()) };
        let Stored { id, title, metadata, provenance, links, .. } = &*stored;
        let (id, title, metadata, provenance) = (id.clone(), title.clone(), metadata.clone(), provenance.clone());
        Ok(Some(self.linked.put(key, Linked { id, title, metadata, provenance, links: links.clone() })))
    }

    /// Brings the documents that these, which are known, are linked to.
    pub(super) fn bring_linked(&self, documents: &[Key]) -> Result<(), EngineError> {
        let known: Vec<Arc<Stored>> = documents.iter().filter_map(|key| self.remembered.get(*key)).collect();
        let mut lacking: Vec<&str> = known.iter().flat_map(|stored| &stored.links).map(|(id, _)| id.as_str()).collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking.retain(|id| self.linked.get(key_of(id)).is_none() && self.remembered.get(key_of(id)).is_none());
        lacking.truncate(REMEMBERED);
        if lacking.is_empty() { Ok(()) } else { self.bring(&lacking).map(|_| ()) }
    }

    fn bring(&self, ids: &[&str]) -> Result<Vec<Arc<Linked>>, EngineError> {
        let names: Vec<String> = ids.iter().map(|id| cluster_id(id)).collect();
        let query = json!({ "ids": { "values": names } });
        let answer = self.search(&json!({ "size": ids.len(), "query": query, "_source": LINKED }))?;
        let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
        let remember = |linked: Linked| self.linked.put(key_of(&linked.id), linked);
        hits.iter().map(|hit| self.stored_in(hit).map(remember)).collect()
    }

    /// What is stored in a hit.
    fn stored_in<T: serde::de::DeserializeOwned>(&self, hit: &Value) -> Result<T, EngineError> {
        T::deserialize(&hit["_source"])
            .map_err(|error| self.client.address.problem(format!("a stored document is not readable: {error}")))
    }

    /// Brings documents with their texts.
    pub(super) fn bring_texts(&self, keys: &[Key]) -> Result<(), EngineError> {
        let lacking: Vec<i64> =
            keys.iter().filter(|key| self.remembered.get(**key).is_none()).map(|key| key.0.cast_signed()).collect();
        for some in lacking.chunks(FETCHED) {
            let query = json!({ "terms": { "tie": some } });
            let answer = self.search(&json!({ "size": some.len(), "query": query, "_source": STORED }))?;
            hits(&answer).iter().try_for_each(|hit| self.remember(hit).map(|_| ()))?;
        }
        Ok(())
    }
}
