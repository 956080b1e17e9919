//! Cache of word analyses, so that later searches need not analyse a word again.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use bytemuck::zeroed_slice_box;

use crate::arabic::Keys;

/// Keys by number, for many threads. Most words are rare and never looked up; their untouched entries take no memory.
pub(super) struct Memo(Box<[[AtomicU64; 2]]>);

impl Memo {
    /// An empty one for this many words.
    pub fn of(words: usize) -> Self {
        Self(zeroed_slice_box(words))
    }

    /// The cached keys of a word, if any.
    #[inline]
    pub fn get(&self, number: u32) -> Option<Keys> {
        let [form, stem] = self.0.get(number as usize)?;
        // A reader that sees the form sees the stem, which was stored before it.
        let form = NonZeroU64::new(form.load(Ordering::Acquire))?;
        Some(Keys { form, stem: NonZeroU64::new(stem.load(Ordering::Relaxed)) })
    }

    pub fn put(&self, number: u32, keys: Keys) {
        if let Some([form, stem]) = self.0.get(number as usize) {
            stem.store(keys.stem.map_or(0, NonZeroU64::get), Ordering::Relaxed);
            form.store(keys.form.get(), Ordering::Release);
        }
    }
}
