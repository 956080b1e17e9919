//! MinHash signatures of documents' bodies, as a component of tantivy's segments: one record of 72 bytes for each
//! document, zeros if the body is too short.

use std::io::{self, Write};

use tantivy::directory::WritePtr;
use tantivy::{DocId, SegmentReader};

use super::component::{self, Component};
use super::tokenizer::take_signature;
use crate::arabic::signature::{BANDS, Signature};

const RECORD: usize = size_of::<u64>() + BANDS * size_of::<u32>();

/// Returns the signatures of the documents of `segment` that are not deleted.
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
    let bytes = component::open(segment, SignatureWriter::EXTENSION)?.read_bytes()?.as_slice().to_vec();
    if bytes.len() != RECORD * segment.max_doc() as usize {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "signatures are damaged").into());
    }
    Ok(bytes)
}

/// Collects the signatures of a segment in memory.
#[derive(Default)]
pub(super) struct SignatureWriter {
    bytes: Vec<u8>,
}

impl Component for SignatureWriter {
    const EXTENSION: &str = "sketches";

    fn add(&mut self, document: DocId) {
        let signature = take_signature();
        self.bytes.resize(RECORD * document as usize, 0);
        if let Some(Signature { whole, bands }) = signature {
            // Zero means none.
            self.bytes.extend_from_slice(&whole.max(1).to_le_bytes());
            bands.iter().for_each(|band| self.bytes.extend_from_slice(&band.to_le_bytes()));
        }
        self.bytes.resize(RECORD * (document as usize + 1), 0);
    }

    fn write(self, file: &mut WritePtr) -> tantivy::Result<()> {
        Ok(file.write_all(&self.bytes)?)
    }

    fn merge(segments: &[SegmentReader], file: &mut WritePtr) -> tantivy::Result<()> {
        for segment in segments {
            let bytes = records(segment)?;
            for document in segment.doc_ids_alive() {
                let begin = RECORD * document as usize;
                file.write_all(&bytes[begin..begin + RECORD])?;
            }
        }
        Ok(())
    }

    fn memory(&self) -> usize {
        self.bytes.capacity()
    }
}
