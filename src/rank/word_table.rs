//! Per-query table of words: compares each word of the archive with the terms of the query once, since the documents
//! that match a query share many of their words.
//!
//! Words are compared by their codes, see [`WordCode`]. Only a word whose code is that of a form of the query, or says
//! too little, is read as it is written.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::term_match::{MatchedToken, TermMatch};
use super::terms::{NONE, Place, Terms};
use super::word_map::{AnalyzedToken, Letters};
use crate::arabic::letter::Code;
use crate::arabic::trigram::trigrams;
use crate::arabic::{StemLetters, Tokens, WordCode, WordKind};
use crate::document::{WordKey, WordOccurrence};

/// The most tokens that have to do with a query; a fuller table is cleared.
const MOST: usize = 1 << 18;

/// Returns a word as it is written.
pub type Spelling<'e, E> = &'e dyn Fn(WordKey) -> Result<String, E>;

/// Words met so far, and how each relates to the terms of the query.
pub(super) struct WordTable<'e, E> {
    spell: Spelling<'e, E>,
    terms: &'e Terms,
    /// The tokens of the words with a code; `None` if they depend on how a word is written.
    by_code: FxHashMap<WordCode, Option<TokenRange>>,
    /// The tokens of words that were read as they are written.
    by_word: FxHashMap<WordKey, TokenRange>,
    tokens: Vec<TokenEntry<'e>>,
    matches: Vec<TermMatch>,
    trigrams: Vec<Place>,
    /// A zero for each term.
    common: Vec<u16>,
}

/// Which of the table's tokens are those of a word; none of most words.
pub(super) type TokenRange = (u32, u32);

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
    pub fn new(terms: &'e Terms, spell: Spelling<'e, E>) -> Self {
        Self {
            spell,
            terms,
            by_code: FxHashMap::default(),
            by_word: FxHashMap::default(),
            tokens: Vec::new(),
            matches: Vec::new(),
            trigrams: Vec::new(),
            common: vec![0; terms.weights.len()],
        }
    }

    pub fn terms(&self) -> &'e Terms {
        self.terms
    }

    /// Makes room for the words of another document.
    pub fn make_room(&mut self) {
        if self.tokens.len().max(self.by_code.len()).max(self.by_word.len()) > MOST {
            *self = Self::new(self.terms, self.spell);
        }
    }

    /// The relevant tokens of a word, which is compared with the query where it is new.
    #[inline]
    pub fn look_up(&mut self, word: &WordOccurrence) -> Result<TokenRange, E> {
        let known = match self.by_code.get(&word.code) {
            Some(known) => *known,
            None => self.compare(word.code),
        };
        known.map_or_else(|| self.spelled(word.key), Ok)
    }

    /// These tokens.
    #[inline]
    pub fn tokens(&self, (begin, end): TokenRange) -> impl Iterator<Item = Token<'_>> {
        let part = |range: &Range<u32>| range.start as usize..range.end as usize;
        self.tokens[begin as usize..end as usize].iter().map(move |entry| Token {
            word: entry.word,
            is_relevant: entry.is_relevant,
            matches: &self.matches[part(&entry.matches)],
            trigrams: &self.trigrams[part(&entry.trigrams)],
            steps: entry.steps,
        })
    }

    /// Adds the words with a new code.
    fn compare(&mut self, code: WordCode) -> Option<TokenRange> {
        let begin = self.tokens.len();
        let is_known = match code.kind() {
            WordKind::Other => false,
            _ if self.terms.is_of_form(code) => false,
            WordKind::StopWord | WordKind::Foreign => true,
            WordKind::Stem(key) => {
                let stem = AnalyzedToken { form: None, stem: Some(Letters::Key(key)) };
                self.add(&stem, StemLetters::of(key).as_slice(), 0);
                true
            }
        };
        let tokens = is_known.then_some((begin as u32, self.tokens.len() as u32));
        self.by_code.insert(code, tokens);
        tokens
    }

    /// The tokens of a word that must be read as it is written.
    #[cold]
    fn spelled(&mut self, word: WordKey) -> Result<TokenRange, E> {
        if let Some(known) = self.by_word.get(&word) {
            return Ok(*known);
        }
        let written = (self.spell)(word)?;
        let (mut position, begin) = (0, self.tokens.len());
        let mut tokens = Tokens::new(&written);
        while let Some(token) = tokens.advance() {
            let stem = (!token.is_stop_word).then(|| Letters::of(token.stem));
            let of_stem = token.stem.letters().filter(|_| stem.is_some()).unwrap_or_default();
            self.add(&AnalyzedToken { form: Some(Letters::of(token.folded)), stem }, of_stem, position);
            position += usize::from(stem.is_some());
        }
        let tokens = (begin as u32, self.tokens.len() as u32);
        self.by_word.insert(word, tokens);
        Ok(tokens)
    }

    /// Adds a token at a position of its word, if it is relevant; `letters` are its stem's, where all of them are Arabic.
    fn add(&mut self, analyzed: &AnalyzedToken<'_>, letters: &[Code], position: usize) {
        let terms = self.terms;
        let matching = terms.matching(analyzed.stem, analyzed.form);
        let (matches, held) = (self.matches.len(), self.trigrams.len());
        self.matches.extend(matching.iter().map(|&(term, share)| TermMatch { term, share, is_match: true }));
        let mut word = MatchedToken {
            place: 0,
            position: position as u32,
            term: matching.first().map_or(NONE, |(term, _)| *term),
            form: (NONE, 0.0),
            pair: NONE,
            matches_end: 0,
            is_stop_word: analyzed.stem.is_none(),
            is_match: !matching.is_empty(),
        };
        let mut steps: &[_] = &[];
        if let Some(stem) = analyzed.stem {
            word.form = analyzed.form.map_or((NONE, 0.0), |form| terms.form(form));
            let shared = trigrams(letters).map(|trigram| terms.trigram(trigram));
            self.trigrams.extend(shared.filter(|&place| place != NONE));
            if matching.is_empty() {
                let list = &mut self.matches;
                terms.similar_terms(letters, &self.trigrams[held..], &mut self.common, |term, share| {
                    list.push(TermMatch { term, share, is_match: false });
                });
            }
            steps = terms.steps(stem, analyzed.form);
        }
        let is_relevant = self.matches.len() > matches || word.form.0 != NONE || !steps.is_empty();
        if is_relevant || self.trigrams.len() > held {
            let matches = matches as u32..self.matches.len() as u32;
            let trigrams = held as u32..self.trigrams.len() as u32;
            self.tokens.push(TokenEntry { word, is_relevant, matches, trigrams, steps });
        }
    }
}
