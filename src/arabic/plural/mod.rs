//! Broken plurals: سجن and سجون, قرية and قرى have no stem in common.
//!
//! `table.tsv` has a singular and its plurals on each line, as they are written. `table.bin` has the same as pairs of
//! [`lexicon::key`]s of stems, in both directions and sorted, to be read in place.

use super::letter::{self, Code};
use super::{lexicon, stem};

/// The table as [`pack`] wrote it.
static TABLE: &[u8] = include_bytes!("table.bin");

/// A stem and one of its plurals or singulars, as numbers of 64 bits.
const PAIR: usize = 16;

/// The stems of the broken plurals and singulars of the word with this stem.
pub fn plurals(stem: &str) -> Vec<String> {
    let Some(key) = key_of(stem) else { return Vec::new() };
    let pairs = TABLE.as_chunks::<PAIR>().0;
    let first = pairs.partition_point(|pair| number(pair, 0) < key);
    let own = pairs[first..].iter().take_while(|pair| number(pair, 0) == key);
    own.map(|pair| letter::spell(&letter::spelled_by(number(pair, 1)).collect::<Vec<_>>())).collect()
}

/// The packed table of lines of a singular and its plurals.
pub fn pack(lines: &str) -> Vec<u8> {
    let mut pairs: Vec<(u64, u64)> = Vec::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let keys: Vec<u64> = line.split_whitespace().filter_map(|word| key_of(&stem(word))).collect();
        let others = |one: u64| keys.iter().filter(move |other| **other != one).map(move |other| (one, *other));
        pairs.extend(keys.iter().flat_map(|one| others(*one)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().flat_map(|(one, other)| [one.to_le_bytes(), other.to_le_bytes()]).flatten().collect()
}

fn key_of(word: &str) -> Option<u64> {
    lexicon::key(&codes(word))
}

fn codes(word: &str) -> Vec<Code> {
    word.chars().map(letter::code).collect()
}

fn number(pair: &[u8; PAIR], place: usize) -> u64 {
    u64::from_le_bytes(pair.as_chunks::<8>().0[place])
}

#[cfg(test)]
mod tests {
    use super::super::{Stemmer, fold};
    use super::*;

    #[test]
    fn the_packed_table_is_that_of_the_lines() {
        assert!(
            pack(include_str!("table.tsv")) == TABLE,
            "run: cargo run --example pack_lexicon -- src/arabic/lexicon"
        );
    }

    #[test]
    fn no_word_of_the_table_is_mostly_another() {
        let stemmer = Stemmer::default();
        let frequency = |word: &str| stemmer.counts(&codes(word)).frequency;
        let is_consonant = |char: &char| !matches!(char, 'ا' | 'و' | 'ي' | 'ه' | 'ء' | 'ئ' | 'ؤ');
        let consonants = |word: &str| word.chars().filter(is_consonant).collect::<String>();
        for line in include_str!("table.tsv").lines().filter(|line| !line.starts_with('#')) {
            for word in line.split_whitespace().map(fold) {
                let (own, of_stem) = (frequency(&word), frequency(&stem(&word)));
                let mut others = line.split_whitespace().map(fold).filter(|other| *other != word);
                let is_kin = others.any(|other| {
                    [stem(&other), other].iter().any(|other| consonants(other) == consonants(&stem(&word)))
                });
                let most = if is_kin { 12 } else { 3 };
                assert!(own > 0 && of_stem <= most * own, "{word} {own}: its stem {of_stem}");
            }
        }
    }

    #[test]
    fn singulars_and_plurals_find_each_other() {
        for pair in ["سجن سجون", "مدينة مدن", "شارع شوارع", "لواء ألوية", "جريح جرحى", "قائد قادة"]
        {
            let (one, other) = pair.split_once(' ').unwrap();
            let (one, other) = (stem(one), stem(other));
            assert!(plurals(&one).contains(&other) && plurals(&other).contains(&one), "{pair}: {one} {other}");
        }
        assert!(plurals("غويران").is_empty() && plurals("").is_empty() && plurals("SDF").is_empty());
    }
}
