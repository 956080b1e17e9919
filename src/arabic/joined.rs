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
    let may_be = letters(&form).is_some_and(|codes| Parting::new(&form, &codes).may_be_two(one.len()));
    may_be.then_some(form)
}

/// The two words that a folded one may be, with each place where it may be parted.
pub fn parts(form: &str) -> Vec<(String, String)> {
    let Some(codes) = letters(form) else { return Vec::new() };
    let mut parting = Parting::new(form, &codes);
    let places = form.char_indices().map(|(place, _)| place).filter(|place| parting.may_be_two(*place));
    places.map(|place| (form[..place].into(), form[place..].into())).collect()
}

/// The letters of a form that may be a name of two words.
fn letters(form: &str) -> Option<Vec<Code>> {
    let codes: Vec<Code> = form.chars().map(letter::code).collect();
    ((SHORTEST..=LONGEST).contains(&codes.len()) && !codes.contains(&letter::FOREIGN)).then_some(codes)
}

/// A form that is parted at one place after another.
struct Parting<'f> {
    form: &'f str,
    codes: &'f [Code],
    /// Whether it may be a name from another language, once that is known.
    may_be_foreign: Option<bool>,
}

impl<'f> Parting<'f> {
    fn new(form: &'f str, codes: &'f [Code]) -> Self {
        Self { form, codes, may_be_foreign: None }
    }

    /// Whether it may be two words, of which the second begins at a byte.
    fn may_be_two(&mut self, place: usize) -> bool {
        let (one, other) = self.form.split_at(place);
        let letters = one.chars().count();
        if !(SHORTEST_PART..=self.codes.len() - SHORTEST_PART).contains(&letters) {
            return false;
        }
        if FIRST.contains(&one) || LAST.contains(&other) {
            return true;
        }
        let (first, second) = self.codes.split_at(letters);
        let has_article = || other.starts_with("ال") && second.len() >= 5;
        let is_known = |part: &[Code]| Lexicon::embedded().count(part) >= KNOWN;
        (has_article() || *self.may_be_foreign.get_or_insert_with(|| is_name(self.codes)))
            && is_known(first)
            && is_known(second)
    }
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
