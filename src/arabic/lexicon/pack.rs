//! Writes the table that [`Lexicon::open`](super::Lexicon::open) reads.

use std::collections::{BTreeMap, HashMap};

use super::change::Change;
use super::{BUCKETS, CHANGES, COUNT_BITS, LONG_LETTERS, MAGIC, REST_BITS, key, mix};
use crate::arabic::letter::{self, Code, FOREIGN};

/// Writes `forms` (folded form and count, each form once) with their stems, which `stem` computes as
/// [`Stemmer::stem`](crate::arabic::Stemmer::stem) does.
///
/// # Errors
/// The first form that holds a letter outside the folded alphabet, or more than 52 letters; more distinct counts than
/// an entry can name.
pub fn pack<'f>(
    forms: impl IntoIterator<Item = (&'f str, u32)>,
    stem: impl Fn(&mut Vec<Code>) -> usize,
) -> Result<Vec<u8>, String> {
    let mut short = BTreeMap::new();
    let mut long = BTreeMap::new();
    for (form, count) in forms {
        let codes: Vec<Code> = form.chars().map(letter::code).collect();
        match key(&codes) {
            Some(key) => {
                let mut word = codes.clone();
                let front = stem(&mut word);
                short.insert(mix(key), (count, Change::between(&codes, front, &word[front..])));
            }
            None if codes.len() <= LONG_LETTERS && !codes.contains(&FOREIGN) => drop(long.insert(codes, count)),
            None => return Err(format!("{form:?} is no folded form of at most {LONG_LETTERS} letters")),
        }
    }
    let mut counts: Vec<u32> = short.values().map(|(count, _)| *count).collect();
    counts.sort_unstable();
    counts.dedup();
    if counts.len() > 1 << COUNT_BITS {
        return Err(format!("{} distinct counts are too many", counts.len()));
    }
    let changes = most_common(short.values().filter_map(|(_, change)| *change));

    let mut table = Vec::from(MAGIC);
    for size in [short.len(), counts.len(), long.len()] {
        table.extend((size as u32).to_le_bytes());
    }
    let mut starts = short.keys().map(|&(bucket, _)| bucket).enumerate().peekable();
    let mut written = 0;
    for bucket in 0..=BUCKETS {
        while let Some((place, _)) = starts.next_if(|&(_, owner)| owner < bucket) {
            written = place as u32 + 1;
        }
        table.extend(written.to_le_bytes());
    }
    for ((_, rest), (count, change)) in &short {
        let count = counts.binary_search(count).expect("every count was collected") as u64;
        let change = changes.iter().position(|common| Some(*common) == *change).unwrap_or(CHANGES - 1) as u64;
        table.extend((change << (REST_BITS + COUNT_BITS) | count << REST_BITS | rest).to_le_bytes());
    }
    table.extend(changes.iter().flat_map(|change| change.to_bytes()));
    table.extend(vec![0; Change::BYTES * (CHANGES - changes.len())]);
    for count in &counts {
        table.extend(count.to_le_bytes());
    }
    for (codes, count) in &long {
        let mut record = [FOREIGN; LONG_LETTERS];
        record[..codes.len()].copy_from_slice(codes);
        table.extend(record);
        table.extend(count.to_le_bytes());
    }
    Ok(table)
}

/// The changes that an entry can name, most common first.
fn most_common(changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut counts: HashMap<Change, usize> = HashMap::new();
    for change in changes {
        *counts.entry(change).or_default() += 1;
    }
    let mut changes: Vec<Change> = counts.keys().copied().collect();
    changes.sort_by_key(|change| (std::cmp::Reverse(counts[change]), *change));
    changes.truncate(CHANGES - 1);
    changes
}
