//! Follows the links of near-duplicates from document to document.

use std::collections::HashSet;

use super::{Duplicate, Engine, EngineError};

/// The most duplicates of a document that are listed.
const MAX_LISTED: usize = 1000;

/// Returns the ids of the near-duplicates of a document, in no order; also of documents that were removed after the links
/// were written.
///
/// Documents with the same words form a class; links lead from class to class by the first document of each. So at most
/// one link on the way to another document joins different words.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn duplicate_ids(engine: &dyn Engine, id: &str) -> Result<Vec<Duplicate>, EngineError> {
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
    found.remove(0);
    Ok(found)
}
