//! Code pages of DOS, which no standard of the web knows: in them the names of members of old zips are written, and
//! texts of the time.

use std::borrow::Cow;

/// An encoding of one byte a character whose lower half is ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodePage {
    pub name: &'static str,
    /// The characters of the bytes from 0x80 on.
    upper: &'static str,
}

/// Arabic, as Arabic DOS and the console of Windows write it.
#[rustfmt::skip]
pub(super) const CP720: CodePage = CodePage {
    name: "cp720",
    upper: "\u{80}\u{81}éâ\u{84}à\u{86}çêëèïî\u{8D}\u{8E}\u{8F}\u{90}\u{651}\u{652}ô¤ـûùءآأؤ£إئابةتثجحخدذرزسشص«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ضطظعغفµقكلمنهوىي≡\u{64B}\u{64C}\u{64D}\u{64E}\u{64F}\u{650}≈°∙·√ⁿ²■\u{A0}",
};

/// English and French; zip's own where a name is not marked as UTF-8.
#[rustfmt::skip]
pub(super) const CP437: CodePage = CodePage {
    name: "cp437",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
};

impl CodePage {
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        if let Ok(text) = std::str::from_utf8(bytes)
            && text.is_ascii()
        {
            return text.into();
        }
        let upper: Vec<char> = self.upper.chars().collect();
        bytes.iter().map(|&byte| if byte < 0x80 { char::from(byte) } else { upper[usize::from(byte - 0x80)] }).collect()
    }
}

/// How well a text reads as Arabic with Latin words in it, from -1 to 1 for each character beyond ASCII: letters count
/// for it, those within words of another script and signs of drawing against it. Common letters count more, since a
/// wrong encoding yields rare ones.
pub(super) fn plausibility(text: &str) -> f64 {
    let chars: Vec<char> = text.chars().collect();
    let (mut sum, mut count) = (0.0, 0);
    for (place, &char) in chars.iter().enumerate().filter(|(_, char)| !char.is_ascii()) {
        let beside = |is: fn(char) -> bool| {
            place.checked_sub(1).is_some_and(|before| is(chars[before]))
                || chars.get(place + 1).is_some_and(|&next| is(next))
        };
        count += 1;
        sum += match char {
            'ا' | 'ل' | 'ي' | 'م' | 'و' | 'ن' | 'ر' | 'ت' | 'ب' | 'ه' | 'ة' | 'د' | 'ع' | 'س' if !beside(is_latin) => {
                1.0
            }
            '\u{621}'..='\u{64A}' if !beside(is_latin) => 0.7,
            '،' | '؛' | '؟' | '«' | '»' | '\u{A0}' | '\u{64B}'..='\u{652}' | '\u{660}'..='\u{669}' => 0.3,
            char if is_latin(char) && !beside(is_arabic) => 0.5,
            _ => -1.0,
        };
    }
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

fn is_latin(char: char) -> bool {
    char.is_ascii_alphabetic() || ('\u{C0}'..='\u{24F}').contains(&char) && char.is_alphabetic()
}

fn is_arabic(char: char) -> bool {
    ('\u{621}'..='\u{64A}').contains(&char)
}
