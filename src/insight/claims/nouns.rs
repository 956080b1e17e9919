//! What numbers count: which words are nouns without a clitic, which are duals, and by which stem they are compared.

use super::phrases::{COUNTED_TWICE, NO_DUALS, PLURAL_TOO};
use crate::arabic::lexicon::Lexicon;
use crate::arabic::{fold, pack, plurals, stem};

pub(super) fn is_arabic(form: &str) -> bool {
    form.chars().next().is_some_and(|char| ('\u{600}'..='\u{6FF}').contains(&char))
}

/// Whether a conjunction or a preposition is written with a folded word.
pub(super) fn has_clitic(form: &str) -> bool {
    let first = form.chars().next().filter(|first| "وفبلك".contains(*first));
    first.is_some_and(|first| !stem(form).starts_with(first))
}

/// Whether ال at the front of a folded word is its own: التماس has none, but ألمان and آلية begin so.
pub(super) fn is_own_article(form: &str) -> bool {
    stem(form).starts_with("ال")
}

/// Whether a folded word is a dual that counts.
pub(super) fn is_dual(form: &str) -> bool {
    let bare = form.strip_prefix(['و', 'ب', 'ل', 'ف']).filter(|bare| bare.chars().count() > 4).unwrap_or(form);
    [form, bare].into_iter().any(|form| {
        let Some(base) = form.strip_suffix("ان").or_else(|| form.strip_suffix("ين")) else { return false };
        if base.starts_with("ال") || NO_DUALS.has(form) {
            return false;
        }
        if COUNTED_TWICE.has(base) {
            return !(form.ends_with("ين") && PLURAL_TOO.has(base));
        }
        let Some(base) = base.strip_suffix('ت').filter(|base| base.chars().count() > 2) else { return false };
        // The feminine dual has a singular with ه that general Arabic has.
        let count = |word: &str| Lexicon::embedded().count(pack(word).as_bytes());
        let dual = count(form);
        count(&format!("{base}ه")) > 20 * dual.max(10)
    })
}

/// The stem by which claims are compared: of a singular and its broken plural the shorter, then the first by its letters.
pub(super) fn subject(counted: &str) -> String {
    let own = stem(&fold(counted));
    let others = plurals(&own);
    others.into_iter().chain([own]).min_by_key(|stem| (stem.chars().count(), stem.clone())).unwrap_or_default()
}
