//! How files are read, for every verb that brings an index up to date.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::outcome::CliError;
use super::terminal;
use crate::engine::Location;
use crate::ingest::{FieldNames, Outlets, Problem, ProblemKind, REGISTRY, Settings, missing_ocr};
use crate::maintain::{
    FileSummary, OCR_TIME_LIMIT, Options, Progress, Report, TIME_LIMIT, UpdateError, UpdateObserver, update,
};
use crate::render;

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
    pub fn options(
        &self,
        paths: &[PathBuf],
        outlet: Option<String>,
        explain_blocks: bool,
    ) -> Result<Options, CliError> {
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

/// Updates the index before a search, and reports skipped records. Files that belong to no archive, such as a README,
/// are not reported: the message would come before every search.
pub(super) fn refresh(location: &Location, corpus: &Path, reading: &ReadingArgs) -> Result<(), CliError> {
    let paths = [corpus.to_path_buf()];
    let options = reading.options(&paths, None, false)?;
    let report = update(location, &paths, &options, &mut Terminal::new(None))?;
    for (kind, (count, _)) in of_archive(&report) {
        terminal::warn(&format!("skipped {count}: {} (`fihris index {}` says where)", kind.title(), corpus.display()));
    }
    Ok(())
}

/// What was skipped but for files that belong to no archive.
pub(super) fn of_archive(report: &Report) -> impl Iterator<Item = (&ProblemKind, &(u64, Vec<Problem>))> {
    use ProblemKind::{Auxiliary, Hidden, NotAFile, NotPage, Revisit, UnknownFormat};
    let is_foreign =
        |kind: &ProblemKind| matches!(kind, UnknownFormat | NotPage | Revisit | Auxiliary | Hidden | NotAFile);
    report.skipped.iter().filter(move |(kind, _)| !is_foreign(kind))
}

/// Shows a progress bar and keeps the report.
pub(super) struct Terminal {
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
    Gone { file: &'l str },
}

impl Terminal {
    pub fn new(report: Option<BufWriter<File>>) -> Self {
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

    /// Ends the report of an update: names the files that are gone.
    pub fn end(&mut self, gone: &[String]) -> Result<(), UpdateError> {
        self.bar.finish_and_clear();
        gone.iter().try_for_each(|file| self.line(&Line::Gone { file }))?;
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
