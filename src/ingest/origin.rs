//! The position of a reader (file, member of an archive, record), and the provenance of documents read there.

use std::cell::OnceCell;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::format::{self, Format};
use super::problem::{Problem, ProblemKind};
use super::source::{EXTRACTION_VERSION, Settings, Source};
use crate::document::{Place, Provenance, percent_decoded, percent_encoded};

/// The most bytes of a file beside the one that is read.
const BESIDE_BYTES: u64 = 4 << 20;

/// The file, the member of an archive and the record of a web archive that is being read.
#[derive(Clone, Debug)]
pub(super) struct Origin<'s> {
    pub source: &'s Source,
    pub settings: &'s Settings,
    /// The member of an archive.
    pub member: Option<Member>,
    /// The capture of a web archive.
    pub capture: Option<Capture>,
    /// The letter that it is attached to.
    pub letter: Option<String>,
    /// What a saved page says of itself.
    pub saved: Saved,
    /// Whose export the file is, once it was looked for.
    pub owner: Rc<OnceCell<Option<Owner>>>,
    /// The number of archives and compressions around it.
    pub depth: usize,
}

/// An account: its name for programs, if it has one, and its name for people.
pub(super) type Owner = (Option<String>, String);

/// A member of an archive.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    /// Its name as people read it.
    pub name: String,
    /// The bytes of the name, percent-encoded, if they are not UTF-8.
    pub bytes: Option<String>,
    /// Which of several members of that name it is, from 2.
    pub namesake: Option<u64>,
}

/// The capture of a page in a web archive.
#[derive(Clone, Debug, Default)]
pub(super) struct Capture {
    /// Which record of the web archive it is, from 1.
    pub record: u64,
    /// The requested address.
    pub url: Option<String>,
    /// When, RFC 3339.
    pub time: Option<String>,
    /// The encoding that the server declared.
    pub charset: Option<String>,
    /// The format that the server declared.
    pub format: Format,
}

/// What a page says of how it was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Saved {
    pub url: Option<String>,
    /// RFC 3339.
    pub time: Option<String>,
    /// The encoding of its letters, where that is stated beside the page.
    pub charset: Option<String>,
}

impl<'s> Origin<'s> {
    pub fn of(source: &'s Source, settings: &'s Settings) -> Self {
        Self {
            source,
            settings,
            member: None,
            capture: None,
            letter: None,
            saved: Saved::default(),
            owner: Rc::default(),
            depth: 0,
        }
    }

    /// A member of the archive that is being read: the bytes of its name, the name as people read it, and which of that name it
    /// is, from 1.
    pub fn within(&self, bytes: &[u8], name: String, number: u64) -> Self {
        // A member of an archive within an archive is named after both.
        let name = match &self.member {
            Some(outer) => format!("{}: {name}", outer.name),
            None => name,
        };
        let member = Member {
            bytes: std::str::from_utf8(bytes).is_err().then(|| percent_encoded(bytes)),
            namesake: (number > 1).then_some(number),
            name,
        };
        Self { member: Some(member), owner: Rc::default(), depth: self.depth + 1, ..self.clone() }
    }

    /// The address under which the document was captured or saved.
    pub fn address(&self) -> Option<&str> {
        self.capture.as_ref().and_then(|capture| capture.url.as_deref()).or(self.saved.url.as_deref())
    }

    pub fn problem(&self, kind: ProblemKind, line: Option<u64>, detail: impl Into<String>) -> Problem {
        let mut source = self.source.path.clone();
        if let Some(member) = &self.member {
            source = format!("{source}: {}", member.name);
        }
        if let Some(capture) = &self.capture {
            source = format!("{source}: record {}", capture.record);
        }
        Problem { kind, source, line, detail: detail.into() }
    }

    /// The provenance of the document at `place`, a record and its line from 1; of the whole file or member without.
    pub fn provenance(&self, place: Option<(u64, Option<u64>)>) -> Provenance {
        let captured = self.capture.as_ref().map(|capture| (capture.record, None));
        let mut member = self.member.clone();
        if let (Some(_), Some((record, _))) = (place, captured) {
            // A feed within a web archive has records of its own.
            let within = |name: String| format!("{name}: record {record}");
            member = Some(match member {
                Some(member) => {
                    Member { name: within(member.name), bytes: member.bytes.map(within), namesake: member.namesake }
                }
                None => Member { name: format!("record {record}"), ..Member::default() },
            });
        }
        let place = match (place.or(captured), member) {
            (None, None) => None,
            (place, member) => {
                let (record, line) = place.unwrap_or((1, None));
                let Member { name, bytes, namesake } = member.clone().unwrap_or_default();
                Some(Place { member: member.map(|_| name), member_bytes: bytes, namesake, record, line })
            }
        };
        Provenance {
            source: self.source.path.clone(),
            source_bytes: self.source.bytes.clone(),
            sha256: self.source.sha256.clone(),
            place,
            captured: self
                .capture
                .as_ref()
                .and_then(|capture| capture.time.clone())
                .or_else(|| self.saved.time.clone()),
            extraction: EXTRACTION_VERSION,
        }
    }

    /// Whose export the file is; `find` looks for it once.
    pub fn owner(&self, find: impl FnOnce() -> Option<Owner>) -> Option<Owner> {
        self.owner.get_or_init(find).clone()
    }

    /// A small file beside this one, or beside it in its archive; `name` may lead up by `../`. `None` if there is none, or it
    /// cannot be read.
    pub fn beside(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = match &self.member {
            None => {
                let path = joined(&self.source.file, name)?;
                let mut bytes = Vec::new();
                File::open(path).ok()?.take(BESIDE_BYTES).read_to_end(&mut bytes).ok()?;
                bytes
            }
            Some(member) => {
                let name = joined(Path::new(&member.name), name)?;
                let mut archive = ZipArchive::new(BufReader::new(File::open(&self.source.file).ok()?)).ok()?;
                let mut bytes = Vec::new();
                archive.by_name(name.to_str()?).ok()?.take(BESIDE_BYTES).read_to_end(&mut bytes).ok()?;
                bytes
            }
        };
        Some(bytes)
    }

    /// Recognises the format of a stream that begins with `head`.
    pub fn recognise(&self, head: &[u8]) -> Format {
        let declared = self.capture.as_ref().map(|capture| capture.format);
        format::recognise(head, self.name(), declared, &self.settings.names)
    }

    /// The name whose extension indicates the format: that of the member, or of the file, without its compression.
    pub fn name(&self) -> &str {
        let name = self.member.as_ref().map_or(&*self.source.path, |member| &member.name);
        [".gz", ".GZ", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
    }
}

/// The path of `name` as seen from the folder of `path`.
fn joined(path: &Path, name: &str) -> Option<PathBuf> {
    let up = name.matches("../").count();
    Some(path.ancestors().nth(up + 1)?.join(&name[3 * up..]))
}

/// An id for a document whose source gives it none: 16 hexadecimal digits of the hash of the bytes of its path and
/// place.
pub fn derived_id(provenance: &Provenance) -> String {
    derived_ids(provenance).next().expect("there is no end of them")
}

/// Ids for a document, the first of them as [`derived_id`]; the others are for when another document has it.
pub fn derived_ids(provenance: &Provenance) -> impl Iterator<Item = String> {
    (0..).map(|attempt: u64| id_of(provenance, attempt))
}

fn id_of(provenance: &Provenance, attempt: u64) -> String {
    let bytes = |text: &str, encoded: Option<&String>| match encoded {
        Some(encoded) => percent_decoded(encoded),
        None => text.as_bytes().to_vec(),
    };
    let mut hash = Sha256::new();
    hash.update(bytes(&provenance.source, provenance.source_bytes.as_ref()));
    if let Some(place) = &provenance.place {
        hash.update([0]);
        hash.update(bytes(place.member.as_deref().unwrap_or_default(), place.member_bytes.as_ref()));
        hash.update([0]);
        hash.update(place.record.to_le_bytes());
        if let Some(number) = place.namesake {
            hash.update(number.to_le_bytes());
        }
    }
    if attempt > 0 {
        hash.update([0]);
        hash.update(attempt.to_le_bytes());
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
