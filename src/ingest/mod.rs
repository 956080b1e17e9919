//! Reads files of many formats into documents, one record at a time.
//!
//! Each format has one reader, and all have one shape: bytes in, a stream of [`Item`]s out. Formats are recognised by
//! their bytes before their names. A record that cannot be read does not affect others; the report names its place and
//! the remedy. No reader holds more than [`RECORD_BYTES`] of a document.

mod agencies;
mod arc;
mod archive;
mod article;
mod article_data;
mod attribution;
mod block;
mod byline;
mod capture;
mod code_page;
mod containers;
mod credits;
mod databases;
pub mod date;
mod element;
pub mod encoding;
mod entities;
mod feed;
mod field_names;
mod files;
mod format;
#[cfg(test)]
mod fuzz;
mod handles;
mod html;
mod http;
mod item;
mod json;
mod json_repair;
mod language;
mod letter;
mod markdown;
mod markup;
mod names;
mod office;
mod origin;
mod outlets;
mod own_name;
mod page;
mod pdf;
mod places;
mod posts;
mod problem;
mod records;
mod rows;
mod saved;
mod source;
mod stream;
mod subtitles;
mod table;
mod table_dialect;
mod tar_archive;
#[cfg(test)]
mod testing;
mod text;
mod wacz;
mod warc;
mod workers;
mod xml;
mod zip_archive;
mod zstd;

pub use archive::read;
pub use byline::is_name;
pub use field_names::{Field, FieldNames};
pub use files::{ALIASES, FoundFiles, REGISTRY, find};
pub use item::{Item, RECORD_BYTES, Sink};
pub use names::displayed;
pub use origin::{derived_id, derived_ids};
pub use outlets::{OutletEntry, Outlets, OutletsError, host, name_key};
pub use page::Reason;
pub use pdf::missing_ocr;
pub use problem::{Problem, ProblemKind};
pub use source::{EXTRACTION_VERSION, Settings, Source};
pub use workers::{FileProgress, ItemVisitor, is_contained, read_all};
