//! The report of an update: counts, skipped records and notes.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use serde::Serialize;

use crate::ingest::{Problem, ProblemKind};

/// How many problems of a kind a report keeps in full; all are counted.
pub(super) const EXAMPLES: usize = 10;

/// The outcome of an update.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Report {
    /// Files read.
    pub files_read: u64,
    /// Files that had not changed and were not read again.
    pub files_unchanged: u64,
    /// Records read: documents and skipped ones.
    pub read: u64,
    /// Documents added.
    pub added: u64,
    /// Documents that replaced a former version.
    pub changed: u64,
    /// Documents that were there already.
    pub unchanged: u64,
    /// Documents removed: no longer in their file, or with their file.
    pub removed: u64,
    /// Files that are gone, or hold nothing any more, but whose documents are kept.
    pub gone: Vec<String>,
    /// Skipped records and files.
    pub skipped: Problems,
    /// Notes on documents that were kept.
    pub notes: Problems,
    /// Bytes of text read.
    pub text_bytes: u64,
    /// Bytes of the files that have been read, also by a former run: those that hold a document, and settings.
    pub bytes_read: u64,
    /// Bytes of all other files.
    pub bytes_skipped: u64,
    /// Duration.
    pub elapsed: Duration,
}

/// Problems by kind: the count, and the first of them.
pub type Problems = BTreeMap<ProblemKind, (u64, Vec<Problem>)>;

/// The progress of an update.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'p> {
    /// The file that is being read.
    pub file: &'p str,
    /// Bytes of all files, and of those read before this one.
    pub bytes: (u64, u64),
    /// Documents so far.
    pub documents: u64,
}

/// The outcome of reading a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileSummary {
    /// Its absolute path.
    pub file: String,
    /// SHA-256 of its bytes, where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Whether it was read to its end, or had not changed.
    pub whole: bool,
    /// Whether it had not changed and was not read again.
    pub unchanged: bool,
    /// Its size in bytes.
    pub bytes: u64,
    /// Documents in it.
    pub documents: u64,
    /// Skipped records.
    pub skipped: u64,
    /// Notes on its documents.
    pub notes: u64,
}

/// Receives the events of an update.
pub trait UpdateObserver {
    /// Reports progress.
    fn progress(&mut self, _: Progress<'_>) {}

    /// Reports a skipped record, or a note on a document that was kept.
    ///
    /// # Errors
    /// The event cannot be recorded.
    fn problem(&mut self, _: &Problem, _is_skip: bool) -> io::Result<()> {
        Ok(())
    }

    /// Reports the end of a file.
    ///
    /// # Errors
    /// The event cannot be recorded.
    fn file(&mut self, _: &FileSummary) -> io::Result<()> {
        Ok(())
    }
}

/// Ignores all events.
impl UpdateObserver for () {}

impl Report {
    /// Counts the bytes of a file.
    pub(super) fn count_bytes(&mut self, file: &FileSummary) {
        let count = if file.documents > 0 { &mut self.bytes_read } else { &mut self.bytes_skipped };
        *count += file.bytes;
    }

    /// Documents in the files.
    pub fn documents(&self) -> u64 {
        self.added + self.changed + self.unchanged
    }

    /// Skipped records and files.
    pub fn skips(&self) -> u64 {
        self.skipped.values().map(|(count, _)| count).sum()
    }
}

/// Counts a problem, and keeps it as an example while there are few.
pub(super) fn add(problems: &mut Problems, problem: Problem) {
    let (count, examples) = problems.entry(problem.kind).or_default();
    *count += 1;
    if examples.len() < EXAMPLES {
        examples.push(problem);
    }
}
