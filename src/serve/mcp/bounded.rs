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

/// The answer that `answered` makes of `item`; `shorten` leaves something out of it until it fits, and is false if nothing is left to
/// leave out.
pub(super) fn fitted<T>(
    mut item: T,
    shorten: impl Fn(&mut T) -> bool,
    answered: impl Fn(&T) -> Result<Value, Problem>,
) -> Result<Value, Problem> {
    let mut answer = answered(&item)?;
    while is_too_large(&answer) && shorten(&mut item) {
        answer = answered(&item)?;
    }
    Ok(answer)
}

/// Leaves out the last item of a list, but not the only one.
pub(super) fn pop<T>(list: &mut Vec<T>) -> bool {
    list.len() > 1 && list.pop().is_some()
}
