//! Problems of files and records, each kind with a remedy.

use std::fmt;
use std::io;

use serde::Serialize;

/// A skipped record or a note: the kind of problem, and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// The file, the member of an archive and the record of a web archive behind it.
    pub source: String,
    /// The line on which the record begins, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What exactly was found.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $name:ident, $title:literal, $remedy:expr;)+) => {
        /// Kinds of problems, each with its remedy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ProblemKind {
            $($(#[$doc])+ $name,)+
        }

        impl ProblemKind {
            /// The problem in plain words.
            pub fn title(self) -> &'static str {
                match self { $(ProblemKind::$name => $title,)+ }
            }

            /// What to do about it.
            pub fn remedy(self) -> &'static str {
                match self { $(ProblemKind::$name => $remedy,)+ }
            }
        }
    };
}

kinds! {
    /// The file has no bytes.
    Empty, "empty file", "fetch the file again, or leave it";
    /// The record has no text.
    NoText, "no text", "name the field that holds it with --field body=KEY, or leave it";
    /// The record has a headline and no text.
    Headline, "a headline alone",
        "nothing to do if there is no text; else name the field that holds it with --field body=KEY";
    /// The record has a summary and no text.
    Summary, "a summary alone",
        "nothing to do if there is no other text; else name the field that holds it with --field body=KEY";
    /// Records or texts within lists or wrappers.
    Nested, "found deeper", "nothing to do if it is right; else name the field with --field body=KEY";
    /// The record's text has no word to search for.
    NoWords, "no searchable word", "nothing to do: there is nothing to find in it";
    /// A page that lists others, or has no prose at all.
    NoArticle, "no article", "nothing to do if it is a front page or a list; else convert the page to text";
    /// A front page, a section, a tag: its prose belongs to links.
    IndexPage, "a page that lists others", "nothing to do; --keep-index-pages keeps it as a document";
    /// The record is no JSON object.
    BrokenJson, "broken JSON", "mend the record; the others were read";
    /// A flaw with one sensible reading.
    Mended, "mended", "nothing to do: look at the place if the value matters";
    /// A feed's markup is broken.
    BrokenFeed, "broken feed", "nothing to do: the items that could be told apart were read";
    /// The markup of XML is broken.
    BrokenXml, "broken XML", "mend the file at that line; what came before was read";
    /// A record of a web archive is broken.
    BrokenRecord, "broken record", "fetch the archive again if it matters; the other records were read";
    /// The bytes are not text.
    NotText, "not text", "nothing to do if it is a picture or a program; else fetch the file again";
    /// The text was read in an encoding that had to be guessed, or has places that are none.
    Recoded, "doubtful encoding",
        "look at the document; if it is wrong, convert it, as with: iconv -f WINDOWS-1256 -t UTF-8";
    /// A text in UTF-8 that was taken for another encoding and encoded again.
    EncodedTwice, "encoded twice", "nothing to do: it was undone; look at the document if it matters";
    /// The row of a table has more fields than there are columns.
    RaggedRow, "ragged row", "put the field that holds the delimiter in quotation marks; the others were read";
    /// The record is larger than [`RECORD_BYTES`](super::RECORD_BYTES).
    TooLarge, "too large", "split it into documents of less than 16 MiB";
    /// A page nests its elements deeper, or has more of them, than pages do.
    TooComplex, "too complex a page", "the document is kept as read from its text alone; look at it";
    /// A compressed file that expands beyond the limit.
    Bomb, "decompresses to far more than its size", "unpack it by hand if you trust it; what came before was read";
    /// No reader knows the format.
    UnknownFormat, "unknown format",
        "convert it to text, HTML, CSV, JSON, DOCX, a feed, a letter or WARC (also compressed, or in a zip)";
    /// A format that is known and not read.
    OtherFormat, "a format that is not read", "unpack it or convert it to text first, as with bunzip2, xz or pandoc";
    /// A password or a licence locks the file.
    Locked, "locked", "open it with its password and save it without one";
    /// Pages are pictures of a text.
    Scanned, "scanned pages", "have their letters recognised with --ocr, or first, as with: ocrmypdf -l ara IN.pdf OUT.pdf";
    /// The letters of scanned pages were recognised by a program.
    Recognised, "letters recognised", "look at the page before you cite it";
    /// The archive or compressed file is broken.
    BrokenArchive, "broken archive", "fetch the file again; what came before the break was read";
    /// A PDF that says nothing of its pages.
    BrokenPdf, "broken PDF", "fetch the file again, or print it to a new one";
    /// A file that only describes others: an index, a preview, settings.
    Auxiliary, "an auxiliary file", "nothing to do: it describes other files";
    /// A member of an archive whose name leads out of it.
    UnsafePath, "a path that leads out of its archive", "do not trust this archive; unpack it by hand if you must";
    /// A record of a web archive that is no page: a picture, a script, a request.
    NotPage, "not a page", "nothing to do: pictures, scripts and the like hold no article";
    /// A record of a platform's export that is no post: a service message, a picture without a caption.
    NoPost, "not a post", "nothing to do: service messages and pictures without a caption hold no text";
    /// A record of a web archive that only says that a page had not changed.
    Revisit, "a revisit", "nothing to do: the page is where it was first captured";
    /// The file cannot be opened or read.
    Unreadable, "unreadable", "check that the file exists and may be read";
    /// The file took too long.
    TimedOut, "took too long", "look at the file; --time-limit gives it longer; what came before was read";
    /// A reader panicked.
    Crashed, "a reader failed", "this is a fault of Fihris: please report it with the file; the other files were read";
    /// A file or folder whose name begins with a full stop.
    Hidden, "hidden", "nothing to do, or give its own path to have it read";
    /// A named pipe, a socket or a device.
    NotAFile, "not a file", "nothing to do: it is a pipe, a socket or a device";
    /// A symbolic link leads back to a folder above it.
    LinkLoop, "loop of symbolic links", "nothing to do: the folder is read once";
    /// Two records have the same id.
    SameId, "same id twice", "nothing lost: the later one has an id of its own, made from its file and place";
    /// Two files have the same URL.
    SameUrl, "same URL twice", "nothing lost: both are kept; they may be two captures of one page";
    /// A date that cannot be read.
    NoDate, "unreadable date",
        "the document is kept without a date; name another field with --field published=KEY";
    /// An ambiguous date.
    DoubtfulDate, "doubtful date", "the date is kept as read; check it before you cite it";
    /// The text is in another language.
    Foreign, "not Arabic", "nothing to do: it is kept and found by its words as written";
    /// An id or a name that is too long.
    LongName, "overlong name", "the document is kept without it";
}

impl ProblemKind {
    /// The error that ended a stream: of its compression, or of the file system.
    pub(super) fn of(error: &io::Error) -> Self {
        match error.kind() {
            _ if error.get_ref().is_some_and(|inner| inner.is::<Bomb>()) => ProblemKind::Bomb,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                ProblemKind::BrokenArchive
            }
            _ => ProblemKind::Unreadable,
        }
    }
}

impl Serialize for ProblemKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.title())
    }
}

/// The reason why a compressed stream was abandoned.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Bomb(pub String);

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
