//! Tests of documents of offices, in the structure that programs write.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::testing::read;

const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Title, authors, date and text of each document in a zip of these parts, and the problems.
fn told(name: &str, parts: &[(&str, String)]) -> (Vec<String>, Vec<String>) {
    let (documents, problems) = read(name, &zipped(parts));
    let told = documents.into_iter().map(|document| {
        let date = document.metadata.published.map(|date| date.to_string()).unwrap_or_default();
        let authors = document.metadata.authors.join(", ");
        format!("{}|{authors}|{date}|{}", document.title, document.body.replace('\n', "/"))
    });
    (told.collect(), problems)
}

fn docx(body: &str) -> Vec<(&'static str, String)> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let core = "<cp:coreProperties xmlns:dc=\"d\" xmlns:dcterms=\"t\"><dc:title>قالب</dc:title><dc:creator>رنيم الدلبي</dc:creator><dcterms:created>2022-01-21T10:15:00Z</dcterms:created></cp:coreProperties>";
    vec![
        ("[Content_Types].xml", "<Types/>".into()),
        ("_rels/.rels", "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" Target=\"word/document2.xml\"/></Relationships>".into()),
        ("word/document2.xml", document),
        ("docProps/core.xml", core.into()),
    ]
}

#[test]
fn paragraphs_of_docx() {
    let run = |text: &str| format!("<w:r><w:rPr><w:rtl/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>{}</w:p><w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del></w:p>\
         <w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p>{}</w:p></mc:Fallback></mc:AlternateContent>\
         <w:r><w:instrText>HYPERLINK</w:instrText><w:tab/></w:r>{}</w:p>",
        run("حريق في الميناء"),
        run("قال مدير الميناء "),
        run("إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب &amp; غيرها."),
        run("مربع"),
        run("مربع"),
        run("تم")
    );
    let (documents, problems) = told("a.docx", &docx(&body));
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(documents.len(), 1);
    let parts: Vec<&str> = documents[0].split('|').collect();
    assert_eq!(parts[..3], ["حريق في الميناء", "رنيم الدلبي", "2022-01-21T10:15+00:00"]);
    assert!(parts[3].contains("قال مدير الميناء إن الحريق") && parts[3].contains("الحبوب & غيرها."), "{}", parts[3]);
    assert!(
        !parts[3].contains("محذوف") && !parts[3].contains("HYPERLINK") && parts[3].matches("مربع").count() == 1,
        "{}",
        parts[3]
    );
}

#[test]
fn paragraphs_of_open_document_and_slides() {
    let content = format!(
        "<office:document-content><office:body><office:text><text:tracked-changes><text:p>قديم</text:p></text:tracked-changes><text:h text:outline-level=\"1\">حريق  في\nالميناء</text:h>\
         <text:p>{PROSE}<text:s text:c=\"2\"/><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>حاشية</text:p></text:note-body></text:note></text:p></office:text></office:body></office:document-content>"
    );
    let parts = |manifest: &str| {
        vec![
            ("mimetype", "application/vnd.oasis.opendocument.text".to_string()),
            ("content.xml", content.clone()),
            ("meta.xml", "<office:meta><meta:initial-creator>User</meta:initial-creator><meta:creation-date>2022-01-21T10:15:00</meta:creation-date></office:meta>".into()),
            ("META-INF/manifest.xml", manifest.into()),
        ]
    };
    let (documents, _) = told("a.odt", &parts("<manifest/>"));
    assert!(
        documents[0].starts_with("حريق في الميناء||2022-01-21T10:15|") && documents[0].contains("حاشية"),
        "{documents:?}"
    );
    assert!(!documents[0].contains("قديم"));
    let locked = told("a.odt", &parts("<manifest:encryption-data/>"));
    assert_eq!(locked, (vec![], vec!["Locked@0".to_string()]));
    let slide =
        |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r><a:fld><a:t>1</a:t></a:fld></a:p></p:sld>");
    let slides = [
        ("[Content_Types].xml", String::new()),
        ("ppt/slides/slide2.xml", slide("ثان")),
        ("ppt/slides/slide10.xml", slide("عاشر")),
        ("ppt/slides/slide1.xml", slide("أول")),
    ];
    let (documents, _) = told("a.pptx", &slides);
    assert!(documents[0].ends_with("أول|||ثان//عاشر"), "{documents:?}");
}

fn epub() -> Vec<(&'static str, String)> {
    vec![
        ("mimetype", "application/epub+zip".to_string()),
        ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>".into()),
        (
            "OEBPS/content.opf",
            "<package><metadata><dc:title>صدى الوادي</dc:title><dc:creator>رنيم</dc:creator><dc:date>2022-01-21</dc:date></metadata><manifest>\
             <item id=\"b\" href=\"two%20b.xhtml\"/><item id=\"a\" href=\"one.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"c\"/></spine></package>".into(),
        ),
        ("OEBPS/one.xhtml", format!("<html><body><h1>حريق</h1><p>{PROSE}</p></body></html>")),
        ("OEBPS/two b.xhtml", format!("<html><body><p>{PROSE}</p></body></html>")),
    ]
}

#[test]
fn chapters_of_a_book() {
    let (documents, problems) = told("a.epub", &epub());
    assert_eq!(
        documents,
        [format!("حريق|رنيم|2022-01-21|{PROSE}"), format!("صدى الوادي|رنيم|2022-01-21|{PROSE}")],
        "{problems:?}"
    );
}

#[test]
fn a_broken_chapter_costs_no_other() {
    let parts = epub();
    let break_part = |name: &str| {
        let mut bytes = zipped(&parts);
        let at = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
        bytes[at + name.len() + 10] ^= 0xFF;
        read("a.epub", &bytes)
    };
    let (documents, problems) = break_part("OEBPS/one.xhtml");
    assert_eq!(documents.iter().map(|document| document.title.as_str()).collect::<Vec<_>>(), ["صدى الوادي"]);
    assert_eq!(problems, ["BrokenArchive@0"]);
    let (documents, problems) = break_part("META-INF/container.xml");
    assert!(documents.is_empty());
    assert_eq!(problems, ["BrokenArchive@0"]);
    let (documents, problems) =
        told("a.epub", &parts.iter().filter(|(name, _)| *name != "OEBPS/one.xhtml").cloned().collect::<Vec<_>>());
    assert_eq!(documents.len(), 1);
    assert_eq!(problems, ["BrokenArchive@0"]);
}

#[test]
fn rows_of_tables() {
    let cell = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |number: u32, texts: &[&str]| {
        let cells = texts.iter().zip("ABC".chars()).map(|(text, column)| cell(&format!("{column}{number}"), text));
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    };
    let rows = format!(
        "{}{}<row r=\"1048576\">{}</row>",
        row(1, &["title", "text", "date"]),
        row(2, &["حريق", PROSE, "2022-01-21"]),
        cell("XFD1048576", "x")
    );
    let parts = [
        ("_rels/.rels", "<Relationships><Relationship Id=\"r0\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_string()),
        ("[Content_Types].xml", "<Types/>".to_string()),
        ("xl/workbook.xml", "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"أخبار\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".into()),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".into()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let (documents, problems) = told("a.xlsx", &parts);
    assert_eq!(documents, [format!("حريق||2022-01-21|{PROSE}")]);
    assert_eq!(problems, ["TooLarge@0"], "the far cell");
    let broken = [&parts[..4], &[("xl/worksheets/sheet1.xml", "<worksheet><sheetDa".into())]].concat();
    let (documents, problems) = told("a.xlsx", &broken);
    assert!(documents.is_empty() && problems[0] == "BrokenArchive@0", "{problems:?}");
}

#[test]
fn broken_documents_are_said() {
    let whole = zipped(&docx("<w:p><w:r><w:t>نص</w:t></w:r></w:p>"));
    for length in [10, whole.len() / 2, whole.len() - 5] {
        let (documents, problems) = read("a.docx", &whole[..length]);
        assert!(documents.is_empty() && problems.len() == 1, "{length}: {problems:?}");
    }
    let deep = "<w:tbl><w:tr><w:tc>".repeat(5000);
    assert_eq!(told("a.docx", &docx(&deep)).1, ["BrokenArchive@0"]);
    assert_eq!(told("a.docx", &docx("")).1, ["NoText@0"]);
    // A document within an archive, and a loop of archives.
    let (documents, _) = read("a.zip", &zipped_bytes("b/a.docx", &whole));
    assert_eq!(documents.len(), 1);
    let nested = (0..5).fold(whole, |inner, _| zipped_bytes("a.zip", &inner));
    assert_eq!(read("a.zip", &nested).1, ["OtherFormat@0"]);
}

fn zipped_bytes(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, SimpleFileOptions::default()).unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}
