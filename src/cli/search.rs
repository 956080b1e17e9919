//! `fihris search`: finds passages.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::layout::LayoutArgs;
use super::outcome::{CliError, Outcome};
use super::reading::{ReadingArgs, refresh};
use super::terminal::{self, Out};
use crate::args::SearchArgs;
use crate::document::Document;
use crate::engine::{Engine, Location, MissingShards};
use crate::ingest::{self, ALIASES, Item, Settings, Source};
use crate::query::{self, Aliases, Query, QueryError};
use crate::render::{self, HitFormat, HitLayout, Hits};
use crate::search::similar;
use crate::search::{Request, search};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words, "a phrase", +required, -excluded, title:word, word*, word~ and more: docs/query-language.md. A query that
    /// begins with - goes behind --.
    #[arg(required_unless_present_any = ["batch", "like"], conflicts_with_all = ["batch", "like"])]
    query: Vec<String>,
    /// Find documents on the same event as the one in this file, whatever its format.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    like: Option<PathBuf>,
    #[command(flatten)]
    asked: SearchArgs,
    #[command(flatten)]
    names: Names,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: HitFormat,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Update the index with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Answer every line of a file: id, TAB, query; - reads standard input.
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    max_time: Option<u64>,
    /// Accept partial answers of a cluster; the number of missing shards is reported.
    #[cfg(feature = "cluster")]
    #[arg(long)]
    allow_partial: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Where aliases are read.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Names {
    /// File of aliases [default: aliases.toml in the folder of --corpus, else in that of the index]
    #[arg(long, value_name = "FILE", env = "FIHRIS_ALIASES")]
    aliases: Option<PathBuf>,
}

impl Names {
    /// The file that is named.
    pub(super) fn file(&self) -> Option<&Path> {
        self.aliases.as_deref()
    }

    /// The aliases of the file that is named, or of the first of `folders` that has one.
    pub(super) fn read(&self, folders: &[&Path]) -> Result<Aliases, CliError> {
        let usual = || folders.iter().map(|folder| folder.join(ALIASES)).find(|file| file.is_file());
        self.aliases.clone().or_else(usual).map_or_else(|| Ok(Aliases::default()), |file| aliases(&file))
    }
}

/// The aliases of a file.
pub(super) fn aliases(file: &Path) -> Result<Aliases, CliError> {
    let read = fs::read_to_string(file).map_err(|error| error.to_string());
    let parsed = read.and_then(|text| Aliases::parse(&text).map_err(|error| error.to_string()));
    parsed.map_err(|error| CliError::Other(format!("{}: {error}", file.display())))
}

impl Args {
    /// How hits are printed.
    fn form(&self, out: &Out) -> (HitFormat, HitLayout) {
        (self.format, self.layout.layout(out))
    }

    fn request(&self, query: Query, aliases: &Aliases) -> Result<Request, CliError> {
        let mut request = self.asked.request(query, aliases)?;
        request.budget.time = self.max_time.map(Duration::from_secs);
        // By custom a run of an evaluation is a thousand deep, and judges passages, not documents.
        if self.format == HitFormat::Trec {
            request.limit = self.asked.limit.unwrap_or(1000);
            request.per_document = self.asked.per_document.map_or(usize::MAX, |count| count as usize);
            request.fold = false;
        }
        Ok(request)
    }
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    // Errors in the query are reported before the index is updated.
    let text = args.query.join(" ");
    let is_typed = args.batch.is_none() && args.like.is_none();
    let query =
        is_typed.then(|| args.asked.matching.parse(&text)).transpose().map_err(|error| mistaken(error, args))?;
    args.asked.filter.filter()?;
    let folders: Vec<&Path> = args.corpus.as_deref().into_iter().chain(location.folder()).collect();
    let aliases = args.names.read(&folders)?;
    if let Some(corpus) = &args.corpus {
        refresh(location, corpus, &args.reading)?;
    }
    #[cfg(feature = "cluster")]
    if args.allow_partial && location.folder().is_some() {
        return Err(CliError::Other("--allow-partial is for an index on a cluster: a folder answers whole".into()));
    }
    #[cfg(feature = "cluster")]
    let location = &if args.allow_partial { location.clone().allowing_partial() } else { location.clone() };
    let index = location.open()?;
    if let Some(file) = &args.batch {
        return batch(&*index, file, args, &aliases, out);
    }
    match (query, &args.like) {
        (Some(query), _) => one(&*index, &text, &args.request(query, &aliases)?, args.form(out), out),
        (None, Some(file)) => {
            let query = similar::query(&*index, &first_document(file)?)?;
            one(&*index, &query.to_string(), &args.request(query, &aliases)?, args.form(out), out)
        }
        (None, None) => unreachable!("clap requires a query, a file or a batch"),
    }
}

/// The first document of a file.
fn first_document(file: &Path) -> Result<Document, CliError> {
    let problem = |detail: String| CliError::Other(format!("{}: {detail}", file.display()));
    let read = AtomicU64::new(0);
    let path = file.canonicalize().map_err(|error| problem(error.to_string()))?;
    if !path.is_file() {
        return Err(problem("it is no file".into()));
    }
    let source = Source::of(&path, &path, &read).map_err(|error| problem(error.to_string()))?;
    let (mut found, mut skipped) = (None, None);
    let outcome = ingest::read(&source, &Settings::default(), &read, &mut |item| {
        match item {
            Item::Document(document) => found = Some(document),
            Item::Skipped(problem) => skipped = skipped.take().or(Some(problem)),
            Item::Note(_) | Item::Blocks(_) => {}
        }
        // One is enough.
        if found.is_some() { Err(io::Error::other("enough")) } else { Ok(()) }
    });
    match (found, skipped, outcome) {
        (Some(document), ..) => Ok(*document),
        (None, Some(problem), _) => Err(CliError::Other(problem.to_string())),
        (None, None, Err(error)) => Err(problem(error.to_string())),
        (None, None, Ok(_)) => Err(problem("there is no document in it".into())),
    }
}

/// Adds a hint to the error if the query is a path.
fn mistaken(error: QueryError, args: &Args) -> CliError {
    match args.query.as_slice() {
        [path] if Path::new(path).exists() => {
            CliError::Other(format!("{error}; {path:?} is a file or folder: `fihris index {path}` reads it"))
        }
        _ => error.into(),
    }
}

fn warn_of_missing(missing: Option<MissingShards>) {
    if let Some(MissingShards { shards, of }) = missing {
        terminal::warn(&format!(
            "{shards} of {of} parts of the index did not answer: there may be more documents, and better hits"
        ));
    }
}

/// Says how many documents a filter by date leaves out since they have none.
pub(super) fn warn_of_undated(documents: u64) {
    if documents > 0 {
        let count = render::thousands(documents);
        terminal::warn(&format!(
            "{count} more documents match but have no date: without dates in the search they are found"
        ));
    }
}

/// Where hits of a format are written.
fn stream(format: HitFormat, out: &mut Out) -> &mut dyn Write {
    match format {
        HitFormat::Json | HitFormat::Jsonl | HitFormat::Csv | HitFormat::Trec => out.data(),
        HitFormat::Text => out,
    }
}

/// Answers one query.
pub(super) fn one(
    index: &dyn Engine,
    text: &str,
    request: &Request,
    (format, layout): (HitFormat, HitLayout),
    out: &mut Out,
) -> Result<Outcome, CliError> {
    let results = search(index, request)?;
    let found = !results.hits.is_empty();
    let mut hits = Hits::new(format, stream(format, out))?.layout(layout);
    hits.answer(None, text, request, &results)?;
    warn_of_missing(results.missing);
    warn_of_undated(results.undated);
    if !found && results.documents == 0 {
        terminal::warn("nothing found");
        render::suggestions(results.suggestions.as_ref()).iter().for_each(|line| terminal::warn(line));
    }
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

/// Answers every line. An invalid query is reported, and searched as pasted text, so that a run has every answer.
fn batch(index: &dyn Engine, file: &Path, args: &Args, aliases: &Aliases, out: &mut Out) -> Result<Outcome, CliError> {
    let at = |error: io::Error| CliError::Other(format!("{}: {error}", file.display()));
    let lines: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(file).map_err(at)?))
    };
    let (format, layout) = args.form(out);
    let mut hits = Hits::new(format, stream(format, out))?.layout(layout);
    let (mut found, mut failed) = (false, 0);
    for (place, line) in lines.lines().enumerate() {
        let line = line.map_err(at)?;
        let wrong = |problem: String| terminal::warn(&format!("{}: line {}: {problem}", file.display(), place + 1));
        if line.trim().is_empty() {
            continue;
        }
        let Some((id, text)) = line.split_once('\t') else {
            wrong("not a line of id, TAB, query".into());
            failed += 1;
            continue;
        };
        let query = args.asked.matching.parse(text).unwrap_or_else(|error| {
            wrong(format!("{error}; it was searched as pasted text"));
            failed += 1;
            query::parse_pasted(text)
        });
        let request = args.request(query, aliases)?;
        let results = search(index, &request)?;
        found |= !results.hits.is_empty();
        hits.answer(Some(id), text, &request, &results)?;
    }
    warn_of_missing(index.missing());
    match (failed, found) {
        (0, true) => Ok(Outcome::Found),
        (0, false) => Ok(Outcome::Nothing),
        _ => Err(CliError::Other(format!(
            "{failed} lines of {} were no queries",
            render::plain(&file.to_string_lossy())
        ))),
    }
}
