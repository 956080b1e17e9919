//! Writes documents to the index.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentMeta;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::{FutureResult, Term};

use super::component::Plugin;
use super::forms::FormsWriter;
use super::guard::{guard, translate};
use super::header;
use super::index::Index;
use super::schema::Fields;
use super::signatures::SignatureWriter;
use super::texts::TextsWriter;
use super::tokenizer;
use crate::document::Document;
use crate::engine::EngineError;
use crate::engine::digest::{content_digest, origin_digest};
use crate::engine::{Connections, Engine, Finders, IndexWriter, StoredDigests};

/// The least memory that an index can be written in, in MiB.
pub const MIN_MEMORY: u64 = 128;
/// The default memory budget of an indexing run, in MiB.
pub const DEFAULT_MEMORY: u64 = 256;

/// Memory of a run besides the segments that are being written, in MiB: pending documents, the lexicon, mapped files of
/// the index. Measured over 100 MB of news.
const BESIDES: u64 = 92;

/// The most threads that write segments.
const MOST_WRITERS: usize = 4;

/// The least and the most bytes that tantivy lets a writing thread hold.
const LEAST_BUDGET: usize = 15_000_000;
const MOST_BUDGET: usize = u32::MAX as usize - 1_000_000;

/// Writes an index in a folder. Nothing is visible before it is committed.
pub struct Writer {
    folder: PathBuf,
    writer: tantivy::IndexWriter,
    fields: Fields,
    /// The index as it was when this writer was opened.
    before: Index,
    /// The number of documents that were written.
    written: u64,
    /// Whether there are uncommitted changes.
    is_dirty: bool,
}

impl Writer {
    /// Opens the index in `folder` for writing, or makes a new one. The run that writes it takes `memory` MiB, or
    /// at least [`MIN_MEMORY`].
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
            let builder = builder.register_plugin(Arc::new(Plugin::<FormsWriter>::new()));
            let builder = builder.register_plugin(Arc::new(Plugin::<SignatureWriter>::new()));
            let builder = builder.register_plugin(Arc::new(Plugin::<TextsWriter>::new()));
            let index = builder.open_or_create(directory)?;
            tokenizer::register(&index);
            let (threads, budget) = share(memory);
            index.writer_with_num_threads(threads, threads * budget)
        })?;
        Ok(Self { folder: folder.into(), writer, fields, before: Index::open(folder)?, written: 0, is_dirty: false })
    }
}

impl IndexWriter for Writer {
    fn was_empty(&self) -> bool {
        self.before.is_empty()
    }

    fn ledger(&self) -> Result<Option<String>, EngineError> {
        self.before.ledger()
    }

    fn stored(&self, document: &Document) -> Result<Option<StoredDigests>, EngineError> {
        let Some((content, origin, key)) = self.before.digests(&document.id)? else { return Ok(None) };
        let same_origin = origin == origin_digest(document);
        let source = if same_origin {
            document.provenance.source_key().into_owned()
        } else {
            self.before.document(key)?.provenance.source_key().into_owned()
        };
        Ok(Some(StoredDigests { same_content: content == content_digest(document), same_origin, source }))
    }

    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError> {
        self.before.ids_of(source)
    }

    fn sources(&self) -> Result<Vec<String>, EngineError> {
        self.before.sources()
    }

    fn put(&mut self, document: &Document, replace: bool) -> Result<(), EngineError> {
        if replace {
            self.delete(&document.id)?;
        }
        self.is_dirty = true;
        self.written += 1;
        let packed = self.fields.pack(document, content_digest(document), origin_digest(document));
        guard(&self.folder, || match self.writer.add_document(packed) {
            // This error only says that a thread stopped; its cause comes when the threads are joined.
            Err(told) => Err(self.writer.prepare_commit().err().unwrap_or(told)),
            Ok(_) => Ok(()),
        })
    }

    fn delete(&mut self, id: &str) -> Result<(), EngineError> {
        self.is_dirty = true;
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
        Ok(())
    }

    fn delete_source(&mut self, source: &str) -> Result<(), EngineError> {
        self.is_dirty = true;
        self.writer.delete_term(Term::from_field_text(self.fields.source, source));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EngineError> {
        guard(&self.folder, || self.writer.commit())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, finders: Finders<'_>, ledger: &str) -> Result<(), EngineError> {
        if self.is_dirty {
            self.commit()?;
        }
        let Self { folder, writer, before, written, .. } = *self;
        let segments = writer.index().clone();
        writer.wait_merging_threads().map_err(|error| translate(&folder, error))?;
        let index = Index::open(&folder)?;
        let is_bulk = written > before.searcher.num_docs();
        let merge = if is_bulk { guard(&folder, || Merge::begin(&segments))? } else { None };
        // Connections are found in the segments as they were, by which it is known what was compared before: links while one
        // thread merges them, stories after it, since both need memory.
        let duplicates = if index.is_linked()? { None } else { Some((finders.duplicates)(&index)?) };
        if let Some(merge) = merge {
            guard(&folder, || merge.finish())?;
        }
        if let Some(duplicates) = duplicates {
            let stories = (finders.stories)(&index)?;
            Index::open(&folder)?.link(&Connections { duplicates, stories })?;
        }
        header::write_ledger(&folder, ledger)
    }
}

/// A merge of all segments into one: a search looks its words up in each, and reads pages of each. A run that wrote more
/// than there was before does so at its end, so that merging costs a part of what writing did; in other runs tantivy
/// merges segments of like size.
struct Merge {
    writer: tantivy::IndexWriter,
    merged: FutureResult<Option<SegmentMeta>>,
}

impl Merge {
    /// Begins to merge in a thread of its own, unless there is nothing to merge.
    fn begin(index: &tantivy::Index) -> tantivy::Result<Option<Self>> {
        let segments = index.searchable_segment_ids()?;
        if segments.len() < 2 {
            return Ok(None);
        }
        let mut writer = index.writer_with_num_threads(1, LEAST_BUDGET)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let merged = writer.merge(&segments);
        Ok(Some(Self { writer, merged }))
    }

    fn finish(self) -> tantivy::Result<()> {
        self.merged.wait()?;
        self.writer.wait_merging_threads()
    }
}

/// The number of threads that write segments, and the bytes of postings, forms and texts that each holds before it
/// writes them out. Few large segments make a smaller index than many small ones, since each has its own list of words.
fn share(memory: u64) -> (usize, usize) {
    let budget = usize::try_from(memory.max(MIN_MEMORY) - BESIDES).unwrap_or(usize::MAX).saturating_mul(1 << 20);
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let threads = cores.min(MOST_WRITERS).min(budget / LEAST_BUDGET);
    (threads, (budget / threads).min(MOST_BUDGET))
}
