//! Remembers which words of a vocabulary a pattern matched.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::EngineError;
use crate::arabic::Pattern;
use crate::query::Vocabulary;

/// The most patterns that are remembered, and the most words of one.
const MAX_PATTERNS: usize = 8_192;
const MAX_WORDS: usize = 64;

/// Words with their document frequencies.
pub(super) type Words = Vec<(String, u64)>;

/// The words that patterns matched in an opened index, which does not change.
#[derive(Debug, Default)]
pub(super) struct VocabularyCache(Mutex<HashMap<(Vocabulary, Vec<u8>), Words>>);

impl VocabularyCache {
    /// The words of a vocabulary that `pattern` matches, at most `limit`; `look_up` finds them if they are not
    /// remembered.
    pub fn words(
        &self,
        of: Vocabulary,
        pattern: &Pattern,
        limit: usize,
        look_up: impl FnOnce() -> Result<Words, EngineError>,
    ) -> Result<Words, EngineError> {
        // One word is found as quickly as it is remembered, and few would be complete below a lower limit.
        if pattern.word().is_some() || limit <= MAX_WORDS {
            return look_up();
        }
        let key = (of, pattern.key());
        if let Some(words) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(words.clone());
        }
        let words = look_up()?;
        if words.len() <= MAX_WORDS {
            let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= MAX_PATTERNS {
                remembered.clear();
            }
            remembered.insert(key, words.clone());
        }
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_looked_up_once_for_each_vocabulary() {
        let cache = VocabularyCache::default();
        let pattern = Pattern::prefix("سجن").unwrap();
        let words = |of, word: &str| cache.words(of, &pattern, 100, || Ok(vec![(word.into(), 1)])).unwrap();
        assert_eq!(words(Vocabulary::Stems, "سجن")[0].0, "سجن");
        assert_eq!(words(Vocabulary::Stems, "سجون")[0].0, "سجن", "remembered");
        assert_eq!(words(Vocabulary::Forms, "سجون")[0].0, "سجون");
        let failed = cache.words(Vocabulary::Stems, &Pattern::all(), 100, || Err(EngineError::Missing("".into())));
        assert!(failed.is_err());
    }
}
