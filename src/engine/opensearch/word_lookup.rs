//! Looks words up in the vocabularies of an index on a cluster: those that the last commit stored, or counted anew.

use super::cluster::Cluster;
use super::schema::VOCABULARIES;
use super::stored_text;
use super::vocabulary::WordCounts;
use crate::arabic::Pattern;
use crate::engine::EngineError;
use crate::query::Vocabulary;

impl Cluster {
    /// The words of a vocabulary that `pattern` matches. The first call reads the stored vocabulary.
    pub(super) fn matching_words(
        &self,
        of: Vocabulary,
        pattern: &Pattern,
        limit: usize,
    ) -> Result<Vec<(String, u64)>, EngineError> {
        let place = match of {
            Vocabulary::Stems => 0,
            Vocabulary::Forms => 1,
        };
        let all = match self.vocabularies[place].get() {
            Some(all) => all,
            None => {
                // A vocabulary out of reach can be counted, or the count says what is wrong.
                let stored = self.stored_vocabulary(place).unwrap_or_default();
                let all = stored.map_or_else(|| self.count_words(place), Ok)?;
                self.vocabularies[place].get_or_init(|| all)
            }
        };
        Ok(all.matching(pattern, limit))
    }

    /// A vocabulary as the last commit stored it; `None` if it is not whole, or older than the documents.
    pub(super) fn stored_vocabulary(&self, place: usize) -> Result<Option<WordCounts>, EngineError> {
        let Some(run) = self.vocabulary_run else { return Ok(None) };
        let stored = stored_text::read(&self.client, &self.index, VOCABULARIES[place])?;
        Ok(stored.filter(|(stored, _)| *stored >= run).and_then(|(_, text)| WordCounts::decode(&text)))
    }

    /// Counts a vocabulary, which takes seconds for some ten thousand documents.
    pub(super) fn count_words(&self, place: usize) -> Result<WordCounts, EngineError> {
        self.values(VOCABULARIES[place]).map(WordCounts::new)
    }
}
