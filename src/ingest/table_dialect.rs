//! Detects the dialect of a table: its delimiter, its quotation mark, and whether its first line names columns.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::encoding;
use super::field_names::FieldNames;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that a delimiter is tried on.
const TRIED_ROWS: usize = 50;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub delimiter: u8,
    /// `None` if quotation marks stand for themselves.
    pub quote: Option<u8>,
}

impl Dialect {
    /// The same, with quotation marks that stand for themselves.
    pub fn unquoted(self) -> Self {
        Self { quote: None, ..self }
    }
}

/// Whether a text begins with a line that names columns, that of the text among them.
pub(super) fn has_header(names: &FieldNames, text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let Some(dialect) = dialect(line.as_bytes()) else { return false };
    let row = reader(line.as_bytes(), dialect).into_byte_records().next().and_then(Result::ok);
    row.is_some_and(|row| names_columns(names, &row))
}

/// Whether the fields of a row are names of columns: several that are known, that of the text among them.
pub(super) fn names_columns(names: &FieldNames, row: &ByteRecord) -> bool {
    let columns: Vec<String> = row.iter().map(|name| column(names, name)).collect();
    columns.iter().any(|name| names.holds_text(name))
        && columns.iter().filter(|name| names.known(name).is_some()).count() > 1
}

/// The name of a column, in the case of the known keys.
pub(super) fn column(names: &FieldNames, name: &[u8]) -> String {
    let name = encoding::decode(name, None).map(|decoded| decoded.text.trim().to_string()).unwrap_or_default();
    names.known(&name).map_or(name, String::from)
}

/// The delimiter that splits the most rows into equal numbers of fields, and the quotation mark; `None` for an empty
/// table.
pub(super) fn dialect(head: &[u8]) -> Option<Dialect> {
    if head.trim_ascii().is_empty() {
        return None;
    }
    let quoted = |quote: u8| {
        let begins = |pair: &&[u8]| DELIMITERS.contains(&pair[0]) && pair[1] == quote;
        usize::from(head[0] == quote) + head.windows(2).filter(begins).count()
    };
    let quote = Some(if quoted(b'\'') > quoted(b'"') { b'\'' } else { b'"' });
    let alike = |delimiter: u8| {
        let rows = reader(head, Dialect { delimiter, quote }).into_byte_records().take(TRIED_ROWS);
        let widths: Vec<usize> = rows.map_while(Result::ok).map(|row| row.len()).collect();
        // Lines above a header have other widths.
        let count = |width: usize| widths.iter().filter(|&&other| other == width).count();
        let width = widths.iter().copied().max_by_key(|&width| (count(width), width)).unwrap_or_default();
        if width < 2 { (0, 0) } else { (1000 * count(width) / widths.len(), width) }
    };
    let delimiter = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| alike(delimiter))?;
    Some(Dialect { delimiter, quote })
}

pub(super) fn reader(bytes: &[u8], dialect: Dialect) -> Reader<&[u8]> {
    let Dialect { delimiter, quote } = dialect;
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(bytes.len().clamp(1, 1 << 13));
    builder.quoting(quote.is_some()).quote(quote.unwrap_or(b'"')).from_reader(bytes)
}
