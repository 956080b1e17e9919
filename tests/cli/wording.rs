//! Wording: which of several names for one thing each outlet uses, on every surface.

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, assert_refused};

const ALIASES: &str = "[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\", \"تنظيم الدولة الإسلامية\"]\n";

fn archive() -> Archive {
    let line = |id: &str, outlet: &str, date: &str, text: &str| {
        json!({ "id": id, "outlet_id": outlet, "outlet": outlet, "published": date, "title": "خبر", "text": text })
            .to_string()
    };
    let lines = [
        line("a", "nahr", "2022-01-20", "هاجم داعش السجن. وقال مسؤول إن داعش خسر. وبداعش يبدأ الخبر."),
        line("b", "nahr", "2022-02-20", "عاد داعش مرة ثانية إلى المدينة."),
        line(
            "c",
            "sada",
            "2022-01-21",
            "هاجم تنظيم الدولة السجن، وأعلن تنظيم الدولة الإسلامية مسؤوليته، ولتنظيم الدولة خلايا.",
        ),
        line(
            "d",
            "sada",
            "2022-01-21",
            "هاجم تنظيم الدولة السجن، وأعلن تنظيم الدولة الإسلامية مسؤوليته، ولتنظيم الدولة خلايا.",
        ),
        line("e", "sada", "2022-03-01", "لا شيء من ذلك في هذا الخبر."),
    ];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    std::fs::write(archive.index().join("aliases.toml"), ALIASES).unwrap();
    archive
}

/// Outlet, period, uses of each name.
fn uses(answer: &Value) -> Vec<(String, String, Vec<u64>)> {
    let text = |value: &Value| value.as_str().unwrap_or("–").to_string();
    let rows = answer["sets"][0]["outlets"].as_array().unwrap().iter();
    rows.map(|row| {
        let uses = row["names"].as_array().unwrap().iter().map(|name| name["uses"].as_u64().unwrap());
        (text(&row["outlet"]["id"]), text(&row["period"]), uses.collect())
    })
    .collect()
}

#[test]
fn names_are_counted_by_outlet_the_longer_first_and_copies_once() {
    let archive = archive();
    let all = archive.json(&["wording"]);
    let row = |outlet: &str, period: &str, uses: [u64; 3]| (outlet.to_string(), period.to_string(), uses.to_vec());
    assert_eq!(uses(&all), [row("nahr", "–", [4, 0, 0]), row("sada", "–", [0, 2, 1])]);
    let nahr = &all["sets"][0]["outlets"][0];
    assert_eq!((&nahr["documents"], &nahr["uses"], &nahr["is_few"]), (&json!(2), &json!(4), &json!(true)));
    let daesh = &nahr["names"][0];
    assert_eq!(daesh["share"]["value"], 1.0);
    assert!((daesh["share"]["low"].as_f64().unwrap() - 0.510_109).abs() < 1e-5, "{daesh}");
    assert!(daesh["log_odds"]["low"].as_f64().unwrap() > 0.0, "{daesh}");
    // What is counted is what a concordance of the name shows.
    let lines = archive.json(&["concordance", "\"داعش\"", "--no-alias", "--outlet", "nahr"]);
    assert_eq!(lines["matches"], 4);
    let months = archive.json(&["wording", "--by", "month"]);
    assert_eq!(
        uses(&months),
        [row("nahr", "2022-01", [3, 0, 0]), row("nahr", "2022-02", [1, 0, 0]), row("sada", "2022-01", [0, 2, 1])]
    );
    // Where nobody else writes in the period, there is nothing to compare with.
    assert_eq!(months["sets"][0]["outlets"][1]["names"][0]["log_odds"], Value::Null);
    assert_eq!(uses(&archive.json(&["wording", "المدينة"])), [row("nahr", "–", [1, 0, 0])]);
    assert_eq!(uses(&archive.json(&["wording", "--to", "2022-01"])).len(), 2);
}

#[test]
fn text_says_where_numbers_are_small_and_files_are_checked() {
    let archive = archive();
    let text = archive.run(&["wording"], &[]).out;
    for part in ["4 uses in 2 documents, few: shares say little", "100 % (51–100)", "all outlets", "log-odds +"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let csv = archive.run(&["wording", "--format", "csv"], &[]).out;
    assert!(csv.lines().count() == 7 && csv.contains("nahr,,2,4,داعش,4,2,1.0000,0.5101"), "{csv}");
    assert_eq!(archive.run(&["wording", "لاشيءكهذا"], &[]).code, 1);
    let file = archive.write("other.toml", b"[[alias]]\nnames = [\"one\"]\n");
    assert_refused(&archive.run(&["wording", "--aliases", file.to_str().unwrap()], &[]), &["fewer than two names"]);
    std::fs::remove_file(archive.index().join("aliases.toml")).unwrap();
    assert_refused(&archive.run(&["wording"], &[]), &["--aliases"]);
    let server = Server::of(&archive, &[]);
    assert_eq!((server.get("/api/v1/wording").status, server.get("/wording").status), (404, 404));
}

#[test]
fn every_surface_counts_alike() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    let printed = archive.json(&["wording", "--by", "month"]);
    assert_eq!(server.json("/api/v1/wording?by=month"), printed);
    assert_eq!(
        server.json(&format!("/api/v1/wording?q={}", encoded("المدينة"))),
        archive.json(&["wording", "المدينة"])
    );
    let told = Client::of(&archive).call("wording", json!({ "by": "month" }));
    assert_eq!(told["quoted"]["sets"][0]["outlets"], printed["sets"][0]["outlets"]);
    assert_eq!(server.get("/api/v1/wording?by=week").status, 400);
    let page = server.get("/wording").body;
    for part in [
        "عدد قليل",
        "<svg class=\"share\"",
        "/concordance?q=%22داعش%22&amp;no-alias=1&amp;outlet=nahr",
        "100 % (51–100)",
        "كل الوسائل",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(server.get("/wording?lang=en").body.contains("more than others"));
}
