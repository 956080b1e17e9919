//! Concordances: every match of a query on a line, with the words around it (KWIC, "key word in context").

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::arabic::{Tokens, fold};
use crate::document::Heading;
use crate::engine::{Engine, EngineError, Key, Order, PREFETCH, Plan};
use crate::query::{Filter, Query, match_spans};

/// The default number of words on each side of a match.
pub const WORDS: usize = 8;
/// The most words on each side.
pub const MAX_WORDS: usize = 50;

/// The order of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum LineOrder {
    /// By date, undated documents last, then by place.
    #[default]
    Date,
    /// By the words before the match, the nearest first.
    Before,
    /// By the words after the match.
    After,
    /// By outlet, then by date.
    Outlet,
}

/// How a concordance is made.
#[derive(Clone, Debug)]
pub struct ConcordanceRequest {
    /// Words on each side.
    pub words: usize,
    /// Only matches with a word of one of these stems among the words around them, see [`stem_beside`]; all if there is none.
    pub beside: Vec<String>,
    /// Only documents that also match this query, as [`prepare`](crate::search::prepare) made it.
    pub within: Option<Query>,
    /// The order of the lines.
    pub order: LineOrder,
    /// The most lines. Of more matches a sample is taken, the same in every run.
    pub limit: usize,
}

/// A concordance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Concordance {
    /// Its lines, in their order.
    pub lines: Vec<Line>,
    /// How many matches there are.
    pub matches: u64,
    /// In how many documents.
    pub documents: u64,
}

/// A match with the words around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The document.
    pub heading: Arc<Heading>,
    /// Whether the match is in the title.
    pub in_title: bool,
    /// The bytes of the match, in the title or in the body.
    pub bytes: Range<usize>,
    /// The words before it, on one line.
    pub before: String,
    /// The match as it is written.
    pub matched: String,
    /// The words after it, on one line.
    pub after: String,
}

/// A match that is kept: the hash by which it was drawn, the document, and the place.
type Drawn = (u64, usize, bool, usize, usize);

/// Makes the concordance of the documents that match `query`, as [`prepare`](crate::search::prepare) made it, and `filter`.
/// Every document that matches is read.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn concordance(
    engine: &dyn Engine,
    query: &Query,
    filter: &Filter,
    request: &ConcordanceRequest,
) -> Result<Concordance, EngineError> {
    let plan = Plan::of(query);
    let mut keys = engine.matches(&plan, filter, Order::Oldest, usize::MAX)?.documents;
    if let Some(within) = &request.within {
        let also = engine.matches(&Plan::of(within), filter, Order::Oldest, usize::MAX)?.documents;
        let also: FxHashSet<Key> = also.into_iter().collect();
        keys.retain(|key| also.contains(key));
    }
    let mut concordance = Concordance::default();
    let mut drawn: BinaryHeap<Drawn> = BinaryHeap::new();
    let spans = |text: &str, is_title: bool| {
        let mut spans = match_spans(query, text, is_title);
        let beside = &request.beside;
        spans.retain(|span| beside.is_empty() || stands_beside(beside, text, span, request.words));
        spans
    };
    for (place, key) in keys.iter().enumerate() {
        if place % PREFETCH == 0 {
            engine.prefetch(&keys[place..keys.len().min(place + PREFETCH)])?;
        }
        let text = engine.text(*key)?;
        let (in_title, in_body) = (spans(&text.title, true), spans(&text.body, false));
        if in_title.is_empty() && in_body.is_empty() {
            continue;
        }
        concordance.documents += 1;
        concordance.matches += (in_title.len() + in_body.len()) as u64;
        let id = engine.id(*key)?;
        for (in_title, range) in
            in_title.into_iter().map(|range| (true, range)).chain(in_body.into_iter().map(|range| (false, range)))
        {
            let hash = FxBuildHasher.hash_one((&id, in_title, range.start));
            drawn.push((hash, place, in_title, range.start, range.end));
            if drawn.len() > request.limit {
                drawn.pop();
            }
        }
    }
    concordance.lines = lines(engine, &keys, drawn.into_vec(), request)?;
    Ok(concordance)
}

/// The lines of the matches that were drawn, in their order.
fn lines(
    engine: &dyn Engine,
    keys: &[Key],
    drawn: Vec<Drawn>,
    request: &ConcordanceRequest,
) -> Result<Vec<Line>, EngineError> {
    let mut by_document: BTreeMap<usize, Vec<(bool, Range<usize>)>> = BTreeMap::new();
    for (_, document, in_title, start, end) in drawn {
        by_document.entry(document).or_default().push((in_title, start..end));
    }
    let mut lines = Vec::new();
    for (document, mut matches) in by_document {
        matches.sort_by_key(|(in_title, range)| (Reverse(*in_title), range.start));
        let key = keys[document];
        let (heading, text) = (Arc::new(engine.heading(key)?), engine.text(key)?);
        lines.extend(matches.into_iter().map(|(in_title, bytes)| {
            let text = if in_title { &text.title } else { &text.body };
            line(Arc::clone(&heading), in_title, bytes, text, request.words)
        }));
    }
    // Sorting keeps the order of dates and places among equals.
    match request.order {
        LineOrder::Date => {}
        LineOrder::Before => {
            lines.sort_by_cached_key(|line| line.before.split(' ').rev().map(fold).collect::<Vec<_>>())
        }
        LineOrder::After => lines.sort_by_cached_key(|line| line.after.split(' ').map(fold).collect::<Vec<_>>()),
        LineOrder::Outlet => lines.sort_by_cached_key(|line| {
            let outlet = line.heading.metadata.outlet.as_ref();
            (outlet.is_none(), outlet.map(|outlet| outlet.name.clone()))
        }),
    }
    Ok(lines)
}

fn line(heading: Arc<Heading>, in_title: bool, bytes: Range<usize>, text: &str, words: usize) -> Line {
    let (before, after) = around(text, &bytes, words);
    let one_line = |bytes: Range<usize>| text[bytes].split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, matched, after) = (one_line(before), one_line(bytes.clone()), one_line(after));
    Line { heading, in_title, bytes, before, matched, after }
}

/// The bytes of the `words` words before a match, up to it, and of those after it, from its end.
pub(super) fn around(text: &str, bytes: &Range<usize>, words: usize) -> (Range<usize>, Range<usize>) {
    let (mut start, mut end) = (bytes.start, bytes.end);
    for _ in 0..words {
        let before = text[..start].trim_end();
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            break;
        }
        start = before.len() - word.len();
    }
    for _ in 0..words {
        let after = text[end..].trim_start();
        let word = after.split(char::is_whitespace).next().unwrap_or_default();
        if word.is_empty() {
            break;
        }
        end = text.len() - after.len() + word.len();
    }
    (start..bytes.start, bytes.end..end)
}

/// The stem of a word that is looked for beside matches; `None` if the text is not one word, or is a stop word.
pub fn stem_beside(word: &str) -> Option<String> {
    let word = word.trim();
    let mut tokens = Tokens::new(word);
    let token = tokens.advance().filter(|token| token.span() == (0..word.len()) && !token.is_stop_word)?;
    let stem = token.stem.to_string();
    tokens.advance().is_none().then_some(stem)
}

/// Whether a word with one of `wanted` stems is among the words around a match.
fn stands_beside(wanted: &[String], text: &str, bytes: &Range<usize>, words: usize) -> bool {
    let (before, after) = around(text, bytes, words);
    [before, after].into_iter().any(|part| {
        let mut tokens = Tokens::new(&text[part]);
        while let Some(token) = tokens.advance() {
            if !token.is_stop_word && wanted.iter().any(|stem| token.stem == stem.as_str()) {
                return true;
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_is_one_word_that_is_no_stop_word() {
        assert_eq!(stem_beside(" والسِّجن ").as_deref(), Some("سجن"));
        for word in ["", " ", "=", "سج*", "السجن المركزي", "على", "\"سجن\""] {
            assert_eq!(stem_beside(word), None, "{word}");
        }
    }

    #[test]
    fn words_around_a_match_are_whole() {
        let text = "  واحد\n«اثنان سجن» ثلاثة\u{A0}أربعة ";
        let at = text.find("سجن").unwrap();
        let around = |words: usize| {
            let (before, after) = around(text, &(at..at + "سجن".len()), words);
            (&text[before], &text[after])
        };
        assert_eq!(around(0), ("", ""));
        assert_eq!(around(1), ("«اثنان ", "»"));
        assert_eq!(around(2), ("واحد\n«اثنان ", "» ثلاثة"));
        assert_eq!(around(9), ("واحد\n«اثنان ", "» ثلاثة\u{A0}أربعة"));
        assert_eq!(super::around("سجن", &(0.."سجن".len()), 3), (0..0, 6..6));
    }
}
