//! `fihris list`: lists documents.

use std::io::Write;

use clap::ValueEnum;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::search::warn_of_undated;
use super::terminal::{Out, line_width};
use crate::engine::{Location, Order};
use crate::insight::each_document;
use crate::render::{ListFormat, Listing};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    asked: QueryArgs,
    /// Order of the documents; those without a date come last.
    #[arg(long, value_name = "ORDER", default_value = "newest")]
    sort: DateOrder,
    /// Maximum number of documents [default: all]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Number of documents to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

/// An order by date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DateOrder {
    /// Latest published first.
    Newest,
    /// Earliest published first.
    Oldest,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let order = match args.sort {
        DateOrder::Newest => Order::Newest,
        DateOrder::Oldest => Order::Oldest,
    };
    let page = (args.offset, args.limit.unwrap_or(usize::MAX));
    let width = line_width(out);
    let stream: &mut dyn Write = if args.format == ListFormat::Text { out } else { out.data() };
    let mut listing = Listing::new(args.format, width, stream)?;
    let mut shown = 0;
    let (total, undated) =
        each_document(&*index, query.as_ref(), &filter, order, page, |document| -> Result<(), CliError> {
            shown += 1;
            Ok(listing.document(document)?)
        })?;
    listing.end(shown, total)?;
    warn_of_undated(undated);
    Ok(if shown == 0 { Outcome::Nothing } else { Outcome::Found })
}
