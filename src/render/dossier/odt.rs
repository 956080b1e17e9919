//! A dossier as a text of OpenDocument (ISO/IEC 26300), from right to left.

use std::io::{self, Seek, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesText, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::plain::xml_text;
use super::blocks::{Block, Span};

const TYPE: &str = "application/vnd.oasis.opendocument.text";

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"#;

const NAMESPACES: [(&str, &str); 8] = [
    ("xmlns:office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
    ("xmlns:text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
    ("xmlns:table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
    ("xmlns:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
    ("xmlns:fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
    ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("office:version", "1.3"),
];

/// Paragraphs run from right to left; sizes of headings, indents of quotations, cells with lines, marks.
const STYLES: &str = r##"<office:automatic-styles>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-bottom="0.15cm"/></style:style>
<style:style style:name="H1" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-bottom="0.4cm"/><style:text-properties fo:font-size="20pt" style:font-size-complex="20pt" fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>
<style:style style:name="H2" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-top="0.8cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="15pt" style:font-size-complex="15pt" fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>
<style:style style:name="H3" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-top="0.4cm" fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold" style:font-weight-complex="bold"/></style:style>
<style:style style:name="Q" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-left="0.8cm" fo:margin-right="0.8cm" fo:margin-bottom="0.3cm"/></style:style>
<style:style style:name="N" style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="start" fo:margin-bottom="0.1cm"/><style:text-properties fo:font-size="9pt" style:font-size-complex="9pt"/></style:style>
<style:style style:name="M" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-complex="bold" fo:background-color="#ffe58a"/></style:style>
<style:style style:name="T" style:family="table"><style:table-properties style:writing-mode="rl-tb" table:border-model="collapsing"/></style:style>
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #999999" fo:padding="0.1cm"/></style:style>
</office:automatic-styles>"##;

/// Writes the text, and returns the file.
pub(super) fn write<W: Write + Seek>(title: &str, blocks: &[Block], file: W) -> io::Result<W> {
    let mut zip = ZipWriter::new(file);
    // The type comes first and plain, so that programs know the file by its first bytes.
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("mimetype", plain)?;
    zip.write_all(TYPE.as_bytes())?;
    zip.start_file("META-INF/manifest.xml", packed)?;
    zip.write_all(MANIFEST.as_bytes())?;
    zip.start_file("meta.xml", packed)?;
    zip.write_all(&meta(title)?)?;
    zip.start_file("content.xml", packed)?;
    zip.write_all(&content(blocks)?)?;
    Ok(zip.finish()?)
}

fn meta(title: &str) -> io::Result<Vec<u8>> {
    document("office:document-meta", |xml| {
        xml.create_element("office:meta").write_inner_content(|xml| {
            xml.create_element("dc:title").write_text_content(BytesText::new(&xml_text(title)))?;
            xml.create_element("dc:language").write_text_content(BytesText::new("ar"))?;
            Ok(())
        })?;
        Ok(())
    })
}

fn content(blocks: &[Block]) -> io::Result<Vec<u8>> {
    document("office:document-content", |xml| {
        xml.get_mut().write_all(STYLES.as_bytes())?;
        xml.create_element("office:body").write_inner_content(|xml| {
            xml.create_element("office:text")
                .write_inner_content(|xml| blocks.iter().try_for_each(|one| block(xml, one)))?;
            Ok(())
        })?;
        Ok(())
    })
}

/// A file of XML with this root.
fn document(root: &str, inner: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_vec());
    xml.create_element(root).with_attributes(NAMESPACES).write_inner_content(inner)?;
    Ok(xml.into_inner())
}

fn block(xml: &mut Writer<Vec<u8>>, block: &Block) -> io::Result<()> {
    match block {
        Block::Heading(level, spans) => {
            let (style, level) = (format!("H{level}"), level.to_string());
            let attributes = [("text:style-name", style.as_str()), ("text:outline-level", level.as_str())];
            let heading = xml.create_element("text:h").with_attributes(attributes);
            heading.write_inner_content(|xml| spans.iter().try_for_each(|one| span(xml, one)))?;
            Ok(())
        }
        Block::Paragraph(spans) => paragraph(xml, "P", spans),
        Block::Quotation(spans) => paragraph(xml, "Q", spans),
        Block::Table(rows) => table(xml, rows),
        Block::Note(number, citation) => {
            let note = xml.create_element("text:p").with_attribute(("text:style-name", "N"));
            note.write_inner_content(|xml| {
                let name = format!("n{number}");
                xml.create_element("text:bookmark").with_attribute(("text:name", name.as_str())).write_empty()?;
                link(xml, &format!("#p{number}"), *number)?;
                xml.write_event(Event::Text(BytesText::new(&xml_text(&format!(" {citation}")))))
            })?;
            Ok(())
        }
    }
}

fn paragraph(xml: &mut Writer<Vec<u8>>, style: &str, spans: &[Span]) -> io::Result<()> {
    let paragraph = xml.create_element("text:p").with_attribute(("text:style-name", style));
    paragraph.write_inner_content(|xml| spans.iter().try_for_each(|one| span(xml, one)))?;
    Ok(())
}

fn span(xml: &mut Writer<Vec<u8>>, span: &Span) -> io::Result<()> {
    match span {
        Span::Text(text) => xml.write_event(Event::Text(BytesText::new(&xml_text(text)))),
        Span::Match(text) => {
            let marked = xml.create_element("text:span").with_attribute(("text:style-name", "M"));
            marked.write_text_content(BytesText::new(&xml_text(text)))?;
            Ok(())
        }
        Span::Reference(number) => {
            let name = format!("p{number}");
            xml.create_element("text:bookmark").with_attribute(("text:name", name.as_str())).write_empty()?;
            link(xml, &format!("#n{number}"), *number)
        }
    }
}

fn link(xml: &mut Writer<Vec<u8>>, to: &str, number: usize) -> io::Result<()> {
    let link = xml.create_element("text:a").with_attributes([("xlink:type", "simple"), ("xlink:href", to)]);
    link.write_text_content(BytesText::new(&format!("[{number}]")))?;
    Ok(())
}

fn table(xml: &mut Writer<Vec<u8>>, rows: &[Vec<String>]) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().to_string();
    xml.create_element("table:table").with_attribute(("table:style-name", "T")).write_inner_content(|xml| {
        let column = ("table:number-columns-repeated", columns.as_str());
        xml.create_element("table:table-column").with_attribute(column).write_empty()?;
        rows.iter().try_for_each(|cells| {
            xml.create_element("table:table-row").write_inner_content(|xml| {
                cells.iter().try_for_each(|cell| {
                    let attributes = [("table:style-name", "C"), ("office:value-type", "string")];
                    xml.create_element("table:table-cell")
                        .with_attributes(attributes)
                        .write_inner_content(|xml| paragraph(xml, "P", &[Span::Text(cell.clone())]))?;
                    Ok(())
                })
            })?;
            Ok(())
        })
    })?;
    Ok(())
}
