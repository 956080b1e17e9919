//! The API: what programs ask, as JSON. docs/api.md describes it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::ValueEnum;
use serde::Serialize;

use super::Service;
use super::answer::{Answer, JSON, is_known, unchanged};
use super::archive::Opened;
use super::parameters::{Parameters, Wanted};
use super::problem::Problem;
use crate::arabic::Tokens;
use crate::document::Document;
use crate::duplicates;
use crate::engine::{Engine, OutletCount};
use crate::insight::Timeline;
use crate::query::Query;
use crate::render::{self, CitationStyle, DocumentFormat, HitFormat, Hits, SCHEMA_VERSION};
use crate::search::{Results, prepare, search};
use crate::similar;

type Asking = (State<Arc<Service>>, RawQuery, HeaderMap);

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/search", get(|asking: Asking| answer(asking, hits)))
        .route("/outlets", get(|asking: Asking| answer(asking, outlets)))
        .route("/timeline", get(|asking: Asking| answer(asking, timeline)))
        .route("/analyze", get(|asking: Asking| answer(asking, analyze)))
        .route("/health", get(|asking: Asking| answer(asking, health)))
        .route(
            "/documents/{id}",
            get(|Path(id): Path<String>, asking: Asking| answer(asking, |a, p| document(id, a, p))),
        )
        .route("/similar/{id}", get(|Path(id): Path<String>, asking: Asking| answer(asking, |a, p| alike(id, a, p))))
        .route("/cite/{id}", get(|Path(id): Path<String>, asking: Asking| answer(asking, |a, p| cite(id, a, p))))
        .fallback(|| async { Problem::missing("docs/api.md lists what there is") })
}

/// Answers a request from the archive as it is now.
async fn answer(
    (State(service), RawQuery(query), headers): Asking,
    work: impl FnOnce(&Opened, Parameters) -> Result<Answer, Problem> + Send + 'static,
) -> Response {
    let done = service.work(move |archive| {
        if is_known(&headers, &archive.generation) {
            return Ok(unchanged(&archive.generation));
        }
        Ok(work(archive, Parameters::read(query.as_deref())?)?.into_response())
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}

fn json(value: &impl Serialize, archive: &Opened) -> Result<Answer, Problem> {
    let body = serde_json::to_vec(value).map_err(|_| Problem::fault())?;
    Ok(Answer::new(JSON, body, &archive.generation))
}

/// The text that is looked for.
pub(super) fn query_text(parameters: &mut Parameters) -> Result<String, Problem> {
    parameters.take("q").ok_or_else(|| Problem::parameter("q", "it is missing: give what is looked for"))
}

fn hits(archive: &Opened, mut parameters: Parameters) -> Result<Answer, Problem> {
    let text = query_text(&mut parameters)?;
    let wanted = Wanted::new(text, &parameters.asked()?, archive)?;
    let results = search(&archive.index, &wanted.request)?;
    print(&wanted, &results, HitFormat::Json, archive)
}

/// Hits as the terminal prints them.
pub(super) fn print(
    Wanted { text, request }: &Wanted,
    results: &Results,
    format: HitFormat,
    archive: &Opened,
) -> Result<Answer, Problem> {
    let mut body = Vec::new();
    let printed = Hits::new(format, &mut body).and_then(|mut hits| hits.answer(None, text, request, results));
    printed.map_err(|_| Problem::fault())?;
    let kind = match format {
        HitFormat::Json => JSON,
        HitFormat::Jsonl => "application/jsonl",
        HitFormat::Csv => "text/csv; charset=utf-8",
        HitFormat::Text | HitFormat::Trec => "text/plain; charset=utf-8",
    };
    Ok(Answer::new(kind, body, &archive.generation))
}

/// The query and filter of counts, which need no words.
fn counted(archive: &Opened, parameters: &mut Parameters) -> Result<(Option<Query>, crate::query::Filter), Problem> {
    let text = parameters.take("q").filter(|text| !text.trim().is_empty());
    let asked = parameters.asked()?;
    let Some(text) = text else { return Ok((None, asked.filter.filter()?)) };
    let query = prepare(&archive.index, &Wanted::new(text, &asked, archive)?.request)?;
    let filter = query.filter.clone();
    Ok((Some(query), filter))
}

#[derive(Serialize)]
struct Counts {
    schema_version: u32,
    documents: u64,
    outlets: Vec<OutletCount>,
    authors: Vec<AuthorCount>,
}

#[derive(Serialize)]
struct AuthorCount {
    name: String,
    documents: u64,
}

fn outlets(archive: &Opened, mut parameters: Parameters) -> Result<Answer, Problem> {
    let (query, filter) = counted(archive, &mut parameters)?;
    let tally = archive.index.tally(query.as_ref(), &filter)?;
    let authors = tally.authors.into_iter().map(|(name, documents)| AuthorCount { name, documents }).collect();
    let (documents, outlets) = (tally.documents, tally.outlets);
    json(&Counts { schema_version: SCHEMA_VERSION, documents, outlets, authors }, archive)
}

#[derive(Serialize)]
struct Dated {
    schema_version: u32,
    documents: u64,
    #[serde(flatten)]
    timeline: Timeline,
}

fn timeline(archive: &Opened, mut parameters: Parameters) -> Result<Answer, Problem> {
    let (query, filter) = counted(archive, &mut parameters)?;
    let tally = archive.index.tally(query.as_ref(), &filter)?;
    let timeline = Timeline::of(&tally);
    json(&Dated { schema_version: SCHEMA_VERSION, documents: tally.documents, timeline }, archive)
}

#[derive(Serialize)]
struct Analysed {
    schema_version: u32,
    tokens: Vec<AnalysedToken>,
}

#[derive(Serialize)]
struct AnalysedToken {
    written: String,
    start: usize,
    end: usize,
    folded: String,
    stem: String,
    is_stop_word: bool,
}

fn analyze(archive: &Opened, mut parameters: Parameters) -> Result<Answer, Problem> {
    let text = query_text(&mut parameters)?;
    parameters.asked()?;
    let mut tokens = Tokens::new(&text);
    let mut analysed = Vec::new();
    while let Some(token) = tokens.advance() {
        analysed.push(AnalysedToken {
            written: token.written.into(),
            start: token.span().start,
            end: token.span().end,
            folded: token.folded.to_string(),
            stem: token.stem.to_string(),
            is_stop_word: token.is_stop_word,
        });
    }
    json(&Analysed { schema_version: SCHEMA_VERSION, tokens: analysed }, archive)
}

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    version: &'static str,
    documents: u64,
    generation: &'a str,
}

fn health(archive: &Opened, _: Parameters) -> Result<Answer, Problem> {
    let (version, generation) = (env!("CARGO_PKG_VERSION"), archive.generation.as_str());
    json(&Health { status: "ok", version, documents: archive.index.len(), generation }, archive)
}

/// The document called `id`.
pub(super) fn found(id: &str, archive: &Opened) -> Result<Document, Problem> {
    archive.index.find(id)?.ok_or_else(|| Problem::missing(format!("no document is called {id:?}; a search tells ids")))
}

fn document(id: String, archive: &Opened, _: Parameters) -> Result<Answer, Problem> {
    let document = found(&id, archive)?;
    let duplicates = duplicates::of(&archive.index, &id)?;
    let mut body = Vec::new();
    render::document(&document, &duplicates, DocumentFormat::Json, &mut body).map_err(|_| Problem::fault())?;
    Ok(Answer::new(JSON, body, &archive.generation))
}

fn alike(id: String, archive: &Opened, parameters: Parameters) -> Result<Answer, Problem> {
    let (asked, document) = (parameters.asked()?, found(&id, archive)?);
    let query = similar::query(&archive.index, &document)?;
    let same = duplicates::of(&archive.index, &id)?.into_iter().map(|(document, _)| document.id);
    let without = same.chain([id]).collect();
    let text = query.to_string();
    let request = crate::search::Request { without, ..asked.request(query, &archive.aliases)? };
    let results = search(&archive.index, &request)?;
    print(&Wanted { text, request }, &results, HitFormat::Json, archive)
}

fn cite(id: String, archive: &Opened, mut parameters: Parameters) -> Result<Answer, Problem> {
    let style = parameters.take("style").unwrap_or_else(|| "plain".into());
    parameters.asked()?;
    let style = CitationStyle::from_str(&style, false)
        .map_err(|_| Problem::parameter("style", "it is none of plain, ris, bibtex, csl-json"))?;
    let mut body = Vec::new();
    render::citation(&found(&id, archive)?, style, &mut body).map_err(|_| Problem::fault())?;
    let (kind, name) = match style {
        CitationStyle::Plain => return Ok(Answer::new("text/plain; charset=utf-8", body, &archive.generation)),
        CitationStyle::Ris => ("application/x-research-info-systems; charset=utf-8", "citation.ris"),
        CitationStyle::Bibtex => ("application/x-bibtex; charset=utf-8", "citation.bib"),
        CitationStyle::CslJson => ("application/vnd.citationstyles.csl+json", "citation.json"),
    };
    Ok(Answer::new(kind, body, &archive.generation).download(name))
}
