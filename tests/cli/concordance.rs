//! Concordances: every match on a line, on every surface; they find exactly what search finds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, assert_refused, root};

fn corpus() -> Archive {
    let archive = Archive::new();
    assert_eq!(archive.run(&["index"], &[root().join("corpus")]).code, 0);
    archive
}

fn lines(answer: &Value) -> &[Value] {
    answer["lines"].as_array().unwrap()
}

/// The folded forms of an explanation with the number of documents that have each.
fn explained(answer: &Value) -> BTreeMap<String, u64> {
    let words = answer["explanation"]["words"].as_array().unwrap();
    let layers = words.iter().flat_map(|word| word["layers"].as_object().unwrap());
    let forms = layers.filter(|(layer, _)| *layer != "written").flat_map(|(_, forms)| forms.as_array().unwrap());
    forms.map(|form| (form["form"].as_str().unwrap().into(), form["documents"].as_u64().unwrap())).collect()
}

#[test]
fn a_concordance_has_exactly_the_matches_that_search_counts() {
    let archive = corpus();
    for query in
        ["سجن", "السجون", "حريق", "=السجن", "صوم*", "المعلمين", "قمح", "لجنة", "البلدية", "Athla", "حريف~", "عام"]
    {
        let found = archive.json(&["search", query, "--explain", "--no-fold"]);
        let concordance = archive.json(&["concordance", query, "-n", "100000"]);
        assert_eq!(concordance["documents"], found["documents"], "{query}");
        assert_eq!(concordance["matches"], lines(&concordance).len(), "{query}");
        let mut documents: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for line in lines(&concordance) {
            let folded = fihris::arabic::fold(line["matched"].as_str().unwrap());
            documents.entry(folded).or_default().insert(line["id"].as_str().unwrap());
        }
        let counted: BTreeMap<String, u64> =
            documents.into_iter().map(|(form, ids)| (form, ids.len() as u64)).collect();
        assert_eq!(counted, explained(&found), "{query}");
    }
}

#[test]
fn phrases_are_found_whole_and_what_is_excluded_is_not() {
    let archive = corpus();
    let matched = |words: &[&str]| -> Vec<String> {
        let answer = archive.json(&[&["concordance"], words].concat());
        lines(&answer).iter().map(|line| line["matched"].as_str().unwrap().into()).collect()
    };
    let aliases = root().join("corpus/aliases.toml");
    let whole = matched(&["\"سجن وادي الأثلة\"", "--aliases", aliases.to_str().unwrap()]);
    assert!(whole.len() >= 3 && whole.iter().all(|matched| matched.split(' ').count() >= 2), "{whole:?}");
    assert!(matched(&["+سجن -محاكمة"]).iter().all(|matched| matched.contains("سج")));
    assert_eq!(
        matched(&["title:تمرد"]).len(),
        archive.json(&["search", "title:تمرد"])["documents"].as_u64().unwrap() as usize
    );
}

#[test]
fn lines_are_ordered_cut_and_drawn_alike_in_every_run() {
    let archive = corpus();
    let after = archive.json(&["concordance", "سجن", "--sort", "after", "-w", "2"]);
    let words: Vec<String> =
        lines(&after).iter().map(|line| fihris::arabic::fold(line["after"].as_str().unwrap())).collect();
    assert!(words.is_sorted() && words.iter().all(|words| words.split(' ').count() <= 2), "{words:?}");
    let outlets = archive.json(&["concordance", "سجن", "--sort", "outlet"]);
    let outlets: Vec<&str> = lines(&outlets).iter().map(|line| line["outlet"]["name"].as_str().unwrap()).collect();
    assert!(outlets.is_sorted());
    let sample = archive.json(&["concordance", "سجن", "-n", "5"]);
    assert_eq!((lines(&sample).len(), &sample["matches"]), (5, &after["matches"]));
    assert_eq!(sample, archive.json(&["concordance", "سجن", "-n", "5"]));
    let larger = archive.json(&["concordance", "سجن", "-n", "9"]);
    assert!(lines(&sample).iter().all(|line| lines(&larger).contains(line)), "a larger sample holds the smaller");
    // A line leads to its bytes.
    let line = &lines(&sample)[0];
    let document = archive.json(&["show", line["id"].as_str().unwrap()]);
    let text = document[if line["in_title"] == true { "title" } else { "text" }].as_str().unwrap();
    let (start, end) = (line["start"].as_u64().unwrap() as usize, line["end"].as_u64().unwrap() as usize);
    assert_eq!(&text[start..end], line["matched"]);
}

#[test]
fn text_is_aligned_on_the_match_and_cells_are_no_formulas() {
    let archive = corpus();
    let text = archive.run(&["concordance", "سجن", "-n", "4"], &[]).out;
    assert!(text.contains("4 of 17 matches in 3 documents, a sample that is the same in every run"), "{text}");
    let lines =
        [json!({ "id": "a", "title": "=1+1", "text": "-سجن \u{1b}[31m =HYPERLINK(1) سجن", "outlet": "نهر" })
            .to_string()];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    let csv = archive.run(&["concordance", "سجن", "--format", "csv"], &[]).out;
    assert!(csv.contains("'=1+1") && !csv.contains('\u{1b}') && csv.lines().count() == 3, "{csv}");
    assert!(!archive.run(&["concordance", "سجن"], &[]).out.contains("\u{1b}[31m ="));
    assert_eq!(archive.run(&["concordance", "حريق"], &[]).code, 1);
    assert_refused(&archive.run(&["concordance"], &[]), &["needs a query"]);
    assert_refused(&archive.run(&["concordance", "سجن", "-w", "51"], &[]), &["at most 50"]);
    assert_refused(&archive.run(&["concordance", "\"سجن"], &[]), &["quotation"]);
}

#[test]
fn every_surface_shows_the_same_lines() {
    let archive = corpus();
    let server = Server::of(&archive, &[]);
    let query = encoded("سجن");
    let printed = archive.json(&["concordance", "سجن", "--sort", "after", "-w", "4", "--outlet", "sada"]);
    assert_eq!(server.json(&format!("/api/v1/concordance?q={query}&order=after&words=4&outlet=sada")), printed);
    let mut client = Client::of(&archive);
    let told = client.call("concordance", json!({ "q": "سجن", "order": "after", "words": 4, "outlet": ["sada"] }));
    assert_eq!(told["quoted"], printed);
    let csv = server.get(&format!("/api/v1/concordance?q={query}&format=csv&limit=1000")).body;
    assert_eq!(csv.lines().count(), 18, "{csv}");
    for (path, status) in [
        ("/api/v1/concordance".to_string(), 400),
        (format!("/api/v1/concordance?q={query}&order=best"), 400),
        (format!("/api/v1/concordance?q={query}&words=51"), 400),
        (format!("/api/v1/concordance?q={query}&limit=101"), 400),
        (format!("/concordance?q={query}"), 200),
        ("/concordance?lang=en".into(), 200),
    ] {
        assert_eq!(server.get(&path).status, status, "{path}");
    }
    let page = server.get(&format!("/concordance?q={query}&outlet=sada&order=outlet")).body;
    assert!(page.contains("<mark>السجن</mark>") && page.contains("5 مواضع"), "{page}");
    assert!(server.get(&format!("/?q={query}&outlet=sada")).body.contains("/concordance?q=سجن&amp;outlet=sada"));
}
