//! What readers give: documents, skipped records and notes.

use std::io;

use super::problem::Problem;
use crate::document::Document;

/// The most bytes that one document may take in its file. An article has some thousand; a dump glued together is no
/// document, and bounds keep every run within its memory.
pub const RECORD_BYTES: usize = 16 << 20;

/// What a reader comes upon.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// Something that is no document.
    Skipped(Problem),
    /// Something odd about the document that came before it.
    Note(Problem),
}

/// Takes what readers find; an error ends the reading.
pub type Sink<'a> = dyn FnMut(Item) -> io::Result<()> + 'a;
