//! Key words and collocates by parameters, shared by all surfaces.

use clap::ValueEnum;

use super::archive::Opened;
use super::concordance::words_around;
use super::documents::Selection;
use super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::problem::Problem;
use crate::args::{ArgsProblem, ValueType};
use crate::insight::{
    self, CollocateOrder, Collocates, CollocatesRequest, Keyness, KeynessOrder, KeynessRequest, WINDOW,
};

/// The usual number of words in an answer.
const WORDS: usize = 50;

pub(super) const OF: ExtraParameter = ExtraParameter {
    name: "of",
    value_type: || ValueType::Text,
    help: "the outlet: its id, its name or part of it",
    is_required: true,
    is_many: false,
};

pub(super) const KEYNESS_ORDER: ExtraParameter = ExtraParameter {
    name: "order",
    value_type: || ValueType::one_of(KeynessOrder::value_variants()),
    help: "the order of the words: by log-likelihood of uses, by log-ratio, or by log-likelihood of documents",
    is_required: false,
    is_many: false,
};

pub(super) const WORDS_NEAR: ExtraParameter = ExtraParameter {
    name: "words",
    value_type: || ValueType::Number,
    help: "words on each side of a match that are near it; default 5, at most 50",
    is_required: false,
    is_many: false,
};

pub(super) const COLLOCATE_ORDER: ExtraParameter = ExtraParameter {
    name: "order",
    value_type: || ValueType::one_of(CollocateOrder::value_variants()),
    help: "the order of the collocates: by logDice or by log-likelihood",
    is_required: false,
    is_many: false,
};

/// The key words of the outlet `of`, in the documents that are selected.
pub(super) fn keyness(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Keyness, Problem> {
    let outlet = parameters.required("of")?;
    let order = parameters.choice("order", KeynessOrder::value_variants())?.unwrap_or(KeynessOrder::Likelihood);
    let Selection { query, filter, asked } = Selection::read(archive, parameters, MAX_HITS)?;
    let request = KeynessRequest { outlet, order, limit: asked.limit.unwrap_or(WORDS) };
    Ok(insight::keyness(archive.index, query.as_ref(), &filter, &request)?)
}

/// The collocates of the query `q`, in the documents that are selected.
pub(super) fn collocates(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Collocates, Problem> {
    let window = words_around(&mut parameters, WINDOW)?;
    if window == 0 {
        return Err(Problem::parameter("words", "at least 1"));
    }
    let order = parameters.choice("order", CollocateOrder::value_variants())?.unwrap_or(CollocateOrder::Dice);
    let Selection { query, filter, asked } = Selection::read(archive, parameters, MAX_HITS)?;
    let Some(query) = query else { return Err(Problem::unfit("q", ArgsProblem::Missing)) };
    let request = CollocatesRequest { window, order, limit: asked.limit.unwrap_or(WORDS) };
    Ok(insight::collocates(archive.index, &query, &filter, &request)?)
}
