//! `fihris outlets`: lists outlets with their counts.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::terminal::Out;
use crate::engine::Location;
use crate::insight;
use crate::maintain::ReadSettings;
use crate::render::{self, OutletFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    asked: QueryArgs,
    /// Print the registry with the outlets of the archive that it lacks; save it, and index with `--outlets FILE`.
    #[arg(long, conflicts_with_all = ["query", "outlet", "not_outlet", "author", "agency", "place", "from", "to", "format"])]
    suggest: bool,
    /// Output format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: OutletFormat,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if args.suggest {
        return suggest(location, out);
    }
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let summaries = insight::outlets(&*index, query.as_ref(), &filter)?;
    let stream: &mut dyn Write = if args.format == OutletFormat::Text { out } else { out.data() };
    render::outlets(&summaries, args.format, stream)?;
    Ok(if summaries.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Prints the registry with what it lacks.
fn suggest(location: &Location, out: &mut Out) -> Result<Outcome, CliError> {
    let index = location.open()?;
    let Some(registry) = insight::suggest(&*index, &ReadSettings::of(&*index)?.settings.outlets)? else {
        super::terminal::warn("the registry knows every outlet of the archive");
        return Ok(Outcome::Nothing);
    };
    write!(out, "{}", render::plain_lines(&registry.to_string()))?;
    Ok(Outcome::Found)
}
