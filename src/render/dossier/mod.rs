//! Writes dossiers: one text as HTML and OpenDocument, its passages and its matrix as tables, all of it as JSON.

mod blocks;
mod html;
mod odt;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::cite::{CitationStyle, citation};
use super::hits::{HitFormat, Hits};
use super::json::{JsonHit, SCHEMA_VERSION};
use super::table::csv;
use crate::document::{Date, Outlet};
use crate::search::{Dossier, Hit, Question};

/// What a dossier says about itself.
#[derive(Clone, Debug, Serialize)]
pub struct AboutDossier {
    /// Its title.
    pub title: String,
    /// When it was made, in UTC.
    pub made: String,
    /// The program, and its version.
    pub program: String,
    /// Where the index is.
    pub index: String,
    /// Identifies the state of the archive.
    pub state: String,
    /// Documents of the archive.
    pub documents: u64,
    /// Outlets of the archive.
    pub outlets: u64,
    /// The first and the last date of a document.
    pub dates: Option<(Date, Date)>,
    /// The flags of the searches, as they were given.
    pub flags: Vec<String>,
}

/// A dossier.
#[derive(Serialize)]
struct JsonDossier<'d> {
    schema_version: u32,
    about: &'d AboutDossier,
    outlets: &'d [Option<Outlet>],
    questions: Vec<JsonAnswer<'d>>,
    citations: Vec<JsonCitation<'d>>,
}

/// The answer to a question.
#[derive(Serialize)]
struct JsonAnswer<'d> {
    id: &'d str,
    query: &'d str,
    /// The query as it was searched.
    searched: String,
    documents: u64,
    undated_documents_left_out: u64,
    dropped_words: &'d [String],
    /// Documents that match, by the outlets of the dossier.
    by_outlet: &'d [u64],
    hits: Vec<JsonHit<'d>>,
    /// The number of the citation of each hit.
    citations: &'d [usize],
}

/// A numbered citation.
#[derive(Serialize)]
struct JsonCitation<'d> {
    number: usize,
    id: &'d str,
    sha256: &'d str,
    citation: String,
}

/// Writes `dossier` into `folder`, which is whole or not there: `dossier.html`, `dossier.odt`, `dossier.json`, `passages.csv` and
/// `matrix.csv`.
///
/// # Errors
/// There is something at `folder`; it cannot be written.
pub fn dossier(dossier: &Dossier, about: &AboutDossier, questions: &[Question], folder: &Path) -> io::Result<()> {
    if folder.symlink_metadata().is_ok() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is there already: name another folder"));
    }
    let mut name = folder.as_os_str().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let new = Path::new(&name);
    fs::create_dir(new)?;
    let written = write_all(dossier, about, questions, new).and_then(|()| fs::rename(new, folder));
    if written.is_err() {
        // What is half-written is of no use.
        let _ = fs::remove_dir_all(new);
    }
    written
}

fn write_all(dossier: &Dossier, about: &AboutDossier, questions: &[Question], folder: &Path) -> io::Result<()> {
    let file = |name: &str, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>| {
        let mut out = BufWriter::new(File::create(folder.join(name))?);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    };
    let blocks = blocks::blocks(dossier, about);
    file("dossier.html", &mut |out| html::write(&about.title, &blocks, out))?;
    odt::write(&about.title, &blocks, File::create(folder.join("dossier.odt"))?)?.sync_all()?;
    file("dossier.json", &mut |out| json(dossier, about, out))?;
    file("passages.csv", &mut |out| {
        let mut hits = Hits::new(HitFormat::Csv, out)?;
        dossier.answers.iter().zip(questions).try_for_each(|(answer, question)| {
            hits.answer(Some(&answer.id), &answer.text, &question.request, &answer.results)
        })
    })?;
    file("matrix.csv", &mut |out| {
        let rows = dossier.answers.iter().flat_map(|answer| {
            dossier.outlets.iter().zip(&answer.by_outlet).map(|(outlet, documents)| {
                let [id, name] = super::table::outlet_cells(outlet.as_ref());
                [answer.id.clone(), answer.text.clone(), id, name, documents.to_string()]
            })
        });
        csv(["query_id", "query", "outlet_id", "outlet", "documents"], rows, out)
    })
}

fn json(dossier: &Dossier, about: &AboutDossier, out: &mut dyn Write) -> io::Result<()> {
    let questions = dossier.answers.iter().map(|answer| JsonAnswer {
        id: &answer.id,
        query: &answer.text,
        searched: format!("{:#}", answer.results.query),
        documents: answer.results.documents,
        undated_documents_left_out: answer.results.undated,
        dropped_words: &answer.results.query.dropped,
        by_outlet: &answer.by_outlet,
        hits: answer.results.hits.iter().map(JsonHit::of).collect(),
        citations: &answer.citations,
    });
    let citations = dossier.cited().into_iter().zip(1..).map(|(hit, number)| {
        let document = &hit.document;
        let citation = cited(hit);
        JsonCitation { number, id: &document.id, sha256: &document.provenance.sha256, citation }
    });
    let (questions, citations) = (questions.collect(), citations.collect());
    let outlets = &dossier.outlets;
    serde_json::to_writer_pretty(
        &mut *out,
        &JsonDossier { schema_version: SCHEMA_VERSION, about, outlets, questions, citations },
    )?;
    writeln!(out)
}

/// The citation of a hit on one line.
fn cited(hit: &Hit) -> String {
    let mut line = Vec::new();
    // A vector takes everything.
    let _ = citation(&hit.document, hit.part(), CitationStyle::Plain, &mut line);
    String::from_utf8_lossy(&line).trim().to_string()
}
