//! Searching: stage one by the engine, stage two by [`rank`](crate::rank).
//!
//! Every surface, the terminal, the page, the API and programs, searches by [`search`].

mod block;
mod dossier;
mod duplicates;
mod explain;
mod request;
pub mod similar;
mod suggestions;

pub use dossier::{ArchiveSummary, Dossier, Question, QuestionAnswer, dossier};
pub use duplicates::duplicates_of;
pub use explain::{Explanation, Form, MAX_READ, Matched, explain};
pub use request::{Duplicates, Hit, Request, Results};
pub use suggestions::{NearForms, Suggestions, suggest};

use std::ops::Range;
use std::time::Instant;

use crate::arabic::Pattern;
use crate::document::{DocumentTerms, WordKey};
use crate::engine::{Engine, EngineError, Metered, Plan};
use crate::query::{self, Query};
use crate::rank::{Ranked, Ranker, Terms};

use block::{CandidateBlock, take};
use duplicates::DuplicateFolding;

/// How many candidate documents stage one passes to stage two in the first block. Twice as many cost twice the reading
/// and gain about .001 (docs/ranking.md).
pub const CANDIDATES: usize = 50;

/// Candidates in each later block: later pages should include documents that stage one ranked too low.
const MORE_CANDIDATES: usize = 250;

/// Returns the passages that answer `request`, best first or in its order.
///
/// By relevance, candidates are ranked in blocks, the first of [`CANDIDATES`]. Hits of a block always come after
/// those of earlier blocks, so that a page of hits does not depend on the limit.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; a wildcard expands to too many words, or
/// a phrase would have to be verified in too many documents; the budget of the request is spent, or it is cancelled; the
/// index is damaged or out of reach.
pub fn search(engine: &dyn Engine, request: &Request) -> Result<Results, EngineError> {
    let start = Instant::now();
    let engine: &dyn Engine = &Metered::new(engine, request.budget.start());
    let query = prepare(engine, request)?;
    let plan = Plan::of(&query);
    let wanted = request.offset.saturating_add(request.limit);
    // Documents that were chosen are not looked for.
    let mut depth = if request.chosen.is_some() { 0 } else { depth_for(wanted) };
    let matching = |depth| engine.matches(&plan, &query.filter, request.order, depth);
    let mut matches = matching(depth)?;
    if let Some(ids) = &request.chosen {
        matches.documents = ids.iter().filter_map(|id| engine.key(id).transpose()).collect::<Result<_, _>>()?;
    }
    let terms = Terms::with_weights(&query, &engine.statistics(&plan.terms)?, request.weights);
    let mut hits = Vec::new();
    let mut folding = DuplicateFolding::new(engine, request.without.clone());
    let spell = |word: WordKey| engine.written(word);
    let words = engine.words(terms.grams())?;
    let mut ranker = Ranker::new(&terms, &spell);
    let mut ranked = 0;
    while hits.len() < wanted && ranked < matches.documents.len() {
        let size = match (&request.chosen, ranked) {
            (Some(_), _) => matches.documents.len(),
            (None, 0) => CANDIDATES,
            (None, _) => MORE_CANDIDATES,
        };
        let block = &matches.documents[ranked..matches.documents.len().min(ranked + size)];
        ranked += block.len();
        take(CandidateBlock::new(engine, block, &words, &mut ranker, request)?, &mut folding, &mut hits)?;
        // Folding leaves fewer hits than documents.
        if hits.len() < wanted && ranked == matches.documents.len() && ranked == depth {
            depth = depth_for(depth.saturating_mul(2));
            matches = matching(depth)?;
        }
    }
    for (place, hit) in hits.iter_mut().enumerate() {
        hit.rank = place + 1;
    }
    Ok(Results {
        hits: hits.into_iter().skip(request.offset).take(request.limit).collect(),
        documents: matches.total,
        undated: matches.undated,
        explanation: if request.explain { Some(explain(engine, &query)?) } else { None },
        suggestions: if matches.total == 0 { Some(suggest(engine, &query)?) } else { None },
        missing: engine.missing(),
        query,
        elapsed: start.elapsed(),
    })
}

/// Where a document matches: byte ranges in its title and in its body, rising.
pub type Highlights = (Vec<Range<usize>>, Vec<Range<usize>>);

/// Finds where the document with this id matches `request`, whether or not it is among the hits; no range if there is
/// no such document.
///
/// # Errors
/// As of [`search`].
pub fn document_highlights(engine: &dyn Engine, request: &Request, id: &str) -> Result<Highlights, EngineError> {
    let engine: &dyn Engine = &Metered::new(engine, request.budget.start());
    let query = prepare(engine, request)?;
    let Some(key) = engine.key(id)? else { return Ok(Highlights::default()) };
    let terms = Terms::with_weights(&query, &engine.statistics(&query.terms())?, request.weights);
    let spell = |word: WordKey| engine.written(word);
    let mut document_terms = DocumentTerms::default();
    engine.document_terms(key, &engine.words(terms.grams())?, &mut document_terms)?;
    let Ranked { passages, title_highlights } = Ranker::new(&terms, &spell).rank(&document_terms, usize::MAX)?;
    let mut in_body: Vec<Range<usize>> = passages.into_iter().flat_map(|passage| passage.highlights).collect();
    in_body.sort_by_key(|mark| mark.start);
    Ok((title_highlights, in_body))
}

/// Returns the query of `request` as it is searched: expanded by the archive's vocabulary and the aliases, with all
/// filters joined.
///
/// # Errors
/// A wildcard expands to too many words; the index is damaged or out of reach.
pub fn prepare(engine: &dyn Engine, request: &Request) -> Result<Query, EngineError> {
    let mut query = request.query.clone();
    query.filter.join(request.filter.clone());
    let look_up = |of, pattern: &Pattern, limit| engine.vocabulary(of, pattern, limit);
    query::expand(&mut query, request.layers, &request.aliases, &request.not_variants, look_up)?;
    Ok(query)
}

/// The number of candidates at the end of the block that holds the one at `wanted`, from 1.
fn depth_for(wanted: usize) -> usize {
    let more = wanted.saturating_sub(CANDIDATES).div_ceil(MORE_CANDIDATES);
    CANDIDATES.saturating_add(more.saturating_mul(MORE_CANDIDATES))
}
