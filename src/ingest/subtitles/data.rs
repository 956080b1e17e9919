//! Captions and transcripts in JSON: YouTube's form of captions, and pieces of text with their times as recognisers of
//! speech write them.

use serde_json::{Map, Value};

use super::Caption;

/// The captions of a record; `None` if it holds none.
pub(in crate::ingest) fn captions(record: &Map<String, Value>) -> Option<Vec<Caption>> {
    let objects = |key: &str| record.get(key)?.as_array()?.iter().map(Value::as_object).collect::<Option<Vec<_>>>();
    if let Some(events) = objects("events") {
        let is_timed = events.iter().any(|event| event.contains_key("segs") && event.contains_key("tStartMs"));
        return is_timed.then(|| events.into_iter().filter_map(event).collect());
    }
    let pieces = ["segments", "utterances", "transcription"].into_iter().find_map(objects);
    pieces.filter(|pieces| !pieces.is_empty())?.into_iter().map(timed).collect()
}

/// A caption of YouTube; one that only breaks the line has no text.
fn event(event: &Map<String, Value>) -> Option<Caption> {
    let begin = event.get("tStartMs")?.as_u64()?;
    let length = event.get("dDurationMs").and_then(Value::as_u64).unwrap_or(1000);
    let words = event.get("segs")?.as_array()?.iter().filter_map(|word| word.get("utf8")?.as_str());
    let text: String = words.collect();
    let lines = text.lines().map(|line| line.trim().to_string()).filter(|line| !line.is_empty());
    Some(Caption { begin, end: begin.saturating_add(length), lines: lines.collect(), speaker: None })
}

/// Keys of a piece of a transcript besides its text.
const BESIDE: &[&str] = &[
    "start",
    "end",
    "duration",
    "dur",
    "offset",
    "from",
    "to",
    "id",
    "seek",
    "speaker",
    "words",
    "tokens",
    "confidence",
    "result",
];

/// The caption in a record that is a piece of a transcript and nothing else.
pub(super) fn piece(record: &Map<String, Value>) -> Option<Caption> {
    let is_known = |key: &String| key == "text" || BESIDE.contains(&key.as_str());
    if record.keys().all(is_known) { timed(record) } else { None }
}

/// A piece of a transcript. Its times are seconds, or milliseconds where they are written as whole numbers under `offsets` or in a
/// table.
fn timed(piece: &Map<String, Value>) -> Option<Caption> {
    let number = |value: &Value| value.as_f64().filter(|number| (0.0..1e12).contains(number));
    let seconds = |key: &str| piece.get(key).and_then(number).map(|seconds| 1000.0 * seconds);
    let offset = |key: &str| piece.get("offsets")?.get(key).and_then(number);
    let cell = |key: &str| {
        let cell = piece.get(key)?.as_str()?.trim();
        let number = cell.parse::<f64>().ok().filter(|number| (0.0..1e12).contains(number))?;
        Some(if cell.contains('.') { 1000.0 * number } else { number })
    };
    let word = |place: fn(&Vec<Value>) -> Option<&Value>, key: &str| {
        place(piece.get("result")?.as_array()?)?.get(key).and_then(number).map(|seconds| 1000.0 * seconds)
    };
    let begin = seconds("start").or_else(|| offset("from")).or_else(|| cell("start"));
    let begin = begin.or_else(|| word(|words| words.first(), "start"))? as u64;
    let length = seconds("duration").or_else(|| seconds("dur")).map(|length| begin as f64 + length);
    let end = seconds("end").or_else(|| offset("to")).or_else(|| cell("end")).or(length);
    let end = end.or_else(|| word(|words| words.last(), "end")).map_or(0, |end| end as u64);
    let text = piece.get("text")?.as_str()?.trim().to_string();
    let speaker = piece.get("speaker").and_then(Value::as_str).map(String::from);
    let lines = Some(text).filter(|text| !text.is_empty()).into_iter().collect();
    Some(Caption { begin, end: end.max(begin.saturating_add(1000)), lines, speaker })
}
