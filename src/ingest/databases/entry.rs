//! What a database states of an article, and how its files are taken apart.

use super::super::article::Article;
use super::super::date;
use super::super::outlets::slug;
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The most characters of a title, an outlet or an author's line.
pub(super) const SHORT: usize = 500;

/// A line, and its number from 1.
pub(super) type Line<'t> = (u64, &'t str);

/// What a database states of an article.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub title: String,
    pub outlet: String,
    pub authors: Vec<String>,
    pub date: String,
    pub url: String,
    pub id: String,
    pub body: String,
}

/// Articles, each with the line on which it begins.
pub(super) type Found = Vec<(u64, Entry)>;

impl Entry {
    pub fn article(self, place: (u64, Option<u64>)) -> Article {
        let name = self.outlet.trim().to_string();
        let outlet = (!name.is_empty()).then(|| Outlet { id: slug(&name), name, inferred_from: None });
        let url = Some(self.url).filter(|url| url.contains("://"));
        let mut metadata = Metadata { outlet, url, ..Metadata::default() };
        let authors: Vec<String> = self.authors.iter().flat_map(|line| persons(line)).collect();
        metadata.add_bylines(&authors);
        let mut article = Article {
            id: self.id,
            title: self.title,
            body: self.body,
            metadata,
            place: Some(place),
            ..Article::default()
        };
        if let Some(reading) = date::read(&self.date, None) {
            article.published(reading, "record of the database", Confidence::Likely);
        }
        for attribute in [Attribute::Title, Attribute::Outlet, Attribute::Authors] {
            article.known_from(attribute, "record of the database", Confidence::Likely);
        }
        article.credit_dateline();
        article
    }
}

/// Words before an author's name.
pub(super) const BY: [&str; 4] = ["By ", "Par ", "Von ", "بقلم "];

/// The persons in a line of authors: parted by semicolons and `and`, a family name perhaps before a comma.
fn persons(line: &str) -> Vec<String> {
    let line = BY.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let names = line.split(';').flat_map(|part| part.split(" and "));
    let turned = |name: &str| match name.split_once(',') {
        Some((family, given)) if !given.contains(',') && given.split_whitespace().count() < 3 => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_string(),
    };
    names.map(turned).collect()
}

/// The blocks between lines that part articles.
pub(super) fn blocks<'l, 't>(lines: &'l [Line<'t>], parts: impl Fn(&str) -> bool) -> Vec<&'l [Line<'t>]> {
    lines.split(|(_, line)| parts(line)).filter(|block| block.iter().any(|(_, line)| !line.trim().is_empty())).collect()
}

/// The number of the first line of a block that is not empty.
pub(super) fn first(block: &[Line<'_>]) -> u64 {
    block.iter().find(|(_, line)| !line.trim().is_empty()).map_or(1, |(number, _)| *number)
}

/// Paragraphs whose lines were broken at a width.
pub(super) fn unwrapped<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    let mut is_parted = true;
    for line in lines.map(str::trim) {
        if line.is_empty() {
            is_parted = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_parted { "\n\n" } else { " " });
        }
        text.push_str(line);
        is_parted = false;
    }
    text
}

/// The key at the head of a line and what follows it, if the key is known; keys are compared without case.
pub(super) fn keyed<'t>(line: &'t str, keys: &[&str]) -> Option<(String, &'t str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().to_lowercase();
    keys.contains(&key.as_str()).then(|| (key, value.trim_matches([' ', '\u{A0}', '\t'])))
}
