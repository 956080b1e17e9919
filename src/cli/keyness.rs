//! `fihris keyness`: the words that an outlet uses more than all others.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::terminal::Out;
use crate::engine::Location;
use crate::insight::{self, KeynessOrder, KeynessRequest};
use crate::render::{self, TableFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The outlet: its id, its name or part of it.
    #[arg(value_name = "OUTLET")]
    of: String,
    #[command(flatten)]
    asked: QueryArgs,
    /// Order of the words.
    #[arg(long, value_name = "ORDER", default_value = "likelihood")]
    sort: KeynessOrder,
    /// Maximum number of words.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let request = KeynessRequest { outlet: args.of.clone(), order: args.sort, limit: args.limit };
    let keyness = insight::keyness(&*index, query.as_ref(), &filter, &request)?;
    let stream: &mut dyn Write = if args.format == TableFormat::Text { out } else { out.data() };
    render::keyness(&keyness, args.format, stream)?;
    Ok(if keyness.total == 0 { Outcome::Nothing } else { Outcome::Found })
}
