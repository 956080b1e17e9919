//! Dates as programs write them: compact ISO 8601, JSON of .NET, records of X, counts since 1970.

use jiff::fmt::strtime::BrokenDownTime;
use jiff::{Timestamp, civil};

use crate::document::Date;

/// The years in which eight digits are a day.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2100;

/// The date of a text that a program wrote in one of these forms: `20220124`, `20220124T103000Z`,
/// `/Date(1642984496000)/`, `Mon Jan 24 10:11:12 +0000 2022`.
pub(super) fn date(text: &str) -> Option<Date> {
    compact(text).or_else(|| net(text)).or_else(|| unix(text))
}

/// Zones by their abbreviations, with their offsets in hours; those of RFC 822 and of Europe.
#[rustfmt::skip]
const ZONES: &[(&str, i16)] = &[
    ("UTC", 0), ("GMT", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6), ("PST", -8), ("PDT", -7),
    ("CET", 1), ("CEST", 2), ("EET", 2), ("EEST", 3), ("MSK", 3),
];

/// ISO 8601 with an abbreviation of the zone behind it: `2021-03-04 10:00:00 EST`.
pub(super) fn zoned(text: &str) -> Option<Date> {
    let (time, zone) = text.rsplit_once(' ')?;
    let (_, hours) = ZONES.iter().find(|(name, _)| *name == zone)?;
    let (day, clock) = time.split_once([' ', 'T'])?;
    let clock = clock.get(..5)?;
    let sign = if *hours < 0 { '-' } else { '+' };
    format!("{day}T{clock}{sign}{:02}:00", hours.abs()).parse().ok()
}

/// ISO 8601 without signs.
fn compact(text: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (day, time) = text.split_at_checked(8).filter(|(day, _)| digits(day))?;
    let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
    let text = match time.strip_prefix(['T', 't', ' ']) {
        None if time.is_empty() => day,
        None => return None,
        Some(time) => {
            let end = time.find(|char: char| !char.is_ascii_digit()).unwrap_or(time.len());
            let (clock, zone) = time.split_at(end);
            let (hour, rest) = clock.split_at_checked(2).filter(|_| matches!(clock.len(), 2 | 4 | 6))?;
            let minute = rest.get(..2).map(|minute| format!(":{minute}")).unwrap_or_default();
            format!("{day}T{hour}{minute}{zone}")
        }
    };
    text.parse().ok().filter(|date: &Date| YEARS.contains(&date.year()))
}

/// Thousandths of a second since 1970 as .NET writes them; the offset behind them is that of the clock that wrote.
fn net(text: &str) -> Option<Date> {
    let count = text.trim_matches(['/', '\\']).strip_prefix("Date(")?.strip_suffix(')')?;
    let end = count.rfind(['+', '-']).filter(|&place| place > 0).unwrap_or(count.len());
    of_millisecond(count[..end].parse().ok()?)
}

/// As X, `date` of Unix and the C library write it.
fn unix(text: &str) -> Option<Date> {
    let parsed = ["%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M:%S UTC %Y", "%a %b %d %H:%M:%S %Y"].iter();
    let parsed = parsed.filter_map(|format| BrokenDownTime::parse(format, text).ok()).next()?;
    let time: civil::DateTime = parsed.to_datetime().ok()?;
    let is_utc = text.contains("UTC").then_some(0);
    let zone = parsed.offset().map(|offset| offset.seconds() / 60).or(is_utc).map(|minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    });
    let zone = zone.unwrap_or_default();
    format!("{}T{:02}:{:02}{zone}", time.date(), time.hour(), time.minute()).parse().ok()
}

/// The date of a count of seconds since 1970, of ten digits, or of thousandths of a second, of thirteen; a fraction may
/// follow. Only where the text is known to be a time: an id may look the same.
pub fn counted(text: &str) -> Option<Date> {
    let (count, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let count = (digits(count) && digits(fraction)).then(|| count.parse::<i64>().ok())?;
    match text.split('.').next()?.len() {
        10 => of_millisecond(count?.checked_mul(1000)?),
        13 => of_millisecond(count?),
        _ => None,
    }
}

fn of_millisecond(count: i64) -> Option<Date> {
    Timestamp::from_millisecond(count).ok()?.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        date(text).map(|date| date.to_string())
    }

    #[test]
    fn programs_write_dates_without_signs() {
        assert_eq!(of("20220124").as_deref(), Some("2022-01-24"));
        assert_eq!(of("20220124T1030").as_deref(), Some("2022-01-24T10:30"));
        assert_eq!(of("20220124T103059+0300").as_deref(), Some("2022-01-24T10:30+03:00"));
        assert_eq!(of("20220124T10Z").as_deref(), Some("2022-01-24T10+00:00"));
        for text in
            ["20221324", "20220230", "00968123", "2022012", "202201241030", "20220124T1", "20220124x", "٢٠٢٢٠١٢٤"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn programs_count() {
        assert_eq!(of("/Date(1642984496000)/").as_deref(), Some("2022-01-24T00:34+00:00"));
        assert_eq!(of(r"\/Date(1642984496000+0300)\/").as_deref(), Some("2022-01-24T00:34+00:00"));
        assert_eq!(of("/Date(-1)/").as_deref(), Some("1969-12-31T23:59+00:00"));
        assert_eq!(of("/Date(99999999999999999999)/"), None);
        for text in ["1642984496", "1642984496000", "1642984496.25"] {
            assert_eq!(counted(text).unwrap().to_string(), "2022-01-24T00:34+00:00", "{text}");
        }
        assert_eq!(counted("164298449"), None);
        assert_eq!(counted("16429844 6"), None);
    }

    #[test]
    fn the_year_may_be_last() {
        assert_eq!(of("Mon Jan 24 10:11:12 +0000 2022").as_deref(), Some("2022-01-24T10:11+00:00"));
        assert_eq!(of("Mon Jan  3 10:11:12 -0330 2022").as_deref(), Some("2022-01-03T10:11-03:30"));
        assert_eq!(of("Mon Jan 24 10:11:12 UTC 2022").as_deref(), Some("2022-01-24T10:11+00:00"));
    }
}
