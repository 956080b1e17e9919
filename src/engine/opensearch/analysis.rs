//! A document as the cluster takes it: its words, by our analysis.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::arabic::Tokens;
use crate::arabic::sketch::{Sketch, Sketcher};

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
        let (mut tokens, mut sketcher) = (Tokens::new(text), Sketcher::default());
        while let Some(token) = tokens.advance() {
            sketcher.push(&token);
            // A ligature is one word, though it is several tokens.
            if analysed.words.last().is_none_or(|last| last.end <= token.start) {
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
