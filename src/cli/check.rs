//! `fihris check`: verifies the checksums and counts of an index.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::terminal::Out;
use crate::engine::{Engine, Index, Location};

pub(super) fn run(location: &Location, out: &mut Out) -> Result<Outcome, CliError> {
    let Some(folder) = location.folder() else {
        return Err(CliError::Other(format!(
            "{location}: a cluster checks its own files; `fihris verify` checks documents"
        )));
    };
    let index = Index::open(folder)?;
    let damage = index.check()?;
    if damage.is_empty() {
        writeln!(
            out,
            "{} documents in {}: every checksum fits, every document can be read",
            index.len(),
            folder.display()
        )?;
        return Ok(Outcome::Found);
    }
    for line in &damage {
        writeln!(out, "{line}")?;
    }
    let remedy = format!("build it anew with `fihris --index {} index --rebuild PATH…`", folder.display());
    Err(CliError::Other(format!("the index in {} is damaged in {} places: {remedy}", folder.display(), damage.len())))
}
