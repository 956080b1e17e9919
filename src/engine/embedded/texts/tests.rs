//! Tests of texts as they are written, merged, read and broken.

use std::ops::Range;
use std::sync::Arc;

use tantivy::directory::{OwnedBytes, RamDirectory};
use tantivy::indexer::NoMergePolicy;
use tantivy::{DocAddress, DocId, Index, IndexWriter, Term};

use super::super::component;
use super::super::schema::Fields;
use super::super::tokenizer;
use super::read::EXTENSION;
use super::{Texts, TextsWriter};
use crate::arabic::{GramSet, Tokens, WordCode};
use crate::document::{Document, DocumentTerms, PassageTerms, Text, WordOccurrence, passages};

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

/// Every part of a body can be read alone.
fn assert_parts(texts: &Texts, document: DocId, body: &str) {
    let bounds: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
    for (place, start) in bounds.iter().enumerate() {
        for end in bounds[place..].iter().chain([&usize::MAX]) {
            let expected = &body[*start..(*end).min(body.len())];
            assert_eq!(texts.body_part(document, *start..*end).unwrap(), expected, "{start}..{end}");
        }
    }
    assert!(texts.body_part(document, body.len() + 1..usize::MAX).is_err());
}

/// Positions, passages and lengths are those of the analysis.
fn assert_lengths(terms: &DocumentTerms, title: &str, body: &str) {
    let tokens = |text: &str| {
        let (mut tokens, mut found) = (Tokens::new(text), Vec::new());
        while let Some(token) = tokens.advance() {
            if !token.is_stop_word {
                found.push((token.start, token.stem.letters().map_or(0, <[_]>::len)));
            }
        }
        found
    };
    let (of_title, of_body) = (tokens(title), tokens(body));
    let before = |found: &[(usize, usize)], byte: usize| found.iter().filter(|(start, _)| *start < byte).count();
    for (place, word) in terms.words.iter().enumerate() {
        let position = match place < terms.title_words {
            true => before(&of_title, word.start as usize),
            false => of_title.len() + before(&of_body, word.start as usize),
        };
        assert_eq!(word.position as usize, position, "{title} {body}");
    }
    for PassageTerms { bytes, words, tokens } in &terms.passages {
        let begin_before = |byte: usize| terms.body_words().iter().filter(|word| (word.start as usize) < byte).count();
        let expected = terms.title_words + begin_before(bytes.start)..terms.title_words + begin_before(bytes.end);
        assert_eq!(*words, expected, "{body}");
        assert_eq!(*tokens as usize, before(&of_body, bytes.end) - before(&of_body, bytes.start), "{body}");
    }
    assert_eq!(terms.tokens as usize, of_title.len() + of_body.len());
    assert_eq!(terms.letters as usize, of_title.iter().chain(&of_body).map(|(_, letters)| letters).sum::<usize>());
}

/// The words with a gram are found among all, where they stand; lengths are those of all words.
fn assert_found(texts: &Texts, document: DocId, all: &DocumentTerms) {
    for word in &all.words {
        let mut grams = GramSet::default();
        let mut tokens = Tokens::new(texts.written(word.key.0 as u32).unwrap());
        while let Some(token) = tokens.advance() {
            grams.add_form(&token.folded.to_string());
        }
        let (words, mut found) = (texts.words(&grams).unwrap(), DocumentTerms::default());
        let segment = (word.key.0 >> u32::BITS) as u32;
        texts.document_terms(segment, document, Some(&words), &mut found).unwrap();
        assert!(found.words.iter().any(|found| (found.key, found.start) == (word.key, word.start)));
        assert!(found.words.iter().all(|found| all.words.contains(found)));
        assert_eq!((found.tokens, found.letters), (all.tokens, all.letters));
        let lengths = |terms: &DocumentTerms| terms.passages.iter().map(|passage| passage.tokens).collect::<Vec<_>>();
        assert_eq!(lengths(&found), lengths(all));
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
            texts.document_terms(ord as u32, doc, None, &mut document_terms).unwrap();
            let (of_title, of_body) = document_terms.words.split_at(document_terms.title_words);
            assert_words(&texts, of_title, &title);
            assert_words(&texts, of_body, &body);
            let words: Vec<_> = of_body.iter().map(|word| word.start as usize..word.end as usize).collect();
            let of_passages: Vec<_> = document_terms.passages.iter().map(|passage| passage.bytes.clone()).collect();
            assert_eq!(of_passages, passages(&body, &words));
            assert_lengths(&document_terms, &title, &body);
            assert_parts(&texts, doc, &body);
            assert_found(&texts, doc, &document_terms);
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
    if texts.document_terms(0, document, None, &mut document_terms).is_err() {
        return false;
    }
    for (place, word) in document_terms.words.iter().enumerate() {
        let text = if place < document_terms.title_words { &title } else { &body };
        assert!(text.get(word.start as usize..word.end as usize).is_some(), "{text:?}: {word:?}");
    }
    assert!(document_terms.passages.iter().all(|passage| body.get(passage.bytes.clone()).is_some()), "{body:?}");
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
    let (mut errors, mut grams) = (0, GramSet::default());
    grams.add_form("السجن");
    for place in 0..file.len() {
        let mut broken = file.clone();
        broken[place] ^= 0xFF;
        let Some(texts) = Texts::parse(OwnedBytes::new(broken)) else { continue };
        errors += (0..18).filter(|document| !stands(&texts, *document)).count();
        errors += usize::from(texts.words(&grams).is_err() || texts.written_words(&grams, |_| true).is_err());
    }
    assert!(errors > 100, "only {errors} damages were noticed");
}
