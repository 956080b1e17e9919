//! What was found, as people and programs read it: a file per format.
//!
//! Text for people is in logical order, as terminals and files expect it, with every field that may hold Arabic in
//! Unicode isolates, so that fields do not reorder each other. No control character of a document reaches a
//! terminal, and no direction override either: a title cannot disguise what stands beside it.

mod cite;
mod csv;
mod document;
mod explain;
mod json;
mod outlets;
mod text;
mod trec;

use std::io::{self, Write};
use std::ops::Range;

use clap::ValueEnum;

pub use cite::{CitationStyle, citation};
pub use document::{DocumentFormat, document};
pub use explain::advice;
pub use outlets::{OutletFormat, outlets};

use schemars::{Schema, SchemaGenerator};

use crate::search::{Request, Results};

/// Version of the schema of `json`, `jsonl` and `csv`: a number for readers to compare. Fields may be added to a
/// version; none changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// How hits are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HitFormat {
    /// For people.
    Text,
    /// One JSON object with all hits.
    Json,
    /// One JSON object a hit.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
    /// Run format of evaluations: QUERY Q0 DOCUMENT#START-END RANK SCORE fihris.
    Trec,
}

/// Prints the answers to one or many queries.
pub struct Hits<'o> {
    format: HitFormat,
    out: &'o mut dyn Write,
}

impl<'o> Hits<'o> {
    /// Begins to print in `format` to `out`.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(format: HitFormat, out: &'o mut dyn Write) -> io::Result<Self> {
        if format == HitFormat::Csv {
            csv::header(out)?;
        }
        Ok(Self { format, out })
    }

    /// Prints what was found for the query `text`, which is called `id` in a batch.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn answer(&mut self, id: Option<&str>, text: &str, request: &Request, results: &Results) -> io::Result<()> {
        match self.format {
            HitFormat::Text => text::answer(id, text, request, results, self.out),
            HitFormat::Json => json::answer(id, text, results, self.out),
            HitFormat::Jsonl => json::lines(id, text, results, self.out),
            HitFormat::Csv => csv::rows(id, text, results, self.out),
            HitFormat::Trec => trec::lines(id, results, self.out),
        }
    }
}

/// The schema of one JSON object with all hits.
pub fn hits_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<json::Answer<'_>>()
}

/// The schema of a document as JSON.
pub fn document_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<document::Whole<'_>>()
}

/// Opens an isolate whose direction is that of its first letter.
pub(crate) const FIRST_STRONG_ISOLATE: char = '\u{2068}';
/// Closes an isolate.
pub(crate) const POP_ISOLATE: char = '\u{2069}';

/// `text` on one line, without anything that moves a cursor or turns the direction of what follows.
pub fn plain(text: &str) -> String {
    text.chars().filter_map(|char| harmless(char, ' ')).collect()
}

/// As [`plain`], line breaks kept.
pub fn plain_lines(text: &str) -> String {
    text.chars().filter_map(|char| harmless(char, '\n')).collect()
}

/// `text` as [`plain`] text in an isolate of its own.
pub fn field(text: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{}{POP_ISOLATE}", plain(text))
}

fn harmless(char: char, line_break: char) -> Option<char> {
    match char {
        '\n' => Some(line_break),
        '\r' => (line_break == ' ').then_some(' '),
        '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        char if char.is_control() => Some(char::REPLACEMENT_CHARACTER),
        char => Some(char),
    }
}

/// The parts of `text[range]`, and whether each is one of `marked` (byte ranges in `text`, rising).
pub(crate) fn parts<'t>(text: &'t str, range: Range<usize>, marked: &[Range<usize>]) -> Vec<(&'t str, bool)> {
    let mut parts = Vec::new();
    let mut at = range.start;
    for mark in marked {
        if mark.start > at {
            parts.push((&text[at..mark.start], false));
        }
        parts.push((&text[mark.clone()], true));
        at = mark.end;
    }
    if at < range.end {
        parts.push((&text[at..range.end], false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_do_not_pass() {
        assert_eq!(plain("a\u{1b}[31mb\r\nc\u{9b}d\u{7}"), "a\u{FFFD}[31mb  c\u{FFFD}d\u{FFFD}");
    }

    #[test]
    fn direction_overrides_do_not_pass() {
        assert_eq!(plain("\u{202E}gpj.exe\u{2066}"), "gpj.exe");
    }

    #[test]
    fn a_field_is_an_isolate() {
        assert_eq!(field("سجن"), "\u{2068}سجن\u{2069}");
    }

    #[test]
    fn parts_make_up_the_text() {
        let text = "سجن الصناعة كبير";
        let mark = text.find("الصناعة").unwrap();
        let mark = mark..mark + "الصناعة".len();
        assert_eq!(parts(text, 0..text.len(), &[mark]), [("سجن ", false), ("الصناعة", true), (" كبير", false)]);
        assert_eq!(parts(text, 0..0, &[]), []);
    }
}
