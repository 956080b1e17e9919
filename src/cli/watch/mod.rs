//! `fihris watch`: what is new for a query since it was last looked at.

mod store;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::layout::LayoutArgs;
use super::outcome::{CliError, Outcome};
use super::prepared::SelectionArgs;
use super::search::{Names, aliases};
use super::terminal::{self, Out};
use crate::args::set_flags;
use crate::engine::{Engine, Location, Order};
use crate::insight::{Look, look};
use crate::query::Aliases;
use crate::render::{self, Feed, FeedEntry, HitFormat, Hits};
use crate::search::{Request, Results, prepare, search};
use store::{Store, Watch};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File that remembers the watches [default: beside the folder of the index, its name with .watches.jsonl]
    #[arg(long, value_name = "FILE", global = true)]
    watches: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Watch a query: documents that match it now count as seen.
    Add(Box<Add>),
    /// List the watches.
    List,
    /// End a watch.
    Remove {
        /// Its name.
        name: String,
    },
    /// Show what is new, each document once.
    Run(Run),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// A name of your own for the watch.
    name: String,
    /// The query: docs/query-language.md.
    #[arg(required = true)]
    query: Vec<String>,
    /// Show the documents that match now as new, too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

#[derive(Debug, clap::Args)]
struct Run {
    /// Names of watches [default: all]
    #[arg(value_name = "NAME")]
    chosen: Vec<String>,
    /// Show what is new without remembering that it was shown.
    #[arg(long)]
    peek: bool,
    /// Output format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    names: Names,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a hit, with the name of the watch as its `query_id`.
    Jsonl,
    /// An Atom feed.
    Atom,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let mut store = Store::open(args.watches.as_deref(), location)?;
    match &args.verb {
        Verb::Add(add) => self::add(location, &mut store, add, out),
        Verb::List => list(&store, out),
        Verb::Remove { name } => {
            store.remove(name)?;
            store.write()?;
            Ok(Outcome::Found)
        }
        Verb::Run(run) => self::run_all(location, &mut store, run, out),
    }
}

fn add(location: &Location, store: &mut Store, args: &Add, out: &mut Out) -> Result<Outcome, CliError> {
    if args.name.trim().is_empty() {
        return Err(CliError::Other("a watch needs a name: `fihris watch add NAME QUERY`".into()));
    }
    let named = args.selection.names.file();
    let watch = Watch {
        name: args.name.clone(),
        query: args.query.join(" "),
        matching: args.selection.matching.clone(),
        filter: args.selection.filter.clone(),
        aliases: named.map(|file| file.canonicalize().unwrap_or_else(|_| file.to_path_buf())),
        seen: BTreeSet::new(),
    };
    store.check_new(&watch.name)?;
    let aliases = args.selection.names.read(location.folder().as_slice())?;
    let index = location.open()?;
    let Look { new, .. } = look(&*index, &prepare(&*index, &watch.request(&aliases)?)?, &watch.seen)?;
    let documents =
        if new.len() == 1 { "1 matching document".into() } else { format!("{} matching documents", new.len()) };
    let until = if args.all { "the next run shows" } else { "seen already:" };
    let name = render::plain(&watch.name);
    store.add(Watch { seen: if args.all { BTreeSet::new() } else { new }, ..watch });
    store.write()?;
    writeln!(out, "watching {name}; {until} {documents}")?;
    Ok(Outcome::Found)
}

fn list(store: &Store, out: &mut Out) -> Result<Outcome, CliError> {
    if store.all().is_empty() {
        terminal::warn("there is no watch: `fihris watch add NAME QUERY` makes one");
    }
    for Watch { name, query, matching, filter, aliases, seen } in store.all() {
        let aliases = aliases.iter().map(|file| format!("--aliases {}", file.display()));
        let flags = set_flags(matching).into_iter().chain(set_flags(filter)).chain(aliases);
        let flags = flags.map(|flag| render::field(&flag)).collect::<Vec<_>>().join(" ");
        writeln!(out, "{}\t{}\t{flags}\t{} seen", render::plain(name), render::field(query), seen.len())?;
    }
    Ok(if store.all().is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// What is new for a watch.
struct News {
    /// The name of the watch, and its query.
    watch: String,
    query: String,
    request: Request,
    results: Results,
    digests: BTreeSet<String>,
}

/// Shows what is new for the watches beside the index, as text, if there is anything new.
pub(super) fn show_new(location: &Location, out: &mut Out) -> Result<(), CliError> {
    if location.folder().is_none() {
        return Ok(());
    }
    let mut store = Store::open(None, location)?;
    if store.all().is_empty() {
        return Ok(());
    }
    let (mut all, failed) = look_at(location, store.all().iter().collect(), &Names::default())?;
    all.retain(|news| !news.results.hits.is_empty());
    print(&all, Format::Text, out)?;
    remember(all, &mut store, out)?;
    if failed { Err(not_all()) } else { Ok(()) }
}

fn run_all(location: &Location, store: &mut Store, args: &Run, out: &mut Out) -> Result<Outcome, CliError> {
    let (all, failed) = look_at(location, store.chosen(&args.chosen)?, &args.names)?;
    print(&all, args.format, out)?;
    let is_nothing = all.iter().all(|news| news.results.hits.is_empty());
    if !args.peek {
        remember(all, store, out)?;
    }
    match (failed, is_nothing) {
        (true, _) => Err(not_all()),
        (false, true) => Ok(Outcome::Nothing),
        (false, false) => Ok(Outcome::Found),
    }
}

fn not_all() -> CliError {
    CliError::Other("not all watches were looked at".into())
}

/// What is new for each of `watches`, and whether one of them failed, which does not keep the others from being shown.
fn look_at(location: &Location, watches: Vec<&Watch>, names: &Names) -> Result<(Vec<News>, bool), CliError> {
    let usual = names.read(location.folder().as_slice())?;
    let index = location.open()?;
    let (mut all, mut failed) = (Vec::new(), false);
    for watch in watches {
        let own = watch.aliases.as_deref().filter(|_| names.file().is_none()).map(aliases).transpose();
        let news = own.and_then(|own| news(&*index, watch, own.as_ref().unwrap_or(&usual)));
        match news {
            Ok(news) => all.push(news),
            Err(error) => {
                failed = true;
                terminal::warn(&format!("watch {:?}: {error}: mend or remove it", watch.name));
            }
        }
    }
    Ok((all, failed))
}

/// Remembers that `all` were shown. What could not be written was not shown.
fn remember(all: Vec<News>, store: &mut Store, out: &mut Out) -> Result<(), CliError> {
    out.flush()?;
    if all.iter().all(|news| news.results.hits.is_empty()) {
        return Ok(());
    }
    all.into_iter().for_each(|news| store.see(&news.watch, news.digests));
    store.write()
}

fn news(index: &dyn Engine, watch: &Watch, aliases: &Aliases) -> Result<News, CliError> {
    let request = watch.request(aliases)?;
    let Look { new, seen } = look(index, &prepare(index, &request)?, &watch.seen)?;
    let request = Request { without: seen, limit: new.len(), order: Order::Newest, fold: false, ..request };
    let mut results = search(index, &request)?;
    results.documents = results.hits.len() as u64;
    results.suggestions = None;
    Ok(News { watch: watch.name.clone(), query: watch.query.clone(), request, results, digests: new })
}

fn print(all: &[News], format: Format, out: &mut Out) -> Result<(), CliError> {
    match format {
        Format::Text => {
            for News { watch, query, request, results, .. } in all {
                let layout = LayoutArgs::default().layout(out);
                Hits::new(HitFormat::Text, out)?.layout(layout).answer(Some(watch), query, request, results)?;
                writeln!(out, "{}\n", if results.hits.is_empty() { "nothing new" } else { "" })?;
            }
        }
        Format::Jsonl => {
            for News { watch, query, request, results, .. } in all {
                Hits::new(HitFormat::Jsonl, out.data())?.answer(Some(watch), query, request, results)?;
            }
        }
        Format::Atom => {
            let names: Vec<&str> = all.iter().map(|news| news.watch.as_str()).collect();
            let mut entries = Vec::new();
            for News { watch, results, .. } in all {
                entries.extend(results.hits.iter().map(|hit| FeedEntry { hit, page: None, watch: Some(watch) }));
            }
            let (title, identity) = (names.join(", "), names.join("\n"));
            let feed = Feed { title: &title, identity: &identity, address: None, entries };
            render::feed(&feed, out.data())?;
        }
    }
    Ok(())
}
