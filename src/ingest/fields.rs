//! Which key of a JSON object holds what.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::html::text_of;
use super::outlets::slug;
use super::{Origin, ProblemKind, date, derived_id};
use crate::document::{Attribute, Confidence, Date, Document, Evidence, Metadata, Outlet};

/// The most bytes of an id or a name.
const NAME_BYTES: usize = 512;

/// A field of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// [`Document::id`].
    Id,
    /// [`Document::title`].
    Title,
    /// [`Document::body`].
    Body,
    /// The outlet's name, or an object with `id` and `name`.
    Outlet,
    /// The outlet's id, where it stands apart from the name.
    OutletId,
    /// [`Metadata::authors`]: a name or a list.
    Authors,
    /// [`Metadata::published`].
    Published,
    /// [`Metadata::place`].
    Place,
    /// [`Metadata::url`].
    Url,
}

/// The keys under which each field is looked for, the first that has a value wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNames {
    keys: Vec<(Field, Vec<String>)>,
}

const USUAL: [(Field, &str, &[&str]); 9] = [
    (Field::Id, "id", &["id", "_id", "doc_id"]),
    (Field::Title, "title", &["title", "headline", "العنوان"]),
    (Field::Body, "body", &["body", "text", "content", "article", "articleBody", "النص", "المحتوى"]),
    (Field::Outlet, "outlet", &["outlet", "source", "publisher", "newspaper", "site", "المصدر", "الصحيفة"]),
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
            "pubDate",
            "date",
            "date_extracted",
            "created_at",
            "التاريخ",
            "تاريخ النشر",
        ],
    ),
    (Field::Place, "place", &["place", "location"]),
    (Field::Url, "url", &["url", "link", "الرابط"]),
];

impl Default for FieldNames {
    fn default() -> Self {
        let keys = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        Self { keys: USUAL.iter().map(|(field, _, names)| (*field, keys(names))).collect() }
    }
}

impl FieldNames {
    /// Takes `FIELD=KEY`: from now on the field is read from that key alone.
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

    /// The key that is `name`, or is but for the case of its letters.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        let keys = || self.keys.iter().flat_map(|(_, keys)| keys);
        let exact = keys().find(|key| *key == name);
        exact.or_else(|| keys().find(|key| key.eq_ignore_ascii_case(name))).map(String::as_str)
    }

    /// Whether the key is one of those of the title or the body.
    pub(super) fn holds_text(&self, key: &str) -> bool {
        let texts = self.keys.iter().filter(|(field, _)| matches!(field, Field::Title | Field::Body));
        texts.flat_map(|(_, keys)| keys).any(|known| known == key)
    }

    fn value<'r>(&self, field: Field, record: &'r Map<String, Value>) -> Option<&'r Value> {
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

/// A document, or why a record is none, and what is odd about it.
pub(super) type Mapped = Result<(Document, Vec<(ProblemKind, String)>), (ProblemKind, String)>;

/// Makes a document of a record, the `place`-th of its file (record and line, from 1).
pub(super) fn document(origin: &Origin<'_>, record: &Map<String, Value>, place: (u64, u64)) -> Mapped {
    let mut notes = Vec::new();
    let names = &origin.settings.names;
    let text = |field| names.value(field, record).and_then(text);
    let provenance = origin.provenance(Some((place.0, Some(place.1))));
    let title = text(Field::Title).map(|title| title.trim().to_string()).unwrap_or_default();
    let body = text(Field::Body).unwrap_or_default();
    let body = if is_html(&body) { text_of(&body) } else { body };
    if title.is_empty() && body.trim().is_empty() {
        let keys: Vec<&str> = record.keys().take(20).map(String::as_str).collect();
        return Err((ProblemKind::NoText, format!("its fields are {}", keys.join(", "))));
    }
    let id = text(Field::Id).and_then(|id| short(id, "id", &mut notes));
    let outlet = names.value(Field::Outlet, record).and_then(|value| outlet(value, text(Field::OutletId), &mut notes));
    let authors = names.value(Field::Authors, record).map(list).unwrap_or_default();
    let authors = authors.into_iter().filter_map(|name| short(name, "author", &mut notes)).collect();
    let mut metadata = Metadata { authors, place: text(Field::Place), url: text(Field::Url), ..Metadata::default() };
    if let Some(written) = text(Field::Published) {
        metadata.published = published(&written, &mut notes);
        // What programs write is kept as it stands, but for its seconds.
        let is_read = metadata.published.is_some() && written.parse::<Date>().is_err();
        let evidence = Evidence { from: "record".into(), confidence: Confidence::Likely, written: Some(written) };
        metadata.evidence.extend(is_read.then_some((Attribute::Published, evidence)));
    }
    metadata.outlet = origin.outlet(outlet, metadata.url.as_deref(), std::iter::empty());
    origin.settle(&mut metadata);
    let id = id.unwrap_or_else(|| derived_id(&provenance));
    Ok((Document { id, title, body, metadata, provenance }, notes))
}

/// Whether a text is a piece of HTML.
fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
        && ["</p>", "</div>", "<br", "</a>", "</span>"].iter().any(|tag| text.contains(tag))
}

/// A name as it is kept, see [`short_name`]; one that is too long is noted.
fn short(name: String, what: &str, notes: &mut Vec<(ProblemKind, String)>) -> Option<String> {
    if name.len() > NAME_BYTES {
        notes.push((ProblemKind::LongName, format!("{what} of {} bytes", name.len())));
    }
    short_name(&name)
}

/// A name as it is kept: trimmed, without control characters; `None` where it is empty or overlong.
pub(super) fn short_name(name: &str) -> Option<String> {
    let name: String = name.trim().chars().filter(|char| !char.is_control()).collect();
    (!name.is_empty() && name.len() <= NAME_BYTES).then_some(name)
}

/// A date; a number of ten or thirteen digits counts seconds or thousandths of a second since 1970.
fn published(written: &str, notes: &mut Vec<(ProblemKind, String)>) -> Option<Date> {
    let counted = written.parse::<i64>().ok().filter(|_| matches!(written.len(), 10 | 13));
    if let Some(count) = counted {
        let seconds = if written.len() == 13 { count / 1000 } else { count };
        return jiff::Timestamp::from_second(seconds).ok()?.to_string().parse().ok();
    }
    let start = || written.chars().take(40).collect::<String>();
    let Some(reading) = date::read(written, None) else {
        notes.push((ProblemKind::NoDate, start()));
        return None;
    };
    notes.extend(reading.uncertainties.iter().map(|uncertainty| (ProblemKind::DoubtfulDate, format!("{uncertainty}: {}", start()))));
    Some(reading.date)
}

fn outlet(value: &Value, id: Option<String>, notes: &mut Vec<(ProblemKind, String)>) -> Option<Outlet> {
    let (name, own_id) = match value {
        Value::Object(map) => {
            let part = |keys: &[&str]| keys.iter().find_map(|key| map.get(*key)).and_then(text);
            (part(&["name", "title"]).or_else(|| part(&["id"]))?, part(&["id"]))
        }
        value => (text(value)?, None),
    };
    let name = short(name, "outlet", notes)?;
    let id = own_id.or(id).and_then(|id| short(id, "outlet id", notes));
    let id = id.unwrap_or_else(|| slug(&name));
    Some(Outlet { id, name, inferred_from: None })
}

/// A value as text: a list's parts become paragraphs.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => Some(values.iter().filter_map(text).collect::<Vec<_>>().join("\n\n")),
        // As content management systems and databases export them.
        Value::Object(map) => ["rendered", "$date", "$oid"].iter().find_map(|key| map.get(*key)).and_then(text),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A value as a list of names.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(list).collect(),
        Value::Object(map) => map.get("name").and_then(text).into_iter().collect(),
        value => text(value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Settings, Source};

    fn map(json: &str, names: &FieldNames) -> Mapped {
        let source =
            Source { path: "/a.jsonl".into(), file: std::path::PathBuf::new(), sha256: "00".into(), folder: None };
        let settings = Settings { names: names.clone(), ..Settings::default() };
        document(
            &Origin::of(&source, &settings),
            serde_json::from_str::<Value>(json).unwrap().as_object().unwrap(),
            (3, 7),
        )
    }

    fn usual(json: &str) -> Document {
        map(json, &FieldNames::default()).unwrap().0
    }

    #[test]
    fn usual_names_are_recognised() {
        let document = usual(
            r#"{"source": "aawsat", "url": "http://a", "date_extracted": "2015-07-21 02:51:32",
                "title": " عنوان ", "author": "رنيم", "content": "نص"}"#,
        );
        assert_eq!((document.title.as_str(), document.body.as_str()), ("عنوان", "نص"));
        let Metadata { outlet, authors, published, url, .. } = document.metadata;
        assert_eq!(outlet.unwrap().id, "aawsat");
        assert_eq!((authors, url.as_deref()), (vec!["رنيم".to_string()], Some("http://a")));
        assert_eq!(published.unwrap().to_string(), "2015-07-21T02:51");
    }

    #[test]
    fn an_id_stays_as_it_stands_and_numbers_are_ids_too() {
        assert_eq!(usual(r#"{"id": "snn-0", "text": "نص"}"#).id, "snn-0");
        assert_eq!(usual(r#"{"id": 17, "text": "نص"}"#).id, "17");
    }

    #[test]
    fn without_an_id_source_and_place_make_one() {
        let id = usual(r#"{"text": "نص"}"#).id;
        assert_eq!(id.len(), 16);
        assert_eq!(id, usual(r#"{"text": "نص آخر"}"#).id, "the text has no part in it");
    }

    #[test]
    fn an_outlet_may_be_an_object() {
        let outlet = usual(r#"{"outlet": {"id": "sana", "name": "سانا"}, "text": "نص"}"#).metadata.outlet.unwrap();
        assert_eq!((outlet.id.as_str(), outlet.name.as_str()), ("sana", "سانا"));
        let outlet = usual(r#"{"outlet": "أثر برس", "text": "نص"}"#).metadata.outlet.unwrap();
        assert_eq!(outlet.id, "اثر-برس");
    }

    #[test]
    fn another_key_can_be_named() {
        let mut names = FieldNames::default();
        names.set("published=seen").unwrap();
        let document = map(r#"{"date": "2020", "seen": "2021", "text": "نص"}"#, &names).unwrap().0;
        assert_eq!(document.metadata.published.unwrap().to_string(), "2021");
        assert!(names.set("publisht=seen").unwrap_err().contains("published"));
        assert!(names.set("published").is_err());
    }

    #[test]
    fn what_is_no_date_is_none_and_noted() {
        let (document, notes) = map(r#"{"date": "أمس", "text": "نص"}"#, &FieldNames::default()).unwrap();
        assert_eq!(document.metadata.published, None);
        assert_eq!(notes, [(ProblemKind::NoDate, "أمس".to_string())]);
    }

    #[test]
    fn a_date_may_stand_in_words() {
        let published = |date: &str| {
            let json = serde_json::json!({"date": date, "text": "نص"}).to_string();
            let (document, notes) = map(&json, &FieldNames::default()).unwrap();
            (document.metadata.published.unwrap().to_string(), notes)
        };
        assert_eq!(published("الإثنين 24 كانون الثاني 2022"), ("2022-01-24".into(), vec![]));
        let (date, notes) = published("01/02/2022");
        assert_eq!((date.as_str(), notes.len(), notes[0].0), ("2022-02-01", 1, ProblemKind::DoubtfulDate));
    }

    #[test]
    fn a_record_without_text_is_no_document() {
        assert_eq!(map(r#"{"id": 1, "text": " "}"#, &FieldNames::default()).unwrap_err().0, ProblemKind::NoText);
    }
}
