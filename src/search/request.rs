//! The request and the results of a search.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::explain::Explanation;
use super::suggestions::Suggestions;
use crate::document::{Heading, Part, PartKind};
use crate::engine::{Budget, MissingShards, Order};
use crate::query::{Aliases, Filter, Layers, Query};
use crate::rank::{Passage, ScoreParts};

/// A search: the query, filters, order and limits.
#[derive(Clone, Debug)]
pub struct Request {
    /// The parsed query.
    pub query: Query,
    /// Filters, besides those in the query.
    pub filter: Filter,
    /// The layers of matching.
    pub layers: Layers,
    /// Aliases.
    pub aliases: Aliases,
    /// Stems that are no other spelling or plural of a word.
    pub not_variants: HashSet<String>,
    /// Ids of documents to leave out.
    pub without: HashSet<String>,
    /// Ids of the documents that are hits, whether they match or not; `None` for those that match.
    pub chosen: Option<Vec<String>>,
    /// The order of hits.
    pub order: Order,
    /// Maximum number of hits.
    pub limit: usize,
    /// Number of hits to skip.
    pub offset: usize,
    /// Maximum number of passages per document; at least 1.
    pub per_document: usize,
    /// Whether near-duplicates of a document with a better hit are folded into that hit.
    pub fold: bool,
    /// Whether the results come with an explanation.
    pub explain: bool,
    /// Weights of the parts of a score, none negative.
    pub weights: ScoreParts,
    /// What all parts of the search may use together.
    pub budget: Budget,
}

impl Request {
    /// A request for the ten best passages, one a document.
    pub fn new(query: Query) -> Self {
        Self {
            query,
            filter: Filter::default(),
            layers: Layers::default(),
            aliases: Aliases::default(),
            not_variants: HashSet::new(),
            without: HashSet::new(),
            chosen: None,
            order: Order::Relevance,
            limit: 10,
            offset: 0,
            per_document: 1,
            fold: true,
            explain: false,
            weights: ScoreParts::DEFAULT_WEIGHTS,
            budget: Budget::default(),
        }
    }
}

/// A passage that answers the query, with its document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Hit {
    /// Rank from 1, over all pages.
    pub rank: usize,
    /// The document.
    pub document: Arc<Heading>,
    /// The passage, by its place in the body.
    pub passage: Passage,
    /// The text of the passage.
    pub text: String,
    /// Matches in the title, as byte ranges.
    pub title_highlights: Vec<Range<usize>>,
    /// The document's near-duplicates, whether they match or not, most similar first; empty unless duplicates are
    /// folded.
    pub duplicates: Arc<Duplicates>,
    /// The part with the first match: its number and its text.
    pub(super) part: Option<(PartKind, usize, String)>,
}

impl Hit {
    /// The first byte of its first match in the body; of the passage if only the title matches.
    pub fn first_match(&self) -> usize {
        self.passage.highlights.first().unwrap_or(&self.passage.range).start
    }

    /// The page, message or other part of the document with its first match.
    pub fn part(&self) -> Option<Part<'_>> {
        self.part.as_ref().map(|(kind, number, text)| Part { kind: *kind, number: *number, text: text.trim() })
    }

    /// Matches in the [`text`](Self::text), as byte ranges.
    pub fn highlights(&self) -> Vec<Range<usize>> {
        let start = self.passage.range.start;
        self.passage.highlights.iter().map(|range| range.start - start..range.end - start).collect()
    }
}

/// Near-duplicates of a document with their similarity, from 0 to 1.
pub type Duplicates = Vec<(Heading, f32)>;

/// The results of a search.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Results {
    /// The requested page of hits, in the requested order.
    pub hits: Vec<Hit>,
    /// Number of documents that match.
    pub documents: u64,
    /// Number of documents that would match if they had a date.
    pub undated: u64,
    /// Shards that did not answer, if partial answers are allowed.
    pub missing: Option<MissingShards>,
    /// The expanded query.
    pub query: Query,
    /// The explanation, if requested.
    pub explanation: Option<Explanation>,
    /// Suggestions, if no document matches.
    pub suggestions: Option<Suggestions>,
    /// Duration of the search.
    pub elapsed: Duration,
}
