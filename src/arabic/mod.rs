//! Arabic text analysis: letters, folding, tokens, clitics and light stems, stop words, sentences.
//!
//! Text in, tokens with byte spans out. Analysis is a pure function with a fixed lexicon: it detects no language and
//! keeps no statistics, so that an index and a query agree on every machine. The module uses nothing from the rest of
//! Fihris and builds without it (`cargo test --no-default-features --lib`).
//!
//! ```
//! let mut tokens = fihris::arabic::Tokens::new("وبِالسِّجْنِ");
//! let token = tokens.advance().unwrap();
//! assert_eq!((token.folded.to_string(), token.stem.to_string()), ("وبالسجن".into(), "سجن".into()));
//! assert_eq!(token.span(), 0..token.written.len());
//! ```

mod family;
mod fold;
mod gram;
mod hash;
pub mod joined;
mod latin;
pub mod letter;
pub mod lexicon;
mod number;
pub mod numeral;
mod packed;
mod pattern;
pub mod plural;
mod sentence;
pub mod signature;
mod skeleton;
mod spelling_graph;
mod stem;
mod stop;
mod suffix;
mod superscript;
#[cfg(feature = "tantivy-tokenizer")]
mod tantivy_tokenizer;
mod token;
pub mod trigram;
mod variant;
mod word_code;

pub use fold::{FOLDED_CHARS, LETTERS, fold, is_alphanumeric, without_format};
pub use gram::{GRAMS, Gram, GramSet, each_gram};
pub use latin::{Romanised, Spelling};
pub use packed::{Packed, pack, unpack};
pub use pattern::{Pattern, States, edit_distance};
pub use plural::plurals;
pub use sentence::{Sentence, sentences};
pub use skeleton::skeleton;
pub use stem::{Counts, Rule, Stemmer, Step, without_clitics};
pub use stop::{homographs, is_stop_word, stop_words};
#[cfg(feature = "search")]
pub(crate) use tantivy_tokenizer::set as set_tantivy_token;
#[cfg(feature = "tantivy-tokenizer")]
pub use tantivy_tokenizer::{ArabicTokenStream, ArabicTokenizer};
pub use token::{Token, Tokens, stem};
pub use variant::{Variant, Variants};
pub use word_code::{StemLetters, WordCode, WordKind, WordLengths};

/// Changes whenever the same text could yield other tokens; every index stores the version it was built with.
pub const ANALYSIS_VERSION: u32 = 2;
