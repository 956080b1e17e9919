//! Metrics for Prometheus: numbers and durations of requests, without their content.

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::problem::Problem;

/// The labels of a request.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    surface: &'static str,
    status: u16,
}

/// Counts since the server was started.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
}

impl Metrics {
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("fihris");
        let requests = Family::<Labels, Counter>::default();
        // From a quarter of a millisecond to eight seconds.
        let seconds = Histogram::new(exponential_buckets(0.00025, 2.0, 16));
        registry.register("requests", "Requests by surface and status", requests.clone());
        registry.register("request_seconds", "Seconds until an answer was ready", seconds.clone());
        Self { registry, requests, seconds }
    }

    /// Counts a request for `path`.
    pub fn count(&self, path: &str, status: StatusCode, took: Duration) {
        let surface = match path {
            path if path.starts_with("/api/") => "api",
            path if path.starts_with("/static/") => "static",
            _ => "page",
        };
        self.requests.get_or_create(&Labels { surface, status: status.as_u16() }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub fn answer(&self) -> Response {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => {
                let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                ([("content-type", kind), ("cache-control", "no-store")], text).into_response()
            }
            Err(_) => Problem::fault().into_response(),
        }
    }
}
