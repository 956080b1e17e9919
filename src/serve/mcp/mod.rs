//! The Model Context Protocol, for language models: over standard input and output, and over HTTP. docs/mcp.md describes it.

mod bounded;
mod handler;
mod http;
mod insight;
mod quoted;
mod tool;
mod tools;

use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::transport::async_rw::AsyncRwTransport;

use super::archive::Archive;
use super::error::ServeError;
use handler::Handler;

pub(super) use http::routes;

/// Maximum bytes of a request.
const MAX_REQUEST: usize = 1 << 20;

/// Answers a client on standard input and output until it disconnects.
///
/// # Errors
/// Threads cannot be started; the client does not speak the protocol.
pub fn mcp(archive: Archive) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let (input, output) = rmcp::transport::stdio();
        let transport = AsyncRwTransport::new(input, output).with_max_line_length(MAX_REQUEST);
        let handler = Handler { archive: Arc::new(archive), workers: None };
        let running = handler.serve(transport).await.map_err(|error| ServeError::Protocol(error.to_string()))?;
        running.waiting().await.map_err(|error| ServeError::Protocol(error.to_string()))
    });
    // Nobody reads the results of running searches, and a read of standard input cannot be cancelled.
    runtime.shutdown_background();
    outcome.map(|_| ())
}
