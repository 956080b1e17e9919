//! Integration tests: the program as users run it, and the analysis against a slow implementation.
//!
//! Tests that read the shared corpora are ignored unless asked for:
//! `cargo test --release -- --ignored` with FIHRIS_SHARED or ../shared.

mod access;
mod analysis;
mod bad_files;
mod bad_input;
mod browser;
#[cfg(feature = "cluster")]
mod cluster;
mod concordance;
mod coverage;
mod dates;
mod dossier;
mod driver;
mod evidence;
mod formats;
mod indexing;
mod kinds;
mod language;
mod latin;
mod losses;
mod mcp;
mod page;
mod pages;
mod recall;
mod searching;
mod serving;
mod shared;
mod stories;
mod terminal;
mod twin;
mod variants;
mod walls;
mod watching;
mod wording;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with an archive and an index, gone with the test.
struct Archive {
    folder: tempfile::TempDir,
}

/// What a run of the program said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Archive {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// An archive of one JSON Lines file, indexed.
    fn of(lines: &[&str]) -> Self {
        let archive = Self::new();
        archive.write("news.jsonl", (lines.join("\n") + "\n").as_bytes());
        let said = archive.run(&["index"], &[archive.files()]);
        assert_eq!(said.code, 0, "{}", said.err);
        archive
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.files().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("room on the disk");
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
        command.env_remove("FIHRIS_INDEX").arg("--index").arg(self.index());
        command
    }

    fn run(&self, words: &[&str], paths: &[PathBuf]) -> Said {
        said(self.command().args(words).args(paths).output().expect("the program runs"))
    }

    /// Runs `index` on the archive's files.
    fn update(&self, flags: &[&str]) -> Said {
        self.run(&[&["index"], flags].concat(), &[self.files()])
    }

    /// Runs `index` on the archive's files, and returns the lines of its report, too.
    fn reported(&self, flags: &[&str]) -> (Said, Vec<serde_json::Value>) {
        let path = self.folder.path().join("report.jsonl");
        let said = self.update(&[&["--report", path.to_str().expect("it is UTF-8")], flags].concat());
        let text = fs::read_to_string(path).unwrap_or_default();
        (said, text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect())
    }

    /// What a run prints as JSON.
    fn json(&self, words: &[&str]) -> serde_json::Value {
        let said = self.run(&[words, &["--format", "json"]].concat(), &[]);
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{words:?}: {error}: {}{}", said.out, said.err))
    }

    fn search(&self, words: &[&str]) -> Said {
        self.run(&[&["search"], words].concat(), &[])
    }

    /// Ids of the documents that a search finds, best first.
    fn ids(&self, words: &[&str]) -> Vec<String> {
        let said = self.search(&[&["--format", "jsonl"], words].concat());
        assert!(said.code < 2, "{}", said.err);
        let id = |line: &str| {
            let hit: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            hit["id"].as_str().expect("a hit has an id").to_string()
        };
        said.out.lines().map(id).collect()
    }
}

/// The skips and notes of a report, a line each, as `index` prints the first of each kind.
fn problems(report: &[serde_json::Value]) -> String {
    let text = |line: &serde_json::Value, field: &str| line[field].as_str().unwrap_or_default().to_string();
    let problems = report.iter().filter(|line| line["what"] == "skip" || line["what"] == "note");
    let shown = problems.map(|line| {
        let place = line["line"].as_u64().map(|line| format!(": line {line}")).unwrap_or_default();
        format!("{}{place}: {}: {}\n", text(line, "source"), text(line, "kind"), text(line, "detail"))
    });
    shown.collect()
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

/// Asserts that a run failed with a message that holds all of `parts`, and did not panic.
fn assert_refused(said: &Said, parts: &[&str]) {
    assert_eq!(said.code, 2, "out: {} err: {}", said.out, said.err);
    assert!(said.err.starts_with("fihris: ") || said.err.starts_with("error: "), "{}", said.err);
    for part in parts {
        assert!(said.err.contains(part), "{part:?} is not in: {}", said.err);
    }
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
