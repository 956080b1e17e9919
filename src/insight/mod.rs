//! Questions over many documents: stories, words and names by outlet, words in their context, counts over time, proposals for
//! registries and aliases.

mod aliases;
mod claims;
mod collocates;
mod concordance;
mod copies;
mod coverage;
mod frequencies;
mod keyness;
mod listing;
mod quotations;
mod side_by_side;
mod statistics;
pub mod stories;
mod story;
mod suggest;
mod timeline;
mod trends;
mod watches;
mod wording;

use std::collections::BTreeMap;

use crate::document::{Date, DocumentTerms, Metadata, Outlet, WordKey};
use crate::engine::{Engine, EngineError, Order, Plan};
use crate::query::{Filter, Query};
use crate::rank::{Ranker, Terms};

pub use aliases::{AliasProposal, suggest as suggest_aliases};
pub use claims::{Claim, ClaimKind, claims};
pub use collocates::{Collocate, CollocateOrder, Collocates, CollocatesRequest, WINDOW, collocates};
pub use concordance::{Concordance, ConcordanceRequest, Line, LineOrder, MAX_WORDS, WORDS, concordance, stem_beside};
pub use coverage::{Coverage, FileCounts, OutletCoverage, coverage};
pub use keyness::{CorpusSize, KeyWord, Keyness, KeynessOrder, KeynessRequest, keyness};
pub use listing::each_document;
pub use side_by_side::{ClaimGroup, NameGroup, SideBySide, StoryClaim, StoryNames, StoryQuotation, side_by_side};
pub use statistics::{Interval, Uses, log_odds, share};
pub use story::{MAX_REPORTS, Story, StoryList, StoryReport, StorySummary, each_member, list as stories_of, story};
pub use suggest::suggest;
pub use timeline::{Bar, Timeline};
pub use trends::{OutletTrend, Point, QueryTrend, Trends, trends};
pub use watches::{Look, look};
pub use wording::{FEW, NameUse, OutletWording, SetWording, wording};

/// Documents, passages and dates of an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletSummary {
    /// The outlet; `None` for documents that do not name one.
    pub outlet: Option<Outlet>,
    /// Documents that match.
    pub documents: u64,
    /// Their passages with a word of the query; all passages without a query.
    pub passages: u64,
    /// The earliest and the latest date of those documents.
    pub dates: Option<(Date, Date)>,
}

/// Counts the documents and passages that match `query`, as [`prepare`](crate::search::prepare) made it, and `filter`,
/// outlet by outlet, most documents first.
///
/// Every document that matches is read.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn outlets(engine: &dyn Engine, query: Option<&Query>, filter: &Filter) -> Result<Vec<OutletSummary>, EngineError> {
    let plan = query.map_or_else(Plan::all, Plan::of);
    let terms = match query {
        Some(query) => Terms::new(query, &engine.statistics(&plan.terms)?),
        None => Terms::default(),
    };
    let matches = engine.matches(&plan, filter, Order::Relevance, usize::MAX)?;
    let mut summaries: BTreeMap<Option<Outlet>, OutletSummary> = BTreeMap::new();
    let spell = |word: WordKey| engine.written(word);
    let words = engine.words(terms.grams())?;
    let (mut ranker, mut document_terms) = (Ranker::new(&terms, &spell), DocumentTerms::default());
    for key in matches.documents {
        let Metadata { outlet, published, .. } = engine.metadata(key)?;
        engine.document_terms(key, &words, &mut document_terms)?;
        let passages =
            if query.is_some() { ranker.count_passages(&document_terms)? } else { document_terms.passages.len() };
        // The evidence for an outlet does not matter here.
        let outlet = outlet.map(|outlet| Outlet { inferred_from: None, ..outlet });
        let summary = summaries.entry(outlet.clone()).or_insert_with(|| OutletSummary {
            outlet,
            documents: 0,
            passages: 0,
            dates: None,
        });
        summary.documents += 1;
        summary.passages += passages as u64;
        summary.dates = span(summary.dates, published.map(Date::without_time));
    }
    let mut summaries: Vec<OutletSummary> = summaries.into_values().collect();
    summaries.sort_by_key(|summary| std::cmp::Reverse(summary.documents));
    Ok(summaries)
}

/// The span of dates, and of one more.
fn span(dates: Option<(Date, Date)>, date: Option<Date>) -> Option<(Date, Date)> {
    match (dates, date) {
        (Some((first, last)), Some(date)) => Some((
            if date.first_minute() < first.first_minute() { date } else { first },
            if date.last_minute() > last.last_minute() { date } else { last },
        )),
        (None, Some(date)) => Some((date, date)),
        (dates, None) => dates,
    }
}
