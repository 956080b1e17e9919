//! The first documents that match, with the statistics of the query in the same request.

use serde_json::{Value, json};

use super::cache::key_of;
use super::cluster::{Cluster, hits, total};
use super::lower::date_filter;
use super::msearch::SearchType;
use crate::engine::score_order::{TIE_MARGIN, quantized};
use crate::engine::{EngineError, Key, Matches, Order, Plan};
use crate::query::Filter;

/// The most documents in a response, and the most that come with their texts.
const PAGE: usize = 10_000;
const WITH_TEXTS: usize = 300;

/// A document that was found.
struct Found {
    /// Its quantized score; 0 for other orders.
    score: u32,
    /// Its first sort key on the cluster.
    sorted_by: Value,
    /// Its tie-break.
    tie: i64,
    key: Key,
}

impl Cluster {
    /// See [`Engine::matches`](crate::engine::Engine::matches).
    pub(super) fn top(&self, plan: &Plan, filter: &Filter, order: Order, limit: usize) -> Result<Matches, EngineError> {
        let limit = limit.min(self.documents as usize);
        let is_ranked = order == Order::Relevance && limit > 0;
        let with_texts = limit <= WITH_TEXTS;
        let mut body = self.first_of(plan, filter, order, with_texts)?;
        let search_type = if is_ranked { SearchType::GlobalStatistics } else { SearchType::Unscored };
        let more = if is_ranked { TIE_MARGIN } else { 0 };
        let mut found: Vec<Found> = Vec::new();
        let mut matches = Matches::default();
        loop {
            // If more are needed, as many again: the length of a tie is unknown.
            let size = if found.is_empty() { limit + more } else { found.len() }.min(PAGE);
            body["size"] = json!(size);
            let answer = match found.is_empty() && !plan.terms.stems.is_empty() {
                true => self.search_with_statistics(&plan.terms, search_type, &body)?,
                false => self.searches(&[(search_type, &body)])?.remove(0),
            };
            if found.is_empty() {
                matches.total = total(&answer);
                matches.undated = answer["aggregations"]["undated"]["doc_count"].as_u64().unwrap_or_default();
            }
            for hit in hits(&answer) {
                found.push(self.found(hit, is_ranked)?);
            }
            let Some(after) = found.last().filter(|_| hits(&answer).len() == size && size > 0) else { break };
            if found.len() >= limit {
                if !is_ranked || found[limit - 1].score != after.score {
                    break;
                }
                // Only some of them will be returned: their texts are fetched later.
                body["_source"] = json!(["id"]);
            }
            let tie = if is_ranked && is_enough_of(after, &found, limit) { i64::MAX } else { after.tie };
            body["search_after"] = json!([after.sorted_by, tie]);
        }
        if is_ranked {
            found.sort_by_key(|found| (std::cmp::Reverse(found.score), found.tie));
        }
        matches.documents = found.into_iter().take(limit).map(|found| found.key).collect();
        if with_texts {
            self.fetch_texts(&matches.documents)?;
            self.fetch_groups_of(&matches.documents)?;
        }
        Ok(matches)
    }

    /// A search for the first documents, without its size.
    fn first_of(&self, plan: &Plan, filter: &Filter, order: Order, with_texts: bool) -> Result<Value, EngineError> {
        let (query, dates) = (self.query(plan, filter)?, date_filter(filter));
        let mut body = json!({
            "query": query,
            "track_total_hits": true,
            "sort": match order {
                Order::Relevance => json!([{ "_score": "desc" }, { "tie": "asc" }]),
                Order::Newest => json!([{ "ends": { "order": "desc", "missing": "_last" } }, { "tie": "asc" }]),
                Order::Oldest => json!([{ "begins": { "order": "asc", "missing": "_last" } }, { "tie": "asc" }]),
            },
            "_source": if with_texts { json!(true) } else { json!(["id"]) },
        });
        if !dates.is_empty() {
            // Undated documents are counted before the date filter applies.
            body["post_filter"] = json!({ "bool": { "filter": dates } });
            body["aggs"] = json!({ "undated": { "missing": { "field": "begins" } } });
        }
        Ok(body)
    }

    fn found(&self, hit: &Value, is_ranked: bool) -> Result<Found, EngineError> {
        let sort = &hit["sort"];
        let score = sort[0].as_f64().filter(|_| is_ranked).unwrap_or_default();
        let tie = sort[1].as_i64().unwrap_or_default();
        let key = match &hit["_source"]["body"] {
            Value::Null => key_of(hit["_source"]["id"].as_str().unwrap_or_default()),
            _ => self.cache_document(hit)?.0,
        };
        Ok(Found { score: quantized(score as f32), sorted_by: sort[0].clone(), tie, key })
    }
}

/// Whether further documents with the sort key of `last` cannot be among the first `limit`, since enough come before
/// them.
fn is_enough_of(last: &Found, found: &[Found], limit: usize) -> bool {
    let before = found.iter().filter(|found| found.score > last.score).count();
    let alike = found.iter().rev().take_while(|found| found.sorted_by == last.sorted_by).count();
    before < limit && alike >= limit - before
}
