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
    let pieces = objects("segments").filter(|pieces| !pieces.is_empty())?;
    pieces.into_iter().map(piece).collect()
}

/// A caption of YouTube; one that only breaks the line has no text.
fn event(event: &Map<String, Value>) -> Option<Caption> {
    let begin = event.get("tStartMs")?.as_u64()?;
    let length = event.get("dDurationMs").and_then(Value::as_u64).unwrap_or(1000);
    let words = event.get("segs")?.as_array()?.iter().filter_map(|word| word.get("utf8")?.as_str());
    let text: String = words.collect();
    let lines = text.lines().map(|line| line.trim().to_string()).filter(|line| !line.is_empty());
    Some(Caption { begin, end: begin.saturating_add(length), lines: lines.collect() })
}

/// A piece of a transcript, its times in seconds.
fn piece(piece: &Map<String, Value>) -> Option<Caption> {
    let time = |key: &str| {
        let seconds = piece.get(key)?.as_f64().filter(|seconds| (0.0..1e9).contains(seconds))?;
        Some((seconds * 1000.0) as u64)
    };
    let text = piece.get("text")?.as_str()?.trim().to_string();
    let begin = time("start")?;
    Some(Caption { begin, end: time("end").unwrap_or(begin + 1000).max(begin + 1000), lines: vec![text] })
}
