//! Fuzzes every reader with broken bytes: each must end in bounded time, without a panic.
//!
//! Good files are broken at random: bits flipped; parts removed, doubled, or inserted from other files or from a list
//! of tokens that readers act on. `FIHRIS_FUZZ_SECONDS` is the time for each reader, `FIHRIS_FUZZ_SEED` the seed of the
//! random numbers. A failing input is saved to a file that the message names.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Outlets, Settings, Source, date, testing};

/// The most time that an input may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The most bytes of an input.
const LONGEST: usize = 1 << 16;

const HTML: &str = "<!DOCTYPE html><html><head><meta charset=utf-8><title>حريق | صدى</title><meta property='og:title' content='حريق'>\
    <script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"حريق\", \"datePublished\": \"2022-01-24\"}</script></head>\
    <body><ul><li><a href=/>الرئيسية</a></ul><article><h1>حريق</h1><time datetime=2022-01-24>أمس</time><p>قال مدير الميناء إن الحريق بدأ فجرا &amp; امتد.</p>\
    <table><tr><td>خلية<td>خلية</table><p>وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار.</p></article></body></html>";
const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><title>صدى</title><item><title>حريق &amp; دخان</title><link>http://a.example/1</link>\
    <pubDate>Mon, 24 Jan 2022 12:30:00 +0200</pubDate><content:encoded><![CDATA[<p>نص</p>]]></content:encoded></item><entry><id>x</id><content type='xhtml'>\
    <div><p>نص</p></div></content></entry></channel></rss>";
const JSON: &str = "{\"id\": 1, \"title\": \"حريق\", \"text\": \"نص \\u0646 \\ud83d\\ude00\", \"date\": \"24 كانون الثاني 2022\"}\n{\"text\": [\"أ\", \"ب\"]}\n";
const TABLE: &str = "id;title;text;date\n1;\"حريق; كبير\";\"نص\nآخر\";٢٤/١/٢٠٢٢\n2;ب;ت;أمس\n";
const TEXT: &str = "بحث\n\nحريق في الميناء\n24 كانون الثاني 2022 | 12:30\nكتب: رنيم\n\nقال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.\n\nاقرأ أيضاً\nخبر";
const DATES: &str = "الإثنين 24 كانون الثاني / يناير 2022 الموافق 21 جمادى الآخرة 1443هـ ٣:١٥ م بتوقيت دمشق آخر تحديث 2022-01-24T12:30:00+03:00 أمس";
const REGISTRY: &str = "[[outlet]]\nid = \"a\"\nname = \"ب\"\ndomains = [\"a.example\"]\nzone = \"Asia/Damascus\"\ndate_line = { starts = \"نشر\", role = \"published\" }\n";
/// Tokens that readers act on.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "</",
    "&",
    "&#x10FFFF;",
    "&amp",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<script>",
    "</p>",
    "<item>",
    "</item>",
    "<entry",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "\t",
    "|",
    "\r\n\r\n",
    "\n",
    "\0",
    "WARC/1.0\r\n",
    "Content-Length: ",
    "99999999999999999999",
    "-1",
    "0",
    "\r\n0\r\n",
    "HTTP/1.1 200 OK",
    "charset=utf-16",
    "encoding=\"windows-1256\"",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{202E}",
    "\u{FDFA}",
    "م",
    "31",
    "١٤٤٣",
    "شباط",
    "،",
    "أمس",
    "\\u",
    "\\ud800",
    "1e999",
];

fn warc() -> Vec<u8> {
    let body = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{HTML}\r\n0\r\n\r\n",
        HTML.len()
    );
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nWARC-Date: 2022-02-01T10:11:12Z\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    );
    record.repeat(2).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("a/b.jsonl", JSON.as_bytes().to_vec()),
        ("archive/c.warc.gz", gzip(&warc())),
        ("datapackage.json", b"{}".to_vec()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Pseudo-random numbers (xorshift: Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// Breaks `bytes` in one way.
    fn breaks(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(64)).min(bytes.len());
        match self.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.below(256) as u8,
            2 if at < end => drop(bytes.drain(at..end)),
            3 if at < end => {
                let part = bytes[at..end].repeat(1 + self.below(40));
                bytes.splice(at..at, part);
            }
            4 => drop(bytes.splice(at..at, TOKENS[self.below(TOKENS.len())].bytes())),
            5 => {
                let other = &others[self.below(others.len())];
                let from = self.below(other.len());
                let part = other[from..(from + self.below(400)).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(at.max(bytes.len() / 8)),
        }
        bytes.truncate(LONGEST);
    }
}

/// Tries `reader` on broken forms of `seed`.
fn fuzz(name: &str, seed: Vec<u8>, reader: fn(&[u8])) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<f64>().ok());
    let seconds = number("FIHRIS_FUZZ_SECONDS").unwrap_or(0.3);
    let mut chance = Chance(number("FIHRIS_FUZZ_SEED").map_or(0x2545_F491_4F6C_DD1D, |seed| seed.to_bits()));
    let others = [HTML, FEED, JSON, TABLE, TEXT]
        .map(|text| text.as_bytes().to_vec())
        .into_iter()
        .chain([warc()])
        .collect::<Vec<_>>();
    let begin = Instant::now();
    reader(&seed);
    while begin.elapsed().as_secs_f64() < seconds {
        let mut bytes = seed.clone();
        for _ in 0..1 + chance.below(8) {
            chance.breaks(&mut bytes, &others);
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| reader(&bytes)));
        if outcome.is_err() || start.elapsed() > LIMIT {
            let kept = std::env::temp_dir().join(format!("fihris-fuzz-{name}"));
            std::fs::write(&kept, &bytes).expect("room for the input");
            panic!("{name}: {} fails or takes {:?}", kept.display(), start.elapsed());
        }
    }
}

fn as_file(name: &str, bytes: &[u8]) {
    for document in testing::read(name, bytes).0 {
        assert!(document.title.len() + document.body.len() <= 64 * (LONGEST + HTML.len()), "a document grew");
    }
}

#[test]
fn fuzz_html() {
    fuzz("html", HTML.into(), |bytes| as_file("a.html", bytes));
}

#[test]
fn fuzz_feed() {
    fuzz("feed", FEED.into(), |bytes| as_file("a.rss", bytes));
}

#[test]
fn fuzz_json() {
    fuzz("json", JSON.into(), |bytes| as_file("a.jsonl", bytes));
}

#[test]
fn fuzz_table() {
    fuzz("table", TABLE.into(), |bytes| as_file("a.csv", bytes));
}

#[test]
fn fuzz_text() {
    fuzz("text", TEXT.into(), |bytes| as_file("a.txt", bytes));
}

#[test]
fn fuzz_warc() {
    fuzz("warc", warc(), |bytes| as_file("a.warc", bytes));
}

#[test]
fn fuzz_gzip() {
    fuzz("gzip", gzip(&warc()), |bytes| as_file("a.warc.gz", bytes));
}

#[test]
fn fuzz_zip() {
    fuzz("zip", zip(), |bytes| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let count = AtomicU64::new(0);
        let source = Source::of(file.path(), Path::new("/"), &count).unwrap();
        super::read(&source, &Settings::default(), &count, &mut |_| Ok(())).unwrap();
    });
}

#[test]
fn fuzz_dates() {
    fuzz("dates", DATES.into(), |bytes| drop(date::read(&String::from_utf8_lossy(bytes), None)));
}

#[test]
fn fuzz_registry() {
    fuzz("registry", REGISTRY.into(), |bytes| drop(Outlets::parse(&String::from_utf8_lossy(bytes))));
}
