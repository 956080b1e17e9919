//! Tests of `fihris serve` over real connections: answers and bad input.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Archive, assert_refused};

pub(super) const LINES: [&str; 4] = [
    r#"{"id": "a", "outlet_id": "sada", "outlet": "صدى", "author": "ليلى", "date": "2022-01-20", "url": "https://sada.example/a", "title": "تمرد في سجن الصناعة", "text": "اندلع تمرد في سِجْنِ الصناعة صباح اليوم، وفرّ سجناء."}"#,
    r#"{"id": "b", "outlet_id": "nahr", "outlet": "نهر", "date": "2022-01", "title": "هدوء", "text": "عاد الهدوء إلى السجن. تحدث داعش."}"#,
    r#"{"id": "c", "outlet_id": "nahr", "outlet": "نهر", "title": "سوق", "text": "وبالسجن سوق صغير."}"#,
    r#"{"id": "<b>d", "outlet": "<script>alert(1)</script>", "author": "\" onclick=\"x", "url": "javascript:alert(1)", "title": "\u202eعنوان <img src=x onerror=alert(1)>", "text": "هجوم </p><script>alert(2)</script> على السوق"}"#,
];

/// A server that ends with the test.
pub(super) struct Server {
    child: Child,
    pub address: String,
}

/// What was answered.
pub(super) struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Server {
    pub fn of(archive: &Archive, flags: &[&str]) -> Self {
        Self::by(archive.command(), flags)
    }

    /// The server that `command`, which names an index, starts.
    pub fn by(mut command: Command, flags: &[&str]) -> Self {
        let mut child = command
            .args(["serve", "--port", "0"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_string();
        assert!(address.contains(':'), "{line:?}");
        Self { child, address: address.replace("0.0.0.0", "127.0.0.1") }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Sends bytes as they are, and reads until the server closes.
    pub fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).expect("answers are UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Answer { status, head: head.to_lowercase(), body: body.into() }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}",
            self.address
        );
        self.send(request.as_bytes())
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", "")
    }

    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.body))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text as an address has it.
pub(super) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_page_is_cited_by_the_api_as_by_the_terminal() {
    let archive = Archive::new();
    archive.write("report.pdf", include_bytes!("../golden/two-pages.pdf"));
    archive.update(&[]);
    let id = archive.ids(&["الخسائر"]).remove(0);
    let server = Server::of(&archive, &[]);
    let said = archive.run(&["show", &id, "--page", "2", "--cite", "bibtex"], &[]);
    assert!(said.out.contains("pages = {2}"), "{}", said.out);
    assert_eq!(server.get(&format!("/api/v1/cite/{id}?style=bibtex&part=2")).body, said.out);
    for (page, part) in [("3", "the document has 2 pages; there is no part 3"), ("x", "it is no number")] {
        let refused = server.get(&format!("/api/v1/cite/{id}?part={page}"));
        assert!(refused.status == 400 && refused.body.contains(part), "{page}: {}", refused.body);
    }
}

#[test]
fn the_api_answers_as_the_terminal_does() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let said = archive.search(&["سجن", "--format", "json", "--outlet", "nahr", "--explain"]);
    let expected: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(server.json(&format!("/api/v1/search?q={}&outlet=nahr&explain=1", encoded("سجن"))), expected);
    let said = archive.run(&["show", "a", "--format", "json"], &[]);
    assert_eq!(server.json("/api/v1/documents/a"), serde_json::from_str::<Value>(&said.out).unwrap());
    let said = archive.run(&["show", "a", "--cite", "ris"], &[]);
    assert_eq!(server.get("/api/v1/cite/a?style=ris").body, said.out);
    let outlets = server.json(&format!("/api/v1/outlets?q={}", encoded("سجن")));
    assert_eq!((outlets["documents"].as_u64(), outlets["outlets"][0]["documents"].as_u64()), (Some(3), Some(2)));
    let timeline = server.json("/api/v1/timeline");
    assert_eq!((timeline["undated"].as_u64(), timeline["less_exact"].as_u64()), (Some(2), Some(1)));
    assert_eq!(server.json(&format!("/api/v1/analyze?q={}", encoded("وبِالسِّجْنِ")))["tokens"][0]["stem"], "سجن");
    let similar = server.json("/api/v1/similar/a");
    let ids: Vec<&Value> = similar["hits"].as_array().unwrap().iter().map(|hit| &hit["id"]).collect();
    assert!(ids.len() == 2 && !ids.contains(&&Value::from("a")), "{ids:?}");
    assert_eq!(server.json("/api/v1/health")["documents"], 4);
    let exact = server.json(&format!("/api/v1/search?q={}&exact=1", encoded("سجن")));
    assert_eq!(exact["documents"], 1, "a layer that is switched off finds less");
}

#[test]
fn bad_addresses_are_told_what_is_wrong() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let long = format!("q={}", "a".repeat(16 << 10));
    for (parameters, status, parameter) in [
        ("q=%FF", 400, None),
        ("q=%22a", 400, Some("q")),
        ("q=%D8%A7&part=-1", 400, Some("part")),
        ("q=%D8%A7&limit=-1", 400, Some("limit")),
        ("q=%D8%A7&offset=1000000000", 400, Some("offset")),
        ("q=%D8%A7&from=soon", 400, Some("from")),
        ("q=%D8%A7&outlet=nobody", 400, Some("outlet")),
        ("q=%D8%A7&aliases=%2Fetc%2Fpasswd", 400, Some("aliases")),
        ("q=%D8%A7%zz", 200, None),
        (&long, 414, None),
    ] {
        let shown = &parameters[..parameters.len().min(60)];
        let answer = server.get(&format!("/api/v1/search?{parameters}"));
        assert_eq!(answer.status, status, "{shown}: {}", answer.body);
        if let Some(parameter) = parameter {
            let problem: Value = serde_json::from_str(&answer.body).unwrap();
            assert!(answer.head.contains("application/problem+json"), "{}", answer.head);
            assert_eq!((&problem["parameter"], &problem["status"]), (&Value::from(parameter), &Value::from(400)));
        }
        let page = server.get(&format!("/?{parameters}"));
        assert_eq!(page.status, status, "{shown}: {}", page.body);
    }
    assert!(server.get("/?q=%22a").body.contains("لم يُفهم الطلب"), "in the page's language");
    assert!(server.get("/?q=%22a&lang=en").body.contains("The request cannot be understood"));
    for path in [
        "/api/v1/documents/nobody",
        "/document/nobody",
        "/api/v1/nothing",
        "/static/../../Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "/document/..%2F..%2Fetc%2Fpasswd",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.ask("POST", "/", "", "").status, 405);
    assert_eq!(server.ask("DELETE", "/api/v1/documents/a", "", "").status, 405);
    let other = format!("GET / HTTP/1.1\r\nHost: evil.example:{}\r\nConnection: close\r\n\r\n", server.address);
    let other = server.send(other.as_bytes());
    assert!(other.status == 421 && other.body.contains("خادم آخر"), "another name of this host: {}", other.body);
    for broken in ["GET / HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: \u{1}\r\n\r\n"] {
        let status = server.send(broken.as_bytes()).status;
        assert!((400..500).contains(&status), "{broken:?}: {status}");
    }
    let huge = server.get(&format!("/?q={}", "a".repeat(1 << 20))).status;
    assert!(matches!(huge, 414 | 431), "{huge}");
    let many: String = (0..200).map(|line| format!("X-{line}: 1\r\n")).collect();
    assert!((400..500).contains(&server.ask("GET", "/", &many, "").status), "too many lines");
    assert_eq!(server.get("/").status, 200, "it is still there");
}

#[test]
fn a_commit_is_seen_and_an_index_that_is_gone_is_missed() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let first = server.get("/api/v1/health");
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_string();
    let known = format!("If-None-Match: {tag}\r\n").replace("w/", "W/");
    assert_eq!(server.ask("GET", "/api/v1/health", &known, "").status, 304);
    for (path, status) in [("/api/v1/documents/nobody", 404), ("/document/nobody", 404), ("/?q=%22a", 400)] {
        assert_eq!(server.ask("GET", path, &known, "").status, status, "an error is no answer that one has: {path}");
    }
    let head = server.ask("HEAD", "/?q=%D8%B3%D8%AC%D9%86", "", "");
    assert!(head.status == 200 && head.body.is_empty(), "{}", head.body);

    archive.write("more.jsonl", r#"{"id": "e", "text": "سجن آخر"}"#.as_bytes());
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(server.json("/api/v1/health")["documents"], 5);
    assert_eq!(server.ask("GET", "/api/v1/health", &known, "").status, 200, "it is not what it was");

    let aliases = archive.index().join("aliases.toml");
    let daesh = format!("/api/v1/search?q={}", encoded("تنظيم"));
    assert_eq!(server.json(&daesh)["documents"], 0);
    fs::write(&aliases, "[[alias]]\nnames = [\"داعش\", \"تنظيم\"]\n").unwrap();
    assert_eq!(server.json(&daesh)["documents"], 1, "aliases are read anew");
    assert_eq!(server.json(&format!("{daesh}&no-alias=1"))["documents"], 0);

    fs::remove_dir_all(archive.index()).unwrap();
    let answer = server.get("/api/v1/health");
    assert!(answer.status == 503 && answer.head.contains("retry-after"), "{}", answer.head);
    assert!(!answer.body.contains(archive.index().to_str().unwrap()), "paths are nobody's business: {}", answer.body);
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(server.json("/api/v1/health")["documents"], 5, "it is back");

    let other = Archive::of(&[r#"{"id": "z", "text": "سجن آخر تماماً"}"#]);
    fs::rename(archive.index(), archive.index().with_extension("former")).unwrap();
    let answer = server.get("/?q=%D8%B3%D8%AC%D9%86");
    assert!(answer.status == 503 && answer.body.contains("الأرشيف غير متاح الآن"), "{}", answer.body);
    fs::rename(other.index(), archive.index()).unwrap();
    assert_eq!(server.json("/api/v1/health")["documents"], 1, "another one in its place");
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_where_it_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::of(&LINES);
    let opener = archive.write("bin/xdg-open", b"#!/bin/sh\necho \"$1\" > \"$(dirname \"$0\")/opened\"\n");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let folder = opener.parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let mut command = archive.command();
    let command = command.args(["serve", "--port", "0", "--open"]).env("PATH", path).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let begun = Instant::now();
    let opened = loop {
        let opened = fs::read_to_string(folder.join("opened")).unwrap_or_default();
        if !opened.is_empty() || begun.elapsed() > Duration::from_secs(10) {
            break opened;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    child.kill().and_then(|()| child.wait()).unwrap();
    assert_eq!(opened, line);
}

#[test]
fn an_index_that_is_built_anew_is_never_missed() {
    let lines: Vec<String> = (0..3000)
        .map(|number| {
            let words: String = (0..60)
                .map(|word| format!("كلمة{} ", (((number + 1) * (word + 7) * 2_654_435_761_usize) >> 8) % 9973))
                .collect();
            format!(r#"{{"id": "{number}", "title": "{number}", "text": "سجن {words}"}}"#)
        })
        .collect();
    let archive = Archive::of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let server = Server::of(&archive, &[]);
    let generation = server.json("/api/v1/health")["generation"].clone();
    let mut rebuild = archive.command().args(["index", "--rebuild"]).arg(archive.files()).spawn().unwrap();
    let mut asked = 0;
    while rebuild.try_wait().unwrap().is_none() {
        let answer = server.get(&format!("/api/v1/search?q={}&limit=1", encoded("سجن")));
        let found: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, &found["documents"]), (200, &Value::from(3000)), "{asked}");
        asked += 1;
    }
    assert!(rebuild.wait().unwrap().success() && asked > 3, "{asked}");
    assert_ne!(server.json("/api/v1/health")["generation"], generation, "the new one is served");
    assert!(!archive.index().join("rebuilding").exists());
}

#[test]
fn the_api_describes_itself() {
    // With a copy of the first document, so that it has a story.
    let copy = LINES[0].replacen("\"a\"", "\"copy\"", 1);
    let archive = Archive::of(&[&LINES[..], &[&copy]].concat());
    fs::write(archive.index().join("aliases.toml"), "[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\"]\n").unwrap();
    let server = Server::of(&archive, &[]);
    let described = server.json("/api/v1/openapi.json");
    assert_eq!(described["openapi"], "3.1.0");
    for (path, operation) in described["paths"].as_object().unwrap() {
        let parameters = operation["get"]["parameters"].as_array().unwrap();
        let asks = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        let query = if asks("q") { format!("q={}", encoded("سجن")) } else { String::new() };
        let of = if asks("of") { "&of=nahr" } else { "" };
        let path = format!("/api/v1{}?{query}{of}", path.replace("{id}", "a"));
        assert_eq!(server.get(&path).status, 200, "{path}");
        assert!(operation["get"]["responses"]["200"]["content"].is_object(), "{operation}");
    }
    let operations =
        described["paths"].as_object().unwrap().values().map(|path| path["get"]["operationId"].to_string());
    let names: std::collections::BTreeSet<String> = operations.collect();
    // Generators of clients read a choice between words as such.
    let precision = &described["components"]["schemas"]["Precision"];
    assert_eq!((&precision["type"], precision["oneOf"].is_null()), (&Value::from("string"), true), "{precision}");
    assert!(precision["enum"].as_array().unwrap().contains(&Value::from("month")), "{precision}");
    assert_eq!(names.len(), described["paths"].as_object().unwrap().len(), "{names:?}");
    let parameters = described["paths"]["/search"]["get"]["parameters"].as_array().unwrap();
    let of = |name: &str| parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
    assert_eq!((&of("q")["required"], &of("outlet")["schema"]["type"]), (&Value::from(true), &Value::from("array")));
}

#[test]
fn monitors_learn_how_much_is_asked_and_nothing_of_what() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    server.get(&format!("/api/v1/search?q={}", encoded("سجن")));
    server.get("/?q=%22a");
    let metrics = server.get("/api/v1/metrics").body;
    for line in [
        "fihris_requests_total{surface=\"api\",status=\"200\"} 1",
        "fihris_requests_total{surface=\"page\",status=\"400\"} 1",
        "fihris_request_seconds_count 2",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
    assert!(!metrics.contains("سجن") && !metrics.contains("%D8"), "{metrics}");
}

#[test]
fn a_client_that_has_the_answer_is_told_so() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let path = "/api/v1/documents/a";
    let with = |path: &str, tags: &str| server.ask("GET", path, &format!("If-None-Match: {tags}\r\n"), "");
    let first = server.get(path);
    let tag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    // Of another version of the program the answer may be another.
    assert!(tag.contains(env!("CARGO_PKG_VERSION")), "{tag}");
    let strong = tag.trim_start_matches("w/").to_string();
    let several = format!("\"x\", W/{strong}, \"y\"");
    for tags in [format!("W/{strong}"), strong, several, "*".into()] {
        let answer = with(path, &tags);
        assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{tags}");
        assert!(answer.head.contains("vary: accept-encoding") && answer.head.contains("etag: "), "{}", answer.head);
    }
    assert_eq!(with(path, "\"another\"").status, 200);
    assert_eq!(with("/api/v1/documents/nobody", "*").status, 404, "there is nothing that it could have");
}

#[test]
fn it_says_when_it_cannot_start_and_stops_when_it_is_told() {
    let archive = Archive::of(&LINES);
    let mut server = Server::of(&archive, &[]);
    let port = server.address.rsplit(':').next().unwrap().to_string();
    assert_refused(&archive.run(&["serve", "--port", &port], &[]), &["another program", "--port"]);
    assert_refused(&Archive::new().run(&["serve", "--port", "0"], &[]), &["there is no index"]);

    let told = Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(told.success());
    let begun = Instant::now();
    let ended = server.child.wait().unwrap();
    assert!(ended.success() && begun.elapsed() < Duration::from_secs(10), "{ended}");
    let mut said = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "", "nobody's query is in a log");
}
