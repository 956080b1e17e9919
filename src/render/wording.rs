//! Prints which names outlets use.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::csv::outlet_cells;
use super::json::{SCHEMA_VERSION, line};
use super::plain::{field, plain};
use super::style::{QUIET, TITLE};
use super::table::{TableFormat, count, csv, percent};
use crate::document::{Date, Outlet};
use crate::insight::{Interval, NameUse, OutletWording, SetWording};

/// Which of several names for one thing each outlet uses.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Wording")]
pub(crate) struct JsonWording<'a> {
    schema_version: u32,
    sets: Vec<JsonSet<'a>>,
}

/// The names of one thing.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "NameSet")]
struct JsonSet<'a> {
    names: &'a [String],
    /// All outlets together, for each period.
    all: Vec<JsonRow<'a>>,
    /// Each outlet for each period, those of most uses first.
    outlets: Vec<JsonRow<'a>>,
}

/// Which names an outlet uses.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "OutletWording")]
struct JsonRow<'a> {
    outlet: Option<&'a Outlet>,
    /// Null for all of time, and for documents whose date is not so exact.
    period: Option<Date>,
    documents: u64,
    uses: u64,
    /// Whether there are fewer than ten uses, of which shares say little.
    is_few: bool,
    names: Vec<JsonName<'a>>,
}

/// How an outlet uses a name.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "NameUse")]
struct JsonName<'a> {
    name: &'a str,
    uses: u64,
    documents: u64,
    /// Of the uses of all names, with the interval of 95 % (Wilson).
    share: Interval,
    /// Against all other outlets in the period, with the interval of 95 %: above 0 where the outlet prefers the name.
    log_odds: Option<Interval>,
}

impl<'a> JsonWording<'a> {
    pub fn of(sets: &'a [SetWording]) -> Self {
        let rows = |set: &'a SetWording, rows: &'a [OutletWording]| -> Vec<JsonRow<'a>> {
            rows.iter().map(|row| JsonRow::of(&set.names, row)).collect()
        };
        let set = |set: &'a SetWording| JsonSet {
            names: &set.names,
            all: rows(set, &set.all),
            outlets: rows(set, &set.outlets),
        };
        Self { schema_version: SCHEMA_VERSION, sets: sets.iter().map(set).collect() }
    }
}

impl<'a> JsonRow<'a> {
    fn of(names: &'a [String], row: &'a OutletWording) -> Self {
        let names = names.iter().zip(&row.names).map(|(name, use_)| {
            let NameUse { uses, documents, share, log_odds } = *use_;
            JsonName { name, uses, documents, share, log_odds }
        });
        let OutletWording { outlet, period, documents, uses, is_few, .. } = row;
        Self {
            outlet: outlet.as_ref(),
            period: *period,
            documents: *documents,
            uses: *uses,
            is_few: *is_few,
            names: names.collect(),
        }
    }
}

/// The schema of wording as JSON.
pub fn wording_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonWording<'_>>()
}

/// Prints `sets` in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn wording(sets: &[SetWording], format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TableFormat::Text => sets.iter().try_for_each(|set| text(set, out)),
        TableFormat::Json => line(&JsonWording::of(sets), out),
        TableFormat::Csv => csv(COLUMNS, sets.iter().flat_map(rows), out),
    }
}

fn text(set: &SetWording, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = set.names.iter().map(|name| field(name)).collect();
    writeln!(out, "{TITLE}{}{TITLE:#}", names.join(" / "))?;
    let outlets = set
        .outlets
        .iter()
        .map(|row| (row, row.outlet.as_ref().map_or("unknown outlet".into(), |outlet| field(&outlet.name))));
    for (row, outlet) in outlets.chain(set.all.iter().map(|row| (row, "all outlets".into()))) {
        let period = row.period.map(|date| format!("  {date}")).unwrap_or_default();
        let few = if row.is_few { ", few: shares say little" } else { "" };
        writeln!(
            out,
            "\n  {outlet}{period}  {QUIET}{} in {}{few}{QUIET:#}",
            count(row.uses, "use"),
            count(row.documents, "document")
        )?;
        for (name, use_) in set.names.iter().zip(&row.names).filter(|(_, use_)| use_.uses > 0) {
            let share = percent(use_.share);
            let odds = use_.log_odds.map(|odds| format!("  log-odds {}", signed(odds))).unwrap_or_default();
            writeln!(out, "    {:5}  {share}  {}{QUIET}{odds}{QUIET:#}", use_.uses, field(name))?;
        }
    }
    writeln!(out, "\n{QUIET}the passages: fihris concordance --no-alias '\"NAME\"' --outlet OUTLET{QUIET:#}\n")
}

/// `+1.2 (+0.4 to +2.0)`
fn signed(odds: Interval) -> String {
    format!("{:+.1} ({:+.1} to {:+.1})", odds.value, odds.low, odds.high)
}

const COLUMNS: [&str; 14] = [
    "names",
    "outlet_id",
    "outlet",
    "period",
    "documents_of_all",
    "uses_of_all",
    "name",
    "uses",
    "documents",
    "share",
    "share_low",
    "share_high",
    "log_odds",
    "is_few",
];

fn rows(set: &SetWording) -> impl Iterator<Item = [String; COLUMNS.len()]> {
    set.outlets.iter().flat_map(|row| set.names.iter().zip(&row.names).map(|(name, use_)| cells(set, row, name, use_)))
}

fn cells(set: &SetWording, row: &OutletWording, name: &str, use_: &NameUse) -> [String; COLUMNS.len()] {
    let [id, outlet] = outlet_cells(row.outlet.as_ref());
    [
        set.names.join(" / "),
        id,
        outlet,
        row.period.map(|date| date.to_string()).unwrap_or_default(),
        row.documents.to_string(),
        row.uses.to_string(),
        plain(name),
        use_.uses.to_string(),
        use_.documents.to_string(),
        format!("{:.4}", use_.share.value),
        format!("{:.4}", use_.share.low),
        format!("{:.4}", use_.share.high),
        use_.log_odds.map(|odds| format!("{:.4}", odds.value)).unwrap_or_default(),
        row.is_few.to_string(),
    ]
}
