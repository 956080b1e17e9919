//! Finds the article in the blocks of reader mode: leaves out what stands above and below it.

use std::collections::HashMap;

use super::super::block::Block;
use super::super::byline;
use super::Page;
use super::chrome::is_notice;
use super::line::{Kind, Line, authors, letters, lines};
use super::reason::Reason;

/// How often a line that is no prose is in a text that belongs to the page.
const RECURRING: usize = 3;
/// The most words of a tag.
const TAG: usize = 4;

/// The article in the blocks of reader mode, without its title, the date line above it, and the notices and tags below it.
/// `page` is the whole page.
pub fn trim<'b>(blocks: &'b [Block], title: Option<&str>, page: &[Block]) -> Page<'b> {
    let mut lines = lines(blocks, None);
    let recurring = take_recurring(&mut lines);
    let title = title.map(letters);
    let is_title = |line: &Line<'_>| title.as_ref().is_some_and(|title| letters(line.text) == *title);
    let first = lines.iter().position(|line| line.kind == Kind::Prose).unwrap_or(lines.len());
    lines[..first].iter_mut().for_each(|line| line.reason = above(line, is_title));
    let begin = lines[..first].iter().rposition(|line| line.reason != Reason::Outside).map_or(0, |place| place + 1);
    let mut last = lines.len();
    while let Some(reason) = lines[begin.min(last)..last].last().and_then(|line| below(line, is_title, page)) {
        last -= 1;
        lines[last].reason = reason;
    }
    // From "read also" on, if no prose follows.
    let related =
        lines[first..].iter().rposition(|line| matches!(line.kind, Kind::Pause | Kind::End)).map(|place| first + place);
    let related = related.filter(|&place| !lines[place..].iter().any(|line| line.kind == Kind::Prose));
    let end = related.unwrap_or(last).clamp(begin, last);
    if let Some(related) = related {
        let behind = lines[related..].iter_mut().filter(|line| line.reason == Reason::Outside);
        behind.for_each(|line| line.reason = Reason::Related);
    }
    lines[begin..end].iter_mut().for_each(Line::keep);
    let kept = &lines[begin..end];
    let near: Vec<&Line<'_>> =
        lines[..begin].iter().chain(kept.iter().take(3)).chain(kept.iter().rev().take(3)).collect();
    let signed = || kept.iter().rev().take(2).find_map(|line| byline::signature(line.text)).into_iter().collect();
    let authors = Some(authors(&near)).filter(|names| !names.is_empty()).unwrap_or_else(signed);
    let published = lines[..begin].iter().find_map(|line| line.published(None));
    lines.extend(recurring);
    Page { lines, published, authors, ..Page::default() }
}

/// Takes the lines that recur from the others: they belong to the page.
fn take_recurring<'b>(lines: &mut Vec<Line<'b>>) -> Vec<Line<'b>> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    lines.iter().for_each(|line| *times.entry(line.text).or_default() += 1);
    let recurs = |line: &mut Line<'b>| line.kind != Kind::Prose && times[line.text] >= RECURRING;
    let recurring = lines.extract_if(.., recurs);
    recurring.map(|line| Line { reason: Reason::Recurs, ..line }).collect()
}

/// What a line above the article is; `Outside` if it may be the first of it.
fn above(line: &Line<'_>, is_title: impl Fn(&Line<'_>) -> bool) -> Reason {
    match line.kind {
        Kind::Chrome => Reason::Chrome,
        Kind::Pause | Kind::End => Reason::Related,
        Kind::Date => Reason::Date,
        Kind::Prose | Kind::Short if is_title(line) => Reason::Title,
        Kind::Prose | Kind::Short => Reason::Outside,
    }
}

/// What a line below the article is; `None` if it is the last of it.
fn below(line: &Line<'_>, is_title: impl Fn(&Line<'_>) -> bool, page: &[Block]) -> Option<Reason> {
    // Tags stand above and below an article.
    let is_tag = || {
        line.kind == Kind::Short
            && line.words <= TAG
            && page.iter().filter(|other| other.text == line.text).nth(1).is_some()
    };
    match above(line, is_title) {
        Reason::Outside if is_tag() => Some(Reason::Tag),
        Reason::Outside if is_notice(line.text) => Some(Reason::Notice),
        Reason::Outside => None,
        reason => Some(reason),
    }
}
