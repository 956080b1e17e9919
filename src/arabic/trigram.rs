//! Letter trigrams of stems, and their frequencies.
//!
//! Words that share a root share trigrams even where no rule relates their stems (broken plurals, misspellings).
//! The trigrams of a stem are those of `^stem$`: as many as it has letters. How common one is comes from the
//! lexicon, so that ranking needs no pass over an archive's dictionary.

use super::letter::{BITS, Code};

/// A trigram's number: three letter codes; 0 is the edge of the word.
pub type Trigram = u16;

/// The number of possible trigrams.
pub const TRIGRAMS: usize = 1 << (3 * BITS);

/// Numbers of 32 bits, see [`share`].
static SHARES: &[u8] = include_bytes!("lexicon/trigrams.bin");

/// The trigrams of a stem of Arabic letters.
pub fn trigrams(stem: &[Code]) -> impl Iterator<Item = Trigram> {
    let at = |place: Option<usize>| place.and_then(|place| stem.get(place)).copied().map_or(0, Trigram::from);
    (0..stem.len())
        .map(move |place| at(place.checked_sub(1)) << (2 * BITS) | at(Some(place)) << BITS | at(Some(place + 1)))
}

/// The share of running words (without stop words) whose stem holds `trigram`.
pub fn share(trigram: Trigram) -> f32 {
    let place = 4 * usize::from(trigram);
    f32::from_le_bytes(SHARES[place..place + 4].try_into().expect("four bytes"))
}

/// Writes the table that [`share`] reads, from stems and how often each occurs.
pub fn pack_shares(stems: impl IntoIterator<Item = (Vec<Code>, u32)>) -> Vec<u8> {
    let mut shares = vec![0f64; TRIGRAMS];
    let mut total = 0f64;
    for (stem, count) in stems {
        total += f64::from(count);
        let mut held: Vec<Trigram> = trigrams(&stem).collect();
        held.sort_unstable();
        held.dedup();
        for trigram in held {
            shares[usize::from(trigram)] += f64::from(count);
        }
    }
    shares.into_iter().flat_map(|share| ((share / total) as f32).to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::letter::{JEEM, NOON, SEEN};
    use super::*;

    #[test]
    fn a_stem_has_as_many_trigrams_as_letters() {
        let number = |a: Code, b: Code, c: Code| Trigram::from(a) << 10 | Trigram::from(b) << 5 | Trigram::from(c);
        let got: Vec<Trigram> = trigrams(&[SEEN, JEEM, NOON]).collect();
        assert_eq!(got, [number(0, SEEN, JEEM), number(SEEN, JEEM, NOON), number(JEEM, NOON, 0)]);
        assert_eq!(trigrams(&[]).count(), 0);
    }

    #[test]
    fn shares_are_shares() {
        let table = pack_shares([(vec![SEEN, JEEM], 3), (vec![SEEN], 1)]);
        let at = |trigram: Trigram| f32::from_le_bytes(table[4 * usize::from(trigram)..][..4].try_into().unwrap());
        assert_eq!(at(Trigram::from(SEEN) << 5 | Trigram::from(JEEM)), 0.75);
        assert_eq!(at(Trigram::from(SEEN) << 5), 0.25);
        assert!((0..TRIGRAMS as u32).all(|trigram| (0.0..1.0).contains(&share(trigram as Trigram))));
    }
}
