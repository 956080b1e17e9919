//! Operators and fields of the query language.

/// What joins two parts of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Both.
    And,
    /// Either.
    Or,
    /// The first without the second.
    Not,
}

/// Operators as they are written. The Arabic ones are between slashes, since the bare words are in every headline.
pub const OPERATORS: [(&str, Operator); 7] = [
    ("AND", Operator::And),
    ("OR", Operator::Or),
    ("NOT", Operator::Not),
    ("/و/", Operator::And),
    ("/أو/", Operator::Or),
    ("/ليس/", Operator::Not),
    ("/بدون/", Operator::Not),
];

/// Fields of the query language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Words of the title.
    Title,
    /// The outlet.
    Outlet,
    /// An author.
    Author,
    /// An agency that a document names as its source.
    Agency,
    /// The place that a document was written from.
    Place,
    /// The language of the document.
    Language,
    /// Published before a period begins.
    Before,
    /// Published after a period ends.
    After,
    /// Published in a period.
    During,
    /// Published in a period or later.
    From,
    /// Published in a period or earlier.
    To,
}

/// Fields as they are written, with their colon.
pub const FIELDS: [(&str, Field); 11] = [
    ("title:", Field::Title),
    ("outlet:", Field::Outlet),
    ("author:", Field::Author),
    ("agency:", Field::Agency),
    ("place:", Field::Place),
    ("lang:", Field::Language),
    ("before:", Field::Before),
    ("after:", Field::After),
    ("during:", Field::During),
    ("from:", Field::From),
    ("to:", Field::To),
];
