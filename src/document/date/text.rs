//! Dates as text: `2022`, `2022-01`, `2022-01-20`, `2022-01-20T10:30+02:00`.

use std::fmt;
use std::str::FromStr;

use super::{Date, DateError, Time};

impl FromStr for Date {
    type Err = DateError;

    /// Reads ISO dates of any precision, with `-`, `/` or `.` between year, month and day; Arabic and Persian digits
    /// too. A time may follow behind `T` or a space; its seconds are skipped.
    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.chars().take(40).collect());
        let folded = crate::arabic::fold(text.trim());
        let (date, time) = match folded.split_once([' ', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (folded.as_str(), None),
        };
        let mut parts = date.split(['-', '/', '.']);
        let year = parts.next().filter(|year| year.len() == 4).and_then(number).ok_or_else(error)?;
        let mut part = || parts.next().map(|part| number(part).and_then(|part| part.try_into().ok()).ok_or_else(error));
        let (month, day, more) = (part().transpose()?, part().transpose()?, part());
        let time = time.map(|time| clock(time.trim()).ok_or_else(error)).transpose()?;
        Self::from_parts(year, month, day, time).filter(|_| more.is_none()).ok_or_else(error)
    }
}

/// A number of ASCII digits alone.
fn number(digits: &str) -> Option<u16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The time of `10`, `10:30`, `10:30:59`, `10:30:59.5z` or `10:30+03:00`.
fn clock(text: &str) -> Option<Time> {
    let (time, zone) = text.split_at(text.find(['z', '+', '-']).unwrap_or(text.len()));
    let mut parts = time.trim_end().split(':');
    let hour = parts.next().and_then(number)?.try_into().ok()?;
    let minute = parts.next().map(|minute| number(minute).filter(|_| minute.len() == 2)?.try_into().ok());
    let offset = match zone.trim() {
        "" => None,
        "z" => Some(0),
        zone => Some(offset(zone)?),
    };
    match minute {
        Some(minute) => Some(Time { hour, minute: Some(minute?), offset }),
        None => Some(Time { hour, minute: None, offset }),
    }
}

/// Minutes of `+03:00`, `+0300` or `+03`.
fn offset(zone: &str) -> Option<i16> {
    let (sign, digits) = zone.split_at_checked(1)?;
    let digits = digits.replacen(':', "", 1);
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes).filter(|_| minutes.len() == 2)? };
    let offset = i16::try_from(number(hours)? * 60 + minutes).ok()?;
    Some(if sign == "-" { -offset } else { offset })
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
        let Some(Time { hour, minute, offset }) = self.time else { return Ok(()) };
        write!(f, "T{hour:02}")?;
        if let Some(minute) = minute {
            write!(f, ":{minute:02}")?;
        }
        let Some(offset) = offset else { return Ok(()) };
        let sign = if offset < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
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
