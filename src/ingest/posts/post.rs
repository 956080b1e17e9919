//! A post and what platforms state about it.

use std::io;

use serde_json::{Map, Value};

use super::super::article::Article;
use super::super::date;
use super::super::item::{Item, Sink};
use super::super::origin::{Origin, Owner};
use super::super::outlets::slug;
use super::super::problem::ProblemKind;
use crate::document::{Date, Metadata, Outlet, PartKind};

/// A record of an export.
#[derive(Debug)]
pub(in crate::ingest) enum Post {
    /// A post with a text.
    Text(Box<Article>),
    /// What has no text of its own, and why: a service message, a picture, what another account wrote.
    Other(String),
}

/// The objects around a record, the outermost first: a chat, an account, a page of results.
pub(super) type Context<'c> = &'c [Map<String, Value>];

/// What a platform states about a post.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub id: String,
    pub title: String,
    pub text: String,
    /// Where its messages begin in the text, if it has several.
    pub messages: Vec<usize>,
    /// The channel or account.
    pub account: Option<Owner>,
    /// The persons who wrote it, if they are not the account.
    pub authors: Vec<String>,
    pub published: Option<Date>,
    pub url: Option<String>,
    pub reply_to: Option<String>,
    pub forwarded_from: Option<String>,
}

impl Stated {
    /// The post; without a text it is none, for the reason `otherwise`.
    pub fn post(self, otherwise: &str) -> Post {
        if self.text.trim().is_empty() {
            return Post::Other(otherwise.into());
        }
        let outlet = self.account.filter(|(_, name)| !name.trim().is_empty()).map(|(id, name)| {
            let id = id.filter(|id| !id.is_empty()).unwrap_or_else(|| slug(&name));
            Outlet { id, name: name.trim().into(), inferred_from: None }
        });
        let authors = self.authors.into_iter().map(|name| name.trim().to_string()).filter(|name| !name.is_empty());
        let mut metadata = Metadata {
            outlet,
            authors: authors.collect(),
            published: self.published,
            url: self.url,
            reply_to: self.reply_to,
            forwarded_from: self.forwarded_from.filter(|name| !name.trim().is_empty()),
            ..Metadata::default()
        };
        metadata.set_parts(PartKind::Message, self.messages);
        let body = self.text.trim().to_string();
        Post::Text(Box::new(Article { id: self.id, title: self.title, body, metadata, ..Article::default() }))
    }
}

/// The value of the first of these keys that has a text, trimmed.
pub(super) fn text<'r>(record: &'r Map<String, Value>, keys: &[&str]) -> Option<&'r str> {
    let texts = keys.iter().filter_map(|key| record.get(*key)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty())
}

/// A number or a text as an id.
pub(super) fn id(record: &Map<String, Value>, key: &str) -> Option<String> {
    match record.get(key)? {
        Value::String(id) => Some(id.trim().to_string()).filter(|id| !id.is_empty()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

pub(super) fn object<'r>(record: &'r Map<String, Value>, key: &str) -> Option<&'r Map<String, Value>> {
    record.get(key)?.as_object()
}

/// The objects in a list of the record.
pub(super) fn objects<'r>(record: &'r Map<String, Value>, key: &str) -> impl Iterator<Item = &'r Map<String, Value>> {
    record.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A date as programs write it, or counted from 1970.
pub(super) fn time(record: &Map<String, Value>, keys: &[&str]) -> Option<Date> {
    keys.iter().find_map(|key| {
        let written = id(record, key)?;
        date::counted(&written).or_else(|| date::read(&written, None).map(|reading| reading.date))
    })
}

/// The text whose bytes in UTF-8 were written as letters of Latin-1, as Meta's downloads do; `None` if it is not so.
pub(super) fn latin_undone(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// Undoes that in all values of a record; whether there was one.
pub(in crate::ingest) fn undo_latin(record: &mut Map<String, Value>) -> bool {
    fn undo(value: &mut Value) -> bool {
        match value {
            Value::String(text) => latin_undone(text).map(|undone| *text = undone).is_some(),
            Value::Array(values) => values.iter_mut().filter_map(|value| undo(value).then_some(())).count() > 0,
            Value::Object(map) => undo_latin(map),
            _ => false,
        }
    }
    record.values_mut().filter_map(|value| undo(value).then_some(())).count() > 0
}

/// Passes a post on, the `place`-th of its file: record, and line if the file has lines, from 1.
pub(in crate::ingest) fn give(
    post: Post,
    place: (u64, Option<u64>),
    origin: &Origin<'_>,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    match post {
        Post::Text(mut article) => {
            article.place = Some(place);
            article.give(origin, sink)
        }
        Post::Other(why) => sink(Item::Skipped(origin.problem(ProblemKind::NoPost, place.1, why))),
    }
}
