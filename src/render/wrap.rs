//! Wrapping: breaks marked text into lines as wide as a terminal.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

use super::plain::{
    FIRST_STRONG_ISOLATE, LEFT_TO_RIGHT_ISOLATE, POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, columns, is_right_to_left, parts,
    plain,
};
use super::snippet::{inside, snippet};
use super::style::MATCH;

/// Says that text was left out.
const ELLIPSIS: char = '…';

/// Characters, and whether each is part of a match.
type Marked = Vec<(char, bool)>;

/// Lines of marked text.
pub(super) struct Lines {
    lines: Vec<Marked>,
    /// Whether the text reads from right to left: lines of one text have one direction.
    is_right_to_left: bool,
}

impl Lines {
    /// Breaks `text[range]` between words into lines of at most `width` columns; a word that is wider is broken inside.
    /// `marks` are the matches, as byte ranges, rising.
    pub fn of(text: &str, range: Range<usize>, marks: &[Range<usize>], width: usize) -> Self {
        let is_right_to_left = is_right_to_left(&text[range.clone()]);
        Self { lines: wrap(words(text, range, marks), width), is_right_to_left }
    }

    /// The part of `text` around its best match that fits into `most` lines.
    pub fn around(text: &str, marks: &[Range<usize>], most: usize, width: usize) -> Self {
        let mut room = most.saturating_mul(width);
        loop {
            let shown = Some(snippet(text, marks, room)).filter(|shown| !shown.is_empty());
            // A word that is wider than the room is broken.
            let shown = shown.unwrap_or(0..text.len());
            let mut words = words(text, shown.clone(), &inside(marks, &shown));
            if !text[..shown.start].trim().is_empty() {
                words.insert(0, vec![(ELLIPSIS, false)]);
            }
            if !text[shown.end..].trim().is_empty() {
                words.push(vec![(ELLIPSIS, false)]);
            }
            let mut lines = wrap(words, width);
            // Lines are seldom full, so that less may fit than there is room for.
            if lines.len() <= most || room <= width / 2 {
                lines.truncate(most);
                return Self { lines, is_right_to_left: is_right_to_left(&text[shown]) };
            }
            room -= (width / 8).max(1);
        }
    }

    /// As many words of `text` from its beginning as fit into one line.
    pub fn beginning(text: &str, marks: &[Range<usize>], width: usize) -> Self {
        let is_right_to_left = is_right_to_left(text);
        let words = words(text, 0..text.len(), marks);
        let fits = wrap(words.clone(), width);
        if fits.len() < 2 {
            return Self { lines: fits, is_right_to_left };
        }
        let mut lines = wrap(words, width.saturating_sub(2));
        lines.truncate(1);
        lines.iter_mut().for_each(|line| line.extend([(' ', false), (ELLIPSIS, false)]));
        Self { lines, is_right_to_left }
    }

    /// Prints the lines, each in an isolate: the first behind `lead`, the others behind `indent`.
    pub fn print(&self, lead: &str, indent: &str, rest: Style, out: &mut dyn Write) -> io::Result<()> {
        let isolate = match (self.lines.len(), self.is_right_to_left) {
            (..2, _) => FIRST_STRONG_ISOLATE,
            (_, true) => RIGHT_TO_LEFT_ISOLATE,
            (_, false) => LEFT_TO_RIGHT_ISOLATE,
        };
        for (place, line) in self.lines.iter().enumerate() {
            let before = if place == 0 { lead } else { indent };
            write!(out, "{before}{isolate}")?;
            pieces(line, rest, out)?;
            writeln!(out, "{POP_ISOLATE}")?;
        }
        Ok(())
    }

    /// Prints the first line in an isolate, and ends no line.
    pub fn print_inline(&self, rest: Style, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{FIRST_STRONG_ISOLATE}")?;
        self.lines.first().map_or(Ok(()), |line| pieces(line, rest, out))?;
        write!(out, "{POP_ISOLATE}")
    }
}

/// Prints a line, its matches highlighted.
fn pieces(line: &[(char, bool)], rest: Style, out: &mut dyn Write) -> io::Result<()> {
    for piece in line.chunk_by(|one, next| one.1 == next.1) {
        let style = if piece[0].1 { MATCH } else { rest };
        let text: String = piece.iter().map(|(char, _)| char).collect();
        write!(out, "{style}{text}{style:#}")?;
    }
    Ok(())
}

/// The words of `text[range]`, printable.
fn words(text: &str, range: Range<usize>, marks: &[Range<usize>]) -> Vec<Marked> {
    let mut words = vec![Marked::new()];
    for (part, is_match) in parts(text, range, marks) {
        for char in plain(part).chars() {
            match (char, words.last_mut()) {
                (' ', Some(word)) if word.is_empty() => {}
                (' ', _) | (_, None) => words.push(Marked::new()),
                (char, Some(word)) => word.push((char, is_match)),
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn wrap(words: Vec<Marked>, width: usize) -> Vec<Marked> {
    let wide = |char: char| char.width().unwrap_or(0);
    let (mut lines, mut line, mut used) = (Vec::new(), Marked::new(), 0);
    for word in words {
        let room = 1 + word.iter().map(|(char, _)| wide(*char)).sum::<usize>();
        if used > 0 && used + room > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push((' ', false));
            used += 1;
        }
        for (char, is_match) in word {
            if used > 0 && used + wide(char) > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push((char, is_match));
            used += wide(char);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Joins fields by ` · ` into lines of at most `width` columns, broken between fields.
pub(super) fn joined(fields: impl IntoIterator<Item = String>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for field in fields {
        match lines.last_mut() {
            Some(line) if columns(line) + 3 + columns(&field) <= width => {
                line.push_str(" · ");
                line.push_str(&field);
            }
            _ => lines.push(field),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(lines: &Lines) -> Vec<String> {
        let mut out = Vec::new();
        lines.print("", "", Style::new(), &mut out).unwrap();
        let text = without_colours(&String::from_utf8(out).unwrap());
        text.lines().map(str::to_string).collect()
    }

    /// Text without the escapes of colours.
    fn without_colours(text: &str) -> String {
        let pieces = text.split("\u{1b}[");
        pieces.enumerate().map(|(at, piece)| if at == 0 { piece } else { piece.split_once('m').unwrap().1 }).collect()
    }

    fn whole(text: &str, width: usize) -> Vec<String> {
        shown(&Lines::of(text, 0..text.len(), &[], width))
    }

    #[test]
    fn lines_break_between_words_and_keep_one_direction() {
        assert_eq!(whole("وقع  تمرد\nفي سجن", 50), ["\u{2068}وقع تمرد في سجن\u{2069}"]);
        assert_eq!(
            whole("قالت BBC News أمس", 9),
            ["\u{2067}قالت BBC\u{2069}", "\u{2067}News أمس\u{2069}"],
            "a line that begins with Latin letters is Arabic like the first"
        );
        assert_eq!(whole("مَرَّ مَرَّ مَرَّ", 7).len(), 2, "marks have no width");
        assert_eq!(
            whole("ab https://a.example/xyz", 12),
            ["\u{2066}ab\u{2069}", "\u{2066}https://a.ex\u{2069}", "\u{2066}ample/xyz\u{2069}"]
        );
        assert!(whole(" \n ", 10).is_empty());
        let unbounded = Lines::around("وقع تمرد في سجن", &[], 2, usize::MAX);
        assert_eq!(shown(&unbounded), ["\u{2068}وقع تمرد في سجن\u{2069}"]);
        assert_eq!(shown(&Lines::beginning("تمرد في سجن", &[], 11)), ["\u{2068}تمرد في سجن\u{2069}"]);
        assert_eq!(shown(&Lines::beginning("تمرد في سجن", &[], 10)), ["\u{2068}تمرد في …\u{2069}"]);
    }

    #[test]
    fn what_is_around_a_match_fits_and_says_what_it_leaves_out() {
        let text = "كلام كثير قبل ذلك لا يعني أحدا. وقع تمرد في سجن المدينة الكبير أمس ثم هدأ كل شيء بعد ساعات قليلة من الليل الطويل";
        let at = text.find("سجن").unwrap();
        let mark = at..at + "سجن".len();
        for width in [12, 20, 33] {
            let lines = shown(&Lines::around(text, std::slice::from_ref(&mark), 2, width));
            assert!(lines.len() <= 2 && lines.concat().contains("سجن"), "{width}: {lines:?}");
            assert!(lines.iter().all(|line| columns(line) <= width), "{width}: {lines:?}");
            assert!(lines[0].contains('…') && lines.last().unwrap().ends_with("…\u{2069}"), "{width}: {lines:?}");
        }
        assert_eq!(shown(&Lines::around("سجن", &[], 2, 10)), ["\u{2068}سجن\u{2069}"]);
        assert_eq!(shown(&Lines::around(&"س".repeat(100), &[], 2, 10)).len(), 2, "a word without end is cut");
    }

    #[test]
    fn fields_stay_whole() {
        let fields = || ["صدى", "2022-01-20", "id a"].map(String::from);
        assert_eq!(joined(fields(), 80), ["صدى · 2022-01-20 · id a"]);
        assert_eq!(joined(fields(), 17), ["صدى · 2022-01-20", "id a"]);
        assert_eq!(joined(fields(), 1).len(), 3);
    }
}
