//! The language of a text, by its letters and its most frequent words; short posts, too.
//!
//! Languages in Arabic letters are told by letters that only they have; Persian, which has none, by words. Arabic texts borrow
//! some of these letters for foreign names, and are written on Persian keyboards: a letter or two in a long text say nothing.
//! The letters are those of the Unicode CLDR.

use crate::arabic::{fold, is_alphanumeric};
use crate::document::Metadata;

/// The most letters and words of a text that are examined: each document is.
const LETTERS: usize = 800;
const MOST_WORDS: usize = 160;
/// Fewer letters are not enough for a note.
const FEWEST: usize = 80;
/// A text of at most so many letters is told by one letter of its language.
const SHORT: usize = 40;

/// Frequent words of languages, folded for the first two.
const WORDS: [(&str, &[&str]); 8] = [
    (
        "ar",
        &[
            "في", "من", "علي", "الي", "عن", "ان", "هذا", "هذه", "التي", "الذي", "ما", "لا", "مع", "كان", "بعد", "كل",
            "قال",
        ],
    ),
    (
        "fa",
        &[
            "از", "كه", "اين", "را", "با", "به", "است", "براي", "در", "شد", "هست", "خود", "تا", "ان", "مي", "هاي",
            "يك", "گفت", "كرد",
        ],
    ),
    ("en", &["the", "of", "and", "to", "in", "is", "was", "for", "on", "that", "with", "said"]),
    ("fr", &["le", "la", "les", "des", "et", "du", "une", "dans", "est", "que", "pour", "sur", "au"]),
    ("de", &["der", "die", "und", "das", "den", "von", "ist", "mit", "nicht", "ein", "für"]),
    ("es", &["el", "los", "las", "del", "que", "en", "una", "por", "con", "para", "es"]),
    ("tr", &["ve", "bir", "bu", "için", "ile", "de", "da", "olarak", "olan", "çok"]),
    ("ku", &["û", "ji", "li", "bi", "de", "ku", "jî", "ya", "di", "bo"]),
];

/// The name of a language for people.
fn name(code: &str) -> &'static str {
    match code {
        "fa" => "Persian",
        "ckb" => "Kurdish (Sorani)",
        "ku" => "Kurdish",
        "ug" => "Uyghur",
        "ps" => "Pashto",
        "ur" => "Urdu",
        "he" => "Hebrew",
        "en" => "English",
        "fr" => "French",
        "de" => "German",
        "es" => "Spanish",
        "tr" => "Turkish",
        "ru" => "Russian",
        "uk" => "Ukrainian",
        "el" => "Greek",
        "hy" => "Armenian",
        _ => "another language",
    }
}

/// What is to be noted of a text that is not Arabic.
pub(super) fn foreign(metadata: &Metadata, text: &str) -> Option<String> {
    let code = metadata.language.as_deref()?;
    let letters = text.chars().filter(|char| is_letter(*char)).take(FEWEST).count();
    (code != "ar" && letters == FEWEST).then(|| format!("it is {}", name(code)))
}

/// How many letters of each script a text has, and of those that only some languages have.
#[derive(Default)]
struct Letters {
    all: usize,
    arabic: usize,
    hebrew: usize,
    cyrillic: usize,
    ukrainian: usize,
    greek: usize,
    armenian: usize,
    latin: usize,
    kurdish: usize,
    /// ە, a vowel of Kurdish and Uyghur.
    e: usize,
    uyghur: usize,
    pashto: usize,
    urdu: usize,
    /// Letters that Persian shares with others.
    persian: usize,
    /// ة and إ, which are Arabic.
    own: usize,
}

impl Letters {
    fn of(words: &[&str]) -> Self {
        let mut letters = Self::default();
        for char in words.iter().flat_map(|word| word.chars()).filter(|char| is_letter(*char)).take(LETTERS) {
            letters.all += 1;
            let count = match char {
                '\u{620}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FEFF}' => &mut letters.arabic,
                '\u{5D0}'..='\u{5EA}' => &mut letters.hebrew,
                '\u{400}'..='\u{49F}' => &mut letters.cyrillic,
                '\u{370}'..='\u{3FF}' => &mut letters.greek,
                '\u{530}'..='\u{58F}' => &mut letters.armenian,
                'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => &mut letters.latin,
                _ => continue,
            };
            *count += 1;
            let count = match char {
                'ڕ' | 'ڵ' | 'ێ' => &mut letters.kurdish,
                'ە' => &mut letters.e,
                'ڭ' | 'ۇ' | 'ۈ' | 'ۋ' => &mut letters.uyghur,
                'ټ' | 'ځ' | 'څ' | 'ډ' | 'ړ' | 'ږ' | 'ښ' | 'ګ' | 'ڼ' | 'ۍ' => &mut letters.pashto,
                'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' => &mut letters.urdu,
                'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => &mut letters.persian,
                'ة' | 'إ' => &mut letters.own,
                'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' => &mut letters.ukrainian,
                _ => continue,
            };
            *count += 1;
        }
        letters
    }
}

/// The language of a document, by its ISO 639 code; `None` if its text does not tell.
pub(super) fn language(title: &str, body: &str) -> Option<&'static str> {
    let text = if body.trim().is_empty() { title } else { body };
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_name(word)).take(MOST_WORDS).collect();
    let letters = Letters::of(&words);
    let scripts = [
        (letters.arabic, "ar"),
        (letters.hebrew, "he"),
        (letters.cyrillic, "ru"),
        (letters.greek, "el"),
        (letters.armenian, "hy"),
        (letters.latin, "latin"),
    ];
    let (most, script) = scripts.into_iter().max_by_key(|(count, _)| *count)?;
    if most < 2 || 2 * most < letters.all {
        return None;
    }
    match script {
        "ar" => Some(in_arabic_letters(&words, &letters)),
        "latin" => in_words(&words, &WORDS[2..]),
        "ru" if letters.ukrainian > 0 => Some("uk"),
        script => Some(script),
    }
}

/// Whether a word is an address or the name of an account, which are in no language.
fn is_name(word: &str) -> bool {
    word.contains("://") || word.starts_with(['@', '#']) || word.starts_with("www.")
}

fn is_letter(char: char) -> bool {
    // Nearly all are of these, and the tables of Unicode are slow to search.
    matches!(char, 'ء'..='غ' | 'ف'..='ي' | 'a'..='z' | 'A'..='Z') || is_alphanumeric(char) && !char.is_numeric()
}

/// The language of a text in Arabic letters: Arabic, if nothing speaks for another one.
fn in_arabic_letters(words: &[&str], letters: &Letters) -> &'static str {
    // Kurdish writes its short vowel as ە, Uyghur too, with letters of its own.
    if 20 * letters.e > letters.all && letters.e > 1 {
        return if letters.uyghur > 1 { "ug" } else { "ckb" };
    }
    let least = if letters.all <= SHORT { 1 } else { 2.max(letters.all / 200) };
    let votes = [(letters.kurdish, "ckb"), (letters.uyghur, "ug"), (letters.pashto, "ps"), (letters.urdu, "ur")];
    if let Some((_, code)) = votes.into_iter().filter(|(count, _)| *count >= least).max_by_key(|(count, _)| *count) {
        // Words decide where the letters may be those of a keyboard: ہ for ه, ے for ي.
        return if in_words(words, &WORDS[..1]).is_some() { "ar" } else { code };
    }
    let signs = |char: char| !is_alphanumeric(char);
    // Most Arabic texts show it at once, by words with the article.
    let is_plain_article = |word: &&&str| {
        word.trim_start_matches(signs).starts_with("ال") && word.chars().filter(|char| is_letter(*char)).count() > 3
    };
    let is_shown = |articles: usize| 10 * (articles + letters.own) > words.len() && letters.persian == 0;
    if is_shown(words.iter().filter(is_plain_article).count()) {
        return "ar";
    }
    let folded: Vec<String> = words.iter().map(|word| fold(word.trim_matches(signs))).collect();
    let hits = |list: &[&str]| folded.iter().filter(|word| list.contains(&word.as_str())).count();
    let articles = folded.iter().filter(|word| word.starts_with("ال") && word.len() > 6).count();
    if is_shown(articles) {
        return "ar";
    }
    let (arabic, other) = (articles + letters.own + hits(WORDS[0].1), hits(WORDS[1].1));
    if other > arabic && (letters.persian > 0 || 10 * other > words.len()) { "fa" } else { "ar" }
}

/// The language whose frequent words a text has most of.
fn in_words(words: &[&str], known: &[(&'static str, &[&str])]) -> Option<&'static str> {
    let lower: Vec<String> = words
        .iter()
        .map(|word| word.trim_matches(|char: char| !is_alphanumeric(char)))
        .map(|word| if word.is_ascii() { word.to_ascii_lowercase() } else { fold(word) })
        .collect();
    let hits =
        known.iter().map(|(code, list)| (lower.iter().filter(|word| list.contains(&word.as_str())).count(), *code));
    // Of equals the first of the list.
    let (most, code) = hits.rev().max_by_key(|(count, _)| *count)?;
    (15 * most >= lower.len() && most > 0).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_posts_are_told() {
        for (text, code) in [
            ("قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.", "ar"),
            ("حريق في الميناء", "ar"),
            ("عاجل", "ar"),
            ("پوتين يزور تشيلي وڤيديو من چات: گورباتشوف يعود إلى الكرملين في موسكو", "ar"),
            ("شگد حلو هالخبر والله چان نعرف من زمان", "ar"),
            ("زيارة الرئيس الى کربلاء والنجف في العراق", "ar"),
            ("رئیس بندر گفت که این آتش‌سوزی از انبار شرقی آغاز شد و به سیلوی غلات رسید", "fa"),
            ("وزير خارجه ايران گفت كه اين كشور از مذاكرات خارج نمي شود", "fa"),
            ("سەرۆکی بەندەر گوتی کە ئاگرەکە لە کۆگای ڕۆژهەڵات دەستی پێکرد", "ckb"),
            ("هەولێر پایتەختی هەرێمی کوردستانە", "ckb"),
            ("بندرگاہ کے سربراہ نے کہا کہ آگ مشرقی گودام میں لگی اور پھر پھیل گئی", "ur"),
            ("د بندر مشر وویل چې اور په ختیځ ګودام کې پیل شو او بیا خپور شو", "ps"),
            ("ئۇيغۇر ئاپتونوم رايونى شىنجاڭ ۋە ئۈرۈمچى شەھىرى ھەققىدە خەۋەر", "ug"),
            ("ראש הנמל אמר כי השריפה החלה במחסן המזרחי", "he"),
            ("The head of the port said that the fire began at dawn in the eastern store.", "en"),
            ("Le chef du port a déclaré que le feu a commencé dans le dépôt.", "fr"),
            ("Глава порта сказал, что пожар начался на рассвете", "ru"),
        ] {
            assert_eq!(language("", text), Some(code), "{text}");
        }
        for text in ["", "123 456", "👍👍", "https://a.example/1", "@wadi"] {
            assert_eq!(language("", text), None, "{text}");
        }
        assert_eq!(language("حريق", ""), Some("ar"));
    }

    #[test]
    fn long_texts_in_other_languages_are_noted() {
        let noted = |text: &str| {
            let metadata = Metadata { language: language("", text).map(String::from), ..Metadata::default() };
            foreign(&metadata, text)
        };
        let english =
            "The head of the port said that the fire began at dawn in the eastern store and then reached the silo.";
        assert_eq!(noted(english).as_deref(), Some("it is English"));
        assert_eq!(noted("The head of the port"), None);
        assert_eq!(noted(&"قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي. ".repeat(3)), None);
    }
}
