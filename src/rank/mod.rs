//! Stage two: scores the passages of candidate documents.
//!
//! A candidate is read as [`DocumentTerms`]: its words by code and position, without their letters. Words repeat from
//! document to document, so each is compared with the query once a search.

mod scan;
mod score;
mod score_parts;
mod term_match;
mod terms;
mod word_map;
mod word_table;

use std::ops::Range;

use crate::document::DocumentTerms;

pub use score_parts::ScoreParts;
pub use terms::Terms;
pub use word_table::Spelling;

use scan::DocumentScan;
use word_table::WordTable;

/// A passage of a document with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Byte range in the document's body.
    pub range: Range<usize>,
    /// Passage and document together; comparable within one search.
    pub score: f32,
    /// The parts of the score.
    pub parts: ScoreParts,
    /// The words that match, whole as written: byte ranges in the body, rising.
    pub highlights: Vec<Range<usize>>,
}

/// The ranked passages of a document, and the matches in its title.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Best first, those in which nothing matches last; at least one, which is empty if the body is.
    pub passages: Vec<Passage>,
    /// The words of the title that match: byte ranges in the title, rising.
    pub title_highlights: Vec<Range<usize>>,
}

/// Ranks documents by the terms of a query. Used by one thread at a time; looks each word up once.
pub struct Ranker<'e, E> {
    terms: &'e Terms,
    word_table: WordTable<'e, E>,
    /// The scan of the last document.
    scan: DocumentScan,
}

impl<'e, E> Ranker<'e, E> {
    /// A ranker for `terms`. `spell` returns words as they are written; its errors are passed on.
    pub fn new(terms: &'e Terms, spell: Spelling<'e, E>) -> Self {
        Self { terms, word_table: WordTable::new(terms, spell), scan: DocumentScan::default() }
    }

    /// Ranks the passages of a document.
    ///
    /// # Errors
    /// A word cannot be read.
    pub fn rank(&mut self, document_terms: &DocumentTerms) -> Result<Ranked, E> {
        self.scan.read(document_terms, &mut self.word_table)?;
        let (scan, terms) = (&self.scan, self.terms);
        let in_document = score::document(scan, terms);
        let scored = |range: &Range<usize>| {
            let places = document_terms.places(range);
            let parts = score::passage(scan, &places, terms, in_document);
            let highlights = highlights(document_terms, scan, &places);
            Passage { range: range.clone(), score: parts.sum(), parts, highlights }
        };
        let mut passages: Vec<Passage> = document_terms.passages.iter().map(scored).collect();
        // Passages without a match rank last: a hit must show why it was found.
        let is_bare = |passage: &Passage| passage.highlights.is_empty();
        passages.sort_by(|a, b| {
            is_bare(a).cmp(&is_bare(b)).then(b.score.total_cmp(&a.score)).then(a.range.start.cmp(&b.range.start))
        });
        Ok(Ranked { passages, title_highlights: highlights(document_terms, scan, &(0..document_terms.title_words)) })
    }

    /// Counts the passages of a document that match a term.
    ///
    /// # Errors
    /// A word cannot be read.
    pub fn count_passages(&mut self, document_terms: &DocumentTerms) -> Result<usize, E> {
        self.scan.read(document_terms, &mut self.word_table)?;
        let matches =
            |range: &&Range<usize>| !highlights(document_terms, &self.scan, &document_terms.places(range)).is_empty();
        Ok(document_terms.passages.iter().filter(matches).count())
    }
}

/// The bytes of those of a document's words that match.
fn highlights(document_terms: &DocumentTerms, scan: &DocumentScan, places: &Range<usize>) -> Vec<Range<usize>> {
    let matching = scan.matching(scan.words_in(places)).map(|place| document_terms.words[place]);
    matching.map(|word| word.start as usize..word.end as usize).collect()
}
