//! Quotations: what reports give in quotation marks, and which of several say the same.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::arabic::Tokens;

/// The fewest words of a quotation: shorter ones are names and scare quotes.
const LEAST_WORDS: usize = 5;
/// The most bytes of a quotation: a mark that is never closed opens none.
const LONGEST: usize = 2_000;
/// The least share of the words of the shorter of two quotations that the other has, if they say the same.
const SAME: f32 = 0.6;

/// Quotation marks, opening and closing.
const MARKS: [(char, char); 3] = [('«', '»'), ('“', '”'), ('"', '"')];

/// The quotations of a text: the bytes between the marks, of [`LEAST_WORDS`] words or more.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((begin, mark)) =
        text[at..].char_indices().find(|(_, char)| MARKS.iter().any(|(open, _)| open == char))
    {
        let inner = at + begin + mark.len_utf8();
        let close = MARKS.iter().find(|(open, _)| *open == mark).map_or(mark, |(_, close)| *close);
        let reach = text[inner..].floor_char_boundary(LONGEST);
        // A line break ends what an unclosed mark opened.
        let rest = text[inner..inner + reach].split('\n').next().unwrap_or_default();
        let Some(length) = rest.find(close) else {
            at = inner;
            continue;
        };
        if words(&rest[..length]).len() >= LEAST_WORDS {
            found.push(inner..inner + length);
        }
        at = inner + length + close.len_utf8();
    }
    found
}

/// Whether two quotations say the same: most of the words of the shorter one are in the other.
pub(super) fn is_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let least = one.len().min(other.len()).max(1) as f32;
    one.intersection(other).count() as f32 / least >= SAME
}

/// The stems of a text without stop words, each once.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    words(text).into_iter().filter_map(|(stem, is_stop_word)| (!is_stop_word).then_some(stem)).collect()
}

fn words(text: &str) -> Vec<(String, bool)> {
    let (mut tokens, mut words) = (Tokens::new(text), Vec::new());
    while let Some(token) = tokens.advance() {
        words.push((token.stem.to_string(), token.is_stop_word));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotations_are_what_stands_between_marks() {
        let text = "قال «إن الهجوم لن يبقى دون رد» ثم أضاف \"سنعلن نتائج التحقيق في الأيام المقبلة\" وختم “لا أحد فوق القانون في هذا البلد”.";
        let expected =
            ["إن الهجوم لن يبقى دون رد", "سنعلن نتائج التحقيق في الأيام المقبلة", "لا أحد فوق القانون في هذا البلد"];
        assert_eq!(read(text), expected);
    }

    #[test]
    fn names_and_unclosed_marks_are_none() {
        for text in [
            "تنظيم «الدولة» وتنظيم \"داعش\"",
            "قال «إن الهجوم لن يبقى دون\nرد» أبدا",
            "«",
            "\"\"",
            "قال \"إن الهجوم لن يبقى دون رد أبدا",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
        // An unclosed mark does not hide what follows it.
        assert_eq!(read("«مفتوح\nقال «إن الهجوم لن يبقى دون رد»"), ["إن الهجوم لن يبقى دون رد"]);
    }

    #[test]
    fn the_same_statement_is_known_in_other_words() {
        let same = |one: &str, other: &str| is_same(&stems(one), &stems(other));
        assert!(same("إن الهجوم لن يبقى دون رد حازم", "الهجوم لن يبقى بلا رد، وسيكون الرد حازما"));
        assert!(!same("إن الهجوم لن يبقى دون رد حازم", "سنعلن نتائج التحقيق في الأيام المقبلة"));
    }
}
