//! Decides whether a text matches a phrase by reading the text, the slow and obvious way.
//!
//! Engines use it if an index cannot decide (exact phrases, written forms); concordances find by it where a text matches; tests
//! compare it with the index.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Group, Level, Node, Occur, Phrase, Query, Word};
use crate::arabic::{Tokens, without_format};

/// A word of a text.
struct Token<'t> {
    written: &'t str,
    /// Its first byte in the text.
    start: usize,
    folded: String,
    stem: String,
}

/// Whether a document with this title and body has the phrase or an alternative of it.
pub fn phrase_matches(phrase: &Phrase, title: &str, body: &str) -> bool {
    let sees_all = sees_stop_words(phrase.level);
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

fn tokens_of(text: &str, with_stop_words: bool) -> Vec<Option<Token<'_>>> {
    let (mut found, mut tokens) = (Vec::new(), Tokens::new(text));
    while let Some(token) = tokens.advance() {
        if with_stop_words || !token.is_stop_word {
            found.push(Some(Token {
                written: &text[token.span()],
                start: token.start,
                folded: token.folded.to_string(),
                stem: token.stem.to_string(),
            }));
        }
    }
    found
}

fn matches(word: &Word, level: Level, token: &Option<Token<'_>>) -> bool {
    let Some(token) = token else { return false };
    let is_written = level != Level::Written || without_format(&word.written) == without_format(token.written);
    is_written && word.matches(&token.folded, &token.stem)
}

/// Whether the words are side by side in their order.
fn is_row(words: &[&Word], level: Level, tokens: &[Option<Token<'_>>]) -> bool {
    tokens.windows(words.len()).any(|window| is_at(words, level, window))
}

fn is_at(words: &[&Word], level: Level, window: &[Option<Token<'_>>]) -> bool {
    words.iter().zip(window).all(|(word, token)| matches(word, level, token))
}

/// Where a title or a body matches what `query` looks for: the bytes of each word, phrase, or alternative of it, rising and
/// without overlaps, the longest first where they would overlap. Words of a near phrase stand alone, if they are near.
pub fn match_spans(query: &Query, text: &str, is_title: bool) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let words = TextWords { text, is_title, all: OnceCell::new(), without_stop_words: OnceCell::new() };
    words.spans_of_group(&query.root, &mut spans);
    spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
    let mut end = 0;
    spans.retain(|span| {
        let is_free = span.start >= end;
        end = if is_free { span.end } else { end };
        is_free
    });
    spans
}

/// The words of a title or a body, read when they are first needed.
struct TextWords<'t> {
    text: &'t str,
    is_title: bool,
    all: OnceCell<Vec<Option<Token<'t>>>>,
    without_stop_words: OnceCell<Vec<Option<Token<'t>>>>,
}

impl<'t> TextWords<'t> {
    /// The words that phrases of a level see.
    fn seen_at(&self, level: Level) -> &[Option<Token<'t>>] {
        let sees_all = sees_stop_words(level);
        let words = if sees_all { &self.all } else { &self.without_stop_words };
        words.get_or_init(|| tokens_of(self.text, sees_all))
    }

    fn spans_of_group(&self, group: &Group, spans: &mut Vec<Range<usize>>) {
        for alternative in group.names.iter().flat_map(|name| &name.alternatives) {
            let words: Vec<&Word> = alternative.words.iter().collect();
            spans_of_row(&words, Level::Stem, self.seen_at(Level::Stem), spans);
        }
        for clause in group.clauses.iter().filter(|clause| clause.occur != Occur::MustNot) {
            match &clause.node {
                Node::Group(group) => self.spans_of_group(group, spans),
                Node::Phrase(phrase) if self.is_title || !phrase.in_title => self.spans_of_phrase(phrase, spans),
                Node::Phrase(_) | Node::Filter(_) | Node::Everything => {}
            }
        }
    }

    fn spans_of_phrase(&self, phrase: &Phrase, spans: &mut Vec<Range<usize>>) {
        let tokens = self.seen_at(phrase.level);
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
}

/// Whether phrases of a level match stop words; others skip them.
fn sees_stop_words(level: Level) -> bool {
    level <= Level::Folded
}

fn spans_of_row(words: &[&Word], level: Level, tokens: &[Option<Token<'_>>], spans: &mut Vec<Range<usize>>) {
    let rows = tokens.windows(words.len().max(1)).filter(|window| is_at(words, level, window));
    let ends = rows.filter_map(|window| Some((window.first()?.as_ref()?, window.last()?.as_ref()?)));
    spans.extend(ends.map(|(first, last)| first.start..last.start + last.written.len()));
}

/// Whether the words are in any order with at most `among` others among them.
fn is_near(words: &[&Word], level: Level, among: usize, tokens: &[Option<Token<'_>>]) -> bool {
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
