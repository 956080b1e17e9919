//! Stop words: words too common to indicate the topic of a text.
//!
//! The closed classes of Arabic: prepositions with the pronouns they commonly carry, conjunctions and particles,
//! relative and demonstrative words, pronouns of the third person, كان and إن with their kin. The list is in
//! `stopwords.txt` in usual spelling, and is folded here, so that every entry can match. Ranking ignores stop words;
//! exact search finds them.
//!
//! Some names and nouns fold to the same letters as a stop word: علي to those of على, إمام to those of أمام. They are in
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
    STOP_WORDS.get(key).is_some()
}

/// Whether a word that folds to a stop word is written like a name or noun.
pub(super) fn is_homograph(key: u64, written: &str) -> bool {
    let is_written = |homograph: &str| fold::without_marks(written).nfc().eq(homograph.chars());
    STOP_WORDS.get(key).is_some_and(|slot| slot & HAS_HOMOGRAPH != 0) && homographs().any(is_written)
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

static STOP_WORDS: LazyLock<Slots> = LazyLock::new(Slots::fill);

const SLOTS: usize = 1024;

/// Marks the key of a stop word that has a homograph.
const HAS_HOMOGRAPH: u64 = 1 << 63;

/// An open-addressed table of word keys, with one look-up a token.
struct Slots([u64; SLOTS]);

impl Slots {
    fn fill() -> Self {
        let key = |word: &str| {
            let codes: Vec<Code> = word.chars().map(letter::code).collect();
            lexicon::key(&codes).expect("stop words are short and Arabic: a test reads the list")
        };
        let with_homographs: Vec<u64> = homographs().map(|homograph| key(&fold(homograph))).collect();
        let mut slots = [0; SLOTS];
        for key in stop_words().map(|word| key(&word)) {
            let mut place = Self::home(key);
            while slots[place] != 0 && slots[place] & !HAS_HOMOGRAPH != key {
                place = (place + 1) % SLOTS;
            }
            slots[place] = key | if with_homographs.contains(&key) { HAS_HOMOGRAPH } else { 0 };
        }
        Self(slots)
    }

    fn home(key: u64) -> usize {
        (key.wrapping_mul(lexicon::MIXER) >> 54) as usize
    }

    fn get(&self, key: u64) -> Option<u64> {
        let mut place = Self::home(key);
        while self.0[place] != 0 {
            if self.0[place] & !HAS_HOMOGRAPH == key {
                return Some(self.0[place]);
            }
            place = (place + 1) % SLOTS;
        }
        None
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
                && is_homograph("إمام")
                && is_homograph("ا\u{655}مام")
        );
        assert!(!is_homograph("على") && !is_homograph("أمام") && !is_homograph("امام") && !is_homograph("سجن"));
    }

    #[test]
    fn words_of_content_are_none() {
        for word in ["سجن", "الصناعه", "قال", "", "لبنان"] {
            assert!(!is_stop(word), "{word}");
        }
    }
}
