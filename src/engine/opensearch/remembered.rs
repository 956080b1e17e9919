//! Documents that were read, so that none is asked for twice in a search.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::reader::{Cluster, hits};
use super::schema::{Stored, cluster_id};
use crate::engine::{EngineError, Key, tie_break};

/// How many documents are brought at a time with their texts.
const FETCHED: usize = 500;

/// What was read of documents: so much of it, and as much that came before.
pub(super) struct Remembered<T> {
    most: usize,
    read: Mutex<[HashMap<Key, Arc<T>>; 2]>,
}

impl<T> Remembered<T> {
    pub fn new(most: usize) -> Self {
        Self { most, read: Mutex::new([HashMap::new(), HashMap::new()]) }
    }

    pub fn get(&self, key: Key) -> Option<Arc<T>> {
        let all = self.read.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.iter().rev().find_map(|some| some.get(&key)).map(Arc::clone)
    }

    pub fn put(&self, key: Key, document: T) -> Arc<T> {
        let mut all = self.read.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if all[1].len() >= self.most {
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
        let answer = self.search(&json!({ "size": 1, "query": query }))?;
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
        let answer = self.search(&json!({ "size": 1, "query": query }))?;
        match &answer["hits"]["hits"][0] {
            Value::Null => Ok(None),
            hit => self.remember(hit).map(|(_, stored)| Some(stored)),
        }
    }

    /// Brings the stories of these documents, which are known.
    pub(super) fn bring_stories_of(&self, documents: &[Key]) -> Result<(), EngineError> {
        let known: Vec<Arc<Stored>> = documents.iter().filter_map(|key| self.remembered.get(*key)).collect();
        self.bring_stories(&known.iter().map(|stored| stored.id.as_str()).collect::<Vec<_>>())
    }

    /// What is stored in a hit.
    pub(super) fn stored_in<T: serde::de::DeserializeOwned>(&self, hit: &Value) -> Result<T, EngineError> {
        T::deserialize(&hit["_source"])
            .map_err(|error| self.client.address.problem(format!("a stored document is not readable: {error}")))
    }

    /// Brings documents with their texts.
    pub(super) fn bring_texts(&self, keys: &[Key]) -> Result<(), EngineError> {
        let lacking: Vec<i64> =
            keys.iter().filter(|key| self.remembered.get(**key).is_none()).map(|key| key.0.cast_signed()).collect();
        for some in lacking.chunks(FETCHED) {
            let query = json!({ "terms": { "tie": some } });
            let answer = self.search(&json!({ "size": some.len(), "query": query }))?;
            hits(&answer).iter().try_for_each(|hit| self.remember(hit).map(|_| ()))?;
        }
        Ok(())
    }
}
