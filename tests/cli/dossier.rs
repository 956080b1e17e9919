//! Dossiers: a list of questions answered as a text to hand on.

use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, Said, assert_refused, root};

fn archive() -> Archive {
    let archive = Archive::new();
    assert_eq!(archive.run(&["index"], &[root().join("corpus")]).code, 0);
    archive
}

/// Makes a dossier of `questions`; returns its folder and what was said.
fn made(archive: &Archive, questions: &str, flags: &[&str]) -> (PathBuf, Said) {
    let file = archive.write("questions.tsv", questions.as_bytes());
    let folder = archive.index().with_file_name("out");
    let said =
        archive.run(&[&["dossier", file.to_str().unwrap(), "-o", folder.to_str().unwrap()], flags].concat(), &[]);
    (folder, said)
}

/// A file of an archive.
fn part(file: &PathBuf, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn questions_are_answered_with_numbered_citations_that_can_be_verified() {
    let archive = archive();
    let questions = "\u{FEFF}q1\tسجن\n\nq2\tحريق \"صومعة الحبوب\"\nq3\tلاشيءكهذا\n";
    let (folder, said) = made(&archive, questions, &["-n", "3", "--title", "ملف <السجون>", "--not-outlet", "sada"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let json: Value = serde_json::from_str(&fs::read_to_string(folder.join("dossier.json")).unwrap()).unwrap();
    assert!(json["about"]["state"].as_str().unwrap().len() == 16);
    let questions = json["questions"].as_array().unwrap();
    assert_eq!((questions.len(), json["archive"]["documents"].as_u64()), (3, Some(24)));
    assert!(questions.iter().all(|question| question["flags"] == json!(["--not-outlet sada"])));
    // Each document is numbered once, in the order in which it is quoted.
    let numbers: Vec<u64> = questions
        .iter()
        .flat_map(|question| question["citations"].as_array().unwrap())
        .map(|number| number.as_u64().unwrap())
        .collect();
    let citations = json["citations"].as_array().unwrap();
    assert!(numbers.iter().all(|number| (1..=citations.len() as u64).contains(number)), "{numbers:?}");
    assert_eq!(numbers.iter().max(), Some(&(citations.len() as u64)));
    for question in questions {
        let sum: u64 = question["by_outlet"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(Some(sum), question["documents"].as_u64(), "{question}");
        let id = question["query"].as_str().unwrap();
        let searched = archive.json(&["search", id, "--not-outlet", "sada", "-n", "3"]);
        assert_eq!(searched["documents"], question["documents"]);
        let ids = |hits: &Value| hits.as_array().unwrap().iter().map(|hit| hit["id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&searched["hits"]), ids(&question["hits"]));
    }
    for citation in citations {
        assert_eq!(archive.run(&["verify", citation["id"].as_str().unwrap()], &[]).code, 0, "{citation}");
        assert!(citation["citation"].as_str().unwrap().contains(citation["sha256"].as_str().unwrap()));
    }
    let html = fs::read_to_string(folder.join("dossier.html")).unwrap();
    for text in
        ["dir=\"rtl\"", "<h1>ملف &lt;السجون&gt;</h1>", "<mark>", "href=\"#n1\"", "id=\"n1\"", "--not-outlet sada"]
    {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(!html.contains("http-equiv") && !html.contains("<script") && !html.contains("src="));
    let odt = folder.join("dossier.odt");
    assert_eq!(&fs::read(&odt).unwrap()[30..38], b"mimetype");
    let content = part(&odt, "content.xml");
    for text in ["rl-tb", "text:outline-level=\"2\"", "xlink:href=\"#n1\"", "ملف &lt;السجون&gt;"] {
        assert!(content.contains(text), "{text}: {content}");
    }
    // The text can be read again, by the reader of such files.
    let again = Archive::new();
    assert_eq!(again.run(&["index"], &[odt]).code, 0);
    assert_eq!(again.ids(&["كيف أُعدّ هذا الملف"]).len(), 1);
    let matrix = fs::read_to_string(folder.join("matrix.csv")).unwrap();
    assert!(
        matrix.starts_with("query_id,query,outlet_id,outlet,documents\n") && !matrix.contains(",sada,"),
        "{matrix}"
    );
    let passages = fs::read_to_string(folder.join("passages.csv")).unwrap();
    assert_eq!(csv::Reader::from_reader(passages.as_bytes()).records().count(), numbers.len());
}

#[test]
fn nothing_is_half_written() {
    let archive = archive();
    let there = || {
        let folder = archive.index().with_file_name("x");
        let names = fs::read_dir(folder.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("out")).count()
    };
    for (questions, parts) in [
        ("", &["there is no question"][..]),
        ("سجن\n", &["line 1", "TAB"]),
        ("a\tسجن\n\nb\t\"سجن\n", &["line 3", "quotation"]),
        ("a\tسجن\na\tحريق\n", &["line 2", "name each question once"]),
    ] {
        let (_, said) = made(&archive, questions, &[]);
        assert_refused(&said, parts);
        assert_eq!(there(), 0, "{questions:?}");
    }
    assert_refused(&made(&archive, "a\tسجن\n", &["--outlet", "nobody"]).1, &["nobody"]);
    assert_eq!(there(), 0);
    let (folder, said) = made(&archive, "a\tلاشيءكهذا\n", &[]);
    assert_eq!((said.code, there()), (1, 1), "{}", said.err);
    let before = fs::read(folder.join("dossier.html")).unwrap();
    assert_refused(&made(&archive, "a\tسجن\n", &[]).1, &["it is there already"]);
    assert_eq!(fs::read(folder.join("dossier.html")).unwrap(), before);
    let file = archive.write("q.tsv", b"a\t\xFF\n");
    assert_refused(&archive.run(&["dossier", file.to_str().unwrap(), "-o", "/nowhere/x"], &[]), &["not UTF-8"]);
    let file = archive.write("q.tsv", "a\tسجن\n".as_bytes());
    assert_refused(&archive.run(&["dossier", file.to_str().unwrap(), "-o", "/nowhere/x"], &[]), &["/nowhere/x"]);
}

#[test]
fn titles_of_documents_are_text_everywhere() {
    let line = r#"{"id":"a","title":"=cmd|'<script>alert(1)</script>","text":"سجن\u0000 & <b>","outlet":"<i>"}"#;
    let archive = Archive::of(&[line]);
    let (folder, said) = made(&archive, "=q\tسجن\n", &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let html = fs::read_to_string(folder.join("dossier.html")).unwrap();
    assert!(!html.contains("<script") && !html.contains("<i>") && html.contains("&lt;b&gt;"), "{html}");
    let content = part(&folder.join("dossier.odt"), "content.xml");
    assert!(!content.contains('\0') && content.contains("&lt;script&gt;"), "{content}");
    let matrix = fs::read_to_string(folder.join("matrix.csv")).unwrap();
    assert!(matrix.contains("'=q,"), "{matrix}");
}

/// Ids of the hits of each question, and the numbers of their citations.
fn cited(dossier: &Value) -> Vec<(Vec<String>, Vec<u64>)> {
    let ids = |hits: &Value| hits.as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().into()).collect();
    let numbers = |numbers: &Value| numbers.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
    let questions = dossier["questions"].as_array().unwrap().iter();
    questions.map(|question| (ids(&question["hits"]), numbers(&question["citations"]))).collect()
}

#[test]
fn chosen_documents_are_cited_alike_on_every_surface() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let prison = encoded("سجن");
    let best = server.json(&format!("/api/v1/dossier?q={prison}"));
    let [(best, _)] = &cited(&best)[..] else { panic!("one question") };
    assert_eq!(*best, archive.ids(&["سجن"]));
    // Chosen: the last hit, one that a filter leaves out, one that is gone.
    let (last, gone) = (best.last().unwrap(), "none");
    let other = encoded(&format!("q=حريق&outlet=sada&pick={last}&pick={}", best[0]));
    let address = format!("q={prison}&from=2030&pick={last}&pick={gone}&search={other}&title={}", encoded("السجون"));
    let dossier = server.json(&format!("/api/v1/dossier?{address}"));
    assert_eq!(cited(&dossier)[0], (vec![last.clone()], vec![1]));
    let (mut ids, numbers) = cited(&dossier)[1].clone();
    // A document has one number, whichever search it was chosen in.
    assert_eq!(ids.iter().position(|id| id == last), numbers.iter().position(|number| *number == 1));
    ids.sort();
    let mut both = vec![best[0].clone(), last.clone()];
    both.sort();
    assert_eq!((ids, dossier["citations"].as_array().unwrap().len()), (both, 2));
    assert_eq!(dossier["questions"][0]["not_found"], json!([gone]));
    assert_eq!(dossier["questions"][0]["flags"], json!(["--from 2030"]));
    assert_eq!((&dossier["questions"][0]["documents"], &dossier["about"]["title"]), (&json!(0), &json!("السجون")));
    assert!(dossier["about"].get("index").is_none(), "where files are is the server's business");
    let search = format!("q=حريق&outlet=sada&pick={last}&pick={}", best[0]);
    let arguments = json!({ "q": "سجن", "from": "2030", "pick": [last, gone], "search": [search], "title": "السجون" });
    let asked = Client::of(&archive).call("dossier", arguments)["quoted"].take();
    assert_eq!(cited(&asked), cited(&dossier));
    for part in ["archive", "outlets", "citations"] {
        assert_eq!(asked[part], dossier[part]);
    }
    let page = server.get(&format!("/dossier?{address}")).body;
    for part in [
        "<h1><bdi>السجون</bdi></h1>",
        "href=\"#n2\">[2]",
        "<li id=\"n2\"",
        "--from 2030",
        "<bdi>none</bdi>",
        "class=\"unpick\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let html = server.get(&format!("/api/v1/dossier?{address}&format=html"));
    assert!(html.head.contains("attachment; filename=\"dossier.html\"") && html.body.contains("وليست في الأرشيف"));
    let matrix = server.get(&format!("/api/v1/dossier?{address}&format=matrix")).body;
    assert!(matrix.starts_with("\u{FEFF}query_id,query,outlet_id"), "{matrix}");
}

#[test]
fn a_document_is_taken_out_of_a_dossier_by_a_link() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let mut address = format!(
        "/dossier?q={}&pick=sada-002&pick=qindil-001&search={}",
        encoded("سجن"),
        encoded("q=حريق&no-stem=1&pick=sada-002&pick=qindil-001")
    );
    for left in (1..=4).rev() {
        let page = server.get(&address).body;
        assert_eq!(page.matches("class=\"unpick\"").count(), left, "{page}");
        // With its last document a search leaves the dossier, too.
        assert_eq!(page.matches("<section data-search").count(), left.div_ceil(2), "{page}");
        let (before, _) = page.rsplit_once("\" data-id=").unwrap();
        let link = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
        address = link.split_once('?').map_or(link.clone(), |(path, query)| format!("{path}?{}", percent(query)));
    }
    assert_eq!(address, "/");
}

/// A query string whose letters are percent-encoded, as browsers send them.
fn percent(query: &str) -> String {
    let encode = |char: char| if char.is_ascii() { char.to_string() } else { encoded(&char.to_string()) };
    query.chars().map(encode).collect()
}

#[test]
fn dossiers_of_a_server_are_bounded() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let search = |text: &str| format!("search={}&", encoded(text));
    for (address, status, part) in [
        (String::new(), 400, "\"q\""),
        ("title=x".into(), 400, "\"q\""),
        ("pick=sada-002".into(), 400, "\"q\""),
        (format!("q={}", encoded("\"سجن")), 400, "quotation"),
        (search("pick=sada-002"), 400, "\"q\""),
        (search("q=سجن&colour=red"), 400, "colour"),
        (search("q=سجن&search=q"), 400, "\"search\""),
        (search("q=سجن&limit=2000"), 400, "\"limit\""),
        (search("q=سجن&limit=600").repeat(2), 400, "at most 500"),
        (search("q=a").repeat(21), 400, "at most 20"),
        (search("q=a").repeat(20), 200, "\"questions\""),
        (search("q=سجن"), 200, "sada-002"),
        (format!("q={}&format=text", encoded("سجن")), 400, "\"format\""),
    ] {
        let answer = server.get(&format!("/api/v1/dossier?{address}"));
        assert_eq!(answer.status, status, "{address}: {}", answer.body);
        assert!(answer.body.contains(part), "{address}: {part}: {}", answer.body);
    }
    // A model gets as much as it can read.
    let cut = Client::of(&archive).call("dossier", json!({ "q": "في من على", "limit": 24, "per-document": 40 }));
    assert!(cut["left_out"].as_str().is_none_or(|told| told.contains("passages")), "{cut}");
}
