//! Tests of the page of `fihris serve`, as a browser receives it.

use serde_json::Value;

use super::serving::{LINES, Server, encoded};
use super::{Archive, root};

#[test]
fn a_page_shows_whole_marked_words_and_needs_no_script() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let answer = server.get(&format!("/?q={}", encoded("سجن")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    for part in [
        "lang=\"ar\" dir=\"rtl\"",
        "<mark>سِجْنِ</mark>",
        "<mark>السجن</mark>",
        "<mark>وبالسجن</mark>",
        "3 وثائق",
        "كانون الثاني/يناير 2022",
        "التاريخ غير معروف",
    ] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    let answer = server.get(&format!("/?q={}&lang=en", encoded("سجن")));
    for part in ["lang=\"en\" dir=\"ltr\"", "3 documents", "January 2022", "date unknown"] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    let untitled = Archive::of(&[r#"{"id": "n", "text": "سجن من دون عنوان"}"#]);
    let untitled = Server::of(&untitled, &[]);
    for path in ["/?q=", "/document/n?q=", "/dossier?q="] {
        let page = untitled.get(&format!("{path}{}", encoded("سجن"))).body;
        assert!(page.contains("(بلا عنوان)"), "{path}: {page}");
    }
    let answer = server.get(&format!("/document/a?q={}", encoded("سجن")));
    for part in ["<mark id=\"m1\" tabindex=\"-1\">سِجْنِ</mark>", "sha256", "https://sada.example/a", "RIS"] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert!(server.get("/").body.contains("4 وثائق"));
}

#[test]
fn what_narrows_a_search_stands_in_the_address_and_can_be_taken_back() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let answer = server.get(&format!("/?q={}&outlet=nahr&outlet=sada&from=2022", encoded("سجن")));
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("وثيقتان"), "{}", answer.body);
    let back = "/?q=سجن&amp;outlet=nahr&amp;from=2022";
    assert!(answer.body.contains(back), "{back}: {}", answer.body);
    // A bar of the timeline leads to its period.
    assert!(answer.body.contains("from=2022-01-20&amp;to=2022-01-20"), "{}", answer.body);
}

#[test]
fn nothing_of_a_document_is_markup() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let query = encoded("هجوم السوق");
    for path in [format!("/?q={query}"), format!("/document/{}?q={query}", encoded("<b>d")), "/".into()] {
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        for evil in ["<script>a", "<img", "<b>d", "href=\"javascript", "onclick=\"x\"", "\u{202E}"] {
            assert!(!answer.body.contains(evil), "{path}: {evil}: {}", answer.body);
        }
    }
    let answer = server.get(&format!("/?q={}", encoded("\"><script>alert(1)</script>")));
    assert!(!answer.body.contains("<script>a"), "{}", answer.body);
}

#[test]
fn hits_can_be_taken_away() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let prison = encoded("سجن");
    let csv = server.get(&format!("/api/v1/search?q={prison}&format=csv&limit=1000"));
    assert!(csv.body.starts_with("\u{FEFF}query_id,query,rank"), "{}", csv.body);
    assert!(csv.head.contains("attachment; filename=\"fihris.csv\""), "{}", csv.head);
    let lines = server.get(&format!("/api/v1/search?q={prison}&format=jsonl&limit=1000"));
    assert_eq!(lines.body.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(), 3);
    for wrong in ["format=text", "format=csv&limit=1001", "limit=101"] {
        assert_eq!(server.get(&format!("/api/v1/search?q={prison}&{wrong}")).status, 400, "{wrong}");
    }
    let report = server.get(&format!("/dossier?q={prison}&outlet=nahr&limit=1000"));
    assert_eq!(report.status, 200, "{}", report.body);
    for part in ["dir=\"rtl\"", "نهر", "href=\"#n2\">[2]", "<li id=\"n2\"", "sha256 ", "bytes "] {
        assert!(report.body.contains(part), "{part}: {}", report.body);
    }
    assert_eq!(server.get("/dossier").status, 400);
}

#[test]
fn help_gives_examples_that_find_something() {
    let archive = Archive::new();
    let corpus = root().join("corpus");
    let server = Server::of(&archive, &["--corpus", corpus.to_str().unwrap()]);
    let help = server.get("/help").body;
    let links: Vec<&str> = help.split("<dt><a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let (examples, questions): (Vec<&str>, Vec<&str>) = links.into_iter().partition(|link| link.starts_with("/?"));
    assert!(examples.len() >= 10 && questions.len() == 8, "{help}");
    // Names of one thing are those of the archive, which has a file of them.
    questions.iter().for_each(|path| assert_eq!(server.get(path).status, 200, "{path}"));
    for link in examples {
        // Browsers encode what is no ASCII.
        let encode = |char: char| if char.is_ascii() { char.to_string() } else { encoded(&char.to_string()) };
        let page = server.get(&link.chars().map(encode).collect::<String>()).body;
        assert!(page.contains("<article"), "{link}: {page}");
    }
    assert!(Server::of(&Archive::of(&LINES), &[]).get("/help").body.contains("كيف تسأل"), "also of a small one");
}

#[test]
fn errors_of_a_query_are_told_in_the_language_of_the_page() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    for (query, arabic) in [("\"سجن", "علامة الاقتباس"), ("(سجن", "القوس"), ("-سجن", "يستبعد"), ("؟", "لا كلمة")]
    {
        let page = server.get(&format!("/?q={}", encoded(query)));
        assert_eq!(page.status, 400);
        assert!(page.body.contains(arabic), "{query}: {}", page.body);
        assert!(page.body.contains("id=\"q\""), "it can be mended there");
    }
    let page = server.get("/?q=%D8%B3&from=soon&outlet=nahr").body;
    for part in
        ["التاريخ غير مفهوم", "<input name=\"from\" value=\"soon\"", "type=\"hidden\" name=\"outlet\" value=\"nahr\""]
    {
        assert!(page.contains(part), "what was asked can be mended: {part}: {page}");
    }
    for (wrong, arabic) in [
        ("limit=1000", "لا أكثر من 100"),
        ("offset=1000000000", "ضيّق البحث"),
        ("sort=best", "ليست من هذه"),
        ("page=2", "لا خيار بهذا الاسم"),
        ("from=2023&to=2022", "بدّل موضعيهما"),
        ("outlet=lake", "أقرب ما فيه"),
        ("q=a", "مرة واحدة"),
        ("not-alias=lake", "لا اسم آخر كهذا"),
    ] {
        let page = server.get(&format!("/?q=%D8%B3&{wrong}"));
        assert_eq!(page.status, 400, "{wrong}");
        assert!(page.body.contains(arabic) && page.body.contains("<html lang=\"ar\""), "{wrong}: {}", page.body);
    }
}

#[test]
fn pages_of_errors_have_the_other_language() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    for (path, other) in [
        ("/nix?a=1", "/nix?a=1&amp;lang=en"),
        ("/?q=%22a&lang=en", "href=\"/?q=%22a\""),
        ("/document/none", "/document/none?lang=en"),
    ] {
        let page = server.get(path).body;
        assert!(page.contains(other), "{path}: {page}");
    }
    let form = server.get("/?q=%22a&lang=en").body;
    assert!(form.contains("<input type=\"hidden\" name=\"lang\" value=\"en\">"), "{form}");
}

#[test]
fn a_document_leads_back_to_the_page_of_hits_that_it_came_from() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let hits = server.get(&format!("/?q={}&limit=1&offset=1&no-alias=1", encoded("سجن"))).body;
    let (_, link) = hits.split_once("<article").and_then(|(_, hit)| hit.split_once("<a href=\"")).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&").replace("سجن", &encoded("سجن"));
    let document = server.get(link.split('#').next().unwrap()).body;
    let back = "<a href=\"/?q=سجن&amp;limit=1&amp;no-alias=1&amp;offset=1#h2\"";
    assert!(document.contains(back), "{document}");
    // The documents before and after it among the hits, each with the page that it is on.
    let neighbour = |document: &str, side: &str| {
        let (link, _) = document.split_once(&format!("rel=\"{side}\""))?.1.split_once("\">")?;
        Some(link.split_once("href=\"")?.1.replace("&amp;", "&").replace("سجن", &encoded("سجن")))
    };
    let (before, after) = (neighbour(&document, "prev").unwrap(), neighbour(&document, "next").unwrap());
    assert!(!before.contains("offset=") && after.contains("offset=2"), "{before} {after}");
    let path = |address: &str| address.split('#').next().unwrap().to_string();
    let (first, last) = (server.get(&path(&before)).body, server.get(&path(&after)).body);
    assert!(neighbour(&first, "prev").is_none() && neighbour(&last, "next").is_none(), "{first}{last}");
    assert_eq!(path(&neighbour(&first, "next").unwrap()), path(&link), "there and back");
    // The last page is not followed by an empty one.
    for (offset, has_next) in [(0, true), (1, true), (2, false)] {
        let page = server.get(&format!("/?q={}&limit=1&offset={offset}", encoded("سجن"))).body;
        assert_eq!(page.contains("rel=\"next\""), has_next, "{offset}: {page}");
    }
    let corpus = Archive::new();
    let server = Server::of(&corpus, &["--corpus", root().join("corpus").to_str().unwrap()]);
    let beyond = server.get("/stories?offset=40").body;
    assert!(beyond.contains("لا قصص بعد ما سبق") && beyond.contains("<a href=\"/stories?offset=0\">"), "{beyond}");
}

#[test]
fn all_paragraphs_of_a_passage_are_marked_in_the_document() {
    let line = r#"{"id": "a", "title": "خبر", "text": "مقدمة بعيدة\n\nتمرد في السجن\nوفرار سجناء\nوهدوء"}"#;
    let archive = Archive::of(&[line]);
    let server = Server::of(&archive, &[]);
    let body = "مقدمة بعيدة\n\nتمرد في السجن\nوفرار سجناء\nوهدوء";
    let (start, end) = (body.find("تمرد").unwrap(), body.find("\nوهدوء").unwrap());
    for (at, cited) in
        [(format!("{start}-{end}"), 2), (format!("{start}-0"), 1), (start.to_string(), 1), ("x".into(), 0)]
    {
        let page = server.get(&format!("/document/a?q={}&at={at}", encoded("السجن"))).body;
        assert_eq!(page.matches("<p class=\"cited\"").count(), cited, "{at}: {page}");
        assert_eq!(page.matches("id=\"passage\"").count(), cited.min(1), "{at}: {page}");
    }
}

#[test]
fn behind_the_last_hit_it_is_said_that_there_are_others() {
    let archive = Archive::of(&LINES);
    let page = Server::of(&archive, &[]).get(&format!("/?q={}&offset=500", encoded("سجن"))).body;
    assert!(page.contains("لا نتائج بعد ما سبق") && !page.contains("لم يُعثر"), "{page}");
}

#[test]
fn every_facet_includes_and_excludes() {
    let archive = Archive::new();
    let corpus = root().join("corpus");
    let server = Server::of(&archive, &["--corpus", corpus.to_str().unwrap()]);
    let hits = server.get(&format!("/?q={}&from=2022&to=2024&outlet=sada", encoded("سجن حريق"))).body;
    // Names that people know; an outlet is added or left out, a place is added.
    for part in [
        "✕ </span>الوسيلة: <bdi>صدى وادي السرو</bdi>",
        "&amp;not-outlet=qindil",
        "&amp;outlet=qindil",
        "&amp;place=مرسى+الإوزة",
        ">الأماكن<",
    ] {
        assert!(hits.contains(part), "{part}: {hits}");
    }
    assert!(hits.contains("<a class=\"to-narrow\" href=\"#narrow\">تضييق (2)</a>"), "dates are one filter: {hits}");
    assert!(hits.contains("<p class=\"clear\"><a href=\"/?q=سجن+حريق\">"), "{hits}");
    let outlets = server.json("/api/v1/outlets");
    assert_eq!(
        (&outlets["places"][0]["documents"], &outlets["languages"][0]["name"]),
        (&4.into(), &"ar".into()),
        "{outlets}"
    );
    // All values of a long facet, behind a field that needs no script.
    let lines: Vec<String> =
        (0..30).map(|n| format!("{{\"id\": \"{n}\", \"outlet\": \"وسيلة رقم {n}\", \"text\": \"سجن\"}}")).collect();
    let many = Archive::of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let many = Server::of(&many, &[]).get(&format!("/?q={}", encoded("سجن"))).body;
    assert!(many.contains("المزيد (22)") && many.contains("<input name=\"outlet\""), "{many}");
    assert_eq!(many.matches("class=\"exclude\"").count(), 30, "{many}");
}

#[test]
fn words_are_explained_and_mended_where_they_stand() {
    let archive = Archive::of(&LINES);
    let server = Server::of(&archive, &[]);
    let by_date = |query: &str| server.get(&format!("/?sort=newest&q={}", encoded(query))).body;
    assert!(by_date("سجن سوق").contains("q=%2Bسجن+%2Bسوق"), "{}", by_date("سجن سوق"));
    assert!(!by_date("سجن").contains("كل الكلمات لازمة") && !by_date("+سجن +سوق").contains("كل الكلمات لازمة"));
    assert!(!server.get(&format!("/?q={}", encoded("سجن سوق"))).body.contains("كل الكلمات لازمة"));
    // Only the word that is unknown is replaced.
    let near = server.get(&format!("/?q={}", encoded("+سجن +تمررد"))).body;
    assert!(near.contains("/?q=%2Bسجن+%2Bتمرد"), "{near}");
    let switches = server.get(&format!("/?no-latin=1&q={}", encoded("سجن"))).body;
    assert!(switches.contains("<details class=\"how\" open>"), "what is not as usual is unfolded: {switches}");
    for part in ["no-fold=1", "pasted=1", "exact=1", "Hasakah تجد الحسكة"] {
        assert!(switches.contains(part), "{part}: {switches}");
    }
}

#[test]
fn the_home_page_says_what_the_archive_is() {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[root().join("corpus")]);
    assert_eq!(said.code, 0, "{}", said.err);
    let home = |flags: &[&str]| Server::of(&archive, flags).get("/");
    let named = home(&["--name", "أرشيف <الوادي>", "--about", "أخبار وادي السرو"]);
    for part in [
        "<h1 dir=\"auto\">أرشيف &lt;الوادي&gt;</h1>",
        "أخبار وادي السرو",
        "24 وثيقةً",
        "5 وسائل",
        "أحدث القصص",
        "/stories/",
    ] {
        assert!(named.body.contains(part), "{part}: {}", named.body);
    }
    let plain = home(&[]);
    assert!(plain.body.contains("<h1 dir=\"auto\">أرشيف الأخبار</h1>"), "{}", plain.body);
    // What browsers keep is not that of another name.
    let tag = |head: &str| head.to_lowercase().lines().find(|line| line.starts_with("etag")).map(str::to_string);
    assert!(tag(&named.head).is_some() && tag(&named.head) != tag(&plain.head), "{}", named.head);
}

#[test]
fn what_is_on_the_same_event_is_no_other_event() {
    let archive = Archive::new();
    let corpus = root().join("corpus");
    let server = Server::of(&archive, &["--corpus", corpus.to_str().unwrap()]);
    for (id, on_the_event, on_others) in [
        ("sada-002", "هروب سجناء بعد تمرد", ["sada-006", "sada-001"]),
        ("sada-006", "فاجعه عقبه اليمام", ["sada-002", "sada-001"]),
        ("sada-001", "حريـــق الصوامع", ["sada-006", "qindil-003"]),
    ] {
        let page = server.get(&format!("/document/{id}")).body;
        let (_, list) = page.split_once("عن الحدث نفسه").expect("a list");
        assert!(list.contains(on_the_event), "{id}: {list}");
        assert!(!on_others.iter().any(|other| list.contains(&format!("/document/{other}"))), "{id}: {list}");
    }
}
