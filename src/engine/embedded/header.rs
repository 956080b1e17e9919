//! The files beside the segments: the header with the versions of the index, and the ledger.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::arabic::ANALYSIS_VERSION;
use crate::engine::EngineError;

/// Version of the index format. It is raised whenever an older program could misread an index, or this one an older
/// index.
pub const FORMAT_VERSION: u32 = 14;

const NAME: &str = "fihris.json";
const LEDGER: &str = "sources.jsonl";

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    analysis: u32,
}

/// The folder of tantivy's files in the index `folder`.
pub(super) fn segments(folder: &Path) -> PathBuf {
    folder.join("tantivy")
}

/// Checks that this program can read the index in `folder`.
///
/// # Errors
/// There is no index, it is of another version, or its header is damaged.
pub(super) fn verify(folder: &Path) -> Result<(), EngineError> {
    let path = folder.join(NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(EngineError::Missing(folder.into())),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(EngineError::Missing(folder.into())),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(damaged(folder)),
        Err(error) => return Err(EngineError::Io { path, error }),
    };
    let Ok(header) = serde_json::from_str::<Header>(&text) else { return Err(damaged(folder)) };
    if (header.format, header.analysis) == (FORMAT_VERSION, ANALYSIS_VERSION) {
        return Ok(());
    }
    Err(EngineError::OtherVersion {
        folder: folder.into(),
        found: (header.format, header.analysis),
        expected: (FORMAT_VERSION, ANALYSIS_VERSION),
    })
}

fn damaged(folder: &Path) -> EngineError {
    EngineError::Damaged { folder: folder.into(), detail: format!("{NAME} is not readable") }
}

/// Writes the header of a new index, whole or not at all.
///
/// # Errors
/// An error of the file system.
pub(super) fn write(folder: &Path) -> Result<(), EngineError> {
    let header = Header { format: FORMAT_VERSION, analysis: ANALYSIS_VERSION };
    let text = serde_json::to_string(&header).expect("two numbers") + "\n";
    fs::create_dir_all(segments(folder)).map_err(|error| EngineError::Io { path: folder.into(), error })?;
    replace(folder, NAME, &text)
}

/// The ledger of the index in `folder`, if there is one.
pub(super) fn ledger(folder: &Path) -> Option<String> {
    fs::read_to_string(folder.join(LEDGER)).ok()
}

/// Writes the ledger of the index in `folder`, whole or not at all.
///
/// # Errors
/// An error of the file system.
pub(super) fn write_ledger(folder: &Path, text: &str) -> Result<(), EngineError> {
    replace(folder, LEDGER, text)
}

/// Replaces a file atomically.
fn replace(folder: &Path, name: &str, text: &str) -> Result<(), EngineError> {
    let new = folder.join(format!("{name}.new"));
    let written = fs::write(&new, text).and_then(|()| fs::rename(&new, folder.join(name)));
    written.map_err(|error| EngineError::Io { path: new, error })
}
