//! Tests the one-pass analysis against golden words, arbitrary strings, and a slow and obvious implementation.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use fihris::arabic::{Stemmer, Tokens, fold, letter, lexicon, stop_words};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::root;

/// A token of the twin: span, folded form, stem, whether it is a stop word.
type Plain = (std::ops::Range<usize>, String, String, bool);

/// The analysis written down once more, a string at a time, from the rules alone.
pub struct Twin {
    counts: HashMap<String, u64>,
    stop_words: HashSet<String>,
    stems: HashMap<String, String>,
}

fn is_format(c: char) -> bool {
    "\u{AD}\u{61C}\u{FEFF}".contains(c)
        || [0x200B..=0x200F, 0x202A..=0x202E, 0x2060..=0x2069].iter().any(|r| r.contains(&(c as u32)))
}

fn is_mark(c: char) -> bool {
    let marks = [
        0x610..=0x61A,
        0x640..=0x640,
        0x64B..=0x65F,
        0x670..=0x670,
        0x6D6..=0x6ED,
        0x8D3..=0x8FF,
        0xFC5E..=0xFC63,
        0xFCF2..=0xFCF4,
        0xFE70..=0xFE7F,
    ];
    marks.iter().any(|range| range.contains(&(c as u32)))
}

fn slow_fold(word: &str) -> String {
    let mut text = word.to_string();
    for _ in 0..4 {
        let kept: String = text
            .chars()
            .filter(|&c| !is_format(c) && (!is_mark(c) || ('\u{653}'..='\u{655}').contains(&c)) && c != '\u{674}')
            .collect();
        let composed: String = kept.nfkc().filter(|&c| !is_format(c) && !is_mark(c) && c != '\u{674}').collect();
        text = composed.chars().map(slow_letter).collect::<String>().chars().flat_map(char::to_lowercase).collect();
    }
    text
}

fn slow_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ے' | 'ۓ' => 'ي',
        'ة' | 'ۃ' | 'ۀ' | 'ە' | 'ھ' | 'ہ' | 'ۂ' => 'ه',
        'ک' | 'ڪ' | 'ګ' | 'گ' => 'ك',
        'ڤ' => 'ف',
        'پ' => 'ب',
        'چ' => 'ج',
        'ژ' => 'ز',
        '٠'..='٩' => char::from_digit(c as u32 - 0x660, 10).unwrap(),
        '۰'..='۹' => char::from_digit(c as u32 - 0x6F0, 10).unwrap(),
        c => c,
    }
}

fn cut(word: &str, from: usize) -> String {
    word.chars().skip(from).collect()
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// Suffixes and what they are exchanged for, as the rules list them.
const SUFFIXES: [(&str, &[&str]); 9] = [
    ("تهما تهم تها تنا تين تان", &["ه"]),
    ("اتها اتهم اته اتنا اتي", &["ه", ""]),
    ("يتها", &["يه"]),
    ("يات", &["يه", "ي"]),
    ("يين يون", &["ي", ""]),
    ("ته تي", &["ه"]),
    ("ات", &["ه", ""]),
    ("هما ها هم هن نا كم ون ين ان وا", &[""]),
    ("يا يه", &["ي"]),
];

impl Twin {
    pub fn new() -> Self {
        let file = std::fs::File::open(root().join("src/arabic/lexicon/counts.tsv.gz")).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        let entry = |line: &str| line.split_once('\t').map(|(form, count)| (form.to_string(), count.parse().unwrap()));
        Self {
            counts: text.lines().filter_map(entry).collect(),
            stop_words: stop_words().collect(),
            stems: HashMap::new(),
        }
    }

    fn count(&self, word: &str) -> u64 {
        self.counts.get(word).copied().unwrap_or(0)
    }

    fn f(&self, word: &str) -> u64 {
        self.count(word) + self.count(&format!("ال{word}"))
    }

    /// What is left of `w` without its proclitics.
    fn strip(&self, w: &str) -> String {
        if w.starts_with("ال") && length(w) >= 4 {
            return cut(w, 2);
        }
        if w.starts_with("لل") && length(w) >= 5 {
            let (a, b) = (cut(w, 2), cut(w, 1));
            return if self.f(&a) >= self.count(&b) { a } else { b };
        }
        for p in ["و", "ف"] {
            let Some(r) = w.strip_prefix(p) else { continue };
            let common = |r: &str| length(r) >= 3 && self.f(r) >= self.f(w) && self.f(r) >= 1;
            if r.starts_with("ال") && length(r) >= 4 && (2 * self.count(r) >= self.count(w) || length(r) >= 6) {
                return self.strip(r);
            }
            if !r.starts_with("ال") && common(r) {
                return self.strip(r);
            }
            if length(r) >= 5 {
                let rest = self.strip(r);
                if rest != r && common(&rest) {
                    return rest;
                }
            }
        }
        for p in ["ب", "ك"] {
            if w.starts_with(&format!("{p}ال")) && length(w) >= 6 && 2 * self.count(&cut(w, 1)) >= self.count(w) {
                return self.strip(&cut(w, 1));
            }
        }
        for p in ["ب", "ل", "ك"] {
            if let Some(r) = w.strip_prefix(p)
                && length(r) >= 3
                && self.f(r) >= self.f(w)
                && self.f(r) >= 1
            {
                return r.to_string();
            }
        }
        w.to_string()
    }

    /// One round of suffixes.
    fn unsuffixed(&self, w: &str) -> Option<String> {
        let last = [("ه", ""), ("ي", ""), ("ا", "")];
        let listed = SUFFIXES
            .iter()
            .flat_map(|(suffixes, to)| suffixes.split(' ').flat_map(|s| to.iter().map(move |t| (s, *t))));
        listed.chain(last).find_map(|(suffix, restored)| {
            let t = format!("{}{restored}", w.strip_suffix(suffix)?);
            (length(&t) >= 3 && self.f(&t) >= 1 && 2 * self.f(&t) >= self.f(w)).then_some(t)
        })
    }

    fn stem(&mut self, folded: &str) -> String {
        if let Some(stem) = self.stems.get(folded) {
            return stem.clone();
        }
        let mut stem = folded.to_string();
        if folded.chars().all(|c| letter::code(c) != 0) {
            stem = self.strip(&stem);
            for _ in 0..3 {
                let Some(next) = (length(&stem) >= 4).then(|| self.unsuffixed(&stem)).flatten() else { break };
                stem = next;
            }
        }
        self.stems.insert(folded.to_string(), stem.clone());
        stem
    }

    pub fn tokens(&mut self, text: &str) -> Vec<Plain> {
        let combines = |c: char| is_mark(c) || unicode_normalization::char::is_combining_mark(c);
        let mut tokens = Vec::new();
        let mut word: Option<(usize, usize)> = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let end = at + c.len_utf8();
            word = match word {
                _ if is_format(c) => continue,
                Some((start, _)) if combines(c) || c.is_alphanumeric() => Some((start, end)),
                None if c.is_alphanumeric() && !combines(c) => Some((at, end)),
                Some((start, last)) => {
                    for folded in slow_fold(&text[start..last]).split_whitespace() {
                        let stops = self.stop_words.contains(folded);
                        let stem = if stops { folded.to_string() } else { self.stem(folded) };
                        tokens.push((start..last, folded.to_string(), stem, stops));
                    }
                    None
                }
                None => None,
            };
        }
        tokens
    }
}

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
fn the_embedded_table_is_packed_from_the_counts_beside_it() {
    let twin = Twin::new();
    let forms = twin.counts.iter().map(|(form, &count)| (form.as_str(), count as u32));
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
        2 => "[\u{610}-\u{61A}\u{640}\u{64B}-\u{65F}\u{670}\u{674}\u{6D6}-\u{6ED}]{1,3}",
        1 => "[وياىهە][\u{653}-\u{655}]{1,2}",
        1 => "[\u{660}-\u{669}\u{6F0}-\u{6F9}0-9a-zA-Z]{1,4}",
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
