//! The analysis as a tokenizer for tantivy: stems without stop words.

use tantivy_tokenizer_api::{Token, TokenStream, Tokenizer};

use super::Tokens;

/// Splits Arabic text into stems, without stop words.
///
/// A token's text is its stem, packed with one byte a letter; [`unpack`](super::unpack) spells it,
/// [`pack`](super::pack) turns a folded stem into a term to search for. Offsets are the bytes of the word as it is
/// written; positions count what is left after stop words.
///
/// ```
/// use fihris::arabic::{ArabicTokenizer, unpack};
/// use tantivy_tokenizer_api::{TokenStream, Tokenizer};
///
/// let mut tokenizer = ArabicTokenizer;
/// let mut stream = tokenizer.token_stream("هرب من السجن");
/// let mut stems = Vec::new();
/// stream.process(&mut |token| stems.push((unpack(&token.text), token.position)));
/// assert_eq!(stems, [("هرب".to_string(), 0), ("سجن".to_string(), 1)]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ArabicTokenizer;

impl Tokenizer for ArabicTokenizer {
    type TokenStream<'a> = ArabicTokenStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ArabicTokenStream<'a> {
        ArabicTokenStream { tokens: Tokens::new(text), token: Token::default() }
    }
}

/// The stems of a text, see [`ArabicTokenizer`].
pub struct ArabicTokenStream<'a> {
    tokens: Tokens<'a>,
    token: Token,
}

impl TokenStream for ArabicTokenStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(token) = self.tokens.advance() {
            if !token.is_stop_word {
                set(&mut self.token, &token);
                return true;
            }
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

/// Sets tantivy's token to the stem of one of ours.
pub(crate) fn set(target: &mut Token, token: &super::Token<'_>) {
    target.position = token.position;
    target.offset_from = token.start;
    target.offset_to = token.start + token.written.len();
    target.text.clear();
    target.text.push_str(token.stem.as_str());
}
