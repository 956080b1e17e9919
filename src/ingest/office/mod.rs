//! Documents of offices: DOCX, PPTX, OpenDocument, EPUB, tables, RTF.
//!
//! Their text is read by pull parsers within bounds; what the text says of its title, its author and its date goes before
//! the properties of the file, which say who typed it and when.

mod book;
mod parts;
mod rtf;
mod sheet;
#[cfg(test)]
mod tests;
mod words;

use std::io::{self, Read, Seek};

use zip::ZipArchive;

use super::item::{Item, Sink};
use super::origin::Origin;
use super::problem::ProblemKind;
use super::{stream, text};
use parts::Parts;

pub(super) use parts::{Office, kind};
pub(super) use rtf::read as read_rtf;

/// Reads a document in one file of XML: a flat OpenDocument, or one of Word.
pub(super) fn read_xml(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let bytes = match stream::whole(stream) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(origin.refuse(refusal)).map(|()| false),
    };
    match words::in_one_file(&String::from_utf8_lossy(&bytes)) {
        Ok((text, properties)) => text::give(origin, &text, properties, sink).map(|()| true),
        Err(error) => sink(origin.refuse((ProblemKind::BrokenXml, error.to_string()))).map(|()| false),
    }
}

/// Reads a document; whether it was read to its end.
pub(super) fn read<R: Read + Seek>(
    origin: &Origin<'_>,
    office: Office,
    archive: &mut ZipArchive<R>,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let mut parts = Parts::of(archive);
    let outcome = match office {
        Office::Docx => words::docx(&mut parts).map(Some),
        Office::Pptx => words::pptx(&mut parts).map(Some),
        Office::Odt => match parts.text("mimetype") {
            Ok(Some(kind)) if kind.contains("spreadsheet") => {
                return sheet::read(origin, Office::Ods, &mut parts, sink);
            }
            Ok(_) => words::open_document(&mut parts),
            Err(error) => Err(error),
        },
        Office::Xlsx | Office::Ods => return sheet::read(origin, office, &mut parts, sink),
        Office::Epub => return book::read(origin, &mut parts, sink),
    };
    let refuse = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    match outcome {
        Ok(Some((text, properties))) => text::give(origin, &text, properties, sink).map(|()| true),
        Ok(None) => sink(refuse(ProblemKind::Locked, String::new())).map(|()| true),
        Err(error) => sink(refuse(ProblemKind::BrokenArchive, error.to_string())).map(|()| false),
    }
}
