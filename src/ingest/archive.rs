//! Opens a file and passes it to the reader of its format, also from within gzip, zip and WACZ.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::rc::Rc;
use std::sync::atomic::AtomicU64;

use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::{GzDecoder, MultiGzDecoder};
use rustc_hash::FxHashMap;
use zip::read::{Config, ZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{ZipArchive, ZipReadOptions};

use super::format::Format;
use super::item::{Item, Sink};
use super::names::NameEncoding;
use super::office::Office;
use super::origin::{Member, Origin};
use super::source::{Settings, Source};
use super::stream::{Bytes, Counted, Inflated, peek};
use super::{ProblemKind, arc, encoding, feed, html, json, letter, office, pdf, posts, table, text, warc, zstd};
use crate::document::percent_encoded;

/// The most compressions and archives within each other.
const DEPTH: usize = 3;

/// Reads every document of `source` into `sink`, and adds the bytes read to `read`. Returns whether the file was read
/// to its end.
///
/// # Errors
/// Only what `sink` returns: whatever is wrong with the file is an item.
pub fn read(source: &Source, settings: &Settings, read: &AtomicU64, sink: &mut Sink<'_>) -> io::Result<bool> {
    let origin = Origin::of(source, settings);
    match File::open(&source.file) {
        Ok(file) => read_file(&origin, file, read, sink),
        Err(error) => {
            sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
            Ok(false)
        }
    }
}

/// Reads a file, through its compression if it has one; returns whether it was read to its end.
fn read_file(origin: &Origin<'_>, file: File, read: &AtomicU64, sink: &mut Sink<'_>) -> io::Result<bool> {
    let size = file.metadata().map_or(0, |data| data.len());
    let (head, stream) = match peek(Counted { inner: &file, count: read }) {
        Ok(parts) => parts,
        Err(error) => return sink(origin.refuse((ProblemKind::of(&error), error.to_string()))).map(|()| false),
    };
    match origin.recognise(&head) {
        Format::Zip => match file.try_clone() {
            Ok(file) => read_zip(origin, BufReader::new(Rewound(Counted { inner: file, count: read })), sink),
            Err(error) => {
                sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
                Ok(false)
            }
        },
        format => read_as(origin, format, head, stream, size, sink),
    }
}

/// Reads a stream of `size` bytes by its format.
pub(super) fn read_stream(origin: &Origin<'_>, stream: impl Read, size: u64, sink: &mut Sink<'_>) -> io::Result<bool> {
    let (head, stream) = match peek(stream) {
        Ok(parts) => parts,
        Err(error) => return sink(origin.refuse((ProblemKind::of(&error), error.to_string()))).map(|()| false),
    };
    read_as(origin, origin.recognise(&head), head, stream, size, sink)
}

/// Reads the body of a captured page, or what is attached to a letter.
fn read_bytes(origin: &Origin<'_>, bytes: &[u8], sink: &mut Sink<'_>) -> io::Result<bool> {
    read_stream(origin, bytes, bytes.len() as u64, sink)
}

fn read_as(
    origin: &Origin<'_>,
    format: Format,
    head: Vec<u8>,
    stream: Bytes<'_>,
    size: u64,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let skip = |kind, detail: &str| Item::Skipped(origin.problem(kind, None, detail));
    match format {
        Format::Gzip | Format::Zstd if origin.depth >= DEPTH => {
            sink(skip(ProblemKind::OtherFormat, "too many compressions")).map(|()| true)
        }
        Format::Gzip => read_gzip(origin, &head, stream, size, sink),
        Format::Zstd => {
            let origin = Origin { depth: origin.depth + 1, ..origin.clone() };
            match zstd::reader(stream) {
                Ok(inner) => read_stream(&origin, Inflated::new(inner, size), size, sink),
                Err(error) => sink(skip(ProblemKind::BrokenArchive, &error.to_string())).map(|()| false),
            }
        }
        Format::Zip => read_inner_zip(origin, stream, sink),
        Format::Rtf => office::read_rtf(origin, stream, sink),
        Format::Pdf => pdf::read(origin, stream, sink),
        Format::Warc => warc::read(origin, stream, sink, read_bytes),
        Format::Arc => arc::read(origin, stream, sink, read_bytes),
        Format::Html => html::read(origin, stream, sink),
        Format::Letter => letter::read(origin, stream, sink, read_bytes),
        Format::Text if describes_others(origin) => {
            sink(skip(ProblemKind::Auxiliary, "it describes the files beside it")).map(|()| true)
        }
        Format::Text => text::read(origin, stream, sink),
        Format::Json => json::read(origin, recoded(&head, stream), sink),
        Format::Export => posts::read(origin, recoded(&head, stream), sink),
        Format::Table => table::read(origin, recoded(&head, stream), sink),
        Format::Feed => feed::read(origin, in_utf_8(&head, stream, feed::declared(&head)), sink),
        Format::Empty => sink(skip(ProblemKind::Empty, "")).map(|()| true),
        Format::Locked => sink(skip(ProblemKind::Locked, "a document with a password")).map(|()| true),
        Format::Picture => sink(skip(ProblemKind::NotText, "a picture")).map(|()| true),
        Format::Other(name) => sink(skip(ProblemKind::OtherFormat, name)).map(|()| true),
        Format::Unknown => sink(skip(ProblemKind::UnknownFormat, "")).map(|()| true),
    }
}

/// Whether a text is named as one that describes a folder.
fn describes_others(origin: &Origin<'_>) -> bool {
    let name = origin.first_name().unwrap_or_default();
    name.eq_ignore_ascii_case("README") || matches!(name, "LICENSE" | "LICENCE" | "COPYING" | "CHANGELOG" | "NOTICE")
}

/// A stream of records, converted to UTF-8 if it is UTF-16, whose records cannot be separated byte by byte.
fn recoded<'r>(head: &[u8], stream: Bytes<'r>) -> Bytes<'r> {
    let is_wide = encoding::decode(head, None).is_some_and(|decoded| decoded.encoding.starts_with("UTF-16"));
    if is_wide { in_utf_8(head, stream, None) } else { stream }
}

/// A stream in whatever encoding as one in UTF-8.
fn in_utf_8<'r>(head: &[u8], stream: Bytes<'r>, declared: Option<String>) -> Bytes<'r> {
    let encoding = encoding::decode(head, declared.as_deref()).map(|decoded| decoded.encoding).unwrap_or_default();
    match encoding_rs::Encoding::for_label(encoding.as_bytes()) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => {
            let decoder = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(stream);
            BufReader::with_capacity(1 << 16, Box::new(decoder))
        }
        _ => stream,
    }
}

fn read_gzip(origin: &Origin<'_>, head: &[u8], stream: Bytes<'_>, size: u64, sink: &mut Sink<'_>) -> io::Result<bool> {
    let origin = Origin { depth: origin.depth + 1, ..origin.clone() };
    let mut inner = Vec::new();
    // The head ends in the middle of the stream: what could be read of it is enough.
    let _ = GzDecoder::new(head).take(64).read_to_end(&mut inner);
    if origin.recognise(&inner) == Format::Warc {
        return warc::read_gzip(&origin, stream, size, sink, read_bytes);
    }
    read_stream(&origin, Inflated::new(MultiGzDecoder::new(stream), size), size, sink)
}

/// The content of a zip, by the names in it.
enum Kind {
    /// Files, each to be read.
    Files,
    /// A web archive: its records lie in `archive/`, all else is an index of them.
    Wacz,
    /// A document of an office.
    Office(Office),
}

impl Kind {
    /// Why a member holds no document, if its name says so.
    fn auxiliary(&self, name: &[u8]) -> Option<&'static str> {
        match self {
            _ if name.starts_with(b"__MACOSX/") => Some("of macOS, beside another file"),
            Kind::Wacz if !name.starts_with(b"archive/") => Some("of a web archive, beside its records"),
            _ => None,
        }
    }
}

fn kind(entries: &[ZipFileEntry<'_>]) -> Kind {
    let has = |name: &str| entries.iter().any(|entry| entry.name_raw() == name.as_bytes());
    let under = |folder: &str| entries.iter().any(|entry| entry.name_raw().starts_with(folder.as_bytes()));
    let names = entries.iter().filter_map(|entry| std::str::from_utf8(entry.name_raw()).ok());
    match office::kind(names) {
        Some(office) => Kind::Office(office),
        None if has("datapackage.json") && under("archive/") => Kind::Wacz,
        None => Kind::Files,
    }
}

/// The most bytes of a zip within an archive or a letter: it is read into memory.
const INNER_ZIP_BYTES: u64 = 64 << 20;

/// Reads a zip that lies within an archive or a letter.
fn read_inner_zip(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let refuse = |kind, detail: String| origin.refuse((kind, detail));
    if origin.depth >= DEPTH {
        return sink(refuse(ProblemKind::OtherFormat, "too many archives within each other".into())).map(|()| true);
    }
    let mut bytes = Vec::new();
    match stream.take(INNER_ZIP_BYTES + 1).read_to_end(&mut bytes) {
        Err(error) => sink(refuse(ProblemKind::of(&error), error.to_string())).map(|()| false),
        Ok(_) if bytes.len() as u64 > INNER_ZIP_BYTES => {
            sink(refuse(ProblemKind::TooLarge, "a zip of more than 64 MiB within an archive: unpack it".into()))
                .map(|()| true)
        }
        Ok(_) => read_zip(origin, Cursor::new(bytes), sink),
    }
}

/// Reads the members of a zip, or the document that it is.
fn read_zip<R: BufRead + Seek>(origin: &Origin<'_>, mut file: R, sink: &mut Sink<'_>) -> io::Result<bool> {
    let broken = |error: zip::result::ZipError| {
        Item::Skipped(origin.problem(ProblemKind::BrokenArchive, None, error.to_string()))
    };
    let mut whole = true;
    // Of members with one name, each counts: the archive is read as a list, not as a map.
    let mut entries = Vec::new();
    match ZipIterable::try_new(&mut file, Config::default())
        .and_then(|mut archive| archive.files()?.try_for_each(|entry| entry.map(|entry| entries.push(entry))))
    {
        Err(error) if entries.is_empty() => return sink(broken(error)).map(|()| false),
        Err(error) => {
            sink(broken(error))?;
            whole = false;
        }
        Ok(()) => {}
    }
    let kind = kind(&entries);
    if let Kind::Office(office) = kind {
        return match ZipArchive::new(&mut file) {
            Ok(mut archive) => office::read(origin, office, &mut archive, sink),
            Err(error) => sink(broken(error)).map(|()| false),
        };
    }
    let encoding = NameEncoding::of(entries.iter().map(ZipFileEntry::name_raw));
    let mut namesakes: FxHashMap<Vec<u8>, u64> = FxHashMap::default();
    for entry in entries.into_iter().filter(|entry| !entry.is_dir()) {
        let bytes = entry.name_raw();
        let name = encoding.decode(bytes);
        let number = namesakes.entry(bytes.to_vec()).or_default();
        *number += 1;
        // A member of an archive within an archive is named after both.
        let name = match &origin.member {
            Some(outer) => format!("{}: {name}", outer.name),
            None => name,
        };
        let member = Member {
            bytes: std::str::from_utf8(bytes).is_err().then(|| percent_encoded(bytes)),
            namesake: (*number > 1).then_some(*number),
            name,
        };
        let origin = Origin { member: Some(member), owner: Rc::default(), depth: origin.depth + 1, ..origin.clone() };
        let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
        if let Some(detail) = kind.auxiliary(entry.name_raw()) {
            sink(skip(ProblemKind::Auxiliary, detail.into()))?;
            continue;
        }
        if leads_out(entry.name_raw()) {
            sink(skip(ProblemKind::UnsafePath, String::new()))?;
            continue;
        }
        let size = entry.compressed_size();
        match entry.with_reader(&mut file, ZipReadOptions::new()) {
            Ok(member) => whole &= read_stream(&origin, Inflated::new(member, size), size, sink)?,
            Err(error) => {
                sink(skip(ProblemKind::BrokenArchive, error.to_string()))?;
                whole = false;
            }
        }
    }
    Ok(whole)
}

/// Whether a name would lie outside the folder into which its archive is unpacked.
fn leads_out(name: &[u8]) -> bool {
    let parts = || name.split(|byte| matches!(byte, b'/' | b'\\'));
    let mut depth = 0_i64;
    let escapes = parts().any(|part| {
        depth += match part {
            b"" | b"." => 0,
            b".." => -1,
            _ => 1,
        };
        depth < 0
    });
    let is_drive = name.get(1) == Some(&b':') && name[0].is_ascii_alphabetic();
    escapes || is_drive || name.starts_with(b"/") || name.starts_with(b"\\") || name.contains(&0)
}

/// A counted file that can be read from any place.
struct Rewound<'c>(Counted<'c, File>);

impl Read for Rewound<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl io::Seek for Rewound<'_> {
    fn seek(&mut self, place: io::SeekFrom) -> io::Result<u64> {
        self.0.inner.seek(place)
    }
}
