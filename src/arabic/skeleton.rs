//! Consonant skeletons: what singular and broken plural, verb and noun of a root have in common.

use super::letter::{self, ALEF, Code, HAMZA, HEH, WAW, WAW_HAMZA, YEH, YEH_HAMZA};
use super::lexicon::{self, KEY_LETTERS};

/// A stem without its long vowels, hamzas and feminine ending, as one number like [`lexicon::key`]; the whole stem where
/// less than three letters would be left. `None` if more than [`KEY_LETTERS`] are left.
pub fn skeleton(stem: &[Code]) -> Option<u64> {
    let (mut key, mut bits) = (0, 0);
    for (place, &code) in stem.iter().enumerate() {
        if !(is_weak(code) || code == HEH && place + 1 == stem.len()) {
            key |= u64::from(code).checked_shl(bits)?;
            bits += letter::BITS;
        }
    }
    match (bits / letter::BITS) as usize {
        0..3 => lexicon::key(stem),
        3..=KEY_LETTERS => Some(key),
        _ => None,
    }
}

/// Whether a letter is a long vowel or a hamza.
fn is_weak(code: Code) -> bool {
    const WEAK: u32 = 1 << ALEF | 1 << WAW | 1 << YEH | 1 << HAMZA | 1 << WAW_HAMZA | 1 << YEH_HAMZA;
    WEAK >> code & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kin_have_one_skeleton() {
        let skeleton = |word: &str| skeleton(&word.chars().map(letter::code).collect::<Vec<_>>());
        for (word, kin) in [("كتاب", "كاتب"), ("رجل", "رجال"), ("مدرسه", "مدارس"), ("سجناء", "سجن")]
        {
            assert_eq!(skeleton(word), skeleton(kin), "{word}, {kin}");
        }
        // Too little would be left.
        assert_ne!(skeleton("باب"), skeleton("بوب"));
        assert_ne!(skeleton("سجن"), skeleton("نجس"));
        assert_eq!(skeleton(&"سجن".repeat(5)), None);
    }
}
