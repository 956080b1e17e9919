//! What a search engine does for Fihris, in Fihris's own types.
//!
//! An engine holds documents. It finds those that match a query, best first by BM25 over stems, and tells the
//! statistics by which [`rank`](crate::rank) orders their passages; it hands out their stored text. Nothing of a
//! particular engine's library shows here: [`embedded`] is that of one machine, `opensearch` that of many.

mod digest;
pub mod embedded;
mod location;
mod names;
#[cfg(feature = "cluster")]
pub mod opensearch;
mod ties;

use std::hash::{BuildHasher, BuildHasherDefault, Hash};

use rustc_hash::FxHasher;

use crate::arabic::Pattern;
use crate::arabic::sketch::Sketch;
use crate::document::{Date, Document, Heading, Lexeme, Metadata, Outlet, Outline, Text, WordKey};
use crate::query::{Filter, Query, Statistics, Vocabulary};

pub use embedded::{EngineError, Index, LEAST_MEMORY, Rebuild, USUAL_MEMORY, Writer, is_guarded};
pub use location::{Location, LocationError};
use ties::tie_break;

/// The state of an index: another commit, or other links, has another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of an index of which this is all that changes.
    fn of(state: &impl Hash) -> Self {
        Self(BuildHasherDefault::<FxHasher>::default().hash_one(state))
    }
}

/// A document that an engine found, by a key that only this engine understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

/// The documents that match a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The best of them, in the order asked for.
    pub documents: Vec<Key>,
    /// How many there are in all.
    pub total: u64,
    /// How many more would match if they had a date.
    pub undated: u64,
}

/// A document that is nearly the same as another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Duplicate {
    /// Its id.
    pub id: String,
    /// The share of runs of five words that both have, of all that one of them has.
    pub similarity: f32,
}

/// What an answer lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Missing {
    /// How many parts of the index did not answer.
    pub shards: u64,
    /// How many parts there are.
    pub of: u64,
}

/// In which order documents are wanted; where it does not tell, by a digest of
/// their ids, so that every engine has the same order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Best first.
    #[default]
    Relevance,
    /// Latest published first, those without a date last.
    Newest,
    /// Earliest published first, those without a date last.
    Oldest,
}

/// An outlet and how many documents an archive has by it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct OutletCount {
    /// The outlet, or `None` for documents that do not tell.
    pub outlet: Option<Outlet>,
    /// Documents by it.
    pub documents: u64,
}

/// Who published the documents that match, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents that match.
    pub documents: u64,
    /// Their outlets, those of most documents first, then by name.
    pub outlets: Vec<OutletCount>,
    /// Their authors as one document writes them, those of most documents first, then by name; at most [`AUTHORS`].
    pub authors: Vec<(String, u64)>,
    /// Their dates without times, by the first day they can mean, longer periods first.
    pub dates: Vec<(Date, u64)>,
    /// Those that have no date.
    pub undated: u64,
}

/// How many authors a [`Tally`] names.
pub const AUTHORS: usize = 20;

/// What searching asks of an engine; many threads may ask at once.
pub trait Engine: Send + Sync {
    /// How many documents there are.
    fn len(&self) -> u64;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the answers lacked that this engine has given, where such answers are allowed.
    fn missing(&self) -> Option<Missing> {
        None
    }

    /// The `limit` first documents that match `query` and `filter`; every document where there is no query.
    ///
    /// # Errors
    /// A filter that names an outlet or author that the archive does not have; a damaged index.
    fn matches(
        &self,
        query: Option<&Query>,
        filter: &Filter,
        order: Order,
        limit: usize,
    ) -> Result<Matches, EngineError>;

    /// Counts all documents that match `query` and `filter` by outlet, author and date.
    ///
    /// # Errors
    /// As of [`matches`](Self::matches).
    fn tally(&self, query: Option<&Query>, filter: &Filter) -> Result<Tally, EngineError>;

    /// The document behind `key`.
    ///
    /// # Errors
    /// A damaged index.
    fn document(&self, key: Key) -> Result<Document, EngineError>;

    /// What the document behind `key` is called.
    ///
    /// # Errors
    /// A damaged index.
    fn id(&self, key: Key) -> Result<String, EngineError>;

    /// What the document behind `key` says of itself, without its text.
    ///
    /// # Errors
    /// A damaged index.
    fn metadata(&self, key: Key) -> Result<Metadata, EngineError>;

    /// Title and body of the document behind `key`.
    ///
    /// # Errors
    /// A damaged index.
    fn text(&self, key: Key) -> Result<Text, EngineError>;

    /// Says that these documents will be read: an engine that is far away brings them at once.
    ///
    /// # Errors
    /// A damaged index.
    fn prefetch(&self, _keys: &[Key]) -> Result<(), EngineError> {
        Ok(())
    }

    /// Reads the words and passages of the document behind `key` into `outline`, in place of what it held.
    ///
    /// # Errors
    /// A damaged index.
    fn outline(&self, key: Key, outline: &mut Outline) -> Result<(), EngineError>;

    /// Appends to `lexemes` what these words of outlines are.
    ///
    /// # Errors
    /// A damaged index.
    fn lexemes(&self, words: &[WordKey], lexemes: &mut Vec<Lexeme>) -> Result<(), EngineError>;

    /// The key of the document called `id`.
    ///
    /// # Errors
    /// A damaged index.
    fn key(&self, id: &str) -> Result<Option<Key>, EngineError>;

    /// The document called `id`.
    ///
    /// # Errors
    /// A damaged index.
    fn find(&self, id: &str) -> Result<Option<Document>, EngineError> {
        self.key(id)?.map(|key| self.document(key)).transpose()
    }

    /// The same without its body.
    ///
    /// # Errors
    /// A damaged index.
    fn heading(&self, id: &str) -> Result<Option<Heading>, EngineError>;

    /// The sketches of documents whose bodies are long enough for one.
    ///
    /// # Errors
    /// A damaged index.
    fn sketches(&self) -> Result<Vec<(Key, Sketch)>, EngineError>;

    /// The documents that are linked to the one called `id` as its duplicates.
    ///
    /// # Errors
    /// A damaged index.
    fn duplicates(&self, id: &str) -> Result<Vec<Duplicate>, EngineError>;

    /// The files that documents were read from.
    ///
    /// # Errors
    /// A damaged index.
    fn sources(&self) -> Result<Vec<String>, EngineError>;

    /// The ids of the documents that were read from `source`.
    ///
    /// # Errors
    /// A damaged index.
    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError>;

    /// How common the words are that `query` looks for.
    ///
    /// # Errors
    /// A damaged index.
    fn statistics(&self, query: &Query) -> Result<Statistics, EngineError>;

    /// The words of a kind that `pattern` matches, with the number of documents that hold each, rising by their letters; at
    /// least `most` of them, where there are so many.
    ///
    /// # Errors
    /// A damaged index.
    fn words(&self, of: Vocabulary, pattern: &Pattern, most: usize) -> Result<Vec<(String, u64)>, EngineError>;

    /// The ledger that the last run of indexing left for the next one; `None` where there is none, or it cannot be read.
    ///
    /// # Errors
    /// The engine is out of reach.
    fn ledger(&self) -> Result<Option<String>, EngineError>;

    /// Every outlet of the archive, by name.
    ///
    /// # Errors
    /// A damaged index.
    fn outlets(&self) -> Result<Vec<OutletCount>, EngineError>;
}

/// What an index holds of a document by the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDigests {
    /// Whether it says the same: title, body and metadata.
    pub same_content: bool,
    /// Whether it was read at the same place of the same bytes.
    pub same_origin: bool,
    /// The file it was read from.
    pub source: String,
}

/// Finds pairs of duplicates, and how similar they are.
pub type FindDuplicates<'f> = dyn Fn(&dyn Engine) -> Result<Vec<(String, String, f32)>, EngineError> + 'f;

/// Adds, replaces and removes documents. What was committed stays whole whatever happens after it.
pub trait IndexWriter {
    /// Whether the index had no document when this writer was opened.
    fn was_empty(&self) -> bool;

    /// The ledger that the last run left.
    ///
    /// # Errors
    /// As of [`Engine::ledger`].
    fn ledger(&self) -> Result<Option<String>, EngineError>;

    /// Says that [`stored`](Self::stored) will be asked for the documents called so: an engine that is far away asks for all at
    /// once.
    ///
    /// # Errors
    /// A damaged index.
    fn expect(&mut self, _ids: &[&str]) -> Result<(), EngineError> {
        Ok(())
    }

    /// What the index held of `document` when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    fn stored(&self, document: &Document) -> Result<Option<StoredDigests>, EngineError>;

    /// The ids of the documents that were read from `source` when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    fn ids_of(&self, source: &str) -> Result<Vec<String>, EngineError>;

    /// The files that the documents were read from when this writer was opened.
    ///
    /// # Errors
    /// A damaged index.
    fn sources(&self) -> Result<Vec<String>, EngineError>;

    /// Adds `document`; with `replace`, in place of the one by its id.
    ///
    /// # Errors
    /// There is no room, or nobody may write.
    fn put(&mut self, document: &Document, replace: bool) -> Result<(), EngineError>;

    /// Removes the document called `id`.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn delete(&mut self, id: &str) -> Result<(), EngineError>;

    /// Removes every document read from `source`.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn delete_source(&mut self, source: &str) -> Result<(), EngineError>;

    /// Makes everything so far part of the index.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn commit(&mut self) -> Result<(), EngineError>;

    /// Commits what there is to commit, links what `find` finds, unless links speak of what is there, leaves `ledger` for the next
    /// run, and closes the index.
    ///
    /// # Errors
    /// As of [`put`](Self::put).
    fn finish(self: Box<Self>, find: &FindDuplicates<'_>, ledger: &str) -> Result<(), EngineError>;
}
