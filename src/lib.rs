//! Fihris (فهرس, "index"): full-text search for Arabic news archives.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod arabic;
#[cfg(feature = "program")]
pub mod document;
#[cfg(feature = "program")]
pub mod engine;
#[cfg(feature = "program")]
pub mod ingest;
#[cfg(feature = "program")]
pub mod query;
#[cfg(feature = "program")]
pub mod rank;
#[cfg(feature = "program")]
pub mod search;
#[cfg(feature = "program")]
pub mod update;
