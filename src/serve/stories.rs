//! Stories by parameters, shared by all surfaces.

use super::archive::Opened;
use super::documents::{ParsedSearch, found};
use super::parameters::Parameters;
use super::problem::Problem;
use crate::insight::{self, SideBySide, Story, StoryList};
use crate::search::prepare;

/// The stories of an answer, unless another number is asked for.
pub(super) const STORIES: usize = 20;

/// The stories with documents that match; all without a query and filters.
pub(super) fn list(archive: &Opened<'_>, mut parameters: Parameters) -> Result<StoryList, Problem> {
    let text = parameters.take("q")?.filter(|text| !text.trim().is_empty());
    let asked = parameters.asked()?;
    let (limit, offset) = (asked.limit.unwrap_or(STORIES), asked.offset);
    let Some(text) = text else {
        return Ok(insight::stories_of(archive.index, None, &asked.filter.filter()?, limit, offset)?);
    };
    let query = prepare(archive.index, &ParsedSearch::new(text, &asked, archive)?.request)?;
    Ok(insight::stories_of(archive.index, Some(&query), &query.filter, limit, offset)?)
}

/// The story of the document with this id, and what its reports say.
pub(super) fn one(archive: &Opened<'_>, id: &str) -> Result<(Story, SideBySide), Problem> {
    if let Some(story) = insight::story(archive.index, id)? {
        let said = insight::side_by_side(archive.index, &story)?;
        return Ok((story, said));
    }
    let document = found(id, archive)?;
    Err(Problem::missing(format!("no other document reports what {:?} reports", document.id)))
}
