//! `fihris search`

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use clap::ValueEnum;

use super::index::{ReadingArgs, refresh};
use super::{CliError, Out, Outcome, terminal};
use crate::document::{Date, Document};
use crate::engine::{Index, Order};
use crate::ingest::{self, ALIASES, Item, Settings, Source};
use crate::query::{self, Aliases, Filter, Layers, Query, QueryError};
use crate::render::{self, HitFormat, Hits};
use crate::search::{Request, search};
use crate::similar;

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
    layers: LayerArgs,
    /// Say which forms of each word matched, what the query became, and what each score is made of.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    filter: FilterArgs,
    /// The order of the hits.
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    sort: Sort,
    /// How many hits [default: 10; with --format trec 1000]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// How many hits to pass over first.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// How many passages of one document may be hits [default: 1; with --format trec all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    per_document: Option<u32>,
    /// Show every document, also those that are duplicates of one that comes before [default with --format trec]
    #[arg(long)]
    no_fold: bool,
    /// How to print them; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: HitFormat,
    /// Bring the index up to date with this folder first.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Answer every line of a file: id, TAB, query; - reads standard input.
    #[arg(long, value_name = "FILE")]
    batch: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

/// How a query is read, and which kinds of matching it uses.
#[derive(Debug, clap::Args)]
pub(super) struct LayerArgs {
    /// Every word of the query is looked for and no sign means anything: for text copied from elsewhere.
    #[arg(long)]
    pasted: bool,
    /// Match folded forms only, as =word does: no clitics, endings, aliases or Latin spellings.
    #[arg(long)]
    exact: bool,
    /// Let clitics differ, but no endings.
    #[arg(long)]
    no_stem: bool,
    /// Do without aliases.
    #[arg(long)]
    no_alias: bool,
    /// Do without readings of Latin spellings.
    #[arg(long)]
    no_latin: bool,
    /// Names for one thing [default: aliases.toml in the folder of --corpus, else in that of the index]
    #[arg(long, value_name = "FILE", env = "FIHRIS_ALIASES")]
    aliases: Option<PathBuf>,
}

impl LayerArgs {
    /// Those of a search with these aliases.
    pub(super) fn with_aliases(aliases: Option<PathBuf>) -> Self {
        Self { pasted: false, exact: false, no_stem: false, no_alias: false, no_latin: false, aliases }
    }

    pub(super) fn parse(&self, text: &str) -> Result<Query, QueryError> {
        if self.pasted { Ok(query::parse_pasted(text)) } else { query::parse(text) }
    }

    pub(super) fn layers(&self) -> Layers {
        let fuzzy = !self.exact;
        Layers {
            clitics: fuzzy,
            stems: fuzzy && !self.no_stem,
            aliases: fuzzy && !self.no_alias,
            latin: fuzzy && !self.no_latin,
        }
    }

    /// The aliases of the file that is named, or of the first of `folders` that has one.
    pub(super) fn aliases(&self, folders: &[&Path]) -> Result<Arc<Aliases>, CliError> {
        let usual = || folders.iter().map(|folder| folder.join(ALIASES)).find(|file| file.is_file());
        let Some(file) = self.aliases.clone().or_else(usual) else { return Ok(Arc::default()) };
        let read = fs::read_to_string(&file).map_err(|error| error.to_string());
        let parsed = read.and_then(|text| Aliases::parse(&text).map_err(|error| error.to_string()));
        parsed.map(Arc::new).map_err(|error| CliError::Other(format!("{}: {error}", file.display())))
    }

    /// The request for `query` with nothing else said.
    pub(super) fn request(&self, query: Query, aliases: &Arc<Aliases>) -> Request {
        Request { layers: self.layers(), aliases: Arc::clone(aliases), ..Request::new(query) }
    }
}

/// What narrows a search.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Only this outlet: its id, its name or a part of it; repeatable.
    #[arg(long, value_name = "OUTLET")]
    outlet: Vec<String>,
    /// Not this outlet; repeatable.
    #[arg(long, value_name = "OUTLET")]
    not_outlet: Vec<String>,
    /// Only this author: a name or a part of it; repeatable.
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Only from this place: a name or a part of it; repeatable.
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// Published in this year, month or day or later: 2022, 2022-01, 2022-01-20.
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Published in this year, month or day or earlier.
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
}

impl FilterArgs {
    pub(super) fn filter(&self) -> Result<Filter, CliError> {
        let date = |flag: &str, text: &Option<String>| {
            let read = text.as_ref().map(|text| text.parse::<Date>()).transpose();
            read.map_err(|error| CliError::Other(format!("{flag}: {error}")))
        };
        let (from, to) = (date("--from", &self.from)?, date("--to", &self.to)?);
        if let (Some(first), Some(last)) = (from, to)
            && first.first_minute() > last.last_minute()
        {
            return Err(CliError::Other(format!("--from {first} is after --to {last}: exchange them")));
        }
        let (outlets, not_outlets) = (self.outlet.clone(), self.not_outlet.clone());
        Ok(Filter { outlets, not_outlets, authors: self.author.clone(), places: self.place.clone(), from, to })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// Best first.
    Relevance,
    /// Latest published first.
    Newest,
    /// Earliest published first.
    Oldest,
}

impl Args {
    fn request(&self, query: Query, aliases: &Arc<Aliases>) -> Result<Request, CliError> {
        // By custom a run of an evaluation is a thousand deep, and judges passages, not documents.
        let is_run = self.format == HitFormat::Trec;
        Ok(Request {
            filter: self.filter.filter()?,
            order: match self.sort {
                Sort::Relevance => Order::Relevance,
                Sort::Newest => Order::Newest,
                Sort::Oldest => Order::Oldest,
            },
            limit: self.limit.unwrap_or(if is_run { 1000 } else { 10 }),
            offset: self.offset,
            per_document: self.per_document.map_or(if is_run { usize::MAX } else { 1 }, |count| count as usize),
            fold: !self.no_fold && !is_run,
            explain: self.explain,
            ..self.layers.request(query, aliases)
        })
    }
}

pub(super) fn run(folder: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    // What is wrong with the question is said before any work is done for it.
    let text = args.query.join(" ");
    let is_typed = args.batch.is_none() && args.like.is_none();
    let query = is_typed.then(|| args.layers.parse(&text)).transpose().map_err(|error| mistaken(error, args))?;
    args.filter.filter()?;
    let folders: Vec<&Path> = args.corpus.as_deref().into_iter().chain([folder]).collect();
    let aliases = args.layers.aliases(&folders)?;
    if let Some(corpus) = &args.corpus {
        refresh(folder, corpus, &args.reading)?;
    }
    let index = Index::open(folder)?;
    if let Some(file) = &args.batch {
        return batch(&index, file, args, &aliases, out);
    }
    match (query, &args.like) {
        (Some(query), _) => one(&index, &text, &args.request(query, &aliases)?, args.format, out),
        (None, Some(file)) => {
            let query = similar::query(&index, &first_document(file)?)?;
            one(&index, &query.to_string(), &args.request(query, &aliases)?, args.format, out)
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
            Item::Note(_) => {}
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

/// Guesses what the user meant where a query is no query.
fn mistaken(error: QueryError, args: &Args) -> CliError {
    match args.query.as_slice() {
        [path] if Path::new(path).exists() => {
            CliError::Other(format!("{error}; {path:?} is a file or folder: `fihris index {path}` reads it"))
        }
        _ => error.into(),
    }
}

/// Answers one question.
pub(super) fn one(
    index: &Index,
    text: &str,
    request: &Request,
    format: HitFormat,
    out: &mut Out,
) -> Result<Outcome, CliError> {
    let results = search(index, request)?;
    let found = !results.hits.is_empty();
    let mut hits = Hits::new(format, out)?;
    hits.answer(None, text, request, &results)?;
    if results.undated > 0 {
        let count = results.undated;
        terminal::warn(&format!(
            "{count} more documents match but have no date: without dates in the search they are found"
        ));
    }
    if !found && results.documents == 0 {
        terminal::warn("nothing found");
        render::advice(results.advice.as_ref()).iter().for_each(|line| terminal::warn(line));
    }
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

/// Answers every line. One that is no query is told, and searched as pasted text, so that a run has every answer.
fn batch(index: &Index, file: &Path, args: &Args, aliases: &Arc<Aliases>, out: &mut Out) -> Result<Outcome, CliError> {
    let at = |error: io::Error| CliError::Other(format!("{}: {error}", file.display()));
    let lines: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(file).map_err(at)?))
    };
    let mut hits = Hits::new(args.format, out)?;
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
        let query = args.layers.parse(text).unwrap_or_else(|error| {
            wrong(format!("{error}; it was searched as pasted text"));
            failed += 1;
            query::parse_pasted(text)
        });
        let request = args.request(query, aliases)?;
        let results = search(index, &request)?;
        found |= !results.hits.is_empty();
        hits.answer(Some(id), text, &request, &results)?;
    }
    match (failed, found) {
        (0, true) => Ok(Outcome::Found),
        (0, false) => Ok(Outcome::Nothing),
        _ => Err(CliError::Other(format!(
            "{failed} lines of {} were no queries",
            render::plain(&file.to_string_lossy())
        ))),
    }
}
