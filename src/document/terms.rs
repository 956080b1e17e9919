//! The forward index's view of a document: the words that concern a query by code and place, without their letters, and
//! the lengths of the text around them.

use std::ops::Range;

use crate::arabic::{WordCode, WordLengths};

/// A word as written, by a key of the engine that returned it. Equal keys are equal words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordKey(pub u64);

/// A document as ranking reads it.
#[derive(Clone, Debug, Default)]
pub struct DocumentTerms {
    /// The title's words, then the body's: all, or those that may concern a query.
    pub words: Vec<WordOccurrence>,
    /// How many of `words` are the title's.
    pub title_words: usize,
    /// The passages of the body, in order; at least one, which is empty if the body is.
    pub passages: Vec<PassageTerms>,
    /// Tokens of title and body, without stop words.
    pub tokens: u32,
    /// Letters of all stems.
    pub letters: u32,
}

/// An occurrence of a word: what it is, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordOccurrence {
    /// The word.
    pub key: WordKey,
    /// Its stem and a few bits of its form.
    pub code: WordCode,
    /// Its first byte in the title or the body.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
    /// Tokens of the document before it, without stop words.
    pub position: u32,
}

/// A passage of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassageTerms {
    /// Its bytes in the body.
    pub bytes: Range<usize>,
    /// Which of the document's [`words`](DocumentTerms::words) begin in it.
    pub words: Range<usize>,
    /// Tokens of all words that begin in it, without stop words.
    pub tokens: u32,
}

impl DocumentTerms {
    /// The words of the body.
    pub fn body_words(&self) -> &[WordOccurrence] {
        &self.words[self.title_words..]
    }
}

/// Fills [`DocumentTerms`], word by word in the order of the text.
pub struct DocumentTermsBuilder<'t> {
    terms: &'t mut DocumentTerms,
    lengths: (u32, u32),
    /// The passage that ends or begins at `boundary`.
    passage: usize,
    boundary: usize,
    is_inside: bool,
}

impl<'t> DocumentTermsBuilder<'t> {
    /// Begins with the title; replaces the contents of `terms` but for its passages, of which the bytes are known.
    pub fn new(terms: &'t mut DocumentTerms) -> Self {
        terms.words.clear();
        Self { terms, lengths: (0, 0), passage: 0, boundary: usize::MAX, is_inside: false }
    }

    /// Goes on with the body.
    pub fn begin_body(&mut self) {
        self.terms.title_words = self.terms.words.len();
        self.boundary = self.terms.passages.first().map_or(usize::MAX, |first| first.bytes.start);
    }

    /// The byte before which all words are in the same passage, or in none.
    pub fn boundary(&self) -> usize {
        self.boundary
    }

    /// Reads words before the boundary that do not concern the query, by their lengths together.
    pub fn count(&mut self, tokens: u32, letters: u32) {
        self.lengths.0 += tokens;
        self.lengths.1 += letters;
    }

    /// Reads the next word of the text, which begins at the byte `start`; `occurrence` is its key, its code and its end if
    /// it may concern the query.
    #[inline]
    pub fn read(&mut self, start: usize, lengths: WordLengths, occurrence: Option<(WordKey, WordCode, usize)>) {
        if start >= self.boundary {
            self.cross(start);
        }
        if let Some((key, code, end)) = occurrence {
            let position = self.lengths.0;
            self.terms.words.push(WordOccurrence { key, code, start: start as u32, end: end as u32, position });
        }
        self.count(u32::from(lengths.tokens), u32::from(lengths.letters));
    }

    /// Ends the text.
    pub fn finish(mut self) {
        self.cross(usize::MAX);
        (self.terms.tokens, self.terms.letters) = self.lengths;
    }

    /// Passes the bounds of passages up to the byte `at`.
    fn cross(&mut self, at: usize) {
        let (words, tokens) = (self.terms.words.len(), self.lengths.0);
        while let Some(passage) = self.terms.passages.get_mut(self.passage).filter(|_| at >= self.boundary) {
            if self.is_inside {
                passage.words.end = words;
                passage.tokens = tokens - passage.tokens;
                self.passage += 1;
                self.boundary = self.terms.passages.get(self.passage).map_or(usize::MAX, |next| next.bytes.start);
            } else {
                passage.words = words..words;
                passage.tokens = tokens;
                self.boundary = passage.bytes.end;
            }
            self.is_inside = !self.is_inside;
        }
    }
}
