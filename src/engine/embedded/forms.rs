//! Folded forms and the documents that hold them, as a component of tantivy's segments.
//!
//! As one more field of tantivy's, forms took 29 % of the time of indexing, since each of a document's forms is looked
//! up in a table of all terms and written to a list of its own, far from the last one. Here a document's forms are
//! numbers appended to one list, which is sorted by form when the segment is written: half the cache misses for each
//! form, and only document numbers to keep. tantivy commits, merges and checks the file with the others of a segment.
//!
//! ```text
//! SEGMENT.forms    document numbers of each form: differences, 7 bits a byte, lowest first
//!                  dictionary of packed forms: document frequency, and where in the file the numbers are
//!                  length of the dictionary in bytes: u64, little endian
//! ```

use std::io::{self, Write};

use rustc_hash::FxHashMap;
use tantivy::directory::{FileSlice, OwnedBytes, WritePtr};
use tantivy::postings::TermInfo;
use tantivy::termdict::{TermDictionary, TermDictionaryBuilder, TermMerger};
use tantivy::{DocId, HasLen, SegmentReader};

use super::component::{self, Component};
use super::numbers::{read_number, write_number};
use super::tokenizer::take_forms;
use crate::arabic::letter;

/// The folded forms of a segment.
pub(super) struct Forms {
    dictionary: TermDictionary,
    postings: FileSlice,
}

impl Forms {
    /// Opens those of `segment`.
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let file = component::open(segment, FormsWriter::EXTENSION)?;
        let before = file.len().checked_sub(size_of::<u64>()).ok_or_else(damaged)?;
        let (file, length) = file.split(before);
        let length = length.read_bytes()?.as_slice().try_into().map(u64::from_le_bytes).map_err(io::Error::other)?;
        let length = usize::try_from(length).ok().filter(|&length| length <= file.len()).ok_or_else(damaged)?;
        let (postings, dictionary) = file.split_from_end(length);
        Ok(Self { dictionary: TermDictionary::open(dictionary)?, postings })
    }

    /// Every packed form, with its document frequency.
    pub fn dictionary(&self) -> &TermDictionary {
        &self.dictionary
    }

    /// The documents of `segment` that hold any of the packed forms, rising; deleted ones too.
    pub fn documents(&self, forms: &[String], segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut documents = Vec::new();
        for form in forms {
            if let Some(info) = self.dictionary.get(form)? {
                let postings = self.postings.slice(info.postings_range.clone()).read_bytes()?;
                let info = TermInfo { postings_range: 0..postings.len(), ..info };
                documents.extend(read_documents(&postings, &info, segment.max_doc() as usize)?);
            }
        }
        documents.sort_unstable();
        documents.dedup();
        Ok(documents)
    }

    /// How many documents hold the packed form, deleted ones too.
    pub fn document_frequency(&self, form: &str) -> io::Result<u64> {
        Ok(self.dictionary.get(form)?.map_or(0, |info| u64::from(info.doc_freq)))
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "folded forms are damaged")
}

/// The numbers of each segment's documents in the merged segment; `None` for deleted ones.
fn new_numbers(segments: &[SegmentReader]) -> Vec<Vec<Option<DocId>>> {
    let mut next = 0;
    let mut number = |segment: &SegmentReader, old| {
        (!segment.is_deleted(old)).then(|| {
            next += 1;
            next - 1
        })
    };
    segments.iter().map(|segment| (0..segment.max_doc()).map(|old| number(segment, old)).collect()).collect()
}

/// Collects the forms of a segment in memory.
#[derive(Default)]
pub(super) struct FormsWriter {
    /// A number for each form that has a [`lexicon::key`](crate::arabic::lexicon::key).
    keyed: FxHashMap<u64, u32>,
    /// A number for each other form, packed.
    others: FxHashMap<String, u32>,
    /// Numbers of forms, document by document.
    numbers: Vec<u32>,
    /// Where each document's numbers end.
    ends: Vec<u32>,
}

impl FormsWriter {
    /// Every form, packed and in order, with its number.
    fn sorted(&self) -> Vec<(String, u32)> {
        let keyed =
            self.keyed.iter().map(|(&key, &number)| (letter::spelled_by(key).map(char::from).collect(), number));
        let others = self.others.iter().map(|(form, &number)| (form.clone(), number));
        let mut forms: Vec<(String, u32)> = keyed.chain(others).collect();
        forms.sort_unstable();
        forms
    }

    /// The documents of each form, form by form, and where each form's begin.
    fn by_form(&self) -> (Vec<DocId>, Vec<usize>) {
        let mut starts = vec![0; self.keyed.len() + self.others.len() + 2];
        for &number in &self.numbers {
            starts[number as usize + 2] += 1;
        }
        for number in 2..starts.len() {
            starts[number] += starts[number - 1];
        }
        let mut documents = vec![0; self.numbers.len()];
        let mut begin = 0;
        for (document, &end) in self.ends.iter().enumerate() {
            for &number in &self.numbers[begin..end as usize] {
                // Where a form begins moves on to where the next one does.
                let place = &mut starts[number as usize + 1];
                documents[*place] = document as DocId;
                *place += 1;
            }
            begin = end as usize;
        }
        (documents, starts)
    }
}

impl Component for FormsWriter {
    const EXTENSION: &str = "forms";

    fn add(&mut self, document: DocId) {
        take_forms(|keys, others| {
            for &key in keys {
                let next = (self.keyed.len() + self.others.len()) as u32;
                self.numbers.push(*self.keyed.entry(key).or_insert(next));
            }
            for form in others {
                let next = (self.keyed.len() + self.others.len()) as u32;
                let number = self.others.get(form).copied();
                self.numbers.push(number.unwrap_or_else(|| *self.others.entry(form.clone()).or_insert(next)));
            }
        });
        self.ends.resize(document as usize + 1, self.numbers.len() as u32);
    }

    fn write(self, file: &mut WritePtr) -> tantivy::Result<()> {
        let (documents, starts) = self.by_form();
        let mut file = FormsFile::new(file)?;
        for (form, number) in self.sorted() {
            file.write(form.as_bytes(), &documents[starts[number as usize]..starts[number as usize + 1]])?;
        }
        Ok(file.finish()?)
    }

    fn merge(segments: &[SegmentReader], file: &mut WritePtr) -> tantivy::Result<()> {
        let numbers = new_numbers(segments);
        let segments = segments.iter().map(Forms::open).collect::<tantivy::Result<Vec<_>>>()?;
        let postings = segments.iter().map(|forms| forms.postings.read_bytes()).collect::<io::Result<Vec<_>>>()?;
        let streams = segments.iter().map(|forms| forms.dictionary.stream()).collect::<io::Result<Vec<_>>>()?;
        let mut merger = TermMerger::new(streams);
        let mut file = FormsFile::new(file)?;
        let mut documents = Vec::new();
        while merger.advance() {
            documents.clear();
            for (segment, info) in merger.current_segment_ords_and_term_infos() {
                let old = read_documents(&postings[segment], &info, numbers[segment].len())?;
                documents.extend(old.into_iter().filter_map(|old| numbers[segment][old as usize]));
            }
            if !documents.is_empty() {
                file.write(merger.key(), &documents)?;
            }
        }
        Ok(file.finish()?)
    }

    fn memory(&self) -> usize {
        let entries = 16 * self.keyed.capacity() + 64 * self.others.capacity();
        entries + size_of::<u32>() * (self.numbers.capacity() + self.ends.capacity())
    }
}

/// A file of forms that is being written.
struct FormsFile<'f> {
    file: &'f mut WritePtr,
    dictionary: TermDictionaryBuilder<Vec<u8>>,
    bytes: Vec<u8>,
    written: usize,
}

impl<'f> FormsFile<'f> {
    fn new(file: &'f mut WritePtr) -> tantivy::Result<Self> {
        Ok(Self { file, dictionary: TermDictionaryBuilder::create(Vec::new())?, bytes: Vec::new(), written: 0 })
    }

    /// Adds a form, which comes after the last one, with its documents, rising.
    fn write(&mut self, form: &[u8], documents: &[DocId]) -> io::Result<()> {
        self.bytes.clear();
        let mut before = 0;
        for &document in documents {
            write_number(document - before, &mut self.bytes);
            before = document;
        }
        self.file.write_all(&self.bytes)?;
        let begin = self.written;
        self.written += self.bytes.len();
        let doc_freq = documents.len() as u32;
        self.dictionary.insert(form, &TermInfo { doc_freq, postings_range: begin..self.written, positions_range: 0..0 })
    }

    fn finish(self) -> io::Result<()> {
        let dictionary = self.dictionary.finish()?;
        self.file.write_all(&dictionary)?;
        self.file.write_all(&(dictionary.len() as u64).to_le_bytes())
    }
}

/// The documents of a form, all of them below `limit`.
fn read_documents(postings: &OwnedBytes, info: &TermInfo, limit: usize) -> io::Result<Vec<DocId>> {
    let mut bytes = postings.get(info.postings_range.clone()).ok_or_else(damaged)?;
    let mut documents = Vec::new();
    let mut last: DocId = 0;
    while !bytes.is_empty() {
        last = read_number(&mut bytes).and_then(|step| last.checked_add(step)).ok_or_else(damaged)?;
        if last as usize >= limit {
            return Err(damaged());
        }
        documents.push(last);
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use tantivy::directory::RamDirectory;
    use tantivy::indexer::NoMergePolicy;
    use tantivy::{Index, IndexWriter, Term};

    use super::super::schema::Fields;
    use super::super::tokenizer;
    use super::*;
    use crate::arabic::pack;
    use crate::document::{Document, Metadata, Provenance};

    fn document(id: usize) -> Document {
        // Words of one document in two, three and five; one of Latin letters, which has no key; one in title and body.
        let words =
            [(2, "السجون"), (3, "covid"), (5, "وبالمحافظات")].iter().filter(|(every, _)| id.is_multiple_of(*every));
        let body = words.map(|(_, word)| *word).chain(["خبر", "الخبر", "خبر"]).collect::<Vec<_>>().join(" ");
        let provenance = Provenance { source: "news".into(), ..Provenance::default() };
        Document { id: id.to_string(), title: "خبر".into(), body, metadata: Metadata::default(), provenance }
    }

    /// Documents 0 to 90 in three segments.
    fn index() -> (Index, IndexWriter, Fields) {
        let (schema, fields) = Fields::schema();
        let builder = Index::builder().schema(schema).settings(Fields::settings());
        let index = builder
            .register_plugin(std::sync::Arc::new(component::Plugin::<FormsWriter>::new()))
            .open_or_create(RamDirectory::create())
            .unwrap();
        tokenizer::register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for id in 0..90 {
            writer.add_document(fields.pack(&document(id), 0, 0)).unwrap();
            if id % 30 == 29 {
                writer.commit().unwrap();
            }
        }
        (index, writer, fields)
    }

    fn frequencies(index: &Index, segments: usize) -> Vec<u64> {
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.segment_readers().len(), segments);
        let opened: Vec<Forms> =
            searcher.segment_readers().iter().map(|segment| Forms::open(segment).unwrap()).collect();
        let count = |form| opened.iter().map(|forms| forms.document_frequency(&pack(form)).unwrap()).sum();
        ["السجون", "covid", "وبالمحافظات", "خبر", "الخبر", "سجن"].map(count).to_vec()
    }

    #[test]
    fn each_form_counts_its_documents() {
        let (index, _, _) = index();
        assert_eq!(frequencies(&index, 3), [45, 30, 18, 90, 90, 0]);
    }

    #[test]
    fn a_merge_keeps_the_documents_that_are_left() {
        let (index, mut writer, fields) = index();
        // Of each segment some, and of one all.
        for id in (0..30).chain([30, 45, 60, 89]) {
            writer.delete_term(Term::from_field_text(fields.id, &id.to_string()));
        }
        writer.commit().unwrap();
        writer.merge(&index.searchable_segment_ids().unwrap()).wait().unwrap();
        assert_eq!(frequencies(&index, 1), [28, 17, 9, 56, 56, 0]);

        // A merged segment merges again with later ones.
        writer.add_document(fields.pack(&document(90), 0, 0)).unwrap();
        writer.commit().unwrap();
        writer.merge(&index.searchable_segment_ids().unwrap()).wait().unwrap();
        assert_eq!(frequencies(&index, 1), [29, 18, 10, 57, 57, 0]);
    }

    #[test]
    fn documents_that_cannot_be_are_damage() {
        let read = |numbers: &[u32]| {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|&number| write_number(number, &mut bytes));
            let info = TermInfo { doc_freq: 0, postings_range: 0..bytes.len(), positions_range: 0..0 };
            read_documents(&OwnedBytes::new(bytes), &info, 10)
        };
        assert_eq!(read(&[3, 4, 2]).unwrap(), [3, 7, 9]);
        assert!(read(&[3, 4, 3]).is_err(), "beyond the last document");
        assert!(read(&[3, u32::MAX]).is_err(), "beyond any number");
    }
}
