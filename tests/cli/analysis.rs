//! Tests the one-pass analysis against golden words, arbitrary strings, and a slow and obvious implementation.

use std::collections::HashMap;

use fihris::arabic::{Stemmer, Tokens, fold, letter, lexicon};
use proptest::prelude::*;

use super::root;
use super::twin::{Plain, Twin, is_mark};

pub fn fast_tokens(text: &str) -> Vec<Plain> {
    let mut tokens = Tokens::new(text);
    let mut plain = Vec::new();
    while let Some(token) = tokens.advance() {
        plain.push((token.span(), token.folded.to_string(), token.stem.to_string(), token.is_stop_word));
    }
    plain
}

/// The stem of a folded word, stop word or not.
fn stem_of(folded: &str) -> String {
    let mut codes: Vec<_> = folded.chars().map(letter::code).collect();
    if codes.contains(&letter::FOREIGN) {
        return folded.to_string();
    }
    let start = Stemmer::default().stem(&mut codes);
    letter::spell(&codes[start..])
}

#[test]
fn golden_words_have_their_stems() {
    let golden = include_str!("../golden/stems.tsv");
    let mut words = 0;
    for line in golden.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let [word, stem, reason] = line.split('\t').collect::<Vec<_>>().try_into().expect("word, stem, reason");
        let [token] = fast_tokens(word).try_into().expect("one token");
        assert_eq!(stem_of(&token.1), stem, "{word}: {reason}");
        assert!(!reason.is_empty(), "{word}");
        words += 1;
    }
    assert!(words >= 200, "{words}");
}

#[test]
fn golden_texts_have_their_tokens() {
    let golden = include_str!("../golden/tokens.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut texts = 0;
    for line in golden {
        let (text, expected) = line.split_once('\t').expect("text, tokens");
        let tokens = fast_tokens(text).into_iter().map(|(span, folded, stem, stops)| {
            format!("{}-{}:{folded}:{}", span.start, span.end, if stops { "-" } else { &stem })
        });
        assert_eq!(tokens.collect::<Vec<_>>().join(" | "), expected, "{text}");
        texts += 1;
    }
    assert!(texts >= 30, "{texts}");
}

/// The pairs of forms of one family, of a half, and those among them that share a stem.
fn family_pairs(half: &str) -> (usize, usize) {
    let (mut pairs, mut alike) = (0, 0);
    for line in include_str!("../golden/families.tsv").lines().filter(|line| line.starts_with(half)) {
        let forms = line.rsplit('\t').next().unwrap().split(' ');
        let stems: Vec<String> = forms.map(|form| stem_of(&fold(form))).collect();
        assert!(stems.len() >= 5, "{line}");
        for (place, stem) in stems.iter().enumerate() {
            pairs += place;
            alike += stems[..place].iter().filter(|other| *other == stem).count();
        }
    }
    (pairs, alike)
}

#[test]
fn the_forms_of_a_family_share_a_stem() {
    for half in ["tuning", "held"] {
        let (pairs, alike) = family_pairs(half);
        println!("{half}: {alike} of {pairs} pairs, {:.4}", alike as f64 / pairs as f64);
        assert!(pairs > 5_000 && 100 * alike >= 97 * pairs, "{half}: {alike} of {pairs}");
    }
}

#[test]
fn few_forms_share_a_stem_with_another_family() {
    let mut forms: HashMap<String, HashMap<usize, usize>> = HashMap::new();
    let lines = include_str!("../golden/families.tsv").lines().filter(|line| !line.starts_with('#'));
    for (family, line) in lines.enumerate() {
        for form in line.rsplit('\t').next().unwrap().split(' ') {
            *forms.entry(stem_of(&fold(form))).or_default().entry(family).or_default() += 1;
        }
    }
    let pairs = |count: usize| count * (count - 1) / 2;
    let alike: usize = forms.values().map(|families| pairs(families.values().sum())).sum();
    let within: usize = forms.values().flat_map(HashMap::values).map(|count| pairs(*count)).sum();
    let all = pairs(forms.values().flat_map(HashMap::values).sum());
    println!("{} of {all} pairs of forms of two families share a stem", alike - within);
    assert!(all > 5_000_000 && 5_000 * (alike - within) <= all, "{} of {all}", alike - within);
}

#[test]
fn the_stems_of_the_lexicon_are_those_of_the_twin() {
    let mut twin = Twin::new();
    let mut forms: Vec<String> = twin.forms().map(|(form, _)| form.clone()).collect();
    forms.sort();
    let clitics = ["", "و", "ال", "لل", "وبال", "س"];
    for (place, form) in forms.iter().step_by(5).enumerate() {
        let word = format!("{}{form}", clitics[place % clitics.len()]);
        assert_eq!(stem_of(&word), twin.stem(&word), "{word}");
    }
}

#[test]
fn the_embedded_table_is_packed_from_the_counts_beside_it() {
    let twin = Twin::new();
    let forms = twin.forms().map(|(form, count)| (form.as_str(), count as u32));
    let table = std::fs::read(root().join("src/arabic/lexicon/table.bin")).unwrap();
    let stemmer = Stemmer::default();
    assert!(
        lexicon::pack(forms, |word| stemmer.stem(word)).unwrap() == table,
        "run: cargo run --example pack_lexicon -- src/arabic/lexicon"
    );
}

#[test]
fn ligatures_keep_their_spans() {
    let text = "قال\u{FEFB}، \u{FDF2} \u{FDFA} ثم";
    let mut twin = Twin::new();
    assert_eq!(fast_tokens(text), twin.tokens(text));
    let folded: Vec<String> = fast_tokens(text).into_iter().map(|token| token.1).collect();
    assert_eq!(folded, ["قاللا", "الله", "صلي", "الله", "عليه", "وسلم", "ثم"]);
    let spans: Vec<_> = fast_tokens(text).into_iter().map(|token| token.0).collect();
    assert_eq!(spans[2], spans[5], "the words of a ligature share its span");
    assert_eq!(&text[spans[1].clone()], "\u{FDF2}");
}

/// Text as archives hold it: letters, marks, joiners, hamzas on their own, presentation forms, anything.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[\u{620}-\u{64A}]{1,8}",
        1 => "(علي|على|إمام|أمام|آن|أن|عَلِيّ|آلية|إليه) ",
        2 => "[\u{610}-\u{61A}\u{640}\u{64B}-\u{65F}\u{670}\u{674}\u{6D6}-\u{6ED}]{1,3}",
        1 => "[وياىهە][\u{653}-\u{655}]{1,2}",
        1 => "[\u{660}-\u{669}\u{6F0}-\u{6F9}0-9a-zA-Z]{1,4}",
        1 => "[0-9٠-٩]{1,3}([,.٬٫ ][0-9٠-٩]{1,4}){1,3}",
        1 => "(ال|و|ب|لل|وال)(ـ)?[a-z0-9]{1,3}",
        1 => "[بتكلوي][\u{64E}\u{650}]?\u{670}[بتمني]",
        1 => "[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}\u{AD}]",
        1 => "[\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFC}]{1,3}",
        1 => "[\u{671}-\u{6D5}\u{750}-\u{77F}\u{8A0}-\u{8FF}]{1,3}",
        2 => "[ \n.،؟\"«»-]",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// A word without the marks that only tell how it is said.
fn unmarked(text: &str) -> String {
    text.chars().filter(|&c| !is_mark(c) || ('\u{653}'..='\u{655}').contains(&c)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn spans_are_ordered_on_boundaries_and_slice_the_text(text in texts()) {
        let mut last = 0..0;
        let mut tokens = Tokens::new(&text);
        while let Some(token) = tokens.advance() {
            let span = token.span();
            prop_assert!(span == last || span.start >= last.end, "{last:?} then {span:?}");
            prop_assert!(span.end <= text.len());
            prop_assert_eq!(text.get(span.clone()), Some(token.written));
            prop_assert!(!token.folded.is_empty() && !token.stem.is_empty());
            last = span;
        }
    }

    #[test]
    fn folding_is_idempotent(text in texts()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn marks_change_no_folded_form(text in texts()) {
        prop_assert_eq!(fold(&unmarked(&text)), fold(&text));
    }
}

#[test]
fn the_fast_pass_equals_its_twin_on_arbitrary_text() {
    let mut twin = Twin::new();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(5000));
    let twin = std::cell::RefCell::new(&mut twin);
    let check = |text: String| {
        prop_assert_eq!(fast_tokens(&text), twin.borrow_mut().tokens(&text));
        Ok(())
    };
    runner.run(&texts(), check).unwrap();
}
