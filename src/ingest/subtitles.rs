//! Subtitles (WebVTT, SubRip): the words of a video are one document, a paragraph for each piece of a minute, with its time.
//!
//! Captions that a program made roll: each shows the line before it again.

use std::io;
use std::path::Path;

use super::article::Article;
use super::entities::unescape;
use super::item::Sink;
use super::origin::Origin;
use super::problem::ProblemKind;
use crate::document::Metadata;

/// The seconds that a paragraph covers at most, and the pause that ends one.
const PIECE: u32 = 60;
const PAUSE: u32 = 4;
/// The milliseconds of a caption that only carries the line before it on.
const CARRIED: u64 = 20;

/// A caption: when it is shown, and its lines.
struct Caption<'t> {
    begin: u64,
    end: u64,
    lines: Vec<&'t str>,
}

/// Whether a text that begins so is a file of subtitles.
pub(super) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("WEBVTT") => true,
        Some(first) => first.bytes().all(|byte| byte.is_ascii_digit()) && lines.next().and_then(times).is_some(),
        None => false,
    }
}

/// Gives the document of a file of subtitles.
pub(super) fn read(origin: &Origin<'_>, text: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    let (name, video) = name(origin);
    let url = video.map(|video| format!("https://www.youtube.com/watch?v={video}"));
    let metadata = Metadata { url, ..Metadata::default() };
    let article = Article { title: name, body: body(&captions(text)), metadata, ..Article::default() };
    match article.body.is_empty() {
        true => sink(origin.refuse((ProblemKind::NoText, String::new()))),
        false => article.give(origin, sink),
    }
}

/// The title of a video and its id in the name of the file: `حريق [abcdefghijk].ar.vtt`.
fn name(origin: &Origin<'_>) -> (String, Option<String>) {
    let name = Path::new(origin.name()).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // The language may stand before the ending.
    if let Some((rest, language)) = stem.rsplit_once('.')
        && (2..=12).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        stem = rest;
    }
    let is_id =
        |id: &str| id.len() == 11 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let bracketed = stem.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')).filter(|(_, id)| is_id(id));
    match bracketed {
        Some((title, id)) => (title.trim().into(), Some(id.into())),
        None => (stem.trim().into(), None),
    }
}

/// Begin and end of a caption in milliseconds: `00:01:02.345 --> 00:01:04,000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (begin, rest) = line.split_once("-->")?;
    Some((time(begin.trim())?, time(rest.split_whitespace().next()?)?))
}

fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(thousandths)
}

fn captions(text: &str) -> Vec<Caption<'_>> {
    let mut captions: Vec<Caption<'_>> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some((begin, end)) = times(line) {
            captions.push(Caption { begin, end, lines: Vec::new() });
            is_open = true;
        } else if line.is_empty() {
            // A line of one space is a part of a caption.
            is_open = false;
        } else if let Some(caption) = captions.last_mut().filter(|_| is_open) {
            caption.lines.push(line);
        }
    }
    captions
}

/// The words of captions, in paragraphs that begin with their time.
fn body(captions: &[Caption<'_>]) -> String {
    let (mut body, mut last) = (String::new(), String::new());
    let (mut begun, mut ended) = (None, 0);
    for caption in captions.iter().filter(|caption| caption.end.saturating_sub(caption.begin) > CARRIED) {
        let lines: Vec<String> = caption.lines.iter().map(|line| plain(line)).filter(|line| !line.is_empty()).collect();
        let is_repeated = lines.first().is_some_and(|line| *line == last);
        for line in lines.into_iter().skip(usize::from(is_repeated)) {
            let begin = caption.begin / 1000;
            let is_next =
                begun.is_none_or(|begun| begin >= begun + u64::from(PIECE)) || begin > ended + u64::from(PAUSE);
            if is_next {
                body.push_str(if body.is_empty() { "" } else { "\n\n" });
                body.push_str(&format!("{}:{:02}:{:02} ", begin / 3600, begin / 60 % 60, begin % 60));
                begun = Some(begin);
            } else {
                body.push(' ');
            }
            body.push_str(&line);
            last = line;
        }
        ended = ended.max(caption.end / 1000);
    }
    body
}

/// A line without tags.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    #[test]
    fn rolling_captions_are_said_once() {
        let rolling = "WEBVTT\nKind: captions\nLanguage: ar\n\n00:00:00.160 --> 00:00:02.869 align:start position:0%\n \nمرحبا<00:00:00.480><c> بكم</c>\n\n\
            00:00:02.869 --> 00:00:02.879 align:start position:0%\nمرحبا بكم\n \n\n00:00:02.879 --> 00:00:05.000 align:start position:0%\nمرحبا بكم\nفي<00:00:03.000><c> الحلقة</c>\n\n\
            00:01:10.000 --> 00:01:12.000\n<v سعيد>&gt;&gt; شكرا\n";
        let (documents, problems) = read("/x/حريق الميناء [abcdefghijk].ar.vtt", rolling.as_bytes());
        let document = &documents[0];
        assert_eq!(document.body, "0:00:00 مرحبا بكم في الحلقة\n\n0:01:10 >> شكرا", "{problems:?}");
        assert_eq!(document.title, "حريق الميناء");
        assert_eq!(document.metadata.url.as_deref(), Some("https://www.youtube.com/watch?v=abcdefghijk"));
    }

    #[test]
    fn captions_of_subrip() {
        let text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>حريق</i>\r\nفي الميناء\r\n\r\n2\r\n00:00:02,500 --> 00:00:04,000\r\nحريق\r\n\r\n3\r\n99:99 --> x\r\n";
        let (documents, _) = read("a.srt", text.as_bytes());
        assert_eq!((documents[0].title.as_str(), documents[0].body.as_str()), ("a", "0:00:01 حريق في الميناء حريق"));
        assert_eq!(read("a.vtt", b"WEBVTT\n\n").1, ["NoText@0"]);
    }
}
