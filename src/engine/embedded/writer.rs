//! Documents into the index.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tantivy::directory::MmapDirectory;
use tantivy::{IndexWriter, Term};

use super::error::{guard, translate};
use super::forms::FormsPlugin;
use super::header;
use super::reader::Index;
use super::schema::Fields;
use super::sketches::SketchPlugin;
use super::texts::TextsPlugin;
use super::{EngineError, tokenizer};
use crate::document::Document;
use crate::engine::Engine;

/// The least memory that an index can be written in, in MiB.
pub const LEAST_MEMORY: u64 = 128;
/// The memory that a run takes unless it is told otherwise, in MiB.
pub const USUAL_MEMORY: u64 = 256;

/// What a run takes besides the segments that are being written, in MiB: documents on their way, the lexicon, what is
/// mapped of the index. Measured over 100 MB of news.
const BESIDES: u64 = 92;

/// How many threads write segments at most.
const MOST_WRITERS: usize = 4;

/// The least and the most bytes that tantivy lets a writing thread hold.
const LEAST_BUDGET: usize = 15_000_000;
const MOST_BUDGET: usize = u32::MAX as usize - 1_000_000;

/// What the index holds of a document by the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whether it says the same: title, body and metadata.
    pub same_content: bool,
    /// Whether it was read at the same place of the same bytes.
    pub same_origin: bool,
    /// The file it was read from.
    pub source: String,
}

/// Adds, replaces and removes documents. Nothing is visible before [`commit`](Self::commit), and what was committed
/// stays whole whatever happens after it.
pub struct Writer {
    folder: PathBuf,
    writer: IndexWriter,
    fields: Fields,
    /// The index as it was when this writer was opened.
    before: Index,
    /// Whether there is something to commit.
    is_dirty: bool,
}

impl Writer {
    /// Opens the index in `folder` for writing, or makes a new one. The run that writes it takes `memory` MiB, or
    /// [`LEAST_MEMORY`] where that is more.
    ///
    /// # Errors
    /// The index is of another version, being written or damaged; the folder cannot be written.
    pub fn open(folder: &Path, memory: u64) -> Result<Self, EngineError> {
        match header::verify(folder) {
            Err(EngineError::Missing(_)) => header::write(folder)?,
            other => other?,
        }
        let segments = header::segments(folder);
        std::fs::create_dir_all(&segments).map_err(|error| EngineError::Io { path: segments.clone(), error })?;
        let (schema, fields) = Fields::schema();
        let writer = guard(folder, || {
            let directory = MmapDirectory::open(&segments)?;
            let builder = tantivy::Index::builder().schema(schema).settings(Fields::settings());
            let builder = builder.register_plugin(Arc::new(FormsPlugin)).register_plugin(Arc::new(SketchPlugin));
            let builder = builder.register_plugin(Arc::new(TextsPlugin));
            let index = builder.open_or_create(directory)?;
            tokenizer::register(&index);
            let (threads, budget) = share(memory);
            index.writer_with_num_threads(threads, threads * budget)
        })?;
        Ok(Self { folder: folder.into(), writer, fields, before: Index::open(folder)?, is_dirty: false })
    }

    /// Whether the index had no document when this writer was opened.
    pub fn was_empty(&self) -> bool {
        self.before.is_empty()
    }

    /// What the index held of `document` when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    pub fn stored(&self, document: &Document) -> Result<Option<Stored>, EngineError> {
        let Some((content, origin, key)) = self.before.digests(&document.id)? else { return Ok(None) };
        let same_origin = origin == origin_digest(document);
        let source =
            if same_origin { document.provenance.source.clone() } else { self.before.document(key)?.provenance.source };
        Ok(Some(Stored { same_content: content == content_digest(document), same_origin, source }))
    }

    /// The ids of the documents that were read from `source` when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    pub fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        self.before.ids_of(source)
    }

    /// The files that the documents were read from when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    pub fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.before.sources()
    }

    /// Adds `document`; with `replace`, in place of the one by its id.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn put(&mut self, document: &Document, replace: bool) -> Result<(), EngineError> {
        if replace {
            self.delete(&document.id);
        }
        self.is_dirty = true;
        let packed = self.fields.pack(document, content_digest(document), origin_digest(document));
        guard(&self.folder, || match self.writer.add_document(packed) {
            // That a thread gave up is told here; why it did, when the threads are joined.
            Err(told) => Err(self.writer.prepare_commit().err().unwrap_or(told)),
            Ok(_) => Ok(()),
        })
    }

    /// Removes the document called `id`.
    pub fn delete(&mut self, id: &str) {
        self.is_dirty = true;
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Removes every document read from `source`.
    pub fn delete_source(&mut self, source: &str) {
        self.is_dirty = true;
        self.writer.delete_term(Term::from_field_text(self.fields.source, source));
    }

    /// Makes everything so far part of the index, at once or not at all.
    ///
    /// # Errors
    /// The disk is full or not writable: the last commit stays as it was.
    pub fn commit(&mut self) -> Result<(), EngineError> {
        guard(&self.folder, || self.writer.commit())?;
        Ok(())
    }

    /// Commits what there is to commit, waits for merges, and closes the index.
    ///
    /// # Errors
    /// The disk is full or not writable: the last commit stays as it was.
    pub fn finish(mut self) -> Result<(), EngineError> {
        if self.is_dirty {
            self.commit()?;
        }
        let folder = self.folder;
        self.writer.wait_merging_threads().map_err(|error| translate(&folder, error))
    }
}

/// How many threads write segments, and how many bytes of postings, forms and texts each holds before it writes them out.
/// Few large segments make a smaller index than many small ones: each has a list of words of its own.
fn share(memory: u64) -> (usize, usize) {
    let budget = usize::try_from(memory.max(LEAST_MEMORY) - BESIDES).unwrap_or(usize::MAX).saturating_mul(1 << 20);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let threads = cores.min(MOST_WRITERS).min(budget / LEAST_BUDGET);
    (threads, (budget / threads).min(MOST_BUDGET))
}

/// A digest of what the document says.
fn content_digest(document: &Document) -> u64 {
    let metadata = serde_json::to_vec(&document.metadata).expect("strings and numbers");
    digest(&[&metadata, document.title.as_bytes(), document.body.as_bytes()])
}

/// A digest of where the document was read.
fn origin_digest(document: &Document) -> u64 {
    digest(&[&serde_json::to_vec(&document.provenance).expect("strings and numbers")])
}

fn digest(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    u64::from_le_bytes(hash.finalize()[..8].try_into().expect("a digest has 32 bytes"))
}
