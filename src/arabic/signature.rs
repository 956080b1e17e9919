//! MinHash signatures of texts, by which near-duplicates are found.
//!
//! The similarity of two texts is the Jaccard index of their shingles, runs of five words. A signature holds the least
//! hash in each of 48 parts of all possible shingles (one permutation hashing: Li, Owen, Zhang 2012; empty parts borrow
//! from others: Shrivastava 2017), in bands of three. Texts that share six runs of ten agree in a band with a
//! probability of .98, those that share one of ten with .02.

use super::Token;
use super::hash::{mix, word_hash};
use super::word_code::WordCode;

/// Words of a shingle.
const SHINGLE: usize = 5;
/// Bands of a signature.
pub const BANDS: usize = 16;
/// Parts of a band.
const ROWS: usize = 3;
const BINS: usize = BANDS * ROWS;
/// The odd base of the rolling hash.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The MinHash signature of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// A hash of all words in order: equal where the texts are, but for marks, spelling and punctuation.
    pub whole: u64,
    /// Bands of hashes: similar texts probably have an equal one.
    pub bands: [u32; BANDS],
}

/// Makes the signature of a text from its words.
#[derive(Clone, Debug)]
pub struct SignatureBuilder {
    runs: Runs,
    whole: u64,
    bins: [u64; BINS],
}

impl Default for SignatureBuilder {
    fn default() -> Self {
        Self { runs: Runs::default(), whole: 0, bins: [u64::MAX; BINS] }
    }
}

impl SignatureBuilder {
    /// Takes the next word.
    pub fn push(&mut self, token: &Token<'_>) {
        let word = token.key.map_or_else(|| word_hash(token.folded), mix);
        self.whole = self.whole.wrapping_mul(BASE).wrapping_add(word);
        if let Some(run) = self.runs.push(word) {
            let bin = &mut self.bins[((u128::from(run) * BINS as u128) >> 64) as usize];
            *bin = run.min(*bin);
        }
    }

    /// The signature of the words so far; `None` if they are too few for a run.
    pub fn finish(&self) -> Option<Signature> {
        if self.runs.words < SHINGLE {
            return None;
        }
        let bin = |number: usize| {
            let mut place = number;
            let mut attempt = 0;
            while self.bins[place] == u64::MAX {
                attempt += 1;
                place = (mix((number as u64) << 32 | attempt) % BINS as u64) as usize;
            }
            self.bins[place]
        };
        let mut bands = [0; BANDS];
        for (number, band) in bands.iter_mut().enumerate() {
            let rows = (0..ROWS).map(|row| bin(number * ROWS + row));
            *band = mix(rows.fold(0, |hash, row| mix(hash ^ row))) as u32;
        }
        Some(Signature { whole: mix(self.whole), bands })
    }
}

/// A rolling hash over the last five words.
#[derive(Clone, Debug, Default)]
struct Runs {
    window: [u64; SHINGLE],
    hash: u64,
    words: usize,
}

impl Runs {
    /// Takes the next word; the hash of the run that ends with it.
    fn push(&mut self, word: u64) -> Option<u64> {
        const HIGHEST: u64 = BASE.wrapping_pow(SHINGLE as u32);
        let gone = std::mem::replace(&mut self.window[self.words % SHINGLE], word);
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(word).wrapping_sub(gone.wrapping_mul(HIGHEST));
        self.words += 1;
        (self.words >= SHINGLE).then(|| mix(self.hash))
    }
}

/// Collects the shingles of a text, runs of five words, as hashes.
#[derive(Clone, Debug, Default)]
pub struct ShingleSet {
    runs: Runs,
    hashes: Vec<u64>,
}

impl ShingleSet {
    /// Takes the next word.
    pub fn push(&mut self, word: WordCode) {
        self.hashes.extend(self.runs.push(mix(word.0)));
    }

    /// The hashes, rising, each once.
    pub fn finish(mut self) -> Vec<u64> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        self.hashes
    }
}

/// How many of the hashes of two texts they share, of all that one of them has: the Jaccard index. Both rise.
pub fn similarity(one: &[u64], other: &[u64]) -> f32 {
    let (mut shared, mut left, mut right) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        shared += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    let all = one.len() + other.len() - shared;
    if all == 0 { 0.0 } else { shared as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::Tokens;

    fn signature(text: &str) -> Option<Signature> {
        let (mut tokens, mut signature_builder) = (Tokens::new(text), SignatureBuilder::default());
        while let Some(token) = tokens.advance() {
            signature_builder.push(&token);
        }
        signature_builder.finish()
    }

    fn runs(text: &str) -> Vec<u64> {
        let (mut tokens, mut runs) = (Tokens::new(text), ShingleSet::default());
        while let Some(token) = tokens.advance() {
            runs.push(WordCode::of_token(&token));
        }
        runs.finish()
    }

    fn words(numbers: std::ops::Range<usize>) -> String {
        numbers.map(|number| format!("{number} ")).collect()
    }

    #[test]
    fn spelling_marks_and_punctuation_change_nothing() {
        let plain = signature("اندلع حريق كبير في الميناء صباح أمس");
        assert_eq!(plain, signature("اِنْدَلَعَ حريقٌ كبيرٌ، في المينـاء: صباح امس."));
        assert!(plain.is_some());
    }

    #[test]
    fn fewer_words_than_a_run_have_none() {
        assert_eq!(signature("حريق في الميناء أمس"), None);
        assert_eq!(runs("حريق في الميناء أمس"), [0; 0]);
    }

    #[test]
    fn similarity_is_the_share_of_common_runs() {
        let (one, other) = (runs(&words(0..104)), runs(&words(50..154)));
        assert_eq!((one.len(), other.len()), (100, 100));
        assert_eq!(similarity(&one, &other), 50.0 / 150.0);
        assert_eq!(similarity(&one, &one), 1.0);
        assert_eq!(similarity(&[], &[]), 0.0);
    }

    #[test]
    fn similar_texts_agree_in_a_band() {
        let agree = |shared: usize| {
            let found = (0..200).filter(|text| {
                let from = 1000 * text;
                let one = signature(&words(from..from + 304)).unwrap();
                let other = signature(&(words(from..from + shared) + &words(from + 500..from + 804 - shared))).unwrap();
                one.bands.iter().zip(other.bands).any(|(one, other)| *one == other)
            });
            found.count()
        };
        // 240 of 300 runs: a similarity of about .65; 60 of 300: .1.
        assert!(agree(244) >= 190, "{}", agree(244));
        assert!(agree(60) <= 20, "{}", agree(60));
    }
}
