//! Finds the records in a JSON object: the object itself, or those in its lists and wrappers, as feeds, APIs, databases
//! and exports of platforms write them.

use serde_json::{Map, Value};

use super::ProblemKind;
use super::field_names::{Field, FieldNames};

/// The deepest nesting in which records are looked for.
const DEPTH: usize = 4;

/// Keys of lists that accompany a record and hold none of their own.
const BESIDE: &[&str] = &[
    "comments",
    "replies",
    "related",
    "tags",
    "categories",
    "authors",
    "images",
    "media",
    "photos",
    "links",
    "mentions",
];

/// A record, and where its text was found if that is not a usual place.
#[derive(Debug, PartialEq)]
pub(super) struct Record {
    pub fields: Map<String, Value>,
    pub note: Option<(ProblemKind, String)>,
}

/// The records of an object; the object itself if it holds none.
///
/// A record has a text under one of the usual keys. Where it has none, its text is looked for one by one: in lists of
/// records, in a record that it wraps, in pieces of text that it lists, under the keys of summaries. A headline alone
/// stays a record.
pub(super) fn records(names: &FieldNames, object: Map<String, Value>) -> Vec<Record> {
    expanded(names, object, 0)
}

fn expanded(names: &FieldNames, object: Map<String, Value>, depth: usize) -> Vec<Record> {
    if has(names, Field::Body, &object) || depth > DEPTH {
        return vec![Record { fields: object, note: None }];
    }
    if let Some((key, records)) = listed(names, &object, depth) {
        let mut records = with_name_of_feed(&object, records);
        let count = records.len();
        if let Some(first) = records.first_mut() {
            let note = || (ProblemKind::Nested, format!("{count} records in {key}"));
            first.note.get_or_insert_with(note);
        }
        return records;
    }
    if let Some((key, wrapped)) = wrapped(names, &object, depth) {
        return wrapped.into_iter().map(|record| unwrapped(&object, &key, record)).collect();
    }
    vec![alone(names, object)]
}

fn has(names: &FieldNames, field: Field, object: &Map<String, Value>) -> bool {
    names.value(field, object).is_some()
}

/// Whether an object says which document it is.
fn is_identified(names: &FieldNames, object: &Map<String, Value>) -> bool {
    has(names, Field::Title, object) && (has(names, Field::Url, object) || has(names, Field::Published, object))
}

/// The records in the lists of an object, and the keys of those lists.
fn listed(names: &FieldNames, object: &Map<String, Value>, depth: usize) -> Option<(String, Vec<Record>)> {
    let (mut keys, mut records) = (Vec::new(), Vec::new());
    for (key, value) in object.iter().filter(|(key, _)| !BESIDE.contains(&key.as_str())) {
        let Value::Array(values) = value else { continue };
        let own: Vec<Record> = values
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|element| expanded(names, element.clone(), depth + 1))
            .collect();
        let is_record = |record: &&Record| {
            let fields = &record.fields;
            let is_titled = has(names, Field::Title, fields);
            let is_own = [Field::Url, Field::Published, Field::Id].iter().any(|field| has(names, *field, fields));
            has(names, Field::Body, fields) && (is_titled || is_own && !is_identified(names, object))
        };
        if own.iter().any(|record| is_record(&record)) {
            keys.push(key.as_str());
            records.extend(own);
        }
    }
    (!keys.is_empty()).then(|| (keys.join(", "), records))
}

/// A feed in JSON names its outlet in its title.
fn with_name_of_feed(feed: &Map<String, Value>, mut records: Vec<Record>) -> Vec<Record> {
    let is_feed = feed.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"));
    if let Some(title) = feed.get("title").filter(|_| is_feed) {
        for record in &mut records {
            record.fields.entry("outlet").or_insert_with(|| title.clone());
        }
    }
    records
}

/// The records in the object that another one wraps, and its key: those with the most text.
fn wrapped(names: &FieldNames, object: &Map<String, Value>, depth: usize) -> Option<(String, Vec<Record>)> {
    let texts = |records: &[Record]| {
        let bodies = records.iter().filter_map(|record| names.value(Field::Body, &record.fields));
        bodies.map(|body| body.to_string().len()).sum::<usize>()
    };
    let inner = object.iter().filter_map(|(key, value)| {
        let inner = value.as_object()?;
        let is_other = names.field(key).is_some_and(|field| !matches!(field, Field::Body | Field::Title));
        (!is_other && !BESIDE.contains(&key.as_str())).then(|| (key.clone(), expanded(names, inner.clone(), depth + 1)))
    });
    let found = inner.filter(|(_, records)| texts(records) > 0);
    found.max_by_key(|(_, records)| texts(records))
}

/// A wrapped record with those values of its wrapper that it lacks.
fn unwrapped(wrapper: &Map<String, Value>, key: &str, record: Record) -> Record {
    let Record { mut fields, note } = record;
    let own = wrapper.iter().filter(|(name, value)| *name != key && !value.is_object() && !value.is_array());
    for (name, value) in own {
        fields.entry(name).or_insert_with(|| value.clone());
    }
    let note = note.unwrap_or_else(|| (ProblemKind::Nested, format!("text in {key}")));
    Record { fields, note: Some(note) }
}

/// A record without a text under the usual keys: with what is there in its place.
pub(super) fn alone(names: &FieldNames, mut fields: Map<String, Value>) -> Record {
    let usual = names.usual(Field::Body).filter(|_| !has(names, Field::Body, &fields));
    let Some(key) = usual else { return Record { fields, note: None } };
    if let Some((place, text)) = pieces(names, &fields) {
        fields.insert(key.into(), text.into());
        return Record { fields, note: Some((ProblemKind::Nested, format!("text in {place}"))) };
    }
    if let Some((place, text)) = names.summary(&fields).map(|(place, text)| (place.to_string(), text.clone())) {
        fields.insert(key.into(), text);
        return Record { fields, note: Some((ProblemKind::Summary, format!("text in {place}"))) };
    }
    let note = || (ProblemKind::Headline, format!("its fields are {}", keys(&fields)));
    let note = has(names, Field::Title, &fields).then(note);
    Record { fields, note }
}

/// The texts of the objects in a list of the record, joined; with their place.
fn pieces(names: &FieldNames, object: &Map<String, Value>) -> Option<(String, String)> {
    object.iter().filter(|(key, _)| !BESIDE.contains(&key.as_str())).find_map(|(key, value)| {
        let elements = value.as_array()?.iter().filter_map(Value::as_object);
        let texts: Vec<&str> = elements
            .clone()
            .filter_map(|element| names.value(Field::Body, element))
            .filter_map(Value::as_str)
            .collect();
        let inner =
            elements.flat_map(|element| element.iter()).find(|(_, value)| value.as_str() == texts.first().copied());
        (!texts.is_empty()).then(|| (format!("{key}[].{}", inner.map_or("", |(key, _)| key)), texts.join("\n\n")))
    })
}

/// The first keys of a record, in words.
pub(super) fn keys(record: &Map<String, Value>) -> String {
    record.keys().take(20).map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Titles and texts of the records in an object, with their notes.
    fn found(json: &str) -> Vec<String> {
        let names = FieldNames::default();
        let object = serde_json::from_str::<Value>(json).unwrap().as_object().unwrap().clone();
        let told = |record: Record| {
            let value = |field| names.value(field, &record.fields).map(Value::to_string).unwrap_or_default();
            let note = record.note.map(|(kind, detail)| format!(" {kind:?}: {detail}")).unwrap_or_default();
            format!("{} {}{note}", value(Field::Title), value(Field::Body))
        };
        records(&names, object).into_iter().map(told).collect()
    }

    #[test]
    fn lists_hold_records() {
        for (json, expected) in [
            (
                r#"{"status": "ok", "articles": [{"title": "أ", "content": "ن"}, {"title": "ب", "content": "م"}]}"#,
                vec![r#""أ" "ن" Nested: 2 records in articles"#, r#""ب" "م""#],
            ),
            (
                r#"{"took": 3, "hits": {"total": 1, "hits": [{"_id": "1", "_source": {"title": "أ", "text": "ن"}}]}}"#,
                vec![r#""أ" "ن" Nested: text in _source"#],
            ),
            (
                r#"{"response": {"results": [{"title": "أ", "fields": {"body": "ن"}}, {"title": "ب"}]}}"#,
                vec![r#""أ" "ن" Nested: text in fields"#, r#""ب"  Headline: its fields are title"#],
            ),
            (
                r#"{"jsonapi": {}, "data": [{"id": "1", "attributes": {"title": "أ", "body": {"value": "ن"}}}]}"#,
                vec![r#""أ" {"value":"ن"} Nested: text in attributes"#],
            ),
        ] {
            assert_eq!(found(json), expected, "{json}");
        }
    }

    #[test]
    fn a_record_is_not_what_is_beside_it() {
        for (json, expected) in [
            (r#"{"title": "أ", "text": "ن", "comments": [{"id": 1, "text": "ت"}]}"#, r#""أ" "ن""#),
            (
                r#"{"title": "أ", "url": "u", "comments": [{"id": 1, "text": "ت"}]}"#,
                r#""أ"  Headline: its fields are comments, title, url"#,
            ),
            (
                r#"{"title": "أ", "author": {"name": "ر", "text": "سيرة"}}"#,
                r#""أ"  Headline: its fields are author, title"#,
            ),
            (r#"{"title": "أ", "description": "موجز"}"#, r#""أ" "موجز" Summary: text in description"#),
            (
                r#"{"title": "أ", "data": [{"post": "ن"}, {"post": "م"}]}"#,
                "\"أ\" \"ن\\n\\nم\" Nested: text in data[].post",
            ),
        ] {
            assert_eq!(found(json), [expected], "{json}");
        }
    }
}
