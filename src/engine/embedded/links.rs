//! Links between documents: files of sorted lines beside tantivy's, written after the commit to which they belong. A
//! search finds a few ids in them by binary search. The header names the segments whose documents were compared: an update
//! compares only documents of other segments with all.
//!
//! ```text
//! {"commit":7,"segments":["2c6a…"],"lines":2}
//! ID TAB OTHER ID TAB number        by the bytes of the first id
//! ```
//!
//! In `duplicates.tsv`, each pair of near-duplicates stands both ways, with its similarity. In `stories.tsv`, the document
//! that founded a story has a line for each member, itself among them, with the member's centrality; each other member has
//! one for the founder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use memchr::{memchr, memrchr};
use serde::{Deserialize, Serialize};
use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{MmapDirectory, OwnedBytes};

use crate::engine::{Duplicate, DuplicatePair, EngineError, StoryMember};

pub(super) const DUPLICATES: &str = "duplicates.tsv";
pub(super) const STORIES: &str = "stories.tsv";

#[derive(Serialize, Deserialize)]
struct Header {
    commit: u64,
    #[serde(default)]
    segments: Vec<String>,
    /// How many lines follow.
    #[serde(default)]
    lines: usize,
}

/// The commit that links belong to, and the segments whose documents were compared.
#[derive(Clone)]
pub(super) struct State {
    pub commit: u64,
    pub segments: Vec<String>,
}

/// Writes the links between duplicates of the index in `folder`, whole or not at all.
///
/// # Errors
/// An error of the file system.
pub(super) fn write_duplicates(folder: &Path, state: State, pairs: &[DuplicatePair]) -> Result<(), EngineError> {
    let both = pairs.iter().flat_map(|(one, other, similarity)| [(one, other, similarity), (other, one, similarity)]);
    write(folder, DUPLICATES, state, both.map(|(one, other, number)| line(one, other, *number)).collect())
}

/// Writes the stories of the index in `folder`, whole or not at all.
///
/// # Errors
/// An error of the file system.
pub(super) fn write_stories(folder: &Path, state: State, stories: &[Vec<StoryMember>]) -> Result<(), EngineError> {
    let mut lines = Vec::new();
    for story in stories {
        let founder = &story[0].id;
        lines.extend(story.iter().map(|member| line(founder, &member.id, member.centrality)));
        lines.extend(story[1..].iter().map(|member| line(&member.id, founder, member.centrality)));
    }
    write(folder, STORIES, state, lines)
}

fn line(one: &str, other: &str, number: f32) -> String {
    format!("{one}\t{other}\t{number:.3}")
}

fn write(folder: &Path, name: &str, state: State, mut lines: Vec<String>) -> Result<(), EngineError> {
    lines.sort_unstable_by(|one, other| key(one.as_bytes()).cmp(key(other.as_bytes())).then_with(|| one.cmp(other)));
    let new = folder.join(format!("{name}.new"));
    let State { commit, segments } = state;
    let written = File::create(&new).and_then(|file| {
        let mut file = BufWriter::new(file);
        writeln!(file, "{}", serde_json::to_string(&Header { commit, segments, lines: lines.len() })?)?;
        lines.iter().try_for_each(|line| writeln!(file, "{line}"))?;
        file.flush()?;
        fs::rename(&new, folder.join(name))
    });
    written.map_err(|error| EngineError::Io { path: new, error })
}

/// Removes the links of the index in `folder`.
///
/// # Errors
/// An error of the file system.
pub(super) fn remove(folder: &Path) -> Result<(), EngineError> {
    for name in [DUPLICATES, STORIES] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(EngineError::Io { path: folder.into(), error });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The part before the first tab.
fn key(line: &[u8]) -> &[u8] {
    &line[..memchr(b'\t', line).unwrap_or(line.len())]
}

/// The links of an index.
pub(super) struct Links(OwnedBytes);

impl Links {
    /// Opens the links in the file `name` of the index in `folder`; empty if they were never written.
    pub fn open(folder: &Path, name: &str) -> tantivy::Result<Self> {
        match MmapDirectory::open(folder)?.open_read(Path::new(name)) {
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

    /// Every line.
    pub fn all(&self) -> impl Iterator<Item = (&str, Duplicate)> {
        let lines = self.0.as_slice().split(|&byte| byte == b'\n').skip(1);
        lines.filter_map(|line| Some((str::from_utf8(key(line)).ok()?, duplicate(line)?)))
    }

    /// The line that begins at a byte, without its end.
    fn line(&self, begin: usize) -> &[u8] {
        let rest = &self.0[begin..];
        &rest[..memchr(b'\n', rest).unwrap_or(rest.len())]
    }

    /// The story of the document called `id`, first the member that founded it; none if the document is alone.
    pub fn story(&self, id: &str) -> Vec<StoryMember> {
        let links = self.of(id);
        match &links[..] {
            [Duplicate { id: founder, .. }] if founder != id => story_of(founder, self.of(founder)),
            _ => story_of(id, links),
        }
    }

    /// All stories.
    pub fn stories(&self) -> Vec<Vec<StoryMember>> {
        let lines: Vec<(&str, Duplicate)> = self.all().collect();
        let by_id = lines.chunk_by(|(one, _), (other, _)| one == other);
        let founded = by_id.filter(|lines| lines.iter().any(|(id, member)| *id == member.id));
        founded.map(|lines| story_of(lines[0].0, lines.iter().map(|(_, member)| member.clone()).collect())).collect()
    }

    /// The documents that the document called `id` is linked to.
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

/// The members of the story that `founder` founded, which comes first.
fn story_of(founder: &str, members: Vec<Duplicate>) -> Vec<StoryMember> {
    let members = members.into_iter().map(|Duplicate { id, similarity }| StoryMember { id, centrality: similarity });
    let (mut story, others): (Vec<_>, Vec<_>) = members.partition(|member| member.id == founder);
    story.extend(others);
    story
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
        let open = || Links::open(folder.path(), DUPLICATES).unwrap();
        let none = open();
        assert_eq!((none.commit(), none.of(&ids[0])), (None, vec![]));
        let state = State { commit: 7, segments: vec!["a".into()] };
        write_duplicates(folder.path(), state, &pairs).unwrap();
        let links = open();
        assert_eq!((links.commit(), links.segments()), (Some(7), vec!["a".to_string()]));
        assert_eq!(links.all().count(), 2 * pairs.len());
        let text = fs::read_to_string(folder.path().join(DUPLICATES)).unwrap();
        for cut in [text.len() - 30, text.len() / 2, text.find('\n').unwrap() + 1] {
            fs::write(folder.path().join(DUPLICATES), &text[..text.floor_char_boundary(cut)]).unwrap();
            assert_eq!(open().segments(), [""; 0], "cut at {cut}");
        }
        fs::write(folder.path().join(DUPLICATES), &text).unwrap();
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

    #[test]
    fn a_story_is_found_by_each_of_its_members() {
        let folder = tempfile::tempdir().unwrap();
        let member = |id: &str, centrality| StoryMember { id: id.into(), centrality };
        // One whose founder comes last by its letters, one of two.
        let stories = vec![
            vec![member("z", 0.75), member("a", 0.5), member("b", 0.25)],
            vec![member("c", 1.0), member("d", 1.0)],
        ];
        write_stories(folder.path(), State { commit: 1, segments: Vec::new() }, &stories).unwrap();
        let links = Links::open(folder.path(), STORIES).unwrap();
        for story in &stories {
            story.iter().for_each(|member| assert_eq!(&links.story(&member.id), story));
        }
        assert_eq!(links.story("e"), []);
        let mut all = links.stories();
        all.sort_by_key(|story| story.len());
        assert_eq!(all, [stories[1].clone(), stories[0].clone()]);
    }
}
