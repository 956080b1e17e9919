//! `fihris search`

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::index::{ReadingArgs, refresh};
use super::{CliError, Out, Outcome, terminal};
use crate::document::Date;
use crate::engine::{Index, Order};
use crate::query::{self, Filter};
use crate::render::{self, HitFormat, Hits};
use crate::search::{Request, search};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Words, "a phrase", +required, -excluded. A query that begins with - goes behind --.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    query: Vec<String>,
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
        Ok(Filter { outlets, not_outlets, authors: self.author.clone(), from, to })
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
    fn request(&self, text: &str) -> Result<Request, CliError> {
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
            ..Request::new(query::parse(text)?)
        })
    }
}

pub(super) fn run(folder: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    // What is wrong with the question is said before any work is done for it.
    let text = args.query.join(" ");
    let request =
        args.batch.is_none().then(|| args.request(&text)).transpose().map_err(|error| mistaken(error, args))?;
    args.filter.filter()?;
    if let Some(corpus) = &args.corpus {
        refresh(folder, corpus, &args.reading)?;
    }
    let index = Index::open(folder)?;
    match (&args.batch, request) {
        (Some(file), _) => batch(&index, file, args, out),
        (None, Some(request)) => one(&index, &text, &request, args, out),
        (None, None) => unreachable!("clap requires a query or a batch"),
    }
}

/// Guesses what the user meant where a query is no query.
fn mistaken(error: CliError, args: &Args) -> CliError {
    match (&error, args.query.as_slice()) {
        (CliError::Query(_), [path]) if Path::new(path).exists() => {
            CliError::Other(format!("{error}; {path:?} is a file or folder: `fihris index {path}` reads it"))
        }
        _ => error,
    }
}

fn one(index: &Index, text: &str, request: &Request, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let results = search(index, request)?;
    let found = !results.hits.is_empty();
    let mut hits = Hits::new(args.format, out)?;
    hits.answer(None, text, request, &results)?;
    if results.undated > 0 {
        let count = results.undated;
        terminal::warn(&format!(
            "{count} more documents match but have no date: without --from and --to they are found"
        ));
    }
    if !found && results.documents == 0 {
        terminal::warn("nothing found");
    }
    Ok(if found { Outcome::Found } else { Outcome::Nothing })
}

/// Answers every line; one that is no query is told and passed over.
fn batch(index: &Index, file: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
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
        let request = match args.request(text) {
            Ok(request) => request,
            Err(error) => {
                wrong(error.to_string());
                failed += 1;
                continue;
            }
        };
        let results = search(index, &request)?;
        found |= !results.hits.is_empty();
        hits.answer(Some(id), text, &request, &results)?;
    }
    match (failed, found) {
        (0, true) => Ok(Outcome::Found),
        (0, false) => Ok(Outcome::Nothing),
        _ => Err(CliError::Other(format!(
            "{failed} lines of {} were not answered",
            render::plain(&file.to_string_lossy())
        ))),
    }
}
