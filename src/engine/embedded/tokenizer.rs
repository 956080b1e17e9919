//! The Arabic analysis as tantivy asks for it.

use rustc_hash::FxHashSet;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use crate::arabic::Tokens;
use crate::arabic::lexicon::key;

/// The name under which stems are known to tantivy.
pub(super) const STEMS: &str = "fihris_stems";
/// The name under which folded forms are known to tantivy.
pub(super) const FORMS: &str = "fihris_forms";

/// Tells tantivy both analyses; needed on every opening of an index.
pub(super) fn register(index: &tantivy::Index) {
    index.tokenizers().register(STEMS, TextAnalyzer::from(ArabicTokenizer { stems: true }));
    index.tokenizers().register(FORMS, TextAnalyzer::from(ArabicTokenizer { stems: false }));
}

/// Stems without stop words, or folded forms with them.
#[derive(Clone)]
struct ArabicTokenizer {
    stems: bool,
}

impl Tokenizer for ArabicTokenizer {
    type TokenStream<'a> = ArabicStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ArabicStream<'a> {
        let tokens = if self.stems { Tokens::new(text) } else { Tokens::folded(text) };
        ArabicStream { tokens, stems: self.stems, seen: FxHashSet::default(), token: Token::default() }
    }
}

struct ArabicStream<'a> {
    tokens: Tokens<'a>,
    stems: bool,
    /// Keys of the forms so far.
    seen: FxHashSet<u64>,
    token: Token,
}

impl TokenStream for ArabicStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(token) = self.tokens.advance() {
            if self.stems && token.is_stop_word {
                continue;
            }
            // A form counts once a document: most repetitions are told here, cheaper than in tantivy's table.
            if !self.stems && key(token.letters).is_some_and(|key| !self.seen.insert(key)) {
                continue;
            }
            self.token.position = token.position;
            self.token.offset_from = token.start;
            self.token.offset_to = token.start + token.written.len();
            self.token.text.clear();
            self.token.text.push_str(if self.stems { token.stem } else { token.folded });
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
