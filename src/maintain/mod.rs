//! Maintains an index: reads changed files into it, connects documents, and verifies documents against their sources.

pub mod duplicates;
mod ledger;
mod report;
mod update;
mod verify;

pub use ledger::{ReadSettings, file_counts};
pub use report::{FileSummary, Problems, Progress, Report, UpdateObserver};
pub use update::{OCR_TIME_LIMIT, Options, TIME_LIMIT, UpdateError, preview, update};
pub use verify::{Finding, State, verify};

use crate::engine::Finders;
use crate::insight::stories;

/// What finds the connections between documents of an index, for [`IndexWriter::finish`](crate::engine::IndexWriter::finish).
pub fn finders() -> Finders<'static> {
    Finders { duplicates: &duplicates::find, stories: &stories::find }
}
