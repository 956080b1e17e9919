//! Lowers the leaves and scorers of a [`Plan`] to tantivy's queries.

use std::collections::BTreeMap;

use tantivy::postings::Postings;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TantivyError, Term};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::doc_set::{Clauses, Select, documents, unscored};
use super::forms::Forms;
use super::index::Index;
use super::texts::Texts;
use crate::arabic::pack;
use crate::engine::plan::{Field, Leaf, Lowering, Scorer};
use crate::engine::{EngineError, Meter, Plan};
use crate::query::{Filter, Phrase, phrase_matches, within_window};

impl Index {
    /// The clauses of `plan` and of the names in `filter`, without the filter's dates.
    pub(super) fn clauses(&self, plan: &Plan, filter: &Filter) -> Result<Clauses, EngineError> {
        let mut clauses: Clauses = Vec::new();
        if !plan.scorers_select {
            clauses.push((Occur::Must, unscored(plan.selection.lower(self, &plan.meter)?)));
        }
        if !plan.scorers.is_empty() {
            let scorers = plan.scorers.iter().map(|scorer| Ok((Occur::Should, self.scorer(scorer, &plan.meter)?)));
            let scorers = BooleanQuery::new(scorers.collect::<Result<_, EngineError>>()?);
            let occur = if plan.scorers_select { Occur::Must } else { Occur::Should };
            clauses.push((occur, Box::new(scorers)));
        }
        clauses.extend(self.name_filters(filter)?);
        Ok(clauses)
    }

    fn scorer(&self, scorer: &Scorer, meter: &Meter) -> Result<Box<dyn Query>, EngineError> {
        Ok(match scorer {
            Scorer::Stem { stem, weight } => {
                let term = self.term(Field::Text, stem);
                boosted(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)), *weight)
            }
            Scorer::Phrase { positions, weight } => boosted(self.phrase(Field::Text, positions), *weight),
            Scorer::Constant { node, score } => Box::new(ConstScoreQuery::new(node.lower(self, meter)?, *score)),
        })
    }

    fn term(&self, field: Field, stem: &str) -> Term {
        let field = match field {
            Field::Text => self.fields.text,
            Field::Title => self.fields.title,
        };
        Term::from_field_text(field, &pack(stem))
    }

    /// The terms of each list of stems.
    fn terms(&self, field: Field, lists: &[Vec<String>]) -> Vec<Vec<Term>> {
        lists.iter().map(|stems| stems.iter().map(|stem| self.term(field, stem)).collect()).collect()
    }

    fn phrase(&self, field: Field, positions: &[Vec<String>]) -> Box<dyn Query> {
        let terms = self.terms(field, positions);
        if terms.iter().all(|terms| terms.len() == 1) {
            return Box::new(PhraseQuery::new(terms.concat()));
        }
        by_positions(terms, |lists| {
            lists[0]
                .iter()
                .any(|first| (1..).zip(&lists[1..]).all(|(step, list)| list.binary_search(&(first + step)).is_ok()))
        })
    }
}

impl Lowering for Index {
    type Query = Box<dyn Query>;

    fn all(&self) -> Box<dyn Query> {
        Box::new(AllQuery)
    }

    fn none(&self) -> Box<dyn Query> {
        Box::new(EmptyQuery)
    }

    fn any(&self, queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Should, query)).collect()))
    }

    fn boolean(&self, must: Vec<Box<dyn Query>>, must_not: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        let must = must.into_iter().map(|query| (Occur::Must, query));
        let must_not = must_not.into_iter().map(|query| (Occur::MustNot, excludable(query)));
        Box::new(BooleanQuery::new(must.chain(must_not).collect()))
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Box<dyn Query>, EngineError> {
        Ok(match leaf {
            Leaf::Stems { field, stems } => match stems.as_slice() {
                [stem] => Box::new(TermQuery::new(self.term(*field, stem), IndexRecordOption::Basic)),
                stems => Box::new(TermSetQuery::new(stems.iter().map(|stem| self.term(*field, stem)))),
            },
            Leaf::Forms(forms) => {
                let forms: Vec<String> = forms.iter().map(|form| pack(form)).collect();
                Box::new(Select::new(move |segment| Forms::open(segment)?.documents(&forms, segment)))
            }
            Leaf::Phrase { field, positions } => self.phrase(*field, positions),
            Leaf::Window { field, stems, gaps } => {
                let gaps = *gaps as usize;
                by_positions(self.terms(*field, stems), move |lists| within_window(lists, gaps))
            }
            Leaf::Filter(filter) => {
                let clauses = self.name_filters(filter)?.into_iter().chain(self.date_filter(filter));
                let all = std::iter::once((Occur::Must, Box::new(AllQuery) as Box<dyn Query>));
                Box::new(BooleanQuery::new(all.chain(clauses).collect()))
            }
        })
    }

    fn count(&self, query: &Box<dyn Query>) -> Result<u64, EngineError> {
        self.count_documents(query)
    }

    fn verify(
        &self,
        candidates: Box<dyn Query>,
        phrase: &Phrase,
        meter: &Meter,
    ) -> Result<Box<dyn Query>, EngineError> {
        let (phrase, meter) = (phrase.clone(), meter.clone());
        Ok(Box::new(Select::new(move |segment| verified(candidates.as_ref(), segment, &phrase, &meter))))
    }
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// A query that may be excluded. tantivy 0.27 seeks an excluded query to documents before its current one, which
/// phrases do not support; a set of documents does.
fn excludable(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(Select::new(move |segment| documents(query.as_ref(), segment)))
}

/// Documents in which the positions of each list of terms pass `test`.
fn by_positions(lists: Vec<Vec<Term>>, test: impl Fn(&[Vec<u32>]) -> bool + Send + Sync + 'static) -> Box<dyn Query> {
    Box::new(Select::new(move |segment| {
        let mut all: Option<BTreeMap<DocId, Vec<Vec<u32>>>> = None;
        for terms in &lists {
            let found = positions(segment, terms, all.as_ref())?;
            all = Some(match all {
                None => found.into_iter().map(|(document, list)| (document, vec![list])).collect(),
                Some(before) => joined(before, found),
            });
        }
        let documents = all.unwrap_or_default().into_iter();
        Ok(documents.filter(|(_, lists)| test(lists)).map(|(document, _)| document).collect())
    }))
}

/// The positions of any of `terms`, by document, rising; only of the documents in `among` where it is given.
fn positions<T>(
    segment: &SegmentReader,
    terms: &[Term],
    among: Option<&BTreeMap<DocId, T>>,
) -> tantivy::Result<BTreeMap<DocId, Vec<u32>>> {
    let mut found: BTreeMap<DocId, Vec<u32>> = BTreeMap::new();
    let mut list = Vec::new();
    for term in terms {
        let index = segment.inverted_index(term.field())?;
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? else { continue };
        let mut document = postings.doc();
        while document != tantivy::TERMINATED {
            if among.is_none_or(|among| among.contains_key(&document)) {
                postings.positions(&mut list);
                found.entry(document).or_default().extend(&list);
            }
            document = postings.advance();
        }
    }
    if terms.len() > 1 {
        found.values_mut().for_each(|list| list.sort_unstable());
    }
    Ok(found)
}

/// The documents of both, with one more list of positions.
fn joined(
    before: BTreeMap<DocId, Vec<Vec<u32>>>,
    mut found: BTreeMap<DocId, Vec<u32>>,
) -> BTreeMap<DocId, Vec<Vec<u32>>> {
    let both = before.into_iter().filter_map(|(document, mut lists)| {
        lists.push(found.remove(&document)?);
        Some((document, lists))
    });
    both.collect()
}

/// The candidates whose text has `phrase`.
fn verified(
    candidates: &dyn Query,
    segment: &SegmentReader,
    phrase: &Phrase,
    meter: &Meter,
) -> tantivy::Result<Vec<DocId>> {
    let texts = Texts::open(segment)?;
    let read = |document: &DocId| {
        // The metered engine around this one says which error it is.
        meter.read().map_err(|error| TantivyError::SystemError(error.to_string()))?;
        Ok(texts.read(*document)?)
    };
    let matches = |document: &DocId| match read(document) {
        Ok(text) => phrase_matches(phrase, &text.title, &text.body).then_some(Ok(*document)),
        Err(error) => Some(Err(error)),
    };
    documents(candidates, segment)?.par_iter().filter_map(matches).collect()
}
