//! Coverage: how many documents each outlet has in each period, and where the archive has none.

use schemars::JsonSchema;
use serde::Serialize;

use super::timeline::Timeline;
use crate::document::{Date, Outlet, Precision};
use crate::engine::{Engine, EngineError, Order, OutletDates, Plan};
use crate::query::{Filter, Query};

/// How many documents each outlet has in each period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// The unit of a period; null if no document has a date.
    pub unit: Option<Precision>,
    /// The periods from the first date to the last, those without a document too.
    pub periods: Vec<Date>,
    /// All outlets together.
    pub all: OutletCoverage,
    /// Each outlet, those of most documents first.
    pub outlets: Vec<OutletCoverage>,
    /// Documents without a date that a filter by date leaves out.
    pub undated_left_out: u64,
}

/// How many documents an outlet has in each period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutletCoverage {
    /// The outlet; null for documents that do not name one, and for all together.
    pub outlet: Option<Outlet>,
    /// Its documents.
    pub documents: u64,
    /// Those of each period.
    pub by_period: Vec<u64>,
    /// Those of years before the first period.
    pub earlier: u64,
    /// Those whose date is less exact than a period.
    pub less_exact: u64,
    /// Those without a date.
    pub undated: u64,
}

/// What became of the files of the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileCounts {
    /// Files that were read.
    pub files: u64,
    /// Those in which there was no document, or which could not be read to their end.
    pub without_documents: u64,
    /// Records of files that were skipped.
    pub skipped_records: u64,
}

/// Counts the documents that match `query`, as [`prepare`](crate::search::prepare) made it, and `filter`, by outlet and by
/// periods of `unit`: if it is `None`, of the shortest one that does not give too many.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn coverage(
    engine: &dyn Engine,
    query: Option<&Query>,
    filter: &Filter,
    unit: Option<Precision>,
) -> Result<Coverage, EngineError> {
    let plan = query.map_or_else(Plan::all, Plan::of);
    let outlets = engine.outlet_dates(&plan, filter)?;
    let undated_left_out =
        if filter.asks_date() { engine.matches(&plan, filter, Order::Relevance, 0)?.undated } else { 0 };
    let dates: Vec<(Date, u64)> = outlets.iter().flat_map(|outlet| outlet.dates.iter().copied()).collect();
    let timeline = Timeline::of(&dates, 0, unit);
    let periods: Vec<Date> = timeline.bars.iter().map(|bar| bar.date).collect();
    let outlets: Vec<OutletCoverage> =
        outlets.into_iter().map(|outlet| OutletCoverage::of(outlet, timeline.unit, &periods)).collect();
    let mut all = OutletCoverage { by_period: vec![0; periods.len()], ..OutletCoverage::default() };
    outlets.iter().for_each(|outlet| all.add(outlet));
    Ok(Coverage { unit: timeline.unit, periods, all, outlets, undated_left_out })
}

impl OutletCoverage {
    /// The documents of an outlet by `periods`, which are of `unit` and follow each other.
    pub(super) fn of(dates: OutletDates, unit: Option<Precision>, periods: &[Date]) -> Self {
        let (documents, undated) = (dates.documents(), dates.undated);
        let mut own =
            Self { outlet: dates.outlet, documents, undated, by_period: vec![0; periods.len()], ..Self::default() };
        for (date, count) in dates.dates {
            let Some(period) = unit.and_then(|unit| date.to(unit)) else {
                own.less_exact += count;
                continue;
            };
            match periods.binary_search_by_key(&period.first_minute(), Date::first_minute) {
                Ok(place) => own.by_period[place] += count,
                Err(_) => own.earlier += count,
            }
        }
        own
    }

    /// Adds the documents of another outlet.
    fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.by_period.iter_mut().zip(&other.by_period).for_each(|(sum, count)| *sum += count);
        self.earlier += other.earlier;
        self.less_exact += other.less_exact;
        self.undated += other.undated;
    }
}
