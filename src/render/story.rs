//! Prints stories.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use super::json::{self, JsonDocument, JsonDuplicate, SCHEMA_VERSION, line};
use super::plain::{field, plain};
use super::style::{QUIET, TITLE};
use crate::document::{Date, Heading, Outlet};
use crate::insight::{
    Claim, ClaimKind, NameGroup, SideBySide, Story, StoryClaim, StoryList, StoryNames, StoryQuotation, StorySummary,
};

/// How stories are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum StoryFormat {
    /// For people.
    Text,
    /// JSON.
    Json,
    /// Columns separated by tabs, without a header.
    Tsv,
}

/// A list of stories.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Stories")]
pub(crate) struct JsonStories<'a> {
    schema_version: u32,
    /// How many stories there are.
    total: usize,
    stories: Vec<JsonSummary<'a>>,
}

/// What a list tells of a story.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "StorySummary")]
struct JsonSummary<'a> {
    /// The id of the document that founded it; the id of any of its documents finds it as well.
    id: &'a str,
    documents: usize,
    /// How many of them match the query, if there is one.
    #[serde(skip_serializing_if = "is_zero")]
    matching: usize,
    /// In the order in which they first reported; null for documents that do not name one.
    outlets: &'a [Option<Outlet>],
    first: Option<Date>,
    last: Option<Date>,
    /// The title of the document that resembles the others most.
    title: &'a str,
}

/// A story.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Story")]
pub(crate) struct JsonStory<'a> {
    schema_version: u32,
    #[serde(flatten)]
    summary: JsonSummary<'a>,
    /// The earliest first, those without a date last.
    reports: Vec<JsonReport<'a>>,
    /// Numbers that the reports state, by what they count.
    claims: Vec<JsonClaimGroup<'a>>,
    /// Names for one thing, of which the reports use at least two; those of the archive's aliases.
    names: Vec<JsonNameGroup<'a>>,
    /// Quotations of the reports, those that say the same together.
    quotations: Vec<Vec<JsonQuotation<'a>>>,
}

/// Names for one thing, and which reports use which.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "NamesInStory")]
struct JsonNameGroup<'a> {
    names: &'a [String],
    reports: Vec<JsonNames<'a>>,
}

/// How often a report uses each name.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "NamesInReport")]
struct JsonNames<'a> {
    /// The id of the report.
    document: &'a str,
    outlet: Option<&'a Outlet>,
    published: Option<Date>,
    /// In the order of the names.
    uses: &'a [u64],
}

/// A quotation of a report.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Quoted")]
struct JsonQuotation<'a> {
    /// The id of the report.
    document: &'a str,
    outlet: Option<&'a Outlet>,
    published: Option<Date>,
    /// Bytes in the stored text, without the marks.
    start: usize,
    end: usize,
    text: &'a str,
}

/// Claims about the same thing.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "ClaimGroup")]
struct JsonClaimGroup<'a> {
    /// What is counted, as most claims write it.
    counted: &'a str,
    /// Whether reports of different outlets state different numbers.
    differ: bool,
    claims: Vec<JsonClaim<'a>>,
}

/// A number that a report states.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Claim")]
struct JsonClaim<'a> {
    /// The number, or the lower end of a range.
    low: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    kind: ClaimKind,
    counted: &'a str,
    /// The id of the report.
    document: &'a str,
    outlet: Option<&'a Outlet>,
    published: Option<Date>,
    /// Bytes of the sentence in the stored text.
    start: usize,
    end: usize,
    sentence: &'a str,
}

/// A report of a story, with later documents of nearly the same text.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "StoryReport")]
struct JsonReport<'a> {
    /// The mean probability, over the other documents of the story, that both report the same event.
    centrality: f32,
    #[serde(flatten)]
    document: JsonDocument<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    copies: Vec<JsonDuplicate<'a>>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl<'a> JsonSummary<'a> {
    fn of(summary: &'a StorySummary) -> Self {
        let StorySummary { id, documents, matching, outlets, dates, title } = summary;
        let (first, last) = dates.unzip();
        Self { id, documents: *documents, matching: *matching, outlets, first, last, title }
    }
}

impl<'a> JsonStories<'a> {
    pub fn of(list: &'a StoryList) -> Self {
        let stories = list.stories.iter().map(JsonSummary::of).collect();
        Self { schema_version: SCHEMA_VERSION, total: list.total, stories }
    }
}

impl<'a> JsonStory<'a> {
    pub fn of(story: &'a Story, side_by_side: &'a SideBySide) -> Self {
        let quotations = side_by_side.quotations.iter();
        let quotations =
            quotations.map(|group| group.iter().map(|quotation| JsonQuotation::of(story, quotation)).collect());
        let claims = side_by_side.claims.iter().map(|group| JsonClaimGroup {
            counted: &group.counted,
            differ: group.differ,
            claims: group.claims.iter().map(|claim| JsonClaim::of(story, claim)).collect(),
        });
        let names = side_by_side.names.iter().map(|group| JsonNameGroup {
            names: &group.names,
            reports: group.reports.iter().map(|names| JsonNames::of(story, names)).collect(),
        });
        let reports = story.reports.iter().map(|report| JsonReport {
            centrality: report.centrality,
            document: JsonDocument::heading(&report.heading),
            copies: json::duplicates(&report.copies),
        });
        Self {
            schema_version: SCHEMA_VERSION,
            summary: JsonSummary::of(&story.summary),
            reports: reports.collect(),
            claims: claims.collect(),
            names: names.collect(),
            quotations: quotations.collect(),
        }
    }
}

impl<'a> JsonNames<'a> {
    fn of(story: &'a Story, StoryNames { report, uses }: &'a StoryNames) -> Self {
        let heading = &story.reports[*report].heading;
        let outlet = heading.metadata.outlet.as_ref();
        Self { document: &heading.id, outlet, published: heading.metadata.published, uses }
    }
}

impl<'a> JsonQuotation<'a> {
    fn of(story: &'a Story, StoryQuotation { report, bytes, text }: &'a StoryQuotation) -> Self {
        let heading = &story.reports[*report].heading;
        Self {
            document: &heading.id,
            outlet: heading.metadata.outlet.as_ref(),
            published: heading.metadata.published,
            start: bytes.start,
            end: bytes.end,
            text,
        }
    }
}

impl<'a> JsonClaim<'a> {
    fn of(story: &'a Story, StoryClaim { report, claim, sentence }: &'a StoryClaim) -> Self {
        let heading = &story.reports[*report].heading;
        Self {
            low: claim.low,
            high: claim.high,
            kind: claim.kind,
            counted: &claim.counted,
            document: &heading.id,
            outlet: heading.metadata.outlet.as_ref(),
            published: heading.metadata.published,
            start: claim.sentence.start,
            end: claim.sentence.end,
            sentence,
        }
    }
}

/// The schema of a list of stories as JSON.
pub fn stories_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonStories<'_>>()
}

/// The schema of a story as JSON.
pub fn story_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<JsonStory<'_>>()
}

/// Prints a list of stories in `format`; as columns: id, documents, outlets, first and last date, title.
///
/// # Errors
/// The output cannot be written.
pub fn stories(list: &StoryList, format: StoryFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        StoryFormat::Json => line(&JsonStories::of(list), out),
        StoryFormat::Tsv => list.stories.iter().try_for_each(|story| {
            let StorySummary { id, documents, outlets, dates, title, .. } = story;
            let [first, last] = dates
                .map_or([String::new(), String::new()], |(first, last)| [first, last].map(|date| date.to_string()));
            writeln!(out, "{}\t{documents}\t{}\t{first}\t{last}\t{}", plain(id), outlets.len(), plain(title))
        }),
        StoryFormat::Text => {
            for story in &list.stories {
                writeln!(out, "{TITLE}{}{TITLE:#}", title(&story.title))?;
                writeln!(out, "  {}  {QUIET}id {}{QUIET:#}\n", counts(story), plain(&story.id))?;
            }
            writeln!(out, "{} of {}", list.stories.len(), count(list.total, "story", "stories"))
        }
    }
}

/// Prints a story and what its reports say in `format`; as columns: id, date, outlet, the id of the document that it copies,
/// title.
///
/// # Errors
/// The output cannot be written.
pub fn story(story: &Story, side_by_side: &SideBySide, format: StoryFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        StoryFormat::Json => line(&JsonStory::of(story, side_by_side), out),
        StoryFormat::Tsv => {
            for report in &story.reports {
                row(&report.heading, "", out)?;
                report.copies.iter().try_for_each(|(copy, _)| row(copy, &report.heading.id, out))?;
            }
            Ok(())
        }
        StoryFormat::Text => {
            text(story, out)?;
            side_by_side_text(story, side_by_side, out)
        }
    }
}

/// Prints a document and the id of its story as columns: story, document, address.
///
/// # Errors
/// The output cannot be written.
pub fn story_member(story: &str, heading: &Heading, out: &mut dyn Write) -> io::Result<()> {
    let address = heading.metadata.url.clone().unwrap_or_else(|| heading.provenance.to_string());
    writeln!(out, "{}\t{}\t{}", plain(story), plain(&heading.id), plain(&address))
}

fn row(heading: &Heading, copied: &str, out: &mut dyn Write) -> io::Result<()> {
    let Heading { id, title, metadata, .. } = heading;
    let date = metadata.published.map(|date| date.to_string()).unwrap_or_default();
    let outlet = metadata.outlet.as_ref().map_or("", |outlet| &outlet.id);
    writeln!(out, "{}\t{date}\t{}\t{}\t{}", plain(id), plain(outlet), plain(copied), plain(title))
}

fn text(story: &Story, out: &mut dyn Write) -> io::Result<()> {
    let Story { summary, reports } = story;
    writeln!(out, "{TITLE}{}{TITLE:#}", title(&summary.title))?;
    writeln!(out, "{}  {QUIET}id {}{QUIET:#}\n", counts(summary), plain(&summary.id))?;
    // Where a report has no date, nobody knows which was the first.
    let is_dated = reports.iter().all(|report| report.heading.metadata.published.is_some());
    for (report, number) in reports.iter().zip(1..) {
        let first = if number == 1 && is_dated { "  the earliest" } else { "" };
        let Heading { id, title: own, .. } = &report.heading;
        writeln!(out, "{number:3}  {}  {QUIET}id {}{QUIET:#}{first}", who_and_when(&report.heading), plain(id))?;
        writeln!(out, "     {}", title(own))?;
        for (copy, similarity) in &report.copies {
            let percent = (similarity * 100.0).round();
            let (when, id) = (who_and_when(copy), plain(&copy.id));
            writeln!(out, "     {QUIET}the same text ({percent} %): {when}  id {id}{QUIET:#}")?;
        }
    }
    let shown: usize = reports.iter().map(|report| 1 + report.copies.len()).sum();
    if shown < summary.documents {
        writeln!(out, "\nthe first {shown} of {} documents", summary.documents)?;
    }
    Ok(())
}

/// What reports state: each number and each quotation, who has it, and its sentence.
fn side_by_side_text(story: &Story, side_by_side: &SideBySide, out: &mut dyn Write) -> io::Result<()> {
    let who = |report: usize| {
        let heading = &story.reports[report].heading;
        format!("{QUIET}{}  id {}{QUIET:#}", who_and_when(heading), plain(&heading.id))
    };
    if !side_by_side.claims.is_empty() {
        writeln!(out, "\n{TITLE}Numbers, by what they count{TITLE:#}")?;
    }
    for group in &side_by_side.claims {
        let differ = if group.differ { "  reports differ" } else { "" };
        writeln!(out, "\n{TITLE}{}{TITLE:#}{QUIET}{differ}{QUIET:#}", field(&group.counted))?;
        for StoryClaim { report, claim, sentence } in &group.claims {
            writeln!(out, "  {} {}  {}", number(claim), field(&claim.counted), who(*report))?;
            writeln!(out, "    {}", field(sentence))?;
        }
    }
    if !side_by_side.names.is_empty() {
        writeln!(out, "\n{TITLE}Names for one thing{TITLE:#}")?;
    }
    for NameGroup { names, reports } in &side_by_side.names {
        writeln!(out)?;
        for StoryNames { report, uses } in reports {
            let used = names.iter().zip(uses).filter(|(_, uses)| **uses > 0);
            let used: Vec<String> = used.map(|(name, uses)| format!("{} {uses}", field(name))).collect();
            writeln!(out, "  {}  {}", used.join(", "), who(*report))?;
        }
    }
    if !side_by_side.quotations.is_empty() {
        writeln!(out, "\n{TITLE}Quotations, those that say the same together{TITLE:#}")?;
    }
    for group in &side_by_side.quotations {
        writeln!(out)?;
        for StoryQuotation { report, text, .. } in group {
            writeln!(out, "  {}\n    {}", who(*report), field(text))?;
        }
    }
    Ok(())
}

/// A number as it is stated: `more than 800`, `5 – 7`.
fn number(claim: &Claim) -> String {
    match (claim.kind, claim.high) {
        (_, Some(high)) => format!("{} – {high}", claim.low),
        (ClaimKind::Exact, None) => claim.low.to_string(),
        (kind, None) => format!("{} {}", kind.name(), claim.low),
    }
}

fn title(title: &str) -> String {
    if title.trim().is_empty() { "(no title)".into() } else { field(title) }
}

fn who_and_when(heading: &Heading) -> String {
    let date = heading.metadata.published.map_or("no date".into(), |date| date.to_string().replace('T', " "));
    let outlet = heading.metadata.outlet.as_ref().map_or("unknown outlet".into(), |outlet| field(&outlet.name));
    format!("{date}  {outlet}")
}

fn counts(story: &StorySummary) -> String {
    let StorySummary { documents, matching, outlets, dates, .. } = story;
    let matching = if *matching > 0 { format!(" ({matching} match)") } else { String::new() };
    let dates = match dates {
        None => "no dates".into(),
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first} – {last}"),
    };
    let outlets = count(outlets.len(), "outlet", "outlets");
    format!("{}{matching}, {outlets}, {dates}", count(*documents, "document", "documents"))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
