//! Stories by parameters, shared by all surfaces.

use super::archive::Opened;
use super::documents::{Selection, found};
use super::parameters::{MAX_HITS, Parameters};
use super::problem::Problem;
use crate::insight::{self, SideBySide, Story, StoryList};

/// The stories of an answer, unless another number is asked for.
pub(super) const STORIES: usize = 20;

/// The stories with documents that are selected.
pub(super) fn list(archive: &Opened<'_>, parameters: Parameters) -> Result<StoryList, Problem> {
    let Selection { query, filter, asked } = Selection::read(archive, parameters, MAX_HITS)?;
    let limit = asked.limit.unwrap_or(STORIES);
    Ok(insight::stories_of(archive.index, query.as_ref(), &filter, limit, asked.offset)?)
}

/// The story of the document with this id, and what its reports say; `None` if the document is alone, or there is none.
pub(super) fn of(archive: &Opened<'_>, id: &str) -> Result<Option<(Story, SideBySide)>, Problem> {
    let Some(story) = insight::story(archive.index, id)? else { return Ok(None) };
    let side_by_side = insight::side_by_side(archive.index, &story, archive.aliases)?;
    Ok(Some((story, side_by_side)))
}

/// The same; a problem if there is no story.
pub(super) fn one(archive: &Opened<'_>, id: &str) -> Result<(Story, SideBySide), Problem> {
    if let Some(story) = of(archive, id)? {
        return Ok(story);
    }
    let document = found(id, archive)?;
    Err(Problem::missing(format!("no other document reports what {:?} reports", document.id)))
}
