//! The text of DOCX, PPTX and OpenDocument: paragraphs out of XML, without what was deleted, codes of fields and copies.

use std::io::{self, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::text::Properties;
use super::parts::Parts;

/// Elements whose content is no text of the document: deletions, codes, comments, and the copy of a text box for older
/// programs.
const OMITTED: &[&str] = &[
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "rt",
    "Fallback",
    "fld",
    "annotation",
    "tracked-changes",
    "note-citation",
    "ruby-text",
    "footnotePr",
    "sectPr",
];
/// Elements that are paragraphs.
const PARAGRAPHS: &[&str] = &["p", "h"];
/// The deepest nesting.
const DEPTH: usize = 2000;

/// What differs between the formats.
#[derive(Clone, Copy, PartialEq)]
enum Markup {
    /// Text is only in elements `t`.
    Microsoft,
    /// All text in paragraphs is text; notes are within them.
    Open,
}

/// The paragraphs of a part, and those that are headings.
#[derive(Default)]
struct Body {
    paragraphs: Vec<String>,
    headings: Vec<String>,
}

/// Text and properties of a DOCX.
pub(super) fn docx<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<(String, Properties)> {
    let main = main_part(parts)?.unwrap_or_else(|| "word/document.xml".into());
    let mut body = paragraphs(&parts.text(&main)?.unwrap_or_default(), Markup::Microsoft)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(xml) = parts.text(notes)? {
            body.paragraphs.extend(paragraphs(&xml, Markup::Microsoft)?.paragraphs);
        }
    }
    finish(parts, body, "docProps/core.xml")
}

/// The part of the text, by the relations of the file.
fn main_part<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Option<String>> {
    let Some(xml) = parts.text("_rels/.rels")? else { return Ok(None) };
    let found =
        named(&xml, "Relationship", "Type", "Target").into_iter().find(|one| one.0.ends_with("/officeDocument"));
    Ok(found.map(|(_, target)| target.trim_start_matches('/').to_string()))
}

/// Two attributes of each element of this name; of several with one name, the last, which is the one with a prefix.
fn named(xml: &str, name: &str, one: &str, other: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => {
                found.push((attribute(&tag, one).unwrap_or_default(), attribute(&tag, other).unwrap_or_default()));
            }
            _ => {}
        }
    }
    found
}

/// Text and properties of a PPTX, slide by slide.
pub(super) fn pptx<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<(String, Properties)> {
    let mut body = Body::default();
    for name in slides(parts)? {
        let slide = paragraphs(&parts.text(&name)?.unwrap_or_default(), Markup::Microsoft)?;
        body.paragraphs.extend(slide.paragraphs);
    }
    for name in parts.names("ppt/notesSlides/notesSlide") {
        body.paragraphs.extend(paragraphs(&parts.text(&name)?.unwrap_or_default(), Markup::Microsoft)?.paragraphs);
    }
    finish(parts, body, "docProps/core.xml")
}

/// The slides in the order of the presentation; by their numbers if it names none.
fn slides<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Vec<String>> {
    let all = parts.names("ppt/slides/slide");
    let Some(xml) = parts.text("ppt/presentation.xml")? else { return Ok(all) };
    let relations = parts.text("ppt/_rels/presentation.xml.rels")?.unwrap_or_default();
    let targets = named(&relations, "Relationship", "Id", "Target");
    let ordered = named(&xml, "sldId", "id", "id").into_iter().filter_map(|(id, _)| {
        let target = targets.iter().find(|(known, _)| *known == id)?.1.trim_start_matches('/');
        Some(if target.starts_with("ppt/") { target.to_string() } else { format!("ppt/{target}") })
    });
    let mut slides: Vec<String> = ordered.filter(|name| all.contains(name)).collect();
    let others: Vec<String> = all.into_iter().filter(|name| !slides.contains(name)).collect();
    slides.extend(others);
    Ok(slides)
}

/// Text and properties of a text or a presentation of OpenDocument; `None` if it is encrypted.
pub(super) fn open_document<R: Read + Seek>(parts: &mut Parts<'_, R>) -> io::Result<Option<(String, Properties)>> {
    if parts.text("META-INF/manifest.xml")?.is_some_and(|xml| xml.contains("encryption-data")) {
        return Ok(None);
    }
    let body = paragraphs(&parts.text("content.xml")?.unwrap_or_default(), Markup::Open)?;
    finish(parts, body, "meta.xml").map(Some)
}

/// Text and properties of a document in one file of XML.
pub(super) fn in_one_file(xml: &str) -> io::Result<(String, Properties)> {
    let is_open = xml.contains("<office:document");
    let body = paragraphs(xml, if is_open { Markup::Open } else { Markup::Microsoft })?;
    let mut properties = stated(xml);
    properties.title = body.headings.into_iter().next().or(properties.title);
    Ok((body.paragraphs.join("\n\n"), properties))
}

fn finish<R: Read + Seek>(parts: &mut Parts<'_, R>, body: Body, properties: &str) -> io::Result<(String, Properties)> {
    let mut found = parts.text(properties)?.map(|xml| stated(&xml)).unwrap_or_default();
    found.title = body.headings.into_iter().next().or(found.title);
    Ok((body.paragraphs.join("\n\n"), found))
}

/// What the properties of a file state.
fn stated(xml: &str) -> Properties {
    let mut properties = Properties { from: "properties of the file", ..Properties::default() };
    let mut reader = Reader::from_str(xml);
    let (mut name, mut text) = (String::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                name = tag.local_name().as_ref().to_string();
                text.clear();
            }
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::GeneralRef(part)) => text.push_str(&reference(&part)),
            Ok(Event::End(_)) => {
                let value = Some(text.trim().to_string()).filter(|value| !value.is_empty());
                let slot = match name.as_str() {
                    "title" => &mut properties.title,
                    "creator" | "initial-creator" => &mut properties.author,
                    "created" | "creation-date" => &mut properties.date,
                    _ => continue,
                };
                *slot = slot.take().or(value);
                name.clear();
            }
            Ok(Event::Eof) | Err(_) => return properties,
            Ok(_) => {}
        }
    }
}

fn reference(part: &str) -> String {
    let known = format!("&{part};");
    quick_xml::escape::unescape(&known).map(|text| text.into_owned()).unwrap_or(known)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let found = attributes.filter(|attribute| attribute.key.local_name().as_ref() == name).last();
    found.map(|attribute| attribute.value.to_string())
}

/// The paragraphs of a part.
fn paragraphs(xml: &str, markup: Markup) -> io::Result<Body> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut text = Text {
        markup,
        body: Body::default(),
        open: Vec::new(),
        omitted: 0,
        in_text: 0,
        is_heading: false,
        is_hidden: false,
        within: Vec::new(),
    };
    let mut depth = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                if depth > DEPTH {
                    return Err(io::Error::other("its elements are nested too deeply"));
                }
                text.start(&tag);
            }
            Ok(Event::Empty(tag)) => {
                text.start(&tag);
                text.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => {
                depth = depth.saturating_sub(1);
                text.end(tag.local_name().as_ref());
            }
            Ok(Event::Text(part)) => text.push(&part),
            Ok(Event::CData(part)) => text.push(&part),
            Ok(Event::GeneralRef(part)) => text.push(&reference(&part)),
            Ok(Event::Eof) => return Ok(text.body),
            Ok(_) => {}
            // What came before the break is kept.
            Err(_) if !text.body.paragraphs.is_empty() => return Ok(text.body),
            Err(error) => return Err(io::Error::other(error.to_string())),
        }
    }
}

/// The text of a part that is being read.
struct Text {
    markup: Markup,
    body: Body,
    /// The paragraphs that are open: a text box and a note lie within another.
    open: Vec<String>,
    /// How many omitted elements are open.
    omitted: usize,
    /// How many elements are open that hold text.
    in_text: usize,
    is_heading: bool,
    /// Whether the run is hidden.
    is_hidden: bool,
    /// Paragraphs of text boxes and notes, which come behind the paragraph that they are in.
    within: Vec<String>,
}

impl Text {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.local_name();
        let name = name.as_ref();
        if OMITTED.contains(&name) {
            self.omitted += 1;
        }
        match name {
            _ if self.omitted > 0 => {}
            _ if PARAGRAPHS.contains(&name) => {
                self.open.push(String::new());
                self.is_heading = name == "h";
            }
            "t" => self.in_text += 1,
            "r" => self.is_hidden = false,
            "vanish" => {
                self.is_hidden = attribute(tag, "val").is_none_or(|value| !matches!(value.as_str(), "0" | "false"))
            }
            "pStyle" => {
                let style = attribute(tag, "val").unwrap_or_default().to_lowercase();
                self.is_heading = ["title", "heading1", "heading 1", "titre", "titre1"].contains(&style.as_str());
            }
            "tab" => self.put("\t"),
            "br" | "cr" | "line-break" => self.put("\n"),
            "noBreakHyphen" => self.put("-"),
            "s" => {
                let count = attribute(tag, "c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.put(&" ".repeat(count.min(100)));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if OMITTED.contains(&name) {
            self.omitted = self.omitted.saturating_sub(1);
            return;
        }
        match name {
            _ if self.omitted > 0 => {}
            "t" => self.in_text = self.in_text.saturating_sub(1),
            "tc" | "table-cell" => {}
            _ if PARAGRAPHS.contains(&name) => {
                let Some(paragraph) = self.open.pop() else { return };
                let paragraph = paragraph.trim();
                if !self.open.is_empty() {
                    self.within.extend((!paragraph.is_empty()).then(|| paragraph.to_string()));
                    return;
                }
                if !paragraph.is_empty() {
                    if self.is_heading {
                        self.body.headings.push(paragraph.into());
                    }
                    self.body.paragraphs.push(paragraph.into());
                }
                self.body.paragraphs.append(&mut self.within);
                self.is_heading = false;
            }
            _ => {}
        }
    }

    fn push(&mut self, part: &str) {
        if self.omitted > 0 || self.is_hidden {
            return;
        }
        match self.markup {
            Markup::Microsoft if self.in_text > 0 => self.put(part),
            Markup::Microsoft => {}
            // White space counts as one space: the others have elements.
            Markup::Open => {
                let parted = part.split_whitespace().collect::<Vec<_>>().join(" ");
                let begins = if part.starts_with(char::is_whitespace) { " " } else { "" };
                let ends = if part.ends_with(char::is_whitespace) && !parted.is_empty() { " " } else { "" };
                self.put(&format!("{begins}{parted}{ends}"));
            }
        }
    }

    fn put(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
