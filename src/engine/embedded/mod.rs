//! The embedded engine: a tantivy index in a folder.
//!
//! ```text
//! INDEX/fihris.json      format and analysis version
//! INDEX/sources.jsonl    what was read last time, see `update`
//! INDEX/duplicates.tsv   which documents are duplicates of each other
//! INDEX/tantivy/         segments
//! INDEX/rebuilding/      the next index, while it is built anew
//! ```
//!
//! A document's title and body are two values of one field: stems with positions. Beside it stand, in files of their own,
//! the texts word by word, the folded forms as document numbers alone and sketches of bodies, and what filters ask. Every
//! line that knows tantivy is in this folder.

mod component;
mod error;
mod filter;
mod forms;
mod header;
mod links;
mod numbers;
mod reader;
mod rebuild;
mod schema;
mod select;
mod sketches;
mod tally;
mod texts;
mod tokenizer;
mod top;
mod translate;
mod vocabulary;
mod writer;

pub use error::{EngineError, is_guarded};
pub use header::FORMAT_VERSION;
pub use reader::{Damage, Index};
pub use rebuild::Rebuild;
pub use writer::{LEAST_MEMORY, USUAL_MEMORY, Writer};
