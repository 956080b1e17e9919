//! Fihris (فهرس, "index"): full-text search for Arabic news archives.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod arabic;
