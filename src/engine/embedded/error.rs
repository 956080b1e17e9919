//! What can go wrong with an index, and what to do about it.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::query::QueryError;

/// What can go wrong with an index. The text names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no index.
    #[error("there is no index in {}: build one with `fihris --index {} index PATH…`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The index was built by another version of Fihris.
    #[error(
        "the index in {} has format {found_format} and analysis {found_analysis}, this program has {} and {}: \
         build it anew with `fihris --index {} index --rebuild PATH…`",
        .folder.display(), super::FORMAT_VERSION, crate::arabic::ANALYSIS_VERSION, .folder.display()
    )]
    OtherVersion {
        /// The index.
        folder: PathBuf,
        /// Its format version.
        found_format: u32,
        /// Its analysis version.
        found_analysis: u32,
    },
    /// Another process writes to the index.
    #[error("another `fihris index` is writing to {}: wait for it to end, then run this again", .0.display())]
    Locked(PathBuf),
    /// The index's files are not what was written.
    #[error(
        "the index in {} is damaged ({detail}): `fihris --index {} check` says where; \
         build it anew with `fihris --index {} index --rebuild PATH…`",
        .folder.display(), .folder.display(), .folder.display()
    )]
    Damaged {
        /// The index.
        folder: PathBuf,
        /// What showed it.
        detail: String,
    },
    /// The index's files cannot be read or written.
    #[error("{}: {error}: {}", .path.display(), remedy(.error))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The cluster, or the index on it, cannot be used.
    #[error("{address}: {problem}")]
    Cluster {
        /// The index.
        address: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The query means more than is looked up.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A filter asks for an outlet, author or place that the archive does not have.
    #[error("no {kind} of this archive is called {asked:?}; {}", suggestion(kind, .near))]
    NoSuchName {
        /// `outlet`, `author` or `place`.
        kind: &'static str,
        /// What was asked.
        asked: String,
        /// Names that the archive has and that look like it.
        near: Vec<String>,
    },
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "make room or choose another place with --index; what was committed before is whole, and the next run goes on from there"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "check who may write there, or choose another place with --index"
        }
        _ => "what was committed before is whole; run this again once the cause is gone",
    }
}

fn suggestion(kind: &str, near: &[String]) -> String {
    if near.is_empty() {
        format!("it knows no {kind}")
    } else {
        format!("the nearest that it has: {}", near.join("، "))
    }
}

/// Says what a tantivy error means for the index in `folder`.
pub(super) fn translate(folder: &Path, error: TantivyError) -> EngineError {
    let folder = folder.to_path_buf();
    let io = |path: PathBuf, error: &io::Error| EngineError::Io { path, error: copy(error) };
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => EngineError::Locked(folder),
        TantivyError::LockFailure(LockError::IoError(error), _) => io(folder, &error),
        TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => EngineError::Missing(folder),
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
            io(directory_path, &io_error)
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) if is_of_the_system(&io_error) => {
            io(folder.join(filepath), &io_error)
        }
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            io(folder.join(filepath), &io_error)
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            EngineError::Damaged { folder, detail: format!("{} is missing", file.display()) }
        }
        TantivyError::IoError(error) if is_of_the_system(&error) => io(folder, &error),
        error => {
            let detail = error.to_string();
            match told_by_the_system(&detail) {
                Some(error) => EngineError::Io { path: folder, error },
                None => EngineError::Damaged { folder, detail },
            }
        }
    }
}

/// The system's error in a message: of what happens in its threads, tantivy keeps the words alone.
fn told_by_the_system(message: &str) -> Option<io::Error> {
    let (_, rest) = message.split_once("(os error ")?;
    let code = rest.split(')').next()?.parse().ok()?;
    Some(io::Error::from_raw_os_error(code))
}

/// Whether an error comes from the operating system; tantivy makes its own of files that it cannot read.
fn is_of_the_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}

fn copy(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread would become an error, so that it need not be told twice.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs `work` on the index in `folder`; a panic over damaged files becomes an error.
///
/// tantivy trusts its files: bytes that changed on disk can break what its decoders assume.
pub(super) fn guard<T>(folder: &Path, work: impl FnOnce() -> tantivy::Result<T>) -> Result<T, EngineError> {
    GUARDED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    match outcome {
        Ok(result) => result.map_err(|error| translate(folder, error)),
        Err(_) => {
            Err(EngineError::Damaged { folder: folder.to_path_buf(), detail: "its files contradict each other".into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_over_files_is_an_error() {
        let result = guard(Path::new("index"), || -> tantivy::Result<()> {
            assert!(is_guarded());
            panic!("a decoder gives up")
        });
        assert!(result.unwrap_err().to_string().contains("--rebuild"));
        assert!(!is_guarded());
    }
}
