//! How a verb ends.

use crate::args::ArgsError;
use crate::engine::EngineError;
use crate::maintain::UpdateError;
use crate::query::QueryError;
#[cfg(feature = "serve")]
use crate::serve::ServeError;

/// How a successful verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something was found, or done.
    Found,
    /// Nothing was found.
    Nothing,
}

/// Why a verb failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The query.
    #[error("{0}")]
    Query(#[from] QueryError),
    /// A filter or another argument.
    #[error(transparent)]
    SearchArgs(#[from] ArgsError),
    /// The index.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Bringing the index up to date.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// Serving.
    #[cfg(feature = "serve")]
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
    /// Standard output.
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),
}

impl CliError {
    /// Whether the reader of the output has closed it, which is not an error.
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
