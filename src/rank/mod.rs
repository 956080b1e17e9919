//! Stage two: scores the passages of candidate documents.
//!
//! A candidate is read as [`DocumentTerms`]: those of its words that may concern the query, by code and position, without
//! their letters. Words repeat from document to document, so each is compared with the query once a search.

mod scan;
mod score;
mod score_parts;
mod term_match;
mod terms;
mod word_map;
mod word_table;

use std::ops::Range;

use crate::document::{DocumentTerms, PassageTerms};

pub use score_parts::ScoreParts;
pub use terms::Terms;
pub use word_table::Spelling;

use scan::DocumentScan;
use score::Scorer;
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
    word_table: WordTable<'e, E>,
    scorer: Scorer<'e>,
    /// The scan of the last document.
    scan: DocumentScan,
}

impl<'e, E> Ranker<'e, E> {
    /// A ranker for `terms`. `spell` returns words as they are written; its errors are passed on.
    pub fn new(terms: &'e Terms, spell: Spelling<'e, E>) -> Self {
        Self { word_table: WordTable::new(terms, spell), scorer: Scorer::new(terms), scan: DocumentScan::default() }
    }

    /// Ranks the passages of a document, and returns up to `limit` of them.
    ///
    /// # Errors
    /// A word cannot be read.
    pub fn rank(&mut self, document_terms: &DocumentTerms, limit: usize) -> Result<Ranked, E> {
        self.scan.read(document_terms, &mut self.word_table)?;
        let (scan, scorer) = (&self.scan, &mut self.scorer);
        let in_document = scorer.document(scan);
        let mut scored: Vec<_> = document_terms
            .passages
            .iter()
            .map(|passage| {
                let parts = scorer.passage(scan, passage, in_document);
                (!scan.has_match(&passage.words), parts.sum(), parts, passage)
            })
            .collect();
        // Passages without a match rank last: a hit must show why it was found.
        scored.sort_by(|(a_is_bare, a_score, _, a), (b_is_bare, b_score, _, b)| {
            let by_score = || b_score.total_cmp(a_score).then(a.bytes.start.cmp(&b.bytes.start));
            a_is_bare.cmp(b_is_bare).then_with(by_score)
        });
        let passage = |(_, score, parts, passage): (bool, f32, ScoreParts, &PassageTerms)| {
            let highlights = highlights(document_terms, scan, &passage.words);
            Passage { range: passage.bytes.clone(), score, parts, highlights }
        };
        Ok(Ranked {
            passages: scored.into_iter().take(limit).map(passage).collect(),
            title_highlights: highlights(document_terms, scan, &(0..document_terms.title_words)),
        })
    }

    /// Counts the passages of a document that match a term.
    ///
    /// # Errors
    /// A word cannot be read.
    pub fn count_passages(&mut self, document_terms: &DocumentTerms) -> Result<usize, E> {
        self.scan.read(document_terms, &mut self.word_table)?;
        let matches = |passage: &&PassageTerms| self.scan.has_match(&passage.words);
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
    use crate::arabic::{GramSet, Pattern, Tokens, WordCode, WordKind, WordLengths, each_gram, pack};
    use crate::document::{DocumentTermsBuilder, WordKey, passages};
    use crate::query::{Aliases, Layers, Query, QueryError, Statistics, Vocabulary, expand, parse};

    /// Articles, and words of every kind: marks, homographs of stop words, ligatures, other scripts, long words, numbers.
    fn text() -> String {
        let mut text = include_str!("../../corpus/sada.jsonl").to_string() + include_str!("../../corpus/qindil.jsonl");
        text += " على عَلى علّم عليّ من مَنّ ﷺ ﷲ BBC bbc الـBBC كوفيد19 COVID 2015 ٢٠١٥ 12,500 والإستراتيجياتهما \
                 استراتيجية السِّجْنِ سجون سجناء بالسجون وبالمسجونين داعش تنظيم الدولة تنظيم الدولة الإسلامية هههههههههههههههه \
                 أبو ظبي أبوظبي غوتيريش جوتيريس قوتيريس الأمريكية الأميركية شركة الشركات شركات ";
        text
    }

    /// The words of a text, with their places.
    fn words(text: &str) -> Vec<Range<usize>> {
        let (mut tokens, mut words) = (Tokens::new(text), Vec::<Range<usize>>::new());
        while let Some(token) = tokens.advance() {
            if words.last().is_none_or(|last| last.end <= token.start) {
                words.push(token.span());
            }
        }
        words
    }

    /// The terms of a text, of its words those that share a gram with a query; all, and by a code that says nothing, if there
    /// are no grams.
    fn terms_of(text: &str, grams: Option<&GramSet>) -> DocumentTerms {
        let (words, mut terms) = (words(text), DocumentTerms::default());
        let passage = |bytes| PassageTerms { bytes, ..PassageTerms::default() };
        terms.passages = passages(text, &words).into_iter().map(passage).collect();
        let grams: Option<HashSet<_>> = grams.map(|grams| grams.iter().collect());
        let mut builder = DocumentTermsBuilder::new(&mut terms);
        builder.begin_body();
        for span in words {
            let written = &text[span.clone()];
            let code = WordCode::of(written);
            let key = WordKey(text.find(written).unwrap() as u64 | (written.len() as u64) << 32);
            let mut concerns = false;
            if let Some(grams) = &grams {
                each_gram(code, written, |gram| concerns |= grams.contains(&gram));
            }
            let occurrence = match &grams {
                Some(_) => concerns.then_some((key, code, span.end)),
                None => Some((key, WordCode::of("؟"), span.end)),
            };
            builder.read(span.start, WordLengths::of(code, written), occurrence);
        }
        builder.finish();
        terms
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

    /// Queries of every kind.
    const QUERIES: [&str; 29] = [
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
    ];

    #[test]
    fn codes_tell_what_the_words_tell() {
        let text = text();
        assert_eq!(WordCode::of("؟").kind(), WordKind::Other);
        let by_word = terms_of(&text, None);
        let different = by_word.words.iter().map(|word| word.key).collect::<HashSet<_>>().len();
        let (mut spelled, mut read, mut matching) = (0, 0, 0);
        for query in QUERIES {
            let expanded = expanded(query, &text);
            let statistics = Statistics {
                documents: 1000,
                tokens: 300_000,
                stems: vec![7; expanded.stems().len()],
                forms: vec![3; expanded.forms().len()],
            };
            let terms = Terms::new(&expanded, &statistics);
            let count = std::cell::Cell::new(0);
            let spell = |WordKey(key): WordKey| {
                count.set(count.get() + 1);
                let start = key as u32 as usize;
                Ok::<_, QueryError>(text[start..start + (key >> 32) as usize].to_string())
            };
            let expected = Ranker::new(&terms, &spell).rank(&by_word, usize::MAX).unwrap();
            assert_eq!(count.replace(0), different, "each word once");
            let by_code = terms_of(&text, Some(terms.grams()));
            read += by_code.words.len();
            let mut ranker = Ranker::new(&terms, &spell);
            for _ in 0..2 {
                assert_eq!(ranker.rank(&by_code, usize::MAX).unwrap(), expected, "{query}");
            }
            spelled += count.get();
            matching += usize::from(expected.passages.iter().any(|passage| !passage.highlights.is_empty()));
        }
        assert!(matching >= 25, "{matching} queries match");
        assert!(spelled < 29 * different / 20, "{spelled} words were spelled");
        assert!(read < 29 * by_word.words.len() / 4, "{read} words were compared");
    }
}
