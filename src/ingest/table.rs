//! Reads tables of records (CSV, TSV and the like) row by row. The first row names the columns.

use std::cell::Cell;
use std::io::{self, Read};

use csv::{ByteRecord, Reader};
use serde_json::{Map, Value};

use super::encoding::recoded;
use super::item::{Item, RECORD_BYTES, Sink};
use super::origin::Origin;
use super::table_dialect::{column, dialect, reader};
use super::{ProblemKind, encoding, records};

/// The bytes at the head of a table by which its delimiter and quotation mark are detected.
const HEAD_BYTES: u64 = 1 << 16;

/// Reads rows; whether the stream was read to its end.
pub(super) fn read(origin: &Origin<'_>, mut stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let mut head = Vec::new();
    if let Err(error) = stream.by_ref().take(HEAD_BYTES).read_to_end(&mut head) {
        sink(Item::Skipped(origin.problem(ProblemKind::of(&error), None, error.to_string())))?;
        return Ok(false);
    }
    let skip = |kind, detail: &str| Item::Skipped(origin.problem(kind, None, detail));
    if encoding::decode(&head, None).is_none() {
        return sink(skip(ProblemKind::NotText, "")).map(|()| true);
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    // Excel may name the delimiter in a line of its own.
    let named = head.strip_prefix(b"sep=").and_then(|rest| rest.first().copied());
    let head = named.and_then(|_| Some(&head[head.iter().position(|byte| *byte == b'\n')? + 1..])).unwrap_or(head);
    let Some((delimiter, quote)) = dialect(head) else { return sink(skip(ProblemKind::NoText, "")).map(|()| true) };
    let left = Cell::new(0);
    let bounded = Bounded { inner: head.chain(stream), left: &left };
    let mut rows = Rows { origin, left: &left, reader: reader(bounded, delimiter, quote), row: ByteRecord::new() };
    let columns = match rows.next() {
        Ok(_) => rows.row.iter().map(|name| column(&origin.settings.names, name)).collect::<Vec<_>>(),
        Err(problem) => return sink(problem).map(|()| false),
    };
    if !columns.iter().any(|name| origin.settings.names.holds_text(name)) {
        let detail = format!("none of the columns {} is known to hold it", columns.join(", "));
        return sink(skip(ProblemKind::NoText, &detail)).map(|()| true);
    }
    let mut record = 0;
    loop {
        match rows.next() {
            Ok(false) => return Ok(true),
            Ok(true) => {
                record += 1;
                document(&rows, &columns, record, sink)?;
            }
            Err(problem) => return sink(problem).map(|()| false),
        }
    }
}

/// The rows of a table, read one at a time.
struct Rows<'r, R> {
    origin: &'r Origin<'r>,
    left: &'r Cell<usize>,
    reader: Reader<R>,
    row: ByteRecord,
}

impl<R: Read> Rows<'_, R> {
    /// Reads a row; `false` at the end, and an item where the table cannot be read on.
    fn next(&mut self) -> Result<bool, Item> {
        self.left.set(RECORD_BYTES);
        self.reader.read_byte_record(&mut self.row).map_err(|error| {
            let (kind, detail) = match error.kind() {
                _ if self.left.get() == 0 => {
                    (ProblemKind::TooLarge, "a quotation mark may be missing; what follows was not read".into())
                }
                csv::ErrorKind::Io(error) => (ProblemKind::of(error), error.to_string()),
                _ => (ProblemKind::Unreadable, error.to_string()),
            };
            Item::Skipped(self.origin.problem(kind, Some(self.reader.position().line()), detail))
        })
    }
}

fn document<R>(rows: &Rows<'_, R>, columns: &[String], record: u64, sink: &mut Sink<'_>) -> io::Result<()> {
    let line = rows.row.position().map_or(1, csv::Position::line);
    let problem = |kind, detail: String| rows.origin.problem(kind, Some(line), detail);
    if rows.row.len() > columns.len() {
        let detail = format!("{} fields, and {} columns", rows.row.len(), columns.len());
        return sink(Item::Skipped(problem(ProblemKind::RaggedRow, detail)));
    }
    // Fields of a row share an encoding, which is easier to detect from all of them.
    let Some(decoded) = encoding::decode(rows.row.as_slice(), None) else {
        return sink(Item::Skipped(problem(ProblemKind::NotText, String::new())));
    };
    let value = |field| Value::String(encoding::decode_part(field, decoded.encoding).into_owned());
    let fields = columns.iter().zip(&rows.row).map(|(name, field)| (name.clone(), value(field)));
    match records::document(rows.origin, &fields.collect::<Map<_, _>>(), (record, line)) {
        Err((kind, detail)) => sink(Item::Skipped(problem(kind, detail))),
        Ok((document, mut notes)) => {
            notes.extend(recoded(&decoded).map(|detail| (ProblemKind::Recoded, detail)));
            sink(Item::Document(Box::new(document)))?;
            notes.into_iter().try_for_each(|(kind, detail)| sink(Item::Note(problem(kind, detail))))
        }
    }
}

/// A stream that fails at a row above the maximum length.
struct Bounded<'l, R> {
    inner: R,
    left: &'l Cell<usize>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.left.get());
        if most == 0 {
            return Err(io::Error::other("the row is too long"));
        }
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(self.left.get() - read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::ingest::{Settings, Source};

    /// What reading `bytes` gives: documents, and problems with their lines.
    fn items(bytes: &[u8]) -> (Vec<Document>, Vec<String>) {
        let source =
            Source { path: "/a.csv".into(), file: std::path::PathBuf::new(), sha256: String::new(), folder: None };
        let settings = Settings::default();
        let origin = Origin::of(&source, &settings);
        let (mut documents, mut problems) = (Vec::new(), Vec::new());
        read(&origin, bytes, &mut |item| {
            match item {
                Item::Document(document) => documents.push(*document),
                Item::Skipped(problem) | Item::Note(problem) => {
                    problems.push(format!("{:?}@{}", problem.kind, problem.line.unwrap_or_default()));
                }
            }
            Ok(())
        })
        .unwrap();
        (documents, problems)
    }

    #[test]
    fn delimiter_and_quotation_mark_are_found_out() {
        for delimiter in [",", ";", "\t", "|"] {
            for quote in ["\"", "'"] {
                let table = "id,Title,text,date\n7,@عنوان, أول@,@سطر؛ أول\nسطر ثان@,2022-01-24\n8,ثالث,نص,\n"
                    .replace(",", delimiter)
                    .replace('@', quote);
                let (documents, problems) = items(table.as_bytes());
                assert_eq!(problems, [""; 0], "{table}");
                assert_eq!(documents.len(), 2, "{table}");
                assert_eq!(documents[0].title, format!("عنوان{delimiter} أول"), "{table}");
                assert_eq!(documents[0].body, "سطر؛ أول\nسطر ثان");
                assert_eq!(documents[1].provenance.place.as_ref().unwrap().line, Some(4));
            }
        }
    }

    #[test]
    fn ragged_rows_are_told_and_the_others_kept() {
        let (documents, problems) = items("id,text,url\n1,نص,http://a\n2,نص\n3,نص,http://b,زائد\n4,,\n".as_bytes());
        assert_eq!(documents.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(problems, ["RaggedRow@4", "NoText@5"]);
    }

    #[test]
    fn a_table_without_a_column_of_text_is_none() {
        assert_eq!(items("a,b\n1,2\n".as_bytes()).1, ["NoText@0"]);
        assert_eq!(items(b"\n \n").1, ["NoText@0"]);
    }

    #[test]
    fn an_old_encoding_is_read_row_by_row() {
        let table = "id;text\n1;اندلع حريق كبير في صومعة الحبوب بالميناء\n";
        let (documents, problems) = items(&encoding_rs::WINDOWS_1256.encode(table).0);
        assert_eq!(documents[0].body, "اندلع حريق كبير في صومعة الحبوب بالميناء");
        assert_eq!(problems, ["Recoded@2"]);
    }

    #[test]
    fn a_bad_byte_leaves_its_row_in_utf_8() {
        let mut table = "id,title,text\n1,عنوان,اندلع حريق كبير في صومعة الحبوب بالميناء\n".as_bytes().to_vec();
        let place = table.iter().rposition(|&byte| byte == b',').unwrap() - "ان".len();
        table.insert(place, 0xFF);
        let (documents, problems) = items(&table);
        assert_eq!((documents[0].title.as_str(), problems), ("عنو\u{FFFD}ان", vec!["Recoded@2".to_string()]));
    }

    #[test]
    fn a_quotation_that_never_closes_ends_the_table() {
        let table = format!("id,text\n1,نص\n2,\"{}", "كلمة\n".repeat(RECORD_BYTES / 8));
        let (documents, problems) = items(table.as_bytes());
        assert_eq!((documents.len(), problems.len()), (1, 1));
        assert!(problems[0].starts_with("TooLarge"), "{problems:?}");
    }
}
