//! Problem details (RFC 9457): errors of requests.

use axum::http::StatusCode;
use serde::Serialize;

use crate::args::{ArgsError, ArgsProblem};
use crate::engine::EngineError;
use crate::query::QueryError;

/// An error of a request, as problem details.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub(super) struct Problem {
    #[serde(serialize_with = "number")]
    #[schemars(with = "u16")]
    pub status: StatusCode,
    /// The kind of the problem, a fixed text.
    pub title: &'static str,
    /// What is wrong with this request, and what to do.
    pub detail: String,
    /// The parameter at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The position of the error in the query, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The cause, for messages in another language.
    #[serde(skip)]
    pub cause: Option<Box<Cause>>,
    /// Seconds to wait before the next attempt.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// The cause of an invalid request.
#[derive(Clone, Debug)]
pub(super) enum Cause {
    Query(QueryError),
    Parameter(ArgsProblem),
    /// An unknown outlet, author or place, with similar names.
    Name(String, Vec<String>),
}

fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), parameter: None, column: None, cause: None, retry_after: None }
    }

    /// A parameter that cannot be understood.
    pub fn parameter(name: &str, detail: impl Into<String>) -> Self {
        let problem = Self::new(StatusCode::BAD_REQUEST, "a parameter cannot be understood", detail);
        Self { parameter: Some(name.into()), ..problem }
    }

    /// An invalid parameter.
    pub fn unfit(name: &str, problem: ArgsProblem) -> Self {
        ArgsError::new(name, problem).into()
    }

    /// Nothing is found at the address.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is no such thing", detail)
    }

    /// The caller must authenticate.
    pub fn unknown_caller() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "a token is needed",
            "send the token as `Authorization: Bearer TOKEN`, or log in",
        )
    }

    /// Too many wrong tokens were sent.
    pub fn too_many_tries(seconds: u32) -> Self {
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too many wrong tokens", "wait, then try again");
        Self { retry_after: Some(seconds), ..problem }
    }

    /// The request is for another host.
    pub fn other_host() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this is another host",
            "the request names a host that this server does not answer for: name it with --host when the server is started",
        )
    }

    /// A page of another site made the browser ask.
    pub fn other_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "a page of another site asks",
            "only links are answered: name the site with --cors when the server is started",
        )
    }

    /// The address or a part of the request is too long.
    pub fn too_long(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::URI_TOO_LONG, "the address is too long", detail)
    }

    /// The body is too large.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "this is too large", "a token has fewer bytes")
    }

    /// The method is not GET or HEAD.
    pub fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this method is not offered", "GET and HEAD are")
    }

    /// The server is busy.
    pub fn busy() -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "there is too much to do", "try again in a moment");
        Self { retry_after: Some(2), ..problem }
    }

    /// A fault of the program.
    pub fn fault() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "this is a fault of the program", "please report what was asked")
    }
}

impl From<ArgsError> for Problem {
    fn from(error: ArgsError) -> Self {
        let problem = Self::parameter(&error.parameter, error.problem.to_string());
        Self { cause: Some(Box::new(Cause::Parameter(error.problem))), ..problem }
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Self {
        let problem = Self::parameter("q", error.to_string());
        Self { column: error.column, cause: Some(Box::new(Cause::Query(error))), ..problem }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Query(error) => error.into(),
            EngineError::NoSuchName { kind, ref asked, ref near } => {
                let cause = Cause::Name(asked.clone(), near.clone());
                Self { cause: Some(Box::new(cause)), ..Self::parameter(kind, error.to_string()) }
            }
            // Callers must not see paths of the machine.
            EngineError::Missing(_) => Self::unavailable("there is no index: it has been removed or is being built"),
            EngineError::OtherVersion { .. } => {
                Self::unavailable("the index is of another version of the program: it has to be built anew")
            }
            // The client is gone.
            EngineError::Cancelled => Self::busy(),
            EngineError::Cluster { .. } => {
                Self::unavailable("the cluster that has the index does not answer as it should")
            }
            EngineError::Locked(_) | EngineError::Damaged { .. } | EngineError::Io { .. } => {
                Self::unavailable("the index cannot be read: its keeper finds out more with `fihris check`")
            }
        }
    }
}

impl Problem {
    fn unavailable(detail: &str) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "the archive cannot be read", detail);
        Self { retry_after: Some(5), ..problem }
    }
}
