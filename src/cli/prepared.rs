//! A query with its filters, as verbs over many documents take it.

use super::outcome::CliError;
use super::search::Names;
use crate::args::{FilterArgs, MatchingArgs, Unit};
use crate::engine::{Engine, Location};
use crate::query::{Aliases, Filter, Query};
use crate::render::TableFormat;
use crate::search::{Request, prepare};

/// Selects documents by a query and filters.
#[derive(Debug, clap::Args)]
pub(super) struct QueryArgs {
    /// Only documents that match this query: docs/query-language.md.
    query: Vec<String>,
    #[command(flatten)]
    selection: SelectionArgs,
}

/// Selects documents by filters, and says how queries are read.
#[derive(Debug, clap::Args)]
pub(super) struct SelectionArgs {
    #[command(flatten)]
    pub matching: MatchingArgs,
    #[command(flatten)]
    pub filter: FilterArgs,
    #[command(flatten)]
    pub names: Names,
}

/// Selects documents, and counts by periods.
#[derive(Debug, clap::Args)]
pub(super) struct PeriodArgs {
    #[command(flatten)]
    pub asked: QueryArgs,
    /// Count by periods of this length.
    #[arg(long, value_name = "UNIT")]
    pub by: Option<Unit>,
    /// Output format; docs/output.md has the schema.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: TableFormat,
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
        self.open_with(location, None).map(|(prepared, _)| prepared)
    }

    /// As [`open`](Self::open), and prepares `other`, a query with the same flags.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub fn open_with(&self, location: &Location, other: Option<&str>) -> Result<(Prepared, Option<Query>), CliError> {
        let text = self.query.join(" ");
        let own = (!text.is_empty()).then_some(text.as_str());
        let texts: Vec<&str> = own.into_iter().chain(other).collect();
        let (prepared, queries) = self.selection.open(location, &texts)?;
        let mut queries = queries.into_iter();
        let query = own.and_then(|_| queries.next());
        let filter = query.as_ref().map_or(prepared.filter, |query| query.filter.clone());
        Ok((Prepared { filter, query, ..prepared }, queries.next()))
    }
}

impl SelectionArgs {
    /// Opens the index at `location` and prepares `queries` for it, each with the filters.
    ///
    /// # Errors
    /// As of [`QueryArgs::open`].
    pub fn open(&self, location: &Location, queries: &[&str]) -> Result<(Prepared, Vec<Query>), CliError> {
        let parse = |text: &&str| self.matching.parse(text);
        let queries: Vec<Query> = queries.iter().map(parse).collect::<Result<_, _>>()?;
        let filter = self.filter.filter()?;
        let aliases = self.names.read(location.folder().as_slice())?;
        let index = location.open()?;
        let mut prepared = Vec::new();
        for query in queries {
            let request = Request { filter: filter.clone(), ..self.matching.request(query, &aliases)? };
            prepared.push(prepare(&*index, &request)?);
        }
        Ok((Prepared { index, query: None, filter, aliases }, prepared))
    }
}
