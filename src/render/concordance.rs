//! Prints concordances.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::csv::outlet_cells;
use super::json::{SCHEMA_VERSION, line as json_line};
use super::plain::{POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, columns, field, plain, thousands};
use super::style::{MATCH, QUIET};
use super::table::{count, csv};
use crate::document::{Date, Outlet};
use crate::insight::{Concordance, Line};

/// How a concordance is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum ConcordanceFormat {
    /// For people, aligned on the match.
    Text,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
}

/// Columns of a terminal on the side of the words before a match.
const WIDTH: usize = 40;
/// Signs that stand in front of a word without a space.
const OPENING: [char; 6] = ['«', '“', '"', '(', '[', '‘'];

/// A concordance.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Concordance")]
pub(crate) struct JsonConcordance<'a> {
    schema_version: u32,
    /// How many matches there are; of more than the lines, these are a sample.
    matches: u64,
    /// In how many documents.
    documents: u64,
    lines: Vec<JsonLine<'a>>,
}

/// A match with the words around it.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ConcordanceLine")]
struct JsonLine<'a> {
    /// The id of the document.
    id: &'a str,
    title: &'a str,
    outlet: Option<&'a Outlet>,
    published: Option<Date>,
    url: Option<&'a str>,
    /// Whether the match is in the title.
    in_title: bool,
    /// Bytes in the title or in the stored text.
    start: usize,
    end: usize,
    before: &'a str,
    matched: &'a str,
    after: &'a str,
}

impl<'a> JsonLine<'a> {
    fn of(line: &'a Line) -> Self {
        let metadata = &line.heading.metadata;
        Self {
            id: &line.heading.id,
            title: &line.heading.title,
            outlet: metadata.outlet.as_ref(),
            published: metadata.published,
            url: metadata.url.as_deref(),
            in_title: line.in_title,
            start: line.bytes.start,
            end: line.bytes.end,
            before: &line.before,
            matched: &line.matched,
            after: &line.after,
        }
    }
}

impl<'a> JsonConcordance<'a> {
    pub fn of(concordance: &'a Concordance) -> Self {
        let Concordance { lines, matches, documents } = concordance;
        let lines = lines.iter().map(JsonLine::of).collect();
        Self { schema_version: SCHEMA_VERSION, matches: *matches, documents: *documents, lines }
    }
}

/// The schema of a concordance as JSON.
pub fn concordance_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonConcordance<'_>>()
}

/// Prints a concordance in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn concordance(concordance: &Concordance, format: ConcordanceFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ConcordanceFormat::Text => text(concordance, out),
        ConcordanceFormat::Json => json_line(&JsonConcordance::of(concordance), out),
        ConcordanceFormat::Jsonl => concordance.lines.iter().try_for_each(|line| json_line(&JsonLine::of(line), out)),
        ConcordanceFormat::Csv => csv(COLUMNS, concordance.lines.iter().map(cells), out),
    }
}

fn text(concordance: &Concordance, out: &mut dyn Write) -> io::Result<()> {
    for line in &concordance.lines {
        let before = fitted(&plain(&line.before), true);
        let (matched, after) = (plain(&line.matched), fitted(&plain(&line.after), false));
        let metadata = &line.heading.metadata;
        let outlet = metadata.outlet.as_ref().map_or("–".into(), |outlet| field(&outlet.name));
        let date = metadata.published.map_or("no date".into(), |date| date.without_time().to_string());
        let id = plain(&line.heading.id);
        // Signs stay at their words.
        let is_open = before.is_empty() || before.ends_with(OPENING);
        let is_closed =
            after.is_empty() || !after.starts_with(|char: char| char.is_alphanumeric() || OPENING.contains(&char));
        let pad = " ".repeat((WIDTH + usize::from(is_open)).saturating_sub(columns(&before)));
        let [space_before, space_after] = [is_open, is_closed].map(|is_tied| if is_tied { "" } else { " " });
        writeln!(
            out,
            "{RIGHT_TO_LEFT_ISOLATE}{pad}{before}{space_before}{MATCH}{matched}{MATCH:#}{space_after}{after}{POP_ISOLATE}  {QUIET}{outlet}  {date}  {id}{QUIET:#}"
        )?;
    }
    let Concordance { lines, matches, documents } = concordance;
    let sample = if (lines.len() as u64) < *matches { ", a sample that is the same in every run" } else { "" };
    let documents = count(*documents, "document");
    writeln!(
        out,
        "{} of {} {} in {documents}{sample}",
        thousands(lines.len() as u64),
        thousands(*matches),
        if *matches == 1 { "match" } else { "matches" }
    )
}

/// The whole words of a text that fit into [`WIDTH`] columns: the last ones of those before a match.
fn fitted(text: &str, are_last: bool) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    while words.len() > 1 && columns(&words.join(" ")) > WIDTH {
        words.remove(if are_last { 0 } else { words.len() - 1 });
    }
    words.join(" ")
}

const COLUMNS: [&str; 12] = [
    "id",
    "title",
    "outlet_id",
    "outlet",
    "published",
    "url",
    "in_title",
    "start",
    "end",
    "before",
    "matched",
    "after",
];

fn cells(line: &Line) -> [String; COLUMNS.len()] {
    let JsonLine { id, title, outlet, published, url, in_title, start, end, before, matched, after } =
        JsonLine::of(line);
    let [outlet_id, outlet] = outlet_cells(outlet);
    [
        id.into(),
        title.into(),
        outlet_id,
        outlet,
        published.map(|date| date.to_string()).unwrap_or_default(),
        url.unwrap_or_default().into(),
        in_title.to_string(),
        start.to_string(),
        end.to_string(),
        before.into(),
        matched.into(),
        after.into(),
    ]
}
