//! Concordances by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::documents::Selection;
use super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::problem::Problem;
use crate::args::{ArgsProblem, LineSort, ValueType, chosen};
use crate::insight::{self, Concordance, ConcordanceRequest, MAX_WORDS, WORDS};

pub(super) const WORDS_AROUND: ExtraParameter = ExtraParameter {
    name: "words",
    value_type: || ValueType::Number,
    help: "words on each side of a match; default 8, at most 50",
    is_required: false,
};

pub(super) const ORDER: ExtraParameter = ExtraParameter {
    name: "order",
    value_type: || ValueType::one_of(LineSort::value_variants()),
    help: "the order of the lines: by date, by the words before or after the match, by outlet",
    is_required: false,
};

/// The concordance of the documents that match `q`, of at most `most` lines: a hundred unless another number is asked for.
pub(super) fn read(archive: &Opened<'_>, mut parameters: Parameters, most: usize) -> Result<Concordance, Problem> {
    let words = parameters.take("words")?.filter(|words| !words.is_empty()).map_or(Ok(WORDS), |words| words.parse());
    let words = words.map_err(|_| Problem::parameter("words", "it is no number"))?;
    if words > MAX_WORDS {
        return Err(Problem::unfit("words", ArgsProblem::TooMany(MAX_WORDS)));
    }
    let order = parameters.take("order")?.filter(|order| !order.is_empty());
    let order = order.map_or(Ok(LineSort::Date), |name| chosen("order", &name, LineSort::value_variants()))?;
    let Selection { query, filter, asked } = Selection::read(archive, parameters, most)?;
    let Some(query) = query else { return Err(Problem::unfit("q", ArgsProblem::Missing)) };
    let request = ConcordanceRequest { words, order: order.order(), limit: asked.limit.unwrap_or(MAX_HITS) };
    Ok(insight::concordance(archive.index, &query, &filter, &request)?)
}
