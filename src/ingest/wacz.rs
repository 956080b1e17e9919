//! The list of pages in a web archive as WACZ: its texts, which a browser took from the pages that it showed, fill in for
//! pages whose markup has none.

use std::hash::BuildHasher;
use std::io::{self, BufRead, BufReader, Read};

use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::Deserialize;

use super::format::Format;
use super::item::{Item, RECORD_BYTES, Sink};
use super::origin::{Capture, Origin};
use super::problem::ProblemKind;
use super::text;

/// Whether a member lists pages.
pub(super) fn lists_pages(name: &[u8]) -> bool {
    name.starts_with(b"pages/") && name.ends_with(b".jsonl")
}

/// The pages of which an archive gave documents, by hashes of their addresses and titles.
#[derive(Debug, Default)]
pub(super) struct Captured(FxHashSet<u64>);

impl Captured {
    /// Remembers a document.
    pub fn note(&mut self, item: &Item) {
        if let Item::Document(document) = item {
            self.0.extend(document.metadata.url.as_deref().map(address));
            self.0.extend(Some(document.title.trim()).filter(|title| !title.is_empty()).map(hash));
        }
    }
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// An address without what names no other page.
fn address(url: &str) -> u64 {
    let url = url.split('#').next().unwrap_or_default();
    hash(url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/'))
}

/// A line of the list.
#[derive(Deserialize)]
struct Page {
    url: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    ts: Option<String>,
}

/// Reads the pages of a list that are not `captured`; whether it was read to its end.
pub(super) fn read(
    origin: &Origin<'_>,
    stream: impl Read,
    captured: &Captured,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut is_used) = (Vec::new(), false);
    let skip = |kind, line, detail: String| Item::Skipped(origin.problem(kind, line, detail));
    for number in 1.. {
        line.clear();
        match stream.by_ref().take(RECORD_BYTES as u64).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(RECORD_BYTES) => return sink(skip(ProblemKind::TooLarge, Some(number), String::new())).map(|()| false),
            Ok(_) => {}
            Err(error) => return sink(skip(ProblemKind::of(&error), Some(number), error.to_string())).map(|()| false),
        }
        let page: Page = match serde_json::from_slice(&line) {
            Ok(page) => page,
            Err(_) if line.trim_ascii().is_empty() => continue,
            Err(error) => {
                sink(skip(ProblemKind::BrokenJson, Some(number), error.to_string()))?;
                continue;
            }
        };
        // The first line describes the list.
        let Some(url) = page.url.filter(|_| !page.text.trim().is_empty()) else { continue };
        if captured.0.contains(&address(&url)) || captured.0.contains(&hash(page.title.trim())) {
            continue;
        }
        is_used = true;
        let capture = Capture { record: number, url: Some(url), time: page.ts, charset: None, format: Format::Text };
        let text =
            if page.text.contains(page.title.trim()) { page.text } else { format!("{}\n\n{}", page.title, page.text) };
        let title = page.title.trim().to_string();
        let mut titled = |item| match item {
            Item::Document(mut document) if document.title.is_empty() => {
                document.title.clone_from(&title);
                sink(Item::Document(document))
            }
            item => sink(item),
        };
        text::read(&Origin { capture: Some(capture), ..origin.clone() }, text.as_bytes(), &mut titled)?;
    }
    if !is_used {
        sink(skip(ProblemKind::Auxiliary, None, "the list of the pages in a web archive".into()))?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::super::testing::read;

    #[test]
    fn texts_of_pages_fill_in_for_markup() {
        let prose =
            |word: &str| format!("قال مدير {word} إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.");
        let page = |url: &str, body: &str| {
            let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
                http.len()
            )
        };
        let shown = format!(
            "<html><head><title>حريق الميناء</title></head><body><h1>حريق الميناء</h1><p>{}</p></body></html>",
            prose("الميناء").repeat(3)
        );
        let warc = page("https://sada.example/1", &shown)
            + &page("https://sada.example/2", "<html><body><div id=app></div></body></html>");
        let pages = format!(
            "{{\"format\": \"json-pages-1.0\", \"id\": \"pages\", \"title\": \"All Pages\"}}\n\
             {{\"id\": \"1\", \"url\": \"http://sada.example/1/\", \"title\": \"حريق\", \"text\": \"{}\"}}\n\
             {{\"id\": \"2\", \"url\": \"https://sada.example/2\", \"title\": \"زيارة الوزير\", \"ts\": \"2022-01-21T10:15:00Z\", \"text\": \"زيارة الوزير\\n{}\"}}\nbroken\n",
            prose("الميناء"),
            prose("المرفأ")
        );
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in
            [("pages/pages.jsonl", &pages), ("archive/a.warc", &warc), ("datapackage.json", &"{}".into())]
        {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        let (documents, problems) = read("a.wacz", &zip.finish().unwrap().into_inner());
        let urls: Vec<_> =
            documents.iter().map(|document| document.metadata.url.as_deref().unwrap_or_default()).collect();
        assert_eq!(urls, ["https://sada.example/1", "https://sada.example/2"], "{problems:?}");
        assert_eq!(
            (documents[1].title.as_str(), documents[1].body.as_str()),
            ("زيارة الوزير", prose("المرفأ").as_str())
        );
        assert_eq!(documents[1].provenance.captured.as_deref(), Some("2022-01-21T10:15:00Z"));
        assert!(
            problems.contains(&"BrokenJson@4".to_string()) && problems.contains(&"NoText@0".to_string()),
            "{problems:?}"
        );
    }
}
