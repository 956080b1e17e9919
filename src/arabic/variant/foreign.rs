//! Tells where a word comes from, as far as its sounds matter: by letters, by the shape of the word, by the article,
//! by whether pronouns are tied to it and whether it has a broken plural.

use super::super::family::Families;
use super::super::letter::*;
use super::super::plural::plurals;
use super::super::{stem, without_clitics};

/// What is known of a word's origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An Arabic word, whose letters are never exchanged.
    Native,
    /// A word that may be a name, or an Arabic word with an ending: it has no article and no pronouns.
    Inflected,
    /// A name that may be Arabic: it has no article and no pronouns.
    Name,
    /// A word without the letters and the shape of Arabic ones.
    Foreign,
    /// A word that general Arabic does not know.
    Unknown,
}

/// The fewest letters of a word that may be foreign.
const SHORTEST: usize = 4;

/// Letters that names heard from other languages are seldom written with.
const NATIVE: &[Code] = &[AIN, HAH, DAD, ZAH, THAL, HAMZA, WAW_HAMZA, YEH_HAMZA];

/// Pronouns that end a word.
const PRONOUNS: &[&[Code]] = &[&[HEH, ALEF], &[HEH, MEEM], &[HEH, NOON], &[HEH, MEEM, ALEF], &[KAF, MEEM]];

/// What may stand before the root of an Arabic word, and behind it.
const PREFIXES: &[&[Code]] = &[
    &[],
    &[MEEM],
    &[TEH],
    &[ALEF],
    &[YEH],
    &[NOON],
    &[ALEF, NOON],
    &[MEEM, TEH],
    &[MEEM, NOON],
    &[ALEF, SEEN, TEH],
    &[MEEM, SEEN, TEH],
    &[TEH, SEEN, TEH],
    &[YEH, SEEN, TEH],
];
const SUFFIXES: &[&[Code]] =
    &[&[], &[HEH], &[YEH], &[TEH], &[ALEF], &[YEH, HEH], &[ALEF, TEH], &[ALEF, NOON], &[YEH, NOON], &[WAW, NOON]];
/// How often general Arabic has the rest of a word behind what is a prefix.
const ATTESTED: u64 = 100;
/// How many times more often than its stem a form occurs whose ending belongs to the name.
const DOMINANT: u64 = 3;
/// How often general Arabic has a stem whose forms it may lack by chance: rarer stems say nothing of an unknown form.
const INFLECTED: u64 = 2_000;
/// How often general Arabic has a word that is known.
pub(super) const KNOWN: u64 = 100;

impl Origin {
    /// That of a folded form without article. A form with clitics is native: its stem is looked at for itself.
    pub fn of_form(form: &[Code]) -> Self {
        let families = Families::default();
        let (own, text) = (Self::of(form), spell(form));
        let bare = codes(&without_clitics(&text));
        let has_clitics = bare != form && families.frequency(&bare) > families.frequency(form).max(INFLECTED);
        if own == Self::Native || has_clitics {
            return Self::Native;
        }
        let stem = codes(&stem(&text));
        // An ending is a name's own if the name is known without it less often.
        let of_stem = families.frequency(&stem);
        let owns_ending = DOMINANT * of_stem <= families.frequency(form) || own == Self::Unknown && of_stem < INFLECTED;
        if stem == form || owns_ending || Self::of(&stem) != Self::Native {
            own
        } else if has_no_article(form) {
            Self::Inflected
        } else {
            Self::Native
        }
    }

    /// That of a stem.
    pub fn of(word: &[Code]) -> Self {
        let families = Families::default();
        let frequency = families.frequency(word);
        if word.len() < SHORTEST || PRONOUNS.iter().any(|pronoun| word.ends_with(pronoun)) {
            Self::Native
        } else if frequency < KNOWN {
            Self::Unknown
        } else if is_inflected(word) || !plurals(&spell(word)).is_empty() {
            Self::Native
        } else if has_foreign_letters(word) && !has_native_shape(word) {
            Self::Foreign
        } else if has_no_article(word) {
            Self::Name
        } else {
            Self::Native
        }
    }
}

/// Whether at most one in fifty of a word's forms has an article.
fn has_no_article(word: &[Code]) -> bool {
    let families = Families::default();
    let frequency = families.frequency(word);
    50 * (frequency - families.count(&[word])) <= frequency
}

/// Whether a folded form may be a name from another language, or any name.
pub(in super::super) fn is_name(form: &[Code]) -> bool {
    matches!(Origin::of_form(form), Origin::Foreign | Origin::Unknown | Origin::Name)
}

fn codes(word: &str) -> Vec<Code> {
    word.chars().map(code).collect()
}

/// Whether a word has none of the letters that foreign names are seldom written with.
fn has_foreign_letters(word: &[Code]) -> bool {
    // A hamza behind a last alef is often written for the sound: زكريا and زكرياء.
    let is_long = |front: &&[Code]| front.len() > SHORTEST && front.ends_with(&[ALEF]);
    let word = word.strip_suffix(&[HAMZA]).filter(is_long).unwrap_or(word);
    !word.iter().any(|code| NATIVE.contains(code))
}

/// Whether a word has three root letters with the vowels, prefixes and suffixes of Arabic words, and other words have
/// that root.
fn has_native_shape(word: &[Code]) -> bool {
    let families = Families::default();
    PREFIXES.iter().any(|prefix| {
        let Some(rest) = word.strip_prefix(*prefix) else { return false };
        SUFFIXES.iter().filter_map(|suffix| rest.strip_suffix(*suffix)).any(|core| match *core {
            [one, two] if prefix.ends_with(&[SEEN, TEH]) => are_consonants(&[one, two]),
            // The reflexive ت stands behind the first letter of the root, or takes it in: اشتبك, اتفق.
            [TEH, two, three] | [TEH, two, ALEF, three] if !prefix.is_empty() => are_consonants(&[two, three]),
            [one, TEH, two, three] | [one, TEH, two, ALEF, three] if !prefix.is_empty() => {
                are_consonants(&[one, two, three]) && has_family([one, two, three], core, word)
            }
            _ if !prefix.is_empty() && families.frequency(rest) < ATTESTED && *prefix != [MEEM] => false,
            _ => root(core).is_some_and(|root| {
                let weak = root.iter().filter(|code| !is_consonant(**code)).count();
                weak <= usize::from(!prefix.is_empty()) && has_family(root, core, word)
            }),
        })
    })
}

/// The three letters that may be the root of a word without prefix and suffix.
fn root(core: &[Code]) -> Option<[Code; 3]> {
    match *core {
        [one, two, three]
        | [one, ALEF, two, three]
        | [one, two, ALEF | WAW | YEH, three]
        | [one, ALEF, two, ALEF | WAW | YEH, three] => Some([one, two, three]),
        _ => None,
    }
}

/// Whether a root occurs in another pattern than that of `core`, at least once where `word` occurs fifty times.
fn has_family([one, two, three]: [Code; 3], core: &[Code], word: &[Code]) -> bool {
    let families = Families::default();
    let patterns: [&[Code]; 6] = [
        &[one, two, three],
        &[one, ALEF, two, three],
        &[one, two, ALEF, three],
        &[one, two, WAW, three],
        &[one, two, YEH, three],
        &[MEEM, one, two, three],
    ];
    let others = patterns.into_iter().filter(|pattern| *pattern != core && *pattern != word);
    let most = others.map(|pattern| families.frequency(pattern)).max().unwrap_or_default();
    most >= ATTESTED && 50 * most >= families.frequency(word)
}

fn are_consonants(letters: &[Code]) -> bool {
    letters.iter().all(|code| is_consonant(*code))
}

fn is_consonant(code: Code) -> bool {
    !matches!(code, ALEF | WAW | YEH | HAMZA | WAW_HAMZA | YEH_HAMZA)
}

/// How many consonants a word has.
pub(super) fn consonants(word: &[Code]) -> usize {
    word.iter().filter(|code| is_consonant(**code)).count()
}

/// Whether at least one in a hundred of a word's forms has a pronoun, as Arabic nouns have owners, or one in twenty an
/// ending of verbs, or it is an imperfect.
fn is_inflected(word: &[Code]) -> bool {
    let families = Families::default();
    let pronouns = match word {
        [bare @ .., HEH] => families.other_pronouns(&[bare, &[TEH]].concat()),
        _ => families.other_pronouns(word),
    };
    let frequency = families.frequency(word);
    let verbs = families.count(&[word, &[TEH]]) + families.count(&[word, &[WAW, ALEF]]);
    let is_verb = match word {
        [NOON | ALEF, rest @ ..] if families.count(&[&[YEH], rest]) > frequency => true,
        [bare @ .., TEH] if 2 * families.count(&[bare]) > frequency => true,
        [TEH, rest @ ..] => 5 * families.count(&[&[YEH], rest]) > frequency,
        [YEH, rest @ ..] => 5 * families.count(&[&[TEH], rest]) > frequency,
        _ => false,
    };
    100 * pronouns > frequency || 20 * verbs > frequency || is_verb
}
