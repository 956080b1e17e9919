//! Prints hits as an Atom feed (RFC 4287).

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sha2::{Digest, Sha256};

use super::plain::{plain_lines, xml_text};
use crate::document::Date;
use crate::search::Hit;

/// The date of an entry without one: Atom requires a date.
const NO_DATE: &str = "1970-01-01T00:00:00Z";

/// A feed.
pub struct Feed<'f> {
    /// Its title.
    pub title: &'f str,
    /// What makes it this feed: its address, or the names of its watches.
    pub identity: &'f str,
    /// Its own address, if it has one.
    pub address: Option<&'f str>,
    /// Its entries, in their order.
    pub entries: Vec<FeedEntry<'f>>,
}

/// A hit in a feed.
pub struct FeedEntry<'f> {
    /// The hit.
    pub hit: &'f Hit,
    /// The page of its document, if there is one.
    pub page: Option<String>,
    /// The watch that found it.
    pub watch: Option<&'f str>,
}

/// Prints `feed`.
///
/// # Errors
/// The output cannot be written.
pub fn feed(feed: &Feed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let dates = feed.entries.iter().filter_map(|entry| entry.hit.document.metadata.published);
    let updated = dates.max_by_key(Date::first_minute).map_or(NO_DATE.into(), timestamp);
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml, "id", &urn(feed.identity))?;
        text(xml, "title", feed.title)?;
        text(xml, "updated", &updated)?;
        let generator = xml.create_element("generator").with_attribute(("version", env!("CARGO_PKG_VERSION")));
        generator.write_text_content(BytesText::new("Fihris"))?;
        if let Some(address) = feed.address {
            link(xml, "self", address)?;
        }
        feed.entries.iter().try_for_each(|each| entry(xml, each))
    })?;
    writeln!(out)
}

fn entry<W: Write>(xml: &mut Writer<W>, FeedEntry { hit, page, watch }: &FeedEntry<'_>) -> io::Result<()> {
    let document = &hit.document;
    let metadata = &document.metadata;
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "id", &urn(&document.id))?;
        text(xml, "title", if document.title.trim().is_empty() { &document.id } else { &document.title })?;
        text(xml, "updated", &metadata.published.map_or(NO_DATE.into(), timestamp))?;
        if let Some(date) = metadata.published {
            text(xml, "published", &timestamp(date))?;
        }
        let outlet = metadata.outlet.iter().map(|outlet| &outlet.name);
        for name in metadata.authors.iter().chain(outlet) {
            xml.create_element("author").write_inner_content(|xml| text(xml, "name", name))?;
        }
        if metadata.authors.is_empty() && metadata.outlet.is_none() {
            xml.create_element("author").write_inner_content(|xml| text(xml, "name", "unknown"))?;
        }
        if let Some(page) = page {
            link(xml, "alternate", page)?;
        }
        // A feed reader would follow any other address.
        let is_web = |url: &&String| ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
        if let Some(url) = metadata.url.as_ref().filter(is_web) {
            link(xml, if page.is_some() { "via" } else { "alternate" }, url)?;
        }
        if let Some(watch) = watch {
            xml.create_element("category")
                .with_attribute(("term", xml_text(&plain_lines(watch)).as_str()))
                .write_empty()?;
        }
        text(xml, "summary", if hit.text.is_empty() { &document.title } else { &hit.text })
    })?;
    Ok(())
}

fn text<W: Write>(xml: &mut Writer<W>, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&xml_text(&plain_lines(text))))?;
    Ok(())
}

fn link<W: Write>(xml: &mut Writer<W>, relation: &str, address: &str) -> io::Result<()> {
    let address = xml_text(&plain_lines(address));
    xml.create_element("link").with_attributes([("rel", relation), ("href", address.as_str())]).write_empty()?;
    Ok(())
}

/// A name that stays the same: a UUID (version 8) of the digest of what it names.
fn urn(named: &str) -> String {
    let mut bytes: [u8; 32] = Sha256::digest(named.as_bytes()).into();
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let parts = [&bytes[..4], &bytes[4..6], &bytes[6..8], &bytes[8..10], &bytes[10..16]].map(hex);
    format!("urn:uuid:{}", parts.join("-"))
}

/// The first moment of a date as RFC 3339 writes it; in UTC where its zone is not known.
fn timestamp(date: Date) -> String {
    let (hour, minute, offset) =
        date.time().map_or((0, 0, 0), |time| (time.hour, time.minute.unwrap_or(0), time.offset.unwrap_or(0)));
    let zone = match offset {
        0 => "Z".into(),
        offset => format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60),
    };
    let (month, day) = (date.month().unwrap_or(1), date.day().unwrap_or(1));
    format!("{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00{zone}", date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_timestamps() {
        for (date, expected) in [
            ("2022", "2022-01-01T00:00:00Z"),
            ("2022-03", "2022-03-01T00:00:00Z"),
            ("2022-03-04", "2022-03-04T00:00:00Z"),
            ("2022-03-04T05:06", "2022-03-04T05:06:00Z"),
            ("2022-03-04T05:06+03:00", "2022-03-04T05:06:00+03:00"),
            ("2022-03-04T05:06-03:30", "2022-03-04T05:06:00-03:30"),
        ] {
            assert_eq!(timestamp(date.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_name_stays_the_same() {
        assert_eq!(urn(""), "urn:uuid:e3b0c442-98fc-8c14-9afb-f4c8996fb924");
        assert_ne!(urn("a"), urn("b"));
    }
}
