//! Many documents in few requests, several of them on their way at once.

use std::collections::VecDeque;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use super::client::Client;
use crate::engine::EngineError;

/// Bytes of a request.
const BYTES: usize = 4 << 20;
/// How many requests are on their way.
const IN_FLIGHT: usize = 3;
/// How often items that the cluster had no room for are sent, and how long is waited in between; each time twice as long.
const TRIES: u32 = 8;
const PAUSE: Duration = Duration::from_millis(500);

/// What is to be done with documents, each named by its id, so that what is sent twice is done once.
pub(super) struct Bulk {
    client: Client,
    lines: String,
    /// Whether what waits may not overtake, or be overtaken by, what was pushed before or after it.
    is_ordered: bool,
    in_flight: VecDeque<JoinHandle<Result<(), EngineError>>>,
}

impl Bulk {
    pub fn new(client: Client) -> Self {
        Self { client, lines: String::new(), is_ordered: false, in_flight: VecDeque::new() }
    }

    /// Adds a document that nothing else on its way speaks of.
    pub fn put(&mut self, action: &Value, source: &Value) -> Result<(), EngineError> {
        self.push(false, action, Some(source))
    }

    /// Changes or removes a document after all that was pushed before, and before all that is pushed later.
    pub fn change(&mut self, action: &Value, source: Option<&Value>) -> Result<(), EngineError> {
        self.push(true, action, source)
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

    /// Sends what waits, and waits until all of it was taken.
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

    /// Waits until no more than `most` requests are on their way.
    fn arrive(&mut self, most: usize) -> Result<(), EngineError> {
        while self.in_flight.len() > most {
            let Some(first) = self.in_flight.pop_front() else { break };
            first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(())
    }
}

/// Sends lines; those that the cluster had no room for, again.
fn deliver(client: &Client, mut lines: String) -> Result<(), EngineError> {
    let mut pause = PAUSE;
    for _ in 0..TRIES {
        let reply = client.send_lines("/_bulk", lines.clone())?;
        lines = match reply.status {
            200..300 => rejected(client, &reply.body, &lines)?,
            // Not one of them: tried again as one would be.
            429 => lines,
            status => return Err(client.refused(status, &reply.body)),
        };
        if lines.is_empty() {
            return Ok(());
        }
        std::thread::sleep(pause);
        pause *= 2;
    }
    Err(client
        .address
        .problem("the cluster has no room for more documents: run this again later, it goes on from there"))
}

/// The lines of the items that were rejected for want of room.
///
/// # Errors
/// An item that will never be taken.
fn rejected(client: &Client, body: &Value, lines: &str) -> Result<String, EngineError> {
    let mut again = String::new();
    let mut lines = lines.lines();
    for item in body["items"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let action = lines.next().unwrap_or_default();
        let source = if item.get("delete").is_none() { lines.next() } else { None };
        let outcome = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
        let kind = outcome["error"]["type"].as_str().unwrap_or_default();
        match outcome["status"].as_u64().unwrap_or_default() {
            200..300 => {}
            404 if item.get("delete").is_some() => {}
            // A shard whose node has gone comes back with another, and its disk does not grow by waiting.
            429 | 503 if kind != "cluster_block_exception" => {
                for line in [Some(action), source].into_iter().flatten() {
                    again.push_str(line);
                    again.push('\n');
                }
            }
            status => {
                let id = outcome["_id"].as_str().unwrap_or_default();
                return Err(client.refused_item(id, status as u16, outcome));
            }
        }
    }
    Ok(again)
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
        let again = rejected(&client, &json!({ "items": items }), lines).unwrap();
        assert_eq!(again, "{\"index\":3}\n{\"c\":3}\n{\"delete\":4}\n");
        let full = json!({ "items": [item("index", 429, "cluster_block_exception")] });
        assert!(rejected(&client, &full, lines).unwrap_err().to_string().contains("disk"));
        let wrong = json!({ "items": [item("index", 400, "mapper_parsing_exception")] });
        assert!(rejected(&client, &wrong, lines).is_err());
    }
}
