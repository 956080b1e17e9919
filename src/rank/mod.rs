//! Candidate documents to ranked passages.
//!
//! A document that stage one found is read again with the same analysis that built the index: its text is cut into
//! passages, and the document and each passage are scored by what they share with the query. Words repeat from document to
//! document, so each is analysed once a search.

mod glossary;
mod passage;
mod reading;
mod score;
mod terms;

use std::ops::Range;

use crate::document::Text;

pub use glossary::Glossary;
pub use passage::{LONGEST, SHORTEST};
pub use score::Parts;
pub use terms::Terms;

use reading::Reading;

/// A passage of a document, and how well it answers a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands in the document's body, in bytes.
    pub range: Range<usize>,
    /// Passage and document together; comparable within one search.
    pub score: f32,
    /// What the score is the sum of.
    pub parts: Parts,
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

/// Cuts a document into passages and scores them against the terms of `glossary`.
pub fn rank(text: &Text, glossary: &mut Glossary<'_>) -> Ranked {
    let (reading, terms) = (Reading::of(text, glossary), glossary.terms());
    let in_document = score::document(&reading, terms);
    let mut passages: Vec<Passage> = ranges(text, &reading)
        .into_iter()
        .map(|range| {
            let words = reading.words_in(&range);
            let parts = score::passage(&reading, words.clone(), terms, in_document);
            Passage { range, score: parts.sum(), parts, highlights: reading.highlights(words) }
        })
        .collect();
    // What only resembles the query comes behind what can be marked: a hit shows why it was found.
    let is_bare = |passage: &Passage| passage.highlights.is_empty();
    passages.sort_by(|a, b| {
        is_bare(a).cmp(&is_bare(b)).then(b.score.total_cmp(&a.score)).then(a.range.start.cmp(&b.range.start))
    });
    Ranked { passages, title_highlights: reading.highlights(0..reading.title_words()) }
}

/// How many passages of a document hold a word of the terms of `glossary`, and how many it has.
pub fn count_passages(text: &Text, glossary: &mut Glossary<'_>) -> (usize, usize) {
    let reading = Reading::of(text, glossary);
    let ranges = ranges(text, &reading);
    let matching = ranges.iter().filter(|range| !reading.highlights(reading.words_in(range)).is_empty()).count();
    (matching, ranges.len())
}

fn ranges(text: &Text, reading: &Reading) -> Vec<Range<usize>> {
    let ranges = passage::cut(&text.body, &reading.body_starts());
    if ranges.is_empty() { vec![Range::default()] } else { ranges }
}
