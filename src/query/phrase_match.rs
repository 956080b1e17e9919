//! Decides whether a text matches a phrase by reading the text, the slow and obvious way.
//!
//! Engines use it if an index cannot decide (exact phrases, written forms); concordances find by it where a text matches; tests
//! compare it with the index.

use std::ops::Range;

use super::{Group, Level, Node, Occur, Phrase, Query, Word};
use crate::arabic::{Tokens, without_format};

/// A word of a text.
struct Token {
    span: Range<usize>,
    written: String,
    folded: String,
    stem: String,
}

/// Whether a document with this title and body has the phrase or an alternative of it.
pub fn phrase_matches(phrase: &Phrase, title: &str, body: &str) -> bool {
    // Exact phrases match stop words, others skip them.
    let sees_all = phrase.level <= Level::Folded;
    let mut tokens = tokens_of(title, sees_all);
    if !phrase.in_title {
        tokens.push(None);
        tokens.extend(tokens_of(body, sees_all));
    }
    phrase.variants().iter().any(|words| match phrase.near {
        Some(among) => is_near(words, phrase.level, among as usize, &tokens),
        None => is_row(words, phrase.level, &tokens),
    })
}

fn tokens_of(text: &str, with_stop_words: bool) -> Vec<Option<Token>> {
    let (mut found, mut tokens) = (Vec::new(), Tokens::new(text));
    while let Some(token) = tokens.advance() {
        if with_stop_words || !token.is_stop_word {
            let written = without_format(token.written);
            found.push(Some(Token {
                span: token.span(),
                written,
                folded: token.folded.to_string(),
                stem: token.stem.to_string(),
            }));
        }
    }
    found
}

fn matches(word: &Word, level: Level, token: &Option<Token>) -> bool {
    let Some(token) = token else { return false };
    let is_written = level != Level::Written || without_format(&word.written) == token.written;
    is_written && word.matches(&token.folded, &token.stem)
}

/// Whether the words are side by side in their order.
fn is_row(words: &[&Word], level: Level, tokens: &[Option<Token>]) -> bool {
    tokens.windows(words.len()).any(|window| is_at(words, level, window))
}

fn is_at(words: &[&Word], level: Level, window: &[Option<Token>]) -> bool {
    words.iter().zip(window).all(|(word, token)| matches(word, level, token))
}

/// Where a title or a body matches what `query` looks for: the bytes of each word, phrase, or alternative of it, rising and
/// without overlaps, the longest first where they would overlap. Words of a near phrase stand alone, if they are near.
pub fn match_spans(query: &Query, text: &str, is_title: bool) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let tokens = [false, true].map(|with_stop_words| tokens_of(text, with_stop_words));
    spans_of_group(&query.root, &tokens, is_title, &mut spans);
    spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
    let mut end = 0;
    spans.retain(|span| {
        let is_free = span.start >= end;
        end = if is_free { span.end } else { end };
        is_free
    });
    spans
}

fn spans_of_group(group: &Group, tokens: &[Vec<Option<Token>>; 2], is_title: bool, spans: &mut Vec<Range<usize>>) {
    for alternative in group.names.iter().flat_map(|name| &name.alternatives) {
        let words: Vec<&Word> = alternative.words.iter().collect();
        spans_of_row(&words, Level::Stem, &tokens[0], spans);
    }
    for clause in group.clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
        match &clause.node {
            Node::Group(group) => spans_of_group(group, tokens, is_title, spans),
            Node::Phrase(phrase) if is_title || !phrase.in_title => {
                let tokens = &tokens[usize::from(phrase.level <= Level::Folded)];
                for words in phrase.variants() {
                    match phrase.near {
                        None => spans_of_row(&words, phrase.level, tokens, spans),
                        Some(among) if is_near(&words, phrase.level, among as usize, tokens) => {
                            words.iter().for_each(|word| spans_of_row(&[*word], phrase.level, tokens, spans));
                        }
                        Some(_) => {}
                    }
                }
            }
            Node::Phrase(_) | Node::Filter(_) | Node::Everything => {}
        }
    }
}

fn spans_of_row(words: &[&Word], level: Level, tokens: &[Option<Token>], spans: &mut Vec<Range<usize>>) {
    let rows = tokens.windows(words.len().max(1)).filter(|window| is_at(words, level, window));
    let ends = rows.filter_map(|window| Some((window.first()?.as_ref()?, window.last()?.as_ref()?)));
    spans.extend(ends.map(|(first, last)| first.span.start..last.span.end));
}

/// Whether the words are in any order with at most `among` others among them.
fn is_near(words: &[&Word], level: Level, among: usize, tokens: &[Option<Token>]) -> bool {
    let places: Vec<Vec<u32>> = words
        .iter()
        .map(|word| {
            (0..).zip(tokens).filter(|(_, token)| matches(word, level, token)).map(|(place, _)| place).collect()
        })
        .collect();
    within_window(&places, among)
}

/// Whether one position can be chosen from each list, all different and within a window of as many words as there are
/// lists and `among` more. Lists are sorted.
pub fn within_window(places: &[Vec<u32>], among: usize) -> bool {
    let width = (places.len() + among) as u32;
    // The first place of a window is one of the lists'.
    places.iter().flatten().any(|&first| {
        let mut taken = Vec::with_capacity(places.len());
        places.iter().all(|list| {
            let begin = list.partition_point(|&place| place < first);
            let free =
                list[begin..].iter().take_while(|&&place| place < first + width).find(|place| !taken.contains(*place));
            free.map(|&place| taken.push(place)).is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Node, parse};
    use super::*;

    fn stands(query: &str, title: &str, body: &str) -> bool {
        let query = parse(query).unwrap();
        let Node::Phrase(phrase) = &query.root.clauses[0].node else { panic!("{query} is no phrase") };
        phrase_matches(phrase, title, body)
    }

    #[test]
    fn a_phrase_is_a_row_of_stems() {
        assert!(stands("\"سجن الصناعة\"", "", "في سجون! بسجن الصناعه"));
        assert!(!stands("\"سجن الصناعة\"", "", "الصناعة سجن"));
        assert!(!stands("\"سجن الصناعة\"", "تمرد سجن", "الصناعة تتعافى"));
    }

    #[test]
    fn exact_phrases_are_rows_of_forms_and_see_stop_words() {
        assert!(stands("=\"سجن في المدينة\"", "", "سِجن في المدينه"));
        assert!(!stands("=\"سجن في المدينة\"", "", "سجن المدينة"));
        assert!(!stands("=\"سجن المدينة\"", "", "بسجن المدينة"));
    }

    #[test]
    fn written_words_have_their_marks() {
        assert!(stands("==سِجن", "", "\u{200F}سِجن"));
        assert!(!stands("==سِجن", "", "سجن"));
        assert!(!stands("==سجن", "", "سِجن"));
    }

    #[test]
    fn near_words_stand_in_any_order() {
        assert!(stands("\"سجن صناعة\"~1", "", "صناعة كبيرة سجن"));
        assert!(!stands("\"سجن صناعة\"~1", "", "صناعة كبيرة جديدة سجن"));
        assert!(!stands("\"سجن سجن\"~3", "", "سجن واحد"), "a word is one");
    }

    #[test]
    fn titles_can_be_asked_alone() {
        assert!(stands("title:سجن", "سجون وسجن", ""));
        assert!(!stands("title:سجن", "تمرد", "سجن"));
    }
}
