//! The stems of a segment's words, and the words by the [grams](crate::arabic::GramSet) of their stems: which words may
//! concern a query.
//!
//! ```text
//! of each stem, in the order in which words have them, its code: u64
//! of each entry the number of its stem, and below it the bits of its form, see `WordCode`: u32
//! of each gram that a stem has, rising, its number: u16
//! of each gram where its list of entries ends: u32
//! these lists: runs of entries by the gap before and the length, of 7 bits a byte
//! ```
//!
//! A gap, and a word without a stem, counts as a stem of its own. Words of a stem have numbers in a row, but for the most
//! common ones.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;

use super::super::numbers::{read_number, write_number};
use crate::arabic::{GRAMS, Gram, GramSet, WordCode, each_gram};

/// Counts of the parts: stems, grams, bytes of the lists.
pub(super) const COUNTS: usize = 3;

/// The stems of a segment.
pub(super) struct Stems {
    codes: OwnedBytes,
    of_entries: OwnedBytes,
    grams: OwnedBytes,
    list_ends: OwnedBytes,
    lists: OwnedBytes,
}

impl Stems {
    /// Takes the parts, for this number of entries, from `part`, which returns the next bytes of the file.
    pub fn open(
        entries: usize,
        [stems, grams, lists]: [usize; COUNTS],
        mut part: impl FnMut(Option<usize>) -> Option<OwnedBytes>,
    ) -> Option<Self> {
        let mut sized = |count: usize, size: usize| part(count.checked_mul(size));
        Some(Self {
            codes: sized(stems, size_of::<u64>())?,
            of_entries: sized(entries, size_of::<u32>())?,
            grams: sized(grams, size_of::<Gram>())?,
            list_ends: sized(grams, size_of::<u32>())?,
            lists: sized(lists, 1)?,
        })
    }

    /// The code of an entry; [`WordCode::NONE`] for a gap.
    pub fn code(&self, entry: u32) -> Option<WordCode> {
        let of_entry = u32::from_le_bytes(*self.of_entries.as_chunks::<4>().0.get(entry as usize)?);
        let stem = self.codes.as_chunks::<8>().0.get((of_entry >> WordCode::FORM_BITS) as usize)?;
        Some(WordCode::joined(u64::from_le_bytes(*stem), of_entry))
    }

    /// The entries whose stem has one of `grams`, by number, as bits; `None` if the lists are damaged.
    pub fn entries_with(&self, grams: &GramSet) -> Option<Vec<u64>> {
        let mut bits = vec![0u64; self.of_entries.len().div_ceil(size_of::<u32>() * 64)];
        let (held, ends) = (self.grams.as_chunks::<2>().0, self.list_ends.as_chunks::<4>().0);
        for gram in grams.iter() {
            let Ok(place) = held.binary_search_by_key(&gram, |held| Gram::from_le_bytes(*held)) else { continue };
            let end_of = |list: usize| ends.get(list).map(|end| u32::from_le_bytes(*end) as usize);
            let start = place.checked_sub(1).map_or(Some(0), end_of)?;
            let mut list = self.lists.get(start..end_of(place)?)?;
            let mut end = 0u32;
            while !list.is_empty() {
                let start = end.checked_add(read_number(&mut list)?)?;
                end = start.checked_add(read_number(&mut list)?)?;
                set(&mut bits, start as usize, end as usize)?;
            }
        }
        Some(bits)
    }
}

/// Sets the bits from `start` to `end`; `None` if there are not so many.
fn set(bits: &mut [u64], start: usize, end: usize) -> Option<()> {
    let mut at = start;
    while at < end {
        let next = end.min((at / 64 + 1) * 64);
        *bits.get_mut(at / 64)? |= u64::MAX >> (64 - (next - at)) << (at % 64);
        at = next;
    }
    Some(())
}

/// The parts of [`Stems`] for the entries of a segment, as bytes, and their counts; `None` if there are too many words.
pub(super) fn pack(entries: &[(&str, WordCode)]) -> Option<([Vec<u8>; 5], [usize; COUNTS])> {
    let (mut numbers, mut codes, mut of_entries) = (FxHashMap::default(), Vec::new(), Vec::new());
    for (_, code) in entries {
        let stem: u32 = *numbers.entry(code.stem_part()).or_insert_with(|| {
            codes.extend(code.stem_part().to_le_bytes());
            (codes.len() / size_of::<u64>()) as u32 - 1
        });
        of_entries.extend((stem << WordCode::FORM_BITS | code.form_bits()).to_le_bytes());
    }
    if numbers.len() > (u32::MAX >> WordCode::FORM_BITS) as usize {
        return None;
    }
    let (mut grams, mut ends, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for (gram, list) in lists_by_gram(entries).into_iter().enumerate().filter(|(_, list)| !list.is_empty()) {
        grams.extend((gram as Gram).to_le_bytes());
        lists.extend(list.finish());
        ends.extend(u32::try_from(lists.len()).ok()?.to_le_bytes());
    }
    let counts = [numbers.len(), grams.len() / size_of::<Gram>(), lists.len()];
    Some(([codes, of_entries, grams, ends, lists], counts))
}

/// The entries that have each gram.
fn lists_by_gram(entries: &[(&str, WordCode)]) -> Vec<RunList> {
    let mut lists = vec![RunList::default(); GRAMS];
    let (mut stem, mut grams) = (WordCode::NONE.0, Vec::new());
    for (entry, (written, code)) in (0..).zip(entries).filter(|(_, (_, code))| *code != WordCode::NONE) {
        if code.stem_part() != stem {
            stem = code.stem_part();
            grams.clear();
            each_gram(*code, written, |gram| grams.push(gram));
        }
        grams.iter().for_each(|gram| lists[usize::from(*gram)].push(entry));
    }
    lists
}

/// A list of rising numbers, packed as runs.
#[derive(Clone, Default)]
struct RunList {
    bytes: Vec<u8>,
    /// The end of the last run that is packed.
    packed: u32,
    /// The run that is not packed yet.
    run: Range<u32>,
}

impl RunList {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.run.is_empty()
    }

    /// Adds a number; the last one again changes nothing.
    fn push(&mut self, number: u32) {
        if self.run.end != number && !self.run.contains(&number) {
            self.pack();
            self.run = number..number;
        }
        self.run.end = number + 1;
    }

    fn pack(&mut self) {
        if !self.run.is_empty() {
            write_number(self.run.start - self.packed, &mut self.bytes);
            write_number(self.run.len() as u32, &mut self.bytes);
            self.packed = self.run.end;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.pack();
        self.bytes
    }
}
