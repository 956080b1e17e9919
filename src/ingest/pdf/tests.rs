//! Tests of PDF files in the structure that programs write, letter by letter.

use std::fmt::Write;

use super::super::testing::read;
use crate::document::Document;

const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

/// A font whose codes are UTF-16, half an em wide each.
const FONT: &str = "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<</Subtype/CIDFontType2/DW 500>>]>>";
const LETTERS: &str =
    "begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange";

/// A file with these objects behind the catalogue and the tree of pages, one of which draws each content.
fn pdf(contents: &[String], more: &[&str]) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|page| format!("{} 0 R ", 5 + 2 * page)).collect();
    let stream = |text: &str| format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_string(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 600 800]>>", contents.len()),
        FONT.into(),
        stream(LETTERS),
    ];
    for (page, content) in contents.iter().enumerate() {
        let resources = format!("<</Font<</F 3 0 R>>/XObject<</X {} 0 R>>>>", 5 + 2 * contents.len());
        objects.push(format!("<</Type/Page/Parent 2 0 R/Resources{resources}/Contents {} 0 R>>", 6 + 2 * page));
        objects.push(stream(content));
    }
    objects.extend(more.iter().map(|object| object.to_string()));
    let (mut file, mut places) = (String::from("%PDF-1.7\n"), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(file, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", places.len() + 1);
    file.into_bytes()
}

/// Shows letters from the left, at the right end of a line `y` points above the foot.
fn shown(drawn: &str, right: f64, y: f64, size: f64) -> String {
    let units: Vec<u16> = drawn.encode_utf16().collect();
    let codes: String = units.iter().map(|unit| format!("{unit:04X}")).collect();
    let left = right - units.len() as f64 * 0.5 * size;
    format!("BT /F {size} Tf 1 0 0 1 {left} {y} Tm <{codes}> Tj ET\n")
}

/// A text as it is drawn from the left: letters from the right turned around, brackets mirrored, numbers as they are.
fn drawn(text: &str) -> String {
    let number = |char: &char| char.is_ascii_digit() || *char == '/';
    let chars: Vec<char> = text.chars().collect();
    let runs: Vec<String> = chars
        .chunk_by(|one, other| number(one) && number(other))
        .map(|run| {
            run.iter()
                .map(|char| match char {
                    '(' => ')',
                    ')' => '(',
                    char => *char,
                })
                .collect()
        })
        .collect();
    runs.into_iter().rev().collect()
}

/// A line of Arabic, drawn.
fn line(text: &str, y: f64) -> String {
    shown(&drawn(text), 580.0, y, 10.0)
}

fn told(bytes: &[u8]) -> (Vec<Document>, Vec<String>) {
    read("a.pdf", bytes)
}

#[test]
fn a_page_is_read_in_the_order_of_reading() {
    let title = shown(&drawn("حريق كبير في الميناء"), 580.0, 750.0, 18.0);
    let (first, second) =
        (line("قال مدير الميناء إن الحريق الذي بدأ فجرا في", 700.0), line("المخزن (الشرقي) امتد.", 685.0));
    let other = line("وأضاف أن 24/01/2022 يوم حزن (كبير).", 650.0);
    let (documents, problems) = told(&pdf(&[title + &first + &second + &other], &[]));
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(documents[0].title, "حريق كبير في الميناء");
    let expected =
        "قال مدير الميناء إن الحريق الذي بدأ فجرا في المخزن (الشرقي) امتد.\n\nوأضاف أن 24/01/2022 يوم حزن (كبير).";
    assert_eq!(documents[0].body, expected);
}

#[test]
fn ligatures_and_stated_texts_are_turned_as_one() {
    // لا in one glyph of its presentation form, and a word whose text the page states.
    let ligature = line("دو\u{FEFB}ر واحد في", 700.0);
    let stated =
        format!("/Span<</ActualText<FEFF062706440633064406270645>>> BDC {} EMC\n", shown("abc", 515.0, 700.0, 10.0));
    let (documents, _) = told(&pdf(&[ligature + &stated + &line(PROSE, 680.0)], &[]));
    let text = format!("{}\n{}", documents[0].title, documents[0].body);
    assert!(text.contains("دولار واحد في السلام"), "{text}");
}

#[test]
fn a_stated_text_ends_with_its_sequence() {
    let glyphs = shown("abcdefgh", 500.0, 700.0, 10.0);
    let stated = "/Span<</ActualText<FEFF06270644062D0631064A0642>>> BDC /P BMC ";
    // Codes without letters: the page states them.
    let content = format!("{stated}{glyphs} EMC EMC EMC {}", line(PROSE, 680.0)).replace("<0061", "<FFFF");
    let (documents, problems) = told(&pdf(&[content], &[]));
    let text = format!("{} {}", documents[0].title, documents[0].body);
    assert!(text.contains("الحريق") && text.contains(PROSE), "{text}");
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(
        super::content::decoded(
            "حريق"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .fold(vec![0xFF, 0xFE], |mut all, byte| {
                    all.push(byte);
                    all
                })
                .as_slice()
        ),
        "حريق"
    );
    assert_eq!(
        super::content::decoded(b"\xC7\xE1\xCD\xD1\xED\xDE \xDD\xED \xC7\xE1\xE3\xED\xE4\xC7\xC1"),
        "الحريق في الميناء",
        "windows-1256"
    );
}

#[test]
fn columns_are_read_one_after_the_other() {
    let column = |right: f64, word: &str| -> String {
        let text = |row: usize| format!("سطر {word} رقم {row} فيه كلمات");
        (0..6).map(|row| shown(&drawn(&text(row)), right, 700.0 - 14.0 * row as f64, 10.0)).collect()
    };
    let (documents, _) = told(&pdf(&[column(280.0, "أيسر") + &column(580.0, "أيمن")], &[]));
    let text = format!("{} {}", documents[0].title, documents[0].body);
    assert_eq!(text.matches("أيسر").count(), 6);
    assert!(text.rfind("أيمن") < text.find("أيسر"), "{text}");
}

#[test]
fn what_every_page_has_is_left_out() {
    let days = ["السبت", "الأحد", "الاثنين", "الثلاثاء"];
    let page = |number: usize| {
        let prose = format!("يوم {} {PROSE}", days[number - 1]);
        line("جريدة صدى الوادي", 780.0) + &line(&prose, 600.0) + &line(&format!("- {number} -"), 20.0)
    };
    let (documents, problems) = told(&pdf(&[page(1), page(2), page(3), page(4)], &[]));
    assert_eq!(problems, Vec::<String>::new());
    let text = format!("{} {}", documents[0].title, documents[0].body);
    assert!(!text.contains("جريدة") && !text.contains("- 2 -"), "{text}");
    assert_eq!(text.matches("المخزن").count(), 4);
}

#[test]
fn pictures_of_pages_are_said() {
    let picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>\nstream\nx\nendstream";
    let scan = "q 600 0 0 800 0 0 cm /X Do Q".to_string();
    let (documents, problems) = told(&pdf(std::slice::from_ref(&scan), &[picture]));
    assert!(documents.is_empty());
    assert_eq!(problems, ["Scanned@0"]);
    let (documents, problems) = told(&pdf(&[line(PROSE, 700.0), scan], &[picture]));
    assert_eq!((documents.len(), problems), (1, vec!["Scanned@0".into()]));
    assert_eq!(told(&pdf(&["".into()], &[])).1, ["NoText@0"]);
    // A scan in strips, with the stamp of the scanner.
    let strips: String = (0..4).map(|strip| format!("q 600 0 0 200 0 {} cm /X Do Q ", 200 * strip)).collect();
    let stamp = shown("Scanned by X", 580.0, 10.0, 8.0);
    assert_eq!(told(&pdf(&[strips + &stamp], &[picture])).1, ["Scanned@0"]);
}

#[test]
fn a_captured_file_has_its_address() {
    let file = pdf(&[line(PROSE, 700.0), line(&format!("ثم {PROSE}"), 700.0)], &[]);
    let http = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n";
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://sada.example/a.pdf\r\nContent-Length: ";
    let mut record = format!("{head}{}\r\n\r\n", http.len() + file.len()).into_bytes();
    record.extend(http);
    record.extend(&file);
    record.extend(b"\r\n\r\n");
    let (documents, problems) = read("a.warc", &record);
    assert_eq!((documents.len(), problems), (1, Vec::new()));
    let page = documents[0].part_at(documents[0].body.len() - 1);
    assert_eq!(documents[0].metadata.address(page).as_deref(), Some("https://sada.example/a.pdf#page=2"));
}

#[test]
fn broken_files_end() {
    let whole = pdf(&[line(PROSE, 700.0)], &[]);
    for length in [9, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        let (documents, problems) = told(&whole[..length]);
        assert!(documents.len() + problems.len() >= 1, "{length}");
    }
    // The form draws itself; the tree of pages is its own child.
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X 7 0 R>>>>/Length 12>>\nstream\n/X Do /X Do \nendstream";
    assert_eq!(told(&pdf(&[line(PROSE, 700.0) + "/X Do"], &[form])).0.len(), 1);
    let looped = String::from_utf8(whole).unwrap().replace("/Kids[5 0 R ]", "/Kids[2 0 R ]");
    assert!(told(looped.as_bytes()).0.len() <= 1);
    let encrypted = "/Root 1 0 R/ID[<61><61>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(01234567890123456789012345678901)\
        /U(01234567890123456789012345678901)>>>>\nstartxref";
    let locked =
        String::from_utf8(pdf(&[line(PROSE, 700.0)], &[])).unwrap().replace("/Root 1 0 R>>\nstartxref", encrypted);
    assert_eq!(told(locked.as_bytes()).1, ["Locked@0"]);
}

#[test]
fn what_expands_without_bounds_is_refused() {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let chunk = vec![b' '; 1 << 20];
    (0..300).for_each(|_| std::io::Write::write_all(&mut encoder, &chunk).unwrap());
    let packed = encoder.finish().unwrap();
    let mut file = b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n".to_vec();
    file.extend(packed);
    file.extend(b"\nendstream\nendobj\n");
    assert_eq!(told(&file).1, ["Bomb@0"]);
}
