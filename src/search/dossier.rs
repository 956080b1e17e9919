//! Dossiers: the answers to a list of questions, with each cited document numbered once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::request::{Hit, Request, Results};
use super::search;
use crate::document::{Date, Outlet};
use crate::engine::{Engine, EngineError, FacetCounts, Plan};
use crate::query::Filter;

/// A question of a dossier.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name in the list.
    pub id: String,
    /// The query, as it was written.
    pub text: String,
    /// The flags of the search, as they are typed.
    pub flags: Vec<String>,
    /// The search.
    pub request: Request,
}

/// The answers to a list of questions.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// What they were found in.
    pub archive: ArchiveSummary,
    /// The answers, in the order of the questions.
    pub answers: Vec<QuestionAnswer>,
    /// The outlets with a document that matches any of them, those of most matches first; at the end `None`, for documents
    /// that do not name one.
    pub outlets: Vec<Option<Outlet>>,
}

/// The size and the span of an archive.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Archive")]
pub struct ArchiveSummary {
    /// Its documents.
    pub documents: u64,
    /// Its outlets.
    pub outlets: u64,
    /// The first and the last date of a document.
    pub dates: Option<(Date, Date)>,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct QuestionAnswer {
    /// The question.
    pub question: Question,
    /// The passages.
    pub results: Results,
    /// The number of the citation of each passage, from 1. Passages of one page or message of a document share it.
    pub citations: Vec<usize>,
    /// Documents that match, by the outlets of the dossier.
    pub by_outlet: Vec<u64>,
    /// Ids of chosen documents that the archive does not have.
    pub not_found: Vec<String>,
}

/// Answers `questions` one after another.
///
/// # Errors
/// As of [`search`].
pub fn dossier(engine: &dyn Engine, questions: Vec<Question>) -> Result<Dossier, EngineError> {
    let mut numbers: BTreeMap<(String, Option<usize>), usize> = BTreeMap::new();
    let mut counts: BTreeMap<Option<Outlet>, Vec<u64>> = BTreeMap::new();
    let all = questions.len();
    let mut answers = Vec::new();
    for (place, question) in questions.into_iter().enumerate() {
        let results = search(engine, &question.request)?;
        for count in engine.facets(&Plan::of(&results.query), &results.query.filter)?.outlets {
            // Of one question an outlet may be named, of another inferred.
            let outlet = count.outlet.map(|outlet| Outlet { inferred_from: None, ..outlet });
            counts.entry(outlet).or_insert_with(|| vec![0; all])[place] += count.documents;
        }
        let mut number = |hit: &Hit| {
            let next = numbers.len() + 1;
            let part = hit.part().map(|part| part.number);
            *numbers.entry((hit.document.id.clone(), part)).or_insert(next)
        };
        let citations = results.hits.iter().map(&mut number).collect();
        let is_found = |id: &String| results.hits.iter().any(|hit| hit.document.id == *id);
        let chosen = question.request.chosen.iter().flatten();
        let not_found = chosen.filter(|id| !is_found(id)).cloned().collect();
        answers.push(QuestionAnswer { question, results, citations, by_outlet: Vec::new(), not_found });
    }
    let mut outlets: Vec<(Option<Outlet>, Vec<u64>)> = counts.into_iter().collect();
    outlets.sort_by_key(|(outlet, counts)| (outlet.is_none(), Reverse(counts.iter().sum::<u64>())));
    for (place, answer) in answers.iter_mut().enumerate() {
        answer.by_outlet = outlets.iter().map(|(_, counts)| counts[place]).collect();
    }
    let outlets = outlets.into_iter().map(|(outlet, _)| outlet).collect();
    Ok(Dossier { archive: ArchiveSummary::of(&engine.facets(&Plan::all(), &Filter::default())?), answers, outlets })
}

impl ArchiveSummary {
    /// Sums up the documents that were counted.
    pub fn of(facets: &FacetCounts) -> Self {
        let first = facets.dates.first().map(|(date, _)| *date);
        let last = facets.dates.iter().map(|(date, _)| *date).max_by_key(Date::last_minute);
        let outlets = facets.outlets.iter().filter(|count| count.outlet.is_some()).count() as u64;
        Self { documents: facets.documents, outlets, dates: first.zip(last) }
    }
}

impl Dossier {
    /// The first passage of each citation, in the order of their numbers.
    pub fn cited(&self) -> Vec<&Hit> {
        let mut cited = Vec::new();
        for answer in &self.answers {
            for (hit, number) in answer.results.hits.iter().zip(&answer.citations) {
                if *number == cited.len() + 1 {
                    cited.push(hit);
                }
            }
        }
        cited
    }
}
