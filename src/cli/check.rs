//! `fihris check`

use std::io::Write;
use std::path::Path;

use super::{CliError, Out, Outcome};
use crate::engine::Index;

pub(super) fn run(folder: &Path, out: &mut Out) -> Result<Outcome, CliError> {
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
