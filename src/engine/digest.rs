//! Digests of documents, by which an update detects changes.

use sha2::{Digest, Sha256};

use crate::document::Document;

/// A digest of title, body and metadata.
pub(super) fn content_digest(document: &Document) -> u64 {
    let metadata = serde_json::to_vec(&document.metadata).expect("strings and numbers");
    digest(&[&metadata, document.title.as_bytes(), document.body.as_bytes()])
}

/// A digest of the provenance.
pub(super) fn origin_digest(document: &Document) -> u64 {
    digest(&[&serde_json::to_vec(&document.provenance).expect("strings and numbers")])
}

fn digest(parts: &[&[u8]]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    first_bytes(hash.finalize().into())
}

pub(super) fn first_bytes(digest: [u8; 32]) -> u64 {
    u64::from_le_bytes(*digest.first_chunk().expect("a digest has 32 bytes"))
}
