//! Tests of the cluster engine on a real cluster: three nodes, three processes on this machine. Ignored by default, since
//! it needs Java and the jars of OpenSearch:
//!
//! ```sh
//! mvn -q -f tests/cluster/pom.xml dependency:copy-dependencies -DoutputDirectory=$PWD/target/opensearch
//! cargo test --features cluster --test cli cluster -- --ignored
//! ```
//!
//! FIHRIS_CLUSTER_JARS names another folder of jars, FIHRIS_CLUSTER_JAVA another Java.

mod alike;
mod lasting;
mod refused;
mod titles;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};

use serde_json::Value;

use super::{Said, root, said};

const NODES: u16 = 3;

/// Three nodes, which end with this process: they read its standard input.
struct Nodes {
    children: Mutex<Vec<Child>>,
    http: u16,
    _home: tempfile::TempDir,
}

/// The nodes of the tests that leave them as they are.
static NODES_OF_ALL: LazyLock<Nodes> = LazyLock::new(Nodes::start);

impl Nodes {
    fn start() -> Self {
        let jars = std::env::var_os("FIHRIS_CLUSTER_JARS").map(PathBuf::from);
        let jars = jars.unwrap_or_else(|| root().join("target/opensearch"));
        assert!(jars.is_dir(), "{}: no jars; tests/cluster/pom.xml says how they come there", jars.display());
        let java = std::env::var_os("FIHRIS_CLUSTER_JAVA").unwrap_or_else(|| "java".into());
        let home = tempfile::tempdir().unwrap();
        let http = free_ports();
        let mut children = Vec::new();
        for number in 0..NODES {
            let mut command = Command::new(&java);
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
        let health = nodes.ask("GET", &format!("_cluster/health?wait_for_nodes={NODES}&timeout=60s"), "");
        assert_eq!(
            (&health["timed_out"], &health["number_of_nodes"]),
            (&Value::from(false), &Value::from(NODES)),
            "{health}"
        );
        nodes
    }

    /// What a node answers, the first one.
    fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.http)).unwrap();
        let length = body.len();
        let head = "Host: localhost\r\nConnection: close\r\nContent-Type: application/json";
        write!(stream, "{method} /{path} HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{path}: {error}: {answer}"))
    }

    /// Kills the last node, which nobody asks.
    fn kill_one(&self) {
        let mut last = self.children.lock().unwrap().pop().unwrap();
        last.kill().unwrap();
        last.wait().unwrap();
    }

    /// The address of an index, asked of the first node.
    fn index(&self, name: &str) -> String {
        format!("http://127.0.0.1:{}/{name}", self.http)
    }

    /// The program, about to be asked of the index `name`.
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
        command.env_remove("FIHRIS_INDEX").arg("--index").arg(self.index(name));
        command
    }

    /// Runs the program on the index `name`.
    fn run(&self, name: &str, words: &[&str], paths: &[PathBuf]) -> Said {
        said(self.command(name).args(words).args(paths).output().expect("the program runs"))
    }
}

/// The first of as many ports in a row as the nodes need.
fn free_ports() -> u16 {
    // Tests that run at once look in other places.
    static FIRST: Mutex<u16> = Mutex::new(21_000);
    let mut first = FIRST.lock().unwrap();
    let is_free = |first: u16| (0..2 * NODES).all(|number| TcpListener::bind(("127.0.0.1", first + number)).is_ok());
    while !is_free(*first) {
        *first += 2 * NODES;
    }
    *first += 2 * NODES;
    *first - 2 * NODES
}
