//! Collection statistics of a cluster, counted with the search that needs them.

use serde_json::{Value, json};

use super::cluster::{Cluster, total};
use super::msearch::SearchType;
use super::statistics_cache::Term;
use crate::engine::EngineError;
use crate::query::{QueryTerms, Statistics};

impl Cluster {
    /// Searches, and in the same request counts those of `terms` that are not known yet.
    pub(super) fn search_with_statistics(
        &self,
        terms: &QueryTerms,
        search_type: SearchType,
        body: &Value,
    ) -> Result<Value, EngineError> {
        let Some(unknown) = self.statistics_cache.unknown(terms) else {
            return Ok(self.searches(&[(search_type, body)])?.remove(0));
        };
        let mut answers = self.searches(&[(search_type, body), (SearchType::Unscored, &count_request(&unknown))])?;
        self.put_counts(unknown, &answers[1])?;
        Ok(answers.remove(0))
    }

    /// See [`Engine::statistics`](crate::engine::Engine::statistics).
    pub(super) fn statistics_of(&self, terms: &QueryTerms) -> Result<Statistics, EngineError> {
        loop {
            if let Some(statistics) = self.statistics_cache.get(terms) {
                return Ok(statistics);
            }
            // Counting new terms may make the cache forget others.
            if let Some(unknown) = self.statistics_cache.unknown(terms) {
                let answer = self.search(&count_request(&unknown))?;
                self.put_counts(unknown, &answer)?;
            }
        }
    }

    /// Puts the counts of `answer` into the cache.
    ///
    /// # Errors
    /// Not every term was counted.
    fn put_counts(&self, terms: Vec<Term>, answer: &Value) -> Result<(), EngineError> {
        let buckets = answer["aggregations"]["words"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        if buckets.len() != terms.len() {
            return Err(self.client.address.problem("the cluster did not count every requested word"));
        }
        let tokens = answer["aggregations"]["tokens"]["value"].as_f64().unwrap_or_default();
        let frequencies = buckets.iter().map(|bucket| bucket["doc_count"].as_u64().unwrap_or_default());
        self.statistics_cache.put((total(answer), tokens as u64), terms.into_iter().zip(frequencies));
        Ok(())
    }
}

/// A search that counts documents, tokens and the documents of each term.
fn count_request(terms: &[Term]) -> Value {
    let mut aggs = json!({ "tokens": { "sum": { "field": "length" } } });
    if !terms.is_empty() {
        let filters: Vec<Value> = terms.iter().map(|(field, term)| json!({ "term": { *field: term } })).collect();
        aggs["words"] = json!({ "filters": { "filters": filters } });
    }
    json!({ "size": 0, "track_total_hits": true, "aggs": aggs })
}
