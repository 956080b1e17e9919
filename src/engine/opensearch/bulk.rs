//! Bulk requests: many documents in few requests, several of them in flight.

use std::collections::VecDeque;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::Client;
use crate::engine::EngineError;

/// Bytes of a request.
const BYTES: usize = 4 << 20;
/// The most requests in flight.
const IN_FLIGHT: usize = 3;
/// How long rejected items are retried, and the pause between attempts: it doubles each time, up to a maximum.
const PATIENCE: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Actions on documents by their ids, which may be sent twice without harm.
pub(super) struct Bulk {
    client: Client,
    lines: String,
    /// Whether the waiting actions must keep their order with earlier and later ones.
    is_ordered: bool,
    in_flight: VecDeque<JoinHandle<Result<(), EngineError>>>,
}

impl Bulk {
    pub fn new(client: Client) -> Self {
        Self { client, lines: String::new(), is_ordered: false, in_flight: VecDeque::new() }
    }

    /// Adds a document that no other pending action concerns.
    pub fn put(&mut self, action: &Value, source: &Value) -> Result<(), EngineError> {
        self.push(false, action, Some(source))
    }

    /// Removes a document after all that was pushed before, and before all that is pushed later.
    pub fn remove(&mut self, action: &Value) -> Result<(), EngineError> {
        self.push(true, action, None)
    }

    fn push(&mut self, is_ordered: bool, action: &Value, source: Option<&Value>) -> Result<(), EngineError> {
        if self.is_ordered != is_ordered {
            self.send()?;
            self.is_ordered = is_ordered;
        }
        for line in [Some(action), source].into_iter().flatten() {
            self.lines.push_str(&line.to_string());
            self.lines.push('\n');
        }
        if self.lines.len() >= BYTES { self.send() } else { Ok(()) }
    }

    /// Sends the pending actions, and waits until all are done.
    pub fn finish(&mut self) -> Result<(), EngineError> {
        self.send()?;
        self.arrive(0)
    }

    fn send(&mut self) -> Result<(), EngineError> {
        if self.lines.is_empty() {
            return Ok(());
        }
        // A request in order goes alone.
        self.arrive(if self.is_ordered { 0 } else { IN_FLIGHT - 1 })?;
        let (client, lines) = (self.client.clone(), std::mem::take(&mut self.lines));
        self.in_flight.push_back(std::thread::spawn(move || deliver(&client, lines)));
        self.arrive(if self.is_ordered { 0 } else { IN_FLIGHT })
    }

    /// Waits until no more than `most` requests are in flight.
    fn arrive(&mut self, most: usize) -> Result<(), EngineError> {
        while self.in_flight.len() > most {
            let Some(first) = self.in_flight.pop_front() else { break };
            first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(())
    }
}

/// Sends lines, and retries those that the cluster rejected as transient.
fn deliver(client: &Client, mut lines: String) -> Result<(), EngineError> {
    let (begun, mut pause) = (Instant::now(), PAUSE);
    loop {
        let reply = client.send_lines("/_bulk", &lines)?;
        let response_error = match reply.status {
            200..300 => rejected(client, &reply.body, &mut lines)?,
            // Not one of them: tried again as one would be.
            429 => Some(client.response_error(429, &reply.body)),
            status => return Err(client.response_error(status, &reply.body)),
        };
        let Some(response_error) = response_error else { return Ok(()) };
        if begun.elapsed() > PATIENCE {
            return Err(response_error);
        }
        std::thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Keeps those of `lines` that were rejected as transient; returns the last error among them.
///
/// # Errors
/// An item was rejected for good.
fn rejected(client: &Client, body: &Value, lines: &mut String) -> Result<Option<EngineError>, EngineError> {
    let (mut retry, mut said) = (String::new(), None);
    let mut sent = lines.lines();
    for item in body["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let action = sent.next().unwrap_or_default();
        let source = if item.get("delete").is_none() { sent.next() } else { None };
        let outcome = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
        let status = outcome["status"].as_u64().unwrap_or_default() as u16;
        let response_error = || client.item_error(outcome["_id"].as_str().unwrap_or_default(), status, outcome);
        // Another node can replace one that is gone; a full disk does not grow by waiting.
        let is_blocked = outcome["error"]["type"] == "cluster_block_exception";
        match status {
            200..300 => {}
            404 if item.get("delete").is_some() => {}
            429 | 503 if !is_blocked => {
                said = Some(response_error());
                for line in [Some(action), source].into_iter().flatten() {
                    retry.push_str(line);
                    retry.push('\n');
                }
            }
            _ => return Err(response_error()),
        }
    }
    *lines = retry;
    Ok(said)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_rejected_is_sent_again_and_nothing_else() {
        let client = Client::new(&"http://127.0.0.1:9/archive".parse().unwrap()).unwrap();
        let lines = "{\"index\":1}\n{\"a\":1}\n{\"delete\":2}\n{\"index\":3}\n{\"c\":3}\n{\"delete\":4}\n";
        let item =
            |verb: &str, status: u16, kind: &str| json!({ verb: { "status": status, "error": { "type": kind } } });
        let busy = "rejected_execution_exception";
        let items =
            [item("index", 201, ""), item("delete", 404, ""), item("index", 429, busy), item("delete", 429, busy)];
        let mut retry = lines.to_string();
        let said = rejected(&client, &json!({ "items": items }), &mut retry).unwrap();
        assert_eq!(retry, "{\"index\":3}\n{\"c\":3}\n{\"delete\":4}\n");
        assert!(said.unwrap().to_string().contains("too much to do"));
        let full = json!({ "items": [item("index", 429, "cluster_block_exception")] });
        assert!(rejected(&client, &full, &mut lines.into()).unwrap_err().to_string().contains("disk"));
        let wrong = json!({ "items": [item("index", 400, "mapper_parsing_exception")] });
        assert!(rejected(&client, &wrong, &mut lines.into()).is_err());
        let taken = json!({ "items": [item("index", 200, ""), item("delete", 200, ""), item("index", 201, "")] });
        let mut none = lines.to_string();
        assert!(rejected(&client, &taken, &mut none).unwrap().is_none() && none.is_empty());
    }
}
