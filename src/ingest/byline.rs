//! Authors and places in the bylines of a page.

use super::agencies::agency;
use crate::arabic::fold;

/// How bylines begin, folded; each needs a colon, unless a name follows.
const BEFORE_NAMES: &[(&str, bool)] = &[
    ("كتب", false),
    ("كتبت", false),
    ("كتبه", false),
    ("كتبها", false),
    ("بقلم", false),
    ("بواسطه", false),
    ("نشره", false),
    ("نشرها", false),
    ("الكاتب", true),
    ("الكاتبه", true),
    ("اعداد", true),
    ("حوار", true),
    ("اجري الحوار", true),
    ("حاوره", true),
    ("حاورها", true),
    ("حاورته", true),
    ("تقرير", true),
    ("تحقيق", true),
    ("المحرر", true),
    ("مراسل", true),
    ("المراسل", true),
];

/// Desks and accounts, folded: they are not names of persons, and neither are agencies.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "editor",
    "author",
    "webmaster",
    "redaction",
    "staff",
    "root",
    "user",
    "unknown",
    "ادمن",
    "محرر",
    "المحرر",
    "التحرير",
    "هيئه التحرير",
    "فريق التحرير",
    "قسم التحرير",
    "اسره التحرير",
    "غرفه الاخبار",
    "متابعات",
    "متابعه",
    "وكاله",
    "خاص",
    "انترنت",
    "المصدر",
    "مراسلنا",
    "قسم الاخبار",
    "اخبار",
    "الاخبار",
    "محليات",
    "منوعات",
    "سياسه",
    "اقتصاد",
    "رياضه",
    "ثقافه",
    "مجتمع",
    "فن",
    "راي",
    "تقارير",
    "مقالات",
    "الموقع",
];

/// How names of offices and of no particular person begin, folded.
const OFFICES: &[&str] = &[
    "مراسل",
    "مراسله",
    "مراسلو",
    "محرر",
    "مدير",
    "زائر",
    "ضيف",
    "قسم",
    "فريق",
    "هيئه",
    "اداره",
    "رئيس",
    "مكتب",
    "غرفه",
    "كاتب",
    "مشرف",
    "guest",
    "the",
];

/// Words of prose that do not occur in names, folded.
const NO_NAMES: &[&str] = &[
    "في",
    "من",
    "الي",
    "عن",
    "ان",
    "التي",
    "الذي",
    "هذا",
    "هذه",
    "وكاله",
    "صحيفه",
    "موقع",
    "شبكه",
    "جريده",
    "قسم",
    "مع",
    "by",
    "له",
    "لها",
    "لهم",
    "بعد",
    "قبل",
    "الشؤون",
    "developed",
    "powered",
    "designed",
    "copyright",
    "www",
    "com",
];

/// The most words of a name besides the small ones in it.
const NAME_WORDS: usize = 5;
/// Small words in names, folded: they join the others.
#[rustfmt::skip]
const PARTICLES: &[&str] = &["بن", "ابن", "بنت", "ال", "عبد", "ابو", "ابي", "ابا", "ام", "bin", "ibn", "al", "abu", "de", "van", "von"];

/// Words behind the names in a byline, folded: what follows is a date.
const BEHIND_NAMES: &[&str] = &["في", "بتاريخ", "يوم", "نشر", "اخر", "منذ", "قبل", "الساعه", "•", "·"];

/// Professions with which a signature below a text goes on, folded.
#[rustfmt::skip]
const PROFESSIONS: &[&str] = &[
    "صحافي", "صحافيه", "صحفي", "صحفيه", "كاتب", "كاتبه", "باحث", "باحثه", "اعلامي", "اعلاميه", "اكاديمي", "اكاديميه", "محلل", "محلله",
    "خبير", "خبيره", "استاذ", "استاذه", "روائي", "روائيه", "شاعر", "شاعره", "مدون", "مدونه", "ناقد", "ناقده",
];

/// A byline without the date behind its names.
fn undated(line: &str) -> &str {
    let mut end = 0;
    for word in line.split_inclusive(char::is_whitespace) {
        let folded = fold(word.trim());
        let folded = folded.trim_matches(|char: char| !char.is_alphanumeric() && !"•·".contains(char));
        let is_date = word.contains(char::is_numeric) || super::date::weekday(folded).is_some();
        if end > 0 && (is_date || BEHIND_NAMES.contains(&folded)) {
            break;
        }
        end += word.len();
    }
    line[..end].trim_end()
}

/// The author who signs below a text: `*رنيم حداد.. صحافية سورية`.
pub(super) fn signature(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['*', '•', '-', '–', '(', ' ']);
    let (name, profession) = ["..", "،", " - ", " – ", "/", ":"].iter().find_map(|sign| line.split_once(sign))?;
    let first = fold(profession.trim_matches(|char: char| !char.is_alphanumeric()).split_whitespace().next()?);
    let is_signature = PROFESSIONS.contains(&first.as_str()) && profession.split_whitespace().count() <= 6;
    let names = name.split_whitespace().count() > 1;
    (is_signature && names).then(|| self::name(name))?
}

/// Whether a line only introduces the names on the next one.
pub(super) fn is_introduction(line: &str) -> bool {
    let line = fold(line.trim().trim_end_matches([':', '：', ' ']));
    BEFORE_NAMES.iter().any(|(known, _)| *known == line)
}

/// The authors whom a line names: `كتب: رنيم`, `حوار: آسيا العتروس`. A line with more text names none.
pub(super) fn authors(line: &str) -> Vec<String> {
    let line = undated(line.trim().trim_start_matches(|char: char| !char.is_alphanumeric()));
    let colon = line.find([':', '：']);
    let name = match colon {
        Some(colon) => {
            let before = fold(line[..colon].trim());
            BEFORE_NAMES.iter().any(|(known, _)| *known == before).then(|| &line[colon..])
        }
        None => line.split_once(' ').and_then(|(first, rest)| {
            let first = fold(first);
            BEFORE_NAMES.iter().any(|(known, needs_colon)| !needs_colon && *known == first).then_some(rest)
        }),
    };
    name.map(names).unwrap_or_default()
}

/// Whether a byline names a person, not a desk, an agency or an account.
pub fn is_name(text: &str) -> bool {
    !names(text).is_empty()
}

/// Whether a line begins as a byline does.
pub(super) fn is_byline(line: &str) -> bool {
    let first = fold(line.split_whitespace().next().unwrap_or_default());
    let first = first.trim_end_matches([':', '،']);
    ["by", "ارسله", "اضافه"].contains(&first) || BEFORE_NAMES.iter().any(|(known, _)| *known == first)
}

/// The names in a byline: separated by commas and the like, without other parts.
pub(super) fn names(text: &str) -> Vec<String> {
    let parts = text.split(['،', ',', ';', '؛', '|', '/', '\n']).flat_map(|part| part.split(" و "));
    let parts = parts.flat_map(|part| part.split(" - "));
    parts.filter_map(name).collect()
}

/// A name, where `text` can be one.
pub(super) fn name(text: &str) -> Option<String> {
    let text = text.trim_matches(|char: char| char.is_whitespace() || ":：.-–—«»\"“”()[]".contains(char));
    let text =
        ["By ", "by ", "BY ", "بقلم ", "كتب ", "كتبت "].iter().find_map(|by| text.strip_prefix(by)).unwrap_or(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &&str| {
        word.chars().all(|char| char.is_alphabetic() || is_mark(char) || "-'’.ـ".contains(char)) && word.len() < 60
    };
    let folded = fold(text);
    let full = folded.split(' ').filter(|word| !PARTICLES.contains(word)).count();
    let is_name = (1..=NAME_WORDS).contains(&full)
        && words.len() <= 2 * NAME_WORDS
        && words.iter().all(letters)
        && text.chars().filter(|char| char.is_alphabetic()).count() > 1
        && !NOBODY.contains(&folded.as_str())
        && agency(text).is_none()
        && !folded.split(' ').next().is_some_and(|first| OFFICES.contains(&first))
        && !folded.split([' ', '.']).any(|word| NO_NAMES.contains(&word))
        // One word in Latin letters is an account.
        && (words.len() > 1 || !text.is_ascii());
    is_name.then(|| words.join(" "))
}

fn is_mark(char: char) -> bool {
    ('\u{64B}'..='\u{65F}').contains(&char) || char == '\u{670}'
}

/// What follows the place in a line of its own besides an agency, folded.
const DESKS: &[&str] = &["متابعات", "متابعه", "خاص", "مراسلنا"];

/// Whether a text says who wrote from a place: a desk or an agency.
pub(super) fn is_desk(text: &str) -> bool {
    DESKS.contains(&fold(text.trim()).as_str()) || agency(text).is_some()
}

/// The place that a line of its own names: `إسطنبول - متابعات`.
pub(super) fn place_line(line: &str) -> Option<String> {
    let (place, desk) = line.split_once(['-', '–', '—', '|', '/'])?;
    let place = place_name(place)?;
    is_desk(desk).then_some(place)
}

/// A place's name of at most three words. Marks before the first letter are ignored.
pub(super) fn place_name(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(is_mark);
    let words = text.split_whitespace().count();
    let is_place = (1..=3).contains(&words)
        && text.chars().all(|char| char.is_alphabetic() || is_mark(char) || char == ' ')
        && name(text).is_some();
    is_place.then(|| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_author() {
        assert_eq!(authors("كتب: رنيم حداد"), ["رنيم حداد"]);
        assert_eq!(authors("بقلم رنيم حداد"), ["رنيم حداد"]);
        assert_eq!(authors("حوار: آسيا العتروس"), ["آسيا العتروس"]);
        assert_eq!(authors("إعداد: رنيم، أيمن الدلبي"), ["رنيم", "أيمن الدلبي"]);
        assert_eq!(authors("بقلم: رنيم حداد 25/11/2022"), ["رنيم حداد"]);
        assert_eq!(authors("نشرها رنيم في 2025/04/02"), ["رنيم"]);
        assert_eq!(authors("بواسطة رنيم حداد الإثنين 24 يناير 2022"), ["رنيم حداد"]);
        assert_eq!(authors("نشره الجمعة 24 نيسان / أبريل 2020"), [""; 0]);
        assert_eq!(signature("*رنيم حداد.. صحافية سورية").as_deref(), Some("رنيم حداد"));
        assert_eq!(signature("رنيم حداد، كاتبة وباحثة من حلب").as_deref(), Some("رنيم حداد"));
        assert_eq!(signature("قال محمود، كاتب الرواية، إنه لم يقرأها بعد في دار النشر"), None);
    }

    #[test]
    fn a_sentence_names_none() {
        assert_eq!(authors("كتب الوزير رسالة إلى البرلمان في دمشق"), [""; 0]);
        assert_eq!(authors("تقرير الأمم المتحدة"), [""; 0]);
        assert_eq!(authors("قال: نعم"), [""; 0]);
    }

    #[test]
    fn desks_agencies_and_accounts_are_nobody() {
        for text in [
            "admin",
            "admindiaa",
            "وكالات",
            "هيئة التحرير",
            "https://a.example",
            "رنيم@site",
            "كاتب 7",
            "",
            "دمشق من مراسلنا",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
        let long = "محمد بن عبد الله بن سليمان الفهيد";
        assert_eq!(name(long).as_deref(), Some(long), "small words join the others");
        assert_eq!(name("By Ranim Haddad").as_deref(), Some("Ranim Haddad"));
    }

    #[test]
    fn places_are_told_by_their_desk() {
        assert_eq!(place_line("\u{651}إسطنبول - متابعات").as_deref(), Some("إسطنبول"));
        assert_eq!(place_line("حريق - كبير"), None);
    }
}
