//! Tests of an index whose nodes or writers are killed, and of one that changes.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::super::Archive;
use super::alike::{corpus, same_answers};
use super::{NODES_OF_ALL, Nodes};

/// How many documents there are to be indexed while something ends.
const MANY: usize = 6_000;

/// The corpus, and many documents more, indexed in a folder.
fn many() -> (Archive, PathBuf) {
    let (words, archive) = (words(), Archive::new());
    let mut lines = String::new();
    let mut random = 7_usize;
    for number in 0..MANY {
        let mut text = String::new();
        for _ in 0..60 {
            // Knuth's generator; the last bits of it are not random.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&words[(random >> 33) % words.len()]);
            text.push(' ');
        }
        lines.push_str(&format!("{{\"id\": \"made-{number}\", \"outlet\": \"مصنوعة\", \"text\": \"{text}\"}}\n"));
    }
    archive.write("made.jsonl", lines.as_bytes());
    for file in fs::read_dir(corpus_folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    {
        archive.write(file.file_name().unwrap().to_str().unwrap(), &fs::read(&file).unwrap());
    }
    let files = archive.files();
    assert_eq!(archive.run(&["index"], std::slice::from_ref(&files)).code, 0);
    (archive, files)
}

fn corpus_folder() -> PathBuf {
    super::super::root().join("corpus")
}

/// Words of the corpus, without marks that JSON knows.
fn words() -> Vec<String> {
    let text = fs::read_to_string(corpus_folder().join("sada.jsonl")).unwrap();
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    text.split_whitespace().filter(is_word).map(String::from).collect()
}

/// Begins to index, and returns when the cluster has taken some documents, but not all.
fn begin(nodes: &Nodes, name: &str, files: &PathBuf) -> Child {
    let mut command = nodes.command(name);
    command.args(["index", "--shards", "3"]).arg(files).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the program runs");
    let begun = Instant::now();
    while !is_under_way(nodes, name) {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is taken");
        std::thread::sleep(Duration::from_millis(5));
    }
    child
}

fn is_under_way(nodes: &Nodes, name: &str) -> bool {
    let taken = nodes.ask("GET", &format!("{name}-*/_stats/indexing"), "");
    let taken = taken["_all"]["primaries"]["indexing"]["index_total"].as_u64().unwrap_or_default();
    assert!(taken < MANY as u64, "all was taken before it was seen");
    taken >= 500
}

/// The vocabularies that are stored with an index.
fn vocabularies(nodes: &Nodes, name: &str) -> [String; 2] {
    ["stem_terms", "forms"].map(|field| {
        let stored = nodes.ask("GET", &format!("{name}.beside/_doc/{field}-0"), "");
        stored["_source"]["text"].as_str().unwrap_or_else(|| panic!("{stored}")).into()
    })
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn what_ends_in_the_middle_loses_nothing() {
    let nodes = Nodes::start();
    let (embedded, files) = many();
    let (_, small) = corpus();
    let fragile = nodes.run("fragile", &["index", "--shards", "3", "--replicas", "0"], &[small]);
    assert_eq!(fragile.code, 0, "{}", fragile.err);

    // The one who writes.
    let mut child = begin(&nodes, "broken", &files);
    child.kill().unwrap();
    child.wait().unwrap();
    let next = nodes.run("broken", &["index", "--shards", "3"], std::slice::from_ref(&files));
    assert_eq!(next.code, 0, "{}", next.err);
    let count = |name: &str| -> usize {
        let line = next.out.lines().find(|line| line.starts_with(name)).expect(&next.out);
        line.split_whitespace().nth(1).unwrap().replace(',', "").parse().unwrap()
    };
    // What the last requests had, the cluster may take a moment later.
    assert!(count("unchanged") >= 100 && count("added") > 0, "it goes on from there: {}", next.out);
    same_answers(&nodes, "broken", &embedded);

    // A node, while documents come.
    let child = begin(&nodes, "lasting", &files);
    nodes.kill_one();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    same_answers(&nodes, "lasting", &embedded);
    // What was there before.
    same_answers(&nodes, "broken", &embedded);
    let [broken, lasting] = ["broken", "lasting"].map(|name| vocabularies(&nodes, name));
    assert!(broken == lasting, "counted anew after the interrupted run, and counted as documents came");

    // An index without copies lacks what the node had, and says so.
    let refused = nodes.run("fragile", &["search", "سجن"], &[]);
    assert_eq!(refused.code, 2, "{}", refused.out);
    assert!(refused.err.contains("--allow-partial") && refused.err.contains("_cluster/health"), "{}", refused.err);
    let partial = nodes.run("fragile", &["search", "سجن", "--allow-partial", "--format", "json"], &[]);
    assert!(partial.code < 2 && partial.err.contains("parts of the index did not answer"), "{}", partial.err);
    let answer: serde_json::Value = serde_json::from_str(&partial.out).unwrap();
    assert_eq!(answer["missing"]["of"], 3, "{answer}");
    assert!(answer["missing"]["shards"].as_u64().unwrap() >= 1);
    let written = nodes.run("fragile", &["index", "--rebuild"], &[corpus_folder()]);
    assert_eq!(written.code, 0, "built anew, it is whole again: {}", written.err);
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn documents_change_and_go() {
    let archive = Archive::new();
    let long = "نص طويل جدا ".repeat(3)
        + "فيه كلمات كثيرة تكفي لأن يعرف أن الخبر نفسه نشر في مكانين على الأقل دون تغيير يذكر فيه اليوم";
    let line = |id: &str, text: &str| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n");
    let endless = "ا".repeat(700);
    archive.write("a.jsonl", (line("a", "سجن قديم") + &line("b", "سوق")).as_bytes());
    archive.write("c.jsonl", (line("c", "حريق") + &line("d", &long) + &line(&endless, &long)).as_bytes());
    let index = |flags: &[&str]| {
        let said = NODES_OF_ALL.run("changes", &[&["index"], flags].concat(), &[archive.files()]);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let found = |query: &str| {
        let said = NODES_OF_ALL.run("changes", &["search", query, "--format", "json"], &[]);
        let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        answer["hits"].as_array().unwrap().clone()
    };
    let ids = |query: &str| found(query).iter().map(|hit| hit["id"].as_str().unwrap().to_string()).collect::<Vec<_>>();
    assert!(index(&[]).contains("added      5"));
    assert_eq!(ids("سجن"), ["a"]);
    let twins = found("الخبر نفسه نشر");
    assert_eq!((twins.len(), twins[0]["duplicates"].as_array().unwrap().len()), (1, 1), "{twins:?}");

    let old = std::time::SystemTime::now() - Duration::from_secs(3600);
    let c = archive.files().join("c.jsonl");
    fs::File::options().write(true).open(&c).unwrap().set_modified(old).unwrap();
    index(&[]);
    archive.write("a.jsonl", line("a", "مدرسة جديدة").as_bytes());
    let changed = index(&[]);
    assert!(changed.contains("1 files had not changed") && changed.contains("removed    1"), "{changed}");
    assert!(ids("سجن").is_empty() && ids("سوق").is_empty() && ids("مدرسة") == ["a"]);
    // A file that is called otherwise: its documents are removed with the former, and added with the new one.
    fs::rename(archive.files().join("a.jsonl"), archive.files().join("b.jsonl")).unwrap();
    index(&["--prune"]);
    assert_eq!(ids("مدرسة"), ["a"]);
    assert_eq!((ids("مدر*"), ids("سجن*")), (vec!["a".to_string()], vec![]));
    let changed = vocabularies(&NODES_OF_ALL, "changes");
    index(&["--rebuild"]);
    assert_eq!(changed, vocabularies(&NODES_OF_ALL, "changes"), "words of former versions are taken off");
    assert_eq!(ids("مدر*"), ["a"]);
    let lost = NODES_OF_ALL.ask("DELETE", "changes.beside/_doc/forms-0", "");
    assert_eq!((&lost["result"], ids("مدر*")), (&"deleted".into(), vec!["a".to_string()]), "counted instead");

    archive.write("c.jsonl", line("d", &long).as_bytes());
    index(&[]);
    let alone = found("الخبر نفسه نشر");
    assert!(alone.len() == 1 && alone[0]["duplicates"].is_null(), "{alone:?}");
    fs::remove_file(&c).unwrap();
    index(&["--prune"]);
    assert!(ids("حريق").is_empty() && ids("الخبر").is_empty());
}
