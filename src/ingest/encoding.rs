//! Decodes bytes to text: UTF-8 with stray invalid bytes, UTF-16 with or without its mark, and the older encodings of
//! Arabic pages, windows-1256 and ISO-8859-6, whether declared, undeclared or declared wrongly.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};

/// Bytes read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text, without a byte order mark; U+FFFD replaces invalid bytes.
    pub text: Cow<'b, str>,
    /// The name of the encoding.
    pub encoding: &'static str,
    /// The number of invalid places.
    pub damaged: usize,
    /// Whether a mark or the bytes themselves prove the encoding.
    pub certain: bool,
}

/// Number of bytes read to recognise UTF-16 without a byte order mark.
const SAMPLE: usize = 1 << 14;

/// Reads `bytes` as text; `declared` is the encoding that the source names for itself, used only if the bytes are
/// valid in it. `None` if the bytes are not text.
pub fn decode<'b>(bytes: &'b [u8], declared: Option<&str>) -> Option<Decoded<'b>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(decoded(&bytes[mark..], encoding, true));
    }
    if bytes.iter().any(is_upper_half)
        && let Some(encoding) = utf_16(bytes)
    {
        return Some(decoded(bytes, encoding, false));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let is_text = !text.contains('\0');
        return is_text.then_some(Decoded { text: text.into(), encoding: UTF_8.name(), damaged: 0, certain: true });
    }
    if is_binary(bytes) {
        return None;
    }
    if is_nearly_utf_8(bytes) {
        return Some(decoded(bytes, UTF_8, true));
    }
    let encoding = one_byte(bytes, declared);
    let is_declared = declared.is_some_and(|label| Encoding::for_label(label.as_bytes()) == Some(encoding));
    Some(decoded(bytes, encoding, is_declared))
}

/// Reads `bytes`, a part of what [`decode`] found to be in `encoding`.
pub fn decode_part<'b>(bytes: &'b [u8], encoding: &str) -> Cow<'b, str> {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0
}

/// Whether so much of a text is invalid that the bytes cannot be text.
pub fn is_ruin(decoded: &Decoded<'_>) -> bool {
    10 * decoded.damaged > decoded.text.chars().count()
}

/// The note on a text that was not plain UTF-8.
pub fn recoded(decoded: &Decoded<'_>) -> Option<String> {
    match (decoded.damaged, decoded.certain) {
        (0, true) => None,
        (0, false) => Some(format!("read as {}", decoded.encoding)),
        (damaged, _) => Some(format!("read as {}, {damaged} places are no text", decoded.encoding)),
    }
}

fn decoded<'b>(bytes: &'b [u8], encoding: &'static Encoding, certain: bool) -> Decoded<'b> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let damaged = text.matches(char::REPLACEMENT_CHARACTER).count();
    Decoded { text, encoding: encoding.name(), damaged, certain }
}

/// UTF-16 without its mark: every other byte is the upper half of a character, and in Arabic texts 0 or 6, which text
/// in no other encoding has, though as bytes it may be ASCII.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>().0;
    let upper = |place: usize| pairs.iter().filter(|pair| is_upper_half(&pair[place])).count();
    let (first, second) = (upper(0), upper(1));
    if pairs.is_empty() {
        return None;
    }
    if 10 * second >= 7 * pairs.len() && 10 * first <= 2 * pairs.len() {
        Some(UTF_16LE)
    } else if 10 * first >= 7 * pairs.len() && 10 * second <= 2 * pairs.len() {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_upper_half(byte: &u8) -> bool {
    matches!(byte, 0 | 6)
}

/// Whether bytes are no text in any encoding of one byte: texts have no control characters but white space.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !byte.is_ascii_whitespace() && *byte != 0x0B && *byte != 0x1B;
    bytes.contains(&0) || 100 * bytes.iter().copied().filter(|byte| is_control(byte)).count() > bytes.len()
}

/// Whether there are at least ten characters of several bytes for each invalid place.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut wide, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    wide >= 10 * bad
}

/// The encoding of Arabic text of one byte a letter: the one declared if it is Arabic, else the one that its letters
/// fit best. A page that declares a western encoding does so by mistake as often as not.
fn one_byte(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(arabic) = declared.filter(|encoding| [WINDOWS_1256, ISO_8859_6].contains(encoding)) {
        return arabic;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي، ثم امتد إلى صومعة الحبوب وأتى على آلاف الأطنان من القمح.";

    fn read(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, usize) {
        let decoded = decode(bytes, declared).unwrap();
        (decoded.text.into_owned(), decoded.encoding, decoded.damaged)
    }

    fn utf_16(mark: &[u8], bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.iter().copied().chain(TEXT.encode_utf16().flat_map(bytes)).collect()
    }

    #[test]
    fn arabic_of_one_byte_a_letter_is_told_by_its_letters() {
        for encoding in [WINDOWS_1256, ISO_8859_6] {
            let (bytes, ..) = encoding.encode(TEXT);
            for declared in [None, Some("iso-8859-1"), Some("utf-8"), Some("no such thing"), Some(encoding.name())] {
                assert_eq!(read(&bytes, declared), (TEXT.into(), encoding.name(), 0), "{declared:?}");
            }
        }
    }

    #[test]
    fn utf_16_is_told_with_and_without_its_mark() {
        for bytes in [utf_16(&[0xFF, 0xFE], u16::to_le_bytes), utf_16(&[], u16::to_le_bytes)] {
            assert_eq!(read(&bytes, None), (TEXT.into(), "UTF-16LE", 0));
        }
        for bytes in [utf_16(&[0xFE, 0xFF], u16::to_be_bytes), utf_16(&[], u16::to_be_bytes)] {
            assert_eq!(read(&bytes, Some("utf-8")), (TEXT.into(), "UTF-16BE", 0));
        }
    }

    #[test]
    fn stray_bad_bytes_leave_utf_8_what_it_is() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(TEXT.find(' ').unwrap(), 0xFF);
        let (text, encoding, damaged) = read(&bytes, Some("windows-1256"));
        assert_eq!((text, encoding, damaged), (TEXT.replacen(' ', "\u{FFFD} ", 1), "UTF-8", 1));
        let cut = &TEXT.as_bytes()[..TEXT.len() - 2];
        assert_eq!(read(&cut[..cut.len() - 1], None).1, "UTF-8", "in the middle of a character");
    }

    #[test]
    fn a_mark_is_no_part_of_the_text() {
        assert_eq!(read("\u{FEFF}نص".as_bytes(), None), ("نص".into(), "UTF-8", 0));
    }

    #[test]
    fn what_is_no_text_is_none() {
        assert_eq!(decode(b"\x7FELF\x02\x01\x01\x00\x00\x00\xC7", None), None);
        assert_eq!(decode(b"text\0text", None), None);
        assert_eq!(decode(b"", None).unwrap().text, "");
    }
}
