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
