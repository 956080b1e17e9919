//! Titles and bodies, word by word, as a component of tantivy's segments.
//!
//! Each word of a segment is stored once, with a number that is smaller for more common words; a text is the list of
//! its words' numbers. On newspaper articles that is a fifth smaller than the same texts in blocks of zstd; a document
//! can be read without unpacking its neighbours, and its words, their stems and positions are known without their letters.
//! (Word-based coding: Moffat, 1989; dense codes: Brisaboa and others, 2003.)
//!
//! The gap between two words is an entry like a word, unless it is a single space, which is not stored. Words that touch
//! have an empty gap.
//!
//! ```text
//! SEGMENT.texts    of each document: its passages, of each the bytes of the body in front of it and its own; how many
//!                  entries its title has, these, those of its body; numbers of 7 bits a byte
//!                  entries, one after another
//!                  the lengths of the entries, see `lengths`
//!                  where every fourth entry begins: u32
//!                  where each document ends: u64
//!                  the stems of the entries, see `stems`
//!                  bytes of the documents, bytes of the entries, entries, documents, counts of the parts of the lengths and of
//!                  the stems: u64 each, little endian
//! ```

mod lengths;
mod read;
mod stems;
#[cfg(test)]
mod tests;
mod write;

pub(super) use read::Texts;
pub(super) use write::TextsWriter;
