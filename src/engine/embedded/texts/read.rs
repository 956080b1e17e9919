//! Reads texts and terms of documents from a segment.

use std::io;
use std::ops::Range;

use tantivy::directory::OwnedBytes;
use tantivy::{DocId, SegmentReader};

use super::super::component;
use super::super::numbers::{read_number, read_numbers};
use crate::arabic::WordCode;
use crate::document::{DocumentTerms, Text, WordKey, WordOccurrence};

/// The ending of the file.
pub(super) const EXTENSION: &str = "texts";
/// Bytes of the counts at the end.
const COUNTS: usize = 5 * size_of::<u64>();
/// The number of entries for each stored position.
pub(super) const STRIDE: usize = 4;
/// The length byte of an entry that is too long for it.
pub(super) const LONG: usize = 127;
/// An upper bound of the bytes of a text, since records are shorter; damaged numbers may exceed it.
const LONGEST_TEXT: usize = 1 << 30;

pub(super) fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "texts are damaged")
}

/// The texts of a segment.
pub(in super::super) struct Texts {
    documents: OwnedBytes,
    entries: OwnedBytes,
    lengths: OwnedBytes,
    starts: OwnedBytes,
    long_lengths: OwnedBytes,
    document_ends: OwnedBytes,
    codes: OwnedBytes,
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

    fn parse(file: OwnedBytes) -> Option<Self> {
        let (mut rest, counts) = split(&file, file.len().checked_sub(COUNTS)?)?;
        let mut counts = counts.as_chunks::<8>().0.iter().map(|count| usize::try_from(u64::from_le_bytes(*count)).ok());
        let mut count = || counts.next()?;
        let (documents, entries, entry_count, long_count, document_count) =
            (count()?, count()?, count()?, count()?, count()?);
        let mut part = |length: Option<usize>| {
            let (part, left) = split(&rest, length?)?;
            rest = left;
            Some(part)
        };
        let texts = Self {
            documents: part(Some(documents))?,
            entries: part(Some(entries))?,
            lengths: part(Some(entry_count))?,
            starts: part(entry_count.div_ceil(STRIDE).checked_mul(size_of::<u32>()))?,
            long_lengths: part(long_count.checked_mul(size_of::<[u32; 2]>()))?,
            document_ends: part(document_count.checked_mul(size_of::<u64>()))?,
            codes: part(entry_count.checked_mul(size_of::<u64>()))?,
        };
        rest.is_empty().then_some(texts)
    }

    pub(super) fn entry_count(&self) -> usize {
        self.lengths.len()
    }

    /// The number of bytes of an entry, and whether it is a word.
    #[inline]
    fn length(&self, number: u32) -> Option<(usize, bool)> {
        let byte = *self.lengths.get(number as usize)?;
        match usize::from(byte >> 1) {
            LONG => Some((self.long_length(number)?, byte & 1 == 1)),
            length => Some((length, byte & 1 == 1)),
        }
    }

    #[cold]
    fn long_length(&self, number: u32) -> Option<usize> {
        let pairs = self.long_lengths.as_chunks::<8>().0;
        let number_of = |pair: &[u8; 8]| u64::from_le_bytes(*pair) as u32;
        let place = pairs.binary_search_by_key(&number, number_of).ok()?;
        Some((u64::from_le_bytes(pairs[place]) >> u32::BITS) as usize)
    }

    /// The byte range of an entry, and whether it is a word.
    fn range(&self, number: u32) -> Option<(Range<usize>, bool)> {
        let block = number as usize / STRIDE;
        let mut start = u32::from_le_bytes(*self.starts.as_chunks::<4>().0.get(block)?) as usize;
        for before in (block * STRIDE) as u32..number {
            start += self.length(before)?.0;
        }
        let (length, is_word) = self.length(number)?;
        Some((start..start.checked_add(length)?, is_word))
    }

    /// An entry, and its code.
    pub(super) fn entry(&self, number: u32) -> Option<(&str, WordCode)> {
        let (range, _) = self.range(number)?;
        Some((str::from_utf8(self.entries.get(range)?).ok()?, self.codes().code(number)?))
    }

    fn codes(&self) -> Codes<'_> {
        Codes(self.codes.as_chunks::<8>().0)
    }

    /// The numbers that a document is written as.
    pub(super) fn numbers(&self, document: DocId) -> Option<&[u8]> {
        let ends = self.document_ends.as_chunks::<8>().0;
        let place = document as usize;
        let end = u64::from_le_bytes(*ends.get(place)?);
        let start = place.checked_sub(1).map_or(0, |before| u64::from_le_bytes(ends[before]));
        self.documents.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// The entries of a document, and how many of them are its title's; its passages are appended to `passages`.
    ///
    /// All numbers are read before what they name: then the processor loads many entries, which lie far apart, at once.
    fn title_and_body(&self, document: DocId, passages: &mut Vec<Range<usize>>) -> Option<(Vec<u32>, usize)> {
        let mut rest = self.numbers(document)?;
        read_passages(&mut rest, |passage| passages.push(passage))?;
        let in_title = read_number(&mut rest)? as usize;
        let entries = read_numbers(rest)?;
        (in_title <= entries.len()).then_some((entries, in_title))
    }

    /// Reads title and body of a document.
    pub fn read(&self, document: DocId) -> io::Result<Text> {
        self.text(document).ok_or_else(damaged)
    }

    /// A document's title.
    pub fn title(&self, document: DocId) -> io::Result<String> {
        let spell = |(entries, in_title): (Vec<u32>, usize)| self.spell(&entries[..in_title]);
        self.title_and_body(document, &mut Vec::new()).and_then(spell).ok_or_else(damaged)
    }

    fn text(&self, document: DocId) -> Option<Text> {
        let mut passages = Vec::new();
        let (entries, in_title) = self.title_and_body(document, &mut passages)?;
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

    /// Reads the words and passages of a document, whose segment is the searcher's `segment`-th, into `document_terms`.
    pub fn document_terms(&self, segment: u32, document: DocId, document_terms: &mut DocumentTerms) -> io::Result<()> {
        document_terms.words.clear();
        document_terms.passages.clear();
        let (entries, in_title) = self.title_and_body(document, &mut document_terms.passages).ok_or_else(damaged)?;
        let (title, body) = entries.split_at(in_title);
        self.place(segment, title, &mut document_terms.words).ok_or_else(damaged)?;
        document_terms.title_words = document_terms.words.len();
        self.place(segment, body, &mut document_terms.words).ok_or_else(damaged)
    }

    /// Appends those of these entries that are words.
    fn place(&self, segment: u32, entries: &[u32], words: &mut Vec<WordOccurrence>) -> Option<()> {
        let segment = u64::from(segment) << u32::BITS;
        let codes = self.codes();
        let (mut at, mut was_word) = (0, false);
        words.reserve(entries.len());
        for &number in entries {
            let (length, is_word) = self.length(number)?;
            let start = at + usize::from(is_word & was_word);
            at = start + length;
            (at < LONGEST_TEXT).then_some(())?;
            let key = WordKey(segment | u64::from(number));
            words.push(WordOccurrence { key, code: codes.code(number)?, start: start as u32, end: at as u32 });
            // A gap goes again: that costs less than a wrong guess of the processor about what comes next.
            words.truncate(words.len() - usize::from(!is_word));
            was_word = is_word;
        }
        Some(())
    }

    /// The words whose code passes `test`, as they are written.
    pub fn words(&self, test: impl Fn(WordCode) -> bool) -> impl Iterator<Item = io::Result<&str>> {
        let codes = self.codes.as_chunks::<8>().0.iter().map(|code| WordCode(u64::from_le_bytes(*code)));
        let passing = (0..).zip(codes).filter(move |(_, code)| *code != WordCode::NONE && test(*code));
        passing.map(|(number, _)| self.written(number))
    }

    /// The word with this number, as it is written.
    pub fn written(&self, number: u32) -> io::Result<&str> {
        self.entry(number).map(|(written, _)| written).ok_or_else(damaged)
    }
}

/// The codes of entries; [`WordCode::NONE`] for gaps.
#[derive(Clone, Copy)]
struct Codes<'a>(&'a [[u8; 8]]);

impl Codes<'_> {
    #[inline]
    fn code(self, number: u32) -> Option<WordCode> {
        Some(WordCode(u64::from_le_bytes(*self.0.get(number as usize)?)))
    }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::directory::RamDirectory;
    use tantivy::indexer::NoMergePolicy;
    use tantivy::{DocAddress, Index, IndexWriter, Term};

    use super::super::super::schema::Fields;
    use super::super::super::tokenizer;
    use super::super::write::TextsWriter;
    use super::*;
    use crate::arabic::Tokens;
    use crate::document::{Document, passages};

    /// Titles and bodies whose gaps and words are all but plain.
    const TEXTS: [(&str, &str); 11] = [
        ("سجن الصناعة", "اقتحم  مسلحون سجن الصناعة، في حيّ غويران.\n\nوقالت قسد: «انتهى»!"),
        ("", " يبدأ بفراغ وينتهي به "),
        ("عنوان بلا نص", ""),
        ("", ""),
        ("ﷺ", "قال ﷺ: ﻻ، و ﷲ"),
        ("\u{200F}اتجاه\u{200F}", "كـــتاب\u{200D} بِسْمِ\u{0654} \u{064B}\u{064B} \u{0640} سجن\u{200F} \u{200F}سجن"),
        ("MAF-16 🕊", "e\u{301}té — L’été, ٢٠٢٢/01/20 <b>سجن</b>\u{0}سجن"),
        ("\n", "كلمة\nكلمة\tكلمة\u{00A0}كلمة"),
        ("، ؟", "؟!"),
        ("الـBBC", "F16 قناةLBCI بـ57 12,500 71 000كم 3.5%"),
        // A word and a gap whose lengths do not fit in a byte.
        (
            "هههههههههههههههههههههههههههههههههههههههههههههههههههههههههههههههههههههه",
            "سجن —————————————————————————————————————————————————— سجن",
        ),
    ];

    fn document(id: usize) -> Document {
        let (title, body) = TEXTS[id % TEXTS.len()];
        Document { id: id.to_string(), title: title.into(), body: body.into(), ..Document::default() }
    }

    /// Documents 0 to 53 in three segments.
    fn index() -> (Index, IndexWriter, Fields) {
        let (schema, fields) = Fields::schema();
        let builder = Index::builder().schema(schema).settings(Fields::settings());
        let index = builder
            .register_plugin(Arc::new(component::Plugin::<TextsWriter>::new()))
            .open_or_create(RamDirectory::create())
            .unwrap();
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

    /// The terms of a document are those of the analysis, with their codes.
    fn assert_words(texts: &Texts, words: &[WordOccurrence], text: &str) {
        let (mut tokens, mut expected) = (Tokens::new(text), Vec::<Range<usize>>::new());
        while let Some(token) = tokens.advance() {
            // A ligature is one word, though it is several tokens.
            if expected.last().is_none_or(|last| *last != token.span()) {
                expected.push(token.span());
            }
        }
        assert_eq!(words.iter().map(|word| word.start as usize..word.end as usize).collect::<Vec<_>>(), expected);
        for word in words {
            let written = &text[word.start as usize..word.end as usize];
            assert_eq!(texts.written(word.key.0 as u32).unwrap(), written);
            assert_eq!(word.code, WordCode::of(written), "{written}");
        }
    }

    /// Every document that is left has the texts that it was given; a merge takes segments in any order.
    fn assert_left(index: &Index, fields: &Fields, ids: impl IntoIterator<Item = usize>) {
        let searcher = index.reader().unwrap().searcher();
        let mut left = Vec::new();
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let texts = Texts::open(segment).unwrap();
            for doc in segment.doc_ids_alive() {
                let Text { title, body } = texts.read(doc).unwrap();
                let mut document_terms = DocumentTerms::default();
                texts.document_terms(ord as u32, doc, &mut document_terms).unwrap();
                let (of_title, of_body) = document_terms.words.split_at(document_terms.title_words);
                assert_words(&texts, of_title, &title);
                assert_words(&texts, of_body, &body);
                let words: Vec<_> = of_body.iter().map(|word| word.start as usize..word.end as usize).collect();
                assert_eq!(document_terms.passages, passages(&body, &words));
                let packed = searcher.doc(DocAddress::new(ord as u32, doc)).unwrap();
                let id = fields.record(&packed).unwrap().id;
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

        // A merged segment merges again with later ones.
        writer.add_document(fields.pack(&document(54), 0, 0)).unwrap();
        writer.commit().unwrap();
        writer.merge(&index.searchable_segment_ids().unwrap()).wait().unwrap();
        assert_left(&index, &fields, (0..54).filter(is_left).chain([54]));
    }

    /// Whether a document can be read; then its words and passages lie in its text, character by character.
    fn stands(texts: &Texts, document: DocId) -> bool {
        let (Ok(Text { title, body }), mut document_terms) = (texts.read(document), DocumentTerms::default()) else {
            return false;
        };
        texts.document_terms(0, document, &mut document_terms).unwrap();
        for (place, word) in document_terms.words.iter().enumerate() {
            let text = if place < document_terms.title_words { &title } else { &body };
            assert!(text.get(word.start as usize..word.end as usize).is_some(), "{text:?}: {word:?}");
        }
        assert!(document_terms.passages.iter().all(|passage| body.get(passage.clone()).is_some()), "{body:?}");
        true
    }

    #[test]
    fn broken_bytes_are_damage() {
        let (index, ..) = index();
        let searcher = index.reader().unwrap().searcher();
        let file = component::open(&searcher.segment_readers()[0], EXTENSION).unwrap().read_bytes().unwrap().to_vec();
        for length in 0..file.len() {
            assert!(Texts::parse(OwnedBytes::new(file[..length].to_vec())).is_none(), "cut after {length} bytes");
        }
        let mut errors = 0;
        for place in 0..file.len() {
            let mut broken = file.clone();
            broken[place] ^= 0xFF;
            let Some(texts) = Texts::parse(OwnedBytes::new(broken)) else { continue };
            errors += (0..18).filter(|document| !stands(&texts, *document)).count();
        }
        assert!(errors > 100, "only {errors} damages were noticed");
    }
}
