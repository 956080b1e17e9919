//! Stop words: words too common to indicate the topic of a text.
//!
//! The closed classes of Arabic: prepositions with the pronouns they commonly carry, conjunctions and particles,
//! relative and demonstrative words, pronouns of the third person, كان and إن with their kin. The list is in
//! `stopwords.txt` in usual spelling, and is folded here, so that every entry can match. Ranking ignores stop words;
//! exact search finds them.
//!
//! Some names and nouns fold to the same letters as a stop word: علي to those of على, آلية to those of إليه. They are in
//! `homographs.txt`, and a word that is written like one of them is no stop word.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::fold::{self, fold};
use super::letter::{self, Code};
use super::lexicon;

/// Whether the folded word that `codes` spell is a stop word.
pub fn is_stop_word(codes: &[Code]) -> bool {
    lexicon::key(codes).is_some_and(is_stop_key)
}

/// Whether the parts make a stop word together.
pub(super) fn is_joined_stop_word(parts: &[&[Code]]) -> bool {
    lexicon::joined_key(parts).is_some_and(is_stop_key)
}

/// The same for a word's [`lexicon::key`].
pub(super) fn is_stop_key(key: u64) -> bool {
    STOP_WORDS.contains(key)
}

/// Whether the word of this key, which folds to a stop word, is written like a name or noun.
pub(super) fn is_homograph(key: u64, written: &str) -> bool {
    let with_marks = |homograph: &str| fold::without_marks(written).nfc().eq(homograph.chars());
    let is_written = |homograph: &str| {
        // Only marks make it longer.
        written == homograph || written.len() > homograph.len() && with_marks(homograph)
    };
    HOMOGRAPHS.iter().any(|(own, homograph)| *own == key && is_written(homograph))
}

/// Every stop word, folded, in the order of the list.
pub fn stop_words() -> impl Iterator<Item = String> {
    words(include_str!("stopwords.txt")).map(fold)
}

/// The names and nouns that fold to stop words, as they are written.
pub fn homographs() -> impl Iterator<Item = &'static str> {
    words(include_str!("homographs.txt"))
}

fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// The key of a folded entry of either list.
fn key_of_entry(folded: &str) -> u64 {
    let codes: Vec<Code> = folded.chars().map(letter::code).collect();
    lexicon::key(&codes).expect("entries are short and Arabic: a test reads the lists")
}

static STOP_WORDS: LazyLock<Slots> = LazyLock::new(Slots::fill);

/// The homographs with their keys.
static HOMOGRAPHS: LazyLock<Vec<(u64, &str)>> =
    LazyLock::new(|| homographs().map(|written| (key_of_entry(&fold(written)), written)).collect());

const SLOTS: usize = 1024;

/// An open-addressed table of word keys, with one look-up a token.
struct Slots([u64; SLOTS]);

impl Slots {
    fn fill() -> Self {
        let mut slots = [0; SLOTS];
        for key in stop_words().map(|word| key_of_entry(&word)) {
            let mut place = Self::home(key);
            while slots[place] != 0 && slots[place] != key {
                place = (place + 1) % SLOTS;
            }
            slots[place] = key;
        }
        Self(slots)
    }

    fn home(key: u64) -> usize {
        (key.wrapping_mul(lexicon::MIXER) >> 54) as usize
    }

    fn contains(&self, key: u64) -> bool {
        let mut place = Self::home(key);
        while self.0[place] != 0 {
            if self.0[place] == key {
                return true;
            }
            place = (place + 1) % SLOTS;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_stop(word: &str) -> bool {
        is_stop_word(&word.chars().map(letter::code).collect::<Vec<_>>())
    }

    #[test]
    fn every_entry_matches_itself() {
        let words: Vec<String> = stop_words().collect();
        assert!(words.len() < SLOTS / 2, "{} words crowd the table", words.len());
        for word in words {
            assert!(is_stop(&word), "{word}");
        }
    }

    #[test]
    fn no_entry_stands_twice() {
        let mut words: Vec<String> = stop_words().collect();
        words.sort();
        let twice: Vec<_> = words.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn homographs_are_words_as_they_are_written() {
        for word in homographs() {
            assert!(is_stop(&fold(word)), "{word} needs no entry");
        }
        let is_homograph = |written: &str| {
            let codes: Vec<Code> = fold(written).chars().map(letter::code).collect();
            super::is_homograph(lexicon::key(&codes).unwrap(), written)
        };
        assert!(
            is_homograph("علي")
                && is_homograph("عَلِيٌّ")
                && is_homograph("عـلي")
                && is_homograph("آلية")
                && is_homograph("ا\u{653}لية")
        );
        assert!(!is_homograph("على") && !is_homograph("إليه") && !is_homograph("الية") && !is_homograph("سجن"));
    }

    #[test]
    fn words_of_content_are_none() {
        for word in ["سجن", "الصناعه", "قال", "", "لبنان"] {
            assert!(!is_stop(word), "{word}");
        }
    }
}
