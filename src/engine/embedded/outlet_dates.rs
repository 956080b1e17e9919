//! Counts of documents by outlet and date, in one pass over columns.

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::{BEGINS, ENDS, OUTLET};
use crate::document::Date;

/// Numbers of documents, by the outlet's term and the date without its time; `None` for documents that have none.
pub(super) type Counts = FxHashMap<(String, Option<Date>), u64>;

/// Collects [`Counts`].
pub(super) struct OutletDateCollector;

impl Collector for OutletDateCollector {
    type Fruit = Counts;
    type Child = SegmentOutletDateCollector;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentOutletDateCollector> {
        let columns = reader.fast_fields();
        Ok(SegmentOutletDateCollector {
            outlets: columns.str(OUTLET)?,
            begins: columns.i64(BEGINS)?,
            ends: columns.i64(ENDS)?,
            counts: FxHashMap::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for counts in segments {
            counts?.into_iter().for_each(|(key, count)| *all.entry(key).or_default() += count);
        }
        Ok(all)
    }
}

/// The number of an outlet's term, and the first and last day, counted from 1970-01-01.
type Numbers = (Option<u64>, Option<(i64, i64)>);

pub(super) struct SegmentOutletDateCollector {
    outlets: Option<StrColumn>,
    begins: Column<i64>,
    ends: Column<i64>,
    counts: FxHashMap<Numbers, u64>,
}

impl SegmentCollector for SegmentOutletDateCollector {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, document: DocId, _: Score) {
        let outlet = self.outlets.as_ref().and_then(|outlets| outlets.term_ords(document).next());
        let day = |column: &Column<i64>| column.first(document).map(|minute| minute.div_euclid(Date::MINUTES_OF_A_DAY));
        *self.counts.entry((outlet, day(&self.begins).zip(day(&self.ends)))).or_default() += 1;
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        let mut terms: FxHashMap<Option<u64>, String> = FxHashMap::default();
        let mut counts = Counts::default();
        for ((ord, days), count) in self.counts {
            let term = match terms.get(&ord) {
                Some(term) => term.clone(),
                None => {
                    let mut term = String::new();
                    // A damaged column may have numbers of terms that do not exist.
                    if let (Some(outlets), Some(ord)) = (&self.outlets, ord) {
                        outlets.ord_to_str(ord, &mut term)?;
                    }
                    terms.insert(ord, term.clone());
                    term
                }
            };
            let date = days.and_then(|(first, last)| Date::of_days(first, last));
            *counts.entry((term, date)).or_default() += count;
        }
        Ok(counts)
    }
}
