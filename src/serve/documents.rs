//! Searches, documents, similar documents and citations by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::parameters::Parameters;
use super::problem::Problem;
use crate::args::{SearchArgs, chosen};
use crate::document::Document;
use crate::query::Query;
use crate::render::{self, CitationStyle};
use crate::search::{Request, duplicates_of, similar};

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
