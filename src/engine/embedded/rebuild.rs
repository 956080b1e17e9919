//! An index that is built anew beside the one that others search meanwhile, and then takes its place.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::INDEX_WRITER_LOCK;

use super::header;
use crate::engine::EngineError;

/// The folder in that of the index where the new one is built.
const BESIDE: &str = "rebuilding";
/// Where the former index lies, in the folder of the new one, until it is removed.
const FORMER: &str = "former";

/// A new index in the making. Dropped before it [takes its place](Self::replace), it is removed, and the former one stays.
pub struct Rebuild {
    folder: PathBuf,
    /// Held, so that nobody writes to the index that is about to go.
    _lock: Option<File>,
}

impl Rebuild {
    /// Begins to build the index in `folder` anew.
    ///
    /// # Errors
    /// It is being written, or built anew by someone else; the folder cannot be written.
    pub fn begin(folder: &Path) -> Result<Self, EngineError> {
        let lock = lock(folder, folder)?;
        // That of a run that was broken off.
        let beside = folder.join(BESIDE);
        drop(self::lock(&beside, folder)?);
        let rebuild = Self { folder: folder.into(), _lock: lock };
        rebuild.remove().map_err(|error| EngineError::Io { path: beside, error })?;
        Ok(rebuild)
    }

    /// Where the new index is to be built.
    pub fn folder(&self) -> PathBuf {
        self.folder.join(BESIDE)
    }

    /// Puts the new index in the place of the former one. Whoever has that open keeps it; for a few renames there is none.
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
        header::remove_links(&self.folder)?;
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
        // What cannot be removed now is removed by the next one.
        let _ = self.remove();
    }
}

/// The lock of whoever writes to the index in `folder`, where there is one; refused in the name of `index`.
fn lock(folder: &Path, index: &Path) -> Result<Option<File>, EngineError> {
    let Ok(file) = File::open(header::segments(folder).join(&INDEX_WRITER_LOCK.filepath)) else { return Ok(None) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(EngineError::Locked(index.into())),
        _ => Ok(Some(file)),
    }
}
