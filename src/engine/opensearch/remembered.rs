//! Documents that were read, so that none is asked for twice in a search.

use std::collections::HashMap;
use std::sync::Arc;

use super::schema::Stored;
use crate::engine::Key;

/// How many documents are remembered; twice as many for a moment.
const REMEMBERED: usize = 2_000;

/// Documents that were read, the former ones and those since.
#[derive(Default)]
pub(super) struct Remembered {
    former: HashMap<Key, Arc<Stored>>,
    now: HashMap<Key, Arc<Stored>>,
}

impl Remembered {
    pub fn get(&self, key: Key) -> Option<Arc<Stored>> {
        self.now.get(&key).or_else(|| self.former.get(&key)).map(Arc::clone)
    }

    pub fn put(&mut self, key: Key, stored: Arc<Stored>) {
        if self.now.len() >= REMEMBERED {
            self.former = std::mem::take(&mut self.now);
        }
        self.now.insert(key, stored);
    }
}
