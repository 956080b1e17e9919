//! How common the words of queries are, asked once each.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::ask::Scores;
use super::reader::{Cluster, total};
use super::translate::TEXT;
use crate::engine::EngineError;
use crate::query::{self, Query};

/// How many words are kept in mind; then it begins anew.
const MOST: usize = 1 << 16;

/// The field of a word, and the word.
type Term = (&'static str, String);

/// What was counted.
#[derive(Default)]
pub(super) struct Counted(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// Documents and tokens of all.
    all: Option<(u64, u64)>,
    /// Documents that have a word.
    of: HashMap<Term, u64>,
}

/// What is asked of a query: its stems, then its forms.
fn terms(query: &Query) -> Vec<Term> {
    let stems = query.stems().into_iter().map(|stem| (TEXT, stem.to_string()));
    stems.chain(query.forms().into_iter().map(|form| ("forms", form.to_string()))).collect()
}

impl Cluster {
    /// Searches, and counts what is not known yet of the words of `query` with the same request.
    pub(super) fn with_statistics(&self, query: &Query, scores: Scores, body: &Value) -> Result<Value, EngineError> {
        let unknown = self.unknown(query);
        let Some((counts, asked)) = unknown else { return Ok(self.searches(&[(scores, body)])?.remove(0)) };
        let mut answers = self.searches(&[(scores, body), (Scores::Unasked, &counts)])?;
        self.count_in(asked, &answers[1]);
        Ok(answers.remove(0))
    }

    /// See [`Engine::statistics`](crate::engine::Engine::statistics).
    pub(super) fn counted(&self, query: &Query) -> Result<query::Statistics, EngineError> {
        if let Some((counts, asked)) = self.unknown(query) {
            let answer = self.search(&counts)?;
            self.count_in(asked, &answer);
        }
        let counts = self.counted.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let of = |term: &Term| counts.of.get(term).copied().unwrap_or_default();
        let (documents, tokens) = counts.all.unwrap_or_default();
        let mut each = terms(query).iter().map(of).collect::<Vec<u64>>();
        let forms = each.split_off(query.stems().len());
        Ok(query::Statistics { documents, tokens, stems: each, forms })
    }

    /// A search that counts the words of `query` that are not known, and which these are.
    fn unknown(&self, query: &Query) -> Option<(Value, Vec<Term>)> {
        let counts = self.counted.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut met = HashSet::new();
        let mut asked = terms(query);
        asked.retain(|term| !counts.of.contains_key(term) && met.insert(term.clone()));
        if asked.is_empty() && counts.all.is_some() {
            return None;
        }
        let mut aggs = json!({ "tokens": { "sum": { "field": "length" } } });
        if !asked.is_empty() {
            let filters: Vec<Value> = asked.iter().map(|(field, word)| json!({ "term": { *field: word } })).collect();
            aggs["words"] = json!({ "filters": { "filters": filters } });
        }
        Some((json!({ "size": 0, "track_total_hits": true, "aggs": aggs }), asked))
    }

    fn count_in(&self, asked: Vec<Term>, answer: &Value) {
        let mut counts = self.counted.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if counts.of.len() > MOST {
            counts.of.clear();
        }
        let tokens = answer["aggregations"]["tokens"]["value"].as_f64().unwrap_or_default();
        counts.all = Some((total(answer), tokens as u64));
        let buckets = answer["aggregations"]["words"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let documents = buckets.iter().map(|bucket| bucket["doc_count"].as_u64().unwrap_or_default());
        counts.of.extend(asked.into_iter().zip(documents));
    }
}
