//! A document read again: which of its words have to do with the query, and how.

use std::ops::Range;

use super::glossary::{Glossary, Token};
use super::terms::{Place, Terms};
use crate::document::Outline;

/// A token of a document that has to do with the query. Tokens are counted without stop words, words with them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Which of the document's words it is.
    pub place: u32,
    /// How many tokens come before it.
    pub position: u32,
    /// The first term that it stands for.
    pub term: Place,
    /// The form that it is, and how much it counts for it.
    pub form: (Place, f32),
    /// The pair that it makes with the token before it.
    pub pair: Place,
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

/// What of a title and a body has to do with the query, in order.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// What was found in the words, word by word.
    pub found: Vec<Found>,
    /// How often the document holds each of the query's trigrams.
    pub trigrams: Vec<u32>,
    /// Letters of all stems.
    pub letters: u32,
    /// Tokens in front of each of the document's words, and in all.
    tokens_before: Vec<u32>,
    title_words: usize,
    /// The slots of the document's words.
    slots: Vec<u32>,
}

/// A name of several words that was begun: which, its next step, and its first word.
type Begun = (usize, usize, usize);

impl Reading {
    /// Reads a document, in place of what was read before.
    pub fn read<E>(&mut self, outline: &Outline, glossary: &mut Glossary<'_, E>) -> Result<(), E> {
        glossary.learn(&outline.words, &mut self.slots)?;
        self.words.clear();
        self.found.clear();
        self.trigrams.clear();
        self.trigrams.resize(glossary.terms().trigram_weights.len(), 0);
        self.tokens_before.clear();
        self.letters = 0;
        self.title_words = outline.title_words;
        let mut tokens = 0;
        let mut begun = Vec::new();
        for place in 0..self.slots.len() {
            self.tokens_before.push(tokens);
            let slot = glossary.slot(self.slots[place]);
            for token in glossary.tokens(slot) {
                token.trigrams.iter().for_each(|&trigram| self.trigrams[usize::from(trigram)] += 1);
                if token.concerns {
                    let word = Word { place: place as u32, position: tokens + token.word.position, ..token.word };
                    self.add(word, &token, &mut begun, glossary.terms());
                }
            }
            tokens += slot.tokens;
            self.letters += slot.letters;
        }
        self.tokens_before.push(tokens);
        Ok(())
    }

    fn add(&mut self, mut word: Word, token: &Token<'_>, begun: &mut Vec<Begun>, terms: &Terms) {
        self.found.extend(token.found);
        if !word.is_stop_word {
            let last = self.words.iter().rfind(|word| !word.is_stop_word);
            let in_title = |place: u32| (place as usize) < self.title_words;
            let last =
                last.filter(|last| last.position + 1 == word.position && in_title(last.place) == in_title(word.place));
            match last {
                Some(last) => word.pair = terms.pair(last.term, word.term),
                None => begun.clear(),
            }
            if !(token.steps.is_empty() && begun.is_empty()) {
                *begun = self.go_on(begun, token.steps, terms, &mut word);
            }
        }
        word.found_end = self.found.len() as u32;
        self.words.push(word);
    }

    /// Goes on with names of several words that were begun; what is begun after `word`.
    fn go_on(&mut self, begun: &[Begun], steps: &[(usize, usize)], terms: &Terms, word: &mut Word) -> Vec<Begun> {
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

    /// Tokens of the document.
    pub fn tokens(&self) -> usize {
        self.tokens_before.last().map_or(0, |&tokens| tokens as usize)
    }

    /// Tokens of these of the document's words.
    pub fn tokens_in(&self, places: &Range<usize>) -> usize {
        (self.tokens_before[places.end] - self.tokens_before[places.start]) as usize
    }

    /// Which of [`words`](Self::words) are among these of the document's.
    pub fn words_in(&self, places: &Range<usize>) -> Range<usize> {
        let at = |place: usize| self.words.partition_point(|word| (word.place as usize) < place);
        at(places.start)..at(places.end)
    }

    /// What was found in `words`.
    pub fn found_in(&self, words: &Range<usize>) -> &[Found] {
        let end_before = |word: usize| word.checked_sub(1).map_or(0, |last| self.words[last].found_end as usize);
        &self.found[end_before(words.start)..end_before(words.end)]
    }

    /// Those of the document's words that match among `words`, each once, rising.
    pub fn matching(&self, words: Range<usize>) -> impl Iterator<Item = usize> {
        let matches = self.words[words].chunk_by(|a, b| a.place == b.place);
        matches.filter(|same| same.iter().any(|word| word.is_match)).map(|same| same[0].place as usize)
    }
}
