//! The archive for others: over HTTP a page for people and an API for programs, over standard input and output tools for
//! language models, all over the one search call.
//!
//! ```text
//! connection ─server→ request ─gate→ allowed request ─api, page→ Answer ─→ response
//! standard input ─mcp→ tool and arguments ─tools→ quotations ─→ standard output
//! ```

mod answer;
mod api;
mod archive;
mod counts;
mod access;
mod mcp;
mod metrics;
mod openapi;
mod page;
mod parameters;
mod problem;
mod server;

pub use archive::Archive;
pub use access::{AccessControl, AccessError};
pub use mcp::mcp;
pub use server::{Options, ServeError, serve};

use std::sync::Arc;

use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use tokio::sync::Semaphore;

use answer::{Answer, Tag};
use problem::Problem;

/// What every request is answered from.
pub(crate) struct Service {
    archive: Archive,
    access: AccessControl,
    metrics: metrics::Metrics,
    /// How many requests may work at once; the others wait.
    workers: Arc<Semaphore>,
}

impl Service {
    /// Answers a request for `uri` by `work`, which gets its query string, from the archive as it is now and on a thread that may
    /// wait for disks; does nothing where the caller has the answer.
    ///
    /// # Errors
    /// The index cannot be opened; what `work` returns; there is too much to do.
    async fn answer(
        self: &Arc<Self>,
        uri: Uri,
        headers: HeaderMap,
        work: impl FnOnce(&archive::Opened, Option<&str>) -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let turn = tokio::time::timeout(server::PATIENCE, Arc::clone(&self.workers).acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(Problem::busy()) };
        let service = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also where nobody waits for it any more.
            let _turn = turn;
            let archive = service.archive.now()?;
            let tag = Tag::of(&archive.generation, &uri);
            if tag.is_known(&headers) {
                return Ok(tag.unchanged());
            }
            Ok(work(&archive, uri.query())?.tagged(&tag))
        });
        let done = done.await;
        // A panic costs its request.
        done.unwrap_or_else(|_| Err(Problem::fault()))
    }
}
