//! Stop words: words too common to indicate the topic of a text.
//!
//! The closed classes of Arabic: prepositions with the pronouns they commonly carry, conjunctions and particles,
//! relative and demonstrative words, pronouns of the third person, كان and إن with their kin. The list is in
//! `stopwords.txt` in usual spelling, and is folded here, so that every entry can match. Ranking ignores stop words;
//! exact search finds them.

use std::sync::LazyLock;

use super::fold::fold;
use super::letter::{self, Code};
use super::lexicon;

/// Whether the folded word that `codes` spell is a stop word.
pub fn is_stop_word(codes: &[Code]) -> bool {
    lexicon::key(codes).is_some_and(is_stop_key)
}

/// Whether the parts make a stop word together.
pub(super) fn is_joined_stop_word(parts: &[&[Code]]) -> bool {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut word = [letter::FOREIGN; lexicon::KEY_LETTERS];
    let Some(word) = word.get_mut(..length) else { return false };
    word.iter_mut().zip(parts.iter().copied().flatten()).for_each(|(place, letter)| *place = *letter);
    is_stop_word(word)
}

/// The same for a word's [`lexicon::key`].
pub(super) fn is_stop_key(key: u64) -> bool {
    STOP_WORDS.contains(key)
}

/// Every stop word, folded, in the order of the list.
pub fn stop_words() -> impl Iterator<Item = String> {
    let lines = include_str!("stopwords.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(fold)
}

static STOP_WORDS: LazyLock<Slots> = LazyLock::new(Slots::fill);

const SLOTS: usize = 1024;

/// An open-addressed table of word keys, with one look-up a token.
struct Slots([u64; SLOTS]);

impl Slots {
    fn fill() -> Self {
        let mut slots = [0; SLOTS];
        for word in stop_words() {
            let codes: Vec<Code> = word.chars().map(letter::code).collect();
            let key = lexicon::key(&codes).expect("stop words are short and Arabic: a test reads the list");
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
    fn words_of_content_are_none() {
        for word in ["سجن", "الصناعه", "قال", "", "لبنان"] {
            assert!(!is_stop(word), "{word}");
        }
    }
}
