//! Latin spellings of names, against a vocabulary of general Arabic: the lexicon's 313,737 forms with their counts.
//!
//! `golden/romanisations-tuning.tsv` may be looked at while the costs are tuned; `golden/romanisations-held.tsv` was
//! written before the code by somebody who did not know it, and is for this test alone.

use std::collections::HashSet;
use std::io::Read;

use fihris::arabic::{Pattern, Romanised, Tokens, fold, pack};

use super::root;

/// Forms with their packed spelling and count, in the order of the packed ones.
fn vocabulary() -> Vec<(String, String, u64)> {
    let file = std::fs::File::open(root().join("src/arabic/lexicon/counts.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let line = |line: &str| {
        let (form, count) = line.split_once('\t').unwrap();
        (pack(form), form.to_string(), count.parse().unwrap())
    };
    let mut forms: Vec<_> = text.lines().map(line).collect();
    forms.sort();
    forms
}

/// The forms that a pattern matches. What two neighbours begin with alike is walked once.
fn matching(vocabulary: &[(String, String, u64)], pattern: &Pattern) -> Vec<(String, u64)> {
    let mut states = vec![pattern.start()];
    let mut before: &[u8] = &[];
    let mut found = Vec::new();
    for (packed, form, count) in vocabulary {
        let bytes = packed.as_bytes();
        let common = before.iter().zip(bytes).take_while(|(one, other)| one == other).count();
        states.truncate(common + 1);
        while states.len() <= bytes.len() && states[states.len() - 1] != 0 {
            let last = states.len() - 1;
            states.push(pattern.step(states[last], bytes[last]));
        }
        if states.len() > bytes.len() && pattern.is_match(states[bytes.len()]) {
            found.push((form.clone(), *count));
        }
        before = &bytes[..states.len() - 1];
    }
    found
}

fn stem(word: &str) -> String {
    Tokens::new(word).advance().expect("a word").stem.to_string()
}

/// The shares of names that are found first, and among the first three.
fn rates(list: &str, vocabulary: &[(String, String, u64)]) -> (f64, f64) {
    let text = std::fs::read_to_string(root().join("tests/golden").join(list)).unwrap();
    let (mut first, mut third, mut all) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let wanted: HashSet<String> = columns[1].split('|').map(|name| stem(&fold(name))).collect();
        let romanised = Romanised::read(columns[0]);
        let meant =
            romanised.map(|read| read.meant(matching(vocabulary, &read.pattern().unwrap()))).unwrap_or_default();
        let place = meant.iter().position(|spelling| wanted.contains(&spelling.stem));
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        all += 1;
        if place != Some(0) && list.contains("tuning") {
            let shown: Vec<&str> = meant.iter().take(3).map(|spelling| spelling.form.as_str()).collect();
            println!("{} {}: {place:?} {shown:?}", columns[0], columns[1]);
        }
    }
    assert!(all >= 150, "{list}: {all}");
    (first as f64 / all as f64, third as f64 / all as f64)
}

#[test]
fn names_are_found_by_their_romanisations() {
    let vocabulary = vocabulary();
    for list in ["romanisations-tuning.tsv", "romanisations-held.tsv"] {
        let (first, third) = rates(list, &vocabulary);
        println!("{list}: first {first:.3}, among three {third:.3}");
        assert!(first >= 0.85 && third >= 0.95, "{list}: {first:.3} {third:.3}");
    }
}
