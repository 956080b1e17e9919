//! Sketches of documents' bodies, as a component of tantivy's segments: a record of 72 bytes a document, zero where
//! the body is too short for one.

use std::any::Any;
use std::io::{self, Write};

use tantivy::directory::TerminatingWrite;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::indexer::DocIdMapping;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{DocId, PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin, SegmentReader};

use super::component::{expect_as_they_came, expect_in_order};
use super::tokenizer::take_signature;
use crate::arabic::signature::{BANDS, Signature};

const EXTENSION: &str = "sketches";
const RECORD: usize = size_of::<u64>() + BANDS * size_of::<u32>();

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.into())
}

/// The sketches of the documents of `segment` that are not deleted.
pub(super) fn read(segment: &SegmentReader) -> tantivy::Result<Vec<(DocId, Signature)>> {
    let bytes = records(segment)?;
    let (records, _) = bytes.as_chunks::<RECORD>();
    let signatures = segment.doc_ids_alive().filter_map(|document| {
        let record = records.get(document as usize)?;
        let (whole, bands) = record.split_first_chunk().expect("a record begins with a hash");
        let whole = u64::from_le_bytes(*whole);
        let mut signature = Signature { whole, bands: [0; BANDS] };
        for (band, bytes) in signature.bands.iter_mut().zip(bands.as_chunks().0) {
            *band = u32::from_le_bytes(*bytes);
        }
        (whole != 0).then_some((document, signature))
    });
    Ok(signatures.collect())
}

fn records(segment: &SegmentReader) -> tantivy::Result<Vec<u8>> {
    let bytes = segment.open_read(component())?.read_bytes()?.as_slice().to_vec();
    if bytes.len() != RECORD * segment.max_doc() as usize {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "sketches are damaged").into());
    }
    Ok(bytes)
}

/// What tells tantivy of sketches; needed wherever an index is written.
pub(super) struct SignaturePlugin;

impl SegmentPlugin for SignaturePlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(SignatureWriter::default()))
    }

    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        expect_in_order(&context, EXTENSION)?;
        let mut file = context.target_segment.clone().open_write(component())?;
        for segment in context.readers {
            let bytes = records(segment)?;
            for document in segment.doc_ids_alive() {
                let begin = RECORD * document as usize;
                file.write_all(&bytes[begin..begin + RECORD])?;
            }
        }
        Ok(file.terminate()?)
    }
}

/// Collects the sketches of a segment in memory.
#[derive(Default)]
struct SignatureWriter {
    bytes: Vec<u8>,
}

impl PluginWriter for SignatureWriter {
    fn add_document(&mut self, document: DocId, _: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        let signature = take_signature();
        self.bytes.resize(RECORD * document as usize, 0);
        if let Some(Signature { whole, bands }) = signature {
            // Zero stands for none.
            self.bytes.extend_from_slice(&whole.max(1).to_le_bytes());
            bands.iter().for_each(|band| self.bytes.extend_from_slice(&band.to_le_bytes()));
        }
        self.bytes.resize(RECORD * (document as usize + 1), 0);
        Ok(())
    }

    fn serialize(self: Box<Self>, segment: &Segment, order: Option<&DocIdMapping>) -> tantivy::Result<()> {
        expect_as_they_came(order, EXTENSION)?;
        let mut file = segment.clone().open_write(component())?;
        file.write_all(&self.bytes)?;
        Ok(file.terminate()?)
    }

    fn mem_usage(&self) -> usize {
        self.bytes.capacity()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}
