//! The mapping of the index on a cluster.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::analysis::{AnalyzedText, distinct_words};
use crate::arabic::ANALYSIS_VERSION;
use crate::arabic::signature::BANDS;
use crate::document::{Document, Metadata, Provenance, passages};
use crate::engine::name_lookup::outlet_term;
use crate::engine::score_order::tie_break;

/// Version of the index format on clusters. It is raised whenever an older program could misread an index, or this one
/// an older index.
pub(super) const FORMAT_VERSION: u64 = 7;

/// Fields of stems: of title and body, and of the title alone.
pub(super) const TEXT: &str = "stems";
pub(super) const TITLE: &str = "title_stems";
/// Field of folded forms.
pub(super) const FORMS: &str = "forms";
/// Fields of distinct stems and forms, whose values are the vocabularies.
pub(super) const VOCABULARIES: [&str; 2] = ["stem_terms", FORMS];

/// The most bytes of an id that the cluster accepts.
const LONGEST_ID: usize = 512;

/// The stored part of a document; [`pack`] adds the searched fields.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    pub id: String,
    pub title: String,
    pub body: String,
    pub passages: Vec<(usize, usize)>,
    pub metadata: Metadata,
    pub provenance: Provenance,
    pub source: String,
    pub content: i64,
    pub origin: i64,
    /// The MinHash signature of the body: the hash of the whole, then the bands.
    #[serde(default, rename = "sketch")]
    pub signature: Option<(u64, [u32; BANDS])>,
}

/// The fields of a [`Heading`](crate::document::Heading).
pub(super) const HEADING: [&str; 4] = ["id", "title", "metadata", "provenance"];

/// The companion index of `index`, or its alias, for groups of duplicates, the ledger and the vocabularies.
pub(super) fn companion(index: &str) -> String {
    format!("{index}.beside")
}

/// The versions by which an index was built.
pub(super) fn versions() -> Value {
    json!({ "format": FORMAT_VERSION, "analysis": ANALYSIS_VERSION })
}

/// The mapping of documents.
pub(super) fn mapping() -> Value {
    let kept = json!({ "type": "object", "enabled": false });
    let unsearched = json!({ "type": "keyword", "index": false, "doc_values": false });
    // The title and the body are two values; a phrase does not go from one to the other.
    let stems = json!({ "type": "text", "analyzer": "whitespace", "position_increment_gap": 1 });
    json!({
        "dynamic": "strict",
        // Fields that are only searched are not stored: every reader of a document would have to skip them.
        "_source": { "excludes": ["stems", "title_stems", "forms", "stem_terms"] },
        "_meta": versions(),
        "properties": {
            "stems": stems,
            "title_stems": stems,
            "forms": { "type": "keyword" },
            "stem_terms": { "type": "keyword" },
            "outlet": { "type": "keyword" },
            "author": { "type": "keyword" },
            "agency": { "type": "keyword" },
            "place": { "type": "keyword" },
            "language": { "type": "keyword" },
            "source": { "type": "keyword" },
            "begins": { "type": "long" },
            "ends": { "type": "long" },
            "date": { "type": "keyword" },
            "tie": { "type": "long" },
            "length": { "type": "long" },
            "content": { "type": "long", "index": false },
            "origin": { "type": "long", "index": false },
            "id": unsearched,
            "title": unsearched,
            "body": kept,
            "passages": kept,
            "metadata": kept,
            "provenance": kept,
            "sketch": kept,
        },
    })
}

/// A document as the cluster stores and searches it.
pub(super) fn pack(document: &Document, content: u64, origin: u64) -> Value {
    let Document { id, title, body, metadata, provenance } = document;
    let texts = [AnalyzedText::of(title), AnalyzedText::of(body)];
    let [of_title, of_body] = &texts;
    let ranges = passages(body, &of_body.words);
    let stored = Stored {
        id: id.clone(),
        title: title.clone(),
        body: body.clone(),
        passages: ranges.into_iter().map(|range| (range.start, range.end)).collect(),
        metadata: metadata.clone(),
        provenance: provenance.clone(),
        source: provenance.source_key().into_owned(),
        content: content.cast_signed(),
        origin: origin.cast_signed(),
        signature: of_body.signature.as_ref().map(|signature| (signature.whole, signature.bands)),
    };
    let mut packed = serde_json::to_value(stored).expect("strings and numbers");
    let length = of_title.length + of_body.length;
    for (field, words) in VOCABULARIES.into_iter().zip(distinct_words(&texts)) {
        packed[field] = json!(words);
    }
    packed["stems"] = json!([of_title.stems, of_body.stems]);
    packed["title_stems"] = json!(of_title.stems);
    packed["length"] = json!(length);
    packed["tie"] = json!(tie_break(id));
    packed["outlet"] = json!(outlet_term(metadata.outlet.as_ref()));
    packed["author"] = metadata.authors.iter().map(|author| crate::arabic::fold(author)).collect();
    packed["agency"] = metadata.agencies.iter().map(|agency| crate::arabic::fold(agency)).collect();
    packed["language"] = json!(metadata.language);
    packed["place"] = metadata.place.iter().map(|place| crate::arabic::fold(place)).collect();
    if let Some(date) = metadata.published {
        packed["begins"] = json!(date.first_minute());
        packed["ends"] = json!(date.last_minute());
        packed["date"] = json!(date.without_time().to_string());
    }
    packed
}

/// The cluster's id of a document: its id, or a digest if that is too long.
pub(super) fn cluster_id(id: &str) -> String {
    if id.len() <= LONGEST_ID { id.into() } else { format!("tie{}", tie_break(id)) }
}
/// A digest of a document of the companion index, by which an update leaves unchanged ones alone.
pub(super) fn digest_of(packed: &Value) -> i64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(packed.to_string()).cast_signed()
}
