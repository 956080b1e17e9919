//! Lowers filters by outlet, author, agency, place, language and date to tantivy's queries.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::doc_set::{Clauses, unscored};
use super::index::Index;
use crate::document::Outlet;
use crate::engine::EngineError;
use crate::engine::name_lookup::{self, outlet_term};
use crate::query::Filter;

impl Index {
    /// The clauses of `filter`, without its dates.
    pub(super) fn name_filters(&self, filter: &Filter) -> Result<Clauses, EngineError> {
        let mut clauses: Clauses = Vec::new();
        for (occur, asked) in [(Occur::Must, &filter.outlets), (Occur::MustNot, &filter.not_outlets)] {
            if !asked.is_empty() {
                clauses.push((occur, unscored(any_of(self.outlet_terms(asked)?))));
            }
        }
        let named = [
            ("author", self.fields.author, &filter.authors),
            ("agency", self.fields.agency, &filter.agencies),
            ("place", self.fields.place, &filter.places),
            ("language", self.fields.language, &filter.languages),
        ];
        for (kind, field, asked) in named.into_iter().filter(|(.., asked)| !asked.is_empty()) {
            clauses.push((Occur::Must, unscored(any_of(self.name_terms(kind, field, asked)?))));
        }
        Ok(clauses)
    }

    fn outlet_terms(&self, asked: &[String]) -> Result<Vec<Term>, EngineError> {
        let outlets: Vec<&Outlet> = self.outlet_counts()?.iter().filter_map(|count| count.outlet.as_ref()).collect();
        let term = |outlet| Term::from_field_text(self.fields.outlet, &outlet_term(Some(outlet)));
        Ok(name_lookup::outlets(asked, &outlets)?.into_iter().map(term).collect())
    }

    /// The terms of a field of folded names that match the names `asked`.
    fn name_terms(&self, kind: &'static str, field: Field, asked: &[String]) -> Result<Vec<Term>, EngineError> {
        let all = self.field_terms(field)?;
        Ok(name_lookup::named(kind, asked, &all)?
            .into_iter()
            .map(|known| Term::from_field_text(field, known))
            .collect())
    }

    /// Documents that may have been published between the filter's dates: whose first and last minute overlap them.
    pub(super) fn date_filter(&self, filter: &Filter) -> Clauses {
        let from = filter.from.map(|date| Term::from_field_i64(self.fields.ends, date.first_minute()));
        let to = filter.to.map(|date| Term::from_field_i64(self.fields.begins, date.last_minute()));
        let ranges = [
            from.map(|term| RangeQuery::new(Bound::Included(term), Bound::Unbounded)),
            to.map(|term| RangeQuery::new(Bound::Unbounded, Bound::Included(term))),
        ];
        ranges.into_iter().flatten().map(|range| (Occur::Must, unscored(Box::new(range)))).collect()
    }
}

/// Documents that have any of `terms`.
pub(super) fn any_of(terms: Vec<Term>) -> Box<dyn Query> {
    match <[Term; 1]>::try_from(terms) {
        Ok([term]) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        Err(terms) => Box::new(TermSetQuery::new(terms)),
    }
}
