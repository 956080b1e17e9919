//! Requests to a cluster, and what its errors mean.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use opensearch::auth::Credentials;
use opensearch::http::headers::{CONTENT_TYPE, HeaderMap, HeaderValue};
use opensearch::http::transport::{BuildError, SingleNodeConnectionPool, Transport, TransportBuilder};
use opensearch::http::{Method, Url};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::engine::EngineError;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often what can be asked twice is asked, and how long is waited before the second time; each time twice as long.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);

const JSON: &str = "application/json";

/// Environment variables of a user's name and password.
const USER: &str = "FIHRIS_CLUSTER_USER";
const PASSWORD: &str = "FIHRIS_CLUSTER_PASSWORD";

/// Threads that wait for clusters; there for as long as the program, since one that ends may not end a runtime.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().expect("the system gives threads")
});

/// An index on a cluster, as `https://host:9200/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The cluster.
    base: Url,
    /// The alias of the index.
    name: String,
}

/// A text is no [`Address`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: write it as https://host:9200/archive")]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let wrong = |problem: &str| AddressError(problem.into());
        let url = Url::parse(text).map_err(|error| AddressError(error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError(format!("a password does not belong in an address: set {USER} and {PASSWORD}")));
        }
        if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it names no index on a cluster"));
        }
        let name = url.path().trim_matches('/').to_string();
        let is_plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || matches!(char, '-' | '_');
        if name.is_empty() || !name.starts_with(|char: char| char.is_ascii_lowercase()) || !name.chars().all(is_plain) {
            return Err(wrong(
                "the name of an index begins with a Latin letter and has small letters, digits, - and _",
            ));
        }
        let mut base = url;
        base.set_path("/");
        Ok(Self { base, name })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, self.name)
    }
}

impl Address {
    /// The alias of the index.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another index on the same cluster.
    pub(super) fn of(&self, name: &str) -> Self {
        Self { base: self.base.clone(), name: name.into() }
    }

    pub(super) fn problem(&self, problem: impl Into<String>) -> EngineError {
        EngineError::Cluster { address: self.to_string(), problem: problem.into() }
    }
}

/// What is connected to, kept for as long as the program: a server asks before each answer whether its index has changed.
static TRANSPORTS: LazyLock<Mutex<HashMap<Url, Transport>>> = LazyLock::new(Mutex::default);

/// Asks one cluster.
pub(super) struct Client {
    pub address: Address,
    transport: Transport,
}

/// A status and what came with it.
pub(super) struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Client {
    /// A client for the cluster at `address`.
    ///
    /// # Errors
    /// The system offers no certificates.
    pub fn new(address: &Address) -> Result<Self, EngineError> {
        let mut transports = TRANSPORTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let transport = match transports.get(&address.base) {
            Some(transport) => transport.clone(),
            None => {
                let transport = connected(&address.base);
                let transport = transport.map_err(|error| address.problem(format!("cannot be asked: {error}")))?;
                transports.insert(address.base.clone(), transport.clone());
                transport
            }
        };
        Ok(Self { address: address.clone(), transport })
    }

    /// Asks what changes nothing, or nothing when it is asked twice; again where the cluster is too busy or away.
    pub fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Reply, EngineError> {
        self.send(method, path, body.map(Value::to_string), JSON, TRIES)
    }

    /// Sends documents by their ids, which twice are the same as once; again as above.
    pub fn send_lines(&self, path: &str, lines: String) -> Result<Reply, EngineError> {
        self.send(Method::Post, path, Some(lines), "application/x-ndjson", TRIES)
    }

    /// Asks for a change, once: done a second time it could be refused for having been done.
    pub fn change(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, EngineError> {
        let reply = self.send(method, path, body.map(Value::to_string), JSON, 1)?;
        self.done(reply)
    }

    /// As [`Client::ask`], where only success will do.
    pub fn demand(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, EngineError> {
        self.ask(method, path, body).and_then(|reply| self.done(reply))
    }

    fn done(&self, reply: Reply) -> Result<Value, EngineError> {
        if (200..300).contains(&reply.status) { Ok(reply.body) } else { Err(self.refused(&reply)) }
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        kind: &'static str,
        tries: u32,
    ) -> Result<Reply, EngineError> {
        let mut pause = PAUSE;
        for attempt in 1.. {
            let outcome = RUNTIME.block_on(self.once(method, path, body.clone(), kind));
            match outcome {
                Ok(reply) if matches!(reply.status, 429 | 502..=504) && attempt < tries => {}
                Ok(reply) => return Ok(reply),
                Err(_) if attempt < tries => {}
                Err(error) => return Err(self.address.problem(unreachable_because(&error))),
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
        unreachable!("the last attempt returns")
    }

    async fn once(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        kind: &'static str,
    ) -> Result<Reply, opensearch::Error> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
        let response = self.transport.send(method, path, headers, None::<&()>, body, None).await?;
        let status = response.status_code().as_u16();
        let text = response.text().await?;
        // Not everything that answers is a cluster.
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Reply { status, body })
    }

    /// What a reply that is no success means.
    pub fn refused(&self, Reply { status, body }: &Reply) -> EngineError {
        let reason = body["error"]["root_cause"][0]["reason"].as_str().or_else(|| body["error"]["reason"].as_str());
        let reason = reason.or_else(|| body["error"].as_str()).unwrap_or("it gives no reason");
        let problem = match status {
            401 | 403 => format!("the cluster does not let this user in ({reason}): set {USER} and {PASSWORD}"),
            404 => "there is no such index: build it with `fihris --index ADDRESS index PATH…`".into(),
            429 => format!("the cluster has too much to do ({reason}): run this again later"),
            status => format!("the cluster answers {status}: {reason}"),
        };
        self.address.problem(problem)
    }
}

/// Connections to a cluster, with the name and password of the environment.
fn connected(base: &Url) -> Result<Transport, BuildError> {
    let builder = TransportBuilder::new(SingleNodeConnectionPool::new(base.clone())).timeout(PATIENCE);
    match (std::env::var(USER), std::env::var(PASSWORD)) {
        (Ok(user), Ok(password)) => builder.auth(Credentials::Basic(user, password)).build(),
        _ => builder.build(),
    }
}

fn unreachable_because(error: &opensearch::Error) -> String {
    let mut causes = vec![error.to_string()];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    let last = causes.pop().unwrap_or_default();
    format!("the cluster cannot be reached ({last}): is it running, and is the address right?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_cluster_and_an_index() {
        let address: Address = "http://127.0.0.1:9201/archive-2".parse().unwrap();
        assert_eq!((address.name(), address.to_string().as_str()), ("archive-2", "http://127.0.0.1:9201/archive-2"));
        for wrong in
            ["http://127.0.0.1:9201", "http://h/", "http://h/a/b", "http://h/Archive", "http://h/_all", "http://h/a?x"]
        {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
        let told = "https://user:secret@host/archive".parse::<Address>().unwrap_err().to_string();
        assert!(told.contains(PASSWORD) && !told.contains("secret"), "{told}");
    }
}
