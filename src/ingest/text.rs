//! Plain text, also that of a page: one document a file.

use std::io::{self, Read};
use std::path::Path;

use super::{Item, Origin, ProblemKind, RECORD_BYTES, Sink, derived_id, encoding, page, recoded};
use crate::arabic::fold;
use crate::document::{Document, Metadata, Outlet};

/// Reads a text, see [`page`].
///
/// A text states no outlet. It is inferred from the file's name up to its first full stop (`syriatv.txt`,
/// `syriatv.2022-01-24.txt`), and says so.
pub(super) fn read(origin: &Origin<'_>, name: &str, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    let mut bytes = Vec::new();
    if let Err(error) = stream.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes) {
        sink(skip(ProblemKind::of(&error), error.to_string()))?;
        return Ok(false);
    }
    if bytes.len() > RECORD_BYTES {
        sink(skip(ProblemKind::TooLarge, String::new()))?;
        return Ok(true);
    }
    let Some(decoded) = encoding::decode(&bytes, None) else {
        sink(skip(ProblemKind::NotText, String::new()))?;
        return Ok(true);
    };
    let text = decoded.text.trim();
    if text.is_empty() {
        sink(skip(ProblemKind::NoText, String::new()))?;
        return Ok(true);
    }
    let page = page::read(text);
    let provenance = origin.provenance(None);
    sink(Item::Document(Box::new(Document {
        id: derived_id(&provenance),
        title: page.title,
        body: page.body,
        metadata: Metadata { outlet: outlet_of(name), published: page.published, ..Metadata::default() },
        provenance,
    })))?;
    if let Some(detail) = recoded(&decoded) {
        sink(Item::Note(origin.problem(ProblemKind::Recoded, None, detail)))?;
    }
    Ok(true)
}

fn outlet_of(name: &str) -> Option<Outlet> {
    let stem = Path::new(name).file_name()?.to_str()?.split('.').next()?;
    (!stem.is_empty()).then(|| Outlet { id: fold(stem), name: stem.into(), inferred_from: Some("file name".into()) })
}
