//! Updates an index from its files.
//!
//! A second run changes nothing. A document that changed replaces its former version. Commits survive whatever stops a
//! run, and the next run continues from there. Every record that was read is accounted for.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use super::ledger::{FileStamp, Ledger};
use super::report::{EXAMPLES, FileSummary, Progress, Report, UpdateObserver, add};
use crate::arabic::Tokens;
use crate::document::{Document, key_path, path_key};
#[cfg(feature = "cluster")]
use crate::engine::opensearch::{ClusterWriter, Layout};
use crate::engine::{DEFAULT_MEMORY, EngineError, IndexWriter, Location, Rebuild, Writer};
use crate::ingest::{self, FileProgress, Item, ItemVisitor, Problem, ProblemKind, Settings, derived_ids, displayed};

/// Bytes of text between two commits: an interrupted run loses at most this much work.
const COMMIT_BYTES: u64 = 256 << 20;

/// Reading of a file stops when it yields nothing for so long.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);
/// The same where letters are recognised, which takes seconds a page.
pub const OCR_TIME_LIMIT: Duration = Duration::from_secs(4 * 60 * 60);

/// Options of an update.
#[derive(Clone, Debug)]
pub struct Options {
    /// How files are read.
    pub settings: Arc<Settings>,
    /// Reading of a file stops when it yields nothing for so long.
    pub time_limit: Duration,
    /// Remove the documents of files that are gone.
    pub prune: bool,
    /// Rebuild the index.
    pub rebuild: bool,
    /// Memory that the run may use, in MiB.
    pub memory: u64,
    /// Number of shards of a new index on a cluster; `None`: by the size of the files.
    #[cfg(feature = "cluster")]
    pub shards: Option<u32>,
    /// Number of replicas of each shard on a cluster.
    #[cfg(feature = "cluster")]
    pub replicas: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: Arc::default(),
            time_limit: TIME_LIMIT,
            prune: false,
            rebuild: false,
            memory: DEFAULT_MEMORY,
            #[cfg(feature = "cluster")]
            shards: None,
            #[cfg(feature = "cluster")]
            replicas: None,
        }
    }
}

/// Errors of an update.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// A path does not exist or cannot be read.
    #[error("{}: {error}: give the path of a file or folder to be read", .path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// The error of the system.
        #[source]
        error: io::Error,
    },
    /// Nothing under the paths can be read.
    #[error("nothing readable in {paths}: {why}")]
    Nothing {
        /// The paths.
        paths: String,
        /// The first problems.
        why: String,
    },
    /// The index cannot be written.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The report cannot be written.
    #[error("cannot write the report: {0}")]
    Report(#[from] io::Error),
}

/// Updates the index at `location` with all files under `paths`, or rebuilds it from them beside the current one, which
/// stays as it is until the new one is complete.
///
/// # Errors
/// See [`UpdateError`]. Problems of files and records are in the report instead.
pub fn update(
    location: &Location,
    paths: &[PathBuf],
    options: &Options,
    observer: &mut dyn UpdateObserver,
) -> Result<Report, UpdateError> {
    let found = ingest::find(paths, location.folder());
    let found = found.map_err(|(path, error)| UpdateError::Path { path, error })?;
    if found.files.is_empty() {
        let why = found.problems.first().map_or("there is no file".into(), ToString::to_string);
        return Err(UpdateError::Nothing { paths: list(paths), why });
    }
    match location {
        Location::Folder(folder) if options.rebuild => {
            let rebuild = Rebuild::begin(folder)?;
            let beside = rebuild.folder();
            let writer = Box::new(Writer::open(&beside, options.memory)?);
            let report = read(writer, paths, found, options, observer)?;
            rebuild.replace()?;
            Ok(report)
        }
        Location::Folder(folder) => {
            let writer = Box::new(Writer::open(folder, options.memory)?);
            read(writer, paths, found, options, observer)
        }
        #[cfg(feature = "cluster")]
        Location::Cluster(address) => {
            let bytes = found.files.keys().filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum();
            let layout = Layout { shards: options.shards, replicas: options.replicas, bytes };
            let writer = Box::new(ClusterWriter::open(address, options.rebuild, layout)?);
            read(writer, paths, found, options, observer)
        }
    }
}

/// Reads the files `found` under `paths` into an index.
fn read(
    writer: Box<dyn IndexWriter>,
    paths: &[PathBuf],
    found: ingest::FoundFiles,
    options: &Options,
    observer: &mut dyn UpdateObserver,
) -> Result<Report, UpdateError> {
    let start = Instant::now();
    let settings = &options.settings;
    let known = if writer.was_empty() { None } else { writer.ledger()? };
    let ledger = known.map(|text| Ledger::read(&text, settings)).unwrap_or_default();
    let mut run = Run::new(writer, ledger, options.prune, observer);
    run.report.bytes_read += found.settings_bytes;
    run.report.bytes_skipped += found.skipped_bytes;
    for problem in found.problems {
        run.pass_over(problem)?;
    }
    let files = run.changed(found.files)?;
    ingest::read_all(files, settings, options.time_limit, &mut run)?;
    run.missing_files(&found.roots)?;
    let Run { writer, ledger, mut report, .. } = run;
    let is_empty = report.documents() == 0;
    // A rebuilt index without a document does not replace the current one.
    if !(is_empty && options.rebuild) {
        writer.finish(super::finders(), &ledger.write(settings))?;
    }
    report.elapsed = start.elapsed();
    if is_empty {
        let why = report.skipped.values().flat_map(|(_, examples)| examples).map(ToString::to_string);
        let why: Vec<String> = why.take(EXAMPLES).collect();
        return Err(UpdateError::Nothing { paths: list(paths), why: why.join("\n  ") });
    }
    Ok(report)
}

/// Reads everything under `paths` as [`update`] would, and indexes nothing.
///
/// # Errors
/// A path cannot be read; errors of `visitor`.
pub fn preview(
    paths: &[PathBuf],
    options: &Options,
    visitor: &mut dyn ItemVisitor<UpdateError>,
) -> Result<(), UpdateError> {
    let found = ingest::find(paths, None).map_err(|(path, error)| UpdateError::Path { path, error })?;
    for problem in found.problems {
        let progress = FileProgress { path: PathBuf::from(&problem.source), source: None, whole: true };
        visitor.item(&progress, Item::Skipped(problem))?;
    }
    ingest::read_all(found.files.into_iter().collect(), &options.settings, options.time_limit, visitor)
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// One run over the files.
struct Run<'w> {
    writer: Box<dyn IndexWriter>,
    ledger: Ledger,
    prune: bool,
    observer: &'w mut dyn UpdateObserver,
    report: Report,
    /// Hashes of the ids and URLs of this run, 8 bytes each.
    seen: FxHashSet<u64>,
    seen_urls: FxHashSet<u64>,
    /// Bytes of text since the last commit.
    uncommitted: u64,
    /// Bytes of all files, and of those that are done.
    bytes: (u64, u64),
    /// The file that is being read.
    file: FileSummary,
    /// The state of each file before it was read.
    stamps: BTreeMap<PathBuf, Stamped>,
    /// Former documents of this file that were not read again yet.
    former: FxHashSet<String>,
}

/// A file before it is read.
#[derive(Default)]
struct Stamped {
    root: PathBuf,
    bytes: u64,
    /// Its size and time; `None` if it has just changed.
    stamp: Option<FileStamp>,
}

impl<'w> Run<'w> {
    fn new(writer: Box<dyn IndexWriter>, ledger: Ledger, prune: bool, observer: &'w mut dyn UpdateObserver) -> Self {
        Self {
            writer,
            ledger,
            prune,
            observer,
            report: Report::default(),
            seen: FxHashSet::default(),
            seen_urls: FxHashSet::default(),
            uncommitted: 0,
            bytes: (0, 0),
            file: FileSummary::default(),
            stamps: BTreeMap::new(),
            former: FxHashSet::default(),
        }
    }

    /// The files that changed since the last update, each with its root.
    fn changed(&mut self, files: BTreeMap<PathBuf, PathBuf>) -> Result<Vec<(PathBuf, PathBuf)>, UpdateError> {
        let mut changed = Vec::new();
        for (path, root) in files {
            let bytes = path.metadata().map_or(0, |data| data.len());
            if let Some(documents) = self.ledger.unchanged(&path) {
                self.report.files_unchanged += 1;
                self.report.unchanged += documents;
                let file = displayed(&path);
                let summary =
                    FileSummary { file, whole: true, unchanged: true, bytes, documents, ..FileSummary::default() };
                self.report.count_bytes(&summary);
                self.observer.file(&summary)?;
                continue;
            }
            self.bytes.0 += bytes;
            self.stamps.insert(path.clone(), Stamped { root: root.clone(), bytes, stamp: FileStamp::of(&path) });
            changed.push((path, root));
        }
        Ok(changed)
    }

    /// Reports a file that is not read.
    fn pass_over(&mut self, problem: Problem) -> Result<(), UpdateError> {
        self.observer.problem(&problem, true)?;
        add(&mut self.report.skipped, problem);
        Ok(())
    }

    /// Reports a record that is skipped.
    fn skip(&mut self, problem: Problem) -> Result<(), UpdateError> {
        self.file.skipped += 1;
        self.pass_over(problem)
    }

    fn note(&mut self, problem: Problem) -> Result<(), UpdateError> {
        self.observer.problem(&problem, false)?;
        self.file.notes += 1;
        add(&mut self.report.notes, problem);
        Ok(())
    }

    fn document(&mut self, mut document: Document) -> Result<(), UpdateError> {
        if !has_words(&document.title) && !has_words(&document.body) {
            return self.skip(problem(ProblemKind::NoWords, &document, String::new()));
        }
        let mut stored = self.writer.stored(&document)?;
        let elsewhere = stored.as_ref().is_some_and(|stored| {
            stored.source != document.provenance.source_key() && key_path(&stored.source).exists()
        });
        if elsewhere || !self.seen.insert(hash(&document.id)) {
            let own = derived_ids(&document.provenance).find(|own| self.seen.insert(hash(own)));
            let own = own.expect("there is no end of them");
            self.note(problem(ProblemKind::SameId, &document, format!("{:?}, indexed as {own:?}", document.id)))?;
            document.id = own;
            stored = self.writer.stored(&document)?;
        }
        if let Some(url) = document.metadata.url.as_ref().filter(|url| !self.seen_urls.insert(hash(url))) {
            self.note(problem(ProblemKind::SameUrl, &document, url.clone()))?;
        }
        self.former.remove(&document.id);
        self.file.documents += 1;
        match &stored {
            None => self.report.added += 1,
            Some(stored) if stored.same_content => self.report.unchanged += 1,
            Some(_) => self.report.changed += 1,
        }
        self.report.text_bytes += (document.title.len() + document.body.len()) as u64;
        if stored.as_ref().is_none_or(|stored| !stored.same_content || !stored.same_origin) {
            self.uncommitted += document.body.len() as u64;
            self.writer.put(&document, stored.is_some())?;
        }
        if self.uncommitted > COMMIT_BYTES {
            self.writer.commit()?;
            self.uncommitted = 0;
        }
        Ok(())
    }

    /// Finds files under `roots` that are gone, and removes their documents if pruning.
    fn missing_files(&mut self, roots: &[PathBuf]) -> Result<(), EngineError> {
        self.ledger.forget_missing(roots);
        for source in self.writer.sources()? {
            let path = key_path(&source);
            if path.exists() || !roots.iter().any(|root| path.starts_with(root)) {
                continue;
            }
            // Documents of this run have moved to another file.
            let left = self.writer.ids_of(&source)?.into_iter().filter(|id| !self.seen.contains(&hash(id)));
            let documents = left.count() as u64;
            if documents == 0 {
                continue;
            }
            if self.prune {
                self.writer.delete_source(&source)?;
                self.report.removed += documents;
            } else {
                self.report.gone.push(displayed(&path));
            }
        }
        Ok(())
    }
}

impl ItemVisitor<UpdateError> for Run<'_> {
    fn begin(&mut self, reading: &FileProgress) -> Result<(), UpdateError> {
        if let Some(source) = &reading.source {
            self.file.sha256 = Some(source.sha256.clone());
            self.former = self.writer.ids_of(&path_key(&source.file))?.into_iter().collect();
        }
        Ok(())
    }

    fn coming(&mut self, items: &[Item]) -> Result<(), UpdateError> {
        let documents =
            items.iter().filter_map(|item| if let Item::Document(document) = item { Some(document) } else { None });
        Ok(self.writer.prefetch(&documents.map(|document| document.id.as_str()).collect::<Vec<_>>())?)
    }

    fn item(&mut self, reading: &FileProgress, item: Item) -> Result<(), UpdateError> {
        let (file, documents) = (displayed(&reading.path), self.report.documents());
        self.observer.progress(Progress { file: &file, bytes: self.bytes, documents });
        match item {
            Item::Document(document) => {
                self.report.read += 1;
                self.document(*document)
            }
            Item::Skipped(problem) => {
                self.report.read += 1;
                self.skip(problem)
            }
            Item::Note(problem) => self.note(problem),
            Item::Blocks(_) => Ok(()),
        }
    }

    fn end(&mut self, reading: &FileProgress) -> Result<(), UpdateError> {
        let path = displayed(&reading.path);
        let former = std::mem::take(&mut self.former);
        let mut file = std::mem::take(&mut self.file);
        let Stamped { root, bytes, stamp } = self.stamps.remove(&reading.path).unwrap_or_default();
        self.bytes.1 += bytes;
        file.bytes = bytes;
        self.report.count_bytes(&file);
        self.report.files_read += u64::from(reading.source.is_some());
        // A file without documents counts as gone: its former documents are removed by --prune only.
        let is_emptied = file.documents == 0 && !former.is_empty() && !self.prune;
        if is_emptied {
            self.report.gone.push(path.clone());
        } else if reading.whole {
            for id in former {
                self.writer.delete(&id)?;
                self.report.removed += 1;
            }
            self.ledger.note(&reading.path, &root, stamp, file.documents, file.skipped);
        } else {
            self.ledger.note(&reading.path, &root, None, file.documents, file.skipped);
        }
        (file.file, file.whole) = (path, reading.whole);
        Ok(self.observer.file(&file)?)
    }
}

/// Whether a text has a word that is not a stop word.
fn has_words(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.advance() {
        if !token.is_stop_word {
            return true;
        }
    }
    false
}

fn problem(kind: ProblemKind, document: &Document, detail: String) -> Problem {
    let provenance = &document.provenance;
    let place = provenance.place.as_ref();
    let member = place.and_then(|place| place.member.as_ref()).map(|member| format!(": {member}")).unwrap_or_default();
    Problem { kind, source: format!("{}{member}", provenance.source), line: place.and_then(|place| place.line), detail }
}

fn hash(id: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(id)
}
