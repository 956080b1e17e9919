//! `fihris outlets`

use std::path::Path;

use super::search::FilterArgs;
use super::{CliError, Out, Outcome};
use crate::engine::Index;
use crate::insight;
use crate::query;
use crate::render::{self, OutletFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Count only what matches these words.
    query: Vec<String>,
    #[command(flatten)]
    filter: FilterArgs,
    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: OutletFormat,
}

pub(super) fn run(folder: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let text = args.query.join(" ");
    let query = if args.query.is_empty() { None } else { Some(query::parse(&text)?) };
    let index = Index::open(folder)?;
    let summaries = insight::outlets(&index, query.as_ref(), &args.filter.filter()?)?;
    render::outlets(&summaries, args.format, out)?;
    Ok(if summaries.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
