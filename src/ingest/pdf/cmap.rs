//! Maps from codes to letters or to numbers of glyphs, as fonts embed them (CMap).

use std::collections::HashMap;

/// The most entries of a map: a range may name all codes of two bytes.
const MAX_ENTRIES: usize = 70_000;
/// The most letters of a code, as units of UTF-16: a range repeats them.
const MAX_UNITS: usize = 64;

/// A map from codes.
#[derive(Debug, Default)]
pub(super) struct CMap {
    letters: HashMap<u32, String>,
    numbers: HashMap<u32, u32>,
    /// Lengths of codes in bytes, with the first and the last code of that length.
    spaces: Vec<(usize, u32, u32)>,
}

/// A token of a map.
#[derive(Debug, PartialEq)]
enum Token<'t> {
    /// A hexadecimal string.
    Bytes(Vec<u8>),
    Number(u32),
    Open,
    Close,
    Word(&'t [u8]),
}

impl CMap {
    /// Reads a map. What cannot be read is passed over.
    pub fn parse(data: &[u8]) -> Self {
        let mut map = Self::default();
        let mut tokens = Tokens(data);
        while let Some(token) = tokens.next() {
            match token {
                Token::Word(b"begincodespacerange") => map.read(&mut tokens, Self::space),
                Token::Word(b"beginbfchar" | b"begincidchar") => map.read(&mut tokens, Self::one),
                Token::Word(b"beginbfrange" | b"begincidrange") => map.read(&mut tokens, Self::range),
                _ => {}
            }
        }
        map
    }

    /// Reads entries up to the word that ends them.
    fn read(&mut self, tokens: &mut Tokens<'_>, entry: fn(&mut Self, Vec<u8>, &mut Tokens<'_>) -> Option<()>) {
        while let Some(Token::Bytes(code)) = tokens.next() {
            if self.len() > MAX_ENTRIES || entry(self, code, tokens).is_none() {
                return;
            }
        }
    }

    fn space(&mut self, first: Vec<u8>, tokens: &mut Tokens<'_>) -> Option<()> {
        let Token::Bytes(last) = tokens.next()? else { return None };
        self.spaces.push((first.len(), value(&first), value(&last)));
        Some(())
    }

    fn one(&mut self, code: Vec<u8>, tokens: &mut Tokens<'_>) -> Option<()> {
        self.set(value(&code), &tokens.next()?, 0)
    }

    fn range(&mut self, first: Vec<u8>, tokens: &mut Tokens<'_>) -> Option<()> {
        let Token::Bytes(last) = tokens.next()? else { return None };
        let (first, last) = (value(&first), value(&last));
        let last = last.min(first.saturating_add(0xFFFF));
        match tokens.next()? {
            Token::Open => {
                for code in first.. {
                    match tokens.next()? {
                        Token::Close => break,
                        token if code <= last => self.set(code, &token, 0)?,
                        _ => {}
                    }
                }
                Some(())
            }
            token => (first..=last).try_for_each(|code| self.set(code, &token, code - first)),
        }
    }

    /// Sets what a code stands for, so many places behind the target.
    fn set(&mut self, code: u32, target: &Token<'_>, behind: u32) -> Option<()> {
        match target {
            Token::Number(number) => drop(self.numbers.insert(code, number + behind)),
            Token::Bytes(bytes) => {
                let mut units: Vec<u16> = bytes
                    .chunks(2)
                    .take(MAX_UNITS)
                    .map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)))
                    .collect();
                if let Some(last) = units.last_mut() {
                    *last = last.wrapping_add(behind as u16);
                }
                let text = char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                self.letters.insert(code, text);
            }
            _ => return None,
        }
        Some(())
    }

    /// How many codes it maps.
    pub fn len(&self) -> usize {
        self.letters.len() + self.numbers.len()
    }

    /// The letters of a code.
    pub fn text(&self, code: u32) -> Option<String> {
        self.letters.get(&code).cloned()
    }

    /// The number of the glyph of a code.
    pub fn number(&self, code: u32) -> Option<u32> {
        self.numbers.get(&code).copied()
    }

    /// The first code of some bytes, and its length.
    pub fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let fits = |&&(length, first, last): &&(usize, u32, u32)| {
            bytes.len() >= length && (first..=last).contains(&value(&bytes[..length]))
        };
        let shortest = self.spaces.iter().map(|space| space.0).min().unwrap_or(2);
        let length = self.spaces.iter().find(fits).map_or(shortest, |space| space.0).clamp(1, bytes.len());
        (value(&bytes[..length]), length)
    }
}

fn value(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

/// Splits a map into tokens.
struct Tokens<'t>(&'t [u8]);

impl<'t> Tokens<'t> {
    fn next(&mut self) -> Option<Token<'t>> {
        let is_delimiter = |byte: &u8| byte.is_ascii_whitespace() || b"<>[]()/%".contains(byte);
        loop {
            let start = self.0.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0)?;
            let rest = &self.0[start..];
            let length = match rest[0] {
                b'%' => rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()),
                b'<' if rest.get(1) != Some(&b'<') => {
                    let end = rest.iter().position(|byte| *byte == b'>')?;
                    self.0 = &rest[end + 1..];
                    return Some(Token::Bytes(hexadecimal(&rest[1..end])));
                }
                b'[' | b']' => {
                    self.0 = &rest[1..];
                    return Some(if rest[0] == b'[' { Token::Open } else { Token::Close });
                }
                byte if is_delimiter(&byte) => 1,
                _ => {
                    let end = rest.iter().position(is_delimiter).unwrap_or(rest.len());
                    self.0 = &rest[end..];
                    let number = std::str::from_utf8(&rest[..end]).ok().and_then(|word| word.parse().ok());
                    return Some(number.map_or(Token::Word(&rest[..end]), Token::Number));
                }
            };
            self.0 = &rest[length..];
        }
    }
}

fn hexadecimal(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_letters() {
        let map = CMap::parse(
            b"/CMapName /A def 1 begincodespacerange <0000> <FFFF> endcodespacerange % <\n3 beginbfchar\n<0001> <0644 0627>\
              <0002> <>\n<0003><D835DC00> endbfchar 2 beginbfrange <0010> <0012> <0628> <0020> <0021> [<0041> <00420043>] endbfrange",
        );
        let texts: Vec<_> = [1, 2, 3, 0x10, 0x12, 0x20, 0x21, 0x22].map(|code| map.text(code)).into();
        let expected = [Some("لا"), Some(""), Some("𝐀"), Some("ب"), Some("ت"), Some("A"), Some("BC"), None];
        // Two letters behind ب is ة's successor ت only by number: 0628, 0629, 062A.
        assert_eq!(texts, expected.map(|text| text.map(String::from)));
        assert_eq!(map.code(b"\x00\x01\x02"), (1, 2));
    }

    #[test]
    fn a_broken_map_ends() {
        for data in [
            &b"1 beginbfchar <00"[..],
            b"beginbfrange <00> <FFFFFFFF> <0041>",
            b"beginbfrange <00> <01> [",
            b"<<<<",
            b"%",
        ] {
            CMap::parse(data);
        }
        let number =
            CMap::parse(b"1 begincodespacerange <00> <FF> endcodespacerange 1 begincidrange <00> <10> 5 endcidrange");
        assert_eq!((number.number(3), number.code(b"\x03")), (Some(8), (3, 1)));
    }
}
