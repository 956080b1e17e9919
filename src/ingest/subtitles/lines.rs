//! Subtitles in lines: WebVTT and SubRip.

use super::super::entities::unescape;
use super::Caption;

/// Whether a text that begins so is a file of subtitles.
pub(in crate::ingest) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("WEBVTT") => true,
        Some(first) => first.bytes().all(|byte| byte.is_ascii_digit()) && lines.next().and_then(times).is_some(),
        None => false,
    }
}

/// Begin and end of a caption in milliseconds: `00:01:02.345 --> 00:01:04,000 align:start`.
fn times(line: &str) -> Option<(u64, u64)> {
    let (begin, rest) = line.split_once("-->")?;
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
        if let Some((begin, end)) = times(line) {
            captions.push(Caption { begin, end, lines: Vec::new() });
            is_open = true;
        } else if line.is_empty() {
            // A line of one space is a part of a caption.
            is_open = false;
        } else if let Some(caption) = captions.last_mut().filter(|_| is_open) {
            caption.lines.extend(Some(plain(line)).filter(|line| !line.is_empty()));
        }
    }
    captions
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
