//! The ranking formula: a sum of BM25 scores over stems, folded forms, neighbouring stems and letter trigrams.

use std::ops::Range;

use super::reading::Reading;
use super::terms::{NONE, Place, Terms};

/// BM25's saturation and length normalisation (Robertson and Zaragoza, 2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Mean letters of a stem in Arabic news: what makes a length in tokens one in trigrams.
const LETTERS_OF_A_STEM: f32 = 4.2;

/// How many of a document's first words count once more: the title's, and the lead's.
const FIRST_WORDS: usize = 40;

/// Mean words of a passage, without stop words.
const MEAN_PASSAGE: f32 = 75.0;

/// BM25 scores of a stretch of text, by kind of term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    stems: f32,
    forms: f32,
    pairs: f32,
    trigrams: f32,
    /// Stems of a document's first words.
    first: f32,
}

/// What each part of the whole document is worth. One formula orders documents and passages alike; docs/ranking.md
/// says how the weights were found and what each is worth.
const DOCUMENT: Parts = Parts { stems: 0.56, forms: 0.39, pairs: 0.09, trigrams: 0.48, first: 0.60 };
/// What each part of the passage is worth.
const PASSAGE: Parts = Parts { stems: 0.14, forms: 0.10, pairs: 0.20, trigrams: 0.08, first: 0.0 };

impl Parts {
    fn weighted(&self, weights: &Parts) -> f32 {
        self.stems * weights.stems
            + self.forms * weights.forms
            + self.pairs * weights.pairs
            + self.trigrams * weights.trigrams
            + self.first * weights.first
    }
}

/// The score of the document as a whole: what each of its passages starts from.
pub(super) fn document(reading: &Reading, terms: &Terms) -> f32 {
    let mut parts = parts(reading, 0..reading.words.len(), terms, terms.mean_tokens);
    parts.first = first_words(reading, terms);
    parts.weighted(&DOCUMENT)
}

/// The score that a passage adds to its document's.
pub(super) fn passage(reading: &Reading, words: Range<usize>, terms: &Terms) -> f32 {
    parts(reading, words, terms, MEAN_PASSAGE).weighted(&PASSAGE)
}

/// Scores a stretch of text among texts of `mean_tokens` tokens.
fn parts(reading: &Reading, words: Range<usize>, terms: &Terms, mean_tokens: f32) -> Parts {
    let mut stems = Frequencies::of(&terms.stem_weights);
    let mut forms = Frequencies::of(&terms.form_weights);
    let mut pairs = Frequencies::of(&terms.pair_weights);
    let mut trigrams = Frequencies::of(&terms.trigram_weights);
    let (mut tokens, mut letters) = (0u32, 0u32);
    for word in reading.words[words.clone()].iter().filter(|word| !word.is_stop_word) {
        tokens += 1;
        letters += u32::from(word.letters);
        stems.count(word.stem);
        forms.count(word.form);
        pairs.count(word.pair);
    }
    reading.trigrams_of(&words).iter().for_each(|&trigram| trigrams.count(trigram));
    let length = norm(tokens as f32, mean_tokens);
    Parts {
        stems: stems.bm25(length),
        forms: forms.bm25(length),
        pairs: pairs.bm25(length),
        trigrams: trigrams.bm25(norm(letters as f32, mean_tokens * LETTERS_OF_A_STEM)),
        first: 0.0,
    }
}

/// BM25 over the stems of the first words, as if they were a field of their own.
fn first_words(reading: &Reading, terms: &Terms) -> f32 {
    let mut stems = Frequencies::of(&terms.stem_weights);
    let mut tokens = 0u32;
    for word in reading.words.iter().filter(|word| !word.is_stop_word).take(FIRST_WORDS) {
        tokens += 1;
        stems.count(word.stem);
    }
    stems.bm25(norm(tokens as f32, terms.mean_tokens.min(FIRST_WORDS as f32)))
}

fn norm(length: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * length / mean)
}

/// How often each term of a kind stands in a stretch of text.
struct Frequencies<'t> {
    weights: &'t [f32],
    counts: Vec<u32>,
}

impl<'t> Frequencies<'t> {
    /// None yet, of terms of these weights.
    fn of(weights: &'t [f32]) -> Self {
        Self { weights, counts: vec![0; weights.len()] }
    }

    fn count(&mut self, place: Place) {
        if place != NONE {
            self.counts[usize::from(place)] += 1;
        }
    }

    /// Sums weight · tf · (k1 + 1) / (tf + norm).
    fn bm25(&self, norm: f32) -> f32 {
        let scores = self.counts.iter().zip(self.weights).filter(|(count, _)| **count > 0);
        scores.map(|(&count, weight)| weight * count as f32 * (K1 + 1.0) / (count as f32 + norm)).sum()
    }
}
