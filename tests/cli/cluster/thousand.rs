//! Searches a thousand titles of SaudiNewsNet on both engines.

use std::collections::BTreeMap;
use std::fs;

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

#[test]
#[ignore = "needs Java, the jars of OpenSearch and the shared corpora"]
fn a_thousand_searches_have_the_same_ten_hits() {
    let articles = shared().join("corpora/saudinewsnet");
    let titles = fs::read_to_string(shared().join("eval/snn_title/queries.tsv")).unwrap();
    let archive = Archive::new();
    let queries = archive
        .write("queries.tsv", titles.lines().take(1000).flat_map(|line| [line, "\n"]).collect::<String>().as_bytes());
    assert_eq!(archive.run(&["index"], std::slice::from_ref(&articles)).code, 0);
    let built = NODES_OF_ALL.run("thousand", &["index", "--shards", "3"], std::slice::from_ref(&articles));
    assert_eq!(built.code, 0, "{}", built.err);
    let words = ["search", "--pasted", "--format", "jsonl", "--batch"];
    let here = hits(&archive.run(&words, std::slice::from_ref(&queries)));
    let there = hits(&NODES_OF_ALL.run("thousand", &words, &[queries]));
    assert_eq!((here.len(), there.len()), (1000, 1000));
    for (query, here) in &here {
        let there = &there[query];
        let places = |hits: &[Hit]| hits.iter().map(|hit| (hit.0.clone(), hit.1, hit.2)).collect::<Vec<_>>();
        assert_eq!(places(here), places(there), "{query}");
        let is_near = |(one, other): (&Hit, &Hit)| (one.3 - other.3).abs() < 1e-4;
        assert!(here.iter().zip(there).all(is_near), "{query}: {here:?} {there:?}");
    }
}
