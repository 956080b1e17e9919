//! Detects the dialect of a table: its delimiter, its quotation mark, and whether its first line names columns.

use std::io::Read;

use csv::{Reader, ReaderBuilder};

use super::encoding;
use super::field_names::FieldNames;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that a delimiter is tried on.
const TRIED_ROWS: usize = 50;

/// Whether a text begins with a line that names columns, that of the text among them.
pub(super) fn has_header(names: &FieldNames, text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let Some((delimiter, quote)) = dialect(line.as_bytes()) else { return false };
    let row = reader(line.as_bytes(), delimiter, quote).into_byte_records().next().and_then(Result::ok);
    let columns: Vec<String> = row.iter().flatten().map(|name| column(names, name)).collect();
    columns.len() > 1
        && columns.iter().any(|name| names.holds_text(name))
        && columns.iter().filter(|name| names.known(name).is_some()).count() > 1
}

/// The name of a column, in the case of the known keys.
pub(super) fn column(names: &FieldNames, name: &[u8]) -> String {
    let name = encoding::decode(name, None).map(|decoded| decoded.text.trim().to_string()).unwrap_or_default();
    names.known(&name).map_or(name, String::from)
}

/// The delimiter that splits the most rows into equal numbers of fields, and the quotation mark; `None` for an empty
/// table.
pub(super) fn dialect(head: &[u8]) -> Option<(u8, u8)> {
    if head.trim_ascii().is_empty() {
        return None;
    }
    let quoted = |quote: u8| {
        let begins = |pair: &&[u8]| DELIMITERS.contains(&pair[0]) && pair[1] == quote;
        usize::from(head[0] == quote) + head.windows(2).filter(begins).count()
    };
    let quote = if quoted(b'\'') > quoted(b'"') { b'\'' } else { b'"' };
    let alike = |delimiter: u8| {
        let rows = reader(head, delimiter, quote).into_byte_records().take(TRIED_ROWS);
        let widths: Vec<usize> = rows.map_while(Result::ok).map(|row| row.len()).collect();
        let width = widths.first().copied().unwrap_or_default();
        let alike = widths.iter().filter(|&&other| other == width).count();
        if width < 2 { (0, 0) } else { (1000 * alike / widths.len(), width) }
    };
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| alike(delimiter))?;
    Some((delimiter, quote))
}

pub(super) fn reader<R: Read>(stream: R, delimiter: u8, quote: u8) -> Reader<R> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).quote(quote).from_reader(stream)
}
