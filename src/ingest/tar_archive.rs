//! Reads tar archives, member by member.

use std::io::{self, Read};

use tar::Archive;

use super::ProblemKind;
use super::item::{Item, Sink};
use super::names::NameEncoding;
use super::origin::Origin;
use super::stream::{DEPTH, MemberReader};
use super::zip_archive::{Namesakes, leads_out};

/// Reads the members of an archive; whether it was read to its end.
pub(super) fn read(
    origin: &Origin<'_>,
    stream: impl Read,
    sink: &mut Sink<'_>,
    read_member: MemberReader,
) -> io::Result<bool> {
    if origin.depth >= DEPTH {
        let detail = "too many archives within each other".into();
        return sink(origin.refuse((ProblemKind::OtherFormat, detail))).map(|()| true);
    }
    let mut archive = Archive::new(stream);
    let broken = |error: io::Error| origin.refuse((ProblemKind::BrokenArchive, error.to_string()));
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return sink(broken(error)).map(|()| false),
    };
    let (mut whole, mut namesakes) = (true, Namesakes::default());
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            // Where one begins that cannot be read, no other is found.
            Err(error) => return sink(broken(error)).map(|()| false),
        };
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        let bytes = entry.path_bytes().into_owned();
        let name = NameEncoding::of(std::iter::once(bytes.as_slice())).decode(&bytes);
        let inner = origin.within(&bytes, name, namesakes.count(&bytes));
        let skip = |kind, detail: &str| Item::Skipped(inner.problem(kind, None, detail));
        if !kind.is_file() {
            sink(skip(ProblemKind::NotAFile, "a link or a device within an archive"))?;
        } else if leads_out(&bytes) {
            sink(skip(ProblemKind::UnsafePath, ""))?;
        } else {
            let size = entry.size();
            whole &= read_member(&inner, &mut entry, size, sink)?;
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::testing::read;

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in members {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn members_are_files_of_their_own() {
        let text = "حريق في الميناء\n\nقال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.".as_bytes();
        let file = archive(&[("صدى/a.txt", text), ("صدى/a.txt", text), ("../b.txt", text), ("c.txt", b"")]);
        let (documents, problems) = read("a.tar", &file);
        assert_eq!(documents.len(), 2, "{problems:?}");
        assert_eq!(documents[1].provenance.to_string(), "a.tar: صدى/a.txt (2 of that name)");
        assert_eq!(problems, ["UnsafePath@0", "Empty@0"]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&file).unwrap();
        assert_eq!(read("a.tgz", &packed.finish().unwrap()).0.len(), 2);
    }

    #[test]
    fn broken_archives_keep_what_came_before() {
        let text = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد.".as_bytes();
        let file = archive(&[("a.txt", text), ("b.txt", text)]);
        let mut broken = file.clone();
        broken[1024 + 150] ^= 0xFF;
        let (documents, problems) = read("a.tar", &broken);
        assert_eq!((documents.len(), problems), (1, vec!["BrokenArchive@0".to_string()]));
        for length in [300, 600, 1100, 1500] {
            let (documents, problems) = read("a.tar", &file[..length]);
            assert!(documents.len() + problems.len() > 0, "{length}");
        }
    }
}
