//! Prints a whole document with its metadata and provenance.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::json::{self, JsonDocument, JsonDuplicate, SCHEMA_VERSION, line};
use super::plain::{field, plain, plain_lines};
use super::style::{QUIET, TITLE};
use crate::document::{Attribute, Document, Evidence, Heading};

/// How a document is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum DocumentFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
}

/// The schema of a document as JSON.
pub fn document_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Whole<'_>>()
}

/// A document with its text.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Document")]
pub(super) struct Whole<'a> {
    schema_version: u32,
    #[serde(flatten)]
    document: JsonDocument<'a>,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duplicates: Vec<JsonDuplicate<'a>>,
}

/// Prints `document` and the `duplicates` that it has, with their similarity, in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn document(
    document: &Document,
    duplicates: &[(Heading, f32)],
    format: DocumentFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        DocumentFormat::Json => {
            let (schema_version, text) = (SCHEMA_VERSION, document.body.as_str());
            let duplicates = json::duplicates(duplicates);
            line(&Whole { schema_version, document: JsonDocument::of(document), text, duplicates }, out)
        }
        DocumentFormat::Text => text(document, duplicates, out),
    }
}

fn text(document: &Document, duplicates: &[(Heading, f32)], out: &mut dyn Write) -> io::Result<()> {
    let Document { id, title, body, metadata, provenance } = document;
    let outlet = metadata.outlet.as_ref().map(|outlet| {
        let inferred = outlet.inferred_from.as_ref().map(|from| format!(", inferred from {from}")).unwrap_or_default();
        format!("{} ({}{inferred})", field(&outlet.name), plain(&outlet.id))
    });
    let date = metadata
        .published
        .map(|date| format!("{} (to the {})", date.to_string().replace('T', " "), date.precision().name()));
    let names = |names: &[String]| {
        (!names.is_empty()).then(|| names.iter().map(|name| field(name)).collect::<Vec<_>>().join(", "))
    };
    let lines = [
        ("id", None, Some(plain(id))),
        ("title", Some(Attribute::Title), (!title.is_empty()).then(|| field(title))),
        ("outlet", Some(Attribute::Outlet), outlet),
        ("published", Some(Attribute::Published), date),
        ("authors", Some(Attribute::Authors), names(&metadata.authors)),
        ("agencies", None, names(&metadata.agencies)),
        ("place", Some(Attribute::Place), metadata.place.as_deref().map(field)),
        ("language", None, metadata.language.as_deref().map(plain)),
        ("url", Some(Attribute::Url), metadata.url.as_deref().map(field)),
        ("reply to", None, metadata.reply_to.as_deref().map(field)),
        ("forwarded", None, metadata.forwarded_from.as_deref().map(field)),
        ("attached", None, metadata.attached_to.as_deref().map(field)),
        ("parts", None, metadata.parts.as_ref().map(|parts| parts.to_string())),
        ("ocr", None, metadata.ocr.map(|percent| format!("letters recognised on scanned pages, {percent} % sure"))),
        ("source", None, Some(plain(&provenance.to_string()))),
        ("captured", None, provenance.captured.as_deref().map(plain)),
        ("sha256", None, Some(provenance.sha256.clone())),
    ];
    for (name, attribute, value) in lines {
        let is_rare = matches!(name, "agencies" | "parts" | "reply to" | "forwarded" | "attached" | "ocr" | "captured");
        if is_rare && value.is_none() {
            continue;
        }
        writeln!(out, "{TITLE}{name:<10}{TITLE:#} {}", value.as_deref().unwrap_or("unknown"))?;
        if let Some(evidence) = attribute.and_then(|attribute| metadata.evidence.get(&attribute)) {
            writeln!(out, "{QUIET}           {}{QUIET:#}", self::evidence(evidence))?;
        }
    }
    for (document, similarity) in duplicates {
        writeln!(out, "{}", super::text::duplicate(document, *similarity))?;
    }
    writeln!(out)?;
    for paragraph in plain_lines(body).split('\n') {
        writeln!(out, "{}", if paragraph.is_empty() { String::new() } else { field(paragraph) })?;
    }
    Ok(())
}

/// How a value is known: `confirmed, from JSON-LD datePublished: «…»`.
fn evidence(evidence: &Evidence) -> String {
    let written = evidence.written.as_ref().map(|written| format!(": {}", field(written))).unwrap_or_default();
    let calendar = evidence.calendar.map(|calendar| format!(" ({} calendar)", calendar.name())).unwrap_or_default();
    format!("{}, from {}{written}{calendar}", evidence.confidence.name(), plain(&evidence.from))
}
