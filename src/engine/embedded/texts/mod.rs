//! Titles and bodies, word by word, as a component of tantivy's segments.
//!
//! News repeats its words. Here each of a segment's words is kept once, with a number that is the lower the more common it
//! is, and a text is the numbers of its words. On newspaper articles that is a fifth smaller than the same texts in blocks
//! of zstd; nothing has to be unpacked around a document, and which words it has, and where, is known without spelling
//! them. (Word-based coding: Moffat, 1989; dense codes: Brisaboa and others, 2003.)
//!
//! The gap between two words is an entry like a word, unless it is a single space, which is not stored.
//!
//! ```text
//! SEGMENT.texts    of each document: its passages, of each the bytes of the body in front of it and its own; how many
//!                  entries its title has, these, those of its body; numbers of 7 bits a byte
//!                  entries, one after another
//!                  of each entry, twice its length, and one more for a word: u8; 254 and 255 where it is too long for that
//!                  where every 16th entry begins: u32
//!                  of entries too long for a byte, rising: number, length: u32 each
//!                  where each document ends: u64
//!                  bytes of the documents, bytes of the entries, entries, long entries, documents: u64 each, little endian
//! ```

mod memo;
mod read;
mod write;

pub(super) use read::Texts;
pub(super) use write::TextsWriter;
