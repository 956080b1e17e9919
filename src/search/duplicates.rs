//! Folds near-duplicates: one hit represents all documents that are linked to it.

use std::collections::HashSet;
use std::sync::Arc;

use super::request::{Duplicates, Hit};
use crate::document::Heading;
use crate::engine::{Duplicate, Engine, EngineError, duplicate_ids};

/// Returns the near-duplicates of a document with their similarity, most similar first.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn duplicates_of(engine: &dyn Engine, id: &str) -> Result<Vec<(Heading, f32)>, EngineError> {
    let mut documents = Vec::new();
    for Duplicate { id, similarity } in duplicate_ids(engine, id)? {
        documents.extend(engine.find_heading(&id)?.map(|document| (document, similarity)));
    }
    documents.sort_by(|(one, a), (other, b)| b.total_cmp(a).then_with(|| one.id.cmp(&other.id)));
    Ok(documents)
}

/// Folds duplicates into the first hit of their group.
pub(super) struct DuplicateFolding<'e> {
    engine: &'e dyn Engine,
    /// Ids of the documents that are folded into an earlier hit.
    folded: HashSet<String>,
    /// The document of the last hit and its duplicates.
    leader: Option<(String, Arc<Duplicates>)>,
}

impl<'e> DuplicateFolding<'e> {
    /// Starts with the documents in `folded` as already folded.
    pub fn new(engine: &'e dyn Engine, folded: HashSet<String>) -> Self {
        Self { engine, folded, leader: None }
    }

    /// Returns `hit` with its duplicates, or `None` if it is folded into an earlier hit.
    pub fn fold(&mut self, mut hit: Hit, with_duplicates: bool) -> Result<Option<Hit>, EngineError> {
        let id = &hit.document.id;
        if self.folded.contains(id) {
            return Ok(None);
        }
        if !with_duplicates {
            return Ok(Some(hit));
        }
        hit.duplicates = match &self.leader {
            Some((leader, duplicates)) if leader == id => Arc::clone(duplicates),
            _ => Arc::new(duplicates_of(self.engine, id)?),
        };
        self.folded.extend(hit.duplicates.iter().map(|(document, _)| document.id.clone()));
        self.leader = Some((id.clone(), Arc::clone(&hit.duplicates)));
        Ok(Some(hit))
    }
}
