//! The cluster engine on a real cluster: three nodes, three processes on this machine. Ignored unless asked for, since it needs
//! Java and the jars of OpenSearch:
//!
//! ```sh
//! mvn -q -f tests/cluster/pom.xml dependency:copy-dependencies -DoutputDirectory=$PWD/target/opensearch
//! cargo test --features cluster --test cli cluster -- --ignored
//! ```
//!
//! Every case is asked of both engines, and both have to give the same bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use super::{Archive, Said, assert_refused, root, said};

const NODES: u16 = 3;

/// Three nodes, which end with this process: they read its standard input.
struct Nodes {
    children: Mutex<Vec<Child>>,
    http: u16,
    _home: tempfile::TempDir,
}

static NODES_OF_ALL: LazyLock<Nodes> = LazyLock::new(Nodes::start);

impl Nodes {
    fn start() -> Self {
        let jars = std::env::var_os("FIHRIS_CLUSTER_JARS").map(PathBuf::from);
        let jars = jars.unwrap_or_else(|| root().join("target/opensearch"));
        assert!(jars.is_dir(), "{}: no jars; tests/cluster/pom.xml says how they come there", jars.display());
        let home = tempfile::tempdir().unwrap();
        let http = free_ports();
        let mut children = Vec::new();
        for number in 0..NODES {
            let mut command = Command::new("java");
            command.args(["-Xmx512m", "-cp"]).arg(jars.join("*")).arg(root().join("tests/cluster/Node.java"));
            command.arg(home.path().join(number.to_string()));
            command.args([number, NODES, http, http + NODES].map(|number| number.to_string()));
            let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
            children.push(command.spawn().expect("java is there"));
        }
        for child in &mut children {
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let started = lines.map_while(Result::ok).any(|line| line == "started");
            assert!(started, "a node did not start");
        }
        let nodes = Self { children: Mutex::new(children), http, _home: home };
        nodes.wait();
        nodes
    }

    /// Waits until all nodes have found each other.
    fn wait(&self) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.http)).unwrap();
        let path = format!("/_cluster/health?wait_for_nodes={NODES}&wait_for_status=green&timeout=60s");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("\"status\":\"green\"") && answer.contains("\"timed_out\":false"), "{answer}");
    }

    /// The address of an index, asked of the first node.
    fn index(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.http)
    }
}

/// The first of as many ports in a row as the nodes need.
fn free_ports() -> u16 {
    let is_free = |first: &u16| {
        let all: Result<Vec<_>, _> =
            (0..2 * NODES).map(|number| TcpListener::bind(("127.0.0.1", first + number))).collect();
        all.is_ok()
    };
    (21_000..60_000).step_by(97).find(is_free).expect("free ports")
}

/// Runs the program on the index `name` of the cluster.
fn on_cluster(name: &str, words: &[&str], paths: &[PathBuf]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
    command.env_remove("FIHRIS_INDEX").arg("--index").arg(NODES_OF_ALL.index(name)).args(words).args(paths);
    said(command.output().expect("the program runs"))
}

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
    &["outlets"],
    &["outlets", "سجن"],
];

fn same_answers(name: &str, embedded: &Archive) {
    for case in CASES {
        let format: &[&str] = if case[0] == "search" || case[0] == "similar" { &["--format", "json"] } else { &[] };
        let aliases = root().join("corpus/aliases.toml");
        let aliases: &[&str] = if case[0] == "search" { &["--aliases", aliases.to_str().unwrap()] } else { &[] };
        let words = [case, format, aliases].concat();
        let (here, there) = (embedded.run(&words, &[]), on_cluster(name, &words, &[]));
        assert_eq!((here.code, &here.out), (there.code, &there.out), "{case:?}: {} {}", here.err, there.err);
        assert_eq!(here.err, there.err, "{case:?}");
    }
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn both_engines_answer_alike_also_when_a_node_dies() {
    let embedded = Archive::new();
    let corpus = root().join("corpus");
    assert_eq!(embedded.run(&["index"], std::slice::from_ref(&corpus)).code, 0);
    let built = on_cluster("alike", &["index"], std::slice::from_ref(&corpus));
    assert_eq!(built.code, 0, "{}", built.err);
    assert!(built.out.contains("added      24"), "{}", built.out);
    same_answers("alike", &embedded);

    let again = on_cluster("alike", &["index"], std::slice::from_ref(&corpus));
    assert!(again.out.contains("unchanged  24") && again.out.contains("added      0"), "{}", again.out);
    let anew = on_cluster("alike", &["index", "--rebuild"], std::slice::from_ref(&corpus));
    assert!(anew.out.contains("added      24"), "{}{}", anew.out, anew.err);
    same_answers("alike", &embedded);

    // Not the one that is asked.
    let mut last = NODES_OF_ALL.children.lock().unwrap().pop().unwrap();
    last.kill().unwrap();
    last.wait().unwrap();
    let begun = Instant::now();
    while on_cluster("alike", &["search", "سجن"], &[]).code != 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the others go on");
    }
    same_answers("alike", &embedded);
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn documents_change_and_go() {
    let archive = Archive::new();
    archive
        .write("a.jsonl", "{\"id\": \"a\", \"text\": \"سجن قديم\"}\n{\"id\": \"b\", \"text\": \"سوق\"}\n".as_bytes());
    archive.write("c.jsonl", "{\"id\": \"c\", \"text\": \"حريق\"}\n".as_bytes());
    let index = |flags: &[&str]| on_cluster("changes", &[&["index"], flags].concat(), &[archive.files()]);
    let ids = |query: &str| {
        let said = on_cluster("changes", &["search", query, "--format", "jsonl"], &[]);
        let id =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_string();
        said.out.lines().map(id).collect::<Vec<_>>()
    };
    assert_eq!(index(&[]).code, 0);
    assert_eq!(ids("سجن"), ["a"]);
    archive.write("a.jsonl", "{\"id\": \"a\", \"text\": \"مدرسة جديدة\"}\n".as_bytes());
    assert_eq!(index(&[]).code, 0);
    assert!(ids("سجن").is_empty() && ids("مدرسة") == ["a"]);
    std::fs::remove_file(archive.files().join("c.jsonl")).unwrap();
    assert_eq!(index(&["--prune"]).code, 0);
    assert!(ids("حريق").is_empty());
}

#[test]
#[ignore = "needs Java and the jars of OpenSearch"]
fn what_is_wrong_is_said_with_its_remedy() {
    assert_refused(&on_cluster("missing", &["search", "سجن"], &[]), &["no such index", "index PATH"]);
    assert_refused(&on_cluster("missing", &["check"], &[]), &["a cluster checks its own files"]);
    let run = |address: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
        said(command.args(["--index", address, "search", "سجن"]).output().expect("the program runs"))
    };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_refused(&run(&format!("http://127.0.0.1:{port}/archive")), &["cannot be reached"]);
    let told = run("http://user:secret@127.0.0.1:9200/archive");
    assert!(
        told.code == 2 && told.err.contains("FIHRIS_CLUSTER_PASSWORD") && !told.err.contains("secret"),
        "{}",
        told.err
    );
    assert!(run("http://127.0.0.1:9200/").err.contains("https://host:9200/archive"));
}
