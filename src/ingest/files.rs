//! Finds the files below the given paths.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{Problem, ProblemKind};

/// The files below some paths.
#[derive(Debug, Default)]
pub struct FoundFiles {
    /// Absolute paths of files, each once, in order, and the root below which each was found first.
    pub files: BTreeMap<PathBuf, PathBuf>,
    /// The given paths, absolute.
    pub roots: Vec<PathBuf>,
    /// Problems of files and folders that could not be read.
    pub problems: Vec<Problem>,
}

/// The name of a registry of outlets in a folder of files.
pub const REGISTRY: &str = "outlets.toml";

/// The name of a file of aliases in a folder of files.
pub const ALIASES: &str = "aliases.toml";

/// Finds every file under `paths`. Symbolic links are followed; names that begin with a full stop, and registries of
/// outlets and aliases in the folders that were given, are skipped.
///
/// # Errors
/// A path that does not exist or cannot be resolved; it comes with the error.
pub fn find(paths: &[PathBuf]) -> Result<FoundFiles, (PathBuf, io::Error)> {
    let mut found = FoundFiles::default();
    for path in paths {
        let root = fs::canonicalize(path).map_err(|error| (path.clone(), error))?;
        walk(&root, &mut found);
        found.roots.push(root);
    }
    Ok(found)
}

fn walk(root: &Path, found: &mut FoundFiles) {
    let is_registry =
        |entry: &DirEntry| entry.depth() == 1 && (entry.file_name() == REGISTRY || entry.file_name() == ALIASES);
    let is_hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let visible = |entry: &DirEntry| !is_hidden(entry) && !is_registry(entry);
    for entry in WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => match fs::canonicalize(entry.path()) {
                Ok(path) => drop(found.files.entry(path).or_insert_with(|| root.to_path_buf())),
                Err(error) => found.problems.push(problem(ProblemKind::Unreadable, entry.path(), error.to_string())),
            },
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).to_path_buf();
                found.problems.push(match error.loop_ancestor() {
                    Some(above) => problem(ProblemKind::LinkLoop, &path, format!("leads back to {}", above.display())),
                    None => {
                        let detail = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
                        problem(ProblemKind::Unreadable, &path, detail)
                    }
                });
            }
        }
    }
}

fn problem(kind: ProblemKind, path: &Path, detail: String) -> Problem {
    Problem { kind, source: path.display().to_string(), line: None, detail }
}
