//! Prints hits as JSON; docs/output.md describes the schema.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use crate::document::{
    Attribute, Date, Document, Evidence, Heading, Metadata, Outlet, Part, PartKind, Parts, Precision, Provenance,
};
use crate::engine::MissingShards;
use crate::rank::ScoreParts;
use crate::search::Explanation;
use crate::search::Suggestions;
use crate::search::{Hit, Results};

/// Version of the schema of `json`, `jsonl` and `csv`: a number for readers to compare. Fields may be added to a
/// version; none is removed or changes its meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// The schema of one JSON object with all hits.
pub fn hits_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Answer<'_>>()
}

/// The results of a query.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Hits")]
pub(super) struct Answer<'a> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    query: &'a str,
    /// Stop words that were not searched.
    dropped_words: &'a [String],
    /// The explanation, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Explanation>,
    /// Suggestions, if no document matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'a Suggestions>,
    documents: u64,
    undated_documents_left_out: u64,
    /// Shards that did not answer, if partial answers are allowed: there may be more documents, and better hits.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<MissingShards>,
    hits: Vec<JsonHit<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    query_id: Option<&'a str>,
    query: &'a str,
    #[serde(flatten)]
    hit: JsonHit<'a>,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Hit")]
pub(super) struct JsonHit<'a> {
    rank: usize,
    score: f32,
    /// The parts of the score.
    score_parts: ScoreParts,
    #[serde(flatten)]
    document: JsonDocument<'a>,
    title_highlights: Vec<Span>,
    passage: JsonPassage<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    duplicates: Vec<JsonDuplicate<'a>>,
}

/// A near-duplicate.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Duplicate")]
pub(super) struct JsonDuplicate<'a> {
    similarity: f32,
    #[serde(flatten)]
    document: JsonDocument<'a>,
}

/// Documents and their similarity.
pub(super) fn duplicates(duplicates: &[(Heading, f32)]) -> Vec<JsonDuplicate<'_>> {
    let all = duplicates.iter();
    all.map(|(document, similarity)| JsonDuplicate {
        similarity: *similarity,
        document: JsonDocument::heading(document),
    })
    .collect()
}

/// A document without its text.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "DocumentHead")]
pub(super) struct JsonDocument<'a> {
    id: &'a str,
    title: &'a str,
    outlet: Option<&'a Outlet>,
    authors: &'a [String],
    published: Option<Date>,
    published_precision: Option<Precision>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    agencies: &'a [String],
    place: Option<&'a str>,
    language: Option<&'a str>,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attached_to: Option<&'a str>,
    /// The confidence in recognised letters of scanned pages, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    ocr: Option<u8>,
    /// Its pages, messages or other parts: where they begin, in bytes of the stored text.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'a Parts>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    evidence: &'a BTreeMap<Attribute, Evidence>,
    source: &'a Provenance,
}

#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Passage")]
struct JsonPassage<'a> {
    /// Bytes in the stored text.
    start: usize,
    end: usize,
    /// The page, message or other part of the document with its first match.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<JsonPart<'a>>,
    text: &'a str,
    highlights: Vec<Span>,
}

/// A page, message or other part of a document.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Part")]
pub(crate) struct JsonPart<'a> {
    kind: PartKind,
    /// From 1.
    number: usize,
    /// The time of a post or of a segment of a recording, time and sender of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

impl<'a> JsonPart<'a> {
    pub fn of(part: Part<'a>) -> Self {
        Self { kind: part.kind, number: part.number, label: part.label() }
    }
}

#[derive(Serialize, schemars::JsonSchema)]
struct Span {
    start: usize,
    end: usize,
}

impl<'a> JsonDocument<'a> {
    pub fn of(Document { id, title, metadata, provenance, .. }: &'a Document) -> Self {
        Self::new(id, title, metadata, provenance)
    }

    pub fn heading(Heading { id, title, metadata, provenance }: &'a Heading) -> Self {
        Self::new(id, title, metadata, provenance)
    }

    fn new(id: &'a str, title: &'a str, metadata: &'a Metadata, source: &'a Provenance) -> Self {
        Self {
            id,
            title,
            outlet: metadata.outlet.as_ref(),
            authors: &metadata.authors,
            published: metadata.published,
            published_precision: metadata.published.map(|date| date.precision()),
            agencies: &metadata.agencies,
            place: metadata.place.as_deref(),
            language: metadata.language.as_deref(),
            url: metadata.url.as_deref(),
            reply_to: metadata.reply_to.as_deref(),
            forwarded_from: metadata.forwarded_from.as_deref(),
            attached_to: metadata.attached_to.as_deref(),
            ocr: metadata.ocr,
            parts: metadata.parts.as_ref(),
            evidence: &metadata.evidence,
            source,
        }
    }
}

impl<'a> JsonHit<'a> {
    pub fn of(hit: &'a Hit) -> Self {
        let Range { start, end } = hit.passage.range;
        Self {
            rank: hit.rank,
            score: hit.passage.score,
            score_parts: hit.passage.parts,
            document: JsonDocument::heading(&hit.document),
            title_highlights: spans(&hit.title_highlights),
            passage: JsonPassage {
                start,
                end,
                part: hit.part().map(JsonPart::of),
                text: &hit.text,
                highlights: spans(&hit.passage.highlights),
            },
            duplicates: duplicates(&hit.duplicates),
        }
    }
}

fn spans(ranges: &[Range<usize>]) -> Vec<Span> {
    ranges.iter().map(|range| Span { start: range.start, end: range.end }).collect()
}

/// An answer with the version of its schema.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "{T}Answer")]
pub(crate) struct Versioned<'a, T> {
    schema_version: u32,
    #[serde(flatten)]
    answer: &'a T,
}

impl<'a, T> Versioned<'a, T> {
    pub fn of(answer: &'a T) -> Self {
        Self { schema_version: SCHEMA_VERSION, answer }
    }
}

/// One object on one line.
pub(super) fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

pub(super) fn answer(id: Option<&str>, text: &str, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let answer = Answer {
        schema_version: SCHEMA_VERSION,
        query_id: id,
        query: text,
        dropped_words: &results.query.dropped,
        explanation: results.explanation.as_ref(),
        advice: results.suggestions.as_ref(),
        documents: results.documents,
        undated_documents_left_out: results.undated,
        missing: results.missing,
        hits: results.hits.iter().map(JsonHit::of).collect(),
    };
    line(&answer, out)
}

pub(super) fn lines(id: Option<&str>, text: &str, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for hit in &results.hits {
        line(&Line { schema_version: SCHEMA_VERSION, query_id: id, query: text, hit: JsonHit::of(hit) }, out)?;
    }
    Ok(())
}
