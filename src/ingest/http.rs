//! Answers of servers, as web archives keep them: the header as it was sent, the body in its encodings.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::item::RECORD_BYTES;
use super::problem::ProblemKind;
use super::zstd;

/// Maximum bytes of a line of a header.
const LINE_BYTES: usize = 1 << 16;

/// The response of a server.
#[derive(Default)]
pub(super) struct Captured {
    /// The value of Content-Type.
    pub content: String,
    pub body: Vec<u8>,
    /// Flaws that were mended.
    pub flaws: Vec<String>,
}

/// Reads an answer of a server, its body through its encodings. Servers write headers in many ways: a line that is none
/// costs itself.
pub(super) fn response(block: &[u8]) -> Result<Captured, (ProblemKind, String)> {
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
        let line_end = from + block.get(from..)?.iter().take(LINE_BYTES).position(|byte| *byte == b'\n')?;
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

/// The first characters of a line, for a message.
pub(super) fn start_of(line: &str) -> String {
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
        "zstd" => read(&mut zstd::reader(body.as_slice()).map_err(|error| format!("its compressed page: {error}"))?),
        _ => Ok(body),
    }
}

/// The type of a body, and the encoding of its letters.
pub(super) fn media_type(content: &str) -> (String, Option<String>) {
    let mut parts = content.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset =
        parts.find_map(|part| part.trim().strip_prefix("charset=").map(|name| name.trim_matches('"').to_string()));
    (kind, charset)
}
