//! Tokens of a document that have to do with a query, and the terms that they match.

use super::terms::Place;

/// A token of a document that has to do with the query. Tokens are counted without stop words, words with them.
#[derive(Clone, Copy, Debug)]
pub(super) struct MatchedToken {
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
    /// Where what was found in it ends in `DocumentScan::matches`.
    pub matches_end: u32,
    pub is_stop_word: bool,
    /// Whether it is, or belongs to, something that is looked for.
    pub is_match: bool,
}

/// A term that a word stands for, or that it resembles.
#[derive(Clone, Copy, Debug)]
pub(super) struct TermMatch {
    pub term: Place,
    /// How much it counts: 1 where it is what was typed.
    pub share: f32,
    /// Whether it stands for the term.
    pub is_match: bool,
}
