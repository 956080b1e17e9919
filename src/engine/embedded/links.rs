//! Which documents are duplicates of each other: a file of sorted lines beside tantivy's, written after the commit
//! that it speaks of. A search looks up a few ids in it by halving.
//!
//! ```text
//! {"commit":7}
//! ID TAB OTHER ID TAB similarity        both ways, by the bytes of the first id
//! ```

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::EngineError;
use crate::engine::Duplicate;

const NAME: &str = "duplicates.tsv";

#[derive(Serialize, Deserialize)]
struct Header {
    commit: u64,
}

/// The commit that the links of the index in `folder` speak of.
pub(super) fn commit(folder: &Path) -> Option<u64> {
    let mut line = String::new();
    BufReader::new(File::open(folder.join(NAME)).ok()?).read_line(&mut line).ok()?;
    serde_json::from_str::<Header>(&line).ok().map(|header| header.commit)
}

/// Writes the links of the index in `folder`, whole or not at all.
///
/// # Errors
/// What the file system says.
pub(super) fn write(folder: &Path, commit: u64, pairs: &[(String, String, f32)]) -> Result<(), EngineError> {
    let both = pairs.iter().flat_map(|(one, other, similarity)| [(one, other, similarity), (other, one, similarity)]);
    let mut lines: Vec<String> =
        both.map(|(one, other, similarity)| format!("{one}\t{other}\t{similarity:.3}")).collect();
    lines.sort_unstable_by(|one, other| key(one).cmp(key(other)).then_with(|| one.cmp(other)));
    let new = folder.join("duplicates.tsv.new");
    let written = File::create(&new).and_then(|file| {
        let mut file = BufWriter::new(file);
        writeln!(file, "{}", serde_json::to_string(&Header { commit })?)?;
        lines.iter().try_for_each(|line| writeln!(file, "{line}"))?;
        file.flush()?;
        fs::rename(&new, folder.join(NAME))
    });
    written.map_err(|error| EngineError::Io { path: new, error })
}

/// The duplicates of the document called `id`, as far as the index in `folder` knows.
///
/// # Errors
/// What the file system says.
pub(super) fn of(folder: &Path, id: &str) -> Result<Vec<Duplicate>, EngineError> {
    let path = folder.join(NAME);
    match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        file => file.and_then(|file| look_up(file, id)).map_err(|error| EngineError::Io { path, error }),
    }
}

fn key(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

fn look_up(file: File, id: &str) -> io::Result<Vec<Duplicate>> {
    let mut end = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 12, file);
    let mut line = String::new();
    // Lines that begin before `begin` come before the id's; the first line of all is the header.
    let mut begin = file.read_line(&mut line)? as u64;
    while begin < end {
        let middle = begin + (end - begin) / 2;
        // To the first line that begins at the middle or behind it.
        let before = middle.max(begin + 1) - 1;
        file.seek(SeekFrom::Start(before))?;
        let skipped = if middle == begin { 0 } else { file.skip_until(b'\n')? };
        let start = before + skipped as u64;
        line.clear();
        file.read_line(&mut line)?;
        if start >= end || key(&line) >= id {
            end = middle;
        } else {
            begin = start + line.len() as u64;
        }
    }
    file.seek(SeekFrom::Start(begin))?;
    let mut found = Vec::new();
    loop {
        line.clear();
        file.read_line(&mut line)?;
        let mut parts = line.trim_end().split('\t');
        if line.is_empty() || parts.next() != Some(id) {
            return Ok(found);
        }
        let duplicate = parts.next().zip(parts.next().and_then(|number| number.parse().ok()));
        found.extend(duplicate.map(|(id, similarity)| Duplicate { id: id.into(), similarity }));
    }
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
        write(folder.path(), 7, &pairs).unwrap();
        assert_eq!(commit(folder.path()), Some(7));
        for five in ids.chunks(5) {
            let mut found: Vec<String> = of(folder.path(), &five[0]).unwrap().into_iter().map(|one| one.id).collect();
            found.sort();
            let mut expected = five[1..].to_vec();
            expected.sort();
            assert_eq!(found, expected);
            for id in &five[1..] {
                assert_eq!(of(folder.path(), id).unwrap(), [Duplicate { id: five[0].clone(), similarity: 0.5 }]);
            }
        }
        for id in ["", "zzz", "ن"] {
            assert_eq!(of(folder.path(), id).unwrap(), [], "{id}");
        }
    }
}
