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
    /// Print only this page, message or other part of the document, or cite it.
    #[arg(long, visible_alias = "page", value_name = "NUMBER", conflicts_with = "format")]
    part: Option<usize>,
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
    let part = args.part.map(|number| document.part(number)).transpose();
    let part = part.map_err(|error| CliError::Other(format!("{:?}: {error}", args.id)))?;
    match (args.cite, part) {
        (Some(style), part) => render::citation(&document.heading(), part, style, out as &mut dyn Write)?,
        (None, Some(part)) => writeln!(out, "{}", render::plain_lines(part.text))?,
        (None, None) => {
            let mut duplicates = duplicates_of(&*index, &args.id)?;
            let first_minute = |document: &Heading| document.metadata.published.map(|date| date.first_minute());
            duplicates.sort_by_key(|(document, _)| first_minute(document).unwrap_or(i64::MAX));
            let stream: &mut dyn Write = if args.format == DocumentFormat::Text { out } else { out.data() };
            render::document(&document, &duplicates, args.format, stream)?;
        }
    }
    Ok(Outcome::Found)
}
