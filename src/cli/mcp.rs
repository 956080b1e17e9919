//! `fihris mcp`: serves tools for language models.

use std::path::PathBuf;

use super::outcome::{CliError, Outcome};
use super::serve::archive;
use crate::engine::Location;
use crate::serve::mcp;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File of aliases [default: aliases.toml in the folder of the index]
    #[arg(long, value_name = "FILE", env = "FIHRIS_ALIASES")]
    aliases: Option<PathBuf>,
}

pub(super) fn run(location: &Location, args: &Args) -> Result<Outcome, CliError> {
    mcp(archive(location, None, args.aliases.as_deref())?)?;
    Ok(Outcome::Found)
}
