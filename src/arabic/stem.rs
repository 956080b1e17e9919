//! Light stemming that consults a lexicon.
//!
//! Letters that look like a clitic are removed if the lexicon has the rest as a word and the forms of the word's family do
//! not show that they belong to it ([`family`](super::family)). Then up to three rounds remove suffixes, each replaced by
//! the ending that the bare word would have. The rules are below in the order in which they are tried; `L[x]` is how
//! often the form `x` occurs, and `f(x) = L[x] + L[ال + x]`. docs/analysis.md has them with examples.
//!
//! A stem depends on the word and on a fixed lexicon only, so that it is the same in an index and in a query, and on
//! every machine.

use std::cell::RefCell;

use super::family::{Families, SHORTEST};
use super::letter::{self, *};
use super::lexicon::{self, Lexicon, MIXER};
use super::stop::{is_stop_key, is_stop_word};
use super::suffix;

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
    /// س: the future.
    Future,
    /// A pronoun, number, gender or person ending.
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
            Rule::Future => "future",
            Rule::Suffix => "suffix",
        }
    }
}

/// How often general Arabic has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Bare or with the article: `f` of the rules.
    pub frequency: u64,
    /// Behind what no clitic follows: then its first letter is its own.
    pub preceded: u64,
}

const ARTICLE: &[Code] = &[ALEF, LAM];
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
    families: Families,
}

impl Default for Stemmer {
    fn default() -> Self {
        Self { lexicon: Lexicon::embedded(), families: Families::default() }
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

    /// The counts of a word on its way to its stem, by which the rules decide.
    pub fn counts(&self, word: &[Code]) -> Counts {
        let preceded = match word {
            [] => 0,
            [ALEF, LAM, _, ..] => self.families.preceded_with_alef_lam(word),
            _ => self.families.preceded_word(word),
        };
        Counts { frequency: self.families.frequency(word), preceded }
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
        let f = |word: &[Code]| self.families.frequency(word);
        if w.starts_with(ARTICLE) && w.len() >= 4 {
            if self.families.owns_alef_lam(w) {
                return 0;
            }
            notes.add(Rule::Article, &w[..2], &[]);
            return 2;
        }
        if w.starts_with(&[LAM, LAM]) && w.len() >= 5 {
            let taken = if f(&w[2..]) >= f(&w[1..]) { 2 } else { 1 };
            notes.add(Rule::Lam, &w[..taken], &[]);
            return taken;
        }
        let Some((&first, rest)) = w.split_first() else { return 0 };
        match first {
            WAW | FEH => self.conjunction(w, notes),
            BEH | KAF if rest.starts_with(ARTICLE) && rest.len() >= 4 && self.is_usual(rest, w) => {
                notes.add(Rule::Preposition, &[first], &[]);
                1 + self.proclitics(rest, notes)
            }
            BEH | KAF | LAM if self.is_preposition(w) => {
                notes.add(Rule::Preposition, &[first], &[]);
                1
            }
            SEEN if self.is_future(w) => {
                notes.add(Rule::Future, &[first], &[]);
                1
            }
            _ => 0,
        }
    }

    /// Whether `rest` occurs at least half as often as `whole`.
    fn is_usual(&self, rest: &[Code], whole: &[Code]) -> bool {
        2 * self.families.count(&[rest]) >= self.families.count(&[whole])
    }

    /// How many letters of `w`, which begins with و or ف, are clitics.
    fn conjunction(&self, w: &[Code], notes: &mut Notes) -> usize {
        let rest = &w[1..];
        let before = notes.len();
        notes.add(Rule::Conjunction, &w[..1], &[]);
        if self.is_conjunction(w) {
            return 1 + if rest.len() > 2 { self.proclitics(rest, notes) } else { 0 };
        }
        // Only the word behind the next clitic decides: و + ب + a word.
        if rest.len() >= 5 {
            let taken = self.proclitics(rest, notes);
            let word = &rest[taken..];
            let is_common = || self.families.attested(word) >= self.families.frequency(w).max(1);
            if taken > 0 && word.len() >= SHORTEST && is_common() && !self.families.owns_first_letter(w) {
                return 1 + taken;
            }
        }
        notes.forget(before);
        0
    }

    fn is_conjunction(&self, w: &[Code]) -> bool {
        let families = &self.families;
        let rest = &w[1..];
        let count = families.count(&[w]);
        let is_stop_word = is_stop_word(rest);
        match rest.len() {
            0 | 1 => false,
            2 => {
                let is_common = families.count(&[rest]) >= 4 * count.max(1);
                !is_stop_word && rest[0] != ALEF && count > 0 && is_common && 20 * families.preceded_word(w) < count
            }
            4.. if rest.starts_with(ARTICLE) => {
                (rest.len() >= 6 || self.is_usual(rest, w)) && !families.owns_letter_before_article(w)
            }
            3 if rest.starts_with(ARTICLE) => false,
            _ => {
                // Verbs follow a conjunction more often than they begin a sentence.
                let factor = if !is_stop_word && 200 * families.preceded_word(w) < count { 4 } else { 1 };
                let attested = families.attested(rest);
                attested > 0 && factor * attested >= families.frequency(w) && !families.owns_first_letter(w)
            }
        }
    }

    fn is_preposition(&self, w: &[Code]) -> bool {
        let rest = &w[1..];
        rest.len() >= SHORTEST
            && self.families.attested(rest) >= self.families.frequency(w).max(1)
            && self.is_usual(rest, w)
            && !self.families.owns_first_letter(w)
    }

    fn is_future(&self, w: &[Code]) -> bool {
        let rest = &w[1..];
        rest.len() >= SHORTEST
            && self.families.frequency(rest) >= self.families.frequency(w).max(1)
            && self.families.is_imperfect(rest)
            && !self.families.owns_first_letter(w)
    }

    /// Replaces the ending of `word[start..]`; returns whether there was one.
    fn suffix(&self, word: &mut Vec<Code>, start: usize, notes: &mut Notes) -> bool {
        // The last letter of most words does not end any suffix.
        if word.len() - start < SHORTEST + 1 || !matches!(word[word.len() - 1], ALEF | TEH | MEEM | NOON | HEH | YEH) {
            return false;
        }
        let Some(replacement) = suffix::replacement(&self.families, &word[start..]) else { return false };
        let cut = word.len() - replacement.removed;
        notes.add(Rule::Suffix, &word[cut..], replacement.restored);
        word.truncate(cut);
        word.extend_from_slice(replacement.restored);
        true
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
