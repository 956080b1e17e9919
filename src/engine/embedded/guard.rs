//! The border to tantivy: its errors, and its panics over damaged files, become [`EngineError`]s.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

use crate::engine::EngineError;

/// Translates an error of tantivy about the index in `folder`.
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

/// The system error within a message: tantivy keeps only the text of errors in its threads.
fn told_by_the_system(message: &str) -> Option<io::Error> {
    let (_, rest) = message.split_once("(os error ")?;
    let code = rest.split(')').next()?.parse().ok()?;
    Some(io::Error::from_raw_os_error(code))
}

/// Whether an error comes from the operating system; tantivy makes errors of its own for unreadable files.
fn is_of_the_system(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}

fn copy(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread becomes an error, so that it need not be reported twice.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs `work` on the index in `folder`; a panic over damaged files becomes an error.
///
/// tantivy trusts its files: bytes that changed on disk can break the assumptions of its decoders.
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
