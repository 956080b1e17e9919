//! Tests of errors: each message names the remedy and reveals no secret.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use super::super::{Archive, Said, assert_refused, root, said};
use super::NODES_OF_ALL;

/// Asks an address, with so many variables of the environment.
fn asked(address: &str, flags: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
    command.env_remove("FIHRIS_INDEX").envs(variables.iter().copied());
    said(command.args(["--index", address]).args(flags).output().expect("the program runs"))
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn what_is_wrong_is_said_with_its_remedy() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "سجن قديم"}"#]);
    let run = |name: &str, words: &[&str]| NODES_OF_ALL.run(name, words, &[]);
    assert_refused(&run("missing", &["search", "سجن"]), &["no such index", "index PATH"]);
    assert_refused(&run("missing", &["check"]), &["a cluster checks its own files"]);

    let files = archive.files();
    let index = |flags: &[&str]| NODES_OF_ALL.run("wrong", &[&["index"], flags].concat(), std::slice::from_ref(&files));
    assert_eq!(index(&[]).code, 0);
    assert_refused(&index(&["--shards", "7"]), &["1 shards", "7 are asked for", "--rebuild"]);
    let words: Vec<String> = (0..1_100).map(|number| format!("كلمة{number}")).collect();
    let many = run("wrong", &["search", "--pasted", &words.join(" ")]);
    assert_refused(&many, &["max_clause_count", "ask for fewer"]);

    // A disk that is full: the cluster sets this block by itself.
    let block = |on: &str| {
        let settings = format!("{{\"index.blocks.read_only_allow_delete\": {on}}}");
        let answer = NODES_OF_ALL.ask("PUT", "wrong/_settings", &settings);
        assert_eq!(answer["acknowledged"], true, "{answer}");
    };
    block("true");
    archive.write("news.jsonl", "{\"id\": \"a\", \"text\": \"سجن جديد\"}\n".as_bytes());
    assert_refused(&index(&[]), &["takes no documents", "room on the disks", "read_only_allow_delete"]);
    block("null");
    assert_eq!(index(&[]).code, 0, "and then it goes on");

    // An index of another version.
    let meta = r#"{"_meta": {"format": 1, "analysis": 1}}"#;
    NODES_OF_ALL.ask("PUT", "wrong/_mapping", meta);
    assert_refused(&run("wrong", &["search", "سجن"]), &["format 1 and analysis 1", "--rebuild"]);
    assert_refused(&index(&[]), &["format 1 and analysis 1", "--rebuild"]);
    assert_eq!(index(&["--rebuild"]).code, 0);

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let asked = |address: &str| asked(address, &["search", "سجن"], &[]);
    assert_refused(&asked(&format!("http://127.0.0.1:{port}/archive")), &["cannot be reached"]);
    let told = asked("http://user:secret@127.0.0.1:9200/archive");
    assert_refused(&told, &["FIHRIS_CLUSTER_PASSWORD"]);
    assert!(!told.err.contains("secret"), "{}", told.err);
    assert_refused(&asked("http://127.0.0.1:9200/"), &["https://host:9200/archive"]);
}

/// A gate before the cluster that asks for a password or a key, and speaks TLS with a certificate of its own.
struct AccessControl {
    child: Child,
    address: String,
    authority: String,
    _home: tempfile::TempDir,
}

impl AccessControl {
    fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new("python3");
        command.arg(root().join("tests/cluster/gate.py")).arg(home.path()).arg(NODES_OF_ALL.http.to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let authority = home.path().join("authority.pem").to_str().unwrap().to_string();
        Self { child, address: format!("https://localhost:{}", port.trim()), authority, _home: home }
    }
}

impl Drop for AccessControl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "needs Java, the jars of OpenSearch, Python and openssl"]
fn only_those_who_are_known_are_let_in_and_only_the_cluster_is_believed() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "سجن قديم"}"#]);
    let said = NODES_OF_ALL.run("guarded", &["index"], &[archive.files()]);
    assert_eq!(said.code, 0, "{}", said.err);
    let gate = AccessControl::open();
    let secrets = tempfile::tempdir().unwrap();
    let file = |name: &str, secret: &str| {
        let path = secrets.path().join(name);
        std::fs::write(&path, secret).unwrap();
        path.to_str().unwrap().to_string()
    };
    let (password, key) = (file("password", "sesame\n"), file("key", "c2VzYW1l\n"));
    let user = ("FIHRIS_CLUSTER_USER", "archivist");
    let ca = ["--ca", gate.authority.as_str(), "search", "سجن"];
    let ask =
        |flags: &[&str], variables: &[(&str, &str)]| asked(&format!("{}/guarded", gate.address), flags, variables);

    assert_refused(&ask(&["search", "سجن"], &[user, ("FIHRIS_CLUSTER_PASSWORD", "sesame")]), &["certificate", "--ca"]);
    assert_refused(&ask(&ca, &[]), &["does not let this user in", "FIHRIS_CLUSTER_USER", "FIHRIS_CLUSTER_API_KEY"]);
    let wrong = ask(&ca, &[user, ("FIHRIS_CLUSTER_PASSWORD", "knock-knock")]);
    assert_refused(&wrong, &["does not let this user in"]);
    assert!(!wrong.err.contains("knock"), "{}", wrong.err);
    assert_refused(&ask(&ca, &[user]), &["FIHRIS_CLUSTER_PASSWORD", "set both"]);
    assert_refused(
        &ask(&ca, &[("FIHRIS_CLUSTER_API_KEY_FILE", "/nowhere")]),
        &["FIHRIS_CLUSTER_API_KEY_FILE=/nowhere"],
    );
    assert_refused(&ask(&["--ca", "/nowhere", "search", "سجن"], &[]), &["--ca /nowhere"]);

    for variables in [
        &[user, ("FIHRIS_CLUSTER_PASSWORD", "sesame")][..],
        &[user, ("FIHRIS_CLUSTER_PASSWORD_FILE", &password)],
        &[("FIHRIS_CLUSTER_API_KEY", "c2VzYW1l")],
        &[("FIHRIS_CLUSTER_API_KEY_FILE", &key)],
    ] {
        let said = ask(&ca, variables);
        assert!(said.code == 0 && said.out.contains("سجن"), "{variables:?}: {}", said.err);
    }
}
