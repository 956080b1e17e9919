//! Measures what HTTP adds to a search, and how the server handles many concurrent clients, over SaudiNewsNet.
//!
//! `cargo bench --bench load` reads corpus and queries from FIHRIS_SHARED or ../shared. The library, the API and the page are
//! asked the same queries in turns; then `wrk` asks over 64 connections for a minute (FIHRIS_LOAD_SECONDS says otherwise).
//! It fails where the API costs more than 1 ms over the library, or a page more than 2; where a request fails, or memory grows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fihris::engine::{Engine, Index, Plan};
use fihris::maintain::{Options, update};
use fihris::query::parse_pasted;
use fihris::search::{Request, search};

/// How many queries are asked, and how many hits are wanted of each.
const QUERIES: usize = 300;
const HITS: usize = 20;
/// Before figures count, what is asked most lies in memory.
const ROUNDS: usize = 3;

/// How many queries that read every document run beside others.
const HOSTILE: usize = 8;

const CONNECTIONS: usize = 64;
const SECONDS: u64 = 60;

/// Milliseconds that HTTP may add at the median, to an answer of the API and to a page.
const MOST_ADDED: f64 = 1.0;
const MOST_RENDERED: f64 = 2.0;
/// By how much memory may grow while a server is asked the same again and again.
const MOST_GROWTH: f64 = 1.1;

fn main() {
    let shared = std::env::var_os("FIHRIS_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let queries = std::fs::read_to_string(shared.join("eval/snn_title/queries.tsv"));
    let Ok(queries) = queries else {
        eprintln!("skipped: {} has no queries; set FIHRIS_SHARED", shared.display());
        return;
    };
    let queries: Vec<&str> = queries.lines().filter_map(|line| line.split('\t').nth(1)).take(QUERIES).collect();
    assert_eq!(queries.len(), QUERIES);
    let folder = tempfile::tempdir().expect("a temporary folder");
    update(&folder.path().into(), &[shared.join("corpora/saudinewsnet")], &Options::default(), &mut ())
        .expect("readable");
    let server = Server::start(folder.path());
    in_turns(folder.path(), &server, &queries);
    beside_hostile_queries(&server, &queries);
    many_at_once(&server, &queries, folder.path());
}

/// The program, serving.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(index: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fihris"));
        command.arg("--index").arg(index).args(["serve", "--port", "0"]).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
        Self { child, address: line.trim().trim_start_matches("http://").trim_end_matches('/').into() }
    }

    /// MiB of its own memory, without what is mapped of the index.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a running program");
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("the system tells it");
        line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<f64>().ok()).expect("a number") / 1024.0
    }
}

impl Server {
    /// Seconds of CPU that it has used.
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("a running program");
        let fields = stat.rsplit(')').next().expect("a name").split_whitespace();
        fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().expect("a number") / 100.0).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that stays open.
struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Asks for `path`; the bytes of the answer.
    fn get(&mut self, path: &str) -> usize {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes()).expect("a server that listens");
        self.answer(path)
    }

    /// Reads the answer for `path`; its bytes.
    fn answer(&mut self, path: &str) -> usize {
        let (mut line, mut length) = (String::new(), 0);
        self.0.read_line(&mut line).expect("a status");
        assert!(line.contains(" 200 "), "{path}: {line}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).expect("a header");
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a number");
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("a body");
        length
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The library, the API and the page, one after another with each query.
fn in_turns(folder: &Path, server: &Server, queries: &[&str]) {
    let index = Index::open(folder).expect("what was written");
    let stream = TcpStream::connect(&server.address).expect("a server that listens");
    stream.set_nodelay(true).expect("a connection");
    let mut connection = Connection(BufReader::new(stream));
    let mut took = [const { Vec::new() }; 4];
    let mut pages = Vec::new();
    for round in 0..=ROUNDS {
        for query in queries {
            let parameters = format!("?q={}&pasted=1&limit={HITS}", encoded(query));
            let request = Request { limit: HITS, ..Request::new(parse_pasted(query)) };
            let search = || search(&index, &request).expect("whole");
            let library = timed(|| assert!(!search().hits.is_empty()));
            // What a page shows: the hits, and whose they are.
            let counted = timed(|| {
                let query = search().query;
                assert!(index.facets(&Plan::of(&query), &query.filter).expect("whole").documents > 0);
            });
            let api = timed(|| assert!(connection.get(&format!("/api/v1/search{parameters}")) > 0));
            let page = timed(|| pages.push(connection.get(&format!("/{parameters}"))));
            if round > 0 {
                took.iter_mut().zip([library, api, counted, page]).for_each(|(all, one)| all.push(one));
            }
        }
    }
    println!("{:<20}{:>8}{:>8}   ms, {QUERIES} titles, {HITS} hits, one connection", "", "p50", "p95");
    for (name, all) in ["library", "API", "library, with counts", "page"].iter().zip(&mut took) {
        println!("{name:<20}{:>8.2}{:>8.2}", part(all, 0.5), part(all, 0.95));
    }
    let medians = took.each_mut().map(|all| part(all, 0.5));
    let (added, rendered) = (medians[1] - medians[0], medians[3] - medians[2]);
    let ten = queries.iter().map(|query| connection.get(&format!("/?q={}&pasted=1", encoded(query))) as f64);
    let mut ten: Vec<f64> = ten.map(|bytes| bytes / 1000.0).collect();
    println!(
        "a page with ten hits: median {:.0} kB, p95 {:.0}, largest {:.0}",
        part(&mut ten, 0.5),
        part(&mut ten, 0.95),
        part(&mut ten, 1.0)
    );
    println!("HTTP and JSON add {added:.2} ms to a search, HTTP and a page {rendered:.2} ms to a search with counts");
    assert!(added <= MOST_ADDED && rendered <= MOST_RENDERED, "too much");
}

/// How long ordinary requests take while others ask for what reads every document, and what those cost when they hang up.
fn beside_hostile_queries(server: &Server, queries: &[&str]) {
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&server.address).expect("a server that listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").expect("a server that listens");
        stream
    };
    let hostile = format!("/api/v1/search?q={}", encoded("==من ==في ==على ==أن"));
    let open: Vec<TcpStream> = (0..HOSTILE).map(|_| ask(&hostile)).collect();
    std::thread::sleep(Duration::from_millis(300));
    let (mut health, mut ordinary) = (Vec::new(), Vec::new());
    for query in &queries[..50] {
        for (path, took) in [
            ("/api/v1/health".to_string(), &mut health),
            (format!("/api/v1/search?q={}&pasted=1", encoded(query)), &mut ordinary),
        ] {
            took.push(timed(|| assert!(Connection(BufReader::new(ask(&path))).answer(&path) > 0)));
        }
    }
    let busy = server.cpu();
    drop(open);
    std::thread::sleep(Duration::from_millis(50));
    let before = server.cpu();
    std::thread::sleep(Duration::from_millis(500));
    let after = server.cpu();
    println!(
        "beside {HOSTILE} queries that read every document: health p95 {:.1} ms, a title p95 {:.1} ms; 50 ms after they hang up: {:.0} ms of CPU in 500",
        part(&mut health, 0.95),
        part(&mut ordinary, 0.95),
        1000.0 * (after - before)
    );
    assert!(busy > 0.5, "they were at work");
    assert!(part(&mut health, 0.95) < 20.0 && part(&mut ordinary, 0.95) < 100.0, "others wait");
    assert!(after - before < 0.1, "they go on without a client");
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1000.0
}

/// The figure below which this part of all lies.
fn part(all: &mut [f64], part: f64) -> f64 {
    all.sort_by(f64::total_cmp);
    all[((all.len() - 1) as f64 * part) as usize]
}

/// All queries over many connections.
fn many_at_once(server: &Server, queries: &[&str], folder: &Path) {
    let seconds = std::env::var("FIHRIS_LOAD_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SECONDS);
    let paths: Vec<String> =
        queries.iter().map(|query| format!("\"/api/v1/search?pasted=1&q={}\"", encoded(query))).collect();
    let script = folder.join("paths.lua");
    let text = format!(
        "local paths = {{{}}}\nlocal at = 0\nfunction request() at = at % #paths + 1; return wrk.format('GET', paths[at]) end\n\
         function done(summary) local e = summary.errors; io.write('errors ', e.connect + e.read + e.write + e.status + e.timeout, '\\n') end\n",
        paths.join(", ")
    );
    std::fs::write(&script, text).expect("room on the disk");
    let run = |seconds: u64| {
        let mut command = Command::new("wrk");
        command.args([
            "-t1",
            &format!("-c{CONNECTIONS}"),
            &format!("-d{seconds}s"),
            "--latency",
            "--timeout",
            "10s",
            "-s",
        ]);
        let said = command.arg(&script).arg(format!("http://{}", server.address)).output();
        said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned())
    };
    // What the first requests take, for threads and words that are remembered, is no growth.
    let Ok(_) = run((seconds / 3).max(1)) else {
        eprintln!("skipped: many at once needs wrk (apt-get install wrk)");
        return;
    };
    std::thread::sleep(Duration::from_secs(1));
    let before = server.memory();
    let said = run(seconds).expect("it ran before");
    std::thread::sleep(Duration::from_secs(1));
    let after = server.memory();
    print!("{said}");
    println!("own memory: {before:.0} MiB before these {seconds} s, {after:.0} after");
    assert!(said.contains("\nerrors 0\n"), "requests failed");
    assert!(after <= before * MOST_GROWTH, "memory grows");
}
