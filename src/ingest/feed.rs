//! Feeds, RSS and Atom, read item by item.
//!
//! Items are separated by their tags before they are parsed, so that a broken one does not affect others.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::article::Article;
use super::encoding::{encoded_twice, undoubled};
use super::item::{Item, RECORD_BYTES, Sink};
use super::markup::text_of;
use super::origin::Origin;
use super::outlets::slug;
use super::{ProblemKind, date};
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The start tags and end tags of an item.
const ITEMS: [(&[u8], &[u8]); 2] = [(b"<item", b"</item>"), (b"<entry", b"</entry>")];

/// Reads the items of a feed in UTF-8; whether the stream was read to its end.
pub(super) fn read(origin: &Origin<'_>, stream: impl BufRead, sink: &mut Sink<'_>) -> io::Result<bool> {
    let mut items = Cutter { stream, ahead: Vec::new(), line: 1 };
    let mut feed = None;
    let mut record = 0;
    loop {
        let (before, item) = match items.next() {
            Ok(Some(parts)) => parts,
            Ok(None) if record == 0 => {
                return sink(Item::Skipped(origin.problem(ProblemKind::NoText, None, "no items"))).map(|()| true);
            }
            Ok(None) => return Ok(true),
            Err(error) => {
                let problem = origin.problem(ProblemKind::of(&error), Some(items.line), error.to_string());
                return sink(Item::Skipped(problem)).map(|()| false);
            }
        };
        record += 1;
        let is_cut_off = item.is_cut_off;
        let line = item.line;
        let junk = if feed.is_none() { before_markup(&before) } else { None };
        let feed = feed.get_or_insert_with(|| Fields::of(&before).0);
        let skip = |kind, detail| Item::Skipped(origin.problem(kind, Some(line), detail));
        let Some(text) = item.text else {
            sink(skip(ProblemKind::TooLarge, String::new()))?;
            continue;
        };
        let twice = undoubled(&text);
        let text = twice.as_ref().map_or(text, |(undone, _)| undone.clone());
        let escaped = with_bare_signs_escaped(&text);
        let (fields, broken) = Fields::of(escaped.as_deref().unwrap_or(&text));
        if let Some(kind) = fields.unpublished() {
            sink(skip(ProblemKind::NotPage, kind))?;
            continue;
        }
        let cut_off = is_cut_off.then(|| "the file ends within the item".to_string());
        let broken = broken.or(cut_off);
        let mut article = article(origin, feed, fields);
        article.place = Some((record, Some(line)));
        if article.title.is_empty() && article.body.is_empty() && broken.is_some() {
            sink(skip(ProblemKind::BrokenFeed, broken.unwrap_or_default()))?;
            continue;
        }
        article.notes.extend(broken.map(|detail| (ProblemKind::BrokenFeed, detail)));
        article.notes.extend(escaped.map(|_| (ProblemKind::Mended, "a < that begins no tag".to_string())));
        article.notes.extend(twice.map(|(_, encoding)| (ProblemKind::EncodedTwice, encoded_twice(encoding))));
        article.notes.extend(junk.map(|text| (ProblemKind::Mended, format!("before the feed: {text}"))));
        article.give(origin, sink)?;
    }
}

/// The start of a text before the first tag of a feed, such as a warning of a server's program.
fn before_markup(text: &str) -> Option<String> {
    let start = ["<?xml", "<rss", "<feed", "<rdf:RDF"].iter().filter_map(|tag| text.find(tag)).min()?;
    let before = text[..start].trim_matches(|char: char| char.is_whitespace() || char == '\u{FEFF}');
    (!before.is_empty()).then(|| text_of(before).chars().take(80).collect())
}

/// Markup in which each `<` that can begin no tag is escaped, as authors meant it; `None` if there is none.
fn with_bare_signs_escaped(xml: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = xml;
    while let Some(place) = rest.find('<') {
        let (before, tag) = rest.split_at(place);
        text.push_str(before);
        if let Some(data) = tag.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").map_or(data.len(), |end| end + 3);
            text.push_str(&tag[..end + "<![CDATA[".len()]);
            rest = &data[end..];
            continue;
        }
        let begins = tag[1..].starts_with(|char: char| char.is_ascii_alphabetic() || "/!?_:".contains(char));
        text.push_str(if begins { "<" } else { "&lt;" });
        rest = &tag[1..];
    }
    text.push_str(rest);
    (text.len() != xml.len()).then_some(text)
}

/// The encoding that a feed declares for itself.
pub(super) fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).into_owned();
    let value = head.split_once("<?xml")?.1.split_once("?>")?.0.split_once("encoding=")?.1.get(1..)?;
    Some(value.split(['"', '\'']).next()?.to_string())
}

/// An item's text, and the line on which it begins.
struct Cut {
    line: u64,
    /// `None` if it is longer than [`RECORD_BYTES`].
    text: Option<String>,
    /// Whether neither its end nor another item follows.
    is_cut_off: bool,
}

/// Cuts a stream into items.
struct Cutter<R> {
    stream: R,
    /// Text that was read and not cut yet.
    ahead: Vec<u8>,
    line: u64,
}

impl<R: BufRead> Cutter<R> {
    /// The text before the next item, and the item; `None` at the end.
    fn next(&mut self) -> io::Result<Option<(String, Cut)>> {
        let Some((start, end)) = self.find_start()? else { return Ok(None) };
        let before = self.cut(start);
        let line = self.line;
        let (mut too_large, mut is_cut_off) = (false, false);
        let length = loop {
            // An item without an end tag ends where the next one begins.
            let ends = find(&self.ahead, end).map(|place| place + end.len());
            let next = ITEMS.iter().filter_map(|(start, _)| Some(find(&self.ahead[1..], start)? + 1)).min();
            match (ends, next) {
                (Some(end), Some(next)) => break end.min(next),
                (Some(end), None) => break end,
                // The end may not be in sight yet.
                (None, Some(next)) if self.ahead.len() > next + (1 << 16) => break next,
                (None, _) => {}
            }
            if self.ahead.len() > RECORD_BYTES {
                too_large = true;
                self.cut(self.ahead.len() - end.len());
            }
            if !self.fill()? {
                is_cut_off = next.is_none();
                break next.unwrap_or(self.ahead.len());
            }
        };
        let text = self.cut(length);
        Ok(Some((before, Cut { line, text: (!too_large).then_some(text), is_cut_off })))
    }

    /// The start of the next item in the text, and its end tag.
    fn find_start(&mut self) -> io::Result<Option<(usize, &'static [u8])>> {
        loop {
            let begins = ITEMS.iter().filter_map(|(start, end)| {
                let place = find(&self.ahead, start)?;
                // `<items>` begins no item.
                let next = self.ahead.get(place + start.len())?;
                (next.is_ascii_whitespace() || *next == b'>').then_some((place, *end))
            });
            if let Some(found) = begins.min() {
                return Ok(Some(found));
            }
            if self.ahead.len() > RECORD_BYTES {
                self.cut(self.ahead.len() - 16);
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        let read = self.stream.by_ref().take(1 << 16).read_to_end(&mut self.ahead)?;
        Ok(read > 0)
    }

    fn cut(&mut self, length: usize) -> String {
        let cut: Vec<u8> = self.ahead.drain(..length).collect();
        self.line += cut.iter().filter(|byte| **byte == b'\n').count() as u64;
        let cut: Vec<u8> = cut.into_iter().filter(|byte| *byte != 0).collect();
        String::from_utf8_lossy(&cut).into_owned()
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let first = part[0];
    let mut from = 0;
    loop {
        let place = from + text.get(from..)?.iter().position(|byte| *byte == first)?;
        if text[place..].starts_with(part) {
            return Some(place);
        }
        from = place + 1;
    }
}

/// The values of an item, or of a feed before its items.
#[derive(Debug, Default)]
struct Fields {
    title: String,
    link: String,
    id: String,
    published: String,
    updated: String,
    authors: Vec<String>,
    /// Summaries and contents: the longest is the body.
    texts: Vec<String>,
    /// Status and type of an item in an export of WordPress: whether it is published, whether it is an article.
    status: String,
    post_type: String,
}

impl Fields {
    /// Reads elements; returns the values, and the error of broken markup beside them.
    fn of(xml: &str) -> (Self, Option<String>) {
        // Text that never ends, ends with the item.
        let is_open = xml.matches("<![CDATA[").count() > xml.matches("]]>").count();
        let closed = if is_open { format!("{xml}]]>") } else { String::new() };
        let mut reader = Reader::from_str(if is_open { &closed } else { xml });
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let (mut fields, mut path, mut text) = (Self::default(), Vec::<String>::new(), String::new());
        let broken = loop {
            match reader.read_event() {
                Err(error) => break Some(error.to_string()),
                Ok(Event::Eof) => break None,
                Ok(Event::Start(tag)) => {
                    fields.link(&tag);
                    // Markup of XHTML content is part of the text.
                    if is_text(&path) {
                        text.push_str(&format!("<{}>", tag.name().as_ref()));
                    } else {
                        text.clear();
                    }
                    path.push(name(&tag));
                }
                Ok(Event::Empty(tag)) => fields.link(&tag),
                Ok(Event::Text(part)) => text.push_str(&part),
                Ok(Event::CData(part)) => text.push_str(&part),
                Ok(Event::GeneralRef(part)) => {
                    let known = format!("&{};", &*part);
                    text.push_str(&quick_xml::escape::unescape(&known).unwrap_or(known.as_str().into()));
                }
                Ok(Event::End(_)) => {
                    let Some(name) = path.pop() else { continue };
                    if is_text(&path) {
                        text.push_str(&format!("</{name}>"));
                    } else {
                        fields.take(&name, path.last().map_or("", String::as_str), std::mem::take(&mut text));
                    }
                }
                Ok(_) => {}
            }
        };
        // An element without an end is read as it began.
        let open = path.iter().find(|name| is_text(std::slice::from_ref(*name))).or(path.last()).cloned();
        if let Some(name) = open {
            fields.take(&name, "", text);
        }
        (fields, broken)
    }

    /// Why an item of an export is no published article, if it is none.
    fn unpublished(&self) -> Option<String> {
        let is_article = matches!(self.post_type.as_str(), "" | "post" | "page");
        let is_published = matches!(self.status.as_str(), "" | "publish" | "inherit");
        (!is_article || !is_published).then(|| format!("{} {}", self.status, self.post_type).trim().to_string())
    }

    /// Takes the address of an Atom link: to the page itself, not to its comments or to a sound.
    fn link(&mut self, tag: &BytesStart<'_>) {
        let attribute = |key: &str| {
            let attribute = tag.try_get_attribute(key).ok()??;
            Some(attribute.value.replace("&amp;", "&"))
        };
        let is_page = attribute("rel").is_none_or(|rel| rel == "alternate");
        if name(tag) == "link" && is_page && self.link.is_empty() {
            self.link = attribute("href").unwrap_or_default();
        }
    }

    fn take(&mut self, name: &str, parent: &str, text: String) {
        let value = text.trim();
        if value.is_empty() {
            return;
        }
        let slot = match name {
            "title" if parent != "image" && parent != "media:content" => &mut self.title,
            "link" => &mut self.link,
            "guid" | "id" => &mut self.id,
            "pubdate" | "published" | "dc:date" | "issued" => &mut self.published,
            "updated" | "modified" => &mut self.updated,
            "wp:status" => &mut self.status,
            "wp:post_type" => &mut self.post_type,
            "author" | "dc:creator" | "creator" | "name" => {
                return self.authors.push(value.into());
            }
            "content:encoded" | "content" | "description" | "summary" => return self.texts.push(text),
            _ => return,
        };
        if slot.is_empty() {
            *slot = value.into();
        }
    }
}

/// Whether elements below `path` are markup of a text.
fn is_text(path: &[String]) -> bool {
    path.iter().any(|name| matches!(name.as_str(), "content" | "content:encoded" | "summary" | "description"))
}

fn name(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().to_ascii_lowercase()
}

/// The article of an item of `feed`.
fn article(origin: &Origin<'_>, feed: &Fields, item: Fields) -> Article {
    // Texts without elements for paragraphs separate them by empty lines.
    let parted = |text: &String| if text.contains("<p") { text.clone() } else { text.replace("\n\n", "<p>") };
    let body = item.texts.iter().map(|text| text_of(&parted(text))).max_by_key(String::len).unwrap_or_default();
    let url = Some(item.link).filter(|link| link.contains("://"));
    let stated = (!feed.title.is_empty() && feed.title.len() <= 200).then(|| {
        let name = text_of(&feed.title);
        Outlet { id: slug(&name), name, inferred_from: Some("feed".into()) }
    });
    // The domain of a known outlet is more reliable than the name in a feed.
    let by_host = url.as_deref().and_then(super::outlets::host);
    let stated = stated.filter(|_| by_host.is_none_or(|host| origin.settings.outlets.of_host(&host).is_none()));
    let outlet = origin.outlet(stated, url.as_deref(), std::iter::empty());
    let mut metadata = Metadata { outlet, url, ..Metadata::default() };
    metadata.add_bylines(&item.authors);
    let mut article = Article { title: text_of(&item.title), body, metadata, id: item.id, ..Article::default() };
    article.credit_dateline();
    for (written, from) in [(&item.published, "feed item"), (&item.updated, "updated of the feed item")] {
        if article.metadata.published.is_some() || written.is_empty() {
            continue;
        }
        match date::read(written, None) {
            Some(reading) => article.published(reading, from, Confidence::Likely),
            None => article.notes.push((ProblemKind::NoDate, written.chars().take(40).collect())),
        }
    }
    article.known_from(Attribute::Authors, "feed item", Confidence::Likely);
    article.known_from(Attribute::Place, "a line of the text", Confidence::Likely);
    article
}

#[cfg(test)]
mod tests {
    use super::super::testing::read as items;

    const HEAD: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>صدى الوادي</title>\n";

    #[test]
    fn items_of_rss_are_documents() {
        let feed = format!(
            "{HEAD}<item><title>حريق &amp; دخان</title><link>http://sada.example/1</link><guid>sada-1</guid>\
             <pubDate>Mon, 24 Jan 2022 12:30:00 +0200</pubDate><dc:creator><![CDATA[رنيم حداد]]></dc:creator>\
             <description>قصير</description><content:encoded><![CDATA[<p>اندلع حريق</p><p>ثم خمد</p>]]></content:encoded></item>\n\
             <item><title>ثان</title></item></channel></rss>"
        );
        let (documents, problems) = items("a.rss", feed.as_bytes());
        assert_eq!(problems, [""; 0]);
        assert_eq!(documents.len(), 2);
        let first = &documents[0];
        assert_eq!((first.id.as_str(), first.title.as_str()), ("sada-1", "حريق & دخان"));
        assert_eq!(first.body, "اندلع حريق\n\nثم خمد");
        assert_eq!(first.metadata.outlet.as_ref().unwrap().name, "صدى الوادي");
        assert_eq!(first.metadata.authors, ["رنيم حداد"]);
        assert_eq!(first.metadata.published.unwrap().to_string(), "2022-01-24T12:30+02:00");
        assert_eq!(documents[1].provenance.place.as_ref().unwrap().line, Some(4));
    }

    #[test]
    fn entries_of_atom_are_documents() {
        let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><title>صدى</title><entry><title>حريق</title><id>tag:1</id>\
                    <link rel='replies' href='http://sada.example/c'/><link href='http://sada.example/1?a=1&amp;b=2'/>\
                    <published>2022-01-24T12:30:00Z</published><author><name>رنيم حداد</name></author>\
                    <content type='xhtml'><div><p>اندلع <b><i>حريق</i></b> كبير</p><p>ثم خمد</p></div></content></entry></feed>";
        let (documents, problems) = items("a.xml", feed.as_bytes());
        assert_eq!((problems.len(), documents.len()), (0, 1));
        assert_eq!(documents[0].metadata.url.as_deref(), Some("http://sada.example/1?a=1&b=2"));
        assert_eq!(documents[0].metadata.authors, ["رنيم حداد"]);
        assert_eq!(documents[0].body, "اندلع حريق كبير\n\nثم خمد");
    }

    #[test]
    fn a_bare_ampersand_and_a_broken_item_cost_nothing_else() {
        let feed = format!(
            "{HEAD}<item><title>أ & ب</title></item><item><title>م <b <</item><item><title>ج</title><item><title>د</title></item>"
        );
        let (documents, _) = items("a.rss", feed.as_bytes());
        let titles: Vec<&str> = documents.iter().map(|document| document.title.as_str()).collect();
        assert!(["أ & ب", "ج", "د"].iter().all(|title| titles.contains(title)), "{titles:?}");
    }

    #[test]
    fn a_feed_may_be_in_windows_1256() {
        let feed = "<?xml version=\"1.0\" encoding=\"windows-1256\"?><rss><item><title>حريق كبير في صومعة الحبوب</title></item></rss>";
        let (documents, _) = items("a.rss", &encoding_rs::WINDOWS_1256.encode(feed).0);
        assert_eq!(documents[0].title, "حريق كبير في صومعة الحبوب");
    }
}
