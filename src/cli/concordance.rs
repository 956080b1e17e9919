//! `fihris concordance`: every match with the words around it.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::terminal::Out;
use crate::engine::Location;
use crate::insight::{self, ConcordanceRequest, LineOrder, MAX_WORDS, WORDS, stem_beside};
use crate::render::{self, ConcordanceFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    asked: QueryArgs,
    /// Words on each side of a match.
    #[arg(short = 'w', long, value_name = "N", default_value_t = WORDS)]
    words: usize,
    /// Only matches with this word among those around them, in any form of the same stem; repeatable.
    #[arg(long, value_name = "WORD")]
    beside: Vec<String>,
    /// Only documents that also match this query.
    #[arg(long, value_name = "QUERY")]
    within: Option<String>,
    /// Order of the lines.
    #[arg(long, value_name = "ORDER", default_value = "date")]
    sort: LineOrder,
    /// Maximum number of lines; of more matches, a sample that is the same in every run.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ConcordanceFormat,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if args.words > MAX_WORDS {
        return Err(CliError::Other(format!("--words: at most {MAX_WORDS}: `show` prints the whole document")));
    }
    let beside = |word: &String| {
        let problem =
            || CliError::Other(format!("--beside {word:?}: give one word that is no stop word, without signs"));
        stem_beside(word).ok_or_else(problem)
    };
    let beside = args.beside.iter().map(beside).collect::<Result<_, _>>()?;
    let (Prepared { index, query, filter, .. }, within) = args.asked.open_with(location, args.within.as_deref())?;
    let Some(query) = query else {
        return Err(CliError::Other("a concordance needs a query: the words whose lines are wanted".into()));
    };
    let request = ConcordanceRequest { words: args.words, beside, within, order: args.sort, limit: args.limit };
    let concordance = insight::concordance(&*index, &query, &filter, &request)?;
    let stream: &mut dyn Write = if args.format == ConcordanceFormat::Text { out } else { out.data() };
    render::concordance(&concordance, args.format, stream)?;
    Ok(if concordance.matches == 0 { Outcome::Nothing } else { Outcome::Found })
}
