//! `fihris show`: prints a whole document.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::terminal::Out;
use crate::document::Heading;
use crate::engine::Location;
use crate::render::{self, CitationStyle, DocumentFormat};
use crate::search::duplicates_of;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the document, as `search` prints it.
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// Output format.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: DocumentFormat,
    /// Print only this page of a document with pages, or cite it.
    #[arg(long, value_name = "NUMBER")]
    page: Option<usize>,
    /// Print a citation instead.
    #[arg(long, value_name = "STYLE", num_args = 0..=1, default_missing_value = "plain", conflicts_with = "format")]
    cite: Option<CitationStyle>,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let index = location.open()?;
    let Some(document) = index.find(&args.id)? else {
        super::terminal::warn(&format!("no document is called {:?}; `search` prints ids", args.id));
        return Ok(Outcome::Nothing);
    };
    let page = match args.page {
        None => None,
        Some(page) => match document.metadata.page_range(page, document.body.len()) {
            Some(range) => Some((page, range)),
            None => {
                let pages = document.metadata.page_starts.len();
                let said = if pages == 0 { "no pages".into() } else { format!("{pages} pages") };
                return Err(CliError::Other(format!("{:?} has {said}; there is no page {page}", args.id)));
            }
        },
    };
    match (args.cite, page) {
        (Some(style), page) => render::citation(&document, page.map(|(page, _)| page), style, out as &mut dyn Write)?,
        (None, Some((_, range))) => writeln!(out, "{}", render::plain_lines(document.body[range].trim()))?,
        (None, None) => {
            let mut duplicates = duplicates_of(&*index, &args.id)?;
            let first_minute = |document: &Heading| document.metadata.published.map(|date| date.first_minute());
            duplicates.sort_by_key(|(document, _)| first_minute(document).unwrap_or(i64::MAX));
            render::document(&document, &duplicates, args.format, out as &mut dyn Write)?;
        }
    }
    Ok(Outcome::Found)
}
