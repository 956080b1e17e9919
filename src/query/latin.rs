//! Finds words of a query that may be Latin spellings of Arabic ones.

use super::word::{Word, WordKind};

/// Notes which words may be Latin spellings of Arabic ones. A name of several tokens that is one Arabic word, with an
/// article (al-Hasaka, ez-Zor), an apostrophe (Qa'im) or digits for letters (7asaka), is noted whole with its first.
pub(super) fn note_spelling(words: &mut [Word], unit: &str) {
    let unit = unit.trim_matches(|char: char| !char.is_alphanumeric() && !is_accented(char));
    let is_whole = words.iter().all(|word| word.kind == WordKind::Whole) && is_one_spelling(unit);
    if let (true, [first, _, ..]) = (is_whole, &mut *words) {
        first.latin = Some(unit.into());
        return;
    }
    for word in words.iter_mut().filter(|word| word.kind == WordKind::Whole && is_latin(&word.written)) {
        word.latin = Some(word.written.clone());
    }
}

/// Whether a word is of Latin letters, perhaps with digits and accents.
fn is_latin(word: &str) -> bool {
    let is_letter = |char: char| char.is_ascii_alphabetic() || is_accented(char);
    word.chars().any(is_letter) && word.chars().all(|char| is_letter(char) || char.is_ascii_digit())
}

/// Letters of Latin alphabets beyond ASCII, the modifiers that stand for hamza and ain, and combining accents.
pub(super) fn is_accented(char: char) -> bool {
    matches!(char, '\u{00C0}'..='\u{024F}' | '\u{02B0}'..='\u{02FF}' | '\u{0300}'..='\u{036F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Whether hyphens, apostrophes and digits divide a Latin word that is one word in Arabic.
fn is_one_spelling(unit: &str) -> bool {
    let parts: Vec<&str> = unit.split(['-', '\'', '’', '‘', '`']).collect();
    let is_article = parts[0].len() == 2 && parts[0].to_ascii_lowercase().starts_with(['a', 'e', 'u']);
    let hyphens = unit.matches('-').count();
    let is_joined = hyphens == 0 || hyphens == 1 && is_article && unit.as_bytes().get(2) == Some(&b'-');
    let has_digits = unit.contains(|char: char| char.is_ascii_digit());
    // The digits that stand for Arabic letters in Latin ones: 2 for ء, 3 for ع, 5 for خ, 6 for ط, 7 for ح, 8, 9 for ق.
    let are_letters = || !unit.contains(['0', '1', '4']);
    (parts.len() > 1 || has_digits && are_letters()) && is_joined && parts.iter().all(|part| is_latin(part))
}
