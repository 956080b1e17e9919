//! Word codes: what ranking needs to know of a written word, as one number that is stored for each word of an index.
//!
//! Most words are one token whose stem has a [`lexicon::key`]. Their code is that key, whose lowest five bits are its first
//! letter, with four bits of a hash of the form above it. A code without a first letter is of another kind: the kind
//! above, and below it 55 bits of a hash of the form.

use super::hash::word_hash;
use super::letter::{BITS, Code, MASK};
use super::lexicon;
use super::packed::{Packed, pack};
use super::token::{Token, Tokens};

/// Bits of a stem's key; those of the form's hash, or the kind, are above them.
const KEY_BITS: u32 = lexicon::KEY_LETTERS as u32 * BITS;
const KEY_MASK: u64 = (1 << KEY_BITS) - 1;

const STOP_WORD: u64 = 1;
const FOREIGN: u64 = 2;
const OTHER: u64 = 3;

/// The stem of a written word, and a few bits of its form, as one number. Equal words have equal codes; words with equal
/// codes have the same stem, and nearly always the same form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WordCode(pub u64);

/// What a [`WordCode`] says of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// One token with this stem, by its [`lexicon::key`].
    Stem(u64),
    /// One token that is a stop word.
    StopWord,
    /// One token that is no Arabic word, and its own stem.
    Foreign,
    /// Several tokens, none, or one whose stem is too long for a key. Only the word itself says more.
    Other,
}

impl WordCode {
    /// The code of what is no word.
    pub const NONE: Self = Self(0);

    /// How many bits the form has.
    pub const FORM_BITS: u32 = u64::BITS - KEY_BITS;

    /// The code of a word as a text has it.
    pub fn of(written: &str) -> Self {
        let mut tokens = Tokens::new(written);
        let Some(code) = tokens.advance().map(|token| Self::of_token(&token)) else { return Self::other(written) };
        if tokens.advance().is_none() { code } else { Self::other(written) }
    }

    /// The code of a word that is this token alone.
    pub fn of_token(token: &Token<'_>) -> Self {
        Self::new(token.folded, (!token.is_stop_word).then_some(token.stem))
    }

    /// The codes that words with this folded form can have: a homograph of a stop word is one or not by its marks.
    pub fn of_form(form: &str) -> [Self; 3] {
        let packed = pack(form);
        let form = Packed::new(&packed);
        let stem = super::stem(&form.to_string());
        [None, Some(form), Some(Packed::new(&pack(&stem)))].map(|stem| Self::new(form, stem))
    }

    /// `stem` is `None` for a stop word.
    fn new(form: Packed<'_>, stem: Option<Packed<'_>>) -> Self {
        let key = |word: Packed<'_>| lexicon::key(word.as_str().as_bytes()).filter(|key| *key != 0);
        match stem.map(key) {
            Some(Some(stem)) => Self(word_hash(form) << KEY_BITS | stem),
            Some(None) if form.letters().is_none() => Self::of_kind(FOREIGN, word_hash(form)),
            Some(None) => Self::of_kind(OTHER, word_hash(form)),
            None => Self::of_kind(STOP_WORD, word_hash(form)),
        }
    }

    fn other(text: &str) -> Self {
        Self::of_kind(OTHER, word_hash(Packed::new(&pack(text))))
    }

    fn of_kind(kind: u64, payload: u64) -> Self {
        Self(kind << KEY_BITS | payload << BITS & KEY_MASK)
    }

    /// What words with this stem have in common; the whole code if it has no key of a stem.
    pub fn stem_part(self) -> u64 {
        self.stem_key().unwrap_or(self.0)
    }

    /// The bits of the form, which the [`stem_part`](Self::stem_part) lacks.
    pub fn form_bits(self) -> u32 {
        self.stem_key().map_or(0, |_| (self.0 >> KEY_BITS) as u32)
    }

    /// The code with this [`stem_part`](Self::stem_part) and the lowest bits of `form_bits`.
    #[inline]
    pub fn joined(stem_part: u64, form_bits: u32) -> Self {
        Self(stem_part | u64::from(form_bits) << KEY_BITS)
    }

    /// The key of the stem, if it has one.
    pub fn stem_key(self) -> Option<u64> {
        match self.kind() {
            WordKind::Stem(key) => Some(key),
            _ => None,
        }
    }

    /// The lower bits of the hash of the form; only for kinds that keep it.
    pub(super) fn form_hash(self) -> u64 {
        (self.0 & KEY_MASK) >> BITS
    }

    /// What it says of its word.
    #[inline]
    pub fn kind(self) -> WordKind {
        if self.0 & MASK != 0 {
            return WordKind::Stem(self.0 & KEY_MASK);
        }
        match self.0 >> KEY_BITS {
            STOP_WORD => WordKind::StopWord,
            FOREIGN => WordKind::Foreign,
            _ => WordKind::Other,
        }
    }
}

/// What a word adds to the length of its text. No count is above 255.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WordLengths {
    /// Tokens: none for a stop word, several for a ligature.
    pub tokens: u8,
    /// Letters of their stems.
    pub letters: u8,
}

impl WordLengths {
    /// Those of a word, which is `written` so and has this code.
    pub fn of(code: WordCode, written: &str) -> Self {
        match code.kind() {
            WordKind::Stem(key) => Self { tokens: 1, letters: StemLetters::count(key) as u8 },
            WordKind::StopWord => Self::default(),
            WordKind::Foreign => Self { tokens: 1, letters: 0 },
            WordKind::Other => {
                let (mut tokens, mut lengths) = (Tokens::new(written), Self::default());
                while let Some(token) = tokens.advance() {
                    if !token.is_stop_word {
                        let letters = token.stem.letters().map_or(0, <[Code]>::len);
                        lengths.tokens = lengths.tokens.saturating_add(1);
                        lengths.letters = lengths.letters.saturating_add(u8::try_from(letters).unwrap_or(u8::MAX));
                    }
                }
                lengths
            }
        }
    }
}

/// The letters of a stem by its key.
#[derive(Clone, Copy, Debug)]
pub struct StemLetters {
    letters: [Code; lexicon::KEY_LETTERS],
    count: usize,
}

impl StemLetters {
    /// The letters of the stem with this key.
    #[inline]
    pub fn of(key: u64) -> Self {
        let mut letters = [super::letter::FOREIGN; lexicon::KEY_LETTERS];
        for (place, letter) in letters.iter_mut().enumerate() {
            *letter = (key >> (place as u32 * BITS) & MASK) as Code;
        }
        Self { letters, count: Self::count(key) }
    }

    /// How many letters the stem with this key has.
    #[inline]
    pub fn count(key: u64) -> usize {
        (u64::BITS - key.leading_zeros()).div_ceil(BITS) as usize
    }

    /// The letters, in order.
    #[inline]
    pub fn as_slice(&self) -> &[Code] {
        &self.letters[..self.count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::letter;

    fn stem(written: &str) -> Option<String> {
        match WordCode::of(written).kind() {
            WordKind::Stem(key) => Some(letter::spell(StemLetters::of(key).as_slice())),
            _ => None,
        }
    }

    #[test]
    fn a_code_holds_the_stem() {
        for (written, expected) in [("السِّجنِ", "سجن"), ("والاستراتيجيات", "استراتيجيه"), ("هـو", "")]
        {
            assert_eq!(stem(written).unwrap_or_default(), expected, "{written}");
        }
        assert_eq!(StemLetters::count(WordCode::of("سجن").0 & KEY_MASK), 3);
    }

    #[test]
    fn what_has_no_stem_has_a_kind() {
        let kind = |written: &str| WordCode::of(written).kind();
        assert_eq!(kind("من"), WordKind::StopWord);
        assert_eq!(
            [kind("BBC"), kind("2015"), kind("كوفيد19")],
            [WordKind::Foreign, WordKind::Foreign, WordKind::Other]
        );
        assert_eq!([kind("ﷺ"), kind("؟"), kind(&"ه".repeat(20))], [WordKind::Other; 3]);
        assert_ne!(WordCode::of("من"), WordCode::of("في"));
        assert_ne!(WordCode::of("BBC"), WordCode::of("CNN"));
    }

    #[test]
    fn lengths_count_tokens_and_letters() {
        let lengths = |written: &str| {
            let WordLengths { tokens, letters } = WordLengths::of(WordCode::of(written), written);
            (tokens, letters)
        };
        assert_eq!((lengths("بالسجن"), lengths("من"), lengths("BBC")), ((1, 3), (0, 0), (1, 0)));
        assert_eq!((lengths("كوفيد19"), lengths("؟"), lengths(&"ه".repeat(20))), ((2, 5), (0, 0), (1, 17)));
    }

    #[test]
    fn words_of_a_form_have_one_of_its_codes() {
        // A homograph of a stop word, with and without the marks that say so; clitics; another script; a long word.
        for written in ["علّم", "عَلى", "على", "بالسجن", "السجن", "bbc", "والإستراتيجياتهما", "٢٠١٥"]
        {
            let mut tokens = Tokens::new(written);
            let form = tokens.advance().unwrap().folded.to_string();
            assert!(WordCode::of_form(&form).contains(&WordCode::of(written)), "{written}");
        }
        let codes: Vec<WordCode> = ["سجن", "السجن", "بالسجن", "وسجن"].map(WordCode::of).to_vec();
        assert!(codes.iter().any(|code| *code != codes[0]), "forms of a stem are told apart");
        for code in codes.into_iter().chain(["من", "BBC", "؟"].map(WordCode::of)) {
            assert_eq!(WordCode::joined(code.stem_part(), code.form_bits()), code);
        }
    }
}
