//! The Arabic analysis as tantivy asks for it.
//!
//! A document is analysed once for both of its fields: while tantivy reads the stems of title and body, their folded
//! forms are put aside, each once; when it then asks for the forms, they are handed over. tantivy reads a document on
//! one thread, field by field in the order of the schema, so that forms never meet another document's stems.

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use crate::arabic::{self, Tokens};

/// The name under which stems are known to tantivy.
pub(super) const STEMS: &str = "fihris_stems";
/// The name under which folded forms are known to tantivy.
pub(super) const FORMS: &str = "fihris_forms";

/// Tells tantivy both analyses; needed on every opening of an index.
pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register(STEMS, TextAnalyzer::from(Stems));
    index.tokenizers().register(FORMS, TextAnalyzer::from(Forms));
}

thread_local! {
    static ASIDE: RefCell<Aside> = RefCell::default();
}

/// The folded forms of the document that is being read, each once.
#[derive(Default)]
struct Aside {
    forms: String,
    /// Where each form ends in `forms`.
    ends: Vec<usize>,
    /// Keys of the forms; the few words without a key may stand twice.
    seen: FxHashSet<u64>,
}

impl Aside {
    fn put(&mut self, token: &arabic::Token<'_>) {
        if token.key.is_none_or(|key| self.seen.insert(key)) {
            self.forms.push_str(token.folded);
            self.ends.push(self.forms.len());
        }
    }
}

/// Stems without stop words.
#[derive(Clone)]
struct Stems;

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
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
                if token.is_stop_word {
                    continue;
                }
                self.token.position = token.position;
                self.token.offset_from = token.start;
                self.token.offset_to = token.start + token.written.len();
                self.token.text.clear();
                self.token.text.push_str(token.stem);
                return true;
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

/// Folded forms, stop words too: what was put aside.
#[derive(Clone)]
struct Forms;

impl Tokenizer for Forms {
    type TokenStream<'a> = FormStream;

    fn token_stream<'a>(&'a mut self, _: &'a str) -> FormStream {
        FormStream { aside: ASIDE.take(), next: 0, token: Token::default() }
    }
}

struct FormStream {
    aside: Aside,
    /// Which form comes next.
    next: usize,
    token: Token,
}

impl TokenStream for FormStream {
    fn advance(&mut self) -> bool {
        let Some(&end) = self.aside.ends.get(self.next) else { return false };
        let start = self.next.checked_sub(1).map_or(0, |before| self.aside.ends[before]);
        self.token.position = self.next;
        self.token.text.clear();
        self.token.text.push_str(&self.aside.forms[start..end]);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Drop for FormStream {
    /// Gives the buffers back, empty.
    fn drop(&mut self) {
        let mut aside = std::mem::take(&mut self.aside);
        aside.forms.clear();
        aside.ends.clear();
        aside.seen.clear();
        ASIDE.set(aside);
    }
}
