//! What each word of an archive means in view of a query's terms, found once a search.
//!
//! The documents that a query finds share many of their words. Each is compared with the terms once.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::by_word::{Analysed, Letters};
use super::reading::{Found, Word};
use super::terms::{NONE, Place, Terms};
use crate::arabic::letter::{self, Code};
use crate::arabic::lexicon::KEY_LETTERS;
use crate::arabic::trigram::trigrams;
use crate::arabic::{Keys, Tokens};
use crate::document::{Lexeme, OutlineWord, WordKey};

/// How many words there is room for at first: about as many as fifty documents of news have.
const SOME: usize = 1 << 12;
/// How many words are kept in mind; then it begins anew.
const MOST: usize = 1 << 16;

/// Appends what words are, in their order.
pub type LookUp<'e, E> = &'e dyn Fn(&[WordKey], &mut Vec<Lexeme>) -> Result<(), E>;

/// Words that were met, and what they mean.
pub(super) struct Glossary<'e, E> {
    look_up: LookUp<'e, E>,
    terms: &'e Terms,
    numbers: FxHashMap<WordKey, u32>,
    slots: Vec<Slot>,
    entries: Vec<Entry<'e>>,
    found: Vec<Found>,
    trigrams: Vec<Place>,
    /// A zero for each term.
    common: Vec<u16>,
    /// Room for words that are learned.
    new: Vec<WordKey>,
    lexemes: Vec<Lexeme>,
}

/// A word that was met. Most have nothing to do with the query and count for a length alone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    /// How many tokens it is: none for a stop word, several for a ligature.
    pub tokens: u32,
    /// Letters of their stems.
    pub letters: u32,
    /// Those of its tokens that have to do with the query.
    entries: (u32, u32),
}

/// What a token means; parts of the lists that all share.
struct Entry<'e> {
    /// Its position counts from the word's first token.
    word: Word,
    concerns: bool,
    found: Range<u32>,
    trigrams: Range<u32>,
    steps: &'e [(usize, usize)],
}

/// What a token means.
pub(super) struct Token<'g> {
    /// A word that stands nowhere yet: its position counts from the first token of its word.
    pub word: Word,
    /// Whether it has more to do with the query than trigrams.
    pub concerns: bool,
    pub found: &'g [Found],
    pub trigrams: &'g [Place],
    /// Its steps in names of several words.
    pub steps: &'g [(usize, usize)],
}

impl<'e, E> Glossary<'e, E> {
    /// An empty one.
    pub fn new(terms: &'e Terms, look_up: LookUp<'e, E>) -> Self {
        Self {
            look_up,
            terms,
            numbers: FxHashMap::with_capacity_and_hasher(SOME, Default::default()),
            slots: Vec::new(),
            entries: Vec::new(),
            found: Vec::new(),
            trigrams: Vec::new(),
            common: vec![0; terms.weights.len()],
            new: Vec::new(),
            lexemes: Vec::new(),
        }
    }

    pub fn terms(&self) -> &'e Terms {
        self.terms
    }

    /// Takes in those words that it does not know yet; the numbers of their slots, in place of what `numbers` held. After an
    /// error it knows nothing any more.
    pub fn learn(&mut self, words: &[OutlineWord], numbers: &mut Vec<u32>) -> Result<(), E> {
        if self.slots.len() > MOST {
            *self = Self::new(self.terms, self.look_up);
        }
        numbers.clear();
        numbers.extend(words.iter().map(|word| {
            *self.numbers.entry(word.key).or_insert_with(|| {
                self.new.push(word.key);
                (self.slots.len() + self.new.len() - 1) as u32
            })
        }));
        // All at once: they lie far apart, and the processor asks for many before it has to wait for one.
        if let Err(error) = (self.look_up)(&self.new, &mut self.lexemes) {
            *self = Self::new(self.terms, self.look_up);
            return Err(error);
        }
        self.new.clear();
        let mut lexemes = std::mem::take(&mut self.lexemes);
        for lexeme in lexemes.drain(..) {
            let begin = self.entries.len() as u32;
            let mut slot = Slot::default();
            match lexeme {
                Lexeme::Keys(keys) => self.add_keys(keys, &mut slot),
                Lexeme::Written(written) => self.add_written(&written, &mut slot),
            }
            slot.entries = (begin, self.entries.len() as u32);
            self.slots.push(slot);
        }
        self.lexemes = lexemes;
        Ok(())
    }

    pub fn slot(&self, number: u32) -> Slot {
        self.slots[number as usize]
    }

    /// The tokens of a word that have to do with the query.
    pub fn tokens(&self, slot: Slot) -> impl Iterator<Item = Token<'_>> {
        let part = |range: &Range<u32>| range.start as usize..range.end as usize;
        self.entries[slot.entries.0 as usize..slot.entries.1 as usize].iter().map(move |entry| Token {
            word: entry.word,
            concerns: entry.concerns,
            found: &self.found[part(&entry.found)],
            trigrams: &self.trigrams[part(&entry.trigrams)],
            steps: entry.steps,
        })
    }

    fn add_keys(&mut self, Keys { form, stem }: Keys, slot: &mut Slot) {
        let mut letters = [letter::FOREIGN; KEY_LETTERS];
        let mut count = 0;
        for code in letter::spelled_by(stem.map_or(0, u64::from)) {
            letters[count] = code;
            count += 1;
        }
        let analysed = Analysed { form: Letters::Key(form.get()), stem: stem.map(|stem| Letters::Key(stem.get())) };
        self.add(&analysed, &letters[..count], slot);
    }

    fn add_written(&mut self, written: &str, slot: &mut Slot) {
        let mut tokens = Tokens::new(written);
        while let Some(token) = tokens.advance() {
            let letters = token.stem.letters().unwrap_or_default();
            let stem = (!token.is_stop_word).then(|| Letters::of(token.stem));
            self.add(&Analysed { form: Letters::of(token.folded), stem }, letters, slot);
        }
    }

    /// Adds a token to the word of `slot`; `letters` are its stem's, where all of them are Arabic.
    fn add(&mut self, analysed: &Analysed<'_>, letters: &[Code], slot: &mut Slot) {
        let terms = self.terms;
        let meant = terms.meant(analysed);
        let (found, held) = (self.found.len(), self.trigrams.len());
        self.found.extend(meant.iter().map(|&(term, share)| Found { term, share, is_match: true }));
        let mut word = Word {
            place: 0,
            position: slot.tokens,
            term: meant.first().map_or(NONE, |(term, _)| *term),
            form: (NONE, 0.0),
            pair: NONE,
            found_end: 0,
            is_stop_word: analysed.stem.is_none(),
            is_match: !meant.is_empty(),
        };
        let mut steps: &[_] = &[];
        if !word.is_stop_word {
            slot.tokens += 1;
            slot.letters += letters.len() as u32;
            word.form = terms.form(analysed.form);
            let shared = trigrams(letters).map(|trigram| terms.trigram(trigram));
            self.trigrams.extend(shared.filter(|&place| place != NONE));
            if meant.is_empty() {
                let list = &mut self.found;
                terms.kin(letters, &self.trigrams[held..], &mut self.common, |term, share| {
                    list.push(Found { term, share, is_match: false });
                });
            }
            steps = terms.steps(analysed);
        }
        let concerns = self.found.len() > found || word.form.0 != NONE || !steps.is_empty();
        if concerns || self.trigrams.len() > held {
            let found = found as u32..self.found.len() as u32;
            let trigrams = held as u32..self.trigrams.len() as u32;
            self.entries.push(Entry { word, concerns, found, trigrams, steps });
        }
    }
}
