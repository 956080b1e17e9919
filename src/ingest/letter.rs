//! Letters (`.eml`), boxes of letters (`.mbox`) and pages that browsers save as letters (MHTML).
//!
//! What is attached to a letter is read by its own format, as a member of the letter. The letters of words are decoded by
//! [`encoding`], not by the library: letters in Arabic often name no encoding, or a wrong one.

use std::io::{self, BufRead, Read};

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use rustc_hash::FxHashMap;

use super::article::Article;
use super::capture::BodyReader;
use super::date;
use super::encoding::{self, recoded};
use super::item::{Item, Sink};
use super::markup::text_of;
use super::origin::{Member, Origin, Saved};
use super::problem::ProblemKind;
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The most bytes of a letter with all that is attached to it.
const LETTER_BYTES: usize = 64 << 20;
/// The most bytes of the number before a letter.
const COUNT: u64 = 16;
/// The most letters within a letter: the library follows them without a bound.
const NESTED: usize = 64;
/// The deepest letter within letters that is read.
const DEPTH: usize = 3;
/// A plain part with fewer words than its markup by this factor only says that there is markup.
const FRACTION: usize = 3;

/// Reads a letter behind the number of its bytes; what follows it is no part of it.
pub(super) fn read_counted(
    origin: &Origin<'_>,
    mut stream: impl BufRead,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<bool> {
    let mut count = String::new();
    if let Err(error) = stream.by_ref().take(COUNT).read_line(&mut count) {
        return sink(origin.refuse((ProblemKind::of(&error), error.to_string()))).map(|()| false);
    }
    let count = count.trim().parse().unwrap_or(u64::MAX);
    read(origin, stream.take(count), sink, read_body)
}

/// Reads the letters of a stream; whether it was read to its end.
pub(super) fn read(
    origin: &Origin<'_>,
    mut stream: impl BufRead,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<bool> {
    let is_box = stream.fill_buf().is_ok_and(|head| head.starts_with(b"From "));
    let (mut line, mut begin, mut record) = (0, 1, 0);
    let (mut letter, mut is_blank, mut is_too_large) = (Vec::new(), true, false);
    loop {
        let mut bytes = Vec::new();
        let outcome = stream.by_ref().take(LETTER_BYTES as u64).read_until(b'\n', &mut bytes);
        line += 1;
        let is_next = is_box && is_blank && begins(&bytes);
        if (bytes.is_empty() || is_next) && !letter.is_empty() {
            record += 1;
            let place = is_box.then_some((record, Some(begin)));
            if is_too_large {
                let at = place.and_then(|(_, line)| line);
                sink(Item::Skipped(origin.problem(ProblemKind::TooLarge, at, "a letter of more than 64 MiB")))?;
            } else {
                one(origin, &letter, place, 0, sink, read_body)?;
            }
            letter.clear();
            is_too_large = false;
        }
        if let Err(error) = outcome {
            let problem = origin.problem(ProblemKind::of(&error), Some(line), error.to_string());
            return sink(Item::Skipped(problem)).map(|()| false);
        }
        if bytes.is_empty() {
            return Ok(true);
        }
        is_blank = bytes.trim_ascii().is_empty();
        if is_next {
            begin = line;
            continue;
        }
        // In a box, lines that look like the beginning of a letter are quoted.
        let quotes = bytes.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = is_box && quotes > 0 && bytes[quotes..].starts_with(b"From ");
        is_too_large |= letter.len() + bytes.len() > LETTER_BYTES;
        if !is_too_large {
            letter.extend_from_slice(&bytes[usize::from(is_quoted)..]);
        }
    }
}

/// Whether a line begins a letter in a box: it has a time of day.
fn begins(line: &[u8]) -> bool {
    let is_time = |window: &[u8]| {
        window[2] == b':' && window[5] == b':' && [0, 1, 3, 4, 6, 7].iter().all(|at| window[*at].is_ascii_digit())
    };
    line.starts_with(b"From ") && line.windows(8).any(is_time)
}

/// Reads a letter.
fn one(
    origin: &Origin<'_>,
    bytes: &[u8],
    place: Option<(u64, Option<u64>)>,
    depth: usize,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<()> {
    let line = place.and_then(|(_, line)| line);
    let refuse = |kind, detail: &str| Item::Skipped(origin.problem(kind, line, detail));
    let nested = bytes.windows(14).filter(|window| window.eq_ignore_ascii_case(b"message/rfc822")).take(NESTED).count();
    if nested == NESTED || depth > DEPTH {
        return sink(refuse(ProblemKind::OtherFormat, "too many letters within a letter"));
    }
    let Some(message) = MessageParser::default().parse(bytes) else {
        return sink(refuse(ProblemKind::NotText, "no letter"));
    };
    if let Some((part, saved)) = saved_page(&message) {
        let page = content(&message, part);
        return read_body(&Origin { saved, ..origin.clone() }, &page, sink).map(|_| ());
    }
    let mut article = letter(&message);
    article.place = place;
    let has_text = !article.body.trim().is_empty();
    let attached: Vec<&MessagePart<'_>> = message.attachments().collect();
    if has_text || attached.is_empty() {
        article.give(origin, sink)?;
    }
    let mut namesakes: FxHashMap<String, u64> = FxHashMap::default();
    for (part, number) in attached.into_iter().zip(1..) {
        let name = part.attachment_name().map(|name| name.replace(['/', '\\'], "_"));
        let name = name.unwrap_or_else(|| format!("attachment {number}"));
        let same = namesakes.entry(name.clone()).or_default();
        *same += 1;
        let member = Member { name, bytes: None, namesake: (*same > 1).then_some(*same) };
        attachment(origin, &message, part, place, member, depth, sink, read_body)?;
    }
    Ok(())
}

/// Reads what is attached to a letter.
#[expect(clippy::too_many_arguments, reason = "the place in a box and in a letter")]
fn attachment(
    origin: &Origin<'_>,
    message: &Message<'_>,
    part: &MessagePart<'_>,
    place: Option<(u64, Option<u64>)>,
    mut member: Member,
    depth: usize,
    sink: &mut Sink<'_>,
    read_body: BodyReader,
) -> io::Result<()> {
    match (&origin.member, place) {
        (Some(outer), _) => member.name = format!("{}: {}", outer.name, member.name),
        (None, Some((record, _))) => member.name = format!("letter {record}: {}", member.name),
        (None, None) => {}
    }
    let letter = message.message_id().or_else(|| message.subject()).map(String::from);
    let origin = Origin { member: Some(member), letter, depth: origin.depth + 1, ..origin.clone() };
    match &part.body {
        PartType::Message(_) => one(&origin, &content(message, part), None, depth + 1, sink, read_body),
        _ => read_body(&origin, &content(message, part), sink).map(|_| ()),
    }
}

/// The bytes of a part, its transfer encoding undone; the letters in their own encoding.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let raw = message.raw_message().get(range).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::Base64 => base64_decode(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::None => None,
    };
    decoded.unwrap_or_else(|| raw.to_vec())
}

/// The text of a part, and what was doubtful about its encoding.
fn text(message: &Message<'_>, part: &MessagePart<'_>) -> (String, Vec<(ProblemKind, String)>) {
    let bytes = content(message, part);
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    match encoding::decode_whole(&bytes, charset) {
        Some(decoded) => {
            let notes = recoded(&decoded).collect();
            let text = if part.is_text_html() { text_of(&decoded.text) } else { decoded.text.replace("\r\n", "\n") };
            (text, notes)
        }
        None => (String::new(), Vec::new()),
    }
}

/// The page that a browser saved as a letter, and what it says of it.
fn saved_page<'m>(message: &'m Message<'_>) -> Option<(&'m MessagePart<'m>, Saved)> {
    let header = |name: &'static str| message.header(name).and_then(|value| value.as_text()).map(String::from);
    let is_saved = header("Snapshot-Content-Location").is_some()
        || header("X-MimeOLE").is_some() && message.date().is_some() && message.to().is_none()
        || message.content_type().is_some_and(|kind| kind.subtype() == Some("related")) && message.to().is_none();
    let part = message.html_bodies().find(|part| part.is_text_html()).filter(|_| is_saved)?;
    let location = header("Snapshot-Content-Location").or_else(|| part.content_location().map(String::from));
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let saved = Saved {
        url: location.filter(|url| url.starts_with("http")),
        time: message.date().map(|date| date.to_rfc3339()),
        charset: charset.filter(|name| !name.starts_with('_')).map(String::from),
    };
    Some((part, saved))
}

/// The text of a letter's parts that are markup, or of those that are not; and what was doubtful.
fn parts_text(message: &Message<'_>, is_html: bool) -> (String, Vec<(ProblemKind, String)>) {
    let (mut body, mut notes, mut seen) = (String::new(), Vec::new(), Vec::new());
    let bodies = message.text_bodies().chain(message.html_bodies());
    for part in bodies.filter(|part| (part.is_text() || part.is_text_html()) && part.is_text_html() == is_html) {
        if seen.contains(&part.raw_body_offset()) {
            continue;
        }
        seen.push(part.raw_body_offset());
        let (text, doubts) = text(message, part);
        body.push_str(text.trim());
        body.push_str("\n\n");
        notes.extend(doubts);
    }
    (body.trim().into(), notes)
}

/// A field of the head as it was written, if it has bytes that are no ASCII: the library takes them for UTF-8.
fn written(message: &Message<'_>, name: &str) -> Option<String> {
    let field = message.headers().iter().rfind(|field| field.name().eq_ignore_ascii_case(name))?;
    let range = field.offset_start() as usize..field.offset_end() as usize;
    let bytes = message.raw_message().get(range)?;
    if bytes.is_ascii() {
        return None;
    }
    Some(encoding::decode(bytes, None)?.text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The article of a letter: its plain text, or its markup as text where the plain part is missing or only says so.
fn letter(message: &Message<'_>) -> Article {
    let words = |text: &str| text.split_whitespace().count();
    let (plain, html) = (parts_text(message, false), parts_text(message, true));
    let (body, notes) = if FRACTION * words(&plain.0) < words(&html.0) { html } else { plain };
    let sender = message.from().or_else(|| message.sender()).and_then(|from| from.first());
    let raw = written(message, "From");
    let raw = raw.as_deref().map(|raw| raw.split_once('<').map_or(raw, |(name, _)| name).trim_matches(['"', ' ']));
    let address = sender.and_then(|sender| sender.address.as_deref());
    let list =
        message.list_id().as_text().map(|list| list.split('<').next().unwrap_or_default().trim_matches(['"', ' ']));
    let domain = address.and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase());
    let outlet = domain.map(|domain| {
        let name = list.filter(|list| !list.is_empty()).unwrap_or(&domain).to_string();
        Outlet { id: domain, name, inferred_from: Some("sender".into()) }
    });
    let author = raw.or_else(|| sender.and_then(|sender| sender.name.as_deref())).or(address);
    let date = message.header_raw("Date").and_then(|date| date::read(date, None)).map(|reading| reading.date);
    let metadata = Metadata {
        outlet,
        authors: author.map(|name| name.trim().to_string()).into_iter().collect(),
        published: date.or_else(|| message.date().and_then(|date| date.to_rfc3339().parse().ok())),
        reply_to: message.in_reply_to().as_text().map(String::from),
        ..Metadata::default()
    };
    let mut article = Article {
        id: message.message_id().unwrap_or_default().into(),
        title: written(message, "Subject").or(message.subject().map(String::from)).unwrap_or_default().trim().into(),
        body,
        metadata,
        notes,
        ..Article::default()
    };
    article.known_from(Attribute::Published, "Date of the letter", Confidence::Likely);
    article
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use crate::document::Document;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    fn told(documents: &[Document]) -> Vec<String> {
        let told = documents.iter().map(|document| {
            let metadata = &document.metadata;
            let outlet = metadata.outlet.as_ref().map_or("", |outlet| &outlet.id);
            let date = metadata.published.map(|date| date.to_string()).unwrap_or_default();
            let place = document.provenance.to_string();
            format!("{}|{outlet}|{}|{date}|{}|{place}", document.title, metadata.authors.join(", "), document.body)
        });
        told.collect()
    }

    #[test]
    fn a_letter_and_what_is_attached_to_it_are_documents() {
        let letter = format!(
            "From: =?utf-8?B?2LHZhtmK2YU=?= <ranim@wadi.example>\r\nTo: desk@sarw.example\r\nSubject: =?utf-8?B?2KjZitin2YY=?=\r\n\
             Date: Fri, 21 Jan 2022 10:15:00 +0300\r\nMessage-ID: <1@wadi.example>\r\nIn-Reply-To: <0@sarw.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nمرفق البيان.\r\n\
             --b\r\nContent-Type: text/plain; charset=utf-8; name=\"bayan.txt\"\r\nContent-Disposition: attachment; filename=\"bayan.txt\"\r\n\r\n{PROSE}\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nFrom: said@sarw.example\r\nSubject: old\r\nDate: Thu, 20 Jan 2022 09:00:00 +0000\r\n\r\nوصل.\r\n--b--\r\n"
        );
        let (documents, problems) = read("/x/a.eml", letter.as_bytes());
        assert_eq!(
            told(&documents),
            [
                "بيان|wadi.example|رنيم|2022-01-21T10:15+03:00|مرفق البيان.|/x/a.eml".to_string(),
                format!("||||{PROSE}|/x/a.eml: bayan.txt"),
                "old|sarw.example|said@sarw.example|2022-01-20T09:00+00:00|وصل.|/x/a.eml: attachment 2".to_string(),
            ],
            "{problems:?}"
        );
        assert_eq!(
            (documents[0].id.as_str(), documents[0].metadata.reply_to.as_deref()),
            ("1@wadi.example", Some("0@sarw.example"))
        );
    }

    #[test]
    fn letters_in_a_box_are_told_apart() {
        let one = |number: u8| {
            format!(
                "From a@b.example Fri Jan 21 10:15:0{number} 2022\nFrom: a@b.example\nSubject: {number}\nDate: Fri, 21 Jan 2022 10:15:00 +0000\n\nأول\n>From هنا\n\nFrom there on\n\n"
            )
        };
        let (documents, problems) = read("a.mbox", (one(1) + &one(2)).as_bytes());
        let bodies: Vec<&str> = documents.iter().map(|document| document.body.as_str()).collect();
        assert_eq!(bodies, ["أول\nFrom هنا\n\nFrom there on"; 2], "{problems:?}");
        assert_eq!(documents[1].provenance.place.as_ref().map(|place| (place.record, place.line)), Some((2, Some(11))));
    }

    #[test]
    fn letters_without_an_encoding_are_read() {
        let (body, ..) = encoding_rs::WINDOWS_1256.encode(PROSE);
        let head = b"From: a@b.example\r\nSubject: x\r\nDate: Fri, 21 Jan 2022 10:15:00 +0000\r\n\r\n";
        let (documents, _) = read("a.eml", &[head, &body[..]].concat());
        assert_eq!(documents[0].body, PROSE);
    }

    #[test]
    fn a_plain_part_that_says_nothing_gives_way_to_markup() {
        let (subject, ..) = encoding_rs::WINDOWS_1256.encode("حريق في الميناء هذا الصباح");
        let parts = |plain: &str| {
            format!(
                "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\n\
                 Content-Type: text/html; charset=utf-8\r\n\r\n<p>{PROSE}</p><p>{PROSE}</p>\r\n--b--\r\n"
            )
        };
        let head = b"From: a@b.example\r\nDate: Fri Jan 21 10:15:30 2022\r\nSubject: ";
        for (plain, count) in [("", 2), ("View it in your browser.", 2), (&*format!("{PROSE} {PROSE}"), 2)] {
            let letter = [&head[..], &subject[..], b"\r\n", parts(plain).as_bytes()].concat();
            let (documents, problems) = read("a.eml", &letter);
            assert_eq!(documents[0].body.matches("مدير").count(), count, "{plain}: {problems:?}");
            assert_eq!(documents[0].title, "حريق في الميناء هذا الصباح");
            assert_eq!(documents[0].metadata.published.unwrap().without_time().to_string(), "2022-01-21");
        }
    }

    #[test]
    fn a_page_saved_as_a_letter_is_a_page() {
        let page = format!(
            "<html><head><title>حريق في ميناء المرسى</title></head><h1>حريق في ميناء المرسى</h1><p>{PROSE}</p></html>"
        );
        let quoted: String = page
            .bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("={byte:02X}") },
            )
            .collect();
        let saved = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/1\r\nSubject: x\r\nDate: Fri, 21 Jan 2022 10:15:00 +0300\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n------b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
             Content-Location: https://a.example/1\r\n\r\n{quoted}\r\n------b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------b--\r\n"
        );
        let (documents, problems) = read("a.mhtml", saved.as_bytes());
        assert_eq!(
            (documents.len(), documents[0].title.as_str(), documents[0].body.as_str()),
            (1, "حريق في ميناء المرسى", PROSE),
            "{problems:?}"
        );
        assert_eq!(documents[0].metadata.url.as_deref(), Some("https://a.example/1"));
        assert_eq!(documents[0].provenance.captured.as_deref(), Some("2022-01-21T10:15:00+03:00"));
        let old = format!(
            "From: \"Saved by Windows Internet Explorer 8\"\r\nSubject: x\r\nDate: Fri, 21 Jan 2022 10:15:00 +0300\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
            Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a.example/1\r\nX-MimeOLE: Produced By Microsoft MimeOLE V6.00\r\n\r\n{quoted}"
        );
        assert_eq!(read("a.mht", old.as_bytes()).0[0].metadata.url.as_deref(), Some("http://a.example/1"));
    }

    #[test]
    fn letters_within_letters_end() {
        let head = "Content-Type: message/rfc822\r\n\r\n";
        let letter = format!("From: a@b.example\r\nSubject: x\r\n{}text", head.repeat(50_000));
        assert_eq!(read("a.eml", letter.as_bytes()).1, ["OtherFormat@0"]);
        for cut in [
            "From: a@b.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
            "From: a@b.example\r\nSubject: x\r\n",
        ] {
            let (documents, problems) = read("a.eml", cut.as_bytes());
            assert_eq!(documents.len() + problems.len(), 1, "{cut}");
        }
    }
}
