//! A document by its words, before any of them is spelled.

use std::ops::Range;

use crate::arabic::Keys;

/// A word as texts have it, by a key that only the engine which handed it out understands. The same key is the same word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WordKey(pub u64);

/// The words of a document without their letters, and its passages: what ranking reads of it.
#[derive(Clone, Debug, Default)]
pub struct DocumentTerms {
    /// The title's words, then the body's.
    pub words: Vec<WordOccurrence>,
    /// How many of them are the title's.
    pub title_words: usize,
    /// The passages of the body, in bytes, in order; at least one, which is empty where the body is.
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

/// A word of a document: what it is, and its bytes in the title or the body.
#[derive(Clone, Copy, Debug)]
pub struct WordOccurrence {
    /// The word.
    pub key: WordKey,
    /// Its first byte.
    pub start: u32,
    /// The byte behind its last one.
    pub end: u32,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordAnalysis {
    /// One token that its numbers tell.
    Keys(Keys),
    /// Any other, as it is written.
    Written(String),
}
