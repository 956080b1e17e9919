//! Fetching stored documents, one or many in a request, through the cache.

use std::sync::Arc;

use serde_json::{Value, json};

use super::cache::key_of;
use super::cluster::{Cluster, hits};
use super::schema::{Stored, cluster_id};
use crate::engine::{EngineError, Key};

/// How many documents are fetched in one request.
const FETCH_SIZE: usize = 500;

impl Cluster {
    pub(super) fn cache_document(&self, hit: &Value) -> Result<(Key, Arc<Stored>), EngineError> {
        let stored: Stored = self.stored_in(hit)?;
        let key = key_of(&stored.id);
        Ok((key, self.documents_cache.put(key, stored)))
    }

    pub(super) fn stored(&self, key: Key) -> Result<Arc<Stored>, EngineError> {
        if let Some(stored) = self.documents_cache.get(key) {
            return Ok(stored);
        }
        let query = json!({ "term": { "tie": key.0.cast_signed() } });
        let answer = self.search(&json!({ "size": 1, "query": query }))?;
        match &answer["hits"]["hits"][0] {
            Value::Null => Err(self.client.address.problem("a document is gone: search again")),
            hit => self.cache_document(hit).map(|(_, stored)| stored),
        }
    }

    /// The document with this id, if there is one.
    pub(super) fn by_id(&self, id: &str) -> Result<Option<Arc<Stored>>, EngineError> {
        if let Some(stored) = self.documents_cache.get(key_of(id)) {
            return Ok(Some(stored));
        }
        let query = json!({ "ids": { "values": [cluster_id(id)] } });
        let answer = self.search(&json!({ "size": 1, "query": query }))?;
        match &answer["hits"]["hits"][0] {
            Value::Null => Ok(None),
            hit => self.cache_document(hit).map(|(_, stored)| Some(stored)),
        }
    }

    /// Fetches the groups of these documents, which are cached.
    pub(super) fn fetch_groups_of(&self, documents: &[Key]) -> Result<(), EngineError> {
        let known: Vec<Arc<Stored>> = documents.iter().filter_map(|key| self.documents_cache.get(*key)).collect();
        self.fetch_groups(&known.iter().map(|stored| stored.id.as_str()).collect::<Vec<_>>())
    }

    /// Decodes the stored part of a hit.
    pub(super) fn stored_in<T: serde::de::DeserializeOwned>(&self, hit: &Value) -> Result<T, EngineError> {
        T::deserialize(&hit["_source"])
            .map_err(|error| self.client.address.problem(format!("a stored document is not readable: {error}")))
    }

    /// Fetches documents with their texts.
    pub(super) fn fetch_texts(&self, keys: &[Key]) -> Result<(), EngineError> {
        let lacking: Vec<i64> = keys
            .iter()
            .filter(|key| self.documents_cache.get(**key).is_none())
            .map(|key| key.0.cast_signed())
            .collect();
        for some in lacking.chunks(FETCH_SIZE) {
            let query = json!({ "terms": { "tie": some } });
            let answer = self.search(&json!({ "size": some.len(), "query": query }))?;
            hits(&answer).iter().try_for_each(|hit| self.cache_document(hit).map(|_| ()))?;
        }
        Ok(())
    }
}
