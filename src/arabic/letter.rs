//! The letters of folded Arabic, by name and by code.
//!
//! Folding leaves 31 letters. Each has a code from 1 to 31, so that a letter fits in five bits and twelve of
//! them in one 60-bit number: the stemmer compares affixes in this form, and the lexicon is searched by it.
//! Logic names letters; bare Arabic literals reorder on screen and hide their marks.

/// A letter's code: its place in [`ALPHABET`] counted from 1, or [`FOREIGN`].
pub type Code = u8;

/// The code of a character that is no letter of the folded alphabet.
pub const FOREIGN: Code = 0;

/// Bits of a code.
pub const BITS: u32 = 5;

/// The bits of a word's first letter in its [key](super::lexicon::key).
pub const MASK: u64 = (1 << BITS) - 1;

macro_rules! letters {
    ($($name:ident = $char:literal,)*) => {
        /// The folded alphabet in code point order.
        pub const ALPHABET: [char; [$($char),*].len()] = [$($char),*];
        letters!(@codes 1; $($name = $char,)*);
    };
    (@codes $code:expr; $name:ident = $char:literal, $($rest:tt)*) => {
        #[doc = concat!("The code of ", stringify!($name), ".")]
        pub const $name: Code = $code;
        letters!(@codes $code + 1; $($rest)*);
    };
    (@codes $code:expr;) => {};
}

letters! {
    HAMZA = '\u{0621}',
    WAW_HAMZA = '\u{0624}',
    YEH_HAMZA = '\u{0626}',
    ALEF = '\u{0627}',
    BEH = '\u{0628}',
    TEH = '\u{062A}',
    THEH = '\u{062B}',
    JEEM = '\u{062C}',
    HAH = '\u{062D}',
    KHAH = '\u{062E}',
    DAL = '\u{062F}',
    THAL = '\u{0630}',
    REH = '\u{0631}',
    ZAIN = '\u{0632}',
    SEEN = '\u{0633}',
    SHEEN = '\u{0634}',
    SAD = '\u{0635}',
    DAD = '\u{0636}',
    TAH = '\u{0637}',
    ZAH = '\u{0638}',
    AIN = '\u{0639}',
    GHAIN = '\u{063A}',
    FEH = '\u{0641}',
    QAF = '\u{0642}',
    KAF = '\u{0643}',
    LAM = '\u{0644}',
    MEEM = '\u{0645}',
    NOON = '\u{0646}',
    HEH = '\u{0647}',
    WAW = '\u{0648}',
    YEH = '\u{064A}',
}

/// The code of `letter`, or [`FOREIGN`].
pub fn code(letter: char) -> Code {
    ALPHABET.binary_search(&letter).map_or(FOREIGN, |place| place as Code + 1)
}

/// The letter of `code`.
///
/// # Panics
/// If `code` is [`FOREIGN`] or no code at all.
pub fn letter(code: Code) -> char {
    ALPHABET[usize::from(code) - 1]
}

/// The word that `codes` spell.
pub fn spell(codes: &[Code]) -> String {
    codes.iter().map(|&code| letter(code)).collect()
}

/// The codes of a word that is one number, as [`lexicon::key`](super::lexicon::key) made it.
pub fn spelled_by(mut key: u64) -> impl Iterator<Item = Code> {
    std::iter::from_fn(move || {
        let code = (key & MASK) as Code;
        key >>= BITS;
        (code != FOREIGN).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_letters_are_each_others_inverse() {
        for (place, &char) in ALPHABET.iter().enumerate() {
            assert_eq!(code(char) as usize, place + 1);
            assert_eq!(letter(code(char)), char);
        }
        assert_eq!(ALPHABET.len(), (1 << BITS) - 1, "every code but 0 is taken");
    }

    #[test]
    fn names_stand_for_their_letters() {
        assert_eq!((letter(ALEF), letter(HEH), letter(YEH)), ('ا', 'ه', 'ي'));
        assert_eq!(code('ة'), FOREIGN, "ta marbuta does not outlive folding");
    }
}
