//! Stories: grouped when an index is written, listed, shown with what their reports claim, on every surface.

use std::fs;

use serde_json::{Value, json};

use super::mcp::Client;
use super::serving::{Server, encoded};
use super::{Archive, root};

fn line(id: &str, outlet: &str, published: &str, title: &str, text: &str) -> String {
    let mut record = json!({ "id": id, "outlet": outlet, "title": title, "text": text, "url": format!("https://{outlet}.example/{id}") });
    if !published.is_empty() {
        record["published"] = published.into();
    }
    record.to_string()
}

const FIRE: &str = "اندلع حريق كبير في صومعة الحبوب بميناء مرسى الإوزّة فجر اليوم، وأسفر عن مقتل 3 عمال وإصابة أكثر من 20 شخصاً، وأتلف آلاف \
    الأطنان من القمح. وقال المدير: \"الحريق بدأ من الطابق الأسفل للصومعة ولم يعرف سببه\".";
const OTHER_FIRE: &str = "قال المدير «إن الحريق بدأ في الطابق الأسفل من الصومعة» وأسفر الحريق الذي التهم صومعة القمح في ميناء مرسى الإوزّة عن مقتل خمسة عمال وإصابة 25 شخصاً بحسب الدفاع المدني، \
    والحبوب المخزونة تلفت كلها.";

/// Two reports of a fire and a copy, a report of another fire weeks later, and one of something else.
fn archive() -> Archive {
    let lines = [
        line("a", "nahr", "2023-03-14T08:00", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line("b", "sada", "2023-03-15", "النيران تلتهم صومعة القمح في مرسى الإوزة", OTHER_FIRE),
        line("c", "manara", "2023-03-16", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line("d", "sada", "2023-06-02", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line(
            "e",
            "nahr",
            "2023-03-14",
            "الفريق يفوز بكأس البلاد",
            "فاز فريق الميناء بالكأس بعد مباراة انتهت بهدفين لهدف.",
        ),
    ];
    Archive::of(&lines.each_ref().map(String::as_str))
}

/// The ids of the documents of each story, sorted.
fn members(archive: &Archive) -> Vec<Vec<String>> {
    let said = archive.run(&["stories", "--members", "--format", "tsv"], &[]);
    let mut stories: std::collections::BTreeMap<&str, Vec<String>> = std::collections::BTreeMap::new();
    for line in said.out.lines() {
        let [story, document, _] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        stories.entry(story).or_default().push(document.into());
    }
    let mut stories: Vec<Vec<String>> = stories.into_values().collect();
    stories.iter_mut().for_each(|story| story.sort());
    stories.sort();
    stories
}

#[test]
fn reports_of_one_event_are_a_story() {
    let archive = archive();
    assert_eq!(members(&archive), [vec!["a", "b", "c"], vec!["d"], vec!["e"]]);
    let list = archive.json(&["stories"]);
    assert_eq!((&list["total"], &list["stories"][0]["documents"]), (&json!(1), &json!(3)), "{list}");
    let outlets: Vec<&Value> =
        list["stories"][0]["outlets"].as_array().unwrap().iter().map(|outlet| &outlet["id"]).collect();
    assert_eq!(outlets, ["nahr", "sada", "manara"]);
    assert_eq!(
        (&list["stories"][0]["first"], &list["stories"][0]["last"]),
        (&json!("2023-03-14"), &json!("2023-03-16"))
    );
    // Any document names its story; the copy is folded into the first report.
    let story = archive.json(&["story", "c"]);
    assert_eq!(
        (&story["id"], &story["reports"][0]["id"], &story["reports"][1]["id"]),
        (&json!("a"), &json!("a"), &json!("b"))
    );
    assert_eq!((&story["reports"][0]["copies"][0]["id"], story["reports"].as_array().unwrap().len()), (&json!("c"), 2));
    let text = archive.run(&["story", "a"], &[]).out;
    assert!(
        text.contains("3 documents, 3 outlets, 2023-03-14 – 2023-03-16") && text.contains("the earliest"),
        "{text}"
    );
}

#[test]
fn a_story_tells_where_reports_differ() {
    let story = archive().json(&["story", "a"]);
    let groups = story["claims"].as_array().unwrap();
    let group = |counted: &str| {
        groups.iter().find(|group| group["counted"] == counted).unwrap_or_else(|| panic!("{counted}: {groups:?}"))
    };
    let claims = |counted: &str| -> Vec<(f64, String, String)> {
        let claims = group(counted)["claims"].as_array().unwrap().iter();
        claims
            .map(|claim| {
                (
                    claim["low"].as_f64().unwrap(),
                    claim["kind"].as_str().unwrap().into(),
                    claim["document"].as_str().unwrap().into(),
                )
            })
            .collect()
    };
    assert_eq!(claims("عمال"), [(3.0, "exact".into(), "a".into()), (5.0, "exact".into(), "b".into())]);
    assert_eq!(claims("شخصاً"), [(20.0, "more than".into(), "a".into()), (25.0, "exact".into(), "b".into())]);
    assert_eq!(group("عمال")["differ"], true);
    let sentence = group("عمال")["claims"][0]["sentence"].as_str().unwrap();
    let (start, end) = (&group("عمال")["claims"][0]["start"], &group("عمال")["claims"][0]["end"]);
    let range = start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize;
    assert_eq!(&FIRE[range], sentence);
    // Both quote the same words, in their own way.
    let quoted = story["quotations"].as_array().unwrap();
    let said: Vec<&str> = quoted[0].as_array().unwrap().iter().map(|one| one["document"].as_str().unwrap()).collect();
    assert_eq!((quoted.len(), said), (1, vec!["a", "b"]), "{quoted:?}");
}

#[test]
fn a_query_lists_the_stories_of_its_documents() {
    let archive = archive();
    let found = archive.json(&["stories", "صومعة", "--outlet", "manara"]);
    assert_eq!((&found["total"], &found["stories"][0]["matching"]), (&json!(1), &json!(1)), "{found}");
    let nothing = archive.run(&["stories", "كأس"], &[]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, "0 of 0 stories\n"));
    for (words, code, told) in [
        (&["story", "e"][..], 1, "no other document reports what \"e\" reports"),
        (&["story", "nobody"], 1, "no document is called \"nobody\""),
        (&["stories", "("], 2, "bracket"),
        (&["stories", "--members"], 2, "--format tsv"),
        (&["stories", "--outlet", "nobody"], 2, "nobody"),
    ] {
        let said = archive.run(words, &[]);
        assert_eq!(said.code, code, "{words:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(told), "{words:?}: {}", said.err);
    }
    assert_eq!(archive.run(&["stories", "--offset", "5"], &[]).code, 1);
}

#[test]
#[ignore = "reads the shared pages"]
fn the_five_pages_of_one_event_are_a_story_among_the_corpus() {
    let (archive, pages) = (Archive::new(), super::shared::shared().join("pages/raw"));
    for page in fs::read_dir(pages)
        .unwrap()
        .flatten()
        .filter(|page| page.path().extension().is_some_and(|ending| ending == "txt"))
    {
        archive.write(page.file_name().to_str().unwrap(), &fs::read(page.path()).unwrap());
    }
    assert_eq!(archive.run(&["index"], &[archive.files(), root().join("corpus")]).code, 0);
    let list = archive.json(&["stories", "داعش"]);
    assert_eq!((&list["total"], &list["stories"][0]["documents"]), (&json!(1), &json!(5)), "{list}");
}

#[test]
fn a_second_run_keeps_stories_and_a_new_report_joins_its_own() {
    let archive = archive();
    let before = fs::read_to_string(archive.index().join("stories.tsv")).unwrap();
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(fs::read_to_string(archive.index().join("stories.tsv")).unwrap(), before);
    archive.write(
        "more.jsonl",
        (line("f", "qindil", "2023-03-14", "حريق صومعة الحبوب في ميناء مرسى الإوزة: ثلاثة قتلى من العمال", OTHER_FIRE)
            + "\n")
            .as_bytes(),
    );
    assert_eq!(archive.update(&[]).code, 0);
    assert_eq!(members(&archive), [vec!["a", "b", "c", "f"], vec!["d"], vec!["e"]]);
    // The story keeps its name though an earlier report came, and is what a fresh index makes of all.
    assert_eq!(archive.json(&["story", "f"])["id"], "a");
    let updated = members(&archive);
    assert_eq!(archive.update(&["--rebuild"]).code, 0);
    assert_eq!(members(&archive), updated);
    // A story of which one report is left is none.
    fs::remove_file(archive.files().join("more.jsonl")).unwrap();
    archive.write(
        "news.jsonl",
        (line("b", "sada", "2023-03-15", "النيران تلتهم صومعة القمح في مرسى الإوزة", OTHER_FIRE) + "\n").as_bytes(),
    );
    assert_eq!(archive.update(&["--prune"]).code, 0);
    assert_eq!(members(&archive), [vec!["b"]]);
    assert_eq!(archive.run(&["story", "b"], &[]).code, 1);
}

#[test]
fn stories_without_dates_are_found() {
    let lines = [
        line("a", "nahr", "", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line("b", "sada", "", "النيران تلتهم صومعة القمح في مرسى الإوزة", OTHER_FIRE),
        line("c", "nahr", "2023", "الفريق يفوز بكأس البلاد", "فاز فريق الميناء بالكأس."),
    ];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    assert_eq!(members(&archive), [vec!["a", "b"], vec!["c"]]);
    let text = archive.run(&["story", "a"], &[]).out;
    assert!(text.contains("no dates") && !text.contains("the earliest"), "{text}");
}

#[test]
fn thousands_of_nearly_equal_documents_are_a_story() {
    let lines: Vec<String> = (0..3_000)
        .map(|number| {
            line(
                &format!("n{number}"),
                "nahr",
                "2023-03-14",
                "حريق في صومعة الحبوب",
                &format!("{FIRE} الخبر رقم {number}."),
            )
        })
        .collect();
    let archive = Archive::of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let list = archive.json(&["stories"]);
    assert_eq!((&list["total"], &list["stories"][0]["documents"]), (&json!(1), &json!(3_000)), "{list}");
    let text = archive.run(&["story", "n7"], &[]).out;
    assert!(text.contains("the first 1000 of 3000 documents"), "{}", &text[text.len().saturating_sub(200)..]);
}

#[test]
fn titles_with_markup_and_control_characters_stay_text() {
    let title = "<script>alert(1)</script> حريق صومعة\u{202E} الحبوب\u{1b}[31m في الميناء";
    let lines = [line("a", "nahr", "2023-03-14", title, FIRE), line("b", "sada", "2023-03-14", title, OTHER_FIRE)];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    for words in [
        &["stories"][..],
        &["story", "a"],
        &["stories", "--members", "--format", "tsv"],
        &["story", "a", "--format", "tsv"],
    ] {
        let out = archive.run(words, &[]).out;
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202E}'), "{words:?}: {out}");
    }
    let server = Server::of(&archive, &[]);
    for path in ["/stories", "/stories/a"] {
        let page = server.get(path).body;
        assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{path}");
    }
}

#[test]
fn names_for_one_thing_are_side_by_side() {
    let archive = archive();
    assert_eq!(archive.json(&["story", "b"])["names"], json!([]));
    let aliases =
        "[[alias]]\nnames = [\"حريق\", \"النيران\", \"لهب\"]\n[[alias]]\nnames = [\"صومعة\", \"صوامع الغلال\"]\n";
    std::fs::write(archive.index().join("aliases.toml"), aliases).unwrap();
    let names = archive.json(&["story", "b"])["names"].take();
    // Of the second set only one name is used.
    assert_eq!((names.as_array().unwrap().len(), names[0]["names"].clone()), (1, json!(["حريق", "النيران", "لهب"])));
    for report in names[0]["reports"].as_array().unwrap() {
        let name = archive.json(&["concordance", "\"حريق\"", "--no-alias", "-n", "1000"]);
        let lines = name["lines"].as_array().unwrap().iter().filter(|line| line["id"] == report["document"]);
        assert_eq!(report["uses"][0].as_u64(), Some(lines.count() as u64), "{report}");
    }
    let text = archive.run(&["story", "b"], &[]).out;
    assert!(text.contains("Names for one thing"), "{text}");
    let page = Server::of(&archive, &[]).get("/stories/b").body;
    assert!(page.contains("أسماء الشيء الواحد") && page.contains("no-alias=1"), "{page}");
}

#[test]
fn copies_are_known_by_a_text_of_another_story() {
    // Both copies are linked to the first document with their words, which is of another month, and to nothing else.
    let lines = [
        line("d", "sada", "2023-06-02", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line("a", "nahr", "2023-03-14T08:00", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
        line("b", "sada", "2023-03-15", "النيران تلتهم صومعة القمح في مرسى الإوزة", OTHER_FIRE),
        line("c", "nahr", "2023-03-16", "حريق في صومعة الحبوب بميناء مرسى الإوزة", FIRE),
    ];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    assert_eq!(members(&archive), [vec!["a", "b", "c"], vec!["d"]]);
    let story = archive.json(&["story", "c"]);
    let reports = story["reports"].as_array().unwrap();
    let copies: Vec<usize> = reports.iter().map(|report| report["copies"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(copies, [1, 0], "{story}");
    // Nor do they count twice among the words of their outlet.
    let keyness = archive.json(&["keyness", "nahr"]);
    assert_eq!((&keyness["own"]["documents"], &keyness["others"]["documents"]), (&json!(1), &json!(2)), "{keyness}");
}

#[test]
fn every_surface_tells_the_same_story() {
    let archive = archive();
    let server = Server::of(&archive, &[]);
    assert_eq!(server.json("/api/v1/stories"), archive.json(&["stories"]));
    assert_eq!(server.json(&format!("/api/v1/stories?q={}", encoded("صومعة"))), archive.json(&["stories", "صومعة"]));
    assert_eq!(server.json("/api/v1/stories/b"), archive.json(&["story", "b"]));
    assert_eq!((server.get("/api/v1/stories/e").status, server.get("/api/v1/stories/nobody").status), (404, 404));
    let mut client = Client::of(&archive);
    let (told, served) =
        (client.call("story", json!({ "id": "b" }))["quoted"].take(), server.json("/api/v1/stories/b"));
    assert_eq!((&told["claims"], &told["documents"]), (&served["claims"], &served["documents"]));
    assert_eq!(
        client.call("stories", json!({ "q": "صومعة" }))["quoted"],
        server.json(&format!("/api/v1/stories?q={}", encoded("صومعة")))
    );
    let list = server.get("/stories").body;
    assert!(list.contains("href=\"/stories/a\"") && list.contains("3 وثائق") && list.contains("3 وسائل"), "{list}");
    let page = server.get("/stories/c?lang=en").body;
    for part in [
        "the earliest",
        "The same text also",
        "<mark>3 عمال</mark>",
        "reports differ",
        "more than 20",
        "/document/b?at=",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(server.get("/document/a").body.contains("href=\"/stories/a\""));
    assert!(!server.get("/document/e").body.contains("/stories/e"));
}
