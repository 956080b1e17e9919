//! Servers: a page for people and an API for programs over HTTP, and tools for language models over standard input and
//! output. All of them use the one search call.
//!
//! ```text
//! connection ─server→ request ─access→ allowed request ─api, page→ Answer ─→ response
//! standard input ─mcp→ tool and arguments ─tools→ quotations ─→ standard output
//! ```

mod access;
mod answer;
mod api;
mod archive;
mod concordance;
mod counts;
mod coverage;
mod documents;
mod dossier;
mod endpoint;
mod error;
#[cfg(feature = "mcp")]
mod mcp;
mod metrics;
mod openapi;
mod page;
mod parameters;
mod problem;
mod server;
mod service;
mod stories;
mod wording;
mod words;

pub use access::{AccessControl, AccessError};
pub use archive::{About, Archive, REQUEST_TIME};
pub use error::ServeError;
#[cfg(feature = "mcp")]
pub use mcp::mcp;
pub use server::{Options, serve};
