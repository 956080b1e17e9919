//! An index that is served while others write to it: opened again after each commit.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use rustc_hash::FxHasher;

use crate::engine::{Budget, Engine, EngineError, Location, Metered, Stamp};
use crate::ingest::ALIASES;
use crate::query::Aliases;

/// The most attempts to open a missing index, and the pause between them.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// The longest time of one request, unless another is set.
pub const REQUEST_TIME: Duration = Duration::from_secs(10);

/// What the owner of an archive says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct About {
    /// Its name.
    pub name: Option<String>,
    /// A sentence about it.
    pub sentence: Option<String>,
}

/// An index at a location, always as of its last commit.
pub struct Archive {
    location: Location,
    /// The longest time of one request.
    time: Duration,
    /// The file of aliases, if given.
    aliases: Option<PathBuf>,
    about: About,
    /// The index, and when it was last checked.
    opened: RwLock<Option<(Instant, Arc<Snapshot>)>>,
}

/// The archive as one request sees it: within the budget of the request.
pub(super) struct Opened<'r> {
    pub index: &'r dyn Engine,
    pub aliases: &'r Aliases,
    pub about: &'r About,
    /// Identifies this state of the archive.
    pub generation: &'r str,
}

/// An index as it was at one commit.
pub(super) struct Snapshot {
    index: Box<dyn Engine>,
    aliases: Aliases,
    about: About,
    pub generation: String,
    stamps: (Stamp, Option<std::time::SystemTime>),
}

impl Archive {
    /// The index at `location`, with the aliases of the file `aliases`, or of the file in the folder of the index.
    pub fn new(location: Location, aliases: Option<PathBuf>) -> Self {
        Self { location, time: REQUEST_TIME, aliases, about: About::default(), opened: RwLock::new(None) }
    }

    /// The same with a limit to the time of one request.
    pub fn with_request_time(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// The same with what its owner says of it.
    pub fn with_about(self, about: About) -> Self {
        Self { about, ..self }
    }

    /// The budget of one request.
    pub(super) fn budget(&self) -> Budget {
        Budget { time: Some(self.time), ..Budget::default() }
    }

    /// Returns the current index. Checks a few files, and opens the index again if one of them has changed; running
    /// requests keep the former one. If the index is missing, a rebuilt one may be about to replace it, so opening is
    /// retried.
    ///
    /// # Errors
    /// There is no index, or it cannot be read.
    pub(super) fn now(&self) -> Result<Arc<Snapshot>, EngineError> {
        let was_there = self.opened.read().unwrap_or_else(|poisoned| poisoned.into_inner()).is_some();
        let mut looks = if was_there { LOOKS } else { 1 };
        loop {
            looks -= 1;
            match self.look() {
                Err(EngineError::Missing(_) | EngineError::Io { .. }) if looks > 0 => std::thread::sleep(BETWEEN_LOOKS),
                other => return other,
            }
        }
    }

    fn look(&self) -> Result<Arc<Snapshot>, EngineError> {
        let opened = self.opened.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        if let Some((seen, opened)) = &opened
            && seen.elapsed() < self.location.stays()
        {
            return Ok(Arc::clone(opened));
        }
        let beside = || self.location.folder().map(|folder| folder.join(ALIASES));
        let file = self.aliases.clone().or_else(beside);
        let modified = |file: &PathBuf| std::fs::metadata(file).and_then(|data| data.modified()).ok();
        let changed = file.as_ref().and_then(modified);
        let stamps = (self.location.stamp()?, changed);
        let keep = |opened: Arc<Snapshot>| {
            let now = Some((Instant::now(), Arc::clone(&opened)));
            *self.opened.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
            opened
        };
        if let Some((_, opened)) = opened.filter(|(_, opened)| opened.stamps == stamps) {
            return Ok(if self.location.stays().is_zero() { opened } else { keep(opened) });
        }
        let index = self.location.open()?;
        let aliases = file.as_ref().map(read_aliases).transpose()?.unwrap_or_default();
        let generation = format!("{:016x}", BuildHasherDefault::<FxHasher>::default().hash_one((stamps, &self.about)));
        Ok(keep(Arc::new(Snapshot { index, aliases, about: self.about.clone(), generation, stamps })))
    }
}

impl Snapshot {
    /// Runs the work of a request within its budget.
    pub fn within<T>(&self, budget: &Budget, work: impl FnOnce(&Opened<'_>) -> T) -> T {
        let index = Metered::new(&*self.index, budget.start());
        work(&Opened { index: &index, aliases: &self.aliases, about: &self.about, generation: &self.generation })
    }
}

/// The aliases of a file; none if there is none.
fn read_aliases(file: &PathBuf) -> Result<Aliases, EngineError> {
    let broken = |error| EngineError::Io { path: file.clone(), error };
    match std::fs::read_to_string(file) {
        Ok(text) => {
            let read = Aliases::parse(&text);
            let invalid = |problem: String| std::io::Error::new(std::io::ErrorKind::InvalidData, problem);
            read.map_err(|error| broken(invalid(error.to_string())))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Aliases::default()),
        Err(error) => Err(broken(error)),
    }
}
