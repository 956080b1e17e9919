//! JSON Lines and JSON arrays, read record by record.

use std::io::{self, BufRead, Read};

use serde_json::{Map, Value};

use super::article::Article;
use super::encoding::{encoded_twice, recoded};
use super::field_names::Field;
use super::item::{Item, RECORD_BYTES, Sink};
use super::json_repair::parsed;
use super::origin::Origin;
use super::subtitles::{Caption, Pieces};
use super::{ProblemKind, article_data, containers, encoding, posts, records, subtitles};
use crate::document::{Document, Metadata, PartKind};

/// Reads records; whether the stream was read to its end.
///
/// A stream whose first line is a whole value is JSON Lines, where a broken line costs that line alone. Any other is
/// one value after another, in an array or not.
pub(super) fn read(origin: &Origin<'_>, mut stream: impl BufRead, sink: &mut Sink<'_>) -> io::Result<bool> {
    let mut records = Records { origin, sink, record: 0, line: 1, pieces: Pieces::default() };
    let outcome = read_records(&mut records, &mut stream);
    records.pieces.give(origin, records.sink)?;
    match outcome {
        Ok(()) if records.record == 0 => {
            records.skip(ProblemKind::NoText, "no records".into()).map_err(Stop::into_io)?;
            Ok(true)
        }
        Ok(()) => Ok(true),
        Err(Stop::Sink(error)) => Err(error),
        Err(Stop::Stream(error)) => {
            records.skip(ProblemKind::of(&error), error.to_string()).map_err(Stop::into_io)?;
            Ok(false)
        }
        Err(Stop::Broken(detail)) => {
            records.skip(ProblemKind::BrokenJson, detail).map_err(Stop::into_io)?;
            Ok(false)
        }
    }
}

/// Why reading ends before the stream does.
enum Stop {
    Sink(io::Error),
    Stream(io::Error),
    Broken(String),
}

impl Stop {
    fn into_io(self) -> io::Error {
        match self {
            Stop::Sink(error) | Stop::Stream(error) => error,
            Stop::Broken(detail) => io::Error::other(detail),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Stream(error)
    }
}

fn read_records(records: &mut Records<'_, '_, '_>, stream: &mut impl BufRead) -> Result<(), Stop> {
    match first_byte(records, stream)? {
        None => Ok(()),
        Some(b'[') => read_values(records, stream, true),
        Some(first) => {
            let mut line = Vec::new();
            let fits = read_line(stream, &mut line)?;
            let is_value = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
            if first == b'{' && fits && !is_value(&line) && !next_begins_record(stream)? {
                return read_values(records, line.as_slice().chain(stream), false);
            }
            read_lines(records, line, fits, stream)
        }
    }
}

/// Passes over white space and the mark of byte order; the byte that follows, if any.
fn first_byte(records: &mut Records<'_, '_, '_>, stream: &mut impl BufRead) -> io::Result<Option<u8>> {
    loop {
        let Some(&byte) = stream.fill_buf()?.first() else { return Ok(None) };
        match byte {
            b'\n' => records.line += 1,
            0xEF | 0xBB | 0xBF => {}
            _ if byte.is_ascii_whitespace() => {}
            _ if byte.is_ascii_alphabetic() => {
                let script = String::from_utf8_lossy(stream.fill_buf()?);
                let name = script.len() - posts::assigned(&script).len();
                if name == 0 {
                    return Ok(Some(byte));
                }
                records.line += script[..name].matches('\n').count() as u64;
                stream.consume(name);
                continue;
            }
            _ => return Ok(Some(byte)),
        }
        stream.consume(1);
    }
}

/// Whether the next line begins a record: then a first line that is not a value is a broken record.
fn next_begins_record(stream: &mut impl BufRead) -> io::Result<bool> {
    Ok(stream.fill_buf()?.first() == Some(&b'{'))
}

/// Reads a line with its end into `line`, of at most [`RECORD_BYTES`]; skips the rest of a longer one and
/// returns `false`.
fn read_line(stream: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    stream.by_ref().take(RECORD_BYTES as u64 + 1).read_until(b'\n', line)?;
    if line.len() <= RECORD_BYTES || line.ends_with(b"\n") {
        return Ok(true);
    }
    stream.skip_until(b'\n')?;
    Ok(false)
}

fn read_lines(
    records: &mut Records<'_, '_, '_>,
    mut line: Vec<u8>,
    mut fits: bool,
    stream: &mut impl BufRead,
) -> Result<(), Stop> {
    while !line.is_empty() {
        match line.trim_ascii() {
            _ if !fits => {
                records.record += 1;
                records.skip(ProblemKind::TooLarge, String::new())?;
            }
            [] => {}
            record => records.take(record)?,
        }
        records.line += 1;
        fits = read_line(stream, &mut line)?;
    }
    Ok(())
}

/// Reads values that may span lines, one after another or as the elements of an array.
fn read_values(records: &mut Records<'_, '_, '_>, mut stream: impl BufRead, is_array: bool) -> Result<(), Stop> {
    let mut value = Pending::default();
    let mut opened = !is_array;
    let mut lines = 0;
    loop {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let length = buffer.len();
        for &byte in buffer {
            lines += u64::from(byte == b'\n');
            if value.depth == 0 && !value.in_string {
                match byte {
                    b'[' if !opened => opened = true,
                    b']' if is_array && opened => {
                        value.finish(records)?;
                        return Ok(());
                    }
                    b',' => value.finish(records)?,
                    _ if byte.is_ascii_whitespace() && value.bytes.is_empty() => {}
                    _ => {
                        if value.bytes.is_empty() {
                            records.line += std::mem::take(&mut lines);
                        }
                        value.push(byte);
                    }
                }
                continue;
            }
            value.push(byte);
            if value.depth == 0 && !value.in_string && !is_array {
                value.finish(records)?;
            }
        }
        stream.consume(length);
    }
    let whole = value.depth == 0 && !value.in_string;
    if whole && !is_array {
        return value.finish(records);
    }
    records.record += 1;
    Err(Stop::Broken("the file ends in the middle of a record or an array".into()))
}

/// A value that is being read.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    too_large: bool,
}

impl Pending {
    fn push(&mut self, byte: u8) {
        if self.bytes.len() < RECORD_BYTES {
            self.bytes.push(byte);
        } else {
            self.too_large = true;
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Passes on a whole value.
    fn finish(&mut self, records: &mut Records<'_, '_, '_>) -> Result<(), Stop> {
        let too_large = std::mem::take(&mut self.too_large);
        if too_large {
            records.record += 1;
            records.skip(ProblemKind::TooLarge, String::new())?;
        } else if !self.bytes.trim_ascii().is_empty() {
            records.take(self.bytes.trim_ascii())?;
        }
        self.bytes.clear();
        Ok(())
    }
}

/// Counts records and passes them on.
struct Records<'r, 's, 'k> {
    origin: &'r Origin<'s>,
    sink: &'r mut Sink<'k>,
    /// The record that is being read, from 1.
    record: u64,
    /// The line on which it begins, from 1.
    line: u64,
    /// Records before this one that are pieces of a transcript.
    pieces: Pieces,
}

impl Records<'_, '_, '_> {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.record += 1;
        let Some(decoded) = encoding::decode(bytes, None) else {
            return self.skip(ProblemKind::NotText, String::new());
        };
        let (value, mended) = match parsed(&decoded.text) {
            Ok(parsed) => parsed,
            Err(error) => return self.skip(ProblemKind::BrokenJson, error.to_string()),
        };
        let Value::Object(object) = value else {
            return self.skip(ProblemKind::BrokenJson, "not an object".into());
        };
        // Flaws of the bytes are noted with the first record in them.
        let mut flaws: Vec<_> = recoded(&decoded).collect();
        flaws.extend(mended.map(|detail| (ProblemKind::Mended, detail)));
        // A transcript may be a list of records.
        let place = (self.record, self.line);
        if self.pieces.take(&object, (place, &flaws), self.origin, self.sink).map_err(Stop::Sink)? {
            return Ok(());
        }
        if let Some(captions) = subtitles::captions_of_record(&object)
            && let Some(key) = self.origin.settings.names.usual(Field::Body)
        {
            return self.transcript(object, &captions, key, flaws);
        }
        if let Some(data) = object.get("pageProps")
            && let Some(found) = article_data::article([("pageProps", data)], &[])
        {
            let place = Some((self.record, Some(self.line)));
            let metadata =
                Metadata { outlet: self.origin.outlet(None, None, std::iter::empty()), ..Metadata::default() };
            let mut article = found.fill(Article { place, metadata, ..Article::default() });
            article.notes = flaws;
            return article.give(self.origin, self.sink).map_err(Stop::Sink);
        }
        let object = match self.posts(object, &mut flaws)? {
            Some(object) => object,
            None => return Ok(()),
        };
        for (place, record) in containers::records(&self.origin.settings.names, object).into_iter().enumerate() {
            self.record += u64::from(place > 0);
            self.document(record, std::mem::take(&mut flaws))?;
        }
        Ok(())
    }

    /// Gives the document of a record that holds a transcript, with what else the record says; the name of the file fills in for
    /// title and address.
    fn transcript(
        &mut self,
        mut fields: Map<String, Value>,
        captions: &[Caption],
        key: &str,
        flaws: Vec<(ProblemKind, String)>,
    ) -> Result<(), Stop> {
        let starts = subtitles::write(captions, &mut fields, key);
        let record = containers::Record { fields, note: None };
        match records::document(self.origin, record, (self.record, self.line)) {
            Ok((mut document, notes)) => {
                let (title, url) = subtitles::named(self.origin);
                if document.title.is_empty() {
                    document.title = title;
                }
                document.metadata.url = document.metadata.url.take().or(url);
                document.metadata.set_parts(PartKind::Segment, starts);
                self.noted(document, notes.into_iter().chain(flaws))
            }
            Err((kind, detail)) => self.skip(kind, detail),
        }
    }

    /// Passes a document on, and what is to be noted of it.
    fn noted(
        &mut self,
        document: Document,
        mut notes: impl Iterator<Item = (ProblemKind, String)>,
    ) -> Result<(), Stop> {
        self.give(Item::Document(Box::new(document)))?;
        notes.try_for_each(|(kind, detail)| self.give(Item::Note(self.origin.problem(kind, Some(self.line), detail))))
    }

    /// Passes the posts in a record on; the record itself if no platform writes such records.
    fn posts(
        &mut self,
        mut object: Map<String, Value>,
        flaws: &mut Vec<(ProblemKind, String)>,
    ) -> Result<Option<Map<String, Value>>, Stop> {
        let Some(found) = posts::expanded(&object, &[], self.origin) else { return Ok(Some(object)) };
        let is_latin = posts::undo_latin(&mut object);
        let undone = if is_latin { posts::expanded(&object, &[], self.origin) } else { None };
        flaws.extend(is_latin.then(|| (ProblemKind::EncodedTwice, encoded_twice("ISO-8859-1"))));
        let found = undone.unwrap_or(found);
        for (place, post) in found.into_iter().enumerate() {
            self.record += u64::from(place > 0);
            posts::give(post, (self.record, Some(self.line)), self.origin, self.sink).map_err(Stop::Sink)?;
            for (kind, detail) in flaws.drain(..) {
                self.give(Item::Note(self.origin.problem(kind, Some(self.line), detail)))?;
            }
        }
        Ok(None)
    }

    fn document(&mut self, record: containers::Record, flaws: Vec<(ProblemKind, String)>) -> Result<(), Stop> {
        match records::document(self.origin, record, (self.record, self.line)) {
            Ok((document, notes)) => self.noted(document, notes.into_iter().chain(flaws)),
            Err((kind, detail)) => self.skip(kind, detail),
        }
    }

    fn skip(&mut self, kind: ProblemKind, detail: String) -> Result<(), Stop> {
        let problem = self.origin.problem(kind, Some(self.line), detail);
        self.give(Item::Skipped(problem))
    }

    fn give(&mut self, item: Item) -> Result<(), Stop> {
        (self.sink)(item).map_err(Stop::Sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Settings, Source};

    /// What reading `bytes` gives: ids of documents, and skips with their lines; whether it was read to its end.
    fn items(bytes: &[u8]) -> (Vec<String>, bool) {
        let source = Source {
            path: "/a.json".into(),
            bytes: None,
            file: std::path::PathBuf::new(),
            sha256: String::new(),
            folder: None,
        };
        let settings = Settings::default();
        let origin = Origin::of(&source, &settings);
        let mut items = Vec::new();
        let whole = read(&origin, bytes, &mut |item| {
            items.push(match item {
                Item::Document(document) => {
                    format!("{}@{}", document.id, document.provenance.place.unwrap().line.unwrap())
                }
                Item::Skipped(problem) | Item::Note(problem) => format!("{:?}@{}", problem.kind, problem.line.unwrap()),
                Item::Blocks(_) => unreachable!("no explanation is asked for"),
            });
            Ok(())
        });
        (items, whole.unwrap())
    }

    #[test]
    fn lines_are_records() {
        let (got, whole) = items("\u{FEFF}{\"id\": 1, \"text\": \"أ\"}\n\n{\"id\": 2, \"text\": \"ب\"}".as_bytes());
        assert_eq!((got, whole), (vec!["1@1".into(), "2@3".into()], true));
    }

    #[test]
    fn a_broken_line_costs_that_line() {
        let (got, _) =
            items("{\"id\": 1, \"text\": \"أ\"}\n{\"id\": 2, \"tex\n{\"id\": 3, \"text\": \"ج\"}\n".as_bytes());
        assert_eq!(got, ["1@1", "BrokenJson@2", "3@3"]);
    }

    #[test]
    fn a_broken_first_line_costs_that_line() {
        let (got, _) = items("{\"id\": 1, \"tex\n{\"id\": 2, \"text\": \"ب\"}\n".as_bytes());
        assert_eq!(got, ["BrokenJson@1", "2@2"]);
    }

    #[test]
    fn an_array_is_read_by_its_elements() {
        let json = "[\n  {\"id\": 1, \"text\": \"أ ] , } \\\" \"},\n  {\"id\": 2,\n   \"text\": \"ب\"}, 7\n]\n";
        assert_eq!(items(json.as_bytes()), (vec!["1@2".into(), "2@3".into(), "BrokenJson@4".into()], true));
    }

    #[test]
    fn one_object_may_span_lines() {
        assert_eq!(items(b"{\n  \"id\": 1,\n  \"text\": \"a\"\n}\n"), (vec!["1@1".into()], true));
    }

    #[test]
    fn an_array_that_breaks_off_keeps_what_came_before() {
        let (got, whole) = items(b"[{\"id\": 1, \"text\": \"a\"}, {\"id\": 2, \"te");
        assert_eq!((got, whole), (vec!["1@1".into(), "BrokenJson@1".into()], false));
    }

    #[test]
    fn a_record_in_another_encoding_is_read_and_noted() {
        let mut bytes = b"{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2, \"text\": \"".to_vec();
        bytes.extend(encoding_rs::WINDOWS_1256.encode("اندلع حريق كبير في صومعة الحبوب بالميناء").0.iter());
        bytes.extend(b"\"}\n{\"id\": 3, \"text\": \"a\0b\"}\n{\"id\": 4, \"text\": \"\0\0\0\0\0\0\0\"}\n");
        assert_eq!(items(&bytes).0, ["1@1", "2@2", "Recoded@2", "3@3", "Recoded@3", "NotText@4"]);
    }

    #[test]
    fn an_overlong_line_is_passed_over() {
        let long =
            format!("{{\"id\": 1, \"text\": \"{}\"}}\n{{\"id\": 2, \"text\": \"a\"}}\n", "a".repeat(RECORD_BYTES));
        assert_eq!(items(long.as_bytes()).0, ["TooLarge@1", "2@2"]);
        let array = format!("[{}]", long.trim_end().replace("}\n{", "},\n{"));
        assert_eq!(items(array.as_bytes()).0, ["TooLarge@1", "2@2"]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(items(b" \n\n"), (vec!["NoText@3".into()], true));
        assert_eq!(items(b"[]"), (vec!["NoText@1".into()], true));
        assert_eq!(items("نص".as_bytes()), (vec!["BrokenJson@1".into()], true));
    }
}
