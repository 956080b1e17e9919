//! Light stemming that consults a lexicon.
//!
//! A letter that looks like a clitic is removed only if the lexicon has the rest as a word at least as common; the
//! article is always removed. Then up to three rounds remove suffixes, each replaced by the ending that the bare word
//! would have. The rules are below in the order in which they are tried; `L[x]` is how often the form `x` occurs, and
//! `f(x) = L[x] + L[ال + x]`.
//!
//! A stem depends on the word and on a fixed lexicon only, so that it is the same in an index and in a query, and on
//! every machine.

use std::cell::RefCell;

use super::letter::{self, *};
use super::lexicon::{self, Lexicon, MIXER};
use super::stop::{is_stop_key, is_stop_word};

/// One step of stemming: the removed affix, and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The kind of rule.
    pub rule: Rule,
    /// The removed letters.
    pub removed: Vec<Code>,
    /// The letters that replace them; suffixes only.
    pub restored: Vec<Code>,
}

/// The kinds of stemming rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The article ال.
    Article,
    /// The preposition ل written together with the article, or before a word that begins with ل.
    Lam,
    /// و or ف: "and", "so".
    Conjunction,
    /// ب, ك or ل: "in", "like", "for".
    Preposition,
    /// A pronoun, number or gender ending.
    Suffix,
}

impl Rule {
    /// The rule's name in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Article => "article",
            Rule::Lam => "preposition with article",
            Rule::Conjunction => "conjunction",
            Rule::Preposition => "preposition",
            Rule::Suffix => "suffix",
        }
    }
}

/// Endings and their possible replacements, in the order in which they are tried.
#[rustfmt::skip]
const SUFFIXES: &[(&[Code], &[&[Code]])] = &[
    (&[TEH, HEH, MEEM, ALEF], &[&[HEH]]),
    (&[TEH, HEH, MEEM], &[&[HEH]]),
    (&[TEH, HEH, ALEF], &[&[HEH]]),
    (&[TEH, NOON, ALEF], &[&[HEH]]),
    (&[TEH, YEH, NOON], &[&[HEH]]),
    (&[TEH, ALEF, NOON], &[&[HEH]]),
    (&[ALEF, TEH, HEH, ALEF], &[&[HEH], &[]]),
    (&[ALEF, TEH, HEH, MEEM], &[&[HEH], &[]]),
    (&[ALEF, TEH, HEH], &[&[HEH], &[]]),
    (&[ALEF, TEH, NOON, ALEF], &[&[HEH], &[]]),
    (&[ALEF, TEH, YEH], &[&[HEH], &[]]),
    (&[YEH, TEH, HEH, ALEF], &[&[YEH, HEH]]),
    (&[YEH, ALEF, TEH], &[&[YEH, HEH], &[YEH]]),
    (&[YEH, YEH, NOON], &[&[YEH], &[]]),
    (&[YEH, WAW, NOON], &[&[YEH], &[]]),
    (&[TEH, HEH], &[&[HEH]]),
    (&[TEH, YEH], &[&[HEH]]),
    (&[ALEF, TEH], &[&[HEH], &[]]),
    (&[HEH, MEEM, ALEF], &[&[]]),
    (&[HEH, ALEF], &[&[]]),
    (&[HEH, MEEM], &[&[]]),
    (&[HEH, NOON], &[&[]]),
    (&[NOON, ALEF], &[&[]]),
    (&[KAF, MEEM], &[&[]]),
    (&[WAW, NOON], &[&[]]),
    (&[YEH, NOON], &[&[]]),
    (&[ALEF, NOON], &[&[]]),
    (&[WAW, ALEF], &[&[]]),
    (&[YEH, ALEF], &[&[YEH]]),
    (&[YEH, HEH], &[&[YEH]]),
    (&[HEH], &[&[]]),
    (&[YEH], &[&[]]),
    (&[ALEF], &[&[]]),
];

const ARTICLE: [Code; 2] = [ALEF, LAM];
/// A stem has at least this many letters, but for words that were shorter as written or lost only the article.
const SHORTEST: usize = 3;
/// Rounds of suffixes.
const ROUNDS: usize = 3;

thread_local! {
    static MEMO: RefCell<Memo> = const { RefCell::new(Memo { slots: Vec::new(), misses: 0 }) };
}

/// Cache of stems for each thread, by a hash of the word: words repeat, and it saves nine look-ups in ten. It grows
/// with use, since a search reads few words and fresh memory would cost it more than look-ups.
struct Memo {
    /// The word's key and the stem's, which is 0 for a stop word. Both are 0 if there is none.
    slots: Vec<[u64; 2]>,
    misses: usize,
}

impl Memo {
    const MIN_SLOTS: usize = 1 << 11;
    const MAX_SLOTS: usize = 1 << 15;

    /// The cached key of the stem of a word, else by `find`.
    fn stem(&mut self, key: u64, find: impl FnOnce() -> u64) -> u64 {
        if self.misses >= 8 * self.slots.len() && self.slots.len() < Self::MAX_SLOTS {
            self.slots = vec![[0; 2]; (8 * self.slots.len()).clamp(Self::MIN_SLOTS, Self::MAX_SLOTS)];
            self.misses = 0;
        }
        let place = (key.wrapping_mul(MIXER) >> 32) as usize & (self.slots.len() - 1);
        let slot = &mut self.slots[place];
        if slot[0] != key {
            *slot = [key, find()];
            self.misses += 1;
        }
        slot[1]
    }
}

/// Removes clitics and endings of folded words.
#[derive(Clone, Copy, Debug)]
pub struct Stemmer {
    lexicon: Lexicon<'static>,
}

impl Default for Stemmer {
    fn default() -> Self {
        Self { lexicon: Lexicon::embedded() }
    }
}

impl Stemmer {
    /// Stems `word`, the codes of a folded word of Arabic letters, in place.
    ///
    /// Returns how many letters at its front are clitics; what follows them in `word` is the stem.
    pub fn stem(&self, word: &mut Vec<Code>) -> usize {
        self.stem_noting(word, &mut Notes(None))
    }

    /// Appends the stem of the word of this [`lexicon::key`] to `packed`; `false` for a stop word, which has none.
    pub(super) fn stem_of_key(&self, key: u64, packed: &mut String) -> bool {
        let told = || self.lexicon.stem_of_key(key).unwrap_or_else(|| self.key_of_stem(key));
        let stem = MEMO.with_borrow_mut(|memo| memo.stem(key, || if is_stop_key(key) { 0 } else { told() }));
        packed.extend(letter::spelled_by(stem).map(char::from));
        stem != 0
    }

    fn key_of_stem(&self, key: u64) -> u64 {
        let mut word: Vec<Code> = letter::spelled_by(key).collect();
        let start = self.stem(&mut word);
        lexicon::key(&word[start..]).expect("a stem is no longer than its word")
    }

    /// The steps by which `word` becomes its stem.
    pub fn steps(&self, word: &[Code]) -> Vec<Step> {
        let mut notes = Notes(Some(Vec::new()));
        self.stem_noting(&mut word.to_vec(), &mut notes);
        notes.0.unwrap_or_default()
    }

    fn stem_noting(&self, word: &mut Vec<Code>, notes: &mut Notes) -> usize {
        let start = self.proclitics(word, notes);
        for _ in 0..ROUNDS {
            if !self.suffix(word, start, notes) {
                break;
            }
        }
        start
    }

    /// How many letters at the front of `w` are clitics. The first rule that holds wins.
    fn proclitics(&self, w: &[Code], notes: &mut Notes) -> usize {
        let count = |word: &[Code]| u64::from(self.lexicon.count(word));
        let f = |word: &[Code]| self.lexicon.with_article(word);
        let common = |rest: &[Code]| rest.len() >= SHORTEST && f(rest) >= f(w).max(1);
        if w.starts_with(&ARTICLE) && w.len() >= 4 {
            notes.add(Rule::Article, &w[..2], &[]);
            return 2;
        }
        if w.starts_with(&[LAM, LAM]) && w.len() >= 5 {
            let taken = if f(&w[2..]) >= count(&w[1..]) { 2 } else { 1 };
            notes.add(Rule::Lam, &w[..taken], &[]);
            return taken;
        }
        let Some((&first, rest)) = w.split_first() else { return 0 };
        let definite = rest.starts_with(&ARTICLE);
        if matches!(first, WAW | FEH) {
            let before = notes.len();
            notes.add(Rule::Conjunction, &[first], &[]);
            let bare =
                if definite { rest.len() >= 6 || rest.len() >= 4 && 2 * count(rest) >= count(w) } else { common(rest) };
            if bare {
                return 1 + self.proclitics(rest, notes);
            }
            // Only the word behind the next clitic decides: و + ب + a word.
            if rest.len() >= 5 {
                let taken = self.proclitics(rest, notes);
                if taken > 0 && common(&rest[taken..]) {
                    return 1 + taken;
                }
            }
            notes.forget(before);
        }
        if matches!(first, BEH | KAF) && definite && w.len() >= 6 && 2 * count(rest) >= count(w) {
            notes.add(Rule::Preposition, &[first], &[]);
            return 1 + self.proclitics(rest, notes);
        }
        if matches!(first, BEH | LAM | KAF) && common(rest) {
            notes.add(Rule::Preposition, &[first], &[]);
            return 1;
        }
        0
    }

    /// Replaces the ending of `word[start..]`; returns whether there was one.
    fn suffix(&self, word: &mut Vec<Code>, start: usize, notes: &mut Notes) -> bool {
        // The last letter of most words does not end any suffix.
        if word.len() - start < SHORTEST + 1 || !matches!(word[word.len() - 1], ALEF | TEH | MEEM | NOON | HEH | YEH) {
            return false;
        }
        let last = word[word.len() - 1];
        let needed = self.lexicon.with_article(&word[start..]).div_ceil(2).max(1);
        for (suffix, restorations) in SUFFIXES {
            if suffix[suffix.len() - 1] != last || !word[start..].ends_with(suffix) {
                continue;
            }
            let cut = word.len() - suffix.len();
            for restored in *restorations {
                if cut + restored.len() - start < SHORTEST {
                    continue;
                }
                word.truncate(cut);
                word.extend_from_slice(restored);
                if self.lexicon.with_article(&word[start..]) >= needed {
                    notes.add(Rule::Suffix, suffix, restored);
                    return true;
                }
            }
            word.truncate(cut);
            word.extend_from_slice(suffix);
        }
        false
    }
}

/// A folded word without its clitics, its ending as it is.
pub fn without_clitics(folded: &str) -> String {
    let letters: Vec<Code> = folded.chars().map(letter::code).collect();
    if letters.contains(&letter::FOREIGN) || is_stop_word(&letters) {
        return folded.into();
    }
    letter::spell(&letters[Stemmer::default().proclitics(&letters, &mut Notes(None))..])
}

/// The steps of one stemming, recorded on request.
struct Notes(Option<Vec<Step>>);

impl Notes {
    fn add(&mut self, rule: Rule, removed: &[Code], restored: &[Code]) {
        if let Some(steps) = &mut self.0 {
            steps.push(Step { rule, removed: removed.to_vec(), restored: restored.to_vec() });
        }
    }

    fn len(&self) -> usize {
        self.0.as_ref().map_or(0, Vec::len)
    }

    /// Drops all steps but the first `len`: they led to no word.
    fn forget(&mut self, len: usize) {
        if let Some(steps) = &mut self.0 {
            steps.truncate(len);
        }
    }
}
