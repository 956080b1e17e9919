//! Takes a byline or a dateline apart: persons, agencies, and the place from which they write.
//!
//! `أبها - يحيى الشبرقي`, `محمد داوود (جدة)`, `لندن: «الشرق الأوسط»`, `الطائف - واس:`, `هنري مانس من لندن`: the parts are
//! the same, their order and signs differ by outlet. A part is an agency if it is on the list of agencies, a place if it
//! is on the list of places, a person if it is a name of two words or more. What is left, in one word or in quotation
//! marks, is an outlet or a desk.

use super::agencies::agency;
use super::byline::{self, name};
use super::date;
use super::outlets::KINDS;
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
const LONGEST: usize = 1024;

/// Signs between the parts of a byline.
const SIGNS: &[char] =
    &['-', '–', '—', ':', '：', '/', '|', '،', ',', '؛', ';', '(', ')', '[', ']', '*', '•', '_', '\n'];

/// Words before names besides those that introduce bylines on pages, folded.
const LABELS: &[&str] =
    &["متابعه", "متابعات", "اختيار", "استطلاع", "تحليل", "قراءه", "ترجمه", "شعر", "هاتفيا", "خاص", "by"];
/// Words before names of photographers, folded: they wrote no text.
const PHOTOGRAPHERS: &[&str] = &["تصوير", "عدسه", "صوره", "صور", "photo", "photos"];
/// Abbreviations and words of rank before a name, folded.
#[rustfmt::skip]
const RANKS: &[&str] = &[
    "ا", "د", "م", "ا.د", "دكتور", "الدكتور", "الدكتوره", "استاذ", "الاستاذ", "الاستاذه", "المهندس", "البروفيسور", "بروفيسور", "الشيخ", "القاضي", "المحامي",
    "اللواء", "العميد", "العقيد", "المقدم", "الرائد", "النقيب", "الفريق", "الركن",
];
/// Words of outlets and desks besides the kinds of outlets, folded.
#[rustfmt::skip]
const DESKS: &[&str] = &[
    "الالكتروني", "الالكترونيه", "اونلاين", "نت", "الاخباري", "الاخباريه", "online", "مكتب", "قسم", "فريق", "هيئه", "التحرير", "المحرر", "المحليات",
    "الرياضي", "الرياضيه", "الثقافي",
];
/// Names that begin with the letter of "and", folded.
#[rustfmt::skip]
const WAW_NAMES: &[&str] = &[
    "وليد", "وائل", "وسيم", "وجدي", "وفاء", "وداد", "وديع", "وهبه", "وهيب", "وصفي", "ورد", "ورده", "وسام", "وفيق", "وجيه", "وحيد", "وعد", "وضاح",
    "واصف", "وردان", "ولاء", "وئام", "وقار", "والي", "واثق", "وليم", "ويليام", "وود", "واين", "والتر",
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
        } else if !folded.split(' ').any(is_of_an_outlet) {
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

/// The parts of a byline between its signs. What is in quotation marks is an outlet and left out, unless it is an agency.
fn parts(byline: &str) -> Vec<String> {
    let mut plain = String::with_capacity(byline.len());
    // What has been read since a quotation mark that another one follows.
    let mut quoted: Option<String> = None;
    let is_paired = byline.matches('"').count().is_multiple_of(2);
    for (at, char) in byline.char_indices() {
        let is_open = quoted.is_some();
        match char {
            '»' | '}' | '”' | '"' if is_open => {
                let quoted = quoted.take().filter(|quoted| agency(quoted).is_some());
                plain.extend(quoted.map(|agency| format!("-{agency}-")));
            }
            '«' | '{' | '“' if byline[at..].contains(['»', '}', '”']) => quoted = Some(String::new()),
            '"' if is_paired => quoted = Some(String::new()),
            '«' | '{' | '“' | '»' | '}' | '”' | '"' => plain.push('-'),
            _ if is_mark_of_direction(char) => {}
            _ => push_char(quoted.as_mut().unwrap_or(&mut plain), char),
        }
    }
    let parted = plain.split('-').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let parted = parted.flat_map(|part| from_place(&part)).map(|part| without_label(&part));
    parted.filter(|part| part.contains(char::is_alphabetic)).collect()
}

/// Adds a character of a byline, signs that part it as a dash.
fn push_char(text: &mut String, char: char) {
    match char {
        // A dash of Arabic typewriters; within a word it only stretches it.
        'ـ' if text.ends_with([' ', 'ـ']) => text.push('-'),
        'ـ' => {}
        _ if SIGNS.contains(&char) => text.push('-'),
        _ => text.push(char),
    }
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
        Some((first, rest)) if is_label(first) => rest.trim().into(),
        None if is_label(part) => String::new(),
        _ => part.into(),
    }
}

/// Whether a folded word makes a part that of an outlet or a desk.
fn is_of_an_outlet(word: &str) -> bool {
    DESKS.contains(&word) || KINDS.contains(&word) || LABELS.contains(&word) || PHOTOGRAPHERS.contains(&word)
}

fn is_label(word: &str) -> bool {
    byline::is_introduction(word) || LABELS.contains(&fold(word).as_str())
}

fn without_rank(person: &str) -> String {
    // د.عبدالله
    let glued = person.split_once('.').filter(|(rank, name)| RANKS.contains(&fold(rank).as_str()) && !name.is_empty());
    let mut words: Vec<&str> = glued.map_or(person, |(_, name)| name).split_whitespace().collect();
    while words.len() > 2 && RANKS.contains(&fold(words[0]).trim_end_matches('.').trim_end_matches('/')) {
        words.remove(0);
    }
    words.join(" ")
}

/// The persons of سيمون كير وأنجلي رافال: each has two names or more.
fn joined(people: &str) -> Vec<String> {
    let words: Vec<&str> = people.split_whitespace().collect();
    let is_joined = |place: usize| {
        let word = fold(words[place]);
        word.starts_with('و') && word.chars().count() > 3 && !WAW_NAMES.contains(&word.as_str())
    };
    let and = (2..words.len().saturating_sub(1)).find(|&place| is_joined(place));
    let Some(place) = and else { return vec![people.into()] };
    // The "and" is a character, be it a presentation form, and may have a mark.
    let second = words[place..].join(" ");
    let second = second.chars().skip(1).skip_while(|char| fold(&char.to_string()).is_empty()).collect();
    vec![words[..place].join(" "), second]
}

/// The longest head of a dateline, in characters.
const HEAD: usize = 80;

/// The place and the agencies at the head of a text: `دمشق (رويترز) – قال`, `دمشق - سانا: قال`, `لندن: «الشرق الأوسط»`.
pub(super) fn dateline(text: &str) -> Credits {
    let first: String = text.lines().next().unwrap_or_default().chars().take(HEAD).collect();
    let is_sign = |char: char| matches!(char, '-' | '–' | '—' | ':' | '(' | ')' | '،' | '«' | '»');
    let Some(start) = first.find(is_sign).map(|end| &first[..end]) else { return Credits::default() };
    let listed = || if is_place(start) || agency(start).is_some() { listed_dateline(&first) } else { None };
    let shaped = || Credits { place: dateline_place(&first), ..Credits::default() };
    listed().unwrap_or_else(shaped)
}

/// A dateline of known places and agencies: its head ends at the last sign before a sentence begins.
fn listed_dateline(first: &str) -> Option<Credits> {
    let ends = first.char_indices().filter(|(_, char)| matches!(char, '-' | '–' | '—' | ':' | ')' | '»'));
    ends.map(|(at, char)| at + char.len_utf8()).rev().find_map(|end| {
        let head = &first[..end];
        let parts = parts(head);
        let is_known = !parts.is_empty() && parts.iter().all(|part| is_place(part) || agency(part).is_some());
        let found = if is_known { credits(head) } else { return None };
        (!found.agencies.is_empty() || head.contains('«')).then_some(found)
    })
}

/// The place of a dateline by its shape: a name before a dash, and an agency, a desk or a day beside it.
fn dateline_place(first: &str) -> Option<String> {
    let (head, rest) = first.split_once(['-', '–', '—'])?;
    let (place, source) = match head.split_once('(') {
        Some((place, rest)) => (place, Some(rest.trim().strip_suffix(')')?)),
        None => (head, None),
    };
    // Without an agency in brackets, what follows the dash must be one: a sentence may have a dash, too.
    let rest = rest.trim_start_matches(['-', '–', '—', ' ']);
    let is_dated = || rest.split_once([':', '،']).is_some_and(|(day, _)| date::read(day, None).is_some());
    let words: Vec<&str> = rest.split([' ', ':', '،']).filter(|word| !word.is_empty()).take(3).collect();
    let is_written = || (1..=words.len()).any(|count| byline::is_desk(&words[..count].join(" ")));
    let named = source.is_some_and(|source| source.split_whitespace().count() <= 4) || is_dated() || is_written();
    // A country may follow the city.
    named.then(|| byline::place_name(place.split('،').next()?)).flatten()
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
            ("“الفرنسية”", "|أ ف ب|"),
            ("د.عبدالله إبراهيم، خالد حداد \u{FEED}\u{64E}أيمن الدلبي", "عبدالله إبراهيم+خالد حداد+أيمن الدلبي||"),
            ("أبها تصوير - عكاظ خاص", "||"),
            ("فهد السبيعي _الرياض", "فهد السبيعي||الرياض"),
            ("د. عبد الوهاب بن عبد الله الخميس", "عبد الوهاب بن عبد الله الخميس||"),
            ("", "||"),
        ] {
            assert_eq!(told(byline), expected, "{byline}");
        }
        assert_eq!(credits(&"رنيم حداد - ".repeat(10_000)), Credits::default());
    }

    #[test]
    fn lists_are_folded() {
        for word in LABELS.iter().chain(PHOTOGRAPHERS).chain(RANKS).chain(DESKS).chain(WAW_NAMES) {
            assert_eq!(fold(word), *word);
        }
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
        assert_eq!(told("دمشق، سوريا (CNN) -- قال الوزير"), "سي إن إن|دمشق");
        assert_eq!(told("دمشق - سانا: قال الوزير"), "سانا|دمشق");
        assert_eq!(told("دمشق - ١٤ مارس ٢٠٢٣: قال الوزير"), "|دمشق");
        assert_eq!(told("مرسى الإوزة - رويترز قال الوزير"), "|مرسى الإوزة");
        assert_eq!(told("الوزير الجديد - وهو طبيب - قال"), "|");
        assert_eq!(told("الوزير الجديد - ومع ذلك قال"), "|");
        assert_eq!(told(""), "|");
    }
}
