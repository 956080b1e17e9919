//! Files to documents: what an archive really holds, read one record at a time.
//!
//! One reader a format, one shape for all: bytes in, a stream of [`Item`]s out. Formats are told by their bytes before
//! their names. A record that cannot be read costs that record alone, and says where it stood and what to do. Nothing
//! larger than [`RECORD_BYTES`] is ever held.

mod archive;
mod article;
mod byline;
pub mod date;
pub mod encoding;
mod feed;
mod fields;
mod files;
mod format;
#[cfg(test)]
mod fuzz;
mod html;
mod json;
mod language;
mod origin;
mod outlets;
pub mod page;
mod problem;
mod stream;
mod table;
#[cfg(test)]
mod testing;
mod text;
mod warc;
mod workers;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::document::Document;

pub use byline::is_name;
pub use fields::{Field, FieldNames};
pub use files::{ALIASES, Found, REGISTRY, find};
pub use origin::derived_id;
pub use outlets::{OutletEntry, Outlets, OutletsError, host};
pub use problem::{Problem, ProblemKind};
pub use workers::{FileProgress, ItemVisitor, is_contained, read_all};

use origin::Origin;

/// The most bytes that one document may take in its file. An article has some thousand; a dump glued together is no
/// document, and bounds keep every run within its memory.
pub const RECORD_BYTES: usize = 16 << 20;

/// Changes whenever the readers give other documents for the same bytes.
pub const EXTRACTION_VERSION: u32 = 2;

/// What a reader comes upon.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// Something that is no document.
    Skipped(Problem),
    /// Something odd about the document that came before it.
    Note(Problem),
}

/// How files are read: the same settings and bytes give the same documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Which key of a record holds what.
    pub names: FieldNames,
    /// What is known of outlets.
    pub outlets: Outlets,
    /// The outlet of documents that do not tell theirs: its id, name or alias.
    pub outlet: Option<String>,
    /// Whether the folder in which a file lies names its outlet.
    pub outlet_from_folder: bool,
}

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its absolute path, as text.
    pub path: String,
    /// Where it is opened: names of files need not be text.
    pub file: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The folder that may name its outlet: the first one below what was given to be read.
    pub folder: Option<String>,
}

impl Source {
    /// Reads the file once for its hash; `root` is what was given to be read. `read` is told the bytes that were read.
    ///
    /// # Errors
    /// What the file system says.
    pub fn of(path: &Path, root: &Path, read: &AtomicU64) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                bytes => {
                    hash.update(&buffer[..bytes]);
                    read.fetch_add(bytes as u64, Ordering::Relaxed);
                }
            }
        }
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { path: path.to_string_lossy().into_owned(), file: path.into(), sha256, folder: folder(path, root) })
    }
}

/// The first folder below `root` on the way to `path`; that of the file where none lies between.
fn folder(path: &Path, root: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?.parent()?.components().next();
    let folder = below.map(|part| part.as_os_str()).or_else(|| path.parent()?.file_name())?;
    Some(folder.to_str()?.to_string())
}

/// Takes what readers find; an error ends the reading.
pub type Sink<'a> = dyn FnMut(Item) -> io::Result<()> + 'a;

/// Reads every document of `source` into `sink`; whether it was read to its end. `read` is told the bytes that were
/// read.
///
/// # Errors
/// Only what `sink` returns: whatever is wrong with the file is an item.
pub fn read(source: &Source, settings: &Settings, read: &AtomicU64, sink: &mut Sink<'_>) -> io::Result<bool> {
    let origin = Origin::of(source, settings);
    match File::open(&source.file) {
        Ok(file) => archive::read_file(&origin, file, read, sink),
        Err(error) => {
            sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
            Ok(false)
        }
    }
}
