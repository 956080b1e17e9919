//! Words of a query, and which stems and forms match them.

use super::Layer;
use crate::arabic::{Token, Tokens, fold};

/// A word of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as typed.
    pub written: String,
    /// Folded.
    pub folded: String,
    /// Without clitics and endings.
    pub stem: String,
    /// Whether it is a stop word, which only exact phrases and words keep.
    pub is_stop_word: bool,
    /// Whether it matches itself, a prefix or similar words.
    pub kind: WordKind,
    /// The Latin spelling of an Arabic word that it may be, or that it may begin: al-Hasaka is two words.
    pub latin: Option<String>,
    /// The stems that match it. With [`forms`](Self::forms): for a word of kind [`WordKind::Whole`] one of the two
    /// holds the word itself, for others [`expand`](super::expand()) fills in what the archive has. Rising.
    pub stems: Vec<String>,
    /// Those of `stems` that are another spelling or number of the word.
    pub others: Vec<OtherStem>,
    /// The folded forms that match it, of those whose stem does not.
    pub forms: Vec<String>,
}

/// The stem of another spelling or number of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherStem {
    /// The stem.
    pub stem: String,
    /// What it is.
    pub layer: Layer,
    /// Its weight, where what was typed has weight 1.
    pub weight: f32,
}

/// How a word matches others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// The word itself.
    Whole,
    /// Every word with this prefix: `word*`.
    Prefix,
    /// Every word within this edit distance: `word~1`.
    Fuzzy(u8),
}

/// The level at which a word of a text must equal a word of the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The written form with its marks.
    Written,
    /// The folded form.
    Folded,
    /// The folded form without clitics: endings are the same.
    Clitics,
    /// The stem.
    #[default]
    Stem,
}

impl Word {
    /// The word of a token, matching at `level`.
    pub fn new(token: &Token<'_>, kind: WordKind, level: Level) -> Self {
        let folded = token.folded.to_string();
        // A ligature of several words, or a word that was cut, is written as what became of it.
        let written = if fold(token.written) == folded { token.written.into() } else { folded.clone() };
        let mut word = Self {
            written,
            folded,
            stem: token.stem.to_string(),
            is_stop_word: token.is_stop_word,
            kind,
            latin: None,
            stems: Vec::new(),
            others: Vec::new(),
            forms: Vec::new(),
        };
        word.match_at(level);
        word
    }

    /// Fills in the stems and forms that match without an archive's vocabulary.
    pub(super) fn match_at(&mut self, level: Level) {
        self.stems.clear();
        self.others.clear();
        self.forms.clear();
        match (self.kind, level) {
            (WordKind::Whole, Level::Stem) => self.stems.push(self.stem.clone()),
            (WordKind::Whole, Level::Written | Level::Folded) => self.forms.push(self.folded.clone()),
            _ => {}
        }
    }

    /// Adds another stem that matches, unless one does already.
    pub(super) fn add_other(&mut self, other: OtherStem) {
        if let Err(place) = self.stems.binary_search(&other.stem) {
            self.stems.insert(place, other.stem.clone());
            self.others.push(other);
        }
    }

    /// The weight of one of `stems`.
    pub fn weight_of(&self, stem: &str) -> f32 {
        self.others.iter().find(|other| other.stem == stem).map_or(1.0, |other| other.weight)
    }

    /// The number of words of the Latin spelling that starts at this word; 1 if none does.
    pub fn spelled_words(&self) -> usize {
        let Some(spelling) = &self.latin else { return 1 };
        let (mut count, mut tokens) = (0, Tokens::new(spelling));
        while tokens.advance().is_some() {
            count += 1;
        }
        count.max(1)
    }

    /// Whether a folded form and its stem match.
    pub fn matches(&self, folded: &str, stem: &str) -> bool {
        let has = |list: &[String], text: &str| list.binary_search_by(|own| own.as_str().cmp(text)).is_ok();
        has(&self.stems, stem) || has(&self.forms, folded)
    }
}
