//! The page: complete without a script, Arabic first, English with `lang=en`. Its state is its address.

mod concordance;
mod coverage;
mod document;
mod dossier;
mod feed;
mod frame;
mod help;
mod hits;
mod language;
mod narrow;
mod parts;
mod problem;
mod shortlist;
mod story;
mod trends;
mod view;
mod wording;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, OriginalUri, Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::answer::{Answer, HTML};
use super::parameters::Parameters;
use super::problem::Problem;
use super::service::Service;
use frame::{SCRIPT, STYLE, frame};
use language::Language;
use problem::told;
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
        .fallback(|RawQuery(query)| async move {
            let language = language_of(query.as_deref());
            told(&Problem::missing("there is no page of this address"), language, None)
        })
}

type Asking = (State<Arc<Service>>, OriginalUri, HeaderMap);

async fn answer(
    (State(service), OriginalUri(uri), headers): Asking,
    page: impl FnOnce(&View<'_>) -> Result<Markup, Problem> + Send + 'static,
) -> Response {
    let asked = uri.query().map(String::from);
    let language = language_of(asked.as_deref());
    let done = service.answer(uri, headers, move |archive, query| {
        let mut parameters = Parameters::read(query)?;
        parameters.take("lang")?;
        Ok(Answer::new(HTML, page(&View { archive, language, parameters })?.into_string()))
    });
    done.await.unwrap_or_else(|problem| told(&problem, language, asked.as_deref()))
}

async fn feed((State(service), OriginalUri(uri), headers): Asking) -> Response {
    let asked = uri.query().map(String::from);
    let language = language_of(asked.as_deref());
    let done = service.answer(uri, headers, move |archive, query| {
        let mut parameters = Parameters::read(query)?;
        parameters.take("lang")?;
        feed::feed(archive, language, parameters)
    });
    done.await.unwrap_or_else(|problem| told(&problem, language, asked.as_deref()))
}

/// The language in the parameters; Arabic if they cannot be read.
fn language_of(query: Option<&str>) -> Language {
    let asked = Parameters::read(query).ok().and_then(|mut parameters| parameters.take("lang").ok()?);
    if asked.as_deref() == Some("en") { Language::English } else { Language::Arabic }
}

/// The page for a request that is denied access, in its language.
pub(super) fn refused(problem: &Problem, query: Option<&str>) -> Response {
    told(problem, language_of(query), None)
}

async fn ask_token(RawQuery(query): RawQuery) -> Response {
    login(language_of(query.as_deref()), None)
}

fn login(language: Language, problem: Option<&Problem>) -> Response {
    let title = language.of("الدخول إلى الأرشيف", "Log in to the archive");
    let body = html! {
        h1 { (title) }
        @if let Some(problem) = problem { p role="alert" { (problem::status(problem.status, language)) } }
        form method="post" action=(parts::address("/login", language.parameter())) {
            label for="token" { (language.of("الرمز السري", "Token")) }
            input id="token" name="token" type="password" autocomplete="current-password" required;
            button { (language.of("دخول", "Log in")) }
        }
    };
    let page = frame(language, title, None, &body).into_string();
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let kind = [(header::CONTENT_TYPE, HTML), (header::CACHE_CONTROL, "no-store")];
    (status, kind, page).into_response()
}

async fn take_token(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    form: Result<Bytes, BytesRejection>,
) -> Response {
    let language = language_of(query.as_deref());
    let Ok(form) = form else { return login(language, Some(&Problem::too_large())) };
    let form = str::from_utf8(&form).ok().and_then(|form| Parameters::read(Some(form)).ok());
    let token = form.and_then(|mut form| form.take("token").ok()?).unwrap_or_default();
    if let Err(problem) = service.access.check_token(&token) {
        return login(language, Some(&problem));
    }
    let home = parts::address("/", language.parameter());
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, home)]).into_response();
    let session = service.access.session().and_then(|session| HeaderValue::from_str(&session).ok());
    response.headers_mut().extend(session.map(|session| (header::SET_COOKIE, session)));
    response
}

async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = [&*STYLE, &*SCRIPT].into_iter().find(|asset| asset.name == name) else {
        return Problem::missing("no file is called so").into_response();
    };
    let kept = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (kept, asset.text).into_response()
}
