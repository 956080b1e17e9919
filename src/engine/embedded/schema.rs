//! The fields of the tantivy index.

use serde::{Deserialize, Serialize};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, TantivyDocument, Term};

use super::tokenizer::{STEMS, TITLES};
use crate::arabic::fold;
use crate::document::{Document, Metadata, Provenance};
use crate::engine::name_lookup::outlet_term;
use crate::engine::score_order::tie_break;

/// Names of fast fields, which tantivy finds by name.
pub(super) const BEGINS: &str = "begins";
pub(super) const ENDS: &str = "ends";
pub(super) const CONTENT: &str = "content";
pub(super) const ORIGIN: &str = "origin";
pub(super) const OUTLET: &str = "outlet";
pub(super) const AUTHOR: &str = "author";
pub(super) const AGENCY: &str = "agency";
pub(super) const PLACE: &str = "place";
pub(super) const LANGUAGE: &str = "language";
pub(super) const TIE: &str = "tie";

/// The fields of the index.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// Title and body: stems with positions. The texts themselves are a component of their own.
    pub text: Field,
    /// The title alone: stems with positions.
    pub title: Field,
    pub id: Field,
    /// One term per outlet, see [`outlet_term`]; the empty term for unknown ones.
    pub outlet: Field,
    /// Folded names.
    pub author: Field,
    /// Folded names.
    pub agency: Field,
    /// A folded name.
    pub place: Field,
    pub language: Field,
    /// Paths.
    pub source: Field,
    /// A term on documents without a date.
    pub undated: Field,
    /// First and last minute that the date can mean.
    pub begins: Field,
    pub ends: Field,
    /// See [`tie_break`].
    pub tie: Field,
    /// Digests of content and provenance.
    pub content: Field,
    pub origin: Field,
    /// Everything but the text, as JSON.
    pub record: Field,
}

/// The stored record of a document: everything but the text.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    pub id: String,
    pub metadata: Metadata,
    pub provenance: Provenance,
}

impl Fields {
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let stems = TextFieldIndexing::default()
            .set_tokenizer(STEMS)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let titles = TextFieldIndexing::default()
            .set_tokenizer(TITLES)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let fields = Self {
            text: schema.add_text_field("text", TextOptions::default().set_indexing_options(stems)),
            title: schema.add_text_field("title", TextOptions::default().set_indexing_options(titles)),
            id: schema.add_text_field("id", STRING),
            outlet: schema.add_text_field(OUTLET, STRING | FAST),
            author: schema.add_text_field(AUTHOR, STRING | FAST),
            agency: schema.add_text_field(AGENCY, STRING | FAST),
            place: schema.add_text_field(PLACE, STRING | FAST),
            language: schema.add_text_field(LANGUAGE, STRING | FAST),
            source: schema.add_text_field("source", STRING),
            undated: schema.add_text_field("undated", STRING),
            begins: schema.add_i64_field(BEGINS, FAST),
            ends: schema.add_i64_field(ENDS, FAST),
            tie: schema.add_i64_field(TIE, FAST),
            content: schema.add_u64_field(CONTENT, FAST),
            origin: schema.add_u64_field(ORIGIN, FAST),
            record: schema.add_text_field("record", STORED),
        };
        (schema.build(), fields)
    }

    /// Only records are stored here, without the texts. A search reads as many as it shows hits, from blocks that
    /// must be unpacked whole: small ones, and by LZ4, by which a record takes half the time that it takes by zstd.
    pub fn settings() -> IndexSettings {
        IndexSettings {
            docstore_compression: Compressor::Lz4,
            docstore_blocksize: 4 * 1024,
            ..IndexSettings::default()
        }
    }

    /// A document as the index takes it.
    pub fn pack(&self, document: &Document, content: u64, origin: u64) -> TantivyDocument {
        let mut packed = TantivyDocument::new();
        packed.add_text(self.text, &document.title);
        packed.add_text(self.text, &document.body);
        packed.add_text(self.title, &document.title);
        packed.add_text(self.id, &document.id);
        packed.add_text(self.outlet, outlet_term(document.metadata.outlet.as_ref()));
        for author in &document.metadata.authors {
            packed.add_text(self.author, fold(author));
        }
        for agency in &document.metadata.agencies {
            packed.add_text(self.agency, fold(agency));
        }
        if let Some(place) = &document.metadata.place {
            packed.add_text(self.place, fold(place));
        }
        if let Some(language) = &document.metadata.language {
            packed.add_text(self.language, language);
        }
        packed.add_text(self.source, document.provenance.source_key());
        match document.metadata.published {
            Some(date) => {
                packed.add_i64(self.begins, date.first_minute());
                packed.add_i64(self.ends, date.last_minute());
            }
            None => packed.add_text(self.undated, UNDATED),
        }
        packed.add_i64(self.tie, tie_break(&document.id));
        packed.add_u64(self.content, content);
        packed.add_u64(self.origin, origin);
        let record = Record {
            id: document.id.clone(),
            metadata: document.metadata.clone(),
            provenance: document.provenance.clone(),
        };
        packed.add_text(self.record, serde_json::to_string(&record).expect("strings and numbers"));
        packed
    }

    /// The record that [`pack`](Self::pack) stored; `None` if it stored none.
    pub fn record(&self, packed: &TantivyDocument) -> Option<Record> {
        serde_json::from_str(packed.get_first(self.record)?.as_str()?).ok()
    }

    pub fn undated_term(&self) -> Term {
        Term::from_field_text(self.undated, UNDATED)
    }
}

const UNDATED: &str = "undated";
