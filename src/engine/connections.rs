//! What connects documents of an index: links between near-duplicates, and stories. Both are found when an index is
//! brought up to date, from what was found before and the documents that are new.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Engine, EngineError, Key};

/// A near-duplicate of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// Its id.
    pub id: String,
    /// Jaccard similarity of the two documents' shingles of five words, from 0 to 1.
    pub similarity: f32,
}

/// A document of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryMember {
    /// Its id.
    pub id: String,
    /// The mean probability, over the other members, that both report the same event; from 0 to 1.
    pub centrality: f32,
}

/// The ids of two documents, and their similarity.
pub type DuplicatePair = (String, String, f32);

/// Finds all pairs of duplicates.
pub type FindDuplicates<'f> = dyn Fn(&dyn Engine) -> Result<Vec<DuplicatePair>, EngineError> + 'f;

/// What is left of the links between duplicates that were found for a former commit.
#[derive(Debug, Default)]
pub struct FormerLinks {
    /// The links of documents that are still there.
    pub pairs: Vec<DuplicatePair>,
    /// The documents that were there, whose links all lead to documents that are still there: for any two of them it is
    /// known whether they are duplicates.
    pub compared: FxHashSet<Key>,
}

/// What is left of the stories that were found for a former commit.
#[derive(Debug, Default)]
pub struct FormerStories {
    /// The stories, of two documents or more that are still there. The first one founded it.
    pub stories: Vec<Vec<StoryMember>>,
    /// The documents that were grouped: each with the place of its story in `stories`, `None` if it is alone.
    pub placed: FxHashMap<Key, Option<u32>>,
}

/// Finds all stories: those of a former commit, with the documents that are new. Each has two members or more, first the
/// one that founded it.
pub type FindStories<'f> = dyn Fn(&dyn Engine) -> Result<Vec<Vec<StoryMember>>, EngineError> + 'f;

/// How to find what connects documents.
#[derive(Clone, Copy)]
pub struct Finders<'f> {
    /// Finds the links between near-duplicates.
    pub duplicates: &'f FindDuplicates<'f>,
    /// Finds the stories.
    pub stories: &'f FindStories<'f>,
}

/// What connects documents.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    /// The links between near-duplicates.
    pub duplicates: Vec<DuplicatePair>,
    /// The stories, each with the member that founded it first.
    pub stories: Vec<Vec<StoryMember>>,
}
