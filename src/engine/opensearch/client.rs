//! HTTP client of a cluster, with retries.

use std::sync::LazyLock;
use std::time::Duration;

use opensearch::http::Method;
use opensearch::http::headers::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use opensearch::http::transport::Transport;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::address::Address;
use super::failure::{meaning, unreachable_because};
use super::transport::transport;
use crate::engine::EngineError;

/// The most attempts of a repeatable request, and the pause before the second one; it doubles each time.
pub(super) const MAX_ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

/// Threads that wait for clusters. They last as long as the program, since a runtime must not be dropped within
/// another.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("the system gives threads")
});

/// A client of one cluster.
#[derive(Clone)]
pub(super) struct Client {
    pub address: Address,
    transport: Transport,
}

/// Status and body of a response.
pub(super) struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Reply {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Client {
    /// A client for the cluster at `address`.
    ///
    /// # Errors
    /// A secret or a certificate cannot be read; the system offers no certificates.
    pub fn new(address: &Address) -> Result<Self, EngineError> {
        Ok(Self { address: address.clone(), transport: transport(address)? })
    }

    /// Sends a repeatable request; retries if the cluster is busy or unreachable.
    pub fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Reply, EngineError> {
        self.send(method, path, body.map(Value::to_string).as_deref(), JSON, MAX_ATTEMPTS)
    }

    /// Sends documents by their ids, which is repeatable; retries as above.
    pub fn send_lines(&self, path: &str, lines: &str) -> Result<Reply, EngineError> {
        self.send(Method::Post, path, Some(lines), LINES, MAX_ATTEMPTS)
    }

    /// Sends a change, once: a second attempt could fail because the first succeeded.
    pub fn change(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, EngineError> {
        let reply = self.send(method, path, body.map(Value::to_string).as_deref(), JSON, 1)?;
        self.done(reply)
    }

    /// As [`Client::ask`]; a response without success is an error.
    pub fn expect_success(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, EngineError> {
        self.ask(method, path, body).and_then(|reply| self.done(reply))
    }

    /// The error that a response with this status and body means.
    pub fn response_error(&self, status: u16, body: &Value) -> EngineError {
        self.address.problem(meaning(status, body))
    }

    /// The error that a refused document of a bulk request means.
    pub fn item_error(&self, id: &str, status: u16, outcome: &Value) -> EngineError {
        self.address.problem(format!("document {id:?} was refused: {}", meaning(status, outcome)))
    }

    /// The body of a successful response.
    pub fn done(&self, reply: Reply) -> Result<Value, EngineError> {
        if reply.is_success() { Ok(reply.body) } else { Err(self.response_error(reply.status, &reply.body)) }
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&str>,
        kind: &'static str,
        tries: u32,
    ) -> Result<Reply, EngineError> {
        let attempt = || {
            let outcome = RUNTIME.block_on(self.once(method, path, body.map(String::from), kind));
            match outcome {
                Ok(reply) if is_transient(reply.status) => Err(Ok(reply)),
                Ok(reply) => Ok(reply),
                Err(error) => Err(Err(self.address.problem(unreachable_because(&error)))),
            }
        };
        retry(tries, attempt).or_else(|last| last)
    }

    async fn once(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        kind: &'static str,
    ) -> Result<Reply, opensearch::Error> {
        let header = HeaderValue::from_static;
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, header(kind)), (ACCEPT_ENCODING, header("identity"))]);
        let response = self.transport.send(method, path, headers, None::<&()>, body, None).await?;
        let status = response.status_code().as_u16();
        let text = response.text().await?;
        // Not everything that answers is a cluster.
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status, body })
    }
}

/// Whether a refusal with this status is transient.
pub(super) fn is_transient(status: u16) -> bool {
    matches!(status, 429 | 502..=504)
}

/// Calls `attempt` until it succeeds, at most `tries` times, with growing pauses; returns the last error.
pub(super) fn retry<T, E>(tries: u32, attempt: impl Fn() -> Result<T, E>) -> Result<T, E> {
    let mut pause = PAUSE;
    for _ in 1..tries {
        if let Ok(done) = attempt() {
            return Ok(done);
        }
        std::thread::sleep(pause);
        pause *= 2;
    }
    attempt()
}
