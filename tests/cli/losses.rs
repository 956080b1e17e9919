//! Tests that nothing is lost in silence: each flaw that real archives have costs one value or one record, and is noted.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::formats::{response, zip};
use super::{Archive, Said, problems};

const FIRST: &str = "افتتح الوزير صباح اليوم جسرا جديدا فوق النهر يربط ضفتي المدينة بعد عامين من العمل.";
const SECOND: &str = "وقال المهندس المشرف إن الجسر يحمل أربعين ألف سيارة في اليوم ويخفف الزحام عن وسط المدينة.";
const THIRD: &str = "وأضاف أن الأشغال تأخرت بسبب فيضان الربيع الماضي ثم استؤنفت بعد أسابيع قليلة من توقفها.";

/// An archive of one file, indexed without an error.
fn of(name: &str, bytes: &[u8]) -> (Archive, Said) {
    let archive = Archive::new();
    archive.write(name, bytes);
    let said = archive.update(&[]);
    assert_eq!(said.code, 0, "{name}: {} {}", said.out, said.err);
    assert_accounted(&archive, &said);
    (archive, said)
}

/// Checks that all bytes are accounted for, that a second run changes nothing, and that every document verifies.
fn assert_accounted(archive: &Archive, said: &Said) {
    let line = said.out.lines().find(|line| line.starts_with("bytes ")).expect("a line of bytes");
    let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.replace(',', "").parse().ok()).collect();
    assert_eq!(numbers[0], numbers[1] + numbers[2], "{line}");
    assert_eq!(numbers[0], size(&archive.files()), "{line}");
    let again = archive.update(&[]);
    for nothing in ["added      0\n", "changed    0\n", "removed    0\n"] {
        assert!(again.out.contains(nothing), "{}", again.out);
    }
    let verified = archive.run(&["verify"], &[]);
    assert!(verified.out.contains("0 changed, 0 moved, 0 gone"), "{}", verified.out);
}

/// The bytes of all files below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() }).sum()
}

/// The documents of an archive, as `show` prints them, found by a word that all have.
fn documents(archive: &Archive, word: &str) -> Vec<Value> {
    let said = archive.search(&["--format", "jsonl", "--no-fold", "--per-document", "1", "-n", "100", word]);
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The whole text of a document.
fn text(archive: &Archive, word: &str) -> String {
    let found = documents(archive, word);
    assert_eq!(found.len(), 1, "{word}");
    archive.run(&["show", found[0]["id"].as_str().unwrap()], &[]).out
}

/// A zip whose members have names of any bytes; each is written with a stand-in of the same length.
fn zip_of(members: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let stand_in = |place: usize, length: usize| format!("{place:x<0$}", length.max(4));
    let named: Vec<(String, &[u8])> = members
        .iter()
        .enumerate()
        .map(|(place, (name, bytes))| (stand_in(place, name.len()), bytes.as_slice()))
        .collect();
    let named: Vec<(&str, &[u8])> = named.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let mut archive = zip(&named);
    for (place, (name, _)) in members.iter().enumerate() {
        assert!(name.len() >= 4);
        let from = stand_in(place, name.len()).into_bytes();
        let places: Vec<usize> =
            (0..archive.len() - from.len()).filter(|&at| archive[at..].starts_with(&from)).collect();
        for at in places {
            let is_name = [30, 46].iter().any(|head| at >= *head && archive[at - head..].starts_with(b"PK"));
            if is_name {
                archive[at..at + name.len()].copy_from_slice(name);
            }
        }
    }
    archive
}

fn note(number: usize) -> Vec<u8> {
    format!("خبر رقم {number}\n\n{FIRST}").into_bytes()
}

#[test]
fn names_in_old_encodings_are_read_and_told_apart() {
    let windows = |name: &str| encoding_rs::WINDOWS_1256.encode(name).0.into_owned();
    let names = [windows("خبر.txt"), windows("بيت.txt"), b"r\x82sum\x82.txt".to_vec()];
    let members: Vec<(Vec<u8>, Vec<u8>)> = names[..2].iter().cloned().zip([note(1), note(2)]).collect();
    let (archive, said) = of("a.zip", &zip_of(&members));
    assert!(said.out.contains("added      2\n"), "{}", said.out);
    let found = documents(&archive, "الجسر");
    let members: BTreeSet<&str> = found.iter().map(|hit| hit["source"]["place"]["member"].as_str().unwrap()).collect();
    assert_eq!(members, BTreeSet::from(["بيت.txt", "خبر.txt"]));
    assert!(found.iter().all(|hit| hit["source"]["place"]["member_bytes"].as_str().unwrap().starts_with('%')));

    let archive = Archive::new();
    for (number, name) in names.iter().enumerate() {
        fs::create_dir_all(archive.files()).unwrap();
        fs::write(archive.files().join(OsStr::from_bytes(name)), note(number)).unwrap();
    }
    let said = archive.update(&[]);
    assert!(said.out.contains("added      3\n") && said.err.is_empty(), "{}", said.out);
    assert_accounted(&archive, &said);
    let sources =
        documents(&archive, "الجسر").iter().map(|hit| hit["source"]["source"].to_string()).collect::<Vec<_>>();
    for name in ["خبر.txt", "بيت.txt", "résumé.txt"] {
        assert!(sources.iter().any(|source| source.ends_with(&format!("/{name}\""))), "{name}: {sources:?}");
    }
    fs::remove_file(archive.files().join(OsStr::from_bytes(&names[0]))).unwrap();
    let pruned = archive.update(&["--prune"]);
    assert!(pruned.out.contains("removed    1\n"), "{}", pruned.out);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn as_many_documents_as_files_of_any_name(names in proptest::collection::btree_set(proptest::collection::vec(any::<u8>(), 4..40), 1..8)) {
        let is_name = |name: &Vec<u8>| !name.contains(&b'/') && !name.contains(&0) && !name.starts_with(b".");
        let names: Vec<Vec<u8>> = names.into_iter().filter(is_name).collect();
        prop_assume!(!names.is_empty());
        let archive = Archive::new();
        fs::create_dir_all(archive.files()).unwrap();
        for (number, name) in names.iter().enumerate() {
            fs::write(archive.files().join(OsStr::from_bytes(&[name, &b".txt"[..]].concat())), note(number)).unwrap();
        }
        let is_safe = |name: &&Vec<u8>| !name.contains(&b'\\') && name[1] != b':' && name.last() != Some(&b'/');
        let members: Vec<(Vec<u8>, Vec<u8>)> =
            names.iter().filter(is_safe).map(|name| ([name, &b".txt"[..]].concat(), note(9))).collect();
        let in_zip = members.len();
        archive.write("all.zip", &zip_of(&members));
        let said = archive.update(&[]);
        let expected = format!("added      {}\n", names.len() + in_zip);
        prop_assert!(said.out.contains(&expected), "{}", said.out);
        assert_accounted(&archive, &said);
    }
}

#[test]
fn an_article_is_not_replaced_by_what_is_around_it() {
    let article = format!("<h1>افتتاح جسر جديد فوق النهر</h1><p>{FIRST}</p><p>{SECOND}</p>");
    let opinion = "برأيي كان الأولى إصلاح الطرق القديمة قبل بناء جسر لا يحتاج إليه أحد في هذه المدينة الصغيرة الهادئة";
    let listed = |item: fn(usize, &str) -> String| (1..=12).map(|number| item(number, opinion)).collect::<String>();
    let around = [
        listed(|number, text| {
            format!("<div class='comment-body'><b>قارئ {number}</b><time>{number} مايو 2011</time><p>{text}</p></div>")
        }),
        format!(
            "<section><h3>التعليقات (12)</h3><ol>{}</ol></section>",
            listed(|number, text| format!(
                "<li><b>قارئ {number}</b> <span>{number}/5/2011</span><p>{text} {number}.</p></li>"
            ))
        ),
        format!(
            "<ul>{}</ul>",
            listed(|number, text| format!(
                "<li><h3><a href='/{number}'>عنوان خبر آخر رقم {number}</a></h3><p>{text} {number}.</p></li>"
            ))
        ),
        format!(
            "<div>{}</div>",
            listed(|number, text| format!(
                "<div><a href='/{number}'>عنوان خبر آخر رقم {number}</a><span>{number} مايو 2011</span><p>{text} {number}.</p></div>"
            ))
        ),
    ];
    let around = around.into_iter().chain([format!(
        "<div id='comments-area'>{}</div>",
        listed(|number, text| format!("<div><b>قارئ {number}</b><p>{text}.</p></div>"))
    )]);
    for around in around {
        let html = format!(
            "<html><title>افتتاح جسر جديد فوق النهر</title><body><main><article>{article}</article>{around}</main></body></html>"
        );
        let (archive, _) = of("a.html", html.as_bytes());
        let found = documents(&archive, "الجسر");
        let shown = text(&archive, "الجسر");
        assert!(shown.contains(FIRST) && shown.contains(SECOND), "{shown}");
        assert!(!shown.contains("برأيي"), "{around}\n{shown}");
        assert_eq!(found[0]["published"], Value::Null, "{around}");
    }
}

#[test]
fn text_is_found_in_wrappers_and_lists_and_what_lacks_it_is_noted() {
    let item = |number: usize| json!({ "title": format!("خبر {number}"), "content": FIRST, "url": format!("http://a.example/{number}") });
    for (json, count, note) in [
        (json!({ "status": "ok", "totalResults": 2, "articles": [item(1), item(2)] }), 2, "2 records in articles"),
        (json!({ "took": 1, "hits": { "hits": [{ "_id": "7", "_source": item(1) }] } }), 1, "text in _source"),
        (json!({ "response": { "docs": [item(1), item(2), item(3)] } }), 3, "3 records in docs"),
        (json!({ "rows": [{ "id": "7", "doc": item(1) }] }), 1, "text in doc"),
        (json!({ "data": { "id": 7, "attributes": item(1) } }), 1, "text in attributes"),
        (json!({ "title": "خبر", "blocks": [{ "text": FIRST }, { "text": SECOND }] }), 1, "text in blocks[].text"),
        (json!({ "title": "خبر", "summary": FIRST }), 1, "a summary alone"),
        (json!({ "title": "افتتاح الجسر", "url": "http://a.example/1" }), 1, "a headline alone"),
    ] {
        let (archive, said) = of("a.json", json.to_string().as_bytes());
        assert!(said.out.contains(note), "{json}: {}", said.out);
        assert_eq!(documents(&archive, "الجسر النهر").len(), count, "{json}");
    }
}

#[test]
fn one_flaw_of_a_record_costs_one_value() {
    let good = r#"{"id": "g", "title": "جسر", "text": "نص الجسر"}"#;
    for flawed in [
        r#"{"id": "x", "text": "الجسر \ud83d والنهر"}"#,
        r#"{"id": "x", "text": "الجسر والنهر \udc00"}"#,
        r#"{"id": "x", "score": NaN, "text": "الجسر والنهر"}"#,
        r#"{"id": "x", "text": "الجسر والنهر", "tags": ["أ", "ب",],}"#,
        "{\"id\": \"x\", \"text\": \"الجسر\u{1}\tوالنهر\"}",
        "{\"id\": \"x\", \"text\": \"الجسر \0 والنهر\"}",
        r#"{"id": "x", "text": "الجسر \'والنهر\'"}"#,
    ] {
        let (archive, said) = of("a.jsonl", format!("{flawed}\n{good}\n").as_bytes());
        assert!(said.out.contains("added      2\n") && said.out.contains("noted      1\n"), "{flawed}: {}", said.out);
        assert!(archive.ids(&["الجسر"]).contains(&"x".to_string()), "{flawed}");
    }
}

#[test]
fn one_flaw_of_a_table_costs_one_row() {
    for (table, expected) in [
        ("id,title,text\na,جسر,\"نص الجسر\nb,جسر,\"نص الجسر\"\nc,جسر,نص الجسر\n", "a quotation mark is never closed"),
        ("id;text;date\na;الجسر;2020\nb;\"الجسر;2020\nc;الجسر;2020\n", "a quotation mark is never closed"),
        (
            "تقرير الرصد اليومي\nالفترة: أيار 2021\nid,title,text\na,جسر,نص الجسر\nb,جسر,الجسر\nc,ت,الجسر\n",
            "above the names of the columns",
        ),
        (
            "صدر عن المكتب;;\n\nid;title;text\na;جسر;نص الجسر\nb;جسر;الجسر\nc;ت;الجسر\n",
            "above the names of the columns",
        ),
        ("id,title,text\na,جس\0ر,نص الجسر طويل\nb,جسر,الجسر\nc,ت,الجسر\n", "places are no text"),
    ] {
        let (archive, said) = of("a.csv", table.as_bytes());
        assert!(said.out.contains(expected), "{table}: {}", said.out);
        assert_eq!(
            archive.ids(&["--no-fold", "الجسر"]).into_iter().collect::<BTreeSet<_>>().len(),
            3,
            "{table}: {}",
            said.out
        );
    }
}

#[test]
fn one_flaw_of_a_feed_costs_one_sign() {
    let item = |text: &str| {
        format!(
            "<item><title>جسر</title><description>{text}</description><pubDate>Mon, 24 Jan 2022 12:30:00 +0200</pubDate></item>"
        )
    };
    let feed = |items: &str| format!("<rss version=\"2.0\"><channel><title>صدى</title>{items}</channel></rss>");
    for (bytes, count, note) in [
        (
            format!("<?xml version=\"1.0\"?>{}", feed(&item("السعر < 50 ليرة عند الجسر الأخير"))),
            1,
            "a < that begins no tag",
        ),
        (format!("<?xml version=\"1.0\"?>{}", feed(&item("الجسر <3 والنهر <أيضا الأخير"))), 1, "a < that begins no tag"),
        (format!("\n\n<?xml version=\"1.0\"?>{}", feed(&(item("الجسر الأخير") + &item("الجسر والنهر الأخير")))), 2, ""),
        (
            format!(
                "<br />\n<b>Notice</b>: undefined index<br />\n<?xml version=\"1.0\"?>{}",
                feed(&item("الجسر الأخير"))
            ),
            1,
            "before the feed: Notice",
        ),
        (format!("Warning: mysql\n{}", feed(&item("الجسر الأخير"))), 1, "before the feed: Warning"),
    ] {
        for name in ["a.xml", "a.php"] {
            let (archive, said) = of(name, bytes.as_bytes());
            assert!(said.out.contains(note), "{bytes}: {}", said.out);
            let found = documents(&archive, "الأخير");
            assert_eq!(found.len(), count, "{bytes}: {}", said.out);
            assert_eq!(found[0]["published"], "2022-01-24T12:30+02:00");
        }
    }
}

#[test]
fn headers_as_servers_write_them_are_read() {
    let page = format!(
        "<html><title>الجسر الجديد</title><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    );
    let captured = |head: &str, body: &[u8]| {
        let whole = response("http://a.example/1", "Content-Type: text/html", body);
        let text = String::from_utf8_lossy(&whole).into_owned();
        let block = [head.as_bytes(), body].concat();
        let start = text.split("HTTP/1.1").next().unwrap();
        let old = start.split("Content-Length: ").nth(1).unwrap().split('\r').next().unwrap();
        let start = start.replacen(&format!("Content-Length: {old}"), &format!("Content-Length: {}", block.len()), 1);
        [start.as_bytes(), &block, b"\r\n\r\n"].concat()
    };
    for head in [
        "HTTP/2 200\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/3 200 \r\ncontent-type:text/html\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nX Y: z\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html;\r\n charset=utf-8\r\n\r\n",
        "HTTP/1.0 200 OK\nContent-Type: text/html\nServer\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip, deflate\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\n\r\n",
    ] {
        let (archive, said) = of("a.warc", &captured(head, page.as_bytes()));
        let found = documents(&archive, "الجسر");
        assert_eq!(found.len(), 1, "{head}: {}", said.out);
        assert_eq!(found[0]["url"], "http://a.example/1");
    }
}

#[test]
fn what_was_encoded_twice_is_undone() {
    let page = format!(
        "<html><head><meta charset=utf-8><title>الجسر الجديد</title></head><body><article><h1>الجسر الجديد</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    );
    let latin = |text: &str| text.bytes().map(char::from).collect::<String>();
    let windows = |text: &str| encoding_rs::WINDOWS_1256.decode_without_bom_handling(text.as_bytes()).0.into_owned();
    let record = json!({ "id": 1, "title": latin("الجسر الجديد"), "text": latin(FIRST) }).to_string();
    for (name, bytes) in [
        ("a.html", latin(&page)),
        ("a.html", windows(&page)),
        ("a.txt", latin(&format!("الجسر الجديد\n\n{FIRST}"))),
        ("a.csv", format!("id,title,text\n1,{},{}\n", latin("الجسر الجديد"), latin(FIRST))),
        ("a.json", record),
        (
            "a.xml",
            latin(&format!(
                "<rss><channel><item><title>الجسر الجديد</title><description>{FIRST}</description></item></channel></rss>"
            )),
        ),
    ] {
        let (archive, said) = of(name, bytes.as_bytes());
        assert!(said.out.contains("encoded twice"), "{name}: {}", said.out);
        let found = documents(&archive, "الجسر");
        assert_eq!((found.len(), found[0]["title"].as_str()), (1, Some("الجسر الجديد")), "{name}");
    }
}

#[test]
fn hidden_halves_belong_to_the_article() {
    for hidden in [
        format!("<p><button>اقرأ المزيد</button></p><div class='rest' style='display: none;'><p>{THIRD}</p></div>"),
        format!("<a href='#'>المزيد...</a><section hidden><p>{THIRD}</p></section>"),
        format!("<div><template shadowrootmode='open'><p>{THIRD}</p></template></div>"),
        format!("<template id='rest'><p>{THIRD}</p></template>"),
    ] {
        let html = format!(
            "<html><title>الجسر</title><body><article><h1>الجسر الجديد فوق النهر</h1><p>{FIRST}</p><p>{SECOND}</p>{hidden}</article></body></html>"
        );
        let (archive, _) = of("a.html", html.as_bytes());
        let shown = text(&archive, "الجسر");
        assert!(shown.contains(FIRST) && shown.contains(THIRD), "{hidden}: {shown}");
    }
}

#[test]
fn every_file_is_counted() {
    let archive = Archive::new();
    archive.write("good.txt", &note(1));
    archive.write(".hidden.txt", &note(2));
    archive.write(".folder/a.txt", &note(3));
    archive.write(".folder/b.txt", &note(4));
    archive.write("empty.txt", b"");
    let _listener = UnixListener::bind(archive.files().join("socket")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(archive.files().join("pipe")).status().unwrap();
    assert!(pipe.success());
    let (said, report) = archive.reported(&[]);
    for part in ["skipped    5\n", "2 × hidden", "2 × not a file"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    for part in
        [".folder: hidden: a folder of 2 files", "pipe: not a file", "socket: not a file", "empty.txt: empty file"]
    {
        assert!(problems(&report).contains(part), "{part}: {}", problems(&report));
    }
    assert_accounted(&archive, &said);
    let previewed = archive.run(&["index", "--dry-run"], &[archive.files()]);
    assert!(previewed.out.contains("socket: not a file"), "{}", previewed.out);
}

#[test]
fn members_of_one_name_are_all_read() {
    let members: Vec<(Vec<u8>, Vec<u8>)> = (1..=3).map(|number| (b"a.txt".to_vec(), note(number))).collect();
    let (archive, said) = of("a.zip", &zip_of(&members));
    assert!(said.out.contains("added      3\n"), "{}", said.out);
    let titles: BTreeSet<String> = documents(&archive, "الجسر").iter().map(|hit| hit["title"].to_string()).collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    let shown = archive.search(&["--no-fold", "--evidence", "الجسر"]);
    assert!(shown.out.contains("a.zip: a.txt (3 of that name)"), "{}", shown.out);
}

#[test]
fn values_of_records_and_pages_are_those_that_are_meant() {
    let record = json!({ "id": 1, "title": "الجسر &#8211; &quot;الكبير&quot; &amp; النهر", "author": "ليلى &amp; سامي", "outlet": "صدى &laquo;الوادي&raquo;", "text": FIRST, "date": "1970-01-01T00:00:00Z" });
    let (archive, said) = of("a.json", record.to_string().as_bytes());
    let found = &documents(&archive, "الجسر")[0];
    assert_eq!(found["title"], "الجسر – \"الكبير\" & النهر");
    assert_eq!((&found["authors"], &found["outlet"]["name"]), (&json!(["ليلى", "سامي"]), &"صدى «الوادي»".into()));
    assert!(said.out.contains("doubtful date") && said.out.contains("1970-01-01"), "{}", said.out);
    let page = |head: &str| {
        format!(
            "<html><head>{head}<title>الجسر الجديد فوق النهر | صدى</title></head><body><article><h1>الجسر الجديد فوق النهر</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
        )
    };
    let linked = |headline: &str, date: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\",\"datePublished\":\"{date}\"}}</script>"
        )
    };
    for (head, key, value) in [
        ("<link rel=canonical href='https://a.example/'><meta property='og:url' content='https://a.example/news/7'>".to_string(), "url", "https://a.example/news/7"),
        ("<link rel=canonical href='https://a.example/news/7'><meta property='og:url' content='https://a.example/'>".to_string(), "url", "https://a.example/news/7"),
        (linked("خبر آخر تماما", "2011-01-01") + &linked("الجسر الجديد فوق النهر", "2021-05-04"), "published", "2021-05-04"),
        (linked("الجسر الجديد فوق النهر", "2021-05-04") + &linked("خبر آخر تماما", "2011-01-01"), "published", "2021-05-04"),
        ("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"الجسر\nالجديد\",\"datePublished\":\"2021-05-04\",}</script>".to_string(), "published", "2021-05-04"),
    ] {
        let (archive, _) = of("a.html", page(&head).as_bytes());
        assert_eq!(documents(&archive, "الجسر")[0][key], value, "{head}");
    }
    // Escaped twice, and with spaces that do not break.
    let twice = page("<meta name=author content='ليلى&amp;nbsp;سالم'>")
        .replace("الجسر الجديد", "الجسر&amp;nbsp;الجديد &amp;quot;الكبير&amp;quot;");
    let (archive, _) = of("a.html", twice.as_bytes());
    let found = &documents(&archive, "الجسر")[0];
    assert_eq!(found["title"], "الجسر الجديد \"الكبير\" فوق النهر", "{found}");
    assert_eq!(found["authors"], json!(["ليلى سالم"]));
    for (name, text) in [
        ("a.json", json!({ "title": "الجسر\u{A0}الجديد  فوق\tالنهر", "text": FIRST }).to_string()),
        (
            "a.xml",
            format!(
                "<rss version='2.0'><channel><title>صدى</title><item><title>الجسر&amp;nbsp;الجديد  فوق النهر</title><description>{FIRST}</description></item></channel></rss>"
            ),
        ),
    ] {
        let (archive, _) = of(name, text.as_bytes());
        assert_eq!(documents(&archive, "الجسر")[0]["title"], "الجسر الجديد فوق النهر", "{name}");
    }
}

/// Pseudo-random numbers (xorshift: Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// A file with records, some of them flawed.
struct Made {
    name: Vec<u8>,
    bytes: Vec<u8>,
    /// The records that were put in.
    records: u64,
}

/// A file of a format chosen by chance, with one flaw.
fn made(chance: &mut Chance, number: usize) -> Made {
    let word = format!("كلمة{number}");
    let title = |record: usize| format!("خبر {number} رقم {record}");
    let text = |record: usize| format!("{FIRST} {word} {record}.");
    let record =
        |place: usize| json!({ "id": format!("{number}-{place}"), "title": title(place), "text": text(place) });
    let html = |place: usize| {
        format!(
            "<html><title>{0}</title><body><article><h1>{0}</h1><p>{1}</p><p>{SECOND}</p></article></body></html>",
            title(place),
            text(place)
        )
    };
    let count = 1 + chance.below(4);
    let flaw = chance.below(5);
    let (extension, bytes): (&str, Vec<u8>) = match chance.below(8) {
        0 => {
            let mut lines: Vec<String> = (0..count).map(|place| record(place).to_string()).collect();
            let place = chance.below(count);
            let line = &mut lines[place];
            *line = match flaw {
                0 => line.replacen("الوزير", "الوزير \\ud83d", 1),
                1 => line.replacen('}', ",}", 1),
                2 => line.replacen("{", "{\"score\": NaN, ", 1),
                3 => line.chars().take(40).collect(),
                _ => line.replacen("اليوم", "\0اليوم", 1),
            };
            (".jsonl", (lines.join("\n") + "\n").into_bytes())
        }
        1 => {
            let rows: Vec<String> =
                (0..count).map(|place| format!("{number}-{place},{},{}", title(place), text(place))).collect();
            let mut table = format!("id,title,text\n{}\n", rows.join("\n"));
            match flaw {
                0 => table.insert_str(0, "تقرير الرصد\n\n"),
                1 => table = table.replacen("افتتح", "\"افتتح", 1).replacen(",\"خبر", ",خبر", 1),
                2 => table = table.replacen("اليوم", "اليوم\0", 1),
                3 => table = table.replacen("الوزير", "الوزير,زائد", 1),
                _ => table = table.replace('\n', "\r\n"),
            }
            (".csv", table.into_bytes())
        }
        2 => {
            let item = |place: usize| {
                format!(
                    "<item><guid>{number}-{place}</guid><title>{}</title><description>{}</description></item>\n",
                    title(place),
                    text(place)
                )
            };
            let items: String = (0..count).map(item).collect();
            let mut feed = format!(
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>صدى</title>{items}</channel></rss>"
            );
            match flaw {
                0 => feed.insert_str(0, "Warning: x in y\n"),
                1 => feed = feed.replacen("جديدا", "جديدا < 5", 1),
                2 => feed = feed.replacen("جديدا", "جديدا & كبيرا", 1),
                3 => feed = feed.replacen("</item>", "", 1),
                _ => feed.truncate(feed.len() - "</channel></rss>".len()),
            }
            (".xml", feed.into_bytes())
        }
        3 => {
            let mut page = html(0);
            match flaw {
                0 => page = page.bytes().map(char::from).collect(),
                1 => {
                    page = page.replacen(
                        "<h1>",
                        "<script type='application/ld+json'>{\"@type\": \"NewsArticle\",}</script><h1>",
                        1,
                    )
                }
                2 => page = page.replacen("اليوم", "اليوم\0", 1),
                3 => page = page.replacen("</article>", "</article><div class='comments'><p>تعليق</p></div>", 1),
                _ => page.truncate(page.find("</article>").unwrap()),
            }
            return Made { name: format!("{number}.html").into_bytes(), bytes: page.into_bytes(), records: 1 };
        }
        4 => {
            let records: Vec<Value> = (0..count).map(record).collect();
            let whole = match flaw {
                0 => json!({ "articles": records }),
                1 => {
                    json!({ "hits": { "hits": records.iter().map(|record| json!({ "_source": record })).collect::<Vec<_>>() } })
                }
                2 => json!({ "version": "https://jsonfeed.org/version/1", "title": "صدى", "items": records }),
                _ => json!(records),
            };
            (".json", whole.to_string().into_bytes())
        }
        5 => {
            let captured = |place: usize| {
                let mut record = response(
                    &format!("http://a.example/{number}/{place}"),
                    "Content-Type: text/html",
                    html(place).as_bytes(),
                );
                let (from, to): (&[u8], &[u8]) = match flaw {
                    0 => (b"HTTP/1.1 200 OK", b"HTTP/2.0 200  \n"),
                    1 => (b"Content-Type: text/html\r", b"Content-Type :text/html\r"),
                    2 => (b"WARC-Date: 2022", b"WARC-Date  2022"),
                    _ => (b"", b""),
                };
                if let Some(at) =
                    (0..record.len() - from.len()).find(|&at| !from.is_empty() && record[at..].starts_with(from))
                {
                    record[at..at + from.len()].copy_from_slice(&to[..from.len()]);
                }
                record
            };
            (".warc", (0..count).flat_map(captured).collect())
        }
        6 => {
            let name = |place: usize| match flaw {
                0 => b"same.txt".to_vec(),
                1 => [&[0xCE, 0xC8, 0xD1 + place as u8][..], b".txt"].concat(),
                2 => [&[0x9F, 0xEC, 0xA0 + place as u8][..], b".txt"].concat(),
                _ => format!("{place}aa.txt").into_bytes(),
            };
            let note = |place: usize| format!("{}\n\n{}", title(place), text(place)).into_bytes();
            let members: Vec<(Vec<u8>, Vec<u8>)> = (0..count).map(|place| (name(place), note(place))).collect();
            (".zip", zip_of(&members))
        }
        _ => {
            let note = format!("{}\n\n{}", title(0), text(0));
            let name = match flaw {
                0 => [b"\xCE\xC8\xD1 ", number.to_string().as_bytes(), b".txt"].concat(),
                1 => format!(".{number}.txt").into_bytes(),
                _ => format!("{number}.txt").into_bytes(),
            };
            let bytes = match flaw {
                2 => encoding_rs::WINDOWS_1256.encode(&note).0.into_owned(),
                3 => Vec::new(),
                4 => note.bytes().map(char::from).collect::<String>().into_bytes(),
                _ => note.into_bytes(),
            };
            return Made { name, bytes, records: 1 };
        }
    };
    Made { name: format!("{number}{extension}").into_bytes(), bytes, records: count as u64 }
}

#[test]
fn a_tree_of_flawed_files_is_accounted_for() {
    let archive = Archive::new();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let made: Vec<Made> = (0..500).map(|number| made(&mut chance, number)).collect();
    for (number, file) in made.iter().enumerate() {
        let folder = archive.files().join(format!("{}", number % 7));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(OsStr::from_bytes(&file.name)), &file.bytes).unwrap();
    }
    let report = archive.folder.path().join("report.jsonl");
    let said = archive.update(&["--report", report.to_str().unwrap()]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_accounted(&archive, &said);
    let lines = fs::read_to_string(report).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read = |name: &[u8]| {
        let name = String::from_utf8_lossy(name).into_owned();
        lines
            .iter()
            .find(|line| line["what"] == "file" && line["file"].as_str().unwrap().ends_with(&format!("/{name}")))
    };
    let mut documents = 0;
    for file in made.iter().filter(|file| std::str::from_utf8(&file.name).is_ok() && !file.name.starts_with(b".")) {
        let line = read(&file.name).unwrap_or_else(|| panic!("{:?}", String::from_utf8_lossy(&file.name)));
        let count = |key: &str| line[key].as_u64().unwrap();
        assert_eq!(count("documents") + count("skipped"), file.records, "{line}");
        documents += count("documents");
    }
    let put_in: u64 = made.iter().map(|file| file.records).sum();
    let skipped = lines.iter().filter(|line| line["what"] == "skip").count() as u64;
    let added = said.out.lines().find_map(|line| line.strip_prefix("added ")).unwrap().trim().parse::<u64>().unwrap();
    assert_eq!(added + skipped, put_in, "{}", said.out);
    // A record is lost only with its name, its bytes or its columns.
    let kinds: BTreeSet<&str> =
        lines.iter().filter(|line| line["what"] == "skip").map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["broken JSON", "empty file", "hidden", "ragged row"]), "{}", said.out);
    assert!(documents <= added && 10 * added >= 9 * put_in, "{added} of {put_in}");
}

/// Cases of the field: what a search finds, and words that the run or the document says.
const CASES: &[(&str, &str, usize, &[&str])] = &[
    ("01", "معرض", 2, &["added      2\n"]),
    ("03", "معرض", 1, &[]),
    ("05", "الفخار وادي", 4, &["4 records in items"]),
    ("06", "منشورا صورة", 2, &["+00:00"]),
    ("08", "الفخار", 1, &["encoded twice"]),
    ("10", "الفخار", 1, &["2021-05-04 09:12", "قناة الوادي", "#وادي_النخيل خاص"]),
    ("10", "الإقبال", 1, &["2021-05-04 10:20"]),
    ("12", "الفخار", 1, &["2021-05-04 09:12+00:00"]),
    ("14", "الفخار", 1, &["half a surrogate pair"]),
    ("16", "الفخار", 3, &[]),
    ("18", "الفخار", 1, &[]),
    ("19", "الفخار", 1, &[]),
    ("21", "الفخار", 1, &["not compressed"]),
    ("22", "الفخار", 1, &[]),
    ("24", "الفخار", 2, &["captured   2004-05-25"]),
    ("25", "الفخار", 1, &[]),
    ("27", "الإقبال التوقعات", 1, &["a < that begins no tag"]),
    ("28", "وادي النخيل", 2, &["before the feed"]),
    ("30", "كلام نص عنوان", 3, &["a quotation mark is never closed"]),
    ("31", "الفخار", 2, &["above the names of the columns"]),
    ("32", "الفخار", 1, &["2022-03-01", "__NEXT_DATA__"]),
    ("34", "الإقبال التوقعات", 1, &[]),
    ("35", "الفخار", 1, &["https://nakheel.example/culture/craft-fair-4"]),
    ("36", "الفخار", 1, &["https://nakheel.example/culture/craft-fair", "inferred from URL", "captured   2021-05-04"]),
    ("38", "الفخار", 1, &["2019-08-07 10:00+03:00", "ليان المهدي"]),
    ("40", "الفخار", 1, &["2021-05-04"]),
    ("41", "الفخار الإقبال", 3, &["+03:00", "قناة الوادي"]),
    ("43", "الفخار", 1, &["سوق الوادي – \"الكبير\" & الصغير"]),
];

#[test]
#[ignore = "reads the shared corpora"]
fn cases_of_the_field_lose_nothing() {
    for (number, query, count, parts) in CASES {
        let folders = fs::read_dir(super::shared::shared().join("field")).unwrap().map(|entry| entry.unwrap().path());
        let begins =
            |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&format!("{number}-"));
        let folder = folders.into_iter().find(begins).expect("the case is there").join("in");
        let archive = Archive::new();
        fs::create_dir_all(archive.files()).unwrap();
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            fs::copy(&file, archive.files().join(file.file_name().unwrap())).unwrap();
        }
        let said = archive.update(&[]);
        assert_accounted(&archive, &said);
        let found = documents(&archive, query);
        assert_eq!(found.len(), *count, "{number}: {}", said.out);
        let shown = archive.run(&["show", found[0]["id"].as_str().unwrap()], &[]).out;
        for part in *parts {
            let plain = |text: &str| text.replace(['\u{2068}', '\u{2069}'], "");
            assert!(
                plain(&said.out).contains(part) || plain(&shown).contains(part),
                "{number}: {part}: {}{shown}",
                said.out
            );
        }
        if *number == "03" {
            assert!(
                shown.contains("افتتحت بلدية") && !shown.contains("تعليق رقم") && shown.contains("published  unknown")
            );
        }
    }
}
