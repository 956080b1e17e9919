//! Writes texts of a segment, and merges those of several segments.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::hash::Hash;
use std::io::{self, Write};
use std::ops::Range;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use rustc_hash::FxHashMap;
use tantivy::directory::WritePtr;
use tantivy::{DocId, SegmentReader};

use super::super::component::Component;
use super::super::numbers::{read_number, write_number};
use super::super::tokenizer::take_texts;
use super::lengths;
use super::read::{EXTENSION, STRIDE, Texts, damaged, read_passages};
use super::stems;
use crate::arabic::WordCode;
use crate::document::passages;

/// Calls `each` with the number of every entry of a document.
fn each_entry(mut numbers: &[u8], mut each: impl FnMut(u32) -> Option<()>) -> Option<()> {
    read_passages(&mut numbers, |_| {})?;
    read_number(&mut numbers)?;
    while !numbers.is_empty() {
        each(read_number(&mut numbers)?)?;
    }
    Some(())
}

/// Entries, words and the gaps between them, with their counts, numbered in the order of occurrence.
#[derive(Default)]
struct Entries<S> {
    words: FxHashMap<S, u32>,
    gaps: FxHashMap<S, u32>,
    counts: Vec<u32>,
    codes: Vec<WordCode>,
    bytes: usize,
}

impl<S: Borrow<str> + Eq + Hash> Entries<S> {
    /// The number of an entry; a new entry gets the next one. `code` returns that of a new word.
    fn number<'t>(&mut self, text: &'t str, is_word: bool, code: impl FnOnce() -> WordCode) -> u32
    where
        S: From<&'t str>,
    {
        let numbers = if is_word { &mut self.words } else { &mut self.gaps };
        if let Some(&number) = numbers.get(text) {
            return number;
        }
        let next = self.counts.len() as u32;
        numbers.insert(text.into(), next);
        self.counts.push(0);
        self.codes.push(if is_word { code() } else { WordCode::NONE });
        self.bytes += text.len();
        next
    }

    /// The place of each number among all. The most common get the places that take fewer bytes; those of equal bytes are
    /// in the order of their stems, so that words of a stem are neighbours.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.counts.len() as u32).collect();
        order.sort_by_key(|&number| Reverse(self.counts[number as usize]));
        let (one_byte, more) = order.split_at_mut(self.counts.len().min(1 << 7));
        let (two_bytes, rest) = more.split_at_mut(self.counts.len().min(1 << 14) - one_byte.len());
        // What is left out of a merge stays behind what occurs.
        let occurring = rest.partition_point(|&number| self.counts[number as usize] > 0);
        for part in [two_bytes, &mut rest[..occurring]] {
            part.sort_by_key(|&number| self.codes[number as usize].stem_part());
        }
        let mut ranks = vec![0; order.len()];
        for (rank, number) in order.into_iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }

    /// Those that occur, with their codes, by rank.
    fn ranked(&self, ranks: &[u32]) -> Vec<(&str, WordCode)> {
        let all = self.words.iter().chain(&self.gaps).map(|(text, number)| (*number as usize, text.borrow()));
        let occurring = all.filter(|(number, _)| self.counts[*number] > 0);
        let mut ranked: Vec<_> = occurring.map(|(number, text)| (ranks[number], text, self.codes[number])).collect();
        ranked.sort_unstable_by_key(|(rank, ..)| *rank);
        ranked.into_iter().map(|(_, text, code)| (text, code)).collect()
    }
}

/// Collects the texts of a segment in memory.
#[derive(Default)]
pub(in super::super) struct TextsWriter {
    entries: Entries<Box<str>>,
    /// Documents by the numbers that entries had when they came, which are small for common ones.
    documents: Vec<u8>,
    /// Where each document ends.
    ends: Vec<usize>,
}

impl TextsWriter {
    /// Appends passages, see [`read_passages`].
    fn put_passages(&mut self, passages: &[Range<usize>]) {
        write_number(passages.len() as u32, &mut self.documents);
        let mut end = 0;
        for passage in passages {
            write_number((passage.start - end) as u32, &mut self.documents);
            write_number(passage.len() as u32, &mut self.documents);
            end = passage.end;
        }
    }

    /// Appends the entries of a text; how many they are.
    fn put(&mut self, text: &str, words: &[Range<usize>]) -> u32 {
        let mut count = 0;
        let mut at = 0;
        let mut put = |text: &str, is_word| {
            let number = self.entries.number(text, is_word, || WordCode::of(text));
            self.entries.counts[number as usize] += 1;
            write_number(number, &mut self.documents);
            count += 1;
        };
        for word in words {
            let gap = &text[at..word.start];
            // Words of two scripts may touch.
            let implied = if at == 0 { "" } else { " " };
            if gap != implied {
                put(gap, false);
            }
            put(&text[word.clone()], true);
            at = word.end;
        }
        if at < text.len() {
            put(&text[at..], false);
        }
        count
    }
}

impl Component for TextsWriter {
    const EXTENSION: &str = EXTENSION;

    fn add(&mut self, document: DocId) {
        self.ends.resize(document as usize, self.documents.len());
        take_texts(|texts| {
            let mut texts = texts.iter();
            let (title, body) = (texts.next(), texts.next());
            self.put_passages(&body.map_or_else(Vec::new, |(body, words)| passages(body, words)));
            // The count of the title's entries comes before them, and is known after them.
            let begin = self.documents.len();
            let count = title.map_or(0, |(title, words)| self.put(title, words));
            let title = self.documents.split_off(begin);
            write_number(count, &mut self.documents);
            self.documents.extend(title);
            if let Some((body, words)) = body {
                self.put(body, words);
            }
        });
        self.ends.push(self.documents.len());
    }

    fn write(self, file: &mut WritePtr) -> tantivy::Result<()> {
        let ranks = self.entries.ranks();
        let mut file = TextsFile::new(file);
        let (mut begin, mut bytes) = (0, Vec::new());
        for &end in &self.ends {
            bytes.clear();
            rewrite(&self.documents[begin..end], |number| ranks.get(number as usize).copied(), &mut bytes)?;
            file.append(&bytes, &[bytes.len()])?;
            begin = end;
        }
        Ok(file.finish(&self.entries, &ranks)?)
    }

    /// Counts each entry over all documents that are left, then writes these with the new numbers, some at a time.
    fn merge(segments: &[SegmentReader], file: &mut WritePtr) -> tantivy::Result<()> {
        let texts = segments.iter().map(Texts::open).collect::<tantivy::Result<Vec<_>>>()?;
        let mut entries = Entries::<&str>::default();
        let mut renumbered = Vec::new();
        for (segment, texts) in segments.iter().zip(&texts) {
            let number =
                |old| texts.entry(old).map(|(text, code)| entries.number(text, code != WordCode::NONE, || code));
            let new_numbers: Option<Vec<u32>> = (0..texts.entry_count() as u32).map(number).collect();
            let documents: Vec<DocId> = segment.doc_ids_alive().collect();
            renumbered.push((documents, texts, new_numbers.ok_or_else(damaged)?));
        }
        let counts = renumbered.par_iter().map(|(documents, texts, _)| counts(texts, documents));
        for (counts, (.., new_numbers)) in counts.collect::<io::Result<Vec<_>>>()?.iter().zip(&renumbered) {
            for (count, new) in counts.iter().zip(new_numbers) {
                entries.counts[*new as usize] += count;
            }
        }
        let ranks = entries.ranks();
        let mut file = TextsFile::new(file);
        for (documents, texts, new_numbers) in &renumbered {
            let renumber = |old| Some(ranks[*new_numbers.get(old as usize)? as usize]);
            for some in documents.chunks(MERGED * rayon::current_num_threads()) {
                let parts = some.par_chunks(MERGED).map(|part| {
                    let (mut bytes, mut ends) = (Vec::new(), Vec::with_capacity(part.len()));
                    for document in part {
                        rewrite(texts.numbers(*document).ok_or_else(damaged)?, renumber, &mut bytes)?;
                        ends.push(bytes.len());
                    }
                    Ok((bytes, ends))
                });
                for (bytes, ends) in parts.collect::<io::Result<Vec<_>>>()? {
                    file.append(&bytes, &ends)?;
                }
            }
        }
        Ok(file.finish(&entries, &ranks)?)
    }

    fn memory(&self) -> usize {
        let tables =
            24 * (self.entries.words.capacity() + self.entries.gaps.capacity()) + 32 * self.entries.counts.len();
        tables + self.entries.bytes + self.documents.capacity() + size_of::<usize>() * self.ends.capacity()
    }
}

/// The number of documents that a thread rewrites at a time when segments are merged.
const MERGED: usize = 1024;

/// How often each entry of a segment occurs in these documents.
fn counts(texts: &Texts, documents: &[DocId]) -> io::Result<Vec<u32>> {
    let mut counts = vec![0; texts.entry_count()];
    for document in documents {
        let count = |number: u32| counts.get_mut(number as usize).map(|count| *count += 1);
        texts.numbers(*document).and_then(|numbers| each_entry(numbers, count)).ok_or_else(damaged)?;
    }
    Ok(counts)
}

/// Appends a document to `bytes`, its entries by the numbers that `renumber` gives them.
fn rewrite(document: &[u8], renumber: impl Fn(u32) -> Option<u32>, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut numbers = document;
    read_passages(&mut numbers, |_| {}).and_then(|()| read_number(&mut numbers)).ok_or_else(damaged)?;
    bytes.extend(&document[..document.len() - numbers.len()]);
    while !numbers.is_empty() {
        write_number(read_number(&mut numbers).and_then(&renumber).ok_or_else(damaged)?, bytes);
    }
    Ok(())
}

/// A file of texts that is being written.
struct TextsFile<'f> {
    file: &'f mut WritePtr,
    written: u64,
    ends: Vec<u8>,
}

impl<'f> TextsFile<'f> {
    fn new(file: &'f mut WritePtr) -> Self {
        Self { file, written: 0, ends: Vec::new() }
    }

    /// Adds the next documents; `ends` are where each ends in `bytes`.
    fn append(&mut self, bytes: &[u8], ends: &[usize]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.ends.extend(ends.iter().flat_map(|end| (self.written + *end as u64).to_le_bytes()));
        self.written += bytes.len() as u64;
        Ok(())
    }

    fn finish<S: Borrow<str> + Eq + Hash>(self, entries: &Entries<S>, ranks: &[u32]) -> io::Result<()> {
        let ranked = entries.ranked(ranks);
        let mut starts = Vec::new();
        let mut written = 0u64;
        let too_long = || io::Error::other("a segment's words exceed 4 GiB");
        for (number, (text, _)) in ranked.iter().enumerate() {
            if number % STRIDE == 0 {
                starts.extend(u32::try_from(written).map_err(|_| too_long())?.to_le_bytes());
            }
            self.file.write_all(text.as_bytes())?;
            written += text.len() as u64;
        }
        let (lengths, length_counts) = lengths::pack(&ranked);
        let (stems, stem_counts) = stems::pack(&ranked).ok_or_else(too_long)?;
        for part in lengths.iter().chain([&starts, &self.ends]).chain(&stems) {
            self.file.write_all(part)?;
        }
        let documents = (self.ends.len() / size_of::<u64>()) as u64;
        let counts = [self.written, written, ranked.len() as u64, documents];
        let of_parts = length_counts.into_iter().chain(stem_counts).map(|count| count as u64);
        for count in counts.into_iter().chain(of_parts) {
            self.file.write_all(&count.to_le_bytes())?;
        }
        Ok(())
    }
}
