//! `fihris coverage`: how many documents each outlet has in each period; `fihris trends`: which share of them matches.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{PeriodArgs, Prepared, SelectionArgs};
use super::terminal::Out;
use crate::args::Unit;
use crate::engine::Location;
use crate::insight;
use crate::maintain::file_counts;
use crate::render::{self, TableFormat};

#[derive(Debug, clap::Args)]
pub(super) struct TrendArgs {
    /// The queries to compare, each an argument of its own: docs/query-language.md.
    #[arg(required = true, value_name = "QUERY")]
    queries: Vec<String>,
    #[command(flatten)]
    selection: SelectionArgs,
    /// Count by periods of this length.
    #[arg(long, value_name = "UNIT")]
    by: Option<Unit>,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
}

pub(super) fn run(location: &Location, args: &PeriodArgs, out: &mut Out) -> Result<Outcome, CliError> {
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let coverage = insight::coverage(&*index, query.as_ref(), &filter, args.by.map(Unit::precision))?;
    render::coverage(&coverage, file_counts(&*index)?, args.format, stream(args.format, out))?;
    Ok(if coverage.all.documents == 0 { Outcome::Nothing } else { Outcome::Found })
}

pub(super) fn trends(location: &Location, args: &TrendArgs, out: &mut Out) -> Result<Outcome, CliError> {
    let texts: Vec<&str> = args.queries.iter().map(String::as_str).collect();
    let (Prepared { index, filter, .. }, queries) = args.selection.open(location, &texts)?;
    let queries: Vec<_> = args.queries.iter().cloned().zip(queries).collect();
    let trends = insight::trends(&*index, &queries, &filter, args.by.map(Unit::precision))?;
    render::trends(&trends, args.format, stream(args.format, out))?;
    let is_empty = trends.queries.iter().all(|query| query.all.total.documents == 0);
    Ok(if is_empty { Outcome::Nothing } else { Outcome::Found })
}

fn stream(format: TableFormat, out: &mut Out) -> &mut dyn Write {
    if format == TableFormat::Text { out } else { out.data() }
}
