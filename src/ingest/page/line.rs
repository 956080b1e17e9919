//! Lines of a page and their kinds: prose, short lines, dates, lines that belong to the page around an article.

use super::super::byline;
use super::super::date::{self, DateRole};
use super::super::outlets::OutletEntry;
use super::chrome::{is_chrome, is_end, is_pause};
use crate::arabic::{fold, is_alphanumeric};
use crate::document::Precision;

/// Minimum words of a line of prose, whatever its end, and of one that ends a sentence.
const LONG_LINE: usize = 25;
const SENTENCE: usize = 6;
/// Words of a title.
pub(super) const TITLE: std::ops::RangeInclusive<usize> = 3..=30;
/// The most lines between a link within an article and the next prose.
const WITHIN: usize = 3;
/// The weight of a line that is not prose.
const SHORT: i64 = -6;
const CHROME: i64 = -10;
const END: i64 = -100;

/// A line that is not empty.
pub(super) struct Line<'t> {
    pub text: &'t str,
    pub words: usize,
    pub kind: Kind,
    /// Whether an empty line comes before it.
    pub parted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Prose,
    /// Few words, and no sentence.
    Short,
    /// A date alone, perhaps with words that introduce dates.
    Date,
    /// Belongs to the page, not to the article.
    Chrome,
    /// A link to share the article or to read others: after the article, or within it.
    Pause,
    /// Begins the part after an article.
    End,
}

/// Whether a line of the text is prose: pages that list others have none.
pub fn has_prose(text: &str) -> bool {
    text.lines().any(is_prose)
}

/// The first line of prose.
pub fn first_prose(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| is_prose(line))
}

/// Whether a line belongs to the page around an article: a button, a menu, a notice.
pub fn is_of_the_page(line: &str) -> bool {
    let line = line.trim();
    matches!(kind(line, words(line), &[]), Kind::Chrome | Kind::Pause | Kind::End)
}

/// Whether a line is prose: it is long, or a sentence of some words.
pub fn is_prose(line: &str) -> bool {
    let line = line.trim();
    let ends_sentence = line.trim_end_matches(['"', '”', '“', '»', ')', '’']).ends_with('.') && !line.ends_with("..");
    let words = words(line);
    words > LONG_LINE || words >= SENTENCE && ends_sentence
}

/// The lines of a text that are not empty; `outlet` may know some that belong to its pages.
pub(super) fn lines<'t>(text: &'t str, outlet: Option<&OutletEntry>) -> Vec<Line<'t>> {
    let known: Vec<String> = outlet.iter().flat_map(|outlet| &outlet.chrome).map(|line| fold(line)).collect();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut parted = false;
    for text in text.lines().map(str::trim) {
        if text.is_empty() {
            parted = true;
            continue;
        }
        let words = words(text);
        lines.push(Line { text, words, kind: kind(text, words, &known), parted: std::mem::take(&mut parted) });
    }
    // A link to another article, or to share this one, may be within it.
    for place in 0..lines.len() {
        let next = &lines[place + 1..lines.len().min(place + 1 + WITHIN)];
        if lines[place].kind == Kind::Pause && next.iter().any(|line| line.kind == Kind::Prose) {
            lines[place].kind = Kind::Chrome;
        }
    }
    lines
}

/// The words of a line: signs alone are none.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(is_alphanumeric)).count()
}

fn kind(text: &str, words: usize, known: &[String]) -> Kind {
    if !known.is_empty() {
        let folded = fold(text);
        if known.iter().any(|line| folded.trim_start().starts_with(line)) {
            return Kind::Chrome;
        }
    }
    if is_prose(text) {
        return Kind::Prose;
    }
    let folded = fold(text);
    if is_pause(&folded, words) {
        Kind::Pause
    } else if is_end(&folded, words) {
        Kind::End
    } else if words <= 10 && is_date(text) {
        Kind::Date
    } else if is_chrome(&folded, words) {
        Kind::Chrome
    } else {
        Kind::Short
    }
}

fn is_date(text: &str) -> bool {
    // A caption or a heading may hold a date as well.
    let most = if byline::is_byline(text) { 4 } else { 1 };
    text.contains(char::is_numeric)
        && date::words_beside(text).is_some_and(|words| words <= most)
        && date::read(text, None).is_some_and(|reading| reading.date.precision() >= Precision::Day)
}

impl Line<'_> {
    pub fn weight(&self) -> i64 {
        match self.kind {
            Kind::Prose => self.words as i64,
            Kind::Short | Kind::Date => SHORT,
            Kind::Chrome => CHROME,
            Kind::Pause | Kind::End => END,
        }
    }

    pub fn is_of_the_page(&self) -> bool {
        matches!(self.kind, Kind::Chrome | Kind::Pause | Kind::End)
    }

    pub fn is_heading(&self) -> bool {
        self.kind == Kind::Short && TITLE.contains(&self.words)
    }

    /// The date of publication on the line; `outlet` may know the role of its dates.
    pub fn published(&self, outlet: Option<&OutletEntry>) -> Option<date::ParsedDate> {
        let date_line = outlet.and_then(|outlet| outlet.date_line.as_ref());
        let known = date_line.filter(|line| fold(self.text).trim_start().starts_with(&fold(&line.starts)));
        let mut reading = (self.kind == Kind::Date || known.is_some()).then(|| date::read(self.text, None))??;
        reading.role = known.map(|line| line.role).or(reading.role);
        matches!(reading.role, None | Some(DateRole::Published)).then_some(reading)
    }
}

/// The authors in the first byline among the lines; its names may be on the line behind it.
pub(super) fn authors(lines: &[&Line<'_>]) -> Vec<String> {
    let own = |line: &&Line<'_>| byline::authors(line.text);
    let with_next = |pair: &[&Line<'_>]| match pair {
        [line, next] if byline::is_introduction(line.text) => byline::authors(&format!("{} {}", line.text, next.text)),
        _ => Vec::new(),
    };
    let found = lines.iter().map(own).chain(lines.windows(2).map(with_next));
    found.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The text of lines, parted as they were.
pub(super) fn join<'l, 't: 'l>(lines: impl Iterator<Item = &'l Line<'t>>) -> String {
    let mut body = String::new();
    for line in lines {
        if !body.is_empty() {
            body.push_str(if line.parted { "\n\n" } else { "\n" });
        }
        body.push_str(line.text);
    }
    body
}

/// The letters and digits of a text, folded.
pub fn letters(text: &str) -> String {
    fold(text).chars().filter(|char| is_alphanumeric(*char)).collect()
}
