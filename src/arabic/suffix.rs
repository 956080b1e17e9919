//! Suffixes: which ending of a word is replaced, and by what.
//!
//! An ending is removed if what is left, with the ending that the bare word would have, occurs at least half as often as
//! the word itself.

use super::family::{Families, SHORTEST};
use super::letter::*;
use super::stop::is_joined_stop_word;

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

/// Pronouns that end a word, in the order in which they are tried.
#[rustfmt::skip]
const PRONOUNS: &[&[Code]] = &[
    &[HEH, MEEM, ALEF], &[HEH, ALEF], &[HEH, MEEM], &[HEH, NOON], &[NOON, ALEF], &[KAF, MEEM], &[HEH], &[YEH],
];

/// How many letters at the end of a word are replaced, and by what.
#[derive(Clone, Copy)]
pub(super) struct Replacement {
    pub removed: usize,
    pub restored: &'static [Code],
}

/// The ending of `word` to be replaced.
pub(super) fn replacement(families: &Families, word: &[Code]) -> Option<Replacement> {
    let needed = families.frequency(word).max(1);
    let (first, replacement, _) = replacements(families, word, needed).next()?;
    let Some(pronoun) = PRONOUNS.iter().find(|pronoun| first.ends_with(pronoun) && first != [YEH, HEH]) else {
        return Some(replacement);
    };
    // Before a pronoun, ت is a letter of the word or its ة: the more common word decides.
    let alike = replacements(families, word, needed).filter(|(suffix, ..)| {
        let front = suffix.strip_suffix(*pronoun);
        front.is_some_and(|front| matches!(front, [] | [TEH] | [ALEF, TEH]))
    });
    let best = alike.reduce(|best, next| if next.2 > best.2 { next } else { best });
    best.map(|(_, replacement, _)| replacement)
}

/// The replacements of endings that leave a word of at least half this frequency, with their suffix and that frequency.
fn replacements<'s>(
    families: &'s Families,
    word: &'s [Code],
    needed: u64,
) -> impl Iterator<Item = (&'static [Code], Replacement, u64)> + 's {
    let suffixes = SUFFIXES.iter().filter(|(suffix, _)| word.ends_with(suffix));
    let replacements = suffixes.flat_map(move |(suffix, restorations)| {
        let removed = suffix.len();
        let listed = restorations.iter().map(move |restored| Replacement { removed, restored });
        listed
            .chain(changed(families, word, suffix).filter(|_| restorations.contains(&&[][..])))
            .map(move |replacement| (*suffix, replacement))
    });
    replacements.filter_map(move |(suffix, replacement)| {
        let letters = &word[..word.len() - replacement.removed];
        let is_long = letters.len() + replacement.restored.len() >= SHORTEST;
        let frequency = if is_long { families.frequency_joined(letters, replacement.restored) } else { 0 };
        // Adjectives of relation occur most often with feminine and plural nouns.
        let factor = if suffix == [YEH, HEH] { 3 } else { 2 };
        (factor * frequency >= needed).then_some((suffix, replacement, frequency))
    })
}

/// What a suffix changed in the letter before it: a hamza has moved to a seat, ى has become alef.
fn changed(families: &Families, word: &[Code], suffix: &[Code]) -> Option<Replacement> {
    let letters = &word[..word.len() - suffix.len()];
    let (&last, front) = letters.split_last()?;
    let removed = suffix.len() + 1;
    match (last, suffix) {
        (YEH_HAMZA | WAW_HAMZA, _) => {
            let is_pronoun = || 20 * families.other_pronouns(letters) >= families.count(&[word]);
            (suffix != [HEH] || is_pronoun()).then_some(Replacement { removed, restored: &[HAMZA] })
        }
        (ALEF, [HEH, ALEF] | [HEH, MEEM] | [HEH, MEEM, ALEF]) => {
            (!is_joined_stop_word(&[front, &[YEH]])).then_some(Replacement { removed, restored: &[YEH] })
        }
        _ => None,
    }
}
