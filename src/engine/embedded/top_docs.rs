//! The first documents that match, in an order that does not depend on segments.

use tantivy::collector::sort_key::{NaturalComparator, SortByStaticFastValue};
use tantivy::collector::{Count, SegmentSortKeyComputer, SortKeyComputer, TopDocs};
use tantivy::query::Query;
use tantivy::{DocAddress, DocId, Score, SegmentReader};

use super::index::Index;
use super::schema::{BEGINS, ENDS, TIE};
use crate::engine::Order;
use crate::engine::score_order::{TIE_MARGIN, quantized};

type ByTie = (SortByStaticFastValue<i64>, tantivy::Order);

impl Index {
    /// Returns the first documents in a total order, and the number of documents that match.
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

    /// The documents of the highest scores, see [`quantized`]. Sorted by scores alone, most documents need no score at
    /// all; so a few more than needed are collected that way. Only if these all end in one tie, all documents are
    /// sorted by score and tie-break.
    fn best(&self, query: &dyn Query, limit: usize, by_tie: ByTie) -> tantivy::Result<(Vec<DocAddress>, usize)> {
        let more = limit.saturating_add(TIE_MARGIN);
        let (top, total) = self.searcher.search(query, &(TopDocs::with_limit(more).order_by_score(), Count))?;
        if top.len() == more && quantized(top[limit - 1].0) == quantized(top[more - 1].0) {
            let by_score = (QuantizedScore, tantivy::Order::Desc);
            let sorted = self.searcher.search(query, &TopDocs::with_limit(limit).order_by((by_score, by_tie)))?;
            return Ok((sorted.into_iter().map(|(_, address)| address).collect(), total));
        }
        let mut sorted = Vec::with_capacity(top.len());
        for tie in top.chunk_by(|one, next| quantized(one.0) == quantized(next.0)) {
            let begin = sorted.len();
            for &(_, address) in tie {
                let key = if tie.len() > 1 { self.tie_break(address)? } else { None };
                sorted.push((key, address));
            }
            sorted[begin..].sort_unstable();
        }
        Ok((sorted.into_iter().take(limit).map(|(_, address)| address).collect(), total))
    }
}

/// Sorts by [`quantized`] scores.
struct QuantizedScore;

impl SortKeyComputer for QuantizedScore {
    type SortKey = u32;
    type Child = Self;
    type Comparator = NaturalComparator;

    fn requires_scoring(&self) -> bool {
        true
    }

    fn segment_sort_key_computer(&self, _: &SegmentReader) -> tantivy::Result<Self> {
        Ok(Self)
    }
}

impl SegmentSortKeyComputer for QuantizedScore {
    type SortKey = u32;
    type SegmentSortKey = u32;
    type SegmentComparator = NaturalComparator;

    fn segment_sort_key(&mut self, _: DocId, score: Score) -> u32 {
        quantized(score)
    }

    fn convert_segment_sort_key(&self, score: u32) -> u32 {
        score
    }
}
