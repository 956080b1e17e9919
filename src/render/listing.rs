//! Prints the documents of an archive, one after the other.

use std::io::{self, Write};

use serde::Serialize;

use super::csv::{DOCUMENT, document_cells, precision, row};
use super::json::{JsonDocument, SCHEMA_VERSION, line as json_line};
use super::plain::columns;
use super::style::{QUIET, TITLE};
use super::table::count;
use super::text::{NO_TITLE, day, id, outlet_name};
use super::wrap::Lines;
use crate::document::{Heading, Metadata};

/// How documents are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum ListFormat {
    /// For people: a line a document.
    Text,
    /// One JSON object a document.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
}

/// The columns after those of [`DOCUMENT`].
const AFTER: [&str; 3] = ["published_precision", "place", "language"];

/// The columns of a day, `2022-01-20`.
const DAY: usize = 10;
/// The least columns of a title.
const MIN_TITLE: usize = 20;

/// A list of documents that is printed as it is read.
pub struct Listing<'o> {
    format: ListFormat,
    /// Columns of a line of text.
    width: usize,
    out: &'o mut dyn Write,
}

#[derive(Serialize)]
struct Listed<'a> {
    schema_version: u32,
    #[serde(flatten)]
    document: JsonDocument<'a>,
}

impl<'o> Listing<'o> {
    /// Begins a list; lines of text are `width` columns wide.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(format: ListFormat, width: usize, out: &'o mut dyn Write) -> io::Result<Self> {
        if format == ListFormat::Csv {
            row(DOCUMENT.into_iter().chain(AFTER).map(String::from), out)?;
        }
        Ok(Self { format, width, out })
    }

    /// Prints a document.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn document(&mut self, document: &Heading) -> io::Result<()> {
        match self.format {
            ListFormat::Text => self.line(document),
            ListFormat::Jsonl => {
                let document = JsonDocument::heading(document);
                json_line(&Listed { schema_version: SCHEMA_VERSION, document }, self.out)
            }
            ListFormat::Csv => row(document_cells(document).into_iter().chain(after(&document.metadata)), self.out),
        }
    }

    /// Ends the list: `shown` documents of `total`.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn end(self, shown: u64, total: u64) -> io::Result<()> {
        if self.format != ListFormat::Text {
            return Ok(());
        }
        let of = if shown == total { String::new() } else { format!("{} of ", super::thousands(shown)) };
        writeln!(self.out, "{QUIET}{of}{}{QUIET:#}", count(total, "document"))
    }

    /// Day, title, outlet and id; only the title is cut.
    fn line(&mut self, document: &Heading) -> io::Result<()> {
        let Heading { title, metadata, .. } = document;
        let day = day(metadata);
        let rest = [outlet_name(metadata), id(document)].join(" · ");
        write!(self.out, "{QUIET}{day:<DAY$}{QUIET:#}  ")?;
        let room = self.width.saturating_sub(DAY + 2 + 3 + columns(&rest)).max(MIN_TITLE);
        if title.trim().is_empty() {
            write!(self.out, "{NO_TITLE}")?;
        } else {
            Lines::beginning(title, &[], room).print_inline(TITLE, self.out)?;
        }
        writeln!(self.out, " · {QUIET}{rest}{QUIET:#}")
    }
}

fn after(metadata: &Metadata) -> [String; AFTER.len()] {
    let or_none = |value: &Option<String>| value.clone().unwrap_or_default();
    [precision(metadata), or_none(&metadata.place), or_none(&metadata.language)]
}
