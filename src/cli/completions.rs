//! `fihris completions`: prints a completion script for a shell.

use std::io::Write;

use clap_complete::Shell;

use super::outcome::{CliError, Outcome};
use super::terminal::Out;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell.
    shell: Shell,
}

pub(super) fn run(args: &Args, command: &mut clap::Command, out: &mut Out) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "fihris", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Found)
}
