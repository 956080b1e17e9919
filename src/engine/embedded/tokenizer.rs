//! tantivy's tokenizer over the Arabic analysis; it keeps forms, signatures and texts for our components.
//!
//! A document is analysed once for stems, forms and signatures: while tantivy reads the stems of title and body, their
//! folded forms are collected, each once, and the body's signature is computed; [`forms`](super::forms) and
//! [`signatures`](super::signatures) take them once the document is read. tantivy reads a document on one thread, its
//! components one after another, so that forms never meet another document's stems.

use std::cell::RefCell;
use std::ops::Range;

use rustc_hash::FxHashSet;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use crate::arabic::signature::{Signature, SignatureBuilder};
use crate::arabic::{self, ArabicTokenizer, Tokens, set_tantivy_token};

/// The name of the tokenizer of title and body.
pub(super) const STEMS: &str = "fihris_stems";

/// The name of the tokenizer of titles alone: their words are in the text as well, so that nothing is collected.
pub(super) const TITLES: &str = "fihris_titles";

/// Registers the tokenizers; needed on every opening of an index.
pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register(STEMS, TextAnalyzer::from(Stems));
    index.tokenizers().register(TITLES, TextAnalyzer::from(ArabicTokenizer));
}

thread_local! {
    static ASIDE: RefCell<Aside> = RefCell::default();
}

/// The folded forms of the document that is being read, each once, and the signature of its body.
#[derive(Default)]
struct Aside {
    /// Of those that have a [`lexicon::key`](arabic::lexicon::key), the keys.
    keys: Vec<u64>,
    seen: FxHashSet<u64>,
    /// The others, packed.
    others: Vec<String>,
    /// Of the text that was begun last, which is the body.
    signature_builder: SignatureBuilder,
    /// Title and body, with the bytes of their words.
    texts: Vec<(String, Vec<Range<usize>>)>,
}

impl Aside {
    fn put(&mut self, token: &arabic::Token<'_>) {
        self.signature_builder.push(token);
        if let Some((_, words)) = self.texts.last_mut() {
            // A ligature is one word, though it is several tokens.
            if words.last().is_none_or(|last| last.end <= token.start) {
                words.push(token.span());
            }
        }
        match token.key {
            Some(key) if self.seen.insert(key) => self.keys.push(key),
            Some(_) => {}
            None => self.others.push(token.folded.as_str().into()),
        }
    }
}

/// Takes the forms that were collected on this thread, each once: keys, and packed forms that have none.
pub(super) fn take_forms(take: impl FnOnce(&[u64], &[String])) {
    ASIDE.with_borrow_mut(|aside| {
        aside.others.sort_unstable();
        aside.others.dedup();
        take(&aside.keys, &aside.others);
        aside.keys.clear();
        aside.seen.clear();
        aside.others.clear();
    });
}

/// Takes the signature of the body that was read on this thread.
pub(super) fn take_signature() -> Option<Signature> {
    ASIDE.with_borrow_mut(|aside| std::mem::take(&mut aside.signature_builder).finish())
}

/// Takes the texts that were read on this thread, with the bytes of their words.
pub(super) fn take_texts(take: impl FnOnce(&[(String, Vec<Range<usize>>)])) {
    ASIDE.with_borrow_mut(|aside| {
        take(&aside.texts);
        aside.texts.clear();
    });
}

/// Stems without stop words.
#[derive(Clone)]
struct Stems;

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        ASIDE.with_borrow_mut(|aside| {
            aside.signature_builder = SignatureBuilder::default();
            aside.texts.push((text.into(), Vec::with_capacity(text.len() / 8)));
        });
        StemStream { tokens: Tokens::new(text), token: Token::default() }
    }
}

struct StemStream<'a> {
    tokens: Tokens<'a>,
    token: Token,
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        ASIDE.with_borrow_mut(|aside| {
            while let Some(token) = self.tokens.advance() {
                aside.put(&token);
                if !token.is_stop_word {
                    set_tantivy_token(&mut self.token, &token);
                    return true;
                }
            }
            false
        })
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
