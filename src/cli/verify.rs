//! `fihris verify`: reads sources again and compares them with the stored documents.

use std::io::Write;

use clap::ValueEnum;

use super::outcome::{CliError, Outcome};
use super::terminal::{self, Out};
use crate::engine::Location;
use crate::maintain::{Finding, State, verify};
use crate::maintain::{OCR_TIME_LIMIT, ReadSettings, TIME_LIMIT};
use crate::render;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The documents' ids [default: all documents]
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Output format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: what differs, and counts.
    Text,
    /// One JSON object a document.
    Jsonl,
}

/// How many documents are in each state.
#[derive(Default)]
struct Counts {
    same: u64,
    changed: u64,
    moved: u64,
    gone: u64,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let index = location.open()?;
    for id in &args.ids {
        if index.find(id)?.is_none() {
            return Err(CliError::Other(format!("no document is called {id:?}; `search` prints ids")));
        }
    }
    let mut counts = Counts::default();
    let how = ReadSettings::of(&*index)?;
    let limit = if how.settings.ocr { OCR_TIME_LIMIT } else { TIME_LIMIT };
    verify(&*index, &how, &args.ids, limit, &mut |finding| -> Result<(), CliError> {
        match finding.state {
            State::Same => counts.same += 1,
            State::Changed { .. } => counts.changed += 1,
            State::Moved { .. } => counts.moved += 1,
            State::Gone { .. } => counts.gone += 1,
        }
        match args.format {
            Format::Jsonl => writeln!(out.data(), "{}", serde_json::to_string(&finding).expect("strings and numbers"))?,
            Format::Text => told(&finding).map_or(Ok(()), |line| writeln!(out, "{}", render::plain(&line)))?,
        }
        Ok(())
    })?;
    let Counts { same, changed, moved, gone } = counts;
    let summary = format!("{same} documents are what their sources say; {changed} changed, {moved} moved, {gone} gone");
    match args.format {
        Format::Text => writeln!(out, "{summary}")?,
        Format::Jsonl if changed + moved + gone > 0 => terminal::warn(&summary),
        Format::Jsonl => {}
    }
    Ok(if changed + moved + gone == 0 { Outcome::Found } else { Outcome::Nothing })
}

/// The line for a document; none if it is unchanged.
fn told(Finding { id, source, state, .. }: &Finding) -> Option<String> {
    match state {
        State::Same => None,
        State::Changed { what, same_bytes } => {
            let why =
                if *same_bytes { "the file is the same, it is read otherwise now" } else { "the file has changed" };
            Some(format!("{id}: changed: {} ({why}): {source}", what.join(", ")))
        }
        State::Moved { to } => Some(format!("{id}: moved: {source} is now {to}")),
        State::Gone { why } => Some(format!("{id}: gone: {why}: {source}")),
    }
}
