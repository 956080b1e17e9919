//! Extracts the article from the blocks of a page: title, body and date of publication; and says of each block why it is
//! part of the body, or is not.
//!
//! A page copied as text contains its navigation, sharing buttons, related links and comment form. No rule here is for
//! one site. Each line has a weight: that of prose is its number of words; that of short lines, buttons, bylines and
//! forms is negative. The body is the run of lines with the highest sum. The title is the heading close before it with
//! the same topic. A date between the two is the date of publication; one above the title may be the clock of the page,
//! and is ignored.
//!
//! A text without navigation around it is kept whole: a note that somebody typed loses no line.

mod chrome;
mod line;
mod reader_mode;
mod reason;

use std::cmp::Reverse;
use std::collections::HashSet;

pub(super) use line::Line;
pub use line::{is_of_the_page, letters};
pub(super) use reader_mode::trim;
pub use reason::Reason;

use line::{Kind, TITLE, authors, lines};

use super::block::Block;
use super::byline;
use super::date;
use super::outlets::OutletEntry;
use crate::arabic::Tokens;

/// The article in the blocks of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page<'b> {
    /// Empty if no line is a title.
    pub title: String,
    /// All lines of the page, each with the reason why it is part of the body or not.
    pub lines: Vec<Line<'b>>,
    /// The date of publication, if the page states it.
    pub published: Option<date::ParsedDate>,
    /// The date of the only line below the article that is a date.
    pub foot: Option<date::ParsedDate>,
    /// Its authors, if a line of their own names them.
    pub authors: Vec<String>,
    /// The place from which it was written, if a line of its own names it.
    pub place: Option<String>,
}

/// The most lines between a title and the body.
const REACH: usize = 20;
/// The most lines between a title and the same title again.
const AGAIN: usize = 5;
/// A text of more blocks is a book or a list, not a page.
const MOST_LINES: usize = 20_000;
/// Known facts about a page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints<'h> {
    /// Its title, as its markup says.
    pub title: Option<&'h str>,
    /// Its outlet.
    pub outlet: Option<&'h OutletEntry>,
}

/// Finds the article in the blocks of a page.
pub(super) fn read<'b>(blocks: &'b [Block], hints: Hints<'_>) -> Page<'b> {
    let outlet = hints.outlet;
    let mut lines = lines(blocks, outlet);
    let run = if lines.len() > MOST_LINES { None } else { heaviest(&lines) };
    let Some(run) = run else { return plain(lines) };
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
    let page = Page {
        title: title.map(|place| lines[place].text.into()).unwrap_or_default(),
        published: between.iter().find_map(|line| line.published(outlet)),
        foot: foot(&lines[run.end..]),
        authors: authors(&near),
        place: between.iter().find_map(|line| byline::place_line(line.text)),
        lines: Vec::new(),
    };
    lines[begin..end].iter_mut().for_each(Line::keep);
    if let Some(place) = title {
        lines[place].reason = Reason::Title;
    }
    Page { lines, ..page }
}

impl<'b> Page<'b> {
    /// The text of the article, paragraphs separated by an empty line where the page separates them.
    pub fn body(&self) -> String {
        line::body(&self.lines)
    }

    /// The values of this page, completed by those of `other`.
    pub fn or(self, other: &Page<'b>) -> Page<'b> {
        let has_body = self.lines.iter().any(|line| line.reason.is_kept());
        Page {
            title: if self.title.is_empty() { other.title.clone() } else { self.title },
            lines: if has_body { self.lines } else { other.lines.clone() },
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
fn plain(mut lines: Vec<Line<'_>>) -> Page<'_> {
    lines.iter_mut().for_each(|line| line.reason = Reason::Plain);
    let title = lines.first_mut().map(|first| {
        first.reason = Reason::Title;
        first.text.to_string()
    });
    Page { title: title.unwrap_or_default(), lines, ..Page::default() }
}

/// The end of the body that contains `run`: the end of the run, or of the text if no chrome follows.
fn end(lines: &[Line<'_>], run: &std::ops::Range<usize>) -> usize {
    if lines[run.end..].iter().any(Line::is_of_the_page) { run.end } else { lines.len() }
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

#[cfg(test)]
mod tests {
    use super::super::block::blocks_of_text;
    use super::*;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    /// Title, body and date of the page in a text.
    fn told(text: &str) -> (String, String, Option<String>) {
        let blocks = blocks_of_text(text);
        let page = read(&blocks, Hints::default());
        (page.title.clone(), page.body(), page.published.map(|reading| reading.date.to_string()))
    }

    #[test]
    fn what_a_page_adds_is_left_out() {
        let text = format!(
            "بحث\n\nحريق في ميناء مرسى الإوزة\n24 كانون الثاني 2022 | 12:30\nfire.jpg\nدخان فوق الميناء - رويترز\n\n{PROSE}\n{PROSE}\n\n\
             اقرأ أيضاً: خبر آخر عن الميناء\n\n{PROSE}\n\nالوسوم\n\nاقرأ أيضاً\nعنوان خبر آخر\nاترك تعليقاً"
        );
        let (title, body, published) = told(&text);
        assert_eq!(title, "حريق في ميناء مرسى الإوزة");
        assert_eq!(body, format!("{PROSE}\n{PROSE}\n\n{PROSE}"));
        assert_eq!(published.as_deref(), Some("2022-01-24T12:30"));
        let blocks = blocks_of_text(&text);
        let reasons: Vec<Reason> = read(&blocks, Hints::default()).lines.into_iter().map(|line| line.reason).collect();
        use Reason::{Chrome, Outside, Prose, Title};
        assert_eq!(reasons[..9], [Outside, Title, Outside, Outside, Outside, Prose, Prose, Chrome, Prose]);
        assert!(reasons[9..].iter().all(|reason| *reason == Outside));
    }

    #[test]
    fn a_text_without_chrome_loses_no_line() {
        let (title, body, _) = told(&format!("ملاحظات من الميناء\n\nالمكان: المرسى\n{PROSE}\n- بند أول\n- بند ثان"));
        assert_eq!(title, "ملاحظات من الميناء");
        assert_eq!(body, format!("المكان: المرسى\n{PROSE}\n- بند أول\n- بند ثان"));
        let (title, body, _) = told("عنوان\nسطر قصير\nسطر آخر");
        assert_eq!((title.as_str(), body.as_str()), ("عنوان", "سطر قصير\nسطر آخر"));
        assert_eq!(told(&"بحث\n".repeat(MOST_LINES + 2)).1.lines().count(), MOST_LINES + 1);
    }

    #[test]
    fn days_of_a_chronology_stay_in_it() {
        let (_, body, _) = told(&format!("حريق الميناء يوما بيوم\n\n24 يناير 2022\n{PROSE}\n\n25 يناير 2022\n{PROSE}"));
        assert_eq!(body, format!("24 يناير 2022\n{PROSE}\n\n25 يناير 2022\n{PROSE}"));
    }

    #[test]
    fn an_article_may_speak_of_cookies() {
        let said = "أعلنت الشركة أن سياسة الخصوصية الجديدة تمنع ملفات تعريف الارتباط (الكوكيز) في موقعها.";
        let (_, body, _) = told(&format!("شركة تغير سياستها في الموقع\n\n{said}\n{PROSE}\n\nاقرأ أيضاً"));
        assert_eq!(body, format!("{said}\n{PROSE}"));
    }

    #[test]
    fn a_date_above_the_title_may_be_the_clock_of_the_page() {
        let (title, _, published) = told(&format!("الخميس - 18 أبريل - 2024\nحريق في ميناء مرسى الإوزة\n\n{PROSE}"));
        assert_eq!((title.as_str(), published), ("حريق في ميناء مرسى الإوزة", None));
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(told(" \n\u{a0}\n"), Default::default());
    }
}
