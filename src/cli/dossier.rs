//! `fihris dossier`: the answers to a list of questions as a text to hand on, with numbered citations.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, SelectionArgs};
use super::terminal::Out;
use crate::args::set_flags;
use crate::engine::Location;
use crate::query::{Aliases, Filter};
use crate::render::{self, AboutDossier};
use crate::search::{Question, Request, dossier};

/// The most questions.
const QUESTIONS: usize = 1_000;
/// The most bytes of a file of questions.
const MAX_FILE: u64 = 1 << 20;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The questions, one a line: a name, TAB, the query; - reads standard input.
    #[arg(value_name = "QUERIES")]
    questions: PathBuf,
    /// Folder to make, with the dossier as HTML, OpenDocument and JSON, its passages and its matrix as CSV.
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Title of the dossier.
    #[arg(long, value_name = "TEXT", default_value = render::DEFAULT_TITLE)]
    title: String,
    /// Maximum number of passages for each question.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    #[command(flatten)]
    selection: SelectionArgs,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let lines = read(&args.questions)?;
    let (Prepared { index, filter, aliases, .. }, _) = args.selection.open(location, &[])?;
    let questions = questions(&lines, args, &filter, &aliases)?;
    let dossier = dossier(&*index, questions)?;
    let state = location.stamp()?.to_string();
    let about = AboutDossier::now(args.title.clone(), Some(location.to_string()), state);
    let written = render::dossier_folder(&dossier, &about, &args.output);
    written.map_err(|error| CliError::Other(format!("{}: {error}", args.output.display())))?;
    let passages: usize = dossier.answers.iter().map(|answer| answer.results.hits.len()).sum();
    let documents = dossier.cited().len();
    writeln!(
        out,
        "{}: {} questions, {passages} passages, {documents} citations",
        args.output.display(),
        dossier.answers.len()
    )?;
    Ok(if passages == 0 { Outcome::Nothing } else { Outcome::Found })
}

/// The file of questions.
fn read(file: &Path) -> Result<String, CliError> {
    let problem = |detail: String| CliError::Other(format!("{}: {detail}", file.display()));
    let mut text = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut text)
    } else {
        fs::File::open(file).and_then(|opened| opened.take(MAX_FILE + 1).read_to_end(&mut text))
    };
    read.map_err(|error| problem(error.to_string()))?;
    if text.len() as u64 > MAX_FILE {
        return Err(problem("more than 1 MiB: divide the questions".into()));
    }
    let text = String::from_utf8(text).map_err(|_| problem("it is not UTF-8: save it as UTF-8".into()))?;
    Ok(text.trim_start_matches('\u{FEFF}').into())
}

/// The questions of a file; one that is not understood is named by its line, before anything is written.
fn questions(text: &str, args: &Args, filter: &Filter, aliases: &Aliases) -> Result<Vec<Question>, CliError> {
    let file = args.questions.display();
    let flags = flags(args);
    let mut questions: Vec<Question> = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let problem = |detail: String| CliError::Other(format!("{file}: line {number}: {detail}"));
        let Some((id, text)) = line.split_once('\t') else {
            return Err(problem("not a line of a name, TAB, query".into()));
        };
        let (id, text) = (id.trim().to_string(), text.trim().to_string());
        if questions.iter().any(|question| question.id == id) {
            return Err(problem(format!("a second question is called {id:?}: name each question once")));
        }
        let matching = &args.selection.matching;
        let query = matching.parse(&text).map_err(|error| problem(error.to_string()))?;
        let request = matching.request(query, aliases)?;
        let request = Request { filter: filter.clone(), limit: args.limit.into(), ..request };
        questions.push(Question { id, text, flags: flags.clone(), request });
    }
    match questions.len() {
        0 => Err(CliError::Other(format!("{file}: there is no question in it: write a name, TAB, query on each line"))),
        many if many > QUESTIONS => {
            Err(CliError::Other(format!("{file}: more than {QUESTIONS} questions: divide them")))
        }
        _ => Ok(questions),
    }
}

/// The flags of all searches, as they were given.
fn flags(args: &Args) -> Vec<String> {
    let (matching, filter) = (set_flags(&args.selection.matching), set_flags(&args.selection.filter));
    let aliases = args.selection.names.file().map(|file| format!("--aliases {}", file.display()));
    matching.into_iter().chain(filter).chain(aliases).collect()
}
