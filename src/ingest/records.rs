//! Converts records, JSON objects and rows of tables to documents.

use serde_json::{Map, Value};

use super::containers::{Record, keys};
use super::credits;
use super::encoding::{encoded_twice, undoubled};
use super::entities::unescape;
use super::field_names::Field;
use super::markup::text_of;
use super::origin::{Origin, derived_id};
use super::outlets::slug;
use super::{ProblemKind, date, language};
use crate::document::{Attribute, Confidence, Date, Document, Evidence, Metadata, Outlet};

/// The most bytes of an id or a name.
const NAME_BYTES: usize = 512;

/// A document with notes, or the reason why a record has none.
pub(super) type Mapped = Result<(Document, Vec<(ProblemKind, String)>), (ProblemKind, String)>;

/// Makes a document of a record, the `place`-th of its file (record and line, from 1).
pub(super) fn document(origin: &Origin<'_>, record: Record, place: (u64, u64)) -> Mapped {
    let Record { fields: mut record, note } = record;
    let mut notes: Vec<_> = note.into_iter().collect();
    notes.extend(undoubled_values(&mut record).map(|encoding| (ProblemKind::EncodedTwice, encoded_twice(encoding))));
    let record = &record;
    let names = &origin.settings.names;
    let text = |field| names.value(field, record).and_then(text);
    let provenance = origin.provenance(Some((place.0, Some(place.1))));
    let title = text(Field::Title).map(|title| one_line(&unescape(&title))).unwrap_or_default();
    let body = text(Field::Body).unwrap_or_default();
    let body = if is_html(&body) { text_of(&body) } else { body };
    if title.is_empty() && body.trim().is_empty() {
        return Err((ProblemKind::NoText, format!("its fields are {}", keys(record))));
    }
    let id = text(Field::Id).and_then(|id| short(id, "id", &mut notes));
    let outlet = names.value(Field::Outlet, record).and_then(|value| outlet(value, text(Field::OutletId), &mut notes));
    let authors = names.value(Field::Authors, record).map(list).unwrap_or_default();
    let authors = authors.into_iter().flat_map(|names| turned(&names));
    let authors: Vec<String> = authors.filter_map(|name| short(unescape(&name), "author", &mut notes)).collect();
    let mut metadata = Metadata { place: text(Field::Place), url: text(Field::Url), ..Metadata::default() };
    credit(&mut metadata, &authors, &body);
    if let Some(written) = text(Field::Published) {
        let (date, evidence) = published(&written, &mut notes).unzip();
        notes.extend(date.and_then(date::unset).map(|doubt| (ProblemKind::DoubtfulDate, doubt.into())));
        metadata.published = date;
        metadata.evidence.extend(evidence.flatten().map(|evidence| (Attribute::Published, evidence)));
    }
    metadata.outlet = origin.outlet(outlet, metadata.url.as_deref(), std::iter::empty());
    origin.settle(&mut metadata);
    metadata.language = language::language(&title, &body).map(String::from);
    let id = id.unwrap_or_else(|| derived_id(&provenance));
    Ok((Document { id, title, body, metadata, provenance }, notes))
}

/// Takes the bylines of a record apart, and reads place and agencies at the head of its text where no byline names any.
fn credit(metadata: &mut Metadata, bylines: &[String], body: &str) {
    metadata.add_bylines(bylines);
    if metadata.authors != bylines && !metadata.authors.is_empty() {
        let evidence = Evidence::new("record", Confidence::Likely);
        let written = Some(bylines.join("; "));
        metadata.evidence.insert(Attribute::Authors, Evidence { written, ..evidence });
    }
    metadata.credit(credits::dateline(body));
}

/// Names of which the family's is before a comma, as catalogues write them: `الصلوي, نجيب; حداد, رنيم`. Others stay one text.
fn turned(names: &str) -> Vec<String> {
    let turned = |name: &str| {
        let (family, given) = name.split_once(", ")?;
        let (families, givens) = (family.split_whitespace().count(), given.split_whitespace().count());
        // Two persons may be parted by a comma as well.
        let is_family = families == 1 && (givens == 1 || givens == 2 && family.trim().starts_with("ال"));
        (is_family && !given.contains(',')).then(|| format!("{} {}", given.trim(), family.trim()))
    };
    let all: Option<Vec<String>> = names.split(';').map(|name| turned(name.trim())).collect();
    all.unwrap_or_else(|| vec![names.to_string()])
}

/// Undoes what was encoded twice in the values of a record; the encoding that was taken for UTF-8, if there was one.
fn undoubled_values(record: &mut Map<String, Value>) -> Option<&'static str> {
    fn undo(value: &mut Value) -> Option<&'static str> {
        match value {
            Value::String(text) => {
                let (undone, encoding) = undoubled(text)?;
                *text = undone;
                Some(encoding)
            }
            Value::Array(values) => values.iter_mut().filter_map(undo).last(),
            Value::Object(map) => undoubled_values(map),
            _ => None,
        }
    }
    record.values_mut().filter_map(undo).last()
}

/// Whether a text is a piece of HTML.
fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
        && ["</p>", "</div>", "<br", "</a>", "</span>"].iter().any(|tag| text.contains(tag))
}

/// A name as it is stored, see [`short_name`]; one that is too long is noted.
fn short(name: String, what: &str, notes: &mut Vec<(ProblemKind, String)>) -> Option<String> {
    if name.len() > NAME_BYTES {
        notes.push((ProblemKind::LongName, format!("{what} of {} bytes", name.len())));
    }
    short_name(&name)
}

/// A text on one line, its runs of white space one space each.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is stored: trimmed, without control characters; `None` if it is empty or overlong.
pub(super) fn short_name(name: &str) -> Option<String> {
    let name: String = name.trim().chars().filter(|char| !char.is_control()).collect();
    (!name.is_empty() && name.len() <= NAME_BYTES).then_some(name)
}

/// A date, perhaps counted from 1970, and its evidence if it is not stored as it is written.
fn published(written: &str, notes: &mut Vec<(ProblemKind, String)>) -> Option<(Date, Option<Evidence>)> {
    if let Some(date) = date::counted(written) {
        let evidence = Evidence::new("record", Confidence::Likely);
        return Some((date, Some(Evidence { written: Some(written.into()), ..evidence })));
    }
    let start = || written.chars().take(40).collect::<String>();
    let Some(reading) = date::read(written, None) else {
        notes.push((ProblemKind::NoDate, start()));
        return None;
    };
    notes.extend(
        reading
            .uncertainties
            .iter()
            .map(|uncertainty| (ProblemKind::DoubtfulDate, format!("{uncertainty}: {}", start()))),
    );
    // Dates that programs write are kept as they are, without seconds.
    let is_read = written.parse().ok() != Some(reading.date);
    Some((reading.date, is_read.then(|| reading.evidence("record", Confidence::Likely))))
}

fn outlet(value: &Value, id: Option<String>, notes: &mut Vec<(ProblemKind, String)>) -> Option<Outlet> {
    let (name, own_id) = match value {
        Value::Object(map) => {
            let part = |keys: &[&str]| keys.iter().find_map(|key| map.get(*key)).and_then(text);
            (part(&["name", "title"]).or_else(|| part(&["id"]))?, part(&["id"]))
        }
        value => (text(value)?, None),
    };
    let name = short(unescape(&name), "outlet", notes)?;
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
        Value::Object(map) if map.contains_key("date-parts") => {
            let parts = map.get("date-parts")?.get(0)?.as_array()?.iter().map(text).collect::<Option<Vec<_>>>()?;
            let part = |(place, part): (usize, &String)| if place == 0 { part.clone() } else { format!("{part:0>2}") };
            Some(parts.iter().enumerate().map(part).collect::<Vec<_>>().join("-"))
        }
        Value::Object(map) => {
            ["rendered", "value", "html", "plain", "$date", "$oid"].iter().find_map(|key| map.get(*key)).and_then(text)
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// A value as a list of names.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(list).collect(),
        Value::Object(map) => {
            let part = |key: &str| map.get(key).and_then(text);
            let family =
                || Some(format!("{} {}", part("given").unwrap_or_default(), part("family")?).trim().to_string());
            part("name").or_else(|| part("literal")).or_else(family).into_iter().collect()
        }
        value => text(value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{FieldNames, Settings, Source};

    fn map(json: &str, names: &FieldNames) -> Mapped {
        let source = Source {
            path: "/a.jsonl".into(),
            bytes: None,
            file: std::path::PathBuf::new(),
            sha256: "00".into(),
            folder: None,
        };
        let settings = Settings { names: names.clone(), ..Settings::default() };
        let object = serde_json::from_str::<Value>(json).unwrap().as_object().unwrap().clone();
        document(&Origin::of(&source, &settings), super::super::containers::alone(names, object), (3, 7))
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
