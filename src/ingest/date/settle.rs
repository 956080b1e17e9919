//! Settles which of several readings of a date is meant, by what stands beside it, and says what stays doubtful.

use std::fmt;

use super::calendar::{self, CERTAIN_HIJRI_YEARS, Form, Written, within_a_day};
use super::names::WEEKDAYS;
use super::parts::{Cursor, Kind, Part};
use crate::document::{Calendar, Date};

/// What makes a date less than certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncertainty {
    /// Day and month could change places; the day was taken to come first.
    DayOrMonth,
    /// Only the last two digits of the year are written.
    Century,
    /// Read in this other calendar, it is this date.
    OtherCalendar(Calendar, Date),
    /// A Hijri day outside the published calendar: it may be one off.
    HijriDay,
    /// A Hijri month: the Gregorian month that holds most of it was taken.
    HijriMonth,
    /// A Hijri date beside it is another day.
    Calendars,
    /// A weekday beside it is not that of the day.
    Weekday,
}

impl fmt::Display for Uncertainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Uncertainty::OtherCalendar(calendar, date) => {
                return write!(f, "read in the {} calendar, it is {date}", calendar.name());
            }
            Uncertainty::DayOrMonth => "day and month could change places",
            Uncertainty::Century => "the year has two digits",
            Uncertainty::HijriDay => "the Hijri day may be one off",
            Uncertainty::HijriMonth => "a Hijri month is part of two Gregorian months",
            Uncertainty::Calendars => "the Hijri date beside it is another day",
            Uncertainty::Weekday => "the weekday beside it is not that of the day",
        })
    }
}

/// A date among the parts of a text.
pub(super) struct Found {
    pub written: Written,
    pub date: Date,
    /// The date in another calendar that has such a year, too.
    pub other: Option<(Calendar, Date)>,
    pub range: std::ops::Range<usize>,
}

/// Decides by a weekday beside the date which of two numbers is the day and which is the month.
pub(super) fn settle_days(parts: &[Part<'_>], found: &mut [Found]) {
    let Some(weekday) = weekday(parts) else { return };
    for one in found.iter_mut().filter(|one| one.written.is_swappable) {
        let swapped = one.written.day.map(|day| Written { day: Some(one.written.month), month: day, ..one.written });
        if is_on(one.date, weekday) {
            one.written.is_swappable = false;
        } else if let Some((written, date)) = swapped.and_then(|written| Some((written, written.date()?)))
            && is_on(date, weekday)
        {
            (one.written, one.date) = (Written { is_swappable: false, ..written }, date);
        }
    }
}

/// Decides of which calendar a year such as 1400 is, which both the Hijri and the Iranian calendar have: by a mark
/// behind it, the digits, a weekday, a Gregorian date beside it. Without any, the Iranian year is meant: the Hijri one
/// was over before there were pages.
pub(super) fn settle_calendars(text: &str, parts: &[Part<'_>], found: &mut [Found]) {
    let has = |digits: std::ops::RangeInclusive<char>| text.contains(|char| digits.contains(&char));
    let gregorian: Vec<Date> =
        found.iter().filter(|one| one.written.calendar == Calendar::Gregorian).map(|one| one.date).collect();
    let weekday = weekday(parts);
    for one in found.iter_mut() {
        let mark = mark(parts, one.range.end);
        let other = Written { calendar: Calendar::SolarHijri, ..one.written };
        let is_open = one.written.calendar == Calendar::UmmAlQura && one.written.form == Form::Numbers;
        let Some(date) = other.date().filter(|_| is_open && mark != Some(Calendar::UmmAlQura)) else { continue };
        let fits = |date: Date| {
            weekday.is_some_and(|weekday| is_on(date, weekday)) || gregorian.iter().any(|day| within_a_day(*day, date))
        };
        let is_certain = mark.is_some() || has('۰'..='۹') || fits(date) != fits(one.date);
        let is_solar = mark.is_some() || fits(date) || has('۰'..='۹') || !fits(one.date) && !has('٠'..='٩');
        let refused = if is_solar { (one.written.calendar, one.date) } else { (other.calendar, date) };
        if is_solar {
            (one.written, one.date) = (other, date);
        }
        one.other = (!is_certain).then_some(refused);
    }
}

/// The calendar that a mark behind a year names: هـ, هجري, هجري شمسي.
fn mark(parts: &[Part<'_>], at: usize) -> Option<Calendar> {
    let mut cursor = Cursor::new(parts, at);
    cursor.longest(["ه", "هجري", "هجريه", "للهجره"])?;
    cursor.sign(&['.']);
    let is_solar = cursor.longest(["ش", "شمسي", "شمسيه"]).is_some();
    Some(if is_solar { Calendar::SolarHijri } else { Calendar::UmmAlQura })
}

/// The weekday that the parts name, from Monday; `None` if they name several.
fn weekday(parts: &[Part<'_>]) -> Option<usize> {
    let mut named = (0..parts.len()).filter_map(|at| Cursor::new(parts, at).listed(&WEEKDAYS));
    let (weekday, _) = named.next()?;
    named.next().is_none().then_some(weekday)
}

fn is_on(date: Date, weekday: usize) -> bool {
    calendar::civil(date).is_some_and(|day| day.weekday().to_monday_zero_offset() as usize == weekday)
}

/// What makes the chosen date less than certain.
pub(super) fn uncertainties(parts: &[Part<'_>], found: &[Found], chosen: &Found) -> Vec<Uncertainty> {
    let mut uncertainties = Vec::new();
    let Written { calendar, year, day, is_swappable, is_short_year, .. } = chosen.written;
    uncertainties.extend(is_swappable.then_some(Uncertainty::DayOrMonth));
    uncertainties.extend(is_short_year.then_some(Uncertainty::Century));
    uncertainties.extend(chosen.other.map(|(calendar, date)| Uncertainty::OtherCalendar(calendar, date)));
    let hijri = found.iter().find(|other| other.written.calendar != Calendar::Gregorian);
    match (calendar, hijri) {
        (Calendar::UmmAlQura, _) if day.is_none() => uncertainties.push(Uncertainty::HijriMonth),
        (Calendar::UmmAlQura, _) if !CERTAIN_HIJRI_YEARS.contains(&year) => uncertainties.push(Uncertainty::HijriDay),
        (Calendar::Gregorian, Some(hijri)) if !within_a_day(hijri.date, chosen.date) => {
            uncertainties.push(Uncertainty::Calendars);
        }
        _ => {}
    }
    let is_named = weekday(parts).filter(|_| calendar::civil(chosen.date).is_some());
    uncertainties.extend(is_named.filter(|&weekday| !is_on(chosen.date, weekday)).map(|_| Uncertainty::Weekday));
    uncertainties
}

/// Whether a thing is called after the day that begins at `start`: شارع 17 فبراير.
pub(super) fn is_called_after(parts: &[Part<'_>], start: usize) -> bool {
    let before = start.checked_sub(1).map(|at| parts[at].kind);
    matches!(before, Some(Kind::Word(word)) if super::names::CALLED_AFTER_DAYS.contains(&word))
}
