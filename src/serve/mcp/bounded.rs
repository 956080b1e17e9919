//! Answers of tools, which have a bound.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::super::problem::Problem;

/// Bytes of the largest answer, as JSON.
pub(super) const MAX_ANSWER: usize = 48 << 10;

/// A list that may be longer.
#[derive(Serialize, JsonSchema)]
pub(super) struct Bounded<T> {
    pub notice: &'static str,
    pub quoted: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// An answer as JSON.
///
/// # Errors
/// It cannot be written, which is a fault of ours.
pub(super) fn value(answer: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|_| Problem::fault())
}

/// Whether an answer exceeds the bound.
pub(super) fn is_too_large(answer: &impl Serialize) -> bool {
    serde_json::to_vec(answer).map_or(0, |json| json.len()) > MAX_ANSWER
}
