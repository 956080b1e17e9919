//! Grams of words: the numbers by which an index finds the words that may concern a query (a k-gram index: Manning,
//! Raghavan, Schütze 2008, chapter 3).
//!
//! A word has a gram for each [trigram](super::trigram) of its stem, and one that is a hash: of the stem's
//! [skeleton], or of a form that has none. Words that match a query's word, or resemble it, share a gram with it; a few
//! others do as well.

use std::collections::BTreeSet;

use super::hash::{mix, word_hash};
use super::letter::Code;
use super::packed::{Packed, pack};
use super::skeleton::skeleton;
use super::token::Tokens;
use super::trigram::{TRIGRAMS, Trigram, trigrams};
use super::word_code::{StemLetters, WordCode, WordKind};

/// A gram's number: that of a trigram, or [`TRIGRAMS`] and a hash of twelve bits.
pub type Gram = u16;

/// Bits of a hash: few enough for a short list of grams, many enough for short lists of words.
const HASH_BITS: u32 = 12;

/// A number above all grams.
pub const GRAMS: usize = TRIGRAMS + (1 << HASH_BITS);

/// A set of grams.
#[derive(Clone, Debug, Default)]
pub struct GramSet(BTreeSet<Gram>);

impl GramSet {
    /// Adds the gram that words with this stem have, and those with the same skeleton.
    pub fn add_stem(&mut self, stem: &str) {
        self.0.insert(of_stem(Packed::new(&pack(stem))));
    }

    /// Adds those of which words with this folded form have one.
    pub fn add_form(&mut self, form: &str) {
        self.0.insert(hashed(word_hash(Packed::new(&pack(form)))));
        for code in WordCode::of_form(form) {
            self.0.extend(code.stem_key().map(|key| of_letters(StemLetters::of(key).as_slice())));
        }
    }

    /// Adds a trigram.
    pub fn add_trigram(&mut self, trigram: Trigram) {
        self.0.insert(trigram);
    }

    /// The grams, rising.
    pub fn iter(&self) -> impl Iterator<Item = Gram> {
        self.0.iter().copied()
    }
}

/// Calls `each` with the grams of a word, which is `written` so and has this code.
pub fn each_gram(code: WordCode, written: &str, mut each: impl FnMut(Gram)) {
    match code.kind() {
        WordKind::Stem(key) => {
            let letters = StemLetters::of(key);
            trigrams(letters.as_slice()).for_each(&mut each);
            each(of_letters(letters.as_slice()));
        }
        WordKind::StopWord | WordKind::Foreign => each(hashed(code.form_hash())),
        WordKind::Other => {
            let mut tokens = Tokens::new(written);
            while let Some(token) = tokens.advance() {
                each(hashed(word_hash(token.folded)));
                if !token.is_stop_word {
                    trigrams(token.stem.letters().unwrap_or_default()).for_each(&mut each);
                    each(of_stem(token.stem));
                }
            }
        }
    }
}

fn of_stem(stem: Packed<'_>) -> Gram {
    stem.letters().and_then(skeleton).map_or_else(|| hashed(word_hash(stem)), |skeleton| hashed(mix(skeleton)))
}

/// That of a stem whose letters fit in a key; so they have a skeleton, unless the key was damaged.
fn of_letters(stem: &[Code]) -> Gram {
    hashed(mix(skeleton(stem).unwrap_or_default()))
}

fn hashed(hash: u64) -> Gram {
    TRIGRAMS as Gram | hash as Gram & ((1 << HASH_BITS) - 1)
}

#[cfg(test)]
mod tests {
    use super::super::letter::{ALEF, BITS};
    use super::*;

    fn grams(written: &str) -> BTreeSet<Gram> {
        let mut grams = BTreeSet::new();
        each_gram(WordCode::of(written), written, |gram| {
            assert!(usize::from(gram) < GRAMS);
            grams.insert(gram);
        });
        grams
    }

    fn concerns(set: &GramSet, written: &str) -> bool {
        let grams = grams(written);
        set.iter().any(|gram| grams.contains(&gram))
    }

    /// Words of every kind: marks, homographs of stop words, ligatures, other scripts, long words, numbers.
    const WORDS: &str = "على عَلى علّم من مَنّ ﷺ ﷲ BBC bbc كوفيد19 COVID 2015 ٢٠١٥ 12,500 السِّجْنِ بالسجون سجناء \
                         والإستراتيجياتهما استراتيجية ههههههههههههههههههه وههههههههههههههههههههه أبوظبي غوتيريش الـBBC";

    #[test]
    fn a_word_has_a_gram_of_its_stem_and_of_its_form() {
        let mut tokens = Tokens::new(WORDS);
        let mut count = 0;
        while let Some(token) = tokens.advance() {
            count += 1;
            let word = &WORDS[token.span()];
            let (mut by_form, mut by_stem) = (GramSet::default(), GramSet::default());
            by_form.add_form(&token.folded.to_string());
            by_stem.add_stem(&token.stem.to_string());
            assert!(concerns(&by_form, word), "{word}");
            assert!(token.is_stop_word || concerns(&by_stem, word), "{word}");
            for trigram in token.stem.letters().filter(|_| !token.is_stop_word).into_iter().flat_map(trigrams) {
                let mut by_trigram = GramSet::default();
                by_trigram.add_trigram(trigram);
                assert!(concerns(&by_trigram, word), "{word}");
            }
        }
        assert!(count > 25);
    }

    #[test]
    fn damaged_codes_have_grams() {
        // A letter that is none between two long vowels: what is left for a skeleton has no key.
        let hollow = u64::from(ALEF) | u64::from(ALEF) << (2 * BITS);
        for code in [hollow, 1 << 59 | 1, u64::MAX] {
            let mut count = 0;
            each_gram(WordCode(code), "", |gram| count += usize::from(usize::from(gram) < GRAMS));
            assert!((4..=13).contains(&count), "{code:x}: {count}");
        }
    }

    #[test]
    fn kin_share_a_gram_and_strangers_none() {
        let mut prison = GramSet::default();
        prison.add_stem("سجن");
        assert!(["السجون", "سجناء", "بالسجن"].iter().all(|word| concerns(&prison, word)));
        assert!(!["حريق", "من", "BBC", "2015"].iter().any(|word| concerns(&prison, word)));
    }
}
