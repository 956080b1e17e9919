//! Counts near-duplicates once.

use std::collections::HashSet;

use crate::engine::{Engine, EngineError, duplicate_ids};

/// The documents that were counted so far, each in a group: an outlet, or `None` where all are one.
#[derive(Default)]
pub(super) struct Copies(HashSet<(Option<String>, String)>);

impl Copies {
    /// Whether the document with this id is a near-duplicate of one of its group that was counted; counts it if not.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    pub fn is_copy(&mut self, engine: &dyn Engine, group: Option<&str>, id: &str) -> Result<bool, EngineError> {
        let of = |id: String| (group.map(String::from), id);
        if duplicate_ids(engine, id)?.into_iter().any(|link| self.0.contains(&of(link.id))) {
            return Ok(true);
        }
        self.0.insert(of(id.into()));
        Ok(false)
    }
}
