//! Long texts in the companion index: the ledger of files, and the vocabularies.
//!
//! A text is stored in parts, since it can be larger than a request. The first part holds the number of parts and is
//! written last; each part names its run, so that parts of two runs are never read as one text.

use std::time::{SystemTime, UNIX_EPOCH};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::schema::companion;
use crate::engine::EngineError;

/// Bytes of a part; its last character may exceed them.
const PART: usize = 4 << 20;

/// The name of the ledger. Vocabularies have the names of their fields.
pub(super) const LEDGER: &str = "ledger";

/// Milliseconds since 1970, which identify a run.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}

/// The text `name` of `index` with the run that wrote it; `None` if there is none, or it is not whole.
///
/// # Errors
/// The cluster cannot be reached, or refuses access.
pub(super) fn read(client: &Client, index: &str, name: &str) -> Result<Option<(u64, String)>, EngineError> {
    let part = |number: u64| {
        let reply = client.ask(Method::Get, &path(index, name, number), None)?;
        match reply.status {
            200 => Ok(reply.body["_source"].clone()),
            404 => Ok(Value::Null),
            _ => Err(client.response_error(reply.status, &reply.body)),
        }
    };
    let mut first = part(0)?;
    let (Some(run), Some(parts), Value::String(mut text)) =
        (first["run"].as_u64(), first["parts"].as_u64(), first["text"].take())
    else {
        return Ok(None);
    };
    for number in 1..parts {
        let part = part(number)?;
        let Some(more) = part["text"].as_str().filter(|_| part["run"] == run) else { return Ok(None) };
        text.push_str(more);
    }
    Ok(Some((run, text)))
}

/// Writes the text `name` of `index` in place of the former one.
///
/// # Errors
/// The cluster cannot be reached, or takes no documents.
pub(super) fn write(client: &Client, index: &str, name: &str, run: u64, text: &str) -> Result<(), EngineError> {
    let parts = parts(text);
    for (number, part) in parts.iter().enumerate().rev() {
        let source = json!({ "run": run, "parts": parts.len(), "text": part });
        client.expect_success(Method::Put, &path(index, name, number as u64), Some(&source))?;
    }
    Ok(())
}

fn path(index: &str, name: &str, number: u64) -> String {
    format!("/{}/_doc/{name}-{number}", companion(index))
}

/// The parts of a text, at least one.
fn parts(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some(end) = (PART..text.len()).find(|end| text.is_char_boundary(*end)) {
        let (part, rest) = text.split_at(end);
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_the_text_again() {
        assert_eq!(parts(""), [""]);
        let text = "س".repeat(PART) + "a";
        let all = parts(&text);
        assert_eq!((all.len(), all.concat() == text), (3, true));
        assert_eq!(parts(&text[..PART]).len(), 1);
    }
}
