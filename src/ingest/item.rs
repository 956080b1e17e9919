//! Items that readers yield: documents, skipped records and notes.

use std::io;

use super::page::Reason;
use super::problem::Problem;
use crate::document::Document;

/// The most bytes of one document in its file. An article has some thousand; the limit keeps a run within its memory if
/// a file is a dump glued together.
pub const RECORD_BYTES: usize = 16 << 20;

/// An item that a reader yields.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// A skipped record or file.
    Skipped(Problem),
    /// A note on the document before it.
    Note(Problem),
    /// The blocks of the page of the document before it, and why each is part of its body or not; only if
    /// [`explain_blocks`](super::Settings::explain_blocks) asks for them.
    Blocks(Vec<(String, Reason)>),
}

/// Receives the items of readers; an error ends the reading.
pub type Sink<'a> = dyn FnMut(Item) -> io::Result<()> + 'a;
