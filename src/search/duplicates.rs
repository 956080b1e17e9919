//! Folds near-duplicates: one hit represents all documents that are linked to it.

use std::collections::HashSet;
use std::sync::Arc;

use super::request::{Duplicates, Hit};
use crate::document::Heading;
use crate::engine::{Duplicate, Engine, EngineError};

/// The most duplicates of a document that are listed.
const MAX_LISTED: usize = 1000;

/// Returns the near-duplicates of a document with their similarity, most similar first.
///
/// Documents with the same words form a class; links lead from class to class by the first document of each. So at most
/// one link on the way to another document joins different words.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn duplicates_of(engine: &dyn Engine, id: &str) -> Result<Vec<(Heading, f32)>, EngineError> {
    let mut met: HashSet<String> = HashSet::from([id.to_string()]);
    let mut found = vec![Duplicate { id: id.into(), similarity: 1.0 }];
    let mut next = 0;
    while let Some(Duplicate { id, similarity }) = found.get(next).cloned().filter(|_| found.len() <= MAX_LISTED) {
        next += 1;
        let links = engine.duplicates(&id)?.into_iter();
        let onward = links.filter(|link| similarity == 1.0 || link.similarity == 1.0);
        let onward = onward.map(|link| Duplicate { similarity: similarity.min(link.similarity), ..link });
        found.extend(onward.filter(|link| met.insert(link.id.clone())));
    }
    let mut documents = Vec::new();
    for Duplicate { id, similarity } in found.into_iter().skip(1) {
        // Skips documents that were removed after the links were written.
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
