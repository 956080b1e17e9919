//! Dossiers: the answers to a list of questions, with each cited document numbered once.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::request::{Hit, Request, Results};
use super::search;
use crate::document::Outlet;
use crate::engine::{Engine, EngineError, Plan};

/// A question of a dossier.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name in the list.
    pub id: String,
    /// The query, as it was written.
    pub text: String,
    /// The search.
    pub request: Request,
}

/// The answers to a list of questions.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The answers, in the order of the questions.
    pub answers: Vec<QuestionAnswer>,
    /// The outlets with a document that matches any of them, those of most matches first; at the end `None`, for documents
    /// that do not name one.
    pub outlets: Vec<Option<Outlet>>,
}

/// The answer to a question.
#[derive(Clone, Debug)]
pub struct QuestionAnswer {
    /// The name of the question.
    pub id: String,
    /// The query, as it was written.
    pub text: String,
    /// The passages.
    pub results: Results,
    /// The number of the citation of each passage, from 1. Passages of one page or message of a document share it.
    pub citations: Vec<usize>,
    /// Documents that match, by the outlets of the dossier.
    pub by_outlet: Vec<u64>,
}

/// Answers `questions` one after another.
///
/// # Errors
/// As of [`search`].
pub fn dossier(engine: &dyn Engine, questions: &[Question]) -> Result<Dossier, EngineError> {
    let mut numbers: BTreeMap<(String, Option<usize>), usize> = BTreeMap::new();
    let mut counts: BTreeMap<Option<Outlet>, Vec<u64>> = BTreeMap::new();
    let all = questions.len();
    let mut answers = Vec::new();
    for (place, Question { id, text, request }) in questions.iter().enumerate() {
        let results = search(engine, request)?;
        for count in engine.facets(&Plan::of(&results.query), &results.query.filter)?.outlets {
            let outlet = count.outlet.map(|outlet| Outlet { inferred_from: None, ..outlet });
            counts.entry(outlet).or_insert_with(|| vec![0; all])[place] += count.documents;
        }
        let mut number = |hit: &Hit| {
            let next = numbers.len() + 1;
            let part = hit.part().map(|part| part.number);
            *numbers.entry((hit.document.id.clone(), part)).or_insert(next)
        };
        let citations = results.hits.iter().map(&mut number).collect();
        let (id, text) = (id.clone(), text.clone());
        answers.push(QuestionAnswer { id, text, results, citations, by_outlet: Vec::new() });
    }
    let mut outlets: Vec<(Option<Outlet>, Vec<u64>)> = counts.into_iter().collect();
    outlets.sort_by_key(|(outlet, counts)| (outlet.is_none(), Reverse(counts.iter().sum::<u64>())));
    for (place, answer) in answers.iter_mut().enumerate() {
        answer.by_outlet = outlets.iter().map(|(_, counts)| counts[place]).collect();
    }
    Ok(Dossier { answers, outlets: outlets.into_iter().map(|(outlet, _)| outlet).collect() })
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
