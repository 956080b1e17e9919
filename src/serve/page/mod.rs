//! The page: complete without a script, Arabic first, English with `lang=en`. Its state is its address.

mod concordance;
mod coverage;
mod document;
mod dossier;
mod feed;
mod form;
mod frame;
mod help;
mod hits;
mod home;
mod language;
mod narrow;
mod parts;
mod problem;
mod shortlist;
mod story;
mod switches;
mod timeline;
mod trends;
mod view;
mod wording;
mod words;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, OriginalUri, Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};

use super::access::Peer;
use super::answer::{Answer, HTML};
use super::parameters::Parameters;
use super::problem::Problem;
use super::service::Service;
use frame::frame;
use language::Language;
use view::View;

/// Bytes of the largest form.
const FORM: usize = 4 << 10;

pub(super) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/", get(|asking| answer(asking, hits::page)))
        .route("/dossier", get(|asking| answer(asking, dossier::page)))
        .route("/concordance", get(|asking| answer(asking, concordance::page)))
        .route("/collocates", get(|asking| answer(asking, words::collocates)))
        .route("/wording", get(|asking| answer(asking, wording::page)))
        .route("/keyness", get(|asking| answer(asking, words::keyness)))
        .route("/trends", get(|asking| answer(asking, trends::page)))
        .route("/coverage", get(|asking| answer(asking, coverage::page)))
        .route("/stories", get(|asking| answer(asking, story::list)))
        .route(
            "/stories/{id}",
            get(|Path(id): Path<String>, asking| answer(asking, move |view| story::page(view, &id))),
        )
        .route("/feed", get(feed))
        .route("/help", get(|asking| answer(asking, help::page)))
        .route(
            "/document/{id}",
            get(|Path(id): Path<String>, asking| answer(asking, move |view| document::page(view, &id))),
        )
        .route("/login", get(ask_token).post(take_token).layer(DefaultBodyLimit::max(FORM)))
        .route("/static/{name}", get(asset))
        .fallback(|OriginalUri(uri)| async move {
            told(&Problem::missing("there is no page at this address"), uri.path(), uri.query())
        })
}

type Asking = (State<Arc<Service>>, OriginalUri, HeaderMap);

async fn answer(
    (State(service), OriginalUri(uri), headers): Asking,
    page: impl FnOnce(&View<'_>) -> Result<Markup, Problem> + Send + 'static,
) -> Response {
    let language = language_of(uri.query());
    let done = service.answer(uri.clone(), headers, move |archive, query| {
        let mut parameters = Parameters::read(query)?;
        parameters.take("lang")?;
        Ok(Answer::new(HTML, page(&View { archive, language, parameters })?.into_string()))
    });
    done.await.unwrap_or_else(|problem| told(&problem, uri.path(), uri.query()))
}

async fn feed((State(service), OriginalUri(uri), headers): Asking) -> Response {
    let language = language_of(uri.query());
    let done = service.answer(uri.clone(), headers, move |archive, query| {
        let mut parameters = Parameters::read(query)?;
        parameters.take("lang")?;
        feed::feed(archive, language, parameters)
    });
    done.await.unwrap_or_else(|problem| told(&problem, uri.path(), uri.query()))
}

/// The language in the parameters; Arabic if they cannot be read.
fn language_of(query: Option<&str>) -> Language {
    let asked = Parameters::read(query).ok().and_then(|mut parameters| parameters.take("lang").ok()?);
    if asked.as_deref() == Some("en") { Language::English } else { Language::Arabic }
}

/// The page that tells of a problem with the address `path` and its parameters, in their language.
pub(super) fn told(problem: &Problem, path: &str, query: Option<&str>) -> Response {
    problem::told(problem, language_of(query), path, query)
}

/// The parameter of the address that someone came for before logging in.
const THEN: &str = "then";

/// Sends someone who must log in to the page for it, which leads back to this address.
pub(super) fn to_login(path: &str, query: Option<&str>) -> Response {
    let then = query.map_or_else(|| path.to_string(), |query| format!("{path}?{query}"));
    let pairs = language_of(query).parameter().into_iter().chain([(THEN, then.as_str())]);
    see_other(&parts::address("/login", pairs), "/login")
}

/// Sends to `address`; to `usual` if it cannot stand in a header.
fn see_other(address: &str, usual: &'static str) -> Response {
    let address = HeaderValue::from_str(address).unwrap_or_else(|_| HeaderValue::from_static(usual));
    (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response()
}

async fn ask_token(RawQuery(query): RawQuery) -> Response {
    login(query.as_deref(), None)
}

fn login(query: Option<&str>, problem: Option<&Problem>) -> Response {
    let language = language_of(query);
    let title = language.of("الدخول إلى الأرشيف", "Log in to the archive");
    let then = then(query);
    let address = |language: Language| {
        let then = then.as_deref().map(|then| (THEN, then));
        parts::address("/login", language.parameter().into_iter().chain(then))
    };
    let body = html! {
        h1 { (title) }
        @if let Some(problem) = problem { p role="alert" { (problem::status(problem.status, language)) } }
        form method="post" action=(address(language)) {
            label for="token" { (language.of("الرمز السري", "Token")) }
            input id="token" name="token" type="password" autocomplete="current-password" required;
            button { (language.of("دخول", "Log in")) }
        }
    };
    let page = frame(language, title, Some(&address(language.other())), &body).into_string();
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let kind = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    (status, kind, page).into_response()
}

/// The address of this server to go to after logging in.
fn then(query: Option<&str>) -> Option<String> {
    let then = Parameters::read(query).ok()?.take(THEN).ok()??;
    // Browsers read // and /\ as the beginning of another host.
    let is_ours = then.starts_with('/') && !then.starts_with("//") && !then.contains(['\\', '\r', '\n', '\t']);
    is_ours.then_some(then)
}

async fn take_token(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    form: Result<Bytes, BytesRejection>,
) -> Response {
    let query = query.as_deref();
    let Ok(form) = form else { return login(query, Some(&Problem::too_large())) };
    let form = str::from_utf8(&form).ok().and_then(|form| Parameters::read(Some(form)).ok());
    let token = form.and_then(|mut form| form.take("token").ok()?).unwrap_or_default();
    if let Err(problem) = service.access.check_token(&token, peer) {
        return login(query, Some(&problem));
    }
    let home = parts::address("/", language_of(query).parameter());
    let mut response = see_other(then(query).as_ref().unwrap_or(&home), "/");
    let session = service.access.session(&headers).and_then(|session| HeaderValue::from_str(&session).ok());
    response.headers_mut().extend(session.map(|session| (header::SET_COOKIE, session)));
    response
}

async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = frame::asset(&name) else {
        return Problem::missing("no file is called so").into_response();
    };
    let kept = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (kept, asset.bytes.as_ref()).into_response()
}
