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

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::*;
    use crate::arabic::{Pattern, Tokens, WordCode, WordKind, pack};
    use crate::document::{WordKey, WordOccurrence, passages};
    use crate::query::{Aliases, Layers, Query, QueryError, Statistics, Vocabulary, expand, parse};

    /// Articles, and words of every kind: marks, homographs of stop words, ligatures, other scripts, long words, numbers.
    fn text() -> String {
        let mut text = include_str!("../../corpus/sada.jsonl").to_string() + include_str!("../../corpus/qindil.jsonl");
        text += " على عَلى علّم عليّ من مَنّ ﷺ ﷲ BBC bbc الـBBC كوفيد19 COVID 2015 ٢٠١٥ 12,500 والإستراتيجياتهما \
                 استراتيجية السِّجْنِ سجون سجناء بالسجون وبالمسجونين داعش تنظيم الدولة تنظيم الدولة الإسلامية هههههههههههههههه \
                 أبو ظبي أبوظبي غوتيريش جوتيريس قوتيريس الأمريكية الأميركية شركة الشركات شركات ";
        text
    }

    /// Words by the first place where they are written.
    fn read(text: &str) -> (DocumentTerms, Vec<String>) {
        let (mut tokens, mut written, mut terms) = (Tokens::new(text), Vec::<String>::new(), DocumentTerms::default());
        while let Some(token) = tokens.advance() {
            let (start, end) = (token.start as u32, token.span().end as u32);
            if terms.words.last().is_some_and(|last| last.end > start) {
                continue;
            }
            let number = written.iter().position(|word| word == token.written).unwrap_or_else(|| {
                written.push(token.written.into());
                written.len() - 1
            });
            let key = WordKey(number as u64);
            terms.words.push(WordOccurrence { key, code: WordCode::of(token.written), start, end });
        }
        let spans: Vec<_> = terms.words.iter().map(|word| word.start as usize..word.end as usize).collect();
        terms.passages = passages(text, &spans);
        (terms, written)
    }

    /// The query as it is searched in an archive of this text alone.
    fn expanded(query: &str, text: &str) -> Query {
        let (mut tokens, mut words) = (Tokens::new(text), [BTreeMap::new(), BTreeMap::new()]);
        while let Some(token) = tokens.advance() {
            words[0].insert(token.stem.to_string(), 1);
            words[1].insert(token.folded.to_string(), 1);
        }
        let matches = |pattern: &Pattern, word: &str| {
            pattern.is_match(pack(word).bytes().fold(pattern.start(), |states, byte| pattern.step(states, byte)))
        };
        let look_up = |of: Vocabulary, pattern: &Pattern, _| {
            let all = words[usize::from(of == Vocabulary::Forms)].clone().into_iter();
            Ok::<_, QueryError>(all.filter(|(word, _)| matches(pattern, word)).collect())
        };
        let aliases =
            Aliases::parse("[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\", \"تنظيم الدولة الإسلامية\"]\n").unwrap();
        let mut query = parse(query).unwrap();
        expand(&mut query, Layers::default(), &aliases, &HashSet::new(), look_up).unwrap();
        query
    }

    #[test]
    fn codes_tell_what_the_words_tell() {
        let text = text();
        let (by_code, written) = read(&text);
        let mut by_word = by_code.clone();
        // A code that says nothing, so that every word is read.
        let unknown = WordCode::of("؟");
        assert_eq!(unknown.kind(), WordKind::Other);
        by_word.words.iter_mut().for_each(|word| word.code = unknown);
        let (mut spelled, mut matching) = (0, 0);
        for query in [
            "سجن",
            "السجون",
            "=السجن",
            "==بالسجون",
            "\"تنظيم الدولة\"",
            "داعش حريق",
            "تنظيم الدولة",
            "==من",
            "على",
            "عليّ",
            "==عَلى",
            "BBC",
            "bbc كوفيد19",
            "2015",
            "covid",
            "والإستراتيجياتهما",
            "استراتيجيات",
            "غوتيريش",
            "أبو ظبي",
            "أبوظبي",
            "سج*",
            "حريك~",
            "Daesh",
            "ﷺ",
            "هههههههههههههههه",
            "+حريق -قمح",
            "title:تمرد شركة",
            "الأميركية",
            "حريق في صومعة الحبوب بميناء مرسى الإوزة يتلف آلاف الأطنان",
        ] {
            let expanded = expanded(query, &text);
            let statistics = Statistics {
                documents: 1000,
                tokens: 300_000,
                stems: vec![7; expanded.stems().len()],
                forms: vec![3; expanded.forms().len()],
            };
            let terms = Terms::new(&expanded, &statistics);
            let count = std::cell::Cell::new(0);
            let spell = |WordKey(number): WordKey| {
                count.set(count.get() + 1);
                Ok::<_, QueryError>(written[number as usize].clone())
            };
            let expected = Ranker::new(&terms, &spell).rank(&by_word).unwrap();
            assert_eq!(count.replace(0), written.len(), "each word once");
            let mut ranker = Ranker::new(&terms, &spell);
            for _ in 0..2 {
                assert_eq!(ranker.rank(&by_code).unwrap(), expected, "{query}");
            }
            spelled += count.get();
            matching += usize::from(expected.passages.iter().any(|passage| !passage.highlights.is_empty()));
        }
        assert!(matching >= 25, "{matching} queries match");
        assert!(spelled < 29 * written.len() / 20, "{spelled} words were read");
    }
}
