//! Prints outlets with their counts.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{SCHEMA_VERSION, line};
use super::plain::{field, plain, thousands};
use crate::document::{Date, Outlet};
use crate::insight::OutletSummary;

/// How outlets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum OutletFormat {
    /// For people: columns separated by tabs.
    Text,
    /// One JSON object an outlet.
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    schema_version: u32,
    outlet: Option<&'a Outlet>,
    documents: u64,
    passages: u64,
    first: Option<Date>,
    last: Option<Date>,
}

/// Prints `summaries` in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn outlets(summaries: &[OutletSummary], format: OutletFormat, out: &mut dyn Write) -> io::Result<()> {
    if format == OutletFormat::Text {
        writeln!(out, "documents\tpassages\tfirst\tlast\tid\tname")?;
    }
    for summary in summaries {
        let &OutletSummary { documents, passages, dates, .. } = summary;
        let (first, last) = dates.unzip();
        let outlet = summary.outlet.as_ref();
        if format == OutletFormat::Jsonl {
            line(&Line { schema_version: SCHEMA_VERSION, outlet, documents, passages, first, last }, out)?;
            continue;
        }
        let [first, last] = [first, last].map(|date| date.map_or("–".into(), |date| date.to_string()));
        let (id, name) =
            outlet.map_or(("–".into(), "unknown".into()), |outlet| (plain(&outlet.id), field(&outlet.name)));
        let [documents, passages] = [documents, passages].map(thousands);
        writeln!(out, "{documents}\t{passages}\t{first}\t{last}\t{id}\t{name}")?;
    }
    Ok(())
}
