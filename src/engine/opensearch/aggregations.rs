//! Aggregations: values of a field, and facets.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::cluster::{Cluster, total};
use super::lower::date_filter;
use crate::arabic::fold;
use crate::document::{Date, Metadata, Outlet};
use crate::engine::name_lookup::{self, outlet_of_term, outlet_term};
use crate::engine::{EngineError, FacetCounts, MAX_NAMES, OutletCount, OutletDates, Plan};
use crate::query::Filter;

/// The intended number of values per response: a third of the maximum, since they are first counted approximately.
const VALUES: u64 = 20_000;
/// The most values in a response, and the most names that are compared with a name in a filter.
const NAMES: usize = 65_000;
/// Pairs of an outlet and a date in a response.
const PAIRS: usize = 10_000;
/// How many times the values of a field are partitioned anew if there are more than estimated.
const PARTINGS: u32 = 4;

impl Cluster {
    /// Every value of a keyword field, with how many documents have it, rising. The values are partitioned by their
    /// digests: each part is one walk over the documents, where pages in order would each cost a sorted one.
    pub(super) fn values(&self, field: &str) -> Result<Vec<(String, u64)>, EngineError> {
        let about = json!({ "about": { "cardinality": { "field": field } } });
        let about = self.search(&json!({ "size": 0, "aggs": about }))?;
        let about = about["aggregations"]["about"]["value"].as_u64().unwrap_or_default();
        for parting in 0..PARTINGS {
            if let Some(values) = self.values_in(field, (about / VALUES + 1) << parting)? {
                return Ok(values);
            }
        }
        Err(self.client.address.problem(format!("it does not count the values of {field} as it says: search again")))
    }

    /// The values of a field, sorted, fetched in this many partitions; `None` if one of them does not fit into a
    /// response.
    fn values_in(&self, field: &str, parts: u64) -> Result<Option<Vec<(String, u64)>>, EngineError> {
        let mut values = Vec::new();
        for part in 0..parts {
            let include = json!({ "partition": part, "num_partitions": parts });
            let terms = json!({ "terms": { "field": field, "size": NAMES, "include": include } });
            let answer = self.search(&json!({ "size": 0, "aggs": { "all": terms } }))?;
            let all = &answer["aggregations"]["all"];
            if all["sum_other_doc_count"].as_u64() != Some(0) {
                return Ok(None);
            }
            values.extend(buckets(all));
        }
        values.sort_unstable();
        Ok(Some(values))
    }

    pub(super) fn outlet_counts(&self) -> Result<&[OutletCount], EngineError> {
        if let Some(counts) = self.outlets.get() {
            return Ok(counts);
        }
        let values = self.values("outlet")?.into_iter();
        let mut counts: Vec<OutletCount> =
            values.map(|(term, documents)| OutletCount { outlet: outlet_of_term(&term), documents }).collect();
        counts.sort_by(|a, b| a.name().cmp(&b.name()));
        Ok(self.outlets.get_or_init(|| counts))
    }

    /// The required and the excluded clauses of `filter`, without its dates.
    pub(super) fn name_filters(&self, filter: &Filter) -> Result<(Vec<Value>, Vec<Value>), EngineError> {
        let (mut must, mut must_not) = (Vec::new(), Vec::new());
        for (clauses, asked) in [(&mut must, &filter.outlets), (&mut must_not, &filter.not_outlets)] {
            if !asked.is_empty() {
                let outlets: Vec<&Outlet> =
                    self.outlet_counts()?.iter().filter_map(|count| count.outlet.as_ref()).collect();
                let chosen = name_lookup::outlets(asked, &outlets)?;
                let terms: Vec<String> = chosen.into_iter().map(|outlet| outlet_term(Some(outlet))).collect();
                clauses.push(json!({ "terms": { "outlet": terms } }));
            }
        }
        let named = [
            ("author", &filter.authors),
            ("agency", &filter.agencies),
            ("place", &filter.places),
            ("language", &filter.languages),
        ];
        for (kind, asked) in named {
            if !asked.is_empty() {
                let all: Vec<String> = self.values(kind)?.into_iter().map(|(name, _)| name).take(NAMES).collect();
                must.push(json!({ "terms": { kind: name_lookup::named(kind, asked, &all)? } }));
            }
        }
        Ok((must, must_not))
    }

    /// Counts matching documents by outlet, author and date.
    pub(super) fn facet_counts(&self, plan: &Plan, filter: &Filter) -> Result<FacetCounts, EngineError> {
        let by_count = json!([{ "_count": "desc" }, { "_key": "asc" }]);
        let of = |field: &str| json!({ "terms": { "field": field, "size": NAMES, "order": by_count } });
        // One document of each author has the spelling of the name. More authors are counted than returned, since
        // shards count separately.
        let named = |field: &str| {
            let mut names = of(field);
            names["terms"]["size"] = json!(MAX_NAMES);
            names["terms"]["shard_size"] = json!(NAMES);
            names["aggs"] =
                json!({ "one": { "top_hits": { "size": 1, "_source": ["metadata"], "sort": [{ "tie": "asc" }] } } });
            names
        };
        let dates = date_filter(filter);
        let asked = json!({ "bool": { "must": [self.query(plan, filter)?], "filter": dates } });
        let answer = self.search(&json!({
            "size": 0,
            "query": asked,
            "track_total_hits": true,
            "aggs": {
                "outlets": of("outlet"), "authors": named("author"), "agencies": named("agency"), "places": named("place"),
                "languages": named("language"), "dates": of("date"),
                "undated": { "missing": { "field": "date" } },
            },
        }))?;
        let all = &answer["aggregations"];
        let outlets = buckets(&all["outlets"]).map(|(term, documents)| (outlet_of_term(&term), documents));
        let outlets = OutletCount::of(outlets);
        let authors = as_written(&all["authors"], |metadata| metadata.authors);
        let agencies = as_written(&all["agencies"], |metadata| metadata.agencies);
        let places = as_written(&all["places"], |metadata| Vec::from_iter(metadata.place));
        let languages = as_written(&all["languages"], |metadata| Vec::from_iter(metadata.language));
        let date = |(text, count): (String, u64)| Some((text.parse::<Date>().ok()?, count));
        let mut dates: Vec<(Date, u64)> = buckets(&all["dates"]).filter_map(date).collect();
        dates.sort_by_key(|(date, _)| (date.first_minute(), Reverse(date.last_minute())));
        let undated = all["undated"]["doc_count"].as_u64().unwrap_or_default();
        Ok(FacetCounts { documents: total(&answer), outlets, authors, agencies, places, languages, dates, undated })
    }

    /// Counts matching documents by outlet and date, page by page: together they may be more than a response may hold.
    pub(super) fn count_outlet_dates(&self, plan: &Plan, filter: &Filter) -> Result<Vec<OutletDates>, EngineError> {
        let asked = json!({ "bool": { "must": [self.query(plan, filter)?], "filter": date_filter(filter) } });
        let sources = json!([
            { "outlet": { "terms": { "field": "outlet", "missing_bucket": true } } },
            { "date": { "terms": { "field": "date", "missing_bucket": true } } },
        ]);
        let mut counts: Vec<(Option<Outlet>, Option<Date>, u64)> = Vec::new();
        let mut after = Value::Null;
        loop {
            let mut composite = json!({ "size": PAIRS, "sources": sources });
            if !after.is_null() {
                composite["after"] = after;
            }
            let body = json!({ "size": 0, "query": asked, "aggs": { "pairs": { "composite": composite } } });
            let answer = self.search(&body)?;
            let pairs = &answer["aggregations"]["pairs"];
            let buckets = pairs["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
            counts.extend(buckets.iter().map(|bucket| {
                let outlet = bucket["key"]["outlet"].as_str().and_then(outlet_of_term);
                let date = bucket["key"]["date"].as_str().and_then(|date| date.parse::<Date>().ok());
                (outlet, date, bucket["doc_count"].as_u64().unwrap_or_default())
            }));
            after = pairs["after_key"].clone();
            if after.is_null() || buckets.len() < PAIRS {
                return Ok(OutletDates::of(counts));
            }
        }
    }
}

/// The names of an aggregation, as one document of each writes them in the list that `names` takes.
fn as_written(aggregation: &Value, names: fn(Metadata) -> Vec<String>) -> Vec<(String, u64)> {
    let written = |bucket: &Value| {
        let folded = bucket["key"].as_str()?;
        let metadata = &bucket["one"]["hits"]["hits"][0]["_source"]["metadata"];
        let metadata: Metadata = serde_json::from_value(metadata.clone()).ok()?;
        let name = names(metadata).into_iter().find(|name| fold(name) == folded);
        Some((name.unwrap_or_else(|| folded.into()), bucket["doc_count"].as_u64()?))
    };
    aggregation["buckets"].as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(written).collect()
}

fn buckets(aggregation: &Value) -> impl Iterator<Item = (String, u64)> {
    let buckets = aggregation["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
    buckets.iter().filter_map(|bucket| Some((bucket["key"].as_str()?.to_string(), bucket["doc_count"].as_u64()?)))
}
