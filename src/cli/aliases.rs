//! `fihris aliases`: proposes aliases from the archive.

use std::io::Write;

use clap::Subcommand;

use super::outcome::{CliError, Outcome};
use super::search::Names;
use super::terminal::{self, Out};
use crate::engine::Location;
use crate::insight;
use crate::render;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Propose names for one thing, from brackets and phrases such as «known as», with counts and examples.
    Suggest(Suggest),
}

#[derive(Debug, clap::Args)]
struct Suggest {
    /// Minimum number of documents that have both names together.
    #[arg(long, value_name = "N", default_value_t = 2)]
    least: u64,
    /// How many proposals.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    limit: usize,
    // Those that are known are not proposed.
    #[command(flatten)]
    names: Names,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let Verb::Suggest(args) = &args.verb;
    let known = args.names.read(location.folder().as_slice())?;
    let index = location.open()?;
    let proposals = insight::suggest_aliases(&*index, &known, args.least, args.limit)?;
    for proposal in &proposals {
        writeln!(out, "{}", render::plain_lines(&proposal.to_string()))?;
    }
    if proposals.is_empty() {
        terminal::warn("no aliases found in the archive; --least 1 lowers the threshold");
    }
    Ok(if proposals.is_empty() { Outcome::Nothing } else { Outcome::Found })
}
