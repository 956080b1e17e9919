//! Maintains an index: reads changed files into it, connects documents, and verifies documents against their sources.

pub mod duplicates;
mod ledger;
mod report;
mod update;
mod verify;

pub use ledger::ReadSettings;
pub use report::{FileSummary, Problems, Progress, Report, UpdateObserver};
pub use update::{OCR_TIME_LIMIT, Options, TIME_LIMIT, UpdateError, finders, preview, update};
pub use verify::{Finding, State, verify};
