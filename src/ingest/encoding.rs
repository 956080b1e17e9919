//! Decodes bytes to text: UTF-8 with stray invalid bytes, UTF-16 with or without its mark, and the older encodings of
//! Arabic pages, windows-1256 and ISO-8859-6, whether declared, undeclared or declared wrongly.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};

use super::ProblemKind;
use super::code_page::{CP720, plausibility};
use crate::arabic::Tokens;

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
    /// The encoding for which its UTF-8 was taken when it was encoded a second time.
    pub twice: Option<&'static str>,
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
    if bytes.contains(&0) {
        return (!is_binary(bytes)).then(|| without_nul(bytes, declared));
    }
    valid_utf_8(bytes).or_else(|| (!is_binary(bytes)).then(|| other_than_utf_8(bytes, declared)))
}

fn valid_utf_8(bytes: &[u8]) -> Option<Decoded<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Decoded { text: text.into(), encoding: UTF_8.name(), damaged: 0, certain: true, twice: None })
}

/// Reads text that is not valid UTF-8, in an encoding in which the bytes of ASCII are ASCII.
fn other_than_utf_8<'b>(bytes: &'b [u8], declared: Option<&str>) -> Decoded<'b> {
    if is_nearly_utf_8(bytes) {
        return decoded(bytes, UTF_8, true);
    }
    let encoding = one_byte(bytes, declared);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if ![WINDOWS_1256, ISO_8859_6].contains(&encoding) {
        // Detectors of the web do not know the Arabic of DOS, and take it for its Russian.
        if is_arabic(&CP720.decode(sample)) {
            let text = CP720.decode(bytes);
            return Decoded { text, encoding: CP720.name, damaged: 0, certain: false, twice: None };
        }
    }
    let is_declared = declared.is_some_and(|label| Encoding::for_label(label.as_bytes()) == Some(encoding));
    decoded(bytes, encoding, is_declared)
}

/// Reads `bytes` as [`decode`] does, a text as a whole: what was encoded twice is undone.
pub fn decode_whole<'b>(bytes: &'b [u8], declared: Option<&str>) -> Option<Decoded<'b>> {
    let decoded = decode(bytes, declared)?;
    Some(match undoubled(&decoded.text) {
        Some((text, encoding)) => Decoded { text: text.into(), twice: Some(encoding), ..decoded },
        None => decoded,
    })
}

/// Reads `bytes`, a part of what [`decode`] found to be in `encoding`.
pub fn decode_part<'b>(bytes: &'b [u8], encoding: &str) -> Cow<'b, str> {
    if encoding == CP720.name {
        return CP720.decode(bytes);
    }
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    let text = encoding.decode_without_bom_handling(bytes).0;
    if text.contains('\0') { text.replace('\0', "").into() } else { text }
}

/// A text that was encoded twice, as it was meant: its UTF-8 was taken for letters of another encoding, whose name comes
/// with it. `None` if that is not so.
pub fn undoubled(text: &str) -> Option<(String, &'static str)> {
    // Of the first bytes of Arabic letters in UTF-8, D8 and D9 occur in every text.
    let encoding = if text.as_bytes().contains(&0xC3) && text.contains(['\u{D8}', '\u{D9}']) {
        WINDOWS_1252
    } else if ["ط§", "ظ„", "ظٹ"].iter().any(|pair| text.contains(pair)) {
        WINDOWS_1256
    } else {
        return None;
    };
    let runs: Vec<(&str, Option<String>)> = runs(text, encoding).collect();
    let letters = |run: &Option<String>| run.as_deref().map_or(0, arabic_letters);
    let undone: usize = runs.iter().map(|(_, meant)| letters(meant)).sum();
    let left = runs.iter().filter(|(_, meant)| meant.is_none());
    let left: usize =
        left.map(|(run, _)| run.chars().filter(|char| !char.is_ascii() && char.is_alphabetic()).count()).sum();
    let words = runs.iter().filter(|(_, meant)| letters(meant) >= 3).count();
    // Parts of a page may have been encoded twice alone. A single letter in them is no sign of it.
    let least = if undone >= 2 && undone > left {
        0
    } else if words >= 2 {
        2
    } else {
        return None;
    };
    let meant = |(run, meant): (&str, Option<String>)| {
        meant.filter(|meant| arabic_letters(meant) >= least).unwrap_or_else(|| run.into())
    };
    Some((runs.into_iter().map(meant).collect(), encoding.name()))
}

/// The parts of a text: ASCII, and what is between; with what that means, if it is UTF-8 in `encoding`.
fn runs<'t>(text: &'t str, encoding: &'static Encoding) -> impl Iterator<Item = (&'t str, Option<String>)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_ascii = rest.chars().next()?.is_ascii();
        let end = rest.find(|char: char| char.is_ascii() != is_ascii).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        let meant = || one_byte_each(run, encoding).and_then(|bytes| String::from_utf8(bytes).ok());
        Some((run, if is_ascii { None } else { meant() }))
    })
}

fn arabic_letters(text: &str) -> usize {
    text.chars().filter(|char| ('\u{600}'..='\u{6FF}').contains(char)).count()
}

/// The bytes of a text in an encoding of one byte a character. Latin-1 and the unassigned bytes of windows-1252 are the
/// characters of the same number.
fn one_byte_each(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for char in text.chars() {
        let number = u32::from(char);
        if encoding == WINDOWS_1252 && number < 0x100 {
            bytes.push(number as u8);
            continue;
        }
        let mut buffer = [0; 4];
        let (encoded, _, unmapped) = encoding.encode(char.encode_utf8(&mut buffer));
        match *encoded {
            [byte] if !unmapped => bytes.push(byte),
            _ => return None,
        }
    }
    Some(bytes)
}

/// Text with stray NUL bytes, as broken disks and programs leave them: each is a place that is no text.
fn without_nul<'b>(bytes: &[u8], declared: Option<&str>) -> Decoded<'b> {
    let kept: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
    let decoded = valid_utf_8(&kept).unwrap_or_else(|| other_than_utf_8(&kept, declared));
    let damaged = decoded.damaged + bytes.len() - kept.len();
    Decoded { text: decoded.text.into_owned().into(), damaged, ..decoded }
}

/// Whether so much of a text is invalid that the bytes cannot be text.
pub fn is_ruin(decoded: &Decoded<'_>) -> bool {
    10 * decoded.damaged > decoded.text.chars().count()
}

/// The notes on a text that was not plain UTF-8.
pub(super) fn recoded(decoded: &Decoded<'_>) -> impl Iterator<Item = (ProblemKind, String)> {
    let read_as = match (decoded.damaged, decoded.certain) {
        (0, true) => None,
        (0, false) => Some(format!("read as {}", decoded.encoding)),
        (damaged, _) => Some(format!("read as {}, {damaged} places are no text", decoded.encoding)),
    };
    let twice = decoded.twice.map(|encoding| (ProblemKind::EncodedTwice, encoded_twice(encoding)));
    read_as.map(|detail| (ProblemKind::Recoded, detail)).into_iter().chain(twice)
}

/// The detail of a note on a text whose UTF-8 was taken for `encoding`.
pub(super) fn encoded_twice(encoding: &str) -> String {
    format!("its UTF-8 was taken for {encoding}")
}

fn decoded<'b>(bytes: &'b [u8], encoding: &'static Encoding, certain: bool) -> Decoded<'b> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let damaged = text.matches(char::REPLACEMENT_CHARACTER).count();
    Decoded { text, encoding: encoding.name(), damaged, certain, twice: None }
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

/// Particles that are written together with the article.
const CLITICS: [char; 4] = ['و', 'ف', 'ب', 'ك'];

/// Whether a text is Arabic: its letters are, and one word of ten has the article or is a function word.
fn is_arabic(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    let (mut words, mut usual) = (0, 0);
    while let Some(token) = tokens.advance() {
        words += 1;
        usual += usize::from(token.is_stop_word || token.written.trim_start_matches(CLITICS).starts_with("ال"));
    }
    10 * usual > words && plausibility(text) > 0.5
}

/// A text has at most one NUL byte among so many.
const NUL_SHARE: usize = 10;

/// Whether bytes are no text in any encoding of one byte: texts have no control characters but white space, and few NUL
/// bytes by mistake.
fn is_binary(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !byte.is_ascii_whitespace() && *byte != 0x0B && *byte != 0x1B;
    let nul = bytes.iter().filter(|byte| **byte == 0).count();
    let control = bytes.iter().filter(|byte| is_control(byte)).count() - nul;
    NUL_SHARE * nul > bytes.len() || 100 * control > bytes.len()
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
    fn arabic_of_dos_is_told_from_its_russian() {
        let upper: Vec<char> = (0x80..=0xFF).filter_map(|byte| CP720.decode(&[byte]).chars().next()).collect();
        let byte = |char: char| {
            let place = upper.iter().position(|other| *other == char).map(|place| place as u8 + 0x80);
            place.unwrap_or(if char.is_ascii() { char as u8 } else { b',' })
        };
        for text in [TEXT, "تقرير\r\n\r\nعقد المجلس جلسته الأولى أمس.", "بيان رقم 7 من لجنة الإغاثة"]
        {
            let bytes: Vec<u8> = text.chars().map(byte).collect();
            assert_eq!(read(&bytes, None), (text.replace('،', ","), "cp720", 0));
        }
        let russian = "Пожар начался на рассвете в восточном складе порта";
        let (bytes, ..) = encoding_rs::IBM866.encode(russian);
        assert_eq!(read(&bytes, None).0, russian);
    }

    #[test]
    fn what_was_encoded_twice_is_undone() {
        let latin: String = TEXT.bytes().map(char::from).collect();
        let whole = |text: &str| {
            let decoded = decode_whole(text.as_bytes(), None).unwrap();
            (decoded.text.into_owned(), decoded.twice)
        };
        assert_eq!(whole(&latin), (TEXT.into(), Some("windows-1252")));
        for encoding in [WINDOWS_1252, WINDOWS_1256] {
            let (taken, ..) = encoding.decode_without_bom_handling(TEXT.as_bytes());
            assert_eq!(whole(&taken), (TEXT.into(), Some(encoding.name())));
            let page = format!("<p class=\"x\">{taken}</p> é");
            assert_eq!(whole(&page).0, format!("<p class=\"x\">{TEXT}</p> é"));
        }
        let mixed = format!("{TEXT} {latin}");
        assert_eq!(whole(&mixed).0, format!("{TEXT} {TEXT}"));
        for text in [TEXT, "Øresund og Ærø", "فقط، ظ„ خطأ في كلمة", "سعر ٥٠ ط، ظ", "é Ù"] {
            assert_eq!(whole(text), (text.into(), None), "{text}");
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
        let stray = decode(b"a text with one NUL\0 in it", None).unwrap();
        assert_eq!((&*stray.text, stray.damaged), ("a text with one NUL in it", 1));
        let among_others = [&[0; 4][..], &[b'a'; 97], b"\x01\xC7"].concat();
        assert_eq!(decode(&among_others, None).unwrap().damaged, 4, "the other 99 bytes alone would be no text");
        assert_eq!(decode(b"", None).unwrap().text, "");
    }
}
