//! Reads zip archives: each member is a file of its own; a document of an office, or a web archive, is recognised by its members.

use std::io::{self, BufRead, Cursor, Read, Seek};

use rustc_hash::FxHashMap;
use zip::read::{Config, ZipFileEntry};
use zip::unstable::read::ZipIterable;
use zip::{ZipArchive, ZipReadOptions};

use super::ProblemKind;
use super::item::{Item, Sink};
use super::names::NameEncoding;
use super::office::{self, Office};
use super::origin::Origin;
use super::stream::{DEPTH, Inflated, MemberReader};
use super::wacz::{self, Captured};

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
            Kind::Wacz if !name.starts_with(b"archive/") && !wacz::lists_pages(name) => {
                Some("of a web archive, beside its records")
            }
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
pub(super) fn read_inner(
    origin: &Origin<'_>,
    stream: impl Read,
    sink: &mut Sink<'_>,
    read_member: MemberReader,
) -> io::Result<bool> {
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
        Ok(_) => read(origin, Cursor::new(bytes), sink, read_member),
    }
}

/// Reads the members of a zip, or the document that it is.
pub(super) fn read<R: BufRead + Seek>(
    origin: &Origin<'_>,
    mut file: R,
    sink: &mut Sink<'_>,
    read_member: MemberReader,
) -> io::Result<bool> {
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
    Ok(read_members(origin, &kind, entries, &mut file, sink, read_member)? && whole)
}

/// Reads the members of a zip, each by its format.
fn read_members<R: BufRead + Seek>(
    origin: &Origin<'_>,
    kind: &Kind,
    mut entries: Vec<ZipFileEntry<'_>>,
    file: &mut R,
    sink: &mut Sink<'_>,
    read_member: MemberReader,
) -> io::Result<bool> {
    let mut whole = true;
    let is_web_archive = matches!(kind, Kind::Wacz);
    let encoding = NameEncoding::of(entries.iter().map(ZipFileEntry::name_raw));
    let (mut namesakes, mut captured) = (Namesakes::default(), Captured::default());
    // What is known of the pages of a web archive comes before the list of them.
    entries.sort_by_key(|entry| is_web_archive && wacz::lists_pages(entry.name_raw()));
    for entry in entries.into_iter().filter(|entry| !entry.is_dir()) {
        let bytes = entry.name_raw();
        let origin = origin.within(bytes, encoding.decode(bytes), namesakes.count(bytes));
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
        let is_list = is_web_archive && wacz::lists_pages(entry.name_raw());
        match entry.with_reader(&mut *file, ZipReadOptions::new()) {
            Ok(member) if is_list => whole &= wacz::read(&origin, Inflated::new(member, size), &captured, sink)?,
            Ok(member) => {
                let mut noted = |item| {
                    captured.note(&item);
                    sink(item)
                };
                let sink: &mut Sink<'_> = if is_web_archive { &mut noted } else { sink };
                whole &= read_member(&origin, &mut Inflated::new(member, size), size, sink)?;
            }
            Err(error) => {
                sink(skip(ProblemKind::BrokenArchive, error.to_string()))?;
                whole = false;
            }
        }
    }
    Ok(whole)
}

/// How many members of each name an archive has shown.
#[derive(Default)]
pub(super) struct Namesakes(FxHashMap<Vec<u8>, u64>);

impl Namesakes {
    /// Counts a member; which one of its name it is, from 1.
    pub fn count(&mut self, name: &[u8]) -> u64 {
        let count = self.0.entry(name.to_vec()).or_default();
        *count += 1;
        *count
    }
}

/// Whether a name would lie outside the folder into which its archive is unpacked.
pub(super) fn leads_out(name: &[u8]) -> bool {
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
