//! Which module may know which.

use std::fs;
use std::path::Path;

use super::root;

/// Every source file under `folder`, with its text.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root()).expect("under the root").display().to_string();
            found.push((name, fs::read_to_string(&path).expect("a source file")));
        }
    }
}

/// Asserts that no code under `inside` names any of `forbidden`; comments may.
fn assert_walled(inside: &[&str], forbidden: &[&str]) {
    let mut all = Vec::new();
    sources(&root().join("src"), &mut all);
    let walled: Vec<_> = all.iter().filter(|(name, _)| inside.iter().any(|place| name.starts_with(place))).collect();
    assert!(!walled.is_empty(), "{inside:?} names no file");
    for (name, text) in walled {
        for (place, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in forbidden {
                assert!(!code.contains(word), "{name}:{}: {word} is behind a wall", place + 1);
            }
        }
    }
}

#[test]
fn the_analysis_knows_nothing_else() {
    assert_walled(
        &["src/arabic"],
        &["crate::document", "crate::engine", "crate::query", "crate::cli", "serde", "tantivy"],
    );
}

#[test]
fn documents_and_queries_know_no_engine() {
    assert_walled(&["src/document", "src/query"], &["crate::engine", "crate::render", "crate::cli", "tantivy"]);
}

#[test]
fn ranking_knows_no_engine() {
    assert_walled(&["src/rank"], &["crate::engine", "crate::render", "crate::cli", "tantivy"]);
}

/// All but the engines themselves.
const ELSEWHERE: [&str; 21] = [
    "src/advice.rs",
    "src/arabic",
    "src/asked.rs",
    "src/cli",
    "src/document",
    "src/engine/digest.rs",
    "src/engine/location.rs",
    "src/engine/mod.rs",
    "src/engine/names.rs",
    "src/explain.rs",
    "src/ingest",
    "src/insight",
    "src/lib.rs",
    "src/main.rs",
    "src/query",
    "src/rank",
    "src/render",
    "src/search.rs",
    "src/serve",
    "src/similar.rs",
    "src/update",
];

#[test]
fn only_the_embedded_engine_knows_tantivy() {
    assert_walled(&[&ELSEWHERE[..], &["src/engine/opensearch"]].concat(), &["tantivy"]);
}

#[test]
fn only_the_engine_of_clusters_knows_their_client() {
    assert_walled(
        &[&ELSEWHERE[..], &["src/engine/embedded"]].concat(),
        &["opensearch::http", "opensearch::auth", "reqwest"],
    );
}
