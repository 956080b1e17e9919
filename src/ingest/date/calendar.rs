//! Days and months as they are written, in the Gregorian, the Hijri and the Iranian calendar.

use icu_calendar::cal::{Hijri, Iso};
use jiff::civil;

use super::names::{ALSO_NAMES, BEFORE_MONTHS, GREGORIAN, HIJRI, NEEDS_DAY, ORDINALS, SOLAR, WEEKDAYS};
use super::parts::{Cursor, Kind, Part};
use crate::document::{Calendar, Date, Precision};

/// A date as it is written: year, month and day of its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub calendar: Calendar,
    pub year: u16,
    pub month: u8,
    pub day: Option<u8>,
    pub form: Form,
    /// Whether day and month could change places.
    pub is_swappable: bool,
    /// Whether only the last two digits of the year are written.
    pub is_short_year: bool,
}

/// How a month is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Numbers,
    Name,
}

/// The first Gregorian year in news and archives: smaller years are Hijri.
pub(super) const FIRST_GREGORIAN_YEAR: u16 = 1700;
const GREGORIAN_YEARS: std::ops::RangeInclusive<u16> = FIRST_GREGORIAN_YEAR..=2199;
const HIJRI_YEARS: std::ops::RangeInclusive<u16> = 1100..=1499;
const SOLAR_YEARS: std::ops::RangeInclusive<u16> = 1250..=1450;
/// Years of numbers alone that may be Iranian: those of the web, about 1990 to 2032.
const SOLAR_YEARS_OF_PAGES: std::ops::RangeInclusive<u16> = 1369..=1411;
/// Years for which the calendar of Umm al-Qura is published; outside them, a date may be off by one day.
pub(super) const CERTAIN_HIJRI_YEARS: std::ops::RangeInclusive<u16> = 1420..=1449;

impl Written {
    fn of_numbers(year: u16, month: u16, day: u16) -> Option<Self> {
        let calendar = match year {
            year if GREGORIAN_YEARS.contains(&year) => Calendar::Gregorian,
            year if HIJRI_YEARS.contains(&year) => Calendar::UmmAlQura,
            _ => return None,
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let form = Form::Numbers;
        Some(Self { calendar, year, month, day: Some(day), form, is_swappable: false, is_short_year: false })
    }

    fn of_name(calendar: Calendar, year: Year, month: u8, day: Option<u16>) -> Option<Self> {
        let day = day.map(u8::try_from).transpose().ok()?;
        let Year { year, is_short: is_short_year } = year;
        Some(Self { calendar, year, month, day, form: Form::Name, is_swappable: false, is_short_year })
    }

    /// The Gregorian date; `None` if there is no such day. A month of another calendar without a day becomes the
    /// Gregorian month that holds most of it.
    pub fn date(&self) -> Option<Date> {
        match (self.calendar, self.day) {
            (Calendar::Gregorian, day) => Date::from_parts(self.year, Some(self.month), day, None),
            (Calendar::SolarHijri, _) if self.form == Form::Numbers && !SOLAR_YEARS_OF_PAGES.contains(&self.year) => {
                None
            }
            (_, Some(day)) => self.converted(day),
            (_, None) => self.converted(MIDDLE)?.to(Precision::Month),
        }
    }

    /// A day of this month of another calendar.
    fn converted(&self, day: u8) -> Option<Date> {
        let (year, month) = (self.year.into(), self.month);
        let date = match self.calendar {
            Calendar::SolarHijri => icu_calendar::Date::try_new_persian(year, month, day).ok()?.to_calendar(Iso),
            _ => {
                let calendar = Hijri::new_umm_al_qura();
                icu_calendar::Date::try_new_hijri_with_calendar(year, month, day, calendar).ok()?.to_calendar(Iso)
            }
        };
        let year = u16::try_from(date.year().extended_year()).ok()?;
        Date::from_parts(year, Some(date.month().number()), Some(date.day_of_month().0), None)
    }
}

/// The day in the middle of a month of 29 to 31 days: the month that holds it holds most of them.
const MIDDLE: u8 = 15;

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
    let forms: [fn(&mut Cursor<'_, '_>) -> Option<Written>; 4] = [numbers, day_first, month_first, year_first];
    forms.into_iter().find_map(|form| {
        let mut ahead = *cursor;
        let found = form(&mut ahead)?;
        *cursor = ahead;
        Some(found)
    })
}

/// `2022-01-24`, `24/1/2022`, `24.01.2022`, `24/1/22`.
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
        (4, 1 | 2) if second > 12 => Written::of_numbers(first, third, second),
        (4, 1 | 2) => Written::of_numbers(first, second, third),
        (1 | 2, 4) => day_and_month(third, first, second),
        // A full stop parts the numbers of versions and sections, too.
        (1 | 2, 2) if sign != '.' => {
            day_and_month(of_this_age(third), first, second).map(|written| Written { is_short_year: true, ..written })
        }
        _ => None,
    }
}

/// A date that begins with its day, or with its month if only that fits.
fn day_and_month(year: u16, first: u16, second: u16) -> Option<Written> {
    if second > 12 {
        return Written::of_numbers(year, first, second);
    }
    let written = Written::of_numbers(year, second, first)?;
    Some(Written { is_swappable: first <= 12 && first != second, ..written })
}

/// The year that two digits mean: of the half century before 2050 and the one before that.
fn of_this_age(digits: u16) -> u16 {
    if digits < 50 { 2000 + digits } else { 1900 + digits }
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
    Written::of_name(calendar, year, month, Some(day))
}

/// `يناير 2022`, `January 24, 2022`.
fn month_first(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    if cursor.at > 0 && cursor.parts[cursor.at - 1].kind == Kind::Sign('/') {
        // The second of two months.
        return None;
    }
    let start = cursor.at;
    let (calendar, month, name) = month(cursor)?;
    let mut ahead = *cursor;
    let day = ahead.number_of(1..=2);
    ahead.longest(["st", "nd", "rd", "th"]);
    if let Some(day) = day
        && let Some(year) = year(&mut ahead, calendar)
    {
        *cursor = ahead;
        return Written::of_name(calendar, year, month, Some(day));
    }
    if NEEDS_DAY.contains(&name) || ALSO_NAMES.contains(&name) && !introduces(&cursor.parts[..start]) {
        return None;
    }
    let year = year(cursor, calendar).filter(|year| !year.is_short)?;
    Written::of_name(calendar, year, month, None)
}

/// Whether the parts before a name that months share let it be one: none, a sign, a number, a word that goes with dates.
fn introduces(before: &[Part<'_>]) -> bool {
    match before.last().map(|part| part.kind) {
        Some(Kind::Word(word)) => {
            BEFORE_MONTHS.contains(&word) || WEEKDAYS.iter().flat_map(|names| names.iter()).any(|name| *name == word)
        }
        _ => true,
    }
}

/// `2022 يناير 24`, `2022-Jan-24`.
fn year_first(cursor: &mut Cursor<'_, '_>) -> Option<Written> {
    let year = cursor.number_of(4..=4)?;
    cursor.sign(&['/', '-', '.', ',', '،']);
    let (calendar, month, _) = month(cursor)?;
    cursor.sign(&['/', '-', '.', ',', '،']);
    let day = cursor.number_of(1..=2)?;
    // 2022 is the end of a sentence before يناير 24، 2023.
    let mut ahead = *cursor;
    let is_next = self::year(&mut ahead, calendar).is_some_and(|year| !year.is_short);
    let year = Year { year, is_short: false };
    if is_next || !years(calendar).contains(&year.year) {
        return None;
    }
    Written::of_name(calendar, year, month, Some(day))
}

/// A month, also under two names; its calendar and its number from 1.
fn month(cursor: &mut Cursor<'_, '_>) -> Option<(Calendar, u8, &'static str)> {
    if let Some(month) = abbreviated(cursor) {
        return Some((Calendar::Gregorian, month, ""));
    }
    let (calendar, (place, name)) = cursor
        .listed(&GREGORIAN)
        .map(|found| (Calendar::Gregorian, found))
        .or_else(|| cursor.listed(&HIJRI).map(|found| (Calendar::UmmAlQura, found)))
        .or_else(|| cursor.listed(&SOLAR).map(|found| (Calendar::SolarHijri, found)))?;
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

/// ك1, ك2, ت1 and ت2: كانون and تشرين the first and second.
fn abbreviated(cursor: &mut Cursor<'_, '_>) -> Option<u8> {
    let mut ahead = *cursor;
    let name = ahead.longest(["ك", "ت"])?;
    let number = if ahead.is_glued() { ahead.number_of(1..=1)? } else { return None };
    let month = match (name, number) {
        ("ك", 1) => 12,
        ("ك", 2) => 1,
        ("ت", 1) => 10,
        ("ت", 2) => 11,
        _ => return None,
    };
    *cursor = ahead;
    Some(month)
}

/// A year.
#[derive(Clone, Copy)]
struct Year {
    year: u16,
    /// Whether only its last two digits are written.
    is_short: bool,
}

/// A year that the calendar can have: four digits, or two right behind a sign, 24-Jan-22.
fn year(cursor: &mut Cursor<'_, '_>, calendar: Calendar) -> Option<Year> {
    let sign = cursor.sign(&['/', '-', '.', ',', '،']);
    let mut ahead = *cursor;
    if matches!(sign, Some('-' | '/')) && calendar == Calendar::Gregorian && ahead.is_glued()
        && let Some(digits) = ahead.number_of(2..=2)
        // The hour of 24-Jan 22:30 is none.
        && !(ahead.is_glued() && ahead.sign(&[':']).is_some())
    {
        *cursor = ahead;
        return Some(Year { year: of_this_age(digits), is_short: true });
    }
    cursor.longest(["من عام", "من سنه", "من العام", "لعام", "لسنه", "عام", "سنه"]);
    let year = cursor.number_of(4..=4)?;
    years(calendar).contains(&year).then_some(Year { year, is_short: false })
}

fn years(calendar: Calendar) -> std::ops::RangeInclusive<u16> {
    match calendar {
        Calendar::Gregorian => GREGORIAN_YEARS,
        Calendar::UmmAlQura => HIJRI_YEARS,
        Calendar::SolarHijri => SOLAR_YEARS,
    }
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
