//! The command line: one verb, one file.

mod aliases;
mod analyze;
mod changes;
mod check;
mod collocates;
mod completions;
mod concordance;
mod coverage;
mod dossier;
mod follow;
mod index;
mod keyness;
mod layout;
mod list;
#[cfg(feature = "mcp")]
mod mcp;
mod outcome;
mod outlets;
mod pager;
mod prepared;
mod reading;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod similar;
mod size;
mod stories;
mod terminal;
mod verify;
mod watch;
mod wording;

#[cfg(feature = "cluster")]
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::engine::{Location, LocationError, is_guarded};
use crate::ingest;

pub use outcome::{CliError, Outcome};
use prepared::PeriodArgs;
pub use terminal::Out;

/// Full-text search for Arabic news archives: ranked passages with their source.
#[derive(Debug, Parser)]
#[command(version, disable_help_subcommand = true, after_help = EXAMPLES)]
pub struct Cli {
    /// Location of the index: a folder, or https://host:9200/archive on an OpenSearch cluster.
    #[arg(long, value_name = "DIR|URL", default_value = "index", env = "FIHRIS_INDEX", global = true)]
    index: String,
    /// Certificate (PEM) of the authority that issued the cluster's certificate, if the system does not have it.
    #[cfg(feature = "cluster")]
    #[arg(long, value_name = "FILE", env = "FIHRIS_CLUSTER_CA", global = true)]
    ca: Option<PathBuf>,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Color,
    /// Do not use a pager (FIHRIS_PAGER, PAGER, less) for what is longer than the screen.
    #[arg(long, global = true)]
    no_pager: bool,
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "Examples:
  fihris index corpus                       build an index, or bring it up to date
  fihris search 'سجن الصناعة'                find passages
  fihris search 'اقتحام +برادلي' --outlet syriatv --from 2022-01
  fihris outlets                            who published how much, and when
  fihris list --outlet syriatv              which documents there are

Exit codes: 0 found or done, 1 nothing found, 2 error.";

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build an index, or update it.
    Index(index::Args),
    /// Find passages.
    Search(search::Args),
    /// Find documents on the same event as one of the archive.
    Similar(similar::Args),
    /// List stories: documents of all outlets on one event.
    Stories(stories::Args),
    /// Show who reported one story and when, which texts are copies, and where numbers differ.
    Story(stories::OneArgs),
    /// Show every match on a line, with the words around it.
    Concordance(concordance::Args),
    /// List the words that stand near the matches of a query.
    Collocates(collocates::Args),
    /// Compare which of several names for one thing each outlet uses.
    Wording(PeriodArgs),
    /// List the words that an outlet uses more than all others.
    Keyness(keyness::Args),
    /// Compare queries over time, as shares of what each outlet published.
    Trends(coverage::TrendArgs),
    /// Show how many documents each outlet has in each period, and where there are none.
    Coverage(PeriodArgs),
    /// Show what is new for a query since it was last looked at.
    Watch(watch::Args),
    /// Answer a list of questions as a text to hand on, with numbered citations.
    Dossier(dossier::Args),
    /// Propose aliases from the archive.
    Aliases(aliases::Args),
    /// List documents, latest first, with their ids.
    List(list::Args),
    /// List outlets with their documents, passages and dates.
    Outlets(outlets::Args),
    /// Print a whole document with its metadata and provenance.
    Show(show::Args),
    /// Serve a page for browsers and an API for programs.
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Serve tools for language models on standard input and output (Model Context Protocol).
    #[cfg(feature = "mcp")]
    Mcp(mcp::Args),
    /// Show the tokens and stems of a text.
    Analyze(analyze::Args),
    /// Verify checksums and counts of the index.
    Check,
    /// Read sources again and verify that documents still equal them.
    Verify(verify::Args),
    /// Print a completion script for a shell.
    Completions(completions::Args),
}

impl Verb {
    /// Whether a person reads what it prints from its beginning, once it is whole: not what works or waits meanwhile.
    fn is_read(&self) -> bool {
        match self {
            Verb::Index(args) => args.is_dry_run(),
            Verb::Search(_) | Verb::Similar(_) | Verb::Stories(_) | Verb::Story(_) | Verb::List(_) => true,
            Verb::Concordance(_) | Verb::Collocates(_) | Verb::Wording(_) | Verb::Keyness(_) => true,
            Verb::Trends(_) | Verb::Coverage(_) | Verb::Outlets(_) | Verb::Show(_) | Verb::Analyze(_) => true,
            Verb::Dossier(_) | Verb::Aliases(_) => true,
            #[cfg(feature = "serve")]
            Verb::Serve(_) => false,
            #[cfg(feature = "mcp")]
            Verb::Mcp(_) => false,
            // What was printed counts as seen.
            Verb::Watch(_) | Verb::Check | Verb::Verify(_) | Verb::Completions(_) => false,
        }
    }
}

impl Cli {
    /// Parses the program's arguments; exits if they are invalid or ask for help.
    pub fn from_arguments() -> Self {
        Self::parse()
    }

    /// Whether the verb is `index`.
    pub fn indexes(&self) -> bool {
        matches!(self.verb, Verb::Index(_))
    }

    /// Runs the verb.
    pub fn run(&self) -> ExitCode {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_guarded() && !ingest::is_contained() {
                usual(panic)
            }
        }));
        let mut out = Out::new(match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        });
        if !self.no_pager && self.verb.is_read() {
            out.page();
        }
        let outcome = run(self, &mut out);
        let outcome = match (outcome, out.finish()) {
            (Ok(_), Err(error)) => Err(error.into()),
            (outcome, _) => outcome,
        };
        match outcome {
            Ok(Outcome::Found) => ExitCode::SUCCESS,
            Ok(Outcome::Nothing) => ExitCode::from(1),
            Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
            Err(error) => {
                terminal::warn(&error.to_string());
                ExitCode::from(2)
            }
        }
    }
}

fn run(cli: &Cli, out: &mut Out) -> Result<Outcome, CliError> {
    // Not parsed by clap, whose error message would contain the address, perhaps with a password.
    let location: Location = cli.index.parse().map_err(|error: LocationError| CliError::Other(error.to_string()))?;
    #[cfg(feature = "cluster")]
    let location = match &cli.ca {
        Some(file) => location.trusting(file.clone()),
        None => location,
    };
    let location = &location;
    match &cli.verb {
        Verb::Index(args) => index::run(location, args, out),
        Verb::Search(args) => search::run(location, args, out),
        Verb::Similar(args) => similar::run(location, args, out),
        Verb::Stories(args) => stories::run(location, args, out),
        Verb::Story(args) => stories::one(location, args, out),
        Verb::Concordance(args) => concordance::run(location, args, out),
        Verb::Collocates(args) => collocates::run(location, args, out),
        Verb::Wording(args) => wording::run(location, args, out),
        Verb::Keyness(args) => keyness::run(location, args, out),
        Verb::Trends(args) => coverage::trends(location, args, out),
        Verb::Coverage(args) => coverage::run(location, args, out),
        Verb::Watch(args) => watch::run(location, args, out),
        Verb::Dossier(args) => dossier::run(location, args, out),
        Verb::Aliases(args) => aliases::run(location, args, out),
        Verb::List(args) => list::run(location, args, out),
        Verb::Outlets(args) => outlets::run(location, args, out),
        Verb::Show(args) => show::run(location, args, out),
        #[cfg(feature = "serve")]
        Verb::Serve(args) => serve::run(location, args, out),
        #[cfg(feature = "mcp")]
        Verb::Mcp(args) => mcp::run(location, args),
        Verb::Analyze(args) => analyze::run(args, out),
        Verb::Check => check::run(location, out),
        Verb::Verify(args) => verify::run(location, args, out),
        Verb::Completions(args) => completions::run(args, &mut Cli::command(), out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_contradict_nothing() {
        Cli::command().debug_assert();
    }
}
