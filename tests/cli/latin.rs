//! Tests of Latin spellings of names, against the lexicon's 313,737 forms of general Arabic with their counts.
//!
//! `golden/romanisations-tuning.tsv` may be looked at while the costs are tuned; `golden/romanisations-held.tsv` was
//! written before the code by somebody who did not know it, and is for this test alone.

use std::collections::HashSet;
use std::io::Read;

use fihris::arabic::{Pattern, Romanised, fold, pack, stem};
use fihris::engine::{Engine, Index};
use fihris::query::Vocabulary;

use super::shared::shared;
use super::{Archive, root};

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

/// The shares of the names that `vocabulary` holds that are found first, and among the first three.
fn rates(list: &str, vocabulary: &[(String, String, u64)]) -> (f64, f64) {
    let text = std::fs::read_to_string(root().join("tests/golden").join(list)).unwrap();
    let held: HashSet<&str> = vocabulary.iter().map(|(_, form, _)| form.as_str()).collect();
    let (mut first, mut third, mut all) = (0, 0, 0);
    for line in text.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let names: Vec<String> = columns[1].split('|').map(fold).collect();
        if !names.iter().any(|name| held.contains(name.as_str())) {
            continue;
        }
        let wanted: HashSet<String> = names.iter().map(|name| stem(name)).collect();
        let romanised = Romanised::read(columns[0]);
        let meant =
            romanised.map(|read| read.meant(matching(vocabulary, &read.pattern().unwrap()))).unwrap_or_default();
        let place = meant.iter().position(|spelling| wanted.contains(&spelling.stem));
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        all += 1;
    }
    assert!(all >= 150, "{list}: {all}");
    let rates = (f64::from(first as u32) / f64::from(all), f64::from(third as u32) / f64::from(all));
    println!("{list}: {all} names, first {:.3}, among three {:.3}", rates.0, rates.1);
    rates
}

/// Every word of the language competes with the names: the list that was never looked at is found among three.
#[test]
fn names_are_found_by_their_romanisations_in_general_arabic() {
    let vocabulary = vocabulary();
    let (first, third) = rates("romanisations-tuning.tsv", &vocabulary);
    assert!(first >= 0.83 && third >= 0.95, "{first:.3} {third:.3}");
    let (first, third) = rates("romanisations-held.tsv", &vocabulary);
    assert!(first >= 0.75 && third >= 0.95, "{first:.3} {third:.3}");
}

#[test]
#[ignore = "reads the shared corpora"]
fn names_are_found_by_their_romanisations_in_an_archive() {
    let archive = Archive::new();
    assert_eq!(archive.run(&["index"], &[shared().join("corpora/saudinewsnet")]).code, 0);
    let index = Index::open(&archive.index()).unwrap();
    let forms = index.vocabulary(Vocabulary::Forms, &Pattern::all(), usize::MAX).unwrap();
    let vocabulary: Vec<_> = forms.into_iter().map(|(form, count)| (pack(&form), form, count)).collect();
    for list in ["romanisations-tuning.tsv", "romanisations-held.tsv"] {
        let (first, third) = rates(list, &vocabulary);
        assert!(first >= 0.75 && third >= 0.93, "{list}: {first:.3} {third:.3}");
    }
}
