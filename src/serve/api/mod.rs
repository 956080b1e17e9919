//! The API for programs, as JSON. docs/api.md describes it.

mod insight;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use super::answer::{Answer, BYTE_ORDER_MARK, CSV, JSON, JSONL, TEXT};
use super::archive::Opened;
use super::counts::{self, Counts, Dated};
use super::documents::{ParsedSearch, alike, cited, found};
use super::endpoint::Endpoint;
use super::openapi::describe;
use super::parameters::{ExtraParameter, MAX_EXPORT, MAX_HITS, Parameters};
use super::problem::Problem;
use super::service::Service;
use crate::arabic::Tokens;
use crate::args::{ValueType, chosen};
use crate::render::{self, CitationStyle, DocumentFormat, HitFormat, Hits, SCHEMA_VERSION};
use crate::search::{Results, duplicates_of, search};

const FORMATS: [HitFormat; 3] = [HitFormat::Json, HitFormat::Jsonl, HitFormat::Csv];
const FORMAT: ExtraParameter = ExtraParameter {
    name: "format",
    value_type: || ValueType::one_of(&FORMATS),
    help: "how hits are written; as json, hits are at most a hundred, else a thousand",
    is_required: false,
    is_many: false,
};

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/search",
        summary: "Passages, best first, each with its source",
        extra: &[ExtraParameter::QUERY, FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::hits_schema)), (JSONL, None), (CSV, None)],
        answer: hits,
    },
    Endpoint {
        path: "/documents/{id}",
        summary: "A document with its text, metadata, provenance and duplicates",
        extra: &[ExtraParameter::ID],
        is_search: false,
        answers: &[(JSON, Some(render::document_schema))],
        answer: document,
    },
    Endpoint {
        path: "/similar/{id}",
        summary: "Documents on the same event, without duplicates",
        extra: &[ExtraParameter::ID],
        is_search: true,
        answers: &[(JSON, Some(render::hits_schema))],
        answer: |archive, mut parameters| {
            let wanted = alike(&parameters.required("id")?, archive, &parameters)?;
            print(&wanted, &search(archive.index, &wanted.request)?, HitFormat::Json)
        },
    },
    Endpoint {
        path: "/outlets",
        summary: "How many documents each outlet has, and the authors of most",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        answers: &[(JSON, Some(schema::<Counts>))],
        answer: |archive, parameters| Answer::json(&counts::outlets(archive, parameters)?),
    },
    Endpoint {
        path: "/timeline",
        summary: "How many documents were published when",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        answers: &[(JSON, Some(schema::<Dated>))],
        answer: |archive, parameters| Answer::json(&counts::timeline(archive, parameters)?),
    },
    Endpoint {
        path: "/analyze",
        summary: "What the analysis makes of a text",
        extra: &[ExtraParameter::QUERY],
        is_search: false,
        answers: &[(JSON, Some(schema::<Analysed>))],
        answer: analyze,
    },
    Endpoint {
        path: "/cite/{id}",
        summary: "A citation of a document",
        extra: &[ExtraParameter::ID, ExtraParameter::STYLE, ExtraParameter::PART],
        is_search: false,
        answers: &[(TEXT, None), (RIS, None), (BIBTEX, None), (CSL, None)],
        answer: cite,
    },
];

/// Endpoints about the server.
const SERVICE: &[Endpoint] = &[
    Endpoint {
        path: "/health",
        summary: "Whether there is an archive",
        extra: &[],
        is_search: false,
        answers: &[(JSON, Some(schema::<Health>))],
        answer: health,
    },
    Endpoint {
        path: "/openapi.json",
        summary: "This description",
        extra: &[],
        is_search: false,
        answers: &[(JSON, None)],
        answer: |_, _| Answer::json(&*DESCRIPTION),
    },
];

/// The description of this API, the same for every archive.
static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| describe(endpoints()));

/// All endpoints, in the order of their description.
fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().chain(insight::ENDPOINTS).chain(SERVICE)
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

type Asking = (State<Arc<Service>>, OriginalUri, HeaderMap);

pub(super) fn routes() -> Router<Arc<Service>> {
    let route = |router: Router<Arc<Service>>, endpoint: &'static Endpoint| {
        let answer = move |id: Option<Path<String>>, asking: Asking| answer(endpoint, id, asking);
        router.route(endpoint.path, get(answer))
    };
    let metrics = |State(service): State<Arc<Service>>| async move { service.metrics.answer() };
    let router = endpoints().fold(Router::new(), route).route("/metrics", get(metrics));
    router.fallback(|| async { Problem::missing("/api/v1/openapi.json lists what there is") })
}

/// Answers a request from the current state of the archive.
async fn answer(
    endpoint: &'static Endpoint,
    id: Option<Path<String>>,
    (State(service), OriginalUri(uri), headers): Asking,
) -> Response {
    let done = service.answer(uri, headers, move |archive, query| {
        let parameters = Parameters::read(query)?;
        let parameters = id.into_iter().fold(parameters, |parameters, Path(id)| parameters.with("id", id));
        (endpoint.answer)(archive, parameters)
    });
    done.await.unwrap_or_else(IntoResponse::into_response)
}

fn hits(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let text = parameters.required("q")?;
    let format = parameters.take("format")?.map_or(Ok(HitFormat::Json), |name| chosen("format", &name, &FORMATS))?;
    let most = if format == HitFormat::Json { MAX_HITS } else { MAX_EXPORT };
    let wanted = ParsedSearch::new(text, &parameters.asked_for(most)?, archive)?;
    let answer = print(&wanted, &search(archive.index, &wanted.request)?, format)?;
    Ok(match format {
        HitFormat::Jsonl => answer.download("fihris.jsonl"),
        HitFormat::Csv => answer.download("fihris.csv"),
        _ => answer,
    })
}

/// Hits in a format of the command line.
fn print(
    ParsedSearch { text, request }: &ParsedSearch,
    results: &Results,
    format: HitFormat,
) -> Result<Answer, Problem> {
    let mut body = if format == HitFormat::Csv { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    let printed = Hits::new(format, &mut body).and_then(|mut hits| hits.answer(None, text, request, results));
    printed.map_err(|_| Problem::fault())?;
    let kind = match format {
        HitFormat::Json => JSON,
        HitFormat::Jsonl => JSONL,
        HitFormat::Csv => CSV,
        HitFormat::Text | HitFormat::Trec => TEXT,
    };
    Ok(Answer::new(kind, body))
}

/// The tokens of a text.
#[derive(Serialize, JsonSchema)]
struct Analysed {
    schema_version: u32,
    tokens: Vec<AnalysedToken>,
}

/// A token.
#[derive(Serialize, JsonSchema)]
struct AnalysedToken {
    written: String,
    /// Bytes in the text.
    start: usize,
    end: usize,
    folded: String,
    stem: String,
    is_stop_word: bool,
}

fn analyze(_: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let text = parameters.required("q")?;
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
    Answer::json(&Analysed { schema_version: SCHEMA_VERSION, tokens: analysed })
}

/// The state of the archive.
#[derive(Serialize, JsonSchema)]
struct Health {
    status: &'static str,
    /// Of the program.
    version: &'static str,
    documents: u64,
    /// Identifies the state of the archive.
    generation: String,
}

fn health(archive: &Opened<'_>, parameters: Parameters) -> Result<Answer, Problem> {
    parameters.asked()?;
    let (version, generation) = (env!("CARGO_PKG_VERSION"), archive.generation.to_string());
    Answer::json(&Health { status: "ok", version, documents: archive.index.len(), generation })
}

fn document(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let id = parameters.required("id")?;
    parameters.asked()?;
    let document = found(&id, archive)?;
    let duplicates = duplicates_of(archive.index, &id)?;
    let mut body = Vec::new();
    render::document(&document, &duplicates, DocumentFormat::Json, &mut body).map_err(|_| Problem::fault())?;
    Ok(Answer::new(JSON, body))
}

const RIS: &str = "application/x-research-info-systems; charset=utf-8";
const BIBTEX: &str = "application/x-bibtex; charset=utf-8";
const CSL: &str = "application/vnd.citationstyles.csl+json";

fn cite(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let id = parameters.required("id")?;
    let (_, style, citation) = cited(&id, archive, parameters)?;
    let (kind, name) = match style {
        CitationStyle::Plain => return Ok(Answer::new(TEXT, citation)),
        CitationStyle::Ris => (RIS, "citation.ris"),
        CitationStyle::Bibtex => (BIBTEX, "citation.bib"),
        CitationStyle::CslJson => (CSL, "citation.json"),
    };
    Ok(Answer::new(kind, citation).download(name))
}
