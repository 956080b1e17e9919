//! The head of a line in an exported chat: day, time, and what follows; each telephone, language and region has its own form.

use super::super::date;
use crate::arabic::fold;
use crate::document::Date;

/// The most characters before the text of a message.
const HEAD: usize = 80;

/// Marks of direction and their like, which say nothing.
pub(super) fn is_mark(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}' | '\u{FEFF}')
}

/// What a line begins with: three numbers of a day, a time; and the rest behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Head<'t> {
    pub numbers: [u16; 3],
    pub hour: u8,
    pub minute: u8,
    /// Whether the clock has twelve hours and the day no zeros before its numbers, as in the United States.
    pub is_american: bool,
    /// Whether day and time stand in brackets, as telephones of Apple write them.
    pub is_bracketed: bool,
    pub rest: &'t str,
}

/// What comes first of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum First {
    Day,
    Month,
    Year,
}

impl Head<'_> {
    pub fn day(&self, order: First) -> Option<Date> {
        let [first, second, third] = self.numbers;
        let (year, month, day) = match order {
            First::Day => (third, second, first),
            First::Month => (third, first, second),
            First::Year => (first, second, third),
        };
        let year = if year < 100 { 2000 + year } else { year };
        // A telephone may show the Hijri or the Iranian calendar.
        if (1300..1500).contains(&year) {
            return date::read(&format!("{year}/{month:02}/{day:02}"), None).map(|reading| reading.date);
        }
        Date::from_parts(year, Some(u8::try_from(month).ok()?), Some(u8::try_from(day).ok()?), None)
    }
}

/// The head of a message, if the line begins one.
pub(super) fn head(line: &str) -> Option<Head<'_>> {
    let mut cursor = Cursor::of(line);
    cursor.blanks();
    let opened = cursor.sign(&['[']).is_some();
    let (first, first_digits) = cursor.number(4)?;
    let sign = cursor.sign(&['/', '.', '-'])?;
    let (second, second_digits) = cursor.number(2)?;
    cursor.sign(&[sign])?;
    let (third, _) = cursor.number(4)?;
    cursor.sign(&['.']);
    cursor.sign(&[',', '،']);
    cursor.blanks().then_some(())?;
    cursor.words();
    let before = cursor.half_of_day();
    let (hour, _) = cursor.number(2)?;
    cursor.sign(&[':', '.'])?;
    let (minute, digits) = cursor.number(2)?;
    if cursor.sign(&[':', '.']).is_some() {
        cursor.number(2)?;
    }
    cursor.blanks();
    let half = cursor.half_of_day().or(before);
    cursor.blanks();
    let close: &[char] = if opened { &[']'] } else { &['-', '–', '—'] };
    cursor.sign(close)?;
    cursor.blanks();
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => hour,
        Some(is_late) => hour % 12 + if is_late { 12 } else { 0 },
        None => hour,
    };
    let is_american = half.is_some() && sign == '/' && (first_digits == 1 || second_digits == 1 || first < 13);
    let is_time = hour < 24 && minute < 60 && digits == 2;
    let numbers = [first, second, third];
    is_time.then(|| Head {
        numbers,
        hour: hour as u8,
        minute: minute as u8,
        is_american,
        is_bracketed: opened,
        rest: &line[cursor.place()..],
    })
}

/// The characters at the head of a line, without marks of direction.
#[derive(Clone)]
struct Cursor<'l> {
    line: &'l str,
    chars: Vec<(usize, char)>,
    at: usize,
}

impl<'l> Cursor<'l> {
    fn of(line: &'l str) -> Self {
        let chars = line.char_indices().filter(|(_, char)| !is_mark(*char)).take(HEAD).collect();
        Self { line, chars, at: 0 }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, char)| *char)
    }

    /// Where the rest begins in the line, in bytes.
    fn place(&self) -> usize {
        self.chars.get(self.at).map_or(self.line.len(), |(place, _)| *place)
    }

    /// Passes over white space; whether there was any.
    fn blanks(&mut self) -> bool {
        let begin = self.at;
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at > begin
    }

    /// Passes over short words between day and time: `à`, `um`, `at`, `a las`.
    fn words(&mut self) {
        for _ in 0..2 {
            let rest = &self.chars[self.at..];
            // In Arabic letters it is a half of the day, or no such line.
            let letters = rest.iter().take_while(|(_, char)| char.is_alphabetic() && *char < 'ɐ').count();
            let is_word = (1..=4).contains(&letters) && rest.get(letters).is_some_and(|(_, char)| char.is_whitespace());
            if !is_word || self.clone().half_of_day().is_some() {
                return;
            }
            self.at += letters;
            self.blanks();
        }
    }

    fn sign(&mut self, signs: &[char]) -> Option<char> {
        let sign = self.peek().filter(|char| signs.contains(char))?;
        self.at += 1;
        Some(sign)
    }

    /// A number of at most so many digits, and how many it has.
    fn number(&mut self, most: usize) -> Option<(u16, usize)> {
        let begin = self.at;
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(digit).filter(|_| self.at - begin < most) {
            number = number * 10 + digit;
            self.at += 1;
        }
        (self.at > begin).then_some((number, self.at - begin))
    }

    /// Whether the time is that of the second half of a day, if a word says which.
    fn half_of_day(&mut self) -> Option<bool> {
        let is_end = |char: char| matches!(char, '-' | '–' | '—' | ']') || digit(char).is_some();
        let rest = &self.chars[self.at..];
        let length = rest.iter().position(|(_, char)| is_end(*char))?;
        let word: String = rest[..length].iter().map(|(_, char)| *char).collect();
        let word: String = fold(&word).chars().filter(|char| char.is_alphanumeric()).collect();
        let is_late = match word.as_str() {
            "am" | "ص" | "صباحا" | "قظ" | "a" | "öö" | "上午" => false,
            "pm" | "م" | "مساء" | "بظ" | "p" | "ös" | "下午" => true,
            _ => return None,
        };
        self.at += length;
        Some(is_late)
    }
}

fn digit(char: char) -> Option<u16> {
    let zero = match char {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    Some((char as u32 - zero as u32) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_telephone_has_its_own_form() {
        for (line, time, rest) in [
            ("21/01/22, 10:15 - سعيد: نص", (10, 15), "سعيد: نص"),
            ("1/21/22, 10:15 PM - سعيد: نص", (22, 15), "سعيد: نص"),
            ("1/21/22, 12:05\u{202F}AM - سعيد: نص", (0, 5), "سعيد: نص"),
            ("21\u{200F}/1\u{200F}/2022، 10:15 م - سعيد: نص", (22, 15), "سعيد: نص"),
            ("٢١/٠١/٢٠٢٢، ١٠:١٥ ص - سعيد: نص", (10, 15), "سعيد: نص"),
            ("\u{200F}[\u{200F}21\u{200F}/1\u{200F}/2022، 10:15:30 ص] سعيد: نص", (10, 15), "سعيد: نص"),
            ("[21.01.22, 10:15:30] سعيد: نص", (10, 15), "سعيد: نص"),
            ("2022-01-21, 10:15 a. m. - سعيد: نص", (10, 15), "سعيد: نص"),
            ("30/08/25 18.00 - سعيد: نص", (18, 0), "سعيد: نص"),
            ("15/04/2024 à 09:00 - سعيد: نص", (9, 0), "سعيد: نص"),
            ("15.04.24 um 09:00 - سعيد: نص", (9, 0), "سعيد: نص"),
            ("15/4/2024 a las 9:00 p. m. - سعيد: نص", (21, 0), "سعيد: نص"),
            ("21/1/2022، م 10:15 - سعيد: نص", (22, 15), "سعيد: نص"),
            ("2022/1/21 下午10:15 - سعيد: نص", (22, 15), "سعيد: نص"),
            ("21.01.2022 ÖS 10:15 - سعيد: نص", (22, 15), "سعيد: نص"),
            ("21/1/2022 10:15\u{202F}م - سعيد: نص", (22, 15), "سعيد: نص"),
        ] {
            let head = head(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(((head.hour, head.minute), head.rest), (time, rest), "{line}");
        }
        for line in ["سعيد: 21/01/22", "21/01/22", "10:15 - سعيد", "1. أول البنود", "21/01/22, 99:15 - سعيد: نص", ""]
        {
            assert_eq!(head(line), None, "{line}");
        }
    }
}
