//! Dates of known precision: a year, a month, a day, an hour or a minute.

mod text;

use serde::{Deserialize, Serialize};

/// A Gregorian date of known precision. Time is as the source wrote it, with its offset if it names one; no zone is
/// assumed.
///
/// Written and read as `2022`, `2022-01`, `2022-01-20`, `2022-01-20T10`, `2022-01-20T10:30` or
/// `2022-01-20T10:30+02:00`. Dates are compared as they are written, so that a day is the day of the place that the
/// source writes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    year: u16,
    /// 1–12, or 0 where the month is unknown.
    month: u8,
    /// 1–31, or 0 where the day is unknown.
    day: u8,
    time: Option<Time>,
}

/// A time of day as a source writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0–23.
    pub hour: u8,
    /// 0–59, if the source states it.
    pub minute: Option<u8>,
    /// Minutes east of UTC, if the source states them.
    pub offset: Option<i16>,
}

/// The precision of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Only the year.
    Year,
    /// Year and month.
    Month,
    /// Year, month and day.
    Day,
    /// To the hour.
    Hour,
    /// To the minute.
    Minute,
}

/// A calendar in which a date is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Calendar {
    /// The Gregorian calendar.
    #[default]
    Gregorian,
    /// The Hijri calendar of Umm al-Qura, which Saudi Arabia uses.
    #[serde(rename = "hijri-umalqura")]
    UmmAlQura,
    /// The Iranian calendar.
    SolarHijri,
}

impl Calendar {
    /// Its name in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Calendar::Gregorian => "Gregorian",
            Calendar::UmmAlQura => "Hijri",
            Calendar::SolarHijri => "Iranian",
        }
    }
}

/// The role of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DateRole {
    /// Publication.
    Published,
    /// The last change.
    Updated,
    /// The time at which the page was opened, as clocks at the head of pages show it.
    View,
    /// An event in the text.
    Event,
}

impl Precision {
    /// The unit in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Hour => "hour",
            Precision::Minute => "minute",
        }
    }
}

/// The text is not a date that Fihris reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: write 2022, 2022-01 or 2022-01-20")]
pub struct DateError(
    /// The text.
    pub String,
);

impl Date {
    /// Minutes of a day.
    pub const MINUTES_OF_A_DAY: i64 = 24 * 60;

    /// The date of these parts, of the years 1000 to 9998; `None` if there is no such day or time, or a smaller part
    /// without the larger.
    pub fn from_parts(year: u16, month: Option<u8>, day: Option<u8>, time: Option<Time>) -> Option<Self> {
        let is_day = match (month, day) {
            (None, None) => time.is_none(),
            (Some(month), None) => (1..=12).contains(&month) && time.is_none(),
            (None, Some(_)) => false,
            (Some(month), Some(day)) => (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day),
        };
        let is_time = time.is_none_or(|time| {
            time.hour < 24 && time.minute.is_none_or(|minute| minute < 60) && time.offset.is_none_or(is_offset)
        });
        let whole = (1000..=9998).contains(&year) && is_day && is_time;
        whole.then(|| Self { year, month: month.unwrap_or_default(), day: day.unwrap_or_default(), time })
    }

    /// The year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1–12, if known.
    pub fn month(&self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, if known.
    pub fn day(&self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The time of day, if known.
    pub fn time(&self) -> Option<Time> {
        self.time
    }

    /// Its precision.
    pub fn precision(&self) -> Precision {
        match (self.month, self.day, self.time) {
            (0, ..) => Precision::Year,
            (_, 0, _) => Precision::Month,
            (.., None) => Precision::Day,
            (.., Some(Time { minute: None, .. })) => Precision::Hour,
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
            Precision::Day | Precision::Hour | Precision::Minute => self.first_day(),
        }
    }

    /// The first minute it can mean, counted from 1970-01-01.
    pub fn first_minute(&self) -> i64 {
        let minutes = |time: Time| i64::from(time.hour) * 60 + i64::from(time.minute.unwrap_or_default());
        self.first_day() * DAY + self.time.map_or(0, minutes)
    }

    /// The last minute it can mean, counted from 1970-01-01.
    pub fn last_minute(&self) -> i64 {
        match self.precision() {
            Precision::Minute => self.first_minute(),
            Precision::Hour => self.first_minute() + 59,
            Precision::Year | Precision::Month | Precision::Day => self.last_day() * DAY + DAY - 1,
        }
    }

    /// The day before the first one that it can mean.
    pub fn day_before(&self) -> Option<Self> {
        Self::of_day(self.first_day() - 1)
    }

    /// The day after the last one that it can mean.
    pub fn day_after(&self) -> Option<Self> {
        Self::of_day(self.last_day() + 1)
    }

    /// The day of this number since 1970-01-01, of the years that dates have.
    fn of_day(number: i64) -> Option<Self> {
        // A day's year is the last one that begins by then; so is its month.
        let mut year = 1970 + number.div_euclid(if number < 0 { 365 } else { 366 });
        while day_number(year + 1, 1, 1) <= number {
            year += 1;
        }
        let month = (1..=12).rev().find(|&month| day_number(year, month, 1) <= number)?;
        let day = number - day_number(year, month, 1) + 1;
        Self::from_parts(year.try_into().ok()?, Some(month.try_into().ok()?), Some(day.try_into().ok()?), None)
    }

    /// The day, month or year from one day to another, counted from 1970-01-01; `None` if no such period has these
    /// ends.
    pub fn of_days(first: i64, last: i64) -> Option<Self> {
        let day = Self::of_day(first)?;
        let candidates = [day, Self { day: 0, ..day }, Self { month: 0, day: 0, ..day }];
        candidates.into_iter().find(|date| (date.first_day(), date.last_day()) == (first, last))
    }

    /// The date as far as `precision`, at most to the day; `None` if it is not known so exactly.
    pub fn to(&self, precision: Precision) -> Option<Self> {
        let month = if precision == Precision::Year { 0 } else { self.month };
        let day = if precision <= Precision::Month { 0 } else { self.day };
        (self.precision() >= precision).then_some(Self { year: self.year, month, day, time: None })
    }

    /// The same date with its clock so many minutes east of UTC; `None` if it has no time or no clock is there.
    pub fn with_offset(self, minutes: i16) -> Option<Self> {
        let time = Time { offset: Some(minutes), ..self.time? };
        Self::from_parts(self.year, self.month(), self.day(), Some(time))
    }

    /// The same date without its time.
    pub fn without_time(self) -> Self {
        Self { time: None, ..self }
    }
}

/// Minutes in a day.
const DAY: i64 = Date::MINUTES_OF_A_DAY;

/// Whether an offset from UTC in minutes is possible.
fn is_offset(minutes: i16) -> bool {
    (-12 * 60..=14 * 60).contains(&minutes)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_and_after() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (period, before, after) in [
            ("2022", "2021-12-31", "2023-01-01"),
            ("2020-02", "2020-01-31", "2020-03-01"),
            ("2020-02-28", "2020-02-27", "2020-02-29"),
            ("1969-12-31", "1969-12-30", "1970-01-01"),
            ("1969", "1968-12-31", "1970-01-01"),
            ("1600-03-01", "1600-02-29", "1600-03-02"),
        ] {
            assert_eq!(day(period).day_before(), Some(day(before)), "{period}");
            assert_eq!(day(period).day_after(), Some(day(after)), "{period}");
        }
        for period in ["2022", "2020-02", "2020-02-29", "1969-12"] {
            let (first, last) = (day(period).first_day(), day(period).last_day());
            assert_eq!(Date::of_days(first, last), Some(day(period)), "{period}");
            assert_eq!(Date::of_days(first, last + 1), None, "{period}");
        }
        assert_eq!(day("1000").day_before(), None);
        assert_eq!(day("9998").day_after(), None);
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_date_is_known_as_far_as_it_is() {
        let cut = |text: &str, precision| date(text).to(precision).map(|date| date.to_string());
        assert_eq!(cut("2022-01-20T10:30", Precision::Day).as_deref(), Some("2022-01-20"));
        assert_eq!(cut("2022-01-20", Precision::Month).as_deref(), Some("2022-01"));
        assert_eq!(cut("2022-01", Precision::Year).as_deref(), Some("2022"));
        assert_eq!(cut("2022-01", Precision::Day), None);
    }

    #[test]
    fn precision_is_what_was_written() {
        assert_eq!(date("2022").precision(), Precision::Year);
        assert_eq!(date("2022-01").precision(), Precision::Month);
        assert_eq!(date("2022-01-20").precision(), Precision::Day);
        assert_eq!(date("2022-01-20T10").precision(), Precision::Hour);
        assert_eq!(date("2015-07-21 02:51:32").precision(), Precision::Minute);
    }

    #[test]
    fn what_is_printed_is_read_again() {
        for text in [
            "2022",
            "2022-01",
            "2022-01-20",
            "2022-01-20T10",
            "2022-01-20T10:30",
            "2022-01-20T10:30+02:00",
            "2022-01-20T10-03:30",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn zones_are_kept_and_seconds_passed_over() {
        assert_eq!(date("2022-01-24T12:30:00+0200").to_string(), "2022-01-24T12:30+02:00");
        assert_eq!(date("2022-01-24 12:30:59.25 Z").to_string(), "2022-01-24T12:30+00:00");
    }

    #[test]
    fn a_date_is_compared_as_it_is_written() {
        assert_eq!(date("2022-01-24T12:30+02:00").first_minute(), date("2022-01-24T12:30").first_minute());
        assert_eq!(date("2022-01-24T12").last_minute(), date("2022-01-24T12:59").last_minute());
    }

    #[test]
    fn arabic_digits_and_slashes_are_read() {
        assert_eq!(date("٢٠٢٢/٠١/٢٤").to_string(), "2022-01-24");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "أمس",
            "2022-13",
            "2022-02-29",
            "20",
            "2022-01-",
            "24-01-2022",
            "2022-01 10:30",
            "2022-01-20T25:00",
            "2022-01-20T10:3",
            "2022-01-20T10:30+99:00",
            "2022-01-20T10:30+x",
            "2022-01-20-3",
            "0-1-2",
        ] {
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
