//! The lexicon: the frequency of each folded form in general Arabic, and its stem.
//!
//! The table is part of the program as one block of bytes that is read in place: nothing is parsed, copied or
//! allocated, so loading it costs nothing and only the pages in use are read from disk.
//!
//! A form of up to twelve letters is one 60-bit number ([`letter`] codes, first letter lowest).
//! Multiplying by an odd constant modulo 2^60 mixes that number and loses nothing; its upper 17 bits then name a
//! bucket of two or three entries and its lower 43 bits are in the entry itself, beside the place of the form's
//! count in a list of the distinct counts and that of its `Change` in a list of the most common ways in which a
//! stem differs from its word. 313,737 forms take 3.1 MB and a look-up two cache lines. The few longer forms follow in
//! a sorted list.
//!
//! The stems are those that the rules of [`Stemmer`](super::Stemmer) compute: the table only saves a dozen look-ups for
//! each word.
//!
//! Counts are derived from wordfreq 3.1.1 (CC BY-SA 4.0); see LICENSE.md beside this file.

mod change;
mod pack;

use super::letter::{self, BITS, Code, FOREIGN};

use change::Change;
pub use pack::pack;

/// The lexicon of the analysis, as [`pack()`] wrote it.
static TABLE: &[u8] = include_bytes!("table.bin");

/// First bytes of a packed table; the digit is its version.
const MAGIC: [u8; 4] = *b"FHL2";
/// Letters that fit in one key.
pub const KEY_LETTERS: usize = 12;
/// Bits of a key; what is above them is free.
const KEY_BITS: u32 = KEY_LETTERS as u32 * BITS;
const KEY_MASK: u64 = (1 << KEY_BITS) - 1;
const BUCKET_BITS: u32 = 17;
const BUCKETS: usize = 1 << BUCKET_BITS;
const REST_BITS: u32 = KEY_BITS - BUCKET_BITS;
const REST_MASK: u64 = (1 << REST_BITS) - 1;
/// Bits that name one of the distinct counts.
const COUNT_BITS: u32 = 14;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;
/// Number of differences between a stem and its word that the table can store. The last number means none of them: the
/// rules decide.
const CHANGES: usize = 1 << (u64::BITS - REST_BITS - COUNT_BITS);
/// Mixes keys. Odd, so that the multiplication can be undone: no two keys share bucket and rest.
pub(super) const MIXER: u64 = 0x9E37_79B9_7F4A_7C15;
/// Letters that a form of the sorted list may have.
const LONG_LETTERS: usize = 52;
const LONG_BYTES: usize = LONG_LETTERS + 4;

/// A word's letters as one number, or `None` if it has more than twelve letters or a foreign one.
///
/// The first letter is lowest, so prepending letters is a shift. No two words share a key.
pub fn key(word: &[Code]) -> Option<u64> {
    joined_key(&[word])
}

/// The same for the word that the parts make together.
pub(super) fn joined_key(parts: &[&[Code]]) -> Option<u64> {
    let (mut key, mut bits) = (0, 0);
    for &code in parts.iter().copied().flatten() {
        if code == FOREIGN || code >> BITS != 0 || bits == KEY_BITS {
            return None;
        }
        key |= u64::from(code) << bits;
        bits += BITS;
    }
    Some(key)
}

/// The place of a key's entry: its bucket, and the rest of the key to compare there.
fn mix(key: u64) -> (usize, u64) {
    let mixed = key.wrapping_mul(MIXER) & KEY_MASK;
    ((mixed >> REST_BITS) as usize, mixed & REST_MASK)
}

/// A view of a packed table.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    /// `BUCKETS + 1` numbers of 32 bits: where each bucket's entries begin.
    buckets: &'a [u8],
    /// Numbers of 64 bits: the place of the change, above that of the count, above the rest of the key.
    entries: &'a [u8],
    /// [`CHANGES`] records, see [`Change::from_bytes`].
    changes: &'a [u8],
    /// Numbers of 32 bits: the distinct counts, rising.
    counts: &'a [u8],
    /// Records of [`LONG_BYTES`]: codes padded with zeros, then the count; sorted.
    long: &'a [u8],
}

impl Lexicon<'static> {
    /// The lexicon of the analysis.
    pub fn embedded() -> Self {
        Lexicon::open(TABLE).expect("table.bin is written by `pack` and checked by a test")
    }
}

impl<'a> Lexicon<'a> {
    /// Looks at `table`, which [`pack()`] wrote; `None` if it is something else.
    pub fn open(table: &'a [u8]) -> Option<Self> {
        let (magic, rest) = table.split_at_checked(4)?;
        let (sizes, rest) = rest.split_at_checked(12)?;
        let size = |place: usize| u32_at(sizes, place) as usize;
        let (buckets, rest) = rest.split_at_checked(4 * (BUCKETS + 1))?;
        let (entries, rest) = rest.split_at_checked(8 * size(0))?;
        let (changes, rest) = rest.split_at_checked(Change::BYTES * CHANGES)?;
        let (counts, rest) = rest.split_at_checked(4 * size(1))?;
        let (long, rest) = rest.split_at_checked(LONG_BYTES * size(2))?;
        (magic == MAGIC && rest.is_empty()).then_some(Self { buckets, entries, changes, counts, long })
    }

    /// The keys of the forms of up to twelve letters.
    #[cfg(test)]
    fn keys(&self) -> impl Iterator<Item = u64> {
        // An odd number is its own inverse modulo 8, and each step of Newton's doubles the bits.
        let unmix =
            (0..5).fold(MIXER, |inverse, _| inverse.wrapping_mul(2u64.wrapping_sub(MIXER.wrapping_mul(inverse))));
        (0..BUCKETS).flat_map(move |bucket| {
            let range = u32_at(self.buckets, bucket) as usize..u32_at(self.buckets, bucket + 1) as usize;
            let entries = self.entries[8 * range.start..8 * range.end].as_chunks::<8>().0;
            entries.iter().map(move |entry| {
                let mixed = (bucket as u64) << REST_BITS | u64::from_le_bytes(*entry) & REST_MASK;
                mixed.wrapping_mul(unmix) & KEY_MASK
            })
        })
    }

    /// How often the folded form `word` occurs; 0 where the lexicon does not have it.
    pub fn count(&self, word: &[Code]) -> u32 {
        match key(word) {
            Some(key) => self.count_of_key(key),
            None => self.count_of_long(word),
        }
    }

    /// How often the form occurs that the parts make together.
    pub(super) fn count_joined(&self, parts: &[&[Code]]) -> u32 {
        let letters = || parts.iter().copied().flatten().copied();
        let count = parts.iter().map(|part| part.len()).sum::<usize>();
        if count > LONG_LETTERS {
            return 0;
        }
        if count > KEY_LETTERS {
            let mut word = [FOREIGN; LONG_LETTERS];
            word.iter_mut().zip(letters()).for_each(|(place, letter)| *place = letter);
            return self.count_of_long(&word[..count]);
        }
        joined_key(parts).map_or(0, |key| self.count_of_key(key))
    }

    /// How often `word` occurs, bare or with the article: the `f` of the stemming rules.
    pub fn with_article(&self, word: &[Code]) -> u64 {
        self.with_article_joined(&[word, &[]])
    }

    /// The same for the word that two parts make together.
    pub(super) fn with_article_joined(&self, parts: &[&[Code]; 2]) -> u64 {
        const ARTICLE: [Code; 2] = [letter::ALEF, letter::LAM];
        const ARTICLE_KEY: u64 = letter::ALEF as u64 | (letter::LAM as u64) << BITS;
        let [front, back] = *parts;
        let counts = if front.len() + back.len() + ARTICLE.len() <= KEY_LETTERS {
            let Some(key) = joined_key(parts) else { return 0 };
            [self.count_of_key(key), self.count_of_key(key << (2 * BITS) | ARTICLE_KEY)]
        } else {
            [self.count_joined(parts), self.count_joined(&[&ARTICLE, front, back])]
        };
        counts.into_iter().map(u64::from).sum()
    }

    /// The key of the stem of the form with this key, if the table has it.
    pub(super) fn stem_of_key(&self, key: u64) -> Option<u64> {
        let place = (self.entry(key)? >> (REST_BITS + COUNT_BITS)) as usize;
        (place < CHANGES - 1).then(|| Change::from_bytes(&self.changes[Change::BYTES * place..]).of_key(key))
    }

    fn count_of_key(&self, key: u64) -> u32 {
        self.entry(key).map_or(0, |entry| u32_at(self.counts, (entry >> REST_BITS & COUNT_MASK) as usize))
    }

    fn entry(&self, key: u64) -> Option<u64> {
        let (bucket, rest) = mix(key);
        let range = u32_at(self.buckets, bucket) as usize..u32_at(self.buckets, bucket + 1) as usize;
        let entries = self.entries[8 * range.start..8 * range.end].as_chunks::<8>().0;
        entries.iter().map(|entry| u64::from_le_bytes(*entry)).find(|entry| entry & REST_MASK == rest)
    }

    fn count_of_long(&self, word: &[Code]) -> u32 {
        if word.len() > LONG_LETTERS || word.contains(&FOREIGN) {
            return 0;
        }
        let records = self.long.as_chunks::<LONG_BYTES>().0;
        let padded = word.iter().copied().chain(std::iter::repeat(FOREIGN));
        let found = records
            .binary_search_by(|record| record[..LONG_LETTERS].iter().copied().cmp(padded.clone().take(LONG_LETTERS)));
        found.map_or(0, |place| u32_at(&records[place][LONG_LETTERS..], 0))
    }
}

fn u32_at(numbers: &[u8], place: usize) -> u32 {
    let bytes = numbers[4 * place..4 * place + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::Stemmer;

    fn codes(word: &str) -> Vec<Code> {
        word.chars().map(letter::code).collect()
    }

    #[test]
    fn a_packed_table_gives_back_what_went_in() {
        let forms = [("في", 9), ("سجن", 7), ("السجن", 5), ("والاستراتيجيات", 3)];
        let table = pack(forms, |_| 0).unwrap();
        let lexicon = Lexicon::open(&table).unwrap();
        for (form, count) in forms {
            assert_eq!(lexicon.count(&codes(form)), count, "{form}");
        }
        assert_eq!(lexicon.count(&codes("سجين")), 0);
        assert_eq!(lexicon.count(&codes("والاستراتيجيه")), 0);
        assert_eq!(lexicon.with_article(&codes("سجن")), 12);
    }

    #[test]
    fn a_form_is_found_with_its_article_past_twelve_letters() {
        let table = pack([("الاستراتيجيات", 4), ("استراتيجيات", 6)], |_| 0).unwrap();
        let lexicon = Lexicon::open(&table).unwrap();
        assert_eq!(lexicon.with_article(&codes("استراتيجيات")), 10);
    }

    #[test]
    fn stems_come_back_as_they_were_given() {
        let forms = [("السجن", "سجن"), ("سجناء", "سجناء"), ("صحيفتها", "صحيفه"), ("سجينا", "ملعب")];
        let stem = |word: &mut Vec<Code>| {
            let (_, stem) = forms.iter().find(|(form, _)| codes(form) == *word).unwrap();
            *word = codes(stem);
            if *stem == "سجن" {
                word.splice(0..0, codes("ال"));
                return 2;
            }
            0
        };
        let table = pack(forms.map(|(form, _)| (form, 1)), stem).unwrap();
        let lexicon = Lexicon::open(&table).unwrap();
        let found = |form: &str| lexicon.stem_of_key(key(&codes(form)).unwrap());
        for (form, stem) in &forms[..3] {
            assert_eq!(found(form), key(&codes(stem)), "{form}");
        }
        assert_eq!(found("سجينا"), None, "four other letters are no change that the table tells");
        assert_eq!(found("كلمه"), None);
    }

    #[test]
    fn the_embedded_stems_are_those_of_the_rules() {
        let (lexicon, stemmer) = (Lexicon::embedded(), Stemmer::default());
        let mut told = 0;
        for key in lexicon.keys() {
            let mut word: Vec<Code> = letter::spelled_by(key).collect();
            let start = stemmer.stem(&mut word);
            if let Some(stem) = lexicon.stem_of_key(key) {
                assert_eq!(Some(stem), super::key(&word[start..]), "{}", letter::spell(&word));
                told += 1;
            }
        }
        assert!(told > 300_000, "{told}");
    }

    #[test]
    fn foreign_letters_are_refused_by_name() {
        assert!(pack([("سجنx", 1)], |_| 0).unwrap_err().contains("سجنx"));
    }

    #[test]
    fn a_broken_table_is_no_lexicon() {
        let table = pack([("سجن", 7)], |_| 0).unwrap();
        assert!(Lexicon::open(&table[..table.len() - 1]).is_none());
        assert!(Lexicon::open(b"FHL0").is_none());
        assert!(Lexicon::open(b"").is_none());
    }

    #[test]
    fn the_embedded_table_knows_common_words() {
        let lexicon = Lexicon::embedded();
        assert_eq!(lexicon.count(&codes("في")), 71_994_390);
        assert_eq!(lexicon.count(&codes("يوليك")), 60);
        assert_eq!(lexicon.count(&[]), 0);
    }
}
