//! Stores the ledger of files in the companion index.
//!
//! It is stored in parts, since it can be larger than a request. One document holds the number of parts; each part
//! names its run, so that parts of two runs are never read as one ledger.

use std::time::{SystemTime, UNIX_EPOCH};

use opensearch::http::Method;
use serde_json::{Value, json};

use super::client::Client;
use super::schema::companion;
use crate::engine::EngineError;

/// Bytes of a part; its last line may exceed them.
const PART: usize = 2 << 20;

/// The ledger of `index`; `None` if there is none, or it is not whole.
///
/// # Errors
/// The cluster cannot be reached, or refuses access.
pub(super) fn read(client: &Client, index: &str) -> Result<Option<String>, EngineError> {
    let part = |name: &str| {
        let path = format!("/{}/_doc/{name}", companion(index));
        let reply = client.ask(Method::Get, &path, None)?;
        match reply.status {
            200 => Ok(reply.body["_source"].clone()),
            404 => Ok(Value::Null),
            _ => Err(client.response_error(reply.status, &reply.body)),
        }
    };
    let whole = part("whole")?;
    let mut text = String::new();
    let Some(parts) = whole["parts"].as_u64() else { return Ok(None) };
    for number in 0..parts {
        let part = part(&number.to_string())?;
        let Some(lines) = part["text"].as_str().filter(|_| part["run"] == whole["run"]) else { return Ok(None) };
        text.push_str(lines);
    }
    Ok(Some(text))
}

/// Milliseconds since 1970, which identify a run.
pub(super) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}

/// Writes the ledger of `index` in place of the former one.
///
/// # Errors
/// The cluster cannot be reached, or takes no documents.
pub(super) fn write(client: &Client, index: &str, text: &str) -> Result<(), EngineError> {
    let companion = companion(index);
    let run = now();
    let put = |name: &str, source: &Value| {
        client.expect_success(Method::Put, &format!("/{companion}/_doc/{name}"), Some(source)).map(|_| ())
    };
    let mut parts = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.bytes().skip(PART).position(|byte| byte == b'\n');
        let (part, later) = rest.split_at(end.map_or(rest.len(), |end| PART + end + 1));
        put(&parts.to_string(), &json!({ "run": run, "text": part }))?;
        (rest, parts) = (later, parts + 1);
    }
    put("whole", &json!({ "run": run, "parts": parts }))
}
