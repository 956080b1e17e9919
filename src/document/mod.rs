//! Documents: text, metadata, and where they were read.

mod date;
mod part;
mod passage;
mod path;
mod terms;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use date::{Calendar, Date, DateError, DateRole, Precision, Time};
pub use part::{NoSuchPart, Part, PartKind, Parts};
pub use passage::passages;
pub use path::{key_path, path_key};
pub(crate) use path::{percent_decoded, percent_encoded};
pub use terms::{DocumentTerms, DocumentTermsBuilder, PassageTerms, WordKey, WordOccurrence};

use serde::{Deserialize, Serialize};

/// A document: a news article, a report, a page; the unit that is indexed and cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The document's id in the index: the source's own id unchanged, or one derived from the source and the
    /// place in it. Unique in an index.
    pub id: String,
    /// The title; empty if there is none.
    pub title: String,
    /// The text that byte ranges point into.
    pub body: String,
    /// Its metadata.
    pub metadata: Metadata,
    /// Where the document was read.
    pub provenance: Provenance,
}

/// A document without its body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// The document's name in the index.
    pub id: String,
    /// The title; empty if there is none.
    pub title: String,
    /// Its metadata.
    pub metadata: Metadata,
    /// Where the document was read.
    pub provenance: Provenance,
}

impl Document {
    /// The document without its body.
    pub fn heading(&self) -> Heading {
        Heading {
            id: self.id.clone(),
            title: self.title.clone(),
            metadata: self.metadata.clone(),
            provenance: self.provenance.clone(),
        }
    }
}

/// Title and body of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The title; empty if there is none.
    pub title: String,
    /// The body.
    pub body: String,
}

/// Metadata of a document. What the document does not state is `None`, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Outlet>,
    /// Its authors, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Agencies that it names as its sources, by their usual names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// Date of publication, to the precision that the source states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// The place it was written from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The language of its text, by its ISO 639 code (`ar`, `fa`, `ckb`); `None` if the text does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its address on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The post or letter that it answers: its id or its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// The letter that it was attached to: its id or its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_to: Option<String>,
    /// Who wrote it first, if it was passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<String>,
    /// How sure a program was of the letters that it recognised on scanned pages: the mean over its words, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocr: Option<u8>,
    /// Its pages, messages or other parts; `None` if it has no more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
    /// Evidence for extracted values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<Attribute, Evidence>,
}

/// An attribute of a document, for which evidence is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Attribute {
    /// [`Document::title`].
    Title,
    /// [`Document::body`].
    Body,
    /// [`Metadata::outlet`].
    Outlet,
    /// [`Metadata::authors`].
    Authors,
    /// [`Metadata::published`].
    Published,
    /// The date of the last change, which is not the date of publication.
    Updated,
    /// [`Metadata::place`].
    Place,
    /// [`Metadata::url`].
    Url,
}

impl Attribute {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Attribute::Title => "title",
            Attribute::Body => "body",
            Attribute::Outlet => "outlet",
            Attribute::Authors => "authors",
            Attribute::Published => "published",
            Attribute::Updated => "updated",
            Attribute::Place => "place",
            Attribute::Url => "url",
        }
    }
}

/// The evidence for a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// Where it was read, such as `JSON-LD datePublished` or `the line above the text`.
    pub from: String,
    /// The confidence in the value.
    pub confidence: Confidence,
    /// The value as written in the source, if that differs from the stored value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// The calendar in which a date is written, if that is not the Gregorian one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// The role that the text gives a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<DateRole>,
}

impl Evidence {
    /// Evidence for a value that is stored as it is written.
    pub fn new(from: &str, confidence: Confidence) -> Self {
        Self { from: from.into(), confidence, written: None, calendar: None, role: None }
    }
}

/// The confidence in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// One sign that may mislead.
    Doubtful,
    /// One good source.
    Likely,
    /// Two sources that agree.
    Confirmed,
}

impl Confidence {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Doubtful => "doubtful",
            Confidence::Likely => "likely",
            Confidence::Confirmed => "confirmed",
        }
    }
}

/// A newspaper, agency or site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Outlet {
    /// A short name for programs and filters.
    pub id: String,
    /// The name that readers know; the id if no other is known.
    pub name: String,
    /// What the outlet was inferred from, if the document does not state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inferred_from: Option<String>,
}

/// Where a document was read, so that anyone can check it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Provenance {
    /// The file's absolute path. Where its bytes are not UTF-8, as people would read them.
    pub source: String,
    /// The bytes of the path, percent-encoded, where they are not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_bytes: Option<String>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The place in a file that holds many documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The time of capture stated by a web archive, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// The version of the readers that read the document.
    #[serde(default)]
    pub extraction: u32,
}

/// A place in a file that holds many documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Place {
    /// The member of an archive. Where the bytes of its name are not UTF-8, as people would read them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The bytes of that name, percent-encoded, where they are not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_bytes: Option<String>,
    /// Which of several members of that name it is, from 2; `None` for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namesake: Option<u64>,
    /// Which record of the file or member it is, from 1.
    pub record: u64,
    /// The line on which the record begins, from 1, where the file has lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Provenance {
    /// The key of the file, see [`path_key`].
    pub fn source_key(&self) -> Cow<'_, str> {
        match &self.source_bytes {
            None => Cow::Borrowed(&self.source),
            Some(bytes) => Cow::Owned(path_key(&path::os_string(percent_decoded(bytes)))),
        }
    }
}

impl std::fmt::Display for Provenance {
    /// `path`, `path: line 7`, `path: record 7`, or `path: member: line 7`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)?;
        if let Some(place) = &self.place {
            if let Some(member) = &place.member {
                write!(f, ": {member}")?;
            }
            if let Some(number) = place.namesake {
                write!(f, " ({number} of that name)")?;
            }
            match place.line {
                Some(line) => write!(f, ": line {line}")?,
                None if place.record > 1 || place.member.is_none() => write!(f, ": record {}", place.record)?,
                None => {}
            }
        }
        Ok(())
    }
}
