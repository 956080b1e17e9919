//! Elements of XML, read one after another: each is shown when it ends, so that a file of many records is never in memory.

use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entities::unescape;
use super::item::RECORD_BYTES;

/// The deepest nesting.
const DEPTH: usize = 200;
/// The bytes that an element counts besides its text.
const ELEMENT_BYTES: usize = 64;

/// An element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name without a prefix.
    pub name: String,
    /// Its attributes, by names without a prefix.
    attributes: Vec<(String, String)>,
    nodes: Vec<Node>,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Whether something in it was left out, because it was too large.
    pub is_cut: bool,
    /// The bytes that it and what is in it count.
    size: usize,
    /// The only record in it so far, which is not among its children.
    pub held: Option<Box<Element>>,
    /// Whether records in it were taken out.
    pub is_emptied: bool,
}

#[derive(Debug)]
enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Names and values of its attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The elements right in it.
    pub fn children(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of one of these names in it, in whatever case, at most so deep; those right in it before deeper ones.
    pub fn find(&self, names: &[&str], depth: usize) -> Option<&Element> {
        let is = |element: &&Element| names.iter().any(|name| element.name.eq_ignore_ascii_case(name));
        self.children().find(is).or_else(|| {
            let deeper = depth.checked_sub(1)?;
            self.children().find_map(|element| element.find(names, deeper))
        })
    }

    /// Whether words stand right in it, not in elements of it.
    pub fn has_words(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()))
    }

    /// Its text, in paragraphs: elements between words are part of a line, others stand on lines of their own.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let mut text = String::new();
        let mut is_parted = false;
        for line in lines {
            if line.is_empty() {
                is_parted = !text.is_empty();
                continue;
            }
            if !text.is_empty() {
                text.push_str(if is_parted { "\n\n" } else { "\n" });
            }
            text.push_str(line);
            is_parted = false;
        }
        text
    }

    fn write(&self, text: &mut String) {
        if matches!(self.name.as_str(), "br" | "lb") {
            text.push('\n');
        }
        let is_line = self.has_words();
        for node in &self.nodes {
            match node {
                Node::Text(part) if is_line => text.push_str(part),
                Node::Text(_) => {}
                Node::Element(element) if is_line => element.write(text),
                Node::Element(element) => {
                    text.push_str("\n\n");
                    element.write(text);
                    text.push_str("\n\n");
                }
            }
        }
    }

    fn of(tag: &BytesStart<'_>, line: u64) -> Self {
        let mut attributes = tag.attributes();
        let attributes = attributes
            .with_checks(false)
            .flatten()
            .map(|attribute| (attribute.key.local_name().as_ref().to_string(), unescape(&attribute.value)));
        let attributes: Vec<_> = attributes.collect();
        let size = attributes.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() + ELEMENT_BYTES;
        let name = tag.local_name().as_ref().to_string();
        Self { name, attributes, line, size, ..Self::default() }
    }
}

/// Why the elements of a stream end.
#[derive(Debug)]
pub(super) enum End {
    /// With the stream.
    Whole,
    /// The markup is broken at a line.
    Broken(u64, String),
    Stream(io::Error),
}

/// Shows each element to `visit` when it ends, after those in it, with the one around it. An element that `visit` gives back
/// becomes part of that.
///
/// # Errors
/// Those of `visit`.
pub(super) fn read(
    stream: impl BufRead,
    mut visit: impl FnMut(Element, Option<&mut Element>) -> io::Result<Option<Element>>,
) -> io::Result<End> {
    let mut reader = Reader::from_reader(Numbered { stream, line: 1 });
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut open, mut buffer): (Vec<Element>, _) = (Vec::new(), Vec::new());
    let mut size = 0;
    let end = loop {
        buffer.clear();
        let line = reader.get_ref().line;
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) if open.len() >= DEPTH => {
                break Some(End::Broken(line, format!("elements are nested more than {DEPTH} deep")));
            }
            Ok(Event::Start(tag)) => {
                open.push(Element::of(&tag, line));
                size += open.last().map_or(0, |element| element.size);
            }
            Ok(Event::Empty(tag)) => {
                let element = Element::of(&tag, line);
                size += element.size;
                size -= close(element, open.last_mut(), &mut visit)?;
            }
            Ok(Event::End(_)) => {
                let Some(element) = open.pop() else { continue };
                size -= close(element, open.last_mut(), &mut visit)?;
            }
            Ok(Event::Text(part)) => push(&mut open, &part, &mut size),
            Ok(Event::CData(part)) => push(&mut open, &part, &mut size),
            Ok(Event::GeneralRef(part)) => push(&mut open, &unescape(&format!("&{};", &*part)), &mut size),
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(quick_xml::Error::Io(error)) => {
                let error = io::Error::new(error.kind(), error.to_string());
                break Some(End::Stream(error));
            }
            Err(error) => break Some(End::Broken(line, error.to_string())),
        }
        if size > RECORD_BYTES {
            size = size.saturating_sub(relieve(&mut open, &mut visit)?);
        }
    };
    // What is left open at the end is what there is of it.
    let is_broken = !open.is_empty();
    let line = reader.get_ref().line;
    while let Some(element) = open.pop() {
        close(element, open.last_mut(), &mut visit)?;
    }
    let cut_off = || End::Broken(line, "the file ends within an element".into());
    Ok(end.unwrap_or_else(|| if is_broken { cut_off() } else { End::Whole }))
}

/// Ends an element; the bytes that are no longer kept.
fn close(
    element: Element,
    mut around: Option<&mut Element>,
    visit: &mut impl FnMut(Element, Option<&mut Element>) -> io::Result<Option<Element>>,
) -> io::Result<usize> {
    let size = element.size;
    let held =
        |around: &Option<&mut Element>| around.as_ref().and_then(|one| one.held.as_ref()).map_or(0, |one| one.size);
    let before = held(&around);
    let given = visit(element, around.as_deref_mut())?;
    let after = held(&around);
    let Some(around) = around else { return Ok(size) };
    let mut kept = after;
    if let Some(element) = given {
        kept += element.size;
        around.is_cut |= element.is_cut;
        around.nodes.push(Node::Element(element));
    }
    around.size = (around.size + kept).saturating_sub(before);
    Ok((size + before).saturating_sub(kept))
}

/// Keeps less of the largest open element: the record that waits in it is shown as one of several; without such a record, what is in
/// it is left out. Returns the bytes that are no longer kept.
fn relieve(
    open: &mut [Element],
    visit: &mut impl FnMut(Element, Option<&mut Element>) -> io::Result<Option<Element>>,
) -> io::Result<usize> {
    let Some(element) = open.iter_mut().max_by_key(|element| element.size) else { return Ok(0) };
    if let Some(held) = element.held.take() {
        let size = held.size;
        element.size = element.size.saturating_sub(size);
        element.is_emptied = true;
        visit(*held, Some(element))?;
        return Ok(size);
    }
    let size = std::mem::replace(&mut element.size, ELEMENT_BYTES);
    element.nodes.clear();
    element.attributes.clear();
    element.is_cut = true;
    Ok(size.saturating_sub(ELEMENT_BYTES))
}

fn push(open: &mut [Element], part: &str, size: &mut usize) {
    let Some(element) = open.last_mut().filter(|_| !part.is_empty()) else { return };
    element.size += part.len();
    *size += part.len();
    match element.nodes.last_mut() {
        Some(Node::Text(text)) => text.push_str(part),
        _ => {
            element.size += ELEMENT_BYTES;
            *size += ELEMENT_BYTES;
            element.nodes.push(Node::Text(part.into()));
        }
    }
}

/// A stream that counts its lines.
struct Numbered<R> {
    stream: R,
    line: u64,
}

impl<R: Read> Read for Numbered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer)?;
        self.line += lines(&buffer[..read]);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Numbered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let read = self.stream.fill_buf().map_or(0, |buffer| lines(&buffer[..amount.min(buffer.len())]));
        self.line += read;
        self.stream.consume(amount);
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
