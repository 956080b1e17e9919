//! Documents that were read, so that none is asked for twice in a search.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::reader::Cluster;
use super::schema::{LINKED, Linked, STORED, Stored, cluster_id};
use crate::engine::{EngineError, Key, tie_break};

/// How many documents are remembered; twice as many for a moment.
const REMEMBERED: usize = 2_000;
/// How many documents are brought at a time with their texts.
const FETCHED: usize = 500;

/// Documents that were read, the former ones and those since.
pub(super) struct Remembered<T> {
    former: HashMap<Key, Arc<T>>,
    now: HashMap<Key, Arc<T>>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { former: HashMap::new(), now: HashMap::new() }
    }
}

impl<T> Remembered<T> {
    pub fn get(&self, key: Key) -> Option<Arc<T>> {
        self.now.get(&key).or_else(|| self.former.get(&key)).map(Arc::clone)
    }

    pub fn put(&mut self, key: Key, document: Arc<T>) {
        if self.now.len() >= REMEMBERED {
            self.former = std::mem::take(&mut self.now);
        }
        self.now.insert(key, document);
    }
}

pub(super) fn key_of(id: &str) -> Key {
    Key(tie_break(id).cast_unsigned())
}

impl Cluster {
    pub(super) fn remember(&self, hit: &Value) -> Result<(Key, Arc<Stored>), EngineError> {
        let stored: Stored = self.stored_in(hit)?;
        let (key, stored) = (key_of(&stored.id), Arc::new(stored));
        self.remembered.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).put(key, Arc::clone(&stored));
        Ok((key, stored))
    }

    fn known(&self, key: Key) -> Option<Arc<Stored>> {
        self.remembered.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(key)
    }

    pub(super) fn stored(&self, key: Key) -> Result<Arc<Stored>, EngineError> {
        if let Some(stored) = self.known(key) {
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
        if let Some(stored) = self.known(key_of(id)) {
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
        if let Some(linked) = self.linked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(key) {
            return Ok(Some(linked));
        }
        let Some(stored) = self.known(key) else { return Ok(self.bring(&[id])?.pop()) };
        let Stored { id, title, metadata, provenance, links, .. } = &*stored;
        let (id, title, metadata, provenance) = (id.clone(), title.clone(), metadata.clone(), provenance.clone());
        Ok(Some(self.remember_linked(Linked { id, title, metadata, provenance, links: links.clone() })))
    }

    /// Brings the documents that these, which are known, are linked to.
    pub(super) fn bring_linked(&self, documents: &[Key]) -> Result<(), EngineError> {
        let known: Vec<Arc<Stored>> = documents.iter().filter_map(|key| self.known(*key)).collect();
        let linked = self.linked.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut lacking: Vec<&str> = known.iter().flat_map(|stored| &stored.links).map(|(id, _)| id.as_str()).collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking.retain(|id| linked.get(key_of(id)).is_none() && self.known(key_of(id)).is_none());
        lacking.truncate(REMEMBERED);
        drop(linked);
        if lacking.is_empty() { Ok(()) } else { self.bring(&lacking).map(|_| ()) }
    }

    fn bring(&self, ids: &[&str]) -> Result<Vec<Arc<Linked>>, EngineError> {
        let names: Vec<String> = ids.iter().map(|id| cluster_id(id)).collect();
        let query = json!({ "ids": { "values": names } });
        let answer = self.search(&json!({ "size": ids.len(), "query": query, "_source": LINKED }))?;
        let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
        hits.iter().map(|hit| Ok(self.remember_linked(self.stored_in(hit)?))).collect()
    }

    fn remember_linked(&self, linked: Linked) -> Arc<Linked> {
        let (key, linked) = (key_of(&linked.id), Arc::new(linked));
        self.linked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).put(key, Arc::clone(&linked));
        linked
    }

    /// What is stored in a hit.
    fn stored_in<T: serde::de::DeserializeOwned>(&self, hit: &Value) -> Result<T, EngineError> {
        T::deserialize(&hit["_source"])
            .map_err(|error| self.client.address.problem(format!("a stored document is not readable: {error}")))
    }

    /// Brings documents with their texts.
    pub(super) fn bring_texts(&self, keys: &[Key]) -> Result<(), EngineError> {
        let lacking: Vec<i64> =
            keys.iter().filter(|key| self.known(**key).is_none()).map(|key| key.0.cast_signed()).collect();
        for some in lacking.chunks(FETCHED) {
            let query = json!({ "terms": { "tie": some } });
            let answer = self.search(&json!({ "size": some.len(), "query": query, "_source": STORED }))?;
            let hits = answer["hits"]["hits"].as_array().map(Vec::as_slice).unwrap_or_default();
            hits.iter().try_for_each(|hit| self.remember(hit).map(|_| ()))?;
        }
        Ok(())
    }
}
