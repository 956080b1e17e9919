//! Web archives (WARC 1.0 and 1.1): the pages among their records.
//!
//! Records are recognised by how they begin, and compressed archives are compressed record by record, so that a
//! broken record does not affect others. Requests and notes of the crawler are skipped; pictures, scripts and revisits
//! are counted.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;
use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::ProblemKind;
use super::format::Format;
use super::item::{Item, RECORD_BYTES, Sink};
use super::origin::{Capture, Origin};
use super::stream::Inflated;

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

/// Reads what a record captured, by its format.
type BodyReader = fn(&Origin<'_>, &[u8], &mut Sink<'_>) -> io::Result<bool>;

/// Reads the pages among the records.
struct Records<'r, 's, 'k> {
    origin: &'r Origin<'s>,
    sink: &'r mut Sink<'k>,
    read_body: BodyReader,
    record: u64,
}

impl Records<'_, '_, '_> {
    fn skip(&mut self, kind: ProblemKind, detail: String) -> io::Result<()> {
        let capture = Capture { record: self.record, ..Capture::default() };
        let origin = Origin { capture: Some(capture), ..self.origin.clone() };
        (self.sink)(Item::Skipped(origin.problem(kind, None, detail)))
    }

    fn note(&mut self, kind: ProblemKind, detail: String) -> io::Result<()> {
        let capture = Capture { record: self.record, ..Capture::default() };
        let origin = Origin { capture: Some(capture), ..self.origin.clone() };
        (self.sink)(Item::Note(origin.problem(kind, None, detail)))
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
        let capture =
            Capture { record: self.record, url: header.url, time: header.time, charset: None, format: Format::Unknown };
        let captured = if header.kind == "response" {
            match http(block) {
                Ok(captured) => captured,
                Err((kind, detail)) => return self.skip(kind, detail),
            }
        } else {
            Captured { content: header.content, body: block.to_vec(), flaws: Vec::new() }
        };
        let (kind, charset) = media_type(&captured.content);
        let format = match kind.as_str() {
            "text/html" | "application/xhtml+xml" | "" => Format::Html,
            "text/plain" => Format::Text,
            "application/rss+xml" | "application/atom+xml" | "application/xml" | "text/xml" => Format::Feed,
            other => return self.skip(ProblemKind::NotPage, other.to_string()),
        };
        let origin = Origin { capture: Some(Capture { charset, format, ..capture }), ..self.origin.clone() };
        (self.read_body)(&origin, &captured.body, self.sink)?;
        let flaws = header.flaws.into_iter().chain(captured.flaws);
        flaws.map(|detail| detail.trim_end().to_string()).try_for_each(|detail| self.note(ProblemKind::Mended, detail))
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
            header.flaws.push(format!("a line of its header is none: {}", start_of(line)));
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

/// The response of a server.
#[derive(Default)]
struct Captured {
    content: String,
    body: Vec<u8>,
    /// Flaws that were mended.
    flaws: Vec<String>,
}

/// Reads an answer of a server, its body through its encodings. Servers write headers in many ways: a line that is none
/// costs itself.
fn http(block: &[u8]) -> Result<Captured, (ProblemKind, String)> {
    let broken = |detail: String| (ProblemKind::BrokenRecord, detail);
    let mut captured = Captured::default();
    if !block.starts_with(b"HTTP") && block.trim_ascii_start().starts_with(b"<") {
        captured.flaws.push("the header of the page is missing".into());
        captured.body = block.to_vec();
        return Ok(captured);
    }
    let (head, body) = http_head(block).ok_or_else(|| broken("the header of the page never ends".into()))?;
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let code = status.split_ascii_whitespace().nth(1).and_then(|code| code.parse::<u16>().ok());
    if code != Some(200) {
        return Err(match code {
            Some(code) => (ProblemKind::NotPage, format!("status {code}")),
            None => {
                broken(format!("the header of the page begins with {:?}", status.chars().take(40).collect::<String>()))
            }
        });
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.split_once(':'), headers.last_mut()) {
            // A line that begins with a space goes on with the value before it.
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => value.push_str(line),
            (Some((name, value)), _) => headers.push((name.trim().to_ascii_lowercase(), value.trim().into())),
            (None, _) => captured.flaws.push(format!("a line of its header is none: {}", start_of(line))),
        }
    }
    let values = |name: &'static str| {
        headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.to_ascii_lowercase())
    };
    captured.content = content_type(values("content-type"));
    captured.body = body.to_vec();
    // Some crawlers take a chunked body apart and leave the header as it was.
    if values("transfer-encoding").any(|value| value.contains("chunked")) {
        captured.body = unchunked(&captured.body).unwrap_or(captured.body);
    }
    let encodings: Vec<String> = values("content-encoding").collect();
    for encoding in encodings.join(",").split(',').rev().map(str::trim).filter(|encoding| !encoding.is_empty()) {
        if encoding != "identity" && is_plain(&captured.body) {
            captured.flaws.push(format!("its header says {encoding}, and the page is not compressed"));
            continue;
        }
        captured.body = decoded(captured.body, encoding).map_err(broken)?;
    }
    Ok(captured)
}

/// The header of an answer and its body.
fn http_head(block: &[u8]) -> Option<(String, &[u8])> {
    let mut from = 0;
    loop {
        let line_end = from + block.get(from..)?.iter().take(HEADER_BYTES).position(|byte| *byte == b'\n')?;
        if block[from..line_end].trim_ascii().is_empty() {
            return Some((String::from_utf8_lossy(&block[..from]).into_owned(), &block[line_end + 1..]));
        }
        from = line_end + 1;
    }
}

/// The type of a body of which several are stated: the last one that is a type, and a charset that any of them names.
fn content_type(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    let types = || values.iter().flat_map(|value| value.split(','));
    let last = types().rfind(|value| value.contains('/')).unwrap_or_default().trim().to_string();
    match types().find_map(|value| value.split(';').find(|part| part.trim().starts_with("charset="))) {
        Some(charset) if !last.contains("charset=") => format!("{last}; {}", charset.trim()),
        _ => last,
    }
}

/// Whether a body is text as it is, whatever its header says of a compression.
fn is_plain(body: &[u8]) -> bool {
    let start = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    start.starts_with(b"<") && !start.iter().take(512).any(|byte| *byte < 0x09 || (0x0E..0x1B).contains(byte))
        || std::str::from_utf8(body).is_ok_and(|text| !text.is_empty() && !text.contains(|char: char| char < '\t'))
}

fn start_of(line: &str) -> String {
    line.chars().take(40).collect()
}

/// A body without the marks of its chunks; `None` if it has none.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        match httparse::parse_chunk_size(body) {
            Ok(httparse::Status::Complete((_, 0))) => return Some(whole),
            Ok(httparse::Status::Complete((start, size))) => {
                let end = start.saturating_add(usize::try_from(size).ok()?);
                whole.extend_from_slice(body.get(start..end.min(body.len()))?);
                let rest = body.get(end..)?;
                body = rest.strip_prefix(b"\r\n").unwrap_or(rest);
            }
            _ => return (!whole.is_empty()).then_some(whole),
        }
    }
}

/// A body without its compression. One that is not compressed after all stays as it is.
fn decoded(body: Vec<u8>, encoding: &str) -> Result<Vec<u8>, String> {
    let read = |stream: &mut dyn Read| {
        let mut whole = Vec::new();
        let outcome = stream.take(RECORD_BYTES as u64 + 1).read_to_end(&mut whole);
        match outcome {
            _ if whole.len() > RECORD_BYTES => Err("its page is too large".to_string()),
            // The beginning of a page is worth keeping.
            Err(error) if whole.is_empty() => Err(format!("its compressed page: {error}")),
            _ => Ok(whole),
        }
    };
    match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => read(&mut MultiGzDecoder::new(body.as_slice())),
        "deflate" => match read(&mut ZlibDecoder::new(body.as_slice())) {
            Err(_) => read(&mut flate2::read::DeflateDecoder::new(body.as_slice())),
            whole => whole,
        },
        "br" => read(&mut brotli_decompressor::Decompressor::new(body.as_slice(), 1 << 14)),
        "zstd" => Err("its page is compressed by zstd, which is not read".into()),
        _ => Ok(body),
    }
}

/// The type of a body, and the encoding of its letters.
fn media_type(content: &str) -> (String, Option<String>) {
    let mut parts = content.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset =
        parts.find_map(|part| part.trim().strip_prefix("charset=").map(|name| name.trim_matches('"').to_string()));
    (kind, charset)
}
