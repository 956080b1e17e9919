//! Operators and fields of the query language.

use crate::arabic::fold;

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

/// Fields as they are written, with their colon. An Arabic one may be spelled and marked as any word, and its value follows
/// at once: a headline has a space behind its colon.
pub const FIELDS: [(&str, Field); 24] = [
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
    ("عنوان:", Field::Title),
    ("وسيلة:", Field::Outlet),
    ("كاتب:", Field::Author),
    ("وكالة:", Field::Agency),
    ("مكان:", Field::Place),
    ("لغة:", Field::Language),
    ("قبل:", Field::Before),
    ("بعد:", Field::After),
    ("خلال:", Field::During),
    ("منذ:", Field::From),
    ("من:", Field::From),
    ("حتى:", Field::To),
    ("إلى:", Field::To),
];

/// The field at the beginning of `text`, and its length in bytes with the colon.
pub(super) fn field(text: &str) -> Option<(usize, Field)> {
    let length = text.bytes().take(MAX_FIELD).position(|byte| byte == b':')? + 1;
    let (typed, value) = text.split_at(length);
    let arabic = || fold(typed.trim_end_matches(':'));
    let is_value = value.starts_with(|next: char| !next.is_whitespace() && next != ')');
    let found = FIELDS.iter().find(|(name, _)| match name.is_ascii() {
        true => *name == typed,
        false => is_value && fold(name.trim_end_matches(':')) == arabic(),
    });
    found.map(|(_, field)| (length, *field))
}

/// The longest name of a field with its marks and its colon, in bytes.
const MAX_FIELD: usize = 40;
