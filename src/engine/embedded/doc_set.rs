//! Queries of our own over tantivy: documents that a function finds segment by segment, and queries without scores.

use std::fmt;
use std::sync::Arc;

use tantivy::query::{
    BitSetDocSet, ConstScoreQuery, ConstScorer, EnableScoring, Explanation, Occur, Query, Scorer, Weight,
};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TantivyError};

/// Finds the documents of a segment, deleted ones perhaps among them.
type Find = dyn Fn(&SegmentReader) -> tantivy::Result<Vec<DocId>> + Send + Sync;

/// The documents that a function finds; each scores 1.
#[derive(Clone)]
pub(super) struct Select(Arc<Find>);

impl Select {
    pub fn new(find: impl Fn(&SegmentReader) -> tantivy::Result<Vec<DocId>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(find))
    }
}

impl fmt::Debug for Select {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Select")
    }
}

impl Query for Select {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Select {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut set = BitSet::with_max_value(segment.max_doc());
        for document in (self.0)(segment)? {
            set.insert(document);
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(set), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("what a function finds has no explanation".into()))
    }
}

/// The documents of a segment that match `query`, rising.
pub(super) fn documents(query: &dyn Query, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
    let weight = query.weight(EnableScoring::disabled_from_schema(segment.schema()))?;
    let mut scorer = weight.scorer(segment, 1.0)?;
    let mut found = Vec::new();
    while scorer.doc() != tantivy::TERMINATED {
        found.push(scorer.doc());
        scorer.advance();
    }
    Ok(found)
}

/// The clauses of a boolean query.
pub(super) type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// A query that selects and adds nothing to scores.
pub(super) fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}
