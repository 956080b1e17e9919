//! Lines of a page and their kinds: prose, short lines, dates, lines that belong to the page around an article.

use super::super::block::{Block, blocks_of_text};
use super::super::byline;
use super::super::date::{self, DateRole};
use super::super::outlets::OutletEntry;
use super::chrome::{is_chrome, is_end, is_pause};
use super::reason::Reason;
use crate::arabic::{fold, is_alphanumeric};
use crate::document::Precision;

/// Words of a title.
pub(super) const TITLE: std::ops::RangeInclusive<usize> = 3..=30;
/// The most lines between a link within an article and the next prose.
const WITHIN: usize = 3;
/// The weight of a line that is not prose.
const SHORT: i64 = -6;
const CHROME: i64 = -10;
const END: i64 = -100;

/// A block of a page with its kind, and whether and why it belongs to the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'b> {
    pub text: &'b str,
    pub(super) words: usize,
    pub(super) kind: Kind,
    /// Whether an empty line comes before it.
    pub(super) parted: bool,
    pub reason: Reason,
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

/// Whether a line belongs to the page around an article: a button, a menu, a notice.
pub fn is_of_the_page(line: &str) -> bool {
    blocks_of_text(line).first().is_some_and(|block| kind(block, &[]).is_of_the_page())
}

/// The lines of a page, none of them part of its article yet; `outlet` may know some that belong to its pages.
pub(super) fn lines<'b>(blocks: &'b [Block], outlet: Option<&OutletEntry>) -> Vec<Line<'b>> {
    let known: Vec<String> = outlet.iter().flat_map(|outlet| &outlet.chrome).map(|line| fold(line)).collect();
    let line = |block: &'b Block| Line {
        text: &block.text,
        words: block.words,
        kind: kind(block, &known),
        parted: block.breaks > 1,
        reason: Reason::Outside,
    };
    let mut lines: Vec<Line<'_>> = blocks.iter().map(line).collect();
    // A link to another article, or to share this one, may be within it.
    for place in 0..lines.len() {
        let next = &lines[place + 1..lines.len().min(place + 1 + WITHIN)];
        if lines[place].kind == Kind::Pause && next.iter().any(|line| line.kind == Kind::Prose) {
            lines[place].kind = Kind::Chrome;
        }
    }
    lines
}

fn kind(block: &Block, known: &[String]) -> Kind {
    let (text, words) = (&*block.text, block.words);
    if !known.is_empty() {
        let folded = fold(text);
        if known.iter().any(|line| folded.trim_start().starts_with(line)) {
            return Kind::Chrome;
        }
    }
    if block.is_prose() {
        return Kind::Prose;
    }
    let folded = fold(text);
    if is_pause(&folded, words) {
        Kind::Pause
    } else if is_end(&folded, words) {
        Kind::End
    } else if words <= 10 && (is_date(text) || is_date_beside_names(text)) {
        Kind::Date
    } else if is_chrome(&folded, words) {
        Kind::Chrome
    } else {
        Kind::Short
    }
}

/// Signs between a date and who wrote, or from where.
const BESIDE: [&str; 5] = [" | ", "|", " - ", " – ", " • "];
/// The most words of a part beside a date.
const PART_WORDS: usize = 3;

/// Whether a line is a date beside names and places: `عدن - نجيب الصلوي | 8 نوفمبر 2023`.
fn is_date_beside_names(text: &str) -> bool {
    let parts = BESIDE.iter().fold(vec![text], |parts, sign| parts.iter().flat_map(|part| part.split(sign)).collect());
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_name = |part: &&&str| part.split_whitespace().count() <= PART_WORDS && byline::is_name(part);
    let dates = parts.iter().filter(|part| is_date(part)).count();
    dates == 1 && parts.len() > 1 && parts.iter().filter(is_name).count() == parts.len() - 1
}

fn is_date(text: &str) -> bool {
    // A caption or a heading may hold a date as well.
    let most = if byline::is_byline(text) { 4 } else { 1 };
    text.contains(char::is_numeric)
        && date::words_beside(text).is_some_and(|words| words <= most)
        && date::read(text, None).is_some_and(|reading| reading.date.precision() >= Precision::Day)
}

impl Kind {
    fn is_of_the_page(self) -> bool {
        matches!(self, Kind::Chrome | Kind::Pause | Kind::End)
    }
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
        self.kind.is_of_the_page()
    }

    /// Makes it part of the article; buttons and links within that are not.
    pub fn keep(&mut self) {
        self.reason = match self.kind {
            Kind::Prose => Reason::Prose,
            Kind::Short | Kind::Date => Reason::AmongProse,
            Kind::Chrome => Reason::Chrome,
            Kind::Pause | Kind::End => Reason::Related,
        };
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

/// The text of the lines that are part of the article, parted as they were.
pub(super) fn body(lines: &[Line<'_>]) -> String {
    let mut body = String::new();
    for line in lines.iter().filter(|line| line.reason.is_kept()) {
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
