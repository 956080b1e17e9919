//! Tests over real pages and archives, read from FIHRIS_SHARED or ../shared; ignored by default.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Command;

use fihris::arabic::{Tokens, WordCode, signature};
use fihris::document::Document;
use fihris::engine::{Engine, Index, Order, Plan};
use fihris::query::{self, Filter, Node};
use fihris::search::{Request, duplicates_of, prepare};

use super::analysis::fast_tokens;
use super::twin::Twin;
use super::{Archive, root};

pub fn shared() -> PathBuf {
    let folder = std::env::var_os("FIHRIS_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    assert!(folder.join("README.md").exists(), "{}: set FIHRIS_SHARED", folder.display());
    folder
}

#[test]
#[ignore = "reads the shared corpora"]
fn the_fast_pass_equals_its_twin_on_all_of_saudinewsnet() {
    let file = std::fs::File::open(shared().join("eval/snn/docs.jsonl.gz")).unwrap();
    let mut twin = Twin::new();
    let mut tokens = 0;
    for line in BufReader::new(flate2::read::GzDecoder::new(file)).lines() {
        let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = record["text"].as_str().unwrap();
        let got = fast_tokens(text);
        assert_eq!(got, twin.tokens(text), "{}", record["id"]);
        tokens += got.len();
    }
    assert!(tokens > 8_000_000, "{tokens}");
}

#[test]
#[ignore = "reads the shared corpora"]
fn every_spelling_finds_the_right_page_first() {
    let archive = Archive::new();
    let files = std::fs::read_dir(shared().join("pages/raw")).unwrap().map(|entry| entry.unwrap().path());
    // Beside the pages is a list of what is in them.
    let pages: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|ending| ending == "txt")).collect();
    let said = archive.run(&["index"], &pages);
    assert!(said.out.contains("added      5\n"), "{}", said.out);
    let hit = |query: &str, flags: &[&str]| {
        let said = archive.search(&[&["--format", "jsonl", "-n", "1"], flags, &[query]].concat());
        serde_json::from_str::<serde_json::Value>(&said.out).expect(&said.err)
    };
    let first = |query: &str, flags: &[&str]| hit(query, flags)["outlet"]["id"].as_str().unwrap().to_string();
    // All five tell of this prison; the passage that comes first names it.
    let plain = first("سجن الصناعة", &[]);
    let passage = fihris::arabic::fold(hit("سجن الصناعة", &[])["passage"]["text"].as_str().unwrap());
    assert!(passage.contains("سجن الصناعه"), "{plain}: {passage}");
    assert_eq!(archive.ids(&["سجن الصناعة"]).len(), 5);
    assert_eq!(first("سجن الصناعه", &[]), plain);
    assert_eq!(first("سِجْن الصّناعة", &[]), plain);
    assert_eq!(first("بسجن غويران", &[]), "euphratespost");
    assert_eq!(first("اقتحام +برادلي", &[]), "athrpress");
    assert_eq!(first("سجن الصناعه", &["--outlet", "sharqiya24"]), "sharqiya24");
}

#[test]
#[ignore = "reads the shared corpora"]
fn every_article_of_saudinewsnet_is_accounted_for() {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[shared().join("corpora/saudinewsnet")]);
    assert!(said.out.starts_with("read       31,030 records in 18 files\nadded      30,973\n"), "{}", said.out);
    assert!(said.out.contains("skipped    57\n  57 × no text"), "{}", said.out);
    assert_eq!(archive.run(&["check"], &[]).code, 0);
    let again = archive.run(&["index"], &[shared().join("corpora/saudinewsnet")]);
    assert!(again.out.contains("added      0\nchanged    0\nunchanged  30,973\n"), "{}", again.out);
}

/// MRR@10 and R@100 of a set over an index of `documents`.
fn measured(set: &str, documents: &[&str]) -> (f64, f64) {
    let (archive, eval) = (Archive::new(), shared().join("eval"));
    let files: Vec<PathBuf> = documents.iter().map(|name| eval.join(name).join("docs.jsonl.gz")).collect();
    assert_eq!(archive.run(&["index"], &files).code, 0);
    let queries = eval.join(set).join("queries.tsv");
    let run = archive.run(&["search", "--format", "trec", "--batch"], &[queries]);
    let path = archive.write("run", run.out.as_bytes());
    let scored = Command::new("python3").arg(eval.join("score.py")).arg(eval.join(set)).arg(path).output().unwrap();
    let table = String::from_utf8(scored.stdout).unwrap();
    let figures = table.lines().last().expect("a line a run");
    let head = table.lines().next().expect("a head");
    // What stands before the figures takes more words in the head than in a line.
    let figure = |name: &str| {
        let from_end = head.split_whitespace().rev().position(|column| column == name).expect(name);
        figures.split_whitespace().rev().nth(from_end).expect("as many figures").parse().unwrap()
    };
    (figure("MRR@10"), figure("R@100"))
}

#[test]
#[ignore = "reads the shared corpora"]
fn ranking_is_as_good_as_measured() {
    let sets = [
        ("snn_title", &["snn"][..], 0.771),
        ("snn_var", &["snn"], 0.768),
        ("snn_short", &["snn"], 0.617),
        ("arcd", &["arcd"], 0.849),
        ("tydi", &["tydi"], 0.9035),
        ("passages", &["snn", "passages"], 0.738),
    ];
    for (set, documents, least) in sets {
        let (reached, recall) = measured(set, documents);
        println!("{set}: MRR@10 {reached}, R@100 {recall}");
        assert!(reached >= least, "{set}: {reached} < {least}");
        assert!(set != "snn_short" || recall >= 0.92, "{set}: {recall} of the documents are among the first 100");
    }
}

#[test]
#[ignore = "reads the shared corpora"]
fn duplicates_are_those_of_an_exhaustive_check() {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[shared().join("corpora/saudinewsnet")]);
    assert_eq!(said.code, 0, "{}", said.err);
    let index = Index::open(&archive.index()).unwrap();
    let matches = index.matches(&Plan::all(), &Filter::default(), Order::Relevance, usize::MAX).unwrap();
    let documents: Vec<Document> = matches.documents.iter().map(|key| index.document(*key).unwrap()).collect();
    let runs = documents.iter().map(|document| {
        let (mut tokens, mut runs) = (Tokens::new(&document.body), signature::ShingleSet::default());
        while let Some(token) = tokens.advance() {
            runs.push(WordCode::of_token(&token));
        }
        runs.finish()
    });
    let runs: Vec<Vec<u64>> = runs.collect();
    // Every pair that shares a run, but for runs that half of a newspaper's pieces have.
    let mut all: Vec<(u64, u32)> =
        runs.iter().zip(0..).flat_map(|(runs, number)| runs.iter().map(move |run| (*run, number))).collect();
    all.sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for group in all.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() <= 500) {
        for (place, (_, one)) in group.iter().enumerate() {
            pairs.extend(group[place + 1..].iter().map(|(_, other)| (*one, *other)));
        }
        if pairs.len() > 50_000_000 {
            pairs.sort_unstable();
            pairs.dedup();
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let similarity = |one: u32, other: u32| signature::similarity(&runs[one as usize], &runs[other as usize]);
    let similar: Vec<(u32, u32)> = pairs.into_iter().filter(|(one, other)| similarity(*one, *other) >= 0.6).collect();
    let numbers: HashMap<&str, u32> =
        documents.iter().zip(0..).map(|(document, number)| (document.id.as_str(), number)).collect();
    let mut linked = HashSet::new();
    for (document, number) in documents.iter().zip(0..) {
        for (other, _) in duplicates_of(&index, &document.id).unwrap() {
            let other = numbers[other.id.as_str()];
            assert!(similarity(number, other) >= 0.4, "{} {}", document.id, documents[other as usize].id);
            linked.insert((number.min(other), number.max(other)));
        }
    }
    let found = similar.iter().filter(|pair| linked.contains(pair)).count();
    println!("pairs of at least .6: {found} of {} found; {} pairs are linked", similar.len(), linked.len());
    assert!(similar.len() > 5000 && 100 * found >= 95 * similar.len());
}

/// Every query of the language finds what reading every document finds.
#[test]
#[ignore = "reads the shared corpora"]
fn the_language_finds_what_reading_everything_finds() {
    let archive = Archive::new();
    let file = shared().join("corpora/saudinewsnet/2015-07-23.zip");
    assert_eq!(archive.run(&["index"], &[file]).code, 0);
    let index = Index::open(&archive.index()).unwrap();
    let all = index.matches(&Plan::all(), &Filter::default(), Order::Relevance, usize::MAX).unwrap();
    let documents: Vec<Document> = all.documents.iter().map(|key| index.document(*key).unwrap()).collect();
    assert!(documents.len() > 1000, "{}", documents.len());
    for text in [
        "اليمن",
        "=اليمن",
        "==اليمن",
        "\"مجلس الوزراء\"",
        "=\"مجلس الوزراء\"",
        "=\"رئيس مجلس الوزراء\"",
        "\"مجلس رئيس\"~3",
        "=\"في الرياض\"~2",
        "\"مجلس وزر*\"",
        "سعود*",
        "=سعود*",
        "الرياظ~1",
        "title:الرياض",
        "title:\"خادم الحرمين\"",
        "title:=الرياض",
        "\"خادم الحرمين\"",
        "Riyadh",
        "2015",
    ] {
        let query = prepare(&index, &Request::new(query::parse(text).unwrap())).unwrap();
        let Node::Phrase(phrase) = &query.root.clauses[0].node else { panic!("{text} is no phrase") };
        let found = index.matches(&Plan::of(&query), &Filter::default(), Order::Relevance, usize::MAX).unwrap();
        let mut ids: Vec<String> = found.documents.iter().map(|key| index.document(*key).unwrap().id).collect();
        let standing =
            documents.iter().filter(|document| query::phrase_matches(phrase, &document.title, &document.body));
        let mut expected: Vec<String> = standing.map(|document| document.id.clone()).collect();
        ids.sort();
        expected.sort();
        assert!(!expected.is_empty(), "{text} is nowhere");
        assert_eq!(ids, expected, "{text}");
    }
}
