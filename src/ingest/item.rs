//! What readers give: documents, skipped records and notes.

use std::io;

use super::problem::Problem;
use crate::document::Document;

/// The most bytes that one document may take in its file. An article has some thousand; a dump glued together is no
/// document, and bounds keep every run within its memory.
pub const RECORD_BYTES: usize = 16 << 20;

/// An item that a reader gives.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// A skipped record or file.
    Skipped(Problem),
    /// A note on the document before it.
    Note(Problem),
}

/// Receives the items of readers; an error ends the reading.
pub type Sink<'a> = dyn FnMut(Item) -> io::Result<()> + 'a;
