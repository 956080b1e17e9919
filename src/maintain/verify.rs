//! Verifies that stored documents still equal those in their sources.
//!
//! Every source is read again with the settings by which it was indexed, and each stored document is compared with the
//! one read now, letter by letter.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ledger::ReadSettings;
use crate::document::{Document, Provenance, key_path, path_key};
use crate::engine::{Engine, EngineError};
use crate::ingest::{self, FileProgress, Item, ItemVisitor, Source, derived_ids};

/// The most files that are searched for a moved one.
const LOOKED_AT: usize = 100_000;
/// How many ids of its own a document is looked for by, where others have its id.
const SAME_IDS: usize = 3;

/// The state of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum State {
    /// The document read from its source is equal, letter by letter.
    Same,
    /// The document read from its source differs: the source or the reader has changed.
    Changed {
        /// What differs: `title`, `text`, `metadata`.
        what: Vec<&'static str>,
        /// Whether the source's bytes are unchanged: then the reader has changed.
        same_bytes: bool,
    },
    /// Its source has the same in another place.
    Moved {
        /// Where.
        to: String,
    },
    /// Its file no longer has it.
    Gone {
        /// Why.
        why: String,
    },
}

/// A document and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The document's id.
    pub id: String,
    /// Where it was read.
    pub source: String,
    /// The SHA-256 that its file had.
    pub sha256: String,
    /// Its state.
    #[serde(flatten)]
    pub state: State,
}

/// Verifies the documents of `ids`, or all of them if there are none, and passes each result to `tell`. `how` are
/// the settings by which the index was read, `limit` is the longest time without progress in a file.
///
/// # Errors
/// The index is damaged or out of reach; errors of `tell`.
pub fn verify<E: From<EngineError>>(
    engine: &dyn Engine,
    how: &ReadSettings,
    ids: &[String],
    limit: Duration,
    tell: &mut dyn FnMut(Finding) -> Result<(), E>,
) -> Result<(), E> {
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if ids.is_empty() {
        for source in engine.sources()? {
            let ids = engine.ids_of(&source)?;
            wanted.entry(source).or_default().extend(ids);
        }
    }
    for id in ids {
        if let Some(document) = engine.find(id)? {
            wanted.entry(document.provenance.source_key().into_owned()).or_default().push(id.clone());
        }
    }
    let mut files = Vec::new();
    for (source, ids) in &wanted {
        let path = key_path(source);
        if path.is_file() {
            files.push((path.clone(), how.roots.get(&path).unwrap_or(&path).clone()));
            continue;
        }
        let mut moved = Moved::default();
        for id in ids {
            let Some(document) = engine.find(id)? else { continue };
            let to = moved.to(&path, &document.provenance.sha256);
            let gone = || State::Gone { why: "the file is gone".into() };
            tell(finding(&document, to.map_or_else(gone, |to| State::Moved { to })))?;
        }
    }
    let mut check =
        Check { engine, wanted: &wanted, tell, stored: HashMap::new(), changed: Vec::new(), given: HashMap::new() };
    ingest::read_all(files, &how.settings, limit, &mut check)
}

fn finding(document: &Document, state: State) -> Finding {
    let Provenance { sha256, .. } = &document.provenance;
    Finding { id: document.id.clone(), source: document.provenance.to_string(), sha256: sha256.clone(), state }
}

/// Files with the bytes of a missing one.
#[derive(Default)]
struct Moved {
    /// Hashes of files near the missing one, computed at first use.
    hashes: Option<HashMap<String, String>>,
}

impl Moved {
    /// Where a file with this hash lies, near the place where `path` was.
    fn to(&mut self, path: &Path, sha256: &str) -> Option<String> {
        let hashes = self.hashes.get_or_insert_with(|| near(path));
        hashes.get(sha256).cloned()
    }
}

/// The files with the same extension below the nearest existing folder above `path`, by their hashes.
fn near(path: &Path) -> HashMap<String, String> {
    let Some(folder) = path.ancestors().skip(1).find(|folder| folder.is_dir()) else { return HashMap::new() };
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().take(LOOKED_AT);
    let alike = files.filter(|entry| entry.file_type().is_file() && entry.path().extension() == path.extension());
    let mut hashes: HashMap<String, String> = HashMap::new();
    for entry in alike {
        let Ok(source) = Source::of(entry.path(), folder, &AtomicU64::new(0)) else { continue };
        // A file of the same name before others.
        if entry.path().file_name() == path.file_name() || !hashes.contains_key(&source.sha256) {
            hashes.insert(source.sha256, source.path);
        }
    }
    hashes
}

/// Compares sources with stored documents, file by file.
struct Check<'c, E> {
    engine: &'c dyn Engine,
    wanted: &'c BTreeMap<String, Vec<String>>,
    tell: &'c mut dyn FnMut(Finding) -> Result<(), E>,
    /// Documents of the file that is being read that were not met yet, by id.
    stored: HashMap<String, Document>,
    /// Documents whose place in the file now holds another document, with that one.
    changed: Vec<(Document, State)>,
    /// The places of texts in the file, by their digests.
    given: HashMap<[u8; 32], String>,
}

impl<E: From<EngineError>> ItemVisitor<E> for Check<'_, E> {
    fn begin(&mut self, reading: &FileProgress) -> Result<(), E> {
        self.stored.clear();
        self.given.clear();
        for id in self.wanted.get(&path_key(&reading.path)).into_iter().flatten() {
            self.stored.extend(self.engine.find(id)?.map(|document| (id.clone(), document)));
        }
        Ok(())
    }

    fn item(&mut self, _: &FileProgress, item: Item) -> Result<(), E> {
        let Item::Document(given) = item else { return Ok(()) };
        self.given.entry(digest(&given)).or_insert_with(|| given.provenance.to_string());
        let Some(stored) = self.stored_as(&given) else { return Ok(()) };
        match compare(&stored, &given) {
            // It may be elsewhere in the file, which is known at its end.
            state @ State::Changed { .. } => {
                self.changed.push((stored, state));
                Ok(())
            }
            state => (self.tell)(finding(&stored, state)),
        }
    }

    fn end(&mut self, reading: &FileProgress) -> Result<(), E> {
        if self.stored.is_empty() && reading.source.is_none() {
            self.begin(reading)?;
        }
        let why = if reading.whole { "its file no longer has it" } else { "its file could not be read to its end" };
        let gone = |document| (document, State::Gone { why: why.into() });
        let mut left: Vec<(Document, State)> = std::mem::take(&mut self.stored).into_values().map(gone).collect();
        left.append(&mut self.changed);
        left.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
        for (document, state) in left {
            // Only the text identifies a moved document: if only the metadata differ, it is still in its place.
            let to = self.given.get(&digest(&document)).filter(|to| **to != document.provenance.to_string()).cloned();
            let state = to.map_or(state, |to| State::Moved { to });
            (self.tell)(finding(&document, state))?;
        }
        Ok(())
    }
}

impl<E> Check<'_, E> {
    /// The stored document of the id of `given`, or of one of those that it has where another document has its own.
    fn stored_as(&mut self, given: &Document) -> Option<Document> {
        let own = derived_ids(&given.provenance).take(SAME_IDS);
        std::iter::once(given.id.clone()).chain(own).find_map(|id| self.stored.remove(&id))
    }
}

fn compare(stored: &Document, given: &Document) -> State {
    let differences = [
        ("title", stored.title != given.title),
        ("text", stored.body != given.body),
        ("metadata", stored.metadata != given.metadata),
    ];
    let what: Vec<&'static str> = differences.iter().filter(|(_, differs)| *differs).map(|(what, _)| *what).collect();
    let same_bytes = stored.provenance.sha256 == given.provenance.sha256;
    if !what.is_empty() {
        State::Changed { what, same_bytes }
    } else if stored.provenance.place != given.provenance.place {
        State::Moved { to: given.provenance.to_string() }
    } else {
        State::Same
    }
}

fn digest(document: &Document) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((document.title.len() as u64).to_le_bytes());
    hash.update(&document.title);
    hash.update(&document.body);
    hash.finalize().into()
}
