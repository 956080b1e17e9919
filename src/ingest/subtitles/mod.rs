//! Subtitles and transcripts of recordings: their words are one document, a paragraph for each piece of a minute, with its time.
//!
//! Captions that a program made roll: each shows the line before it again.

mod data;
mod lines;
mod timed;

use std::io;
use std::path::Path;

use serde_json::{Map, Value};

use super::article::Article;
use super::item::Sink;
use super::origin::Origin;
use super::problem::ProblemKind;
use crate::document::{Metadata, PartKind};

pub(super) use data::captions as captions_of_record;
pub(super) use lines::{captions as captions_of_lines, is_subtitles};
pub(super) use timed::{captions as captions_of_elements, is_root};

/// The milliseconds that a paragraph covers at most, and the pause that ends one.
const PIECE: u64 = 60_000;
const PAUSE: u64 = 4_000;
/// The milliseconds of a caption that only carries the line before it on.
const CARRIED: u64 = 20;

/// The most pieces of a transcript in records.
const MAX_PIECES: usize = 200_000;

/// A caption: when it is shown, in milliseconds, and its lines.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Caption {
    begin: u64,
    end: u64,
    lines: Vec<String>,
    /// Who speaks, if that is said.
    speaker: Option<String>,
}

/// Gives the document of a file of captions.
pub(super) fn give(origin: &Origin<'_>, captions: &[Caption], sink: &mut Sink<'_>) -> io::Result<()> {
    article(origin, captions).give(origin, sink)
}

fn article(origin: &Origin<'_>, captions: &[Caption]) -> Article {
    let (body, starts) = body(captions);
    if body.is_empty() {
        return Article::default();
    }
    let (title, url) = named(origin);
    let mut metadata = Metadata { url, ..Metadata::default() };
    metadata.set_parts(PartKind::Segment, starts);
    Article { title, body, metadata, ..Article::default() }
}

/// Records one after another that are pieces of one transcript.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    captions: Vec<Caption>,
    /// Record and line of the first, from 1.
    place: (u64, u64),
    notes: Vec<(ProblemKind, String)>,
}

impl Pieces {
    /// Takes a record at a place, with notes on it, if it is a piece; returns whether it is. Another record, or one too many, ends the
    /// transcript before it.
    pub fn take(
        &mut self,
        record: &Map<String, Value>,
        (place, notes): ((u64, u64), &[(ProblemKind, String)]),
        origin: &Origin<'_>,
        sink: &mut Sink<'_>,
    ) -> io::Result<bool> {
        let piece = data::piece(record);
        if piece.is_none() || self.captions.len() >= MAX_PIECES {
            self.give(origin, sink)?;
        }
        let Some(piece) = piece else { return Ok(false) };
        if self.captions.is_empty() {
            self.place = place;
        }
        self.captions.push(piece);
        if self.notes.is_empty() {
            self.notes.extend_from_slice(notes);
        }
        Ok(true)
    }

    /// Gives the transcript of the pieces that were taken, if there are any.
    pub fn give(&mut self, origin: &Origin<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
        let Self { captions, place: (record, line), notes } = std::mem::take(self);
        if captions.is_empty() {
            return Ok(());
        }
        Article { notes, place: Some((record, Some(line))), ..article(origin, &captions) }.give(origin, sink)
    }
}

/// Writes the text of captions into the record that holds them, and returns where its segments begin, for a document of it.
pub(super) fn write(captions: &[Caption], record: &mut Map<String, Value>, key: &str) -> Vec<usize> {
    let (body, starts) = body(captions);
    record.insert(key.into(), body.into());
    starts
}

/// Title and address of a recording by the name of its file.
pub(super) fn named(origin: &Origin<'_>) -> (String, Option<String>) {
    let (title, video) = name(origin);
    (title, video.map(|video| format!("https://www.youtube.com/watch?v={video}")))
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

/// The words of captions, in paragraphs that begin with their time, and where each paragraph begins. Who speaks is named where
/// the speaker changes.
fn body(captions: &[Caption]) -> (String, Vec<usize>) {
    let (mut body, mut starts, mut last, mut speaker) = (String::new(), Vec::new(), "", None);
    let (mut begun, mut ended) = (None, 0);
    for caption in captions.iter().filter(|caption| caption.end.saturating_sub(caption.begin) > CARRIED) {
        let is_repeated = caption.lines.first().is_some_and(|line| line == last);
        for line in caption.lines.iter().skip(usize::from(is_repeated)) {
            let begin = caption.begin;
            if begun.is_none_or(|begun| begin >= begun + PIECE) || begin > ended + PAUSE {
                body.push_str(if body.is_empty() { "" } else { "\n\n" });
                starts.push(body.len());
                let seconds = begin / 1000;
                body.push_str(&format!("{}:{:02}:{:02} ", seconds / 3600, seconds / 60 % 60, seconds % 60));
                begun = Some(begin);
            } else {
                body.push(' ');
            }
            if let Some(next) = caption.speaker.as_deref().filter(|next| speaker != Some(*next)) {
                body.push_str(&format!("{next}: "));
                speaker = Some(next);
            }
            body.push_str(line);
            last = line;
        }
        ended = ended.max(caption.end);
    }
    (body, starts)
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
        assert_eq!(document.body, "0:00:00 مرحبا بكم في الحلقة\n\n0:01:10 سعيد: >> شكرا", "{problems:?}");
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

    #[test]
    fn pieces_are_parts_with_their_time() {
        let (documents, _) = read(
            "حريق [abcdefghijk].srt",
            "1\n00:00:01,000 --> 00:00:02,500\nحريق\n\n2\n00:01:10,000 --> 00:01:12,000\nفي الميناء\n".as_bytes(),
        );
        let part = documents[0].part(2).unwrap();
        assert_eq!((part.text, part.label()), ("0:01:10 في الميناء", Some("0:01:10")));
        assert_eq!(
            documents[0].metadata.address(Some(part)).as_deref(),
            Some("https://www.youtube.com/watch?v=abcdefghijk#t=70")
        );
    }

    #[test]
    fn captions_of_programs() {
        const EXPECTED: &str = "0:00:01 حريق في الميناء\n\n1:01:10 والنار أخمدت";
        for (name, text) in [
            (
                "a.json3",
                r#"{"wireMagic": "pb3", "events": [{"tStartMs": 0, "id": 1, "wpWinPosId": 1}, {"tStartMs": 1000, "dDurationMs": 1500, "segs": [{"utf8": "حريق"}, {"utf8": " في الميناء", "tOffsetMs": 400}]},
                    {"tStartMs": 2490, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]}, {"tStartMs": 3670000, "dDurationMs": 2000, "segs": [{"utf8": "والنار أخمدت"}]}]}"#,
            ),
            (
                "a.json",
                r#"{"text": " حريق في الميناء والنار أخمدت", "segments": [{"id": 0, "start": 1.0, "end": 2.5, "text": " حريق في الميناء"}, {"id": 1, "start": 3670.0, "end": 3672.0, "text": " والنار أخمدت"}], "language": "ar"}"#,
            ),
            (
                "a.ttml",
                r#"<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="p" ttp:frameRate="25" xml:lang="ar"><head><metadata><ttm:title>x</ttm:title></metadata></head><body><div><p begin="00:00:01.000" end="00:00:02.500">حريق<br/>في <span>الميناء</span></p><p begin="3670s" dur="50f">والنار أخمدت</p></div></body></tt>"#,
            ),
            (
                "a.srv3",
                r#"<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><ws id="0"/></head><body><w t="0" id="1"/><p t="1000" d="1500" w="1"><s ac="248">حريق</s><s t="400"> في الميناء</s></p><p t="3670000" d="2000">والنار أخمدت</p></body></timedtext>"#,
            ),
            (
                "a.srv1",
                r#"<?xml version="1.0" encoding="utf-8" ?><transcript><text start="1" dur="1.5">حريق في الميناء</text><text start="3670" dur="2">والنار أخمدت</text></transcript>"#,
            ),
        ] {
            let (documents, problems) = read(name, text.as_bytes());
            assert_eq!(
                documents.iter().map(|document| document.body.as_str()).collect::<Vec<_>>(),
                [EXPECTED],
                "{name} {problems:?}"
            );
            assert_eq!(documents[0].part(2).unwrap().label(), Some("1:01:10"), "{name}");
        }
    }

    #[test]
    fn lines_of_other_programs() {
        const EXPECTED: &str = "0:00:01 حريق في الميناء\n\n0:01:10 والنار أخمدت";
        for (name, text) in [
            ("a.sbv", "0:00:01.000,0:00:02.500\nحريق\nفي الميناء\n\n0:01:10.000,0:01:12.000\nوالنار أخمدت\n"),
            (
                "a.ass",
                "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
                Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\an8}حريق\\Nفي الميناء\nDialogue: 0,0:01:10.00,0:01:12.00,Default,,0,0,0,,والنار أخمدت\n",
            ),
            ("a.lrc", "[ar:x]\n[00:01.00]حريق في الميناء\n[01:10.00]والنار أخمدت\n"),
            (
                "a.srt",
                "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>حريق في الميناء</i>\n\n2\n00:01:10,000 --> 00:01:12,000\nوالنار أخمدت\n",
            ),
            (
                "a.json",
                r#"[{"text": "حريق في الميناء", "start": 1.0, "duration": 1.5}, {"text": "والنار أخمدت", "start": 70.0, "duration": 2}]"#,
            ),
            (
                "a.jsonl",
                "{\"text\": \"حريق في الميناء\", \"start\": 1.0, \"end\": 2.5}\n{\"text\": \"والنار أخمدت\", \"start\": 70.0, \"end\": 72}\n",
            ),
            ("a.tsv", "start\tend\ttext\n1000\t2500\tحريق في الميناء\n70000\t72000\tوالنار أخمدت\n"),
            (
                "a.json",
                r#"{"transcription": [{"timestamps": {"from": "00:00:01,000"}, "offsets": {"from": 1000, "to": 2500}, "text": " حريق في الميناء"}, {"offsets": {"from": 70000, "to": 72000}, "text": " والنار أخمدت"}]}"#,
            ),
        ] {
            let (documents, problems) = read(name, text.as_bytes());
            assert_eq!(
                documents.iter().map(|document| document.body.as_str()).collect::<Vec<_>>(),
                [EXPECTED],
                "{name} {problems:?} {text}"
            );
        }
        // Records with a time of their own are no pieces.
        let records = r#"[{"text": "حريق في الميناء", "start": 1.0, "title": "أ"}, {"text": "والنار أخمدت", "start": 70.0, "title": "ب"}]"#;
        assert_eq!(read("a.json", records.as_bytes()).0.len(), 2);
        let spoken = r#"{"segments": [{"start": 1.0, "end": 2.5, "text": "مرحبا", "speaker": "SPEAKER_00"}, {"start": 2.5, "end": 3, "text": "بكم", "speaker": "SPEAKER_00"}, {"start": 3, "end": 4, "text": "أهلا", "speaker": "SPEAKER_01"}]}"#;
        assert_eq!(read("a.json", spoken.as_bytes()).0[0].body, "0:00:01 SPEAKER_00: مرحبا بكم SPEAKER_01: أهلا");
        let offset = "<tt xmlns='http://www.w3.org/ns/ttml'><body begin='10s'><div><p begin='1s' end='5s'>حريق &amp;amp; دخان</p></div></body></tt>";
        assert_eq!(read("a.ttml", offset.as_bytes()).0[0].body, "0:00:11 حريق & دخان");
    }

    #[test]
    fn a_record_keeps_what_it_says_besides_its_transcript() {
        let record = |number: u32| {
            format!(
                r#"{{"title": "نشرة {number}", "url": "https://wadi.example/{number}", "date": "2022-01-21", "text": "x", "segments": [{{"start": 1, "end": 2, "text": "حريق"}}, {{"start": 70, "end": 72, "text": "والنار أخمدت"}}]}}"#
            )
        };
        let (documents, problems) = read("a.jsonl", format!("{}\n{}\n", record(1), record(2)).as_bytes());
        let told = documents
            .iter()
            .map(|one| (one.title.as_str(), one.metadata.url.as_deref(), one.metadata.published.is_some()));
        let expected =
            [("نشرة 1", Some("https://wadi.example/1"), true), ("نشرة 2", Some("https://wadi.example/2"), true)];
        assert_eq!(told.collect::<Vec<_>>(), expected, "{problems:?}");
        assert!(documents.iter().all(|one| one.part(2).is_ok_and(|part| part.text == "0:01:10 والنار أخمدت")));
        // Two transcripts in one file, parted by a record of another kind, have ids of their own.
        let piece = "{\"start\": 1.5, \"end\": 2, \"text\": \"حريق\"}\n";
        let (documents, _) =
            read("a.jsonl", format!("{piece}{{\"text\": \"نص\", \"title\": \"أ\"}}\n{piece}").as_bytes());
        assert!(documents.len() == 3 && documents[0].id != documents[2].id, "{documents:?}");
    }

    #[test]
    fn texts_that_look_alike_are_no_captions() {
        for text in ["[10:15] سعيد: وصل البيان\n[10:16] رنيم: نعم\n[10:17] سعيد: تم\n", "1.5,2.5\n3.5,4.5\n5.5,6.5\n"]
        {
            let (documents, _) = read("a.txt", text.as_bytes());
            assert!(documents.iter().all(|document| document.metadata.parts.is_none()), "{text}");
        }
        let shown = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n[00:12.50] لافتة\n1:2.5,1:3.5\n";
        assert_eq!(read("a.vtt", shown.as_bytes()).0[0].body, "0:00:01 [00:12.50] لافتة 1:2.5,1:3.5");
    }
}
