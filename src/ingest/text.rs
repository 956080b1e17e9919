//! Reads plain text, also the text copied from a page: one document for each file.

use std::borrow::Cow;
use std::io::{self, Read};

use super::article::Article;
use super::block::blocks_of_text;
use super::encoding::{self, Decoded, recoded};
use super::item::{Item, Sink};
use super::origin::Origin;
use super::outlets::slug;
use super::own_name::own_name;
use super::{ProblemKind, byline, databases, date, markdown, page, posts, stream, subtitles};
use crate::arabic::fold;
use crate::document::{Attribute, Confidence, Metadata, Outlet, PartKind};

/// Reads a text, see [`page`].
///
/// Its outlet is inferred from the file's name up to its first full stop (`syriatv.txt`, `syriatv.2022-01-24.txt`), unless
/// that is a number, a digest or `index`; then from what the text calls itself.
pub(super) fn read(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let bytes = match stream::whole(stream) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(origin.refuse(refusal)).map(|()| false),
    };
    let charset = origin.capture.as_ref().and_then(|capture| capture.charset.as_deref());
    let Some(decoded) = encoding::decode_whole(&bytes, charset).filter(|decoded| !encoding::is_ruin(decoded)) else {
        return sink(origin.refuse((ProblemKind::NotText, String::new()))).map(|()| true);
    };
    // Computers of the nineties ended lines with CR alone.
    let is_old = decoded.text.contains('\r') && !decoded.text.contains('\n');
    let text = if is_old { Cow::Owned(decoded.text.replace('\r', "\n")) } else { Cow::Borrowed(&*decoded.text) };
    let text = text.trim();
    if text.is_empty() {
        return sink(origin.refuse((ProblemKind::NoText, String::new()))).map(|()| true);
    }
    let documents = |sink: &mut Sink<'_>| {
        if posts::chat::is_chat(text) {
            posts::chat::read(origin, text, sink)
        } else if let Some(articles) = databases::articles(text) {
            articles.into_iter().try_for_each(|article| article.give(origin, sink))
        } else if subtitles::is_subtitles(text) {
            subtitles::give(origin, &subtitles::captions_of_lines(text), sink)
        } else {
            markdown::article(origin, text).unwrap_or_else(|| of(origin, text)).give(origin, sink)
        }
    };
    with_encoding(origin, &decoded, sink, documents).map(|()| true)
}

/// Gives the documents of a file, and notes how its bytes were decoded if that was not certain.
pub(super) fn with_encoding(
    origin: &Origin<'_>,
    decoded: &Decoded<'_>,
    sink: &mut Sink<'_>,
    documents: impl FnOnce(&mut Sink<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut is_given = false;
    documents(&mut |item| {
        is_given |= matches!(item, Item::Document(_));
        sink(item)
    })?;
    let mut notes = recoded(decoded).filter(|_| is_given);
    notes.try_for_each(|(kind, detail)| sink(Item::Note(origin.problem(kind, None, detail))))
}

/// What the layout and the properties of a file say of its text.
#[derive(Debug, Default)]
pub(super) struct Properties {
    /// The heading of its first page, by its letters' size.
    pub heading: Option<String>,
    pub title: Option<String>,
    pub author: Option<String>,
    /// How sure a program is of letters that it recognised, in percent.
    pub ocr: Option<u8>,
    pub date: Option<String>,
    /// Where they stand.
    pub from: &'static str,
}

/// Gives the text of a document that has properties besides: they fill in what the text does not say.
pub(super) fn give(origin: &Origin<'_>, text: &str, properties: Properties, sink: &mut Sink<'_>) -> io::Result<()> {
    give_pages(origin, &[text.into()], properties, sink)
}

/// Gives the document that pages make together.
pub(super) fn give_pages(
    origin: &Origin<'_>,
    pages: &[String],
    properties: Properties,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let text = pages.join("\n\n");
    let text = text.trim();
    if text.is_empty() {
        return sink(origin.refuse((ProblemKind::NoText, String::new())));
    }
    if let Some(articles) = databases::articles(text) {
        return articles.into_iter().try_for_each(|article| article.give(origin, sink));
    }
    let mut article = of(origin, text);
    let Properties { heading, title, author, ocr, date, from } = properties;
    if let Some(heading) = heading {
        article.title = heading;
        article.known_from(Attribute::Title, "the largest letters of the first page", Confidence::Likely);
    } else if let Some(title) = title.filter(|_| article.title.is_empty()) {
        article.title = title;
        article.known_from(Attribute::Title, from, Confidence::Likely);
    }
    // No page of the web stands around it: all of it is kept.
    let (body, starts) = joined(pages, &article.title);
    article.body = body;
    article.metadata.set_parts(PartKind::Page, starts);
    article.blocks.clear();
    article.metadata.ocr = ocr;
    if ocr.is_some() {
        article.known_from(Attribute::Body, "OCR by tesseract", Confidence::Doubtful);
    }
    // Programs write the name of an account there, or their own.
    if let Some(author) = author.filter(|author| article.metadata.authors.is_empty() && byline::is_name(author)) {
        article.metadata.authors = vec![author];
        article.known_from(Attribute::Authors, from, Confidence::Doubtful);
    }
    let reading = date.filter(|_| article.metadata.published.is_none()).and_then(|date| date::read(&date, None));
    if let Some(reading) = reading {
        article.published(reading, from, Confidence::Doubtful);
    }
    article.give(origin, sink)
}

/// The text of pages without the first line that says the title, and where each page begins.
fn joined(pages: &[String], title: &str) -> (String, Vec<usize>) {
    let (mut body, mut starts, mut is_titled) = (String::new(), Vec::new(), false);
    for page in pages {
        let mut lines: Vec<&str> = page.lines().collect();
        let place = lines.iter().position(|line| line.trim() == title).filter(|_| !is_titled);
        if let Some(place) = place {
            lines.remove(place);
            is_titled = true;
        }
        let page = lines.join("\n");
        let page = page.trim();
        if !page.is_empty() && !body.is_empty() {
            body.push_str("\n\n");
        }
        starts.push(body.len());
        body.push_str(page);
    }
    (body, starts)
}

/// Names of files that say nothing of their outlet, folded.
const GENERIC: &[&str] = &[
    "article",
    "content",
    "copy",
    "doc",
    "document",
    "download",
    "file",
    "index",
    "item",
    "new",
    "page",
    "post",
    "report",
    "scan",
    "story",
    "text",
    "txt",
    "untitled",
    "تقرير",
    "خبر",
    "صفحه",
    "مستند",
    "مقال",
    "ملف",
    "نص",
];

/// Whether a file's name has a word that is neither a number, a digest nor generic.
fn has_word(name: &str) -> bool {
    let name = fold(name);
    let is_number = |part: &str| part.chars().all(char::is_numeric);
    let is_digest = |part: &str| {
        part.len() >= 8 && part.contains(char::is_numeric) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut parts = name.split(|char: char| !char.is_alphanumeric());
    parts.any(|part| !(is_number(part) || is_digest(part) || GENERIC.contains(&part)))
}

/// The article in the text of a page.
fn of(origin: &Origin<'_>, text: &str) -> Article {
    let url = origin.address().map(String::from);
    let by_name = || {
        let name =
            origin.first_name().filter(|name| origin.capture.is_none() && origin.letter.is_none() && has_word(name))?;
        Some(Outlet { id: slug(name), name: name.into(), inferred_from: Some("file name".into()) })
    };
    let outlet = origin.outlet(None, url.as_deref(), text.lines()).or_else(by_name);
    let own = if outlet.is_none() { own_name(text) } else { None };
    let blocks = blocks_of_text(text);
    let page = page::read(&blocks, page::Hints { title: None, outlet: origin.known(outlet.as_ref()) });
    let body = page.body();
    let explained = page.lines.iter().filter(|_| origin.settings.explain_blocks);
    let blocks = explained.map(|line| (line.text.to_string(), line.reason)).collect();
    let metadata = Metadata { outlet, place: page.place, authors: page.authors, url, ..Metadata::default() };
    let mut article = Article { title: page.title, body, metadata, blocks, ..Article::default() };
    if let Some(reading) = page.published {
        article.published(reading, "a line above the text", Confidence::Likely);
    }
    if let Some(own) = own {
        own.give(&mut article.metadata, &origin.settings.outlets);
    }
    article.known_from(Attribute::Authors, "a line of the text", Confidence::Likely);
    article.known_from(Attribute::Place, "a line of the text", Confidence::Likely);
    article.credit_dateline();
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_word_is_no_outlet() {
        for name in ["000_fa7812236328686d", "2022-01-24", "index", "Page 3", "صفحة_١٢", "deadbeef01", "مقال", "_"]
        {
            assert!(!has_word(name), "{name}");
        }
        for name in ["syriatv", "2022_sada", "facade", "صدى", "deadbeef", "a"] {
            assert!(has_word(name), "{name}");
        }
    }
}
