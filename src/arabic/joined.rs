//! Names of two words that are also written as one: عبد الله and عبدالله, فيس بوك and فيسبوك.
//!
//! A name is parted before the article of its second word, behind a word that begins many names, or, if it has no
//! article itself, where general Arabic has both parts.

use super::letter::{self, Code};
use super::lexicon::Lexicon;
use super::variant::is_name;

/// Words that names of two words begin with, folded.
const FIRST: &[&str] = &[
    "عبد",
    "ابو",
    "ابي",
    "ابا",
    "ام",
    "ابن",
    "بن",
    "بنت",
    "بو",
    "دير",
    "بور",
    "خان",
    "تل",
    "بيت",
    "كفر",
    "راس",
    "عين",
    "سان",
    "سانت",
    "نيو",
    "دي",
    "فان",
    "لوس",
    "سيدي",
    "مولاي",
    "وادي",
    "جبل",
    "باب",
    "شرم",
];
/// Words that stand between two names or behind one, folded.
const LAST: &[&str] = &["بن", "الله", "الدين"];
/// The fewest letters of a part, and of a name of two.
const SHORTEST_PART: usize = 2;
const SHORTEST: usize = 5;
/// How often general Arabic has each part of a foreign name.
const KNOWN: u32 = 100;
/// The most letters of a name of two words.
const LONGEST: usize = 24;

/// Two folded words as one, if that may be a name.
pub fn joined(one: &str, other: &str) -> Option<String> {
    let form = format!("{one}{other}");
    parts(&form).iter().any(|(first, _)| first == one).then_some(form)
}

/// The two words that a folded one may be, with each place where it may be parted.
pub fn parts(form: &str) -> Vec<(String, String)> {
    let codes: Vec<Code> = form.chars().map(letter::code).collect();
    if !(SHORTEST..=LONGEST).contains(&codes.len()) || codes.contains(&letter::FOREIGN) {
        return Vec::new();
    }
    let may_be_foreign = is_name(&codes);
    let lexicon = Lexicon::embedded();
    let places = SHORTEST_PART..=codes.len() - SHORTEST_PART;
    let parted = places.map(|place| (letter::spell(&codes[..place]), letter::spell(&codes[place..]), place));
    let may_be_two = |(one, other, place): &(String, String, usize)| {
        let is_known = |part: &[Code]| lexicon.count(part) >= KNOWN;
        let are_words = || is_known(&codes[..*place]) && is_known(&codes[*place..]);
        let has_article = other.starts_with("ال") && other.chars().count() >= 5;
        FIRST.contains(&one.as_str())
            || LAST.contains(&other.as_str())
            || (has_article || may_be_foreign) && are_words()
    };
    parted.filter(may_be_two).map(|(one, other, _)| (one, other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted() {
        for (form, one, other) in [
            ("عبدالله", "عبد", "الله"),
            ("ابوظبي", "ابو", "ظبي"),
            ("ديرالزور", "دير", "الزور"),
            ("نورالدين", "نور", "الدين"),
            ("فيسبوك", "فيس", "بوك"),
            ("حمدبن", "حمد", "بن"),
        ] {
            assert!(parts(form).contains(&(one.into(), other.into())), "{form}: {:?}", parts(form));
        }
        for form in ["سجن", "مدينه", "مدرستهم", "SDF", "", &"ا".repeat(60)] {
            assert!(parts(form).is_empty(), "{form}: {:?}", parts(form));
        }
    }
}
