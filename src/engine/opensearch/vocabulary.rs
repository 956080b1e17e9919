//! A vocabulary in memory: words with their document frequencies, searched by patterns.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer};

use crate::arabic::{Pattern, States, pack, unpack};

/// Packed words with their document frequencies, as a finite state transducer: of some three bytes a word, and walked by
/// a pattern without reading the words it cannot match.
#[derive(Debug)]
pub(super) struct WordCounts(Map<Vec<u8>>);

impl WordCounts {
    /// Those of a list in any order.
    pub fn new(words: Vec<(String, u64)>) -> Self {
        let words: BTreeMap<String, u64> = words.into_iter().map(|(word, count)| (pack(&word), count)).collect();
        Self::build(words.into_iter())
    }

    /// `words` are packed and sorted, each once.
    fn build(words: impl Iterator<Item = (impl AsRef<[u8]>, u64)>) -> Self {
        let mut builder = MapBuilder::memory();
        for (word, count) in words {
            builder.insert(word, count).expect("the words are sorted");
        }
        Self(builder.into_map())
    }

    /// As text, for [`decode`](Self::decode).
    pub fn encode(&self) -> String {
        BASE64.encode(self.0.as_fst().as_bytes())
    }

    /// What [`encode`](Self::encode) wrote; `None` if it is damaged.
    pub fn decode(text: &str) -> Option<Self> {
        let map = Map::new(BASE64.decode(text).ok()?).ok()?;
        map.as_fst().verify().ok()?;
        Some(Self(map))
    }

    /// The words that `pattern` matches, in order, at most `limit`.
    pub fn matching(&self, pattern: &Pattern, limit: usize) -> Vec<(String, u64)> {
        if let Some(word) = pattern.word() {
            let count = self.0.get(word).filter(|_| limit > 0);
            return count.map(|count| (unpack(word), count)).into_iter().collect();
        }
        let mut found = Vec::new();
        let mut stream = self.0.search(Walk(pattern)).into_stream();
        while found.len() < limit
            && let Some((word, count)) = stream.next()
        {
            found.extend(std::str::from_utf8(word).map(|word| (unpack(word), count)));
        }
        found
    }

    /// These with other document frequencies: `changes` has packed words with what is added to the count of each. Words
    /// of no document are left out.
    pub fn changed(&self, changes: &BTreeMap<String, i64>) -> Self {
        let mut all = Vec::with_capacity(self.0.len() + changes.len());
        let (mut stream, mut changes) = (self.0.stream(), changes.iter().peekable());
        while let Some((word, count)) = stream.next() {
            while let Some((new, count)) = changes.next_if(|(changed, _)| changed.as_bytes() < word) {
                all.push((new.as_bytes().to_vec(), *count));
            }
            let change = changes.next_if(|(changed, _)| changed.as_bytes() == word).map_or(0, |(_, change)| *change);
            all.push((word.to_vec(), count.cast_signed() + change));
        }
        all.extend(changes.map(|(new, count)| (new.as_bytes().to_vec(), *count)));
        let positive =
            |(word, count): (Vec<u8>, i64)| Some((word, u64::try_from(count).ok().filter(|count| *count > 0)?));
        Self::build(all.into_iter().filter_map(positive))
    }
}

/// A pattern as an automaton over packed words.
struct Walk<'p>(&'p Pattern);

impl Automaton for Walk<'_> {
    type State = States;

    fn start(&self) -> States {
        self.0.start()
    }

    fn is_match(&self, states: &States) -> bool {
        self.0.is_match(*states)
    }

    fn can_match(&self, states: &States) -> bool {
        *states != 0
    }

    fn accept(&self, states: &States, byte: u8) -> States {
        self.0.step(*states, byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 10] = ["سجن", "سجون", "سجناء", "السجن", "سج", "sdf", "12", "غويران", "غوايران", "س"];

    fn counted(words: &[&str]) -> WordCounts {
        WordCounts::new(words.iter().map(|word| (word.to_string(), 1)).collect())
    }

    #[test]
    fn patterns_find_what_reading_every_word_finds() {
        let all = counted(&WORDS);
        for pattern in [
            Pattern::all(),
            Pattern::prefix("سج").unwrap(),
            Pattern::near("سجن", 1).unwrap(),
            Pattern::near("سجن", 0).unwrap(),
        ] {
            let mut expected: Vec<&str> = WORDS.into_iter().filter(|word| pattern.matches(word)).collect();
            expected.sort_by_cached_key(|word| pack(word));
            let found: Vec<String> = all.matching(&pattern, 100).into_iter().map(|(word, _)| word).collect();
            assert_eq!(found, expected);
            assert_eq!(all.matching(&pattern, 1).len(), 1);
        }
    }

    #[test]
    fn changed_counts_are_those_of_counting_anew() {
        let all = counted(&["سجن", "سوق", "حريق"]);
        let changes = [("سجن", 4), ("سوق", -1), ("ميناء", 2), ("ابو", 1)];
        let changed = all.changed(&changes.iter().map(|(word, change)| (pack(word), *change)).collect());
        let anew = [("سجن", 5), ("حريق", 1), ("ميناء", 2), ("ابو", 1)];
        let anew = WordCounts::new(anew.iter().map(|(word, count)| (word.to_string(), *count)).collect());
        let words = |counts: &WordCounts| counts.matching(&Pattern::all(), 100);
        assert_eq!(words(&changed), words(&anew));
        assert_eq!(words(&all.changed(&BTreeMap::new())), words(&all));
    }

    #[test]
    fn damaged_text_is_refused() {
        let all = counted(&WORDS);
        let text = all.encode();
        let words = |counts: WordCounts| counts.matching(&Pattern::all(), 100);
        assert_eq!(WordCounts::decode(&text).map(words), Some(words(all)));
        for place in 0..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[place] = if damaged[place] == b'A' { b'B' } else { b'A' };
            let decoded = WordCounts::decode(std::str::from_utf8(&damaged).unwrap());
            assert!(decoded.is_none(), "{place}");
            assert!(WordCounts::decode(&text[..place]).is_none(), "{place}");
        }
    }
}
