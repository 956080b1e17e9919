//! Tests of bad input: a clear error or a counted skip, with file, line and remedy.

use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Archive, assert_refused, problems, said};

const ONE: &str = r#"{"id": "a", "outlet": "عكاظ", "title": "حريق في الميناء", "text": "اندلع حريق كبير في الميناء.", "date": "2023-03-14"}"#;

#[test]
fn an_empty_query() {
    let archive = Archive::of(&[ONE]);
    assert_refused(&archive.search(&[""]), &["no words"]);
    assert_refused(&archive.search(&["؟! \"\""]), &["no words"]);
}

#[test]
fn a_query_of_stop_words_only() {
    let archive = Archive::of(&[ONE]);
    assert_eq!(archive.ids(&["في من"]).len(), 1, "they match by their forms");
    assert_eq!(archive.search(&["من إلى"]).code, 1, "and none of these occurs");
}

#[test]
fn an_unbalanced_quote() {
    assert_refused(&Archive::of(&[ONE]).search(&["حريق \"الميناء"]), &["character 6", "not closed"]);
}

#[test]
fn a_path_given_as_a_query() {
    let archive = Archive::of(&[ONE]);
    let folder = archive.folder.path().join("؟");
    fs::create_dir(&folder).unwrap();
    let said = said(archive.command().current_dir(archive.folder.path()).args(["search", "؟"]).output().unwrap());
    assert_refused(&said, &["is a file or folder", "fihris index"]);
}

#[test]
fn an_outlet_that_does_not_exist() {
    assert_refused(&Archive::of(&[ONE]).search(&["حريق", "--outlet", "عكاض"]), &["no outlet", "عكاض", "it has: عكاظ"]);
    assert_refused(&Archive::of(&[ONE]).search(&["حريق", "--not-outlet", "عكاض"]), &["it has: عكاظ"]);
}

#[test]
fn an_author_that_does_not_exist() {
    assert_refused(&Archive::of(&[ONE]).search(&["حريق", "--author", "سامر"]), &["no author", "سامر"]);
}

#[test]
fn a_date_that_is_none() {
    let archive = Archive::of(&[ONE]);
    assert_refused(&archive.search(&["حريق", "--from", "أمس"]), &["--from", "أمس", "2022-01-20"]);
    assert_refused(&archive.search(&["حريق", "--to", "2023-02-30"]), &["--to"]);
    assert_refused(&archive.search(&["حريق", "--from", "2024", "--to", "2023"]), &["is after"]);
}

#[test]
fn a_path_that_does_not_exist() {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[archive.files().join("nowhere")]);
    assert_refused(&said, &["nowhere", "give the path"]);
}

#[test]
fn a_folder_with_nothing_readable() {
    let archive = Archive::new();
    fs::create_dir_all(archive.files()).unwrap();
    assert_refused(&archive.update(&[]), &["nothing readable", "no file"]);
    archive.write("film.mp4", b"\0\0");
    assert_refused(&archive.update(&[]), &["nothing readable", "film.mp4", "unknown format"]);
}

#[test]
fn an_index_that_is_missing() {
    let archive = Archive::new();
    for verb in [&["search", "حريق"][..], &["outlets"], &["show", "a"], &["check"]] {
        assert_refused(&archive.run(verb, &[]), &["there is no index", "fihris --index", "index PATH"]);
    }
}

#[test]
fn an_index_that_is_locked() {
    let archive = Archive::of(&[ONE]);
    let lock = archive.index().join("tantivy/.tantivy-writer.lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(lock).unwrap();
    file.lock().unwrap();
    for flags in [&[][..], &["--rebuild"]] {
        assert_refused(&archive.update(flags), &["another `fihris index` is writing", "wait"]);
    }
    assert_eq!(archive.ids(&["حريق"]), ["a"], "searching needs no lock");
    drop(file);
    assert_eq!(archive.update(&[]).code, 0);
}

#[test]
fn an_index_of_another_version() {
    let archive = Archive::of(&[ONE]);
    fs::write(archive.index().join("fihris.json"), "{\"format\":1,\"analysis\":999}\n").unwrap();
    for said in [archive.search(&["حريق"]), archive.update(&[])] {
        assert_refused(&said, &["analysis 999", "--rebuild"]);
    }
    assert_eq!(archive.update(&["--rebuild"]).code, 0);
    assert_eq!(archive.ids(&["حريق"]), ["a"]);
}

/// The segment files of an archive's index, largest first.
fn segments(archive: &Archive) -> Vec<PathBuf> {
    let files = fs::read_dir(archive.index().join("tantivy")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| !path.to_string_lossy().contains("json") && !path.to_string_lossy().contains("lock"))
        .collect();
    files.sort_by_key(|path| std::cmp::Reverse(path.metadata().unwrap().len()));
    assert!(files.iter().any(|file| file.extension().is_some_and(|ext| ext == "forms")), "{files:?}");
    files
}

#[test]
fn an_index_that_is_truncated() {
    for place in 0..segments(&Archive::of(&[ONE])).len() {
        for part in [2, u64::MAX] {
            let archive = Archive::of(&[ONE]);
            let file = &segments(&archive)[place];
            let length = file.metadata().unwrap().len();
            OpenOptions::new().write(true).open(file).unwrap().set_len(length / part).unwrap();
            assert_refused(&archive.run(&["check"], &[]), &["damaged", "--rebuild"]);
            let said = archive.search(&["حريق"]);
            assert!(said.code < 2 || said.err.contains("damaged"), "{}: {}", file.display(), said.err);
            assert!(!said.err.contains("panicked"), "{}", said.err);
        }
    }
}

#[test]
fn an_index_with_a_flipped_byte() {
    let files = segments(&Archive::of(&[ONE])).len();
    for place in 0..files {
        let archive = Archive::of(&[ONE]);
        let path = &segments(&archive)[place];
        let mut file = OpenOptions::new().read(true).write(true).open(path).unwrap();
        let mut byte = [0];
        file.read_exact(&mut byte).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        file.write_all(&[byte[0] ^ 0x55]).unwrap();
        let said = archive.run(&["check"], &[]);
        assert_eq!(said.code, 2, "{}: {}", path.display(), said.out);
        assert!(said.out.contains("checksum") || said.err.contains("damaged"), "{} {}", said.out, said.err);
        assert!(said.err.contains("--rebuild") && !said.err.contains("panicked"), "{}", said.err);
        let said = archive.search(&["حريق"]);
        assert!(!said.err.contains("panicked"), "{}: {}", path.display(), said.err);
    }
}

#[test]
fn a_header_that_is_garbage() {
    let archive = Archive::of(&[ONE]);
    fs::write(archive.index().join("fihris.json"), b"\xFF{").unwrap();
    assert_refused(&archive.search(&["حريق"]), &["damaged", "fihris.json", "--rebuild"]);
}

#[test]
fn a_disk_that_is_full() {
    let archive = Archive::of(&[ONE]);
    let lines: Vec<String> = (0..3000)
        .map(|i| format!("{{\"id\": \"n{i}\", \"text\": \"خبر رقم {i} {}\"}}", "كلمة أخرى هنا ".repeat(40)))
        .collect();
    archive.write("more.jsonl", lines.join("\n").as_bytes());
    // A limit on the size of files stands in for a full disk: writing past it fails in the same place.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" --index \"$1\" index \"$2\"";
    let mut command = Command::new("bash");
    command.args(["-c", script, env!("CARGO_BIN_EXE_fihris")]).arg(archive.index()).arg(archive.files());
    let output = said(command.output().unwrap());
    assert_refused(&output, &["make room", "committed before is whole"]);
    assert_eq!(archive.run(&["check"], &[]).code, 0, "the last commit is whole");
    assert_eq!(archive.ids(&["حريق"]), ["a"]);
    assert!(archive.update(&[]).out.contains("added      3,000\n"), "the next run goes on");
}

#[test]
fn a_broken_json_line() {
    let archive = Archive::new();
    archive
        .write("news.jsonl", format!("{ONE}\n{{\"id\": \"b\", \"text\n{}\n", ONE.replace("\"a\"", "\"c\"")).as_bytes());
    let said = archive.update(&[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("added      2\n") && said.out.contains("skipped    1\n"), "{}", said.out);
    assert!(said.out.contains("news.jsonl: line 2: broken JSON"), "{}", said.out);
}

#[test]
fn a_file_that_is_no_utf8() {
    let archive = Archive::of(&[ONE]);
    // اندلع حريق في الميناء, in windows-1256.
    archive.write("old.txt", b"\xC7\xE4\xCF\xE1\xDA \xCD\xD1\xED\xDE \xDD\xED \xC7\xE1\xE3\xED\xE4\xC7\xC1");
    archive.write("picture.txt", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0");
    let said = archive.update(&[]);
    assert!(said.out.contains("added      1\n") && said.out.contains("skipped    1\n"), "{}", said.out);
    assert!(said.out.contains("old.txt: doubtful encoding: read as windows-1256"), "{}", said.out);
    assert!(said.out.contains("picture.txt: not text"), "{}", said.out);
    assert_eq!(archive.ids(&["الميناء", "--outlet", "old"]).len(), 1);
}

#[test]
fn a_line_of_50_megabytes() {
    let archive = Archive::new();
    let mut lines = format!("{{\"id\": \"huge\", \"text\": \"{}\"}}\n", "كلمة ".repeat(50_000_000 / 9)).into_bytes();
    lines.extend(ONE.as_bytes());
    archive.write("news.jsonl", &lines);
    let said = archive.update(&[]);
    assert!(said.out.contains("added      1\n") && said.out.contains("news.jsonl: line 1: too large"), "{}", said.out);
}

#[test]
fn a_document_of_five_million_words() {
    let archive = Archive::of(&[ONE]);
    archive.write("huge.txt", "كلمة ".repeat(5_000_000).as_bytes());
    let said = archive.update(&[]);
    assert!(said.out.contains("huge.txt: too large") && said.out.contains("split it"), "{}", said.out);
}

#[test]
fn a_document_that_is_one_endless_word() {
    let archive = Archive::new();
    archive.write(
        "news.jsonl",
        format!("{{\"id\": \"w\", \"text\": \"حريق {}\"}}\n{ONE}\n", "ب".repeat(4_000_000)).as_bytes(),
    );
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(archive.ids(&["حريق"]).len(), 2);
}

#[test]
fn a_document_with_no_text() {
    let archive = Archive::of(&[
        ONE,
        r#"{"id": "b", "text": ""}"#,
        r#"{"id": "c", "text": "، . !"}"#,
        r#"{"id": "d", "text": "هو الذي"}"#,
    ]);
    let said = archive.update(&["--rebuild"]);
    assert!(said.out.contains("added      1\n") && said.out.contains("skipped    3\n"), "{}", said.out);
    assert!(said.out.contains("line 2: no text") && said.out.contains("line 3: no searchable word"), "{}", said.out);
}

#[test]
fn duplicate_ids() {
    let archive = Archive::of(&[ONE]);
    archive.write("other.jsonl", ONE.replace("حريق", "انفجار").as_bytes());
    let said = archive.update(&[]);
    assert!(said.out.contains("added      1\n") && said.out.contains("1 × same id twice"), "{}", said.out);
    assert!(said.out.contains("other.jsonl: line 1: same id twice: \"a\", indexed as"), "{}", said.out);
    assert_eq!(archive.ids(&["حريق"]), ["a"], "the first keeps its id and its text");
    assert_eq!(archive.ids(&["انفجار"]).len(), 1, "nothing is lost");
    let again = archive.update(&["--field", "id=id"]);
    assert!(again.out.contains("added      0\nchanged    0\nunchanged  2\n"), "ids are stable: {}", again.out);
}

#[test]
fn a_loop_of_symbolic_links() {
    let archive = Archive::new();
    archive.write("news.jsonl", ONE.as_bytes());
    symlink(archive.files(), archive.files().join("again")).unwrap();
    let said = archive.update(&[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("added      1\n") && said.out.contains("again: loop of symbolic links"), "{}", said.out);
}

#[test]
fn a_broken_archive() {
    let archive = Archive::of(&[ONE]);
    archive.write("a.zip", b"PK\x03\x04 no more");
    archive.write("b.jsonl.gz", b"\x1F\x8B\x08 no more");
    let (said, report) = archive.reported(&[]);
    let skips = problems(&report);
    assert!(skips.contains("a.zip: broken archive") && skips.contains("b.jsonl.gz: broken archive"), "{skips}");
    assert_eq!(said.code, 0);
}

#[test]
fn a_file_that_may_not_be_read() {
    let archive = Archive::of(&[ONE]);
    let path = archive.write("secret.jsonl", ONE.as_bytes());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_ok() {
        // The superuser reads everything: a link to nowhere stands in.
        fs::remove_file(&path).unwrap();
        symlink("/nowhere", &path).unwrap();
    }
    let said = archive.update(&[]);
    assert!(said.out.contains("secret.jsonl: unreadable"), "{}", said.out);
    assert_eq!(said.code, 0);
}

/// An archive whose indexing was stopped once a segment was being written, which is not yet its end; `None` where the
/// machine was faster than that.
fn interrupted() -> Option<Archive> {
    let archive = Archive::of(&[ONE]);
    let lines: Vec<String> = (0..20_000)
        .map(|i| format!("{{\"id\": \"n{i}\", \"text\": \"خبر رقم {i} {}\"}}", "كلمة أخرى هنا ".repeat(60)))
        .collect();
    archive.write("more.jsonl", lines.join("\n").as_bytes());
    let files = || -> Vec<_> {
        let entries = fs::read_dir(archive.index().join("tantivy")).unwrap();
        entries.flatten().map(|entry| entry.file_name()).collect()
    };
    let before = files();
    let mut child = archive.command().arg("index").arg(archive.files()).stdout(Stdio::null()).spawn().unwrap();
    let begun = |name: &std::ffi::OsString| !before.contains(name) && name.to_string_lossy().ends_with(".store");
    while child.try_wait().unwrap().is_none() && !files().iter().any(begun) {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    let is_done = child.wait().unwrap().success();
    (!is_done).then_some(archive)
}

#[test]
fn an_interrupted_run() {
    let archive = (0..10).find_map(|_| interrupted()).expect("it can be interrupted");
    assert_eq!(archive.run(&["check"], &[]).code, 0, "the last commit is whole");
    assert_eq!(archive.ids(&["حريق"]), ["a"]);
    let said = archive.update(&[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(archive.ids(&["19999"]).len(), 1, "the next run goes on");
    assert!(archive.run(&["check"], &[]).out.starts_with("20001 documents"));
}

#[test]
fn control_characters_reach_no_terminal() {
    let archive = Archive::of(&[
        r#"{"id": "a\u001b[2J", "title": "حريق\u001b[31m\u202E", "author": "x\u0007", "text": "حريق\u009b\u0000 كبير", "url": "http://a\u001b]0;"}"#,
    ]);
    let said = archive.search(&["حريق", "--color", "never"]);
    assert_eq!(said.code, 0);
    let bad = |char: char| char.is_control() && char != '\n' || char == '\u{202E}';
    assert!(!said.out.contains(bad), "{:?}", said.out);
    let id = archive.ids(&["حريق"]).remove(0);
    let said = archive.run(&["show", &id], &[]);
    assert!(said.code == 0 && !said.out.contains(bad), "{:?}", said.out);
}

#[test]
fn a_reader_that_goes_away() {
    // More than a pipe holds, so that the program writes after its reader is gone.
    let archive = Archive::of(&[&format!(r#"{{"id": "a", "text": "{}"}}"#, "حريق كبير ".repeat(50_000))]);
    let script = "\"$0\" --index \"$1\" show a | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}";
    let output =
        Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_fihris")]).arg(archive.index()).output().unwrap();
    let said = said(output);
    assert!(said.out == "0\n", "{}", said.out);
    assert_eq!(said.err, "", "broken pipes are quiet");
}

#[test]
fn a_batch_with_a_bad_line() {
    let archive = Archive::of(&[ONE]);
    let batch = archive.folder.path().join("queries");
    fs::write(&batch, "q1\tحريق\nq2\t\"حريق\nحريق\n").unwrap();
    let said = archive.run(&["search", "--format", "trec", "--batch"], &[batch]);
    assert_refused(
        &said,
        &[
            "queries: line 2: at character 1 of the query, \"\\\"حريق\"",
            "searched as pasted text",
            "queries: line 3: not a line of id",
            "2 lines",
        ],
    );
    let names: Vec<&str> = said.out.lines().map(|line| line.split('-').next().unwrap()).collect();
    assert_eq!(names, ["q1 Q0 a#0", "q2 Q0 a#0"], "a line that is no query is answered all the same");
}

#[test]
fn a_field_that_does_not_exist() {
    assert_refused(&Archive::of(&[ONE]).update(&["--field", "autor=x"]), &["autor", "authors"]);
}

#[cfg(not(feature = "cluster"))]
#[test]
fn an_address_is_no_folder_where_clusters_are_not_known() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
    command
        .current_dir(home.path())
        .args(["--index", "https://host:9200/archive", "index"])
        .arg(super::root().join("corpus"));
    assert_refused(&said(command.output().unwrap()), &["--features cluster"]);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing is left behind");
}

#[cfg(feature = "cluster")]
#[test]
fn what_is_for_clusters_is_refused_on_a_folder() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "سجن قديم"}"#]);
    for flags in [["--shards", "3"], ["--replicas", "0"]] {
        assert_refused(&archive.update(&flags), &["on a cluster"]);
    }
    assert_refused(&archive.search(&["سجن", "--allow-partial"]), &["on a cluster"]);
}
