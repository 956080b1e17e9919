//! Tokenizer: text to tokens with folded forms and stems, in one pass.
//!
//! A token starts with a letter or digit and continues over those of its kind: Arabic letters, other letters or digits,
//! with marks and tatweel. So the parts of الـBBC, F16 and كوفيد19 are tokens, as those of F-16 and كوفيد-19 are; clitics
//! that are tied to another script are none, nor is a letter behind a number (1948م). The groups of a number are one
//! token. Direction marks and joiners never split one.
//!
//! Every character is decoded once, looked up in a table of folded letters and pushed, packed, to a buffer that all tokens
//! share: no token allocates, except where a word needs Unicode's general folding, and numbers with groups.

use std::ops::Range;

use super::fold::{FOLDED_CHARS, Glyph, Glyphs, fold_word, general_glyph};
use super::letter::{self, ALEF, BEH, Code, FEH, KAF, LAM, WAW};
use super::lexicon;
use super::packed::{Packed, pack};
use super::stem::Stemmer;
use super::{number, stop, superscript};

/// A word of a text, as [`Tokens::advance`] found it.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// The word as it is in the text, with its marks and clitics.
    pub written: &'a str,
    /// First byte of `written` in the text.
    pub start: usize,
    /// The word folded: at most [`FOLDED_CHARS`] characters.
    pub folded: Packed<'a>,
    /// The folded word without clitics and endings; the folded word itself if it is a stop word or not Arabic.
    pub stem: Packed<'a>,
    /// The folded word as one number, see [`lexicon::key`]; no two words share it, some have none.
    pub key: Option<u64>,
    /// How many tokens that are no stop words come before this one.
    pub position: usize,
    /// Whether it is a stop word, which ranking ignores.
    pub is_stop_word: bool,
}

impl Token<'_> {
    /// The byte range of the word in the text.
    pub fn span(&self) -> Range<usize> {
        self.start..self.start + self.written.len()
    }
}

/// The kinds of letters between which a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Arabic,
    Digit,
    Other,
}

impl Kind {
    fn of_packed(packed: u8) -> Self {
        match packed {
            0..0x20 => Kind::Arabic,
            b'0'..=b'9' => Kind::Digit,
            _ => Kind::Other,
        }
    }

    /// `None` for characters that continue words of every kind, such as ².
    fn of_char(char: char) -> Option<Self> {
        match char {
            '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{870}'..='\u{8FF}' => Some(Kind::Arabic),
            '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => Some(Kind::Arabic),
            char if char.is_numeric() => None,
            _ => Some(Kind::Other),
        }
    }
}

/// What one pass over a word found.
struct Scanned {
    /// Whether folding letter by letter was enough.
    is_plain: bool,
    kind: Option<Kind>,
    /// Whether it is Arabic and another kind of letter follows at once.
    is_tied: bool,
}

impl Scanned {
    /// Whether a letter of this kind continues the word; if not, the word is tied to it.
    fn is_continued(&mut self, kind: Kind) -> bool {
        let own = *self.kind.get_or_insert(kind);
        self.is_tied = own == Kind::Arabic && kind != own;
        own == kind
    }
}

/// Whether letters that are tied to another script are clitics only: و or ف, then ب, ك or ل, then the article.
fn is_clitic(letters: &[Code]) -> bool {
    let skipped = |letters: &[Code], clitics: &[Code]| match letters {
        [first, ..] if clitics.contains(first) => 1,
        _ => 0,
    };
    let letters = &letters[skipped(letters, &[WAW, FEH])..];
    let letters = &letters[skipped(letters, &[BEH, KAF, LAM])..];
    matches!(letters, [] | [LAM] | [ALEF, LAM])
}

/// The stem of a folded form.
pub fn stem(form: &str) -> String {
    let mut tokens = Tokens::new(form);
    tokens.advance().map_or_else(|| form.into(), |token| token.stem.to_string())
}

/// The tokens of one text, borrowed one at a time.
#[derive(Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    /// Position of the next character, in bytes.
    at: usize,
    glyphs: &'static Glyphs,
    stemmer: Stemmer,
    span: Range<usize>,
    /// Packed.
    folded: String,
    /// Packed; empty if the stem is the folded word.
    stem: String,
    /// Letters of a word too long for a key, while it is stemmed.
    long: Vec<Code>,
    /// The rest of a word that folds to several, such as the ligature U+FDFA; packed.
    rest: Vec<String>,
    position: usize,
}

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
            long: Vec::new(),
            rest: Vec::new(),
            position: 0,
        }
    }

    /// The next token, or `None` at the end of the text.
    pub fn advance(&mut self) -> Option<Token<'_>> {
        if !self.read_word() {
            return None;
        }
        let key = lexicon::key(self.folded.as_bytes());
        let is_stop_word = !self.read_stem(key);
        let position = self.position;
        self.position += usize::from(!is_stop_word);
        let folded = Packed::new(&self.folded);
        Some(Token {
            written: &self.text[self.span.clone()],
            start: self.span.start,
            folded,
            stem: if self.stem.is_empty() { folded } else { Packed::new(&self.stem) },
            key,
            position,
            is_stop_word,
        })
    }

    /// Reads the next word into `span` and `folded`; `false` at the end of the text.
    fn read_word(&mut self) -> bool {
        loop {
            if let Some(next) = self.rest.pop() {
                self.folded = next;
                return true;
            }
            if !self.skip_outside() {
                return false;
            }
            let scanned = self.scan();
            if scanned.is_plain && scanned.kind == Some(Kind::Digit) {
                self.read_number();
            }
            if !scanned.is_plain {
                let written = &self.text[self.span.clone()];
                let folded = match scanned.kind {
                    Some(Kind::Arabic) => superscript::fold_word(written),
                    _ => fold_word(written),
                };
                self.rest.extend(folded.split_whitespace().rev().map(pack));
                if self.rest.last().is_some_and(|word| self.is_dropped(&scanned, word.as_bytes())) {
                    self.rest.pop();
                }
            } else if !(self.folded.is_empty() || self.is_dropped(&scanned, self.folded.as_bytes())) {
                return true;
            }
        }
    }

    /// Advances to the next letter; `false` at the end of the text.
    fn skip_outside(&mut self) -> bool {
        while let Some((glyph, length)) = self.look(self.at) {
            if matches!(glyph, Glyph::Letter(_) | Glyph::GeneralLetter) {
                return true;
            }
            self.at += length;
        }
        false
    }

    /// Reads the word that begins here and folds it letter by letter.
    fn scan(&mut self) -> Scanned {
        self.folded.clear();
        let mut scanned = Scanned { is_plain: true, kind: None, is_tied: false };
        // The place of the last letter, while a hamza above can still compose with it.
        let mut open = None;
        let (mut at, mut end) = (self.at, self.at);
        while let Some((glyph, length)) = self.look(at) {
            match glyph {
                Glyph::Letter(packed) => {
                    if !scanned.is_continued(Kind::of_packed(packed)) {
                        break;
                    }
                    if self.folded.len() < FOLDED_CHARS {
                        self.folded.push(char::from(packed));
                    }
                    open = Some(at);
                }
                Glyph::Outside => break,
                Glyph::Mark => {}
                Glyph::Format => {
                    at += length;
                    continue;
                }
                Glyph::HamzaMark => self.compose(&mut open, at),
                Glyph::SuperscriptAlef => scanned.is_plain &= scanned.kind != Some(Kind::Arabic),
                Glyph::GeneralLetter => {
                    let kind = self.text[at..].chars().next().and_then(Kind::of_char);
                    if kind.is_some_and(|kind| !scanned.is_continued(kind)) {
                        break;
                    }
                    scanned.is_plain = false;
                }
                Glyph::GeneralMark => scanned.is_plain = false,
            }
            at += length;
            end = at;
        }
        self.span = self.at..end;
        self.at = at;
        scanned
    }

    /// Continues a number over its groups.
    fn read_number(&mut self) {
        if let Some((digits, length)) = number::groups(&self.folded, &self.text[self.span.end..]) {
            let room = FOLDED_CHARS.saturating_sub(self.folded.len());
            self.folded.push_str(&digits[..digits.len().min(room)]);
            self.span.end += length;
            self.at = self.span.end;
        }
    }

    /// Whether a word of these letters is none by itself: clitics of what follows, or an abbreviation tied to a number, as
    /// in 1948م and 1367هـ.
    fn is_dropped(&self, scanned: &Scanned, letters: &[Code]) -> bool {
        let follows_digit = || self.text[..self.span.start].chars().next_back().and_then(number::digit).is_some();
        let is_abbreviation = scanned.kind == Some(Kind::Arabic) && letters.len() == 1 && follows_digit();
        is_abbreviation || scanned.is_tied && is_clitic(letters)
    }

    /// The glyph of the character at a byte, and its length in bytes.
    #[inline(always)]
    fn look(&self, at: usize) -> Option<(Glyph, usize)> {
        match self.text.as_bytes()[at..] {
            [first @ 0..=0x7F, ..] => Some((self.glyphs.ascii[usize::from(first)], 1)),
            // Two bytes 110110xx 10xxxxxx: U+0600–06FF.
            [first @ 0xD8..=0xDB, second, ..] => {
                let place = usize::from(first & 0x03) << 6 | usize::from(second & 0x3F);
                Some((self.glyphs.arabic[place], 2))
            }
            _ => {
                let char = self.text[at..].chars().next()?;
                Some((general_glyph(char), char.len_utf8()))
            }
        }
    }

    /// Makes the mark at a byte one with the letter at `open`: waw and yeh become seats of a hamza above;
    /// madda above keeps any later mark from its letter.
    fn compose(&mut self, open: &mut Option<usize>, at: usize) {
        const MADDA_ABOVE: &str = "\u{0653}";
        const HAMZA_ABOVE: &str = "\u{0654}";
        let (mark, letter) = (&self.text[at..], open.map(|start| &self.text[start..]));
        let seat = match letter {
            Some(letter) if letter.starts_with('\u{0648}') => letter::WAW_HAMZA,
            Some(letter) if letter.starts_with('\u{064A}') => letter::YEH_HAMZA,
            _ => letter::FOREIGN,
        };
        if mark.starts_with(MADDA_ABOVE) {
            *open = None;
        } else if mark.starts_with(HAMZA_ABOVE) && seat != letter::FOREIGN {
            self.folded.pop();
            self.folded.push(char::from(seat));
            *open = None;
        }
    }

    /// Stems the word that `read_word` read; `false` for a stop word.
    fn read_stem(&mut self, key: Option<u64>) -> bool {
        self.stem.clear();
        if let Some(key) = key {
            let has_stem = self.stemmer.stem_of_key(key, &mut self.stem);
            // A homograph of a stop word keeps its letters.
            return has_stem || stop::is_homograph(key, &self.text[self.span.clone()]);
        }
        if let Some(letters) = Packed::new(&self.folded).letters() {
            self.long.clear();
            self.long.extend(letters);
            let start = self.stemmer.stem(&mut self.long);
            self.stem.extend(self.long[start..].iter().map(|&code| char::from(code)));
        }
        true
    }
}
