//! A query with its filters, as verbs over many documents take it.

use super::outcome::CliError;
use super::search::Names;
use crate::args::{FilterArgs, MatchingArgs};
use crate::engine::{Engine, Location};
use crate::query::{Aliases, Filter, Query};
use crate::search::{Request, prepare};

/// Selects documents by a query and filters.
#[derive(Debug, clap::Args)]
pub(super) struct QueryArgs {
    /// Only documents that match this query: docs/query-language.md.
    query: Vec<String>,
    #[command(flatten)]
    matching: MatchingArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    names: Names,
}

/// The index, and how documents of it are selected.
pub(super) struct Prepared {
    pub index: Box<dyn Engine>,
    /// As it is searched; `None` for all documents.
    pub query: Option<Query>,
    pub filter: Filter,
    pub aliases: Aliases,
}

impl QueryArgs {
    /// Opens the index at `location` and prepares the query for it.
    ///
    /// # Errors
    /// The query or a filter is invalid, aliases cannot be read, the index cannot be opened.
    pub fn open(&self, location: &Location) -> Result<Prepared, CliError> {
        let query = if self.query.is_empty() { None } else { Some(self.matching.parse(&self.query.join(" "))?) };
        let filter = self.filter.filter()?;
        let aliases = self.names.read(location.folder().as_slice())?;
        let index = location.open()?;
        let Some(query) = query else { return Ok(Prepared { index, query: None, filter, aliases }) };
        let request = Request { filter, ..self.matching.request(query, &aliases)? };
        let query = prepare(&*index, &request)?;
        let filter = query.filter.clone();
        Ok(Prepared { index, query: Some(query), filter, aliases })
    }
}
