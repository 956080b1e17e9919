//! Finds other spellings and numbers of words, and names that are written as one word or as two.

use std::collections::HashSet;
use std::ops::Range;

use super::{Layer, Layers, Level, OtherStem, Vocabulary, Word, WordKind};
use crate::arabic::{Pattern, Tokens, Variant, Variants, joined, plurals, stem};

/// The weight of another spelling, less what each unit of its cost takes. It was measured: docs/ranking.md.
const SPELLING: f32 = 0.8;
const COST: f32 = 0.15;
/// The cost up to which another spelling is by convention.
const CERTAIN: f32 = 0.15;
/// The weight of a plural or singular.
const PLURAL: f32 = 0.25;
/// The most other spellings of a word.
const MAX_SPELLINGS: usize = 8;
/// The most words of an archive that are compared with a word.
const MAX_READ: usize = 1024;

/// Places of words in a row, and the words that replace them.
pub(super) type Replacement = (Range<usize>, Vec<Word>);

/// Finds variants in the vocabulary of an archive, as `look_up` of [`expand`](super::expand()) returns it.
pub(super) struct VariantFinder<'a, L> {
    pub layers: Layers,
    /// Stems that are no other spelling or plural.
    pub not_variants: &'a HashSet<String>,
    pub look_up: &'a L,
}

impl<E, L: Fn(Vocabulary, &Pattern, usize) -> Result<Vec<(String, u64)>, E>> VariantFinder<'_, L> {
    /// The stems of a word's other spellings that the archive has, and of its broken plurals and singulars.
    pub fn others(&self, word: &Word) -> Result<Vec<OtherStem>, E> {
        let mut others = Vec::new();
        if word.is_stop_word {
            return Ok(others);
        }
        if self.layers.variants {
            let spelling = |(stem, cost)| OtherStem { stem, layer: Layer::Spelling, weight: SPELLING - COST * cost };
            others.extend(self.spellings(word)?.into_iter().map(spelling));
        }
        if self.layers.plurals {
            let plural = |stem| OtherStem { stem, layer: Layer::Plural, weight: PLURAL };
            others.extend(plurals(&word.stem).into_iter().map(plural));
        }
        others.retain(|other| !self.not_variants.contains(&other.stem));
        Ok(others)
    }

    /// The words of a row written as one, and each of them written as two, as far as the archive has them; with the
    /// places of the words that they replace.
    pub fn joined_and_parted(&self, row: &[Word]) -> Result<Vec<Replacement>, E> {
        let mut found = Vec::new();
        for (place, pair) in row.windows(2).enumerate() {
            if let Some(word) = self.joined(&pair[0], &pair[1])? {
                found.push((place..place + 2, vec![word]));
            }
        }
        for (place, word) in row.iter().enumerate() {
            found.extend(self.parted(word)?.into_iter().map(|words| (place..place + 1, words)));
        }
        Ok(found)
    }

    /// Two words as one, if the archive has that.
    pub fn joined(&self, one: &Word, other: &Word) -> Result<Option<Word>, E> {
        if !(self.layers.variants && is_plain(one) && is_plain(other)) {
            return Ok(None);
        }
        let form = joined::joined(&one.folded, &other.folded);
        let word = form.and_then(|form| word(&form)).filter(|word| !self.not_variants.contains(&word.stem));
        match word {
            Some(word) if self.has_stem(&word)? => Ok(Some(word)),
            _ => Ok(None),
        }
    }

    /// The ways of writing a word as two that the archive has.
    fn parted(&self, whole: &Word) -> Result<Vec<Vec<Word>>, E> {
        let mut found = Vec::new();
        if !(self.layers.variants && is_plain(whole)) {
            return Ok(found);
        }
        for (one, other) in joined::parts(&whole.folded) {
            let (Some(one), Some(other)) = (word(&one), word(&other)) else { continue };
            let is_left_out = [&one, &other].iter().any(|word| self.not_variants.contains(&word.stem));
            if !is_left_out && self.has_stem(&one)? && self.has_stem(&other)? {
                found.push(vec![one, other]);
            }
        }
        Ok(found)
    }

    /// The stems of a word's other spellings that the archive has, with their costs.
    fn spellings(&self, word: &Word) -> Result<Vec<(String, f32)>, E> {
        let mut spellings = Vec::new();
        if let Some(variants) = Variants::of_stem(&word.stem) {
            let stems = self.found(Vocabulary::Stems, &variants)?;
            spellings.extend(stems.into_iter().map(|variant| (variant.word, variant.cost)));
        }
        if let Some(variants) = Variants::of_form(&word.folded) {
            for variant in self.found(Vocabulary::Forms, &variants)? {
                let stem = stem(&variant.word);
                if variant.cost <= CERTAIN || self.is_mostly(&stem, &variant)? {
                    spellings.push((stem, variant.cost));
                }
            }
        }
        spellings.truncate(MAX_SPELLINGS);
        Ok(spellings)
    }

    /// Whether at least a third of the documents with a stem have this form: other words have the stem of اميركيا.
    fn is_mostly(&self, stem: &str, form: &Variant) -> Result<bool, E> {
        let Some(pattern) = Pattern::near(stem, 0) else { return Ok(false) };
        let found = (self.look_up)(Vocabulary::Stems, &pattern, 1)?;
        Ok(found.iter().all(|(_, documents)| 3 * form.count >= *documents))
    }

    fn found(&self, of: Vocabulary, variants: &Variants) -> Result<Vec<Variant>, E> {
        let mut words = match variants.sounds() {
            Some(pattern) => (self.look_up)(of, &pattern, MAX_READ)?,
            None => Vec::new(),
        };
        for spelling in variants.conventions() {
            let Some(pattern) = Pattern::near(&spelling, 0) else { continue };
            words.extend((self.look_up)(of, &pattern, 1)?);
        }
        words.sort_unstable();
        words.dedup();
        Ok(variants.meant(words))
    }

    fn has_stem(&self, word: &Word) -> Result<bool, E> {
        let Some(pattern) = Pattern::near(&word.stem, 0) else { return Ok(false) };
        Ok((self.look_up)(Vocabulary::Stems, &pattern, 1)?.iter().any(|(found, _)| *found == word.stem))
    }
}

fn is_plain(word: &Word) -> bool {
    word.kind == WordKind::Whole && word.latin.is_none()
}

/// The word that a folded form is, unless it is a stop word or none.
fn word(form: &str) -> Option<Word> {
    let mut tokens = Tokens::new(form);
    let token = tokens.advance().filter(|token| !token.is_stop_word)?;
    Some(Word::new(&token, WordKind::Whole, Level::Stem))
}
