//! Dossiers by parameters, shared by all surfaces: the passages that answer one search or several, with numbered citations.

use super::archive::Opened;
use super::documents::ParsedSearch;
use super::parameters::{ExtraParameter, MAX_EXPORT, Parameters};
use super::problem::Problem;
use crate::args::{ArgsProblem, ValueType, set_flags};
use crate::render::{AboutDossier, DEFAULT_TITLE};
use crate::search::{self, Dossier, Question, Request};

/// The most searches of a dossier.
const SEARCHES: usize = 20;

/// The parameter of a document that was chosen.
pub(super) const PICK: &str = "pick";

pub(super) const CHOSEN: ExtraParameter = ExtraParameter {
    name: PICK,
    value_type: || ValueType::Text,
    help: "the id of a document to cite; with one or more, only these are cited, without them the best; repeatable",
    is_required: false,
    is_many: true,
};

pub(super) const SEARCH: ExtraParameter = ExtraParameter {
    name: "search",
    value_type: || ValueType::Text,
    help: "a further search as the query string of an address: q, the flags of a search and pick; repeatable",
    is_required: false,
    is_many: true,
};

pub(super) const TITLE: ExtraParameter = ExtraParameter {
    name: "title",
    value_type: || ValueType::Text,
    help: "the title of the dossier",
    is_required: false,
    is_many: false,
};

/// Reads the parameters, and answers their searches: the one of the address itself, if it has a query, then each `search`.
pub(super) fn read(archive: &Opened<'_>, mut parameters: Parameters) -> Result<(Dossier, AboutDossier), Problem> {
    let title = parameters.take("title")?.filter(|title| !title.trim().is_empty());
    let questions = questions(archive, parameters)?;
    let wanted = questions.iter().map(|question| question.request.limit).fold(0, usize::saturating_add);
    if wanted > MAX_EXPORT {
        return Err(Problem::unfit("limit", ArgsProblem::TooMany(MAX_EXPORT / questions.len())));
    }
    let dossier = search::dossier(archive.index, questions)?;
    let title = title.unwrap_or_else(|| DEFAULT_TITLE.into());
    Ok((dossier, AboutDossier::now(title, None, archive.generation.into())))
}

/// A search of a dossier.
pub(super) struct Search {
    pub parameters: Parameters,
    /// Its place among the parameters `search` that are not empty; `None` for the search of the address itself.
    pub place: Option<usize>,
}

/// The searches of a dossier with these parameters, without its title.
///
/// # Errors
/// One cannot be read.
pub(super) fn searches(mut parameters: Parameters) -> Result<Vec<Search>, Problem> {
    let others = parameters.take_all("search");
    // The search of the address itself may be left out where there are others.
    let has_own = others.is_empty() || !parameters.pairs().is_empty();
    let own = has_own.then_some(Ok(Search { parameters, place: None }));
    let others = others
        .iter()
        .enumerate()
        .map(|(place, text)| Ok(Search { parameters: Parameters::read(Some(text))?, place: Some(place) }));
    own.into_iter().chain(others).collect()
}

fn questions(archive: &Opened<'_>, parameters: Parameters) -> Result<Vec<Question>, Problem> {
    let searches = searches(parameters)?;
    if searches.len() > SEARCHES {
        return Err(Problem::unfit("search", ArgsProblem::TooMany(SEARCHES)));
    }
    searches.into_iter().zip(1..).map(|(search, number)| question(archive, search.parameters, number)).collect()
}

/// The question of one search.
fn question(archive: &Opened<'_>, mut parameters: Parameters, number: usize) -> Result<Question, Problem> {
    let text = parameters.required("q")?;
    let mut chosen = parameters.take_all(PICK);
    chosen.sort();
    chosen.dedup();
    let asked = parameters.asked_for(MAX_EXPORT)?;
    let flags = set_flags(&asked.matching).into_iter().chain(set_flags(&asked.filter)).collect();
    let ParsedSearch { text, request } = ParsedSearch::new(text, &asked, archive)?;
    let request = Request { explain: false, ..request };
    let request = match chosen.len() {
        0 => request,
        // Each document that was chosen has its place, also beside its duplicates.
        many => {
            let limit = request.per_document.saturating_mul(many);
            Request { chosen: Some(chosen), limit, offset: 0, fold: false, ..request }
        }
    };
    Ok(Question { id: number.to_string(), text, flags, request })
}
