//! What the user typed, as a tree that every engine and the ranking read.
//!
//! [`parse()`] reads it, [`expand()`] adds what an archive and its user know: aliases, Latin spellings, the words behind
//! wildcards. docs/query-language.md describes the language; [`Query`]'s `Display` writes it.
//!
//! A document is found that has everything that is required and nothing that is excluded, or, where nothing is
//! required, at least one of the words and phrases. Those with more and rarer of them come first.

mod aliases;
mod error;
mod expand;
mod filter;
#[cfg(test)]
mod fuzz;
mod grammar;
mod language;
mod latin;
mod lexer;
mod parse;
mod phrase_match;
mod print;
mod word;

pub use aliases::{AliasError, Aliases, MAX_NAMES};
pub use error::{QueryError, QueryErrorKind};
pub use expand::{Layers, MAX_EXPANSIONS, Vocabulary, expand};
pub use filter::Filter;
pub use language::{FIELDS, Field, OPERATORS, Operator};
pub use parse::{parse, parse_pasted};
pub use phrase_match::{phrase_matches, within_window};
pub use word::{Level, Word, WordKind};

use std::collections::HashSet;
use std::ops::Range;

/// The most words a query may have.
pub const MAX_WORDS: usize = 1024;

/// How deep brackets may be nested.
pub const MAX_DEPTH: usize = 64;

/// A query that looks for something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What a document must be.
    pub root: Group,
    /// What narrows the whole query: `outlet:`, `author:`, `place:` and the dates that stand outside of brackets.
    pub filter: Filter,
    /// Stop words that were dropped, as written.
    pub dropped: Vec<String>,
    /// Whether pasted text was cut after [`MAX_WORDS`] words.
    pub is_cut: bool,
}

/// Clauses side by side. A document matches that has every required one and none of the excluded ones, and, where no word
/// is required, at least one of the others. Without clauses it matches nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// In the order in which they were typed.
    pub clauses: Vec<Clause>,
    /// Names of several words among them that are called otherwise, too.
    pub names: Vec<NameSpan>,
}

/// A part of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Whether documents may, must or must not have it.
    pub occur: Occur,
    /// What it is.
    pub node: Node,
}

/// Whether documents may, must or must not have a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// They may.
    Should,
    /// They must.
    Must,
    /// They must not.
    MustNot,
}

/// What a clause asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// What stands in brackets.
    Group(Group),
    /// A word, or several together.
    Phrase(Phrase),
    /// What documents are, not what they say.
    Filter(Filter),
    /// Nothing more than being a document.
    Everything,
}

/// A word, or several together.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Never empty.
    pub words: Vec<Word>,
    /// `None`: side by side in this order. Otherwise in any order, with at most so many other words among them.
    pub near: Option<u32>,
    /// Whether only titles are asked.
    pub in_title: bool,
    /// What of a word must be the same.
    pub level: Level,
    /// What else would do.
    pub alternatives: Vec<Alternative>,
}

/// What would do in the place of some words.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Side by side in this order.
    pub words: Vec<Word>,
    /// The words whose place it takes: of the phrase, or of the words that the clauses of a [`NameSpan`] hold.
    pub replaces: Range<usize>,
    /// Why it would do.
    pub layer: Layer,
    /// What it counts, where what was typed counts 1.
    pub weight: f32,
}

/// A name of several words, typed as clauses of one word each, and what else it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct NameSpan {
    /// The clauses.
    pub clauses: Range<usize>,
    /// What it is called; each takes the place of all the words.
    pub alternatives: Vec<Alternative>,
}

/// Why a text that is not what was typed matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// It is spelled as it was typed, with its marks.
    Written,
    /// It folds to the same.
    Folded,
    /// It is the same without clitics.
    Clitics,
    /// It has the same stem.
    Stem,
    /// It is what a wildcard or `~` stands for.
    Wildcard,
    /// It is another name of the same thing.
    Alias,
    /// What was typed may be its Latin spelling.
    Latin,
}

impl Layer {
    /// The layer in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Written => "as written",
            Layer::Folded => "folded",
            Layer::Clitics => "without clitics",
            Layer::Stem => "stem",
            Layer::Wildcard => "by * or ~",
            Layer::Alias => "alias",
            Layer::Latin => "Latin spelling",
        }
    }
}

impl Query {
    /// A query for documents that have any of `phrases`.
    pub fn any_of(phrases: impl IntoIterator<Item = Phrase>) -> Self {
        let optional = |phrase| Clause { occur: Occur::Should, node: Node::Phrase(phrase) };
        let clauses = phrases.into_iter().map(optional).collect();
        Self { root: Group { clauses, names: Vec::new() }, ..Self::default() }
    }

    /// The phrases that are looked for, in order: all but the excluded ones.
    pub fn positive_phrases(&self) -> Vec<&Phrase> {
        let mut phrases = Vec::new();
        self.root.positive_phrases(&mut phrases);
        phrases
    }

    /// The names among the clauses, with the words that each stands for.
    pub fn names(&self) -> Vec<(&NameSpan, Vec<&Word>)> {
        let mut names = Vec::new();
        self.root.names(&mut names);
        names
    }

    /// The words that are looked for, in order.
    pub fn words(&self) -> Vec<&Word> {
        self.positive_phrases().into_iter().flat_map(|phrase| &phrase.words).collect()
    }

    /// What would do in the place of what was typed.
    pub fn alternatives(&self) -> impl Iterator<Item = &Alternative> {
        let of_phrases = self.positive_phrases().into_iter().flat_map(|phrase| &phrase.alternatives);
        of_phrases.chain(self.names().into_iter().flat_map(|(name, _)| &name.alternatives))
    }

    /// The distinct [`stems`](Self::stems) and [`forms`](Self::forms).
    pub fn terms(&self) -> QueryTerms {
        let owned = |texts: Vec<&str>| texts.into_iter().map(String::from).collect();
        QueryTerms { stems: owned(self.stems()), forms: owned(self.forms()) }
    }

    /// The stems by which documents match or are ranked, each once.
    pub fn stems(&self) -> Vec<&str> {
        let all = self.words().into_iter().chain(self.alternatives().flat_map(|alternative| &alternative.words));
        distinct(all.flat_map(|word| std::iter::once(word.stem.as_str()).chain(word.stems.iter().map(String::as_str))))
    }

    /// The folded forms by which documents match or are ranked, each once.
    pub fn forms(&self) -> Vec<&str> {
        let all = self.words().into_iter().chain(self.alternatives().flat_map(|alternative| &alternative.words));
        distinct(
            all.flat_map(|word| std::iter::once(word.folded.as_str()).chain(word.forms.iter().map(String::as_str))),
        )
    }
}

impl From<Phrase> for Query {
    /// A query for one phrase.
    fn from(phrase: Phrase) -> Self {
        Self::any_of([phrase])
    }
}

impl Phrase {
    /// A word or words side by side, anywhere in a document, matching at `level`.
    pub fn new(words: Vec<Word>, level: Level) -> Self {
        Self { words, near: None, in_title: false, level, alternatives: Vec::new() }
    }
}

impl Group {
    fn positive_phrases<'g>(&'g self, phrases: &mut Vec<&'g Phrase>) {
        for clause in self.clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
            match &clause.node {
                Node::Group(group) => group.positive_phrases(phrases),
                Node::Phrase(phrase) => phrases.push(phrase),
                Node::Filter(_) | Node::Everything => {}
            }
        }
    }

    fn names<'g>(&'g self, names: &mut Vec<(&'g NameSpan, Vec<&'g Word>)>) {
        for clause in self.clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
            if let Node::Group(group) = &clause.node {
                group.names(names);
            }
        }
        for name in &self.names {
            let words = self.clauses[name.clauses.clone()].iter().filter_map(|clause| match &clause.node {
                Node::Phrase(phrase) => phrase.words.first(),
                _ => None,
            });
            names.push((name, words.collect()));
        }
    }

    /// Whether it says only what documents are, not what they say.
    pub(crate) fn is_filter(&self) -> bool {
        self.clauses.iter().all(|clause| clause.node.is_filter())
    }
}

impl Node {
    pub(crate) fn is_filter(&self) -> bool {
        match self {
            Node::Group(group) => group.is_filter(),
            Node::Filter(_) | Node::Everything => true,
            Node::Phrase(_) => false,
        }
    }
}

/// The first of each.
fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(*text)).collect()
}

/// The terms whose document frequencies ranking needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryTerms {
    /// Stems, each once.
    pub stems: Vec<String>,
    /// Folded forms, each once.
    pub forms: Vec<String>,
}

/// Collection statistics: the size of an archive, and document frequencies of terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Number of documents.
    pub documents: u64,
    /// Number of tokens in all documents, without stop words.
    pub tokens: u64,
    /// Document frequency of each of [`QueryTerms::stems`].
    pub stems: Vec<u64>,
    /// Document frequency of each of [`QueryTerms::forms`].
    pub forms: Vec<u64>,
}
