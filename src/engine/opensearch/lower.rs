//! Lowers the leaves and scorers of a [`Plan`] to the cluster's query language.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::schema::{FORMS, TEXT, TITLE};
use crate::engine::plan::{Field, Leaf, Lowering, Scorer};
use crate::engine::{EngineError, Meter, Plan};
use crate::query::{Filter, Phrase, phrase_matches};

impl Cluster {
    /// The query of `plan` and of the names in `filter`, without the filter's dates.
    pub(super) fn query(&self, plan: &Plan, filter: &Filter) -> Result<Value, EngineError> {
        let scorers =
            plan.scorers.iter().map(|scorer| self.scorer(scorer, &plan.meter)).collect::<Result<Vec<_>, _>>()?;
        let plan = json!({ "bool": { "filter": [plan.selection.lower(self, &plan.meter)?], "should": scorers } });
        let (must, must_not) = self.name_filters(filter)?;
        Ok(json!({ "bool": { "must": [plan], "filter": must, "must_not": must_not } }))
    }

    fn scorer(&self, scorer: &Scorer, meter: &Meter) -> Result<Value, EngineError> {
        Ok(match scorer {
            Scorer::Stem { stem, weight } => {
                json!({ "term": { TEXT: { "value": stem, "boost": weight * self.score_scale } } })
            }
            Scorer::Phrase { positions, weight } => {
                json!({ "bool": { "must": [phrase(TEXT, positions)], "boost": weight * self.score_scale } })
            }
            Scorer::Constant { node, score } => {
                json!({ "constant_score": { "filter": node.lower(self, meter)?, "boost": score } })
            }
        })
    }
}

impl Lowering for Cluster {
    type Query = Value;

    fn all(&self) -> Value {
        json!({ "match_all": {} })
    }

    fn none(&self) -> Value {
        json!({ "match_none": {} })
    }

    fn any(&self, queries: Vec<Value>) -> Value {
        json!({ "bool": { "should": queries, "minimum_should_match": 1 } })
    }

    fn boolean(&self, must: Vec<Value>, must_not: Vec<Value>) -> Value {
        json!({ "bool": { "filter": must, "must_not": must_not } })
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Value, EngineError> {
        Ok(match leaf {
            Leaf::Stems { field, stems } => json!({ "terms": { field_name(*field): stems } }),
            Leaf::Forms(forms) => json!({ "terms": { FORMS: forms } }),
            Leaf::Phrase { field, positions } => phrase(field_name(*field), positions),
            Leaf::Window { field, stems, gaps } => intervals(field_name(*field), stems, false, *gaps),
            Leaf::Filter(filter) => {
                let (mut must, must_not) = self.name_filters(filter)?;
                must.extend(date_filter(filter));
                json!({ "bool": { "filter": must, "must_not": must_not } })
            }
        })
    }

    fn count(&self, query: &Value) -> Result<u64, EngineError> {
        self.count_documents(query)
    }

    fn verify(&self, candidates: Value, phrase: &Phrase, meter: &Meter) -> Result<Value, EngineError> {
        let mut found = Vec::new();
        self.each(&candidates, &["title", "body"], &mut |name, stored| {
            let text = |field: &str| stored[field].as_str().unwrap_or_default();
            if phrase_matches(phrase, text("title"), text("body")) {
                found.push(name.to_string());
            }
            meter.read()
        })?;
        Ok(json!({ "ids": { "values": found } }))
    }
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Text => TEXT,
        Field::Title => TITLE,
    }
}

/// Documents with stems side by side, at each position any of a list.
fn phrase(field: &str, positions: &[Vec<String>]) -> Value {
    if positions.iter().all(|stems| stems.len() == 1) {
        return json!({ "match_phrase": { field: { "query": positions.concat().join(" ") } } });
    }
    intervals(field, positions, true, 0)
}

/// Documents with one stem of each list, in this order or in any, with at most `gaps` other words among them.
fn intervals(field: &str, lists: &[Vec<String>], ordered: bool, gaps: u32) -> Value {
    let any_of = |stems: &Vec<String>| {
        let any: Vec<Value> = stems.iter().map(|stem| json!({ "match": { "query": stem } })).collect();
        json!({ "any_of": { "intervals": any } })
    };
    let all: Vec<Value> = lists.iter().map(any_of).collect();
    json!({ "intervals": { field: { "all_of": { "ordered": ordered, "max_gaps": gaps, "intervals": all } } } })
}

/// Documents that may have been published between the dates of `filter`.
pub(super) fn date_filter(filter: &Filter) -> Vec<Value> {
    let from = filter.from.map(|date| json!({ "range": { "ends": { "gte": date.first_minute() } } }));
    let to = filter.to.map(|date| json!({ "range": { "begins": { "lte": date.last_minute() } } }));
    from.into_iter().chain(to).collect()
}
