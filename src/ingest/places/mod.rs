//! Recognises names of places in bylines: cities, regions and countries.
//!
//! `names.txt` has a folded name a line, sorted; LICENSE.md says where they are from.

use crate::arabic::fold;

/// The names, in the order of their bytes.
const PLACES: &str = include_str!("names.txt");

/// Whether a text is the name of a place, or of two, as a city and its country.
pub(super) fn is_place(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.is_empty() || words.len() > 6 {
        return false;
    }
    (1..=words.len()).any(|end| {
        let (first, rest) = words.split_at(end);
        is_known(&first.join(" ")) && (rest.is_empty() || is_known(&rest.join(" ")))
    })
}

/// Looks a folded name up.
fn is_known(name: &str) -> bool {
    let name = name.strip_prefix("مدينه ").or_else(|| name.strip_prefix("محافظه ")).unwrap_or(name);
    let (mut low, mut high) = (0, PLACES.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let middle = PLACES.floor_char_boundary(middle);
        let start = PLACES[..middle].rfind('\n').map_or(0, |place| place + 1);
        let end = PLACES[middle..].find('\n').map_or(PLACES.len(), |place| middle + place);
        match PLACES[start..end].cmp(name) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_folded_and_sorted() {
        let names: Vec<&str> = PLACES.lines().collect();
        assert!(names.is_sorted() && names.len() > 5000);
        assert!(names.iter().all(|name| fold(name) == *name && is_known(name)));
    }

    #[test]
    fn places_are_known() {
        for text in ["الرياض", "لوس أنجلوس", "المدينة المنورة", "حوطة سدير", "ساو باولو البرازيل", "مدينة حلب"]
        {
            assert!(is_place(text), "{text}");
        }
        for text in ["", "رنيم حداد", "سبق", "الرياض الإلكتروني", "ا"] {
            assert!(!is_place(text), "{text}");
        }
    }
}
