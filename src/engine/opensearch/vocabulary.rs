//! A vocabulary in memory, searched by patterns.

use crate::arabic::{Pattern, States, pack, unpack};

/// Words with their document frequencies, packed and sorted, so that a pattern skips every beginning without a match.
#[derive(Debug)]
pub(super) struct SortedWords(Vec<(String, u64)>);

impl SortedWords {
    /// Those of a list in any order.
    pub fn new(words: Vec<(String, u64)>) -> Self {
        let mut words: Vec<(String, u64)> = words.into_iter().map(|(word, count)| (pack(&word), count)).collect();
        words.sort_unstable();
        Self(words)
    }

    /// The words that `pattern` matches, in order, at most `limit`.
    pub fn matching(&self, pattern: &Pattern, limit: usize) -> Vec<(String, u64)> {
        if let Some(word) = pattern.word() {
            let place = self.0.binary_search_by(|(own, _)| own.as_str().cmp(word)).ok();
            return place.filter(|_| limit > 0).map(|place| (unpack(word), self.0[place].1)).into_iter().collect();
        }
        let mut found = Vec::new();
        collect(&self.0, 0, pattern, pattern.start(), limit, &mut found);
        found
    }
}

/// Collects the matches among words whose first `depth` bytes are the same and led to `states`.
fn collect(
    mut words: &[(String, u64)],
    depth: usize,
    pattern: &Pattern,
    states: States,
    limit: usize,
    found: &mut Vec<(String, u64)>,
) {
    if let Some(((word, count), longer)) = words.split_first().filter(|((word, _), _)| word.len() == depth) {
        if pattern.is_match(states) && found.len() < limit {
            found.push((unpack(word), *count));
        }
        words = longer;
    }
    while let Some((first, _)) = words.first().filter(|_| found.len() < limit) {
        let byte = first.as_bytes()[depth];
        let (group, others) = words.split_at(words.partition_point(|(word, _)| word.as_bytes()[depth] <= byte));
        let next = pattern.step(states, byte);
        if next != 0 {
            collect(group, depth + 1, pattern, next, limit, found);
        }
        words = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_what_reading_every_word_finds() {
        let words = ["سجن", "سجون", "سجناء", "السجن", "سج", "sdf", "12", "غويران", "غوايران", "س"];
        let sorted = SortedWords::new(words.iter().map(|word| (word.to_string(), 1)).collect());
        for pattern in [
            Pattern::all(),
            Pattern::prefix("سج").unwrap(),
            Pattern::near("سجن", 1).unwrap(),
            Pattern::near("سجن", 0).unwrap(),
        ] {
            let mut expected: Vec<&str> = words.into_iter().filter(|word| pattern.matches(word)).collect();
            expected.sort_by_cached_key(|word| pack(word));
            let found: Vec<String> = sorted.matching(&pattern, 100).into_iter().map(|(word, _)| word).collect();
            assert_eq!(found, expected);
            assert_eq!(sorted.matching(&pattern, 1).len(), 1);
        }
    }
}
