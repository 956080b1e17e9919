//! What a search is given, and what it returns.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::explain::Explanation;
use super::suggestions::Suggestions;
use crate::document::{Document, Heading};
use crate::engine::{MissingShards, Order};
use crate::query::{Aliases, Filter, Layers, Query};
use crate::rank::{Passage, ScoreParts};

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
    pub weights: ScoreParts,
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
            weights: ScoreParts::DEFAULT_WEIGHTS,
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
    pub missing: Option<MissingShards>,
    /// The query with what else would do, as it was searched.
    pub query: Query,
    /// Why things were found, where it was asked.
    pub explanation: Option<Explanation>,
    /// What could be searched instead, where nothing was found.
    pub suggestions: Option<Suggestions>,
    /// How long it took.
    pub elapsed: Duration,
}
