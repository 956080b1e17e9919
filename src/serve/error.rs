//! Errors of servers.

use std::io;
use std::net::SocketAddr;

use super::access::AccessError;

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
