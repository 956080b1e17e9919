//! Multi-search requests: several searches in one request, each complete or an error.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::client::{MAX_ATTEMPTS, is_transient, retry};
use super::cluster::Cluster;
use super::schema::companion;
use crate::engine::EngineError;

/// Which statistics score documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SearchType {
    /// None, or those of each shard.
    Unscored,
    /// Those of all shards.
    GlobalStatistics,
}

impl Cluster {
    /// Searches without scores.
    pub(super) fn search(&self, body: &Value) -> Result<Value, EngineError> {
        self.searches(&[(SearchType::Unscored, body)]).map(|mut answers| answers.remove(0))
    }

    /// Runs searches in one request; returns as many responses.
    ///
    /// # Errors
    /// A shard does not answer and partial answers are not allowed; the cluster refuses the search.
    pub(super) fn searches(&self, searches: &[(SearchType, &Value)]) -> Result<Vec<Value>, EngineError> {
        self.searches_in(self.client.address.name(), searches)
    }

    /// Searches the companion index.
    pub(super) fn search_companion(&self, body: &Value) -> Result<Value, EngineError> {
        let index = companion(self.client.address.name());
        self.searches_in(&index, &[(SearchType::Unscored, body)]).map(|mut answers| answers.remove(0))
    }

    fn searches_in(&self, index: &str, searches: &[(SearchType, &Value)]) -> Result<Vec<Value>, EngineError> {
        let address = &self.client.address;
        let mut lines = String::new();
        for (search_type, body) in searches {
            let kind = match search_type {
                SearchType::Unscored => "query_then_fetch",
                SearchType::GlobalStatistics => "dfs_query_then_fetch",
            };
            let head = json!({ "search_type": kind, "allow_partial_search_results": address.is_partial_allowed });
            lines.push_str(&format!("{head}\n{body}\n"));
        }
        let path = format!("/{index}/_msearch");
        let attempt = || {
            let answer = self.client.send_lines(&path, &lines);
            let answer =
                answer.and_then(|reply| self.client.done(reply)).map(|mut body| match body["responses"].take() {
                    Value::Array(answers) => answers,
                    _ => Vec::new(),
                });
            match answer {
                Ok(answers) if answers.iter().any(|answer| is_transient(status(answer))) => Err(Ok(answers)),
                answer => Ok(answer),
            }
        };
        let answers = retry(MAX_ATTEMPTS, attempt).unwrap_or_else(|last| last)?;
        if answers.len() != searches.len() {
            return Err(address.problem("what answers is no cluster of OpenSearch: is the address right?"));
        }
        answers.iter().try_for_each(|answer| self.take(answer))?;
        Ok(answers)
    }

    /// Checks a response, and records the shards that it lacks.
    fn take(&self, answer: &Value) -> Result<(), EngineError> {
        if !(200..300).contains(&status(answer)) {
            return Err(self.client.response_error(status(answer), answer));
        }
        let count = |name: &str| answer["_shards"][name].as_u64().unwrap_or_default();
        let of = count("total");
        // A shard that ran out of time counts as successful, though its answer is incomplete.
        let shards = of.saturating_sub(count("successful")).max(u64::from(answer["timed_out"] != false));
        if shards == 0 {
            return Ok(());
        }
        if !self.client.address.is_partial_allowed {
            let told = format!("{shards} of {of} parts of the index did not answer: look at the health of the cluster");
            return Err(self.client.address.problem(told));
        }
        self.missing.0.fetch_max(shards, Ordering::Relaxed);
        self.missing.1.fetch_max(of, Ordering::Relaxed);
        Ok(())
    }
}

fn status(answer: &Value) -> u16 {
    answer["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default()
}
