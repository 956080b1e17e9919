//! Errors of queries, with their position.

use std::fmt;
use std::time::Duration;

use super::{MAX_DEPTH, MAX_WORDS};

/// An error in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The kind of error.
    pub kind: QueryErrorKind,
    /// The character where it is, counted from 1; `None` for the query as a whole.
    pub column: Option<usize>,
    /// The text there.
    pub found: String,
}

/// Kinds of errors in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryErrorKind {
    /// It has no word.
    Empty,
    /// It only excludes.
    NothingWanted,
    /// A phrase is not closed.
    OpenQuote,
    /// A bracket is not closed.
    OpenBracket,
    /// A bracket is closed that was not opened.
    UnopenedBracket,
    /// Brackets with nothing in them.
    EmptyBrackets,
    /// Brackets are nested too deep.
    TooDeep,
    /// An operator without something before or behind it.
    LoneOperator,
    /// A sign or field without a word.
    NoWord,
    /// `*` without letters before it, or within a word.
    Wildcard,
    /// `~` with an invalid number.
    Distance,
    /// A word too long for `*` or `~`.
    LongWord,
    /// A sign without meaning in its place.
    Misplaced(&'static str),
    /// An invalid date.
    Date,
    /// No date lies between its dates.
    EmptyPeriod,
    /// It has more than [`MAX_WORDS`] words.
    TooManyWords,
    /// A word that is nearly a field, before a colon.
    Field(&'static str),
    /// A phrase would have to be verified in too many documents.
    TooManyCandidates(u64),
    /// Its parts together read more documents than its budget allows.
    TooManyReads(u64),
    /// It takes longer than its budget allows.
    TooSlow(Duration),
    /// Wildcards expand to too many words.
    TooManyExpansions(usize),
}

impl std::error::Error for QueryError {}

impl QueryErrorKind {
    /// The error of the query as a whole.
    pub(super) fn anywhere(self) -> QueryError {
        QueryError { kind: self, column: None, found: String::new() }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = self.column {
            write!(f, "at character {column} of the query, ")?;
            match self.found.as_str() {
                "" => write!(f, "its end: ")?,
                found => write!(f, "{found:?}: ")?,
            }
        }
        match &self.kind {
            QueryErrorKind::Empty => write!(f, "the query has no words: give at least one, such as: سجن"),
            QueryErrorKind::NothingWanted => {
                write!(f, "the query only says what to leave out: add at least one word to look for")
            }
            QueryErrorKind::OpenQuote => {
                write!(f, "this quotation mark is not closed: close it with another \", or leave it out")
            }
            QueryErrorKind::OpenBracket => write!(f, "this bracket is not closed: close it with ), or leave it out"),
            QueryErrorKind::UnopenedBracket => write!(f, "this bracket closes none: open one with (, or leave it out"),
            QueryErrorKind::EmptyBrackets => {
                write!(f, "there is no word in these brackets: write some, or leave them out")
            }
            QueryErrorKind::TooDeep => write!(f, "brackets are nested more than {MAX_DEPTH} deep: use fewer"),
            QueryErrorKind::LoneOperator => {
                write!(f, "an operator stands between two words: write one on each side, or put the operator in \"\"")
            }
            QueryErrorKind::NoWord => write!(f, "a word, a phrase in \"\" or brackets was expected here"),
            QueryErrorKind::Wildcard => write!(f, "* ends a word and needs letters before it, as in سجن*"),
            QueryErrorKind::Distance => write!(
                f,
                "behind ~ was expected 1 or 2 letters for a word (سجن~1), up to 100 words for a phrase (\"سجن الصناعة\"~5)"
            ),
            QueryErrorKind::LongWord => write!(f, "the word is too long for * or ~: shorten it"),
            QueryErrorKind::Misplaced(sign) => {
                write!(f, "{sign} does not go with what follows it: a word or phrase was expected")
            }
            QueryErrorKind::Date => write!(f, "a date was expected: 2022, 2022-01 or 2022-01-20"),
            QueryErrorKind::EmptyPeriod => {
                write!(f, "no date is between the dates that the query names: exchange or drop one")
            }
            QueryErrorKind::TooManyWords => write!(f, "the query has more than {MAX_WORDS} words: shorten it"),
            QueryErrorKind::Field(meant) => {
                write!(f, "there is no such field; did you mean {meant}? To look for the word, put it in \"\"")
            }
            QueryErrorKind::TooManyCandidates(most) => write!(
                f,
                "more than {most} documents would have to be read to find {}: use fewer = signs or longer words",
                self.found
            ),
            QueryErrorKind::TooManyReads(most) => {
                write!(f, "the query would read more than {most} documents: use fewer = signs, rarer words or a filter")
            }
            QueryErrorKind::TooSlow(time) => {
                write!(f, "the query took longer than {} s: use fewer = signs, rarer words or a filter", time.as_secs())
            }
            QueryErrorKind::TooManyExpansions(most) => {
                write!(f, "the words with * or ~ stand for more than {most} words of this archive: write more letters")
            }
        }
    }
}
