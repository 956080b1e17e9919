//! Key words and collocates: how words are counted, and that each surface says the same.

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, assert_refused};

/// Words of one outlet and of all outlets: nahr writes of sport, sada of courts, both of a prison. A text stands twice in nahr.
fn archive() -> Archive {
    let line = |id: &str, outlet: &str, text: &str| {
        json!({ "id": id, "outlet_id": outlet, "outlet": outlet, "published": "2022-01-20", "title": "خبر", "text": text })
            .to_string()
    };
    let mut lines = Vec::new();
    for day in 0..12 {
        let sport = format!("فاز الفريق بالمباراة رقم {day}، ولعب فريق الضيوف مباراةً قوية وشهد سجن المدينة هدوءا.");
        lines.push(line(&format!("n{day}"), "nahr", &sport));
        let court = format!(
            "حكمت المحكمة في القضية رقم {day}، ونقل المتهم إلى سجن الصناعة، وقالت محكمة أخرى إن سجن الصناعة مزدحم."
        );
        lines.push(line(&format!("s{day}"), "sada", &court));
    }
    let twice = "وصل المنتخب إلى الملعب البلدي قبل المباراة الأخيرة في الدوري وسط حضور جماهيري كبير من مختلف المدن والبلدات القريبة.";
    lines.push(line("n-a", "nahr", twice));
    lines.push(line("n-b", "nahr", twice));
    Archive::of(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The row of a stem.
fn row<'a>(rows: &'a Value, stem: &str) -> &'a Value {
    let rows = rows.as_array().unwrap();
    rows.iter().find(|row| row["stem"] == stem).unwrap_or_else(|| panic!("{stem}: {rows:?}"))
}

fn near(value: &Value, expected: f64) -> bool {
    (value.as_f64().unwrap() - expected).abs() < 1e-6
}

#[test]
fn key_words_are_those_of_one_outlet_and_copies_count_once() {
    let archive = archive();
    let found = archive.json(&["keyness", "nahr"]);
    // Twelve texts and one of two copies.
    assert_eq!((&found["own"]["documents"], &found["others"]["documents"]), (&json!(13), &json!(12)));
    let team = row(&found["words"], "فريق");
    assert_eq!(
        (&team["uses"], &team["documents"], &team["uses_of_others"], &team["documents_of_others"]),
        (&json!(24), &json!(12), &json!(0), &json!(0))
    );
    assert!(found["words"].as_array().unwrap().iter().all(|word| word["stem"] != "سجن" && word["stem"] != "محكمه"));
    // The figures follow from the counts: computed here from the four cells.
    let [own, others] = ["own", "others"].map(|side| found[side]["words"].as_f64().unwrap());
    let expected = 24.0 * own / (own + others);
    let rest = (own + others - 24.0) / (own + others);
    let likelihood = 2.0
        * (24.0 * (24.0 / expected).ln()
            + (own - 24.0) * ((own - 24.0) / (own * rest)).ln()
            + others * (others / (others * rest)).ln());
    assert!(near(&team["log_likelihood"], likelihood), "{team} {likelihood}");
    assert!(near(&team["log_ratio"], ((24.0 / own) / (0.5 / others)).log2()), "{team}");
    let dispersion = team["dispersion"].as_f64().unwrap();
    assert!((0.0..0.3).contains(&dispersion), "{dispersion}");
    // What is counted is what a concordance shows, but for the copy.
    let of_stem = ["--no-alias", "--no-variants", "--no-plurals", "--no-latin", "--outlet", "nahr"];
    let lines = |word: &str| archive.json(&[&["concordance", word][..], &of_stem].concat())["matches"].clone();
    assert_eq!(lines(team["word"].as_str().unwrap()), json!(24));
    let match_ = row(&found["words"], "مباراه");
    assert_eq!((&match_["uses"], lines(match_["word"].as_str().unwrap())), (&json!(25), json!(26)));
    assert_eq!(found["outlets"][0]["id"], "nahr");
    // A query narrows the documents; the lines of a word are those within them.
    let narrow = archive.json(&["keyness", "nahr", "سجن"]);
    assert_eq!(row(&narrow["words"], "فريق")["uses"], 24);
    let within = archive.json(&[&["concordance", "فريق", "--within", "\"رقم 3\""][..], &of_stem].concat());
    assert_eq!(within["matches"], 2);
    let by_ratio = archive.json(&["keyness", "nahr", "--sort", "ratio", "-n", "1"]);
    assert_eq!((by_ratio["words"].as_array().unwrap().len(), &by_ratio["total"]), (1, &found["total"]));
    let by_documents = archive.json(&["keyness", "nahr", "--sort", "documents"]);
    assert!(by_documents["words"][0]["documents_log_likelihood"].as_f64().unwrap() > 0.0);
}

#[test]
fn collocates_are_near_and_lead_to_their_lines() {
    let archive = archive();
    let found = archive.json(&["collocates", "سجن"]);
    assert_eq!((&found["matches"], &found["documents"], &found["window"]), (&json!(36), &json!(24), &json!(5)));
    let industry = row(&found["collocates"], "صناعه");
    assert_eq!(
        (&industry["uses"], &industry["all_uses"], &industry["documents"]),
        (&json!(24), &json!(24), &json!(12))
    );
    assert!(near(&industry["log_dice"], 14.0 + (48.0_f64 / 60.0).log2()), "{industry}");
    // Each word near it leads to its lines; a match has a word on one side or the other.
    let word = industry["word"].as_str().unwrap();
    let lines = archive.json(&["concordance", "سجن", "--beside", word, "-w", "5"]);
    assert_eq!(lines["matches"], 24);
    let none = archive.json(&["concordance", "سجن", "--beside", "الدوري", "-w", "5"]);
    assert_eq!((&none["matches"], &none["lines"]), (&json!(0), &json!([])));
    let one = archive.json(&["collocates", "سجن", "-w", "1", "--sort", "likelihood"]);
    assert_eq!(row(&one["collocates"], "صناعه")["uses"], 24);
    assert!(one["words_near"].as_u64() < found["words_near"].as_u64());
    let narrow = archive.json(&["collocates", "سجن", "--outlet", "nahr"]);
    assert!(narrow["collocates"].as_array().unwrap().iter().all(|word| word["stem"] != "صناعه"));
}

#[test]
fn bad_questions_are_told_what_to_do() {
    let archive = archive();
    assert_refused(&archive.run(&["collocates"], &[]), &["collocates need a query"]);
    assert_refused(&archive.run(&["collocates", "سجن", "-w", "0"], &[]), &["--words: from 1 to 50"]);
    assert_refused(&archive.run(&["keyness", "نهرر"], &[]), &["outlet", "نهرر"]);
    for word in ["", "سج*", "سجن الصناعة", "على"] {
        assert_refused(&archive.run(&["concordance", "سجن", "--beside", word], &[]), &["--beside", "one word"]);
    }
    assert_refused(&archive.run(&["keyness"], &[]), &["OUTLET"]);
    let nothing = archive.run(&["collocates", "لاشيءكهذا"], &[]);
    assert_eq!((nothing.code, nothing.out.contains("0 matches in 0 documents")), (1, true), "{}", nothing.out);
    let alone = Archive::of(&[r#"{"id":"a","title":"خبر","text":"نص قصير","outlet":"نهر"}"#]);
    let alone = alone.run(&["keyness", "نهر"], &[]);
    assert_eq!(
        (alone.code, alone.out.contains("against 0 words in 0 documents")),
        (1, true),
        "{}{}",
        alone.out,
        alone.err
    );
}

#[test]
fn tables_are_safe_for_terminals_and_spreadsheets() {
    let archive = archive();
    let text = archive.run(&["keyness", "nahr"], &[]).out;
    for part in ["log-ratio", "\u{2068}", "key words", "fihris concordance"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = archive.run(&["keyness", "nahr", "--format", "csv"], &[]).out;
    assert!(csv.starts_with("word,forms,stem,uses,documents,") && csv.contains("فريق,الفريق,فريق,24,12,0,0,"), "{csv}");
    let csv = archive.run(&["collocates", "سجن", "--format", "csv"], &[]).out;
    assert!(csv.starts_with("word,forms,stem,uses,") && csv.contains("الصناعة,,صناعه,24,12,24,36,"), "{csv}");
}

#[test]
fn every_surface_counts_words_alike() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let (keyness, collocates) = (archive.json(&["keyness", "nahr"]), archive.json(&["collocates", "سجن", "-w", "3"]));
    assert_eq!(server.json("/api/v1/keyness?of=nahr"), keyness);
    let prison = encoded("سجن");
    assert_eq!(server.json(&format!("/api/v1/collocates?q={prison}&words=3")), collocates);
    let mut client = Client::of(&archive);
    assert_eq!(client.call("keyness", json!({ "of": "nahr" }))["quoted"], keyness);
    assert_eq!(client.call("collocates", json!({ "q": "سجن", "words": 3 }))["quoted"], collocates);
    for (path, status) in [
        ("/api/v1/keyness", 400),
        ("/api/v1/keyness?of=nobody", 400),
        ("/api/v1/keyness?of=nahr&order=best", 400),
        ("/api/v1/collocates", 400),
        ("/api/v1/collocates?q=a&words=51", 400),
        ("/api/v1/collocates?q=a&words=0", 400),
        ("/api/v1/concordance?q=a&beside=a+b", 400),
        ("/collocates?q=+", 200),
        ("/keyness?colour=red", 400),
        ("/keyness", 200),
        ("/collocates", 200),
    ] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
    let page = server.get("/keyness?of=nahr").body;
    for part in ["كلمات الوسيلة", "فريق", "/concordance?q=", "outlet=nahr", "format=csv"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = server.get(&format!("/collocates?q={prison}&lang=en")).body;
    for part in ["Collocates", "beside=الصناعة", "36 matches", "logDice"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let csv = server.get(&format!("/api/v1/collocates?q={prison}&format=csv"));
    assert!(csv.body.starts_with("\u{FEFF}word,forms,stem"), "{}", csv.body);
}
