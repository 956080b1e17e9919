//! The state that all requests share: the archive, access control, metrics, and a bounded number of workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::access::AccessControl;
use super::answer::{Answer, Tag};
use super::archive::{Archive, Opened};
use super::metrics::Metrics;
use super::problem::Problem;

/// Cancels a query when the request is over: at the latest when its client hangs up, and what answers it is dropped.
pub(super) struct CancelOnDrop(pub Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The longest time that a request waits for a worker.
const PATIENCE: Duration = Duration::from_secs(10);

/// A permit to work.
///
/// # Errors
/// All are taken for too long.
pub(super) async fn waited_for(workers: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = tokio::time::timeout(PATIENCE, Arc::clone(workers).acquire_owned());
    turn.await.ok().and_then(Result::ok).ok_or_else(Problem::busy)
}

/// The path of the Model Context Protocol.
pub(super) const MCP: &str = "/mcp";

/// The shared state of the server.
pub(super) struct Service {
    pub archive: Arc<Archive>,
    pub access: AccessControl,
    pub metrics: Metrics,
    /// Permits for running requests; others wait.
    pub workers: Arc<Semaphore>,
}

impl Service {
    /// Answers a request for `uri` by `work`, which gets the current archive and the query string, on a thread that may
    /// block; answers 304 if the client has the answer.
    ///
    /// # Errors
    /// The index cannot be opened; errors of `work`; the server is busy.
    pub async fn answer(
        self: &Arc<Self>,
        uri: Uri,
        headers: HeaderMap,
        work: impl FnOnce(&Opened<'_>, Option<&str>) -> Result<Answer, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let turn = waited_for(&self.workers).await?;
        let service = Arc::clone(self);
        let budget = self.archive.budget();
        let _on_hang_up = CancelOnDrop(Arc::clone(&budget.cancelled));
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if the client is gone.
            let _turn = turn;
            let archive = service.archive.now()?;
            let tag = Tag::of(&archive.generation, &uri);
            if tag.is_known(&headers) {
                return Ok(tag.unchanged());
            }
            let answer = archive.within(&budget, |archive| work(archive, uri.query()))?;
            Ok(if Tag::is_any(&headers) { tag.unchanged() } else { answer.tagged(&tag) })
        });
        let done = done.await;
        // A panic costs its request.
        done.unwrap_or_else(|_| Err(Problem::fault()))
    }
}
