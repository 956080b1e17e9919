//! Splits the text of a query into signs, operators and words.

use super::error::{QueryError, QueryErrorKind};
use super::language::{FIELDS, OPERATORS, Operator};
use super::latin::{is_accented, note_spelling};
use super::word::{Level, Word, WordKind};
use super::{MAX_WORDS, Occur};
use crate::arabic::{Pattern, Tokens, edit_distance, fold};

/// The most other words among those of a near phrase.
const MAX_GAPS: u32 = 100;

/// Reads a query from left to right.
pub(super) struct Lexer<'t> {
    /// The whole query.
    pub text: &'t str,
    /// Position of the next character, in bytes.
    pub at: usize,
    /// How many words were read.
    pub words: usize,
    /// Stop words that were dropped, as written.
    pub dropped: Vec<String>,
    /// Whether stop words are kept: the query has no other words.
    pub keeps_stop_words: bool,
}

impl<'t> Lexer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, words: 0, dropped: Vec::new(), keeps_stop_words: false }
    }

    pub fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub fn error(&self, kind: QueryErrorKind, at: usize) -> QueryError {
        let unit = self.text[at..].split(char::is_whitespace).next().unwrap_or_default();
        QueryError { kind, column: Some(self.text[..at].chars().count() + 1), found: unit.chars().take(20).collect() }
    }

    pub fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Consumes `sign` if it comes next.
    pub fn take(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// The next operator, and its length in bytes.
    pub fn operator(&mut self) -> Option<(Operator, usize)> {
        self.skip_space();
        let unit = self.rest().split(|char: char| char.is_whitespace() || matches!(char, '(' | ')')).next()?;
        let folded = fold(unit);
        let found =
            OPERATORS.iter().find(|(name, _)| if name.starts_with('/') { fold(name) == folded } else { *name == unit });
        found.map(|(_, operator)| (*operator, unit.len()))
    }

    pub fn take_operator(&mut self, expected: Operator) -> bool {
        match self.operator() {
            Some((found, length)) if found == expected => {
                self.at += length;
                true
            }
            _ => false,
        }
    }

    pub fn is_end(&mut self) -> bool {
        self.skip_space();
        self.rest().is_empty() || self.rest().starts_with(')')
    }

    /// Consumes the next sign; a lone one is a dash.
    pub fn sign(&mut self) -> Option<Occur> {
        let occur = match self.rest().as_bytes().first() {
            Some(b'+') => Occur::Must,
            Some(b'-') => Occur::MustNot,
            _ => return None,
        };
        self.at += 1;
        self.rest().chars().next().is_some_and(|next| !next.is_whitespace() && next != ')').then_some(occur)
    }

    /// The field that was probably meant by the word before the next colon.
    pub fn nearly_a_field(&self) -> Option<&'static str> {
        let (name, value) = self.rest()[..self.unit_length()].split_once(':')?;
        let is_latin = name.chars().all(|char| char.is_ascii_lowercase());
        let is_arabic = !value.is_empty() && name.chars().all(|char| char.is_alphabetic() && !char.is_ascii());
        let is_typed = name.len() > 2 && (is_latin || is_arabic) && !value.starts_with('/');
        let name = fold(name);
        // Short names are like too many words.
        let is_near = |field: &str| {
            let known = fold(field.trim_end_matches(':'));
            let (least, most) = if is_latin { (5, 2) } else { (4, 1) };
            let is_long = known.chars().count() >= least;
            field.is_ascii() == is_latin && is_long && edit_distance(&known, &name) <= most
        };
        let near = FIELDS.iter().map(|(field, _)| *field).find(|field| is_near(field));
        near.filter(|_| is_typed)
    }

    /// The words in quotation marks, and the most other words that may be among them.
    pub fn phrase(&mut self, level: Level, close: char) -> Result<(Vec<Word>, Option<u32>), QueryError> {
        let open = self.at;
        let begin = open + self.rest().chars().next().map_or(0, char::len_utf8);
        let Some(length) = self.text[begin..].find(close) else {
            return Err(self.error(QueryErrorKind::OpenQuote, open));
        };
        let mut words = Vec::new();
        let mut at = begin;
        while at < begin + length {
            let rest = &self.text[at..begin + length];
            let end = unit_end(rest, char::is_whitespace);
            words.extend(self.read_words(&rest[..end], at, level)?);
            at += end + rest[end..].chars().next().map_or(0, char::len_utf8);
        }
        self.at = begin + length + close.len_utf8();
        let near = self.distance()?.map(|near| near.unwrap_or(MAX_GAPS / 10));
        if near.is_some_and(|near| near > MAX_GAPS) {
            return Err(self.error(QueryErrorKind::Distance, open));
        }
        let near = near.filter(|_| words.len() > 1);
        Ok((words, near))
    }

    /// Words up to the next white space, quotation mark or bracket.
    pub fn unit(&mut self, level: Level) -> Result<Vec<Word>, QueryError> {
        let start = self.at;
        // A quotation mark that opens nothing is skipped.
        let first = self.rest().chars().next().map_or(0, char::len_utf8);
        self.at = start + self.unit_length().max(first);
        self.read_words(&self.text[start..self.at], start, level)
    }

    /// Bytes up to the next white space, quotation mark or bracket.
    pub fn unit_length(&self) -> usize {
        unit_end(self.rest(), |char| char.is_whitespace() || matches!(char, '"' | '(' | ')'))
    }

    /// The words of a stretch without white space, of which the last may end in `*` or `~`.
    fn read_words(&mut self, unit: &str, at: usize, level: Level) -> Result<Vec<Word>, QueryError> {
        let (body, kind) = self.kind(unit, at)?;
        let mut words = Vec::new();
        let mut tokens = Tokens::new(body);
        while let Some(token) = tokens.advance() {
            words.push(Word::new(&token, WordKind::Whole, level));
            self.words += 1;
            if self.words > MAX_WORDS {
                return Err(QueryErrorKind::TooManyWords.anywhere());
            }
        }
        if kind != WordKind::Whole {
            let Some(last) = words.last_mut() else { return Err(self.error(QueryErrorKind::Wildcard, at)) };
            last.kind = kind;
            last.match_at(level);
            if !is_short_enough(last) {
                return Err(self.error(QueryErrorKind::LongWord, at));
            }
        }
        if level == Level::Stem {
            let is_dropped = |word: &Word| word.is_stop_word && word.kind == WordKind::Whole;
            self.dropped.extend(words.iter().filter(|word| is_dropped(word)).map(|word| word.written.clone()));
            words.retain(|word| !is_dropped(word));
            note_spelling(&mut words, body);
        }
        Ok(words)
    }

    /// Splits `*` or `~` off a unit.
    fn kind<'u>(&self, unit: &'u str, at: usize) -> Result<(&'u str, WordKind), QueryError> {
        if let Some(body) = unit.strip_suffix('*') {
            let is_word = body
                .chars()
                .next_back()
                .is_some_and(|last| last.is_alphanumeric() || is_mark(last) || is_accented(last));
            if body.contains('*') || !is_word {
                return Err(self.error(QueryErrorKind::Wildcard, at));
            }
            return Ok((body, WordKind::Prefix));
        }
        if unit.contains('*') {
            return Err(self.error(QueryErrorKind::Wildcard, at));
        }
        match unit.rsplit_once('~') {
            Some((body, number)) if body.chars().any(char::is_alphanumeric) => {
                let letters = fold(body).chars().count();
                match fold(number).as_str() {
                    // One letter of a short word, two of a long one.
                    "" => Ok((body, WordKind::Fuzzy(if letters <= 5 { 1 } else { 2 }))),
                    "1" => Ok((body, WordKind::Fuzzy(1))),
                    "2" => Ok((body, WordKind::Fuzzy(2))),
                    _ => Err(self.error(QueryErrorKind::Distance, at)),
                }
            }
            _ => Ok((unit, WordKind::Whole)),
        }
    }

    /// The number behind `~`, if there is one.
    fn distance(&mut self) -> Result<Option<Option<u32>>, QueryError> {
        let start = self.at;
        if !self.take("~") {
            return Ok(None);
        }
        let digits = self.rest().find(|char: char| !char.is_numeric()).unwrap_or(self.rest().len());
        let number = fold(&self.rest()[..digits]);
        self.at += digits;
        if number.is_empty() {
            return Ok(Some(None));
        }
        let number = number.parse().map_err(|_| self.error(QueryErrorKind::Distance, start))?;
        Ok(Some(Some(number)))
    }
}

/// Bytes of `text` up to a character that ends a unit; spaces between the groups of a number do not.
fn unit_end(text: &str, ends: fn(char) -> bool) -> usize {
    let number = number_length(text);
    text[number..].find(ends).map_or(text.len(), |length| number + length)
}

/// Bytes of the number at the front of `text` if spaces divide its groups, as in 71 000; else 0.
fn number_length(text: &str) -> usize {
    if !text.starts_with(char::is_numeric) {
        return 0;
    }
    let mut tokens = Tokens::new(text);
    let number = tokens.advance().filter(|token| token.start == 0 && token.written.contains(char::is_whitespace));
    number.map_or(0, |token| token.written.len())
}

fn is_mark(char: char) -> bool {
    fold(char.encode_utf8(&mut [0; 4])).is_empty()
}

/// Whether a dictionary can be searched by the word.
fn is_short_enough(word: &Word) -> bool {
    match word.kind {
        WordKind::Whole => true,
        WordKind::Prefix => Pattern::prefix(&word.folded).is_some(),
        WordKind::Fuzzy(distance) => Pattern::near(&word.folded, distance).is_some(),
    }
}
