//! An article found on a page or in a feed, before it becomes a document.

use std::io;

use super::credits;
use super::date::{self, ParsedDate};
use super::item::{Item, Sink};
use super::origin::{Origin, derived_id};
use super::page::Reason;
use super::records::{one_line, short_name};
use super::{ProblemKind, language};
use crate::document::{Attribute, Confidence, Document, Evidence, Metadata};

/// The article of a page, with notes.
#[derive(Clone, Debug, Default)]
pub(super) struct Article {
    /// The source's own id; empty if it has none.
    pub id: String,
    pub title: String,
    pub body: String,
    pub metadata: Metadata,
    pub notes: Vec<(ProblemKind, String)>,
    /// The blocks of its page, and why each is part of the body or not, if that is asked for.
    pub blocks: Vec<(String, Reason)>,
    /// The number of its record in the file and the line on which that begins, if the file holds many.
    pub place: Option<(u64, Option<u64>)>,
}

impl Article {
    /// Sets the date of publication, and notes its uncertainties.
    pub fn published(&mut self, reading: ParsedDate, from: &str, confidence: Confidence) {
        let start = || reading.written.chars().take(40).collect::<String>();
        self.notes.extend(
            reading
                .uncertainties
                .iter()
                .map(|uncertainty| (ProblemKind::DoubtfulDate, format!("{uncertainty}: {}", start()))),
        );
        self.notes.extend(date::unset(reading.date).map(|doubt| (ProblemKind::DoubtfulDate, doubt.into())));
        self.metadata.published = Some(reading.date);
        self.metadata.evidence.insert(Attribute::Published, reading.evidence(from, confidence));
    }

    /// Records the source of a value, if there is one.
    pub fn known_from(&mut self, attribute: Attribute, from: &str, confidence: Confidence) {
        let is_known = match attribute {
            Attribute::Title => !self.title.is_empty(),
            Attribute::Body => !self.body.is_empty(),
            Attribute::Outlet => self.metadata.outlet.is_some(),
            Attribute::Authors => !self.metadata.authors.is_empty(),
            Attribute::Published | Attribute::Updated => self.metadata.published.is_some(),
            Attribute::Place => self.metadata.place.is_some(),
            Attribute::Url => self.metadata.url.is_some(),
        };
        if is_known {
            self.metadata.evidence.insert(attribute, Evidence::new(from, confidence));
        }
    }

    /// Reads place and agencies at the beginning of the body where nothing else names them.
    pub fn credit_dateline(&mut self) {
        let is_placed = self.metadata.place.is_some();
        self.metadata.credit(credits::dateline(&self.body));
        if !is_placed {
            self.known_from(Attribute::Place, "the beginning of the text", Confidence::Likely);
        }
    }

    /// Converts the article to a document; its id is the source's own, or derived from its place.
    pub fn give(mut self, origin: &Origin<'_>, sink: &mut Sink<'_>) -> io::Result<()> {
        let provenance = origin.provenance(self.place);
        let line = self.place.and_then(|(_, line)| line);
        if self.title.trim().is_empty() && self.body.trim().is_empty() {
            return sink(Item::Skipped(origin.problem(ProblemKind::NoText, line, "")));
        }
        self.title = one_line(&self.title);
        origin.settle(&mut self.metadata);
        if self.metadata.authors.is_empty() {
            self.metadata.evidence.remove(&Attribute::Authors);
        }
        self.metadata.language = language::language(&self.title, &self.body).map(String::from);
        let foreign = language::foreign(&self.metadata, &self.body);
        self.notes.extend(foreign.map(|name| (ProblemKind::Foreign, name)));
        let Self { id, title, body, metadata, notes, blocks, .. } = self;
        let id = short_name(&id).unwrap_or_else(|| derived_id(&provenance));
        sink(Item::Document(Box::new(Document { id, title, body, metadata, provenance })))?;
        if !blocks.is_empty() {
            sink(Item::Blocks(blocks))?;
        }
        notes.into_iter().try_for_each(|(kind, detail)| sink(Item::Note(origin.problem(kind, line, detail))))
    }
}
