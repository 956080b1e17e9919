//! Stories as people read them: which there are, and who reported one of them when.

use rustc_hash::FxHashMap;

use super::listing::each_document;
use crate::document::{Date, Heading, Metadata, Outlet};
use crate::engine::{Engine, EngineError, Order, PREFETCH, Plan, StoryMember, duplicate_ids};
use crate::query::{Filter, Query};

/// The most documents of a story that are read; a larger one says how many there are.
pub const MAX_REPORTS: usize = 1_000;

/// What a list tells of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StorySummary {
    /// The id of the document that founded it, by which it is known; the id of any of its documents finds it as well.
    pub id: String,
    /// Its documents.
    pub documents: usize,
    /// How many of them match, where a query was given.
    pub matching: usize,
    /// Its outlets, in the order in which they first reported; `None` for documents that do not name one.
    pub outlets: Vec<Option<Outlet>>,
    /// The earliest and the latest date.
    pub dates: Option<(Date, Date)>,
    /// The title of the document that resembles the others most.
    pub title: String,
}

/// Some stories of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryList {
    /// Those that were asked for, in their order.
    pub stories: Vec<StorySummary>,
    /// How many there are.
    pub total: usize,
}

/// A story.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// What a list tells of it.
    pub summary: StorySummary,
    /// Its reports, the earliest first, those without a date last; at most [`MAX_REPORTS`].
    pub reports: Vec<StoryReport>,
}

/// A report of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryReport {
    /// The document.
    pub heading: Heading,
    /// The mean probability, over the other documents of the story, that both report the same event.
    pub centrality: f32,
    /// Later documents with nearly the same text, with their similarity to one before.
    pub copies: Vec<(Heading, f32)>,
}

/// Lists the stories with a document that matches `query`, as [`prepare`](crate::search::prepare) made it, and `filter`: those
/// whose best document matches best first, without a query the largest first; `limit` of them behind `offset` others.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn list(
    engine: &dyn Engine,
    query: Option<&Query>,
    filter: &Filter,
    limit: usize,
    offset: usize,
) -> Result<StoryList, EngineError> {
    let mut stories: Vec<Found> = match query.is_none() && filter.is_empty() {
        true => engine.stories()?.into_iter().map(|members| Found { members, matching: 0, best: 0 }).collect(),
        false => matching(engine, query, filter)?,
    };
    let best = |story: &Found| if query.is_some() { story.best } else { 0 };
    stories.sort_by(|one, other| {
        let by_match = best(one).cmp(&best(other)).then_with(|| other.matching.cmp(&one.matching));
        by_match.then_with(|| (other.members.len(), &one.members[0].id).cmp(&(one.members.len(), &other.members[0].id)))
    });
    let total = stories.len();
    let shown = stories.into_iter().skip(offset).take(limit);
    let stories = shown.map(|Found { members, matching, .. }| {
        let read = read(engine, &members)?;
        Ok(summary(&members, &read, matching))
    });
    Ok(StoryList { stories: stories.collect::<Result<_, EngineError>>()?, total })
}

/// A story with documents that match.
struct Found {
    members: Vec<StoryMember>,
    /// How many of its documents match.
    matching: usize,
    /// The place of the first of them among all that match, best first.
    best: usize,
}

/// The stories with documents that match.
fn matching(engine: &dyn Engine, query: Option<&Query>, filter: &Filter) -> Result<Vec<Found>, EngineError> {
    let plan = query.map_or_else(Plan::all, Plan::of);
    let keys = engine.matches(&plan, filter, Order::Relevance, usize::MAX)?.documents;
    let found = |members| Found { members, matching: 0, best: usize::MAX };
    let mut stories: Vec<Found> = engine.stories()?.into_iter().map(found).collect();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (place, story) in stories.iter().enumerate() {
        places.extend(story.members.iter().map(|member| (member.id.clone(), place)));
    }
    for (number, key) in keys.iter().enumerate() {
        if number % PREFETCH == 0 {
            engine.prefetch(&keys[number..keys.len().min(number + PREFETCH)])?;
        }
        if let Some(place) = places.get(&engine.id(*key)?) {
            let story = &mut stories[*place];
            story.matching += 1;
            story.best = story.best.min(number);
        }
    }
    stories.retain(|story| story.matching > 0);
    Ok(stories)
}

/// Reads the story of the document with this id; `None` if there is no such document, or it is alone.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn story(engine: &dyn Engine, id: &str) -> Result<Option<Story>, EngineError> {
    let members = engine.story(id)?;
    if members.is_empty() {
        return Ok(None);
    }
    let mut read = read(engine, &members)?;
    read.sort_by_key(|(heading, _)| (begin(&heading.metadata), heading.id.clone()));
    let summary = summary(&members, &read, 0);
    Ok(Some(Story { summary, reports: fold(engine, read)? }))
}

/// Every document with the id of its story, which is its own if it is alone, and its heading; the oldest first.
///
/// # Errors
/// Those of the index, and of `each`.
pub fn each_member<E: From<EngineError>>(
    engine: &dyn Engine,
    mut each: impl FnMut(&str, &Heading) -> Result<(), E>,
) -> Result<(), E> {
    let stories = engine.stories()?;
    let founders: FxHashMap<&str, &str> = stories
        .iter()
        .flat_map(|story| story.iter().map(|member| (member.id.as_str(), story[0].id.as_str())))
        .collect();
    let all = (0, usize::MAX);
    each_document(engine, None, &Filter::default(), Order::Oldest, all, |heading| {
        each(founders.get(heading.id.as_str()).copied().unwrap_or(&heading.id), heading)
    })?;
    Ok(())
}

/// The headings of the first members, with their centralities.
fn read(engine: &dyn Engine, members: &[StoryMember]) -> Result<Vec<(Heading, f32)>, EngineError> {
    let mut read = Vec::new();
    for member in members.iter().take(MAX_REPORTS) {
        read.extend(engine.find_heading(&member.id)?.map(|heading| (heading, member.centrality)));
    }
    Ok(read)
}

fn summary(members: &[StoryMember], read: &[(Heading, f32)], matching: usize) -> StorySummary {
    let central = read.iter().max_by(|(one, a), (other, b)| a.total_cmp(b).then_with(|| other.id.cmp(&one.id)));
    let mut by_date: Vec<&Heading> = read.iter().map(|(heading, _)| heading).collect();
    by_date.sort_by_key(|heading| (begin(&heading.metadata), &heading.id));
    let mut outlets: Vec<Option<Outlet>> = Vec::new();
    for heading in &by_date {
        let outlet = heading.metadata.outlet.clone().map(|outlet| Outlet { inferred_from: None, ..outlet });
        if !outlets.contains(&outlet) {
            outlets.push(outlet);
        }
    }
    let dates = by_date.iter().fold(None, |dates, heading| super::span(dates, heading.metadata.published));
    StorySummary {
        id: members[0].id.clone(),
        documents: members.len(),
        matching,
        outlets,
        dates: dates.map(|(first, last)| (first.without_time(), last.without_time())),
        title: central.map(|(heading, _)| heading.title.clone()).unwrap_or_default(),
    }
}

/// Puts copies behind the earliest document with nearly their text.
fn fold(engine: &dyn Engine, read: Vec<(Heading, f32)>) -> Result<Vec<StoryReport>, EngineError> {
    let mut reports: Vec<StoryReport> = Vec::new();
    // The report that each document belongs to.
    let mut of: FxHashMap<String, usize> = FxHashMap::default();
    for (heading, centrality) in read {
        let links = duplicate_ids(engine, &heading.id)?;
        let linked = links.iter().filter_map(|link| Some((*of.get(&link.id)?, link.similarity)));
        let nearest = linked.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        let place = nearest.map_or(reports.len(), |(place, _)| place);
        of.insert(heading.id.clone(), place);
        match nearest {
            Some((place, similarity)) => reports[place].copies.push((heading, similarity)),
            None => reports.push(StoryReport { heading, centrality, copies: Vec::new() }),
        }
    }
    Ok(reports)
}

/// The first minute that a document's date can mean; the last of all without a date.
fn begin(metadata: &Metadata) -> i64 {
    metadata.published.map_or(i64::MAX, |date| date.first_minute())
}
