//! The engine interface: find matching documents, read term statistics, fetch stored text.
//!
//! An engine holds documents. It selects and scores them by a [`Plan`], returns the statistics by which
//! [`rank`](crate::rank) orders their passages, and returns their stored text. No type of an engine's library appears
//! here: [`embedded`] keeps an index in a folder of this machine, `opensearch` on a cluster.

mod budget;
mod connections;
mod digest;
mod duplicate_ids;
pub mod embedded;
mod error;
mod facet_counts;
mod location;
mod metered;
mod name_lookup;
#[cfg(feature = "cluster")]
pub mod opensearch;
mod outlet_dates;
pub mod plan;
mod score_order;
mod vocabulary_cache;
mod word_set;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, BuildHasherDefault, Hash};
use std::ops::Range;

use rustc_hash::FxHasher;

use crate::arabic::signature::Signature;
use crate::arabic::{GramSet, Pattern};
use crate::document::{Document, DocumentTerms, Heading, Metadata, Text, WordKey};
use crate::query::{Filter, QueryTerms, Statistics, Vocabulary};

pub use budget::{Budget, Meter};
pub use connections::{
    Connections, Duplicate, DuplicatePair, FindDuplicates, FindStories, Finders, FormerLinks, FormerStories,
    StoryMember,
};
pub use duplicate_ids::duplicate_ids;
pub use embedded::{DEFAULT_MEMORY, Index, MIN_MEMORY, Rebuild, Writer, is_guarded};
pub use error::EngineError;
pub use facet_counts::{FacetCounts, MAX_NAMES, OutletCount};
pub use location::{Location, LocationError};
pub use metered::Metered;
pub use outlet_dates::OutletDates;
pub use plan::Plan;
pub use word_set::WordSet;

/// A version of an index: it differs after another commit, or with other links between duplicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of an index that changes whenever `state` does.
    fn of(state: &impl Hash) -> Self {
        Self(BuildHasherDefault::<FxHasher>::default().hash_one(state))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A document within an opened index. Another engine, or another opening, gives it another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

/// The documents that match a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Matches {
    /// The first documents in the requested order.
    pub documents: Vec<Key>,
    /// How many documents match.
    pub total: u64,
    /// How many more would match if they had a date.
    pub undated: u64,
}

/// Shards of an index that did not answer, where partial answers are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Missing")]
pub struct MissingShards {
    /// How many shards did not answer.
    pub shards: u64,
    /// How many shards there are.
    pub of: u64,
}

/// The order of documents. Ties are broken by a digest of the id, so that every engine has the same order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Highest score first.
    #[default]
    Relevance,
    /// Latest published first, undated documents last.
    Newest,
    /// Earliest published first, undated documents last.
    Oldest,
}

/// How many documents are announced to [`Engine::prefetch`] at a time: a remote engine caches so many.
pub const PREFETCH: usize = 1_500;

/// The most stems whose forms are looked up one by one in a vocabulary; for more, all forms are read.
const FEW_STEMS: usize = 64;

/// An opened index. Many threads may read it at once.
pub trait Engine: Send + Sync {
    /// The number of documents.
    fn len(&self) -> u64;

    /// Whether there is no document.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The shards that the answers of this engine lacked so far, where partial answers are allowed.
    fn missing(&self) -> Option<MissingShards> {
        None
    }

    /// Returns the first `limit` documents that match `plan` and `filter`, and counts all of them.
    ///
    /// # Errors
    /// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of
    /// reach.
    fn matches(&self, plan: &Plan, filter: &Filter, order: Order, limit: usize) -> Result<Matches, EngineError>;

    /// Counts the documents that match `plan` and `filter` by outlet, author and date.
    ///
    /// # Errors
    /// As of [`matches`](Self::matches).
    fn facets(&self, plan: &Plan, filter: &Filter) -> Result<FacetCounts, EngineError>;

    /// Counts the documents that match `plan` and `filter` by outlet and date: those of most documents first, then by id.
    ///
    /// # Errors
    /// As of [`matches`](Self::matches).
    fn outlet_dates(&self, plan: &Plan, filter: &Filter) -> Result<Vec<OutletDates>, EngineError>;

    /// Reads the document at `key`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn document(&self, key: Key) -> Result<Document, EngineError>;

    /// Reads the id of the document at `key`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn id(&self, key: Key) -> Result<String, EngineError>;

    /// Reads the metadata of the document at `key`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn metadata(&self, key: Key) -> Result<Metadata, EngineError>;

    /// Reads title and body of the document at `key`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn text(&self, key: Key) -> Result<Text, EngineError>;

    /// Reads these bytes of the body of the document at `key`, to its end if they end behind it.
    ///
    /// # Errors
    /// The body is shorter, or the bytes do not begin or end with characters; the index is damaged or out of reach.
    fn body_part(&self, key: Key, bytes: Range<usize>) -> Result<String, EngineError>;

    /// Announces that these documents will be read, so that a remote engine can fetch them in one request.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn prefetch(&self, _keys: &[Key]) -> Result<(), EngineError> {
        Ok(())
    }

    /// Announces calls of [`duplicates`](Self::duplicates) for these documents, which were announced by
    /// [`prefetch`](Self::prefetch), so that a remote engine can fetch them in one request.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn prefetch_duplicates(&self, _keys: &[Key]) -> Result<(), EngineError> {
        Ok(())
    }

    /// Returns the words of the archive that have one of `grams`, and perhaps others.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn words(&self, grams: &GramSet) -> Result<WordSet, EngineError>;

    /// Reads the document at `key` into `terms`, replacing its contents: its passages, its lengths, and those of its words
    /// that are among `words`, perhaps others.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn document_terms(&self, key: Key, words: &WordSet, terms: &mut DocumentTerms) -> Result<(), EngineError>;

    /// Returns a word of [`document_terms`](Self::document_terms) as it is written.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn written(&self, word: WordKey) -> Result<String, EngineError>;

    /// Finds the key of the document with this id.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn key(&self, id: &str) -> Result<Option<Key>, EngineError>;

    /// Reads the document with this id.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn find(&self, id: &str) -> Result<Option<Document>, EngineError> {
        self.key(id)?.map(|key| self.document(key)).transpose()
    }

    /// Reads the document at `key` without its body.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn heading(&self, key: Key) -> Result<Heading, EngineError>;

    /// Reads the document with this id without its body.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn find_heading(&self, id: &str) -> Result<Option<Heading>, EngineError>;

    /// Reads the MinHash signatures of all documents whose bodies are long enough to have one.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn signatures(&self) -> Result<Vec<(Key, Signature)>, EngineError>;

    /// Reads the links of a document to its near-duplicates.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError>;

    /// Reads what is left of the links that were found for a former commit; nothing if an engine does not keep it.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn former_links(&self) -> Result<FormerLinks, EngineError> {
        Ok(FormerLinks::default())
    }

    /// Reads the members of the story that the document with this id belongs to, first the one that founded it; none if
    /// the document is alone.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn story(&self, id: &str) -> Result<Vec<StoryMember>, EngineError>;

    /// Lists all stories, in no order; each has two members or more, first the one that founded it.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn stories(&self) -> Result<Vec<Vec<StoryMember>>, EngineError>;

    /// Reads what is left of the stories that were found for a former commit; nothing if an engine does not keep it.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn former_stories(&self) -> Result<FormerStories, EngineError> {
        Ok(FormerStories::default())
    }

    /// Lists the source files of all documents.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn sources(&self) -> Result<Vec<String>, EngineError>;

    /// Lists the ids of the documents that were read from `source`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError>;

    /// Reads the collection statistics and the document frequency of each term.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn statistics(&self, terms: &QueryTerms) -> Result<Statistics, EngineError>;

    /// Lists the stems or folded forms of the archive that `pattern` matches, with their document frequencies, in the
    /// order of their letters; at least `limit` of them if there are so many, and perhaps no more.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn vocabulary(&self, of: Vocabulary, pattern: &Pattern, limit: usize) -> Result<Vec<(String, u64)>, EngineError>;

    /// Lists the folded forms of the archive that have one of `stems`, and perhaps others, with their document
    /// frequencies.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn forms_of(&self, stems: &HashSet<&str>) -> Result<BTreeMap<String, u64>, EngineError> {
        let few: Option<Vec<Pattern>> = match stems.len() {
            ..=FEW_STEMS => stems.iter().map(|stem| Pattern::with_stem(stem)).collect(),
            _ => None,
        };
        let mut forms = BTreeMap::new();
        for pattern in few.unwrap_or_else(|| vec![Pattern::all()]) {
            forms.extend(self.vocabulary(Vocabulary::Forms, &pattern, usize::MAX)?);
        }
        Ok(forms)
    }

    /// Reads the ledger that the last update left; `None` if there is none, or it cannot be read.
    ///
    /// # Errors
    /// The index is out of reach.
    fn ledger(&self) -> Result<Option<String>, EngineError>;

    /// Lists every outlet of the archive by name.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError>;
}

/// How a document of an index compares to a newly read one with the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDigests {
    /// Whether title, body and metadata are the same.
    pub same_content: bool,
    /// Whether it was read at the same place of the same bytes.
    pub same_origin: bool,
    /// The key of the file it was read from, see [`path_key`](crate::document::path_key).
    pub source: String,
}

/// Adds, replaces and removes documents of an index. Nothing is visible before a commit; what was committed stays
/// whole whatever happens later.
pub trait IndexWriter {
    /// Whether the index had no document when this writer was opened.
    fn was_empty(&self) -> bool;

    /// Reads the ledger that the last update left.
    ///
    /// # Errors
    /// As of [`Engine::ledger`].
    fn ledger(&self) -> Result<Option<String>, EngineError>;

    /// Announces calls of [`stored`](Self::stored) for these ids, so that a remote engine can fetch them in one
    /// request.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn prefetch(&mut self, _ids: &[&str]) -> Result<(), EngineError> {
        Ok(())
    }

    /// Compares `document` with what the index held by its id when this writer was opened.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn stored(&self, document: &Document) -> Result<Option<StoredDigests>, EngineError>;

    /// Lists the ids of the documents from `source` when this writer was opened.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError>;

    /// Lists the source files of all documents when this writer was opened.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    fn sources(&self) -> Result<Vec<String>, EngineError>;

    /// Adds `document`; with `replace`, removes the one with the same id.
    ///
    /// # Errors
    /// The index cannot be written: no room, no permission, out of reach.
    fn put(&mut self, document: &Document, replace: bool) -> Result<(), EngineError>;

    /// Removes the document with this id.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn delete(&mut self, id: &str) -> Result<(), EngineError>;

    /// Removes every document read from `source`.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn delete_source(&mut self, source: &str) -> Result<(), EngineError>;

    /// Makes all changes so far visible and durable.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn commit(&mut self) -> Result<(), EngineError>;

    /// Commits, stores the connections that `finders` find unless they are current, and `ledger` for the next update, and
    /// closes the index.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn finish(self: Box<Self>, finders: Finders<'_>, ledger: &str) -> Result<(), EngineError>;
}
