//! Tests of evidence: citations, and verification against sources.

use std::fs;

use super::formats::{page, response};
use super::{Archive, assert_refused};

const TWO: [&str; 2] = [
    r#"{"id": "a", "title": "حريق في الميناء", "text": "اندلع حريق كبير في الميناء.", "date": "2022-01-24", "author": "رنيم"}"#,
    r#"{"id": "b", "title": "فيضان في السهل", "text": "غمرت المياه السهل كله."}"#,
];

#[test]
fn documents_are_what_their_sources_say() {
    let archive = Archive::of(&TWO);
    archive.write(
        "web.warc",
        &response("http://a.example/1", "Content-Type: text/html", page("خبر من الميناء", "2022", "الخبر").as_bytes()),
    );
    archive.write("sada/page.txt", "حريق\n\nنص قصير عن الحريق في الميناء.".as_bytes());
    archive.update(&["--outlet-from-folder"]);
    let said = archive.run(&["verify"], &[]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(said.out, "4 documents are what their sources say; 0 changed, 0 moved, 0 gone\n");
    let said = archive.run(&["verify", "a", "--format", "jsonl"], &[]);
    let found: serde_json::Value = serde_json::from_str(&said.out).expect("one line");
    assert_eq!((found["id"].as_str(), found["state"].as_str()), (Some("a"), Some("same")));
    assert_refused(&archive.run(&["verify", "no-such-id"], &[]), &["no-such-id"]);
}

#[test]
fn what_changed_moved_or_is_gone_is_named() {
    let archive = Archive::of(&TWO);
    let news = archive.files().join("news.jsonl");
    fs::write(&news, format!("{}\n", TWO[0].replace("كبير", "صغير"))).unwrap();
    let said = archive.run(&["verify"], &[]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("a: changed: text (the file has changed)"), "{}", said.out);
    assert!(said.out.contains("b: gone: its file no longer has it"), "{}", said.out);
    // The same records on other lines.
    fs::write(&news, format!("\n{}\n{}\n", TWO[1], TWO[0])).unwrap();
    let said = archive.run(&["verify"], &[]);
    assert!(said.out.contains("a: moved: ") && said.out.contains("news.jsonl: line 3"), "{}", said.out);
    assert!(said.out.ends_with("0 documents are what their sources say; 0 changed, 2 moved, 0 gone\n"), "{}", said.out);
    // The file under another name.
    fs::write(&news, format!("{}\n", TWO.join("\n"))).unwrap();
    let elsewhere = archive.files().join("deeper");
    fs::create_dir(&elsewhere).unwrap();
    fs::rename(&news, elsewhere.join("old.jsonl")).unwrap();
    let said = archive.run(&["verify", "b"], &[]);
    assert!(said.out.contains("b: moved: ") && said.out.contains("deeper/old.jsonl"), "{}", said.out);
    fs::remove_dir_all(&elsewhere).unwrap();
    let said = archive.run(&["verify"], &[]);
    assert!(said.out.contains("a: gone: the file is gone"), "{}", said.out);
}

#[test]
fn a_document_can_be_cited() {
    let archive = Archive::of(&TWO);
    let said = archive.run(&["show", "a", "--cite"], &[]);
    let plain: String = said.out.chars().filter(|char| !matches!(char, '\u{2068}' | '\u{2069}')).collect();
    assert!(plain.starts_with("رنيم، «حريق في الميناء»، 2022-01-24. ["), "{plain}");
    assert!(said.out.contains("\u{2068}2022-01-24\u{2069}"), "a date is not turned around: {}", said.out);
    for (style, part) in
        [("ris", "TY  - NEWS"), ("bibtex", "@online{a,"), ("csl-json", "\"type\": \"article-newspaper\"")]
    {
        let said = archive.run(&["show", "a", "--cite", style], &[]);
        assert!(said.code == 0 && said.out.contains(part) && said.out.contains("sha256"), "{}", said.out);
    }
    let said = archive.run(&["show", "b", "--cite"], &[]);
    assert!(said.out.contains("بلا تاريخ"), "an unknown date is said to be unknown: {}", said.out);
}

#[test]
fn a_row_that_moved_is_not_another_one() {
    let archive = Archive::new();
    let table = archive.write("a.csv", "title,text\nأول,نص أول\nثان,نص ثان\n".as_bytes());
    archive.update(&[]);
    fs::write(&table, "title,text\nجديد,نص جديد\nأول,نص أول\nثان,نص ثان\n").unwrap();
    let said = archive.run(&["verify"], &[]);
    assert!(said.out.ends_with("0 documents are what their sources say; 0 changed, 2 moved, 0 gone\n"), "{}", said.out);
    assert!(said.out.contains("a.csv: line 2 is now") && said.out.contains("a.csv: line 3\n"), "{}", said.out);
}

#[test]
fn json_has_texts_to_the_byte() {
    let text = "قال المدير \u{9b}31m إن \u{1b}[31m السجن \u{7f} مغلق";
    let archive = Archive::of(&[&serde_json::json!({ "id": "a", "title": "السجن", "text": text }).to_string()]);
    let read = |arguments: &[&str]| -> serde_json::Value {
        let said = archive.run(arguments, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str(&said.out).expect("one value")
    };
    assert_eq!(read(&["show", "a", "--format", "json"])["text"], text);
    for format in ["json", "jsonl"] {
        let answer = read(&["search", "السجن", "--format", format, "--color", "never"]);
        let hit = if format == "json" { &answer["hits"][0] } else { &answer };
        assert_eq!(hit["passage"]["text"], text, "{format}");
    }
    let table = archive.run(&["search", "السجن", "--format", "csv", "--color", "never"], &[]).out;
    assert!(table.contains("قال المدير \u{FFFD}31m إن \u{FFFD}[31m السجن \u{FFFD} مغلق"), "{table:?}");
    // People get neither what a terminal obeys nor what nobody sees.
    let said = archive.run(&["show", "a"], &[]).out;
    assert!(!said.contains(['\u{9b}', '\u{1b}', '\u{7f}']), "{said:?}");
}
