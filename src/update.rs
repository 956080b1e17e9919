//! Bringing an index up to date with the files it is built from.
//!
//! Running it again changes nothing; a document that changed replaces its former self; what a run has committed
//! stays whatever stops it, and the next run goes on from there. Every record that was read is accounted for.

mod ledger;

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustc_hash::FxHashSet;

use crate::arabic::Tokens;
use crate::document::Document;
use crate::engine::{EngineError, Writer};
use crate::ingest::{self, FieldNames, Item, Problem, ProblemKind, Source, derived_id};
use ledger::Ledger;

/// Bytes of text between two commits: an interrupted run loses at most this much work.
const COMMIT_BYTES: u64 = 64 << 20;

/// How many problems of a kind a report keeps in full; all are counted.
const EXAMPLES: usize = 10;

/// How an index is brought up to date.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which key of a record holds what.
    pub names: FieldNames,
    /// Remove the documents of files that are gone.
    pub prune: bool,
    /// Build the index anew.
    pub rebuild: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Files read.
    pub files_read: u64,
    /// Files that had not changed and were not read again.
    pub files_unchanged: u64,
    /// Records read: documents and skipped ones.
    pub read: u64,
    /// Documents added.
    pub added: u64,
    /// Documents that replaced their former selves.
    pub changed: u64,
    /// Documents that were there already.
    pub unchanged: u64,
    /// Documents removed: no longer in their file, or with their file.
    pub removed: u64,
    /// Files that are gone but whose documents are kept.
    pub gone: Vec<String>,
    /// Records and files that gave no document.
    pub skipped: Problems,
    /// What was odd about documents that were kept.
    pub notes: Problems,
    /// Bytes of text read.
    pub text_bytes: u64,
    /// How long it took.
    pub elapsed: Duration,
}

/// Problems by kind: how many, and the first of them.
pub type Problems = BTreeMap<ProblemKind, (u64, Vec<Problem>)>;

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'p> {
    /// The file that is being read.
    pub file: &'p str,
    /// Bytes of all files, and of those read before this one.
    pub bytes: (u64, u64),
    /// Documents so far.
    pub documents: u64,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// A path does not exist or cannot be looked into.
    #[error("{}: {error}: give the path of a file or folder with .txt, .csv, .tsv, .json, .jsonl, .gz or .zip files", .path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Nothing under the paths can be read.
    #[error("nothing readable in {paths}: {why}")]
    Nothing {
        /// What was given.
        paths: String,
        /// What was found instead.
        why: String,
    },
    /// The index cannot be written.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Brings the index in `folder` up to date with everything under `paths`.
///
/// # Errors
/// See [`UpdateError`]. What is wrong with a file or record is in the report instead.
pub fn update(
    folder: &Path,
    paths: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, UpdateError> {
    let start = Instant::now();
    let mut found = ingest::find(paths).map_err(|(path, error)| UpdateError::Path { path, error })?;
    if let Ok(own) = folder.canonicalize() {
        found.files.retain(|file| !file.starts_with(&own));
    }
    if found.files.is_empty() {
        let why = found.problems.first().map_or("there is no file".into(), ToString::to_string);
        return Err(UpdateError::Nothing { paths: list(paths), why });
    }
    let writer = Writer::open(folder, options.rebuild)?;
    let ledger =
        if options.rebuild || writer.was_empty() { Ledger::default() } else { Ledger::read(folder, &options.names) };
    let mut run =
        Run { writer, options, ledger, report: Report::default(), seen: FxHashSet::default(), uncommitted: 0 };
    for problem in found.problems {
        run.report.skip(problem);
    }
    let sizes: Vec<u64> = found.files.iter().map(|file| file.metadata().map_or(0, |data| data.len())).collect();
    let total = sizes.iter().sum();
    let mut before = 0;
    for (file, size) in found.files.iter().zip(sizes) {
        let mut tell = |file: &str, documents| progress(Progress { file, bytes: (total, before), documents });
        run.file(file, &mut tell)?;
        before += size;
    }
    run.missing_files(&found.roots)?;
    let Run { writer, ledger, mut report, .. } = run;
    writer.finish()?;
    ledger.write(folder, &options.names)?;
    report.elapsed = start.elapsed();
    if report.added + report.changed + report.unchanged == 0 {
        let why = report.skipped.values().flat_map(|(_, examples)| examples).map(ToString::to_string);
        let why: Vec<String> = why.take(EXAMPLES).collect();
        return Err(UpdateError::Nothing { paths: list(paths), why: why.join("\n  ") });
    }
    Ok(report)
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// One run over the files.
struct Run<'o> {
    writer: Writer,
    options: &'o Options,
    ledger: Ledger,
    report: Report,
    /// Hashes of the ids met in this run: 8 bytes a document.
    seen: FxHashSet<u64>,
    /// Bytes of text since the last commit.
    uncommitted: u64,
}

impl Run<'_> {
    /// Reads a file, unless it is as it was the last time.
    fn file(&mut self, path: &Path, tell: &mut dyn FnMut(&str, u64)) -> Result<(), EngineError> {
        let name = path.to_string_lossy().into_owned();
        tell(&name, self.report.documents());
        if let Some(documents) = self.ledger.unchanged(path) {
            self.report.files_unchanged += 1;
            self.report.unchanged += documents;
            return Ok(());
        }
        let stamp = ledger::Stamp::of(path);
        let source = match Source::of(path) {
            Ok(source) => source,
            Err(error) => {
                let (kind, detail) = (ProblemKind::Unreadable, error.to_string());
                self.report.skip(Problem { kind, source: name, line: None, detail });
                return Ok(());
            }
        };
        let mut former: FxHashSet<String> = self.writer.ids_of(&source.path)?.into_iter().collect();
        let before = self.report.documents();
        let mut failure = None;
        let names = &self.options.names;
        let outcome = ingest::read(&source, names, &mut |item| {
            tell(&name, self.report.documents());
            self.item(item, &mut former).map_err(|error| {
                failure = Some(error);
                io::Error::other("the index cannot be written")
            })
        });
        if let Some(error) = failure {
            return Err(error);
        }
        self.report.files_read += 1;
        if matches!(outcome, Ok(true)) {
            for id in former {
                self.writer.delete(&id);
                self.report.removed += 1;
            }
            self.ledger.note(&source.path, stamp, self.report.documents() - before);
        }
        Ok(())
    }

    fn item(&mut self, item: Item, former: &mut FxHashSet<String>) -> Result<(), EngineError> {
        match item {
            Item::Document(document) => {
                self.report.read += 1;
                self.document(*document, former)
            }
            Item::Skipped(problem) => {
                self.report.read += 1;
                self.report.skip(problem);
                Ok(())
            }
            Item::Note(problem) => {
                self.report.note(problem);
                Ok(())
            }
        }
    }

    fn document(&mut self, mut document: Document, former: &mut FxHashSet<String>) -> Result<(), EngineError> {
        if !has_words(&document.title) && !has_words(&document.body) {
            self.report.skip(problem(ProblemKind::NoWords, &document, String::new()));
            return Ok(());
        }
        let mut stored = self.writer.stored(&document)?;
        let elsewhere = stored
            .as_ref()
            .is_some_and(|stored| stored.source != document.provenance.source && Path::new(&stored.source).exists());
        if elsewhere || !self.seen.insert(hash(&document.id)) {
            let own = derived_id(&document.provenance);
            self.report.note(problem(ProblemKind::SameId, &document, format!("{:?}, indexed as {own:?}", document.id)));
            document.id = own;
            self.seen.insert(hash(&document.id));
            stored = self.writer.stored(&document)?;
        }
        former.remove(&document.id);
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

    /// Finds the files under `roots` that are gone, and removes their documents where that is asked for.
    fn missing_files(&mut self, roots: &[PathBuf]) -> Result<(), EngineError> {
        for source in self.writer.sources()? {
            let path = Path::new(&source);
            if path.exists() || !roots.iter().any(|root| path.starts_with(root)) {
                continue;
            }
            // Those met in this run have moved to another file.
            let left = self.writer.ids_of(&source)?.into_iter().filter(|id| !self.seen.contains(&hash(id)));
            let documents = left.count() as u64;
            if documents == 0 {
                continue;
            }
            if self.options.prune {
                self.writer.delete_source(&source);
                self.report.removed += documents;
            } else {
                self.report.gone.push(source);
            }
        }
        Ok(())
    }
}

/// Whether there is a word that ranking sees.
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
    Problem { kind, source: format!("{}{member}", provenance.source), line: place.map(|place| place.line), detail }
}

fn hash(id: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(id)
}

impl Report {
    /// Documents that the files hold.
    pub fn documents(&self) -> u64 {
        self.added + self.changed + self.unchanged
    }

    /// Records and files that gave no document.
    pub fn skips(&self) -> u64 {
        self.skipped.values().map(|(count, _)| count).sum()
    }

    fn skip(&mut self, problem: Problem) {
        keep(&mut self.skipped, problem);
    }

    fn note(&mut self, problem: Problem) {
        keep(&mut self.notes, problem);
    }
}

fn keep(problems: &mut Problems, problem: Problem) {
    let (count, examples) = problems.entry(problem.kind).or_default();
    *count += 1;
    if examples.len() < EXAMPLES {
        examples.push(problem);
    }
}
