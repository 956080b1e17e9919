//! Prints hits for people.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;

use super::explain::{self, documents_match};
use super::layout::{HitDetail, HitLayout};
use super::plain::{columns, field, plain, site, thousands};
use super::snippet::inside;
use super::style::{QUIET, TITLE};
use super::table::count;
use super::wrap::{Lines, joined};
use crate::document::{Heading, Metadata};
use crate::query::MAX_WORDS;
use crate::search::{Hit, Request, Results};

pub(super) fn answer(
    id: Option<&str>,
    text: &str,
    request: &Request,
    results: &Results,
    layout: HitLayout,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(id) = id {
        writeln!(out, "{TITLE}{}: {}{TITLE:#}\n", plain(id), field(text))?;
    }
    if let Some(explanation) = &results.explanation {
        explain::explanation(explanation, out)?;
    }
    for hit in &results.hits {
        self::hit(hit, request.explain, layout, out)?;
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
        let [first, last] = [request.offset + 1, last.rank].map(|rank| thousands(rank as u64));
        let passages = if first == last { format!("passage {first}") } else { format!("passages {first}–{last}") };
        let documents = documents_match(results.documents);
        writeln!(out, "{QUIET}{passages}; {documents}; {milliseconds:.1} ms{QUIET:#}")?;
    } else if results.documents > 0 {
        writeln!(out, "{QUIET}no more passages: {}{QUIET:#}", documents_match(results.documents))?;
    }
    Ok(())
}

fn hit(hit: &Hit, with_score: bool, layout: HitLayout, out: &mut dyn Write) -> io::Result<()> {
    if layout.detail == HitDetail::Line {
        return line(hit, layout.width, out);
    }
    let width = layout.width.saturating_sub(INDENT.len()).max(MIN_WIDTH);
    let title = &hit.document.title;
    let rank = format!("{TITLE}{}.{TITLE:#} ", hit.rank);
    if title.trim().is_empty() {
        writeln!(out, "{rank}{NO_TITLE}")?;
    } else {
        // Room for the rank, which may be wider than the indent.
        let width = width.saturating_sub(hit.rank.to_string().len() - 1);
        Lines::of(title, 0..title.len(), &hit.title_highlights, width).print(&rank, INDENT, TITLE, out)?;
    }
    let part = hit.part();
    let url = hit.document.metadata.address(part);
    let site = url.as_deref().and_then(site).map(field);
    let fields = byline_fields(&hit.document.metadata).into_iter().chain(site);
    let fields = fields.chain(part.map(|part| field(&part.to_string()))).chain([id(&hit.document)]);
    for line in joined(fields, width) {
        writeln!(out, "{INDENT}{QUIET}{line}{QUIET:#}")?;
    }
    passage(hit, layout.detail, width, out)?;
    if layout.evidence {
        evidence(hit, url.as_deref(), out)?;
    }
    if with_score {
        explain::score(&hit.passage, out)?;
    }
    duplicates(hit, layout.evidence, width, out)?;
    writeln!(out)
}

/// A hit on one line; only its title is cut.
fn line(hit: &Hit, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let Heading { title, metadata, .. } = &*hit.document;
    let rest = [outlet_name(metadata), day(metadata), id(&hit.document)].join(" · ");
    let rank = format!("{}. ", hit.rank);
    write!(out, "{TITLE}{rank}{TITLE:#}")?;
    let room = width.saturating_sub(columns(&rank) + columns(&rest) + 3).max(MIN_WIDTH);
    if title.trim().is_empty() {
        write!(out, "{NO_TITLE}")?;
    } else {
        Lines::beginning(title, &hit.title_highlights, room).print_inline(TITLE, out)?;
    }
    writeln!(out, " · {QUIET}{rest}{QUIET:#}")
}

fn passage(hit: &Hit, detail: HitDetail, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let (text, marks) = (&hit.text, hit.highlights());
    if detail == HitDetail::Snippet {
        return Lines::around(text, &marks, SNIPPET_LINES, width).print(INDENT, INDENT, Style::new(), out);
    }
    let mut start = 0;
    for paragraph in text.split_inclusive('\n') {
        let range = start..start + paragraph.len();
        start = range.end;
        let lines = Lines::of(text, range.clone(), &inside(&marks, &range), width);
        lines.print(INDENT, INDENT, Style::new(), out)?;
    }
    Ok(())
}

/// Who has nearly the same text: on a line, or each with its id.
fn duplicates(hit: &Hit, each: bool, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let all = &hit.duplicates;
    if all.is_empty() {
        return Ok(());
    }
    if !each {
        let mut outlets: Vec<String> = Vec::new();
        for name in all.iter().map(|(document, _)| outlet_name(&document.metadata)) {
            if !outlets.contains(&name) {
                outlets.push(name);
            }
        }
        let more = outlets.len().saturating_sub(DUPLICATES);
        let more = (more > 0).then(|| format!("{more} more"));
        let outlets = outlets.into_iter().take(DUPLICATES).chain(more);
        let lead = count(all.len() as u64, "near-duplicate");
        for line in joined([lead].into_iter().chain(outlets), width) {
            writeln!(out, "{INDENT}{QUIET}{line}{QUIET:#}")?;
        }
        return Ok(());
    }
    for (document, similarity) in all.iter() {
        writeln!(out, "{INDENT}{QUIET}{}{QUIET:#}", duplicate(document, *similarity))?;
    }
    Ok(())
}

/// What stands before the lines of a hit.
const INDENT: &str = "   ";
/// The least columns that text is wrapped to.
const MIN_WIDTH: usize = 20;
/// The most lines of a snippet.
const SNIPPET_LINES: usize = 2;
/// Where there is no title.
pub(super) const NO_TITLE: &str = "(no title)";

/// The id, by which other verbs take a document.
pub(super) fn id(document: &Heading) -> String {
    format!("id {}", plain(&document.id))
}

/// The most outlets of duplicates that are named on a line.
const DUPLICATES: usize = 5;

/// A near-duplicate: outlet, date, title, and how much is the same.
pub(super) fn duplicate(document: &Heading, similarity: f32) -> String {
    let share =
        if similarity == 1.0 { "the same words".into() } else { format!("{:.0} % the same", 100.0 * similarity) };
    format!("also {} {} ({share}, id {})", byline(&document.metadata), field(&document.title), plain(&document.id))
}

/// Outlet, date, authors, agencies and place, as far as they are known; and whether letters had to be recognised.
pub(super) fn byline(metadata: &Metadata) -> String {
    byline_fields(metadata).join(" · ")
}

fn byline_fields(metadata: &Metadata) -> Vec<String> {
    let inferred = metadata.outlet.as_ref().and_then(|outlet| outlet.inferred_from.as_ref());
    let inferred = inferred.map(|from| format!(" (inferred from {from})")).unwrap_or_default();
    let date = metadata.published.map_or("no date".into(), |date| date.to_string().replace('T', " "));
    let people = metadata.authors.iter().chain(&metadata.agencies).map(|name| field(name));
    let ocr = metadata.ocr.map(|percent| format!("OCR, {percent} % sure"));
    let known = [outlet_name(metadata) + &inferred, date].into_iter();
    known.chain(people).chain(metadata.place.as_deref().map(field)).chain(ocr).collect()
}

/// The name of the outlet.
pub(super) fn outlet_name(metadata: &Metadata) -> String {
    metadata.outlet.as_ref().map_or("unknown outlet".into(), |outlet| field(&outlet.name))
}

/// The day, month or year of publication.
pub(super) fn day(metadata: &Metadata) -> String {
    metadata.published.map_or("no date".into(), |date| date.without_time().to_string())
}

/// Prints where a passage can be checked: address, file, hash and bytes.
fn evidence(hit: &Hit, url: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let provenance = &hit.document.provenance;
    let Range { start, end } = hit.passage.range;
    if let Some(url) = url {
        writeln!(out, "{INDENT}{QUIET}{}{QUIET:#}", field(url))?;
    }
    writeln!(out, "{INDENT}{QUIET}{}{QUIET:#}", plain(&provenance.to_string()))?;
    writeln!(out, "{INDENT}{QUIET}sha256 {} bytes {start}–{end}{QUIET:#}", provenance.sha256)
}
