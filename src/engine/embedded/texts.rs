//! Titles and bodies, word by word, as a component of tantivy's segments.
//!
//! News repeats its words. Here each of a segment's words is kept once, with a number that is the lower the more common it
//! is, and a text is the numbers of its words. On newspaper articles that is a fifth smaller than the same texts in blocks
//! of zstd; nothing has to be unpacked around a document, and it is known where the words of a text stand. (Word-based
//! coding: Moffat, 1989; dense codes: Brisaboa and others, 2003.)
//!
//! What stands between two words is an entry like a word, unless it is one space, which is not written down.
//!
//! ```text
//! SEGMENT.texts    of each document: how many entries its title has, these, those of its body; numbers of 7 bits a byte
//!                  entries, one after another; where each ends: u32
//!                  of each entry whether it is a word: bits
//!                  where each document ends: u64
//!                  bytes of the documents, bytes of the entries, entries, documents: u64 each, little endian
//! ```

use std::any::Any;
use std::cmp::Reverse;
use std::io;
use std::ops::Range;

use rustc_hash::FxHashMap;
use tantivy::directory::{OwnedBytes, TerminatingWrite};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::indexer::DocIdMapping;
use tantivy::indexer::doc_id_mapping::MappingType;
use tantivy::schema::Schema;
use tantivy::schema::document::ErasedDocument;
use tantivy::{
    DocId, PluginMergeContext, PluginWriter, PluginWriterContext, SegmentPlugin, SegmentReader, TantivyError,
};

use super::numbers::{read_number, write_number};
use super::tokenizer::take_texts;
use crate::document::Text;

const EXTENSION: &str = "texts";
/// Bytes of the four counts at the end.
const COUNTS: usize = 4 * size_of::<u64>();
/// More bytes than a text has, since records are shorter; damaged numbers may spell more.
const LONGEST_TEXT: usize = 1 << 30;

fn component() -> SegmentComponent {
    SegmentComponent::Custom(EXTENSION.into())
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "texts are damaged")
}

/// The texts of a segment.
pub(super) struct Texts {
    documents: OwnedBytes,
    entries: OwnedBytes,
    entry_ends: OwnedBytes,
    is_word: OwnedBytes,
    document_ends: OwnedBytes,
}

impl Texts {
    /// Opens those of `segment`.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let file = segment.open_read(component())?.read_bytes()?;
        let texts = Self::parse(file).ok_or_else(damaged)?;
        match texts.document_ends.len() / size_of::<u64>() == segment.max_doc() as usize {
            true => Ok(texts),
            false => Err(damaged().into()),
        }
    }

    fn parse(file: OwnedBytes) -> Option<Self> {
        let (mut rest, counts) = split(&file, file.len().checked_sub(COUNTS)?)?;
        let mut counts = counts.as_chunks::<8>().0.iter().map(|count| usize::try_from(u64::from_le_bytes(*count)).ok());
        let [documents, entries, entry_count, document_count] =
            [counts.next()??, counts.next()??, counts.next()??, counts.next()??];
        let lengths = [
            documents,
            entries,
            entry_count.checked_mul(size_of::<u32>())?,
            entry_count.div_ceil(8),
            document_count.checked_mul(size_of::<u64>())?,
        ];
        let parts = lengths.map(|length| {
            let (part, left) = split(&rest, length)?;
            rest = left;
            Some(part)
        });
        let [documents, entries, entry_ends, is_word, document_ends] = parts;
        rest.is_empty().then_some(())?;
        Some(Self {
            documents: documents?,
            entries: entries?,
            entry_ends: entry_ends?,
            is_word: is_word?,
            document_ends: document_ends?,
        })
    }

    fn entry_count(&self) -> usize {
        self.entry_ends.len() / size_of::<u32>()
    }

    fn entry(&self, number: u32) -> Option<&str> {
        let ends = self.entry_ends.as_chunks::<4>().0;
        let place = number as usize;
        let end = u32::from_le_bytes(*ends.get(place)?) as usize;
        let start = place.checked_sub(1).map_or(0, |before| u32::from_le_bytes(ends[before]) as usize);
        str::from_utf8(self.entries.get(start..end)?).ok()
    }

    fn is_word(&self, number: u32) -> bool {
        self.is_word.get(number as usize / 8).is_some_and(|bits| bits >> (number % 8) & 1 == 1)
    }

    /// The numbers that a document is written as.
    fn numbers(&self, document: DocId) -> Option<&[u8]> {
        let ends = self.document_ends.as_chunks::<8>().0;
        let place = document as usize;
        let end = u64::from_le_bytes(*ends.get(place)?);
        let start = place.checked_sub(1).map_or(0, |before| u64::from_le_bytes(ends[before]));
        self.documents.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// What a document says.
    pub fn read(&self, document: DocId) -> io::Result<Text> {
        self.text(document).ok_or_else(damaged)
    }

    fn text(&self, document: DocId) -> Option<Text> {
        let mut numbers = self.numbers(document)?;
        let mut text = Text::default();
        let in_title = read_number(&mut numbers)?;
        let behind_count = numbers;
        for _ in 0..in_title {
            read_number(&mut numbers)?;
        }
        let (title, _) = behind_count.split_at(behind_count.len() - numbers.len());
        self.spell(title, &mut text.title, &mut text.title_words)?;
        self.spell(numbers, &mut text.body, &mut text.body_words)?;
        Some(text)
    }

    /// Appends the entries of these numbers, and the bytes of those that are words.
    fn spell(&self, mut numbers: &[u8], text: &mut String, words: &mut Vec<Range<u32>>) -> Option<()> {
        // A number takes about two bytes, a word with its space about eleven.
        text.reserve(6 * numbers.len());
        words.reserve(numbers.len() / 2);
        let mut was_word = false;
        while !numbers.is_empty() {
            let number = read_number(&mut numbers)?;
            let is_word = self.is_word(number);
            if is_word && was_word {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(self.entry(number)?);
            if is_word {
                words.push(start as u32..text.len() as u32);
            }
            was_word = is_word;
            (text.len() < LONGEST_TEXT).then_some(())?;
        }
        Some(())
    }
}

/// Splits bytes without a panic.
fn split(bytes: &OwnedBytes, at: usize) -> Option<(OwnedBytes, OwnedBytes)> {
    (at <= bytes.len()).then(|| bytes.clone().split(at))
}

/// What tells tantivy of texts; needed wherever an index is written.
pub(super) struct TextsPlugin;

impl SegmentPlugin for TextsPlugin {
    fn extensions(&self) -> &[&str] {
        &[EXTENSION]
    }

    fn create_writer(&self, _: &PluginWriterContext<'_>) -> tantivy::Result<Box<dyn PluginWriter>> {
        Ok(Box::new(TextsWriter::default()))
    }

    /// Counts each entry over all documents that are left, then writes these with the new numbers, one by one.
    fn merge(&self, context: PluginMergeContext<'_>) -> tantivy::Result<()> {
        if context.doc_id_mapping.mapping_type() == MappingType::Shuffled {
            return Err(TantivyError::InvalidArgument("segments of texts are merged in their order".into()));
        }
        let mut entries = Entries::default();
        let mut segments = Vec::new();
        for segment in context.readers {
            let texts = Texts::open(segment)?;
            let new_numbers = (0..texts.entry_count() as u32)
                .map(|old| Some(entries.number(texts.entry(old)?, texts.is_word(old))))
                .collect::<Option<Vec<u32>>>();
            let new_numbers = new_numbers.ok_or_else(damaged)?;
            for document in segment.doc_ids_alive() {
                each_entry(texts.numbers(document).ok_or_else(damaged)?, |old| {
                    entries.counts[*new_numbers.get(old as usize)? as usize] += 1;
                    Some(())
                })
                .ok_or_else(damaged)?;
            }
            segments.push((segment, texts, new_numbers));
        }
        let ranks = entries.ranks();
        let mut file = TextsFile::create(context.target_segment)?;
        for (segment, texts, new_numbers) in &segments {
            for document in segment.doc_ids_alive() {
                let numbers = texts.numbers(document).ok_or_else(damaged)?;
                file.write(numbers, |old| Some(ranks[*new_numbers.get(old as usize)? as usize]))?;
            }
        }
        Ok(file.finish(&entries, &ranks)?)
    }
}

/// Calls `each` with every number of a document but the count of its title's.
fn each_entry(mut numbers: &[u8], mut each: impl FnMut(u32) -> Option<()>) -> Option<()> {
    read_number(&mut numbers)?;
    while !numbers.is_empty() {
        each(read_number(&mut numbers)?)?;
    }
    Some(())
}

/// Words and what stands between them, with how often each occurs, numbered as they came.
#[derive(Default)]
struct Entries {
    words: FxHashMap<Box<str>, u32>,
    gaps: FxHashMap<Box<str>, u32>,
    counts: Vec<u32>,
    bytes: usize,
}

impl Entries {
    /// The number of an entry; the next one where it is new.
    fn number(&mut self, text: &str, is_word: bool) -> u32 {
        let numbers = if is_word { &mut self.words } else { &mut self.gaps };
        if let Some(&number) = numbers.get(text) {
            return number;
        }
        let next = self.counts.len() as u32;
        numbers.insert(text.into(), next);
        self.counts.push(0);
        self.bytes += text.len();
        next
    }

    /// The place of each number among all, the most common first. Of equals, the first that came.
    fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.counts.len() as u32).collect();
        order.sort_by_key(|&number| Reverse(self.counts[number as usize]));
        let mut ranks = vec![0; order.len()];
        for (rank, number) in order.into_iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }

    /// Those that occur, by rank.
    fn ranked(&self, ranks: &[u32]) -> Vec<(&str, bool)> {
        let words = self.words.iter().map(|(text, number)| (*number, &**text, true));
        let gaps = self.gaps.iter().map(|(text, number)| (*number, &**text, false));
        let occurring = words.chain(gaps).filter(|(number, ..)| self.counts[*number as usize] > 0);
        let mut ranked: Vec<_> =
            occurring.map(|(number, text, is_word)| (ranks[number as usize], text, is_word)).collect();
        ranked.sort_unstable_by_key(|(rank, ..)| *rank);
        ranked.into_iter().map(|(_, text, is_word)| (text, is_word)).collect()
    }
}

/// Collects the texts of a segment in memory.
#[derive(Default)]
struct TextsWriter {
    entries: Entries,
    /// Documents by the numbers that entries had when they came, which are small for common ones.
    documents: Vec<u8>,
    /// Where each document ends.
    ends: Vec<usize>,
}

impl TextsWriter {
    /// Appends the entries of a text; how many they are.
    fn put(&mut self, text: &str, words: &[Range<usize>]) -> u32 {
        let mut count = 0;
        let mut at = 0;
        let mut put = |text: &str, is_word| {
            let number = self.entries.number(text, is_word);
            self.entries.counts[number as usize] += 1;
            write_number(number, &mut self.documents);
            count += 1;
        };
        for word in words {
            let gap = &text[at..word.start];
            if !(gap.is_empty() || gap == " " && at > 0) {
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

impl PluginWriter for TextsWriter {
    fn add_document(&mut self, document: DocId, _: &dyn ErasedDocument, _: &Schema) -> tantivy::Result<()> {
        self.ends.resize(document as usize, self.documents.len());
        take_texts(|texts| {
            let mut texts = texts.iter();
            // The title's entries stand behind their count, which is known when they are written.
            let begin = self.documents.len();
            let count = texts.next().map_or(0, |(title, words)| self.put(title, words));
            let title = self.documents.split_off(begin);
            write_number(count, &mut self.documents);
            self.documents.extend(title);
            texts.for_each(|(body, words)| {
                self.put(body, words);
            });
        });
        self.ends.push(self.documents.len());
        Ok(())
    }

    fn serialize(self: Box<Self>, segment: &Segment, order: Option<&DocIdMapping>) -> tantivy::Result<()> {
        if order.is_some() {
            return Err(TantivyError::InvalidArgument("texts are written in the order of documents".into()));
        }
        let ranks = self.entries.ranks();
        let mut file = TextsFile::create(segment)?;
        let mut begin = 0;
        for &end in &self.ends {
            file.write(&self.documents[begin..end], |number| ranks.get(number as usize).copied())?;
            begin = end;
        }
        Ok(file.finish(&self.entries, &ranks)?)
    }

    fn mem_usage(&self) -> usize {
        let tables = 24 * (self.entries.words.capacity() + self.entries.gaps.capacity() + self.entries.counts.len());
        tables + self.entries.bytes + self.documents.capacity() + size_of::<usize>() * self.ends.capacity()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// A file of texts that is being written.
struct TextsFile<W> {
    file: W,
    bytes: Vec<u8>,
    written: u64,
    ends: Vec<u8>,
}

impl TextsFile<tantivy::directory::WritePtr> {
    fn create(segment: &Segment) -> tantivy::Result<Self> {
        let file = segment.clone().open_write(component())?;
        Ok(Self { file, bytes: Vec::new(), written: 0, ends: Vec::new() })
    }
}

impl<W: TerminatingWrite> TextsFile<W> {
    /// Adds the next document, its entries by the numbers that `renumber` gives them.
    fn write(&mut self, mut numbers: &[u8], renumber: impl Fn(u32) -> Option<u32>) -> io::Result<()> {
        self.bytes.clear();
        if !numbers.is_empty() {
            write_number(read_number(&mut numbers).ok_or_else(damaged)?, &mut self.bytes);
        }
        while !numbers.is_empty() {
            let number = read_number(&mut numbers).and_then(&renumber).ok_or_else(damaged)?;
            write_number(number, &mut self.bytes);
        }
        self.file.write_all(&self.bytes)?;
        self.written += self.bytes.len() as u64;
        self.ends.extend(self.written.to_le_bytes());
        Ok(())
    }

    fn finish(mut self, entries: &Entries, ranks: &[u32]) -> io::Result<()> {
        let ranked = entries.ranked(ranks);
        let mut ends = Vec::with_capacity(size_of::<u32>() * ranked.len());
        let mut is_word = vec![0u8; ranked.len().div_ceil(8)];
        let mut written = 0u64;
        for (place, (text, word)) in ranked.iter().enumerate() {
            self.file.write_all(text.as_bytes())?;
            written += text.len() as u64;
            let end = u32::try_from(written).map_err(|_| io::Error::other("a segment's words exceed 4 GiB"))?;
            ends.extend(end.to_le_bytes());
            is_word[place / 8] |= u8::from(*word) << (place % 8);
        }
        let documents = (self.ends.len() / size_of::<u64>()) as u64;
        self.file.write_all(&ends)?;
        self.file.write_all(&is_word)?;
        self.file.write_all(&self.ends)?;
        for count in [self.written, written, ranked.len() as u64, documents] {
            self.file.write_all(&count.to_le_bytes())?;
        }
        self.file.terminate()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::directory::RamDirectory;
    use tantivy::indexer::NoMergePolicy;
    use tantivy::{DocAddress, Index, IndexWriter, Term};

    use super::super::schema::Fields;
    use super::super::tokenizer;
    use super::*;
    use crate::arabic::Tokens;
    use crate::document::Document;

    /// Titles and bodies whose gaps and words are all but plain.
    const TEXTS: [(&str, &str); 9] = [
        ("سجن الصناعة", "اقتحم  مسلحون سجن الصناعة، في حيّ غويران.\n\nوقالت قسد: «انتهى»!"),
        ("", " يبدأ بفراغ وينتهي به "),
        ("عنوان بلا نص", ""),
        ("", ""),
        ("ﷺ", "قال ﷺ: ﻻ، و ﷲ"),
        ("\u{200F}اتجاه\u{200F}", "كـــتاب\u{200D} بِسْمِ\u{0654} \u{064B}\u{064B} \u{0640} سجن\u{200F} \u{200F}سجن"),
        ("MAF-16 🕊", "e\u{301}té — L’été, ٢٠٢٢/01/20 <b>سجن</b>\u{0}سجن"),
        ("\n", "كلمة\nكلمة\tكلمة\u{00A0}كلمة"),
        ("، ؟", "؟!"),
    ];

    fn document(id: usize) -> Document {
        let (title, body) = TEXTS[id % TEXTS.len()];
        Document { id: id.to_string(), title: title.into(), body: body.into(), ..Document::default() }
    }

    /// Documents 0 to 53 in three segments.
    fn index() -> (Index, IndexWriter, Fields) {
        let (schema, fields) = Fields::schema();
        let builder = Index::builder().schema(schema).settings(Fields::settings());
        let index = builder.register_plugin(Arc::new(TextsPlugin)).open_or_create(RamDirectory::create()).unwrap();
        tokenizer::register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for id in 0..54 {
            writer.add_document(fields.pack(&document(id), 0, 0)).unwrap();
            if id % 18 == 17 {
                writer.commit().unwrap();
            }
        }
        (index, writer, fields)
    }

    fn words(text: &str) -> Vec<Range<u32>> {
        let (mut tokens, mut found) = (Tokens::new(text), Vec::new());
        while let Some(token) = tokens.advance() {
            found.push(token.start as u32..token.span().end as u32);
        }
        found.dedup();
        found
    }

    /// Every document that is left has the texts that it was given; a merge takes segments in any order.
    fn assert_left(index: &Index, fields: &Fields, ids: impl IntoIterator<Item = usize>) {
        let searcher = index.reader().unwrap().searcher();
        let mut left = Vec::new();
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let texts = Texts::open(segment).unwrap();
            for doc in segment.doc_ids_alive() {
                let text = texts.read(doc).unwrap();
                assert_eq!([&text.title_words, &text.body_words], [&words(&text.title), &words(&text.body)]);
                let packed = searcher.doc(DocAddress::new(ord as u32, doc)).unwrap();
                let (id, Text { title, body, .. }) = (fields.record(&packed).unwrap().id, text);
                left.push(Document { id, title, body, ..Document::default() });
            }
        }
        left.sort_by_key(|document| document.id.parse::<usize>().unwrap());
        assert_eq!(left, ids.into_iter().map(document).collect::<Vec<_>>());
    }

    #[test]
    fn texts_come_back_to_the_letter() {
        let (index, _, fields) = index();
        assert_left(&index, &fields, 0..54);
    }

    #[test]
    fn a_merge_keeps_the_texts_that_are_left() {
        let (index, mut writer, fields) = index();
        // Of each segment some, and of one all.
        let is_left = |id: &usize| *id >= 18 && !matches!(id, 18 | 40 | 53);
        for id in (0..54).filter(|id| !is_left(id)) {
            writer.delete_term(Term::from_field_text(fields.id, &id.to_string()));
        }
        writer.commit().unwrap();
        writer.merge(&index.searchable_segment_ids().unwrap()).wait().unwrap();
        assert_left(&index, &fields, (0..54).filter(is_left));

        // What was merged merges again, with what came later.
        writer.add_document(fields.pack(&document(54), 0, 0)).unwrap();
        writer.commit().unwrap();
        writer.merge(&index.searchable_segment_ids().unwrap()).wait().unwrap();
        assert_left(&index, &fields, (0..54).filter(is_left).chain([54]));
    }

    #[test]
    fn broken_bytes_are_damage() {
        let (index, ..) = index();
        let searcher = index.reader().unwrap().searcher();
        let file = searcher.segment_readers()[0].open_read(component()).unwrap().read_bytes().unwrap().to_vec();
        for length in 0..file.len() {
            assert!(Texts::parse(OwnedBytes::new(file[..length].to_vec())).is_none(), "cut after {length} bytes");
        }
        let mut errors = 0;
        for place in 0..file.len() {
            let mut broken = file.clone();
            broken[place] ^= 0xFF;
            let Some(texts) = Texts::parse(OwnedBytes::new(broken)) else { continue };
            errors += (0..18).filter(|document| texts.read(*document).is_err()).count();
        }
        assert!(errors > 100, "only {errors} damages were noticed");
    }
}
