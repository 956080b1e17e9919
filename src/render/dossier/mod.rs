//! Writes dossiers: one text as HTML and OpenDocument, its passages and its matrix as tables, all of it as JSON.

mod blocks;
mod html;
mod json;
mod odt;

use std::fs::{self, File};
use std::io::{self, BufWriter, Cursor, Write};
use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::cite::{CitationStyle, citation};
use super::csv::outlet_cells;
use super::hits::{HitFormat, Hits};
use super::table::csv;
use crate::search::{Dossier, Hit};

#[cfg(feature = "mcp")]
pub(crate) use json::JsonDossier;
pub use json::dossier_schema;

/// The title of a dossier that is given none.
pub const DEFAULT_TITLE: &str = "ملف";

/// What a dossier says about itself.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct AboutDossier {
    /// Its title.
    pub title: String,
    /// When it was made, in UTC.
    pub made: String,
    /// The program, and its version.
    pub program: String,
    /// Where the index is; a server does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Identifies the state of the archive.
    pub state: String,
}

impl AboutDossier {
    /// A dossier that is made now, from this index in this state.
    pub fn now(title: String, index: Option<String>, state: String) -> Self {
        let made = Timestamp::now().strftime("%Y-%m-%d %H:%M").to_string();
        Self { title, made, program: format!("fihris {}", env!("CARGO_PKG_VERSION")), index, state }
    }
}

/// How a dossier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum DossierFormat {
    /// One file from right to left, for screens and paper.
    Html,
    /// A text for word processors.
    Odt,
    /// One JSON object.
    Json,
    /// The passages, as comma-separated values.
    Csv,
    /// How many documents of each outlet match each question, as comma-separated values.
    Matrix,
}

impl DossierFormat {
    const ALL: [Self; 5] = [Self::Html, Self::Odt, Self::Json, Self::Csv, Self::Matrix];

    /// The name of its file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Html => "dossier.html",
            Self::Odt => "dossier.odt",
            Self::Json => "dossier.json",
            Self::Csv => "passages.csv",
            Self::Matrix => "matrix.csv",
        }
    }
}

/// Writes `dossier` into `folder`, in every format; the folder is whole or not there.
///
/// # Errors
/// There is something at `folder`; it cannot be written.
pub fn dossier_folder(dossier: &Dossier, about: &AboutDossier, folder: &Path) -> io::Result<()> {
    if folder.symlink_metadata().is_ok() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is there already: name another folder"));
    }
    let mut name = folder.as_os_str().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let new = Path::new(&name);
    fs::create_dir(new)?;
    let file = |format: DossierFormat| {
        let mut out = BufWriter::new(File::create(new.join(format.file_name()))?);
        self::dossier(dossier, about, format, &mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    };
    let written = DossierFormat::ALL.into_iter().try_for_each(file).and_then(|()| fs::rename(new, folder));
    if written.is_err() {
        // What is half-written is of no use.
        let _ = fs::remove_dir_all(new);
    }
    written
}

/// Writes `dossier` in one format.
///
/// # Errors
/// `out` cannot be written.
pub fn dossier(dossier: &Dossier, about: &AboutDossier, format: DossierFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        DossierFormat::Html => html::write(&about.title, &blocks::blocks(dossier, about), out),
        DossierFormat::Odt => {
            let file = odt::write(&about.title, &blocks::blocks(dossier, about), Cursor::new(Vec::new()))?;
            out.write_all(file.get_ref())
        }
        DossierFormat::Json => json::write(dossier, about, out),
        DossierFormat::Csv => {
            let mut hits = Hits::new(HitFormat::Csv, out)?;
            dossier.answers.iter().try_for_each(|answer| {
                let question = &answer.question;
                hits.answer(Some(&question.id), &question.text, &question.request, &answer.results)
            })
        }
        DossierFormat::Matrix => matrix(dossier, out),
    }
}

fn matrix(dossier: &Dossier, out: &mut dyn Write) -> io::Result<()> {
    let rows = dossier.answers.iter().flat_map(|answer| {
        dossier.outlets.iter().zip(&answer.by_outlet).map(|(outlet, documents)| {
            let [id, name] = outlet_cells(outlet.as_ref());
            [answer.question.id.clone(), answer.question.text.clone(), id, name, documents.to_string()]
        })
    });
    csv(["query_id", "query", "outlet_id", "outlet", "documents"], rows, out)
}

/// The citation of a hit on one line.
fn cited(hit: &Hit) -> String {
    let mut line = Vec::new();
    // A vector takes everything.
    let _ = citation(&hit.document, hit.part(), CitationStyle::Plain, &mut line);
    String::from_utf8_lossy(&line).trim().to_string()
}
