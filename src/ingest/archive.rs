//! Compressed files and archives: gzip and zip, known by their first bytes.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::{Item, Origin, ProblemKind, Sink, read_stream};

const GZIP: [u8; 2] = [0x1F, 0x8B];
const ZIP: [u8; 4] = *b"PK\x03\x04";
const EMPTY_ZIP: [u8; 4] = *b"PK\x05\x06";

/// Reads a file, through its compression where it has one; whether it was read to its end.
pub(super) fn read_file(origin: &Origin<'_>, mut file: File, sink: &mut Sink<'_>) -> io::Result<bool> {
    let mut first = [0; 4];
    let begin = file.read(&mut first).and_then(|read| file.rewind().map(|()| read));
    let name = &origin.source.path;
    match begin {
        Err(error) => {
            sink(Item::Skipped(origin.problem(ProblemKind::Unreadable, None, error.to_string())))?;
            Ok(false)
        }
        Ok(_) if first == ZIP || first == EMPTY_ZIP => read_zip(origin, file, sink),
        Ok(_) if first.starts_with(&GZIP) => {
            read_stream(origin, without_gz(name), MultiGzDecoder::new(BufReader::new(file)), sink)
        }
        Ok(_) => read_stream(origin, name, file, sink),
    }
}

fn without_gz(name: &str) -> &str {
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".GZ")).unwrap_or(name)
}

fn read_zip(origin: &Origin<'_>, file: File, sink: &mut Sink<'_>) -> io::Result<bool> {
    let broken = |error: zip::result::ZipError| origin.problem(ProblemKind::BrokenArchive, None, error.to_string());
    let mut archive = match ZipArchive::new(BufReader::new(file)) {
        Ok(archive) => archive,
        Err(error) => {
            sink(Item::Skipped(broken(error)))?;
            return Ok(false);
        }
    };
    let mut whole = true;
    for place in 0..archive.len() {
        match archive.by_index(place) {
            Ok(member) if member.is_dir() => {}
            Ok(member) => {
                let name = String::from_utf8_lossy(member.name_raw()).into_owned();
                let origin = Origin { member: Some(name.clone()), ..origin.clone() };
                whole &= read_member(&origin, &name, member, sink)?;
            }
            Err(error) => {
                sink(Item::Skipped(broken(error)))?;
                whole = false;
            }
        }
    }
    Ok(whole)
}

/// A member may be gzipped itself; archives in archives are not opened.
fn read_member(origin: &Origin<'_>, name: &str, member: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    if without_gz(name) == name {
        read_stream(origin, name, member, sink)
    } else {
        read_stream(origin, without_gz(name), MultiGzDecoder::new(BufReader::new(member)), sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_within_the_compression_tells_the_format() {
        assert_eq!(without_gz("a/news.jsonl.gz"), "a/news.jsonl");
        assert_eq!(without_gz("news.jsonl"), "news.jsonl");
    }
}
