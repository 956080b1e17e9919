//! Concordances by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::documents::{ParsedSearch, Selection};
use super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::problem::Problem;
use crate::args::{ArgsProblem, ValueType};
use crate::insight::{self, Concordance, ConcordanceRequest, LineOrder, MAX_WORDS, WORDS, stem_beside};
use crate::search::prepare;

pub(super) const WORDS_AROUND: ExtraParameter = ExtraParameter {
    name: "words",
    value_type: || ValueType::Number,
    help: "words on each side of a match; default 8, at most 50",
    is_required: false,
    is_many: false,
};

pub(super) const BESIDE: ExtraParameter = ExtraParameter {
    name: "beside",
    value_type: || ValueType::Text,
    help: "only matches with this word among those around them, in any form of the same stem",
    is_required: false,
    is_many: true,
};

pub(super) const WITHIN: ExtraParameter = ExtraParameter {
    name: "within",
    value_type: || ValueType::Text,
    help: "only documents that also match this query",
    is_required: false,
    is_many: false,
};

pub(super) const ORDER: ExtraParameter = ExtraParameter {
    name: "order",
    value_type: || ValueType::one_of(LineOrder::value_variants()),
    help: "the order of the lines: by date, by the words before or after the match, by outlet",
    is_required: false,
    is_many: false,
};

/// The concordance of the documents that match `q`, of at most `most` lines: a hundred unless another number is asked for.
pub(super) fn read(archive: &Opened<'_>, mut parameters: Parameters, most: usize) -> Result<Concordance, Problem> {
    let words = words_around(&mut parameters, WORDS)?;
    let beside = parameters.take_all("beside").iter().map(|word| stem_beside(word)).collect::<Option<_>>();
    let wrong = || Problem::parameter("beside", "give one word that is no stop word, without signs");
    let beside = beside.ok_or_else(wrong)?;
    let within = parameters.take("within")?.filter(|text| !text.trim().is_empty());
    let order = parameters.choice("order", LineOrder::value_variants())?.unwrap_or_default();
    let Selection { query, filter, asked } = Selection::read(archive, parameters, most)?;
    let Some(query) = query else { return Err(Problem::unfit("q", ArgsProblem::Missing)) };
    let prepared =
        |text| prepare(archive.index, &ParsedSearch::new(text, &asked, archive)?.request).map_err(Problem::from);
    let within = within.map(prepared).transpose()?;
    let request = ConcordanceRequest { words, beside, within, order, limit: asked.limit.unwrap_or(MAX_HITS) };
    Ok(insight::concordance(archive.index, &query, &filter, &request)?)
}

/// The parameter `words`, the number of words around a match; `usual` if it is absent.
pub(super) fn words_around(parameters: &mut Parameters, usual: usize) -> Result<usize, Problem> {
    let words = parameters.take("words")?.filter(|words| !words.is_empty()).map_or(Ok(usual), |words| words.parse());
    match words.map_err(|_| Problem::parameter("words", "it is no number"))? {
        words if words > MAX_WORDS => Err(Problem::unfit("words", ArgsProblem::TooMany(MAX_WORDS))),
        words => Ok(words),
    }
}
