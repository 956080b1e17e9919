//! Tables of offices: each sheet is read as a table of records.

use std::io::{self, Cursor, Read, Seek};

use calamine::{Data, Ods, Reader, Xlsx};

use super::super::item::{Item, Sink};
use super::super::origin::{Member, Origin};
use super::super::problem::ProblemKind;
use super::super::table;
use super::parts::{Office, Parts};

/// The most cells of a sheet, and the most columns.
const CELLS: usize = 5_000_000;
const COLUMNS: u32 = 1000;
/// The most bytes of a document.
const BYTES: u64 = 64 << 20;

/// Reads the sheets of a document; whether it was read to its end.
pub(super) fn read<R: Read + Seek>(
    origin: &Origin<'_>,
    office: Office,
    parts: &mut Parts<'_, R>,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let refuse = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    let size = parts.archive.decompressed_size().unwrap_or(0);
    if size > 16 * u128::from(BYTES) {
        return sink(refuse(ProblemKind::TooLarge, "a table of more than 1 GiB".into())).map(|()| true);
    }
    let bytes = match whole(parts) {
        Ok(bytes) => bytes,
        Err(error) => return sink(refuse(ProblemKind::BrokenArchive, error.to_string())).map(|()| false),
    };
    let sheets = match office {
        Office::Ods => ods(bytes),
        _ => xlsx(bytes),
    };
    match sheets {
        Err(error) => {
            let kind = if error.contains("assword") { ProblemKind::Locked } else { ProblemKind::BrokenArchive };
            sink(refuse(kind, error)).map(|()| true)
        }
        Ok(sheets) => {
            for (name, rows) in sheets {
                let member = Member { name, ..Member::default() };
                let origin = Origin { member: Some(member), depth: origin.depth + 1, ..origin.clone() };
                table::read(&origin, rows.as_slice(), sink)?;
            }
            Ok(true)
        }
    }
}

/// The document as one stream of bytes, as the library wants it.
fn whole<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Vec<u8>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..parts.archive.len() {
        let part = parts.archive.by_index_raw(number).map_err(io::Error::other)?;
        if part.compressed_size() <= BYTES {
            writer.raw_copy_file(part).map_err(io::Error::other)?;
        }
    }
    Ok(writer.finish().map_err(io::Error::other)?.into_inner())
}

/// The name of each sheet, and its rows as CSV.
type Sheets = Vec<(String, Vec<u8>)>;

fn xlsx(bytes: Vec<u8>) -> Result<Sheets, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        // Cells one by one: a table of two far cells would fill the memory.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let (mut rows, mut row, mut at, mut count) = (csv_writer(), Vec::new(), 0, 0);
        while let Ok(Some(cell)) = cells.next_cell() {
            let (number, column) = cell.get_position();
            if number != at {
                write(&mut rows, &mut row);
                at = number;
            }
            count += 1;
            if count > CELLS || column >= COLUMNS {
                break;
            }
            row.resize(column as usize, String::new());
            row.push(value(Data::from(cell.get_value().clone())));
        }
        write(&mut rows, &mut row);
        sheets.push((name, rows.into_inner().map_err(|error| error.to_string())?));
    }
    Ok(sheets)
}

fn ods(bytes: Vec<u8>) -> Result<Sheets, String> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let mut rows = csv_writer();
        for cells in range.rows().take(CELLS) {
            let mut row = cells.iter().take(COLUMNS as usize).map(|cell| value(cell.clone())).collect();
            write(&mut rows, &mut row);
        }
        sheets.push((name, rows.into_inner().map_err(|error| error.to_string())?));
    }
    Ok(sheets)
}

/// A table whose rows may have several lengths: a title above the names of the columns has one cell.
fn csv_writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().flexible(true).from_writer(Vec::new())
}

/// Writes a row, unless it is empty.
fn write(rows: &mut csv::Writer<Vec<u8>>, row: &mut Vec<String>) {
    if row.iter().any(|value| !value.is_empty()) {
        // Memory takes everything.
        let _ = rows.write_byte_record(&row.iter().collect());
    }
    row.clear();
}

fn value(data: Data) -> String {
    match data {
        Data::DateTime(time) => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
            }
        }
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
