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

impl Counted {
    /// What is known of `query`, where all of it is.
    fn of(&self, query: &Query) -> Option<query::Statistics> {
        let counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (documents, tokens) = counts.all?;
        let each: Option<Vec<u64>> = terms(query).iter().map(|term| counts.of.get(term).copied()).collect();
        let mut stems = each?;
        let forms = stems.split_off(query.stems().len());
        Some(query::Statistics { documents, tokens, stems, forms })
    }

    fn keep(&self, all: (u64, u64), counted: impl Iterator<Item = (Term, u64)>) {
        let mut counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if counts.of.len() > MOST {
            counts.of.clear();
        }
        counts.all = Some(all);
        counts.of.extend(counted);
    }
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
        self.count_in(asked, &answers[1])?;
        Ok(answers.remove(0))
    }

    /// See [`Engine::statistics`](crate::engine::Engine::statistics).
    pub(super) fn counted(&self, query: &Query) -> Result<query::Statistics, EngineError> {
        loop {
            if let Some(statistics) = self.counted.of(query) {
                return Ok(statistics);
            }
            // What was known may have been forgotten for what came.
            if let Some((counts, asked)) = self.unknown(query) {
                let answer = self.search(&counts)?;
                self.count_in(asked, &answer)?;
            }
        }
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

    /// Keeps what was counted.
    ///
    /// # Errors
    /// Not every word was.
    fn count_in(&self, asked: Vec<Term>, answer: &Value) -> Result<(), EngineError> {
        let buckets = answer["aggregations"]["words"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        if buckets.len() != asked.len() {
            return Err(self.client.address.problem("the cluster does not count every word that it is asked for"));
        }
        let tokens = answer["aggregations"]["tokens"]["value"].as_f64().unwrap_or_default();
        let documents = buckets.iter().map(|bucket| bucket["doc_count"].as_u64().unwrap_or_default());
        self.counted.keep((total(answer), tokens as u64), asked.into_iter().zip(documents));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn what_was_forgotten_is_not_taken_for_nothing() {
        let (counted, query) = (Counted::default(), parse("سجن").unwrap());
        assert!(counted.of(&query).is_none());
        let known = terms(&query).into_iter().map(|term| (term, 7));
        counted.keep((30, 900), known);
        assert_eq!(counted.of(&query).unwrap().stems, [7]);
        counted.keep((30, 900), (0..=MOST).map(|number| ((TEXT, number.to_string()), 1)));
        counted.keep((30, 900), [((TEXT, "سوق".into()), 2)].into_iter());
        assert!(counted.of(&query).is_none());
    }
}
