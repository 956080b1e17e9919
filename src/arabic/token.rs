//! Text to tokens, in one pass.
//!
//! A token starts with a letter or digit and goes on over letters, digits, marks and tatweel; direction marks and
//! joiners never split one. Every character is decoded once, looked up in a table of folded letters and pushed to
//! buffers that all tokens share: no token allocates, except where a word needs Unicode's general folding.

use std::ops::Range;

use super::fold::{Class, FOLDED_BYTES, Folded, Glyph, Glyphs, class, fold_word};
use super::letter::{self, Code, FOREIGN};
use super::lexicon;
use super::stem::Stemmer;
use super::stop::is_stop_key;

/// A word of a text, as [`Tokens::advance`] found it.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// The word as it stands in the text, with its marks and clitics.
    pub written: &'a str,
    /// First byte of `written` in the text.
    pub start: usize,
    /// The word folded: at most [`FOLDED_BYTES`] bytes.
    pub folded: &'a str,
    /// The folded word without clitics and endings; the folded word itself where it is a stop word or not Arabic.
    pub stem: &'a str,
    /// The letters of the stem; none where it is a stop word or not Arabic.
    pub letters: &'a [Code],
    /// The folded word as one number, see [`lexicon::key`]; no two words share it, some have none.
    pub key: Option<u64>,
    /// How many tokens that are no stop words come before this one.
    pub position: usize,
    /// Whether ranking leaves the word out.
    pub is_stop_word: bool,
}

impl Token<'_> {
    /// Where the word stands in the text, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.start..self.start + self.written.len()
    }
}

/// The tokens of one text, lent one at a time.
#[derive(Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    /// Where to read on, in bytes.
    at: usize,
    glyphs: &'static Glyphs,
    stemmer: Stemmer,
    span: Range<usize>,
    folded: String,
    stem: String,
    /// Letter codes of `folded`; of clitics and stem once it is stemmed.
    codes: Vec<Code>,
    /// Where the stem begins in `codes`: at its end where there is none.
    stem_start: usize,
    /// What is left of a word that folds to several, such as the ligature U+FDFA.
    rest: Vec<String>,
    position: usize,
}

/// What decides how the next mark composes: the written letter before it.
const WAW: char = '\u{0648}';
const YEH: char = '\u{064A}';
const HAMZA_ABOVE: char = '\u{0654}';
const MADDA_ABOVE: char = '\u{0653}';

impl<'t> Tokens<'t> {
    /// The tokens of `text`.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            glyphs: Glyphs::get(),
            stemmer: Stemmer::default(),
            span: 0..0,
            folded: String::new(),
            stem: String::new(),
            codes: Vec::new(),
            stem_start: 0,
            rest: Vec::new(),
            position: 0,
        }
    }

    /// The next token, or `None` at the end of the text.
    pub fn advance(&mut self) -> Option<Token<'_>> {
        if !self.read_word() {
            return None;
        }
        let key = lexicon::key(&self.codes);
        let is_stop_word = key.is_some_and(is_stop_key);
        let position = self.position;
        self.position += usize::from(!is_stop_word);
        self.read_stem(key, is_stop_word);
        Some(Token {
            written: &self.text[self.span.clone()],
            start: self.span.start,
            folded: &self.folded,
            stem: &self.stem,
            letters: &self.codes[self.stem_start..],
            key,
            position,
            is_stop_word,
        })
    }

    /// Reads the next word into `span`, `folded` and `codes`; `false` at the end of the text.
    fn read_word(&mut self) -> bool {
        loop {
            if let Some(next) = self.rest.pop() {
                self.take_folded(next);
                return true;
            }
            let Some(plain) = self.scan() else { return false };
            if !plain {
                let folded = fold_word(&self.text[self.span.clone()]);
                self.rest.extend(folded.split_whitespace().rev().map(String::from));
            } else if !self.folded.is_empty() {
                return true;
            }
        }
    }

    fn take_folded(&mut self, folded: String) {
        self.codes.clear();
        self.codes.extend(folded.chars().map(letter::code));
        self.folded = folded;
    }

    /// Finds the next word and folds it letter by letter.
    ///
    /// `Some(false)` if that was not enough and the word needs general folding; `None` at the end of the text.
    fn scan(&mut self) -> Option<bool> {
        self.folded.clear();
        self.codes.clear();
        let mut plain = true;
        let mut started = false;
        // The last letter written, while a hamza above can still compose with it.
        let mut open = None;
        while let Some((char, glyph, length)) = self.look() {
            match glyph.class {
                Class::Letter if !started => {
                    started = true;
                    self.span = self.at..self.at;
                }
                Class::Outside if started => break,
                Class::Outside => {}
                _ => {}
            }
            self.at += length;
            if !started {
                continue;
            }
            if glyph.class != Class::Format {
                self.span.end = self.at;
            }
            match glyph.folded {
                Folded::Letter(folded, code) => {
                    self.push(folded, code);
                    open = Some(char);
                }
                Folded::Deleted => {}
                Folded::HamzaMark => match (char, open) {
                    (HAMZA_ABOVE, Some(WAW)) => self.replace_last(letter::WAW_HAMZA, &mut open),
                    (HAMZA_ABOVE, Some(YEH)) => self.replace_last(letter::YEH_HAMZA, &mut open),
                    (MADDA_ABOVE, _) => open = None,
                    _ => {}
                },
                Folded::General => plain = false,
            }
        }
        started.then_some(plain)
    }

    /// The next character, what it means, and its length in bytes.
    fn look(&self) -> Option<(char, Glyph, usize)> {
        let bytes = &self.text.as_bytes()[self.at..];
        match *bytes {
            [first @ 0..=0x7F, ..] => Some((char::from(first), self.glyphs.ascii[usize::from(first)], 1)),
            // Two bytes 110110xx 10xxxxxx: U+0600–06FF.
            [first @ 0xD8..=0xDB, second, ..] => {
                let place = u32::from(first & 0x03) << 6 | u32::from(second & 0x3F);
                let char = char::from_u32(0x600 + place)?;
                Some((char, self.glyphs.arabic[place as usize], 2))
            }
            _ => {
                let char = self.text[self.at..].chars().next()?;
                Some((char, Glyph { class: class(char), folded: Folded::General }, char.len_utf8()))
            }
        }
    }

    fn push(&mut self, folded: char, code: Code) {
        if self.folded.len() + folded.len_utf8() <= FOLDED_BYTES {
            self.folded.push(folded);
            self.codes.push(code);
        }
    }

    fn replace_last(&mut self, code: Code, open: &mut Option<char>) {
        self.folded.pop();
        self.codes.pop();
        self.push(letter::letter(code), code);
        *open = None;
    }

    /// Stems what `read_word` read.
    fn read_stem(&mut self, key: Option<u64>, is_stop_word: bool) {
        self.stem.clear();
        if is_stop_word || key.is_none() && self.codes.contains(&FOREIGN) {
            self.stem.push_str(&self.folded);
            self.stem_start = self.codes.len();
            return;
        }
        self.stem_start = self.stemmer.stem_keyed(&mut self.codes, key);
        self.stem.extend(self.codes[self.stem_start..].iter().map(|&code| letter::letter(code)));
    }
}
