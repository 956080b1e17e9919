//! Rebuilds an index beside the current one, and replaces it when the new one is complete.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::INDEX_WRITER_LOCK;

use super::{header, links};
use crate::engine::EngineError;

/// The folder of the new index, in that of the current one.
const BESIDE: &str = "rebuilding";
/// The folder of the former index, in that of the new one, until it is removed.
const FORMER: &str = "former";

/// A rebuild in progress. If it is dropped before [`replace`](Self::replace), the new index is removed and the former
/// one stays.
pub struct Rebuild {
    folder: PathBuf,
    /// Held so that no other process writes to the index that is about to be replaced.
    _lock: Option<File>,
}

impl Rebuild {
    /// Starts a rebuild of the index in `folder`.
    ///
    /// # Errors
    /// Another process writes or rebuilds the index; the folder cannot be written.
    pub fn begin(folder: &Path) -> Result<Self, EngineError> {
        let lock = lock(folder, folder)?;
        // An interrupted run may have left one.
        let beside = folder.join(BESIDE);
        drop(self::lock(&beside, folder)?);
        let rebuild = Self { folder: folder.into(), _lock: lock };
        rebuild.remove().map_err(|error| EngineError::Io { path: beside, error })?;
        Ok(rebuild)
    }

    /// The folder of the new index.
    pub fn folder(&self) -> PathBuf {
        self.folder.join(BESIDE)
    }

    /// Replaces the former index by the new one. Readers that have the former one open keep it; between a few renames
    /// there is no index.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn replace(self) -> Result<(), EngineError> {
        let beside = self.folder();
        let error = |error| EngineError::Io { path: self.folder.clone(), error };
        let segments = header::segments(&self.folder);
        if segments.exists() {
            fs::rename(&segments, beside.join(FORMER)).map_err(error)?;
        }
        let entries = fs::read_dir(&beside).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(error)?;
        // Links of the former index are not those of the new one, which may have none.
        links::remove(&self.folder)?;
        for entry in entries.iter().filter(|entry| entry.file_name() != FORMER) {
            fs::rename(entry.path(), self.folder.join(entry.file_name())).map_err(error)?;
        }
        Ok(())
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(self.folder()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        // Anything that cannot be removed now is removed by the next rebuild.
        let _ = self.remove();
    }
}

/// Locks the index in `folder` for writing, if there is one; a refusal names `index`.
fn lock(folder: &Path, index: &Path) -> Result<Option<File>, EngineError> {
    let Ok(file) = File::open(header::segments(folder).join(&INDEX_WRITER_LOCK.filepath)) else { return Ok(None) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(EngineError::Locked(index.into())),
        _ => Ok(Some(file)),
    }
}
