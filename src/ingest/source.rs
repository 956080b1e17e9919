//! A file to be read, and the settings by which files are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::field_names::FieldNames;
use super::names::displayed;
use super::outlets::Outlets;
use crate::document::percent_encoded;

/// Version of the readers. It is raised whenever the same bytes yield other documents.
pub const EXTRACTION_VERSION: u32 = 9;

/// The settings by which files are read: the same settings and bytes yield the same documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The field that each key of a record holds.
    pub names: FieldNames,
    /// The registry of outlets.
    pub outlets: Outlets,
    /// The outlet of documents that do not name one: its id, name or alias.
    pub outlet: Option<String>,
    /// Whether the folder in which a file lies names its outlet.
    pub outlet_from_folder: bool,
    /// Whether pages that list others are documents.
    #[serde(default)]
    pub keep_index_pages: bool,
    /// Whether the letters of scanned pages are recognised by programs of the system.
    #[serde(default)]
    pub ocr: bool,
    /// Whether readers explain which blocks of a page are its article.
    #[serde(skip)]
    pub explain_blocks: bool,
}

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its absolute path, as people read it.
    pub path: String,
    /// The bytes of the path, percent-encoded, if they are not UTF-8.
    pub bytes: Option<String>,
    /// The path by which it is opened.
    pub file: PathBuf,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The folder that may name its outlet: the first one below the given path.
    pub folder: Option<String>,
}

impl Source {
    /// Reads the file once for its hash; `root` is the given path. Adds the bytes read to `read`.
    ///
    /// # Errors
    /// An error of the file system.
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
        let encoded = || percent_encoded(path.as_os_str().as_encoded_bytes());
        let bytes = path.to_str().is_none().then(encoded);
        Ok(Self { path: displayed(path), bytes, file: path.into(), sha256, folder: folder(path, root) })
    }
}

/// The first folder below `root` on the way to `path`; that of the file if there is none between.
fn folder(path: &Path, root: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?.parent()?.components().next();
    let folder = below.map(|part| part.as_os_str()).or_else(|| path.parent()?.file_name())?;
    Some(displayed(folder.as_ref()))
}
