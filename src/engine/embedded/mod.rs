//! The embedded engine: a tantivy index in a folder.
//!
//! ```text
//! INDEX/fihris.json      format and analysis version
//! INDEX/sources.jsonl    the ledger of files that were read, see `maintain::ledger`
//! INDEX/duplicates.tsv   links between near-duplicates
//! INDEX/stories.tsv      documents on one event
//! INDEX/tantivy/         segments
//! INDEX/rebuilding/      the next index while it is rebuilt
//! ```
//!
//! Title and body of a document are two values of one field: stems with positions. Components of our own in each
//! segment hold the texts word by word, the documents of each folded form, and MinHash signatures of bodies. All code
//! that uses tantivy is in this folder.

mod component;
mod doc_set;
mod facets;
mod filter;
mod forms;
mod guard;
mod header;
mod index;
mod links;
mod lower;
mod numbers;
mod outlet_dates;
mod reader;
mod rebuild;
mod schema;
mod signatures;
mod texts;
mod tokenizer;
mod top_docs;
mod vocabulary;
mod writer;

pub use guard::is_guarded;
pub use header::FORMAT_VERSION;
pub use index::{Damage, Index};
pub use rebuild::Rebuild;
pub use writer::{DEFAULT_MEMORY, MIN_MEMORY, Writer};
