//! Dates that are only as exact as their source.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A Gregorian date of known precision. Time is as the source wrote it; no zone is assumed.
///
/// Written and read as `2022`, `2022-01`, `2022-01-20` or `2022-01-20T10:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    year: u16,
    /// 1–12, or 0 where the month is unknown.
    month: u8,
    /// 1–31, or 0 where the day is unknown.
    day: u8,
    /// Hour and minute.
    time: Option<(u8, u8)>,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
    /// To the minute.
    Minute,
}

impl Precision {
    /// The unit in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Minute => "minute",
        }
    }
}

/// The text is no date that Fihris reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: write 2022, 2022-01 or 2022-01-20")]
pub struct DateError(
    /// What was read.
    pub String,
);

impl Date {
    /// How exactly it is known.
    pub fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (0, ..) => Precision::Year,
            (_, 0, _) => Precision::Month,
            (.., None) => Precision::Day,
            (.., Some(_)) => Precision::Minute,
        }
    }

    fn first_day(&self) -> i64 {
        day_number(self.year.into(), self.month.max(1).into(), self.day.max(1).into())
    }

    fn last_day(&self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        match self.precision() {
            Precision::Year => day_number(year + 1, 1, 1) - 1,
            Precision::Month => day_number(year + month / 12, month % 12 + 1, 1) - 1,
            Precision::Day | Precision::Minute => self.first_day(),
        }
    }

    /// The first minute it can mean, counted from 1970-01-01.
    pub fn first_minute(&self) -> i64 {
        let (hour, minute) = self.time.unwrap_or_default();
        self.first_day() * DAY + i64::from(hour) * 60 + i64::from(minute)
    }

    /// The last minute it can mean, counted from 1970-01-01.
    pub fn last_minute(&self) -> i64 {
        if self.time.is_some() { self.first_minute() } else { self.last_day() * DAY + DAY - 1 }
    }

    /// The same date without its time.
    pub fn without_time(self) -> Self {
        Self { time: None, ..self }
    }
}

/// Minutes in a day.
const DAY: i64 = 24 * 60;

/// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads ISO dates of any precision, with `-`, `/` or `.` between year, month and day; Arabic and Persian digits
    /// too. A time may follow behind `T` or a space; its seconds and zone are passed over.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.chars().take(40).collect());
        let folded = crate::arabic::fold(text.trim());
        let (date, time) = match folded.split_once([' ', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (folded.as_str(), None),
        };
        let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
        let number = |place: usize, digits: usize| match parts.get(place) {
            None => Some(0),
            Some(part) if part.len() <= digits && part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse().ok(),
            Some(_) => None,
        };
        let (year, month, day) = (number(0, 4), number(1, 2), number(2, 2));
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return Err(error()) };
        let (month, day) = (month as u8, day as u8);
        let whole = parts[0].len() == 4
            && parts.len() <= 3
            && (1000..=9998).contains(&year)
            && (parts.len() < 2 || (1..=12).contains(&month))
            && (parts.len() < 3 || (1..=days_in_month(year, month)).contains(&day));
        if !whole || time.is_some() && parts.len() < 3 {
            return Err(error());
        }
        let time = time.map(|time| clock(time).ok_or_else(error)).transpose()?;
        Ok(Self { year, month, day, time })
    }
}

/// Hour and minute of `10:30`, `10:30:59` or `10:30:59+03:00`.
fn clock(text: &str) -> Option<(u8, u8)> {
    let (hour, rest) = text.trim().split_once(':')?;
    let minute = rest.get(..2)?;
    let follows = rest.get(2..3).is_none_or(|next| matches!(next, ":" | "z" | "+" | "-" | " "));
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (follows && hour < 24 && minute < 60).then_some((hour, minute))
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        if let Some((hour, minute)) = self.time {
            write!(f, "T{hour:02}:{minute:02}")?;
        }
        Ok(())
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn precision_is_what_was_written() {
        assert_eq!(date("2022").precision(), Precision::Year);
        assert_eq!(date("2022-01").precision(), Precision::Month);
        assert_eq!(date("2022-01-20").precision(), Precision::Day);
        assert_eq!(date("2015-07-21 02:51:32").precision(), Precision::Minute);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        for text in ["2022", "2022-01", "2022-01-20", "2022-01-20T10:30"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn zones_and_seconds_are_passed_over() {
        assert_eq!(date("2022-01-24T12:30:00+02:00").to_string(), "2022-01-24T12:30");
        assert_eq!(date("2022-01-24T12:30Z").to_string(), "2022-01-24T12:30");
    }

    #[test]
    fn arabic_digits_and_slashes_are_read() {
        assert_eq!(date("٢٠٢٢/٠١/٢٤").to_string(), "2022-01-24");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "أمس", "2022-13", "2022-02-29", "20", "2022-01-", "24-01-2022", "2022-01 10:30", "2022-01-20T25:00"]
        {
            assert!(text.parse::<Date>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(date("1970-01-01").first_day(), 0);
        assert_eq!(date("2000-03-01").first_day(), 11_017);
        assert_eq!(date("1969-12-31").first_day(), -1);
    }

    #[test]
    fn a_month_ends_with_its_last_day() {
        assert_eq!(date("2020-02").last_day(), date("2020-02-29").first_day());
        assert_eq!(date("2022-12").last_day(), date("2022-12-31").first_day());
        assert_eq!(date("2022").last_day(), date("2022-12-31").first_day());
    }
}
