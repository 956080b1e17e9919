//! A [`query::Query`] as tantivy reads it.
//!
//! What selects documents and what orders them are apart: clauses select, and of what is looked for the stems score. Where
//! the index does not tell whether a document matches (exact phrases, written forms), the documents that may match are
//! read.

use std::collections::BTreeMap;

use tantivy::postings::Postings;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, Term};

use super::EngineError;
use super::forms::Forms;
use super::reader::Index;
use super::select::{Select, documents};
use super::texts::Texts;
use crate::arabic::pack;
use crate::parallel;
use crate::query::{self, Group, Kind, Level, Node, Phrase, QueryError, Word, Wrong, are_near, stands_in};

/// What a boolean query is made of.
pub(super) type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// The most documents that are read to tell whether a phrase stands in them: some ten seconds.
const MOST_READ: u64 = 100_000;

/// What a word whose stems are many counts in stage one.
const WILDCARD_SCORE: f32 = 3.0;

impl Index {
    /// What `query` asks of texts, with what scores.
    pub(super) fn text_query(&self, query: &query::Query) -> Result<Clauses, EngineError> {
        let scoring = Box::new(BooleanQuery::new(self.scoring(query)));
        if is_bag(query) {
            // Each clause is a scoring stem: they select what they score.
            return Ok(vec![(Occur::Must, scoring)]);
        }
        Ok(vec![(Occur::Must, silent(self.group(&query.root)?)), (Occur::Should, scoring)])
    }

    fn group(&self, group: &Group) -> Result<Box<dyn Query>, EngineError> {
        let mut clauses: Clauses = Vec::new();
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        for clause in &group.clauses {
            let node = self.node(&clause.node)?;
            match clause.occur {
                query::Occur::Should => any.push(node),
                query::Occur::Must => clauses.push((Occur::Must, node)),
                query::Occur::MustNot => clauses.push((Occur::MustNot, excludable(node))),
            }
        }
        // What only narrows does not make the words beside it optional.
        let is_required = |clause: &query::Clause| clause.occur == query::Occur::Must && !clause.node.is_filter();
        if !group.clauses.iter().any(is_required) {
            let others = group.names.iter().flat_map(|name| &name.others);
            let others = others.map(|other| self.words(&other.words.iter().collect::<Vec<_>>()));
            any.extend(others.collect::<Result<Vec<_>, _>>()?);
            if !any.is_empty() {
                clauses.push((Occur::Must, union(any)));
            }
        }
        match clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
            true => {}
            false if clauses.is_empty() => return Ok(Box::new(EmptyQuery)),
            false => clauses.push((Occur::Must, Box::new(AllQuery))),
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn node(&self, node: &Node) -> Result<Box<dyn Query>, EngineError> {
        match node {
            Node::Group(group) => self.group(group),
            Node::Phrase(phrase) => self.phrase(phrase),
            Node::Filter(filter) => {
                let clauses = self.name_filters(filter)?.into_iter().chain(self.date_filter(filter));
                let all = std::iter::once((Occur::Must, Box::new(AllQuery) as Box<dyn Query>));
                Ok(Box::new(BooleanQuery::new(all.chain(clauses).collect())))
            }
            Node::Everything => Ok(Box::new(AllQuery)),
        }
    }

    fn phrase(&self, phrase: &Phrase) -> Result<Box<dyn Query>, EngineError> {
        let field = if phrase.in_title { self.fields.title } else { self.fields.text };
        let variants = phrase.variants();
        let is_told = |words: &[&Word]| {
            let has_forms = words.iter().any(|word| !word.forms.is_empty());
            phrase.level > Level::Written && !(has_forms && (words.len() > 1 || phrase.in_title))
        };
        let query = |words: &Vec<&Word>| match (words.as_slice(), phrase.near) {
            (words, _) if !is_told(words) => self.read(phrase, words),
            ([word], _) => Ok(self.word(field, word)),
            (words, None) => Ok(self.row(field, words)),
            (words, Some(among)) => Ok(self.near(field, words, Some(among))),
        };
        Ok(union(variants.iter().map(query).collect::<Result<_, _>>()?))
    }

    /// Documents with the words of a name.
    fn words(&self, words: &[&Word]) -> Result<Box<dyn Query>, EngineError> {
        match words {
            [word] => Ok(self.word(self.fields.text, word)),
            words if words.iter().all(|word| word.forms.is_empty()) => Ok(self.row(self.fields.text, words)),
            words => {
                let level = Level::Clitics;
                let words = words.iter().copied().cloned().collect();
                self.phrase(&Phrase { words, near: None, in_title: false, level, others: Vec::new() })
            }
        }
    }

    fn word(&self, field: Field, word: &Word) -> Box<dyn Query> {
        let mut any: Vec<Box<dyn Query>> = Vec::new();
        match word.stems.as_slice() {
            [] => {}
            [stem] => any.push(Box::new(TermQuery::new(term(field, stem), IndexRecordOption::Basic))),
            stems => any.push(Box::new(TermSetQuery::new(stems.iter().map(|stem| term(field, stem))))),
        }
        if !word.forms.is_empty() {
            let forms: Vec<String> = word.forms.iter().map(|form| pack(form)).collect();
            any.push(Box::new(Select::new(move |segment| Forms::open(segment)?.documents(&forms, segment))));
        }
        union(any)
    }

    /// Documents that have the stems of the words side by side.
    fn row(&self, field: Field, words: &[&Word]) -> Box<dyn Query> {
        let single = |word: &&Word| match word.stems.as_slice() {
            [stem] => Some(term(field, stem)),
            _ => None,
        };
        match words.iter().map(single).collect::<Option<Vec<Term>>>() {
            Some(terms) => Box::new(PhraseQuery::new(terms)),
            None => self.near(field, words, None),
        }
    }

    /// Documents that have the stems of the words side by side, or with some others among them.
    fn near(&self, field: Field, words: &[&Word], among: Option<u32>) -> Box<dyn Query> {
        let lists: Vec<Vec<Term>> =
            words.iter().map(|word| word.stems.iter().map(|stem| term(field, stem)).collect()).collect();
        Box::new(Select::new(move |segment| {
            let mut places: Option<BTreeMap<DocId, Vec<Vec<u32>>>> = None;
            for terms in &lists {
                let found = positions(segment, field, terms, places.as_ref())?;
                places = Some(match places {
                    None => found.into_iter().map(|(document, list)| (document, vec![list])).collect(),
                    Some(before) => joined(before, found),
                });
            }
            let stands = |lists: &[Vec<u32>]| match among {
                Some(among) => are_near(lists, among as usize),
                None => lists[0].iter().any(|first| {
                    (1..).zip(&lists[1..]).all(|(step, list)| list.binary_search(&(first + step)).is_ok())
                }),
            };
            let documents = places.unwrap_or_default().into_iter();
            Ok(documents.filter(|(_, lists)| stands(lists)).map(|(document, _)| document).collect())
        }))
    }

    /// Documents in which `phrase` stands, of those that have all the words: they are read.
    fn read(&self, phrase: &Phrase, words: &[&Word]) -> Result<Box<dyn Query>, EngineError> {
        let candidates = words.iter().map(|word| (Occur::Must, self.word(self.fields.text, word))).collect();
        let candidates = BooleanQuery::new(candidates);
        if self.count(&candidates)? > MOST_READ {
            return Err(
                QueryError { wrong: Wrong::TooMuchRead(MOST_READ), column: None, found: phrase.to_string() }.into()
            );
        }
        let only = Phrase { words: words.iter().copied().cloned().collect(), others: Vec::new(), ..phrase.clone() };
        Ok(Box::new(Select::new(move |segment| verified(&candidates, segment, &only))))
    }

    /// What scores: the stems that are looked for, and what else would do, for what it counts.
    fn scoring(&self, query: &query::Query) -> Clauses {
        let mut scores: BTreeMap<&str, f32> = BTreeMap::new();
        let mut clauses: Clauses = Vec::new();
        let words = query.words();
        for word in &words {
            match word.kind {
                Kind::Whole => drop(scores.insert(&word.stem, 1.0)),
                _ => {
                    let word = self.word(self.fields.text, word);
                    clauses.push((Occur::Should, Box::new(ConstScoreQuery::new(word, WILDCARD_SCORE))));
                }
            }
        }
        for other in query.others() {
            match other.words.as_slice() {
                [word] => drop(scores.entry(&word.stem).or_insert(other.weight)),
                words => {
                    let row = self.row(self.fields.text, &words.iter().collect::<Vec<_>>());
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(row, other.weight))));
                }
            }
        }
        clauses.extend(scores.into_iter().map(|(stem, weight)| (Occur::Should, self.scored(stem, weight))));
        clauses
    }

    fn scored(&self, stem: &str, weight: f32) -> Box<dyn Query> {
        let query = Box::new(TermQuery::new(term(self.fields.text, stem), IndexRecordOption::WithFreqs));
        if weight == 1.0 { query } else { Box::new(BoostQuery::new(query, weight)) }
    }
}

/// Whether a query is nothing but words, any of which will do, told by their stems.
fn is_bag(query: &query::Query) -> bool {
    let is_word = |words: &[Word]| matches!(words, [word] if word.stems.len() == 1 && word.forms.is_empty());
    let plain = query.root.clauses.iter().all(|clause| match &clause.node {
        Node::Phrase(phrase) => {
            clause.occur == query::Occur::Should
                && !phrase.in_title
                && phrase.level == Level::Stem
                && is_word(&phrase.words)
                && phrase.others.iter().all(|other| is_word(&other.words))
        }
        _ => false,
    });
    plain && query.root.names.iter().flat_map(|name| &name.others).all(|other| is_word(&other.words))
}

fn term(field: Field, stem: &str) -> Term {
    Term::from_field_text(field, &pack(stem))
}

/// Any of the queries.
fn union(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Should, query)).collect())),
    }
}

/// A query that selects and does not score.
pub(super) fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

/// A query that may be excluded. tantivy 0.27 asks what it excludes about documents that lie behind it, which breaks
/// the contract of phrases; a set of documents keeps it.
fn excludable(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(Select::new(move |segment| documents(query.as_ref(), segment)))
}

/// Where any of `terms` stands, document by document; of the documents in `among` where these are given.
fn positions<T>(
    segment: &SegmentReader,
    field: Field,
    terms: &[Term],
    among: Option<&BTreeMap<DocId, T>>,
) -> tantivy::Result<BTreeMap<DocId, Vec<u32>>> {
    let index = segment.inverted_index(field)?;
    let mut found: BTreeMap<DocId, Vec<u32>> = BTreeMap::new();
    let mut list = Vec::new();
    for term in terms {
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

/// The documents that both have.
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

/// The candidates in which `phrase` stands.
fn verified(candidates: &dyn Query, segment: &SegmentReader, phrase: &Phrase) -> tantivy::Result<Vec<DocId>> {
    let candidates = documents(candidates, segment)?;
    let texts = Texts::open(segment)?;
    let stands = parallel::map(&candidates, |&document| -> tantivy::Result<bool> {
        let text = texts.read(document)?;
        Ok(stands_in(phrase, &text.title, &text.body))
    })?;
    Ok(candidates.into_iter().zip(stands).filter(|(_, stands)| *stands).map(|(document, _)| document).collect())
}
