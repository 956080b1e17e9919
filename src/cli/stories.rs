//! `fihris stories`: lists stories; `fihris story`: one of them, report by report.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::prepared::{Prepared, QueryArgs};
use super::search::Names;
use super::terminal::{self, Out};
use crate::engine::Location;
use crate::insight;
use crate::render::{self, StoryFormat};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    asked: QueryArgs,
    /// Print every document of the archive with the id of its story, its own id and its address.
    #[arg(long, conflicts_with_all = ["query", "outlet", "not_outlet", "author", "agency", "place", "from", "to", "limit", "offset"])]
    members: bool,
    /// Maximum number of stories.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Number of stories to skip.
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: StoryFormat,
}

#[derive(Debug, clap::Args)]
pub(super) struct OneArgs {
    /// Id of the story, as `stories` prints it, or of one of its documents.
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    names: Names,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: StoryFormat,
}

pub(super) fn run(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if args.members {
        return members(location, args, out);
    }
    let Prepared { index, query, filter, .. } = args.asked.open(location)?;
    let list = insight::stories_of(&*index, query.as_ref(), &filter, args.limit, args.offset)?;
    render::stories(&list, args.format, stream(args.format, out))?;
    Ok(if list.stories.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// Prints every document with its story.
fn members(location: &Location, args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    if args.format != StoryFormat::Tsv {
        return Err(CliError::Other("--members prints columns: add --format tsv".into()));
    }
    let index = location.open()?;
    let data = out.data();
    insight::each_member(&*index, |story, heading| -> Result<(), CliError> {
        Ok(render::story_member(story, heading, data)?)
    })?;
    Ok(if index.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

pub(super) fn one(location: &Location, args: &OneArgs, out: &mut Out) -> Result<Outcome, CliError> {
    let aliases = args.names.read(location.folder().as_slice())?;
    let index = location.open()?;
    if let Some(story) = insight::story(&*index, &args.id)? {
        let side_by_side = insight::side_by_side(&*index, &story, &aliases)?;
        render::story(&story, &side_by_side, args.format, stream(args.format, out))?;
        return Ok(Outcome::Found);
    }
    let why = match index.find_heading(&args.id)? {
        Some(_) => format!("no other document reports what {:?} reports", args.id),
        None => format!("no document is called {:?}; `stories` and `search` print ids", args.id),
    };
    terminal::warn(&why);
    Ok(Outcome::Nothing)
}

fn stream(format: StoryFormat, out: &mut Out) -> &mut dyn Write {
    if format == StoryFormat::Text { out } else { out.data() }
}
