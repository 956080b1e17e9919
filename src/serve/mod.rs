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
mod gate;
mod mcp;
mod metrics;
mod openapi;
mod page;
mod parameters;
mod problem;
mod server;

pub use archive::Archive;
pub use gate::{Gate, GateError};
pub use mcp::mcp;
pub use server::{Options, ServeError, serve};

use std::sync::Arc;

use tokio::sync::Semaphore;

/// What every request is answered from.
pub(crate) struct Service {
    archive: Archive,
    gate: Gate,
    metrics: metrics::Metrics,
    /// How many requests may work at once; the others wait.
    workers: Arc<Semaphore>,
}

impl Service {
    /// Does `work` on a thread that may wait for disks, with the archive as it is now.
    ///
    /// # Errors
    /// The index cannot be opened; what `work` returns; there is too much to do.
    async fn work<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&archive::Opened) -> Result<T, problem::Problem> + Send + 'static,
    ) -> Result<T, problem::Problem> {
        let turn = tokio::time::timeout(server::PATIENCE, Arc::clone(&self.workers).acquire_owned());
        let Ok(Ok(turn)) = turn.await else { return Err(problem::Problem::busy()) };
        let service = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also where nobody waits for it any more.
            let _turn = turn;
            work(&*service.archive.now()?)
        });
        let done = done.await;
        // A panic costs its request.
        done.unwrap_or_else(|_| Err(problem::Problem::fault()))
    }
}
