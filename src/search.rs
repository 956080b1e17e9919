//! The one search call: every surface, the terminal, batches and programs, goes through [`search`].

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::advice::{Advice, advise};
use crate::document::{Document, Heading, Lexeme, Outline, WordKey};
use crate::duplicates;
use crate::engine::{Engine, EngineError, Key, Missing, Order};
use crate::explain::{Explanation, explain};
use crate::query::{self, Aliases, Filter, Layers, Query};
use crate::rank::{Parts, Passage, Ranked, Ranker, Terms};

/// How many documents stage one hands to stage two at a time. Twice as many are twice the reading and gain about .001
/// (docs/ranking.md).
pub const CANDIDATES: usize = 50;

/// How many it hands over where the first ones are not enough: whoever reads on wants what stage one ranked too low.
const MORE_CANDIDATES: usize = 250;

/// What is searched for, and how much of it is wanted.
#[derive(Clone, Debug)]
pub struct Request {
    /// What the user typed, read.
    pub query: Query,
    /// What narrows it, besides what the query says itself.
    pub filter: Filter,
    /// Which kinds of matching it uses.
    pub layers: Layers,
    /// Names for one thing.
    pub aliases: Aliases,
    /// Ids of documents that are no hits.
    pub without: HashSet<String>,
    /// In which order.
    pub order: Order,
    /// How many hits are wanted.
    pub limit: usize,
    /// How many are passed over first.
    pub offset: usize,
    /// How many passages of one document may be hits; at least 1.
    pub per_document: usize,
    /// Whether documents that are duplicates of one with a better hit are folded into it.
    pub fold: bool,
    /// Whether it is asked why things were found.
    pub explain: bool,
    /// What each part of a score is worth, none less than nothing.
    pub parts: Parts,
}

impl Request {
    /// The ten best passages for `query`, one a document.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            filter: Filter::default(),
            layers: Layers::default(),
            aliases: Aliases::default(),
            without: HashSet::new(),
            order: Order::Relevance,
            limit: 10,
            offset: 0,
            per_document: 1,
            fold: true,
            explain: false,
            parts: Parts::WORTH,
        }
    }
}

/// A passage that was found, with the document it stands in.
#[derive(Clone, Debug)]
pub struct Hit {
    /// From 1, over all pages.
    pub rank: usize,
    /// The document.
    pub document: Arc<Document>,
    /// The passage.
    pub passage: Passage,
    /// Where the title matches: byte ranges in the title.
    pub title_highlights: Vec<Range<usize>>,
    /// The document's duplicates in the archive, whether they match or not, most similar first; empty where they are not
    /// folded.
    pub duplicates: Arc<Duplicates>,
}

/// Documents that are the same story as another one, and how similar they are to it, from 0 to 1.
pub type Duplicates = Vec<(Heading, f32)>;

/// What was found.
#[derive(Clone, Debug)]
pub struct Results {
    /// The hits of the page asked for, best or first ones first.
    pub hits: Vec<Hit>,
    /// Documents that match in all.
    pub documents: u64,
    /// Documents that would match if they had a date.
    pub undated: u64,
    /// What the answer lacks, where it is allowed to lack some.
    pub missing: Option<Missing>,
    /// The query with what else would do, as it was searched.
    pub query: Query,
    /// Why things were found, where it was asked.
    pub explanation: Option<Explanation>,
    /// What could be searched instead, where nothing was found.
    pub advice: Option<Advice>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Finds the passages that `request` asks for.
///
/// By relevance, the documents that stage one found are ranked anew in blocks, the first of [`CANDIDATES`], so that a page
/// is the same however many hits are asked for; a block never comes before the one in front of it.
///
/// # Errors
/// A filter that names what the archive does not have; wildcards that stand for too much; a damaged index.
pub fn search(engine: &dyn Engine, request: &Request) -> Result<Results, EngineError> {
    let start = Instant::now();
    let query = prepare(engine, request)?;
    let wanted = request.offset.saturating_add(request.limit);
    let mut depth = depth_for(wanted);
    let matching = |depth| engine.matches(Some(&query), &query.filter, request.order, depth);
    let mut matches = matching(depth)?;
    let terms = Terms::with_parts(&query, &engine.statistics(&query)?, request.parts);
    let mut hits = Vec::new();
    let mut folder = Folder { engine, folded: request.without.clone(), leader: None };
    let look_up = |words: &[WordKey], lexemes: &mut Vec<Lexeme>| engine.lexemes(words, lexemes);
    let mut ranker = Ranker::new(&terms, &look_up);
    let mut ranked = 0;
    while hits.len() < wanted && ranked < matches.documents.len() {
        let size = if ranked == 0 { CANDIDATES } else { MORE_CANDIDATES };
        let block = &matches.documents[ranked..matches.documents.len().min(ranked + size)];
        ranked += block.len();
        take(Block::new(engine, block, &mut ranker, request)?, &mut folder, &mut hits)?;
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
        advice: if matches.total == 0 { Some(advise(engine, &query)?) } else { None },
        missing: engine.missing(),
        query,
        elapsed: start.elapsed(),
    })
}

/// Where a document matches: byte ranges in its title and in its body, rising.
pub type Marks = (Vec<Range<usize>>, Vec<Range<usize>>);

/// Where the document called `id` matches what `request` asks, whether or not it is among the hits; nowhere where there is
/// no such document.
///
/// # Errors
/// As of [`search`].
pub fn marks(engine: &dyn Engine, request: &Request, id: &str) -> Result<Marks, EngineError> {
    let query = prepare(engine, request)?;
    let Some(key) = engine.key(id)? else { return Ok(Marks::default()) };
    let terms = Terms::with_parts(&query, &engine.statistics(&query)?, request.parts);
    let look_up = |words: &[WordKey], lexemes: &mut Vec<Lexeme>| engine.lexemes(words, lexemes);
    let mut outline = Outline::default();
    engine.outline(key, &mut outline)?;
    let Ranked { passages, title_highlights } = Ranker::new(&terms, &look_up).rank(&outline)?;
    let mut in_body: Vec<Range<usize>> = passages.into_iter().flat_map(|passage| passage.highlights).collect();
    in_body.sort_by_key(|mark| mark.start);
    Ok((title_highlights, in_body))
}

/// The query of `request` as it is searched: with what the archive and the aliases know, and all that narrows it.
///
/// # Errors
/// Wildcards that stand for too much; a damaged index.
pub fn prepare(engine: &dyn Engine, request: &Request) -> Result<Query, EngineError> {
    let mut query = request.query.clone();
    query.filter.join(request.filter.clone());
    query::expand(&mut query, request.layers, &request.aliases, |of, pattern, most| engine.words(of, pattern, most))?;
    Ok(query)
}

/// The end of the block that holds the document at `wanted`, from 1.
fn depth_for(wanted: usize) -> usize {
    let more = wanted.saturating_sub(CANDIDATES).div_ceil(MORE_CANDIDATES);
    CANDIDATES.saturating_add(more.saturating_mul(MORE_CANDIDATES))
}

/// Folds duplicates into the first hit of their story.
struct Folder<'e> {
    engine: &'e dyn Engine,
    /// Ids of the documents that are folded into one that came before.
    folded: HashSet<String>,
    /// The document of the last hit and its duplicates.
    leader: Option<(String, Arc<Duplicates>)>,
}

impl Folder<'_> {
    /// The hit with its duplicates; `None` where it is one itself.
    fn fold(&mut self, mut hit: Hit, with_duplicates: bool) -> Result<Option<Hit>, EngineError> {
        let id = &hit.document.id;
        if self.folded.contains(id) {
            return Ok(None);
        }
        if !with_duplicates {
            return Ok(Some(hit));
        }
        hit.duplicates = match &self.leader {
            Some((leader, duplicates)) if leader == id => Arc::clone(duplicates),
            _ => Arc::new(duplicates::of(self.engine, id)?),
        };
        self.folded.extend(hit.duplicates.iter().map(|(document, _)| document.id.clone()));
        self.leader = Some((id.clone(), Arc::clone(&hit.duplicates)));
        Ok(Some(hit))
    }
}

/// A passage that was found, before it is known what document it stands in.
struct Found {
    key: Key,
    passage: Passage,
    title_highlights: Vec<Range<usize>>,
}

/// Documents that stage one found, in an order that is theirs alone. By relevance all of them are ranked before the first
/// passage is known; else each when it is asked for.
struct Block<'b, 'e> {
    request: &'b Request,
    engine: &'b dyn Engine,
    ranker: &'b mut Ranker<'e, EngineError>,
    /// Room for the words of a document.
    outline: Outline,
    /// Those that are not ranked yet, the next one last.
    open: Vec<Key>,
    /// Passages of those that are, the next one last.
    found: Vec<Found>,
}

impl<'b, 'e> Block<'b, 'e> {
    fn new(
        engine: &'b dyn Engine,
        block: &[Key],
        ranker: &'b mut Ranker<'e, EngineError>,
        request: &'b Request,
    ) -> Result<Self, EngineError> {
        let open = block.iter().rev().copied().collect();
        let mut block = Self { request, engine, ranker, outline: Outline::default(), open, found: Vec::new() };
        if request.order == Order::Relevance {
            while block.rank_next()? {}
            block.found.sort_by(|a, b| a.passage.score.total_cmp(&b.passage.score));
        }
        Ok(block)
    }

    /// The next passages: by relevance, all of the next highest score; else the next one alone.
    fn advance(&mut self) -> Result<Vec<Found>, EngineError> {
        while self.found.is_empty() && self.rank_next()? {}
        let Some(next) = self.found.pop() else { return Ok(Vec::new()) };
        let by_relevance = self.request.order == Order::Relevance;
        let mut tie = vec![next];
        while let Some(next) = self.found.pop_if(|next| by_relevance && next.passage.score == tie[0].passage.score) {
            tie.push(next);
        }
        Ok(tie)
    }

    /// Ranks the next document; `false` where there is none.
    fn rank_next(&mut self) -> Result<bool, EngineError> {
        let Some(key) = self.open.pop() else { return Ok(false) };
        self.engine.outline(key, &mut self.outline)?;
        let Ranked { passages, title_highlights } = self.ranker.rank(&self.outline)?;
        let found = |passage| Found { key, passage, title_highlights: title_highlights.clone() };
        self.found.extend(passages.into_iter().take(self.request.per_document).rev().map(found));
        Ok(true)
    }
}

/// Takes what is found in a block over to the hits, until there are enough.
fn take(mut block: Block<'_, '_>, folder: &mut Folder<'_>, hits: &mut Vec<Hit>) -> Result<(), EngineError> {
    let request = block.request;
    let by_relevance = request.order == Order::Relevance;
    let ceiling = hits.last().filter(|_| by_relevance).map_or(f32::INFINITY, |hit| hit.passage.score);
    let mut documents = HashMap::new();
    loop {
        let tie = block.advance()?;
        if tie.is_empty() {
            return Ok(());
        }
        for mut hit in in_order(folder.engine, tie, &mut documents)? {
            hit.passage.score = hit.passage.score.min(ceiling);
            let asks_folder = request.fold || !request.without.is_empty();
            hits.extend(if asks_folder { folder.fold(hit, request.fold)? } else { Some(hit) });
            if hits.len() >= request.offset.saturating_add(request.limit) {
                return Ok(());
            }
        }
    }
}

/// What was found with the same score as hits, the earliest first; documents are read once a block.
fn in_order(
    engine: &dyn Engine,
    tie: Vec<Found>,
    documents: &mut HashMap<Key, Arc<Document>>,
) -> Result<Vec<Hit>, EngineError> {
    let mut hits = Vec::with_capacity(tie.len());
    for Found { key, passage, title_highlights } in tie {
        let document = match documents.entry(key) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(vacant) => Arc::clone(vacant.insert(Arc::new(engine.document(key)?))),
        };
        hits.push(Hit { rank: 0, document, passage, title_highlights, duplicates: Arc::default() });
    }
    hits.sort_by(earliest_first);
    Ok(hits)
}

/// Of equal scores the earliest, which the others may have copied, comes first; then by document and place, so that the
/// order is the same every time.
fn earliest_first(a: &Hit, b: &Hit) -> std::cmp::Ordering {
    let minute = |hit: &Hit| hit.document.metadata.published.map_or(i64::MAX, |date| date.first_minute());
    let minutes = minute(a).cmp(&minute(b));
    let places = a.passage.range.start.cmp(&b.passage.range.start);
    minutes.then_with(|| a.document.id.cmp(&b.document.id)).then(places)
}
