//! Web archives (WARC 1.0 and 1.1): the pages among their records.
//!
//! Records are recognised by how they begin, and compressed archives are compressed record by record, so that a
//! broken record does not affect others. Requests and notes of the crawler are skipped; pictures, scripts and revisits
//! are counted.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::capture::{self, BodyReader};
use super::item::{Item, RECORD_BYTES, Sink};
use super::origin::{Capture, Origin};
use super::stream::Inflated;
use super::{ProblemKind, http};

/// Maximum bytes of a record's own header, and of the HTTP header in it.
const HEADER_BYTES: usize = 1 << 16;
/// The most lines of a header.
const HEADERS: usize = 256;
/// The bytes of a record with a wrong length that are searched for the next record.
const SEAM: usize = 256;
const BEGIN: &[u8] = b"WARC/";

/// Reads the records of a web archive; whether the stream was read to its end.
pub(super) fn read(
    origin: &Origin<'_>,
    stream: impl BufRead,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<bool> {
    let mut records = Records { origin, sink, read_body, record: 0 };
    records.all(Ahead { ahead: Cursor::new(Vec::new()), inner: stream })
}

/// Reads the records of a web archive of `size` bytes that is compressed record by record.
pub(super) fn read_gzip(
    origin: &Origin<'_>,
    mut stream: impl BufRead,
    size: u64,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<bool> {
    let mut records = Records { origin, sink, read_body, record: 0 };
    let mut whole = true;
    loop {
        match stream.fill_buf() {
            Ok([]) => return Ok(whole),
            Ok(_) => {}
            Err(error) => return records.skip(ProblemKind::of(&error), error.to_string()).map(|()| false),
        }
        let mut member = Inflated::new(GzDecoder::new(&mut stream), size);
        // The checksum of a member is at its end: its content is used only after it.
        let mut start = Vec::new();
        match member.by_ref().take((RECORD_BYTES + HEADER_BYTES) as u64).read_to_end(&mut start) {
            Ok(_) => whole &= records.all(Ahead { ahead: Cursor::new(start), inner: BufReader::new(member) })?,
            Err(error) => {
                records.record += 1;
                records.skip(broken(&error), error.to_string())?;
                whole = false;
            }
        }
        // After a broken member the next one must be searched for; after a whole one it follows at once.
        if find_gzip(&mut stream).is_err() {
            return Ok(false);
        }
    }
}

/// Skips to the beginning of the next compressed member.
fn find_gzip(stream: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = stream.fill_buf()?;
        if buffer.is_empty() || buffer.starts_with(&[0x1F, 0x8B]) {
            return Ok(());
        }
        let next = buffer[1..].iter().position(|byte| *byte == 0x1F).map_or(buffer.len(), |place| place + 1);
        // The second byte may be outside the buffer: then it is tried there.
        stream.consume(next);
    }
}

/// A stream to which bytes can be pushed back.
struct Ahead<R> {
    ahead: Cursor<Vec<u8>>,
    inner: R,
}

impl<R: BufRead> Ahead<R> {
    fn give_back(&mut self, bytes: &[u8]) {
        let left = self.ahead.position() as usize;
        let mut ahead = bytes.to_vec();
        ahead.extend_from_slice(&self.ahead.get_ref()[left..]);
        self.ahead = Cursor::new(ahead);
    }
}

impl<R: BufRead> Read for Ahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.ahead.read(buffer)? {
            0 => self.inner.read(buffer),
            read => Ok(read),
        }
    }
}

impl<R: BufRead> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if (self.ahead.position() as usize) < self.ahead.get_ref().len() {
            return self.ahead.fill_buf();
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        if (self.ahead.position() as usize) < self.ahead.get_ref().len() {
            self.ahead.consume(bytes);
        } else {
            self.inner.consume(bytes);
        }
    }
}

/// The header of a record.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    length: Option<u64>,
    url: Option<String>,
    time: Option<String>,
    content: String,
    /// Flaws that were mended.
    flaws: Vec<String>,
}

/// Reads the pages among the records.
struct Records<'r, 's, 'k> {
    origin: &'r Origin<'s>,
    sink: &'r mut Sink<'k>,
    read_body: BodyReader,
    record: u64,
}

impl Records<'_, '_, '_> {
    fn skip(&mut self, kind: ProblemKind, detail: String) -> io::Result<()> {
        capture::skip(self.origin, self.record, kind, detail, self.sink)
    }

    fn note(&mut self, kind: ProblemKind, detail: String) -> io::Result<()> {
        (self.sink)(Item::Note(capture::at(self.origin, self.record).problem(kind, None, detail)))
    }

    /// Reads every record; whether the stream was read to its end.
    fn all(&mut self, mut stream: Ahead<impl BufRead>) -> io::Result<bool> {
        loop {
            let step = self.find(&mut stream).and_then(|found| {
                if !found {
                    return Ok(None);
                }
                header(&mut stream).map(Some)
            });
            match step {
                Ok(None) => return Ok(true),
                Ok(Some(header)) => {
                    self.record += 1;
                    match header {
                        Ok(header) => {
                            if !self.one(header, &mut stream)? {
                                return Ok(false);
                            }
                        }
                        Err(detail) => self.skip(ProblemKind::BrokenRecord, detail)?,
                    }
                }
                Err(error) => {
                    self.record += 1;
                    self.skip(broken(&error), error.to_string())?;
                    return Ok(false);
                }
            }
        }
    }

    /// Skips to the next record; bytes between two records are part of a broken one. `false` at the end.
    fn find(&mut self, stream: &mut Ahead<impl BufRead>) -> io::Result<bool> {
        loop {
            let mut start = Vec::new();
            stream.by_ref().take(BEGIN.len() as u64).read_to_end(&mut start)?;
            if start.is_empty() {
                return Ok(false);
            }
            stream.give_back(&start);
            if start == BEGIN {
                return Ok(true);
            }
            stream.skip_until(b'\n')?;
        }
    }

    /// Reads the content of a record; returns `false` if the stream broke.
    fn one(&mut self, header: Header, stream: &mut Ahead<impl BufRead>) -> io::Result<bool> {
        let Some(length) = header.length else {
            self.skip(ProblemKind::BrokenRecord, "no Content-Length".into())?;
            return Ok(true);
        };
        let is_page = matches!(header.kind.as_str(), "response" | "resource" | "conversion");
        if !is_page || length > RECORD_BYTES as u64 {
            match io::copy(&mut stream.by_ref().take(length), &mut io::sink()) {
                Err(error) => {
                    self.skip(broken(&error), error.to_string())?;
                    return Ok(false);
                }
                Ok(passed) if passed < length => {
                    self.skip(ProblemKind::BrokenRecord, format!("the file ends within its {length} bytes"))?;
                    return Ok(false);
                }
                Ok(_) => {}
            }
            match header.kind.as_str() {
                _ if is_page => self.skip(ProblemKind::TooLarge, String::new())?,
                "revisit" => self.skip(ProblemKind::Revisit, header.url.unwrap_or_default())?,
                _ => {}
            }
            return Ok(true);
        }
        let mut block = Vec::new();
        let outcome = stream.by_ref().take(length).read_to_end(&mut block);
        if let Some(next) = next_record(&block) {
            stream.give_back(&block[next..]);
            self.skip(ProblemKind::BrokenRecord, format!("Content-Length {length} reaches into the next record"))?;
            return Ok(true);
        }
        if outcome.is_err() || (block.len() as u64) < length {
            let why = outcome.err().map_or("the file ends within it".into(), |error| error.to_string());
            self.skip(ProblemKind::BrokenRecord, why)?;
            return Ok(false);
        }
        // Blank lines separate records; anything else shows a length that is wrong, by which the next one may be cut.
        if stream
            .fill_buf()
            .is_ok_and(|next| !next.is_empty() && !next.starts_with(b"\r\n") && !next.starts_with(b"\n"))
        {
            stream.give_back(&block[block.len().saturating_sub(SEAM)..]);
            let detail = format!("Content-Length {length} is not that of the record");
            self.note(ProblemKind::BrokenRecord, detail)?;
        }
        self.page(header, &block).map(|()| true)
    }

    /// Reads the page that a record holds.
    fn page(&mut self, header: Header, block: &[u8]) -> io::Result<()> {
        let capture = Capture { record: self.record, url: header.url, time: header.time, ..Capture::default() };
        let mut captured = if header.kind == "response" {
            match http::response(block) {
                Ok(captured) => captured,
                Err((kind, detail)) => return self.skip(kind, detail),
            }
        } else {
            http::Captured { content: header.content, body: block.to_vec(), flaws: Vec::new() }
        };
        captured.flaws.splice(..0, header.flaws);
        capture::read(self.origin, capture, captured, self.sink, self.read_body)
    }
}

fn broken(error: &io::Error) -> ProblemKind {
    match ProblemKind::of(error) {
        ProblemKind::BrokenArchive => ProblemKind::BrokenRecord,
        other => other,
    }
}

/// The start of the next record within the block of one whose length is wrong.
fn next_record(block: &[u8]) -> Option<usize> {
    let mark: &[u8] = b"\nWARC/1.";
    let mut from = 0;
    while let Some(place) = block[from..].iter().position(|byte| *byte == b'\n') {
        let at = from + place;
        if block[at..].starts_with(mark) {
            let line_end = block[at + 1..].iter().position(|byte| *byte == b'\n').map(|end| at + 2 + end);
            if line_end.is_some_and(|end| block[end..].to_ascii_lowercase().starts_with(b"warc-")) {
                return Some(at + 1);
            }
        }
        from = at + 1;
    }
    None
}

/// Reads the header of a record; the inner error describes a broken header.
fn header(stream: &mut impl BufRead) -> io::Result<Result<Header, String>> {
    let mut header = Header::default();
    let mut left = HEADER_BYTES as u64;
    for number in 0..HEADERS {
        let mut line = Vec::new();
        let read = stream.by_ref().take(left).read_until(b'\n', &mut line)?;
        left -= read as u64;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            return Ok(Ok(header));
        }
        if number == 0 {
            continue;
        }
        // A line that is none costs itself.
        let Some((name, value)) = line.split_once(':') else {
            header.flaws.push(format!("a line of its header is none: {}", http::start_of(line)));
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            "content-length" => match value.parse() {
                Ok(length) => header.length = Some(length),
                Err(_) => return Ok(Err(format!("Content-Length {value:?} is no number"))),
            },
            "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).into()),
            "warc-date" => header.time = Some(value.into()),
            "content-type" => header.content = value.into(),
            _ => {}
        }
    }
    Ok(Err("its header never ends".into()))
}
