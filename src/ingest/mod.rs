//! Files to documents: what an archive really holds, read one record at a time.
//!
//! One reader a format, one shape for all: bytes in, a stream of [`Item`]s out. Formats are reported by their bytes before
//! their names. A record that cannot be read costs that record alone; the report says where it is and what to do. No
//! reader holds more than [`RECORD_BYTES`] of a document.

mod archive;
mod article;
mod attribution;
mod byline;
pub mod date;
pub mod encoding;
mod feed;
mod field_names;
mod files;
mod format;
#[cfg(test)]
mod fuzz;
mod html;
mod item;
mod json;
mod language;
mod markup;
mod origin;
mod outlets;
pub mod page;
mod problem;
mod records;
mod source;
mod stream;
mod table;
mod table_dialect;
#[cfg(test)]
mod testing;
mod text;
mod warc;
mod workers;

pub use archive::read;
pub use byline::is_name;
pub use field_names::{Field, FieldNames};
pub use files::{ALIASES, FoundFiles, REGISTRY, find};
pub use item::{Item, RECORD_BYTES, Sink};
pub use origin::derived_id;
pub use outlets::{OutletEntry, Outlets, OutletsError, host};
pub use problem::{Problem, ProblemKind};
pub use source::{EXTRACTION_VERSION, Settings, Source};
pub use workers::{FileProgress, ItemVisitor, is_contained, read_all};
