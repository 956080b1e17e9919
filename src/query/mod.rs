//! Queries: parses typed text into a tree of clauses, phrases and words, and expands it.
//!
//! [`parse()`] reads a query; [`expand()`] adds aliases, readings of Latin spellings, and the words that
//! wildcards match. docs/query-language.md describes the language; [`Query`]'s `Display` writes it.
//!
//! A document matches that has everything required and nothing excluded and, if nothing is required, at least one of
//! the words and phrases. Documents with more and rarer of them rank higher.

mod aliases;
mod error;
mod expand;
mod filter;
#[cfg(test)]
mod fuzz;
mod grammar;
mod language;
mod latin;
mod layers;
mod lexer;
mod parse;
mod phrase_match;
mod print;
mod variants;
mod word;

pub use aliases::{AliasError, AliasSet, Aliases, MAX_NAMES};
pub use error::{QueryError, QueryErrorKind};
pub use expand::{MAX_EXPANSIONS, expand};
pub use filter::Filter;
pub use language::{FIELDS, Field, OPERATORS, Operator};
pub use layers::{Layers, Vocabulary, not_variants};
pub use parse::{parse, parse_pasted};
pub use phrase_match::{match_spans, phrase_matches, within_window};
pub use word::{Level, OtherStem, Word, WordKind};

use std::collections::HashSet;
use std::ops::Range;

/// The most words of a query.
pub const MAX_WORDS: usize = 1024;

/// The maximum nesting of brackets.
pub const MAX_DEPTH: usize = 64;

/// A query with at least one word or filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// The condition on documents.
    pub root: Group,
    /// Filters of the whole query: `outlet:`, `author:`, `place:` and dates outside of brackets.
    pub filter: Filter,
    /// Stop words that were dropped, as written.
    pub dropped: Vec<String>,
    /// Whether pasted text was cut after [`MAX_WORDS`] words.
    pub is_cut: bool,
}

/// Clauses side by side. A document matches that has every required one and none of the excluded ones, and, where no
/// word is required, at least one of the others. Without clauses it matches nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Clauses in the order typed.
    pub clauses: Vec<Clause>,
    /// Names of several words among the clauses that have aliases.
    pub names: Vec<NameSpan>,
}

/// A part of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Whether documents may, must or must not match it.
    pub occur: Occur,
    /// The condition.
    pub node: Node,
}

/// Whether documents may, must or must not match a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occur {
    /// They may.
    Should,
    /// They must.
    Must,
    /// They must not.
    MustNot,
}

/// The condition of a clause.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A group in brackets.
    Group(Group),
    /// A word, or several together.
    Phrase(Phrase),
    /// A condition on metadata.
    Filter(Filter),
    /// Every document matches.
    Everything,
}

/// A word, or several together.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Never empty.
    pub words: Vec<Word>,
    /// `None`: side by side in this order. `Some(n)`: in any order, with at most `n` other words among them.
    pub near: Option<u32>,
    /// Whether only titles are searched.
    pub in_title: bool,
    /// The level at which words must match.
    pub level: Level,
    /// Alternatives for some of the words.
    pub alternatives: Vec<Alternative>,
}

/// An alternative for some words: an alias, or a reading of a Latin spelling.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Side by side in this order.
    pub words: Vec<Word>,
    /// The words that it replaces: of the phrase, or of the clauses of a [`NameSpan`].
    pub replaces: Range<usize>,
    /// The kind of alternative.
    pub layer: Layer,
    /// Its weight, where what was typed has weight 1.
    pub weight: f32,
}

/// A name of several words, typed as clauses of one word each, with its aliases.
#[derive(Clone, Debug, PartialEq)]
pub struct NameSpan {
    /// The clauses.
    pub clauses: Range<usize>,
    /// Its aliases; each replaces all the words.
    pub alternatives: Vec<Alternative>,
}

/// Layer of matching: why a form matches a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// It is written as typed, with its marks.
    Written,
    /// It folds to the same form.
    Folded,
    /// It is the same form without clitics.
    Clitics,
    /// It has the same stem.
    Stem,
    /// It is another spelling of the word.
    Spelling,
    /// It is the broken plural of the word, or its singular.
    Plural,
    /// It matches a wildcard or `~`.
    Wildcard,
    /// It is an alias.
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
            Layer::Spelling => "other spelling",
            Layer::Plural => "plural",
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

    /// The searched phrases, in order: all but the excluded ones.
    pub fn positive_phrases(&self) -> Vec<&Phrase> {
        let mut phrases = Vec::new();
        self.root.positive_phrases(&mut phrases);
        phrases
    }

    /// The names among the clauses, with the words that each replaces.
    pub fn names(&self) -> Vec<(&NameSpan, Vec<&Word>)> {
        let mut names = Vec::new();
        self.root.names(&mut names);
        names
    }

    /// The searched words, in order.
    pub fn words(&self) -> Vec<&Word> {
        self.positive_phrases().into_iter().flat_map(|phrase| &phrase.words).collect()
    }

    /// All alternatives.
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

    /// Whether all clauses are filters.
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

/// The texts without repetitions.
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
