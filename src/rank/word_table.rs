//! Per-query table of words: compares each word of the archive with the terms of the query once, since the documents
//! that match a query share many of their words.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::term_match::{MatchedToken, TermMatch};
use super::terms::{NONE, Place, Terms};
use super::word_map::{AnalyzedToken, Letters};
use crate::arabic::letter::{self, Code};
use crate::arabic::lexicon::KEY_LETTERS;
use crate::arabic::trigram::trigrams;
use crate::arabic::{Keys, Tokens};
use crate::document::{WordAnalysis, WordKey, WordOccurrence};

/// Initial capacity in words: about as many as fifty news articles have.
const SOME: usize = 1 << 12;
/// Maximum number of words; a full table is cleared.
const MOST: usize = 1 << 16;

/// Appends the analyses of words, in their order.
pub type WordLookup<'e, E> = &'e dyn Fn(&[WordKey], &mut Vec<WordAnalysis>) -> Result<(), E>;

/// Words met so far, and how each relates to the terms of the query.
pub(super) struct WordTable<'e, E> {
    look_up: WordLookup<'e, E>,
    terms: &'e Terms,
    numbers: FxHashMap<WordKey, u32>,
    entries: Vec<WordEntry>,
    token_entries: Vec<TokenEntry<'e>>,
    matches: Vec<TermMatch>,
    trigrams: Vec<Place>,
    /// A zero for each term.
    common: Vec<u16>,
    /// Buffers for new words.
    new: Vec<WordKey>,
    analyses: Vec<WordAnalysis>,
}

/// An entry of the table. Most words are irrelevant to the query and only count for lengths.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordEntry {
    /// Number of tokens: none for a stop word, several for a ligature.
    pub tokens: u32,
    /// Letters of their stems.
    pub letters: u32,
    /// Range of its tokens that have to do with the query.
    token_entries: (u32, u32),
}

/// A relevant token, by ranges in the shared lists.
struct TokenEntry<'e> {
    /// Its position counts from the word's first token.
    word: MatchedToken,
    is_relevant: bool,
    matches: Range<u32>,
    trigrams: Range<u32>,
    steps: &'e [(usize, usize)],
}

/// A token that has to do with the query.
pub(super) struct Token<'g> {
    /// Its position counts from the first token of its word.
    pub word: MatchedToken,
    /// Whether it shares more with the query than trigrams.
    pub is_relevant: bool,
    pub matches: &'g [TermMatch],
    pub trigrams: &'g [Place],
    /// Its steps in names of several words.
    pub steps: &'g [(usize, usize)],
}

impl<'e, E> WordTable<'e, E> {
    /// An empty one.
    pub fn new(terms: &'e Terms, look_up: WordLookup<'e, E>) -> Self {
        Self {
            look_up,
            terms,
            numbers: FxHashMap::with_capacity_and_hasher(SOME, Default::default()),
            entries: Vec::new(),
            token_entries: Vec::new(),
            matches: Vec::new(),
            trigrams: Vec::new(),
            common: vec![0; terms.weights.len()],
            new: Vec::new(),
            analyses: Vec::new(),
        }
    }

    pub fn terms(&self) -> &'e Terms {
        self.terms
    }

    /// Adds words that are new, and writes the entry number of each word to `numbers`, replacing its contents. Clears
    /// the table after an error.
    pub fn learn(&mut self, words: &[WordOccurrence], numbers: &mut Vec<u32>) -> Result<(), E> {
        if self.entries.len() > MOST {
            *self = Self::new(self.terms, self.look_up);
        }
        numbers.clear();
        numbers.extend(words.iter().map(|word| {
            *self.numbers.entry(word.key).or_insert_with(|| {
                self.new.push(word.key);
                (self.entries.len() + self.new.len() - 1) as u32
            })
        }));
        // All at once: they lie far apart in memory, and the processor can load many in parallel.
        if let Err(error) = (self.look_up)(&self.new, &mut self.analyses) {
            *self = Self::new(self.terms, self.look_up);
            return Err(error);
        }
        self.new.clear();
        let mut analyses = std::mem::take(&mut self.analyses);
        for analysis in analyses.drain(..) {
            let begin = self.token_entries.len() as u32;
            let mut entry = WordEntry::default();
            match analysis {
                WordAnalysis::Keys(keys) => self.add_keys(keys, &mut entry),
                WordAnalysis::Written(written) => self.add_written(&written, &mut entry),
            }
            entry.token_entries = (begin, self.token_entries.len() as u32);
            self.entries.push(entry);
        }
        self.analyses = analyses;
        Ok(())
    }

    pub fn entry(&self, number: u32) -> WordEntry {
        self.entries[number as usize]
    }

    /// The relevant tokens of a word.
    pub fn tokens(&self, entry: WordEntry) -> impl Iterator<Item = Token<'_>> {
        let part = |range: &Range<u32>| range.start as usize..range.end as usize;
        self.token_entries[entry.token_entries.0 as usize..entry.token_entries.1 as usize].iter().map(move |entry| {
            Token {
                word: entry.word,
                is_relevant: entry.is_relevant,
                matches: &self.matches[part(&entry.matches)],
                trigrams: &self.trigrams[part(&entry.trigrams)],
                steps: entry.steps,
            }
        })
    }

    fn add_keys(&mut self, Keys { form, stem }: Keys, entry: &mut WordEntry) {
        let mut letters = [letter::FOREIGN; KEY_LETTERS];
        let mut count = 0;
        for code in letter::spelled_by(stem.map_or(0, u64::from)) {
            letters[count] = code;
            count += 1;
        }
        let analyzed =
            AnalyzedToken { form: Letters::Key(form.get()), stem: stem.map(|stem| Letters::Key(stem.get())) };
        self.add(&analyzed, &letters[..count], entry);
    }

    fn add_written(&mut self, written: &str, entry: &mut WordEntry) {
        let mut tokens = Tokens::new(written);
        while let Some(token) = tokens.advance() {
            let letters = token.stem.letters().unwrap_or_default();
            let stem = (!token.is_stop_word).then(|| Letters::of(token.stem));
            self.add(&AnalyzedToken { form: Letters::of(token.folded), stem }, letters, entry);
        }
    }

    /// Adds a token to the word of `entry`; `letters` are its stem's, where all of them are Arabic.
    fn add(&mut self, analyzed: &AnalyzedToken<'_>, letters: &[Code], entry: &mut WordEntry) {
        let terms = self.terms;
        let matching = terms.matching(analyzed);
        let (matches, held) = (self.matches.len(), self.trigrams.len());
        self.matches.extend(matching.iter().map(|&(term, share)| TermMatch { term, share, is_match: true }));
        let mut word = MatchedToken {
            place: 0,
            position: entry.tokens,
            term: matching.first().map_or(NONE, |(term, _)| *term),
            form: (NONE, 0.0),
            pair: NONE,
            matches_end: 0,
            is_stop_word: analyzed.stem.is_none(),
            is_match: !matching.is_empty(),
        };
        let mut steps: &[_] = &[];
        if !word.is_stop_word {
            entry.tokens += 1;
            entry.letters += letters.len() as u32;
            word.form = terms.form(analyzed.form);
            let shared = trigrams(letters).map(|trigram| terms.trigram(trigram));
            self.trigrams.extend(shared.filter(|&place| place != NONE));
            if matching.is_empty() {
                let list = &mut self.matches;
                terms.similar_terms(letters, &self.trigrams[held..], &mut self.common, |term, share| {
                    list.push(TermMatch { term, share, is_match: false });
                });
            }
            steps = terms.steps(analyzed);
        }
        let is_relevant = self.matches.len() > matches || word.form.0 != NONE || !steps.is_empty();
        if is_relevant || self.trigrams.len() > held {
            let matches = matches as u32..self.matches.len() as u32;
            let trigrams = held as u32..self.trigrams.len() as u32;
            self.token_entries.push(TokenEntry { word, is_relevant, matches, trigrams, steps });
        }
    }
}
