//! Other spellings of a word: seats of hamza, conventions of countries, and the letters by which a country writes the
//! sounds of foreign names.
//!
//! مسئول is مسؤول, أميركا is أمريكا, غوتيريش is جوتيريس. The rules are in `rules.tsv`. Those for sounds would take غرب for
//! جرب and قلب for كلب: they are for names and foreign words only ([`Origin`]), and never join two words that are both
//! common. A word is read as a graph of spellings. Those by conventions are few and looked up one by one in the
//! vocabulary of an archive; those by sounds are found by an automaton.

mod foreign;

use std::sync::LazyLock;

use super::letter::{self, ALEF, ALPHABET, Code, HAMZA, LAM, WAW, WAW_HAMZA, YEH, YEH_HAMZA};
use super::lexicon::Lexicon;
use super::pattern::Pattern;
use super::spelling_graph::SpellingGraph;
pub(super) use foreign::is_name;
use foreign::{KNOWN, Origin, consonants};

/// Another spelling of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The stem or form, folded.
    pub word: String,
    /// How often it occurs.
    pub count: u64,
    /// The cost: 0.1 for a convention, 0.4 for a sound.
    pub cost: f32,
}

/// The spellings that a word may have.
#[derive(Clone, Debug)]
pub struct Variants {
    /// A stem, or a folded form without its article.
    word: Vec<Code>,
    is_form: bool,
    origin: Origin,
    /// By seats and usage.
    conventions: SpellingGraph,
    /// By sounds, too, unless the word is native.
    sounds: Option<SpellingGraph>,
}

/// The cost of a long vowel that is written or left out.
const VOWEL: f32 = 0.4;
/// The same in a name of two consonants, which vowels tell apart.
const VOWEL_OF_SHORT: f32 = 0.45;
/// The cost of a letter that is doubled or not.
const DOUBLE: f32 = 0.3;
/// The most that a spelling by conventions may cost.
const REACH: f32 = 1.0;
const ARTICLE: &[Code] = &[ALEF, LAM];
/// The most spellings of a word by conventions.
const MAX_CONVENTIONS: usize = 64;
/// The fewest letters of a word that has other spellings.
const SHORTEST: usize = 2;
/// The most letters of a word that is read by sounds, and of any word.
const LONGEST_BY_SOUND: usize = 16;
const LONGEST: usize = 24;
/// The cost of a change that seldom tells two names apart: of one ج for غ.
const LIKELY: f32 = 0.3;
/// How often general Arabic has a common word. Two common words are never one by their sounds.
const COMMON: u64 = 25_000;
/// How many times rarer than a name its other spelling is.
const RARER: u64 = 10;
/// How often general Arabic has a name that few bear.
const SELDOM: u64 = 2_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Seat,
    Usage,
    Sound,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Any,
    Inside,
    Start,
    End,
    Whole,
}

/// One direction of a rule.
struct Rule {
    kind: Kind,
    place: Place,
    from: Vec<Code>,
    to: Vec<Code>,
    cost: f32,
}

impl Rule {
    /// Whether the rule may change `word` at a place. To a word without a hamza, a seat is added only if general Arabic
    /// has that word: most alefs are no hamza.
    fn applies(&self, word: &[Code], at: usize, by_sound: bool) -> bool {
        let has_hamza = || self.from.iter().any(|code| matches!(*code, HAMZA | WAW_HAMZA | YEH_HAMZA));
        let changed = || [&word[..at], &self.to, &word[at + self.from.len()..]].concat();
        match self.kind {
            Kind::Sound => by_sound,
            Kind::Usage => true,
            Kind::Seat => has_hamza() || Lexicon::embedded().with_article(&changed()) > 0,
        }
    }
}

/// The rules by the first letter that they change; those that only add letters are at 0.
static RULES: LazyLock<Vec<Vec<Rule>>> = LazyLock::new(|| {
    let lines = include_str!("rules.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut by_letter: Vec<Vec<Rule>> = (0..=ALPHABET.len()).map(|_| Vec::new()).collect();
    for rule in lines.flat_map(|line| rules(line).expect("a test reads the rules")) {
        by_letter[rule.from.first().map_or(0, |code| usize::from(*code))].push(rule);
    }
    by_letter
});

/// Both directions of the rule of a line.
fn rules(line: &str) -> Option<[Rule; 2]> {
    let [kind, place, one, other, cost] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let kind = match kind {
        "seat" => Kind::Seat,
        "usage" => Kind::Usage,
        "sound" => Kind::Sound,
        _ => return None,
    };
    let place = match place {
        "any" => Place::Any,
        "inside" => Place::Inside,
        "start" => Place::Start,
        "end" => Place::End,
        "whole" => Place::Whole,
        _ => return None,
    };
    let side = |text: &str| letters(text.trim_matches('-'));
    let (one, other, cost) = (side(one)?, side(other)?, cost.parse().ok()?);
    let rule = |from: &[Code], to: &[Code]| Rule { kind, place, from: from.into(), to: to.into(), cost };
    Some([rule(&one, &other), rule(&other, &one)])
}

impl Variants {
    /// Those of a stem; `None` if no rule knows another spelling.
    pub fn of_stem(stem: &str) -> Option<Self> {
        Self::of(&letters(stem)?, false)
    }

    /// Those of a folded form: for words whose stems hide what they have in common, as in جزأين and جزئين. The other
    /// spellings may have an article.
    pub fn of_form(form: &str) -> Option<Self> {
        Self::of(&letters(form)?, true)
    }

    fn of(written: &[Code], is_form: bool) -> Option<Self> {
        let word = if is_form { without_article(written) } else { written };
        if !(SHORTEST..=LONGEST).contains(&word.len()) {
            return None;
        }
        let conventions = graph(word, if is_form { ARTICLE } else { &[] }, false);
        let origin = if word.len() <= LONGEST_BY_SOUND { origin(word, is_form) } else { Origin::Native };
        // Most names have no article.
        let article = &ARTICLE[..written.len() - word.len()];
        let sounds = (origin != Origin::Native).then(|| graph(word, article, true).0);
        let is_known = conventions.1 || sounds.is_some();
        is_known.then(|| Self { word: word.to_vec(), is_form, origin, conventions: conventions.0, sounds })
    }

    /// The words that may be other spellings by their sounds.
    pub fn sounds(&self) -> Option<Pattern> {
        let most = match consonants(&self.word) {
            0..=3 => 2,
            4..=5 => 4,
            _ => 6,
        };
        let sounds = self.sounds.as_ref()?;
        (2..=most).rev().find_map(|most| sounds.pattern_within(most, units)).or_else(|| sounds.pattern())
    }

    /// The words that are other spellings by conventions, if the archive has them.
    pub fn conventions(&self) -> Vec<String> {
        let words = self.conventions.words(REACH, MAX_CONVENTIONS).unwrap_or_default();
        words.into_iter().filter(|(word, _)| *word != self.word).map(|(word, _)| letter::spell(&word)).collect()
    }

    /// Which of `words` (word and count) are other spellings, the likeliest first.
    pub fn meant(&self, words: impl IntoIterator<Item = (String, u64)>) -> Vec<Variant> {
        let mut found: Vec<Variant> = Vec::new();
        for (word, count) in words {
            let Some(codes) = letters(&word).filter(|codes| *codes != self.word && codes.len() >= SHORTEST) else {
                continue;
            };
            let by_sound = || {
                let cost = self.sounds.as_ref()?.cost(&codes)?;
                self.is_same_name(&codes, cost).then_some(cost)
            };
            let by_convention = self.conventions.cost(&codes).filter(|cost| *cost <= REACH);
            if let Some(cost) = by_convention.or_else(by_sound) {
                found.push(Variant { word, count, cost });
            }
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(b.count.cmp(&a.count)).then_with(|| a.word.cmp(&b.word)));
        found
    }

    /// Whether a word that sounds like this one at `cost` may be the same name.
    fn is_same_name(&self, other: &[Code], cost: f32) -> bool {
        let other = if self.is_form { without_article(other) } else { other };
        let frequency = |word: &[Code]| Lexicon::embedded().with_article(word);
        let (own, others) = (frequency(&self.word), frequency(other));
        let (rare, common) = (own.min(others), own.max(others));
        let is_rarer = RARER * rare <= common;
        // The more consonants, the more may differ; little may where general Arabic has both words.
        let reach: f32 = match consonants(&self.word) {
            0..=2 if common >= COMMON && rare >= KNOWN => 0.4,
            0..=2 => VOWEL_OF_SHORT,
            3 => 0.6,
            _ if rare >= KNOWN && !is_rarer => 0.6,
            4..=5 => 1.0,
            _ => 1.3,
        };
        cost <= reach
            && match (self.origin, origin(other, self.is_form)) {
                (Origin::Native, _) | (_, Origin::Native) => false,
                (Origin::Foreign, Origin::Inflected) | (Origin::Inflected, Origin::Foreign) if cost <= LIKELY => true,
                (Origin::Inflected, _) | (_, Origin::Inflected) => cost <= 0.45 && is_rarer && rare < SELDOM,
                (Origin::Name, _) | (_, Origin::Name) => {
                    let is_distinct = is_rarer || consonants(&self.word) >= 4 && rare < SELDOM;
                    cost <= LIKELY || cost <= 0.6 && is_distinct
                }
                _ => rare < COMMON,
            }
    }
}

/// The cost of a step in halves of the cost of a vowel; conventions are free.
fn units(cost: f32) -> usize {
    match cost {
        ..0.2 => 0,
        ..0.35 => 1,
        _ => 2,
    }
}

fn origin(word: &[Code], is_form: bool) -> Origin {
    if is_form { Origin::of_form(word) } else { Origin::of(word) }
}

/// A form without its article, if enough is left.
fn without_article(form: &[Code]) -> &[Code] {
    form.strip_prefix(ARTICLE).filter(|rest| rest.len() >= 3).unwrap_or(form)
}

/// The letters of a folded word; `None` if one is not in the folded alphabet.
fn letters(word: &str) -> Option<Vec<Code>> {
    let codes: Vec<Code> = word.chars().map(letter::code).collect();
    (!codes.contains(&letter::FOREIGN)).then_some(codes)
}

/// The spellings of a word, perhaps behind an article, and whether a convention applied.
fn graph(word: &[Code], article: &[Code], by_sound: bool) -> (SpellingGraph, bool) {
    let mut graph = SpellingGraph::new(2 * word.len() + 1);
    let mut has_rule = false;
    let has_loose_vowels = by_sound && (consonants(word) >= 3 || word.len() >= 5);
    let vowel = if consonants(word) >= 3 { VOWEL } else { VOWEL_OF_SHORT };
    let is_vowel = |code: Code| matches!(code, ALEF | WAW | YEH);
    for at in 0..=word.len() {
        let (before, after) = (2 * at, 2 * at + 1);
        graph.edge(before, after, &[], 0.0);
        if at == 0 && !article.is_empty() {
            graph.edge(before, after, article, 0.0);
        }
        let is_inside = at > 0 && at < word.len();
        if has_loose_vowels && is_inside {
            [ALEF, WAW, YEH].iter().for_each(|letter| graph.edge(before, after, &[*letter], vowel));
        }
        if by_sound && at > 0 {
            graph.edge(before, after, &[word[at - 1]], DOUBLE);
        }
        for rule in &RULES[0] {
            let is_here = rule.place == Place::Start && at == 0 || rule.place == Place::End && at == word.len();
            if by_sound && is_here {
                graph.edge(before, after, &rule.to, rule.cost);
            }
        }
        let Some(&letter) = word.get(at) else { break };
        graph.edge(after, after + 1, &[letter], 0.0);
        if has_loose_vowels && is_vowel(letter) && at > 0 && at + 1 < word.len() {
            graph.edge(after, after + 1, &[], vowel);
        }
        if by_sound && at > 0 && word[at - 1] == letter {
            graph.edge(after, after + 1, &[], DOUBLE);
        }
        for rule in RULES[usize::from(letter)].iter().filter(|rule| word[at..].starts_with(&rule.from)) {
            let end = at + rule.from.len();
            let is_here = match rule.place {
                Place::Any => true,
                Place::Inside => at > 0 && end < word.len() && word.len() > 3,
                Place::Start => at == 0,
                Place::End => end == word.len(),
                Place::Whole => at == 0 && end == word.len(),
            };
            if is_here && rule.applies(word, at, by_sound) {
                graph.edge(after, 2 * end, &rule.to, rule.cost);
                has_rule |= rule.kind != Kind::Sound;
            }
        }
    }
    (graph, has_rule)
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn are_variants(one: &str, other: &str) -> bool {
        let Some(variants) = Variants::of_stem(&fold(one)) else { return false };
        let other = fold(other);
        (variants.conventions().contains(&other) || variants.sounds().is_some_and(|pattern| pattern.matches(&other)))
            && !variants.meant([(other, 1)]).is_empty()
    }

    #[test]
    fn every_rule_is_read() {
        assert!(RULES.iter().flatten().count() > 200);
        assert!(RULES.iter().flatten().all(|rule| rule.from != rule.to && rule.cost > 0.0));
    }

    #[test]
    fn words_have_other_spellings() {
        for pair in [
            "مسؤول مسئول",
            "مبادئ مبادىء",
            "رؤوس رءوس",
            "داود داوود",
            "أميركا أمريكا",
            "أوروبا أوربا",
            "غوتيريش جوتيريس",
            "ترامب ترمب",
            "غورباتشوف كورباتشوف",
            "تشيلي شيلي",
        ] {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(are_variants(one, other) && are_variants(other, one), "{pair}");
        }
    }

    #[test]
    fn other_words_are_no_spellings() {
        for pair in ["غرب جرب", "قلب كلب", "حرب حزب", "جمال كمال", "سلمان سليمان", "عراق عراك", "كتاب كاتب", "شاهد شهد"]
        {
            let (one, other) = pair.split_once(' ').unwrap();
            assert!(!are_variants(one, other) && !are_variants(other, one), "{pair}");
        }
    }

    #[test]
    fn hostile_words_are_bounded() {
        for word in ["ئ".repeat(60), "ءؤئ".repeat(8), "غجكق".repeat(6), "غ".repeat(16)] {
            if let Some(variants) = Variants::of_stem(&word) {
                let pattern = variants.sounds();
                assert!(pattern.is_none_or(|pattern| pattern.matches(&word)), "{word}");
            }
        }
    }
}
