//! A dossier as JSON.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::super::json::{JsonHit, SCHEMA_VERSION};
use super::{AboutDossier, cited};
use crate::document::Outlet;
use crate::search::{ArchiveSummary, Dossier, QuestionAnswer};

/// A dossier.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Dossier")]
pub(crate) struct JsonDossier<'d> {
    schema_version: u32,
    about: &'d AboutDossier,
    archive: &'d ArchiveSummary,
    /// The outlets of the matrix.
    outlets: &'d [Option<Outlet>],
    questions: Vec<JsonAnswer<'d>>,
    citations: Vec<JsonCitation<'d>>,
}

/// The answer to a question.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "QuestionAnswer")]
struct JsonAnswer<'d> {
    id: &'d str,
    query: &'d str,
    /// The flags of the search.
    flags: &'d [String],
    /// The query as it was searched.
    searched: String,
    documents: u64,
    undated_documents_left_out: u64,
    dropped_words: &'d [String],
    /// Whether the documents were chosen by hand.
    chosen: bool,
    /// Ids of chosen documents that the archive does not have.
    not_found: &'d [String],
    /// Documents that match, by the outlets of the dossier.
    by_outlet: &'d [u64],
    hits: Vec<JsonHit<'d>>,
    /// The number of the citation of each hit.
    citations: &'d [usize],
}

/// A numbered citation.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Citation")]
struct JsonCitation<'d> {
    number: usize,
    id: &'d str,
    sha256: &'d str,
    citation: String,
}

/// The schema of a dossier as JSON.
pub fn dossier_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonDossier<'_>>()
}

impl<'d> JsonDossier<'d> {
    pub fn of(dossier: &'d Dossier, about: &'d AboutDossier) -> Self {
        let citations = dossier.cited().into_iter().zip(1..).map(|(hit, number)| {
            let document = &hit.document;
            let citation = cited(hit);
            JsonCitation { number, id: &document.id, sha256: &document.provenance.sha256, citation }
        });
        Self {
            schema_version: SCHEMA_VERSION,
            about,
            archive: &dossier.archive,
            outlets: &dossier.outlets,
            questions: dossier.answers.iter().map(JsonAnswer::of).collect(),
            citations: citations.collect(),
        }
    }
}

impl<'d> JsonAnswer<'d> {
    fn of(answer: &'d QuestionAnswer) -> Self {
        let QuestionAnswer { question, results, citations, by_outlet, not_found } = answer;
        Self {
            id: &question.id,
            query: &question.text,
            flags: &question.flags,
            searched: format!("{:#}", results.query),
            documents: results.documents,
            undated_documents_left_out: results.undated,
            dropped_words: &results.query.dropped,
            chosen: question.request.chosen.is_some(),
            not_found,
            by_outlet,
            hits: results.hits.iter().map(JsonHit::of).collect(),
            citations,
        }
    }
}

/// Writes the dossier.
pub(super) fn write(dossier: &Dossier, about: &AboutDossier, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &JsonDossier::of(dossier, about))?;
    writeln!(out)
}
