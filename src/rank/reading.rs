//! A document read again: its words, and what each shares with the query.

use std::ops::Range;

use super::terms::{NONE, Place, Terms};
use crate::arabic::Tokens;
use crate::arabic::trigram::trigrams;
use crate::document::Document;

/// A word of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Byte range in the title or the body.
    pub start: u32,
    pub end: u32,
    /// What it shares with the query.
    pub stem: Place,
    pub form: Place,
    /// The pair that it makes with the word before it.
    pub pair: Place,
    /// Letters of its stem.
    pub letters: u16,
    /// Where its trigrams end in [`Reading::trigrams`].
    pub trigrams_end: u32,
    pub is_stop_word: bool,
}

/// The words of a title and a body, in order.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// The query's trigrams that the words hold, word by word.
    pub trigrams: Vec<Place>,
    title_words: usize,
}

impl Reading {
    pub fn of(document: &Document, terms: &Terms) -> Self {
        let mut reading = Self::default();
        reading.read(&document.title, terms);
        reading.title_words = reading.words.len();
        reading.read(&document.body, terms);
        reading
    }

    fn read(&mut self, text: &str, terms: &Terms) {
        let mut tokens = Tokens::new(text);
        let mut before = NONE;
        while let Some(token) = tokens.advance() {
            let span = token.span();
            let letters = token.stem.letters().unwrap_or_default();
            let mut word = Word {
                start: span.start as u32,
                end: span.end as u32,
                stem: NONE,
                form: NONE,
                pair: NONE,
                letters: letters.len() as u16,
                trigrams_end: 0,
                is_stop_word: token.is_stop_word,
            };
            if !token.is_stop_word {
                word.stem = terms.stem(token.stem);
                word.form = terms.form(token.folded);
                word.pair = terms.pair(before, word.stem);
                before = word.stem;
                let shared = trigrams(letters).map(|trigram| terms.trigram(trigram));
                self.trigrams.extend(shared.filter(|&place| place != NONE));
            }
            word.trigrams_end = self.trigrams.len() as u32;
            self.words.push(word);
        }
    }

    /// How many of the words are the title's.
    pub fn title_words(&self) -> usize {
        self.title_words
    }

    /// Where each word of the body begins, in bytes.
    pub fn body_starts(&self) -> Vec<u32> {
        self.words[self.title_words..].iter().map(|word| word.start).collect()
    }

    /// Which words lie in a byte range of the body.
    pub fn words_in(&self, range: &Range<usize>) -> Range<usize> {
        let body = &self.words[self.title_words..];
        let at = |byte: usize| self.title_words + body.partition_point(|word| (word.start as usize) < byte);
        at(range.start)..at(range.end)
    }

    /// The query's trigrams that `words` hold.
    pub fn trigrams_of(&self, words: &Range<usize>) -> &[Place] {
        let end_before = |word: usize| word.checked_sub(1).map_or(0, |last| self.words[last].trigrams_end as usize);
        &self.trigrams[end_before(words.start)..end_before(words.end)]
    }

    /// Byte ranges of those of `words` that match, each once.
    pub fn highlights(&self, words: Range<usize>) -> Vec<Range<usize>> {
        let matching = self.words[words].iter().filter(|word| word.stem != NONE);
        let mut ranges: Vec<Range<usize>> = matching.map(|word| word.start as usize..word.end as usize).collect();
        ranges.dedup();
        ranges
    }
}
