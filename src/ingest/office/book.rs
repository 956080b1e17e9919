//! EPUB: each chapter, or each article of a newspaper, is a document.

use std::io::{self, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::article::Article;
use super::super::date;
use super::super::item::{Item, Sink};
use super::super::markup::{content, text_of};
use super::super::origin::Origin;
use super::super::outlets::slug;
use super::super::problem::ProblemKind;
use super::parts::Parts;
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The most chapters.
const CHAPTERS: usize = 10_000;

/// What the description of a book states.
#[derive(Debug, Default)]
struct Book {
    title: String,
    authors: Vec<String>,
    date: String,
    /// Id and address of each file.
    files: Vec<(String, String)>,
    /// Ids in the order of reading.
    order: Vec<String>,
}

/// Reads the chapters; whether the book was read to its end.
pub(super) fn read<R: Read + Seek>(
    origin: &Origin<'_>,
    parts: &mut Parts<'_, R>,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let skip = |kind, detail: &str| Item::Skipped(origin.problem(kind, None, detail));
    let (book, folder) = match opened(parts) {
        Ok(Some(opened)) => opened,
        Ok(None) => return sink(skip(ProblemKind::Locked, "")).map(|()| true),
        Err(error) => return sink(skip(ProblemKind::BrokenArchive, &error.to_string())).map(|()| false),
    };
    let (mut given, mut is_whole) = (0, true);
    for (id, record) in book.order.iter().take(CHAPTERS).zip(1..) {
        let Some((_, address)) = book.files.iter().find(|(known, _)| known == id) else { continue };
        let address = address.split('#').next().unwrap_or_default();
        let decoded = crate::document::percent_decoded(address);
        let name = format!("{folder}{}", String::from_utf8_lossy(&decoded));
        let html = match parts.text(&name) {
            Ok(Some(html)) => html,
            Ok(None) => {
                sink(skip(ProblemKind::BrokenArchive, &format!("the chapter {name} is missing")))?;
                continue;
            }
            Err(error) => {
                is_whole = false;
                sink(skip(ProblemKind::BrokenArchive, &format!("the chapter {name}: {error}")))?;
                continue;
            }
        };
        let Some(article) = chapter(&book, &html, record) else { continue };
        article.give(origin, sink)?;
        given += 1;
    }
    if given == 0 && is_whole {
        sink(skip(ProblemKind::NoText, ""))?;
    }
    Ok(is_whole)
}

/// The description of a book and the folder it lies in; `None` if the book is locked.
fn opened<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Option<(Book, String)>> {
    let is_locked = parts.text("META-INF/encryption.xml")?.is_some_and(|xml| {
        xml.contains("EncryptedData")
            && !xml.contains("idpf.org/2008/embedding")
            && !xml.contains("ns.adobe.com/pdf/enc#RC")
    });
    if is_locked {
        return Ok(None);
    }
    let container = parts.text("META-INF/container.xml")?.unwrap_or_default();
    let Some(path) = first_attribute(&container, "rootfile", "full-path") else {
        return Err(io::Error::other("it names no description of the book"));
    };
    let book = book(&parts.text(&path)?.unwrap_or_default());
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    Ok(Some((book, folder)))
}

fn chapter(book: &Book, html: &str, record: u64) -> Option<Article> {
    let text = text_of(html);
    if text.trim().is_empty() {
        return None;
    }
    let heading = ["h1", "h2", "h3"].iter().find_map(|name| content(html, name)).map(|inner| text_of(&inner));
    let title = heading
        .filter(|title| !title.trim().is_empty())
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = title.unwrap_or_else(|| book.title.clone());
    let body = text.trim().strip_prefix(title.as_str()).unwrap_or(text.trim()).trim_start().to_string();
    let name = Some(book.title.clone()).filter(|name| !name.is_empty());
    let outlet = name.map(|name| Outlet { id: slug(&name), name, inferred_from: Some("title of the book".into()) });
    let mut metadata = Metadata { outlet, ..Metadata::default() };
    // A program that makes books of feeds names itself as their author.
    metadata.add_bylines(&book.authors);
    let body = if body.is_empty() { title.clone() } else { body };
    let mut article = Article { title, body, metadata, place: Some((record, None)), ..Article::default() };
    if let Some(reading) = date::read(&book.date, None) {
        article.published(reading, "description of the book", Confidence::Doubtful);
    }
    article.known_from(Attribute::Authors, "description of the book", Confidence::Likely);
    Some(article)
}

fn book(xml: &str) -> Book {
    let (mut book, mut name, mut text) = (Book::default(), String::new(), String::new());
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                book.take(&tag);
                name = tag.local_name().as_ref().to_string();
                text.clear();
            }
            Ok(Event::Empty(tag)) => book.take(&tag),
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::End(_)) => {
                let value = text.trim().to_string();
                match name.as_str() {
                    "title" if book.title.is_empty() => book.title = value,
                    "creator" if !value.is_empty() => book.authors.push(value),
                    "date" if book.date.is_empty() => book.date = value,
                    _ => {}
                }
                name.clear();
            }
            Ok(Event::Eof) | Err(_) => return book,
            Ok(_) => {}
        }
    }
}

impl Book {
    fn take(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "item" => self.files.extend(attribute(tag, "id").zip(attribute(tag, "href"))),
            "itemref" => self.order.extend(attribute(tag, "idref")),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.try_get_attribute(name).ok()?.map(|attribute| attribute.value.replace("&amp;", "&"))
}

fn first_attribute(xml: &str, element: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == element => {
                return attribute(&tag, name);
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}
