//! Tests of broken, hostile and mislabelled files: each is reported and does not affect others.

use super::formats::{gzip, page, record, response, zip};
use super::{Archive, Said};

const GOOD: &str = r#"{"id": "good", "title": "حريق في الميناء", "text": "اندلع حريق كبير في الميناء."}"#;

/// Indexes one bad file beside a good one: the run ends well, and the good one is found.
fn beside_a_good_one(name: &str, bytes: &[u8]) -> Said {
    let archive = Archive::new();
    archive.write("good.jsonl", GOOD.as_bytes());
    archive.write(name, bytes);
    let said = archive.update(&["--time-limit", "20"]);
    assert_eq!(said.code, 0, "{name}: {} {}", said.out, said.err);
    assert_eq!(said.err, "", "{name}");
    assert!(archive.ids(&["كبير", "-n", "100"]).contains(&"good".to_string()), "{name}");
    said
}

/// As above; the bad file gives no document, and what is said of it holds `part`.
fn is_skipped(name: &str, bytes: &[u8], part: &str) {
    let said = beside_a_good_one(name, bytes);
    assert!(said.out.contains("added      1\n"), "{name}: {}", said.out);
    assert!(said.out.contains(part), "{name}: {part}: {}", said.out);
}

/// As above; the bad file gives documents all the same, and what is said of it holds `part`.
fn is_kept(name: &str, bytes: &[u8], documents: usize, part: &str) {
    let said = beside_a_good_one(name, bytes);
    assert!(said.out.contains(&format!("added      {}\n", documents + 1)), "{name}: {}", said.out);
    assert!(said.out.contains(part), "{name}: {part}: {}", said.out);
}

fn article() -> String {
    page("حريق في صومعة الحبوب", "2022-01-24", "الحريق")
}

#[test]
fn empty_files() {
    for name in ["a.txt", "a.html", "a.jsonl", "a.csv", "a.xml", "a.warc", "a.gz", "a.zip"] {
        is_skipped(name, b"", &format!("{name}: empty file"));
    }
    is_skipped("a.html", b" \n ", "a.html: no text");
}

#[test]
fn binary_files() {
    is_skipped("a.txt", b"\x7FELF\x02\x01\x01\0\0", "a.txt: not text");
    is_skipped("a.html", b"<html>\0\0\x01\x02\xFF", "a.html: not text");
    is_skipped("a.doc", b"\xD0\xCF\x11\xE0\xA1", "a.doc: a format that is not read: an old Office document");
}

#[test]
fn truncated_files() {
    let lines = format!("{}\n{}", GOOD.replace("good", "one"), GOOD.replace("good", "two"));
    let whole = gzip(lines.as_bytes());
    let said = beside_a_good_one("a.jsonl.gz", &whole[..whole.len() - 12]);
    assert!(said.out.contains("a.jsonl.gz") && said.out.contains("broken archive"), "{}", said.out);
    is_kept(
        "a.json",
        format!("[{},\n{{\"id\": \"x\", \"te", GOOD.replace("good", "one")).as_bytes(),
        1,
        "a.json: line 2: broken JSON",
    );
    let cut = article();
    let cut = &cut.as_bytes()[..cut.find("</article>").unwrap() - 5];
    is_kept("a.html", cut, 1, "skipped    0");
    let warc = response("http://a.example/1", "Content-Type: text/html", article().as_bytes());
    let both = [warc.clone(), warc[..warc.len() / 2].to_vec()].concat();
    is_kept("a.warc", &both, 1, "a.warc: record 2: broken record");
    let both = [gzip(&warc), gzip(&warc)[..300].to_vec()].concat();
    is_kept("a.warc.gz", &both, 1, "a.warc.gz: record 2: broken record");
    let text = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب".as_bytes();
    is_kept("a.txt", &text[..text.len() - 1], 1, "doubtful encoding: read as UTF-8, 1 places are no text");
}

#[test]
fn scripts_that_never_end() {
    let html = article().replace("</article>", "</article><script>var a = '<p>لا</p>';");
    is_kept("a.html", html.as_bytes(), 1, "skipped    0");
    is_skipped("b.html", b"<html><head><script>var a = 1;", "b.html: no text");
}

#[test]
fn pages_beyond_measure() {
    let within = |what: &str| article().replace("</article>", &format!("</article>{what}"));
    is_kept("deep.html", within(&"<div>".repeat(100_000)).as_bytes(), 1, "more than 1000 elements within each other");
    is_kept("wide.html", within(&format!("<i {}>", "a='b' ".repeat(60_000))).as_bytes(), 1, "too many attributes");
    is_kept("long.html", within(&"<a href='/x'>y</a>".repeat(300_000)).as_bytes(), 1, "more than 100000 elements");
}

#[test]
fn entities_that_grow() {
    let grow = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;\">]>";
    let feed = format!("<?xml version='1.0'?>{grow}<rss><item><title>خبر {}</title></item></rss>", "&c;".repeat(1000));
    is_kept("a.xml", feed.as_bytes(), 1, "skipped    0");
}

#[test]
fn archives_that_grow() {
    let spaces = gzip(&vec![b' '; 80 << 20]);
    for name in ["a.jsonl.gz", "a.csv.gz", "a.txt.gz"] {
        let said = beside_a_good_one(name, &spaces);
        let told = ["far more than its size", "too large", "no text"];
        assert!(said.out.contains(name) && told.iter().any(|told| said.out.contains(told)), "{name}: {}", said.out);
    }
    let said = beside_a_good_one("a.zip", &zip(&[("a.jsonl", &vec![b' '; 80 << 20])]));
    assert!(said.out.contains("a.zip: a.jsonl: ") && said.out.contains("far more than its size"), "{}", said.out);
    let nested = gzip(&gzip(&gzip(&gzip(&gzip(GOOD.as_bytes())))));
    is_skipped("b.jsonl.gz", &nested, "too many compressions");
}

#[test]
fn a_feed_with_a_bare_ampersand() {
    let feed =
        "<rss><channel><item><title>أخبار & أخرى</title></item><item><title>خبر ثان</title></item></channel></rss>";
    is_kept("a.xml", feed.as_bytes(), 2, "skipped    0");
}

#[test]
fn a_web_archive_with_one_bad_record() {
    let page =
        |number: u32| response(&format!("http://a.example/{number}"), "Content-Type: text/html", article().as_bytes());
    let good = page(1);
    let text = String::from_utf8(good.clone()).unwrap();
    let length = text.split("Content-Length: ").nth(1).unwrap().split('\r').next().unwrap();
    for (bad, says) in [
        (text.replacen("Content-Length: ", "Content-Length: x", 1), "record 2: broken record: Content-Length"),
        (text.replacen(&format!("Content-Length: {length}"), "X: 1", 1), "record 2: broken record: no Content-Length"),
        (
            text.replacen(&format!("Content-Length: {length}"), &format!("Content-Length: 1{length}"), 1),
            "reaches into the next record",
        ),
        (text.replacen("HTTP/1.1 200 OK", "no HTTP", 1), "record 2: broken record: the header of the page"),
    ] {
        let all = [good.clone(), bad.into_bytes(), page(3)].concat();
        is_kept("a.warc", &all, 2, says);
    }
    let odd = text.replacen("WARC-Date", "no colon here\r\nWARC-Date", 1).into_bytes();
    let all = [good.clone(), odd, page(3)].concat();
    is_kept("a.warc", &all, 3, "record 2: mended: a line of its header is none: no colon here");
    let mut broken = gzip(&page(2));
    let middle = broken.len() / 2;
    broken[middle..middle + 8].fill(0xAA);
    let all = [gzip(&good), broken, gzip(&page(3))].concat();
    is_kept("a.warc.gz", &all, 2, "a.warc.gz: record 2: broken record");
    is_kept(
        "b.warc",
        &[record("response", "x", "y", b"HTTP/1.1 404 No\r\n\r\nx"), good].concat(),
        1,
        "not a page: status 404",
    );
}

#[test]
fn dates_that_are_none_or_another_day() {
    let dated = |date: &str| format!("{{\"id\": \"x\", \"date\": \"{date}\", \"text\": \"نص طويل\"}}");
    is_kept("a.jsonl", dated("31 شباط 2022").as_bytes(), 1, "a.jsonl: line 1: unreadable date: 31 شباط 2022");
    let weekday = "the weekday beside it is not that of the day";
    is_kept("a.jsonl", dated("الأحد 24 كانون الثاني 2022").as_bytes(), 1, weekday);
    is_kept("a.html", article().replace("2022-01-24", "الأحد 24 كانون الثاني 2022").as_bytes(), 1, weekday);
}

#[test]
fn pages_in_other_languages() {
    let english =
        "The head of the port said that the fire began at dawn in the eastern store and reached the silo. ".repeat(4);
    let html = format!("<html><body><article><h1>A fire</h1><p>{english}</p></article></body></html>");
    is_kept("a.html", html.as_bytes(), 1, "a.html: not Arabic: it is English");
    let persian =
        "رئیس بندر گفت که این آتش‌سوزی از انبار شرقی آغاز شد و به سیلوی غلات رسید و برای خاموش کردن آن تلاش شد. "
            .repeat(4);
    let html = format!("<html><body><article><h1>آتش</h1><p>{persian}</p></article></body></html>");
    is_kept("b.html", html.as_bytes(), 1, "b.html: not Arabic: it is Persian");
}

#[test]
fn a_page_without_an_article() {
    let links: String =
        (0..40).map(|number| format!("<li><a href='/{number}'>عنوان الخبر رقم {number}</a></li>")).collect();
    let html = format!("<html><head><title>الرئيسية</title></head><body><ul>{links}</ul></body></html>");
    is_skipped("a.html", html.as_bytes(), "a.html: no article");
}

#[test]
fn a_page_that_lists_others() {
    let teaser = "<div><h2><a href='/1'>حريق كبير في ميناء المرسى</a></h2><p>قال مدير الميناء إن الحريق بدأ فجرا في المخزن \
                  الشرقي ثم امتد إلى صومعة الحبوب.</p></div>";
    let html = format!("<html><head><title>صدى الوادي</title></head><body>{}</body></html>", teaser.repeat(5));
    is_skipped("a.html", html.as_bytes(), "a.html: a page that lists others");
    let archive = Archive::new();
    archive.write("a.html", html.as_bytes());
    let kept = archive.run(&["index", "--keep-index-pages"], &[archive.files()]);
    assert!(kept.code == 0 && kept.out.contains("added      1"), "{}{}", kept.out, kept.err);
    assert_eq!(archive.run(&["verify"], &[]).code, 0, "it is read again in the same way");
}

#[test]
fn two_files_with_the_same_url() {
    let archive = Archive::new();
    for name in ["a.html", "b.html"] {
        let html = article().replace("</head>", "<link rel='canonical' href='http://sada.example/1'></head>");
        archive.write(name, html.as_bytes());
    }
    let said = archive.update(&[]);
    assert!(said.out.contains("added      2\n"), "{}", said.out);
    assert!(said.out.contains("b.html: same URL twice: http://sada.example/1"), "{}", said.out);
}

#[test]
fn only_bad_files() {
    let archive = Archive::new();
    archive.write("a.xz", b"\xFD7zXZ\0");
    super::assert_refused(&archive.update(&[]), &["nothing readable", "a.xz: a format that is not read: xz"]);
}
