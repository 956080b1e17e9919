//! Times of day and their zones.

use jiff::civil;
use jiff::tz::TimeZone;

use super::names::{ABBREVIATIONS, HOURS, PARTS_OF_HOURS, PLACES};
use super::parts::{Cursor, Kind, Part};

/// A time of day, and the parts that state it.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    pub hour: u8,
    pub minute: Option<u8>,
    pub zone: Option<Zone>,
    pub range: std::ops::Range<usize>,
}

/// The time zone of a time.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    /// Minutes east of UTC.
    Fixed(i16),
    /// A name in the time zone database, whose offset depends on the day.
    Named(&'static str),
}

impl Zone {
    /// Minutes east of UTC when the clock there shows `time`.
    pub fn offset(&self, time: civil::DateTime) -> Option<i16> {
        match self {
            Zone::Fixed(minutes) => Some(*minutes),
            Zone::Named(name) => {
                let zoned = time.to_zoned(TimeZone::get(name).ok()?).ok()?;
                i16::try_from(zoned.offset().seconds() / 60).ok()
            }
        }
    }
}

/// All times of day in the parts, in order.
pub(super) fn clocks(parts: &[Part<'_>]) -> Vec<Clock> {
    let mut clocks = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match clock(parts, at) {
            Some(clock) => {
                at = clock.range.end;
                clocks.push(clock);
            }
            None => at += 1,
        }
    }
    if let [clock] = clocks.as_mut_slice()
        && clock.zone.is_none()
    {
        // GMT 17:27; 16:45 22 مايو بتوقيت أبوظبي.
        clock.zone = (0..parts.len()).find_map(|at| named_zone(&mut Cursor::new(parts, at), false));
    }
    clocks
}

fn clock(parts: &[Part<'_>], start: usize) -> Option<Clock> {
    let mut cursor = Cursor::new(parts, start);
    let hour_word = cursor.longest(["الساعه", "ساعه"]).is_some();
    // 2:30 in 1:2:30 and 30 in 7,30 are no hours.
    if !hour_word
        && cursor.is_glued()
        && matches!(parts[start - 1].kind, Kind::Sign(':' | ',' | '٫') | Kind::Number(..))
    {
        return None;
    }
    if hour_word && let Some(clock) = in_words(cursor, start) {
        return Some(clock);
    }
    let hour = cursor.number_of(1..=2)?;
    let minute = minute(&mut cursor, hour_word);
    let half = cursor.longest(HALVES.iter().flat_map(|names| names.iter().copied()));
    if minute.is_none() && !(hour_word && half.is_some()) {
        return None;
    }
    let hour = hour_of(u8::try_from(hour).ok()?, half);
    if hour > 23 || minute.is_some_and(|minute| minute > 59) {
        return None;
    }
    let zone = zone(&mut cursor);
    Some(Clock { hour, minute, zone, range: start..cursor.at })
}

/// A time behind the word for hour: الثالثة عصرا, العاشرة والنصف صباحا, 9 إلا ربعا مساء. Without its half of the day, it may
/// be one of two.
fn in_words(mut cursor: Cursor<'_, '_>, start: usize) -> Option<Clock> {
    let (hour, is_word) = match cursor.listed(&HOURS) {
        Some((place, _)) => (place as u8 + 1, true),
        None => (u8::try_from(cursor.number_of(1..=2)?).ok().filter(|hour| (1..=12).contains(hour))?, false),
    };
    let part = cursor.longest(PARTS_OF_HOURS.iter().map(|(name, _)| *name));
    let minutes =
        part.and_then(|name| PARTS_OF_HOURS.iter().find(|(part, _)| *part == name)).map(|(_, minutes)| *minutes);
    if !is_word && minutes.is_none() {
        return None;
    }
    let half = cursor.longest(HALVES.iter().flat_map(|names| names.iter().copied()))?;
    let minutes = i16::from(hour_of(hour, Some(half))) * 60 + i16::from(minutes.unwrap_or_default());
    let minutes = minutes.rem_euclid(24 * 60);
    let zone = zone(&mut cursor);
    let (hour, minute) = (u8::try_from(minutes / 60).ok()?, u8::try_from(minutes % 60).ok());
    Some(Clock { hour, minute, zone, range: start..cursor.at })
}

/// `:30`, `:30:59`, `h30`; behind the word for hour also `.30`.
fn minute(cursor: &mut Cursor<'_, '_>, hour_word: bool) -> Option<u8> {
    let mut ahead = *cursor;
    let signs: &[char] = if hour_word { &[':', '.'] } else { &[':'] };
    if !ahead.is_glued() || ahead.sign(signs).is_none() && ahead.longest(["h", "س", "سا"]).is_none() {
        return None;
    }
    let minute = if ahead.is_glued() { ahead.number_of(2..=2)? } else { return None };
    *cursor = ahead;
    if ahead.is_glued() && ahead.sign(&[':']).is_some() && ahead.is_glued() && ahead.number_of(2..=2).is_some() {
        *cursor = ahead;
        if ahead.is_glued() && ahead.sign(&['.']).is_some() && ahead.is_glued() && ahead.number().is_some() {
            *cursor = ahead;
        }
    }
    u8::try_from(minute).ok()
}

const MORNING: &[&str] = &["ص", "صباحا", "صباح", "فجرا", "am"];
const EVENING: &[&str] = &["م", "مساء", "عصرا", "بعد الظهر", "pm"];
const NIGHT: &str = "ليلا";
const NOON: &str = "ظهرا";
const HALVES: [&[&str]; 3] = [MORNING, EVENING, &[NIGHT, NOON]];

/// The hour of 24 that `hour` is in its half of the day. Twelve in the morning is midnight, twelve in the evening noon.
fn hour_of(hour: u8, half: Option<&str>) -> u8 {
    match (half, hour) {
        (Some(half), 12) if MORNING.contains(&half) || half == NIGHT => 0,
        (Some(half), 1..=11) if EVENING.contains(&half) => hour + 12,
        (Some(NIGHT), 6..=11) | (Some(NOON), 1..=5) => hour + 12,
        _ => hour,
    }
}

/// The zone right behind a time.
fn zone(cursor: &mut Cursor<'_, '_>) -> Option<Zone> {
    if let Some(minutes) = offset(cursor, false) {
        return Some(Zone::Fixed(minutes));
    }
    if cursor.is_glued() && cursor.name("z") {
        return Some(Zone::Fixed(0));
    }
    let mut ahead = *cursor;
    ahead.sign(&['(']);
    let zone = named_zone(&mut ahead, true)?;
    *cursor = ahead;
    Some(zone)
}

/// `+0200`, `-0500`, `+3`, `+03:00`; a short one with a minus only behind a name: 12:30-13:00 is a span of time.
fn offset(cursor: &mut Cursor<'_, '_>, named: bool) -> Option<i16> {
    let mut ahead = *cursor;
    let sign = ahead.sign(&['+', '-'])?;
    if !ahead.is_glued() {
        return None;
    }
    let (number, digits) = ahead.number()?;
    let number = i16::try_from(number).ok()?;
    let minutes = match digits {
        4 => number / 100 * 60 + number % 100,
        1 | 2 if named || sign == '+' => {
            let mut minutes = ahead;
            let has_minutes = minutes.is_glued() && minutes.sign(&[':']).is_some();
            let more = if has_minutes { minutes.number_of(2..=2) } else { None };
            if more.is_some() {
                ahead = minutes;
            }
            number * 60 + more.map_or(0, |more| more as i16)
        }
        _ => return None,
    };
    if minutes > 14 * 60 || minutes % 15 != 0 {
        return None;
    }
    *cursor = ahead;
    Some(if sign == '-' { -minutes } else { minutes })
}

/// `بتوقيت دمشق`, `GMT+3`; the name alone only right behind a time.
fn named_zone(cursor: &mut Cursor<'_, '_>, behind_time: bool) -> Option<Zone> {
    let said = cursor.longest(["بتوقيت", "توقيت", "بالتوقيت", "حسب توقيت"]).is_some();
    cursor.longest(["مدينه", "المحلي ل"]);
    if let Some((_, minutes)) = ABBREVIATIONS.iter().find(|(name, _)| cursor.name(name)) {
        return Some(Zone::Fixed(*minutes));
    }
    let name = cursor.longest(PLACES.iter().flat_map(|(names, _)| names.iter().copied()))?;
    let (_, zone) = PLACES.iter().find(|(names, _)| names.contains(&name))?;
    let is_utc = *zone == "UTC";
    if !(said || behind_time || is_utc) {
        return None;
    }
    match offset(cursor, true) {
        Some(minutes) if is_utc => Some(Zone::Fixed(minutes)),
        _ if is_utc => Some(Zone::Fixed(0)),
        _ => Some(Zone::Named(zone)),
    }
}
