//! The HTTP server: accepts connections, limits them, and shuts down.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::CorsLayer;

use super::access::{AccessControl, HEADERS, Peer, caller};
use super::archive::Archive;
use super::error::ServeError;
use super::metrics::Metrics;
use super::problem::Problem;
use super::service::{MCP, Service};
use super::{api, page};

/// Maximum number of open connections; further ones wait to be accepted.
const CONNECTIONS: usize = 256;
/// Maximum number of open connections of another machine, so that one does not keep all others out.
const CONNECTIONS_OF_PEER: usize = CONNECTIONS / 2;
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

/// Serves `archive` until the program is stopped; calls `ready` with the address once it accepts connections.
///
/// # Errors
/// See [`ServeError`].
pub fn serve(options: &Options, archive: Archive, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let access = AccessControl::new(options.address.ip(), &options.hosts, options.token_file.as_deref())?
        .with_origins(options.origins.clone());
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let workers = Arc::new(Semaphore::new(WORKERS * cores));
    let service = Arc::new(Service { archive: Arc::new(archive), access, metrics: Metrics::new(), workers });
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
    // Fonts are compressed already.
    let compressed = DefaultPredicate::new().and(NotForContentType::const_new("font/"));
    let pages = page::routes().layer(CompressionLayer::new().compress_when(compressed)).layer(guard.clone());
    let all = pages.merge(api);
    #[cfg(feature = "mcp")]
    let all = all.merge(super::mcp::routes(&service).layer(guard));
    all.with_state(service)
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
async fn guard(
    State(service): State<Arc<Service>>,
    Extension(Peer(peer)): Extension<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (begun, path) = (Instant::now(), request.uri().path().to_string());
    let query = request.uri().query().map(String::from);
    // The login form and its files are open to everyone.
    let is_open = path == "/login" || path.starts_with("/static/");
    let is_message = path == MCP;
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD) || path == "/login" || is_message;
    let headers = request.headers();
    let is_ours = service.access.check_host(headers, request.uri()).and_then(|()| service.access.check_site(headers));
    let admitted = is_ours.and_then(|()| match (is_open, is_read) {
        (_, false) => Err(Problem::wrong_method()),
        (true, true) => Ok(()),
        (false, true) => service.access.check_caller(headers, peer),
    });
    let is_page = !path.starts_with("/api/") && !is_message;
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(problem) if is_page && problem.status == StatusCode::UNAUTHORIZED => {
            page::to_login(&path, query.as_deref())
        }
        Err(problem) if is_page => page::told(&problem, &path, query.as_deref()),
        Err(problem) => problem.into_response(),
    };
    service.metrics.count(&path, response.status(), begun.elapsed());
    response.headers_mut().extend(HEADERS);
    response
}

/// Accepts connections until the program is asked to stop, then finishes the requests in progress.
async fn answer(listener: TcpListener, router: Router) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    let peers: Arc<Mutex<HashMap<IpAddr, usize>>> = Arc::default();
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
        let Ok((stream, address)) = accepted else {
            // Out of file descriptors, for example: open connections must end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Some(counted) = CountedPeer::of(address.ip(), &peers) else { continue };
        let router = router.clone().layer(Extension(Peer(address.ip())));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_headers(HEAD_LINES)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that disconnects or is too slow gets no error.
            let _ = tokio::time::timeout(MAX_CONNECTION, connection).await;
            drop((slot, counted));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
}

/// A connection of a peer, counted for as long as it is open.
struct CountedPeer {
    peer: IpAddr,
    peers: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl CountedPeer {
    /// `None` if the peer has too many connections. This machine, where proxies run, may have all.
    fn of(peer: IpAddr, peers: &Arc<Mutex<HashMap<IpAddr, usize>>>) -> Option<Self> {
        let (is_here, peer) = (peer.to_canonical().is_loopback(), caller(peer));
        let mut counts = peers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let count = counts.entry(peer).or_default();
        if *count >= CONNECTIONS_OF_PEER && !is_here {
            return None;
        }
        *count += 1;
        Some(Self { peer, peers: Arc::clone(peers) })
    }
}

impl Drop for CountedPeer {
    fn drop(&mut self) {
        let mut counts = self.peers.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(count) = counts.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.peer);
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_machine_does_not_keep_the_others_out() {
        let peers = Arc::default();
        let open = |peer: &str| CountedPeer::of(peer.parse().unwrap(), &peers);
        let held: Vec<_> = (0..CONNECTIONS_OF_PEER).map(|_| open("192.0.2.1").unwrap()).collect();
        assert!(open("192.0.2.1").is_none() && open("::ffff:192.0.2.1").is_none());
        assert!(open("192.0.2.2").is_some());
        drop(held);
        assert!(open("192.0.2.1").is_some() && peers.lock().unwrap().is_empty());
        let here: Vec<_> = (0..CONNECTIONS).map(|_| open("127.0.0.1")).collect();
        assert!(here.iter().all(Option::is_some), "proxies run here");
    }
}
