//! The languages of the page.

use crate::document::{Calendar, Confidence, Date, Part};
use crate::insight::{Claim, ClaimKind};
use crate::render;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Arabic,
    English,
}

/// Names of months: those of the Levant and Iraq, and those of Egypt and the Gulf, as agencies write them for all readers.
const MONTHS: [&str; 12] = [
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Language {
    /// The text in this language, of two with the same meaning.
    pub fn of<'t>(self, arabic: &'t str, english: &'t str) -> &'t str {
        match self {
            Language::Arabic => arabic,
            Language::English => english,
        }
    }

    pub fn code(self) -> &'static str {
        self.of("ar", "en")
    }

    pub fn direction(self) -> &'static str {
        self.of("rtl", "ltr")
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        self.of("العربية", "English")
    }

    pub fn other(self) -> Self {
        match self {
            Language::Arabic => Language::English,
            Language::English => Language::Arabic,
        }
    }

    /// Its parameter in addresses; none for Arabic.
    pub fn parameter(self) -> Option<(&'static str, &'static str)> {
        (self == Language::English).then_some(("lang", "en"))
    }

    /// A date to the precision that is known.
    pub fn date(self, date: Date) -> String {
        let months = if self == Language::Arabic { MONTHS } else { ENGLISH_MONTHS };
        let month = date.month().map(|month| months[usize::from(month) - 1].to_string());
        let day = date.day().map(|day| day.to_string());
        let time = date.time().map(|time| match time.minute {
            Some(minute) => format!("{:02}:{minute:02}", time.hour),
            None => format!("{:02}", time.hour),
        });
        let parts = day.into_iter().chain(month).chain([date.year().to_string()]);
        let day = parts.collect::<Vec<_>>().join(" ");
        time.map_or(day.clone(), |time| format!("{day}، {time}").replace('،', self.of("،", ",")))
    }

    /// What an outlet was inferred from.
    pub fn inferred_from(self, from: &str) -> &str {
        match from {
            "file name" => self.of("اسم الملف", from),
            "folder" => self.of("اسم المجلد", from),
            "URL" => self.of("الرابط", from),
            "feed" => self.of("الخلاصة", from),
            "text" => self.of("النص", from),
            from => from,
        }
    }

    /// A part of a document.
    pub fn part(self, part: Part<'_>) -> String {
        if self == Language::Arabic { render::part_in_arabic(part) } else { part.to_string() }
    }

    /// The confidence of a value.
    pub fn confidence(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::Doubtful => self.of("مشكوك فيه", confidence.name()),
            Confidence::Likely => self.of("مرجّح", confidence.name()),
            Confidence::Confirmed => self.of("مؤكَّد", confidence.name()),
        }
    }

    /// The calendar in which a date is written.
    pub fn calendar(self, calendar: Calendar) -> &'static str {
        match calendar {
            Calendar::Gregorian => self.of("بالتقويم الميلادي", "Gregorian calendar"),
            Calendar::UmmAlQura => self.of("بالتقويم الهجري", "Hijri calendar"),
            Calendar::SolarHijri => self.of("بالتقويم الهجري الشمسي", "Iranian calendar"),
        }
    }

    /// `count` of documents in words.
    pub fn documents(self, count: u64) -> String {
        let arabic = ["لا وثيقة", "وثيقة واحدة", "وثيقتان", "وثائق", "وثيقةً", "وثيقة"];
        self.counted(count, arabic, ["document", "documents"])
    }

    /// A number with its thousands parted, in both languages with the digits of most Arabic news sites.
    pub fn number(self, number: u64) -> String {
        render::thousands(number)
    }

    /// A number as a report states it.
    pub fn claimed(self, claim: &Claim) -> String {
        if let Some(high) = claim.high {
            return format!("{} – {high}", claim.low);
        }
        let how = match claim.kind {
            ClaimKind::Exact | ClaimKind::Range => "",
            ClaimKind::About => self.of("نحو ", "about "),
            ClaimKind::More => self.of("أكثر من ", "more than "),
            ClaimKind::AtLeast => self.of("ما لا يقل عن ", "at least "),
            ClaimKind::Less => self.of("أقل من ", "less than "),
            ClaimKind::AtMost => self.of("ما لا يزيد على ", "at most "),
        };
        format!("{how}{}", claim.low)
    }

    /// `count` of outlets in words.
    pub fn outlets(self, count: u64) -> String {
        let arabic = ["لا وسيلة", "وسيلة واحدة", "وسيلتان", "وسائل", "وسيلةً", "وسيلة"];
        self.counted(count, arabic, ["outlet", "outlets"])
    }

    /// `count` of matches in words.
    pub fn matches(self, count: u64) -> String {
        let arabic = ["لا موضع", "موضع واحد", "موضعان", "مواضع", "موضعًا", "موضع"];
        self.counted(count, arabic, ["match", "matches"])
    }

    /// `count` of words in words.
    pub fn words(self, count: u64) -> String {
        let arabic = ["لا كلمة", "كلمة واحدة", "كلمتان", "كلمات", "كلمةً", "كلمة"];
        self.counted(count, arabic, ["word", "words"])
    }

    /// `count` of stories in words.
    pub fn stories(self, count: u64) -> String {
        let arabic = ["لا قصة", "قصة واحدة", "قصتان", "قصص", "قصةً", "قصة"];
        self.counted(count, arabic, ["story", "stories"])
    }

    /// A number with what it counts: in Arabic none, one, two, and the word behind 3 to 10, 11 to 99 and 100.
    fn counted(self, count: u64, arabic: [&str; 6], english: [&str; 2]) -> String {
        let [none, one, two, few, many, hundred] = arabic;
        let number = self.number(count);
        match (self, count) {
            (Language::English, 1) => format!("1 {}", english[0]),
            (Language::English, _) => format!("{number} {}", english[1]),
            (Language::Arabic, 0) => none.into(),
            (Language::Arabic, 1) => one.into(),
            (Language::Arabic, 2) => two.into(),
            (Language::Arabic, count) => match count % 100 {
                3..=10 => format!("{number} {few}"),
                11..=99 => format!("{number} {many}"),
                _ => format!("{number} {hundred}"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_exactly_as_they_are_known() {
        for (date, arabic, english) in [
            ("2022", "2022", "2022"),
            ("2022-01", "كانون الثاني/يناير 2022", "January 2022"),
            ("2022-07-20", "20 تموز/يوليو 2022", "20 July 2022"),
            ("2022-01-20T10:05", "20 كانون الثاني/يناير 2022، 10:05", "20 January 2022, 10:05"),
        ] {
            let date: Date = date.parse().unwrap();
            assert_eq!(
                (Language::Arabic.date(date).as_str(), Language::English.date(date).as_str()),
                (arabic, english)
            );
        }
    }

    #[test]
    fn numbers_agree_with_what_is_counted() {
        let arabic = [0, 1, 2, 3, 10, 11, 99, 100, 103, 111, 2000].map(|count| Language::Arabic.documents(count));
        let expected = [
            "لا وثيقة",
            "وثيقة واحدة",
            "وثيقتان",
            "3 وثائق",
            "10 وثائق",
            "11 وثيقةً",
            "99 وثيقةً",
            "100 وثيقة",
            "103 وثائق",
            "111 وثيقةً",
            "2,000 وثيقة",
        ];
        assert_eq!(arabic, expected);
    }
}
