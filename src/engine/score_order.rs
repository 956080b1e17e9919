//! Deterministic tie-breaking: documents with equal scores sort alike in every engine.

use sha2::{Digest, Sha256};

use super::digest::first_bytes;

/// Number of the last bits of a score that are ignored: engines add up in different orders, and differ in the last
/// three or four.
const NOISE: u32 = 11;

/// A score without its last bits: documents with equal ones are in the order of their [`tie_break`].
pub(super) fn quantized(score: f32) -> u32 {
    // Floats that are not negative are in the order of their bits; the sum is never the negative zero.
    (score.max(0.0) + 0.0).to_bits() >> NOISE
}

/// The tie-break of documents that are equal otherwise: a digest of the id.
pub(super) fn tie_break(id: &str) -> i64 {
    first_bytes(Sha256::digest(id.as_bytes()).into()).cast_signed()
}

/// How many more documents than the limit are read to find the end of a tie.
pub(super) const TIE_MARGIN: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_differ_by_how_they_were_added_up_are_alike() {
        let parts: Vec<f32> = (1..40).map(|number| 1.0 / number as f32).collect();
        let (up, down): (f32, f32) = (parts.iter().sum(), parts.iter().rev().sum());
        assert_ne!(up, down);
        assert_eq!(quantized(up), quantized(down));
        assert!(
            quantized(20.0) > quantized(19.99)
                && quantized(0.001) > quantized(0.0)
                && quantized(-0.0) == quantized(0.0)
        );
    }
}
