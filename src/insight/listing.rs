//! The documents of an archive, one after the other.

use crate::document::Heading;
use crate::engine::{Engine, EngineError, Order, PREFETCH, Plan};
use crate::query::{Filter, Query};

/// Reads the heading of each document that matches `query`, as [`prepare`](crate::search::prepare) made it, and `filter`, in
/// `order`: those from `offset` on, at most `limit`. Returns how many match in all, and how many more would if they had a date.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach; those
/// of `each`.
pub fn each_document<E: From<EngineError>>(
    engine: &dyn Engine,
    query: Option<&Query>,
    filter: &Filter,
    order: Order,
    (offset, limit): (usize, usize),
    mut each: impl FnMut(&Heading) -> Result<(), E>,
) -> Result<(u64, u64), E> {
    let plan = query.map_or_else(Plan::all, Plan::of);
    let matches = engine.matches(&plan, filter, order, offset.saturating_add(limit))?;
    let page = matches.documents.get(offset..).unwrap_or_default();
    for keys in page.chunks(PREFETCH) {
        engine.prefetch(keys)?;
        for key in keys {
            each(&engine.heading(*key)?)?;
        }
    }
    Ok((matches.total, matches.undated))
}
