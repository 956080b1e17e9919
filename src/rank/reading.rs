//! A document read again: its words, and what each shares with the query.

use std::ops::Range;

use super::glossary::Glossary;
use super::terms::{NONE, Place, Terms};
use crate::document::Text;

/// A word of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Byte range in the title or the body.
    pub start: u32,
    pub end: u32,
    /// The first term that it stands for.
    pub term: Place,
    /// The form that it is, and how much it counts for it.
    pub form: (Place, f32),
    /// The pair that it makes with the word before it.
    pub pair: Place,
    /// Letters of its stem.
    pub letters: u16,
    /// Where what was found in it ends in [`Reading::found`].
    pub found_end: u32,
    pub is_stop_word: bool,
    /// Whether it is, or belongs to, something that is looked for.
    pub is_match: bool,
}

/// A term that a word stands for, or that it resembles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub term: Place,
    /// How much it counts: 1 where it is what was typed.
    pub share: f32,
    /// Whether it stands for the term.
    pub is_match: bool,
}

/// The words of a title and a body, in order.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// The query's trigrams that the words hold, word by word.
    pub trigrams: Vec<Place>,
    /// What was found in the words, word by word.
    pub found: Vec<Found>,
    title_words: usize,
}

impl Reading {
    pub fn of(text: &Text, glossary: &mut Glossary<'_>) -> Self {
        let mut reading = Self::default();
        reading.words.reserve(text.title_words.len() + text.body_words.len());
        reading.read(&text.title, &text.title_words, glossary);
        reading.title_words = reading.words.len();
        reading.read(&text.body, &text.body_words, glossary);
        reading
    }

    fn read(&mut self, text: &str, words: &[Range<u32>], glossary: &mut Glossary<'_>) {
        let mut before = NONE;
        let mut begun: Vec<(usize, usize, usize)> = Vec::new();
        for span in words {
            // A ligature may be several words.
            for place in glossary.look_up(&text[span.start as usize..span.end as usize]) {
                let known = glossary.entry(place);
                let mut word = Word { start: span.start, end: span.end, ..known.word };
                self.found.extend(known.found);
                self.trigrams.extend(known.trigrams);
                if !word.is_stop_word {
                    word.pair = glossary.terms().pair(before, word.term);
                    before = word.term;
                    if !(known.steps.is_empty() && begun.is_empty()) {
                        begun = self.go_on(&begun, known.steps, glossary.terms(), &mut word);
                    }
                }
                word.found_end = self.found.len() as u32;
                self.words.push(word);
            }
        }
    }

    /// Goes on with names of several words that were begun (name, next step, first word); what is begun after `word`.
    fn go_on(
        &mut self,
        begun: &[(usize, usize, usize)],
        steps: &[(usize, usize)],
        terms: &Terms,
        word: &mut Word,
    ) -> Vec<(usize, usize, usize)> {
        let mut next = Vec::new();
        for &(name, step) in steps {
            let starts = begun.iter().filter(|(other, expected, _)| (*other, *expected) == (name, step));
            let starts: Vec<usize> =
                if step == 0 { vec![self.words.len()] } else { starts.map(|(.., first)| *first).collect() };
            let (length, meant) = terms.name(name);
            for first in starts {
                if step + 1 < length {
                    next.push((name, step + 1, first));
                    continue;
                }
                self.found.extend(meant.iter().map(|&(term, share)| Found { term, share, is_match: true }));
                self.words[first..].iter_mut().for_each(|word| word.is_match |= !word.is_stop_word);
                word.is_match = true;
            }
        }
        next
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

    /// What was found in `words`.
    pub fn found_in(&self, words: &Range<usize>) -> &[Found] {
        let end_before = |word: usize| word.checked_sub(1).map_or(0, |last| self.words[last].found_end as usize);
        &self.found[end_before(words.start)..end_before(words.end)]
    }

    /// Byte ranges of those of `words` that match, each once.
    pub fn highlights(&self, words: Range<usize>) -> Vec<Range<usize>> {
        let matching = self.words[words].iter().filter(|word| word.is_match);
        let mut ranges: Vec<Range<usize>> = matching.map(|word| word.start as usize..word.end as usize).collect();
        ranges.dedup();
        ranges
    }
}
