//! Tests of building and updating an index.

use std::fs;
use std::io::Write;

use super::{Archive, assert_refused, root};

fn line(id: &str, text: &str) -> String {
    format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n")
}

/// Added, changed, unchanged and removed of a report.
fn counts(report: &str) -> [u64; 4] {
    ["added", "changed", "unchanged", "removed"].map(|name| {
        let line = report.lines().find(|line| line.starts_with(name)).expect(report);
        line.split_whitespace().nth(1).expect("a figure").parse().expect("a figure")
    })
}

#[test]
fn the_same_again_changes_nothing() {
    let archive = Archive::new();
    archive.write("news.jsonl", (line("a", "حريق") + &line("b", "فيضان")).as_bytes());
    assert_eq!(counts(&archive.update(&[]).out), [2, 0, 0, 0]);
    assert_eq!(counts(&archive.update(&[]).out), [0, 0, 2, 0]);
    fs::remove_file(archive.index().join("sources.jsonl")).unwrap();
    assert_eq!(counts(&archive.update(&[]).out), [0, 0, 2, 0], "the ledger only saves time");
}

#[test]
fn a_file_that_has_not_changed_is_not_read_again() {
    let archive = Archive::new();
    let old = archive.write("old.jsonl", line("a", "حريق").as_bytes());
    let changed = archive.write("changed.jsonl", line("b", "فيضان").as_bytes());
    let an_hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let set_back = |file| fs::File::options().write(true).open(file).unwrap().set_modified(an_hour_ago).unwrap();
    [&old, &changed].into_iter().for_each(set_back);
    archive.update(&[]);
    fs::write(&changed, line("b", "فيضانات")).unwrap();
    let second = archive.update(&[]).out;
    assert_eq!(counts(&second), [0, 1, 1, 0]);
    assert!(second.contains("read       1 records in 1 files; 1 files had not changed"), "{second}");
}

#[test]
fn a_table_is_read_whatever_parts_it() {
    let archive = Archive::new();
    let table = "id;Title;content;outlet;date\na;حريق;\"اندلع حريق؛ في الميناء\";صدى;24 كانون الثاني 2022\n";
    archive.write("news.csv", table.as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(table.replace(';', "\t").replace("\na", "\nb").as_bytes()).unwrap();
    archive.write("more.tsv.gz", &gzip.finish().unwrap());
    assert_eq!(counts(&archive.update(&[]).out), [2, 0, 0, 0]);
    let mut ids = archive.ids(&["الميناء", "--outlet", "صدى", "--from", "2022-01-24", "--to", "2022-01-24"]);
    ids.sort();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_changed_document_replaces_its_former_self() {
    let archive = Archive::new();
    archive.write("news.jsonl", (line("a", "حريق") + &line("b", "فيضان")).as_bytes());
    archive.update(&[]);
    archive.write("news.jsonl", (line("a", "زلزال") + &line("b", "فيضان") + &line("c", "إعصار")).as_bytes());
    assert_eq!(counts(&archive.update(&[]).out), [1, 1, 1, 0]);
    assert!(archive.ids(&["حريق"]).is_empty());
    assert_eq!(archive.ids(&["زلزال"]), ["a"]);
    let shown = archive.run(&["show", "--format", "json", "b"], &[]);
    let source = archive.run(&["show", "--format", "json", "a"], &[]);
    let hash = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["source"]["sha256"].clone();
    assert_eq!(hash(&shown.out), hash(&source.out), "unchanged documents too name the file as it is now");
}

#[test]
fn a_record_that_is_gone_goes_with_its_file_being_read() {
    let archive = Archive::new();
    archive.write("news.jsonl", (line("a", "حريق") + &line("b", "فيضان")).as_bytes());
    archive.update(&[]);
    archive.write("news.jsonl", line("b", "فيضان").as_bytes());
    assert_eq!(counts(&archive.update(&[]).out), [0, 0, 1, 1]);
    assert!(archive.ids(&["حريق"]).is_empty());
}

#[test]
fn a_removed_source_goes_with_prune() {
    let archive = Archive::new();
    archive.write("one.jsonl", line("a", "حريق").as_bytes());
    let two = archive.write("two.jsonl", line("b", "حريق").as_bytes());
    archive.update(&[]);
    fs::remove_file(two).unwrap();
    let said = archive.update(&[]);
    assert!(said.out.contains("two.jsonl (their documents are kept; --prune removes them)"), "{}", said.out);
    let (_, report) = archive.reported(&[]);
    let gone = report.iter().find(|line| line["what"] == "gone").expect("the report names it");
    assert!(gone["file"].as_str().unwrap().ends_with("two.jsonl"), "{gone}");
    assert_eq!(archive.ids(&["حريق"]).len(), 2);
    assert_eq!(counts(&archive.update(&["--prune"]).out)[3], 1);
    assert_eq!(archive.ids(&["حريق"]), ["a"]);
}

#[test]
fn a_moved_file_keeps_the_ids_of_its_documents() {
    let archive = Archive::new();
    let old = archive.write("old.jsonl", line("a", "حريق").as_bytes());
    archive.update(&[]);
    fs::rename(old, archive.files().join("new.jsonl")).unwrap();
    assert_eq!(counts(&archive.update(&["--prune"]).out), [0, 0, 1, 0]);
    let shown = archive.run(&["show", "a"], &[]);
    assert!(shown.out.contains("new.jsonl"), "{}", shown.out);
}

#[test]
fn gzip_zip_and_arrays_are_read() {
    let archive = Archive::new();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(line("a", "حريق").as_bytes()).unwrap();
    archive.write("news.jsonl.gz", &gzip.finish().unwrap());
    archive.write("news.json", format!("[{},{}]", line("b", "حريق"), line("c", "حريق")).as_bytes());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("inner/news.json", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(format!("[\n{}]", line("d", "حريق")).as_bytes()).unwrap();
    archive.write("news.zip", &zip.finish().unwrap().into_inner());
    archive.write("sada.fire.txt", "حريق في الميناء\n\nاندلع الحريق ليلا.".as_bytes());
    assert_eq!(counts(&archive.update(&[]).out), [5, 0, 0, 0]);
    let (mut given, derived): (Vec<_>, Vec<_>) = archive.ids(&["حريق"]).into_iter().partition(|id| id.len() == 1);
    given.sort();
    assert_eq!(given, ["a", "b", "c", "d"]);
    let shown = archive.run(&["show", "d"], &[]);
    assert!(shown.out.contains("news.zip: inner/news.json: line 2"), "{}", shown.out);
    let text = archive.run(&["show", &derived[0]], &[]);
    assert!(text.out.contains("حريق في الميناء") && text.out.contains("inferred from file name"), "{}", text.out);
}

#[test]
fn an_index_does_not_read_itself() {
    let archive = Archive::new();
    archive.write("news.jsonl", line("a", "حريق").as_bytes());
    for added in [1, 0] {
        let said = archive.run(&["index"], &[archive.folder.path().to_path_buf()]);
        assert_eq!(counts(&said.out), [added, 0, 1 - added, 0]);
        assert!(said.out.contains("skipped    0\n"), "{}", said.out);
    }
}

#[test]
fn fields_can_be_named() {
    let archive = Archive::new();
    archive.write("news.jsonl", r#"{"id": "a", "matn": "حريق", "seen": "2020-05"}"#.as_bytes());
    assert_eq!(archive.update(&["--field", "body=matn", "--field", "published=seen"]).code, 0);
    assert_eq!(archive.ids(&["حريق", "--from", "2020", "--to", "2020"]), ["a"]);
}

#[test]
fn the_sample_archive_is_whole() {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[root().join("corpus")]);
    assert_eq!(counts(&said.out), [24, 0, 0, 0], "{}", said.out);
    assert!(said.out.contains("README.md: an auxiliary file"), "{}", said.out);
    let outlets = archive.run(&["outlets"], &[]);
    assert_eq!(outlets.out.lines().count(), 6, "a header and five outlets: {}", outlets.out);
}

#[test]
fn a_file_that_was_emptied_loses_nothing_without_prune() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "حريق"}"#]);
    archive.write("other.jsonl", r#"{"id": "b", "text": "فيضان"}"#.as_bytes());
    archive.write("news.jsonl", b"");
    let said = archive.update(&[]);
    assert!(said.out.contains("gone") && said.out.contains("news.jsonl"), "{}", said.out);
    assert_eq!(archive.ids(&["حريق"]), ["a"]);
    archive.update(&["--prune"]);
    assert_eq!(archive.ids(&["حريق"]), [""; 0]);
}

#[test]
fn a_file_whose_name_is_no_text_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let archive = Archive::new();
    let folder = archive.write("a.jsonl", r#"{"text": "فيضان"}"#.as_bytes());
    let name = std::ffi::OsStr::from_bytes(b"\xC7\xE1.jsonl");
    std::fs::write(folder.with_file_name(name), r#"{"id": "x", "text": "حريق"}"#).unwrap();
    let said = archive.update(&[]);
    assert!(said.out.contains("added      2\n"), "{}", said.out);
    assert_eq!(archive.ids(&["حريق"]), ["x"]);
}

#[test]
fn an_index_that_cannot_be_built_anew_stays_as_it_is() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "سجن"}"#]);
    let empty = archive.folder.path().join("nothing");
    fs::create_dir(&empty).unwrap();
    fs::write(empty.join("page.html"), "<html></html>").unwrap();
    assert_refused(&archive.run(&["index", "--rebuild"], &[empty]), &["nothing"]);
    assert_eq!(archive.ids(&["سجن"]), ["a"]);
    // What a run has left that was broken off is in nobody's way.
    fs::create_dir_all(archive.index().join("rebuilding/tantivy")).unwrap();
    fs::write(archive.index().join("rebuilding/fihris.json"), "half").unwrap();
    assert_eq!(archive.update(&["--rebuild"]).code, 0);
    assert_eq!(archive.ids(&["سجن"]), ["a"]);
    assert!(!archive.index().join("rebuilding").exists());
}
