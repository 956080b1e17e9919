//! Fihris (فهرس, "index"): full-text search for Arabic news archives.
//!
//! ```text
//! bytes ─ingest→ Document ─arabic→ terms ─engine→ index
//! typed text ─query→ Query ─engine→ candidate documents ─rank→ passages (hits) ─render→ output
//! ```
//!
//! Index a folder, search it, print passages with their source:
//!
#![cfg_attr(feature = "search", doc = "```")]
#![cfg_attr(not(feature = "search"), doc = "```ignore")]
//! use fihris::{Index, Location, Request, parse, search, update};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let location = Location::Folder(folder.join("index"));
//! update(&location, &["corpus".into()], &Default::default(), &mut ())?;
//! let index = Index::open(&folder.join("index"))?;
//! let results = search(&index, &Request::new(parse("صومعة الحبوب")?))?;
//! for hit in &results.hits {
//!     println!("{} ({})", hit.document.title, hit.document.provenance);
//!     println!("{}", hit.text);
//! }
//! # assert!(results.hits[0].document.title.contains("صومعة الحبوب"));
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | none | [`arabic`]: the text analysis, with one dependency |
//! | `tantivy-tokenizer` | the analysis as a tokenizer for tantivy |
//! | `search` | the library: reading files, indexing, searching, rendering |
//! | `cli`, `serve`, `mcp` | the program's surfaces; on by default |
//! | `cluster` | indexes on an OpenSearch cluster |
#![forbid(unsafe_code)]

pub mod arabic;
#[cfg(feature = "args")]
pub mod args;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "search")]
pub mod document;
#[cfg(feature = "search")]
pub mod engine;
#[cfg(feature = "search")]
pub mod ingest;
#[cfg(feature = "search")]
pub mod insight;
#[cfg(feature = "search")]
pub mod maintain;
#[cfg(feature = "search")]
pub mod query;
#[cfg(feature = "search")]
pub mod rank;
#[cfg(feature = "search")]
pub mod render;
#[cfg(feature = "search")]
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;

#[cfg(feature = "search")]
#[doc(no_inline)]
pub use crate::{
    document::Document,
    engine::{Engine, EngineError, Index, Location},
    maintain::{Options, update},
    query::{Filter, Query, QueryError, parse},
    search::{Hit, Request, Results, search},
};
