//! Recognises the format of a file by its bytes, and by its name if the bytes do not decide.

use std::path::Path;

use super::field_names::FieldNames;
use super::table_dialect::has_header;
use super::{encoding, posts};

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    Empty,
    Gzip,
    Zstd,
    Zip,
    Tar,
    Warc,
    Arc,
    Html,
    /// A letter, a box of letters, or a page saved as one.
    Letter,
    /// A letter behind the number of its bytes, as Apple's program keeps them.
    CountedLetter,
    Feed,
    /// Records or captions in XML.
    Xml,
    /// A document of an office in one file of XML.
    OfficeXml,
    Json,
    /// A platform's export: one JSON object with lists of posts.
    Export,
    Table,
    Rtf,
    Pdf,
    Text,
    Picture,
    /// A document with a password.
    Locked,
    /// A known format that is not read.
    Other(&'static str),
    #[default]
    Unknown,
}

/// Formats by the bytes that they begin with.
const SIGNATURES: &[(&[u8], Format)] = &[
    (b"\x1F\x8B", Format::Gzip),
    (b"PK\x03\x04", Format::Zip),
    (b"PK\x05\x06", Format::Zip),
    (b"WARC/", Format::Warc),
    (b"filedesc://", Format::Arc),
    (b"%PDF-", Format::Pdf),
    (b"{\\rtf", Format::Rtf),
    (b"\xD0\xCF\x11\xE0", Format::Other("an old Office document")),
    (b"\x89PNG", Format::Picture),
    (b"\xFF\xD8\xFF", Format::Picture),
    (b"GIF8", Format::Picture),
    (b"BZh", Format::Other("bzip2")),
    (b"\xFD7zXZ\0", Format::Other("xz")),
    (b"\x28\xB5\x2F\xFD", Format::Zstd),
    (b"\x5D\x2A\x4D\x18", Format::Zstd),
    (b"7z\xBC\xAF\x27\x1C", Format::Other("7-Zip")),
    (b"Rar!", Format::Other("RAR")),
    (b"SQLite format 3\0", Format::Other("an SQLite database")),
];

/// Where a tar archive says that it is one, in bytes, and how.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// First tags of HTML; a comment before them is skipped. Behind a declaration of XML only the first few tell a page.
const HTML: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "div",
    "span",
    "p",
    "a",
    "table",
    "article",
    "section",
    "main",
    "h1",
    "h2",
    "font",
    "center",
    "br",
    "img",
    "ul",
];

/// How many of the first tags are those of a whole page.
const PAGES: usize = 4;

/// The first tags of documents of offices in one file of XML: flat OpenDocument, Word 2003, flat OPC.
const OFFICES: &[&str] = &["office:document", "w:worddocument", "pkg:package"];

/// The first tags of XML that may lack its declaration: documents of TREC and the LDC, captions.
const RECORDS: &[&str] = &["doc", "docs", "tt", "timedtext", "transcript", "xml", "nitf", "tei"];

/// Recognises the format of a file that begins with `head`. If the bytes do not decide, the format `declared` by a
/// server does, else the file's name. `names` are the keys by which the header of a table is recognised.
pub(super) fn recognise(head: &[u8], name: &str, declared: Option<Format>, names: &FieldNames) -> Format {
    // A document of an office with a password is a file of the old form around the locked one.
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if head.windows(locked.len()).any(|window| window == locked) {
            return Format::Locked;
        }
    }
    if let Some((_, format)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return *format;
    }
    if head.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1)) {
        return Format::Tar;
    }
    let named = declared.unwrap_or_else(|| by_name(name));
    let Some(decoded) = encoding::decode(head, None) else { return named };
    let text = decoded.text.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    if text.is_empty() {
        return if head.is_empty() { Format::Empty } else { named };
    }
    if is_feed(text) {
        return Format::Feed;
    }
    if text.split_once('\n').is_some_and(|(count, letter)| is_count(count) && is_letter(letter)) {
        return Format::CountedLetter;
    }
    if is_letter(text) {
        return Format::Letter;
    }
    markup(text).or_else(|| records(text)).unwrap_or_else(|| {
        let tags = || ["<p", "<div", "<br", "</"].iter().any(|tag| text.contains(tag));
        match named {
            Format::Html if tags() => Format::Html,
            Format::Text | Format::Html | Format::Feed if has_header(names, text) => Format::Table,
            Format::Xml if text.starts_with('<') => Format::Xml,
            Format::Html | Format::Feed | Format::Xml => Format::Text,
            Format::Text if text.to_ascii_lowercase().contains("<html") => Format::Html,
            other => other,
        }
    })
}

fn by_name(name: &str) -> Format {
    let extension = Path::new(name).extension().and_then(|text| text.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "json" | "jsonl" | "ndjson" | "json3" | "js" => Format::Json,
        "csv" | "tsv" | "tab" => Format::Table,
        "html" | "htm" | "xhtml" | "shtml" | "php" | "asp" | "aspx" => Format::Html,
        "rss" | "atom" | "rdf" => Format::Feed,
        "xml" | "sgm" | "sgml" | "ttml" | "dfxp" => Format::Xml,
        "txt" | "text" | "md" | "markdown" | "vtt" | "srt" | "sbv" | "ass" | "ssa" | "lrc" | "ris" | "enw" | "" => {
            Format::Text
        }
        _ => Format::Unknown,
    }
}

/// Whether a feed begins in a text, perhaps behind what a server's program has put before it.
fn is_feed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let root = ["<rss", "<feed", "<rdf:rdf"].iter().filter_map(|tag| lower.find(tag)).min();
    let Some(root) = root else { return false };
    let page = ["<html", "<!doctype html", "<body", "<head"].iter().filter_map(|tag| lower.find(tag)).min();
    // A page may show the markup of a feed; one that begins with a declaration of XML or with its root is a feed.
    let begins =
        lower[..root].contains("<?xml") || lower[root..].contains("<channel") || lower[root..].contains("xmlns");
    begins && page.is_none_or(|page| root < page)
}

/// Whether a line is the number of bytes of what follows.
fn is_count(line: &str) -> bool {
    let digits = line.trim_end();
    (1..=10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Fields at the head of a letter, in lower case; one of the first few, or an address of the sender, tells it from a text that
/// has such lines.
const LETTER_FIELDS: &[&str] = &[
    "received",
    "mime-version",
    "return-path",
    "message-id",
    "x-mimeole",
    "snapshot-content-location",
    "delivered-to",
    "from",
    "to",
    "subject",
    "date",
    "content-type",
    "dkim-signature",
    "reply-to",
];
const TELLING: usize = 7;

/// Whether a letter begins in a text, perhaps behind the line that begins a letter in a box.
fn is_letter(text: &str) -> bool {
    let text = match text.strip_prefix("From ") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    };
    let (mut known, mut is_addressed) = (Vec::new(), false);
    for line in text.lines().take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        let name = name.to_ascii_lowercase();
        is_addressed |= name == "from" && (value.contains('@') || value.contains(" at ") || value.contains("Saved by"));
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        known.extend(LETTER_FIELDS.iter().position(|field| *field == name));
    }
    known.len() >= 2 && (is_addressed || known.iter().any(|field| *field < TELLING))
}

fn markup(text: &str) -> Option<Format> {
    let mut rest = text;
    let mut is_xml = false;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if rest.starts_with('?') {
            is_xml = true;
            rest = &rest[rest.find('>')? + 1..];
        } else if is_xml
            && rest.starts_with('!')
            && !rest[1..].trim_start().to_ascii_lowercase().starts_with("doctype html")
        {
            // Entities of its own may be declared in brackets.
            let end = rest.find('>')?;
            let end = if rest[..end].contains('[') { rest.find("]>")? + 1 } else { end };
            rest = &rest[end + 1..];
        } else {
            break;
        }
    }
    let start: String = rest.chars().take(20).collect::<String>().to_ascii_lowercase();
    let is = |name: &str| {
        start
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|char: char| char.is_alphanumeric() || char == '-'))
    };
    if is("rss") || is("feed") || is("rdf:rdf") || is("atom:feed") {
        Some(Format::Feed)
    } else if HTML[..if is_xml { PAGES } else { HTML.len() }].iter().any(|name| is(name)) {
        Some(Format::Html)
    } else if OFFICES.iter().any(|name| is(name)) {
        Some(Format::OfficeXml)
    } else {
        (is_xml || RECORDS.iter().any(|name| is(name))).then_some(Format::Xml)
    }
}

/// Records in braces, alone or in an array; a text may begin with a bracket, too.
fn records(text: &str) -> Option<Format> {
    if posts::is_export(text) {
        return Some(Format::Export);
    }
    let text = posts::assigned(text);
    let inner = text.strip_prefix('[').unwrap_or(text).trim_start();
    let begins = |inner: &str| inner.is_empty() || inner.starts_with(['"', '}']);
    let is_object = inner.strip_prefix('{').is_some_and(|inner| begins(inner.trim_start()));
    let is_empty = text.starts_with('[') && inner.starts_with(']') && inner[1..].trim().is_empty();
    (is_object || is_empty).then_some(Format::Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(name: &str, head: &[u8]) -> Format {
        recognise(head, name, None, &FieldNames::default())
    }

    #[test]
    fn bytes_tell_more_than_names() {
        for (head, expected) in [
            ("<!-- saved --><!DOCTYPE HTML><html>", Format::Html),
            ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", Format::Feed),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Format::Feed),
            ("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"\">", Format::Html),
            ("WARC/1.1\r\n", Format::Warc),
            ("{\"title\": 1}", Format::Json),
            (" [ {", Format::Json),
            ("%PDF-1.7", Format::Pdf),
            ("From: a@b.example\r\nSubject: x\r\n y\r\n\r\ntext", Format::Letter),
            ("From a@b.example Fri Jan 21 10:15:00 2022\nReceived: x\nDate: y\n\n", Format::Letter),
            ("title,text,date\nعنوان,نص,2020\n", Format::Table),
        ] {
            for name in ["a.txt", "a", "a.html"] {
                assert_eq!(format(name, head.as_bytes()), expected, "{name}: {head}");
            }
        }
    }

    #[test]
    fn names_tell_where_bytes_do_not() {
        assert_eq!(format("a.txt", "نص، وفيه فواصل".as_bytes()), Format::Text);
        assert_eq!(format("a", "[صورة] نص".as_bytes()), Format::Text);
        assert_eq!(format("a", "Subject: خبر\nDate: أمس\n\nنص".as_bytes()), Format::Text);
        assert_eq!(format("a", "From here it goes\nTo: there".as_bytes()), Format::Text);
        assert_eq!(format("a", "Date: أمس\nFrom: مراسل حلب\nTitle: خبر\n\nنص".as_bytes()), Format::Text);
        assert_eq!(format("a.csv", "نص,نص".as_bytes()), Format::Table);
        assert_eq!(format("a.md", "نص".as_bytes()), Format::Text);
        assert_eq!(format("a.odd", "نص".as_bytes()), Format::Unknown);
        assert_eq!(format("a.html", "نص".as_bytes()), Format::Text);
        assert_eq!(format("a.html", "نص<br>نص".as_bytes()), Format::Html);
        assert_eq!(format("a.bin", b"\x7FELF\0\0"), Format::Unknown);
        assert_eq!(format("a.json", b""), Format::Empty);
    }
}
