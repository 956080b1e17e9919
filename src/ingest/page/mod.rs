//! Extracts the article from the text of a page: title, body and date of publication.
//!
//! A page copied as text contains its navigation, sharing buttons, related links and comment form. No rule here is for
//! one site. Each line has a weight: that of prose is its number of words; that of short lines, buttons, bylines and
//! forms is negative. The body is the run of lines with the highest sum. The title is the heading close before it with
//! the same topic. A date between the two is the date of publication; one above the title may be the clock of the page,
//! and is ignored.
//!
//! A text without navigation around it is kept whole: a note that somebody typed loses no line.

mod chrome;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrome::{is_chrome, is_end, is_notice, is_pause};

use super::byline;
use super::date::{self, DateRole};
use super::outlets::OutletEntry;
use crate::arabic::{Tokens, fold};
use crate::document::Precision;

/// The article in the text of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Empty if no line is a title.
    pub title: String,
    /// Lines of the article, paragraphs separated by an empty line where the page separates them.
    pub body: String,
    /// The date of publication, if the page states it.
    pub published: Option<date::ParsedDate>,
    /// The date of the only line below the article that is a date.
    pub foot: Option<date::ParsedDate>,
    /// Its authors, if a line of their own names them.
    pub authors: Vec<String>,
    /// The place from which it was written.
    pub place: Option<String>,
}

/// Minimum words of a line of prose, whatever its end, and of one that ends a sentence.
const LONG_LINE: usize = 25;
const SENTENCE: usize = 6;
/// Words of a title.
const TITLE: std::ops::RangeInclusive<usize> = 3..=30;
/// The most lines between a title and the body.
const REACH: usize = 20;
/// The most lines between a link within an article and the next prose.
const WITHIN: usize = 3;
/// The most lines between a title and the same title again.
const AGAIN: usize = 5;
/// A text of more lines is a book or a list, not a page.
const MOST_LINES: usize = 20_000;
/// How often a line that is no prose is in a text that belongs to the page.
const RECURRING: usize = 3;
/// The most words of a tag.
const TAG: usize = 4;
/// The weight of a line that is not prose.
const SHORT: i64 = -6;
const CHROME: i64 = -10;
const END: i64 = -100;

/// A line that is not empty.
struct Line<'t> {
    text: &'t str,
    words: usize,
    kind: Kind,
    /// Whether an empty line comes before it.
    parted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
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

/// Known facts about a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'h> {
    /// Its title, as its markup says.
    pub title: Option<&'h str>,
    /// Its outlet.
    pub outlet: Option<&'h OutletEntry>,
}

/// Finds the article in the text of a page.
pub fn read(text: &str, hints: Hints<'_>) -> Page {
    let outlet = hints.outlet;
    if text.lines().nth(MOST_LINES).is_some() {
        return plain(text);
    }
    let lines = lines(text, outlet);
    let Some(run) = heaviest(&lines) else { return plain(text) };
    let before = &lines[..run.start];
    let known = hints.title.and_then(|known| line_of(before, known));
    // A page may have its title above its menu, too.
    let guessed = || title(before, &lines[run.clone()]).and_then(|place| line_of(before, before[place].text));
    let title = known.or_else(guessed);
    // Lines between title and body belong to the article: its date, its author, its place.
    let between = title.map_or(&[][..], |place| &before[place + 1..]);
    let begin = match title {
        Some(place) if !between.iter().any(Line::is_of_the_page) => place + 1,
        None if !before.iter().any(Line::is_of_the_page) => 0,
        _ => run.start,
    };
    let end = end(&lines, &run);
    let around = &lines[run.end.saturating_sub(2).max(run.start)..(run.end + 2).min(lines.len())];
    let near: Vec<&Line<'_>> = between.iter().chain(around).collect();
    let body = body(&lines[begin..end]);
    Page {
        title: title.map(|place| lines[place].text.into()).unwrap_or_default(),
        published: between.iter().find_map(|line| line.published(outlet)),
        foot: foot(&lines[run.end..]),
        authors: authors(&near),
        place: between.iter().find_map(|line| byline::place_line(line.text)).or_else(|| byline::dateline(&body)),
        body,
    }
}

/// Whether a line of the text is prose: pages that list others have none.
pub fn has_prose(text: &str) -> bool {
    lines(text, None).iter().any(|line| line.kind == Kind::Prose)
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

/// Whether a line is prose.
pub fn is_prose(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && kind(line, words(line), &[]) == Kind::Prose
}

/// The article in the text of reader mode, without its title, the date line above it, and the notices and tags below it.
/// `page` is the whole text of the page.
pub fn trim(text: &str, title: Option<&str>, page: &str) -> Page {
    let mut lines = lines(text, None);
    let mut times: HashMap<&str, usize> = HashMap::new();
    lines.iter().for_each(|line| *times.entry(line.text).or_default() += 1);
    lines.retain(|line| line.kind == Kind::Prose || times[line.text] < RECURRING);
    let title = title.map(letters);
    let first = lines.iter().position(|line| line.kind == Kind::Prose).unwrap_or(lines.len());
    let is_title = |line: &Line<'_>| title.as_ref().is_some_and(|title| letters(line.text) == *title);
    let is_cut = |line: &Line<'_>| line.is_of_the_page() || line.kind == Kind::Date || is_title(line);
    let begin = lines[..first].iter().rposition(is_cut).map_or(0, |place| place + 1);
    // Tags stand above and below an article.
    let is_tag = |line: &Line<'_>| {
        line.kind == Kind::Short
            && line.words <= TAG
            && page.lines().filter(|other| other.trim() == line.text).nth(1).is_some()
    };
    let is_below = |line: &Line<'_>| is_cut(line) || is_tag(line) || is_notice(line.text);
    let last = lines.iter().rposition(|line| !is_below(line)).map_or(begin, |place| place + 1);
    // From "read also" on, if no prose follows.
    let related =
        lines[first..].iter().rposition(|line| matches!(line.kind, Kind::Pause | Kind::End)).map(|place| first + place);
    let end = related.filter(|&place| !lines[place..].iter().any(|line| line.kind == Kind::Prose)).unwrap_or(last);
    let kept = &lines[begin.min(end)..end.min(last).max(begin.min(end))];
    let near: Vec<&Line<'_>> =
        lines[..begin].iter().chain(kept.iter().take(3)).chain(kept.iter().rev().take(3)).collect();
    let signed = || kept.iter().rev().take(2).find_map(|line| byline::signature(line.text)).into_iter().collect();
    let authors = Some(authors(&near)).filter(|names| !names.is_empty()).unwrap_or_else(signed);
    let body = join(kept.iter().filter(|line| !line.is_of_the_page()));
    Page {
        title: String::new(),
        published: lines[..begin].iter().find_map(|line| line.published(None)),
        foot: None,
        authors,
        place: byline::dateline(&body),
        body,
    }
}

/// The authors in the first byline among the lines; its names may be on the line behind it.
fn authors(lines: &[&Line<'_>]) -> Vec<String> {
    let own = |line: &&Line<'_>| byline::authors(line.text);
    let with_next = |pair: &[&Line<'_>]| match pair {
        [line, next] if byline::is_introduction(line.text) => byline::authors(&format!("{} {}", line.text, next.text)),
        _ => Vec::new(),
    };
    let found = lines.iter().map(own).chain(lines.windows(2).map(with_next));
    found.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

impl Page {
    /// The values of this page, completed by those of `other`.
    pub fn or(self, other: &Page) -> Page {
        Page {
            title: if self.title.is_empty() { other.title.clone() } else { self.title },
            body: if self.body.is_empty() { other.body.clone() } else { self.body },
            published: self.published.or_else(|| other.published.clone()),
            foot: self.foot.or_else(|| other.foot.clone()),
            authors: if self.authors.is_empty() { other.authors.clone() } else { self.authors },
            place: self.place.or_else(|| other.place.clone()),
        }
    }
}

/// The date below an article, if only one line is a date.
fn foot(lines: &[Line<'_>]) -> Option<date::ParsedDate> {
    let mut dates = lines.iter().filter(|line| line.kind == Kind::Date);
    let only = dates.next()?;
    dates.all(|line| line.text == only.text).then(|| only.published(None))?
}

/// The article of a text that is not a page: the first line is the title, the others are the body.
fn plain(text: &str) -> Page {
    let (title, body) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    Page { title: title.trim().into(), body: body.trim().into(), ..Page::default() }
}

/// The end of the body that contains `run`: the end of the run, or of the text if no chrome follows.
fn end(lines: &[Line<'_>], run: &std::ops::Range<usize>) -> usize {
    if lines[run.end..].iter().any(Line::is_of_the_page) { run.end } else { lines.len() }
}

fn body(lines: &[Line<'_>]) -> String {
    join(lines.iter().filter(|line| !line.is_of_the_page()))
}

fn join<'l, 't: 'l>(lines: impl Iterator<Item = &'l Line<'t>>) -> String {
    let mut body = String::new();
    for line in lines {
        if !body.is_empty() {
            body.push_str(if line.parted { "\n\n" } else { "\n" });
        }
        body.push_str(line.text);
    }
    body
}

/// The heaviest run of lines, from prose to prose; none without prose.
fn heaviest(lines: &[Line<'_>]) -> Option<std::ops::Range<usize>> {
    let (mut best, mut run) = (0, 0..0);
    let (mut weight, mut start) = (0, 0);
    for (place, line) in lines.iter().enumerate() {
        if weight <= 0 {
            (weight, start) = (0, place);
        }
        weight += line.weight();
        if weight > best {
            (best, run) = (weight, start..place + 1);
        }
    }
    (best > 0).then_some(run)
}

/// The heading close before the body with the same topic: most of its words are in the body. A date separates headings
/// from captions: those above it come first.
fn title(before: &[Line<'_>], run: &[Line<'_>]) -> Option<usize> {
    let told: HashSet<String> = run.iter().flat_map(|line| stems(line.text)).collect();
    let near = before.len().saturating_sub(REACH);
    let best = |end: usize| {
        let headings = (near.min(end)..end).filter(|&place| before[place].is_heading());
        let shared = headings.map(|place| (share(before[place].text, &told), place));
        shared.filter(|((shared, of), _)| 2 * shared >= *of).min_by_key(|((shared, _), _)| Reverse(*shared))
    };
    let dated = before.iter().rposition(|line| line.kind == Kind::Date);
    let chosen = dated.and_then(best).or_else(|| best(before.len())).map(|(_, place)| place);
    // A typed text may have any title.
    let first = || (!before.iter().any(Line::is_of_the_page) && !before.is_empty()).then_some(0);
    chosen.or_else(first)
}

/// The line that is the title: the last of them, or the first of those that stand close together. A caption may say the
/// title again, and a menu may stand below the first.
fn line_of(before: &[Line<'_>], title: &str) -> Option<usize> {
    let title = letters(title);
    let is_title = |line: &Line<'_>| line.words <= *TITLE.end() && letters(line.text) == title;
    let mut place = before.iter().rposition(is_title)?;
    while let Some(above) = before[..place].iter().rposition(is_title).filter(|above| place - above <= AGAIN) {
        place = above;
    }
    Some(place)
}

/// The letters and digits of a text, folded.
pub(super) fn letters(text: &str) -> String {
    fold(text).chars().filter(|char| char.is_alphanumeric()).collect()
}

/// The number of words of a heading that are in the body, and the number of its words.
fn share(heading: &str, told: &HashSet<String>) -> (usize, usize) {
    let stems: HashSet<String> = stems(heading).collect();
    (stems.intersection(told).count(), stems.len())
}

/// Stems of a text's words without stop words.
fn stems(text: &str) -> impl Iterator<Item = String> {
    let mut tokens = Tokens::new(text);
    std::iter::from_fn(move || {
        loop {
            let token = tokens.advance()?;
            if !token.is_stop_word {
                return Some(token.stem.as_str().to_string());
            }
        }
    })
}

fn lines<'t>(text: &'t str, outlet: Option<&OutletEntry>) -> Vec<Line<'t>> {
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
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

fn kind(text: &str, words: usize, known: &[String]) -> Kind {
    if !known.is_empty() && known.iter().any(|line| fold(text).trim_start().starts_with(line)) {
        return Kind::Chrome;
    }
    // Only the beginning is folded: a page in one line is prose.
    let folded = if words <= LONG_LINE { fold(text) } else { String::new() };
    let ends_sentence = text.trim_end_matches(['"', '”', '“', '»', ')', '’']).ends_with('.') && !text.ends_with("..");
    if words > LONG_LINE || words >= SENTENCE && ends_sentence {
        Kind::Prose
    } else if is_pause(&folded, words) {
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
    fn weight(&self) -> i64 {
        match self.kind {
            Kind::Prose => self.words as i64,
            Kind::Short | Kind::Date => SHORT,
            Kind::Chrome => CHROME,
            Kind::Pause | Kind::End => END,
        }
    }

    fn is_of_the_page(&self) -> bool {
        matches!(self.kind, Kind::Chrome | Kind::Pause | Kind::End)
    }

    fn is_heading(&self) -> bool {
        self.kind == Kind::Short && TITLE.contains(&self.words)
    }

    /// The date of publication on the line; `outlet` may know the role of its dates.
    fn published(&self, outlet: Option<&OutletEntry>) -> Option<date::ParsedDate> {
        let date_line = outlet.and_then(|outlet| outlet.date_line.as_ref());
        let known = date_line.filter(|line| fold(self.text).trim_start().starts_with(&fold(&line.starts)));
        let mut reading = (self.kind == Kind::Date || known.is_some()).then(|| date::read(self.text, None))??;
        reading.role = known.map(|line| line.role).or(reading.role);
        matches!(reading.role, None | Some(DateRole::Published)).then_some(reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    #[test]
    fn what_a_page_adds_is_left_out() {
        let page = read(
            &format!(
                "بحث\n\nحريق في ميناء مرسى الإوزة\n24 كانون الثاني 2022 | 12:30\nfire.jpg\nدخان فوق الميناء - رويترز\n\n{PROSE}\n{PROSE}\n\n\
             اقرأ أيضاً: خبر آخر عن الميناء\n\n{PROSE}\n\nالوسوم\n\nاقرأ أيضاً\nعنوان خبر آخر\nاترك تعليقاً"
            ),
            Hints::default(),
        );
        assert_eq!(page.title, "حريق في ميناء مرسى الإوزة");
        assert_eq!(page.body, format!("{PROSE}\n{PROSE}\n\n{PROSE}"));
        assert_eq!(page.published.unwrap().date.to_string(), "2022-01-24T12:30");
    }

    #[test]
    fn a_text_without_chrome_loses_no_line() {
        let page =
            read(&format!("ملاحظات من الميناء\n\nالمكان: المرسى\n{PROSE}\n- بند أول\n- بند ثان"), Hints::default());
        assert_eq!(page.title, "ملاحظات من الميناء");
        assert_eq!(page.body, format!("المكان: المرسى\n{PROSE}\n- بند أول\n- بند ثان"));
        let page = read("عنوان\nسطر قصير\nسطر آخر", Hints::default());
        assert_eq!((page.title.as_str(), page.body.as_str()), ("عنوان", "سطر قصير\nسطر آخر"));
        let page = read(&"بحث\n".repeat(MOST_LINES + 2), Hints::default());
        assert_eq!(page.body.lines().count(), MOST_LINES + 1);
    }

    #[test]
    fn days_of_a_chronology_stay_in_it() {
        let page = read(
            &format!("حريق الميناء يوما بيوم\n\n24 يناير 2022\n{PROSE}\n\n25 يناير 2022\n{PROSE}"),
            Hints::default(),
        );
        assert_eq!(page.body, format!("24 يناير 2022\n{PROSE}\n\n25 يناير 2022\n{PROSE}"));
    }

    #[test]
    fn an_article_may_speak_of_cookies() {
        let told = "أعلنت الشركة أن سياسة الخصوصية الجديدة تمنع ملفات تعريف الارتباط (الكوكيز) في موقعها.";
        let page = read(&format!("شركة تغير سياستها في الموقع\n\n{told}\n{PROSE}\n\nاقرأ أيضاً"), Hints::default());
        assert_eq!(page.body, format!("{told}\n{PROSE}"));
    }

    #[test]
    fn a_date_above_the_title_may_be_the_clock_of_the_page() {
        let page = read(&format!("الخميس - 18 أبريل - 2024\nحريق في ميناء مرسى الإوزة\n\n{PROSE}"), Hints::default());
        assert_eq!((page.title.as_str(), page.published), ("حريق في ميناء مرسى الإوزة", None));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(read(" \n\u{a0}\n", Hints::default()), Page::default());
    }
}
