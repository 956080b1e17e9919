//! Watches: which documents match a query that did not when it was last looked at.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};

use crate::engine::{Engine, EngineError, Order, PREFETCH, Plan};
use crate::query::Query;

/// What a look at a watch finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Digests of the ids of the documents that match and were not seen.
    pub new: BTreeSet<String>,
    /// Ids of the documents that match and were seen.
    pub seen: HashSet<String>,
}

/// Finds the documents that match `query`, as [`prepare`](crate::search::prepare) made it, with its filters, and whose
/// digests are not among `seen`. A document keeps its id, and so its digest, when it is indexed again.
///
/// # Errors
/// A filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn look(engine: &dyn Engine, query: &Query, seen: &BTreeSet<String>) -> Result<Look, EngineError> {
    let keys = engine.matches(&Plan::of(query), &query.filter, Order::Oldest, usize::MAX)?.documents;
    let mut look = Look::default();
    for keys in keys.chunks(PREFETCH) {
        engine.prefetch(keys)?;
        for key in keys {
            let id = engine.id(*key)?;
            let digest = digest(&id);
            if seen.contains(&digest) {
                look.seen.insert(id);
            } else {
                look.new.insert(digest);
            }
        }
    }
    Ok(look)
}

/// The first eight bytes of the SHA-256 of an id, as 16 digits.
fn digest(id: &str) -> String {
    let hash = Sha256::digest(id.as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
