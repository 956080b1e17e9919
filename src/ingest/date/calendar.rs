//! Days of the month, the weekday and the Hijri calendar.

use icu_calendar::cal::{Hijri, Iso};
use jiff::civil;

use super::names::{GREGORIAN, HIJRI, NEEDS_DAY, ORDINALS};
use super::parts::{Cursor, Kind};
use crate::document::{Date, Precision};

/// A calendar in which a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// The Gregorian calendar.
    Gregorian,
    /// The calendar of Umm al-Qura, which Saudi Arabia uses.
    UmmAlQura,
}

/// A date as it is written: year, month and day of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub calendar: Calendar,
    pub year: u16,
    pub month: u8,
    pub day: Option<u8>,
    /// Whether day and month could change places.
    pub ambiguous: bool,
}

/// The first Gregorian year in news and archives: smaller years are Hijri.
pub(super) const FIRST_GREGORIAN_YEAR: u16 = 1700;
const GREGORIAN_YEARS: std::ops::RangeInclusive<u16> = FIRST_GREGORIAN_YEAR..=2199;
const HIJRI_YEARS: std::ops::RangeInclusive<u16> = 1100..=1499;
/// Years for which the calendar of Umm al-Qura is published; outside them, a date may be off by one day.
pub(super) const CERTAIN_HIJRI_YEARS: std::ops::RangeInclusive<u16> = 1420..=1449;

impl Written {
    fn of_numbers(year: u16, month: u16, day: u16, ambiguous: bool) -> Option<Self> {
        let calendar = match year {
            year if GREGORIAN_YEARS.contains(&year) => Calendar::Gregorian,
            year if HIJRI_YEARS.contains(&year) => Calendar::UmmAlQura,
            _ => return None,
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        Some(Self { calendar, year, month, day: Some(day), ambiguous })
    }

    /// The Gregorian date; `None` if there is no such day. A Hijri month without a day becomes the parts of the
    /// Gregorian date that its first and last day share.
    pub fn date(&self) -> Option<Date> {
        match (self.calendar, self.day) {
            (Calendar::Gregorian, day) => Date::from_parts(self.year, Some(self.month), day, None),
            (Calendar::UmmAlQura, Some(day)) => self.hijri_day(day),
            (Calendar::UmmAlQura, None) => {
                let first = self.hijri_day(1)?;
                let last = self.hijri_day(30).or_else(|| self.hijri_day(29))?;
                let month = first.month().filter(|_| first.month() == last.month());
                (first.year() == last.year()).then(|| Date::from_parts(first.year(), month, None, None))?
            }
        }
    }

    fn hijri_day(&self, day: u8) -> Option<Date> {
        let calendar = Hijri::new_umm_al_qura();
        let date = icu_calendar::Date::try_new_hijri_with_calendar(self.year.into(), self.month, day, calendar).ok()?;
        let date = date.to_calendar(Iso);
        let year = u16::try_from(date.year().extended_year()).ok()?;
        Date::from_parts(year, Some(date.month().number()), Some(date.day_of_month().0), None)
    }
}

/// A day as jiff counts it.
pub(super) fn civil(date: Date) -> Option<civil::Date> {
    let (month, day) = (date.month()?, date.day()?);
    civil::Date::new(i16::try_from(date.year()).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Whether two days are the same or neighbours.
pub(super) fn within_a_day(one: Date, other: Date) -> bool {
    let (Some(one), Some(other)) = (civil(one), civil(other)) else { return one.precision() < Precision::Day };
    one.since(other).is_ok_and(|days| days.get_days().abs() <= 1)
}

/// The date that begins here.
pub(super) fn written(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    let forms: [fn(&mut Cursor<'_, '_>) -> Option<Written>; 3] = [numbers, day_first, month_first];
    forms.into_iter().find_map(|form| {
        let mut ahead = *cursor;
        let found = form(&mut ahead)?;
        *cursor = ahead;
        Some(found)
    })
}

/// `2022-01-24`, `24/1/2022`, `24.01.2022`.
fn numbers(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    let signs = ['/', '-', '.'];
    if cursor.is_glued()
        && matches!(cursor.parts[cursor.at - 1].kind, Kind::Sign(sign) if signs.contains(&sign) || sign == ':')
    {
        return None;
    }
    let (first, first_digits) = cursor.number()?;
    let sign = cursor.sign(&signs)?;
    let second = cursor.number_of(1..=2)?;
    cursor.sign(&[sign])?;
    let (third, third_digits) = cursor.number()?;
    let goes_on = cursor.is_glued() && {
        let mut ahead = *cursor;
        ahead.sign(&[sign]).is_some() && ahead.is_glued() && ahead.number().is_some()
    };
    match (first_digits, third_digits) {
        _ if goes_on => None,
        (4, 1 | 2) => Written::of_numbers(first, second, third, false),
        (1 | 2, 4) if second > 12 => Written::of_numbers(third, first, second, false),
        (1 | 2, 4) => Written::of_numbers(third, second, first, first <= 12 && first != second),
        _ => None,
    }
}

/// `24 يناير 2022`, `24 كانون الثاني / يناير 2022`, `الرابع والعشرون من يناير 2022`, `24-Jan-2022`.
fn day_first(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    if cursor.is_glued() && matches!(cursor.parts[cursor.at - 1].kind, Kind::Sign(',' | '.' | ':' | '٫')) {
        return None;
    }
    let day = match cursor.number_of(1..=2) {
        Some(day) => {
            cursor.longest(["st", "nd", "rd", "th"]);
            cursor.sign(&['/', '-', '.', ',', '،']);
            cursor.name("من");
            day
        }
        None if cursor.longest(FIRST_DAY).is_some() => {
            cursor.name("من");
            1
        }
        // كانون الثاني is no second day: an ordinal needs its "of".
        None => ordinal(cursor).filter(|_| cursor.name("من"))?,
    };
    cursor.name("شهر");
    let (calendar, month, _) = month(cursor)?;
    let year = year(cursor, calendar)?;
    Some(Written { calendar, year, month, day: Some(day.try_into().ok()?), ambiguous: false })
}

/// `يناير 2022`, `January 24, 2022`.
fn month_first(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    if cursor.at > 0 && cursor.parts[cursor.at - 1].kind == Kind::Sign('/') {
        // The second of two months.
        return None;
    }
    let (calendar, month, name) = month(cursor)?;
    let mut ahead = *cursor;
    let day = ahead.number_of(1..=2);
    ahead.longest(["st", "nd", "rd", "th"]);
    if let Some(day) = day
        && let Some(year) = year(&mut ahead, calendar)
    {
        *cursor = ahead;
        return Some(Written { calendar, year, month, day: Some(day.try_into().ok()?), ambiguous: false });
    }
    if NEEDS_DAY.contains(&name) {
        return None;
    }
    let year = year(cursor, calendar)?;
    Some(Written { calendar, year, month, day: None, ambiguous: false })
}

/// A month, also under two names; its calendar and its number from 1.
fn month(cursor: &mut Cursor<'_, '_>) -> Option<(Calendar, u8, &'static str)> {
    let (calendar, (place, name)) = cursor
        .listed(&GREGORIAN)
        .map(|found| (Calendar::Gregorian, found))
        .or_else(|| cursor.listed(&HIJRI).map(|found| (Calendar::UmmAlQura, found)))?;
    let mut ahead = *cursor;
    ahead.sign(&['.']);
    let opened = ahead.sign(&['/', '-', '(', '،']);
    if let Some((again, _)) = ahead.listed(&GREGORIAN)
        && calendar == Calendar::Gregorian
    {
        if again == place {
            ahead.sign(&[')']);
            *cursor = ahead;
        } else if opened.is_some() {
            // Two months are no month.
            return None;
        }
    }
    Some((calendar, place as u8 + 1, name))
}

/// A year of four digits that the calendar can have.
fn year(cursor: &mut Cursor<'_, '_>, calendar: Calendar) -> Option<u16> {
    cursor.sign(&['/', '-', '.', ',', '،']);
    cursor.longest(["من عام", "من سنه", "من العام", "لعام", "لسنه", "عام", "سنه"]);
    let year = cursor.number_of(4..=4)?;
    let years = match calendar {
        Calendar::Gregorian => GREGORIAN_YEARS,
        Calendar::UmmAlQura => HIJRI_YEARS,
    };
    years.contains(&year).then_some(year)
}

/// The first day of a month.
const FIRST_DAY: [&str; 3] = ["الفاتح", "فاتح", "غره"];

/// A day of the month as an ordinal in words.
fn ordinal(cursor: &mut Cursor<'_, '_>) -> Option<u16> {
    const TENS: [(&[&str], u16); 2] = [(&["العشرين", "العشرون"], 20), (&["الثلاثين", "الثلاثون"], 30)];
    const AND_TENS: [(&[&str], u16); 2] = [(&["والعشرين", "والعشرون"], 20), (&["والثلاثين", "والثلاثون"], 30)];
    let ten = |cursor: &mut Cursor<'_, '_>, tens: &[(&'static [&'static str], u16)]| {
        tens.iter().find(|(names, _)| cursor.longest(names.iter().copied()).is_some()).map(|(_, ten)| *ten)
    };
    if let Some(ten) = ten(cursor, &TENS) {
        return Some(ten);
    }
    let (place, _) = cursor.listed(&ORDINALS)?;
    let unit = place as u16 + 1;
    if cursor.name("عشر") {
        return Some(unit + 10);
    }
    Some(unit + ten(cursor, &AND_TENS).unwrap_or_default())
}
