//! Tests of file formats: each is read, and every file of a mixed folder is accounted for.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use zip::write::SimpleFileOptions;

use super::{Archive, problems};

/// Prose that is long enough to be an article.
fn prose(subject: &str) -> String {
    let told = [
        "في المخزن الشرقي من الميناء بعد منتصف الليل بقليل ثم امتد إلى صومعة الحبوب القريبة منه",
        "وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار ومنعها من بلوغ خزانات الوقود المجاورة",
        "ولم تعلن السلطات حتى الآن سبب ما جرى لكنها شكلت لجنة من الخبراء للتحقيق فيه وتحديد المسؤولية عنه",
    ];
    told.map(|line| format!("قال مدير الميناء إن {subject} وقع {line}.")).join("\n")
}

/// A page around an article.
pub fn page(title: &str, date: &str, subject: &str) -> String {
    let paragraphs: String = prose(subject).lines().map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>{title} - صدى الوادي</title>\
         <meta property='og:site_name' content='صدى الوادي'><meta property='article:published_time' content='{date}'>\
         </head><body><nav><ul><li><a href='/'>الرئيسية</a></li><li><a href='/x'>اقتصاد</a></li></ul></nav>\
         <article><h1>{title}</h1>{paragraphs}</article><footer>جميع الحقوق محفوظة</footer></body></html>"
    )
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A record of a web archive.
pub fn record(kind: &str, url: &str, content: &str, block: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2022-02-01T10:11:12Z\r\n\
         Content-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The answer of a server as a record.
pub fn response(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(), body].concat();
    record("response", url, "application/http; msgtype=response", &block)
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(100) {
        write!(chunks, "{:x}\r\n", chunk.len()).unwrap();
        chunks.extend_from_slice(chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\n\r\n");
    chunks
}

/// A web archive with pages, and much else.
fn web_archive() -> Vec<Vec<u8>> {
    let html = |subject: &str| page(&format!("حريق عن {subject}"), "2022-01-24T12:30", subject).into_bytes();
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        response("https://www.sada.example/1", "Content-Type: text/html; charset=utf-8", &html("الأول")),
        record("request", "https://www.sada.example/2", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        response(
            "https://sada.example/2",
            "Content-Type: text/html\r\nTransfer-Encoding: chunked",
            &chunked(&html("الثاني")),
        ),
        response(
            "https://sada.example/3",
            "Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked",
            &chunked(&gzip(&html("الثالث"))),
        ),
        response("https://sada.example/logo.png", "Content-Type: image/png", b"\x89PNG"),
        record("revisit", "https://sada.example/1", "application/http", b"HTTP/1.1 200 OK\r\n\r\n"),
    ]
}

/// Documents and skips of each file, by its name.
fn by_file(lines: &[Value]) -> BTreeMap<String, (u64, u64)> {
    let files = lines.iter().filter(|line| line["what"] == "file");
    let name = |line: &Value| line["file"].as_str().unwrap().rsplit('/').next().unwrap().to_string();
    files.map(|line| (name(line), (line["documents"].as_u64().unwrap(), line["skipped"].as_u64().unwrap()))).collect()
}

#[test]
fn a_folder_that_mixes_all_containers() {
    let archive = Archive::new();
    let feed = format!(
        "<?xml version='1.0'?><rss><channel><title>صدى الوادي</title><item><title>خبر & خبر</title><link>http://sada.example/7</link>\
         <description>{}</description></item><item><title>آخر</title><link>http://sada.example/8</link></item></channel></rss>",
        prose("السابع")
    );
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>قصة من التغذية</title></entry></feed>";
    let wide: Vec<u8> = format!("\u{FEFF}title\ttext\nعنوان\t{}\n", prose("التاسع").replace('\n', " "))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let record = |number: u32| format!("{{\"id\": \"r{number}\", \"text\": \"نص السجل رقم {number}\"}}");
    let warc = web_archive();
    let members: Vec<u8> = warc.iter().flat_map(|record| gzip(record)).collect();
    let html = page("حريق في الميناء الكبير", "2022-01-24", "الحريق");
    let files: Vec<(&str, Vec<u8>, (u64, u64))> = vec![
        ("page.txt", format!("حريق الميناء\n\n{}", prose("الحريق")).into_bytes(), (1, 0)),
        ("page.html", html.clone().into_bytes(), (1, 0)),
        ("page-named-wrongly.txt", html.clone().into_bytes(), (1, 0)),
        ("page-without-name", html.into_bytes(), (1, 0)),
        ("records.jsonl", format!("{}\n{}\n", record(1), record(2)).into_bytes(), (2, 0)),
        ("array.json", format!("[{},\n{}]", record(3), record(4)).into_bytes(), (2, 0)),
        ("records-named-wrongly.txt", record(5).into_bytes(), (1, 0)),
        ("records.jsonl.gz", gzip(record(6).as_bytes()), (1, 0)),
        ("table.csv", "id;title;text\nt1;عنوان;\"نص؛ وبقية\"\nt2;عنوان;نص\n".into(), (2, 0)),
        ("wide.tsv", wide, (1, 0)),
        ("feed.xml", feed.clone().into_bytes(), (2, 0)),
        ("atom.gz", gzip(atom.as_bytes()), (1, 0)),
        ("web.warc", warc.concat(), (3, 2)),
        ("web.warc.gz", members.clone(), (3, 2)),
        (
            "web.wacz",
            zip(&[
                ("datapackage.json", b"{}"),
                ("archive/data.warc.gz", &members),
                ("pages/pages.jsonl", b"{\"text\": \"x\"}"),
            ]),
            (3, 4),
        ),
        (
            "all.zip",
            zip(&[
                ("a/r.jsonl", record(8).as_bytes()),
                ("a/r.json.gz", &gzip(record(9).as_bytes())),
                ("../leads/out.json", record(10).as_bytes()),
                ("picture.png", b"\x89PNG\r\n"),
            ]),
            (2, 2),
        ),
        ("text.docx", zip(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"x")]), (0, 1)),
        ("book.epub", zip(&[("mimetype", b"application/epub+zip"), ("META-INF/container.xml", b"x")]), (0, 1)),
        ("paper.pdf", b"%PDF-1.7 \x00".to_vec(), (0, 1)),
        ("picture.jpg", b"\xFF\xD8\xFF\xE0".to_vec(), (0, 1)),
        ("program.bin", b"\x7FELF\0\0\0".to_vec(), (0, 1)),
        ("nothing.json", Vec::new(), (0, 1)),
    ];
    for (name, bytes, _) in &files {
        archive.write(name, bytes);
    }
    let (said, lines) = archive.reported(&[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let expected: BTreeMap<String, (u64, u64)> =
        files.iter().map(|(name, _, counts)| (name.to_string(), *counts)).collect();
    assert_eq!(by_file(&lines), expected, "{}", said.out);
    let documents: u64 = expected.values().map(|(documents, _)| documents).sum();
    assert!(said.out.contains(&format!("added      {documents}\n")), "{}", said.out);
    for part in [
        "text.docx: no text",
        "book.epub: broken archive: it names no description of the book",
        "paper.pdf: broken PDF: it names no pages",
        "all.zip: ../leads/out.json: a path that leads out",
        "web.warc: record 6: not a page: image/png",
        "web.warc: record 7: a revisit",
    ] {
        assert!(problems(&lines).contains(part), "{part}: {}", problems(&lines));
    }
    assert!(archive.run(&["check"], &[]).out.starts_with(&format!("{documents} documents")));
    // Everything that was skipped says why and where.
    let skips: u64 = expected.values().map(|(_, skips)| skips).sum();
    let told = lines.iter().filter(|line| line["what"] == "skip");
    assert_eq!(told.filter(|line| line["source"].is_string() && line["kind"].is_string()).count() as u64, skips);
}

#[test]
fn a_capture_says_when_and_where() {
    let archive = Archive::new();
    archive.write("web.warc", &web_archive().concat());
    assert_eq!(archive.update(&[]).code, 0);
    let id = archive.ids(&["الثالث"]).remove(0);
    let said = archive.run(&["show", "--format", "json", &id], &[]);
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown["url"], "https://sada.example/3");
    assert_eq!(shown["title"], "حريق عن الثالث");
    assert_eq!(shown["outlet"]["name"], "صدى الوادي");
    assert_eq!(shown["source"]["captured"], "2022-02-01T10:11:12Z");
    assert_eq!(shown["source"]["place"]["record"], 5);
    assert_eq!(shown["published"], "2022-01-24T12:30");
}

#[test]
fn a_registry_tells_outlets() {
    let archive = Archive::new();
    archive.write(
        "outlets.toml",
        "[[outlet]]\nid = \"sada\"\nname = \"صدى الوادي\"\ndomains = [\"sada.example\"]\nzone = \"Asia/Damascus\"\n"
            .as_bytes(),
    );
    archive.write("web.warc", &web_archive().concat());
    archive.write("qindil/a.jsonl", "{\"text\": \"نص عن القنديل\"}".as_bytes());
    archive.write("b.jsonl", "{\"text\": \"نص عن الناعورة\"}".as_bytes());
    let said = archive.update(&["--outlet-from-folder"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(archive.ids(&["الثالث", "--outlet", "sada"]).len(), 1);
    let id = archive.ids(&["الثالث"]).remove(0);
    assert!(archive.run(&["show", &id], &[]).out.contains("2022-01-24 12:30+02:00"), "the clock is that of the outlet");
    assert_eq!(archive.ids(&["القنديل", "--outlet", "qindil"]).len(), 1);
    // Without a folder that names it, the flag does.
    let said = archive.update(&["--rebuild", "--outlet", "الناعورة"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(archive.ids(&["الناعورة", "--outlet", "الناعورة"]).len(), 1);
    let none = archive.folder.path().join("none.toml");
    std::fs::write(&none, "[[outlet]]\nid = 1").unwrap();
    super::assert_refused(&archive.update(&["--outlets", none.to_str().unwrap()]), &["none.toml", "line 2"]);
}

#[test]
fn a_dry_run_shows_and_indexes_nothing() {
    let archive = Archive::new();
    archive.write("page.html", page("حريق في الميناء الكبير", "2022-01-24", "الحريق").as_bytes());
    archive.write("paper.pdf", b"%PDF-1.7");
    let said = archive.update(&["--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for part in ["حريق في الميناء الكبير", "meta article:published_time", "قال مدير الميناء", "paper.pdf: broken"]
    {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    assert!(!archive.index().exists());
}

#[test]
fn a_dry_run_explains_what_of_a_page_is_its_article() {
    let prose = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";
    let paragraph = format!("<p>{prose}</p>");
    let html = format!(
        "<html><head><title>حريق كبير في الميناء</title></head><body><nav>أخبار الميناء</nav><article><h1>حريق كبير في الميناء</h1>\
         {}<h2>أسباب الحريق</h2>{paragraph}<div class=related-posts><p>خبر آخر</p></div></article>\
         <div id=comments><p>رأي قارئ</p></div></body></html>",
        paragraph.repeat(4)
    );
    let archive = Archive::new();
    archive.write("page.html", html.as_bytes());
    let said = archive.update(&["--dry-run", "--explain"]).out.replace(['\u{2068}', '\u{2069}'], "");
    let told = |verdict: &str| said.lines().filter(|line| line.starts_with(verdict)).collect::<Vec<_>>();
    let kept = format!("kept\tprose\t{prose}");
    let mut expected = vec![kept.as_str(); 4];
    expected.extend(["kept\ta short line among prose\tأسباب الحريق", &kept]);
    assert_eq!(told("kept"), expected);
    let left_out = [
        "left out\toutside the article\tأخبار الميناء",
        "left out\tthe title\tحريق كبير في الميناء",
        "left out\tin a box beside the article\tخبر آخر",
        "left out\treaders' comments\tرأي قارئ",
    ];
    assert_eq!(told("left out"), left_out);
    super::assert_refused(&archive.update(&["--explain"]), &["--dry-run"]);
}

#[test]
fn a_registry_is_proposed() {
    let archive = Archive::new();
    let record = |name: &str, author: &str, number: u32| {
        format!(
            "{{\"outlet\": \"{name}\", \"author\": \"{author}\", \"url\": \"https://www.sada.example/{number}\", \"text\": \"نص\"}}\n"
        )
    };
    let known = "[[outlet]]\nid = \"قنديل\"\nname = \"قنديل\"\ndomains = [\"sada.example\"]\naccounts = [\"وكالات\"]\n";
    archive.write("outlets.toml", known.as_bytes());
    archive.write("a.jsonl", (record("صدى الوادي", "admin", 1) + &record("صدى الوادي", "admin", 2)).as_bytes());
    archive.write("b.jsonl", (record("قنديل", "رنيم", 3) + &record("موقع صدى الوادي", "وكالات", 4)).as_bytes());
    archive.update(&[]);
    let said = archive.run(&["outlets", "--suggest"], &[]);
    let lacking = "[[outlet]]\nid = \"صدي-الوادي\"\nname = \"صدى الوادي\"\naliases = [\"موقع صدى الوادي\"]\n";
    assert_eq!(said.out, format!("{known}\n{lacking}domains = [\"sada.example\"]\n"), "{}", said.err);
    // What is proposed is a registry.
    archive.write("outlets.toml", said.out.as_bytes());
    archive.update(&[]);
    let said = archive.run(&["outlets", "--suggest"], &[]);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "nothing is left to propose");
}

/// What a dry run says of one file, without the isolates around fields.
fn dry(name: &str, bytes: &[u8]) -> String {
    let archive = Archive::new();
    archive.write(name, bytes);
    archive.update(&["--dry-run"]).out.replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn exports_of_content_systems_are_read() {
    let press = r#"[{"title": {"rendered": "حريق"}, "content": {"rendered": "<p>نص أول</p><p>نص ثان</p>"}, "date": "2022-01-24T10:00:00"}]"#;
    let said = dry("posts.json", press.as_bytes());
    assert!(said.contains("نص أول\n\nنص ثان") && said.contains("2022-01-24 10:00"), "{said}");
    let counted = dry("a.jsonl", r#"{"text": "نص", "date": 1643020200}"#.as_bytes());
    assert!(counted.contains("2022-01-24 10:30+00:00"), "{counted}");
    let table = dry("a.csv", "sep=;\nالعنوان;النص;التاريخ;الكاتب\nحريق;نص طويل;24 كانون الثاني 2022;رنيم\n".as_bytes());
    for part in ["title      حريق", "2022-01-24", "authors    رنيم", "نص طويل"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let export = "<rss xmlns:wp='x'><channel><item><title>مسودة</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>\
        <item><title>خبر</title><content:encoded><![CDATA[نص أول\n\nنص ثان]]></content:encoded><wp:status>publish</wp:status></item></channel></rss>";
    let said = dry("export.xml", export.as_bytes());
    assert!(said.contains("not a page: draft post") && said.contains("نص أول\n\nنص ثان"), "{said}");
    let cut = dry("cut.xml", "<rss><item><title>خبر</title><description><![CDATA[نص طويل".as_bytes());
    assert!(cut.contains("the file ends within the item") && cut.contains("نص طويل"), "{cut}");
}

#[test]
fn dates_of_other_things_are_not_those_of_articles() {
    let html = |above: &str, below: &str| {
        let head = "<html><head><title>حريق في صومعة الحبوب - صدى</title></head><body>";
        let prose: String = prose("الحريق").lines().map(|line| format!("<p>{line}</p>")).collect();
        dry(
            "a.html",
            format!("{head}{above}<article><h1>حريق في صومعة الحبوب</h1>{below}{prose}</article></body></html>")
                .as_bytes(),
        )
    };
    let told = |said: &str| said.lines().find(|line| line.starts_with("published")).unwrap_or_default().to_string();
    for (above, below) in [
        ("<div id=clock>اليوم: 24 نوفمبر 2026</div>", ""),
        ("", "<figure><figcaption>مظاهرة في حلب، 3 آذار 2011 (أ ف ب)</figcaption></figure>"),
        ("<aside><time datetime=2015-03-03>قديم</time></aside>", ""),
        ("", "<div class=comments><time datetime=2015-03-03>3 مارس</time></div>"),
        ("", "<h3>حصيلة الضحايا منذ 15 آذار 2011</h3>"),
    ] {
        let said = html(above, below);
        assert_eq!(told(&said), "published  unknown", "{above}{below}: {said}");
    }
    assert!(told(&html("", "<div>نشر في 24 كانون الثاني 2022</div>")).contains("2022-01-24"));
}

#[test]
fn a_link_within_an_article_does_not_end_it() {
    let told = prose("الحريق");
    let lines: Vec<&str> = told.lines().collect();
    for link in ["شارك هذا الخبر", "اقرأ أيضاً\nعنوان خبر آخر"] {
        let text = format!("بحث\n\nحريق في صومعة الحبوب\n\n{}\n{link}\n{}\n{}", lines[0], lines[1], lines[2]);
        let said = dry("a.txt", text.as_bytes());
        assert!(
            lines.iter().all(|line| said.contains(line)) && said.contains("title      حريق في صومعة"),
            "{link}: {said}"
        );
    }
}

#[test]
fn words_that_a_break_parts_stay_apart() {
    let told = prose("الحريق").replace('\n', "<br>");
    let said =
        dry("a.html", format!("<html><body>خبر من الميناء<br>حلب - سانا<br><br>{told}</body></html>").as_bytes());
    assert!(said.contains("الميناء") && !said.contains("الميناءحلب") && !said.contains(".وأضاف"), "{said}");
}

#[test]
fn pages_of_a_pdf_are_positions() {
    // Printed by a browser, in which لا is two glyphs and marks state their text.
    let archive = Archive::new();
    archive.write("report.pdf", include_bytes!("../golden/two-pages.pdf"));
    let said = archive.update(&[]);
    assert!(said.out.contains("added      1\n"), "{}", said.out);
    let hits = archive.run(&["search", "الخسائر", "--format", "jsonl"], &[]).out;
    let hit: serde_json::Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    let id = hit["id"].as_str().unwrap().to_string();
    assert_eq!(hit["title"], "حريق كبير في صومعة الميناء");
    assert_eq!(hit["passage"]["part"]["number"], 2, "{hit}");
    let text = archive.run(&["search", "الخسائر"], &[]).out;
    assert!(text.contains("\u{2068}page 2\u{2069}"), "{text}");
    let page = archive.run(&["show", &id, "--page", "2"], &[]).out;
    let expected = "وأضاف المدير يوم 24/01/2022 أن الخسائر تبلغ ملايين الدولارات، وأن الآلات الثقيلة وصلت إلى الرصيف.";
    assert_eq!(page.trim().replace('\n', " "), expected);
    let first = archive.run(&["show", &id, "--page", "1"], &[]).out;
    assert!(first.contains("12,500 طن من القمح (بحسب الإدارة)."), "{first}");
    let cited = archive.run(&["show", &id, "--page", "2", "--cite", "ris"], &[]).out;
    assert!(cited.contains("SP  - 2"), "{cited}");
    super::assert_refused(&archive.run(&["show", &id, "--page", "3"], &[]), &["has 2 pages", "no part 3"]);
    let verified = archive.run(&["verify"], &[]);
    assert!(verified.out.starts_with("1 documents are what their sources say"), "{}", verified.out);
}

#[test]
fn pages_that_are_pictures_are_said() {
    let archive = Archive::new();
    archive.write("scan.pdf", include_bytes!("../golden/scan.pdf"));
    let said = archive.update(&["--dry-run"]);
    assert!(said.out.contains("scanned pages: no text layer: 1 of 1 pages are pictures"), "{}", said.out);
    let without = archive.command().args(["index", "--ocr"]).arg(archive.files()).env("PATH", "").output();
    super::assert_refused(&super::said(without.unwrap()), &["--ocr: tesseract cannot be run; install them"]);
}

#[test]
#[ignore = "runs tesseract and pdftoppm"]
fn letters_of_pictures_are_recognised_on_request_and_marked() {
    let archive = Archive::new();
    archive.write("scan.pdf", include_bytes!("../golden/scan.pdf"));
    let said = archive.update(&["--ocr"]);
    assert!(said.out.contains("added      1\n") && said.out.contains("letters recognised: on 1 pages"), "{}", said.out);
    let hits = archive.run(&["search", "الحريق", "--format", "jsonl"], &[]).out;
    let hit: serde_json::Value = serde_json::from_str(hits.lines().next().unwrap()).unwrap();
    assert!(hit["ocr"].as_u64().unwrap() > 50, "{hit}");
    assert_eq!(hit["evidence"]["body"]["from"], "OCR by tesseract");
    assert!(hit["passage"]["text"].as_str().unwrap().contains("مدير"), "{hit}");
    let id = hit["id"].as_str().unwrap();
    for (arguments, part) in [
        (vec!["search", "الحريق"], "OCR, "),
        (vec!["show", id], "letters recognised on scanned pages, "),
        (vec!["show", id, "--cite"], "letters recognised by OCR, "),
        (vec!["verify"], "1 documents are what their sources say"),
    ] {
        let said = archive.run(&arguments, &[]);
        assert!(said.out.contains(part), "{arguments:?}: {}", said.out);
    }
}
