//! Puts the letters of a line, which a PDF draws from left to right, into the order in which they are read.
//!
//! The inverse of the Unicode Bidirectional Algorithm (UAX #9) as far as it can be inverted: a line of Arabic is read
//! from the right, Latin words and numbers in it from the left. A glyph of several letters is turned as one, so that لا
//! stays لا.

use unicode_normalization::UnicodeNormalization;

/// Pairs of signs that are mirrored in lines from the right.
const MIRRORED: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}'), ('«', '»'), ('<', '>'), ('‹', '›'), ('“', '”')];

/// What of a line decides the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A letter that is read from the right.
    Right,
    /// A letter that is read from the left.
    Left,
    Digit,
    /// A sign that joins numbers: `24/01/2022`, `12.5`.
    Joins,
    Other,
}

fn class(text: &str) -> Class {
    match text.chars().next() {
        Some('0'..='9' | '٠'..='٩' | '۰'..='۹') => Class::Digit,
        Some('.' | ',' | '/' | ':' | '٫' | '٬' | '،') => Class::Joins,
        Some(char) if is_right(char) => Class::Right,
        Some(char) if char.is_alphabetic() => Class::Left,
        _ => Class::Other,
    }
}

fn is_right(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}') && char.is_alphabetic()
}

/// Whether a letter is a mark on another.
pub(super) fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}')
}

/// How many letters more are read from the right than from the left.
pub(super) fn rightward(chars: impl Iterator<Item = char>) -> i64 {
    chars.map(|char| i64::from(is_right(char)) - i64::from(char.is_alphabetic() && !is_right(char))).sum()
}

/// The letters of a glyph as texts have them: without presentation forms and signs that nobody sees.
pub(super) fn plain(text: &str) -> String {
    let is_form =
        |char: char| matches!(char, '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let is_unseen = |char: &char| {
        let is_format = matches!(*char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{AD}');
        is_format || char.is_control() && *char != '\t'
    };
    let mut plain = String::with_capacity(text.len());
    for char in text.chars().filter(|char| !is_unseen(char)) {
        match char {
            // A mark alone stands on a tatweel or a space in its form.
            '\u{FE70}'..='\u{FE7F}' => plain.extend(char.nfkc().filter(|char| !matches!(char, ' ' | 'ـ'))),
            char if is_form(char) => plain.extend(char.nfkc()),
            '\t' | '\u{A0}' => plain.push(' '),
            char => plain.push(char),
        }
    }
    // No font joins an alef and the lam behind it; one glyph of the two is لا with its letters turned around.
    let letters: Vec<char> = plain.chars().collect();
    match letters[..] {
        [alef @ ('ا' | 'أ' | 'إ' | 'آ'), 'ل'] => ['ل', alef].iter().collect(),
        _ => plain,
    }
}

/// The pieces of a line from left to right, in the order of reading; whether it is read from the right, and whether its
/// brackets are drawn as what they look like, which is the mirror of what they mean.
pub(super) fn logical(pieces: &[String], from_right: bool, mirrors: bool) -> String {
    if !from_right {
        return pieces.concat();
    }
    let mut text = String::new();
    for run in runs(pieces).into_iter().rev() {
        match run {
            Run::Left(range) => text.extend(pieces[range].iter().map(String::as_str)),
            Run::Right(place) if mirrors => text.extend(pieces[place].chars().map(mirrored)),
            Run::Right(place) => text.push_str(&pieces[place]),
        }
    }
    text
}

/// A piece that is read from the right, or pieces that are read from the left.
enum Run {
    Left(std::ops::Range<usize>),
    Right(usize),
}

fn runs(pieces: &[String]) -> Vec<Run> {
    let classes: Vec<Class> = pieces.iter().map(|piece| class(piece)).collect();
    let (mut runs, mut place) = (Vec::new(), 0);
    while place < pieces.len() {
        if matches!(classes[place], Class::Left | Class::Digit) {
            let end = end_of_left(&classes, place);
            runs.push(Run::Left(place..end));
            place = end;
        } else {
            runs.push(Run::Right(place));
            place += 1;
        }
    }
    runs
}

/// The end of the pieces from `start` that are read from the left. Behind a Latin letter signs, spaces and numbers belong
/// to it as long as another follows; numbers alone are joined by one sign.
fn end_of_left(classes: &[Class], start: usize) -> usize {
    let (mut end, mut has_letter) = (start, false);
    loop {
        has_letter |= classes[end] == Class::Left;
        let next = classes[end + 1..].iter().position(|class| !matches!(class, Class::Other | Class::Joins));
        let Some(between) = next else { return end + 1 };
        let joined = match (classes[end + 1 + between], between) {
            (Class::Right, _) => false,
            (_, 0) => true,
            (_, _) if has_letter => true,
            (Class::Digit, 1) => classes[end + 1] == Class::Joins,
            _ => false,
        };
        if !joined {
            return end + 1;
        }
        end += 1 + between;
    }
}

fn mirrored(char: char) -> char {
    let pair = MIRRORED.iter().find(|(open, close)| *open == char || *close == char);
    pair.map_or(char, |&(open, close)| if open == char { close } else { open })
}

/// How many brackets of a text stand as they should, less those that stand the wrong way: an opening one has a space before
/// it and none behind it.
pub(super) fn brackets(text: &str) -> i64 {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |place: Option<&char>| place.is_some_and(|char| char.is_alphanumeric());
    let mut sum = 0;
    for (place, char) in chars.iter().enumerate() {
        let before = is_word(place.checked_sub(1).and_then(|place| chars.get(place)));
        let behind = is_word(chars.get(place + 1));
        let opens = match (before, behind) {
            (false, true) => 1,
            (true, false) => -1,
            _ => continue,
        };
        sum += match MIRRORED.iter().find(|(open, close)| open == char || close == char) {
            Some((open, _)) if open == char => opens,
            Some(_) => -opens,
            None => 0,
        };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(drawn: &str, mirrors: bool) -> String {
        let pieces: Vec<String> = drawn.chars().map(String::from).collect();
        logical(&pieces, true, mirrors)
    }

    #[test]
    fn lines_are_read_as_people_read_them() {
        let reversed = |text: &str| text.chars().rev().collect::<String>();
        assert_eq!(read(&reversed("حريق في الميناء"), false), "حريق في الميناء");
        assert_eq!(read(&format!("{} 24/01/2022 {}", reversed("أي"), reversed("في")), false), "في 24/01/2022 أي");
        assert_eq!(read(&format!("{} %12.5 {}", reversed("من"), reversed("نسبة")), false), "نسبة 12.5% من");
        assert_eq!(
            read(&format!("{} Maersk Line CAT-320 {}", reversed("إن"), reversed("شركة")), false),
            "شركة Maersk Line CAT-320 إن"
        );
        assert_eq!(read(&format!("5551234-11-963 {}", reversed("الهاتف")), false), "الهاتف 963-11-5551234");
        assert_eq!(read(&format!("info@sada.example :{}", reversed("للتواصل")), false), "للتواصل: info@sada.example");
        assert_eq!(read(&format!("({}) {}", reversed("كبير"), reversed("حريق")), true), "حريق (كبير)");
    }

    #[test]
    fn a_glyph_of_two_letters_is_turned_as_one() {
        let pieces = ["ر", "لا", "و", "د"].map(String::from);
        assert_eq!(logical(&pieces, true, false), "دولار");
        assert_eq!(plain("\u{FEFB}"), "لا");
        assert_eq!(plain("ال"), "لا", "one glyph");
        assert_eq!(plain("\u{FDF2}\u{200F}\u{FE8D}"), "اللها");
    }

    #[test]
    fn brackets_say_whether_they_are_mirrored() {
        assert_eq!(brackets("حريق (كبير) في «الميناء»"), 4);
        assert_eq!(brackets("حريق )كبير( في"), -2);
        assert_eq!(brackets("أ ( ب"), 0);
    }
}
