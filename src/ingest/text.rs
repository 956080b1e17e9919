//! Reads plain text, also the text copied from a page: one document for each file.

use std::io::{self, Read};

use super::article::Article;
use super::encoding::{self, recoded};
use super::item::Sink;
use super::origin::Origin;
use super::outlets::slug;
use super::{ProblemKind, page, stream};
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// Reads a text, see [`page`].
///
/// A text seldom states its outlet. Otherwise it is inferred from the file's name up to its first
/// full stop (`syriatv.txt`, `syriatv.2022-01-24.txt`), and says so.
pub(super) fn read(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let bytes = match stream::whole(stream) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(origin.refuse(refusal)).map(|()| false),
    };
    let charset = origin.capture.as_ref().and_then(|capture| capture.charset.as_deref());
    let Some(decoded) = encoding::decode_whole(&bytes, charset).filter(|decoded| !encoding::is_ruin(decoded)) else {
        return sink(origin.refuse((ProblemKind::NotText, String::new()))).map(|()| true);
    };
    let text = decoded.text.trim();
    if text.is_empty() {
        return sink(origin.refuse((ProblemKind::NoText, String::new()))).map(|()| true);
    }
    let mut article = of(origin, text);
    article.notes.extend(recoded(&decoded));
    article.give(origin, sink).map(|()| true)
}

/// The article in the text of a page.
fn of(origin: &Origin<'_>, text: &str) -> Article {
    let url = origin.capture.as_ref().and_then(|capture| capture.url.clone());
    let by_name = || {
        let name = origin.first_name().filter(|_| origin.capture.is_none())?;
        Some(Outlet { id: slug(name), name: name.into(), inferred_from: Some("file name".into()) })
    };
    let outlet = origin.outlet(None, url.as_deref(), text.lines()).or_else(by_name);
    let page = page::read(text, page::Hints { title: None, outlet: origin.known(outlet.as_ref()) });
    let metadata = Metadata { outlet, place: page.place, authors: page.authors, url, ..Metadata::default() };
    let mut article = Article { title: page.title, body: page.body, metadata, ..Article::default() };
    if let Some(reading) = page.published {
        article.published(reading, "a line above the text", Confidence::Likely);
    }
    article.known_from(Attribute::Authors, "a line of the text", Confidence::Likely);
    article.known_from(Attribute::Place, "a line of the text", Confidence::Likely);
    article
}
