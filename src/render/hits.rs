//! Prints hits in any format.

use std::io::{self, Write};

use super::layout::HitLayout;
use super::{csv, json, text, trec};
use crate::search::{Request, Results};

/// Output formats of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum HitFormat {
    /// For people.
    Text,
    /// One JSON object with all hits.
    Json,
    /// One JSON object a hit.
    Jsonl,
    /// Comma-separated values with a header line.
    Csv,
    /// Run format of evaluations: QUERY Q0 DOCUMENT#START-END RANK SCORE fihris.
    Trec,
}

/// Prints the results of one or many queries.
pub struct Hits<'o> {
    format: HitFormat,
    layout: HitLayout,
    out: &'o mut dyn Write,
}

impl<'o> Hits<'o> {
    /// Begins to print in `format` to `out`.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(format: HitFormat, out: &'o mut dyn Write) -> io::Result<Self> {
        if format == HitFormat::Csv {
            csv::header(out)?;
        }
        Ok(Self { format, layout: HitLayout::default(), out })
    }

    /// The same with another layout of [`HitFormat::Text`].
    pub fn layout(self, layout: HitLayout) -> Self {
        Self { layout, ..self }
    }

    /// Prints the results of the query `text`; `id` is its name in a batch.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn answer(&mut self, id: Option<&str>, text: &str, request: &Request, results: &Results) -> io::Result<()> {
        match self.format {
            HitFormat::Text => text::answer(id, text, request, results, self.layout, self.out),
            HitFormat::Json => json::answer(id, text, results, self.out),
            HitFormat::Jsonl => json::lines(id, text, results, self.out),
            HitFormat::Csv => csv::rows(id, text, results, self.out),
            HitFormat::Trec => trec::lines(id, results, self.out),
        }
    }
}
