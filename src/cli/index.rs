//! `fihris index`: builds an index from files, or updates it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::value_parser;
use indicatif::HumanBytes;
use jiff::Timestamp;

use super::follow::Following;
use super::outcome::{CliError, Outcome};
use super::reading::{ReadingArgs, Terminal, of_archive};
use super::terminal::{Out, warn};
use crate::engine::Location;
use crate::engine::{DEFAULT_MEMORY, MIN_MEMORY};
use crate::ingest::{FileProgress, Item, ItemVisitor, ProblemKind};
use crate::maintain::{Options, Problems, Report, UpdateError, preview, update};
use crate::render::{self, DocumentFormat, thousands};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders to read: pages, feeds, web archives, tables, records; docs/formats.md lists the formats.
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Remove documents whose file is gone.
    #[arg(long)]
    prune: bool,
    /// Rebuild the index, also one of another version or a damaged one.
    #[arg(long)]
    rebuild: bool,
    /// Show the documents of each file and index nothing.
    #[arg(long, conflicts_with_all = ["prune", "rebuild", "report"])]
    dry_run: bool,
    /// With --dry-run: say of each block of a page why it is part of the text, or is not.
    #[arg(long, requires = "dry_run")]
    explain: bool,
    /// Write a summary of each file, and every skip and note with its place, as JSON Lines.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Stay, update the index whenever files change, and show what is new for the watches; ends when it is stopped.
    #[arg(long, conflicts_with = "dry_run")]
    watch: bool,
    /// Outlet of documents that do not name one.
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Memory to use, in MiB: more makes fewer and larger segments, and so a smaller index.
    #[arg(long, value_name = "MB", default_value_t = DEFAULT_MEMORY, value_parser = value_parser!(u64).range(MIN_MEMORY..))]
    memory: u64,
    /// On a cluster: number of shards of a new index [default: one for each 16 GiB of files].
    #[cfg(feature = "cluster")]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..=1024))]
    shards: Option<u32>,
    /// On a cluster: number of replicas of each shard [default: 1, none on a single node].
    #[cfg(feature = "cluster")]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(..=100))]
    replicas: Option<u32>,
    #[command(flatten)]
    reading: ReadingArgs,
}

impl Args {
    /// Whether documents are only shown.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    #[cfg(feature = "cluster")]
    if location.folder().is_some() && (args.shards.is_some() || args.replicas.is_some()) {
        return Err(CliError::Other(
            "--shards and --replicas are for an index on a cluster: --index https://host:9200/archive".into(),
        ));
    }
    let reading = args.reading.options(&args.paths, args.outlet.clone(), args.explain)?;
    let options = Options {
        prune: args.prune,
        rebuild: args.rebuild,
        memory: args.memory,
        #[cfg(feature = "cluster")]
        shards: args.shards,
        #[cfg(feature = "cluster")]
        replicas: args.replicas,
        ..reading
    };
    if args.dry_run {
        return dry_run(&args.paths, &options, out);
    }
    let report = args.report.as_ref().map(File::create).transpose();
    let report = report.map_err(UpdateError::Report)?.map(BufWriter::new);
    // Watched before they are read, so that no change is missed between.
    let ignored: Vec<PathBuf> =
        location.folder().map(Path::to_path_buf).into_iter().chain(args.report.clone()).collect();
    let following = if args.watch { Some(Following::of(&args.paths, ignored)?) } else { None };
    let mut observer = Terminal::new(report);
    let report = match update(location, &args.paths, &options, &mut observer) {
        // Files may come yet.
        Err(error @ UpdateError::Nothing { .. }) if args.watch => {
            warn(&error.to_string());
            Report::default()
        }
        report => {
            let report = report?;
            observer.end(&report.gone)?;
            print(&report, location, out)?;
            report
        }
    };
    let Some(following) = following else { return Ok(Outcome::Found) };
    let options = Options { rebuild: false, ..options };
    let skips = |report: &Report| of_archive(report).map(|(_, (count, _))| count).sum();
    let mut before: u64 = skips(&report);
    following.follow(location, out, |out| {
        let report = update(location, &args.paths, &options, &mut observer)?;
        observer.end(&report.gone)?;
        let now = skips(&report);
        print_changes(&report, now > std::mem::replace(&mut before, now), out)
    })
}

/// Says in a line what has changed, if anything has; what was skipped only if there is more of it than before, since broken
/// files are read again each time.
fn print_changes(report: &Report, has_more_skips: bool, out: &mut Out) -> Result<(), CliError> {
    let Report { added, changed, removed, .. } = report;
    if added + changed + removed > 0 || has_more_skips {
        let now = Timestamp::now().strftime("%Y-%m-%d %H:%M:%S");
        writeln!(out, "{now} UTC: added {added}, changed {changed}, removed {removed}, skipped {}", report.skips())?;
    }
    if has_more_skips { problems(&report.skipped, out) } else { Ok(()) }
}

/// Prints the documents of each file.
fn dry_run(paths: &[PathBuf], options: &Options, out: &mut Out) -> Result<Outcome, CliError> {
    let mut printer = Printer { out, documents: 0 };
    preview(paths, options, &mut printer)?;
    let documents = printer.documents;
    Ok(if documents == 0 { Outcome::Nothing } else { Outcome::Found })
}

/// Prints documents as they come.
struct Printer<'o> {
    out: &'o mut Out,
    documents: u64,
}

impl ItemVisitor<UpdateError> for Printer<'_> {
    fn begin(&mut self, _: &FileProgress) -> Result<(), UpdateError> {
        Ok(())
    }

    fn item(&mut self, _: &FileProgress, item: Item) -> Result<(), UpdateError> {
        match item {
            Item::Document(document) => {
                self.documents += 1;
                render::document(&document, &[], DocumentFormat::Text, self.out)?;
            }
            Item::Skipped(problem) => writeln!(self.out, "skipped {}", render::plain(&problem.to_string()))?,
            Item::Note(problem) => writeln!(self.out, "noted {}", render::plain(&problem.to_string()))?,
            Item::Blocks(blocks) => {
                for (text, reason) in blocks {
                    let verdict = if reason.is_kept() { "kept" } else { "left out" };
                    writeln!(self.out, "{verdict}\t{}\t{}", reason.described(), render::field(&text))?;
                }
            }
        }
        Ok(writeln!(self.out)?)
    }

    fn end(&mut self, _: &FileProgress) -> Result<(), UpdateError> {
        Ok(())
    }
}

fn print(report: &Report, location: &Location, out: &mut Out) -> Result<(), CliError> {
    let unread = match report.files_unchanged {
        0 => String::new(),
        files => format!("; {} files had not changed", thousands(files)),
    };
    let (read, files) = (thousands(report.read), thousands(report.files_read));
    writeln!(out, "read       {read} records in {files} files{unread}")?;
    writeln!(out, "added      {}", thousands(report.added))?;
    writeln!(out, "changed    {}", thousands(report.changed))?;
    writeln!(out, "unchanged  {}", thousands(report.unchanged))?;
    writeln!(out, "removed    {}", thousands(report.removed))?;
    writeln!(out, "skipped    {}", thousands(report.skips()))?;
    problems(&report.skipped, out)?;
    if !report.notes.is_empty() {
        writeln!(out, "noted      {}", thousands(report.notes.values().map(|(count, _)| count).sum()))?;
        problems(&report.notes, out)?;
    }
    if let Some(first) = report.gone.first() {
        let (files, first) = (thousands(report.gone.len() as u64), render::plain(first));
        writeln!(out, "gone       {files} files, first {first} (their documents are kept; --prune removes them)")?;
    }
    let (read, skipped) = (report.bytes_read, report.bytes_skipped);
    let [seen, read, skipped] = [read + skipped, read, skipped].map(thousands);
    writeln!(out, "bytes      {seen} seen = {read} read + {skipped} skipped")?;
    let text = HumanBytes(report.text_bytes);
    let seconds = report.elapsed.as_secs_f64();
    let size = location.folder().map(|folder| format!("{} for ", HumanBytes(folder_bytes(folder)))).unwrap_or_default();
    Ok(writeln!(out, "size       {size}{text} of text read, in {seconds:.1} s")?)
}

/// The problems of each kind: how many, the remedy, and the first of them; a report lists them all.
fn problems(problems: &Problems, out: &mut Out) -> Result<(), CliError> {
    for (kind, (count, examples)) in problems {
        let kind: ProblemKind = *kind;
        writeln!(out, "  {} × {}: {}", thousands(*count), kind.title(), kind.remedy())?;
        if let Some(first) = examples.first() {
            let rest = if *count > 1 { ", the first of them; --report FILE lists all" } else { "" };
            writeln!(out, "    {}{rest}", render::plain(&first.to_string()))?;
        }
    }
    Ok(())
}

fn folder_bytes(folder: &Path) -> u64 {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| entry.metadata().ok())
        .map(|data| data.len())
        .sum()
}
