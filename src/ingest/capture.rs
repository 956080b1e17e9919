//! Reads what an archive of the web captured: a body with its type, of an address at a time.

use std::io;

use super::format::Format;
use super::http::{self, Captured};
use super::item::{Item, Sink};
use super::origin::{Capture, Origin};
use super::problem::ProblemKind;

/// Reads a body by its format.
pub(super) type BodyReader = fn(&Origin<'_>, &[u8], &mut Sink<'_>) -> io::Result<bool>;

/// Reads a captured body, and notes what was mended in its headers. `capture` need not name format and encoding.
pub(super) fn read(
    origin: &Origin<'_>,
    capture: Capture,
    captured: Captured,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<()> {
    let (kind, charset) = http::media_type(&captured.content);
    let format = match kind.as_str() {
        "text/html" | "application/xhtml+xml" | "" | "no-type" | "unknown" => Format::Html,
        "text/plain" => Format::Text,
        "application/pdf" => Format::Pdf,
        "application/rss+xml" | "application/atom+xml" | "application/xml" | "text/xml" => Format::Feed,
        other => return skip(origin, capture.record, ProblemKind::NotPage, other.to_string(), sink),
    };
    let record = capture.record;
    let origin = Origin { capture: Some(Capture { charset, format, ..capture }), ..origin.clone() };
    read_body(&origin, &captured.body, sink)?;
    captured.flaws.into_iter().try_for_each(|detail| {
        let detail = detail.trim_end().to_string();
        sink(Item::Note(at(&origin, record).problem(ProblemKind::Mended, None, detail)))
    })
}

/// Skips a record.
pub(super) fn skip(
    origin: &Origin<'_>,
    record: u64,
    kind: ProblemKind,
    detail: String,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    sink(Item::Skipped(at(origin, record).problem(kind, None, detail)))
}

/// The place of a record.
pub(super) fn at<'s>(origin: &Origin<'s>, record: u64) -> Origin<'s> {
    Origin { capture: Some(Capture { record, ..Capture::default() }), ..origin.clone() }
}

/// The time of a capture in digits, `20040525101112`, perhaps without its end, as RFC 3339.
pub(super) fn time(digits: &str) -> Option<String> {
    if digits.len() < 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| digits.get(at..at + 2).unwrap_or("00");
    Some(format!("{}-{}-{}T{}:{}:{}Z", &digits[..4], two(4), two(6), two(8), two(10), two(12)))
}
