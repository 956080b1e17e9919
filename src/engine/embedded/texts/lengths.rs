//! The lengths of a segment's entries. Most entries share a few combinations of lengths, so that a byte names theirs.
//!
//! ```text
//! of each entry, which of the most common lengths are its own: u8; 255 if none
//! the most common lengths, at most 255: bytes: u32; whether it is a word, its tokens, letters of their stems, 0: u8 each
//! of the entries with others, rising: number: u32, lengths as above
//! ```

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;

use crate::arabic::{WordCode, WordLengths};

/// Counts of the parts: the most common lengths, entries with others.
pub(super) const COUNTS: usize = 2;
/// The name of all lengths that are not among the most common.
const OTHER: u8 = u8::MAX;
/// Bytes of lengths.
const LENGTHS: usize = 8;
/// Bytes of an entry's number and its lengths.
const NUMBERED: usize = size_of::<u32>() + LENGTHS;

/// The lengths of an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Lengths {
    pub bytes: u32,
    pub is_word: bool,
    /// What it adds to the length of its text.
    pub of_word: WordLengths,
}

impl Lengths {
    fn of(written: &str, code: WordCode) -> Self {
        let is_word = code != WordCode::NONE;
        let of_word = if is_word { WordLengths::of(code, written) } else { WordLengths::default() };
        Self { bytes: written.len() as u32, is_word, of_word }
    }

    fn pack(self) -> [u8; LENGTHS] {
        let [a, b, c, d] = self.bytes.to_le_bytes();
        [a, b, c, d, u8::from(self.is_word), self.of_word.tokens, self.of_word.letters, 0]
    }

    fn unpack([a, b, c, d, is_word, tokens, letters, _]: [u8; LENGTHS]) -> Self {
        let of_word = WordLengths { tokens, letters };
        Self { bytes: u32::from_le_bytes([a, b, c, d]), is_word: is_word != 0, of_word }
    }
}

/// The lengths of all entries.
pub(super) struct EntryLengths {
    names: OwnedBytes,
    common: Box<[Lengths; OTHER as usize]>,
    others: OwnedBytes,
}

impl EntryLengths {
    /// Takes the parts, for this number of entries, from `part`, which returns the next bytes of the file.
    pub fn open(
        entries: usize,
        [common, others]: [usize; COUNTS],
        mut part: impl FnMut(Option<usize>) -> Option<OwnedBytes>,
    ) -> Option<Self> {
        let names = part(Some(entries))?;
        let packed = part(common.checked_mul(LENGTHS))?;
        let mut common = Box::new([Lengths::default(); OTHER as usize]);
        common.iter_mut().zip(packed.as_chunks().0).for_each(|(lengths, packed)| *lengths = Lengths::unpack(*packed));
        Some(Self { names, common, others: part(others.checked_mul(NUMBERED))? })
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The lengths of an entry.
    #[inline]
    pub fn of(&self, number: u32) -> Option<Lengths> {
        self.named(*self.names.get(number as usize)?, number)
    }

    /// The names of the lengths of entries, for [`named`](Self::named). They lie far apart: the processor loads many at once
    /// where nothing else is done.
    pub fn names(&self, numbers: &[u32]) -> Vec<u8> {
        numbers.iter().map(|&number| self.names.get(number as usize).copied().unwrap_or(OTHER)).collect()
    }

    /// The lengths with this name, or if it is the name of others, those of the entry.
    #[inline]
    pub fn named(&self, name: u8, number: u32) -> Option<Lengths> {
        self.common.get(usize::from(name)).copied().or_else(|| self.other(number))
    }

    #[cold]
    fn other(&self, number: u32) -> Option<Lengths> {
        let all = self.others.as_chunks::<NUMBERED>().0;
        let number_of = |[a, b, c, d, ..]: &[u8; NUMBERED]| u32::from_le_bytes([*a, *b, *c, *d]);
        let [_, _, _, _, lengths @ ..] = all[all.binary_search_by_key(&number, number_of).ok()?];
        Some(Lengths::unpack(lengths))
    }
}

/// The parts of [`EntryLengths`] for the entries of a segment, as bytes, and their counts.
pub(super) fn pack(entries: &[(&str, WordCode)]) -> ([Vec<u8>; 3], [usize; COUNTS]) {
    let lengths = || entries.iter().map(|(written, code)| Lengths::of(written, *code));
    let mut counts: FxHashMap<Lengths, u32> = FxHashMap::default();
    lengths().for_each(|lengths| *counts.entry(lengths).or_default() += 1);
    let mut common: Vec<(Lengths, u32)> = counts.into_iter().collect();
    common.sort_unstable_by_key(|(lengths, count)| (Reverse(*count), lengths.pack()));
    common.truncate(OTHER.into());
    let named: FxHashMap<Lengths, u8> = (0..).zip(&common).map(|(name, (lengths, _))| (*lengths, name)).collect();
    let (mut names, mut others) = (Vec::with_capacity(entries.len()), Vec::new());
    for (number, lengths) in (0u32..).zip(lengths()) {
        let name = named.get(&lengths).copied().unwrap_or(OTHER);
        names.push(name);
        if name == OTHER {
            others.extend(number.to_le_bytes());
            others.extend(lengths.pack());
        }
    }
    let counts = [common.len(), others.len() / NUMBERED];
    ([names, common.into_iter().flat_map(|(lengths, _)| lengths.pack()).collect(), others], counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_come_back() {
        // More combinations than there are names.
        let long: Vec<String> = (1..400).map(|count| "سجن".repeat(count)).collect();
        let words = long.iter().map(String::as_str).chain(["السجن", "من", "ﷺ", "السجون", "BBC"]);
        let gaps = ["،", "", " — "].map(|gap| (gap, WordCode::NONE));
        let entries: Vec<_> = words.map(|word| (word, WordCode::of(word))).chain(gaps).collect();
        let (parts, counts) = pack(&entries);
        assert!(counts[0] == 255 && counts[1] > 100, "{counts:?}");
        let mut parts = parts.into_iter().map(OwnedBytes::new);
        let lengths = EntryLengths::open(entries.len(), counts, |_| parts.next()).unwrap();
        let numbers: Vec<u32> = (0..entries.len() as u32).collect();
        for ((number, (written, code)), name) in (0..).zip(&entries).zip(lengths.names(&numbers)) {
            assert_eq!(lengths.of(number), Some(Lengths::of(written, *code)), "{written}");
            assert_eq!(lengths.named(name, number), lengths.of(number));
        }
        assert_eq!(lengths.of(entries.len() as u32), None);
    }
}
