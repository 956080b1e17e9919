//! Keeps the stored vocabularies of an index as its documents are.
//!
//! Counting every document anew would take longer with each that is added. The words of a document are counted when it
//! is written, and those of the version that it replaces are taken off.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::analysis::{AnalyzedText, distinct_words};
use super::cluster::{Cluster, hits};
use super::schema::{VOCABULARIES, cluster_id};
use super::stored_text;
use super::vocabulary::WordCounts;
use crate::arabic::pack;
use crate::engine::EngineError;

/// How many replaced documents are read in one request.
const FETCH_SIZE: usize = 100;
/// The most words with changed counts that are held apart.
const MAX_CHANGES: usize = 1 << 20;

/// The vocabularies of an index, and what the documents since the last commit change in them.
#[derive(Default)]
pub(super) struct VocabularyUpdate {
    /// Without the changes; `None` if they must be counted anew.
    base: Option<[WordCounts; 2]>,
    /// Packed words, with what is added to the count of each.
    changes: [BTreeMap<String, i64>; 2],
    /// Ids and, where known, content digests of documents whose words are still to be taken off.
    replaced: Vec<(String, Option<u64>)>,
}

impl VocabularyUpdate {
    /// That of an index without documents.
    pub fn of_nothing() -> Self {
        let empty = || WordCounts::new(Vec::new());
        Self { base: Some([empty(), empty()]), ..Self::default() }
    }

    /// That of `index`, whose last run was finished.
    ///
    /// # Errors
    /// The cluster cannot be reached, or refuses access.
    pub fn of(index: &Cluster) -> Result<Self, EngineError> {
        let (stems, forms) = (index.stored_vocabulary(0)?, index.stored_vocabulary(1)?);
        Ok(Self { base: stems.zip(forms).map(|(stems, forms)| [stems, forms]), ..Self::default() })
    }

    /// Counts the words of a document that is written.
    pub fn add(&mut self, packed: &Value) {
        for (place, field) in VOCABULARIES.into_iter().enumerate() {
            let words = packed[field].as_array().into_iter().flatten().filter_map(Value::as_str);
            self.count(place, words, 1);
        }
    }

    /// Takes off the words of a document of `index` that is replaced or deleted; `content` is its digest, if known.
    ///
    /// # Errors
    /// The cluster cannot be reached, or refuses access.
    pub fn remove(&mut self, index: &Cluster, id: &str, content: Option<u64>) -> Result<(), EngineError> {
        self.replaced.push((id.into(), content));
        if self.replaced.len() >= FETCH_SIZE { self.take_off(index) } else { Ok(()) }
    }

    /// Reads the replaced documents as they were, which must be done before the cluster shows the new ones.
    ///
    /// # Errors
    /// The cluster cannot be reached, or refuses access.
    pub fn take_off(&mut self, index: &Cluster) -> Result<(), EngineError> {
        let replaced = std::mem::take(&mut self.replaced);
        if self.base.is_none() || replaced.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = replaced.iter().map(|(id, _)| cluster_id(id)).collect();
        let query = json!({ "ids": { "values": names } });
        let fields = ["id", "title", "body", "content"];
        let answer = index.search(&json!({ "size": names.len(), "query": query, "_source": fields }))?;
        let stored: BTreeMap<&str, &Value> =
            hits(&answer).iter().filter_map(|hit| Some((hit["_source"]["id"].as_str()?, &hit["_source"]))).collect();
        for (id, content) in &replaced {
            // The cluster may show changes early, as when a shard moves to another node.
            let is_former = |stored: &&&Value| {
                content.is_none_or(|content| stored["content"].as_i64() == Some(content.cast_signed()))
            };
            let Some(stored) = stored.get(id.as_str()).filter(is_former) else {
                self.base = None;
                return Ok(());
            };
            let texts = ["title", "body"].map(|field| AnalyzedText::of(stored[field].as_str().unwrap_or_default()));
            for (place, words) in distinct_words(&texts).into_iter().enumerate() {
                self.count(place, words.into_iter(), -1);
            }
        }
        Ok(())
    }

    fn count<'w>(&mut self, place: usize, words: impl Iterator<Item = &'w str>, change: i64) {
        let Some(base) = &mut self.base else { return };
        let changes = &mut self.changes[place];
        for word in words {
            *changes.entry(pack(word)).or_default() += change;
        }
        if changes.len() > MAX_CHANGES {
            base[place] = base[place].changed(&std::mem::take(changes));
        }
    }

    /// Stores the vocabularies of `index`, whose documents must all be visible.
    ///
    /// # Errors
    /// The cluster cannot be reached, or takes no documents.
    pub fn store(&mut self, index: &Cluster, run: u64) -> Result<(), EngineError> {
        let changes = std::mem::take(&mut self.changes);
        let counts = match self.base.take() {
            Some([stems, forms]) => [stems.changed(&changes[0]), forms.changed(&changes[1])],
            None => [index.count_words(0)?, index.count_words(1)?],
        };
        for (name, counts) in VOCABULARIES.into_iter().zip(&counts) {
            stored_text::write(&index.client, &index.index, name, run, &counts.encode())?;
        }
        self.base = Some(counts);
        Ok(())
    }
}
