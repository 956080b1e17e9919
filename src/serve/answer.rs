//! HTTP answers: body, headers, entity tags.

use std::hash::{BuildHasher, BuildHasherDefault};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rustc_hash::FxHasher;
use serde::Serialize;

use super::problem::Problem;

pub(super) const HTML: &str = "text/html; charset=utf-8";
pub(super) const JSON: &str = "application/json";
pub(super) const JSONL: &str = "application/jsonl";
pub(super) const CSV: &str = "text/csv; charset=utf-8";
pub(super) const ODT: &str = "application/vnd.oasis.opendocument.text";
pub(super) const TEXT: &str = "text/plain; charset=utf-8";
/// Without it, spreadsheets do not recognise UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();
pub(super) const PROBLEM: &str = "application/problem+json";

/// A body with its content type and further headers.
pub(super) struct Answer {
    pub kind: &'static str,
    pub body: Vec<u8>,
    /// Further headers.
    pub more: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    pub fn new(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { kind, body: body.into(), more: Vec::new() }
    }

    /// An answer as JSON.
    ///
    /// # Errors
    /// It cannot be written, which is a fault of ours.
    pub fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(|_| Problem::fault())?;
        Ok(Self::new(JSON, body))
    }

    /// The same, as a download with this file name.
    pub fn download(mut self, name: &str) -> Self {
        let told = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
        self.more.extend(told.ok().map(|told| (header::CONTENT_DISPOSITION, told)));
        self
    }

    /// The HTTP response.
    pub fn tagged(self, tag: &Tag) -> Response {
        let mut response = Response::new(Body::from(self.body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.extend(tag.headers());
        headers.extend(self.more);
        response
    }
}

/// The entity tag of an answer: the same for an address while the archive and the program are unchanged. Errors have none,
/// so that a client that sends the tag has received an answer.
pub(super) struct Tag(String);

impl Tag {
    /// The tag of `uri` in this state of the archive.
    pub fn of(generation: &str, uri: &Uri) -> Self {
        let address = BuildHasherDefault::<FxHasher>::default().hash_one(uri.path_and_query());
        Self(format!("W/\"{}-{generation}-{address:016x}\"", env!("CARGO_PKG_VERSION")))
    }

    /// Whether the client already has the answer.
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let told = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|tags| tags.to_str().ok());
        // Tags are compared weakly (RFC 9110, 13.1.2).
        let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_string();
        told.flat_map(|tags| tags.split(',')).any(|known| opaque(known.trim()) == opaque(&self.0))
    }

    /// Whether the client has some answer, whichever, which counts if there is one.
    pub fn is_any(headers: &HeaderMap) -> bool {
        headers.get(header::IF_NONE_MATCH).is_some_and(|tags| tags.as_bytes().trim_ascii() == b"*")
    }

    /// The answer to a client that already has it.
    pub fn unchanged(&self) -> Response {
        // As of the whole answer, of which there are a plain and a compressed form.
        let vary = [(header::VARY, HeaderValue::from_static("accept-encoding"))];
        (StatusCode::NOT_MODIFIED, vary, self.headers()).into_response()
    }

    /// Clients must revalidate, since an archive grows.
    fn headers(&self) -> HeaderMap {
        let tag = HeaderValue::from_str(&self.0).ok().map(|tag| (header::ETAG, tag));
        let cached = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        tag.into_iter().chain([cached]).collect()
    }
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
    /// The headers of an answer with this problem.
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
