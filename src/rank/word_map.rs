//! A map by words: by a number if the letters fit in one, as nearly all do.

use rustc_hash::FxHashMap;

use crate::arabic::{Packed, lexicon, pack};

/// The letters of a word: as one number where they fit in one, see [`lexicon::key`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Letters<'a> {
    Key(u64),
    Packed(&'a str),
}

impl<'a> Letters<'a> {
    pub fn of(packed: Packed<'a>) -> Self {
        Self::of_bytes(packed.as_str())
    }

    fn of_bytes(packed: &'a str) -> Self {
        lexicon::key(packed.as_bytes()).map_or(Self::Packed(packed), Self::Key)
    }
}

/// A token as ranking compares it.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnalyzedToken<'a> {
    /// `None` if it is none of the query's.
    pub form: Option<Letters<'a>>,
    /// `None` for a stop word.
    pub stem: Option<Letters<'a>>,
}

/// A map from words to values.
#[derive(Clone, Debug, Default)]
pub(super) struct WordMap<V> {
    keyed: FxHashMap<u64, V>,
    others: FxHashMap<String, V>,
}

impl<V: Default> WordMap<V> {
    pub fn is_empty(&self) -> bool {
        self.keyed.is_empty() && self.others.is_empty()
    }

    pub fn get(&self, word: Letters<'_>) -> Option<&V> {
        match word {
            Letters::Key(key) => self.keyed.get(&key),
            Letters::Packed(packed) => self.others.get(packed),
        }
    }

    /// The value of a folded word; inserts the default if there is none.
    pub fn entry(&mut self, folded: &str) -> &mut V {
        let packed = pack(folded);
        match Letters::of_bytes(&packed) {
            Letters::Key(key) => self.keyed.entry(key).or_default(),
            Letters::Packed(_) => self.others.entry(packed).or_default(),
        }
    }
}
