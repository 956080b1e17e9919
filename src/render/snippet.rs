//! Snippets: the part of a passage around its best match that is shown first.

use std::ops::Range;

use super::plain::columns;

/// The bytes of `text` that are shown first: at most `most` columns, whole words, around the matches that are nearest to
/// each other, of equals the first; from the beginning of a sentence if one begins shortly before them. The whole text if it
/// is no longer. `matches` are byte ranges, rising.
pub(crate) fn snippet(text: &str, matches: &[Range<usize>], most: usize) -> Range<usize> {
    if columns(text) <= most {
        return 0..text.len();
    }
    // Room is left for what is said about them.
    let cluster = whole_words(text, densest(text, matches, most * 3 / 4));
    let room = most.saturating_sub(columns(&text[cluster.clone()]));
    // Less before than behind, since most of what is said about the match follows.
    let sentence = sentence_start(&text[..cluster.start]);
    let is_near = columns(&text[sentence..cluster.start]) <= room / 2;
    let start = if is_near { sentence } else { back(text, cluster.start, room / 3) };
    let end = forward(text, start, most).max(cluster.end);
    // What is left at the end of the text goes to the beginning.
    let start = if end == text.len() { back(text, end, most).min(start) } else { start };
    start..end
}

/// Those of `marks` that are whole within `range`.
pub(crate) fn inside(marks: &[Range<usize>], range: &Range<usize>) -> Vec<Range<usize>> {
    marks.iter().filter(|mark| mark.start >= range.start && mark.end <= range.end).cloned().collect()
}

/// From the first to the last of the most matches that are within `most` columns; the beginning if there is none.
fn densest(text: &str, matches: &[Range<usize>], most: usize) -> Range<usize> {
    let mut best = (0, 0..0);
    let mut last = 0;
    for (first, start) in matches.iter().map(|range| range.start).enumerate() {
        last = last.max(first);
        while matches.get(last + 1).is_some_and(|next| columns(&text[start..next.end]) <= most) {
            last += 1;
        }
        if last - first + 1 > best.0 {
            best = (last - first + 1, start..matches[last].end);
        }
    }
    best.1
}

/// The words that `range` touches.
fn whole_words(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind(char::is_whitespace);
    let start = start.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let end = text[range.end..].find(char::is_whitespace).map_or(text.len(), |within| range.end + within);
    if range.is_empty() { range } else { start..end }
}

/// The first word that begins at most `room` columns before `at`; `at` itself if there is none.
fn back(text: &str, at: usize, room: usize) -> usize {
    let mut start = at;
    for (place, char) in text[..at].char_indices().rev() {
        if columns(&text[place..at]) > room {
            return start;
        }
        if char.is_whitespace() {
            start = place + char.len_utf8();
        }
    }
    0
}

/// The end of the last word that ends at most `room` columns after `at`.
fn forward(text: &str, at: usize, room: usize) -> usize {
    let mut end = at;
    for (place, char) in text[at..].char_indices() {
        if char.is_whitespace() {
            if columns(&text[at..at + place]) > room {
                return end;
            }
            end = at + place;
        }
    }
    if columns(&text[at..]) <= room { text.len() } else { end }
}

/// Where the last sentence of `text` begins, which may end with it.
fn sentence_start(text: &str) -> usize {
    let ends = text.char_indices().filter(|(_, char)| matches!(char, '.' | '!' | '؟' | '?' | '\n' | '…'));
    let after = ends.map(|(place, char)| place + char.len_utf8());
    let word = |place: usize| text.len() - text[place..].trim_start().len();
    // A point within a number or an address ends nothing.
    let is_end = |place: &usize| text[*place..].starts_with(char::is_whitespace);
    after.filter(is_end).map(word).next_back().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The snippet around every occurrence of `word`.
    fn shown<'t>(text: &'t str, word: &str, most: usize) -> &'t str {
        let matches: Vec<Range<usize>> = text.match_indices(word).map(|(at, word)| at..at + word.len()).collect();
        &text[snippet(text, &matches, most)]
    }

    #[test]
    fn the_densest_matches_are_shown_from_the_beginning_of_their_sentence() {
        let text = "سجن في أول النص. ثم كلام كثير لا يعني أحدًا ولا يهم أحدًا. وقع تمرد في سجن المدينة، وهو سجن كبير، ثم هدأ كل شيء بعد ساعات.";
        assert_eq!(shown(text, "سجن", 45), "وقع تمرد في سجن المدينة، وهو سجن كبير، ثم هدأ");
        assert_eq!(shown(text, "لا شيء كهذا", 20), "سجن في أول النص. ثم");
        assert_eq!(shown(text, "ساعات", 25), "ثم هدأ كل شيء بعد ساعات.");
        assert_eq!(shown(text, "سجن", 500), text);
        // 1.5 is no end of a sentence, and marks have no width.
        let text = "قبل كل شيء. مَرَّ 1.5 مليون شخص من هنا فِي سَنَةٍ واحِدَةٍ فقط لا غير";
        assert_eq!(shown(text, "شخص", 40), "مَرَّ 1.5 مليون شخص من هنا فِي سَنَةٍ واحِدَةٍ فقط");
        assert_eq!(shown(text, "مَرَّ", 11), "مَرَّ 1.5");
    }

    #[test]
    fn a_snippet_is_whole_words_and_never_wider_than_its_match_lets_it() {
        let text = "كلمة\u{64E} a.b  \n\nسجن، بالسجن قريب. آخر ـــ 12/3 [x] نهاية الكلام هنا";
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let is_edge = |at: usize| {
            text[..at].chars().next_back().is_none_or(char::is_whitespace)
                || text[at..].chars().next().is_none_or(char::is_whitespace)
        };
        for (place, start) in places.iter().enumerate() {
            for end in &places[place + 1..] {
                let words = whole_words(text, *start..*end);
                for most in 0..60 {
                    let found = *start..*end;
                    let range = snippet(text, std::slice::from_ref(&found), most);
                    let told = format!("{start}..{end}, {most}: {:?}", &text[range.clone()]);
                    assert!(is_edge(range.start) && is_edge(range.end), "{told}");
                    if columns(&text[*start..*end]) <= most {
                        assert!(range.start <= *start && range.end >= *end, "{told}");
                        let widest = most.max(columns(&text[words.clone()]));
                        assert!(columns(&text[range.clone()]) <= widest, "{told}");
                    }
                }
            }
        }
    }
}
