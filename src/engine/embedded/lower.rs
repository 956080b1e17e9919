//! Lowers the leaves and scorers of a [`Plan`] to tantivy's queries.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TantivyError, Term};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::doc_set::{Clauses, Select, documents, unscored};
use super::filter::any_of;
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
            Leaf::Stems { field, stems } => any_of(stems.iter().map(|stem| self.term(*field, stem)).collect()),
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
        let mut lists = lists.iter().map(|terms| Positions::of(segment, terms)).collect::<tantivy::Result<Vec<_>>>()?;
        // Only documents of the rarest list are looked up in the others.
        let Some(rarest) = lists.iter().min_by_key(|list| list.cost()) else { return Ok(Vec::new()) };
        let mut documents = rarest.documents(segment)?;
        let mut positions = vec![Vec::new(); lists.len()];
        documents.retain(|document| {
            let mut each = lists.iter_mut().zip(&mut positions);
            each.all(|(list, positions)| list.read(*document, positions)) && test(&positions)
        });
        Ok(documents)
    }))
}

/// The positions of any of several terms.
struct Positions<'t> {
    terms: &'t [Term],
    postings: Vec<SegmentPostings>,
    /// Buffer for those of one term.
    one: Vec<u32>,
}

impl<'t> Positions<'t> {
    fn of(segment: &SegmentReader, terms: &'t [Term]) -> tantivy::Result<Self> {
        let postings = postings(segment, terms, IndexRecordOption::WithFreqsAndPositions)?;
        Ok(Self { terms, postings, one: Vec::new() })
    }

    /// The number of documents that hold them, those of several terms as often.
    fn cost(&self) -> u64 {
        self.postings.iter().map(|postings| u64::from(postings.size_hint())).sum()
    }

    /// The documents that hold any of them, rising.
    fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut documents = Vec::new();
        for mut postings in postings(segment, self.terms, IndexRecordOption::Basic)? {
            while postings.doc() != tantivy::TERMINATED {
                documents.push(postings.doc());
                postings.advance();
            }
        }
        if self.postings.len() > 1 {
            documents.sort_unstable();
            documents.dedup();
        }
        Ok(documents)
    }

    /// Reads their positions in `document`, which comes after the last one, rising; `false` if there are none.
    fn read(&mut self, document: DocId, positions: &mut Vec<u32>) -> bool {
        positions.clear();
        for postings in &mut self.postings {
            if postings.doc() < document {
                postings.seek(document);
            }
            if postings.doc() == document {
                postings.positions(&mut self.one);
                positions.extend(&self.one);
            }
        }
        if self.postings.len() > 1 {
            positions.sort_unstable();
        }
        !positions.is_empty()
    }
}

/// The postings of those of `terms` that occur.
fn postings(
    segment: &SegmentReader,
    terms: &[Term],
    option: IndexRecordOption,
) -> tantivy::Result<Vec<SegmentPostings>> {
    let mut found = Vec::new();
    for term in terms {
        found.extend(segment.inverted_index(term.field())?.read_postings(term, option)?);
    }
    Ok(found)
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
