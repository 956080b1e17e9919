//! Per-query table of words: compares each word of the archive with the terms of the query once, since the documents
//! that match a query share many of their words.
//!
//! Words are compared by their codes, see [`WordCode`]. Only a word whose code is that of a form of the query, or says
//! too little, is read as it is written.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::term_match::{MatchedToken, TermMatch};
use super::terms::{NONE, Place, Terms};
use super::word_map::{AnalyzedToken, Letters, mixed};
use crate::arabic::letter::Code;
use crate::arabic::trigram::trigrams;
use crate::arabic::{StemLetters, Tokens, WordCode, WordKind};
use crate::document::{WordKey, WordOccurrence};

/// Slots of the cache: fifty news articles have about as many different codes.
const SLOTS: usize = 1 << 12;
/// The most tokens that have to do with a query; a fuller table is cleared.
const MOST: usize = 1 << 18;

/// Returns a word as it is written.
pub type Spelling<'e, E> = &'e dyn Fn(WordKey) -> Result<String, E>;

/// Words met so far, and how each relates to the terms of the query.
pub(super) struct WordTable<'e, E> {
    spell: Spelling<'e, E>,
    terms: &'e Terms,
    /// The entries of the codes that were met last; each code has one slot, which it shares with others.
    slots: Box<[(WordCode, WordEntry)]>,
    /// The entries of words that were read as they are written.
    spelled: FxHashMap<WordKey, WordEntry>,
    /// Of each relevant word, where its tokens are.
    relevant: Vec<Range<u32>>,
    token_entries: Vec<TokenEntry<'e>>,
    matches: Vec<TermMatch>,
    trigrams: Vec<Place>,
    /// A zero for each term.
    common: Vec<u16>,
}

/// An entry of the table. Most words are irrelevant to the query and only count for lengths.
///
/// One number, so that it stays in a register: 16 bits for the tokens, 16 for the letters of their stems, 32 for the place
/// of its tokens in `relevant`, from 1; that is 0 if none has to do with the query, [`SPELLED`] if the word must be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordEntry(u64);

/// In the place of the tokens of a word: they depend on how it is written.
const SPELLED: u32 = u32::MAX;

impl WordEntry {
    fn new(tokens: usize, letters: usize, relevant: u32) -> Self {
        let short = |count: usize| u64::from(u16::try_from(count).unwrap_or(u16::MAX));
        Self(short(tokens) | short(letters) << 16 | u64::from(relevant) << 32)
    }

    /// Number of tokens: none for a stop word, several for a ligature.
    #[inline]
    pub fn tokens(self) -> u32 {
        self.0 as u32 & 0xFFFF
    }

    /// Letters of their stems.
    #[inline]
    pub fn letters(self) -> u32 {
        self.0 as u32 >> 16
    }

    #[inline]
    fn relevant(self) -> u32 {
        (self.0 >> 32) as u32
    }
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
    pub fn new(terms: &'e Terms, spell: Spelling<'e, E>) -> Self {
        Self {
            spell,
            terms,
            slots: vec![Default::default(); SLOTS].into(),
            spelled: FxHashMap::default(),
            relevant: Vec::new(),
            token_entries: Vec::new(),
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
        if self.token_entries.len().max(self.spelled.len()) > MOST {
            *self = Self::new(self.terms, self.spell);
        }
    }

    /// The entry of a word, which is compared with the query where it is new.
    #[inline]
    pub fn entry(&mut self, word: &WordOccurrence) -> Result<WordEntry, E> {
        let mixed = mixed(word.code.0);
        let slot = (mixed >> (u64::BITS - SLOTS.ilog2())) as usize;
        let (code, mut entry) = self.slots[slot];
        if code != word.code {
            entry = self.compared(word.code, mixed);
            self.slots[slot] = (word.code, entry);
        }
        if entry.relevant() == SPELLED { self.spelled(word.key) } else { Ok(entry) }
    }

    /// The relevant tokens of a word.
    #[inline]
    pub fn tokens(&self, entry: WordEntry) -> impl Iterator<Item = Token<'_>> {
        let part = |range: &Range<u32>| range.start as usize..range.end as usize;
        let relevant = entry.relevant().checked_sub(1).map_or(0..0, |place| part(&self.relevant[place as usize]));
        self.token_entries[relevant].iter().map(move |entry| Token {
            word: entry.word,
            is_relevant: entry.is_relevant,
            matches: &self.matches[part(&entry.matches)],
            trigrams: &self.trigrams[part(&entry.trigrams)],
            steps: entry.steps,
        })
    }

    /// The entry of words with a new code.
    fn compared(&mut self, code: WordCode, mixed: u64) -> WordEntry {
        match code.kind() {
            _ if self.terms.is_of_form(code, mixed) => WordEntry::new(0, 0, SPELLED),
            WordKind::StopWord => WordEntry::default(),
            WordKind::Foreign => WordEntry::new(1, 0, 0),
            WordKind::Other => WordEntry::new(0, 0, SPELLED),
            WordKind::Stem(key) if !self.terms.may_concern(key) => WordEntry::new(1, StemLetters::count(key), 0),
            WordKind::Stem(key) => {
                let (letters, begin) = (StemLetters::of(key), self.token_entries.len());
                let stem = Letters::Key(key);
                self.add(&AnalyzedToken { form: None, stem: Some(stem) }, letters.as_slice(), 0);
                self.close(begin, 1, letters.as_slice().len())
            }
        }
    }

    /// The entry of a word that must be read as it is written.
    #[cold]
    fn spelled(&mut self, word: WordKey) -> Result<WordEntry, E> {
        if let Some(known) = self.spelled.get(&word) {
            return Ok(*known);
        }
        let written = (self.spell)(word)?;
        let (mut words, mut letters, begin) = (0, 0, self.token_entries.len());
        let mut tokens = Tokens::new(&written);
        while let Some(token) = tokens.advance() {
            let stem = (!token.is_stop_word).then(|| Letters::of(token.stem));
            let of_stem = token.stem.letters().filter(|_| stem.is_some()).unwrap_or_default();
            self.add(&AnalyzedToken { form: Some(Letters::of(token.folded)), stem }, of_stem, words);
            words += usize::from(stem.is_some());
            letters += of_stem.len();
        }
        let entry = self.close(begin, words, letters);
        self.spelled.insert(word, entry);
        Ok(entry)
    }

    /// The entry of a word whose relevant tokens were added since `begin`.
    fn close(&mut self, begin: usize, tokens: usize, letters: usize) -> WordEntry {
        let end = self.token_entries.len();
        if end > begin {
            self.relevant.push(begin as u32..end as u32);
        }
        WordEntry::new(tokens, letters, if end > begin { self.relevant.len() as u32 } else { 0 })
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
            self.token_entries.push(TokenEntry { word, is_relevant, matches, trigrams, steps });
        }
    }
}
