//! The terms of a query with their weights, and how words of a text match them.

use std::collections::HashMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::score_parts::ScoreParts;
use super::word_map::{Letters, WordMap};
use crate::arabic::letter::{self, Code, FOREIGN};
use crate::arabic::trigram::{self, Trigram, trigrams};
use crate::arabic::{GramSet, WordCode, lexicon, pack, skeleton};
use crate::query::{Alternative, Layer, Level, Query, Statistics, Word, WordKind};

/// The place of a term among its kind, or [`NONE`].
pub(super) type Place = u16;

/// No term of the query.
pub(super) const NONE: Place = Place::MAX;

/// Terms that a word of a text matches, with its share of each: 1 for what was typed.
type WeightedTerms = Vec<(Place, f32)>;

/// Similarity of two stems with the same consonants: singular and broken plural, verb and noun.
const SAME_CONSONANTS: f32 = 0.8;
/// The share of common trigrams below which stems do not resemble each other.
const LEAST_ALIKE: f32 = 0.5;

/// The terms of a query, prepared for matching words of a text.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// By stem.
    stems: WordMap<WeightedTerms>,
    /// By form, for words that match by their form.
    exact: WordMap<WeightedTerms>,
    /// Names of several words that match terms.
    names: Names,
    /// Folded forms as they were typed.
    forms: WordMap<Option<(Place, f32)>>,
    /// The codes that words can have whose form is in `exact`, `forms` or `names`, or whose stem has no key.
    form_codes: FxHashSet<WordCode>,
    /// Every word that matches or resembles a term, or shares a trigram with one, has one of these.
    grams: GramSet,
    pairs: FxHashMap<(Place, Place), Place>,
    /// Terms by the [`skeleton`] of their stems.
    skeletons: FxHashMap<u64, Place>,
    /// Places by trigram.
    trigrams: FxHashMap<Trigram, Place>,
    /// The terms whose stems hold a trigram, by its place.
    holders: Vec<Vec<Place>>,
    /// Number of trigrams of each term's stem; 0 for stems of less than three letters, too few to compare.
    trigram_counts: Vec<u8>,
    pub(super) weights: Vec<f32>,
    pub(super) form_weights: Vec<f32>,
    pub(super) pair_weights: Vec<f32>,
    pub(super) trigram_weights: Vec<f32>,
    /// Mean tokens of a document, without stop words.
    pub(super) mean_tokens: f32,
    /// Weights of the parts of the score.
    pub(super) parts: ScoreParts,
}

/// Names of several words, matched while a text is read word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Number of words of each, and the terms that it matches.
    pub list: Vec<(usize, WeightedTerms)>,
    /// By stem or form: the names that have the word, and its place in each.
    steps: WordMap<Vec<(usize, usize)>>,
}

impl Terms {
    /// The terms of `query`, weighted by `statistics` of the archive.
    pub fn new(query: &Query, statistics: &Statistics) -> Self {
        Self::with_weights(query, statistics, ScoreParts::DEFAULT_WEIGHTS)
    }

    /// The same with other weights of the parts of the score.
    pub fn with_weights(query: &Query, statistics: &Statistics, parts: ScoreParts) -> Self {
        let documents = statistics.documents as f32;
        let mean_tokens = (statistics.tokens as f32 / documents.max(1.0)).max(1.0);
        let mut builder = Builder {
            terms: Self { mean_tokens, parts, ..Self::default() },
            documents,
            of_stems: query.stems().into_iter().zip(statistics.stems.iter().copied()).collect(),
            of_forms: query.forms().into_iter().zip(statistics.forms.iter().copied()).collect(),
            places: HashMap::new(),
            holding: Vec::new(),
            forms_holding: Vec::new(),
            soft: Vec::new(),
        };
        builder.add(query);
        builder.finish(query)
    }

    /// The terms that a word matches.
    pub(super) fn matching(&self, stem: Option<Letters<'_>>, form: Option<Letters<'_>>) -> &[(Place, f32)] {
        let by_stem = stem.and_then(|stem| self.stems.get(stem));
        by_stem.or_else(|| self.exact.get(form?)).map_or(&[], Vec::as_slice)
    }

    /// The grams of words that may concern the query.
    pub fn grams(&self) -> &GramSet {
        &self.grams
    }

    /// Whether words with this code may have a form by which they match.
    pub(super) fn is_of_form(&self, code: WordCode) -> bool {
        self.form_codes.contains(&code)
    }

    pub(super) fn form(&self, form: Letters<'_>) -> (Place, f32) {
        self.forms.get(form).copied().flatten().unwrap_or((NONE, 0.0))
    }

    pub(super) fn pair(&self, first: Place, second: Place) -> Place {
        if first == NONE || second == NONE {
            return NONE;
        }
        self.pairs.get(&(first, second)).copied().unwrap_or(NONE)
    }

    /// The place of a trigram of the query, or [`NONE`].
    pub(super) fn trigram(&self, trigram: Trigram) -> Place {
        self.trigrams.get(&trigram).copied().unwrap_or(NONE)
    }

    /// The steps that a word makes in names of several words.
    pub(super) fn steps(&self, stem: Letters<'_>, form: Option<Letters<'_>>) -> &[(usize, usize)] {
        if self.names.steps.is_empty() {
            return &[];
        }
        self.names.steps.get(stem).or_else(|| self.names.steps.get(form?)).map_or(&[], Vec::as_slice)
    }

    /// Lets words with this stem be compared.
    fn add_stem_code(&mut self, stem: &str) {
        self.grams.add_stem(stem);
        if lexicon::key(pack(stem).as_bytes()).is_none() {
            self.form_codes.extend(WordCode::of_form(stem));
        }
    }

    /// Lets words with this form be read as they are written.
    fn add_form_codes(&mut self, form: &str) {
        self.grams.add_form(form);
        self.form_codes.extend(WordCode::of_form(form));
    }

    /// The number of words of a name, and the terms that it matches.
    pub(super) fn name(&self, name: usize) -> (usize, &[(Place, f32)]) {
        let (words, matching) = &self.names.list[name];
        (*words, matching)
    }

    /// Calls `found` with each term whose stem `letters` resemble, and the similarity: the share of common trigrams
    /// (Dice), or [`SAME_CONSONANTS`] if they differ in long vowels only. `shared` are the query's trigrams that
    /// `letters` hold; `common`, a zero for each term, is left as it was.
    pub(super) fn similar_terms(
        &self,
        letters: &[Code],
        shared: &[Place],
        common: &mut [u16],
        mut found: impl FnMut(Place, f32),
    ) {
        if let Some(term) = skeleton(letters).and_then(|skeleton| self.skeletons.get(&skeleton)) {
            found(*term, SAME_CONSONANTS);
        }
        // One trigram in common is too little for any pair of stems.
        if shared.len() < 2 {
            return;
        }
        let holders = || shared.iter().flat_map(|&trigram| &self.holders[usize::from(trigram)]);
        holders().for_each(|&term| common[usize::from(term)] += 1);
        for &term in holders() {
            let count = std::mem::take(&mut common[usize::from(term)]);
            let all = usize::from(self.trigram_counts[usize::from(term)]) + letters.len();
            let dice = (2.0 * f32::from(count) / all as f32).min(1.0);
            if dice >= LEAST_ALIKE {
                found(term, dice);
            }
        }
    }
}

/// Terms that are being collected.
struct Builder<'q> {
    terms: Terms,
    documents: f32,
    of_stems: HashMap<&'q str, u64>,
    of_forms: HashMap<&'q str, u64>,
    /// Terms by their kind and text.
    places: HashMap<(WordKind, &'q str), Place>,
    /// Documents that hold each term, and each form.
    holding: Vec<u64>,
    forms_holding: Vec<u64>,
    /// The stems by which words may resemble a term.
    soft: Vec<(Place, &'q str)>,
}

impl<'q> Builder<'q> {
    fn add(&mut self, query: &'q Query) {
        for phrase in query.positive_phrases() {
            for word in &phrase.words {
                self.word(word, phrase.level);
            }
            let words: Vec<&Word> = phrase.words.iter().collect();
            phrase
                .alternatives
                .iter()
                .for_each(|alternative| self.alternative(alternative, &words[alternative.replaces.clone()]));
        }
        for (name, words) in query.names() {
            name.alternatives.iter().for_each(|alternative| self.alternative(alternative, &words));
        }
        let places: Vec<Place> = query.words().into_iter().map(|word| self.place(word)).collect();
        for pair in places.windows(2) {
            let next = self.terms.pairs.len() as Place;
            self.terms.pairs.entry((pair[0], pair[1])).or_insert(next);
        }
    }

    /// The term of a word that was typed.
    fn place(&mut self, word: &'q Word) -> Place {
        let text = if word.stems.is_empty() || word.kind != WordKind::Whole { &word.folded } else { &word.stem };
        let next = self.places.len() as Place;
        *self.places.entry((word.kind, text)).or_insert(next)
    }

    fn word(&mut self, word: &'q Word, level: Level) {
        let place = self.place(word);
        if usize::from(place) < self.holding.len() {
            return;
        }
        self.holding.push(self.count(word));
        self.meaning(word, place, 1.0);
        if word.kind == WordKind::Whole {
            let next = self.forms_holding.len() as Place;
            self.terms.add_form_codes(&word.folded);
            self.terms.forms.entry(&word.folded).get_or_insert_with(|| {
                self.forms_holding.push(self.of_forms.get(word.folded.as_str()).copied().unwrap_or_default());
                (next, 1.0)
            });
            if level >= Level::Clitics {
                self.soft.push((place, &word.stem));
            }
        }
    }

    /// Documents that hold the word.
    fn count(&self, word: &Word) -> u64 {
        let own = |stem: &&String| word.others.iter().all(|other| other.stem != **stem);
        let stems = word.stems.iter().filter(own).filter_map(|stem| self.of_stems.get(stem.as_str()));
        stems.chain(word.forms.iter().filter_map(|form| self.of_forms.get(form.as_str()))).sum()
    }

    fn meaning(&mut self, word: &Word, place: Place, share: f32) {
        let stems = word.stems.iter().map(|stem| (true, stem)).chain(word.forms.iter().map(|form| (false, form)));
        for (is_stem, text) in stems {
            let matching = match is_stem {
                true => {
                    self.terms.add_stem_code(text);
                    self.terms.stems.entry(text)
                }
                false => {
                    self.terms.add_form_codes(text);
                    self.terms.exact.entry(text)
                }
            };
            if matching.iter().all(|(alternative, _)| *alternative != place) {
                matching.push((place, share * if is_stem { word.weight_of(text) } else { 1.0 }));
            }
        }
    }

    /// Adds an alternative for the words `typed`.
    fn alternative(&mut self, alternative: &'q Alternative, typed: &[&'q Word]) {
        let places: Vec<Place> = typed.iter().map(|word| self.place(word)).collect();
        let holding = alternative.words.iter().map(|word| self.count(word)).min().unwrap_or_default();
        // Another spelling does not make a word more common than it is as typed.
        let counted: &[Place] = if alternative.layer == Layer::Spelling { &[] } else { &places };
        for &place in counted {
            let own = &mut self.holding[usize::from(place)];
            *own = holding.max(*own);
        }
        match alternative.words.as_slice() {
            [word] => {
                places.iter().for_each(|&place| self.meaning(word, place, alternative.weight));
                if let [typed] = typed {
                    self.form_of(alternative, word, typed);
                }
            }
            words => {
                let name = self.terms.names.list.len();
                let matching = places.iter().map(|&place| (place, alternative.weight)).collect();
                self.terms.names.list.push((words.len(), matching));
                for (step, word) in words.iter().enumerate() {
                    for text in word.stems.iter().chain(&word.forms) {
                        self.terms.add_stem_code(text);
                        self.terms.add_form_codes(text);
                        self.terms.names.steps.entry(text).push((name, step));
                    }
                }
            }
        }
        if alternative.layer == Layer::Latin
            && let ([word], [place]) = (alternative.words.as_slice(), places.as_slice())
        {
            // The likeliest reading comes first.
            if self.soft.iter().all(|(own, stem)| own != place || stem.is_ascii()) {
                self.soft.retain(|(own, _)| own != place);
                self.soft.push((*place, &word.stem));
            }
        }
    }

    /// The form of an alternative counts as the typed form.
    fn form_of(&mut self, alternative: &Alternative, word: &Word, typed: &Word) {
        let Some((place, _)) = *self.terms.forms.entry(&typed.folded) else { return };
        let holding = self.of_forms.get(word.folded.as_str()).copied().unwrap_or_default();
        let own = &mut self.forms_holding[usize::from(place)];
        *own = holding.max(*own);
        self.terms.add_form_codes(&word.folded);
        self.terms.forms.entry(&word.folded).get_or_insert((place, alternative.weight));
    }

    fn finish(mut self, query: &Query) -> Terms {
        let documents = self.documents;
        let weights =
            |counts: &[u64]| counts.iter().map(|&count| idf((count as f32).min(documents), documents)).collect();
        self.terms.weights = weights(&self.holding);
        self.terms.form_weights = weights(&self.forms_holding);
        self.terms.pair_weights = vec![0.0; self.terms.pairs.len()];
        for (&(first, second), &place) in &self.terms.pairs {
            let weight = |place: Place| self.terms.weights[usize::from(place)];
            self.terms.pair_weights[usize::from(place)] = weight(first) + weight(second);
        }
        debug_assert!(query.words().len() < usize::from(NONE));
        self.add_trigrams();
        self.terms
    }

    fn add_trigrams(&mut self) {
        let terms = &mut self.terms;
        terms.trigram_counts = vec![0; terms.weights.len()];
        for &(term, stem) in &self.soft {
            let letters: Vec<Code> = stem.chars().map(letter::code).collect();
            if letters.contains(&FOREIGN) {
                continue;
            }
            if let Some(skeleton) = skeleton(&letters) {
                terms.grams.add_stem(stem);
                terms.skeletons.entry(skeleton).or_insert(term);
            }
            for trigram in trigrams(&letters) {
                let place = terms.trigrams.entry(trigram).or_insert(NONE);
                if *place == NONE && terms.trigram_weights.len() < usize::from(NONE) {
                    *place = terms.trigram_weights.len() as Place;
                    terms.grams.add_trigram(trigram);
                    // A document of L words lacks a trigram that is in a share p of words with probability e^(-pL).
                    let holding = self.documents * (1.0 - (-trigram::share(trigram) * terms.mean_tokens).exp());
                    terms.trigram_weights.push(idf(holding, self.documents));
                    terms.holders.push(Vec::new());
                }
                let place = *place;
                if place != NONE && letters.len() >= 3 {
                    let holders = &mut terms.holders[usize::from(place)];
                    if holders.last() != Some(&term) {
                        holders.push(term);
                        let count = &mut terms.trigram_counts[usize::from(term)];
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
    }
}

/// Inverse document frequency as Lucene has it: ln(1 + (N − n + ½) / (n + ½)).
fn idf(holding: f32, documents: f32) -> f32 {
    (1.0 + (documents - holding + 0.5).max(0.5) / (holding + 0.5)).ln()
}
