//! Files of ProQuest.

use super::entry::{Entry, Found, Line, blocks, first, keyed, unwrapped};

/// The keys of an article.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "title", "author", "publication info", "abstract", "links", "full text", "subject", "location", "people",
    "company / organization", "publication title", "pages", "first page", "publication year", "publication date", "year", "section",
    "publisher", "place of publication", "country of publication", "issn", "source type", "language of publication",
    "document type", "proquest document id", "document url", "copyright", "last updated", "database", "volume", "issue",
    "publication subject", "identifier / keyword", "classification", "credit", "dateline", "correction",
];
/// A text of fewer bytes may only say that there is none.
const NOTICE: usize = 60;

/// ProQuest: articles between long rules, `Key: value`, and `Full text:`.
pub(super) fn proquest(lines: &[Line<'_>]) -> Found {
    let is_rule = |line: &str| line.len() >= 40 && line.bytes().all(|byte| byte == b'_');
    if !lines.iter().any(|(_, line)| is_rule(line)) {
        return Vec::new();
    }
    let articles = blocks(lines, is_rule).into_iter().map(|block| (first(block), article(block)));
    // A list of contents and an address may be between rules, too.
    articles
        .filter(|(_, entry)| !(entry.outlet.is_empty() || entry.body.is_empty() && entry.title.is_empty()))
        .collect()
}

fn article(block: &[Line<'_>]) -> Entry {
    let (mut entry, mut key, mut body) = (Entry::default(), String::new(), Vec::new());
    let mut head = String::new();
    for (_, line) in block {
        let (own, value) = match keyed(line, KEYS) {
            Some((found, value)) => {
                key = found;
                (true, value)
            }
            None => (false, line.trim()),
        };
        match key.as_str() {
            "" if head.is_empty() && !value.starts_with("Document ") => head = value.into(),
            "title" if own => entry.title = value.into(),
            "author" if own => entry.authors.extend(value.split(';').map(|name| name.trim().to_string())),
            "publication title" if own => entry.outlet = value.into(),
            "publication date" if own => entry.date = value.into(),
            "document url" if own => entry.url = value.into(),
            "proquest document id" if own => entry.id = value.into(),
            "full text" => body.push(value),
            _ => {}
        }
    }
    entry.title = if entry.title.is_empty() { head } else { entry.title };
    entry.body = unwrapped(body.into_iter());
    if entry.body.len() < NOTICE && entry.body.to_lowercase().contains("not available") {
        entry.body.clear();
    }
    entry
}
