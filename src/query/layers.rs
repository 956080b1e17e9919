//! The layers of matching that a search uses, and the vocabularies that it looks words up in.

use std::collections::HashSet;

use crate::arabic::stem;

/// The layers of matching that a query uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Words match whatever their clitics and endings; otherwise folded forms must be the same.
    pub clitics: bool,
    /// Words match by their stems; otherwise endings must be the same.
    pub stems: bool,
    /// Names match by their aliases.
    pub aliases: bool,
    /// Latin words match Arabic words that they may spell.
    pub latin: bool,
    /// Words match by their other spellings; with `stems` only.
    pub variants: bool,
    /// Words match by their broken plurals and singulars; with `stems` only.
    pub plurals: bool,
}

impl Default for Layers {
    /// All of them.
    fn default() -> Self {
        Self { clitics: true, stems: true, aliases: true, latin: true, variants: true, plurals: true }
    }
}

/// A vocabulary of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// Stems.
    Stems,
    /// Folded forms.
    Forms,
}

/// The stems of words that are no other spelling or plural of what was typed.
pub fn not_variants(words: &[String]) -> HashSet<String> {
    words.iter().map(|word| stem(word)).collect()
}
