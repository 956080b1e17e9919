//! Trends: how large a share of what each outlet published matches several queries, period by period.

use schemars::JsonSchema;
use serde::Serialize;

use super::coverage::{Coverage, OutletCoverage, coverage};
use super::statistics::{Interval, share};
use crate::document::{Date, Outlet, Precision};
use crate::engine::{Engine, EngineError, OutletDates, Plan};
use crate::query::{Filter, Query};

/// Several queries over time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Trends {
    /// The unit of a period; null if no document has a date.
    pub unit: Option<Precision>,
    /// The periods from the first date of a document that the filters let pass to the last, those without a document too.
    pub periods: Vec<Date>,
    /// Each query, in their order.
    pub queries: Vec<QueryTrend>,
    /// Documents without a date that a filter by date leaves out, whether they match or not.
    pub undated_left_out: u64,
}

/// A query over time.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct QueryTrend {
    /// The query, as it was typed.
    pub query: String,
    /// All outlets together.
    pub all: OutletTrend,
    /// Each outlet, those that published most first.
    pub outlets: Vec<OutletTrend>,
}

/// A query over time in an outlet.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OutletTrend {
    /// The outlet; null for documents that do not name one, and for all together.
    pub outlet: Option<Outlet>,
    /// All of time, documents without a date too.
    pub total: Point,
    /// Each period.
    pub points: Vec<Point>,
}

/// How much of what was published matches a query.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Point {
    /// Documents that match.
    pub documents: u64,
    /// All documents that the filters let pass.
    pub published: u64,
    /// The share of the former in the latter, with its interval of 95 % (Wilson); null where there is none: a gap of the
    /// archive, not a silence of the outlet.
    pub share: Option<Interval>,
}

impl Point {
    fn new(documents: u64, published: u64) -> Self {
        Self { documents, published, share: (published > 0).then(|| share(documents, published)) }
    }
}

/// Compares `queries`, each as it was typed and as [`prepare`](crate::search::prepare) made it, over time: what matches, in
/// proportion to all documents that `filter` lets pass. Near-duplicates count, as each was published.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn trends(
    engine: &dyn Engine,
    queries: &[(String, Query)],
    filter: &Filter,
    unit: Option<Precision>,
) -> Result<Trends, EngineError> {
    let published = coverage(engine, None, filter, unit)?;
    let trend = |(text, query): &(String, Query)| {
        let matching = engine.outlet_dates(&Plan::of(query), &query.filter)?;
        Ok(QueryTrend::of(text.clone(), matching, &published))
    };
    let queries = queries.iter().map(trend).collect::<Result<_, EngineError>>()?;
    let Coverage { unit, periods, undated_left_out, .. } = published;
    Ok(Trends { unit, periods, queries, undated_left_out })
}

impl QueryTrend {
    fn of(query: String, matching: Vec<OutletDates>, published: &Coverage) -> Self {
        let of = |dates: OutletDates| OutletCoverage::of(dates, published.unit, &published.periods);
        let matching: Vec<OutletCoverage> = matching.into_iter().map(of).collect();
        let nothing = OutletCoverage { by_period: vec![0; published.periods.len()], ..OutletCoverage::default() };
        let outlets: Vec<OutletTrend> = published
            .outlets
            .iter()
            .map(|all| {
                let own = matching.iter().find(|own| id(own) == id(all)).unwrap_or(&nothing);
                OutletTrend::of(all.outlet.clone(), own, all)
            })
            .collect();
        let sum = |place: usize| outlets.iter().map(|outlet| outlet.points[place].documents).sum();
        let by_period = (0..published.periods.len()).map(sum).collect();
        let documents = outlets.iter().map(|outlet| outlet.total.documents).sum();
        let all = OutletCoverage { documents, by_period, ..OutletCoverage::default() };
        Self { query, all: OutletTrend::of(None, &all, &published.all), outlets }
    }
}

fn id(outlet: &OutletCoverage) -> Option<&str> {
    outlet.outlet.as_ref().map(|outlet| outlet.id.as_str())
}

impl OutletTrend {
    fn of(outlet: Option<Outlet>, own: &OutletCoverage, all: &OutletCoverage) -> Self {
        let pairs = own.by_period.iter().zip(&all.by_period);
        let points = pairs.map(|(documents, published)| Point::new(*documents, *published)).collect();
        Self { outlet, total: Point::new(own.documents, all.documents), points }
    }
}
