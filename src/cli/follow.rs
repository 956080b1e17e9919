//! Updates an index whenever its files change, and shows what is new for the watches: `fihris index --watch`.

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use super::changes::Changes;
use super::outcome::{CliError, Outcome};
use super::terminal::{self, Out};
use super::watch;
use crate::engine::Location;

/// How long to wait for files that cannot be watched, such as those of a disk that is gone.
const RETRY: Duration = Duration::from_secs(5);

/// The files of an archive that is followed.
pub(super) struct Following {
    paths: Vec<PathBuf>,
    /// Files and folders whose changes are none.
    ignored: Vec<PathBuf>,
    /// `None` while the files cannot be watched.
    changes: Option<Changes>,
    /// The last error, which is printed once.
    last_error: Option<String>,
}

impl Following {
    /// Watches `paths` from now on, but for what is at or in `ignored`.
    ///
    /// # Errors
    /// They cannot be watched.
    pub fn of(paths: &[PathBuf], ignored: Vec<PathBuf>) -> Result<Self, CliError> {
        let failed = |error| CliError::Other(format!("--watch: {error}: run `fihris index` now and then instead"));
        let changes = match Changes::of(paths, &ignored) {
            // Reading tells better which file is not there.
            Err(error) if paths.iter().all(|path| path.exists()) => return Err(failed(error)),
            changes => changes.ok(),
        };
        Ok(Self { paths: paths.to_vec(), ignored, changes, last_error: None })
    }

    /// Shows what is new for the watches; then calls `update` whenever files have changed, and shows what is new again. An
    /// update that fails is a warning, and the next one is tried.
    ///
    /// # Errors
    /// The output cannot be written, as when nobody reads it any more.
    pub fn follow(
        mut self,
        location: &Location,
        out: &mut Out,
        mut update: impl FnMut(&mut Out) -> Result<(), CliError>,
    ) -> Result<Outcome, CliError> {
        let mut done = Ok(());
        loop {
            self.warn_once(done.and_then(|()| watch::show_new(location, out)))?;
            out.flush()?;
            match &self.changes {
                Some(changes) => changes.wait(),
                None => std::thread::sleep(RETRY),
            }
            // Anew, since what is watched may be another folder of the same name by now; before the files are read, so that
            // no change is missed between.
            self.changes = Changes::of(&self.paths, &self.ignored).ok();
            done = update(out);
        }
    }

    /// Prints the error, unless it is the one before.
    fn warn_once(&mut self, done: Result<(), CliError>) -> Result<(), CliError> {
        let error = match done {
            Err(CliError::Output(error)) => return Err(error.into()),
            done => done.err().map(|error| error.to_string()),
        };
        if let Some(error) = error.as_ref().filter(|error| self.last_error.as_ref() != Some(error)) {
            terminal::warn(error);
        }
        self.last_error = error;
        Ok(())
    }
}
