//! Text that is safe to print: no control characters, no direction overrides, fields in Unicode isolates.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Opens an isolate whose direction is that of its first letter.
pub(crate) const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Opens an isolate that is read from left to right.
pub(super) const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';
/// Opens an isolate that is read from right to left.
pub(super) const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';
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

/// The columns that a text takes: marks and isolates take none. Lam and alef are counted as two, since not every terminal
/// joins them.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// Whether the first letter of a text belongs to a script that is written from right to left.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let first = text.chars().find(|char| char.is_alphabetic());
    first.is_some_and(|char| matches!(char, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'))
}

/// A number with its thousands parted: `12,500`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

/// The host of a web address that is safe to follow, without `www.`.
pub(crate) fn site(url: &str) -> Option<&str> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme))?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    Some(host.strip_prefix("www.").unwrap_or(host))
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
    fn thousands_are_parted() {
        let shown = [0, 999, 1000, 12_500, 1_234_567].map(thousands);
        assert_eq!(shown, ["0", "999", "1,000", "12,500", "1,234,567"]);
    }

    #[test]
    fn marks_and_isolates_take_no_columns() {
        assert_eq!(columns("\u{2068}مَرَّ\u{2069}"), 2);
        assert_eq!(columns("لا 北"), 5);
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
