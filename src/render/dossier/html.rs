//! A dossier as one file of HTML, from right to left, that prints well.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};

use super::super::plain::xml_text;
use super::blocks::{Block, Span};

const STYLE: &str = "html{font-family:'Noto Naskh Arabic','Amiri','Geeza Pro','Segoe UI','Noto Sans Arabic',serif;line-height:1.8}\
body{max-inline-size:46rem;margin:2rem auto;padding-inline:1rem;overflow-wrap:anywhere}\
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-block-start:2rem}h3{font-size:1.05rem;margin-block-end:0}h3+p{margin-block:0;color:#444;font-size:.9rem}\
blockquote{margin:.4rem 0;padding-inline-start:.8rem;border-inline-start:3px solid #999}\
mark{background:#ffe58a;color:#000;text-decoration:underline}\
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}th,td{border:1px solid #999;padding:.2rem .5rem;text-align:start;vertical-align:top}\
.note{font-size:.85rem}a{color:#0b4f8a}\
@media print{body{max-inline-size:none;margin:0}h2,h3{break-after:avoid}blockquote,tr,.note{break-inside:avoid}a{color:inherit;text-decoration:none}mark{background:none;font-weight:bold}}";

/// Writes the page.
pub(super) fn write(title: &str, blocks: &[Block], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<!DOCTYPE html>")?;
    let mut page = Writer::new(&mut *out);
    page.create_element("html").with_attributes([("lang", "ar"), ("dir", "rtl")]).write_inner_content(|page| {
        page.create_element("head").write_inner_content(|page| {
            page.create_element("meta").with_attribute(("charset", "utf-8")).write_empty()?;
            let viewport = [("name", "viewport"), ("content", "width=device-width, initial-scale=1")];
            page.create_element("meta").with_attributes(viewport).write_empty()?;
            element(page, "title", title)?;
            page.create_element("style").write_text_content(BytesText::from_escaped(STYLE))?;
            Ok(())
        })?;
        page.create_element("body").write_inner_content(|page| blocks.iter().try_for_each(|one| block(page, one)))?;
        Ok(())
    })?;
    writeln!(out)
}

fn element<W: Write>(page: &mut Writer<W>, name: &str, text: &str) -> io::Result<()> {
    page.create_element(name).write_text_content(BytesText::new(&xml_text(text)))?;
    Ok(())
}

fn block<W: Write>(page: &mut Writer<W>, block: &Block) -> io::Result<()> {
    match block {
        // Titles and passages run in the direction of their own first letter, the text around them from right to left.
        Block::Heading(3, spans) => of_spans(page, "h3", Some("auto"), spans),
        Block::Heading(level, spans) => of_spans(page, &format!("h{level}"), None, spans),
        Block::Paragraph(spans) => of_spans(page, "p", None, spans),
        Block::Quotation(spans) => of_spans(page, "blockquote", Some("auto"), spans),
        Block::Table(rows) => table(page, rows),
        Block::Note(number, citation) => {
            let attributes = [("id", format!("n{number}")), ("class", "note".into())];
            let attributes = attributes.iter().map(|(name, value)| (*name, value.as_str()));
            page.create_element("p").with_attributes(attributes).write_inner_content(|page| {
                let back = format!("#p{number}");
                let link = page.create_element("a").with_attribute(("href", back.as_str()));
                link.write_text_content(BytesText::new(&format!("[{number}]")))?;
                page.write_event(Event::Text(BytesText::new(&xml_text(&format!(" {citation}")))))
            })?;
            Ok(())
        }
    }
}

fn of_spans<W: Write>(page: &mut Writer<W>, name: &str, direction: Option<&str>, spans: &[Span]) -> io::Result<()> {
    let element = page.create_element(name).with_attributes(direction.map(|direction| ("dir", direction)));
    element.write_inner_content(|page| spans.iter().try_for_each(|one| span(page, one)))?;
    Ok(())
}

fn span<W: Write>(page: &mut Writer<W>, span: &Span) -> io::Result<()> {
    match span {
        Span::Text(text) => page.write_event(Event::Text(BytesText::new(&xml_text(text)))),
        Span::Match(text) => element(page, "mark", text),
        Span::Reference(number) => {
            let (id, to) = (format!("p{number}"), format!("#n{number}"));
            let link = page.create_element("a").with_attributes([("id", id.as_str()), ("href", to.as_str())]);
            link.write_text_content(BytesText::new(&format!("[{number}]")))?;
            Ok(())
        }
    }
}

fn table<W: Write>(page: &mut Writer<W>, rows: &[Vec<String>]) -> io::Result<()> {
    page.create_element("div").with_attribute(("class", "scroll")).write_inner_content(|page| {
        page.create_element("table").write_inner_content(|page| {
            rows.iter().enumerate().try_for_each(|(row, cells)| {
                page.create_element("tr").write_inner_content(|page| {
                    cells.iter().enumerate().try_for_each(|(column, cell)| {
                        let scope = if row == 0 { Some("col") } else { (column == 0).then_some("row") };
                        match scope {
                            Some(scope) => {
                                let head = page.create_element("th").with_attribute(("scope", scope));
                                head.write_text_content(BytesText::new(&xml_text(cell)))?;
                                Ok(())
                            }
                            None => element(page, "td", cell),
                        }
                    })
                })?;
                Ok(())
            })
        })?;
        Ok(())
    })?;
    Ok(())
}
