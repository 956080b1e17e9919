//! Tests the date reader on the shared list of dates from real pages.

use fihris::document::Date;
use fihris::ingest::date;

use proptest::prelude::*;

use crate::shared::shared;

/// A date with its precision, as the list has them: an hour is written with its minutes there.
fn told(date: Date) -> (String, &'static str) {
    let precision = date.precision().name();
    let text = date.to_string();
    if precision == "hour" { (format!("{}:00{}", &text[..13], &text[13..]), precision) } else { (text, precision) }
}

/// Lines made of what dates are made of.
fn lines() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9٠-٩۰-۹]{1,5}",
        "[-/.:,،|() +]",
        proptest::sample::select(vec![
            "يناير",
            "كانون",
            "الثاني",
            "شباط",
            "رمضان",
            "1443هـ",
            "2022",
            "الساعة",
            "ص",
            "م",
            "مساءً",
            "GMT",
            "بتوقيت",
            "دمشق",
            "قبل",
            "منذ",
            "ساعتين",
            "أيام",
            "أمس",
            "الأحد",
            "الماضي",
            "من",
            "الخامس",
            "والعشرين",
            "عشر",
            "T",
            "Z",
            "h",
        ])
        .prop_map(String::from),
    ];
    let space = proptest::sample::select(vec!["", " "]);
    proptest::collection::vec((part, space), 0..16)
        .prop_map(|parts| parts.into_iter().map(|(part, space)| part + space).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn whatever_is_read_is_a_date(line in lines()) {
        if let Some(reading) = date::read(&line, Some("2022-01-24T12:00+02:00".parse().unwrap())) {
            prop_assert_eq!(reading.date.to_string().parse(), Ok(reading.date));
        }
    }
}

/// Names of months: of Egypt, the Levant, the Maghreb, and in French and English.
const MONTHS: [[&str; 5]; 12] = [
    ["يناير", "كانون الثاني", "جانفي", "janvier", "January"],
    ["فبراير", "شباط", "فيفري", "février", "February"],
    ["مارس", "آذار", "مارس", "mars", "March"],
    ["أبريل", "نيسان", "أفريل", "avril", "April"],
    ["مايو", "أيار", "ماي", "mai", "May"],
    ["يونيو", "حزيران", "جوان", "juin", "June"],
    ["يوليو", "تموز", "جويلية", "juillet", "July"],
    ["أغسطس", "آب", "أوت", "août", "August"],
    ["سبتمبر", "أيلول", "سبتمبر", "septembre", "September"],
    ["أكتوبر", "تشرين الأول", "أكتوبر", "octobre", "October"],
    ["نوفمبر", "تشرين الثاني", "نوفمبر", "novembre", "November"],
    ["ديسمبر", "كانون الأول", "ديسمبر", "décembre", "December"],
];

/// A day in every form in which it is told without doubt, or with the day before the month.
fn written(year: u16, month: u8, day: u8) -> Vec<String> {
    let names = MONTHS[usize::from(month) - 1];
    let mut forms = vec![
        format!("{year:04}-{month:02}-{day:02}"),
        format!("{year}/{month}/{day}"),
        format!("{year}.{month:02}.{day:02} 10:30"),
        format!("{day}/{month}/{year}"),
        format!("{day:02}-{month:02}-{year} م"),
        format!("{day} / {month} / {year}"),
        format!("{year:04}{month:02}{day:02}"),
        format!("{year:04}{month:02}{day:02}T103000Z"),
        format!("{year:04}-{month:02}-{day:02}T10:30:00+02:00"),
        format!("نشر في {day} {} / {} {year} الساعة العاشرة والنصف صباحاً", names[1], names[0]),
        format!("{day}-{}-{year}", names[0]),
        format!("le {day} {} {year} à 10h30", names[3]),
        format!("{} {day}, {year} 10:30 AM", names[4]),
    ];
    for name in names {
        forms.extend([format!("{day} {name} {year}"), format!("{year} {name} {day}"), format!("{name} {day}، {year}")]);
    }
    if day > 12 {
        forms.push(format!("{month}/{day}/{year}"));
    }
    let digits = |zero: char| {
        move |form: &String| -> String {
            form.chars()
                .map(|char| char.to_digit(10).and_then(|digit| char::from_u32(zero as u32 + digit)).unwrap_or(char))
                .collect()
        }
    };
    // Programs write no Arabic digits.
    let is_by_hand = |form: &str| !form.contains('T') && !form.bytes().all(|byte| byte.is_ascii_digit());
    let arabic: Vec<String> = forms.iter().filter(|form| is_by_hand(form)).map(digits('٠')).collect();
    forms.extend(arabic);
    forms
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_form_of_a_day_is_that_day(year in 1900_u16..=2100, month in 1_u8..=12, day in 1_u8..=31) {
        let Some(date) = Date::from_parts(year, Some(month), Some(day), None) else { return Ok(()) };
        for form in written(year, month, day) {
            let read = date::read(&form, None).map(|reading| reading.date.without_time());
            prop_assert_eq!(read, Some(date), "{}", form);
        }
    }
}

#[test]
#[ignore = "reads the shared corpora"]
fn every_date_of_the_lists_is_read() {
    let lists =
        ["dates.tsv", "dates2.tsv"].map(|name| std::fs::read_to_string(shared().join("dates").join(name)).unwrap());
    let mut wrong = Vec::new();
    let mut read = 0;
    for line in lists.iter().flat_map(|list| list.lines().skip(1)) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, input, reference, _, expected, precision, calendar, ..] = fields[..] else { panic!("{line}") };
        let reference = (!reference.is_empty()).then(|| reference.parse().unwrap());
        let reading = date::read(input, reference);
        let is_right = match &reading {
            None => expected == "none",
            Some(reading) => {
                let named = serde_json::to_value(reading.calendar).unwrap();
                told(reading.date) == (expected.into(), precision) && named == calendar
            }
        };
        read += 1;
        if !is_right {
            wrong.push(format!("{id} {input}: {reading:?}, not {expected}"));
        }
    }
    println!("dates: {} of {read}", read - wrong.len());
    assert!(wrong.is_empty() && read == 84, "{}", wrong.join("\n"));
}
