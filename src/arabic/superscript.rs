//! Words with superscript alef (U+0670), of which usual spelling writes some with an alef and others without:
//! ٱلْعَٰلَمِينَ is العالمين, but هَٰذَا is هذا. The lexicon decides by which spelling occurs.

use super::fold::{self, SUPERSCRIPT_ALEF};
use super::letter::{self, Code};
use super::lexicon::Lexicon;

/// The most superscript alefs of a word that are tried; those behind them are dropped.
const MAX_TRIED: usize = 4;
/// A spelling with more alefs wins if it occurs at least once for this many times that the commonest one does.
const FACTOR: u32 = 10;

/// Folds one written word as [`fold::fold_word`] does, its superscript alefs resolved.
pub(super) fn fold_word(written: &str) -> String {
    if !written.contains(SUPERSCRIPT_ALEF) {
        return fold::fold_word(written);
    }
    let written = fold::readable(written);
    let spellings: Vec<(usize, String)> =
        spellings(written).into_iter().map(|(alefs, spelling)| (alefs, fold::fold_word(&spelling))).collect();
    let lexicon = Lexicon::embedded();
    let count = |spelling: &str| lexicon.count(&spelling.chars().map(letter::code).collect::<Vec<Code>>());
    let counts: Vec<u32> = spellings.iter().map(|(_, spelling)| count(spelling)).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let usual = spellings.into_iter().zip(counts).filter(|(_, count)| FACTOR.saturating_mul(*count) >= most);
    let best = usual.max_by_key(|((alefs, _), count)| (*alefs, *count));
    best.map_or_else(|| fold::fold_word(written), |((_, spelling), _)| spelling)
}

/// The usual spellings that a word may have, each with how many of its superscript alefs it writes as alefs: such a sign
/// is an alef or nothing. On a waw or yeh without a vowel of its own it makes that an alef: الصلوٰة is الصلاة.
fn spellings(written: &str) -> Vec<(usize, String)> {
    let mut spellings = vec![(0, String::new())];
    for (place, part) in written.split(SUPERSCRIPT_ALEF).enumerate() {
        if place == 0 || place > MAX_TRIED {
            spellings.iter_mut().for_each(|(_, spelling)| spelling.push_str(part));
            continue;
        }
        let before = std::mem::take(&mut spellings);
        for (alefs, spelling) in before {
            let alef = spelling.strip_suffix(['و', 'ي', 'ى']).unwrap_or(&spelling);
            spellings.push((alefs + 1, format!("{alef}ا{part}")));
            spellings.push((alefs, format!("{spelling}{part}")));
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_knows_which_are_alefs() {
        for (written, folded) in [
            ("ٱلْعَٰلَمِينَ", "العالمين"),
            ("ٱلظَّٰلِمِين", "الظالمين"),
            ("ٱلْكِتَٰب", "الكتاب"),
            ("ٱلصِّرَٰط", "الصراط"),
            ("الصلوٰة", "الصلاه"),
            ("ٱلصَّلَوٰةَ", "الصلاه"),
            ("ٱلسَّمَٰوَٰتِ", "السماوات"),
            ("مَٰلِكِ", "مالك"),
            ("إِبْرَٰهِيمَ", "ابراهيم"),
            ("مُوسَىٰ", "موسي"),
            ("عَلَىٰ", "علي"),
            ("هَٰذَا", "هذا"),
            ("هـٰذا", "هذا"),
            ("ذَٰلِكَ", "ذلك"),
            ("لَٰكِن", "لكن"),
            ("ٱلرَّحْمَٰن", "الرحمن"),
            ("إِلَٰه", "اله"),
        ] {
            assert_eq!(fold_word(written), folded, "{written}");
        }
    }

    #[test]
    fn hostile_words_stay_small() {
        let word = format!("ب{}", "\u{670}و".repeat(1000));
        assert!(fold_word(&word).chars().count() <= fold::FOLDED_CHARS);
    }
}
