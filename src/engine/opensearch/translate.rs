//! A [`query::Query`] as the cluster reads it; the clauses are those of the embedded engine.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::reader::Cluster;
use crate::engine::EngineError;
use crate::query::{self, Group, Kind, Level, Node, Phrase, QueryError, Word, Wrong};

/// The most documents that are read to tell whether a phrase stands in them.
const MOST_READ: u64 = 100_000;

/// What a word whose stems are many counts in stage one.
const WILDCARD_SCORE: f32 = 3.0;

pub(super) const TEXT: &str = "stems";
const TITLE: &str = "title_stems";

impl Cluster {
    /// What `query` asks of texts, with what scores.
    pub(super) fn text_query(&self, query: &query::Query) -> Result<Value, EngineError> {
        let scoring = self.scoring(query);
        Ok(json!({ "bool": { "filter": [self.group(&query.root)?], "should": scoring } }))
    }

    fn group(&self, group: &Group) -> Result<Value, EngineError> {
        let (mut must, mut must_not, mut any) = (Vec::new(), Vec::new(), Vec::new());
        for clause in &group.clauses {
            let node = self.node(&clause.node)?;
            match clause.occur {
                query::Occur::Should => any.push(node),
                query::Occur::Must => must.push(node),
                query::Occur::MustNot => must_not.push(node),
            }
        }
        // What only narrows does not make the words beside it optional.
        let is_required = |clause: &query::Clause| clause.occur == query::Occur::Must && !clause.node.is_filter();
        if !group.clauses.iter().any(is_required) {
            let others = group.names.iter().flat_map(|name| &name.others);
            let others = others.map(|other| self.words(&other.words.iter().collect::<Vec<_>>()));
            any.extend(others.collect::<Result<Vec<_>, _>>()?);
            if !any.is_empty() {
                must.push(union(any));
            }
        }
        Ok(match (must.is_empty(), must_not.is_empty()) {
            (true, true) => json!({ "match_none": {} }),
            _ => json!({ "bool": { "filter": must, "must_not": must_not } }),
        })
    }

    fn node(&self, node: &Node) -> Result<Value, EngineError> {
        match node {
            Node::Group(group) => self.group(group),
            Node::Phrase(phrase) => self.phrase(phrase),
            Node::Filter(filter) => {
                let (mut must, must_not) = self.name_filters(filter)?;
                must.extend(date_filter(filter));
                Ok(json!({ "bool": { "filter": must, "must_not": must_not } }))
            }
            Node::Everything => Ok(json!({ "match_all": {} })),
        }
    }

    fn phrase(&self, phrase: &Phrase) -> Result<Value, EngineError> {
        let field = if phrase.in_title { TITLE } else { TEXT };
        let variants = phrase.variants();
        let is_told = |words: &[&Word]| {
            let has_forms = words.iter().any(|word| !word.forms.is_empty());
            phrase.level > Level::Written && !(has_forms && (words.len() > 1 || phrase.in_title))
        };
        let query = |words: &Vec<&Word>| match (words.as_slice(), phrase.near) {
            (words, _) if !is_told(words) => self.read(phrase, words),
            ([word], _) => Ok(word_query(field, word)),
            (words, among) => Ok(row(field, words, among)),
        };
        Ok(union(variants.iter().map(query).collect::<Result<_, _>>()?))
    }

    /// Documents with the words of a name.
    fn words(&self, words: &[&Word]) -> Result<Value, EngineError> {
        match words {
            [word] => Ok(word_query(TEXT, word)),
            words if words.iter().all(|word| word.forms.is_empty()) => Ok(row(TEXT, words, None)),
            words => {
                let level = Level::Clitics;
                let words = words.iter().copied().cloned().collect();
                self.phrase(&Phrase { words, near: None, in_title: false, level, others: Vec::new() })
            }
        }
    }

    /// Documents in which `phrase` stands, of those that have all the words: they are read.
    fn read(&self, phrase: &Phrase, words: &[&Word]) -> Result<Value, EngineError> {
        let candidates: Vec<Value> = words.iter().map(|word| word_query(TEXT, word)).collect();
        let candidates = json!({ "bool": { "filter": candidates } });
        if self.count(&candidates)? > MOST_READ {
            let wrong = Wrong::TooMuchRead(MOST_READ);
            return Err(QueryError { wrong, column: None, found: phrase.to_string() }.into());
        }
        let only = Phrase { words: words.iter().copied().cloned().collect(), others: Vec::new(), ..phrase.clone() };
        let mut found = Vec::new();
        self.each(&candidates, &["title", "body"], &mut |name, stored| {
            let text = |field: &str| stored[field].as_str().unwrap_or_default();
            if query::stands_in(&only, text("title"), text("body")) {
                found.push(name.to_string());
            }
        })?;
        Ok(json!({ "ids": { "values": found } }))
    }

    /// What scores: the stems that are looked for, and what else would do, for what it counts.
    fn scoring(&self, query: &query::Query) -> Vec<Value> {
        let mut scores: BTreeMap<&str, f32> = BTreeMap::new();
        let mut clauses = Vec::new();
        for word in &query.words() {
            match word.kind {
                Kind::Whole => drop(scores.insert(&word.stem, 1.0)),
                _ => clauses.push(json!({
                    "constant_score": { "filter": word_query(TEXT, word), "boost": WILDCARD_SCORE }
                })),
            }
        }
        for other in query.others() {
            match other.words.as_slice() {
                [word] => drop(scores.entry(&word.stem).or_insert(other.weight)),
                words => {
                    let row = row(TEXT, &words.iter().collect::<Vec<_>>(), None);
                    clauses.push(json!({ "bool": { "must": [row], "boost": other.weight * self.scale } }));
                }
            }
        }
        let scored =
            |(stem, weight): (&str, f32)| json!({ "term": { TEXT: { "value": stem, "boost": weight * self.scale } } });
        clauses.extend(scores.into_iter().map(scored));
        clauses
    }
}

fn word_query(field: &str, word: &Word) -> Value {
    let mut any = Vec::new();
    if !word.stems.is_empty() {
        any.push(json!({ "terms": { field: word.stems } }));
    }
    if !word.forms.is_empty() {
        any.push(json!({ "terms": { "forms": word.forms } }));
    }
    union(any)
}

/// Documents that have the stems of the words side by side, or in any order with some others among them.
fn row(field: &str, words: &[&Word], among: Option<u32>) -> Value {
    let single: Option<Vec<&str>> = words
        .iter()
        .map(|word| match word.stems.as_slice() {
            [stem] => Some(stem.as_str()),
            _ => None,
        })
        .collect();
    if let (Some(stems), None) = (single, among) {
        return json!({ "match_phrase": { field: { "query": stems.join(" ") } } });
    }
    let of_word = |word: &&Word| {
        let any: Vec<Value> = word.stems.iter().map(|stem| json!({ "match": { "query": stem } })).collect();
        json!({ "any_of": { "intervals": any } })
    };
    let intervals: Vec<Value> = words.iter().map(of_word).collect();
    json!({ "intervals": { field: { "all_of": {
        "ordered": among.is_none(),
        "max_gaps": among.unwrap_or(0),
        "intervals": intervals,
    } } } })
}

/// Any of the queries.
fn union(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        0 => json!({ "match_none": {} }),
        1 => queries.remove(0),
        _ => json!({ "bool": { "should": queries, "minimum_should_match": 1 } }),
    }
}

/// Documents that may have been published between the filter's dates.
pub(super) fn date_filter(filter: &query::Filter) -> Vec<Value> {
    let from = filter.from.map(|date| json!({ "range": { "ends": { "gte": date.first_minute() } } }));
    let to = filter.to.map(|date| json!({ "range": { "begins": { "lte": date.last_minute() } } }));
    from.into_iter().chain(to).collect()
}
