//! Coverage and trends by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::documents::{ParsedSearch, Selection};
use super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::problem::Problem;
use crate::args::{ArgsProblem, Unit};
use crate::insight::{self, Coverage, FileCounts, Trends};
use crate::maintain::file_counts;
use crate::search::prepare;

/// The most queries that are compared.
const QUERIES: usize = 8;

/// Repeatable.
pub(super) const QUERIES_TO_COMPARE: ExtraParameter = ExtraParameter {
    help: "a query to compare; repeatable, at most 8: docs/query-language.md",
    is_many: true,
    ..ExtraParameter::QUERY
};

/// How many documents that are selected each outlet has in each period, and what became of all files.
pub(super) fn coverage(archive: &Opened<'_>, mut parameters: Parameters) -> Result<(Coverage, FileCounts), Problem> {
    let unit = parameters.choice("by", Unit::value_variants())?;
    let Selection { query, filter, .. } = Selection::read(archive, parameters, MAX_HITS)?;
    let coverage = insight::coverage(archive.index, query.as_ref(), &filter, unit.map(Unit::precision))?;
    Ok((coverage, file_counts(archive.index)?))
}

/// The queries `q` over time, in the documents that the filters select.
pub(super) fn trends(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Trends, Problem> {
    let unit = parameters.choice("by", Unit::value_variants())?;
    let texts = parameters.take_all("q");
    if texts.len() > QUERIES {
        return Err(Problem::unfit("q", ArgsProblem::TooMany(QUERIES)));
    }
    if texts.is_empty() {
        return Err(Problem::unfit("q", ArgsProblem::Missing));
    }
    let asked = parameters.asked()?;
    let mut queries = Vec::new();
    for text in texts {
        let ParsedSearch { text, request } = ParsedSearch::new(text, &asked, archive)?;
        queries.push((text, prepare(archive.index, &request)?));
    }
    Ok(insight::trends(archive.index, &queries, &asked.filter.filter()?, unit.map(Unit::precision))?)
}
