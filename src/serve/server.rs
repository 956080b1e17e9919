//! The HTTP server: accepts connections, limits them, and shuts down.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;

use super::access::{AccessControl, AccessError, HEADERS};
use super::archive::Archive;
use super::metrics::Metrics;
use super::problem::Problem;
use super::service::Service;
use super::{api, page};

/// Maximum number of open connections; further ones wait to be accepted.
const CONNECTIONS: usize = 256;
/// Timeout for the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// Maximum lines and bytes of the head of a request.
const HEAD_LINES: usize = 64;
const HEAD_BYTES: usize = 64 << 10;
/// Maximum duration of a connection, so that a client that never reads does not keep it.
const MAX_CONNECTION: Duration = Duration::from_secs(300);
/// How long running requests may take when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Requests that run at once, for each core. A query that reads many documents waits for threads of its own, and others
/// must not wait for it.
const WORKERS: usize = 16;

/// Options of the server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address.
    pub address: SocketAddr,
    /// Other names of this host.
    pub hosts: Vec<String>,
    /// A file with the token that callers must have.
    pub token_file: Option<PathBuf>,
    /// Origins of pages that may read the API, such as `https://newsroom.example`.
    pub origins: Vec<String>,
}

/// Errors of the server.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Other machines could connect without a token.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}{}", if .error.kind() == io::ErrorKind::AddrInUse { ": another program does; choose another --port" } else { "" })]
    Address {
        /// The address.
        address: SocketAddr,
        /// The error of the system.
        #[source]
        error: io::Error,
    },
    /// An invalid origin.
    #[error("{0:?} is no origin: write it as browsers do, https://newsroom.example, without a path")]
    Origin(String),
    /// Standard input is not the Model Context Protocol.
    #[error("this is not the Model Context Protocol: {0}")]
    Protocol(String),
    /// Threads cannot be started.
    #[error("cannot start: {0}")]
    Start(#[from] io::Error),
}

/// Serves `archive` until the program is stopped; calls `ready` with the address once it accepts connections.
///
/// # Errors
/// See [`ServeError`].
pub fn serve(options: &Options, archive: Archive, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let access = AccessControl::new(options.address.ip(), &options.hosts, options.token_file.as_deref())?;
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let workers = Arc::new(Semaphore::new(WORKERS * cores));
    let service = Arc::new(Service { archive, access, metrics: Metrics::new(), workers });
    let cors = cross_origin(&options.origins)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let address = options.address;
        let listener = TcpListener::bind(address).await.map_err(|error| ServeError::Address { address, error })?;
        ready(listener.local_addr()?);
        answer(listener, router(service, cors)).await;
        Ok(())
    });
    // Running searches are not waited for.
    runtime.shutdown_background();
    outcome
}

fn router(service: Arc<Service>, cors: Option<CorsLayer>) -> Router {
    let guard = from_fn_with_state(Arc::clone(&service), guard);
    let api = Router::new().nest("/api/v1", api::routes()).layer(CompressionLayer::new()).layer(guard.clone());
    // Outside the guard: preflight requests of browsers have no token.
    let api = match cors {
        Some(cors) => api.layer(cors),
        None => api,
    };
    page::routes().layer(CompressionLayer::new()).layer(guard).merge(api).with_state(service)
}

/// Lets pages of `origins` read the API, and no others.
fn cross_origin(origins: &[String]) -> Result<Option<CorsLayer>, ServeError> {
    let is_origin = |origin: &str| {
        let host = ["http://", "https://"].iter().find_map(|scheme| origin.strip_prefix(scheme));
        host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '*']))
    };
    let value = |origin: &String| {
        let value = HeaderValue::from_str(origin).ok().filter(|_| is_origin(origin));
        value.ok_or_else(|| ServeError::Origin(origin.clone()))
    };
    let origins: Vec<HeaderValue> = origins.iter().map(value).collect::<Result<_, _>>()?;
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::AUTHORIZATION, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::RETRY_AFTER]);
    Ok((!origins.is_empty()).then(|| layer.allow_origin(origins)))
}

/// Checks access, and adds the headers that every answer has.
async fn guard(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let (begun, path) = (Instant::now(), request.uri().path().to_string());
    let query = request.uri().query().map(String::from);
    // The login form and its files are open to everyone.
    let is_open = path == "/login" || path.starts_with("/static/");
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD) || path == "/login";
    let admitted = service.access.check_host(request.headers()).and_then(|()| match (is_open, is_read) {
        (_, false) => Err(Problem::wrong_method()),
        (true, true) => Ok(()),
        (false, true) => service.access.check_caller(request.headers()),
    });
    let is_page = !path.starts_with("/api/");
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(problem) if is_page && problem.status == StatusCode::UNAUTHORIZED => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, "/login")]).into_response()
        }
        Err(problem) if is_page => page::refused(&problem, query.as_deref()),
        Err(problem) => problem.into_response(),
    };
    service.metrics.count(&path, response.status(), begun.elapsed());
    response.headers_mut().extend(HEADERS);
    response
}

/// Accepts connections until the program is asked to stop, then finishes the requests in progress.
async fn answer(listener: TcpListener, router: Router) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(told_to_stop());
    loop {
        let connection = async {
            let slot = Arc::clone(&slots).acquire_owned().await.expect("it is never closed");
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            connection = connection => connection,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, for example: open connections must end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_headers(HEAD_LINES)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that disconnects or is too slow gets no error.
            let _ = tokio::time::timeout(MAX_CONNECTION, connection).await;
            drop(slot);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

/// Returns when the program is interrupted or terminated.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
