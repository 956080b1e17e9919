//! Finds the article in data of whatever form that holds one: what Next.js, Nuxt, Apollo, Arc and others put into a page, or
//! answer to its script.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::article::Article;
use super::block::prose_words_of_text;
use super::date::{self, ParsedDate};
use super::entities::unescape;
use super::markup::text_of;
use super::page::letters;
use crate::document::{Attribute, Confidence};

/// The most values that are looked at.
const MAX_VALUES: usize = 200_000;
/// The deepest nesting that is followed.
const DEPTH: usize = 60;
/// The fewest words of prose of an article.
const LEAST: usize = 12;
/// The fewest articles of a list.
const LISTED: usize = 3;
/// Keys of the text of an article, of its title, its date and its authors.
const BODIES: &[&str] = &[
    "body",
    "articleBody",
    "content",
    "contentHtml",
    "content_html",
    "bodyText",
    "fullText",
    "text",
    "html",
    "paragraphs",
    "content_elements",
    "blocks",
    "story",
];
const TITLES: &[&str] = &["title", "headline", "headlines", "name"];
const DATES: &[&str] = &[
    "datePublished",
    "publishedAt",
    "published_at",
    "published_time",
    "display_date",
    "first_publish_date",
    "publishDate",
    "publish_date",
    "published",
    "date",
    "createdAt",
    "created_at",
];
const AUTHORS: &[&str] = &["authors", "author", "byline", "credits", "writer"];
/// Keys of the address of an item.
const ADDRESSES: &[&str] = &["url", "link", "href", "slug", "path", "canonical_url"];
/// Kinds of pieces that are no part of the text.
const OTHER_PIECES: &[&str] =
    &["image", "video", "gallery", "interstitial_link", "raw_html", "oembed_response", "ad", "divider", "related"];

/// An article in data.
#[derive(Debug, Default)]
pub(super) struct DataArticle {
    pub title: String,
    pub body: String,
    pub published: Option<ParsedDate>,
    pub authors: Vec<String>,
    /// The variable or the element that has it.
    pub from: String,
}

/// The article in named data: the one that has one of `titles`, else the one with the most prose, unless they list several.
pub(super) fn article<'v>(
    data: impl IntoIterator<Item = (&'v str, &'v Value)>,
    titles: &[&str],
) -> Option<DataArticle> {
    let mut left = MAX_VALUES;
    let titles: Vec<String> = titles.iter().map(|title| letters(title)).collect();
    let mut best: Option<((bool, usize), DataArticle)> = None;
    let (mut found, mut listed): (HashSet<String>, HashSet<String>) = Default::default();
    for (from, value) in data {
        search(value, 0, &mut left, &mut |object| {
            let Some(article) = of_object(object) else { return };
            if ADDRESSES.iter().any(|key| object.contains_key(*key)) {
                listed.insert(letters(&article.title));
            }
            let words = prose_words_of_text(&article.body);
            if words < LEAST {
                return;
            }
            let title = letters(&article.title);
            let rank = (titles.iter().any(|known| known.contains(&title)), words);
            found.insert(title);
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, DataArticle { from: from.into(), ..article }));
            }
        });
    }
    best.filter(|((is_titled, _), _)| *is_titled || found.len().max(listed.len()) < LISTED).map(|(_, article)| article)
}

impl DataArticle {
    /// The article with these values; those that the data do not state stay.
    pub fn fill(self, article: Article) -> Article {
        let mut article = Article { title: self.title, body: self.body, ..article };
        for attribute in [Attribute::Title, Attribute::Body] {
            article.known_from(attribute, &self.from, Confidence::Likely);
        }
        if let Some(published) = self.published {
            article.published(published, &self.from, Confidence::Likely);
        }
        if !self.authors.is_empty() {
            article.metadata.authors.clear();
            article.metadata.add_bylines(&self.authors);
            article.known_from(Attribute::Authors, &self.from, Confidence::Likely);
        }
        article
    }
}

/// Calls `each` with every object.
fn search(value: &Value, depth: usize, left: &mut usize, each: &mut dyn FnMut(&Map<String, Value>)) {
    if depth > DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(values) => values.iter().for_each(|value| search(value, depth + 1, left, each)),
        Value::Object(map) => {
            each(map);
            map.values().for_each(|value| search(value, depth + 1, left, each));
        }
        _ => {}
    }
}

fn of_object(object: &Map<String, Value>) -> Option<DataArticle> {
    let title = TITLES.iter().filter_map(|key| object.get(*key)).find_map(short)?;
    let bodies = BODIES.iter().filter_map(|key| object.get(*key)).map(|value| text(value, 0));
    let body = bodies.max_by_key(String::len).unwrap_or_default();
    let written = DATES.iter().filter_map(|key| object.get(*key)).find_map(|value| match value {
        Value::String(written) => Some(written.clone()),
        Value::Number(count) => Some(count.to_string()),
        _ => None,
    });
    let published = written.and_then(|written| {
        let counted = date::counted(&written).map(|date| ParsedDate {
            date,
            calendar: date::Calendar::Gregorian,
            role: None,
            uncertainties: Vec::new(),
            written: written.clone(),
        });
        counted.or_else(|| date::read(&written, None))
    });
    let authors = AUTHORS.iter().filter_map(|key| object.get(*key)).map(names).find(|names| !names.is_empty());
    Some(DataArticle { title, body, published, authors: authors.unwrap_or_default(), from: String::new() })
}

/// A title: a text, or an object that has one.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Object(map) => ["basic", "rendered", "text", "value"].iter().find_map(|key| map.get(*key)?.as_str())?,
        _ => return None,
    };
    let text = unescape(text.trim());
    (!text.is_empty()).then_some(text)
}

/// The text of a body: of markup, or of pieces.
fn text(value: &Value, depth: usize) -> String {
    if depth > DEPTH {
        return String::new();
    }
    match value {
        Value::String(html) if html.contains('<') => text_of(html),
        Value::String(text) => unescape(text),
        Value::Array(pieces) => {
            let texts = pieces.iter().map(|piece| text(piece, depth + 1)).filter(|text| !text.trim().is_empty());
            texts.collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(piece) => {
            let kind = piece.get("type").and_then(Value::as_str).unwrap_or_default();
            if OTHER_PIECES.contains(&kind) {
                return String::new();
            }
            let inner = [
                "rendered", "html", "content", "text", "value", "basic", "data", "items", "children", "model", "blocks",
            ];
            let inner = inner.iter().chain(BODIES).filter_map(|key| piece.get(*key));
            inner.map(|value| text(value, depth + 1)).find(|text| !text.trim().is_empty()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.trim().to_string()],
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(map) => {
            ["name", "by", "displayName", "title"].iter().find_map(|key| map.get(*key)).map(names).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}
