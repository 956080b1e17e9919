//! Folding: one spelling for every way of writing a word.
//!
//! [`fold`] does, in this order:
//!
//! 1. deletes direction marks, joiners and other format characters (U+061C, 200B–200F, 202A–202E, 2060–2069, FEFF, 00AD);
//! 2. deletes tatweel (U+0640) and the marks U+0610–061A, 064B–065F, 0670, 06D6–06ED, 08D3–08FF, also in their
//!    presentation forms (U+FC5E–FC63, FCF2–FCF4, FE70–FE7F), and the high hamza U+0674; but madda and hamza
//!    above and below (U+0653–0655) only after step 3, so that decomposed letters fold like composed ones;
//! 3. composes and replaces compatibility forms (NFKC): presentation forms and ligatures become letters;
//! 4. replaces letters, see [`LETTERS`]: alef and its carriers → ا; ى ی ې ے and ۓ → ي; ة ۃ ۀ ە ھ ہ and ۂ → ه;
//!    ک ڪ ګ گ → ك; ڤ → ف; پ → ب; چ → ج; ژ → ز; Arabic-Indic and Persian digits → ASCII;
//! 5. lower case.
//!
//! It keeps ؤ ئ ء: folding them gained nothing. It does not depend on the language of a text.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::packed::packed;

/// Every letter that folding replaces, and by what.
pub const LETTERS: [(char, char); 27] = [
    ('\u{0622}', '\u{0627}'), // ALEF WITH MADDA ABOVE → ALEF
    ('\u{0623}', '\u{0627}'), // ALEF WITH HAMZA ABOVE → ALEF
    ('\u{0625}', '\u{0627}'), // ALEF WITH HAMZA BELOW → ALEF
    ('\u{0671}', '\u{0627}'), // ALEF WASLA → ALEF
    ('\u{0672}', '\u{0627}'), // ALEF WITH WAVY HAMZA ABOVE → ALEF
    ('\u{0673}', '\u{0627}'), // ALEF WITH WAVY HAMZA BELOW → ALEF
    ('\u{0675}', '\u{0627}'), // HIGH HAMZA ALEF → ALEF
    ('\u{0649}', '\u{064A}'), // ALEF MAKSURA → YEH
    ('\u{06CC}', '\u{064A}'), // FARSI YEH → YEH
    ('\u{06D0}', '\u{064A}'), // E → YEH
    ('\u{06D2}', '\u{064A}'), // YEH BARREE → YEH
    ('\u{06D3}', '\u{064A}'), // YEH BARREE WITH HAMZA ABOVE → YEH
    ('\u{0629}', '\u{0647}'), // TEH MARBUTA → HEH
    ('\u{06C3}', '\u{0647}'), // TEH MARBUTA GOAL → HEH
    ('\u{06C0}', '\u{0647}'), // HEH WITH YEH ABOVE → HEH
    ('\u{06C2}', '\u{0647}'), // HEH GOAL WITH HAMZA ABOVE → HEH
    ('\u{06D5}', '\u{0647}'), // AE → HEH
    ('\u{06BE}', '\u{0647}'), // HEH DOACHASHMEE → HEH
    ('\u{06C1}', '\u{0647}'), // HEH GOAL → HEH
    ('\u{06A9}', '\u{0643}'), // KEHEH → KAF
    ('\u{06AA}', '\u{0643}'), // SWASH KAF → KAF
    ('\u{06AB}', '\u{0643}'), // KAF WITH RING → KAF
    ('\u{06AF}', '\u{0643}'), // GAF → KAF
    ('\u{06A4}', '\u{0641}'), // VEH → FEH
    ('\u{067E}', '\u{0628}'), // PEH → BEH
    ('\u{0686}', '\u{062C}'), // TCHEH → JEEM
    ('\u{0698}', '\u{0632}'), // JEH → ZAIN
];

/// Superscript alef.
pub(super) const SUPERSCRIPT_ALEF: char = '\u{670}';

/// The most characters that a folded form keeps: no word is longer, and runs of letters without a space (encoded data,
/// a page glued together) stay small. Index and query are cut in the same way.
pub const FOLDED_CHARS: usize = 128;

/// The most bytes of a written word that general folding reads.
const WRITTEN_BYTES: usize = 32 * FOLDED_CHARS;

/// Folds any text: a word, a name, a line. Idempotent; characters other than letters, marks and digits stay.
pub fn fold(text: &str) -> String {
    if let Some(folded) = fold_plain(text) {
        return folded;
    }
    let mut folded = fold_once(text);
    // Lower case and deleted marks can leave letters that compose again: rare, and done in a round or two.
    for _ in 0..8 {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

/// A text without invisible format characters (direction marks, joiners), its marks composed (NFC): equal for words
/// that are written alike.
pub fn without_format(text: &str) -> String {
    text.chars().filter(|&char| !is_format(char)).nfc().collect()
}

/// The characters of a text that folding does not delete.
pub(super) fn without_marks(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|&char| !is_deleted(char))
}

/// Folds a text of plain letters, marks, digits and signs, none of which composes with another: most texts.
fn fold_plain(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\0'..='\x7F' => folded.push(char.to_ascii_lowercase()),
            'ء'..='غ' | 'ف'..='ي' | '٠'..='٩' => folded.push(replacement(char)),
            '\u{64B}'..='\u{652}' | 'ـ' => {}
            '،' | '؛' | '؟' | '«' | '»' | '“' | '”' | '‘' | '’' | '–' | '—' => folded.push(char),
            _ => return None,
        }
    }
    Some(folded)
}

fn fold_once(text: &str) -> String {
    let composed = without_marks(text).nfkc();
    let letters = composed.filter(|&char| !is_deleted(char) && !is_hamza_mark(char)).map(replacement);
    letters.flat_map(char::to_lowercase).collect()
}

/// The beginning of a written word, as far as general folding reads it.
pub(super) fn readable(written: &str) -> &str {
    &written[..written.floor_char_boundary(WRITTEN_BYTES)]
}

/// Folds one written word as [`fold`] does, within [`FOLDED_CHARS`].
pub(super) fn fold_word(written: &str) -> String {
    let mut folded = fold(readable(written));
    if let Some((end, _)) = folded.char_indices().nth(FOLDED_CHARS) {
        folded.truncate(end);
    }
    folded
}

/// Whether a character is a letter or a digit: [`char::is_alphanumeric`], which is slow for Arabic.
pub fn is_alphanumeric(char: char) -> bool {
    matches!(char, 'ء'..='غ' | 'ف'..='ي' | '0'..='9' | 'a'..='z' | 'A'..='Z') || char.is_alphanumeric()
}

/// The replacement of `char` in [`LETTERS`], or `char` itself; digits become ASCII.
fn replacement(char: char) -> char {
    match char {
        '\u{0660}'..='\u{0669}' => ascii_digit(char, '\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => ascii_digit(char, '\u{06F0}'),
        '\u{0600}'..='\u{06FF}' => LETTERS.iter().find(|(from, _)| *from == char).map_or(char, |(_, to)| *to),
        _ => char,
    }
}

fn ascii_digit(digit: char, zero: char) -> char {
    char::from(b'0' + (digit as u32 - zero as u32) as u8)
}

fn is_format(char: char) -> bool {
    matches!(char, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// Madda above, hamza above, hamza below.
fn is_hamza_mark(char: char) -> bool {
    matches!(char, '\u{0653}'..='\u{0655}')
}

/// Arabic marks and tatweel, as they are or in presentation forms, without [`is_hamza_mark`].
fn is_arabic_mark(char: char) -> bool {
    matches!(char,
        '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{0656}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}'
        | '\u{FC5E}'..='\u{FC63}' | '\u{FCF2}'..='\u{FCF4}' | '\u{FE70}'..='\u{FE7F}')
}

fn is_deleted(char: char) -> bool {
    is_arabic_mark(char) || is_format(char) || char == '\u{0674}'
}

/// The effect of a character on the word around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// Ends a word.
    Outside,
    /// Begins or continues a word, as this letter or digit, packed.
    Letter(u8),
    /// Continues a word, belongs to its span, and is deleted.
    Mark,
    /// Is deleted; neither ends a word nor belongs to it.
    Format,
    /// A mark that is deleted after it has changed the letter before it.
    HamzaMark,
    /// Superscript alef, which is a letter or nothing: see [`superscript`](super::superscript).
    SuperscriptAlef,
    /// A letter whose folding depends on the whole word.
    GeneralLetter,
    /// A mark whose effect depends on the whole word.
    GeneralMark,
}

/// The effect of `char` on the word around it, as far as it is known without folding.
pub(super) fn general_glyph(char: char) -> Glyph {
    if is_format(char) {
        Glyph::Format
    } else if is_arabic_mark(char) || is_combining_mark(char) {
        Glyph::GeneralMark
    } else if char.is_alphanumeric() {
        Glyph::GeneralLetter
    } else {
        Glyph::Outside
    }
}

/// The same for characters that are decided by themselves.
fn glyph(char: char) -> Glyph {
    match general_glyph(char) {
        Glyph::GeneralMark if char == SUPERSCRIPT_ALEF => Glyph::SuperscriptAlef,
        Glyph::GeneralMark if is_deleted(char) => Glyph::Mark,
        Glyph::GeneralMark if is_hamza_mark(char) => Glyph::HamzaMark,
        Glyph::GeneralLetter => folded_alone(char).map_or(Glyph::GeneralLetter, Glyph::Letter),
        other => other,
    }
}

/// The packed byte to which a letter folds in every place, if there is one.
fn folded_alone(char: char) -> Option<u8> {
    let folded = fold(char.encode_utf8(&mut [0; 4]));
    let mut letters = folded.chars();
    let (letter, None) = (letters.next()?, letters.next()) else { return None };
    // A letter that decomposes can compose with what follows it.
    let stable = replacement(char) != char || std::iter::once(char).nfkd().eq([char]);
    let packed = u8::try_from(packed(letter)).ok().filter(u8::is_ascii);
    packed.filter(|_| stable || letter == char)
}

/// The rules above as a table over the blocks that Arabic news is written in: ASCII and Arabic.
/// Looking a letter up in Unicode's own tables costs ten times as much.
#[derive(Debug)]
pub(super) struct Glyphs {
    pub ascii: [Glyph; 128],
    /// U+0600–06FF.
    pub arabic: [Glyph; 256],
}

impl Glyphs {
    /// The table.
    pub fn get() -> &'static Self {
        static GLYPHS: LazyLock<Glyphs> = LazyLock::new(|| {
            let at = |code: usize| glyph(char::from_u32(code as u32).expect("both blocks are characters"));
            Glyphs { ascii: std::array::from_fn(at), arabic: std::array::from_fn(|place| at(0x600 + place)) }
        });
        &GLYPHS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_are_folded_as_all_texts_are() {
        let plain = |char: &char| fold_plain(&char.to_string()).is_some();
        let chars: Vec<char> = ('\0'..='\u{2FFF}').filter(plain).collect();
        assert!(chars.len() > 180, "{}", chars.len());
        for one in &chars {
            for other in &chars {
                let text: String = [*one, *other, 'ل', *one].iter().collect();
                let folded = fold_once(&text);
                assert_eq!((fold_plain(&text), fold_once(&folded)), (Some(folded.clone()), folded), "{text:?}");
            }
            assert_eq!(is_alphanumeric(*one), one.is_alphanumeric());
        }
    }

    #[test]
    fn every_letter_of_the_table_folds_to_its_partner() {
        for (from, to) in LETTERS {
            assert_eq!(fold(&from.to_string()), to.to_string(), "U+{:04X}", from as u32);
        }
    }

    #[test]
    fn marks_and_tatweel_vanish() {
        assert_eq!(fold("سِجْنُ الصّناعـــةِ"), "سجن الصناعه");
    }

    #[test]
    fn quranic_marks_and_superscript_alef_vanish() {
        assert_eq!(fold("ٱلرَّحْمَـٰنِ ۖ"), "الرحمن ");
    }

    #[test]
    fn decomposed_hamza_folds_like_composed() {
        assert_eq!(fold("\u{0627}\u{0654}حمد"), fold("أحمد"));
        assert_eq!(fold("مو\u{0654}تمر"), "مؤتمر");
        assert_eq!(fold("رءي\u{0654}س"), fold("رءئس"));
        assert_eq!(fold("ا\u{0653}ل"), fold("آل"));
    }

    #[test]
    fn a_mark_between_letter_and_hamza_changes_nothing() {
        assert_eq!(fold("مو\u{064F}\u{0654}تمر"), "مؤتمر");
    }

    #[test]
    fn presentation_forms_become_letters() {
        assert_eq!(fold("\u{FEFB}"), "لا", "LAM WITH ALEF");
        assert_eq!(fold("\u{FEF7}حمد"), "لاحمد", "LAM WITH ALEF WITH HAMZA ABOVE");
        assert_eq!(fold("\u{FDF2}"), "الله", "ALLAH");
        assert_eq!(fold("ﺳﺠﻦ"), "سجن");
    }

    #[test]
    fn digits_become_ascii() {
        assert_eq!(fold("٢٠٢٢ ۲۰۲۲"), "2022 2022");
    }

    #[test]
    fn high_hamza_alef_is_an_alef() {
        assert_eq!(fold("\u{0675}"), "ا");
    }

    #[test]
    fn hamza_on_its_seats_stays() {
        assert_eq!(fold("مسؤول رئيس ماء"), "مسؤول رئيس ماء");
    }

    #[test]
    fn latin_is_lower_case() {
        assert_eq!(fold("SDF Ｙ"), "sdf y");
    }
}
