//! Subtitles in lines: WebVTT, SubRip, SubViewer of YouTube, SubStation Alpha, lyrics.

use super::super::entities::unescape;
use super::Caption;

/// Whether a text that begins so is a file of subtitles.
pub(in crate::ingest) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("WEBVTT") || first == "[Script Info]" => true,
        Some(first) if sung(first).is_some() || first.starts_with('[') => {
            lines.take(LYRICS).filter_map(sung).count() > 1
        }
        Some(first) if first.bytes().all(|byte| byte.is_ascii_digit()) => lines.next().and_then(times).is_some(),
        Some(first) => first.contains(',') && times(first).is_some(),
        None => false,
    }
}

/// The lines at the head of lyrics in which their times are looked for.
const LYRICS: usize = 12;

/// A line of lyrics: `[01:10.00]words`.
fn sung(line: &str) -> Option<(u64, &str)> {
    let (clock, words) = line.strip_prefix('[')?.split_once(']')?;
    // Without hundredths it is a chat or a note.
    Some((time(clock).filter(|_| clock.contains(':') && clock.contains('.'))?, words.trim()))
}

/// A line of SubStation Alpha: `Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,words`.
fn dialogue(line: &str) -> Option<Caption> {
    let mut fields = line.strip_prefix("Dialogue:")?.splitn(10, ',').map(str::trim);
    let (begin, end) = (time(fields.nth(1)?)?, time(fields.next()?)?);
    let speaker = fields.nth(1).filter(|name| !name.is_empty()).map(String::from);
    let words = fields.nth(4)?.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ");
    let lines = words.lines().map(plain).filter(|line| !line.is_empty()).collect();
    Some(Caption { begin, end, lines, speaker })
}

/// Begin and end of a caption in milliseconds: `00:01:02.345 --> 00:01:04,000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (begin, rest) = line.split_once("-->").or_else(|| line.split_once(','))?;
    // A comma parts the times of SubViewer, which have colons and full stops within.
    let is_viewer = !line.contains("-->");
    if is_viewer
        && !(begin.contains(':')
            && begin.contains('.')
            && line.bytes().all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte)))
    {
        return None;
    }
    Some((time(begin.trim())?, time(rest.split_whitespace().next()?)?))
}

/// A time of a clock in milliseconds.
pub(super) fn time(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut seconds = 0_u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let thousandths: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(thousandths)
}

/// The captions of a file.
pub(in crate::ingest) fn captions(text: &str) -> Vec<Caption> {
    let mut captions: Vec<Caption> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some(caption) = dialogue(line).filter(|_| !is_open) {
            captions.push(caption);
        } else if let Some((begin, words)) = sung(line).filter(|_| !is_open) {
            let lines = Some(plain(words)).filter(|line| !line.is_empty()).into_iter().collect();
            captions.push(Caption { begin, end: begin.saturating_add(1000), lines, speaker: None });
        } else if let Some((begin, end)) = times(line).filter(|_| !is_open || line.contains("-->")) {
            captions.push(Caption { begin, end, lines: Vec::new(), speaker: None });
            is_open = true;
        } else if line.is_empty() {
            // A line of one space is a part of a caption.
            is_open = false;
        } else if let Some(caption) = captions.last_mut().filter(|_| is_open) {
            caption.speaker = caption.speaker.take().or_else(|| voice(line));
            caption.lines.extend(Some(plain(line)).filter(|line| !line.is_empty()));
        }
    }
    captions
}

/// The speaker whom a line of WebVTT names: `<v سعيد>`.
fn voice(line: &str) -> Option<String> {
    let name = line.split_once("<v")?.1.split_once('>')?.0;
    let name = name.split_once(' ')?.1.trim();
    (!name.is_empty()).then(|| name.to_string())
}

/// A line without tags.
fn plain(line: &str) -> String {
    let mut text = String::new();
    // `{\an8}` says where a line is shown.
    let line = line.split("{\\").enumerate().map(|(place, part)| match place {
        0 => part,
        _ => part.split_once('}').map_or("", |(_, rest)| rest),
    });
    let line: String = line.collect();
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}
