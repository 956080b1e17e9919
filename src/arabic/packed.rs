//! Packs folded words into one byte for each letter.

use std::fmt;

use super::letter::{self, Code, FOREIGN};

/// A folded word with one byte a letter.
///
/// Letters of the folded alphabet become their [`letter`] codes; everything else (Latin letters, digits) stays UTF-8.
/// Codes are control characters, which no word contains, so that packing is lossless and two words are equal if their
/// packed forms are. Half the bytes mean half the work of comparing, hashing and storing a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Packed<'a>(&'a str);

impl<'a> Packed<'a> {
    /// Wraps text that [`pack`] returned.
    pub(super) fn new(packed: &'a str) -> Self {
        Self(packed)
    }

    /// The packed bytes, which are UTF-8 but not readable.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether the word has no letter at all.
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The word's letters, if all of them are in the folded alphabet.
    pub fn letters(self) -> Option<&'a [Code]> {
        let codes = self.0.as_bytes();
        codes.iter().all(|&code| is_code(code)).then_some(codes)
    }
}

impl fmt::Display for Packed<'_> {
    /// The word as people read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| fmt::Write::write_char(f, unpacked(char)))
    }
}

impl PartialEq<&str> for Packed<'_> {
    /// Whether it is this folded word.
    fn eq(&self, word: &&str) -> bool {
        self.0.chars().map(unpacked).eq(word.chars())
    }
}

/// Packs a folded word.
pub fn pack(folded: &str) -> String {
    folded.chars().map(packed).collect()
}

/// The folded word that [`pack`] packed.
pub fn unpack(packed: &str) -> String {
    packed.chars().map(unpacked).collect()
}

/// A folded character as it is in a packed word.
pub(super) fn packed(char: char) -> char {
    match letter::code(char) {
        FOREIGN => char,
        code => char::from(code),
    }
}

fn unpacked(char: char) -> char {
    match u8::try_from(char) {
        Ok(code) if is_code(code) => letter::letter(code),
        _ => char,
    }
}

fn is_code(byte: u8) -> bool {
    byte >> letter::BITS == 0 && byte != FOREIGN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_undone() {
        for word in ["سجن", "الصناعه", "كوفيد19", "sdf", "ٹوئٹر", "été", ""] {
            let packed = pack(word);
            assert_eq!(Packed::new(&packed).to_string(), word);
            assert_eq!(Packed::new(&packed), word);
        }
        assert_eq!(pack("سجن").len(), 3);
    }

    #[test]
    fn letters_are_those_of_arabic_words() {
        let letters = |word: &str| Packed::new(&pack(word)).letters().map(letter::spell);
        assert_eq!(letters("سجن").as_deref(), Some("سجن"));
        assert_eq!(letters("كوفيد19"), None);
        assert_eq!(letters("sdf"), None);
    }
}
