//! The ledger of files that were read completely, so that the next update need not read them again.
//!
//! The engine stores it after the commit that it describes. An entry is trusted only if the file's size and time are
//! unchanged; a ledger that is missing, broken or of other settings costs time, but loses no document.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::document::{key_path, path_key};
use crate::engine::{Engine, EngineError};
use crate::ingest::{EXTRACTION_VERSION, Settings};
use crate::insight::FileCounts;

/// A file younger than this could change again without a new time.
const SETTLED: Duration = Duration::from_secs(2);

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileStamp {
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl FileStamp {
    /// The stamp of a file that has not changed for a while.
    pub fn of(path: &Path) -> Option<Self> {
        let data = fs::metadata(path).ok()?;
        let modified = data.modified().ok()?;
        let age = SystemTime::now().duration_since(modified).ok()?;
        let modified = modified.duration_since(UNIX_EPOCH).ok()?.as_nanos().try_into().ok()?;
        (age > SETTLED).then_some(Self { size: data.len(), modified })
    }
}

#[derive(Serialize, Deserialize)]
struct Entry {
    /// Keys of the file and of the path that was given, see [`path_key`].
    path: String,
    root: String,
    documents: u64,
    /// Records of it that were skipped.
    #[serde(default)]
    skipped: u64,
    #[serde(flatten)]
    stamp: Option<FileStamp>,
}

/// The first line: the settings on which the documents of an unchanged file depend.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Header {
    extraction: u32,
    settings: Settings,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    /// The path that was given, below which it was found.
    root: String,
    /// `None` for a file that had just changed, or was not read to its end; it will be read again.
    stamp: Option<FileStamp>,
    documents: u64,
    skipped: u64,
}

/// Files, by path.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    files: BTreeMap<String, Known>,
}

/// The settings and root paths by which the files of an index were read.
#[derive(Clone, Debug, Default)]
pub struct ReadSettings {
    /// The settings of the last run.
    pub settings: Arc<Settings>,
    /// Files, and the path below which each was found.
    pub roots: BTreeMap<PathBuf, PathBuf>,
}

impl ReadSettings {
    /// Reads them from the ledger of `engine`; the default if there is none.
    ///
    /// # Errors
    /// The engine is out of reach.
    pub fn of(engine: &dyn Engine) -> Result<Self, EngineError> {
        let Some((header, ledger)) = engine.ledger()?.as_deref().and_then(read) else { return Ok(Self::default()) };
        let roots = ledger.files.into_iter().map(|(path, known)| (key_path(&path), key_path(&known.root)));
        Ok(Self { settings: Arc::new(header.settings), roots: roots.collect() })
    }
}

/// Counts the files of `engine` and what was skipped in them, as the last updates left it.
///
/// # Errors
/// The engine is out of reach.
pub fn file_counts(engine: &dyn Engine) -> Result<FileCounts, EngineError> {
    let ledger = engine.ledger()?.as_deref().and_then(read).map(|(_, ledger)| ledger).unwrap_or_default();
    let files = ledger.files.values();
    Ok(FileCounts {
        files: files.len() as u64,
        without_documents: files.clone().filter(|known| known.documents == 0).count() as u64,
        skipped_records: files.map(|known| known.skipped).sum(),
    })
}

impl Ledger {
    /// Parses a ledger; returns an empty one if it is of other settings.
    pub fn read(text: &str, settings: &Settings) -> Self {
        let current = header(settings);
        read(text).filter(|(header, _)| *header == current).map(|(_, ledger)| ledger).unwrap_or_default()
    }

    /// The number of documents in `path`, if it is unchanged.
    pub fn unchanged(&self, path: &Path) -> Option<u64> {
        let known = self.files.get(&path_key(path))?;
        (known.stamp.is_some() && FileStamp::of(path) == known.stamp).then_some(known.documents)
    }

    /// Notes that `path`, found below `root`, was read and yielded `documents` and `skipped` records. Without `stamp` it will be
    /// read again.
    pub fn note(&mut self, path: &Path, root: &Path, stamp: Option<FileStamp>, documents: u64, skipped: u64) {
        self.files.insert(path_key(path), Known { root: path_key(root), stamp, documents, skipped });
    }

    /// Forgets files below `roots` that gave no document and are gone.
    pub fn forget_missing(&mut self, roots: &[PathBuf]) {
        self.files.retain(|path, known| {
            let path = key_path(path);
            known.documents > 0 || path.exists() || !roots.iter().any(|root| path.starts_with(root))
        });
    }

    /// The ledger as a text, a line for each file.
    pub fn write(&self, settings: &Settings) -> String {
        let mut text = serde_json::to_string(&header(settings)).expect("strings and numbers") + "\n";
        for (path, Known { root, stamp, documents, skipped }) in &self.files {
            let (path, root, skipped) = (path.clone(), root.clone(), *skipped);
            let entry = Entry { path, root, documents: *documents, skipped, stamp: *stamp };
            let line = serde_json::to_string(&entry).expect("strings and numbers");
            writeln!(text, "{line}").expect("a string takes everything");
        }
        text
    }
}

fn header(settings: &Settings) -> Header {
    Header { extraction: EXTRACTION_VERSION, settings: settings.clone() }
}

fn read(text: &str) -> Option<(Header, Ledger)> {
    let mut lines = text.lines();
    let header = serde_json::from_str(lines.next()?).ok()?;
    let entries = lines.map_while(|line| serde_json::from_str::<Entry>(line).ok());
    let known = |Entry { path, root, documents, skipped, stamp }| (path, Known { root, stamp, documents, skipped });
    Some((header, Ledger { files: entries.map(known).collect() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let settings = Settings::default();
        let mut ledger = Ledger::default();
        let stamp = FileStamp { size: 3, modified: 1_795_664_988_412_750_051 };
        ledger.note(Path::new("/a/b"), Path::new("/a"), Some(stamp), 7, 1);
        ledger.note(Path::new("/a/c"), Path::new("/a"), None, 0, 0);
        let read = Ledger::read(&ledger.write(&settings), &settings);
        assert_eq!(read.files, ledger.files);
        let other = Settings { outlet_from_folder: true, ..Settings::default() };
        assert!(Ledger::read(&ledger.write(&settings), &other).files.is_empty());
    }
}
