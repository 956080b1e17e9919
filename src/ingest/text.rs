//! Plain text: one document a file.

use std::io::{self, Read};
use std::path::Path;

use super::{Item, Origin, ProblemKind, RECORD_BYTES, Sink, derived_id};
use crate::arabic::fold;
use crate::document::{Document, Metadata, Outlet};

/// Reads a text: its first line that is not empty is the title, what follows it the body.
///
/// A text states no outlet. It is inferred from the file's name up to its first full stop (`syriatv.txt`,
/// `syriatv.2022-01-24.txt`), and says so.
pub(super) fn read(origin: &Origin<'_>, name: &str, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    let mut bytes = Vec::new();
    if let Err(error) = stream.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes) {
        sink(skip(ProblemKind::Unreadable, error.to_string()))?;
        return Ok(false);
    }
    if bytes.len() > RECORD_BYTES {
        sink(skip(ProblemKind::TooLarge, String::new()))?;
        return Ok(true);
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.trim_start_matches('\u{FEFF}').trim(),
        Err(error) => {
            sink(skip(ProblemKind::NotUtf8, format!("byte {}", error.valid_up_to())))?;
            return Ok(true);
        }
    };
    if text.is_empty() {
        sink(skip(ProblemKind::NoText, String::new()))?;
        return Ok(true);
    }
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let provenance = origin.provenance(None);
    sink(Item::Document(Box::new(Document {
        id: derived_id(&provenance),
        title: title.trim().into(),
        body: body.trim().into(),
        metadata: Metadata { outlet: outlet_of(name), ..Metadata::default() },
        provenance,
    })))?;
    Ok(true)
}

fn outlet_of(name: &str) -> Option<Outlet> {
    let stem = Path::new(name).file_name()?.to_str()?.split('.').next()?;
    (!stem.is_empty()).then(|| Outlet { id: fold(stem), name: stem.into(), inferred_from: Some("file name".into()) })
}
