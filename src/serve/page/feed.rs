//! The feed of a search: its newest documents as Atom, for feed readers.

use super::super::answer::Answer;
use super::super::archive::Opened;
use super::super::documents::ParsedSearch;
use super::super::parameters::Parameters;
use super::super::problem::Problem;
use super::language::Language;
use super::parts::{address, document_path};
use crate::engine::Order;
use crate::render::{self, Feed, FeedEntry};
use crate::search::{Request, search};

const ATOM: &str = "application/atom+xml; charset=utf-8";
/// The usual number of entries.
const ENTRIES: usize = 50;

/// The feed of the search of the address, the newest documents first.
pub(super) fn feed(archive: &Opened<'_>, language: Language, mut parameters: Parameters) -> Result<Answer, Problem> {
    let pairs: Vec<(String, String)> = parameters.pairs().to_vec();
    let own = address("/feed", pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let text = parameters.required("q")?;
    let asked = parameters.asked()?;
    let ParsedSearch { text, request } = ParsedSearch::new(text, &asked, archive)?;
    let request = Request { order: Order::Newest, limit: asked.limit.unwrap_or(ENTRIES), ..request };
    let results = search(archive.index, &request)?;
    let page = |id: &str| address(&document_path(id), [("q", text.as_str())].into_iter().chain(language.parameter()));
    let entries =
        results.hits.iter().map(|hit| FeedEntry { hit, page: Some(page(&hit.document.id)), watch: None }).collect();
    let title = format!("{}: {text}", language.of("فهرس", "Fihris"));
    let feed = Feed { title: &title, identity: &own, address: Some(&own), entries };
    let mut body = Vec::new();
    render::feed(&feed, &mut body).map_err(|_| Problem::fault())?;
    Ok(Answer::new(ATOM, body))
}
