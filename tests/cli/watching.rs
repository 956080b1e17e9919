//! Watches and feeds: what is new is shown once, and nothing is lost.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::serving::{Server, encoded};
use super::{Archive, Said, assert_refused};

fn line(id: &str, date: &str, text: &str) -> String {
    json!({ "id": id, "outlet": "نهر", "published": date, "title": format!("خبر <b>{id}</b>"), "text": text })
        .to_string()
}

fn archive() -> Archive {
    Archive::of(&[&line("a", "2022-01-20", "هاجم مسلحون السجن ليلا."), &line("b", "2022-01-21", "أمطار على المدينة.")])
}

/// Adds a file to the archive.
fn published(archive: &Archive, id: &str, text: &str) {
    archive.write(&format!("{id}.jsonl"), (line(id, "2022-02-01", text) + "\n").as_bytes());
    assert_eq!(archive.update(&[]).code, 0);
}

fn state(archive: &Archive) -> PathBuf {
    archive.index().with_file_name("index.watches.jsonl")
}

/// Watch and document of each new hit.
fn news(said: &Said) -> Vec<(String, String)> {
    let hit = |line: &str| {
        let hit: Value = serde_json::from_str(line).unwrap();
        (hit["query_id"].as_str().unwrap().to_string(), hit["id"].as_str().unwrap().to_string())
    };
    assert!(!said.err.contains("panicked"), "{}", said.err);
    said.out.lines().map(hit).collect()
}

fn run(archive: &Archive) -> Said {
    archive.run(&["watch", "run", "--format", "jsonl"], &[])
}

#[test]
fn each_document_is_shown_once_also_when_it_is_indexed_anew() {
    let archive = archive();
    let added = archive.run(&["watch", "add", "prison", "سجن"], &[]);
    assert_eq!(
        (added.code, added.out.contains("seen already: 1 matching document")),
        (0, true),
        "{}{}",
        added.out,
        added.err
    );
    assert_eq!((run(&archive).code, run(&archive).out.as_str()), (1, ""));
    published(&archive, "c", "فر سجناء من سجن آخر.");
    let pair = |id: &str| vec![("prison".to_string(), id.to_string())];
    assert_eq!(news(&archive.run(&["watch", "run", "--format", "jsonl", "--peek"], &[])), pair("c"));
    let found = run(&archive);
    assert_eq!((found.code, news(&found)), (0, pair("c")));
    assert_eq!((run(&archive).code, run(&archive).out.as_str()), (1, ""));
    // The same document in other words, and an index that is built anew.
    published(&archive, "c", "فر ثلاثة سجناء من سجن آخر.");
    assert_eq!(archive.update(&["--rebuild"]).code, 0);
    assert_eq!(run(&archive).out, "");
    fs::remove_dir_all(archive.index()).unwrap();
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(run(&archive).out, "");
    published(&archive, "d", "زيارة إلى السجون.");
    assert_eq!(news(&run(&archive)), pair("d"));
}

#[test]
fn watches_keep_their_flags_and_are_listed_and_removed() {
    let archive = archive();
    let all = ["watch", "add", "rain", "المدينة", "--from", "2022-01-21", "--exact", "--all"];
    assert!(archive.run(&all, &[]).out.contains("the next run shows 1 matching document"));
    assert_eq!(archive.run(&["watch", "add", "both", "سجن", "OR", "أمطار", "--outlet", "نهر"], &[]).code, 0);
    let stored = fs::read_to_string(state(&archive)).unwrap();
    assert!(
        stored.lines().count() == 2 && stored.contains("\"from\":\"2022-01-21\"") && stored.contains("\"exact\":true")
    );
    let listed = archive.run(&["watch", "list"], &[]);
    let flags = "\u{2068}--exact\u{2069} \u{2068}--from 2022-01-21\u{2069}";
    assert!(listed.out.contains(&format!("rain\t\u{2068}المدينة\u{2069}\t{flags}\t0 seen")), "{}", listed.out);
    assert!(listed.out.contains("--outlet نهر") && listed.out.contains("2 seen"), "{}", listed.out);
    assert_refused(&archive.run(&["watch", "add", " ", "سجن"], &[]), &["needs a name"]);
    assert_refused(&archive.run(&["watch", "add", "rain", "مطر"], &[]), &["there is a watch \"rain\""]);
    let text = archive.run(&["watch", "run"], &[]).out;
    for part in ["rain: ", "both: ", "nothing new", "1 document matches"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    published(&archive, "c", "مطر في المدينة بعد السجن.");
    // Exact: المدينة, not مدينة; one watch may be looked at alone.
    assert_eq!(news(&archive.run(&["watch", "run", "rain", "--format", "jsonl"], &[])).len(), 1);
    assert_eq!(archive.run(&["watch", "remove", "rain"], &[]).code, 0);
    assert_refused(&archive.run(&["watch", "run", "rain"], &[]), &["no watch is called \"rain\"", "watch list"]);
    assert_eq!(news(&run(&archive)), [("both".to_string(), "c".to_string())]);
}

#[test]
fn a_watch_keeps_its_file_of_aliases() {
    let archive = archive();
    let aliases = archive.write("names.toml", "[[alias]]\nnames = [\"Guantanamo\", \"السجن\"]\n".as_bytes());
    let add = ["watch", "add", "prison", "Guantanamo", "--all", "--aliases", aliases.to_str().unwrap()];
    assert!(archive.run(&add, &[]).out.contains("1 matching document"));
    assert_eq!(news(&run(&archive)), [("prison".to_string(), "a".to_string())]);
    fs::remove_file(&aliases).unwrap();
    assert_refused(&run(&archive), &["watch \"prison\"", "names.toml"]);
}

#[test]
fn a_watch_that_fails_keeps_no_other_from_being_shown() {
    let archive = archive();
    assert_refused(&run(&archive), &["there is no watch", "fihris watch add"]);
    assert_refused(&archive.run(&["watch", "add", "bad", "\"سجن"], &[]), &["quotation"]);
    assert_refused(&archive.run(&["watch", "add", "bad", "سجن", "--outlet", "nobody"], &[]), &["nobody"]);
    assert!(!state(&archive).exists());
    assert_eq!(archive.run(&["watch", "add", "good", "سجن", "--all"], &[]).code, 0);
    let stored = fs::read_to_string(state(&archive)).unwrap();
    let broken = r#"{"name":"old","query":"(سجن","seen":[]}"#;
    fs::write(state(&archive), format!("{broken}\n\n{stored}")).unwrap();
    let said = run(&archive);
    assert_refused(&said, &["watch \"old\"", "mend or remove it", "not all watches"]);
    assert_eq!(news(&said), [("good".to_string(), "a".to_string())]);
    assert_eq!(run(&archive).out, "");
    for text in ["{\"name\":1}\n", "no json\n", "{\"name\":\"x\",\"query\":\"y\",\"seen\":[],\"other\":1}\n"] {
        fs::write(state(&archive), format!("{stored}{text}")).unwrap();
        assert_refused(&run(&archive), &["index.watches.jsonl", "line 2", "mend or remove"]);
        assert_eq!(fs::read_to_string(state(&archive)).unwrap(), format!("{stored}{text}"));
    }
    fs::write(state(&archive), stored.repeat(2)).unwrap();
    assert_refused(&run(&archive), &["two watches are called \"good\""]);
    fs::write(state(&archive), b"\xFF").unwrap();
    assert_refused(&run(&archive), &["index.watches.jsonl", "not UTF-8"]);
}

#[test]
#[cfg(target_os = "linux")]
fn what_could_not_be_written_was_not_shown() {
    let archive = archive();
    assert_eq!(archive.run(&["watch", "add", "prison", "سجن", "--all"], &[]).code, 0);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = archive.command();
    let output = command.args(["watch", "run", "--format", "jsonl"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(news(&run(&archive)).len(), 1);
}

#[test]
fn feeds_are_atom_whatever_the_titles_say() {
    let archive = archive();
    let feed = archive.run(&["watch", "add", "prison", "سجن", "--all"], &[]);
    assert_eq!(feed.code, 0);
    let feed = archive.run(&["watch", "run", "--format", "atom"], &[]).out;
    for part in
        ["<?xml version=\"1.0\"", "<title>خبر &lt;b&gt;a&lt;/b&gt;</title>", "<category term=\"prison\"/>", "urn:uuid:"]
    {
        assert!(feed.contains(part), "{part}: {feed}");
    }
    let server = Server::of(&archive, &[]);
    let answer = server.get(&format!("/feed?q={}&outlet={}&lang=en", encoded("سجن OR أمطار"), encoded("نهر")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let entries = |name: &str| answer.body.matches(&format!("<{name}>")).count();
    assert_eq!((entries("entry"), entries("updated"), entries("summary")), (2, 3, 2), "{}", answer.body);
    for part in [
        "<published>2022-01-21T00:00:00Z</published>",
        "<link rel=\"alternate\" href=\"/document/a?q=",
        "<link rel=\"self\" href=\"/feed?q=",
        "<name>نهر</name>",
        "<title>Fihris: سجن OR أمطار</title>",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    // The newest first, as feeds have it.
    let place = |id: &str| answer.body.find(&format!("/document/{id}")).unwrap();
    assert!(place("b") < place("a"));
    assert_eq!(server.get("/feed").status, 400);
    assert_eq!(server.get("/feed?q=%22a").status, 400);
    let script = Archive::of(&[r#"{"id":"x","title":"خبر","text":"عن السجن","url":"javascript:alert(1)"}"#]);
    assert!(!Server::of(&script, &[]).get(&format!("/feed?q={}", encoded("السجن"))).body.contains("javascript"));
    let found = server.get(&format!("/?q={}", encoded("سجن"))).body;
    assert!(found.contains("href=\"/feed?q=سجن\""), "{found}");
}

/// The lines that `index --watch` prints, as they come.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn of(archive: &Archive, flags: &[&str]) -> Self {
        let mut command = archive.command();
        let command = command.arg("index").arg(archive.files()).arg("--watch").args(flags);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// The next line that has `part`.
    fn line(&self, part: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.lines.recv_timeout(Duration::from_secs(30)) {
                Ok(line) if line.contains(part) => return line,
                Ok(line) => before.push(line),
                Err(error) => panic!("{part}: {error}: {before:?}"),
            }
        }
    }

    /// Nothing is printed for a while.
    fn assert_silent(&self) {
        let line = self.lines.recv_timeout(Duration::from_secs(3));
        assert!(line.is_err(), "{line:?}");
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn record(id: &str, text: &str) -> String {
    json!({ "id": id, "title": "خبر", "text": text }).to_string() + "\n"
}

#[test]
fn an_index_follows_its_files_and_shows_what_is_new() {
    let archive = Archive::of(&[&record("a", "نص عن السجن")]);
    assert_eq!(archive.run(&["watch", "add", "prison", "سجن"], &[]).code, 0);
    archive.write("broken.jsonl", b"{\"id\":1");
    let following = Following::of(&archive, &[]);
    following.line("size");
    // In a folder that comes, too; one that is written for a while is read when it is whole.
    let folder = archive.files().join("2022");
    fs::create_dir(&folder).unwrap();
    let mut file = fs::File::create(folder.join("new.jsonl")).unwrap();
    for id in ["b", "c", "d"] {
        file.write_all(record(id, "نص آخر عن سجن المدينة").as_bytes()).unwrap();
        file.sync_all().unwrap();
        std::thread::sleep(Duration::from_millis(300));
    }
    drop(file);
    // On a busy machine it may look as if it were whole before it is: nothing is lost by that.
    let mut added = 0;
    while added < 3 {
        let line = following.line("UTC: added");
        assert!(line.contains("changed 0, removed 0, skipped 1"), "{line}");
        added += line.split("added ").nth(1).unwrap().split(',').next().unwrap().parse::<u32>().unwrap();
        following.line("عن سجن المدينة");
    }
    assert_eq!(added, 3);
    while following.lines.recv_timeout(Duration::from_secs(2)).is_ok() {}
    // What editors leave behind is no document, and what does not change is not told again, nor is a broken file.
    archive.write(".new.jsonl.swp", b"b0VIM 9.0");
    archive.write("new.jsonl~", record("e", "نص").as_bytes());
    fs::remove_file(archive.files().join("new.jsonl~")).unwrap();
    following.assert_silent();
    let other = archive.files().join("other.tmp");
    fs::write(&other, record("a", "نص جديد")).unwrap();
    fs::rename(&other, archive.files().join("0.jsonl")).unwrap();
    following.line("UTC: ");
    assert_eq!(archive.ids(&["المدينة"]).len(), 1, "copies are one hit");
    assert_eq!(archive.run(&["watch", "run"], &[]).code, 1, "all of it was shown");
}

#[test]
fn an_empty_folder_is_followed_until_files_come() {
    let archive = Archive::new();
    fs::create_dir(archive.files()).unwrap();
    let following = Following::of(&archive, &[]);
    following.assert_silent();
    archive.write("a.jsonl", record("a", "نص عن السِّجْن").as_bytes());
    assert!(following.line("added").contains("added 1, changed 0, removed 0, skipped 0"));
    assert_eq!(archive.ids(&["سجن"]), ["a"]);
}

#[test]
fn an_archive_that_vanishes_for_a_while_is_read_when_it_is_back() {
    let archive = Archive::of(&[&record("a", "نص عن السجن")]);
    let following = Following::of(&archive, &["--prune"]);
    following.line("size");
    let (files, away) = (archive.files(), archive.files().with_file_name("away"));
    fs::rename(&files, &away).unwrap();
    following.assert_silent();
    assert_eq!(archive.ids(&["سجن"]), ["a"], "nothing is removed because nothing can be read");
    fs::rename(&away, &files).unwrap();
    archive.write("b.jsonl", record("b", "نص عن السجن والنهر").as_bytes());
    assert!(following.line("added").contains("added 1, changed 0, removed 0"));
    assert_refused(&archive.run(&["index", "--watch", "--dry-run"], &[]), &["--dry-run"]);
    assert_refused(&archive.run(&["index", "--watch"], &[archive.files().join("nowhere")]), &["nowhere"]);
}
