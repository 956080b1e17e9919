//! Ranks the candidate documents of stage one, block by block, into hits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use super::duplicates::DuplicateFolding;
use super::request::{Hit, Request};
use crate::document::{DocumentTerms, Heading};
use crate::engine::{Engine, EngineError, Key, Order, WordSet};
use crate::rank::{Passage, Ranked, Ranker};

/// A ranked passage whose document has not been read yet.
struct ScoredPassage {
    key: Key,
    passage: Passage,
    title_highlights: Vec<Range<usize>>,
}

/// A block of candidates. By relevance, all of them are ranked before the first passage is returned; in other orders,
/// each is ranked when it is needed.
pub(super) struct CandidateBlock<'b, 'e> {
    request: &'b Request,
    engine: &'b dyn Engine,
    /// The words that may concern the query.
    words: &'b WordSet,
    ranker: &'b mut Ranker<'e, EngineError>,
    /// Buffer for the terms of a document.
    document_terms: DocumentTerms,
    /// Candidates that are not ranked yet, the next one last.
    open: Vec<Key>,
    /// Passages of ranked candidates, the next one last.
    found: Vec<ScoredPassage>,
}

impl<'b, 'e> CandidateBlock<'b, 'e> {
    pub fn new(
        engine: &'b dyn Engine,
        block: &[Key],
        words: &'b WordSet,
        ranker: &'b mut Ranker<'e, EngineError>,
        request: &'b Request,
    ) -> Result<Self, EngineError> {
        let open = block.iter().rev().copied().collect();
        let document_terms = DocumentTerms::default();
        let mut block = Self { request, engine, words, ranker, document_terms, open, found: Vec::new() };
        if request.order == Order::Relevance {
            engine.prefetch(&block.open)?;
            while block.rank_next()? {}
            block.found.sort_by(|a, b| a.passage.score.total_cmp(&b.passage.score));
        }
        Ok(block)
    }

    /// Returns the next passages: by relevance, all with the next highest score; otherwise a single one.
    fn advance(&mut self) -> Result<Vec<ScoredPassage>, EngineError> {
        while self.found.is_empty() && self.rank_next()? {}
        let Some(next) = self.found.pop() else { return Ok(Vec::new()) };
        let by_relevance = self.request.order == Order::Relevance;
        let mut tie = vec![next];
        while let Some(next) = self.found.pop_if(|next| by_relevance && next.passage.score == tie[0].passage.score) {
            tie.push(next);
        }
        Ok(tie)
    }

    /// Ranks the next document; returns `false` if there is none.
    fn rank_next(&mut self) -> Result<bool, EngineError> {
        let Some(key) = self.open.pop() else { return Ok(false) };
        self.engine.document_terms(key, self.words, &mut self.document_terms)?;
        let limit = self.request.per_document;
        let Ranked { passages, title_highlights } = self.ranker.rank(&self.document_terms, limit)?;
        let found = |passage| ScoredPassage { key, passage, title_highlights: title_highlights.clone() };
        self.found.extend(passages.into_iter().rev().map(found));
        Ok(true)
    }
}

/// Appends hits from a block until there are enough.
pub(super) fn take(
    mut block: CandidateBlock<'_, '_>,
    folding: &mut DuplicateFolding<'_>,
    hits: &mut Vec<Hit>,
) -> Result<(), EngineError> {
    let request = block.request;
    let by_relevance = request.order == Order::Relevance;
    let ceiling = hits.last().filter(|_| by_relevance).map_or(f32::INFINITY, |hit| hit.passage.score);
    let mut documents = HashMap::new();
    loop {
        let tie = block.advance()?;
        if tie.is_empty() {
            return Ok(());
        }
        for (key, mut hit) in in_order(block.engine, tie, &mut documents)? {
            hit.passage.score = hit.passage.score.min(ceiling);
            let may_fold = request.fold || !request.without.is_empty();
            let Some(mut hit) = (if may_fold { folding.fold(hit, request.fold)? } else { Some(hit) }) else { continue };
            if hits.len() >= request.offset {
                read_text(block.engine, key, &mut hit)?;
            }
            hits.push(hit);
            if hits.len() >= request.offset.saturating_add(request.limit) {
                return Ok(());
            }
        }
    }
}

/// Turns passages with the same score into hits, earliest document first; reads each heading once a block.
fn in_order(
    engine: &dyn Engine,
    tie: Vec<ScoredPassage>,
    documents: &mut HashMap<Key, Arc<Heading>>,
) -> Result<Vec<(Key, Hit)>, EngineError> {
    let mut hits = Vec::with_capacity(tie.len());
    for ScoredPassage { key, passage, title_highlights } in tie {
        let document = match documents.entry(key) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(vacant) => Arc::clone(vacant.insert(Arc::new(engine.heading(key)?))),
        };
        let (text, duplicates, part) = (String::new(), Arc::default(), None);
        hits.push((key, Hit { rank: 0, document, passage, text, title_highlights, duplicates, part }));
    }
    hits.sort_by(|(_, a), (_, b)| earliest_first(a, b));
    Ok(hits)
}

/// Reads the text of a hit, and that of the part with its first match.
fn read_text(engine: &dyn Engine, key: Key, hit: &mut Hit) -> Result<(), EngineError> {
    hit.text = engine.body_part(key, hit.passage.range.clone())?;
    if let Some(parts) = &hit.document.metadata.parts
        && let Some((number, bytes)) = parts.at(hit.first_match())
    {
        hit.part = Some((parts.kind, number, engine.body_part(key, bytes)?));
    }
    Ok(())
}

/// Of equal scores the earliest document, which others may have copied, comes first; then by id and position, so that
/// the order is deterministic.
fn earliest_first(a: &Hit, b: &Hit) -> std::cmp::Ordering {
    let minute = |hit: &Hit| hit.document.metadata.published.map_or(i64::MAX, |date| date.first_minute());
    let minutes = minute(a).cmp(&minute(b));
    let places = a.passage.range.start.cmp(&b.passage.range.start);
    minutes.then_with(|| a.document.id.cmp(&b.document.id)).then(places)
}
