//! The ranking formula: scores of a document and of its passages, part by part.
//!
//! docs/ranking.md says what each part is, how the weights were found and what each gains.

use std::ops::Range;

use super::scan::DocumentScan;
use super::score_parts::ScoreParts;
use super::term_match::TermMatch;
use super::terms::{NONE, Place, Terms};
use crate::document::PassageTerms;

/// BM25's saturation and length normalisation (Robertson and Zaragoza, 2009).
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Mean letters of a stem in Arabic news: what makes a length in tokens one in trigrams.
const LETTERS_OF_A_STEM: f32 = 4.2;

/// Number of words in a document's lead.
const LEAD: usize = 40;

/// Number of words after which a first occurrence counts noticeably less.
const PACE: f32 = 5.0;

/// Mean words of a passage, without stop words.
const MEAN_PASSAGE: f32 = 75.0;

/// Scores documents and their passages. Its buffers serve one after another.
pub(super) struct Scorer<'t> {
    terms: &'t Terms,
    forms: Frequencies<'t>,
    pairs: Frequencies<'t>,
    trigrams: Frequencies<'t>,
    lead: Frequencies<'t>,
    near: Nearness<'t>,
    /// Of each term the best share of a match.
    best: Vec<f32>,
    /// The sum of the terms' weights.
    whole: f32,
}

impl<'t> Scorer<'t> {
    pub fn new(terms: &'t Terms) -> Self {
        Self {
            terms,
            forms: Frequencies::of(&terms.form_weights),
            pairs: Frequencies::of(&terms.pair_weights),
            trigrams: Frequencies::of(&terms.trigram_weights),
            lead: Frequencies::of(&terms.weights),
            near: Nearness::of(terms),
            best: vec![0.0; terms.weights.len()],
            whole: terms.weights.iter().sum(),
        }
    }

    /// Scores a document as a whole; the scores of its passages start from this.
    pub fn document(&mut self, scan: &DocumentScan) -> ScoreParts {
        let Self { terms, forms, trigrams, lead, near, best: first, .. } = self;
        [&mut *forms, trigrams, lead].into_iter().for_each(Frequencies::clear);
        near.clear();
        first.fill(0.0);
        for (place, word) in scan.words.iter().enumerate().filter(|(_, word)| !word.is_stop_word) {
            let position = word.position as usize;
            forms.count(word.form.0, word.form.1);
            near.read(position, word.term);
            let matches = scan.matches_in(&(place..place + 1));
            if position < LEAD {
                matches
                    .iter()
                    .filter(|matches| matches.is_match)
                    .for_each(|matches| lead.count(matches.term, matches.share));
            }
            raise(first, matches, 1.0 / (2.0 + position as f32 / PACE).log2());
        }
        for (trigram, &count) in scan.trigrams.iter().enumerate() {
            trigrams.count(trigram as Place, count as f32);
        }
        let (tokens, letters) = (scan.tokens, scan.letters);
        let length = norm(tokens as f32, terms.mean_tokens);
        let in_letters = norm(letters as f32, terms.mean_tokens * LETTERS_OF_A_STEM);
        let in_lead = norm(tokens.min(LEAD) as f32, terms.mean_tokens.min(LEAD as f32));
        ScoreParts {
            forms: terms.parts.forms * forms.bm25(length),
            trigrams: terms.parts.trigrams * trigrams.bm25(in_letters),
            lead: terms.parts.lead * lead.bm25(in_lead),
            first: terms.parts.first * weighted(first, &terms.weights),
            near: terms.parts.near * near.score(length),
            ..ScoreParts::default()
        }
    }

    /// Scores a passage on top of the score of its document.
    pub fn passage(&mut self, scan: &DocumentScan, passage: &PassageTerms, document: ScoreParts) -> ScoreParts {
        let words = scan.words_in(&passage.words);
        let covered = self.covered(scan, &words);
        let Self { terms, forms, pairs, .. } = self;
        forms.clear();
        pairs.clear();
        for word in scan.words[words].iter().filter(|word| !word.is_stop_word) {
            forms.count(word.form.0, word.form.1);
            pairs.count(word.pair, 1.0);
        }
        let length = norm(passage.tokens as f32, MEAN_PASSAGE);
        ScoreParts {
            passage_forms: terms.parts.passage_forms * forms.bm25(length),
            passage_pairs: terms.parts.passage_pairs * pairs.bm25(length),
            covered: terms.parts.covered * covered,
            ..document
        }
    }

    /// How much of the query these words cover: the weight of the terms that they match or resemble, times their share of
    /// the query's whole weight. Half of a query is worth a quarter.
    fn covered(&mut self, scan: &DocumentScan, words: &Range<usize>) -> f32 {
        self.best.fill(0.0);
        raise(&mut self.best, scan.matches_in(words), 1.0);
        let part = weighted(&self.best, &self.terms.weights);
        if self.whole > 0.0 { part * part / self.whole } else { 0.0 }
    }
}

/// Raises each of `best` to the share of its matches, times `factor`.
fn raise(best: &mut [f32], matches: &[TermMatch], factor: f32) {
    for matches in matches {
        let best = &mut best[usize::from(matches.term)];
        *best = best.max(matches.share * factor);
    }
}

fn weighted(shares: &[f32], weights: &[f32]) -> f32 {
    shares.iter().zip(weights).map(|(share, weight)| share * weight).sum()
}

fn norm(length: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * length / mean)
}

/// Proximity of the query's terms (after Büttcher, Clarke and Lushman, 2006): every two different terms in a row add to
/// each other their weight over the square of their distance.
struct Nearness<'t> {
    weights: &'t [f32],
    brought: Vec<f32>,
    last: (usize, Place),
}

impl<'t> Nearness<'t> {
    fn of(terms: &'t Terms) -> Self {
        Self { weights: &terms.weights, brought: vec![0.0; terms.weights.len()], last: (0, NONE) }
    }

    fn clear(&mut self) {
        self.brought.fill(0.0);
        self.last = (0, NONE);
    }

    /// Reads the word at `place`, which matches `term`.
    fn read(&mut self, place: usize, term: Place) {
        if term == NONE {
            return;
        }
        let (before, other) = std::mem::replace(&mut self.last, (place, term));
        if other != NONE && other != term {
            let distance = (place - before) as f32;
            let share = 1.0 / (distance * distance);
            self.brought[usize::from(term)] += share * self.weights[usize::from(other)];
            self.brought[usize::from(other)] += share * self.weights[usize::from(term)];
        }
    }

    /// Saturates the sum of each term, so that every term with neighbours counts about the same.
    fn score(&self, norm: f32) -> f32 {
        let scores = self.brought.iter().zip(self.weights);
        scores.map(|(brought, weight)| weight.min(1.0) * brought * (K1 + 1.0) / (brought + norm)).sum()
    }
}

/// Term frequencies in a stretch of text.
struct Frequencies<'t> {
    weights: &'t [f32],
    counts: Vec<f32>,
}

impl<'t> Frequencies<'t> {
    /// Zero frequencies for terms with these weights.
    fn of(weights: &'t [f32]) -> Self {
        Self { weights, counts: vec![0.0; weights.len()] }
    }

    fn clear(&mut self) {
        self.counts.fill(0.0);
    }

    fn count(&mut self, place: Place, share: f32) {
        if place != NONE {
            self.counts[usize::from(place)] += share;
        }
    }

    /// Sums weight · tf · (k1 + 1) / (tf + norm).
    fn bm25(&self, norm: f32) -> f32 {
        let scores = self.counts.iter().zip(self.weights).filter(|(count, _)| **count > 0.0);
        scores.map(|(count, weight)| weight * count * (K1 + 1.0) / (count + norm)).fold(0.0, |sum, score| sum + score)
    }
}
