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
//!                  of each entry: twice its length, and one more for a word, u8; what it adds to the length of a text, u8: the
//!                  letters of its stem in four bits, its tokens above them; 254 and 255 in the first where one of these does
//!                  not fit
//!                  where every fourth entry begins: u32
//!                  of entries whose lengths do not fit, rising: number, length in bytes, letters below tokens: u32 each
//!                  where each document ends: u64
//!                  stems, see `stems`
//!                  bytes of the documents, bytes of the entries, entries, long entries, documents, counts of the parts of
//!                  the stems: u64 each, little endian
//! ```

mod read;
mod stems;
mod write;

pub(super) use read::Texts;
pub(super) use write::TextsWriter;
