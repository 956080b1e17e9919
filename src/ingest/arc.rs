//! Web archives of the time before WARC (ARC 1 and 2): the pages among their records.
//!
//! A record begins with a line of its address, date, type and length. Where a length is wrong, the next such line is
//! searched for.

use std::io::{self, BufRead, Read};

use super::capture::{self, BodyReader};
use super::http::{self, Captured};
use super::item::{RECORD_BYTES, Sink};
use super::origin::{Capture, Origin};
use super::problem::ProblemKind;

/// The most bytes of the line that begins a record.
const LINE_BYTES: u64 = 1 << 16;
/// How the record begins that describes the file.
pub(super) const BEGIN: &[u8] = b"filedesc://";
/// The fields of a line in the two versions.
const FIELDS: [usize; 2] = [5, 10];

/// The line that begins a record.
#[derive(Debug, PartialEq)]
struct Line {
    url: String,
    time: Option<String>,
    content: String,
    length: u64,
}

/// Reads the records; whether the stream was read to its end.
pub(super) fn read(
    origin: &Origin<'_>,
    mut stream: impl BufRead,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<bool> {
    let (mut record, mut fields, mut is_lost) = (0, FIELDS[0], false);
    loop {
        let mut bytes = Vec::new();
        if let Err(error) = stream.by_ref().take(LINE_BYTES).read_until(b'\n', &mut bytes) {
            return capture::skip(origin, record + 1, ProblemKind::of(&error), error.to_string(), sink).map(|()| false);
        }
        if bytes.is_empty() {
            return Ok(true);
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let Some(line) = line(&String::from_utf8_lossy(&bytes), fields) else {
            if !std::mem::replace(&mut is_lost, true) {
                let detail = "a record does not begin where the one before it ends".to_string();
                capture::skip(origin, record + 1, ProblemKind::BrokenRecord, detail, sink)?;
            }
            continue;
        };
        is_lost = false;
        record += 1;
        let mut block = Vec::new();
        let outcome = stream.by_ref().take(line.length).take(RECORD_BYTES as u64 + 1).read_to_end(&mut block);
        if block.len() > RECORD_BYTES {
            capture::skip(origin, record, ProblemKind::TooLarge, String::new(), sink)?;
            let rest = line.length - block.len() as u64;
            if io::copy(&mut stream.by_ref().take(rest), &mut io::sink()).is_err() {
                return Ok(false);
            }
            continue;
        }
        if outcome.is_err() || (block.len() as u64) < line.length {
            let why = outcome.err().map_or("the file ends within it".into(), |error| error.to_string());
            return capture::skip(origin, record, ProblemKind::BrokenRecord, why, sink).map(|()| false);
        }
        if line.url.as_bytes().starts_with(BEGIN) {
            let names = String::from_utf8_lossy(&block);
            fields = names.lines().nth(1).map_or(fields, |names| names.split_whitespace().count()).max(FIELDS[0]);
            continue;
        }
        page(origin, record, line, &block, sink, read_body)?;
    }
}

/// Reads the page that a record holds.
fn page(
    origin: &Origin<'_>,
    record: u64,
    line: Line,
    block: &[u8],
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<()> {
    if !line.url.starts_with("http") {
        return Ok(());
    }
    let plain = || Captured { content: line.content.clone(), body: block.to_vec(), flaws: Vec::new() };
    let captured = if block.starts_with(b"HTTP") { http::response(block) } else { Ok(plain()) };
    let capture = Capture { record, url: Some(line.url), time: line.time, ..Capture::default() };
    match captured {
        Ok(captured) => capture::read(origin, capture, captured, sink, read_body),
        Err((kind, detail)) => capture::skip(origin, record, kind, detail, sink),
    }
}

/// The line that begins a record of so many fields. An address may hold spaces, so that its end is counted from the
/// right.
fn line(text: &str, fields: usize) -> Option<Line> {
    let text = text.trim();
    let mut from_right: Vec<&str> = text.rsplitn(fields, ' ').collect();
    from_right.reverse();
    if from_right.len() < fields {
        return None;
    }
    let is_url = ["http://", "https://", "dns:", "ftp://", "filedesc://"].iter().any(|start| text.starts_with(start));
    let length = from_right.last()?.parse().ok().filter(|_| is_url)?;
    Some(Line { url: from_right[0].into(), time: capture::time(from_right[2]), content: from_right[3].into(), length })
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use super::*;

    #[test]
    fn a_line_is_read_from_its_right() {
        let found = line("http://a.example/a b.html 192.0.2.7 20040525101112 text/html 187\n", 5).unwrap();
        assert_eq!((found.url.as_str(), found.length), ("http://a.example/a b.html", 187));
        assert_eq!(found.time.as_deref(), Some("2004-05-25T10:11:12Z"));
        assert_eq!(line("<p>http://a 1</p>", 5), None);
    }

    fn record(url: &str, body: &str) -> String {
        let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}");
        format!("\n{url} 192.0.2.7 20040525101112 text/html {}\n{page}", page.len())
    }

    #[test]
    fn pages_are_read_and_a_wrong_length_costs_one() {
        let page = "<html><title>حريق في ميناء المرسى</title><h1>حريق في ميناء المرسى</h1><p>قال مدير الميناء إن الحريق بدأ فجرا ثم امتد إلى الصومعة.</p></html>";
        let version = "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n";
        let head = format!("filedesc://a.arc 0.0.0.0 20040525101112 text/plain {}\n{version}", version.len());
        let good = format!("{head}{}{}", record("http://a.example/1", page), record("http://a.example/2", page));
        let (documents, problems) = read("a.arc", good.as_bytes());
        assert_eq!((documents.len(), problems.len()), (2, 0), "{problems:?}");
        assert_eq!(documents[0].metadata.url.as_deref(), Some("http://a.example/1"));
        assert_eq!(documents[0].provenance.captured.as_deref(), Some("2004-05-25T10:11:12Z"));
        let wrong = good.replacen(" text/html ", " text/html 1", 1);
        assert!(!read("a.arc", wrong.as_bytes()).1.is_empty());
        let short = good.replacen("text/html", "text/htm", 1);
        let (documents, problems) = read("a.arc", short.as_bytes());
        assert!(documents.len() + problems.len() >= 2, "{problems:?}");
        let cut = &good[..good.len() - 20];
        let (documents, problems) = read("a.arc", cut.as_bytes());
        assert_eq!((documents.len(), problems), (1, vec!["BrokenRecord@0".to_string()]));
    }
}
