//! The difference between a word and its stem, in few bytes.

use crate::arabic::letter::BITS;
use crate::arabic::letter::{Code, FOREIGN};

/// Letters removed at the front, letters removed at the end, and the replacement of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Change {
    front: u8,
    end: u8,
    /// Up to two letters, then [`FOREIGN`].
    tail: [Code; 2],
}

impl Change {
    /// Bytes of a change in the table.
    pub const BYTES: usize = 4;

    /// The change from `word`, less the `front` letters that are clitics, to `stem`; `None` if it takes more.
    pub fn between(word: &[Code], front: usize, stem: &[Code]) -> Option<Self> {
        let kept = word[front..].iter().zip(stem).take_while(|(one, other)| one == other).count();
        let mut tail = [FOREIGN; 2];
        tail.get_mut(..stem.len() - kept)?.copy_from_slice(&stem[kept..]);
        Some(Self { front: front.try_into().ok()?, end: (word.len() - front - kept).try_into().ok()?, tail })
    }

    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        [self.front, self.end, self.tail[0], self.tail[1]]
    }

    /// Decodes the output of [`to_bytes`](Self::to_bytes).
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { front: bytes[0], end: bytes[1], tail: [bytes[2], bytes[3]] }
    }

    /// The key of the stem of the word of this key.
    pub fn of_key(self, word: u64) -> u64 {
        let letters = (u64::BITS - word.leading_zeros()).div_ceil(BITS);
        let kept = letters.saturating_sub(u32::from(self.front) + u32::from(self.end));
        let front = word >> (u32::from(self.front) * BITS) & ((1 << (kept * BITS)) - 1);
        let tail = u64::from(self.tail[0]) | u64::from(self.tail[1]) << BITS;
        front | tail << (kept * BITS)
    }
}
