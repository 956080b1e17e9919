//! What a request is answered with.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const JSONL: &str = "application/jsonl";
pub(super) const CSV: &str = "text/csv; charset=utf-8";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
pub(super) const PROBLEM: &str = "application/problem+json";

/// A body and what is said of it.
pub(super) struct Answer {
    pub kind: &'static str,
    pub body: Vec<u8>,
    /// The state of the archive that it tells of.
    pub generation: String,
    /// What else is said of it.
    pub more: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    pub fn new(kind: &'static str, body: impl Into<Vec<u8>>, generation: &str) -> Self {
        Self { kind, body: body.into(), generation: generation.into(), more: Vec::new() }
    }

    /// One that a browser keeps as a file of this name.
    pub fn download(mut self, name: &str) -> Self {
        let told = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
        self.more.extend(told.ok().map(|told| (header::CONTENT_DISPOSITION, told)));
        self
    }
}

/// The tag of an answer, the same as long as the archive is.
fn tag(generation: &str) -> String {
    format!("W/\"{generation}\"")
}

/// Whether the caller has the answer of this generation.
pub(super) fn is_known(headers: &HeaderMap, generation: &str) -> bool {
    let told = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|tags| tags.to_str().ok());
    told.flat_map(|tags| tags.split(',')).any(|known| known.trim() == tag(generation))
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.extend(tagged(&self.generation));
        headers.extend(self.more);
        response
    }
}

/// Asked again, it is asked whether it has changed: an archive grows.
fn tagged(generation: &str) -> HeaderMap {
    let tag = HeaderValue::from_str(&tag(generation)).ok().map(|tag| (header::ETAG, tag));
    let cached = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    tag.into_iter().chain([cached]).collect()
}

/// The answer to someone who has it.
pub(super) fn unchanged(generation: &str) -> Response {
    (StatusCode::NOT_MODIFIED, tagged(generation)).into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(serde_json::to_vec(&self).expect("strings and numbers")));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers(PROBLEM));
        response
    }
}

impl Problem {
    /// What is said of an answer that tells of it.
    pub fn headers(&self, kind: &'static str) -> HeaderMap {
        let wait = self.retry_after.map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds)));
        let who = (self.status == StatusCode::UNAUTHORIZED)
            .then(|| (header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        let allowed = (self.status == StatusCode::METHOD_NOT_ALLOWED)
            .then(|| (header::ALLOW, HeaderValue::from_static("GET, HEAD")));
        let always = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        always.into_iter().chain(wait).chain(who).chain(allowed).collect()
    }
}
