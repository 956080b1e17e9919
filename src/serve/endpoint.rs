//! An endpoint of the API: one entry for its route, its description and its answer.

use schemars::{Schema, SchemaGenerator};

use super::answer::Answer;
use super::archive::Opened;
use super::parameters::{ExtraParameter, Parameters};
use super::problem::Problem;

/// A media type, and the schema if it is JSON.
pub(super) type Content = (&'static str, Option<fn(&mut SchemaGenerator) -> Schema>);

/// An endpoint: its route, its description and its answer.
pub(super) struct Endpoint {
    pub path: &'static str,
    pub summary: &'static str,
    /// Parameters besides the flags of a search.
    pub extra: &'static [ExtraParameter],
    /// Whether it takes the flags of a search.
    pub is_search: bool,
    pub answers: &'static [Content],
    pub answer: fn(&Opened<'_>, Parameters) -> Result<Answer, Problem>,
}
