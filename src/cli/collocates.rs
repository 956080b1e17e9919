//! `fihris collocates`: the words that stand near the matches of a query.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::terminal::Out;
use crate::engine::Location;
use crate::insight::{self, CollocateOrder, CollocatesRequest, MAX_WORDS, WINDOW};
use crate::render::{self, TableFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    asked: QueryArgs,
    /// Words on each side of a match that are near it.
    #[arg(short = 'w', long, value_name = "N", default_value_t = WINDOW)]
    words: usize,
    /// Order of the collocates.
    #[arg(long, value_name = "ORDER", default_value = "dice")]
    sort: CollocateOrder,
    /// Maximum number of collocates.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if args.words == 0 || args.words > MAX_WORDS {
        return Err(CliError::Other(format!("--words: from 1 to {MAX_WORDS}")));
    }
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let Some(query) = query else {
        return Err(CliError::Other("collocates need a query: the words whose neighbours are wanted".into()));
    };
    let request = CollocatesRequest { window: args.words, order: args.sort, limit: args.limit };
    let collocates = insight::collocates(&*index, &query, &filter, &request)?;
    let stream: &mut dyn Write = if args.format == TableFormat::Text { out } else { out.data() };
    render::collocates(&collocates, args.format, stream)?;
    Ok(if collocates.total == 0 { Outcome::Nothing } else { Outcome::Found })
}
