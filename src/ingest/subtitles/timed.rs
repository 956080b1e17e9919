//! Captions in XML: the W3C's Timed Text (TTML), and the two forms of YouTube.

use super::super::element::Element;
use super::super::entities::unescape;
use super::Caption;
use super::lines::time;

/// Whether an element of this name is the root of a file of captions.
pub(in crate::ingest) fn is_root(name: &str) -> bool {
    matches!(name, "tt" | "timedtext" | "transcript")
}

/// The captions of a file.
pub(in crate::ingest) fn captions(root: &Element) -> Vec<Caption> {
    let mut captions = Vec::new();
    collect(root, &Clock::of(root), 0.0, &mut captions);
    captions
}

/// Collects the captions in an element; times in it count from `base`, in milliseconds.
fn collect(element: &Element, clock: &Clock, base: f64, captions: &mut Vec<Caption>) {
    let attribute = |name: &str| element.attribute(name);
    let number = |name: &str| attribute(name).and_then(|value| value.parse::<f64>().ok());
    let times = match element.name.as_str() {
        // YouTube: milliseconds in one form, seconds in the other.
        "p" if attribute("t").is_some() => number("t").map(|begin| (begin, begin + number("d").unwrap_or(1000.0))),
        "text" if attribute("start").is_some() => {
            number("start").map(|begin| (1000.0 * begin, 1000.0 * (begin + number("dur").unwrap_or(1.0))))
        }
        "p" => attribute("begin").and_then(|begin| clock.read(begin)).map(|begin| {
            let end = attribute("end").and_then(|end| clock.read(end));
            let length = attribute("dur").and_then(|length| clock.read(length)).unwrap_or(1000.0);
            (begin, end.unwrap_or(begin + length))
        }),
        _ => None,
    };
    match times.filter(|(begin, end)| *begin >= 0.0 && begin <= end && *end < 1e12) {
        Some((begin, end)) => {
            // Some programs escape twice.
            let text = unescape(&element.text());
            let lines = text.lines().map(|line| line.trim().to_string()).filter(|line| !line.is_empty());
            let (begin, end) = ((base + begin) as u64, (base + end) as u64);
            captions.push(Caption { begin, end, lines: lines.collect(), speaker: None });
        }
        None => {
            let base = base + attribute("begin").and_then(|begin| clock.read(begin)).unwrap_or_default();
            element.children().for_each(|child| collect(child, clock, base, captions));
        }
    }
}

/// How a file counts time.
struct Clock {
    /// Frames and ticks a second.
    frames: f64,
    ticks: f64,
}

impl Clock {
    fn of(root: &Element) -> Self {
        let rate =
            |name: &str| root.attribute(name).and_then(|rate| rate.parse().ok()).filter(|rate: &f64| *rate > 0.0);
        let frames = rate("frameRate").unwrap_or(30.0);
        Self { frames, ticks: rate("tickRate").unwrap_or(frames) }
    }

    /// Milliseconds of `00:01:02.5`, `00:01:02:12` (with frames), `62.5s`, `62500ms`, `1.5m`, `1h`, `100f`, `900t`.
    fn read(&self, written: &str) -> Option<f64> {
        let written = written.trim();
        if written.contains(':') {
            if written.matches(':').count() < 3 {
                return time(written).map(|time| time as f64);
            }
            let (clock, frames) = written.rsplit_once(':')?;
            return Some(time(clock)? as f64 + 1000.0 * frames.parse::<f64>().ok()? / self.frames);
        }
        let units = [("ms", 1.0), ("s", 1000.0), ("m", 60e3), ("h", 3600e3), ("f", 1000.0 / self.frames)];
        let units = units.into_iter().chain([("t", 1000.0 / self.ticks)]);
        let found = units.filter_map(|(unit, worth)| Some(written.strip_suffix(unit)?.parse::<f64>().ok()? * worth));
        found.into_iter().next()
    }
}
