//! The location of an index: a folder, or an address on a cluster.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

#[cfg(feature = "cluster")]
use super::opensearch;
use super::{Engine, EngineError, Index, Stamp};

/// A folder of this machine, or an index on a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder.
    Folder(PathBuf),
    /// An index on an OpenSearch cluster.
    #[cfg(feature = "cluster")]
    Cluster(opensearch::Address),
}

/// A text is not a [`Location`].
#[cfg(feature = "cluster")]
pub type LocationError = opensearch::AddressError;
/// A text is not a [`Location`] that this build supports.
#[cfg(not(feature = "cluster"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this program was built for folders alone: build it with `--features cluster` for an index on a cluster")]
pub struct LocationError;

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        if !["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Self::Folder(text.into()));
        }
        #[cfg(feature = "cluster")]
        return text.parse().map(Self::Cluster);
        #[cfg(not(feature = "cluster"))]
        Err(LocationError)
    }
}

impl From<&Path> for Location {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.into())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            #[cfg(feature = "cluster")]
            Self::Cluster(address) => address.fmt(f),
        }
    }
}

impl Location {
    /// Opens the index.
    ///
    /// # Errors
    /// There is no index; it is of another version or damaged; the cluster cannot be reached.
    pub fn open(&self) -> Result<Box<dyn Engine>, EngineError> {
        match self {
            Self::Folder(folder) => Ok(Box::new(Index::open(folder)?)),
            #[cfg(feature = "cluster")]
            Self::Cluster(address) => Ok(Box::new(opensearch::Cluster::open(address)?)),
        }
    }

    /// The stamp of the index, which changes with it.
    ///
    /// # Errors
    /// There is no index; the cluster cannot be reached.
    pub fn stamp(&self) -> Result<Stamp, EngineError> {
        match self {
            Self::Folder(folder) => Index::stamp(folder),
            #[cfg(feature = "cluster")]
            Self::Cluster(address) => opensearch::Cluster::stamp(address),
        }
    }

    /// The same location, trusting the certificate authority in `file`.
    #[cfg(feature = "cluster")]
    pub fn trusting(self, file: PathBuf) -> Self {
        match self {
            Self::Cluster(address) => Self::Cluster(address.trusting(file)),
            folder => folder,
        }
    }

    /// The same location, allowing partial answers if nodes are unreachable, see [`Engine::missing`].
    #[cfg(feature = "cluster")]
    pub fn allowing_partial(self) -> Self {
        match self {
            Self::Cluster(address) => Self::Cluster(address.allowing_partial()),
            folder => folder,
        }
    }

    /// How long a [`stamp`](Self::stamp) may be reused, since on a cluster it costs a request.
    pub fn stays(&self) -> Duration {
        match self {
            Self::Folder(_) => Duration::ZERO,
            #[cfg(feature = "cluster")]
            Self::Cluster(_) => Duration::from_secs(1),
        }
    }

    /// The folder, if it is one.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) => Some(folder),
            #[cfg(feature = "cluster")]
            Self::Cluster(_) => None,
        }
    }
}
