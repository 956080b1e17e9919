//! Prints hits for people.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;

use super::explain;
use super::plain::{FIRST_STRONG_ISOLATE, POP_ISOLATE, field, parts, plain};
use super::style::{MATCH, QUIET, TITLE};
use crate::document::{Heading, Metadata};
use crate::query::MAX_WORDS;
use crate::search::{Hit, Request, Results};

pub(super) fn answer(
    id: Option<&str>,
    text: &str,
    request: &Request,
    results: &Results,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(id) = id {
        writeln!(out, "{TITLE}{}: {}{TITLE:#}\n", plain(id), field(text))?;
    }
    if let Some(explanation) = &results.explanation {
        explain::explanation(explanation, out)?;
    }
    for hit in &results.hits {
        self::hit(hit, request.explain, out)?;
    }
    if results.query.is_cut {
        writeln!(out, "{QUIET}only the first {MAX_WORDS} words were searched{QUIET:#}")?;
    }
    let dropped = &results.query.dropped;
    if !dropped.is_empty() {
        let dropped: Vec<String> = dropped.iter().map(|word| field(word)).collect();
        writeln!(out, "{QUIET}not searched, being stop words: {}{QUIET:#}", dropped.join(", "))?;
    }
    if let Some(last) = results.hits.last() {
        let milliseconds = results.elapsed.as_secs_f64() * 1000.0;
        let (first, last) = (request.offset + 1, last.rank);
        let passages = if first == last { format!("passage {first}") } else { format!("passages {first}–{last}") };
        let documents = match results.documents {
            1 => "1 document matches".into(),
            documents => format!("{documents} documents match"),
        };
        writeln!(out, "{QUIET}{passages}; {documents}; {milliseconds:.1} ms{QUIET:#}")?;
    } else if results.documents > 0 {
        writeln!(out, "{QUIET}no more passages: {} documents match{QUIET:#}", results.documents)?;
    }
    Ok(())
}

fn hit(hit: &Hit, with_score: bool, out: &mut dyn Write) -> io::Result<()> {
    let title = &hit.document.title;
    write!(out, "{TITLE}{}.{TITLE:#} ", hit.rank)?;
    if title.is_empty() {
        writeln!(out, "(no title)")?;
    } else {
        marked(title, 0..title.len(), &hit.title_highlights, TITLE, out)?;
    }
    writeln!(out, "   {}", byline(&hit.document.metadata))?;
    if !hit.passage.range.is_empty() {
        write!(out, "   ")?;
        marked(&hit.text, 0..hit.text.len(), &hit.highlights(), Style::new(), out)?;
    }
    source(hit, out)?;
    if with_score {
        explain::score(&hit.passage, out)?;
    }
    for (document, similarity) in hit.duplicates.iter().take(DUPLICATES) {
        writeln!(out, "   {QUIET}{}{QUIET:#}", duplicate(document, *similarity))?;
    }
    if hit.duplicates.len() > DUPLICATES {
        let more = hit.duplicates.len() - DUPLICATES;
        writeln!(out, "   {QUIET}and {more} more (`fihris show {}`){QUIET:#}", plain(&hit.document.id))?;
    }
    writeln!(out)
}

/// The most duplicates of a hit that are listed.
const DUPLICATES: usize = 5;

/// A near-duplicate: outlet, date, title, and how much is the same.
pub(super) fn duplicate(document: &Heading, similarity: f32) -> String {
    let share =
        if similarity == 1.0 { "the same words".into() } else { format!("{:.0} % the same", 100.0 * similarity) };
    format!("also {} {} ({share}, id {})", byline(&document.metadata), field(&document.title), plain(&document.id))
}

/// Outlet, date, authors, agencies and place, as far as they are known; and whether letters had to be recognised.
pub(super) fn byline(metadata: &Metadata) -> String {
    let outlet = metadata.outlet.as_ref().map_or("unknown outlet".into(), |outlet| {
        let inferred = outlet.inferred_from.as_ref().map(|from| format!(" (inferred from {from})"));
        field(&outlet.name) + &inferred.unwrap_or_default()
    });
    let date = metadata.published.map_or("no date".into(), |date| date.to_string().replace('T', " "));
    let people = metadata.authors.iter().chain(&metadata.agencies).map(|name| field(name));
    let ocr = metadata.ocr.map(|percent| format!("OCR, {percent} % sure"));
    let parts = [outlet, date].into_iter().chain(people).chain(metadata.place.as_deref().map(field)).chain(ocr);
    parts.collect::<Vec<_>>().join(" · ")
}

/// Prints the source of a passage: address, file, hash, id and bytes.
fn source(hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
    let provenance = &hit.document.provenance;
    let Range { start, end } = hit.passage.range;
    let part = hit.part();
    if let Some(url) = hit.document.metadata.address(part) {
        writeln!(out, "   {QUIET}{}{QUIET:#}", field(&url))?;
    }
    writeln!(out, "   {QUIET}{}{QUIET:#}", plain(&provenance.to_string()))?;
    writeln!(out, "   {QUIET}sha256 {}{QUIET:#}", provenance.sha256)?;
    let part = part.map(|part| {
        let label = part.label().map(|label| format!(" ({})", field(label))).unwrap_or_default();
        format!(" {} {}{label}", part.kind.name(), part.number)
    });
    let part = part.unwrap_or_default();
    writeln!(out, "   {QUIET}id {} bytes {start}–{end}{part}{QUIET:#}", plain(&hit.document.id))
}

/// Prints a piece of text on one line in an isolate, its matching words highlighted.
fn marked(text: &str, range: Range<usize>, marks: &[Range<usize>], rest: Style, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{FIRST_STRONG_ISOLATE}")?;
    let mut open = false;
    for (part, is_match) in parts(text, range, marks) {
        let style = if is_match { MATCH } else { rest };
        // Runs of white space, line breaks among them, become one space.
        let mut line = String::new();
        for char in plain(part).chars() {
            if !(char == ' ' && (open || line.ends_with(' '))) {
                line.push(char);
            }
            open = false;
        }
        open = line.ends_with(' ');
        write!(out, "{style}{line}{style:#}")?;
    }
    writeln!(out, "{POP_ISOLATE}")
}
