//! The forward index's view of a document: its words by code, without their letters.

use std::ops::Range;

use crate::arabic::WordCode;

/// A word as written, by a key of the engine that returned it. Equal keys are equal words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordKey(pub u64);

/// The words of a document without their letters, and its passages: the forward index as ranking reads it.
#[derive(Clone, Debug, Default)]
pub struct DocumentTerms {
    /// The title's words, then the body's.
    pub words: Vec<WordOccurrence>,
    /// Number of words of the title.
    pub title_words: usize,
    /// The passages of the body, in bytes, in order; at least one, which is empty if the body is.
    pub passages: Vec<Range<usize>>,
}

impl DocumentTerms {
    /// The body's words.
    pub fn body_words(&self) -> &[WordOccurrence] {
        &self.words[self.title_words..]
    }

    /// Which of the words begin in a byte range of the body.
    pub fn places(&self, range: &Range<usize>) -> Range<usize> {
        let before = |byte: usize| self.body_words().partition_point(|word| (word.start as usize) < byte);
        self.title_words + before(range.start)..self.title_words + before(range.end)
    }
}

/// An occurrence of a word: what it is, and its bytes in the title or the body.
#[derive(Clone, Copy, Debug)]
pub struct WordOccurrence {
    /// The word.
    pub key: WordKey,
    /// Its stem and a few bits of its form.
    pub code: WordCode,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
}
