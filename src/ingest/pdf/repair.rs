//! Finds the letters of glyphs whose font does not say them, or says them of their neighbours.
//!
//! Fonts name letters by glyph, but a ligature, a mark and what they join to share theirs: a font may give لا and its tanwin
//! to the mark and nothing to the ligature, which then has no letters wherever no mark is. What one place says of a glyph
//! holds for all; for the rest the lexicon decides: letters that make words of the pieces around them in most places.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::content::{Code, Glyph, THIN};
use super::order::{is_mark, logical, plain, rightward};
use super::rows::SPACE;
use crate::arabic::lexicon::Lexicon;
use crate::arabic::{Packed, Tokens};

/// What a glyph may be to which its font gives no letters because another has them: ligatures, letters with a hamza, or
/// nothing; and what one may be of which the font says nothing.
const SILENT: &[&str] = &["لا", "لأ", "أ", "لإ", "إ", "لآ", "آ", "الله", "لله", "لم", "لي", "لى", "لح", "لج", "لخ", ""];
#[rustfmt::skip]
const UNSAID: &[&str] = &[
    "لا", "ا", "لأ", "أ", "لإ", "إ", "لآ", "آ", "ل", "الله", "لله", "لل", "لم", "لي", "لى", "لح", "لج", "لخ", "ي", "ى", "و", "ر", "ن", "م", "ت", "ب", "ة", "ه", "",
];
/// How far beside a letter its mark may begin, in ems.
const REACH: f64 = 0.15;
/// How much likelier words must be for a glyph to get other letters than it has.
const MARGIN: f64 = 1.2;
/// Letters that a hamza or a madda makes of an alef.
const ALEFS: &[&str] = &["ا", "أ", "إ", "آ"];
/// The share of a stem's weight in that of a word that is not known itself.
const STEM: f64 = 0.25;
/// The most words that are looked at for a glyph.
const WORDS: usize = 100;
/// The most glyphs whose letters are looked for.
const GLYPHS: usize = 2000;

/// Gives letters to the glyphs of a document that have none, and takes from others what their neighbours say, too.
pub(super) fn repair(pages: &mut [Vec<Glyph>]) {
    let mut learned: HashMap<Code, BTreeMap<String, usize>> = HashMap::new();
    pages.iter_mut().for_each(|page| divide(page, &mut learned));
    name_alefs(pages);
    let learned: HashMap<Code, String> =
        learned.into_iter().filter_map(|(code, votes)| Some((code, most(votes)?))).collect();
    for glyph in pages.iter_mut().flatten().filter(|glyph| glyph.is_open()) {
        if let Some(letters) = learned.get(&glyph.code) {
            glyph.text.clone_from(letters);
        }
    }
    let mut places: BTreeMap<Code, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for (place, glyph) in page.iter().enumerate().filter(|(_, glyph)| glyph.is_open() || is_ligature(glyph)) {
            if places.len() < GLYPHS || places.contains_key(&glyph.code) {
                places.entry(glyph.code).or_default().push((number, place));
            }
        }
    }
    // The most frequent first: each that is found makes the next easier.
    let mut places: Vec<(Code, Vec<(usize, usize)>)> = places.into_iter().collect();
    places.sort_by_key(|(_, places)| Reverse(places.len()));
    for (_, places) in places {
        if let Some(letters) = by_lexicon(pages, &places) {
            places.iter().for_each(|&(page, place)| pages[page][place].text.clone_from(&letters));
        }
    }
}

impl Glyph {
    /// Whether it takes place on its line: marks do not.
    fn is_wide(&self) -> bool {
        self.right - self.left > THIN * self.size
    }

    /// Whether its letters are to be found.
    fn is_open(&self) -> bool {
        self.text.is_empty() && !self.is_mute
    }
}

/// Whether a glyph has several letters, which the one beside it may have, too.
fn is_ligature(glyph: &Glyph) -> bool {
    !glyph.is_mute && glyph.text.chars().filter(|char| !is_mark(*char)).nth(1).is_some()
}

fn most(votes: BTreeMap<String, usize>) -> Option<String> {
    votes.into_iter().max_by_key(|(_, times)| *times).map(|(letters, _)| letters)
}

/// Gives the letters that a mark has back to the glyph that bears it, and takes them from the mark elsewhere.
fn divide(page: &mut [Glyph], learned: &mut HashMap<Code, BTreeMap<String, usize>>) {
    for place in 0..page.len() {
        let mark = &page[place];
        let marks: String = mark.text.chars().filter(|char| is_mark(*char)).collect();
        if mark.is_wide() || marks.len() == mark.text.len() {
            continue;
        }
        match bearer(page, place) {
            Some(bearer) => {
                let whole = std::mem::take(&mut page[place].text);
                page[place].is_mute = true;
                if page[bearer].is_open() {
                    let letters: String = whole.chars().filter(|char| !is_mark(*char)).collect();
                    *learned.entry(page[bearer].code).or_default().entry(letters).or_default() += 1;
                }
                page[bearer].text = whole;
            }
            None if !marks.is_empty() => page[place].text = marks,
            None => {}
        }
    }
}

/// Names alefs by the signs on them. A font that draws أ as an alef with a sign may call the alef by the first letter that it
/// was a part of, everywhere, and the sign nothing.
fn name_alefs(pages: &mut [Vec<Glyph>]) {
    let mut signs = BTreeMap::<Code, Sign>::new();
    let mut bearers = BTreeSet::<Code>::new();
    for page in pages.iter() {
        for (place, glyph) in page.iter().enumerate().filter(|(_, glyph)| is_alef(glyph)) {
            let Some(sign) = sign_on(page, place) else { continue };
            bearers.insert(glyph.code);
            let known = signs.entry(sign.code).or_default();
            known.times += 1;
            known.below += usize::from(sign.y > glyph.y);
            known.last += usize::from(is_last(page, place));
        }
    }
    let named = names_of(&signs);
    for page in pages.iter_mut() {
        for place in (0..page.len()).filter(|place| is_alef(&page[*place])).collect::<Vec<_>>() {
            if bearers.contains(&page[place].code) {
                let sign = sign_on(page, place).map(|sign| sign.code);
                page[place].text = sign.and_then(|sign| named.get(&sign).copied()).unwrap_or("ا").into();
            }
        }
    }
}

/// How a sign stands on alefs: how often, how often below the line, and how often at the end of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Sign {
    times: usize,
    below: usize,
    last: usize,
}

/// What signs make of an alef: below the line إ; above it أ, and a rarer one آ; at the end of words it is a tanwin.
fn names_of(signs: &BTreeMap<Code, Sign>) -> BTreeMap<Code, &'static str> {
    let is_tanwin = |sign: &Sign| 2 * sign.last > sign.times;
    let is_below = |sign: &Sign| 2 * sign.below > sign.times;
    let above = signs.iter().filter(|(_, sign)| !is_tanwin(sign) && !is_below(sign));
    let hamza = above.max_by_key(|(_, sign)| sign.times).map(|(code, _)| *code);
    let name = |(code, sign): (&Code, &Sign)| {
        let name = match (is_below(sign), is_tanwin(sign)) {
            (true, _) => "إ",
            (_, true) => "ا\u{64B}",
            _ if Some(*code) == hamza => "أ",
            _ => "آ",
        };
        (*code, name)
    };
    signs.iter().map(name).collect()
}

fn is_alef(glyph: &Glyph) -> bool {
    glyph.is_wide() && ALEFS.contains(&glyph.text.as_str())
}

/// Whether no letter stands left of a glyph.
fn is_last(page: &[Glyph], place: usize) -> bool {
    let glyph = &page[place];
    let near = &page[place.saturating_sub(3)..page.len().min(place + 4)];
    !near.iter().any(|other| {
        let gap = (glyph.left - other.right).abs() / glyph.size;
        other.is_wide() && gap < SPACE && other.left < glyph.left && other.text.chars().any(char::is_alphabetic)
    })
}

/// The sign without letters that stands on a glyph.
fn sign_on(page: &[Glyph], place: usize) -> Option<&Glyph> {
    let glyph = &page[place];
    let reach = REACH * glyph.size;
    let beside = [page.get(place + 1), page.get(place.wrapping_sub(1))];
    beside.into_iter().flatten().find(|sign| {
        let is_on = (glyph.left - reach..=glyph.right + reach).contains(&sign.left);
        sign.is_mute && !sign.is_wide() && is_on && (sign.y - glyph.y).abs() < glyph.size
    })
}

/// The glyph beside a mark that it stands on, if that has no letters of its own; or an alef, of which the sign on it says
/// which it is: the font may know it by another.
fn bearer(page: &[Glyph], place: usize) -> Option<usize> {
    let mark = &page[place];
    let is_sign = ALEFS.contains(&mark.text.as_str());
    let bears = |other: &usize| {
        page.get(*other).is_some_and(|glyph| {
            let reach = REACH * glyph.size;
            let is_below = glyph.is_wide() && (glyph.left - reach..=glyph.right + reach).contains(&mark.left);
            is_below && (glyph.is_open() || is_sign && ALEFS.contains(&glyph.text.as_str()))
        })
    };
    [place + 1, place.wrapping_sub(1)].into_iter().find(bears)
}

/// The letters that make the likeliest words; `None` if what the glyph has is as good.
fn by_lexicon(pages: &[Vec<Glyph>], places: &[(usize, usize)]) -> Option<String> {
    let (page, place) = *places.first()?;
    let own = plain(&pages[page][place].text);
    let words: Vec<Vec<Option<String>>> =
        places.iter().take(WORDS).map(|&(page, place)| word_with(&pages[page], place)).collect();
    let is_arabic = |word: &&Vec<Option<String>>| rightward(word.iter().flatten().flat_map(|piece| piece.chars())) > 0;
    // The lexicon knows nothing of other words.
    if 2 * words.iter().filter(is_arabic).count() < words.len() {
        return None;
    }
    let words: BTreeSet<Vec<Option<String>>> = words.into_iter().collect();
    let lexicon = Lexicon::embedded();
    let likely = |letters: &str| -> f64 {
        let filled = words.iter().map(|pieces| {
            let pieces: Vec<String> =
                pieces.iter().map(|piece| piece.clone().unwrap_or_else(|| letters.into())).collect();
            likelihood(&lexicon, &logical(&pieces, true, false))
        });
        filled.sum()
    };
    let candidates: Vec<String> = match own.is_empty() {
        true if !pages[page][place].is_wide() => ALEFS.iter().chain(&[""]).map(|letters| (*letters).into()).collect(),
        true if pages[page][place].is_unsaid => UNSAID.iter().map(|letters| (*letters).into()).collect(),
        true => SILENT.iter().map(|letters| (*letters).into()).collect(),
        false => without_repeated(&own, &words),
    };
    let scored = candidates.into_iter().map(|letters| (likely(&letters), letters)).rev();
    let (score, best) = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (score > MARGIN * likely(&own) && best != own).then_some(best)
}

/// The letters of a ligature, and those without the first or the last if the glyph beside it mostly has that, too.
fn without_repeated(own: &str, words: &BTreeSet<Vec<Option<String>>>) -> Vec<String> {
    let letters: Vec<char> = own.chars().collect();
    let mut candidates = vec![own.to_string()];
    // Pieces are from left to right: what is read before stands to the right.
    let beside = |word: &[Option<String>], is_before: bool| -> Option<char> {
        let place = word.iter().position(Option::is_none)?;
        let other = if is_before { word.get(place + 1) } else { word.get(place.checked_sub(1)?) };
        let other = other?.as_deref()?;
        if is_before { other.chars().next_back() } else { other.chars().next() }
    };
    let mostly = |is_before: bool, letter: char| {
        2 * words.iter().filter(|word| beside(word, is_before) == Some(letter)).count() > words.len()
    };
    if mostly(true, letters[0]) {
        candidates.push(letters[1..].iter().collect());
    }
    if mostly(false, letters[letters.len() - 1]) {
        candidates.push(letters[..letters.len() - 1].iter().collect());
    }
    candidates
}

/// How likely Arabic has a word: the logarithm of its count, less where only its stem is known.
fn likelihood(lexicon: &Lexicon<'_>, word: &str) -> f64 {
    let mut tokens = Tokens::new(word);
    let mut sum = 0.0;
    while let Some(token) = tokens.advance() {
        let count = |word: Packed<'_>| f64::from(word.letters().map_or(0, |letters| lexicon.count(letters)));
        // A letter alone is hardly a word.
        if token.folded.letters().is_none_or(|letters| letters.len() < 2) {
            continue;
        }
        let (form, stem) = (count(token.folded), count(token.stem));
        sum += if form > 0.0 { (1.0 + form).ln() } else { STEM * (1.0 + stem).ln() };
    }
    sum
}

/// The word of a page with the glyph at `place`: its pieces from left to right, `None` for that glyph.
fn word_with(page: &[Glyph], place: usize) -> Vec<Option<String>> {
    let joins = |one: &Glyph, other: &Glyph| {
        let gap = (one.left.max(other.left) - one.right.min(other.right)) / one.size;
        (one.y - other.y).abs() < 0.5 * one.size && gap < SPACE && !other.text.contains(' ')
    };
    let mut begin = place;
    while begin > 0 && joins(&page[begin], &page[begin - 1]) {
        begin -= 1;
    }
    let mut end = place + 1;
    while end < page.len() && joins(&page[end - 1], &page[end]) {
        end += 1;
    }
    let code = page[place].code;
    let own = page[begin..end].iter().filter(|glyph| glyph.code == code || !glyph.text.chars().all(is_mark));
    let mut word: Vec<&Glyph> = own.collect();
    word.sort_by(|one, other| one.left.total_cmp(&other.left).then(one.right.total_cmp(&other.right)));
    word.into_iter().map(|glyph| (glyph.code != code).then(|| plain(&glyph.text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A glyph of half an em at a place from the left.
    fn glyph(text: &str, place: usize, code: u32) -> Glyph {
        let left = place as f64 * 5.0;
        Glyph { text: text.into(), left, right: left + 5.0, size: 10.0, code: (0, code), ..Glyph::default() }
    }

    /// The glyphs of words from left to right, the codes of their letters, with 9 for a glyph without letters.
    fn words(words: &[&str], place: &mut usize) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        for word in words {
            for char in word.chars().rev() {
                let letter = if char == '□' { String::new() } else { char.into() };
                glyphs.push(glyph(&letter, *place, if char == '□' { 9 } else { u32::from(char) }));
                *place += 1;
            }
            *place += 1;
        }
        glyphs
    }

    #[test]
    fn the_lexicon_finds_letters_that_fonts_leave_out() {
        let mut pages = vec![words(&["دو□ر", "خ□ل", "ث□ثة"], &mut 0), words(&["الس□م", "الب□د"], &mut 0)];
        repair(&mut pages);
        let found: Vec<&str> = pages.iter().flatten().filter(|one| one.code.1 == 9).map(|one| &*one.text).collect();
        assert_eq!(found, ["لا"; 5]);
        // A glyph that adds nothing to known words stays silent.
        let mut pages = vec![words(&["لكن□", "الكتا□ب", "الكبي□ر"], &mut 0)];
        repair(&mut pages);
        assert!(pages[0].iter().all(|one| one.code.1 != 9 || one.text.is_empty()));
    }

    #[test]
    fn what_a_mark_says_of_its_bearer_is_learned() {
        let mark = |text: &str, left: f64| Glyph { left, right: left, ..glyph(text, 0, 7) };
        // The font gives لا and its tanwin to the mark, wherever that stands.
        let mut page =
            vec![mark("ل\u{64B}ا", 2.0), glyph("", 0, 9), glyph("ي", 1, 1), mark("ل\u{64B}ا", 32.0), glyph("د", 6, 2)];
        page.push(glyph("", 12, 9));
        let mut pages = vec![page];
        repair(&mut pages);
        let texts: Vec<&str> = pages[0].iter().map(|one| &*one.text).collect();
        assert_eq!(texts, ["", "ل\u{64B}ا", "ي", "\u{64B}", "د", "لا"]);
    }

    #[test]
    fn signs_say_which_alef_it_is() {
        let sign = |place: usize, code: u32, y: f64| {
            let left = place as f64 * 5.0 + 1.0;
            Glyph { left, right: left, y, is_mute: true, ..glyph("", 0, code) }
        };
        let mut page = Vec::new();
        for (place, (code, y)) in [(20, -1.0), (20, -1.0), (21, 1.0), (22, -1.0)].into_iter().enumerate() {
            let place = place * 3;
            page.extend([glyph("ن", place, 1), glyph("إ", place + 1, 5), sign(place + 1, code, y)]);
        }
        page.extend([glyph("ن", 13, 1), glyph("إ", 14, 5)]);
        let mut pages = vec![page];
        repair(&mut pages);
        let alefs: Vec<&str> = pages[0].iter().filter(|one| one.code.1 == 5).map(|one| &*one.text).collect();
        assert_eq!(alefs, ["أ", "أ", "إ", "آ", "ا"]);
    }
}
