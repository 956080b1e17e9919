//! Analyses documents for the cluster, which splits text at spaces only.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::arabic::signature::{Signature, SignatureBuilder};
use crate::arabic::{Tokens, WordCode, WordLengths};
use crate::document::{DocumentTermsBuilder, WordKey};

/// Capacity of each generation of the cache, in words.
const WORDS: usize = 1 << 19;

/// An analysed text.
#[derive(Default)]
pub(super) struct AnalyzedText {
    /// Stems separated by spaces, without stop words.
    pub stems: String,
    /// How many stems.
    pub length: u64,
    /// Folded forms.
    pub forms: BTreeSet<String>,
    pub signature: Option<Signature>,
    /// The bytes of words.
    pub words: Vec<Range<usize>>,
}

impl AnalyzedText {
    pub fn of(text: &str) -> Self {
        let mut analysed = Self::default();
        let (mut tokens, mut signature_builder, mut end) = (Tokens::new(text), SignatureBuilder::default(), 0);
        while let Some(token) = tokens.advance() {
            signature_builder.push(&token);
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
        analysed.signature = signature_builder.finish();
        analysed
    }
}

/// The distinct stems and the distinct folded forms of a document with these texts, sorted.
pub(super) fn distinct_words(texts: &[AnalyzedText]) -> [BTreeSet<&str>; 2] {
    let stems = texts.iter().flat_map(|text| text.stems.split(' ')).filter(|stem| !stem.is_empty());
    [stems.collect(), texts.iter().flat_map(|text| &text.forms).map(String::as_str).collect()]
}

/// A word that was met in a document.
#[derive(Clone, Debug)]
pub(super) struct KnownWord {
    pub written: Box<str>,
    code: WordCode,
    lengths: WordLengths,
}

impl KnownWord {
    fn of(written: &str) -> Self {
        let code = WordCode::of(written);
        Self { written: written.into(), code, lengths: WordLengths::of(code, written) }
    }
}

/// Cache of analysed words, with two generations of [`WORDS`] words. A search has far fewer words, so that none is
/// dropped before it is looked up.
#[derive(Default)]
pub(super) struct Words([FxHashMap<u64, KnownWord>; 2]);

impl Words {
    pub fn get(&self, WordKey(key): WordKey) -> Option<&KnownWord> {
        self.0.iter().find_map(|words| words.get(&key))
    }

    fn meet(&mut self, written: &str) -> (WordKey, &KnownWord) {
        let key = BuildHasherDefault::<FxHasher>::default().hash_one(written);
        let [words, before] = &mut self.0;
        if words.len() >= WORDS && !words.contains_key(&key) {
            *before = std::mem::take(words);
        }
        let known = || before.remove(&key).unwrap_or_else(|| KnownWord::of(written));
        (WordKey(key), words.entry(key).or_insert_with(known))
    }
}

/// Reads the words of `text`, which are added to `words`.
pub(super) fn read_words(text: &str, builder: &mut DocumentTermsBuilder<'_>, words: &mut Words) {
    let (mut tokens, mut end) = (Tokens::new(text), 0);
    while let Some(token) = tokens.advance() {
        if token.start < end {
            continue;
        }
        let span = token.span();
        end = span.end;
        let (key, known) = words.meet(&text[span.clone()]);
        builder.read(span.start, known.lengths, Some((key, known.code, span.end)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_stems_and_forms() {
        let analysed = AnalyzedText::of("هرب من السجن في الليل إلى");
        assert_eq!((analysed.stems.as_str(), analysed.length), ("هرب سجن ليل", 3));
        assert_eq!(analysed.words.len(), 6);
        assert!(analysed.forms.contains("السجن"));
        assert_eq!(AnalyzedText::of("").stems, "");
    }
}
