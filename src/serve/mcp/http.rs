//! The protocol over HTTP ("streamable HTTP"), at `/mcp`: one request, one answer, no sessions.

use std::sync::Arc;

use axum::Router;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::super::service::{MCP, Service};
use super::MAX_REQUEST;
use super::handler::Handler;

/// The route of the protocol. The guard of the server checks host, origin and token before it.
pub(in super::super) fn routes(service: &Arc<Service>) -> Router<Arc<Service>> {
    let handler = Handler { archive: Arc::clone(&service.archive), workers: Some(Arc::clone(&service.workers)) };
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MAX_REQUEST)
        .disable_allowed_hosts();
    let http =
        StreamableHttpService::new(move || Ok(handler.clone()), Arc::new(NeverSessionManager::default()), config);
    Router::new().route_service(MCP, http)
}
