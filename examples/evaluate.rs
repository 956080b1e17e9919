//! Measures the quality of the ranking on the evaluation sets, and the gain of each of its parts:
//! `cargo run --release --example evaluate [-- --ablation]`, with the sets in FIHRIS_SHARED or ../shared.
//!
//! Figures are MRR@10, and R@100 of the short queries. They are reckoned as `score.py` beside the sets does: a document
//! counts once, at its best passage; where a passage is asked for, a hit is right that shares half of the shorter of the
//! two ranges.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use fihris::engine::Index;
use fihris::maintain::{Options, update};
use fihris::query::{parse, parse_pasted};
use fihris::rank::ScoreParts;
use fihris::search::{Request, Results, search};

/// A set of queries, and the sets whose documents are searched.
const SETS: [(&str, &[&str]); 6] = [
    ("snn_title", &["snn"]),
    ("snn_var", &["snn"]),
    ("snn_short", &["snn"]),
    ("arcd", &["arcd"]),
    ("tydi", &["tydi"]),
    ("passages", &["snn", "passages"]),
];

/// The parts of the score, each with the worths that leave it out.
const PARTS: [(&str, ScoreParts); 8] = [
    ("forms", ScoreParts { forms: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("trigrams", ScoreParts { trigrams: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("lead", ScoreParts { lead: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("first", ScoreParts { first: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("near", ScoreParts { near: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("passage_forms", ScoreParts { passage_forms: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("passage_pairs", ScoreParts { passage_pairs: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
    ("covered", ScoreParts { covered: 0.0, ..ScoreParts::DEFAULT_WEIGHTS }),
];

/// What a query should find: a document, or a part of it.
type Relevant = (String, Option<Range<usize>>);

/// Queries, and what each should find.
type Queries = Vec<(String, Vec<Relevant>)>;

struct Set {
    index: usize,
    queries: Queries,
    asks_passages: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let shared = std::env::var_os("FIHRIS_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let eval = shared.join("eval");
    if !eval.exists() {
        return Err(format!("{} does not exist: set FIHRIS_SHARED", eval.display()).into());
    }
    let folder = tempfile::tempdir()?;
    let mut built: Vec<&[&str]> = Vec::new();
    let mut sets = Vec::new();
    for (name, documents) in SETS {
        let index = match built.iter().position(|known| *known == documents) {
            Some(place) => place,
            None => {
                let files: Vec<PathBuf> = documents.iter().map(|name| eval.join(name).join("docs.jsonl.gz")).collect();
                update(
                    &folder.path().join(built.len().to_string()).as_path().into(),
                    &files,
                    &Options::default(),
                    &mut (),
                )?;
                built.push(documents);
                built.len() - 1
            }
        };
        let queries = read_set(&eval.join(name))?;
        let asks_passages = queries.iter().flat_map(|(_, relevant)| relevant).any(|(_, range)| range.is_some());
        sets.push(Set { index, queries, asks_passages });
    }
    let places = 0..built.len();
    let indexes =
        places.map(|place| Index::open(&folder.path().join(place.to_string()))).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<&str> = SETS.iter().map(|(name, _)| *name).collect();
    println!("{:<26}{}", "MRR@10", names.iter().map(|name| format!("{name:>10}")).collect::<String>());
    let line = |what: &str, parts: ScoreParts| -> Result<Vec<f64>, Box<dyn Error>> {
        let figures = sets.iter().map(|set| reciprocal_rank(&indexes[set.index], set, parts));
        let figures = figures.collect::<Result<Vec<_>, _>>()?;
        println!("{what:<26}{}", figures.iter().map(|figure| format!("{figure:>10.4}")).collect::<String>());
        Ok(figures)
    };
    let whole = line("the ranking", ScoreParts::DEFAULT_WEIGHTS)?;
    println!("R@100 of snn_short, documents: {:.4}", recall(&indexes[sets[2].index], &sets[2])?);
    if std::env::args().any(|argument| argument == "--ablation") {
        for (name, parts) in PARTS {
            let without = line(&format!("without {name}"), parts)?;
            let lost = without.iter().zip(&whole).map(|(without, whole)| format!("{:>+10.4}", without - whole));
            println!("{:<26}{}", "", lost.collect::<String>());
        }
    }
    Ok(())
}

fn read_set(folder: &Path) -> Result<Queries, Box<dyn Error>> {
    let mut relevant: HashMap<String, Vec<Relevant>> = HashMap::new();
    for line in fs::read_to_string(folder.join("qrels"))?.lines() {
        let [query, _, name, grade] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("{line:?} is no line of qrels").into());
        };
        if grade != "0" {
            relevant.entry(query.into()).or_default().push(named(name)?);
        }
    }
    let text = fs::read_to_string(folder.join("queries.tsv"))?;
    let queries = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(queries.filter_map(|(id, text)| Some((text.to_string(), relevant.remove(id)?))).collect())
}

/// `DOCUMENT` or `DOCUMENT#START-END`.
fn named(name: &str) -> Result<Relevant, Box<dyn Error>> {
    let Some((document, range)) = name.rsplit_once('#') else { return Ok((name.into(), None)) };
    let (start, end) = range.split_once('-').ok_or("a range has two ends")?;
    Ok((document.into(), Some(start.parse()?..end.parse()?)))
}

fn answer(index: &Index, text: &str, request: impl Fn(Request) -> Request) -> Result<Results, Box<dyn Error>> {
    let query = parse(text).unwrap_or_else(|_| parse_pasted(text));
    Ok(search(index, &request(Request { fold: false, ..Request::new(query) }))?)
}

fn reciprocal_rank(index: &Index, set: &Set, weights: ScoreParts) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for (text, relevant) in &set.queries {
        let per_document = if set.asks_passages { 10 } else { 1 };
        let results = answer(index, text, |request| Request { per_document, weights, ..request })?;
        let first = results.hits.iter().position(|hit| {
            let is_right = |(document, range): &Relevant| {
                *document == hit.document.id && range.as_ref().is_none_or(|range| share_half(range, &hit.passage.range))
            };
            relevant.iter().any(is_right)
        });
        sum += first.map_or(0.0, |place| 1.0 / (place + 1) as f64);
    }
    Ok(sum / set.queries.len() as f64)
}

/// Whether two ranges share at least half of the shorter.
fn share_half(one: &Range<usize>, other: &Range<usize>) -> bool {
    let shared = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    2 * shared >= one.len().min(other.len())
}

/// The mean share of the relevant documents that are among the first hundred.
fn recall(index: &Index, set: &Set) -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for (text, relevant) in &set.queries {
        let results = answer(index, text, |request| Request { limit: 100, ..request })?;
        let found: HashSet<&str> = results.hits.iter().map(|hit| hit.document.id.as_str()).collect();
        let right = relevant.iter().filter(|(document, _)| found.contains(document.as_str())).count();
        sum += right as f64 / relevant.len() as f64;
    }
    Ok(sum / set.queries.len() as f64)
}
