//! The interface of our own components in tantivy's segments: one file for each segment, which is written, merged,
//! checked and removed with the segment.
//!
//! A component follows the order of documents, which is never changed in our indexes; if tantivy would change it,
//! writing is refused.

use std::any::Any;
use std::marker::PhantomData;

use tantivy::directory::{FileSlice, TerminatingWrite, WritePtr};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::indexer::DocIdMapping;
use tantivy::indexer::doc_id_mapping::MappingType;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{
    DocId, PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin, SegmentReader, TantivyError,
};

/// Collects a component of a segment in memory, and writes it.
pub(super) trait Component: Default + Send + Sync + 'static {
    /// The ending of its file.
    const EXTENSION: &str;

    /// Adds the document that was analysed last on this thread.
    fn add(&mut self, document: DocId);

    /// Writes all documents so far.
    ///
    /// # Errors
    /// The file cannot be written.
    fn write(self, file: &mut WritePtr) -> tantivy::Result<()>;

    /// Writes the documents of `segments` that are not deleted, in their order.
    ///
    /// # Errors
    /// The file cannot be written; a segment is damaged.
    fn merge(segments: &[SegmentReader], file: &mut WritePtr) -> tantivy::Result<()>;

    /// Bytes of memory in use.
    fn memory(&self) -> usize;
}

/// Opens the file of a component.
///
/// # Errors
/// The segment has none, or it cannot be read.
pub(super) fn open(segment: &SegmentReader, extension: &str) -> tantivy::Result<FileSlice> {
    Ok(segment.open_read(part(extension))?)
}

fn part(extension: &str) -> SegmentComponent {
    SegmentComponent::Custom(extension.into())
}

/// Registers a component with tantivy; needed wherever an index is written.
pub(super) struct Plugin<C>(PhantomData<C>);

impl<C> Plugin<C> {
    pub fn new() -> Self {
        Self(PhantomData)
    }
}

impl<C: Component> SegmentPlugin for Plugin<C> {
    fn extensions(&self) -> &[&str] {
        const { &[C::EXTENSION] }
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(Writer(C::default())))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        refuse::<C>(context.doc_id_mapping.mapping_type() == MappingType::Shuffled)?;
        let mut file = context.target_segment.clone().open_write(part(C::EXTENSION))?;
        C::merge(context.readers, &mut file)?;
        Ok(file.terminate()?)
    }
}

struct Writer<C>(C);

impl<C: Component> PluginWriter for Writer<C> {
    fn add_document(&mut self, document: DocId, _: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        self.0.add(document);
        Ok(())
    }

    fn serialize(self: Box<Self>, segment: &Segment, order: Option<&DocIdMapping>) -> tantivy::Result<()> {
        refuse::<C>(order.is_some())?;
        let mut file = segment.clone().open_write(part(C::EXTENSION))?;
        self.0.write(&mut file)?;
        Ok(file.terminate()?)
    }

    fn mem_usage(&self) -> usize {
        self.0.memory()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Refuses to write documents in another order than they came in.
fn refuse<C: Component>(is_shuffled: bool) -> tantivy::Result<()> {
    match is_shuffled {
        true => Err(TantivyError::InvalidArgument(format!("{} keep the order of documents", C::EXTENSION))),
        false => Ok(()),
    }
}
