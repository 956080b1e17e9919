//! The first documents that match, in an order that does not depend on segments.

use tantivy::DocAddress;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query;

use super::reader::Index;
use super::schema::{BEGINS, ENDS, TIE};
use crate::engine::Order;

/// How many documents more than are wanted are looked at for the end of a tie.
const MORE: usize = 14;

type ByTie = (SortByStaticFastValue<i64>, tantivy::Order);

impl Index {
    /// The first documents in an order in which no two are alike, and how many match.
    pub(super) fn top(
        &self,
        query: &dyn Query,
        order: Order,
        limit: usize,
    ) -> tantivy::Result<(Vec<DocAddress>, usize)> {
        if limit == 0 {
            return Ok((Vec::new(), self.searcher.search(query, &Count)?));
        }
        let by_tie = (SortByStaticFastValue::<i64>::for_field(TIE), tantivy::Order::Asc);
        let (field, direction) = match order {
            Order::Relevance => return self.best(query, limit, by_tie),
            Order::Newest => (ENDS, tantivy::Order::Desc),
            Order::Oldest => (BEGINS, tantivy::Order::Asc),
        };
        let by_date = (SortByStaticFastValue::<i64>::for_field(field), direction);
        let (top, total) =
            self.searcher.search(query, &(TopDocs::with_limit(limit).order_by((by_date, by_tie)), Count))?;
        Ok((top.into_iter().map(|(_, address)| address).collect(), total))
    }

    /// The documents of the highest scores. Sorted by scores alone, most documents need no score at all; so a few more than are
    /// wanted are taken that way, and only where even these do not end a tie, all are sorted by both.
    fn best(&self, query: &dyn Query, limit: usize, by_tie: ByTie) -> tantivy::Result<(Vec<DocAddress>, usize)> {
        let more = limit + MORE;
        let (mut top, total) = self.searcher.search(query, &(TopDocs::with_limit(more).order_by_score(), Count))?;
        let is_cut = top.len() == more && top[limit - 1].0 == top[more - 1].0;
        if is_cut {
            let by_score = (SortBySimilarityScore, tantivy::Order::Desc);
            let sorted = self.searcher.search(query, &TopDocs::with_limit(limit).order_by((by_score, by_tie)))?;
            return Ok((sorted.into_iter().map(|(_, address)| address).collect(), total));
        }
        for tie in top.chunk_by_mut(|one, next| one.0 == next.0).filter(|tie| tie.len() > 1) {
            let mut keyed = Vec::with_capacity(tie.len());
            for &(score, address) in &*tie {
                let column = self.searcher.segment_reader(address.segment_ord).fast_fields().i64(TIE)?;
                keyed.push((column.first(address.doc_id), score, address));
            }
            keyed.sort_by_key(|(key, _, address)| (*key, *address));
            tie.iter_mut().zip(keyed).for_each(|(place, (_, score, address))| *place = (score, address));
        }
        Ok((top.into_iter().take(limit).map(|(_, address)| address).collect(), total))
    }
}
