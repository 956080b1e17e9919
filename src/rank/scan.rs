//! Scans a document's words for those that have to do with the query.

use std::ops::Range;

use super::term_match::{MatchedToken, TermMatch};
use super::terms::Terms;
use super::word_table::{Token, WordTable};
use crate::document::DocumentTerms;

/// The words of a document that have to do with the query, in order.
#[derive(Debug, Default)]
pub(super) struct DocumentScan {
    pub words: Vec<MatchedToken>,
    /// The term matches of these words, word by word.
    pub matches: Vec<TermMatch>,
    /// How often the document holds each of the query's trigrams.
    pub trigrams: Vec<u32>,
    /// Tokens of the document.
    pub tokens: usize,
    /// Letters of all stems.
    pub letters: u32,
    title_words: usize,
}

/// A partly matched name of several words: its number, the next step, and its first word.
type Begun = (usize, usize, usize);

impl DocumentScan {
    /// Scans a document, replacing the previous scan.
    pub fn read<E>(&mut self, document_terms: &DocumentTerms, word_table: &mut WordTable<'_, E>) -> Result<(), E> {
        word_table.make_room();
        self.words.clear();
        self.matches.clear();
        self.trigrams.clear();
        self.trigrams.resize(word_table.terms().trigram_weights.len(), 0);
        (self.tokens, self.letters) = (document_terms.tokens as usize, document_terms.letters);
        self.title_words = document_terms.title_words;
        let mut begun = Vec::new();
        for (place, word) in document_terms.words.iter().enumerate() {
            let tokens = word_table.look_up(word)?;
            for token in word_table.tokens(tokens) {
                token.trigrams.iter().for_each(|&trigram| self.trigrams[usize::from(trigram)] += 1);
                if token.is_relevant {
                    let position = word.position + token.word.position;
                    let word = MatchedToken { place: place as u32, position, ..token.word };
                    self.add(word, &token, &mut begun, word_table.terms());
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, mut word: MatchedToken, token: &Token<'_>, begun: &mut Vec<Begun>, terms: &Terms) {
        self.matches.extend(token.matches);
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
        word.matches_end = self.matches.len() as u32;
        self.words.push(word);
    }

    /// Continues partly matched names of several words with `word`; returns those that are partly matched after it.
    fn go_on(
        &mut self,
        begun: &[Begun],
        steps: &[(usize, usize)],
        terms: &Terms,
        word: &mut MatchedToken,
    ) -> Vec<Begun> {
        let mut next = Vec::new();
        for &(name, step) in steps {
            let starts = begun.iter().filter(|(other, expected, _)| (*other, *expected) == (name, step));
            let starts: Vec<usize> =
                if step == 0 { vec![self.words.len()] } else { starts.map(|(.., first)| *first).collect() };
            let (length, matching) = terms.name(name);
            for first in starts {
                if step + 1 < length {
                    next.push((name, step + 1, first));
                    continue;
                }
                self.matches.extend(matching.iter().map(|&(term, share)| TermMatch { term, share, is_match: true }));
                self.words[first..].iter_mut().for_each(|word| word.is_match |= !word.is_stop_word);
                word.is_match = true;
            }
        }
        next
    }

    /// Which of [`words`](Self::words) are among these of the document's.
    pub fn words_in(&self, places: &Range<usize>) -> Range<usize> {
        let at = |place: usize| self.words.partition_point(|word| (word.place as usize) < place);
        at(places.start)..at(places.end)
    }

    /// The term matches of `words`.
    pub fn matches_in(&self, words: &Range<usize>) -> &[TermMatch] {
        let end_before = |word: usize| word.checked_sub(1).map_or(0, |last| self.words[last].matches_end as usize);
        &self.matches[end_before(words.start)..end_before(words.end)]
    }

    /// Whether any of these of the document's words matches.
    pub fn has_match(&self, places: &Range<usize>) -> bool {
        self.words[self.words_in(places)].iter().any(|word| word.is_match)
    }

    /// Those of the document's words that match among `words`, each once, rising.
    pub fn matching(&self, words: Range<usize>) -> impl Iterator<Item = usize> {
        let matches = self.words[words].chunk_by(|a, b| a.place == b.place);
        matches.filter(|same| same.iter().any(|word| word.is_match)).map(|same| same[0].place as usize)
    }
}
