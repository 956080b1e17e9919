//! Maps the keys of records to the fields of documents.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A field of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// [`Document::id`](crate::document::Document::id).
    Id,
    /// [`Document::title`](crate::document::Document::title).
    Title,
    /// [`Document::body`](crate::document::Document::body).
    Body,
    /// The outlet's name, or an object with `id` and `name`.
    Outlet,
    /// The outlet's id, if it is separate from the name.
    OutletId,
    /// [`Metadata::authors`](crate::document::Metadata::authors): a name or a list.
    Authors,
    /// [`Metadata::published`](crate::document::Metadata::published).
    Published,
    /// [`Metadata::place`](crate::document::Metadata::place).
    Place,
    /// [`Metadata::url`](crate::document::Metadata::url).
    Url,
}

/// The keys of each field, in order of priority: the first with a value wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNames {
    keys: Vec<(Field, Vec<String>)>,
}

const USUAL: [(Field, &str, &[&str]); 9] = [
    (Field::Id, "id", &["id", "_id", "doc_id"]),
    (Field::Title, "title", &["title", "headline", "العنوان"]),
    (
        Field::Body,
        "body",
        &[
            "body",
            "text",
            "content",
            "article",
            "articleBody",
            "content_html",
            "content_text",
            "full_text",
            "transcript",
            "message",
            "post",
            "النص",
            "المحتوى",
            "المتن",
        ],
    ),
    (
        Field::Outlet,
        "outlet",
        &[
            "outlet",
            "source",
            "publisher",
            "newspaper",
            "site",
            "المصدر",
            "الصحيفة",
            "container-title",
            "Publication Title",
            "Page Name",
            "Group Name",
            "post_owner.name",
            "user_screen_name",
            "author.username",
        ],
    ),
    (Field::OutletId, "outlet_id", &["outlet_id", "source_id"]),
    (Field::Authors, "authors", &["authors", "author", "byline", "الكاتب"]),
    (
        Field::Published,
        "published",
        &[
            "published",
            "published_at",
            "date_published",
            "datePublished",
            "publish_date",
            "issued",
            "pubDate",
            "date",
            "date_extracted",
            "created_at",
            "publishedAt",
            "createdAt",
            "dateCreated",
            "pub_date",
            "datetime",
            "timestamp",
            "@timestamp",
            "creation_time",
            "Post Created",
            "التاريخ",
            "تاريخ النشر",
        ],
    ),
    (Field::Place, "place", &["place", "location"]),
    (
        Field::Url,
        "url",
        &["url", "link", "الرابط", "mcl_url", "tweet_url", "URL", "postUrl", "webpage_url", "permalink"],
    ),
];

/// Keys of summaries, which are read where a record has no text.
const SUMMARIES: [&str; 7] = ["description", "summary", "excerpt", "abstract", "Abstract Note", "lead", "الملخص"];

impl Default for FieldNames {
    fn default() -> Self {
        let keys = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        Self { keys: USUAL.iter().map(|(field, _, names)| (*field, keys(names))).collect() }
    }
}

impl FieldNames {
    /// Applies `FIELD=KEY`: the field is then read from that key alone.
    ///
    /// # Errors
    /// There is no such field, or no key.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let fields = || USUAL.map(|(_, name, _)| name).join(", ");
        let (name, key) = assignment
            .split_once('=')
            .filter(|(_, key)| !key.is_empty())
            .ok_or_else(|| format!("{assignment:?} is not FIELD=KEY, such as published=date_extracted"))?;
        let Some((field, ..)) = USUAL.iter().find(|(_, usual, _)| *usual == name) else {
            return Err(format!("there is no field {name:?}; the fields are {}", fields()));
        };
        self.keys.retain(|(known, _)| known != field);
        self.keys.push((*field, vec![key.to_string()]));
        Ok(())
    }

    /// The first usual key of a field; `None` if another one was assigned, which is then the only one.
    pub(super) fn usual(&self, field: Field) -> Option<&str> {
        let (_, keys) = self.keys.iter().find(|(known, _)| *known == field)?;
        (keys.len() > 1).then_some(&keys[0])
    }

    /// The field that `key` holds.
    pub(super) fn field(&self, key: &str) -> Option<Field> {
        self.keys.iter().find(|(_, keys)| keys.iter().any(|known| known == key)).map(|(field, _)| *field)
    }

    /// The summary of a record, with its key.
    pub(super) fn summary<'r>(&self, record: &'r Map<String, Value>) -> Option<(&'r str, &'r Value)> {
        let found = SUMMARIES.iter().filter_map(|key| record.get_key_value(*key));
        found.map(|(key, value)| (key.as_str(), value)).find(|(_, value)| !is_empty(value))
    }

    /// The key `name`, compared without case if none is equal.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        let keys = || self.keys.iter().flat_map(|(_, keys)| keys);
        let exact = keys().find(|key| *key == name);
        let known = exact.or_else(|| keys().find(|key| key.eq_ignore_ascii_case(name))).map(String::as_str);
        known.or_else(|| SUMMARIES.into_iter().find(|key| key.eq_ignore_ascii_case(name)))
    }

    /// Whether the key is one of those of the title or the body.
    pub(super) fn holds_text(&self, key: &str) -> bool {
        let texts = self.keys.iter().filter(|(field, _)| matches!(field, Field::Title | Field::Body));
        texts.flat_map(|(_, keys)| keys).any(|known| known == key)
    }

    pub(super) fn value<'r>(&self, field: Field, record: &'r Map<String, Value>) -> Option<&'r Value> {
        let (_, keys) = self.keys.iter().find(|(known, _)| *known == field)?;
        let value = |key: &String| record.get(key).or_else(|| nested(record, key));
        keys.iter().filter_map(value).find(|value| !is_empty(value))
    }
}

/// The value of a key such as `content.rendered`.
fn nested<'r>(record: &'r Map<String, Value>, key: &str) -> Option<&'r Value> {
    let (first, rest) = key.split_once('.')?;
    rest.split('.').try_fold(record.get(first)?, |value, part| value.get(part))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_empty),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
