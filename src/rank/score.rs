//! The ranking formula: a sum of BM25 scores over stems, folded forms, neighbouring stems and letter trigrams.

use std::ops::Range;

use super::reading::Reading;
use super::terms::{NONE, Place, Terms};

/// BM25's saturation and length normalisation (Robertson and Zaragoza, 2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// How many of a document's first words count once more: the title's, and the lead's.
const FIRST_WORDS: usize = 40;

/// Mean words of a passage, without stop words.
const MEAN_PASSAGE: f32 = 60.0;

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

fn weight(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Scores the whole document.
pub(super) fn document(reading: &Reading, terms: &Terms) -> Parts {
    let words = 0..reading.words.len();
    let mut parts = parts(reading, words, terms, terms.mean_tokens, terms.mean_trigrams);
    parts.first = first_words(reading, terms);
    parts
}

/// Scores a passage within its document.
pub(super) fn passage(reading: &Reading, words: Range<usize>, terms: &Terms, document: &Parts) -> f32 {
    let mean_trigrams = terms.mean_trigrams / terms.mean_tokens * MEAN_PASSAGE;
    let p = parts(reading, words, terms, MEAN_PASSAGE, mean_trigrams);
    let d = document;
    weight("PS", 0.8) * p.stems
        + weight("PF", 0.15) * p.forms
        + weight("PP", 0.4) * p.pairs
        + weight("PT", 0.15) * p.trigrams
        + weight("DS", 0.3) * d.stems
        + weight("DF", 0.27) * d.forms
        + weight("DP", 0.0) * d.pairs
        + weight("DT", 0.23) * d.trigrams
        + weight("D1", 0.0) * d.first
}

fn parts(reading: &Reading, words: Range<usize>, terms: &Terms, mean_tokens: f32, mean_trigrams: f32) -> Parts {
    let text = &reading.words[words.clone()];
    let length = text.iter().filter(|word| !word.is_stop_word).count() as f32;
    let letters = text.iter().filter(|word| !word.is_stop_word).map(|word| f32::from(word.letters)).sum::<f32>();
    let norm = norm(length, mean_tokens);
    Parts {
        stems: bm25(text.iter().map(|word| word.stem), &terms.stem_weights, norm),
        forms: bm25(text.iter().map(|word| word.form), &terms.form_weights, norm),
        pairs: bm25(text.iter().map(|word| word.pair), &terms.pair_weights, norm),
        trigrams: bm25(
            reading.trigrams_of(&words).iter().copied(),
            &terms.trigram_weights,
            self::norm(letters, mean_trigrams),
        ),
        first: 0.0,
    }
}

/// BM25 over the stems of the first words, as if they were a field of their own.
fn first_words(reading: &Reading, terms: &Terms) -> f32 {
    let first = reading.words.iter().filter(|word| !word.is_stop_word).take(FIRST_WORDS);
    let length = first.clone().count() as f32;
    let mean = terms.mean_tokens.min(FIRST_WORDS as f32);
    bm25(first.map(|word| word.stem), &terms.stem_weights, norm(length, mean))
}

fn norm(length: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * length / mean)
}

/// Sums weight · tf · (k1 + 1) / (tf + norm) over the terms of a text.
fn bm25(places: impl Iterator<Item = Place>, weights: &[f32], norm: f32) -> f32 {
    let mut frequencies = vec![0u32; weights.len()];
    for place in places.filter(|&place| place != NONE) {
        frequencies[usize::from(place)] += 1;
    }
    let scores = frequencies.iter().zip(weights).filter(|(frequency, _)| **frequency > 0);
    scores.map(|(&frequency, weight)| weight * frequency as f32 * (K1 + 1.0) / (frequency as f32 + norm)).sum()
}
