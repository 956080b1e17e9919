//! Takes a byline or a dateline apart: persons, agencies, and the place from which they write.
//!
//! `أبها - يحيى الشبرقي`, `محمد داوود (جدة)`, `لندن: «الشرق الأوسط»`, `الطائف - واس:`, `هنري مانس من لندن`: the parts are
//! the same, their order and signs differ by outlet. A part is an agency if it is on the list of agencies, a place if it
//! is on the list of places, a person if it is a name of two words or more. What is left, in one word or in quotation
//! marks, is an outlet or a desk.

use super::agencies::agency;
use super::byline::{self, name};
use super::places::is_place;
use crate::arabic::fold;
use crate::document::Metadata;

/// What a byline or a dateline says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credits {
    /// Persons, as they are written.
    pub people: Vec<String>,
    /// Agencies, by their usual names.
    pub agencies: Vec<String>,
    /// The first place.
    pub place: Option<String>,
}

/// The longest byline that is read, in bytes.
const LONGEST: usize = 400;

/// Signs between the parts of a byline.
const SIGNS: &[char] = &['-', '–', '—', ':', '：', '/', '|', '،', ',', '؛', ';', '(', ')', '[', ']', '*', '•', '\n'];

/// Words before names that say what persons did, folded; what photographers did is no text.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "كتب", "كتبت", "كتبه", "كتبها", "بقلم", "اعداد", "حوار", "حاوره", "حاورها", "حاورته", "تقرير", "تحقيق", "متابعه", "متابعات", "اختيار",
    "استطلاع", "تحليل", "قراءه", "ترجمه", "شعر", "بواسطه", "الكاتب", "الكاتبه", "هاتفيا", "خاص", "by",
];
const PHOTOGRAPHERS: &[&str] = &["تصوير", "عدسه", "صوره", "صور", "photo", "photos"];
/// Abbreviations and words of rank before a name, folded.
const RANKS: &[&str] =
    &["ا", "د", "م", "ا.د", "دكتور", "الدكتور", "الدكتوره", "استاذ", "الاستاذ", "المهندس", "البروفيسور", "بروفيسور"];
/// Words of outlets and desks, folded.
#[rustfmt::skip]
const OUTLETS: &[&str] = &[
    "الالكتروني", "الالكترونيه", "اونلاين", "نت", "الاخباري", "الاخباريه", "online", "صحيفه", "جريده", "موقع", "شبكه", "قناه", "مكتب", "قسم",
    "فريق", "هيئه", "وكاله", "التحرير", "المحرر", "المحليات", "الرياضي", "الرياضيه", "الثقافي",
];
/// Names that begin with the letter of "and", folded.
#[rustfmt::skip]
const WAW_NAMES: &[&str] = &[
    "وليد", "وائل", "وايل", "وسيم", "وجدي", "وفاء", "وداد", "وديع", "وهبه", "وهيب", "وصفي", "ورد", "ورده", "وسام", "وفيق", "وجيه", "وحيد", "وعد", "وضاح",
    "واصف", "وردان", "ولاء", "وييام", "وقار", "والي", "واثق", "وليم", "ويليام", "وود", "واين", "والتر",
];

/// Takes a byline apart.
pub fn credits(byline: &str) -> Credits {
    let mut credits = Credits::default();
    let mut is_of_pictures = false;
    if byline.len() > LONGEST {
        return credits;
    }
    let byline = byline.replace("&nbsp;", " ");
    let parts = parts(&byline);
    let places = parts.iter().filter(|part| is_place(part)).count();
    // A word beside others may be an outlet or a desk; alone, it is a pen name.
    let only = !byline.trim().contains(SIGNS) && !byline.contains(" ـ");
    for part in &parts {
        let folded = fold(part);
        let first = folded.split([' ', '.']).next().unwrap_or_default();
        is_of_pictures |= PHOTOGRAPHERS.contains(&first);
        if is_of_pictures || part.contains(char::is_numeric) {
            continue;
        }
        let agency = agency(part).filter(|_| !is_place(part) || places > 1);
        if let Some(agency) = agency {
            push(&mut credits.agencies, agency);
        } else if is_place(part) {
            credits.place.get_or_insert_with(|| part.clone());
        } else if !folded.split(' ').any(|word| OUTLETS.contains(&word)) {
            let people = part.split(" و ").flat_map(|people| people.split('&')).flat_map(joined);
            let people = people.filter_map(|person| name(&without_rank(&person)));
            people.filter(|person| only || person.contains(' ')).for_each(|person| push(&mut credits.people, &person));
        }
    }
    credits
}

impl Metadata {
    /// Adds the persons, agencies and places of bylines.
    pub(super) fn add_bylines(&mut self, bylines: &[String]) {
        for byline in bylines {
            let Credits { people, agencies, place } = credits(byline);
            people.iter().for_each(|person| push(&mut self.authors, person));
            agencies.iter().for_each(|agency| push(&mut self.agencies, agency));
            self.place = self.place.take().or(place);
        }
    }

    /// Adds the place and the agencies of a dateline where there are none.
    pub(super) fn credit(&mut self, dateline: Credits) {
        self.place = self.place.take().or(dateline.place);
        if self.agencies.is_empty() {
            self.agencies = dateline.agencies;
        }
    }
}

fn push(list: &mut Vec<String>, value: &str) {
    if !list.iter().any(|known| known == value) {
        list.push(value.into());
    }
}

/// The parts of a byline between its signs, without what is in quotation marks: outlets.
fn parts(byline: &str) -> Vec<String> {
    let mut plain = String::with_capacity(byline.len());
    let mut quoted = false;
    let is_paired = byline.matches('"').count().is_multiple_of(2);
    for (at, char) in byline.char_indices() {
        match char {
            '«' | '{' | '“' => quoted = byline[at..].contains(['»', '}', '”']),
            '»' | '}' | '”' => quoted = false,
            '"' if is_paired => quoted = !quoted,
            '"' => plain.push('-'),
            _ if quoted || is_mark_of_direction(char) => {}
            // A dash of Arabic typewriters, and signs that part.
            'ـ' if plain.ends_with([' ', 'ـ']) => plain.push('-'),
            'ـ' => {}
            _ if SIGNS.contains(&char) => plain.push('-'),
            _ => plain.push(char),
        }
    }
    let parted = plain.split('-').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let parted = parted.flat_map(|part| from_place(&part)).map(|part| without_label(&part));
    parted.filter(|part| part.contains(char::is_alphabetic)).collect()
}

fn is_mark_of_direction(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A person and the place in هنري مانس من لندن.
fn from_place(part: &str) -> Vec<String> {
    let place = part.strip_prefix("من ").filter(|place| is_place(place));
    match (place, part.rsplit_once(" من ")) {
        (Some(place), _) => vec![place.into()],
        (None, Some((person, place))) if is_place(place) => vec![person.into(), place.into()],
        _ => vec![part.into()],
    }
}

fn without_label(part: &str) -> String {
    match part.split_once(' ') {
        Some((first, rest)) if LABELS.contains(&fold(first).as_str()) => rest.trim().into(),
        None if LABELS.contains(&fold(part).as_str()) => String::new(),
        _ => part.into(),
    }
}

fn without_rank(person: &str) -> String {
    let mut words: Vec<&str> = person.split_whitespace().collect();
    while words.len() > 2 && RANKS.contains(&fold(words[0]).trim_end_matches('.').trim_end_matches('/')) {
        words.remove(0);
    }
    words.join(" ")
}

/// The persons of سيمون كير وأنجلي رافال: each has two names or more.
fn joined(people: &str) -> Vec<String> {
    let words: Vec<&str> = people.split_whitespace().collect();
    let and = (2..words.len().saturating_sub(1)).find(|&place| {
        let word = fold(words[place]);
        word.starts_with('و') && word.chars().count() > 3 && !WAW_NAMES.contains(&word.as_str())
    });
    match and {
        Some(place) => {
            let second = format!("{} {}", &words[place]['و'.len_utf8()..], words[place + 1..].join(" "));
            vec![words[..place].join(" "), second]
        }
        None => vec![people.into()],
    }
}

/// The longest head of a dateline, in characters.
const HEAD: usize = 80;

/// The place and the agencies at the head of a text: `دمشق (رويترز) – قال`, `دمشق - سانا: قال`, `لندن: «الشرق الأوسط»`.
pub(super) fn dateline(text: &str) -> Credits {
    let first: String = text.lines().next().unwrap_or_default().chars().take(HEAD).collect();
    let place = byline::dateline(text);
    let signs = ['-', '–', '—', ':', '(', ')', '،', '«', '»'];
    let start = first.split(signs).next().unwrap_or_default();
    if start.len() == first.len() || !is_place(start) && agency(start).is_none() {
        return Credits { place, ..Credits::default() };
    }
    // The head ends at the last of its signs before a sentence begins.
    let heads = first
        .char_indices()
        .filter(|(_, char)| matches!(char, '-' | '–' | '—' | ':' | ')' | '»'))
        .map(|(at, char)| at + char.len_utf8());
    let known = |head: &str| {
        let parts = parts(head);
        let found = credits(head);
        let all = !parts.is_empty() && parts.iter().all(|part| is_place(part) || agency(part).is_some());
        (all && (!found.agencies.is_empty() || head.contains('«')) && found.people.is_empty()).then_some(found)
    };
    let found = heads.rev().find_map(|end| known(&first[..end])).unwrap_or_default();
    Credits { place: place.or(found.place.clone()), ..found }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(byline: &str) -> String {
        let Credits { people, agencies, place } = credits(byline);
        format!("{}|{}|{}", people.join("+"), agencies.join("+"), place.unwrap_or_default())
    }

    #[test]
    fn the_parts_of_a_byline_are_known_in_any_order() {
        for (byline, expected) in [
            ("أبها - يحيى الشبرقي", "يحيى الشبرقي||أبها"),
            ("محمد داوود (جدة)", "محمد داوود||جدة"),
            ("هنري مانس من لندن", "هنري مانس||لندن"),
            ("«الاقتصادية» من الرياض", "||الرياض"),
            ("لندن: «الشرق الأوسط أونلاين»", "||لندن"),
            ("دياربكر، إسطنبول - أ ف ب، د ب أ", "|أ ف ب+د ب أ|دياربكر"),
            ("علي حفول- سبق- نجران:", "علي حفول||نجران"),
            ("المكلا، عدن: محمد اليزيدي، محمد عبدالعظيم", "محمد اليزيدي+محمد عبدالعظيم||المكلا"),
            ("السليل - خلود الجبر / تصوير - مسفر الجبر:", "خلود الجبر||السليل"),
            ("إعداد: أ. فلاح المنصور", "فلاح المنصور||"),
            ("سيمون كير وأنجلي رافال من دبي", "سيمون كير+أنجلي رافال||دبي"),
            ("خالد محمد وليد حسن", "خالد محمد وليد حسن||"),
            ("الدوحة - قنا", "|قنا|الدوحة"),
            ("قنا - محمد حسين", "محمد حسين||قنا"),
            ("متابعة - الرياض الإلكتروني", "||"),
            ("لندن - (أ ف ب) | Monday, 10 August 2015 - 13:12 pm", "|أ ف ب|لندن"),
            ("رنيم", "رنيم||"),
            ("المنارة - خاص", "||"),
            ("الرياض \" واس", "|واس|الرياض"),
            ("\u{200F}أبها: واس", "|واس|أبها"),
            ("", "||"),
        ] {
            assert_eq!(told(byline), expected, "{byline}");
        }
        assert_eq!(credits(&"رنيم حداد - ".repeat(10_000)), Credits::default());
    }

    #[test]
    fn sampled_bylines_come_apart() {
        let list = include_str!("../../tests/golden/bylines.tsv");
        let mut wrong = Vec::new();
        for line in list.lines().skip(1) {
            let (byline, expected) = line.split_once('\t').unwrap();
            let found = told(byline).replace('|', "\t");
            wrong.extend((found != expected).then(|| format!("{byline}: {found}, not {expected}")));
        }
        assert_eq!(list.lines().count(), 101);
        assert!(wrong.len() <= 1, "{}", wrong.join("\n"));
    }

    #[test]
    fn datelines_name_place_and_agency() {
        let told = |text: &str| {
            let Credits { people, agencies, place } = dateline(text);
            assert_eq!(people, [""; 0]);
            format!("{}|{}", agencies.join("+"), place.unwrap_or_default())
        };
        assert_eq!(told("دمشق (رويترز) - قال الوزير"), "رويترز|دمشق");
        assert_eq!(told("بيروت - رويترز: قال الوزير"), "رويترز|بيروت");
        assert_eq!(told("لندن: «الشرق الأوسط» قال الوزير"), "|لندن");
        assert_eq!(told("قال الوزير - وهو طبيب - إن رويترز"), "|");
        assert_eq!(told(""), "|");
    }
}
