//! Other spellings, joined names and broken plurals: golden pairs, and pairs of a whole archive.

use std::collections::HashSet;
use std::fs;

use super::Archive;
use super::shared::shared;

/// Half of `golden/variants.tsv` is held back: it was written before the rules and never tuned on.
#[test]
fn golden_pairs_find_each_other() {
    for (half, least) in [("tuning", 92), ("held", 88)] {
        let (pairs, found) = pairs_found(half);
        println!("{half}: {found} of {pairs} pairs, {:.3}", found as f64 / pairs as f64);
        assert!(pairs > 140 && 100 * found >= least * pairs, "{half}: {found} of {pairs}");
    }
}

/// How many pairs a half has, and how many of them find each other.
fn pairs_found(half: &str) -> (usize, usize) {
    let lines = include_str!("../golden/variants.tsv").lines().filter(|line| line.starts_with(half));
    let pairs: Vec<[&str; 2]> =
        lines.map(|line| line.split('\t').skip(2).collect::<Vec<_>>().try_into().unwrap()).collect();
    let sides: Vec<(usize, usize, &str)> =
        (0..).zip(&pairs).flat_map(|(number, pair)| [(number, 0, pair[0]), (number, 1, pair[1])]).collect();
    let document = |(number, side, word): &(usize, usize, &str)| {
        format!(r#"{{"id": "{number}-{side}", "text": "ذكر تقرير أن {word} ورد ضمن النص دون تفاصيل."}}"#)
    };
    let documents: Vec<String> = sides.iter().map(document).collect();
    let archive = Archive::of(&documents.iter().map(String::as_str).collect::<Vec<_>>());
    let batch = archive.folder.path().join("queries.tsv");
    let queries: String = sides.iter().map(|(number, side, word)| format!("{number}-{side}\t{word}\n")).collect();
    fs::write(&batch, queries).unwrap();
    let said = archive.run(&["search", "--no-fold", "--format", "trec", "-n", "10", "--batch"], &[batch]);
    let hits: HashSet<(&str, &str)> = said.out.lines().filter_map(hit).collect();
    let finds_other = |number: &usize, side: usize| {
        hits.contains(&(format!("{number}-{side}").as_str(), format!("{number}-{}", 1 - side).as_str()))
    };
    (pairs.len(), (0..pairs.len()).filter(|number| finds_other(number, 0) && finds_other(number, 1)).count())
}

/// The query and the document of a line in TREC's format.
fn hit(line: &str) -> Option<(&str, &str)> {
    let mut columns = line.split_whitespace();
    let (query, document) = (columns.next()?, columns.nth(1)?);
    Some((query, document.split('#').next()?))
}

#[test]
fn names_of_abd_and_abu_are_one_name_however_they_are_parted() {
    let archive = Archive::of(&[
        r#"{"id": "a", "text": "كرّم المجلس عبد الرزاق في الحفل."}"#,
        r#"{"id": "b", "text": "قدم عبدالكريم تقريره."}"#,
        r#"{"id": "c", "text": "وصل أبو فراس إلى المدينة."}"#,
    ]);
    for (query, ids) in [("عبدالرزاق", "a"), ("\"عبد الكريم\"", "b"), ("أبوفراس", "c")] {
        assert_eq!(archive.ids(&[query]), [ids], "{query}");
    }
}

const PAIRS: [(&str, &str); 20] = [
    ("أميركا", "أمريكا"),
    ("الأميركية", "الأمريكية"),
    ("أوروبا", "أوربا"),
    ("ترامب", "ترمب"),
    ("نتنياهو", "نتانياهو"),
    ("مسؤول", "مسئول"),
    ("مئة", "مائة"),
    ("البنتاغون", "البنتاجون"),
    ("إنجلترا", "إنكلترا"),
    ("\"أبو ظبي\"", "أبوظبي"),
    ("عبدالله", "\"عبد الله\""),
    ("داود", "داوود"),
    ("فيسبوك", "\"فيس بوك\""),
    ("تشيلي", "شيلي"),
    ("سجن", "سجون"),
    ("مدينة", "مدن"),
    ("وزير", "وزراء"),
    ("قتيل", "قتلى"),
    ("مدرسة", "مدارس"),
    ("صاروخ", "صواريخ"),
];

#[test]
#[ignore = "reads the shared corpora"]
fn either_side_of_a_pair_finds_what_both_have_and_the_typed_one_comes_first() {
    let archive = Archive::new();
    assert_eq!(archive.run(&["index"], &[shared().join("corpora/saudinewsnet")]).code, 0);
    let documents = |args: &[&str]| -> Vec<String> {
        let fixed = ["--no-fold", "--per-document", "1", "--format", "trec", "-n", "40000"];
        let said = archive.search(&[&fixed, args].concat());
        said.out.lines().filter_map(hit).map(|(_, document)| document.into()).collect()
    };
    for (one, other) in PAIRS {
        let own = [one, other].map(|word| documents(&["--no-variants", "--no-plurals", word]));
        let either: HashSet<&String> = own.iter().flatten().collect();
        for (word, own) in [one, other].into_iter().zip(&own) {
            let all = documents(&[word]);
            let found = all.iter().filter(|document| either.contains(document)).count();
            assert!(found as f64 >= 0.98 * either.len() as f64, "{word}: {found} of {}", either.len());
            let first = all.iter().take(10.min(own.len()));
            let typed = first.filter(|document| own.contains(document)).count();
            assert_eq!(typed, 10.min(own.len()), "{word}: the typed spelling comes first");
        }
    }
}
