//! Mends JSON that programs write against its grammar, where there is one sensible reading.

use std::collections::BTreeMap;

use serde_json::Value;

/// Parses JSON, mended if it must be; with what was mended.
pub(super) fn parsed(text: &str) -> Result<(Value, Option<String>), serde_json::Error> {
    serde_json::from_str(text).map(|value| (value, None)).or_else(|error| {
        let Some(repaired) = repaired(text) else { return Err(error) };
        let value = serde_json::from_str(&repaired.text).map_err(|_| error)?;
        Ok((value, Some(repaired.detail())))
    })
}

/// A text without its flaws, and the flaws: each with the character, from 1, at which it was first met.
struct Repaired {
    text: String,
    flaws: BTreeMap<&'static str, usize>,
}

impl Repaired {
    /// What was mended, in words.
    fn detail(&self) -> String {
        let flaws = self.flaws.iter().map(|(flaw, place)| format!("{flaw} at character {place}"));
        flaws.collect::<Vec<_>>().join(", ")
    }
}

/// Mends `text`; `None` if there is nothing to mend. In strings: half a surrogate pair becomes U+FFFD, control
/// characters are escaped, and a backslash before anything that it cannot escape stands for itself. Between them:
/// commas before a closing bracket and comments are dropped, what is no number becomes `null`.
fn repaired(text: &str) -> Option<Repaired> {
    let mut repair = Repair { rest: text, place: 0, text: String::with_capacity(text.len()), flaws: BTreeMap::new() };
    while let Some(char) = repair.take() {
        match char {
            '"' => repair.string(),
            ',' if repair.closes() => repair.flaw("a comma before a closing bracket"),
            '/' if repair.rest.starts_with('/') => repair.comment("\n"),
            '/' if repair.rest.starts_with('*') => repair.comment("*/"),
            char if char.is_ascii_alphabetic() => repair.word(char),
            char if char.is_control() && !char.is_ascii_whitespace() || matches!(char, '\u{FEFF}' | '\u{A0}') => {
                repair.flaw("a stray character");
            }
            char => repair.text.push(char),
        }
    }
    let Repair { text, flaws, .. } = repair;
    (!flaws.is_empty()).then_some(Repaired { text, flaws })
}

struct Repair<'t> {
    rest: &'t str,
    /// The number of characters before the rest.
    place: usize,
    text: String,
    flaws: BTreeMap<&'static str, usize>,
}

impl Repair<'_> {
    fn take(&mut self) -> Option<char> {
        let char = self.rest.chars().next()?;
        self.skip(char.len_utf8());
        Some(char)
    }

    fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.place += skipped.chars().count();
        self.rest = rest;
    }

    /// Notes a flaw at the character that was taken last.
    fn flaw(&mut self, flaw: &'static str) {
        self.flaws.entry(flaw).or_insert(self.place);
    }

    /// Whether a bracket closes next.
    fn closes(&self) -> bool {
        let mut rest = self.rest.trim_start();
        while let Some(comment) = rest.strip_prefix("//") {
            rest = comment.find('\n').map_or("", |end| &comment[end..]).trim_start();
        }
        rest.starts_with(['}', ']'])
    }

    fn comment(&mut self, end: &str) {
        self.flaw("a comment");
        let length = self.rest.find(end).map_or(self.rest.len(), |place| place + end.len());
        self.skip(length);
        self.text.push(' ');
    }

    /// A bare word: JSON knows three.
    fn word(&mut self, first: char) {
        let length = self.rest.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(self.rest.len());
        let word = format!("{first}{}", &self.rest[..length]);
        let known = match word.as_str() {
            "NaN" | "nan" | "Infinity" | "inf" | "undefined" | "None" => Some("null"),
            "True" => Some("true"),
            "False" => Some("false"),
            _ => None,
        };
        if let Some(known) = known {
            self.flaw("a value that is none");
            if self.text.ends_with('-') {
                self.text.pop();
            }
            self.text.push_str(known);
        } else {
            self.text.push_str(&word);
        }
        self.skip(length);
    }

    /// A string, from its first character to its end.
    fn string(&mut self) {
        self.text.push('"');
        while let Some(char) = self.take() {
            match char {
                '"' => {
                    self.text.push('"');
                    return;
                }
                '\\' => self.escape(),
                '\0' => self.flaw("a NUL"),
                char if char < ' ' => {
                    self.flaw("a control character in a string");
                    self.text.push_str(&format!("\\u{:04x}", u32::from(char)));
                }
                char => self.text.push(char),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) {
        let unit = |rest: &str| u32::from_str_radix(rest.strip_prefix('u')?.get(..4)?, 16).ok();
        match self.rest.chars().next() {
            Some(char) if "\"\\/bfnrt".contains(char) => {
                self.skip(1);
                self.text.extend(['\\', char]);
            }
            Some('u') if unit(self.rest).is_some() => {
                let first = unit(self.rest).unwrap_or_default();
                let second = self.rest.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit);
                let is_pair = (0xD800..0xDC00).contains(&first)
                    && second.is_some_and(|second| (0xDC00..0xE000).contains(&second));
                if !is_pair && (0xD800..0xE000).contains(&first) {
                    self.flaw("half a surrogate pair");
                    self.text.push_str("\\ufffd");
                    self.skip(5);
                } else {
                    let length = if is_pair { 11 } else { 5 };
                    self.text.push('\\');
                    self.text.push_str(&self.rest[..length]);
                    self.skip(length);
                }
            }
            // JavaScript escapes it, JSON does not.
            Some('\'') => self.flaw("an escape that is none"),
            _ => {
                self.flaw("an escape that is none");
                self.text.push_str("\\\\");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> (String, String) {
        let repaired = repaired(text).expect("it has a flaw");
        let value: serde_json::Value = serde_json::from_str(&repaired.text).expect("it is mended");
        (value.to_string(), repaired.detail())
    }

    #[test]
    fn one_flaw_costs_one_value() {
        for (flawed, expected, detail) in [
            (r#"{"a":"س\ud83dص"}"#, r#"{"a":"س�ص"}"#, "half a surrogate pair at character 8"),
            (r#"{"a":"س\ude00"}"#, r#"{"a":"س�"}"#, "half a surrogate pair at character 8"),
            (r#"{"a":NaN,"b":-Infinity}"#, r#"{"a":null,"b":null}"#, "a value that is none at character 6"),
            ("{\"a\":\"س\nص\tع\"}", r#"{"a":"س\nص\tع"}"#, "a control character in a string at character 8"),
            ("{\"a\":\"س\0ص\"}", r#"{"a":"سص"}"#, "a NUL at character 8"),
            ("{\"a\":[1,2,],}", r#"{"a":[1,2]}"#, "a comma before a closing bracket at character 10"),
            (
                "{\"a\":1, // عدد\n}",
                r#"{"a":1}"#,
                "a comma before a closing bracket at character 7, a comment at character 9",
            ),
            (r#"{"a":"س\xص\'"}"#, r#"{"a":"س\\xص'"}"#, "an escape that is none at character 8"),
            (
                "\u{FEFF}{\"a\":True}",
                r#"{"a":true}"#,
                "a stray character at character 1, a value that is none at character 7",
            ),
        ] {
            assert_eq!(mended(flawed), (expected.into(), detail.into()), "{flawed}");
        }
    }

    #[test]
    fn what_has_no_flaw_stays() {
        for text in
            [r#"{"a":"NaN, ] // \ud83d\ude00 \\u0641","b":[1,-2.5e3,true,null]}"#, "[]", "\"", "{\"a", "\\", "{\"a\\"]
        {
            assert!(repaired(text).is_none_or(|repaired| repaired.text != text), "{text}");
        }
        assert!(repaired(r#"{"a":"NaN, ] // \ud83d\ude00 \\u0641","b":[1,-2.5e3,true,null]}"#).is_none());
    }
}
