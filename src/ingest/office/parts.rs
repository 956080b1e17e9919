//! The parts of a document that is a zip.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

/// A kind of document that is a zip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Office {
    Docx,
    Pptx,
    Xlsx,
    Odt,
    Ods,
    Epub,
}

/// The most bytes of a part.
const PART_BYTES: u64 = 64 << 20;

/// A document that is open.
pub(in crate::ingest) struct Parts<'a, R> {
    pub archive: &'a mut ZipArchive<R>,
}

impl<'a, R: Read + Seek> Parts<'a, R> {
    pub fn of(archive: &'a mut ZipArchive<R>) -> Self {
        Self { archive }
    }

    /// The bytes of a part; `None` if there is none.
    pub fn bytes(&mut self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        part.take(PART_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > PART_BYTES {
            return Err(io::Error::other(format!("{name} has more than 64 MiB")));
        }
        Ok(Some(bytes))
    }

    pub fn text(&mut self, name: &str) -> io::Result<Option<String>> {
        Ok(self.bytes(name)?.map(|bytes| String::from_utf8_lossy(&bytes).trim_start_matches('\u{FEFF}').to_string()))
    }

    /// The names of the parts that begin so, in order of their numbers.
    pub fn names(&self, start: &str) -> Vec<String> {
        let names = self.archive.file_names().flatten().filter(|name| name.starts_with(start));
        let mut names: Vec<String> = names.map(|name| name.into_owned()).collect();
        names.sort_by_key(|name| (name.len(), name.clone()));
        names
    }
}

/// The kind of a document, by the names of its parts.
pub(in crate::ingest) fn kind<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Option<Office> {
    let has = |name: &str| names.clone().any(|other| other == name);
    let under = |folder: &str| names.clone().any(|name| name.starts_with(folder));
    let is_microsoft = has("[Content_Types].xml");
    if is_microsoft && under("word/") {
        Some(Office::Docx)
    } else if is_microsoft && under("xl/") {
        Some(Office::Xlsx)
    } else if is_microsoft && under("ppt/") {
        Some(Office::Pptx)
    } else if has("META-INF/container.xml") {
        Some(Office::Epub)
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        Some(Office::Odt)
    } else {
        None
    }
}
