//! Text that is safe to print: no control characters, no direction overrides, fields in Unicode isolates.

use std::ops::Range;

/// Opens an isolate whose direction is that of its first letter.
pub(crate) const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Closes an isolate.
pub(crate) const POP_ISOLATE: char = '\u{2069}';

/// `text` on one line, without characters that move a cursor or change the direction of later text.
pub fn plain(text: &str) -> String {
    text.chars().filter_map(|char| harmless(char, ' ')).collect()
}

/// As [`plain`], line breaks kept.
pub fn plain_lines(text: &str) -> String {
    text.chars().filter_map(|char| harmless(char, '\n')).collect()
}

/// `text` with a sign in place of each character that XML cannot hold.
pub(super) fn xml_text(text: &str) -> String {
    let is_foreign =
        |char: char| matches!(char, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    text.replace(is_foreign, "\u{FFFD}")
}

/// `text` as [`plain`] text in an isolate of its own.
pub fn field(text: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{}{POP_ISOLATE}", plain(text))
}

/// The columns that a text takes: marks take none.
pub(super) fn columns(text: &str) -> usize {
    let is_mark = |char: &char| matches!(char, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{200B}'..='\u{200F}');
    text.chars().filter(|char| !is_mark(char)).count()
}

fn harmless(char: char, line_break: char) -> Option<char> {
    match char {
        '\n' => Some(line_break),
        '\r' => (line_break == ' ').then_some(' '),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        char if char.is_control() => Some(char::REPLACEMENT_CHARACTER),
        char => Some(char),
    }
}

/// The parts of `text[range]`, and whether each is one of `marked` (byte ranges in `text`, rising).
pub(crate) fn parts<'t>(text: &'t str, range: Range<usize>, marked: &[Range<usize>]) -> Vec<(&'t str, bool)> {
    let mut parts = Vec::new();
    let mut at = range.start;
    for mark in marked {
        if mark.start > at {
            parts.push((&text[at..mark.start], false));
        }
        parts.push((&text[mark.clone()], true));
        at = mark.end;
    }
    if at < range.end {
        parts.push((&text[at..range.end], false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_pass() {
        assert_eq!(plain("a\u{1b}[31mb\r\nc\u{9b}d\u{7}"), "a\u{FFFD}[31mb  c\u{FFFD}d\u{FFFD}");
    }

    #[test]
    fn direction_overrides_do_not_pass() {
        assert_eq!(plain("\u{202E}gpj.exe\u{2066}"), "gpj.exe");
    }

    #[test]
    fn a_field_is_an_isolate() {
        assert_eq!(field("سجن"), "\u{2068}سجن\u{2069}");
    }

    #[test]
    fn parts_make_up_the_text() {
        let text = "سجن الصناعة كبير";
        let mark = text.find("الصناعة").unwrap();
        let mark = mark..mark + "الصناعة".len();
        assert_eq!(parts(text, 0..text.len(), &[mark]), [("سجن ", false), ("الصناعة", true), (" كبير", false)]);
        assert_eq!(parts(text, 0..0, &[]), []);
    }
}
