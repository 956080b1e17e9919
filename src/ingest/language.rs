//! Whether a text is Arabic, roughly, by its letters and most frequent words.
//!
//! The result is only used for a note: a text in another language is indexed like any other.

use crate::arabic::{fold, is_alphanumeric};

/// The most letters of a text that are examined.
const LETTERS: usize = 4000;
/// Fewer letters are not enough to decide.
const FEWEST: usize = 80;
/// Words of Persian and Urdu that Arabic does not have, folded.
const PERSIAN: &[&str] =
    &["است", "که", "این", "را", "با", "به", "از", "برای", "شد", "هست", "ہے", "کے", "میں", "كه", "اين"];

/// The language of a text that is not Arabic.
pub(super) fn foreign(text: &str) -> Option<&'static str> {
    let start: String = text.chars().filter(|char| is_letter(*char) || char.is_whitespace()).take(LETTERS).collect();
    let letters = start.chars().filter(|char| !char.is_whitespace()).count();
    let arabic = start.chars().filter(|char| ('\u{620}'..='\u{6D3}').contains(char) || *char >= '\u{FB50}').count();
    if letters < FEWEST {
        return None;
    }
    if 2 * arabic < letters {
        return Some("its letters are not Arabic");
    }
    let folded: Vec<String> = PERSIAN.iter().map(|word| fold(word)).collect();
    let (mut words, mut persian) = (0, 0);
    for word in start.split_whitespace() {
        words += 1;
        persian += usize::from(folded.contains(&fold(word)));
    }
    (20 * persian > words).then_some("its words are Persian or Urdu")
}

fn is_letter(char: char) -> bool {
    is_alphanumeric(char) && !char.is_numeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_told() {
        let arabic =
            "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب وأتى على القمح كله.";
        let persian =
            "رئیس بندر گفت که این آتش‌سوزی از انبار شرقی آغاز شد و به سیلوی غلات رسید و برای خاموش کردن آن تلاش شد.";
        let english =
            "The head of the port said that the fire began at dawn in the eastern store and then reached the silo.";
        assert_eq!(foreign(arabic), None);
        assert_eq!(foreign(&persian.repeat(2)), Some("its words are Persian or Urdu"));
        assert_eq!(foreign(english), Some("its letters are not Arabic"));
        assert_eq!(foreign("short"), None);
    }
}
