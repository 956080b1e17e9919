//! Finds the files below the given paths.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::names::displayed;
use super::{Problem, ProblemKind};

/// The files below some paths.
#[derive(Debug, Default)]
pub struct FoundFiles {
    /// Absolute paths of files, each once, in order, and the root below which each was found first.
    pub files: BTreeMap<PathBuf, PathBuf>,
    /// The given paths, absolute.
    pub roots: Vec<PathBuf>,
    /// Files and folders that are not read, each with the reason.
    pub problems: Vec<Problem>,
    /// The bytes of those.
    pub skipped_bytes: u64,
    /// The bytes of registries, which are settings.
    pub settings_bytes: u64,
}

/// The name of a registry of outlets in a folder of files.
pub const REGISTRY: &str = "outlets.toml";

/// The name of a file of aliases in a folder of files.
pub const ALIASES: &str = "aliases.toml";

/// Finds every file under `paths`. Symbolic links are followed. Files and folders whose names begin with a full stop,
/// and what is no file (a pipe, a socket), are skipped and reported; registries of outlets and aliases in the given
/// folders are settings. What lies in the folder `own` is passed over: the index is no part of the archive.
///
/// # Errors
/// A path that does not exist or cannot be resolved; it comes with the error.
pub fn find(paths: &[PathBuf], own: Option<&Path>) -> Result<FoundFiles, (PathBuf, io::Error)> {
    let mut found = FoundFiles::default();
    let own = own.and_then(|folder| folder.canonicalize().ok());
    for path in paths {
        let root = fs::canonicalize(path).map_err(|error| (path.clone(), error))?;
        found.walk(&root, own.as_deref());
        found.roots.push(root);
    }
    Ok(found)
}

impl FoundFiles {
    fn walk(&mut self, root: &Path, own: Option<&Path>) {
        let mut entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if own.is_some_and(|own| is_folder(&entry, own)) => entries.skip_current_dir(),
                Ok(entry) if is_hidden(&entry) && entry.file_type().is_dir() => {
                    entries.skip_current_dir();
                    let (files, bytes) = contents(entry.path());
                    self.skip(ProblemKind::Hidden, entry.path(), format!("a folder of {files} files"), bytes);
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if is_registry(&entry) => self.settings_bytes += size(&entry),
                Ok(entry) if is_hidden(&entry) => {
                    self.skip(ProblemKind::Hidden, entry.path(), String::new(), size(&entry));
                }
                Ok(entry) if entry.file_type().is_file() => self.file(&entry, root, own),
                Ok(entry) => self.skip(ProblemKind::NotAFile, entry.path(), String::new(), 0),
                Err(error) => {
                    let path = error.path().unwrap_or(root);
                    let (kind, detail) = match error.loop_ancestor() {
                        Some(above) => (ProblemKind::LinkLoop, format!("leads back to {}", displayed(above))),
                        None => {
                            let detail = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                            (ProblemKind::Unreadable, detail)
                        }
                    };
                    self.skip(kind, path, detail, 0);
                }
            }
        }
    }

    fn file(&mut self, entry: &DirEntry, root: &Path, own: Option<&Path>) {
        match fs::canonicalize(entry.path()) {
            Ok(path) if own.is_some_and(|own| path.starts_with(own)) => {}
            Ok(path) => drop(self.files.entry(path).or_insert_with(|| root.to_path_buf())),
            Err(error) => self.skip(ProblemKind::Unreadable, entry.path(), error.to_string(), size(entry)),
        }
    }

    fn skip(&mut self, kind: ProblemKind, path: &Path, detail: String, bytes: u64) {
        self.problems.push(Problem { kind, source: displayed(path), line: None, detail });
        self.skipped_bytes += bytes;
    }
}

fn is_folder(entry: &DirEntry, folder: &Path) -> bool {
    entry.file_type().is_dir()
        && entry.file_name() == folder.file_name().unwrap_or_default()
        && entry.path().canonicalize().is_ok_and(|path| path == folder)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_registry(entry: &DirEntry) -> bool {
    entry.depth() == 1 && (entry.file_name() == REGISTRY || entry.file_name() == ALIASES)
}

fn size(entry: &DirEntry) -> u64 {
    entry.metadata().map_or(0, |data| data.len())
}

/// The number of files below a folder, and their bytes.
fn contents(folder: &Path) -> (u64, u64) {
    let files = WalkDir::new(folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    files.fold((0, 0), |(count, bytes), entry| (count + 1, bytes + size(&entry)))
}
