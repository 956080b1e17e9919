//! Hashes that are stored in indexes: the same on every machine. Whoever changes one raises the version of the index format.

use super::lexicon;
use super::packed::Packed;

/// A folded word as a number.
pub(super) fn word_hash(word: Packed<'_>) -> u64 {
    let bytes = word.as_str().as_bytes();
    lexicon::key(bytes).map_or_else(|| bytes.iter().fold(1, |hash, byte| mix(hash ^ u64::from(*byte))), mix)
}

/// Spreads a number over all bits (the finalizer of SplitMix64: Steele, Lea, Flood 2014).
pub(super) fn mix(number: u64) -> u64 {
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}
