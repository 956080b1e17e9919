//! Reads tables of records (CSV, TSV and the like) row by row. The first row that names columns is the header.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::encoding::recoded;
use super::item::{Item, Sink};
use super::origin::Origin;
use super::rows::{Row, RowError, Rows};
use super::subtitles::Pieces;
use super::table_dialect::{column, dialect, names_columns};
use super::{Problem, ProblemKind, containers, encoding, records};

/// The bytes at the head of a table by which its delimiter and quotation mark are detected.
const HEAD_BYTES: u64 = 1 << 16;
/// The rows among which the names of the columns are looked for.
const HEADER_ROWS: usize = 20;

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
    let Some(dialect) = dialect(head) else { return sink(skip(ProblemKind::NoText, "")).map(|()| true) };
    let mut table = Table {
        origin,
        rows: Rows::new(head.chain(stream), dialect),
        columns: Vec::new(),
        record: 0,
        pieces: Pieces::default(),
    };
    if !table.header(sink)? {
        return Ok(true);
    }
    loop {
        match table.next(sink)? {
            Next::Row(row) => table.document(&row, sink)?,
            Next::Skipped => {}
            Next::End(whole) => {
                table.pieces.give(origin, sink)?;
                return Ok(whole);
            }
        }
    }
}

/// A table that is being read.
struct Table<'t, R> {
    origin: &'t Origin<'t>,
    rows: Rows<R>,
    columns: Vec<String>,
    /// The number of rows below the header so far.
    record: u64,
    /// Rows that are pieces of a transcript.
    pieces: Pieces,
}

enum Next {
    Row(Row),
    /// A row that was skipped and reported.
    Skipped,
    /// Whether the table was read to its end.
    End(bool),
}

impl<R: Read> Table<'_, R> {
    fn problem(&self, kind: ProblemKind, line: Option<u64>, detail: String) -> Problem {
        self.origin.problem(kind, line, detail)
    }

    fn next(&mut self, sink: &mut Sink<'_>) -> io::Result<Next> {
        let line = self.rows.line;
        match self.rows.next() {
            Ok(Some(row)) => Ok(Next::Row(row)),
            Ok(None) => Ok(Next::End(true)),
            Err(RowError::TooLarge(is_passed)) => {
                self.record += 1;
                let detail = if is_passed { "" } else { "a quotation mark may be missing; what follows was not read" };
                sink(Item::Skipped(self.problem(ProblemKind::TooLarge, Some(line), detail.into())))?;
                Ok(if is_passed { Next::Skipped } else { Next::End(false) })
            }
            Err(RowError::Stream(error)) => {
                sink(Item::Skipped(self.problem(ProblemKind::of(&error), Some(line), error.to_string())))?;
                Ok(Next::End(false))
            }
        }
    }

    /// Finds the row that names the columns: the first, or the first that names several known ones. Lines above it, such
    /// as the title of a report, are noted.
    fn header(&mut self, sink: &mut Sink<'_>) -> io::Result<bool> {
        let names = &self.origin.settings.names;
        let (mut first, mut above) = (None, Vec::new());
        for _ in 0..HEADER_ROWS {
            let row = match self.next(sink)? {
                Next::Row(row) => row,
                Next::Skipped => continue,
                Next::End(_) => break,
            };
            let columns: Vec<String> = row.fields.iter().map(|name| column(names, name)).collect();
            let is_header = first.is_none() && columns.iter().any(|name| names.holds_text(name));
            if is_header || names_columns(names, &row.fields) {
                self.rows.columns = columns.len();
                self.columns = columns;
                if let Some(line) = above.first().map(|(line, _)| *line) {
                    let texts: Vec<String> = above.into_iter().map(|(_, text)| text).collect();
                    let detail = format!("above the names of the columns: {}", texts.join(" / "));
                    sink(Item::Note(self.problem(ProblemKind::Mended, Some(line), detail)))?;
                }
                return Ok(true);
            }
            above.push((row.line, columns.join(" ")));
            first.get_or_insert(columns);
        }
        let detail = format!("none of the columns {} is known to hold it", first.unwrap_or_default().join(", "));
        sink(Item::Skipped(self.problem(ProblemKind::NoText, None, detail)))?;
        Ok(false)
    }

    fn document(&mut self, row: &Row, sink: &mut Sink<'_>) -> io::Result<()> {
        self.record += 1;
        let line = row.line;
        let origin = self.origin;
        let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, Some(line), detail));
        if row.fields.len() > self.columns.len() {
            let detail = format!("{} fields, and {} columns", row.fields.len(), self.columns.len());
            return sink(skip(ProblemKind::RaggedRow, detail));
        }
        // Fields of a row share an encoding, which is easier to detect from all of them.
        let Some(decoded) = encoding::decode(row.fields.as_slice(), None) else {
            return sink(skip(ProblemKind::NotText, String::new()));
        };
        let value = |field| Value::String(encoding::decode_part(field, decoded.encoding).into_owned());
        let fields = self.columns.iter().zip(&row.fields).map(|(name, field)| (name.clone(), value(field)));
        let fields: Map<_, _> = fields.collect();
        let noted: Vec<_> = recoded(&decoded).collect();
        if self.pieces.take(&fields, ((self.record, line), &noted), origin, sink)? {
            return Ok(());
        }
        let record = containers::alone(&self.origin.settings.names, fields);
        match records::document(self.origin, record, (self.record, line)) {
            Err((kind, detail)) => sink(skip(kind, detail)),
            Ok((document, mut notes)) => {
                notes.extend(noted);
                let open = || (ProblemKind::Mended, "a quotation mark is never closed".to_string());
                notes.extend(row.is_open.then(open));
                sink(Item::Document(Box::new(document)))?;
                let note = |(kind, detail)| sink(Item::Note(self.problem(kind, Some(line), detail)));
                notes.into_iter().try_for_each(note)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::ingest::item::RECORD_BYTES;
    use crate::ingest::{Settings, Source};

    /// What reading `bytes` gives: documents, and problems with their lines.
    fn items(bytes: &[u8]) -> (Vec<Document>, Vec<String>) {
        let source = Source {
            path: "/a.csv".into(),
            bytes: None,
            file: std::path::PathBuf::new(),
            sha256: String::new(),
            folder: None,
        };
        let settings = Settings::default();
        let origin = Origin::of(&source, &settings);
        let (mut documents, mut problems) = (Vec::new(), Vec::new());
        read(&origin, bytes, &mut |item| {
            match item {
                Item::Document(document) => documents.push(*document),
                Item::Skipped(problem) | Item::Note(problem) => {
                    problems.push(format!("{:?}@{}", problem.kind, problem.line.unwrap_or_default()));
                }
                Item::Blocks(_) => unreachable!("no explanation is asked for"),
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
                // A title is one line: a tab in it is a space.
                let expected = format!("عنوان{} أول", delimiter.trim());
                assert_eq!(documents[0].title, expected, "{table}");
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
