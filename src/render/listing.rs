//! Prints the documents of an archive, one after the other.

use std::io::{self, Write};

use csv::WriterBuilder;
use serde::Serialize;

use super::csv::harmless;
use super::json::{JsonDocument, SCHEMA_VERSION, line as json_line};
use super::plain::columns;
use super::style::{QUIET, TITLE};
use super::table::{count, outlet_cells};
use super::text::{NO_TITLE, day, id, outlet_name};
use super::wrap::Lines;
use crate::document::Heading;

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

const COLUMNS: [&str; 14] = [
    "id",
    "title",
    "outlet_id",
    "outlet",
    "authors",
    "published",
    "published_precision",
    "place",
    "language",
    "url",
    "source",
    "member",
    "line",
    "sha256",
];

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
        let mut listing = Self { format, width, out };
        if format == ListFormat::Csv {
            listing.row(COLUMNS.map(String::from))?;
        }
        Ok(listing)
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
            ListFormat::Csv => self.row(cells(document).map(harmless)),
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
        if title.is_empty() {
            write!(self.out, "{NO_TITLE}")?;
        } else {
            Lines::beginning(title, &[], room).print_inline(TITLE, self.out)?;
        }
        writeln!(self.out, " · {QUIET}{rest}{QUIET:#}")
    }

    fn row(&mut self, cells: [String; COLUMNS.len()]) -> io::Result<()> {
        let mut writer = WriterBuilder::new().from_writer(&mut *self.out);
        writer.write_record(cells)?;
        writer.flush()
    }
}

fn cells(document: &Heading) -> [String; COLUMNS.len()] {
    let Heading { id, title, metadata, provenance } = document;
    let place = provenance.place.as_ref();
    let [outlet_id, outlet] = outlet_cells(metadata.outlet.as_ref());
    let or_none = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        id.clone(),
        title.clone(),
        outlet_id,
        outlet,
        metadata.authors.join("; "),
        metadata.published.map(|date| date.to_string()).unwrap_or_default(),
        metadata.published.map(|date| date.precision().name().into()).unwrap_or_default(),
        or_none(&metadata.place),
        or_none(&metadata.language),
        or_none(&metadata.url),
        provenance.source.clone(),
        place.and_then(|place| place.member.clone()).unwrap_or_default(),
        place.and_then(|place| place.line).map(|line| line.to_string()).unwrap_or_default(),
        provenance.sha256.clone(),
    ]
}
