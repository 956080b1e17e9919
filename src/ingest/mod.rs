//! Files to documents: what an archive really holds, read one record at a time.
//!
//! One reader a file, one shape for all: bytes in, a stream of [`Item`]s out. A record that cannot be read costs that
//! record alone, and says where it stood and what to do. Nothing larger than [`RECORD_BYTES`] is ever held.

mod archive;
pub mod date;
pub mod encoding;
mod fields;
mod files;
mod json;
pub mod page;
mod table;
mod text;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::document::{Document, Place, Provenance};

pub use fields::{Field, FieldNames};
pub use files::{Found, find};

/// The most bytes that one document may take in its file. An article has some thousand; a dump glued together is no
/// document, and bounds keep every run within its memory.
pub const RECORD_BYTES: usize = 16 << 20;

/// What a reader comes upon.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Document>),
    /// Something that is no document.
    Skipped(Problem),
    /// Something odd about the document that came before it.
    Note(Problem),
}

/// Why something was skipped, or what is odd about it, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: ProblemKind,
    /// The file, and the member of an archive behind it.
    pub source: String,
    /// The line on which the record begins, from 1.
    pub line: Option<u64>,
    /// What exactly was found.
    pub detail: String,
}

/// Kinds of problems, each with its remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// The record has no text.
    NoText,
    /// The record's text has no word to search for.
    NoWords,
    /// The record is no JSON object.
    BrokenJson,
    /// The bytes are no text.
    NotText,
    /// The text was read in an encoding that had to be guessed, or has places that are none.
    Recoded,
    /// The row of a table has more fields than there are columns.
    RaggedRow,
    /// The record is larger than [`RECORD_BYTES`].
    TooLarge,
    /// No reader knows the format.
    UnknownFormat,
    /// The archive or compressed file is broken.
    BrokenArchive,
    /// The file cannot be opened or read.
    Unreadable,
    /// A symbolic link leads back to a folder above it.
    LinkLoop,
    /// Two records have the same id.
    SameId,
    /// A date that is none.
    NoDate,
    /// A date that could be another one.
    DoubtfulDate,
    /// An id or a name that is too long.
    LongName,
}

impl ProblemKind {
    /// What ended a stream: its compression, or the file system.
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                ProblemKind::BrokenArchive
            }
            _ => ProblemKind::Unreadable,
        }
    }

    /// The problem in plain words.
    pub fn title(self) -> &'static str {
        match self {
            ProblemKind::NoText => "no text",
            ProblemKind::NoWords => "no searchable word",
            ProblemKind::BrokenJson => "broken JSON",
            ProblemKind::NotText => "not text",
            ProblemKind::Recoded => "doubtful encoding",
            ProblemKind::RaggedRow => "ragged row",
            ProblemKind::TooLarge => "too large",
            ProblemKind::UnknownFormat => "unknown format",
            ProblemKind::BrokenArchive => "broken archive",
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::LinkLoop => "loop of symbolic links",
            ProblemKind::SameId => "same id twice",
            ProblemKind::NoDate => "unreadable date",
            ProblemKind::DoubtfulDate => "doubtful date",
            ProblemKind::LongName => "overlong name",
        }
    }

    /// What to do about it.
    pub fn remedy(self) -> &'static str {
        match self {
            ProblemKind::NoText => "name the field that holds it with --field body=KEY, or leave it",
            ProblemKind::NoWords => "nothing to do: there is nothing to find in it",
            ProblemKind::BrokenJson => "mend the record; the others were read",
            ProblemKind::NotText => "nothing to do if it is a picture or a program; else fetch the file again",
            ProblemKind::Recoded => {
                "look at the document; if it is wrong, convert it, as with: iconv -f WINDOWS-1256 -t UTF-8"
            }
            ProblemKind::RaggedRow => "put the field that holds the delimiter in quotation marks; the others were read",
            ProblemKind::TooLarge => "split it into documents of less than 16 MiB",
            ProblemKind::UnknownFormat => "convert it to .txt, .csv, .tsv, .json or .jsonl (also .gz, or in a .zip)",
            ProblemKind::BrokenArchive => "fetch the file again; what came before the break was read",
            ProblemKind::Unreadable => "check that the file exists and may be read",
            ProblemKind::LinkLoop => "nothing to do: the folder is read once",
            ProblemKind::SameId => "nothing lost: the later one has an id of its own, made from its file and place",
            ProblemKind::NoDate => "the document is kept without a date; name another field with --field published=KEY",
            ProblemKind::DoubtfulDate => "the date is kept as read; check it before you cite it",
            ProblemKind::LongName => "the document is kept without it",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        if let Some(line) = self.line {
            write!(f, ": line {line}")?;
        }
        write!(f, ": {}", self.kind.title())?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its absolute path.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Source {
    /// Reads the file once for its hash.
    ///
    /// # Errors
    /// What the file system says.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => hash.update(&buffer[..read]),
            }
        }
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { path: path.to_string_lossy().into_owned(), sha256 })
    }
}

/// Where a reader is: the file, and the member of an archive.
#[derive(Clone, Debug)]
struct Origin<'s> {
    source: &'s Source,
    member: Option<String>,
    names: &'s FieldNames,
}

impl Origin<'_> {
    fn problem(&self, kind: ProblemKind, line: Option<u64>, detail: impl Into<String>) -> Problem {
        let source = match &self.member {
            Some(member) => format!("{}: {member}", self.source.path),
            None => self.source.path.clone(),
        };
        Problem { kind, source, line, detail: detail.into() }
    }

    fn provenance(&self, place: Option<(u64, u64)>) -> Provenance {
        let place = match (place, &self.member) {
            (None, None) => None,
            (place, member) => {
                let (record, line) = place.unwrap_or((1, 1));
                Some(Place { member: member.clone(), record, line })
            }
        };
        Provenance { source: self.source.path.clone(), sha256: self.source.sha256.clone(), place }
    }
}

/// Takes what readers find; an error ends the reading.
pub type Sink<'a> = dyn FnMut(Item) -> io::Result<()> + 'a;

/// Reads every document of `source` into `sink`; whether it was read to its end.
///
/// # Errors
/// Only what `sink` returns: whatever is wrong with the file is an item.
pub fn read(source: &Source, names: &FieldNames, sink: &mut Sink<'_>) -> io::Result<bool> {
    let origin = Origin { source, member: None, names };
    match File::open(&source.path) {
        Ok(file) => archive::read_file(&origin, file, sink),
        Err(error) => {
            sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
            Ok(false)
        }
    }
}

/// Reads a stream that is no archive, by the format that `name` tells.
fn read_stream(origin: &Origin<'_>, name: &str, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let extension = Path::new(name).extension().and_then(|text| text.to_str()).unwrap_or_default().to_ascii_lowercase();
    let stream = BufReader::with_capacity(1 << 16, stream);
    match extension.as_str() {
        "json" | "jsonl" | "ndjson" => json::read(origin, stream, sink),
        "csv" | "tsv" => table::read(origin, stream, sink),
        "txt" | "text" => text::read(origin, name, stream, sink),
        _ => {
            sink(Item::Skipped(origin.problem(ProblemKind::UnknownFormat, None, "")))?;
            Ok(true)
        }
    }
}

/// What is to be said of a text that was no plain UTF-8.
fn recoded(decoded: &encoding::Decoded<'_>) -> Option<String> {
    match (decoded.damaged, decoded.certain) {
        (0, true) => None,
        (0, false) => Some(format!("read as {}", decoded.encoding)),
        (damaged, _) => Some(format!("read as {}, {damaged} places are no text", decoded.encoding)),
    }
}

/// An id for a document whose source gives it none: 16 hexadecimal digits of the hash of its source and place.
pub fn derived_id(provenance: &Provenance) -> String {
    let mut hash = Sha256::new();
    hash.update(&provenance.source);
    if let Some(place) = &provenance.place {
        hash.update([0]);
        hash.update(place.member.as_deref().unwrap_or_default());
        hash.update([0]);
        hash.update(place.record.to_le_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
