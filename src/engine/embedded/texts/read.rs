//! Reads texts and terms of documents from a segment.

use std::io;
use std::ops::Range;

use tantivy::directory::OwnedBytes;
use tantivy::{DocId, SegmentReader};

use super::super::component;
use super::super::numbers::{read_number, read_numbers};
use super::lengths::{self, EntryLengths, Lengths};
use super::stems::{self, Stems};
use crate::arabic::{GramSet, WordCode};
use crate::document::{DocumentTerms, DocumentTermsBuilder, PassageTerms, Text, WordKey};

/// The ending of the file.
pub(super) const EXTENSION: &str = "texts";
/// Bytes of the counts at the end.
const COUNTS: usize = (4 + lengths::COUNTS + stems::COUNTS) * size_of::<u64>();
/// The number of entries for each stored position.
pub(super) const STRIDE: usize = 4;
/// An upper bound of the bytes of a text, since records are shorter; damaged numbers may exceed it.
const LONGEST_TEXT: usize = 1 << 30;

pub(super) fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "texts are damaged")
}

/// The texts of a segment.
pub(in super::super) struct Texts {
    documents: OwnedBytes,
    entries: OwnedBytes,
    lengths: EntryLengths,
    starts: OwnedBytes,
    document_ends: OwnedBytes,
    stems: Stems,
}

impl Texts {
    /// Opens those of `segment`.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let file = component::open(segment, EXTENSION)?.read_bytes()?;
        let texts = Self::parse(file).ok_or_else(damaged)?;
        match texts.document_ends.len() / size_of::<u64>() == segment.max_doc() as usize {
            true => Ok(texts),
            false => Err(damaged().into()),
        }
    }

    pub(super) fn parse(file: OwnedBytes) -> Option<Self> {
        let (mut rest, counts) = split(&file, file.len().checked_sub(COUNTS)?)?;
        let mut counts = counts.as_chunks::<8>().0.iter().map(|count| usize::try_from(u64::from_le_bytes(*count)).ok());
        let mut count = || counts.next()?;
        let (documents, entries, entry_count, document_count) = (count()?, count()?, count()?, count()?);
        let (length_counts, stem_counts) = ([count()?, count()?], [count()?, count()?, count()?]);
        let mut part = |length: Option<usize>| {
            let (part, left) = split(&rest, length?)?;
            rest = left;
            Some(part)
        };
        let texts = Self {
            documents: part(Some(documents))?,
            entries: part(Some(entries))?,
            lengths: EntryLengths::open(entry_count, length_counts, &mut part)?,
            starts: part(entry_count.div_ceil(STRIDE).checked_mul(size_of::<u32>()))?,
            document_ends: part(document_count.checked_mul(size_of::<u64>()))?,
            stems: Stems::open(entry_count, stem_counts, part)?,
        };
        rest.is_empty().then_some(texts)
    }

    pub(super) fn entry_count(&self) -> usize {
        self.lengths.len()
    }

    /// The byte range of an entry, and whether it is a word.
    fn range(&self, number: u32) -> Option<(Range<usize>, bool)> {
        let block = number as usize / STRIDE;
        let mut start = u32::from_le_bytes(*self.starts.as_chunks::<4>().0.get(block)?) as usize;
        for before in (block * STRIDE) as u32..number {
            start += self.lengths.of(before)?.bytes as usize;
        }
        let Lengths { bytes, is_word, .. } = self.lengths.of(number)?;
        Some((start..start.checked_add(bytes as usize)?, is_word))
    }

    /// An entry, and its code.
    pub(super) fn entry(&self, number: u32) -> Option<(&str, WordCode)> {
        let (range, _) = self.range(number)?;
        Some((str::from_utf8(self.entries.get(range)?).ok()?, self.stems.code(number)?))
    }

    /// The numbers that a document is written as.
    pub(super) fn numbers(&self, document: DocId) -> Option<&[u8]> {
        let ends = self.document_ends.as_chunks::<8>().0;
        let place = document as usize;
        let end = u64::from_le_bytes(*ends.get(place)?);
        let start = place.checked_sub(1).map_or(0, |before| u64::from_le_bytes(ends[before]));
        self.documents.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// The entries of a document, and how many of them are its title's; calls `passage` with the bytes of each passage.
    ///
    /// All numbers are read before what they name: then the processor loads many entries, which lie far apart, at once.
    fn title_and_body(&self, document: DocId, passage: impl FnMut(Range<usize>)) -> Option<(Vec<u32>, usize)> {
        let mut rest = self.numbers(document)?;
        read_passages(&mut rest, passage)?;
        let in_title = read_number(&mut rest)? as usize;
        let entries = read_numbers(rest)?;
        (in_title <= entries.len()).then_some((entries, in_title))
    }

    /// Lets the processor load the entries of a document, of which it can load many at once where nothing waits for them.
    pub fn prefetch(&self, document: DocId) {
        const CACHE_LINE: usize = 64;
        let numbers = self.numbers(document).unwrap_or_default();
        std::hint::black_box(numbers.iter().step_by(CACHE_LINE).fold(0, |sum: u8, byte| sum ^ byte));
    }

    /// Reads title and body of a document.
    pub fn read(&self, document: DocId) -> io::Result<Text> {
        self.text(document).ok_or_else(damaged)
    }

    /// A document's title.
    pub fn title(&self, document: DocId) -> io::Result<String> {
        let read = || {
            let mut rest = self.title_onward(document)?;
            let entries: Option<Vec<u32>> = (0..read_number(&mut rest)?).map(|_| read_number(&mut rest)).collect();
            self.spell(&entries?)
        };
        read().ok_or_else(damaged)
    }

    /// These bytes of a document's body, to its end if they end behind it.
    pub fn body_part(&self, document: DocId, bytes: Range<usize>) -> io::Result<String> {
        self.part(document, bytes).ok_or_else(damaged)
    }

    fn part(&self, document: DocId, bytes: Range<usize>) -> Option<String> {
        let mut rest = self.title_onward(document)?;
        for _ in 0..read_number(&mut rest)? {
            read_number(&mut rest)?;
        }
        // The entries around the bytes, from the one that ends where they begin: a space that is not stored may come first.
        let (mut entries, mut start, mut at, mut was_word) = (Vec::new(), 0, 0, false);
        while at < bytes.end && !rest.is_empty() {
            let number = read_number(&mut rest)?;
            let lengths = self.lengths.of(number)?;
            let begin = at + usize::from(lengths.is_word & was_word);
            (at, was_word) = (begin + lengths.bytes as usize, lengths.is_word);
            if at >= bytes.start {
                start = if entries.is_empty() { begin } else { start };
                entries.push(number);
            }
        }
        let text = self.spell(&entries)?;
        let end = bytes.end.saturating_sub(start).min(text.len());
        text.get(bytes.start.checked_sub(start)?..end).map(String::from)
    }

    /// The numbers of a document from the count of its title's entries on.
    fn title_onward(&self, document: DocId) -> Option<&[u8]> {
        let mut rest = self.numbers(document)?;
        read_passages(&mut rest, |_| {})?;
        Some(rest)
    }

    fn text(&self, document: DocId) -> Option<Text> {
        let mut passages = Vec::new();
        let (entries, in_title) = self.title_and_body(document, |passage| passages.push(passage))?;
        let (title, body) = entries.split_at(in_title);
        let text = Text { title: self.spell(title)?, body: self.spell(body)? };
        passages.into_iter().all(|passage| text.body.get(passage).is_some()).then_some(text)
    }

    /// These entries, one after another.
    fn spell(&self, entries: &[u32]) -> Option<String> {
        // A word with its space takes about eleven bytes.
        let mut text = Vec::with_capacity(12 * entries.len());
        let mut was_word = false;
        for &number in entries {
            let (range, is_word) = self.range(number)?;
            // In a text that is UTF-8, entries that begin with a character also end with one.
            self.entries.get(range.start).is_none_or(|byte| !is_continuation(*byte)).then_some(())?;
            if is_word && was_word {
                text.push(b' ');
            }
            // Nearly all entries are shorter than this, and a copy of a fixed length needs no call.
            match self.entries.get(range.start..)?.first_chunk::<32>() {
                Some(chunk) if range.len() <= chunk.len() => {
                    let end = text.len() + range.len();
                    text.extend_from_slice(chunk);
                    text.truncate(end);
                }
                _ => text.extend_from_slice(self.entries.get(range)?),
            }
            was_word = is_word;
            (text.len() < LONGEST_TEXT).then_some(())?;
        }
        simdutf8::basic::from_utf8(&text).ok().map(String::from)
    }

    /// Reads a document, whose segment is the searcher's `segment`-th, into `document_terms`: those of its words whose bit
    /// is set, all if there are none, and the lengths of all words.
    pub fn document_terms(
        &self,
        segment: u32,
        document: DocId,
        words: Option<&[u64]>,
        document_terms: &mut DocumentTerms,
    ) -> io::Result<()> {
        let read = match words {
            Some(words) => self.terms_with(|word| has(words, word), segment, document, document_terms),
            None => self.terms_with(|_| true, segment, document, document_terms),
        };
        read.ok_or_else(damaged)
    }

    fn terms_with(
        &self,
        is_wanted: impl Fn(u32) -> bool,
        segment: u32,
        document: DocId,
        document_terms: &mut DocumentTerms,
    ) -> Option<()> {
        document_terms.passages.clear();
        let passage = |bytes| PassageTerms { bytes, ..PassageTerms::default() };
        let (entries, in_title) =
            self.title_and_body(document, |bytes| document_terms.passages.push(passage(bytes)))?;
        let (title, body) = entries.split_at(in_title);
        let mut builder = DocumentTermsBuilder::new(document_terms);
        self.read_words(title, &is_wanted, segment, &mut builder)?;
        builder.begin_body();
        self.read_words(body, &is_wanted, segment, &mut builder)?;
        builder.finish();
        Some(())
    }

    /// Reads the words of a title or a body; `is_wanted` tells by the number whether one may concern the query.
    fn read_words(
        &self,
        entries: &[u32],
        is_wanted: impl Fn(u32) -> bool,
        segment: u32,
        builder: &mut DocumentTermsBuilder<'_>,
    ) -> Option<()> {
        let segment = u64::from(segment) << u32::BITS;
        let (mut at, mut was_word) = (0, false);
        let names = self.lengths.names(entries);
        let mut rest = entries.iter().zip(&names);
        loop {
            // Nearly all words only count for lengths, which stay in registers here.
            let (mut tokens, mut letters, boundary) = (0, 0, builder.boundary());
            let next = rest.find_map(|(&number, &name)| {
                let Some(Lengths { bytes, is_word, of_word }) = self.lengths.named(name, number) else {
                    return Some(None);
                };
                let start = at + usize::from(is_word & was_word);
                at = start + bytes as usize;
                was_word = is_word;
                let is_wanted = is_wanted(number) & is_word;
                if is_wanted | (start >= boundary) {
                    return Some(Some((number, start, of_word, is_wanted)));
                }
                tokens += u32::from(of_word.tokens);
                letters += u32::from(of_word.letters);
                None
            });
            builder.count(tokens, letters);
            (at < LONGEST_TEXT).then_some(())?;
            let Some(next) = next else { return Some(()) };
            let (number, start, lengths, is_wanted) = next?;
            let key = WordKey(segment | u64::from(number));
            let wanted = if is_wanted { Some((key, self.stems.code(number)?, at)) } else { None };
            builder.read(start, lengths, wanted);
        }
    }

    /// The words that have one of `grams`, by number, as bits.
    pub fn words(&self, grams: &GramSet) -> io::Result<Vec<u64>> {
        self.stems.entries_with(grams).ok_or_else(damaged)
    }

    /// The words that have one of `grams` and whose code passes `test`, as they are written.
    pub fn written_words(&self, grams: &GramSet, test: impl Fn(WordCode) -> bool) -> io::Result<Vec<&str>> {
        let words = self.words(grams)?;
        let places =
            (0..).zip(&words).filter(|(_, word)| **word != 0).flat_map(|(place, _)| 64 * place..64 * place + 64);
        let passes = |number: &u32| has(&words, *number) && self.stems.code(*number).is_some_and(&test);
        places.filter(passes).map(|number| self.written(number)).collect()
    }

    /// The word with this number, as it is written.
    pub fn written(&self, number: u32) -> io::Result<&str> {
        self.entry(number).map(|(written, _)| written).ok_or_else(damaged)
    }
}

/// Whether a bit is set.
#[inline]
fn has(bits: &[u64], number: u32) -> bool {
    bits.get(number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
}

/// Reads the passages at the front of a document.
pub(super) fn read_passages(numbers: &mut &[u8], mut each: impl FnMut(Range<usize>)) -> Option<()> {
    let mut end = 0;
    for _ in 0..read_number(numbers)? {
        let start = end + read_number(numbers)? as usize;
        end = start + read_number(numbers)? as usize;
        each(start..end);
    }
    Some(())
}

/// Whether a byte goes on with a character of UTF-8 that another byte began.
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Splits bytes without a panic.
fn split(bytes: &OwnedBytes, at: usize) -> Option<(OwnedBytes, OwnedBytes)> {
    (at <= bytes.len()).then(|| bytes.clone().split(at))
}
