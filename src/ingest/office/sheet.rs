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
/// The most bytes of a document, packed and unpacked.
const PACKED: u64 = 256 << 20;
const UNPACKED: u128 = 1 << 30;

/// A sheet as CSV, and what of it was not read.
struct Sheet {
    rows: Vec<u8>,
    lost: Option<String>,
}

/// Reads the sheets of a document; whether it was read to its end.
pub(super) fn read<R: Read + Seek>(
    origin: &Origin<'_>,
    office: Office,
    parts: &mut Parts<'_, R>,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let refuse = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    if parts.archive.decompressed_size().unwrap_or(0) > UNPACKED {
        return sink(refuse(ProblemKind::TooLarge, "a table of more than 1 GiB".into())).map(|()| true);
    }
    let bytes = match packed(parts) {
        Ok(Some(bytes)) => Cursor::new(bytes),
        Ok(None) => {
            return sink(refuse(ProblemKind::TooLarge, "a table of more than 256 MiB".into())).map(|()| true);
        }
        Err(error) => return sink(refuse(ProblemKind::BrokenArchive, error.to_string())).map(|()| false),
    };
    let outcome = match office {
        Office::Ods => Ods::new(bytes).map_err(|error| error.to_string()).map(|mut book| {
            let names = book.sheet_names();
            names.into_iter().try_for_each(|name| give(origin, ods(&mut book, &name), name, sink))
        }),
        _ => Xlsx::new(bytes).map_err(|error| error.to_string()).map(|mut book| {
            let names = book.sheet_names();
            names.into_iter().try_for_each(|name| give(origin, xlsx(&mut book, &name), name, sink))
        }),
    };
    match outcome {
        Ok(given) => given.map(|()| true),
        Err(error) => {
            let kind = if error.contains("assword") { ProblemKind::Locked } else { ProblemKind::BrokenArchive };
            sink(refuse(kind, error)).map(|()| true)
        }
    }
}

/// Gives the records of a sheet, and says what of it was not read.
fn give(origin: &Origin<'_>, sheet: Result<Sheet, String>, name: String, sink: &mut Sink<'_>) -> io::Result<()> {
    let member = Member { name, ..Member::default() };
    let origin = Origin { member: Some(member), depth: origin.depth + 1, ..origin.clone() };
    let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    let Sheet { rows, lost } = match sheet {
        Ok(sheet) => sheet,
        Err(error) => return sink(skip(ProblemKind::BrokenArchive, error)),
    };
    table::read(&origin, rows.as_slice(), sink)?;
    lost.map_or(Ok(()), |lost| sink(skip(ProblemKind::TooLarge, lost)))
}

/// The document as one stream of bytes, as the library wants it; `None` if it is too large.
fn packed<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Option<Vec<u8>>> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut size = 0;
    for number in 0..parts.archive.len() {
        let part = parts.archive.by_index_raw(number).map_err(io::Error::other)?;
        size += part.compressed_size();
        if size > PACKED {
            return Ok(None);
        }
        writer.raw_copy_file(part).map_err(io::Error::other)?;
    }
    Ok(Some(writer.finish().map_err(io::Error::other)?.into_inner()))
}

/// Reads a sheet cell by cell: as a rectangle, two far cells would fill the memory.
fn xlsx<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Sheet, String> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let (mut rows, mut row, mut at, mut count, mut lost) = (csv_writer(), Vec::new(), 0, 0, None);
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => {
                lost = Some(format!("all behind row {}: {error}", at + 1));
                break;
            }
        };
        let (number, column) = cell.get_position();
        if number != at {
            write(&mut rows, &mut row);
            at = number;
        }
        count += 1;
        if count > CELLS {
            lost = Some(format!("more than {CELLS} cells: all behind row {}", at + 1));
            break;
        }
        if column >= COLUMNS {
            lost.get_or_insert_with(|| format!("cells behind column {COLUMNS}, first in row {}", at + 1));
            continue;
        }
        row.resize(column as usize, String::new());
        row.push(value(Data::from(cell.get_value().clone())));
    }
    write(&mut rows, &mut row);
    Ok(Sheet { rows: rows.into_inner().map_err(|error| error.to_string())?, lost })
}

fn ods<R: Read + Seek>(book: &mut Ods<R>, name: &str) -> Result<Sheet, String> {
    let range = book.worksheet_range(name).map_err(|error| error.to_string())?;
    let columns = COLUMNS as usize;
    let lost = (range.width() > columns).then(|| format!("cells behind column {COLUMNS}"));
    let mut rows = csv_writer();
    for cells in range.rows() {
        let mut row = cells.iter().take(columns).map(|cell| value(cell.clone())).collect();
        write(&mut rows, &mut row);
    }
    Ok(Sheet { rows: rows.into_inner().map_err(|error| error.to_string())?, lost })
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
