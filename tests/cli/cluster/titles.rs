//! Searches titles of SaudiNewsNet on both engines.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::super::Archive;
use super::super::shared::shared;
use super::{NODES_OF_ALL, Said};

/// A document's id, where the passage begins and ends, and its score.
type Hit = (String, u64, u64, f64);

/// The hits of each query.
fn hits(said: &Said) -> BTreeMap<String, Vec<Hit>> {
    assert_eq!(said.code, 0, "{}", said.err);
    let mut hits: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for line in said.out.lines() {
        let hit: Value = serde_json::from_str(line).unwrap();
        let text = |field: &str| hit[field].as_str().unwrap().to_string();
        let place = |end: &str| hit["passage"][end].as_u64().unwrap();
        let found = (text("id"), place("start"), place("end"), hit["score"].as_f64().unwrap());
        hits.entry(text("query_id")).or_default().push(found);
    }
    hits
}

/// Asserts that the first titles, each a query, have the same ten hits on both engines over `articles`, which are indexed as
/// `name`.
fn assert_same_hits(name: &str, articles: &[PathBuf], titles: usize) {
    let text = fs::read_to_string(shared().join("eval/snn_title/queries.tsv")).unwrap();
    let archive = Archive::new();
    let queries: String = text.lines().take(titles).flat_map(|line| [line, "\n"]).collect();
    let queries = archive.write("queries.tsv", queries.as_bytes());
    assert_eq!(archive.run(&["index"], articles).code, 0);
    let built = NODES_OF_ALL.run(name, &["index", "--shards", "3"], articles);
    assert_eq!(built.code, 0, "{}", built.err);
    let words = ["search", "--pasted", "--format", "jsonl", "--batch"];
    let here = hits(&archive.run(&words, std::slice::from_ref(&queries)));
    let there = hits(&NODES_OF_ALL.run(name, &words, &[queries]));
    // A title may have no word in some of the articles.
    assert!(here.len() > titles * 9 / 10 && here.len() == there.len(), "{} {}", here.len(), there.len());
    for (query, here) in &here {
        let there = &there[query];
        let places = |hits: &[Hit]| hits.iter().map(|hit| (hit.0.clone(), hit.1, hit.2)).collect::<Vec<_>>();
        assert_eq!(places(here), places(there), "{query}");
        let is_near = |(one, other): (&Hit, &Hit)| (one.3 - other.3).abs() < 1e-4;
        assert!(here.iter().zip(there).all(is_near), "{query}: {here:?} {there:?}");
    }
}

#[test]
#[ignore = "needs Java, the jars of OpenSearch and the shared corpora"]
fn titles_over_some_days_have_the_same_ten_hits() {
    let days = ["2015-07-21.zip", "2015-07-31.zip", "2015-08-10.zip"];
    let articles = days.map(|day| shared().join("corpora/saudinewsnet").join(day));
    assert_same_hits("days", &articles, 300);
}

#[test]
#[ignore = "needs Java, the jars of OpenSearch, the shared corpora and ten minutes"]
fn a_thousand_titles_have_the_same_ten_hits() {
    assert_same_hits("thousand", &[shared().join("corpora/saudinewsnet")], 1_000);
}
