//! `fihris index`

use std::io::Write;
use std::path::{Path, PathBuf};

use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{CliError, Out, Outcome, terminal};
use crate::ingest::{FieldNames, ProblemKind};
use crate::render;
use crate::update::{Options, Problems, Progress, Report, update};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders: .txt, .csv, .tsv, .json, .jsonl, also as .gz or inside .zip.
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Remove the documents of files that are gone.
    #[arg(long)]
    prune: bool,
    /// Build the index anew, in place of one of another version or a damaged one.
    #[arg(long)]
    rebuild: bool,
    #[command(flatten)]
    fields: FieldArgs,
}

/// Which key of a JSON record holds what.
#[derive(Debug, Default, clap::Args)]
pub(super) struct FieldArgs {
    /// Read a field of JSON records from this key, such as published=date_seen; repeatable.
    #[arg(long = "field", value_name = "FIELD=KEY")]
    assignments: Vec<String>,
}

impl FieldArgs {
    fn names(&self) -> Result<FieldNames, CliError> {
        let mut names = FieldNames::default();
        for assignment in &self.assignments {
            names.set(assignment).map_err(|error| CliError::Other(format!("--field: {error}")))?;
        }
        Ok(names)
    }
}

pub(super) fn run(folder: &Path, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let options = Options { names: args.fields.names()?, prune: args.prune, rebuild: args.rebuild };
    let report = with_progress(folder, &args.paths, &options)?;
    print(&report, folder, out)?;
    Ok(Outcome::Found)
}

/// Brings the index up to date before a search; says what was skipped, and nothing where all went well. A file that is
/// no archive's, such as a README, is no news before every search.
pub(super) fn refresh(folder: &Path, corpus: &Path, fields: &FieldArgs) -> Result<(), CliError> {
    let options = Options { names: fields.names()?, ..Options::default() };
    let report = with_progress(folder, &[corpus.to_path_buf()], &options)?;
    for (kind, (count, _)) in report.skipped.iter().filter(|(kind, _)| **kind != ProblemKind::UnknownFormat) {
        terminal::warn(&format!("skipped {count}: {} (`fihris index {}` says where)", kind.title(), corpus.display()));
    }
    Ok(())
}

fn with_progress(folder: &Path, paths: &[PathBuf], options: &Options) -> Result<Report, CliError> {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {elapsed} {msg}");
    bar.set_style(style.expect("the template is well formed"));
    let report = update(folder, paths, options, &mut |Progress { file, bytes: (total, before), documents }| {
        // The clock of the bar is asked once in a while, not once a document.
        if documents % 256 == 0 {
            bar.set_length(total);
            bar.set_position(before);
            bar.set_message(format!("{documents} documents, {}", render::plain(file)));
        }
    });
    bar.finish_and_clear();
    Ok(report?)
}

fn print(report: &Report, folder: &Path, out: &mut Out) -> Result<(), CliError> {
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
    let size = folder_bytes(folder);
    let seconds = report.elapsed.as_secs_f64();
    writeln!(out, "time       {seconds:.1} s")?;
    writeln!(out, "size       {} for {} of text read", HumanBytes(size), HumanBytes(report.text_bytes))?;
    Ok(())
}

/// How many of each kind, the first of them, and what to do.
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
