//! Tokens of a document that have to do with a query, and the terms that they match.

use super::terms::Place;

/// A token of a document that has to do with the query. Positions count tokens without stop words, places count the
/// words that were read of the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct MatchedToken {
    /// Which of [`DocumentTerms::words`](crate::document::DocumentTerms::words) it is, or is in.
    pub place: u32,
    /// How many tokens come before it.
    pub position: u32,
    /// The first term that it matches.
    pub term: Place,
    /// The typed form that it equals, and its share.
    pub form: (Place, f32),
    /// The pair of terms that it makes with the token before it.
    pub pair: Place,
    /// Where its matches end in `DocumentScan::matches`.
    pub matches_end: u32,
    pub is_stop_word: bool,
    /// Whether it is, or belongs to, a match.
    pub is_match: bool,
}

/// A match of a word with a term, or a resemblance.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermMatch {
    pub term: Place,
    /// Its share: 1 for what was typed.
    pub share: f32,
    /// Whether it is a match, not a resemblance.
    pub is_match: bool,
}
