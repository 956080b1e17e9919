//! What the user typed, as a tree that every engine and the ranking read.
//!
//! - `word`: looked for;
//! - `"a phrase"`: looked for, its words side by side in this order;
//! - `+word`, `+"a phrase"`: required;
//! - `-word`, `-"a phrase"`: must not occur.
//!
//! A document is found that has all that is required and nothing that must not occur, or, where nothing is required,
//! at least one of the words and phrases. Those with more and rarer of them come first.
//!
//! Words are compared by their stems. Stop words are dropped, also inside phrases, on both sides.

mod parse;

use std::fmt;

use crate::document::Date;

pub use parse::parse;

/// The most words a query may have.
pub const MAX_WORDS: usize = 1024;

/// A query that looks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Its parts in the order in which they were typed.
    pub clauses: Vec<Clause>,
    /// Stop words that were dropped, as written.
    pub dropped: Vec<String>,
}

/// A word, or several side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether documents may, must or must not have it.
    pub occur: Occur,
    /// One word, or the words of a phrase; never empty.
    pub words: Vec<Word>,
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

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As typed.
    pub written: String,
    /// Folded.
    pub folded: String,
    /// Without clitics and endings.
    pub stem: String,
}

impl Query {
    /// The words that are looked for, in order: all but the excluded ones.
    pub fn wanted(&self) -> impl Iterator<Item = &Word> {
        self.clauses.iter().filter(|clause| clause.occur != Occur::MustNot).flat_map(|clause| &clause.words)
    }

    /// The stems that are looked for, each once, in order.
    pub fn stems(&self) -> Vec<&str> {
        distinct(self.wanted().map(|word| word.stem.as_str()))
    }

    /// The folded forms that are looked for, each once, in order.
    pub fn forms(&self) -> Vec<&str> {
        distinct(self.wanted().map(|word| word.folded.as_str()))
    }
}

/// The first of each; queries are short.
fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}

/// How common the words that a query looks for are in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Documents in all.
    pub documents: u64,
    /// Tokens in all, without stop words.
    pub tokens: u64,
    /// For each of [`Query::stems`], the documents that hold it.
    pub stems: Vec<u64>,
    /// For each of [`Query::forms`], the documents that hold it.
    pub forms: Vec<u64>,
}

/// What narrows a search besides its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Outlets, any of which will do: by id, name or part of the name.
    pub outlets: Vec<String>,
    /// Outlets that will not do.
    pub not_outlets: Vec<String>,
    /// Names or parts of names, any of which an author must have.
    pub authors: Vec<String>,
    /// Published in this period or later.
    pub from: Option<Date>,
    /// Published in this period or earlier.
    pub to: Option<Date>,
}

impl Filter {
    /// Whether it asks when a document was published.
    pub fn asks_date(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// There is no word in it.
    Empty,
    /// Every word is a stop word.
    OnlyStopWords(Vec<String>),
    /// It only says what to leave out.
    NothingWanted,
    /// A phrase is not closed.
    UnbalancedQuote {
        /// Where it opens, in characters from 1.
        column: usize,
        /// What follows the quotation mark.
        phrase: String,
    },
    /// It has more than [`MAX_WORDS`] words.
    TooManyWords,
}

impl std::error::Error for QueryError {}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::Empty => write!(f, "the query has no words: give at least one, such as: سجن"),
            QueryError::OnlyStopWords(words) => write!(
                f,
                "the query has only words that stand in every text ({}): add one that tells what the text is about",
                words.join("، ")
            ),
            QueryError::NothingWanted => {
                write!(f, "the query only says what to leave out: add at least one word to look for")
            }
            QueryError::UnbalancedQuote { column, phrase } => write!(
                f,
                "the quotation mark at character {column} (before {phrase:?}) is not closed: close it with another \", or leave it out"
            ),
            QueryError::TooManyWords => write!(f, "the query has more than {MAX_WORDS} words: shorten it"),
        }
    }
}
