//! `fihris similar`: finds documents on the same event.

use super::layout::LayoutArgs;
use super::outcome::{CliError, Outcome};
use super::search::one;
use super::terminal::{self, Out};
use crate::args::FilterArgs;
use crate::engine::Location;
use crate::render::HitFormat;
use crate::search::Request;
use crate::search::duplicates_of;
use crate::search::similar;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id of the document, as `search` prints it.
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    filter: FilterArgs,
    /// Maximum number of documents.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Number of documents to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: HitFormat,
    #[command(flatten)]
    layout: LayoutArgs,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let filter = args.filter.filter()?;
    let index = location.open()?;
    let Some(document) = index.find(&args.id)? else {
        terminal::warn(&format!("no document is called {:?}; `search` prints ids", args.id));
        return Ok(Outcome::Nothing);
    };
    let query = similar::query(&*index, &document)?;
    // The document itself and its near-duplicates say the same; `show` lists them.
    let duplicates = duplicates_of(&*index, &args.id)?;
    if !duplicates.is_empty() {
        terminal::warn(&format!(
            "{} near-duplicates are left out: `fihris show {}` lists them",
            duplicates.len(),
            args.id
        ));
    }
    let without = duplicates.into_iter().map(|(document, _)| document.id).chain([args.id.clone()]).collect();
    let text = query.to_string();
    let request = Request { filter, without, limit: args.limit, offset: args.offset, ..Request::new(query) };
    one(&*index, &text, &request, (args.format, args.layout.layout(out)), out)
}
