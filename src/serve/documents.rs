//! Searches, documents, similar documents and citations by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::parameters::Parameters;
use super::problem::Problem;
use crate::args::{SearchArgs, chosen};
use crate::document::Document;
use crate::query::{Filter, Query};
use crate::render::{self, CitationStyle};
use crate::search::{Request, duplicates_of, prepare, similar};

/// A search, parsed from parameters.
pub(super) struct ParsedSearch {
    pub text: String,
    pub request: Request,
}

impl ParsedSearch {
    /// Parses the query `text` with its arguments.
    ///
    /// # Errors
    /// The query or an argument is invalid.
    pub fn new(text: String, asked: &SearchArgs, archive: &Opened<'_>) -> Result<Self, Problem> {
        let query: Query = asked.matching.parse(&text)?;
        Ok(Self { request: asked.request(query, archive.aliases)?, text })
    }
}

/// The documents that parameters select: those that match the query `q`, if there is one, and the filters.
pub(super) struct Selection {
    /// As it is searched; `None` for all documents.
    pub query: Option<Query>,
    pub filter: Filter,
    pub asked: SearchArgs,
}

impl Selection {
    /// Reads the parameters of an answer of at most `most` hits.
    ///
    /// # Errors
    /// The query or an argument is invalid.
    pub fn read(archive: &Opened<'_>, mut parameters: Parameters, most: usize) -> Result<Self, Problem> {
        let text = parameters.take("q")?.filter(|text| !text.trim().is_empty());
        let asked = parameters.asked_for(most)?;
        let Some(text) = text else {
            return Ok(Self { query: None, filter: asked.filter.filter()?, asked });
        };
        let query = prepare(archive.index, &ParsedSearch::new(text, &asked, archive)?.request)?;
        let filter = query.filter.clone();
        Ok(Self { query: Some(query), filter, asked })
    }
}

/// Reads the document with this id.
pub(super) fn found(id: &str, archive: &Opened<'_>) -> Result<Document, Problem> {
    archive.index.find(id)?.ok_or_else(|| Problem::missing(format!("no document is called {id:?}; a search tells ids")))
}

/// The search for documents similar to the one with this id.
pub(super) fn alike(id: &str, archive: &Opened<'_>, parameters: &Parameters) -> Result<ParsedSearch, Problem> {
    let (asked, document) = (parameters.asked()?, found(id, archive)?);
    let query = similar::query(archive.index, &document)?;
    let same = duplicates_of(archive.index, id)?.into_iter().map(|(document, _)| document.id);
    let without = same.chain([id.to_string()]).collect();
    let text = query.to_string();
    Ok(ParsedSearch { text, request: Request { without, ..asked.request(query, archive.aliases)? } })
}

/// The document with this id, the style, and its citation.
pub(super) fn cited(
    id: &str,
    archive: &Opened<'_>,
    mut parameters: Parameters,
) -> Result<(Document, CitationStyle, String), Problem> {
    let styles = CitationStyle::value_variants();
    let style = parameters.take("style")?.map_or(Ok(CitationStyle::Plain), |name| chosen("style", &name, styles))?;
    let number = parameters.take("part")?.map(|number| number.parse()).transpose();
    let number = number.map_err(|_| Problem::parameter("part", "it is no number"))?;
    parameters.asked()?;
    let document = found(id, archive)?;
    let part = number.map(|number| document.part(number)).transpose();
    let part = part.map_err(|error| Problem::parameter("part", error.to_string()))?;
    let mut citation = Vec::new();
    render::citation(&document.heading(), part, style, &mut citation).map_err(|_| Problem::fault())?;
    Ok((document, style, String::from_utf8(citation).map_err(|_| Problem::fault())?))
}
