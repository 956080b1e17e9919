//! Numbers of several groups of digits: 12,500 is ١٢٬٥٠٠ and 12500.
//!
//! Groups of three digits behind one to three others are thousands, whichever sign is between them, as long as it is the
//! same one. A space counts if it does not break a line, or if the last group is 000.

/// The most groups behind the first: longer rows of digits are no numbers, and each of their words is read once more.
const MAX_GROUPS: usize = 6;

/// The groups of digits at the front of `text`, which follows the digits `first`: as ASCII, and the bytes of `text` that
/// hold them with their signs.
pub(super) fn groups(first: &str, text: &str) -> Option<(String, usize)> {
    let separator = text.chars().next()?;
    let is_sign = matches!(separator, ',' | '.' | '\'' | '’' | '٬' | '،' | ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}');
    if !is_sign || first.len() > 3 || first == "0" {
        return None;
    }
    let (mut groups, mut length) = (String::new(), 0);
    while let Some(behind) = text[length..].strip_prefix(separator) {
        let (digits, bytes) = digits(behind);
        match digits.len() {
            0 => break,
            3 if groups.len() == 3 * MAX_GROUPS => return None,
            3 => groups.push_str(&digits),
            _ if separator == ' ' => break,
            _ => return None,
        }
        length += separator.len_utf8() + bytes;
    }
    let is_number = !groups.is_empty() && (separator != ' ' || groups.ends_with("000"));
    is_number.then_some((groups, length))
}

/// The digits at the front of a text as ASCII, and its bytes that hold them: up to four, one more than a group has.
fn digits(text: &str) -> (String, usize) {
    let digits: String = text.chars().map_while(digit).take(4).collect();
    let length = text.chars().take(digits.len()).map(char::len_utf8).sum();
    (digits, length)
}

/// A digit of the three series that Arabic texts use, as ASCII.
pub(super) fn digit(char: char) -> Option<char> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return None,
    };
    char::from_digit(char as u32 - zero as u32, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> String {
        let (first, length) = digits(text);
        let (more, bytes) = groups(&first, &text[length..]).unwrap_or_default();
        format!("{first}{more}|{}", &text[length + bytes..])
    }

    #[test]
    fn groups_are_one_number() {
        for (text, expected) in [
            ("12,500", "12500|"),
            ("١٢٬٥٠٠ دولار", "12500| دولار"),
            ("1.250.000", "1250000|"),
            ("1'250'000", "1250000|"),
            ("12\u{A0}345", "12345|"),
            ("71 000 شخص", "71000| شخص"),
            ("1 250 000", "1250000|"),
            ("12,500.75", "12500|.75"),
            ("12,500, ثم", "12500|, ثم"),
            ("12,500.", "12500|."),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn long_rows_of_groups_are_no_numbers() {
        assert_eq!(number("1,222,333,444,555,666,777"), "1222333444555666777|");
        assert_eq!(number("1,222,333,444,555,666,777,888"), "1|,222,333,444,555,666,777,888");
        // Every word of such a row looks ahead, but not to its end.
        let row = "111,".repeat(250_000) + "1";
        let begin = std::time::Instant::now();
        let mut tokens = crate::arabic::Tokens::new(&row);
        let mut count = 0;
        while tokens.advance().is_some() {
            count += 1;
        }
        assert!(count > 1000 && begin.elapsed().as_secs() < 10, "{count} in {:?}", begin.elapsed());
    }

    #[test]
    fn dates_decimals_and_neighbours_are_no_groups() {
        for text in [
            "25.3.2011",
            "2011.03.15",
            "2,3,4",
            "12 345",
            "2015 000",
            "10:30",
            "5",
            "5.",
            "5, 6",
            "12،5",
            "3.5",
            "٣٫٥",
            "0.125",
        ] {
            assert_eq!(number(text).split_once('|').unwrap().0, digits(text).0, "{text}");
        }
    }
}
