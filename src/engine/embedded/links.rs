//! Links between duplicates: a file of sorted lines beside tantivy's, written after the commit to which it belongs. A
//! search finds a few ids in it by binary search. The header names the segments whose documents were compared: an update
//! compares only documents of other segments with all.
//!
//! ```text
//! {"commit":7,"segments":["2c6a…"],"lines":2}
//! ID TAB OTHER ID TAB similarity        both ways, by the bytes of the first id
//! ```

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use memchr::{memchr, memrchr};
use serde::{Deserialize, Serialize};
use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{MmapDirectory, OwnedBytes};

use crate::engine::{Duplicate, DuplicatePair, EngineError};

pub(super) const NAME: &str = "duplicates.tsv";

#[derive(Serialize, Deserialize)]
struct Header {
    commit: u64,
    #[serde(default)]
    segments: Vec<String>,
    /// How many lines follow.
    #[serde(default)]
    lines: usize,
}

/// Writes the links of the index in `folder`, whole or not at all.
///
/// # Errors
/// An error of the file system.
pub(super) fn write(
    folder: &Path,
    commit: u64,
    segments: Vec<String>,
    pairs: &[DuplicatePair],
) -> Result<(), EngineError> {
    let both = pairs.iter().flat_map(|(one, other, similarity)| [(one, other, similarity), (other, one, similarity)]);
    let mut lines: Vec<String> =
        both.map(|(one, other, similarity)| format!("{one}\t{other}\t{similarity:.3}")).collect();
    lines.sort_unstable_by(|one, other| key(one.as_bytes()).cmp(key(other.as_bytes())).then_with(|| one.cmp(other)));
    let new = folder.join("duplicates.tsv.new");
    let written = File::create(&new).and_then(|file| {
        let mut file = BufWriter::new(file);
        writeln!(file, "{}", serde_json::to_string(&Header { commit, segments, lines: lines.len() })?)?;
        lines.iter().try_for_each(|line| writeln!(file, "{line}"))?;
        file.flush()?;
        fs::rename(&new, folder.join(NAME))
    });
    written.map_err(|error| EngineError::Io { path: new, error })
}

/// The part before the first tab.
fn key(line: &[u8]) -> &[u8] {
    &line[..memchr(b'\t', line).unwrap_or(line.len())]
}

/// The links of an index.
pub(super) struct Links(OwnedBytes);

impl Links {
    /// Opens the links of the index in `folder`; empty if they were never written.
    pub fn open(folder: &Path) -> tantivy::Result<Self> {
        match MmapDirectory::open(folder)?.open_read(Path::new(NAME)) {
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(Self(OwnedBytes::empty())),
            file => Ok(Self(file?.read_bytes()?)),
        }
    }

    /// The commit that they belong to.
    pub fn commit(&self) -> Option<u64> {
        self.header().map(|header| header.commit)
    }

    /// The segments whose documents were compared; none if the file is not whole, so that all are compared again.
    pub fn segments(&self) -> Vec<String> {
        let whole = self.header().filter(|header| header.lines == self.all().count());
        whole.map_or_else(Vec::new, |header| header.segments)
    }

    fn header(&self) -> Option<Header> {
        serde_json::from_slice(self.line(0)).ok()
    }

    /// Every link, once each way.
    pub fn all(&self) -> impl Iterator<Item = (&str, Duplicate)> {
        let lines = self.0.as_slice().split(|&byte| byte == b'\n').skip(1);
        lines.filter_map(|line| Some((str::from_utf8(key(line)).ok()?, duplicate(line)?)))
    }

    /// The line that begins at a byte, without its end.
    fn line(&self, begin: usize) -> &[u8] {
        let rest = &self.0[begin..];
        &rest[..memchr(b'\n', rest).unwrap_or(rest.len())]
    }

    /// The duplicates of the document called `id`.
    pub fn of(&self, id: &str) -> Vec<Duplicate> {
        // Lines that begin before `begin` come before the id's; the first line of all is the header.
        let after = |line: usize| (line + self.line(line).len() + 1).min(self.0.len());
        let mut begin = after(0);
        let mut end = self.0.len();
        while begin < end {
            let middle = begin + (end - begin) / 2;
            let line = begin + memrchr(b'\n', &self.0[begin..middle]).map_or(0, |place| place + 1);
            if key(self.line(line)) < id.as_bytes() {
                begin = after(line);
            } else {
                end = line;
            }
        }
        let mut found = Vec::new();
        while begin < self.0.len() && key(self.line(begin)) == id.as_bytes() {
            found.extend(duplicate(self.line(begin)));
            begin = after(begin);
        }
        found
    }
}

/// The duplicate on a line; `None` if the line is damaged.
fn duplicate(line: &[u8]) -> Option<Duplicate> {
    let mut parts = str::from_utf8(line).ok()?.split('\t').skip(1);
    Some(Duplicate { id: parts.next()?.into(), similarity: parts.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_finds_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let ids: Vec<String> = (0..500).map(|number| format!("{}-{number}", "ن".repeat(number % 40))).collect();
        let pairs: Vec<_> =
            ids.chunks(5).flat_map(|five| five[1..].iter().map(|id| (five[0].clone(), id.clone(), 0.5))).collect();
        let none = Links::open(folder.path()).unwrap();
        assert_eq!((none.commit(), none.of(&ids[0])), (None, vec![]));
        write(folder.path(), 7, vec!["a".into()], &pairs).unwrap();
        let links = Links::open(folder.path()).unwrap();
        assert_eq!((links.commit(), links.segments()), (Some(7), vec!["a".to_string()]));
        assert_eq!(links.all().count(), 2 * pairs.len());
        let text = fs::read_to_string(folder.path().join(NAME)).unwrap();
        for cut in [text.len() - 30, text.len() / 2, text.find('\n').unwrap() + 1] {
            fs::write(folder.path().join(NAME), &text[..text.floor_char_boundary(cut)]).unwrap();
            assert_eq!(Links::open(folder.path()).unwrap().segments(), [""; 0], "cut at {cut}");
        }
        fs::write(folder.path().join(NAME), &text).unwrap();
        for five in ids.chunks(5) {
            let mut found: Vec<String> = links.of(&five[0]).into_iter().map(|one| one.id).collect();
            found.sort();
            let mut expected = five[1..].to_vec();
            expected.sort();
            assert_eq!(found, expected);
            for id in &five[1..] {
                assert_eq!(links.of(id), [Duplicate { id: five[0].clone(), similarity: 0.5 }]);
            }
        }
        for id in ["", "zzz", "ن"] {
            assert_eq!(links.of(id), [], "{id}");
        }
    }
}
