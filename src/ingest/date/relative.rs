//! Relative dates: قبل ساعتين, أمس.

use jiff::{Span, civil};

use super::calendar::civil as day_of;
use super::names::{NUMBERS, WEEKDAYS};
use super::parts::{Cursor, Part};
use crate::document::{Date, Precision, Time};

/// A unit of time: its name as one, as two, and as several.
struct Unit {
    one: &'static [&'static str],
    two: &'static [&'static str],
    several: &'static [&'static str],
    span: fn(i64) -> Span,
    precision: Precision,
}

#[rustfmt::skip]
const UNITS: [Unit; 7] = [
    Unit { one: &["ثانيه"], two: &["ثانيتين"], several: &["ثواني", "ثوان"], span: |n| Span::new().seconds(n), precision: Precision::Minute },
    Unit { one: &["دقيقه"], two: &["دقيقتين"], several: &["دقائق", "دقايق"], span: |n| Span::new().minutes(n), precision: Precision::Minute },
    Unit { one: &["ساعه"], two: &["ساعتين"], several: &["ساعات"], span: |n| Span::new().hours(n), precision: Precision::Hour },
    Unit { one: &["يوم"], two: &["يومين"], several: &["ايام", "يوما"], span: |n| Span::new().days(n), precision: Precision::Day },
    Unit { one: &["اسبوع"], two: &["اسبوعين"], several: &["اسابيع", "اسبوعا"], span: |n| Span::new().weeks(n), precision: Precision::Day },
    Unit { one: &["شهر"], two: &["شهرين"], several: &["اشهر", "شهور", "شهرا"], span: |n| Span::new().months(n), precision: Precision::Month },
    Unit { one: &["سنه", "عام"], two: &["سنتين", "عامين"], several: &["سنوات", "سنين", "اعوام", "عاما"], span: |n| Span::new().years(n), precision: Precision::Year },
];

/// Parts of a unit, and units with a half, in minutes or months.
const PARTS: [(&str, i64, Precision); 8] = [
    ("ربع ساعه", 15, Precision::Minute),
    ("ثلث ساعه", 20, Precision::Minute),
    ("نصف ساعه", 30, Precision::Minute),
    ("ساعه وربع", 75, Precision::Minute),
    ("ساعه ونصف", 90, Precision::Minute),
    ("نصف عام", 6, Precision::Month),
    ("عام ونصف", 18, Precision::Month),
    ("سنه ونصف", 18, Precision::Month),
];

/// The date that the parts state relative to `reference`.
pub(super) fn relative(parts: &[Part<'_>], reference: Date) -> Option<Date> {
    let day = day_of(reference)?;
    let (span, precision) = (0..parts.len()).find_map(|at| {
        let mut cursor = Cursor::new(parts, at);
        told(&mut cursor).or_else(|| last_weekday(&mut cursor, day))
    })?;
    let time = reference.time();
    let clock = |time: Time| day.at(time.hour as i8, time.minute.unwrap_or_default() as i8, 0, 0);
    let now = match (precision, time) {
        (Precision::Hour, None) | (Precision::Minute, None | Some(Time { minute: None, .. })) => return None,
        (_, time) => time.map_or(day.at(0, 0, 0, 0), clock),
    };
    date(now.checked_sub(span).ok()?, precision, time.and_then(|time| time.offset))
}

fn date(then: civil::DateTime, precision: Precision, offset: Option<i16>) -> Option<Date> {
    let year = u16::try_from(then.year()).ok()?;
    let (month, day) = (Some(then.month() as u8), Some(then.day() as u8));
    let hour = then.hour() as u8;
    match precision {
        Precision::Year => Date::from_parts(year, None, None, None),
        Precision::Month => Date::from_parts(year, month, None, None),
        Precision::Day => Date::from_parts(year, month, day, None),
        Precision::Hour => Date::from_parts(year, month, day, Some(Time { hour, minute: None, offset })),
        Precision::Minute => {
            Date::from_parts(year, month, day, Some(Time { hour, minute: Some(then.minute() as u8), offset }))
        }
    }
}

/// الأحد الماضي: the last such day before `today`.
fn last_weekday(cursor: &mut Cursor<'_, '_>, today: civil::Date) -> Option<(Span, Precision)> {
    let (weekday, _) = cursor.listed(&WEEKDAYS)?;
    cursor.longest(["الماضي", "الماضيه", "الفائت", "الفائته", "المنصرم"])?;
    let since = (6 + today.weekday().to_monday_zero_offset() as i64 - weekday as i64) % 7 + 1;
    Some((Span::new().days(since), Precision::Day))
}

/// The span before the reference, and its precision.
fn told(cursor: &mut Cursor<'_, '_>) -> Option<(Span, Precision)> {
    if cursor.longest(["امس الاول", "اول امس", "اول من امس", "قبل امس"]).is_some() {
        return Some((Span::new().days(2), Precision::Day));
    }
    if cursor.longest(["امس", "البارحه", "يوم امس"]).is_some() {
        return Some((Span::new().days(1), Precision::Day));
    }
    if cursor.longest(["الان", "قبل قليل", "منذ قليل", "قبل لحظات", "منذ لحظات"]).is_some()
    {
        return Some((Span::new(), Precision::Hour));
    }
    if cursor.name("اليوم") {
        return Some((Span::new(), Precision::Day));
    }
    cursor.longest(["قبل", "منذ", "قبل حوالي", "منذ حوالي", "قبل نحو", "منذ نحو"])?;
    if let Some(name) = cursor.longest(PARTS.map(|(name, ..)| name)) {
        let (_, count, precision) = PARTS.iter().find(|(part, ..)| *part == name)?;
        let span =
            if *precision == Precision::Month { Span::new().months(*count) } else { Span::new().minutes(*count) };
        return Some((span, *precision));
    }
    let number = cursor.number_of(1..=4).or_else(|| cursor.listed(&NUMBERS).map(|(place, _)| place as u16 + 1));
    let ten_more = number.is_some_and(|number| number < 10) && cursor.longest(["عشر", "عشره"]).is_some();
    UNITS.iter().find_map(|unit| {
        let mut takes = |names: &'static [&'static str]| cursor.longest(names.iter().copied()).is_some();
        let count = match number {
            Some(number) if takes(unit.one) || takes(unit.several) => i64::from(number) + if ten_more { 10 } else { 0 },
            None if takes(unit.two) => 2,
            None if takes(unit.one) => 1,
            _ => return None,
        };
        Some(((unit.span)(count), unit.precision))
    })
}
