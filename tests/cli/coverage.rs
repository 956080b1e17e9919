//! Coverage and trends: who published how much when, and which share of it matches.

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, assert_refused};

fn line(id: &str, outlet: &str, date: &str, text: &str) -> String {
    json!({ "id": id, "outlet_id": outlet, "outlet": outlet, "published": date, "title": "خبر", "text": text })
        .to_string()
}

fn archive() -> Archive {
    let lines = [
        line("a", "nahr", "2022-01-20", "هاجم مسلحون السجن ليلا."),
        line("b", "nahr", "2022-01-21", "أمطار على المدينة."),
        line("c", "nahr", "2022-03-02", "فتح السجن أبوابه."),
        line("d", "sada", "2022-01-05", "مباراة قوية في الدوري."),
        line("e", "sada", "2022-01", "هدوء في السجن."),
        line("f", "sada", "", "سجن بلا تاريخ."),
        line("g", "sada", "2021", "خبر من سنة ماضية."),
    ];
    Archive::of(&lines.each_ref().map(String::as_str))
}

/// The row of an outlet.
fn of<'a>(rows: &'a Value, outlet: &str) -> &'a Value {
    let rows = rows["outlets"].as_array().unwrap();
    rows.iter().find(|row| row["outlet"]["id"] == outlet).unwrap_or_else(|| panic!("{outlet}: {rows:?}"))
}

#[test]
fn every_document_is_counted_in_a_period_or_beside_them() {
    let archive = archive();
    let months = archive.json(&["coverage", "--by", "month"]);
    assert_eq!((&months["unit"], &months["periods"]), (&json!("month"), &json!(["2022-01", "2022-02", "2022-03"])));
    assert_eq!(of(&months, "nahr")["by_period"], json!([2, 0, 1]));
    let sada = of(&months, "sada");
    assert_eq!(sada["by_period"], json!([2, 0, 0]));
    assert_eq!((&sada["less_exact"], &sada["undated"], &sada["documents"]), (&json!(1), &json!(1), &json!(4)));
    assert_eq!((&months["all"]["by_period"], &months["all"]["documents"]), (&json!([4, 0, 1]), &json!(7)));
    for unit in ["day", "month", "year"] {
        let found = archive.json(&["coverage", "--by", unit]);
        for row in found["outlets"].as_array().unwrap().iter().chain([&found["all"]]) {
            let sum: u64 = row["by_period"].as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum();
            let other = ["earlier", "less_exact", "undated"].map(|kind| row[kind].as_u64().unwrap());
            assert_eq!(sum + other.iter().sum::<u64>(), row["documents"].as_u64().unwrap(), "{unit}: {row}");
        }
    }
    let narrow = archive.json(&["coverage", "سجن", "--by", "month", "--outlet", "nahr"]);
    assert_eq!((&narrow["all"]["by_period"], narrow["outlets"].as_array().unwrap().len()), (&json!([1, 0, 1]), 1));
    assert_eq!(archive.run(&["coverage", "لاشيءكهذا"], &[]).code, 1);
    let dated = archive.json(&["coverage", "--from", "2022"]);
    assert_eq!((&dated["all"]["documents"], &dated["undated_left_out"]), (&json!(5), &json!(1)));
    assert_eq!(archive.json(&["trends", "سجن", "--to", "2030"])["undated_left_out"], 1);
}

#[test]
fn files_and_records_that_gave_nothing_are_counted() {
    let archive = Archive::new();
    archive.write("news.jsonl", (line("a", "nahr", "2022", "نص عن السجن") + "\n{\"id\": \"b\"}\n").as_bytes());
    archive.write("empty.txt", b" ");
    let files = || archive.json(&["coverage"])["files"].clone();
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(files(), json!({ "files": 2, "without_documents": 1, "skipped_records": 2 }));
    // An update that reads nothing anew knows them still.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!((archive.update(&[]).code, archive.update(&[]).code), (0, 0));
    assert_eq!(files(), json!({ "files": 2, "without_documents": 1, "skipped_records": 2 }));
    std::fs::remove_file(archive.files().join("empty.txt")).unwrap();
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(files(), json!({ "files": 1, "without_documents": 0, "skipped_records": 1 }));
}

#[test]
fn trends_are_shares_of_what_was_published() {
    let archive = archive();
    let found = archive.json(&["trends", "سجن", "+السجن +مسلحون", "--by", "month"]);
    assert_eq!(found["queries"].as_array().unwrap().len(), 2);
    let prison = &found["queries"][0];
    let points = |row: &Value| -> Vec<(u64, u64, Option<f64>)> {
        let points = row["points"].as_array().unwrap().iter();
        let point = |point: &Value| {
            let count = |name: &str| point[name].as_u64().unwrap();
            (count("documents"), count("published"), point["share"]["value"].as_f64())
        };
        points.map(point).collect()
    };
    assert_eq!(points(&prison["all"]), [(2, 4, Some(0.5)), (0, 0, None), (1, 1, Some(1.0))]);
    assert_eq!(points(of(prison, "sada")), [(1, 2, Some(0.5)), (0, 0, None), (0, 0, None)]);
    assert_eq!((&prison["all"]["total"]["documents"], &prison["all"]["total"]["published"]), (&json!(4), &json!(7)));
    let low = of(prison, "nahr")["points"][0]["share"]["low"].as_f64().unwrap();
    assert!((low - 0.094_531).abs() < 1e-5, "{low}");
    assert_eq!(points(&found["queries"][1]["all"])[0], (1, 4, Some(0.25)));
    // What matches is what a search finds.
    let months = archive.json(&["coverage", "سجن", "--by", "month", "--from", "2021"]);
    assert_eq!(months["all"]["by_period"], json!([2, 0, 1]));
    let text = archive.run(&["trends", "سجن", "--by", "month"], &[]).out;
    for part in ["2022-01 to 2022-03, by month", "▅·█", "all outlets", "the archive has none"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = archive.run(&["trends", "=سجن", "--by", "month", "--format", "csv"], &[]).out;
    assert!(csv.contains("'=سجن,nahr,nahr,2022-02,0,0,,,"), "{csv}");
    assert_refused(&archive.run(&["trends"], &[]), &["QUERY"]);
    assert_refused(&archive.run(&["trends", "سجن", "\"سجن"], &[]), &["quotation"]);
    let nothing = archive.run(&["trends", "لاشيءكهذا"], &[]);
    assert!(nothing.code == 1 && nothing.out.contains("nothing matches"), "{}", nothing.out);
    assert!(archive.run(&["coverage", "--from", "2030"], &[]).out.starts_with("no document\n"));
}

#[test]
fn an_archive_without_dates_has_no_periods() {
    let archive = Archive::of(&[r#"{"id":"a","title":"خبر","text":"نص عن السجن"}"#]);
    let found = archive.json(&["coverage"]);
    assert_eq!((&found["unit"], &found["periods"], &found["all"]["undated"]), (&Value::Null, &json!([]), &json!(1)));
    let text = archive.run(&["coverage"], &[]).out;
    assert!(text.contains("no document has a date so exact") && text.contains("unknown outlet"), "{text}");
    let trend = archive.json(&["trends", "سجن"]);
    assert_eq!(trend["queries"][0]["all"]["total"]["share"]["value"], 1.0);
    let server = Server::of(&archive, &[]);
    assert_eq!(server.get(&format!("/trends?q={}", encoded("سجن"))).status, 200);
    assert_eq!(server.get("/coverage").status, 200);
}

#[test]
fn every_surface_counts_periods_alike() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let prison = encoded("سجن");
    let coverage = archive.json(&["coverage", "--by", "month"]);
    assert_eq!(server.json("/api/v1/coverage?by=month"), coverage);
    let trends = archive.json(&["trends", "سجن", "مباراة"]);
    assert_eq!(server.json(&format!("/api/v1/trends?q={prison}&q={}", encoded("مباراة"))), trends);
    let mut client = Client::of(&archive);
    assert_eq!(client.call("coverage", json!({ "by": "month" }))["quoted"], coverage);
    assert_eq!(client.call("trends", json!({ "q": ["سجن", "مباراة"] }))["quoted"], trends);
    for (path, status) in [
        ("/api/v1/trends".to_string(), 400),
        (format!("/api/v1/trends?{}", "q=a&".repeat(9)), 400),
        ("/api/v1/coverage?by=week".into(), 400),
        ("/trends".into(), 200),
        ("/trends?colour=red".into(), 400),
    ] {
        assert_eq!(server.get(&path).status, status, "{path}");
    }
    let page = server.get("/coverage?by=month").body;
    for part in
        ["class=\"shade5\"", "class=\"shade0\"", "/?outlet=nahr&amp;from=2022-01&amp;to=2022-01", "/keyness?of=nahr"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = server.get(&format!("/trends?q={prison}&q={}&by=month&lang=en", encoded("مباراة"))).body;
    for part in ["<polyline", "class=\"line line1\"", "50 % (15–85)", "no document in the archive", "name=\"q\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
