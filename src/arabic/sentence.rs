//! Splits text into sentences.
//!
//! A sentence ends at a line break, or at a full stop, question mark or exclamation mark (Arabic or Latin) that
//! white space follows, together with the marks that close behind it. It does not end
//! - inside a number (12.5, 2022.01.24): no white space follows;
//! - after an abbreviation: one letter and a full stop (د. , م. , U.S.), a number that opens the sentence (1.);
//! - at two or three full stops or an ellipsis, which in Arabic news are a pause;
//! - inside a pair of quotation marks that closes within [`QUOTATION_BYTES`] on the same line.

use std::ops::Range;

/// The most bytes between the quotation marks of a pair.
pub const QUOTATION_BYTES: usize = 400;

const ARABIC_QUESTION_MARK: char = '\u{061F}';
const ARABIC_FULL_STOP: char = '\u{06D4}';
/// WAW, "and", which is written together with what follows.
const CONJUNCTION: char = '\u{0648}';
const ELLIPSIS: char = '\u{2026}';

/// A sentence of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its byte range, without the white space around it.
    pub range: Range<usize>,
    /// Whether a line break or the end of the text follows.
    pub ends_paragraph: bool,
}

/// The sentences of `text` in order; every character that is no white space lies in one of them.
pub fn sentences(text: &str) -> impl Iterator<Item = Sentence> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].len() - text[at..].trim_start().len();
        if at == text.len() {
            return None;
        }
        let (end, ends_paragraph) = sentence_end(text, at);
        let range = at..at + text[at..end].trim_end().len();
        at = end;
        // A sentence that only white space parts from its line break ends the paragraph too.
        let gap = &text[end..end + text[end..].len() - text[end..].trim_start().len()];
        Some(Sentence { range, ends_paragraph: ends_paragraph || gap.contains('\n') || end + gap.len() == text.len() })
    })
}

/// Where the sentence that starts at byte `start` ends, and whether a line break ends it.
fn sentence_end(text: &str, start: usize) -> (usize, bool) {
    let mut quoted_until = start;
    let mut at = start;
    while let Some((place, char)) = next_mark(text, at) {
        at = place + char.len_utf8();
        match char {
            '\n' => return (place, true),
            '"' | '«' | '“' if place >= quoted_until => {
                // Past the closing mark itself: a full stop behind it counts.
                quoted_until = closing_mark(&text[at..], char).map_or(quoted_until, |ahead| at + ahead);
            }
            '.' | '!' | '?' | ARABIC_QUESTION_MARK | ARABIC_FULL_STOP if place >= quoted_until => {
                at = run_end(text, place);
                if ends_here(&text[start..place], &text[place..at], text[at..].chars().next()) {
                    return (at, false);
                }
            }
            _ => {}
        }
    }
    (text.len(), true)
}

/// The next character from byte `at` that may end a sentence or open a quotation, or another that begins like one.
/// A look at each byte is enough to skip words, which is most of a text.
fn next_mark(text: &str, mut at: usize) -> Option<(usize, char)> {
    loop {
        at += text.as_bytes()[at..].iter().position(|&byte| BYTES_OF_MARKS[usize::from(byte)])?;
        let place = text.floor_char_boundary(at);
        let char = text[place..].chars().next()?;
        if place == at || char == ARABIC_QUESTION_MARK {
            return Some((place, char));
        }
        at += 1;
    }
}

/// The first bytes of all marks but the Arabic question mark: its second, since it shares the first with half of the
/// letters.
const BYTES_OF_MARKS: [bool; 256] = {
    let marks = *b"\n\".!?\xC2\xE2\xDB\x9F";
    let mut table = [false; 256];
    let mut next = 0;
    while next < marks.len() {
        table[marks[next] as usize] = true;
        next += 1;
    }
    table
};

/// How many bytes ahead the pair that `opening` begins is closed, its mark included, on the same line.
fn closing_mark(ahead: &str, opening: char) -> Option<usize> {
    let closing = match opening {
        '«' => '»',
        '“' => '”',
        same => same,
    };
    let near = &ahead[..ahead.floor_char_boundary(QUOTATION_BYTES)];
    let found = near.find([closing, '\n'])?;
    near[found..].starts_with(closing).then(|| found + closing.len_utf8())
}

/// Where the run of full stops, marks of question and exclamation and closing marks that begins at `place` ends.
fn run_end(text: &str, place: usize) -> usize {
    let belongs = |char: char| {
        matches!(char, '.' | '!' | '?' | '"' | '»' | '”' | ')' | ']')
            || matches!(char, ARABIC_QUESTION_MARK | ARABIC_FULL_STOP | ELLIPSIS)
    };
    place + text[place..].find(|char| !belongs(char)).unwrap_or(text.len() - place)
}

/// Whether a sentence ends at `run`, between `before` and `next`.
fn ends_here(before: &str, run: &str, next: Option<char>) -> bool {
    if next.is_some_and(|char| !char.is_whitespace()) {
        return false;
    }
    let stops = run.chars().filter(|&char| char == '.').count();
    if stops != run.chars().take_while(|&char| char == '.').count() || stops == 0 {
        return true;
    }
    let pause = stops > 1 || run.contains(ELLIPSIS);
    !pause && !is_abbreviation(before)
}

/// Whether the text before a full stop ends in a single letter, or in the number of an item.
fn is_abbreviation(before: &str) -> bool {
    let word_start = before.rfind(|char: char| char.is_whitespace() || char == '(').map_or(0, |place| place + 1);
    let word = &before[before.ceil_char_boundary(word_start)..];
    let bare = word.strip_prefix(CONJUNCTION).filter(|rest| !rest.is_empty()).unwrap_or(word);
    let letters_between_stops =
        bare.split('.').all(|part| part.chars().filter(|char| char.is_alphabetic()).count() <= 1);
    let item_number = word_start == 0 && word.chars().all(char::is_numeric);
    item_number || letters_between_stops && word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).map(|sentence| &text[sentence.range]).collect()
    }

    #[test]
    fn full_stops_and_question_marks_end_sentences() {
        assert_eq!(cut("وصل الوفد. هل عاد؟ نعم! انتهى"), ["وصل الوفد.", "هل عاد؟", "نعم!", "انتهى"]);
    }

    #[test]
    fn numbers_and_dates_stay_whole() {
        assert_eq!(cut("بلغ 12.5 في 2022.01.24 مساء."), ["بلغ 12.5 في 2022.01.24 مساء."]);
    }

    #[test]
    fn one_letter_is_an_abbreviation() {
        assert_eq!(cut("قال د. سامر وأ.د. ليلى في U.S. أمس. ثم"), ["قال د. سامر وأ.د. ليلى في U.S. أمس.", "ثم"]);
    }

    #[test]
    fn an_item_keeps_its_number() {
        assert_eq!(cut("1. الماء\n2. الخبز"), ["1. الماء", "2. الخبز"]);
    }

    #[test]
    fn a_pause_is_no_end() {
        assert_eq!(cut("السجن محاصر.. خبراء يحذرون… غدا."), ["السجن محاصر.. خبراء يحذرون… غدا."]);
    }

    #[test]
    fn a_quotation_that_closes_nearby_stays_whole() {
        assert_eq!(cut("قال «لن نعود. هذا قرارنا» وغادر. انتهى"), ["قال «لن نعود. هذا قرارنا» وغادر.", "انتهى"]);
        assert_eq!(cut("قال \"لن نعود. أبدا.\" وغادر"), ["قال \"لن نعود. أبدا.\" وغادر"]);
        let far = format!("قال «لن نعود. {} »", "كلمة ".repeat(100));
        assert_eq!(cut(&far).len(), 2, "a mark that closes far away is no pair");
    }

    #[test]
    fn closing_marks_belong_to_their_sentence() {
        assert_eq!(cut("(انتهى.) بدأ"), ["(انتهى.)", "بدأ"]);
    }

    #[test]
    fn lines_end_paragraphs() {
        let ends: Vec<bool> = sentences("وصل. عاد.  \n\n انتهى").map(|sentence| sentence.ends_paragraph).collect();
        assert_eq!(ends, [false, true, true]);
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert_eq!(cut(" \n\t "), Vec::<&str>::new());
    }
}
