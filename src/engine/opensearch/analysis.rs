//! A document as the cluster takes it: its words, by our analysis.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::arabic::sketch::{Sketch, Sketcher};
use crate::arabic::{Keys, Tokens};
use crate::document::{Lexeme, Outline, OutlineWord, WordKey};

/// A text by its words.
#[derive(Default)]
pub(super) struct Analysed {
    /// Stems parted by spaces, without stop words.
    pub stems: String,
    /// How many stems.
    pub length: u64,
    /// Folded forms.
    pub forms: BTreeSet<String>,
    pub sketch: Option<Sketch>,
    /// The bytes of words.
    pub words: Vec<Range<usize>>,
}

impl Analysed {
    pub fn of(text: &str) -> Self {
        let mut analysed = Self::default();
        let (mut tokens, mut sketcher, mut end) = (Tokens::new(text), Sketcher::default(), 0);
        while let Some(token) = tokens.advance() {
            sketcher.push(&token);
            // A ligature is one word, though it is several tokens.
            if token.start >= end {
                end = token.span().end;
                analysed.words.push(token.span());
            }
            analysed.forms.insert(token.folded.to_string());
            if token.is_stop_word {
                continue;
            }
            analysed.stems.push_str(&token.stem.to_string());
            analysed.stems.push(' ');
            analysed.length += 1;
        }
        analysed.stems.pop();
        analysed.sketch = sketcher.finish();
        analysed
    }
}

/// Appends the words of `text` to an outline; what each is, to `lexemes`.
pub(super) fn place(text: &str, outline: &mut Outline, lexemes: &mut FxHashMap<u64, Lexeme>) {
    let (mut tokens, mut end) = (Tokens::new(text), 0);
    while let Some(token) = tokens.advance() {
        if token.start < end {
            continue;
        }
        let span = token.span();
        end = span.end;
        let written = &text[span.clone()];
        let key = BuildHasherDefault::<FxHasher>::default().hash_one(written);
        let lexeme = || Keys::of(written).map_or_else(|| Lexeme::Written(written.into()), Lexeme::Keys);
        lexemes.entry(key).or_insert_with(lexeme);
        outline.words.push(OutlineWord { key: WordKey(key), start: span.start as u32, end: span.end as u32 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_stems_and_forms() {
        let analysed = Analysed::of("هرب من السجن في الليل إلى");
        assert_eq!((analysed.stems.as_str(), analysed.length), ("هرب سجن ليل", 3));
        assert_eq!(analysed.words.len(), 6);
        assert!(analysed.forms.contains("السجن"));
        assert_eq!(Analysed::of("").stems, "");
    }
}
