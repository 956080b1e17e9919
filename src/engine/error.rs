//! Errors of an index, in a folder or on a cluster. Each message names the remedy.

use std::io;
use std::path::PathBuf;

use crate::query::QueryError;

/// Errors of an index. Messages name the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// There is no index.
    #[error("there is no index in {}: build one with `fihris --index {} index PATH…`", .0.display(), .0.display())]
    Missing(PathBuf),
    /// The index was built by another version of Fihris.
    #[error(
        "the index in {} has format {} and analysis {}, this program has {} and {}: \
         build it anew with `fihris --index {} index --rebuild PATH…`",
        .folder.display(), .found.0, .found.1, .expected.0, .expected.1, .folder.display()
    )]
    OtherVersion {
        /// The index.
        folder: PathBuf,
        /// Its format and analysis versions.
        found: (u32, u32),
        /// Those of this program.
        expected: (u32, u32),
    },
    /// Another process writes to the index.
    #[error("another `fihris index` is writing to {}: wait for it to end, then run this again", .0.display())]
    Locked(PathBuf),
    /// The index's files are damaged.
    #[error(
        "the index in {} is damaged ({detail}): `fihris --index {} check` says where; \
         build it anew with `fihris --index {} index --rebuild PATH…`",
        .folder.display(), .folder.display(), .folder.display()
    )]
    Damaged {
        /// The index.
        folder: PathBuf,
        /// The evidence.
        detail: String,
    },
    /// The index's files cannot be read or written.
    #[error("{}: {error}: {}", .path.display(), remedy(.error))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error of the system.
        #[source]
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
    /// The query is invalid or exceeds a bound.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Another thread has cancelled the query.
    #[error("the query was cancelled")]
    Cancelled,
    /// A filter names an outlet, author or place that the archive does not have.
    #[error("no {kind} of this archive is called {asked:?}; {}", suggestion(kind, .near))]
    NoSuchName {
        /// `outlet`, `author` or `place`.
        kind: &'static str,
        /// The name.
        asked: String,
        /// Similar names that the archive has.
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
