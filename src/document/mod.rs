//! What Fihris knows of a document: its text, where it was published, and where it was read.

mod date;

pub use date::{Date, DateError, Precision, Time};

use serde::{Deserialize, Serialize};

/// A news article, a report, a page: what is indexed, found and cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The document's name in the index: the source's own id as it stands, else one derived from the source and the
    /// place in it. Unique in an index.
    pub id: String,
    /// The title; empty where there is none.
    pub title: String,
    /// The text that byte ranges point into.
    pub body: String,
    /// What the document says of itself.
    pub metadata: Metadata,
    /// Where the document was read.
    pub provenance: Provenance,
}

/// What a document says of itself. What it does not say is `None`, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Outlet>,
    /// Its authors, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published, as exactly as the source says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// The place it was written from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Its address on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A newspaper, agency or site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outlet {
    /// A short name for programs and filters.
    pub id: String,
    /// The name that readers know; the id where no other is known.
    pub name: String,
    /// What the outlet was inferred from, where the document does not state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inferred_from: Option<String>,
}

/// Where a document was read, so that anyone can check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The file's absolute path.
    pub source: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The place in a file that holds many documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A place in a file that holds many documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The member of an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Which record of the file or member it is, from 1.
    pub record: u64,
    /// The line on which the record begins, from 1.
    pub line: u64,
}

impl std::fmt::Display for Provenance {
    /// `path`, `path: line 7`, or `path: member: line 7`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)?;
        if let Some(place) = &self.place {
            if let Some(member) = &place.member {
                write!(f, ": {member}")?;
            }
            write!(f, ": line {}", place.line)?;
        }
        Ok(())
    }
}
