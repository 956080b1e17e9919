//! Every kind of file that archivists keep, two of each in the structure that its programs write: all documents are found,
//! verified and cited.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Archive;
use super::formats::{page, record, response, zip};

/// Files of all kinds, each with the number of its documents. `number` is part of every text.
fn samples(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let mut files = posts(number);
    files.extend(offices(number));
    files.extend(captures(number));
    files.extend(recordings(number));
    files.extend(databases(number));
    files
}

fn sentence(number: usize) -> String {
    format!("قال مدير الميناء {number} إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.")
}

fn file(name: &str, text: impl Into<String>, documents: u64) -> (String, Vec<u8>, u64) {
    (name.into(), text.into().into_bytes(), documents)
}

fn posts(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let said = sentence(number);
    let latin: String = said.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    vec![
        file(
            "telegram/result.json",
            format!(
                r#"{{"name": "قناة الوادي", "type": "public_channel", "id": 155000000{number}, "messages": [{{"id": 1, "type": "service", "date": "2022-01-21T10:00:00", "action": "create_channel", "text": ""}},
                {{"id": 7, "type": "message", "date": "2022-01-21T11:15:30", "date_unixtime": "1642752930", "from": "قناة الوادي", "text": [{{"type": "bold", "text": "عاجل"}}, " {said}"]}}]}}"#
            ),
            1,
        ),
        file(
            "telegram/messages.html",
            format!(
                r#"<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">فريق {number}</div></div></div>
                <div class="page_body chat_page"><div class="history"><div class="message default clearfix" id="message3"><div class="body"><div class="pull_right date details" title="21.01.2022 10:15:30 UTC+03:00">10:15</div>
                <div class="from_name">سعيد</div><div class="text">{said}</div></div></div></div></div></div></body></html>"#
            ),
            1,
        ),
        file(
            "telegram/channel.html",
            format!(
                r#"<html><body class="widget_frame_base tgme_webpreview"><main class="tgme_main"><div class="tgme_channel_info_header_title">قناة الوادي</div><section class="tgme_channel_history">
                <div class="tgme_widget_message" data-post="wadi/{number}"><div class="tgme_widget_message_text">{said}</div><a class="tgme_widget_message_date" href="https://t.me/wadi/{number}"><time datetime="2022-01-21T07:15:30+00:00">07:15</time></a></div>
                <div class="tgme_widget_message" data-post="wadi/9{number}"><div class="tgme_widget_message_text">عاجل: {said}</div></div></section></main></body></html>"#
            ),
            2,
        ),
        file(
            "telegram/lines.jsonl",
            format!(
                r#"{{"_type": "snscrape.modules.telegram.TelegramPost", "url": "https://t.me/s/sada/{number}", "date": "2022-01-21T10:15:00+00:00", "content": "{said}"}}"#
            ),
            1,
        ),
        file(
            "x/tweets.js",
            format!(
                r#"window.YTD.tweets.part0 = [{{"tweet": {{"id_str": "1{number}", "full_text": "{said}", "created_at": "Fri Jan 21 07:15:30 +0000 2022", "favorite_count": "1"}}}}]"#
            ),
            1,
        ),
        file(
            "x/api.json",
            format!(
                r#"{{"data": [{{"id": "2{number}", "text": "{said}", "author_id": "3", "created_at": "2022-01-21T07:15:30.000Z"}}], "includes": {{"users": [{{"id": "3", "username": "wadi", "name": "الوادي"}}]}}, "meta": {{"result_count": 1}}}}"#
            ),
            1,
        ),
        file(
            "facebook/posts_1.json",
            format!(
                r#"[{{"timestamp": 1642749330, "data": [{{"post": "{latin}"}}], "title": "X updated his status."}}]"#
            ),
            1,
        ),
        file(
            "instagram/posts_1.json",
            format!(r#"[{{"media": [{{"uri": "1.jpg", "creation_timestamp": 1642749330, "title": "{latin}"}}]}}]"#),
            1,
        ),
        file(
            &format!("WhatsApp Chat with فريق {number}.txt"),
            format!(
                "21/01/2022, 10:15 - الرسائل مشفرة\n21/01/2022, 10:16 - سعيد: {said}\n21/01/2022, 10:20 - رنيم: تم الأمر\n22/01/2022, 09:00 - سعيد: عاجل {said}\n"
            ),
            2,
        ),
        file(
            "outbox.json",
            format!(
                r#"{{"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "orderedItems": [{{"type": "Create", "actor": "https://social.example/users/wadi", "published": "2022-01-21T07:15:30Z",
                "object": {{"id": "https://social.example/users/wadi/statuses/{number}", "type": "Note", "published": "2022-01-21T07:15:30Z", "attributedTo": "https://social.example/users/wadi", "content": "<p>{said}</p>"}}}}]}}"#
            ),
            1,
        ),
        file(
            "video.info.json",
            format!(
                r#"{{"id": "abcdefghij{number}", "title": "حريق الميناء", "description": "{said}", "channel": "الوادي", "channel_id": "UC1", "uploader": "الوادي", "upload_date": "20220121", "webpage_url": "https://video.example/{number}", "extractor": "generic", "duration": 10}}"#
            ),
            1,
        ),
    ]
}

fn offices(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let said = sentence(number);
    let packed = |name: &str, parts: &[(&str, String)]| {
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        (name.to_string(), zip(&parts), 1)
    };
    let relation = |kind: &str, target: &str| {
        let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        format!("<Relationships><Relationship Id=\"r1\" Type=\"{base}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let cell = |place: &str, text: &str| format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rtf: String = said.encode_utf16().map(|unit| format!("\\u{}?", unit as i16)).collect();
    let letter = |body: &str| {
        format!(
            "From: Ranim <ranim@sada.example>\nTo: desk@sada.example\nSubject: =?utf-8?B?2K3YsdmK2YI=?=\nDate: Fri, 21 Jan 2022 10:15:00 +0200\nMessage-ID: <{number}@sada.example>\nMIME-Version: 1.0\n{body}"
        )
    };
    let plain = format!("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{said}\n");
    let with_file = format!(
        "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\n{plain}\n--b\nContent-Type: text/plain; charset=utf-8; name=\"note.txt\"\nContent-Disposition: attachment; filename=\"note.txt\"\nContent-Transfer-Encoding: 8bit\n\nبيان: {said}\n--b--\n"
    );
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{}{}</row><row r=\"2\">{}{}</row></sheetData></worksheet>",
        cell("A1", "title"),
        cell("B1", "text"),
        cell("A2", "حريق"),
        cell("B2", &said)
    );
    let table_cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let open = |kind: &str, content: String| {
        vec![
            ("mimetype", format!("application/vnd.oasis.opendocument.{kind}")),
            (
                "content.xml",
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body>{content}</office:body></office:document-content>"
                ),
            ),
            ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"m\"/>".to_string()),
        ]
    };
    vec![
        packed(
            "a.docx",
            &[
                ("[Content_Types].xml", "<Types/>".into()),
                ("_rels/.rels", relation("officeDocument", "word/document.xml")),
                ("word/document.xml", format!("<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>حريق {number}</w:t></w:r></w:p><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:body></w:document>")),
            ],
        ),
        packed("a.odt", &open("text", format!("<office:text><text:h>حريق {number}</text:h><text:p>{said}</text:p></office:text>"))),
        packed("a.pptx", &[("[Content_Types].xml", String::new()), ("ppt/slides/slide1.xml", format!("<p:sld><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:sld>"))]),
        packed(
            "a.epub",
            &[
                ("mimetype", "application/epub+zip".into()),
                ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"c.opf\"/></rootfiles></container>".into()),
                ("c.opf", "<package><metadata><dc:title>صدى</dc:title></metadata><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>".into()),
                ("a.xhtml", format!("<html><body><h1>حريق {number}</h1><p>{said}</p></body></html>")),
            ],
        ),
        packed(
            "a.xlsx",
            &[
                ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
                ("[Content_Types].xml", "<Types/>".into()),
                ("xl/workbook.xml", "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"أخبار\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>".into()),
                ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
                ("xl/worksheets/sheet1.xml", sheet),
            ],
        ),
        packed(
            "a.ods",
            &open(
                "spreadsheet",
                format!(
                    "<office:spreadsheet><table:table table:name=\"أخبار\"><table:table-row>{}{}</table:table-row><table:table-row>{}{}</table:table-row></table:table></office:spreadsheet>",
                    table_cell("title"), table_cell("text"), table_cell("حريق"), table_cell(&said)
                ),
            ),
        ),
        file("a.fodt", format!("<?xml version=\"1.0\"?><office:document><office:body><office:text><text:p>{said}</text:p></office:text></office:body></office:document>"), 1),
        file("a.rtf", format!("{{\\rtf1\\ansi\\ansicpg1256\\uc1\\rtlpar {rtf}\\par}}"), 1),
        file("a.md", format!("---\ntitle: حريق {number}\ndate: 2022-01-21\n---\n\n# حريق\n\n{said}\n"), 1),
        file("plain.eml", letter(&plain), 1),
        file("with-file.eml", letter(&with_file), 2),
        file("box.mbox", format!("From a@b.example Fri Jan 21 10:15:00 2022\n{}\n\nFrom a@b.example Fri Jan 21 11:15:00 2022\n{}\n", letter(&plain), letter(&plain).replace("Message-ID: <", "Message-ID: <2-")), 2),
    ]
}

fn captures(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let url = format!("https://sada.example/{number}");
    let html = |name: &str| page(&format!("حريق في {name} {number}"), "2022-01-24", &format!("حريق {name} {number}"));
    let http = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    let arc_page = http(&html("المرفأ"));
    let about = "1 0 x\nURL IP-address Archive-date Content-type Archive-length\n";
    let arc = format!(
        "filedesc://a.arc 0.0.0.0 20220201101112 text/plain {}\n{about}\n{url}/arc 1.2.3.4 20220201101112 text/html {}\n{arc_page}\n",
        about.len(),
        arc_page.len()
    );
    let warc = response(&format!("{url}/warc"), "Content-Type: text/html; charset=utf-8", html("الرصيف").as_bytes());
    let converted = record(
        "conversion",
        &format!("{url}/text"),
        "text/plain",
        format!("حريق {number}\n\n{}", sentence(number)).as_bytes(),
    );
    let mhtml = format!(
        "From: <Saved by Blink>\nSnapshot-Content-Location: {url}/mhtml\nSubject: x\nDate: Fri, 21 Jan 2022 10:15:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: 8bit\nContent-Location: {url}/mhtml\n\n{}\n--b--\n",
        html("الصومعة")
    );
    let single = html("المخزن").replacen("<html", &format!("<html><!--\n Page saved with SingleFile \n url: {url}/single \n saved date: Fri Jan 21 2022 10:15:00 GMT+0200\n--><x"), 1);
    let mirrored = html("القناة")
        + &format!(
            "\n<!-- Mirrored from sada.example/{number}/mirror.html by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 21 Jan 2022 08:15:00 GMT -->"
        );
    let next = format!(
        r#"<html><head><title>حريق الميناء {number}</title></head><body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{{"props": {{"pageProps": {{"article": {{"title": "حريق الميناء {number}", "body": "<p>{0}</p><p>{0}</p>"}}}}}}}}</script></body></html>"#,
        sentence(number)
    );
    let nuxt = format!(
        r#"<html><head><title>حريق المرفأ {number}</title></head><body><div id="__nuxt"></div><script>window.__NUXT__=(function(a,b){{return {{data:[{{article:{{title:a,body:b}}}}]}}}}("حريق المرفأ {number}","<p>{0}</p><p>{0}</p>"));</script></body></html>"#,
        sentence(number)
    );
    let data = format!(
        r#"{{"pageProps": {{"article": {{"title": "حريق الصومعة {number}", "body": "<p>{0}</p><p>{0}</p>"}}}}, "__N_SSP": true}}"#,
        sentence(number)
    );
    let whole = |name: &str| {
        format!("<article><h2>حريق {name} {number}</h2>{}</article>", format!("<p>{}</p>", sentence(number)).repeat(6))
    };
    let several = format!(
        "<html><head><title>صدى</title></head><body><main>{}{}</main></body></html>",
        whole("أول"),
        whole("ثان")
    );
    let post = |hour: u32, word: &str| {
        format!(
            "<div class=post><time datetime='2022-01-21T{hour}:05'>{hour}:05</time><p>{} وحضر {word}.</p></div>",
            sentence(number)
        )
    };
    let live = format!(
        "<html><head><title>حريق الميناء {number} لحظة بلحظة</title></head><body><h1>حريق الميناء {number} لحظة بلحظة</h1><div class=live-blog>{}{}</div></body></html>",
        post(10, "المحافظ"),
        post(11, "الوزير")
    );
    let pages = format!(
        "{{\"format\": \"json-pages-1.0\", \"id\": \"pages\"}}\n{{\"url\": \"{url}/shown\", \"title\": \"حريق {number}\", \"text\": \"{}\"}}\n",
        sentence(number)
    );
    let wacz =
        zip(&[("datapackage.json", b"{}"), ("archive/data.warc", &warc), ("pages/pages.jsonl", pages.as_bytes())]);
    vec![
        file("a.arc", arc, 1),
        ("a.warc.zst".into(), zstd(&[warc.clone(), converted].concat()), 2),
        ("a.wacz".into(), wacz, 2),
        file("a.mhtml", mhtml, 1),
        file("single.html", single, 1),
        file("sada.example/mirror.html", mirrored, 1),
        file("next.html", next, 1),
        file("nuxt.html", nuxt, 1),
        file("data.json", data, 1),
        file("several.html", several, 2),
        file("live.html", live, 1),
        ("a.tar".into(), tar("صدى/a.txt", format!("حريق {number}\n\n{}", sentence(number)).as_bytes()), 1),
    ]
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    builder.append_data(&mut header, name, bytes).unwrap();
    builder.into_inner().unwrap()
}

fn recordings(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let said = sentence(number);
    vec![
        file(
            "video.vtt",
            format!("WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n{said}\n\n00:01:10.000 --> 00:01:15.000\nوأضاف\n"),
            1,
        ),
        file(
            "video.srt",
            format!("1\n00:00:01,000 --> 00:00:05,000\n{said}\n\n2\n00:01:10,000 --> 00:01:15,000\nوأضاف\n"),
            1,
        ),
        file(
            "video.json3",
            format!(
                r#"{{"wireMagic": "pb3", "events": [{{"tStartMs": 1000, "dDurationMs": 4000, "segs": [{{"utf8": "{said}"}}]}}]}}"#
            ),
            1,
        ),
        file(
            "video.ttml",
            format!(
                "<tt xmlns='http://www.w3.org/ns/ttml'><body><div><p begin='1s' end='5s'>{said}</p></div></body></tt>"
            ),
            1,
        ),
        file(
            "speech.json",
            format!(
                r#"{{"text": "{said}", "segments": [{{"start": 1.0, "end": 5.0, "text": "{said}"}}], "language": "ar"}}"#
            ),
            1,
        ),
    ]
}

fn databases(number: usize) -> Vec<(String, Vec<u8>, u64)> {
    let said = sentence(number);
    let rule = "_".repeat(60);
    vec![
        file(
            "lexis.txt",
            format!(
                "1 of 2 DOCUMENTS\n\nصدى الوادي\n\nJanuary 21, 2022 Friday\n\nحريق {number}\n\nLENGTH: 12 words\n\n{said}\n\nLOAD-DATE: January 22, 2022\n\n2 of 2 DOCUMENTS\n\nالسرو\n\nJanuary 22, 2022 Saturday\n\nزيارة\n\nLENGTH: 3 words\n\n{said}\n\nLOAD-DATE: January 22, 2022\n"
            ),
            2,
        ),
        file(
            "factiva.txt",
            format!(
                "HD حريق {number}\nPD 21 January 2022\nSN صدى الوادي\nLP {said}\nAN Document SADA000020220121ei1l0000{number}\n"
            ),
            1,
        ),
        file(
            "factiva.html",
            format!(
                "<html><body><div class=article><div><b>حريق {number}</b></div><div>12 words</div><div>21 January 2022</div><div>صدى الوادي</div><div>SADA</div><div>Arabic</div><div>© 2022</div><p>{said}</p><p>Document SADA000020220121ei1l0001{number}</p></div></body></html>"
            ),
            1,
        ),
        file(
            "factiva.xml",
            format!(
                "<?xml version=\"1.0\"?><articles><article><accessionNo>SADA{number}</accessionNo><headline><paragraph>حريق</paragraph></headline><sourceName>صدى</sourceName><leadParagraph><paragraph>{said}</paragraph></leadParagraph></article></articles>"
            ),
            1,
        ),
        file(
            "proquest.txt",
            format!(
                "{rule}\n\nDocument 1 of 1\n\nحريق {number}\n\nFull text: {said}\n\nPublication title: صدى الوادي\n\nPublication date: Jan 21, 2022\n\nProQuest document ID: 25{number}\n\n{rule}\n"
            ),
            1,
        ),
        file(
            "records.ris",
            format!("TY  - NEWS\nTI  - حريق {number}\nT2  - صدى الوادي\nDA  - 2022/01/21/\nAB  - {said}\nER  - \n"),
            1,
        ),
        file("records.enw", format!("%0 Newspaper Article\n%T حريق {number}\n%J صدى الوادي\n%D 2022\n%X {said}\n"), 1),
        file(
            "endnote.xml",
            format!(
                "<?xml version=\"1.0\"?><xml><records><record><ref-type name=\"Newspaper Article\">23</ref-type><titles><title>حريق {number}</title><secondary-title>صدى</secondary-title></titles><dates><year>2022</year></dates><abstract>{said}</abstract></record></records></xml>"
            ),
            1,
        ),
        file(
            "corpus.xml",
            format!(
                "<?xml version=\"1.0\"?><Sada><Sada_1><ID>c{number}</ID><Headline>حريق</Headline><Dateline>2022-01-21</Dateline><Text>{said}</Text></Sada_1></Sada>"
            ),
            1,
        ),
        file(
            "trec.sgml",
            format!("<DOC>\n<DOCNO> SDW_20220121.{number} </DOCNO>\n<TEXT>\n{said}\n</TEXT>\n</DOC>\n"),
            1,
        ),
    ]
}

#[test]
fn every_kind_is_indexed_verified_and_cited() {
    let archive = Archive::new();
    let mut expected = BTreeMap::new();
    for number in [1, 2] {
        for (name, bytes, documents) in samples(number) {
            let name = format!("{number}/{name}");
            archive.write(&name, &bytes);
            expected.insert(name, documents);
        }
    }
    archive.write("1/a.pdf", include_bytes!("../golden/two-pages.pdf"));
    expected.insert("1/a.pdf".into(), 1);
    let path = archive.folder.path().join("report.jsonl");
    let said = archive.update(&["--report", path.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = std::fs::read_to_string(path).unwrap();
    let lines =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).filter(|line| line["what"] == "file");
    let root = format!("{}/", archive.files().display());
    let found =
        lines.map(|line| (line["file"].as_str().unwrap().replace(&root, ""), line["documents"].as_u64().unwrap()));
    assert_eq!(found.collect::<BTreeMap<_, _>>(), expected, "{}", said.out);
    let all: u64 = expected.values().sum();
    let verified = archive.run(&["verify"], &[]);
    assert!(verified.out.starts_with(&format!("{all} documents are what their sources say")), "{}", verified.out);
    // Each is found by its words and cited by its file.
    let ids = archive.ids(&["الميناء", "--limit", "1000", "--no-fold"]);
    assert_eq!(ids.len() as u64, all);
    for id in &ids {
        let cited = archive.run(&["show", id, "--cite"], &[]);
        assert!(
            cited.code == 0 && cited.out.contains("sha256") && cited.out.contains(root.trim_end_matches('/')),
            "{}",
            cited.err
        );
    }
}

#[test]
fn parts_of_documents_are_cited() {
    let archive = Archive::new();
    for (name, bytes, _) in samples(1) {
        archive.write(&name, &bytes);
    }
    archive.update(&[]);
    for (query, part, cited) in [
        ("\"تم الأمر\"", "message 2 (10:20 رنيم)", "رسالة 2 (10:20 رنيم)"),
        ("وأضاف", "segment 2 (0:01:10)", "مقطع 2 (0:01:10)"),
        ("الوزير", "post 2 (2022-01-21 11:05)", "منشور 2 (2022-01-21 11:05)"),
    ] {
        let said = archive.search(&[query]);
        assert!(said.out.replace(['\u{2068}', '\u{2069}'], "").contains(part), "{query}: {}", said.out);
        let id = archive.ids(&[query]).remove(0);
        let text = archive.run(&["show", &id, "--part", "2"], &[]);
        assert!(text.out.contains(query.trim_matches('"')), "{}", text.out);
        let citation = archive.run(&["show", &id, "--part", "2", "--cite"], &[]);
        assert!(citation.out.contains(cited), "{}", citation.out);
    }
    let attached = archive.ids(&["بيان"]).remove(0);
    let citation = archive.run(&["show", &attached, "--cite"], &[]);
    assert!(citation.out.contains("with-file.eml") && citation.out.contains("note.txt"), "{}", citation.out);
    assert!(archive.run(&["show", &attached], &[]).out.contains("1@sada.example"), "the letter is named");
}
