//! What ranking looks for: a query's stems, forms, pairs and trigrams, each with its weight.

use rustc_hash::FxHashMap;

use crate::arabic::letter::{self, FOREIGN};
use crate::arabic::trigram::{self, TRIGRAMS, Trigram, trigrams};
use crate::arabic::{Packed, pack};
use crate::query::{Query, Statistics};

/// The place of a term among its kind, or [`NONE`].
pub(super) type Place = u16;

/// No term of the query.
pub(super) const NONE: Place = Place::MAX;

/// What ranking looks for in a text.
#[derive(Clone, Debug)]
pub struct Terms {
    /// By packed word, as forms.
    stems: FxHashMap<String, Place>,
    forms: FxHashMap<String, Place>,
    pairs: FxHashMap<(Place, Place), Place>,
    /// By trigram number.
    trigrams: Vec<Place>,
    pub(super) stem_weights: Vec<f32>,
    pub(super) form_weights: Vec<f32>,
    pub(super) pair_weights: Vec<f32>,
    pub(super) trigram_weights: Vec<f32>,
    /// Mean tokens of a document, without stop words.
    pub(super) mean_tokens: f32,
}

impl Terms {
    /// The terms of `query`, weighted by `statistics` of the archive.
    pub fn new(query: &Query, statistics: &Statistics) -> Self {
        let (stems, forms) = (query.stems(), query.forms());
        let places = |list: &[&str]| {
            list.iter().enumerate().map(|(place, text)| (pack(text), place as Place)).collect::<FxHashMap<_, _>>()
        };
        let documents = statistics.documents as f32;
        let mean_tokens = (statistics.tokens as f32 / documents.max(1.0)).max(1.0);
        let weights = |counts: &[u64]| counts.iter().map(|&count| idf(count as f32, documents)).collect::<Vec<_>>();
        let mut terms = Self {
            stems: places(&stems),
            forms: places(&forms),
            pairs: FxHashMap::default(),
            trigrams: vec![NONE; TRIGRAMS],
            stem_weights: weights(&statistics.stems),
            form_weights: weights(&statistics.forms),
            pair_weights: Vec::new(),
            trigram_weights: Vec::new(),
            mean_tokens,
        };
        terms.add_pairs(query);
        terms.add_trigrams(&stems, documents);
        terms
    }

    /// Neighbours in the query; a pair weighs as much as both its stems.
    fn add_pairs(&mut self, query: &Query) {
        let places: Vec<Place> = query.wanted().map(|word| self.stems[&pack(&word.stem)]).collect();
        for pair in places.windows(2) {
            let next = self.pairs.len() as Place;
            if *self.pairs.entry((pair[0], pair[1])).or_insert(next) == next {
                let weight = |place: Place| self.stem_weights[usize::from(place)];
                self.pair_weights.push(weight(pair[0]) + weight(pair[1]));
            }
        }
    }

    fn add_trigrams(&mut self, stems: &[&str], documents: f32) {
        for stem in stems {
            let letters: Vec<_> = stem.chars().map(letter::code).collect();
            if letters.contains(&FOREIGN) {
                continue;
            }
            for trigram in trigrams(&letters) {
                let place = &mut self.trigrams[usize::from(trigram)];
                if *place == NONE && self.trigram_weights.len() < usize::from(NONE) {
                    *place = self.trigram_weights.len() as Place;
                    // A document of L words lacks a trigram that is in a share p of words with probability e^(-pL).
                    let holding = documents * (1.0 - (-trigram::share(trigram) * self.mean_tokens).exp());
                    self.trigram_weights.push(idf(holding, documents));
                }
            }
        }
    }

    pub(super) fn stem(&self, stem: Packed<'_>) -> Place {
        self.stems.get(stem.as_str()).copied().unwrap_or(NONE)
    }

    pub(super) fn form(&self, form: Packed<'_>) -> Place {
        self.forms.get(form.as_str()).copied().unwrap_or(NONE)
    }

    pub(super) fn pair(&self, first: Place, second: Place) -> Place {
        if first == NONE || second == NONE {
            return NONE;
        }
        self.pairs.get(&(first, second)).copied().unwrap_or(NONE)
    }

    pub(super) fn trigram(&self, trigram: Trigram) -> Place {
        self.trigrams[usize::from(trigram)]
    }
}

/// Inverse document frequency as Lucene has it: ln(1 + (N − n + ½) / (n + ½)).
fn idf(holding: f32, documents: f32) -> f32 {
    (1.0 + (documents - holding + 0.5).max(0.5) / (holding + 0.5)).ln()
}

/// Terms of a query that asks for nothing: they match no word.
impl Default for Terms {
    fn default() -> Self {
        Self::new(&Query { clauses: Vec::new(), dropped: Vec::new() }, &Statistics::default())
    }
}
