//! The ledger of files that were read to their end, so that the next run need not read them again.
//!
//! It is written after the commit it speaks of and trusted only where a file's size and time are still the same; a
//! ledger that is missing, broken or of another setting costs time, never a document.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::engine::EngineError;
use crate::ingest::{EXTRACTION_VERSION, Settings};

const NAME: &str = "sources.jsonl";

/// A file younger than this could change again without a new time.
const SETTLED: Duration = Duration::from_secs(2);

/// Size and time of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
}

impl Stamp {
    /// The stamp of a file that has not changed for a while.
    pub fn of(path: &Path) -> Option<Self> {
        let data = fs::metadata(path).ok()?;
        let modified = data.modified().ok()?;
        let age = SystemTime::now().duration_since(modified).ok()?;
        let modified = modified.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        (age > SETTLED).then_some(Self { size: data.len(), modified })
    }
}

#[derive(Serialize, Deserialize)]
struct Entry {
    path: String,
    documents: u64,
    #[serde(flatten)]
    stamp: Stamp,
}

/// Files, by path.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    files: BTreeMap<String, (Stamp, u64)>,
}

impl Ledger {
    /// Reads the ledger of the index in `folder`; an empty one where it does not fit `settings`.
    pub fn read(folder: &Path, settings: &Settings) -> Self {
        let text = fs::read_to_string(folder.join(NAME)).unwrap_or_default();
        let mut lines = text.lines();
        if lines.next() != Some(setting(settings).as_str()) {
            return Self::default();
        }
        let entries = lines.map_while(|line| serde_json::from_str::<Entry>(line).ok());
        Self { files: entries.map(|entry| (entry.path, (entry.stamp, entry.documents))).collect() }
    }

    /// How many documents `path` gave, if it is as it was then.
    pub fn unchanged(&self, path: &Path) -> Option<u64> {
        let (stamp, documents) = self.files.get(path.to_str()?)?;
        (Stamp::of(path) == Some(*stamp)).then_some(*documents)
    }

    /// Notes that `path` was read to its end and gave `documents`.
    pub fn note(&mut self, path: &str, stamp: Option<Stamp>, documents: u64) {
        match stamp {
            Some(stamp) => drop(self.files.insert(path.into(), (stamp, documents))),
            None => drop(self.files.remove(path)),
        }
    }

    /// Writes the ledger of the index in `folder`, whole or not at all.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, folder: &Path, settings: &Settings) -> Result<(), EngineError> {
        let mut text = setting(settings) + "\n";
        for (path, &(stamp, documents)) in &self.files {
            let entry = Entry { path: path.clone(), documents, stamp };
            let line = serde_json::to_string(&entry).expect("strings and numbers");
            writeln!(text, "{line}").expect("a string takes everything");
        }
        let new = folder.join("sources.jsonl.new");
        let written = fs::write(&new, text).and_then(|()| fs::rename(&new, folder.join(NAME)));
        written.map_err(|error| EngineError::Io { path: new, error })
    }
}

/// What the documents of an unchanged file depend on besides its bytes.
fn setting(settings: &Settings) -> String {
    serde_json::json!({ "extraction": EXTRACTION_VERSION, "settings": settings }).to_string()
}
