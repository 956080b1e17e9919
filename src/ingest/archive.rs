//! Opens a file and passes it to the reader of its format, also from within gzip, zstd, zip and tar.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::atomic::AtomicU64;

use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::{GzDecoder, MultiGzDecoder};

use super::format::Format;
use super::item::{Item, Sink};
use super::origin::Origin;
use super::source::{Settings, Source};
use super::stream::{Bytes, Counted, DEPTH, Inflated, peek};
use super::{
    ProblemKind, arc, encoding, feed, html, json, letter, office, pdf, posts, table, tar_archive, text, warc, xml,
};
use super::{zip_archive, zstd};

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
            Ok(file) => {
                let file = BufReader::new(Rewound(Counted { inner: file, count: read }));
                zip_archive::read(origin, file, sink, read_stream)
            }
            Err(error) => {
                sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
                Ok(false)
            }
        },
        format => read_as(origin, format, head, stream, size, sink),
    }
}

/// Reads a stream of `size` bytes by its format.
pub(super) fn read_stream(
    origin: &Origin<'_>,
    stream: &mut dyn Read,
    size: u64,
    sink: &mut Sink<'_>,
) -> io::Result<bool> {
    let (head, stream) = match peek(stream) {
        Ok(parts) => parts,
        Err(error) => return sink(origin.refuse((ProblemKind::of(&error), error.to_string()))).map(|()| false),
    };
    read_as(origin, origin.recognise(&head), head, stream, size, sink)
}

/// Reads the body of a captured page, or what is attached to a letter.
fn read_bytes(origin: &Origin<'_>, mut bytes: &[u8], sink: &mut Sink<'_>) -> io::Result<bool> {
    let size = bytes.len() as u64;
    read_stream(origin, &mut bytes, size, sink)
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
                Ok(inner) => read_stream(&origin, &mut Inflated::new(inner, size), size, sink),
                Err(error) => sink(skip(ProblemKind::BrokenArchive, &error.to_string())).map(|()| false),
            }
        }
        Format::Zip => zip_archive::read_inner(origin, stream, sink, read_stream),
        Format::Tar => tar_archive::read(origin, stream, sink, read_stream),
        Format::Rtf => office::read_rtf(origin, stream, sink),
        Format::Pdf => pdf::read(origin, stream, sink),
        Format::Warc => warc::read(origin, stream, sink, read_bytes),
        Format::Arc => arc::read(origin, stream, sink, read_bytes),
        Format::Html => html::read(origin, stream, sink),
        Format::Letter => letter::read(origin, stream, sink, read_bytes),
        Format::CountedLetter => letter::read_counted(origin, stream, sink, read_bytes),
        Format::Text if describes_others(origin) => {
            sink(skip(ProblemKind::Auxiliary, "it describes the files beside it")).map(|()| true)
        }
        Format::Text => text::read(origin, stream, sink),
        Format::Json => json::read(origin, recoded(&head, stream), sink),
        Format::Export => posts::read(origin, recoded(&head, stream), sink),
        Format::Table => table::read(origin, recoded(&head, stream), sink),
        Format::Xml => xml::read(origin, in_utf_8(&head, stream, feed::declared(&head)), sink),
        Format::OfficeXml => office::read_xml(origin, stream, sink),
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
    read_stream(&origin, &mut Inflated::new(MultiGzDecoder::new(stream), size), size, sink)
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
