//! Finds the article in the text of reader mode: leaves out what stands above and below it.

use std::collections::HashMap;

use super::super::byline;
use super::Page;
use super::chrome::is_notice;
use super::line::{Kind, Line, authors, join, letters, lines};

/// How often a line that is no prose is in a text that belongs to the page.
const RECURRING: usize = 3;
/// The most words of a tag.
const TAG: usize = 4;
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
        place: None,
        body,
    }
}
