//! Candidate documents to ranked passages.
//!
//! A document that stage one found is read as its words, by number and place, without their letters. Words repeat from
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
pub use word_table::WordLookup;

use scan::DocumentScan;
use word_table::WordTable;

/// A passage of a document, and how well it answers a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands in the document's body, in bytes.
    pub range: Range<usize>,
    /// Passage and document together; comparable within one search.
    pub score: f32,
    /// What the score is the sum of.
    pub parts: ScoreParts,
    /// The words that match, whole as written: byte ranges in the body, rising.
    pub highlights: Vec<Range<usize>>,
}

/// A document's passages, and where its title matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// Best first, those in which nothing matches last; at least one, which is empty where the body is.
    pub passages: Vec<Passage>,
    /// The words of the title that match: byte ranges in the title, rising.
    pub title_highlights: Vec<Range<usize>>,
}

/// Ranks documents against the terms of a query. One thread's at a time; what it has to look up, it looks up once.
pub struct Ranker<'e, E> {
    terms: &'e Terms,
    word_table: WordTable<'e, E>,
    /// The document that was read last.
    scan: DocumentScan,
}

impl<'e, E> Ranker<'e, E> {
    /// One that has read nothing yet. `look_up` tells what the words of outlines are; its errors are those of the rest.
    pub fn new(terms: &'e Terms, look_up: WordLookup<'e, E>) -> Self {
        Self { terms, word_table: WordTable::new(terms, look_up), scan: DocumentScan::default() }
    }

    /// Scores the passages of a document.
    ///
    /// # Errors
    /// A word cannot be looked up.
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
        // What only resembles the query comes behind what can be marked: a hit shows why it was found.
        let is_bare = |passage: &Passage| passage.highlights.is_empty();
        passages.sort_by(|a, b| {
            is_bare(a).cmp(&is_bare(b)).then(b.score.total_cmp(&a.score)).then(a.range.start.cmp(&b.range.start))
        });
        Ok(Ranked { passages, title_highlights: highlights(document_terms, scan, &(0..document_terms.title_words)) })
    }

    /// How many passages of a document hold a word of the terms.
    ///
    /// # Errors
    /// A word cannot be looked up.
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
