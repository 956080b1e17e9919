//! Cache of fetched documents: a search fetches each at most once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::engine::Key;
use crate::engine::score_order::tie_break;

/// A cache with two generations: when the younger one is full, the older one is dropped.
pub(super) struct DocumentCache<T> {
    most: usize,
    read: Mutex<[HashMap<Key, Arc<T>>; 2]>,
}

impl<T> DocumentCache<T> {
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

/// The key of a document: its tie-break, which the cluster can search by.
pub(super) fn key_of(id: &str) -> Key {
    Key(tie_break(id).cast_unsigned())
}
