//! Fuzzes every reader with broken bytes: each must end in bounded time, without a panic.
//!
//! Good files are broken at random: bits flipped; parts removed, doubled, or inserted from other files or from a list
//! of tokens that readers act on. `FIHRIS_FUZZ_SECONDS` is the time for each reader, `FIHRIS_FUZZ_SEED` the seed of the
//! random numbers. A failing input is saved to a file that the message names.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Outlets, Settings, Source, date, testing};

/// The most time that an input may take.
const LIMIT: Duration = Duration::from_secs(10);
/// The most bytes of an input.
const LONGEST: usize = 1 << 16;

const HTML: &str = "<!DOCTYPE html><html><head><meta charset=utf-8><title>حريق | صدى</title><meta property='og:title' content='حريق'>\
    <script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"حريق\", \"datePublished\": \"2022-01-24\"}</script></head>\
    <body><ul><li><a href=/>الرئيسية</a></ul><article><h1>حريق</h1><time datetime=2022-01-24>أمس</time><p>قال مدير الميناء إن الحريق بدأ فجرا &amp; امتد.</p>\
    <table><tr><td>خلية<td>خلية</table><p>وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار.</p></article></body></html>";
const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><title>صدى</title><item><title>حريق &amp; دخان</title><link>http://a.example/1</link>\
    <pubDate>Mon, 24 Jan 2022 12:30:00 +0200</pubDate><content:encoded><![CDATA[<p>نص</p>]]></content:encoded></item><entry><id>x</id><content type='xhtml'>\
    <div><p>نص</p></div></content></entry></channel></rss>";
const JSON: &str = "{\"id\": 1, \"title\": \"حريق\", \"text\": \"نص \\u0646 \\ud83d\\ude00\", \"date\": \"24 كانون الثاني 2022\"}\n{\"text\": [\"أ\", \"ب\"]}\n";
const TABLE: &str = "id;title;text;date\n1;\"حريق; كبير\";\"نص\nآخر\";٢٤/١/٢٠٢٢\n2;ب;ت;أمس\n";
const TEXT: &str = "بحث\n\nحريق في الميناء\n24 كانون الثاني 2022 | 12:30\nكتب: رنيم\n\nقال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.\n\nاقرأ أيضاً\nخبر";
const DATES: &str = "الإثنين 24 كانون الثاني / يناير 2022 الموافق 21 جمادى الآخرة 1443هـ ٣:١٥ م بتوقيت دمشق آخر تحديث 2022-01-24T12:30:00+03:00 أمس";
const REGISTRY: &str = "[[outlet]]\nid = \"a\"\nname = \"ب\"\ndomains = [\"a.example\"]\nzone = \"Asia/Damascus\"\ndate_line = { starts = \"نشر\", role = \"published\" }\n";
/// Tokens that readers act on.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "</",
    "&",
    "&#x10FFFF;",
    "&amp",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<script>",
    "</p>",
    "<item>",
    "</item>",
    "<entry",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "\t",
    "|",
    "\r\n\r\n",
    "\n",
    "\0",
    "WARC/1.0\r\n",
    "Content-Length: ",
    "99999999999999999999",
    "-1",
    "0",
    "\r\n0\r\n",
    "HTTP/1.1 200 OK",
    "charset=utf-16",
    "encoding=\"windows-1256\"",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{202E}",
    "\u{FDFA}",
    "م",
    "31",
    "١٤٤٣",
    "شباط",
    "،",
    "أمس",
    "\\u",
    "\\ud800",
    "1e999",
];

fn warc() -> Vec<u8> {
    let body = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{HTML}\r\n0\r\n\r\n",
        HTML.len()
    );
    let record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nWARC-Date: 2022-02-01T10:11:12Z\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    );
    record.repeat(2).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("a/b.jsonl", JSON.as_bytes().to_vec()),
        ("archive/c.warc.gz", gzip(&warc())),
        ("datapackage.json", b"{}".to_vec()),
    ] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Pseudo-random numbers (xorshift: Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// Breaks `bytes` in one way.
    fn breaks(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + 1 + self.below(64)).min(bytes.len());
        match self.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.below(256) as u8,
            2 if at < end => drop(bytes.drain(at..end)),
            3 if at < end => {
                let part = bytes[at..end].repeat(1 + self.below(40));
                bytes.splice(at..at, part);
            }
            4 => drop(bytes.splice(at..at, TOKENS[self.below(TOKENS.len())].bytes())),
            5 => {
                let other = &others[self.below(others.len())];
                let from = self.below(other.len());
                let part = other[from..(from + self.below(400)).min(other.len())].to_vec();
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(at.max(bytes.len() / 8)),
        }
        bytes.truncate(LONGEST);
    }
}

/// Tries `reader` on broken forms of `seed`.
fn fuzz(name: &str, seed: Vec<u8>, reader: fn(&[u8])) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<f64>().ok());
    let seconds = number("FIHRIS_FUZZ_SECONDS").unwrap_or(0.3);
    let mut chance = Chance(number("FIHRIS_FUZZ_SEED").map_or(0x2545_F491_4F6C_DD1D, |seed| seed.to_bits()));
    let others = [HTML, FEED, JSON, TABLE, TEXT]
        .map(|text| text.as_bytes().to_vec())
        .into_iter()
        .chain([warc()])
        .collect::<Vec<_>>();
    let begin = Instant::now();
    reader(&seed);
    while begin.elapsed().as_secs_f64() < seconds {
        let mut bytes = seed.clone();
        for _ in 0..1 + chance.below(8) {
            chance.breaks(&mut bytes, &others);
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| reader(&bytes)));
        if outcome.is_err() || start.elapsed() > LIMIT {
            let kept = std::env::temp_dir().join(format!("fihris-fuzz-{name}"));
            std::fs::write(&kept, &bytes).expect("room for the input");
            panic!("{name}: {} fails or takes {:?}", kept.display(), start.elapsed());
        }
    }
}

fn as_file(name: &str, bytes: &[u8]) {
    for document in testing::read(name, bytes).0 {
        assert!(document.title.len() + document.body.len() <= 64 * (LONGEST + HTML.len()), "a document grew");
    }
}

#[test]
fn fuzz_zip() {
    fuzz("zip", zip(), |bytes| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let count = AtomicU64::new(0);
        let source = Source::of(file.path(), Path::new("/"), &count).unwrap();
        super::read(&source, &Settings::default(), &count, &mut |_| Ok(())).unwrap();
    });
}

#[test]
fn fuzz_dates() {
    fuzz("dates", DATES.into(), |bytes| drop(date::read(&String::from_utf8_lossy(bytes), None)));
}

#[test]
fn fuzz_registry() {
    fuzz("registry", REGISTRY.into(), |bytes| drop(Outlets::parse(&String::from_utf8_lossy(bytes))));
}

const CHANNEL: &str = "{\"name\": \"قناة\", \"type\": \"public_channel\", \"id\": 1, \"messages\": [{\"id\": 1, \"type\": \"service\", \"date\": \"2022-01-21T10:15:30\", \"action\": \"x\", \"text\": \"\"},\n\
    {\"id\": 2, \"type\": \"message\", \"date\": \"2022-01-21T10:15:30\", \"date_unixtime\": \"1642749330\", \"text\": [\"نص \\x01\", {\"type\": \"bold\", \"text\": \"نص\"}], \"poll\": {\"question\": \"س\", \"answers\": [{\"text\": \"ج\"}]}}]}";
const PREVIEW: &str = "<html><body class='widget_frame_base'><div class='tgme_widget_message' data-post='a/1'><a class='tgme_widget_message_reply' href='x'><div class='tgme_widget_message_text'>ن</div></a>\
    <div class='tgme_widget_message_text js-message_text'>نص<br/>نص</div><a class='tgme_widget_message_date'><time datetime='2022-01-21T07:15:30+00:00'></time></a></div></html>";
const CHAT: &str = "21\u{200F}/01\u{200F}/2022، 10:15 ص - سعيد: نص\nنص\n[1/22/22, 10:15:30\u{202F}PM] ~\u{A0}رنيم: <attached: a.jpg>\n22/01/2022, 10:16 - نص\n٢٢/٠١/٢٠٢٢، ١٠:١٦ م - رنيم: نص\n";
const SCRIPT: &str = "window.YTD.tweets.part0 = [ {\"tweet\" : {\"id_str\" : \"1\", \"created_at\" : \"Fri Jan 21 07:15:30 +0000 2022\", \"full_text\" : \"RT @a: نص https://t.co/a\", \
    \"entities\" : {\"urls\" : [{\"url\" : \"https://t.co/a\", \"expanded_url\" : \"https://a.example\"}]}}}, {\"timestamp\": 1, \"data\": [{\"post\": \"\\u00d8\\u00b3\\u00d9\\u0084\"}]} ]";
const LETTER: &str = "From a@b.example Fri Jan 21 10:15:00 2022\nFrom: =?utf-8?B?2LHZhtmK2YU=?= <a@b.example>\nSubject: =?windows-1256?Q?=CD=D1=ED=DE?=\nDate: Fri, 21 Jan 2022 10:15:00 +0300\nMIME-Version: 1.0\n\
    Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=windows-1256\nContent-Transfer-Encoding: quoted-printable\n\n=CD=D1=ED=DE=\n\n--b\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: x\n\nنص\n\
    --b\nContent-Type: text/html\nContent-Disposition: attachment; filename=a.html\nContent-Transfer-Encoding: base64\n\nPHA+2YbYtTwvcD4=\n--b--\n\nFrom e@f.example Fri Jan 21 10:15:00 2022\nFrom: e\nTo: g\n\nنص\n";
const SAVED: &str = "<html><!--\n Page saved with SingleFile \n url: https://a.example/1 \n saved date: Tue May 04 2021 09:12:00 GMT+0300 (x) \n--><body><!-- BEGIN WAYBACK TOOLBAR INSERT -->x<!-- END WAYBACK TOOLBAR INSERT -->\
    <a href=/web/20120502172112im_/http://a.example/>خبر</a><script>__wm.wombat(\"http://a.example/1\",\"20120502172112\")</script>\
    <script id=\"__NUXT_DATA__\" type=\"application/json\">[[\"Reactive\",1],{\"a\":2},{\"title\":3,\"body\":4,\"date\":5},\"حريق\",\"قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.\",[\"Date\",\"2022-01-21\"]]</script></body></html>";
const PDF: &str = "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 600 800]>>\nendobj\n\
    3 0 obj\n<</Type/Page/Parent 2 0 R/Resources<</Font<</F 4 0 R>>/XObject<</X 7 0 R>>>>/Contents 6 0 R>>\nendobj\n\
    4 0 obj\n<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</Subtype/CIDFontType2/DW 500/W[1 [500 600] 3 9 700]>>]>>\nendobj\n\
    5 0 obj\n<</Length 140>>\nstream\nbegincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0600> <06FF> <0600> <0001> <0002> [<06440627> <0020>] endbfrange      \nendstream\nendobj\n\
    6 0 obj\n<</Length 180>>\nstream\nq 1 0 0 1 0 0 cm BT /F 12 Tf 14 TL 1 0 0 1 300 700 Tm [<062706440646> -300 <00010002>] TJ T* <06310639> Tj ET\n/Span<</ActualText<FEFF0627>>> BDC BT (ab) Tj ET EMC /X Do Q\nendstream\nendobj\n\
    7 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[1 0 0 1 0 0]/Length 30>>\nstream\nBT /F 9 Tf <0628> Tj ET /X Do \nendstream\nendobj\ntrailer\n<</Root 1 0 R/Info<</Title(x)/CreationDate(D:20220121)>>>>\n%%EOF";
const RTF: &str = "{\\rtf1\\ansi\\ansicpg1256\\uc1{\\fonttbl{\\f0\\fcharset178 Arial;}}{\\info{\\title x}{\\creatim\\yr2022\\mo1\\dy2}}\\f0\\'cd\\'d1\\u1610?\\u-10179?\\u-8704?\\par{\\*\\bkmkstart x}\\bin2 ab}";
const SUBTITLES: &str = "WEBVTT\nKind: captions\n\n00:00:00.160 --> 00:00:02.869 align:start\n \nمرحبا<00:00:00.480><c> بكم</c>\n\n1\n00:00:02,870 --> 00:01:05,000\nمرحبا بكم\nفي &amp; الحلقة\n";
const FRONT: &str = "---\ntitle: \"حريق\"\ndate: 2022-01-21\nauthors:\n  - name: رنيم\ntags: [a, b]\n---\n\n# حريق\n\n**نص** [رابط](http://a.example) ![ص](a.jpg)\n";
const PRESS: &str = "                 1 of 2 DOCUMENTS\n\n                صدى\n\n           January 21, 2022 Friday\n\nعنوان\n\nLENGTH: 3 words\n\nنص\n\nLOAD-DATE: x\n\nHD عنوان\nPD 21 January 2022\nLP نص\nAN Document SADA000020220121ei1l0000a\n\n\
    عنوان\nصدى\nJanuary 21, 2022\nLength: 3 words\nBody\nنص\nEnd of Document\n__________________________________________________\nFull text: نص\nPublication title: صدى\nTY  - NEWS\nTI  - عنوان\nAB  - نص\nER  - \n";

fn arc() -> Vec<u8> {
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{HTML}");
    let record = format!("\nhttp://a.example/1 192.0.2.7 20040525101112 text/html {}\n{page}", page.len());
    format!("filedesc://a.arc 0.0.0.0 20040525101112 text/plain 76\n1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n\n{record}{record}").into_bytes()
}

/// A document of an office whose parts are not compressed, so that what is broken is the markup.
fn office() -> Vec<u8> {
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("[Content_Types].xml", "<Types/>"),
        (
            "word/document.xml",
            "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>حريق &amp; دخان</w:t><w:tab/></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p></w:body></w:document>",
        ),
        (
            "docProps/core.xml",
            "<c><dc:title>x</dc:title><dc:creator>رنيم الدلبي</dc:creator><dcterms:created>2022-01-21T10:15:00Z</dcterms:created></c>",
        ),
    ] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const XML: &str = "<?xml version='1.0'?><all><doc id='A_20220121.1'><title>حريق &amp; دخان</title><text>نص<br/>نص <b>نص</b><![CDATA[<p>نص</p>]]></text></doc><record><ref-type>23</ref-type><titles><title>x</title></titles><abstract>نص</abstract></record>\
    <article><headline>x</headline><leadParagraph><paragraph>نص</paragraph></leadParagraph></article></all>";
const TIMED: &str = "<tt xmlns='x' frameRate='25'><body><p begin='00:00:01:12' end='99h'>نص<br/>نص</p><p begin='1.5s' dur='20f'>نص</p></body></tt>";
const CAPTIONS: &str = "{\"events\": [{\"tStartMs\": 0, \"dDurationMs\": 99999999999, \"segs\": [{\"utf8\": \"نص\"}]}, {\"segs\": []}]}\n{\"segments\": [{\"start\": 0.5, \"end\": 1e300, \"text\": \"نص\"}]}\n{\"pageProps\": {\"title\": \"حريق\", \"body\": \"نص\"}}\n";
const LIVE: &str = "<html><head><title>حريق</title><script type='application/ld+json'>{\"@type\": \"LiveBlogPosting\", \"liveBlogUpdate\": [{\"datePublished\": \"2022-01-21T10:15\", \"articleBody\": \"قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.\"}]}</script></head><body>\
    <div class=live-blog><div><time datetime=2022-01-21T10:15>10:15</time><p>قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.</p></div><div><time>١٠:٢٠ م</time><p>وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار.</p></div></div></body></html>";
const CALL: &str = "<html><title>حريق</title><script>window.__NUXT__=(function(a,b){b.x=[a,-1.5,void 0,new Date(1)];return {a:{title:a,body:b.x}}}(\"\\u0646\\ud83d\\ude00\",{}));</script></html>";
const TAGGED: &str = "%0 Newspaper Article\n%T عنوان\n%A الدلبي, رنيم\n%8 Jan 21\n%D 2022\n%X نص\nنص\n\n%0 x\n%X نص\n";

fn tar() -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for name in ["a.html", "b.html"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(HTML.len() as u64);
        builder.append_data(&mut header, name, HTML.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

/// A test for each seed: its name, the bytes, the name of the file.
macro_rules! targets {
    ($($test:ident: $seed:expr, $file:literal;)+) => {
        $(#[test]
        fn $test() {
            fuzz(stringify!($test), $seed.into(), |bytes| as_file($file, bytes));
        })+
    };
}

targets! {
    fuzz_html: HTML, "a.html";
    fuzz_feed: FEED, "a.rss";
    fuzz_json: JSON, "a.jsonl";
    fuzz_table: TABLE, "a.csv";
    fuzz_text: TEXT, "a.txt";
    fuzz_warc: warc(), "a.warc";
    fuzz_gzip: gzip(&warc()), "a.warc.gz";
    fuzz_channel: CHANNEL, "result.json";
    fuzz_preview: PREVIEW, "a.html";
    fuzz_chat: CHAT, "_chat.txt";
    fuzz_script: SCRIPT, "tweets.js";
    fuzz_letter: LETTER, "a.mbox";
    fuzz_saved: SAVED, "a.html";
    fuzz_arc: arc(), "a.arc";
    fuzz_zstd: ::zstd::stream::encode_all(JSON.as_bytes(), 3).unwrap(), "a.jsonl.zst";
    fuzz_office: office(), "a.docx";
    fuzz_rtf: RTF, "a.rtf";
    fuzz_pdf: PDF, "a.pdf";
    fuzz_subtitles: SUBTITLES, "a.vtt";
    fuzz_front_matter: FRONT, "a.md";
    fuzz_press: PRESS, "a.txt";
    fuzz_xml: XML, "a.xml";
    fuzz_timed_text: TIMED, "a.ttml";
    fuzz_captions: CAPTIONS, "a.json";
    fuzz_live_blog: LIVE, "a.html";
    fuzz_call: CALL, "a.html";
    fuzz_tagged: TAGGED, "a.enw";
    fuzz_tar: tar(), "a.tar";
}
