//! Fonts of a PDF: what letters a string of codes has, and how wide each is.

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::cmap::CMap;
use super::glyph_names::char_of_name;

/// The width of a glyph of which nothing is said, in thousandths of an em.
const USUAL_WIDTH: f64 = 500.0;
/// The most codes whose widths are read.
const MAX_CODES: u32 = 70_000;

/// How the bytes of a string are codes.
#[derive(Debug)]
enum Encoding {
    /// Each byte is a code; its letter, where the encoding says it.
    Bytes(Box<[Option<char>; 256]>),
    /// Two bytes are a code, which is the number of a glyph.
    Pairs,
    /// An embedded map says how many bytes a code has, and the number of its glyph.
    Mapped(CMap),
}

/// A font.
#[derive(Debug)]
pub(super) struct Font {
    encoding: Encoding,
    letters: CMap,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// Units of glyph space in one of text space.
    scale: f64,
}

/// A glyph of a string.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    /// Its letters; `None` if nothing says them.
    pub text: Option<String>,
    /// Its width in ems.
    pub width: f64,
    pub code: u32,
    /// Whether it is the single byte of a space, to which the spacing of words applies.
    pub is_space: bool,
}

impl Font {
    pub fn of(dict: &Dict<'_>) -> Self {
        let letters = dict.get::<Stream<'_>>(b"ToUnicode").and_then(|stream| stream.decoded_data().ok());
        let letters = letters.map(|data| CMap::parse(&data)).unwrap_or_default();
        let kind = dict.get::<Name<'_>>(b"Subtype");
        if kind.is_some_and(|kind| kind.as_ref() == b"Type0") {
            composite(dict, letters)
        } else {
            simple(dict, letters)
        }
    }

    /// How many entries its maps have.
    pub fn entries(&self) -> usize {
        let numbers = if let Encoding::Mapped(map) = &self.encoding { map.len() } else { 0 };
        self.letters.len() + self.widths.len() + numbers
    }

    /// The glyphs of a string.
    pub fn shown(&self, bytes: &[u8]) -> Vec<Shown> {
        let mut shown = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (code, length) = match &self.encoding {
                Encoding::Bytes(_) => (u32::from(rest[0]), 1),
                Encoding::Pairs => (u32::from(rest[0]) << 8 | u32::from(*rest.get(1).unwrap_or(&0)), 2),
                Encoding::Mapped(map) => map.code(rest),
            };
            shown.push(self.glyph(code, length));
            rest = &rest[length.min(rest.len())..];
        }
        shown
    }

    fn glyph(&self, code: u32, length: usize) -> Shown {
        let by_encoding = || match &self.encoding {
            Encoding::Bytes(letters) => letters[code as usize & 0xFF].map(String::from),
            Encoding::Pairs | Encoding::Mapped(_) => None,
        };
        let number = match &self.encoding {
            Encoding::Mapped(map) => map.number(code).unwrap_or(code),
            Encoding::Bytes(_) | Encoding::Pairs => code,
        };
        let text = self.letters.text(code).or_else(by_encoding);
        let width = self.widths.get(&number).copied().unwrap_or(self.default_width) * self.scale;
        Shown { text, width, code, is_space: length == 1 && code == 32 }
    }
}

fn simple(dict: &Dict<'_>, letters: CMap) -> Font {
    let first = dict.get::<u32>(b"FirstChar").unwrap_or(0);
    let given = dict.get::<Array<'_>>(b"Widths");
    let given = given.iter().flat_map(|widths| widths.iter::<Number>()).map(|width| width.as_f64());
    let widths: HashMap<u32, f64> = (first..first.saturating_add(256)).zip(given).collect();
    let descriptor = dict.get::<Dict<'_>>(b"FontDescriptor").unwrap_or_default();
    let missing = descriptor.get::<f64>(b"MissingWidth").filter(|width| *width > 0.0);
    let scale = dict.get::<[f64; 6]>(b"FontMatrix").map_or(1e-3, |matrix| matrix[0].abs());
    let encoding = Encoding::Bytes(Box::new(encoding(dict)));
    Font { encoding, letters, widths, default_width: missing.unwrap_or(USUAL_WIDTH), scale }
}

/// The letter of each byte, by the encoding that a simple font names and its differences.
fn encoding(dict: &Dict<'_>) -> [Option<char>; 256] {
    let own = dict.get::<Dict<'_>>(b"Encoding").unwrap_or_default();
    let name = dict.get::<Name<'_>>(b"Encoding").or_else(|| own.get::<Name<'_>>(b"BaseEncoding"));
    let known = match name.as_ref().map(|name| name.as_ref()) {
        Some(b"MacRomanEncoding") => encoding_rs::MACINTOSH,
        _ => encoding_rs::WINDOWS_1252,
    };
    let mut letters = [None; 256];
    for (byte, letter) in (0..=255u8).zip(&mut letters) {
        let bytes = [byte];
        let decoded = known.decode_without_bom_handling(&bytes).0;
        *letter = decoded.chars().next().filter(|char| !char.is_control());
    }
    let mut code = 0;
    for item in own.get::<Array<'_>>(b"Differences").iter().flat_map(|differences| differences.iter::<Object<'_>>()) {
        match item {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(0),
            Object::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = char_of_name(name.as_str());
                }
                code += 1;
            }
            _ => {}
        }
    }
    letters
}

fn composite(dict: &Dict<'_>, letters: CMap) -> Font {
    let below = dict.get::<Array<'_>>(b"DescendantFonts").and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let below = below.unwrap_or_default();
    let embedded = dict.get::<Stream<'_>>(b"Encoding").and_then(|stream| stream.decoded_data().ok());
    let encoding = embedded.map_or(Encoding::Pairs, |data| Encoding::Mapped(CMap::parse(&data)));
    let default_width = below.get::<f64>(b"DW").unwrap_or(1000.0);
    let widths = below.get::<Array<'_>>(b"W").map(|given| widths(&given)).unwrap_or_default();
    Font { encoding, letters, widths, default_width, scale: 1e-3 }
}

/// The widths of glyphs by number: `first [w w w]` or `first last w`.
fn widths(given: &Array<'_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut items = given.iter::<Object<'_>>();
    let number = |item: Option<Object<'_>>| match item {
        Some(Object::Number(number)) => Some(number.as_f64()),
        _ => None,
    };
    while let Some(first) = number(items.next()) {
        let first = first as u32;
        match items.next() {
            Some(Object::Array(list)) => {
                widths.extend((first..).zip(list.iter::<Number>().map(|width| width.as_f64())));
            }
            Some(Object::Number(last)) => {
                let Some(width) = number(items.next()) else { break };
                let last = (last.as_f64() as u32).min(first.saturating_add(MAX_CODES));
                widths.extend((first..=last).map(|code| (code, width)));
            }
            _ => break,
        }
        if widths.len() > MAX_CODES as usize {
            break;
        }
    }
    widths
}
