//! Fihris (فهرس, "index"): full-text search for Arabic news archives.
//!
//! ```text
//! bytes ─ingest→ Document ─analyse→ terms ─engine→ index
//! typed text ─query→ Query ─engine→ candidate documents ─rank→ passages (hits) ─render→ output
//! ```
//!
//! Without its default feature the crate is [`arabic`] alone, the text analysis.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod arabic;

#[cfg(feature = "program")]
pub mod advice;
#[cfg(feature = "program")]
pub mod asked;
#[cfg(feature = "program")]
pub mod cli;
#[cfg(feature = "program")]
pub mod document;
#[cfg(feature = "program")]
pub mod duplicates;
#[cfg(feature = "program")]
pub mod engine;
#[cfg(feature = "program")]
pub mod explain;
#[cfg(feature = "program")]
pub mod ingest;
#[cfg(feature = "program")]
pub mod insight;
#[cfg(feature = "program")]
mod parallel;
#[cfg(feature = "program")]
pub mod query;
#[cfg(feature = "program")]
pub mod rank;
#[cfg(feature = "program")]
pub mod render;
#[cfg(feature = "program")]
pub mod search;
#[cfg(feature = "program")]
pub mod serve;
#[cfg(feature = "program")]
pub mod similar;
#[cfg(feature = "program")]
pub mod update;
#[cfg(feature = "program")]
pub mod verify;
