//! Filters: outlets, authors, agencies, places, languages and dates.

use crate::document::Date;

/// Conditions on metadata. A document must have one of the outlets, one of the authors, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Outlets, by id, name or part of the name.
    pub outlets: Vec<String>,
    /// Excluded outlets.
    pub not_outlets: Vec<String>,
    /// Names or parts of names of authors.
    pub authors: Vec<String>,
    /// Names or parts of names of agencies that documents name as their sources.
    pub agencies: Vec<String>,
    /// Names or parts of names of places that documents were written from.
    pub places: Vec<String>,
    /// Languages, by their ISO 639 codes: `ar`, `fa`, `ckb`.
    pub languages: Vec<String>,
    /// Published in this period or later.
    pub from: Option<Date>,
    /// Published in this period or earlier.
    pub to: Option<Date>,
}

impl Filter {
    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it has a date.
    pub fn asks_date(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether no date lies between its dates.
    pub fn is_never(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if from.first_minute() > to.last_minute())
    }

    /// Adds the conditions of `other`. Names join the names of the same kind.
    pub fn join(&mut self, other: Filter) {
        self.outlets.extend(other.outlets);
        self.not_outlets.extend(other.not_outlets);
        self.authors.extend(other.authors);
        self.agencies.extend(other.agencies);
        self.places.extend(other.places);
        self.languages.extend(other.languages);
        let later = |one: Date, other: Date| if one.first_minute() >= other.first_minute() { one } else { other };
        let earlier = |one: Date, other: Date| if one.last_minute() <= other.last_minute() { one } else { other };
        self.from = either(self.from, other.from, later);
        self.to = either(self.to, other.to, earlier);
    }
}

fn either(one: Option<Date>, other: Option<Date>, choose: impl Fn(Date, Date) -> Date) -> Option<Date> {
    match (one, other) {
        (Some(one), Some(other)) => Some(choose(one, other)),
        (one, other) => one.or(other),
    }
}
