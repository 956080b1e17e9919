//! Names of glyphs in fonts whose codes have no letters besides: the conventional names of Latin letters and signs, the
//! numbers of Arabic letters (`afii57415`), and Unicode numbers (`uni0627`). After the Adobe Glyph List.

/// Names of signs and digits.
#[rustfmt::skip]
const NAMES: &[(&str, char)] = &[
    ("space", ' '), ("exclam", '!'), ("quotedbl", '"'), ("numbersign", '#'), ("dollar", '$'), ("percent", '%'), ("ampersand", '&'), ("quotesingle", '\''),
    ("parenleft", '('), ("parenright", ')'), ("asterisk", '*'), ("plus", '+'), ("comma", ','), ("hyphen", '-'), ("period", '.'), ("slash", '/'),
    ("zero", '0'), ("one", '1'), ("two", '2'), ("three", '3'), ("four", '4'), ("five", '5'), ("six", '6'), ("seven", '7'), ("eight", '8'), ("nine", '9'),
    ("colon", ':'), ("semicolon", ';'), ("less", '<'), ("equal", '='), ("greater", '>'), ("question", '?'), ("at", '@'), ("bracketleft", '['),
    ("backslash", '\\'), ("bracketright", ']'), ("underscore", '_'), ("braceleft", '{'), ("bar", '|'), ("braceright", '}'), ("quoteleft", '‘'), ("quoteright", '’'),
    ("quotedblleft", '“'), ("quotedblright", '”'), ("guillemotleft", '«'), ("guillemotright", '»'), ("endash", '–'), ("emdash", '—'), ("bullet", '•'), ("ellipsis", '…'),
    ("afii57388", '،'), ("afii57403", '؛'), ("afii57407", '؟'), ("afii57440", 'ـ'), ("afii57506", 'پ'), ("afii57507", 'چ'), ("afii57508", 'ژ'), ("afii57509", 'گ'), ("afii57534", 'ە'),
];

/// The letter that a glyph of this name has; a suffix such as `.init` names its form.
pub(super) fn char_of_name(name: &str) -> Option<char> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return letter.is_ascii_alphabetic().then_some(letter);
    }
    let of_number = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    let unicode = name.strip_prefix("uni").filter(|digits| digits.len() == 4);
    let unicode = unicode.or_else(|| name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())));
    let arabic = || {
        let number: u32 = name.strip_prefix("afii")?.parse().ok()?;
        let letter = match number {
            57392..=57401 => 0x660 + number - 57392,
            57409..=57434 => 0x621 + number - 57409,
            57441..=57458 => 0x641 + number - 57441,
            _ => return None,
        };
        char::from_u32(letter)
    };
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
    known.or_else(|| unicode.and_then(of_number)).or_else(arabic)
}

#[cfg(test)]
mod tests {
    use super::char_of_name;

    #[test]
    fn names_are_letters() {
        for (name, letter) in [
            ("A", 'A'),
            ("one", '1'),
            ("afii57415", 'ا'),
            ("afii57450", 'ي'),
            ("afii57393", '١'),
            ("uni0628.init", 'ب'),
            ("u1F600", '😀'),
        ] {
            assert_eq!(char_of_name(name), Some(letter), "{name}");
        }
        for name in ["", ".notdef", "glyph12", "afii1", "uniXXXX", "ا"] {
            assert_eq!(char_of_name(name), None, "{name}");
        }
    }
}
