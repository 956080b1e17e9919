//! What each written word means in view of a query's terms, found once.
//!
//! The documents that a query finds share many of their words. Each is folded, stemmed and compared with the terms once.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::reading::{Found, Word};
use super::terms::{NONE, Place, Terms};
use crate::arabic::Tokens;
use crate::arabic::trigram::trigrams;

/// How many words are kept in mind; then it begins anew.
const MOST: usize = 1 << 16;

/// Written words that were met, and what they mean. One reader's at a time.
pub struct Glossary<'t> {
    terms: &'t Terms,
    places: FxHashMap<Box<str>, Range<u32>>,
    entries: Vec<Entry>,
    found: Vec<Found>,
    trigrams: Vec<Place>,
    /// A zero for each term.
    common: Vec<u16>,
}

/// What a token means; parts of the lists that all share.
struct Entry {
    word: Word,
    found: Range<u32>,
    trigrams: Range<u32>,
    steps: Vec<(usize, usize)>,
}

/// What a token means: a word that stands nowhere yet.
pub(super) struct Known<'g> {
    pub word: Word,
    pub found: &'g [Found],
    pub trigrams: &'g [Place],
    /// Its steps in names of several words.
    pub steps: &'g [(usize, usize)],
}

impl<'t> Glossary<'t> {
    /// An empty one.
    pub fn new(terms: &'t Terms) -> Self {
        Self {
            terms,
            places: FxHashMap::default(),
            entries: Vec::new(),
            found: Vec::new(),
            trigrams: Vec::new(),
            common: vec![0; terms.weights.len()],
        }
    }

    pub(super) fn terms(&self) -> &'t Terms {
        self.terms
    }

    /// The entries of the tokens of a written word.
    pub(super) fn look_up(&mut self, written: &str) -> Range<u32> {
        if let Some(places) = self.places.get(written) {
            return places.clone();
        }
        if self.entries.len() > MOST {
            *self = Self::new(self.terms);
        }
        let begin = self.entries.len() as u32;
        self.read(written);
        let places = begin..self.entries.len() as u32;
        self.places.insert(written.into(), places.clone());
        places
    }

    pub(super) fn entry(&self, place: u32) -> Known<'_> {
        let Entry { word, found, trigrams, steps } = &self.entries[place as usize];
        let part = |range: &Range<u32>| range.start as usize..range.end as usize;
        Known { word: *word, found: &self.found[part(found)], trigrams: &self.trigrams[part(trigrams)], steps }
    }

    fn read(&mut self, written: &str) {
        let terms = self.terms;
        let mut tokens = Tokens::new(written);
        while let Some(token) = tokens.advance() {
            let letters = token.stem.letters().unwrap_or_default();
            let meant = terms.meant(token.stem, token.folded, token.is_stop_word);
            let (found, held) = (self.found.len(), self.trigrams.len());
            self.found.extend(meant.iter().map(|&(term, share)| Found { term, share, is_match: true }));
            let mut word = Word {
                start: 0,
                end: 0,
                term: meant.first().map_or(NONE, |(term, _)| *term),
                form: (NONE, 0.0),
                pair: NONE,
                letters: letters.len() as u16,
                found_end: 0,
                is_stop_word: token.is_stop_word,
                is_match: !meant.is_empty(),
            };
            let mut steps = Vec::new();
            if !token.is_stop_word {
                word.form = terms.form(token.folded);
                let shared = trigrams(letters).map(|trigram| terms.trigram(trigram));
                self.trigrams.extend(shared.filter(|&place| place != NONE));
                if meant.is_empty() {
                    let list = &mut self.found;
                    terms.kin(letters, &self.trigrams[held..], &mut self.common, |term, share| {
                        list.push(Found { term, share, is_match: false });
                    });
                }
                steps = terms.steps(token.stem, token.folded).to_vec();
            }
            let found = found as u32..self.found.len() as u32;
            self.entries.push(Entry { word, found, trigrams: held as u32..self.trigrams.len() as u32, steps });
        }
    }
}
