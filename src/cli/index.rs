//! `fihris index`: builds an index from files, or updates it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::value_parser;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::outcome::{CliError, Outcome};
use super::terminal::{self, Out};
use crate::engine::Location;
use crate::engine::{DEFAULT_MEMORY, MIN_MEMORY};
use crate::ingest::{
    FieldNames, FileProgress, Item, ItemVisitor, Outlets, Problem, ProblemKind, REGISTRY, Settings, missing_ocr,
};
use crate::maintain::{
    FileSummary, OCR_TIME_LIMIT, Options, Problems, Progress, Report, TIME_LIMIT, UpdateError, UpdateObserver, preview,
    update,
};
use crate::render::{self, DocumentFormat};

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

/// How files are read.
#[derive(Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// Read a field of records from this key, such as published=date_seen; repeatable.
    #[arg(long = "field", value_name = "FIELD=KEY")]
    fields: Vec<String>,
    /// Registry of outlets [default: outlets.toml in the folders that are read]
    #[arg(long, value_name = "FILE")]
    outlets: Option<PathBuf>,
    /// Take the outlet from the name of a file's folder if the file does not name one.
    #[arg(long)]
    outlet_from_folder: bool,
    /// Keep pages that list others, such as front pages and sections.
    #[arg(long)]
    keep_index_pages: bool,
    /// Recognise the letters of scanned pages with tesseract, which takes some seconds a page.
    #[arg(long)]
    ocr: bool,
    /// Stop reading a file that yields no document for this many seconds [default: 60; with --ocr 14400]
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<u64>,
}

impl ReadingArgs {
    fn options(&self, paths: &[PathBuf], outlet: Option<String>, explain_blocks: bool) -> Result<Options, CliError> {
        let mut names = FieldNames::default();
        for assignment in &self.fields {
            names.set(assignment).map_err(|error| CliError::Other(format!("--field: {error}")))?;
        }
        let mut outlets = Outlets::default();
        let named: Vec<PathBuf> = match &self.outlets {
            Some(file) => vec![file.clone()],
            None => paths.iter().map(|path| path.join(REGISTRY)).filter(|file| file.is_file()).collect(),
        };
        for file in named {
            let text = std::fs::read_to_string(&file).map_err(|error| error.to_string());
            let read = text.and_then(|text| Outlets::parse(&text).map_err(|error| error.to_string()));
            outlets.add(read.map_err(|error| CliError::Other(format!("{}: {error}", file.display())))?);
        }
        let settings = Arc::new(Settings {
            names,
            outlets,
            outlet,
            outlet_from_folder: self.outlet_from_folder,
            keep_index_pages: self.keep_index_pages,
            ocr: self.ocr,
            explain_blocks,
        });
        if let Some(why) = self.ocr.then(missing_ocr).flatten() {
            return Err(CliError::Other(format!("--ocr: {why}")));
        }
        let usual = if self.ocr { OCR_TIME_LIMIT } else { TIME_LIMIT };
        let time_limit = self.time_limit.map_or(usual, Duration::from_secs);
        Ok(Options { settings, time_limit, ..Options::default() })
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
    let mut observer = Terminal::new(report);
    let report = update(location, &args.paths, &options, &mut observer)?;
    observer.finish()?;
    print(&report, location, out)?;
    Ok(Outcome::Found)
}

/// Updates the index before a search, and reports skipped records. Files that belong to no archive, such as a README,
/// are not reported: the message would come before every search.
pub(super) fn refresh(location: &Location, corpus: &Path, reading: &ReadingArgs) -> Result<(), CliError> {
    let paths = [corpus.to_path_buf()];
    let options = reading.options(&paths, None, false)?;
    let report = update(location, &paths, &options, &mut Terminal::new(None))?;
    let is_news = |kind: &ProblemKind| {
        use ProblemKind::{Auxiliary, Hidden, NotAFile, NotPage, Revisit, UnknownFormat};
        !matches!(kind, UnknownFormat | NotPage | Revisit | Auxiliary | Hidden | NotAFile)
    };
    for (kind, (count, _)) in report.skipped.iter().filter(|(kind, _)| is_news(kind)) {
        terminal::warn(&format!("skipped {count}: {} (`fihris index {}` says where)", kind.title(), corpus.display()));
    }
    Ok(())
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

/// Shows a progress bar and keeps the report.
struct Terminal {
    bar: ProgressBar,
    report: Option<BufWriter<File>>,
}

/// A line of the report.
#[derive(Serialize)]
#[serde(tag = "what", rename_all = "lowercase")]
enum Line<'l> {
    Skip(&'l Problem),
    Note(&'l Problem),
    File(&'l FileSummary),
}

impl Terminal {
    fn new(report: Option<BufWriter<File>>) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {elapsed} {msg}");
        bar.set_style(style.expect("the template is well formed"));
        Self { bar, report }
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        let Some(report) = &mut self.report else { return Ok(()) };
        serde_json::to_writer(&mut *report, line)?;
        writeln!(report)
    }

    fn finish(mut self) -> Result<(), UpdateError> {
        Ok(self.report.as_mut().map_or(Ok(()), Write::flush)?)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

impl UpdateObserver for Terminal {
    fn progress(&mut self, Progress { file, bytes: (total, before), documents }: Progress<'_>) {
        // Updating the bar for every document would cost time.
        if documents.is_multiple_of(256) {
            self.bar.set_length(total);
            self.bar.set_position(before);
            self.bar.set_message(format!("{documents} documents, {}", render::plain(file)));
        }
    }

    fn problem(&mut self, problem: &Problem, is_skip: bool) -> io::Result<()> {
        self.line(&if is_skip { Line::Skip(problem) } else { Line::Note(problem) })
    }

    fn file(&mut self, summary: &FileSummary) -> io::Result<()> {
        self.line(&Line::File(summary))
    }
}

fn print(report: &Report, location: &Location, out: &mut Out) -> Result<(), CliError> {
    writeln!(out, "read       {} records in {} files", report.read, report.files_read)?;
    if report.files_unchanged > 0 {
        writeln!(out, "           {} files had not changed", report.files_unchanged)?;
    }
    writeln!(out, "added      {}", report.added)?;
    writeln!(out, "changed    {}", report.changed)?;
    writeln!(out, "unchanged  {}", report.unchanged)?;
    writeln!(out, "removed    {}", report.removed)?;
    writeln!(out, "skipped    {}", report.skips())?;
    problems(&report.skipped, out)?;
    if !report.notes.is_empty() {
        writeln!(out, "noted      {}", report.notes.values().map(|(count, _)| count).sum::<u64>())?;
        problems(&report.notes, out)?;
    }
    for source in &report.gone {
        writeln!(out, "gone       {} (its documents are kept; --prune removes them)", render::plain(source))?;
    }
    let (read, skipped) = (report.bytes_read, report.bytes_skipped);
    writeln!(out, "bytes      {} seen = {read} read + {skipped} skipped", read + skipped)?;
    let seconds = report.elapsed.as_secs_f64();
    writeln!(out, "time       {seconds:.1} s")?;
    let text = HumanBytes(report.text_bytes);
    match location.folder() {
        Some(folder) => writeln!(out, "size       {} for {text} of text read", HumanBytes(folder_bytes(folder)))?,
        None => writeln!(out, "size       {text} of text read")?,
    }
    Ok(())
}

/// The problems of each kind: how many, the first of them, and the remedy.
fn problems(problems: &Problems, out: &mut Out) -> Result<(), CliError> {
    for (kind, (count, examples)) in problems {
        let kind: ProblemKind = *kind;
        writeln!(out, "  {count} × {}: {}", kind.title(), kind.remedy())?;
        for problem in examples {
            writeln!(out, "    {}", render::plain(&problem.to_string()))?;
        }
        if *count > examples.len() as u64 {
            writeln!(out, "    and {} more", count - examples.len() as u64)?;
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
