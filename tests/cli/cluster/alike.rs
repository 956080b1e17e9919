//! Runs every case on both engines; their outputs must be the same bytes.

use std::path::PathBuf;

use serde_json::json;

use super::super::mcp::Client;
use super::super::serving::{Server, encoded};
use super::super::{Archive, root};
use super::{NODES_OF_ALL, Nodes};

/// What is asked of both engines: words, phrases, near, boolean, wildcards, misspellings, exact, aliases, Latin spellings, filters,
/// sorting, duplicates, paging, whole documents, similar ones, counts.
const CASES: &[&[&str]] = &[
    &["search", "سجن"],
    &["search", "سجن وادي الأثلة", "--explain"],
    &["search", "\"سجن الأثلة\" صومعة"],
    &["search", "\"سجن الأثلة\"", "--no-alias"],
    &["search", "\"سجن تمرد\"~5"],
    &["search", "\"سج* الأثلة\""],
    &["search", "+حريق -سجن"],
    &["search", "(حريق OR تمرد) AND سجن"],
    &["search", "صوم*"],
    &["search", "حريف~"],
    &["search", "=السجن"],
    &["search", "==الأَثْلَة"],
    &["search", "=\"في سجن\""],
    &["search", "title:سجن"],
    &["search", "Athla prison"],
    &["search", "سجن", "--exact"],
    &["search", "سجناء", "--no-stem"],
    &["search", "سجن", "--outlet", "قنديل"],
    &["search", "سجن", "--not-outlet", "sada"],
    &["search", "حريق", "--author", "الدلبي"],
    &["search", "حريق lang:ar", "--lang", "ar"],
    &["search", "حريق", "--lang", "fa"],
    &["search", "سجن", "--from", "2022", "--to", "2022-11"],
    &["search", "سجن", "--sort", "newest"],
    &["search", "سجن", "--sort", "oldest", "--no-fold"],
    &["search", "الميناء القمح البلدية", "-n", "3", "--offset", "3"],
    &["search", "الميناء القمح", "--per-document", "5"],
    &["search", "لاشيءكهذا"],
    &["search", "سجن", "--outlet", "nobody"],
    &["show", "sada-002"],
    &["show", "nobody"],
    &["similar", "qindil-001"],
    &["stories"],
    &["stories", "سجن", "--format", "json"],
    &["stories", "--members", "--format", "tsv"],
    &["story", "sada-002"],
    &["story", "qindil-001", "--format", "json"],
    &["story", "nobody"],
    &["concordance", "سجن", "--sort", "after"],
    &["concordance", "\"سجن الأثلة\"", "-n", "3", "--format", "csv"],
    &["wording"],
    &["wording", "سجن", "--by", "month", "--format", "json"],
    &["collocates", "سجن"],
    &["collocates", "حريق", "-w", "3", "--sort", "likelihood", "--format", "csv"],
    &["keyness", "sada", "--format", "json"],
    &["trends", "سجن", "حريق", "--by", "month"],
    &["coverage"],
    &["coverage", "سجن", "--by", "year", "--format", "json"],
    &["list"],
    &["list", "سجن", "--sort", "oldest", "-n", "2", "--offset", "1", "--format", "csv"],
    &["outlets"],
    &["outlets", "سجن"],
    &["verify", "--format", "jsonl"],
    &["aliases", "suggest"],
];

/// Asserts that the index `name` answers as the archive does.
pub(super) fn same_answers(nodes: &Nodes, name: &str, embedded: &Archive) {
    for case in CASES {
        let format: &[&str] = if matches!(case[0], "search" | "similar") { &["--format", "json"] } else { &[] };
        let aliases = root().join("corpus/aliases.toml");
        let aliases: &[&str] = if matches!(case[0], "search" | "story" | "wording") {
            &["--aliases", aliases.to_str().unwrap()]
        } else {
            &[]
        };
        let words = [case, format, aliases].concat();
        let (here, there) = (embedded.run(&words, &[]), nodes.run(name, &words, &[]));
        assert_eq!((here.code, &here.out), (there.code, &there.out), "{case:?}: {} {}", here.err, there.err);
        assert_eq!(here.err, there.err, "{case:?}");
    }
}

/// The corpus, indexed in a folder.
pub(super) fn corpus() -> (Archive, PathBuf) {
    let (embedded, corpus) = (Archive::new(), root().join("corpus"));
    assert_eq!(embedded.run(&["index"], std::slice::from_ref(&corpus)).code, 0);
    (embedded, corpus)
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn both_engines_answer_alike() {
    let (embedded, corpus) = corpus();
    let index =
        |flags: &[&str]| NODES_OF_ALL.run("alike", &[&["index"], flags].concat(), std::slice::from_ref(&corpus));
    let built = index(&["--shards", "3"]);
    assert_eq!(built.code, 0, "{}", built.err);
    assert!(built.out.contains("added      24"), "{}", built.out);
    same_answers(&NODES_OF_ALL, "alike", &embedded);
    let anew = index(&["--rebuild", "--shards", "2", "--replicas", "0"]);
    assert!(anew.out.contains("added      24"), "{}{}", anew.out, anew.err);
    same_answers(&NODES_OF_ALL, "alike", &embedded);
}

/// A page without how long it took.
fn timeless(page: &str) -> String {
    let Some((before, after)) = page.split_once(" مللي ثانية") else { return page.into() };
    let digits = |char: char| char.is_ascii_digit() || char == '.';
    before.trim_end_matches(digits).to_string() + after
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn both_engines_are_served_alike() {
    let (embedded, corpus) = corpus();
    assert_eq!(NODES_OF_ALL.run("served", &["index"], &[corpus]).code, 0);
    let commands = || [embedded.command(), NODES_OF_ALL.command("served")];
    let servers = commands().map(|command| Server::by(command, &[]));
    let query = encoded("سجن +حريق");
    for path in [
        format!("/?q={query}&lang=ar"),
        format!("/api/v1/search?q={query}&limit=3"),
        "/api/v1/documents/sada-002".into(),
        "/api/v1/stories".into(),
        "/api/v1/stories/sada-002".into(),
        "/stories".into(),
        format!("/api/v1/concordance?q={query}&limit=7"),
        format!("/api/v1/dossier?q={query}&pick=sada-002&pick=none&search={}&format=csv", encoded("q=سجن&limit=3")),
        format!("/api/v1/dossier?q={query}&search={}&format=matrix", encoded("q=سجن&outlet=sada")),
        "/api/v1/outlets".into(),
        format!("/api/v1/timeline?q={query}"),
        "/api/v1/documents/nobody".into(),
    ] {
        let [here, there] = servers.each_ref().map(|server| {
            let answer = server.get(&path);
            (answer.status, timeless(&answer.body.replace(&server.address, "HOST")))
        });
        assert_eq!(here, there, "{path}");
    }
    let answers = commands().map(|command| {
        let mut client = Client::by(command);
        [client.call("search", json!({ "q": "سجن" })), client.call("outlets", json!({}))]
    });
    assert_eq!(answers[0], answers[1]);
}
