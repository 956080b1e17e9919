//! Prints how many documents there are by outlet and period, and which share of them matches.

use std::io::{self, Write};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::csv::outlet_cells;
use super::json::{SCHEMA_VERSION, Versioned, line};
use super::plain::{field, plain};
use super::style::{QUIET, TITLE};
use super::table::{TableFormat, bars, count, csv, percent};
use crate::document::{Date, Outlet, Precision};
use crate::insight::{Coverage, FileCounts, OutletCoverage, OutletTrend, Point, Trends};

/// How many documents each outlet has in each period.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoverageAnswer")]
pub(crate) struct JsonCoverage<'a> {
    schema_version: u32,
    /// The files of the archive as they were read, whatever is selected.
    files: FileCounts,
    #[serde(flatten)]
    coverage: &'a Coverage,
}

impl<'a> JsonCoverage<'a> {
    pub fn of(coverage: &'a Coverage, files: FileCounts) -> Self {
        Self { schema_version: SCHEMA_VERSION, files, coverage }
    }
}

/// The schema of coverage as JSON.
pub fn coverage_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonCoverage<'_>>()
}

/// The schema of trends as JSON.
pub fn trends_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Versioned<'_, Trends>>()
}

/// Prints coverage in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn coverage(coverage: &Coverage, files: FileCounts, format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TableFormat::Text => coverage_text(coverage, files, out),
        TableFormat::Json => line(&JsonCoverage::of(coverage, files), out),
        TableFormat::Csv => csv(
            ["outlet_id", "outlet", "kind", "period", "documents"],
            coverage.outlets.iter().flat_map(|outlet| coverage_rows(&coverage.periods, outlet)),
            out,
        ),
    }
}

/// A row for each period of an outlet, then one for each other kind of documents.
fn coverage_rows<'c>(periods: &'c [Date], outlet: &'c OutletCoverage) -> impl Iterator<Item = [String; 5]> + 'c {
    let row = |kind: &str, period: String, documents: u64| {
        let [id, name] = outlet_cells(outlet.outlet.as_ref());
        [id, name, kind.into(), period, documents.to_string()]
    };
    let dated = periods.iter().zip(&outlet.by_period).map(move |(date, count)| row("period", date.to_string(), *count));
    let other = [("earlier", outlet.earlier), ("less_exact", outlet.less_exact), ("undated", outlet.undated)];
    dated.chain(other.into_iter().map(move |(kind, count)| row(kind, String::new(), count)))
}

fn coverage_text(coverage: &Coverage, files: FileCounts, out: &mut dyn Write) -> io::Result<()> {
    let Coverage { unit, periods, all, outlets, undated_left_out } = coverage;
    spans(*unit, periods, all.documents, out)?;
    let name = |outlet: &Option<Outlet>| outlet_name(outlet.as_ref());
    let rows = outlets.iter().map(|row| (row, name(&row.outlet))).chain([(all, "all outlets".into())]);
    for (row, name) in rows {
        let most = row.by_period.iter().copied().max().unwrap_or_default() as f64;
        let values = row.by_period.iter().map(|count| (*count > 0).then_some(*count as f64));
        let other = [("earlier", row.earlier), ("dated less exactly", row.less_exact), ("without a date", row.undated)];
        let other = other.into_iter().filter(|(_, count)| *count > 0);
        let other: String = other.map(|(what, count)| format!(", {count} {what}")).collect();
        writeln!(out, "  {}  {:7}  {name}{QUIET}{other}{QUIET:#}", bars(values, most), row.documents)?;
    }
    left_out(*undated_left_out, out)?;
    let FileCounts { files, without_documents, skipped_records } = files;
    writeln!(
        out,
        "\n{QUIET}each row is drawn to its own highest; · no document\nof {}, {without_documents} gave no document; {} skipped: `index` says why{QUIET:#}",
        count(files, "file"),
        count(skipped_records, "record")
    )
}

/// What a filter by date leaves out.
fn left_out(undated: u64, out: &mut dyn Write) -> io::Result<()> {
    if undated == 0 {
        return Ok(());
    }
    writeln!(
        out,
        "\n{QUIET}left out, since a filter asks for a date: {} without one{QUIET:#}",
        count(undated, "document")
    )
}

/// The first and the last period of so many documents, and their unit.
fn spans(unit: Option<Precision>, periods: &[Date], documents: u64, out: &mut dyn Write) -> io::Result<()> {
    match (unit, periods.first(), periods.last()) {
        (Some(unit), Some(first), Some(last)) => writeln!(out, "{first} to {last}, by {}\n", unit_name(unit)),
        _ if documents == 0 => writeln!(out, "no document\n"),
        _ => writeln!(out, "no document has a date so exact\n"),
    }
}

fn unit_name(unit: Precision) -> &'static str {
    match unit {
        Precision::Year => "year",
        Precision::Month => "month",
        _ => "day",
    }
}

fn outlet_name(outlet: Option<&Outlet>) -> String {
    outlet.map_or("unknown outlet".into(), |outlet| field(&outlet.name))
}

/// Prints trends in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn trends(trends: &Trends, format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TableFormat::Text => trends_text(trends, out),
        TableFormat::Json => line(&Versioned::of(trends), out),
        TableFormat::Csv => {
            let rows = trends.queries.iter().flat_map(|query| {
                query.outlets.iter().flat_map(|outlet| trend_rows(&query.query, &trends.periods, outlet))
            });
            let columns = [
                "query",
                "outlet_id",
                "outlet",
                "period",
                "documents",
                "published",
                "share",
                "share_low",
                "share_high",
            ];
            csv(columns, rows, out)
        }
    }
}

/// A row for each period of an outlet, after one for all of time.
fn trend_rows<'t>(
    query: &'t str,
    periods: &'t [Date],
    outlet: &'t OutletTrend,
) -> impl Iterator<Item = [String; 9]> + 't {
    let row = |period: String, point: &Point| {
        let [id, name] = outlet_cells(outlet.outlet.as_ref());
        let share = point.share.map(|share| [share.value, share.low, share.high].map(|share| format!("{share:.4}")));
        let [share, low, high] = share.unwrap_or_default();
        let (documents, published) = (point.documents.to_string(), point.published.to_string());
        [plain(query), id, name, period, documents, published, share, low, high]
    };
    let points = periods.iter().zip(&outlet.points);
    [row(String::new(), &outlet.total)].into_iter().chain(points.map(move |(date, point)| row(date.to_string(), point)))
}

fn trends_text(trends: &Trends, out: &mut dyn Write) -> io::Result<()> {
    let published = trends.queries.first().map_or(0, |query| query.all.total.published);
    spans(trends.unit, &trends.periods, published, out)?;
    let value = |point: &Point| point.share.map(|share| share.value);
    for trend in &trends.queries {
        writeln!(out, "{TITLE}{}{TITLE:#}", field(&trend.query))?;
        let name = |outlet: &OutletTrend| outlet_name(outlet.outlet.as_ref());
        let rows = trend.outlets.iter().map(|row| (row, name(row))).chain([(&trend.all, "all outlets".into())]);
        let points = trend.outlets.iter().chain([&trend.all]).flat_map(|row| &row.points);
        let most = points.filter_map(value).fold(0.0, f64::max);
        for (row, name) in rows {
            let Point { documents, published, share } = row.total;
            let share = share.map(percent).unwrap_or_default();
            let bars = bars(row.points.iter().map(value), most);
            writeln!(out, "  {bars}  {share:>20}  {name}  {QUIET}{documents} of {published}{QUIET:#}")?;
        }
        let highest =
            if most > 0.0 { format!("the highest bar is {:.1} %", most * 100.0) } else { "nothing matches".into() };
        writeln!(out, "{QUIET}  {highest}{QUIET:#}\n")?;
    }
    left_out(trends.undated_left_out, out)?;
    writeln!(
        out,
        "{QUIET}shares of all documents of the outlet, also those in no period, with intervals of 95 %; ▁ none of a period matches, · the archive has none{QUIET:#}"
    )
}
