//! Waits until files change: what `fihris index --watch` does between updates.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Files are read when none has changed for this long, so that copies in progress and the temporary files of editors are
/// left alone.
const QUIET: Duration = Duration::from_secs(1);
/// Files are read after this time also if they change all the while.
const LONGEST: Duration = Duration::from_secs(60);
/// Files are read after this time also if no change is seen: network file systems do not report changes of other machines.
const RESCAN: Duration = Duration::from_secs(600);

/// The changes of some files and folders.
pub(super) struct Changes {
    /// Holds one message at most, whatever happens while nobody waits.
    changed: Receiver<()>,
    /// Ends the watch when it is dropped.
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches `paths` from now on, folders with everything in them, but for what is at or in `ignored`.
    ///
    /// # Errors
    /// A path cannot be watched.
    pub fn of(paths: &[PathBuf], ignored: &[PathBuf]) -> notify::Result<Self> {
        let (sender, changed) = sync_channel(1);
        let ignored: Vec<PathBuf> = ignored.iter().map(|path| absolute(path)).collect();
        let mut watcher = notify::recommended_watcher(move |event| {
            if is_change(&event, &ignored) {
                // One message says it all.
                let _ = sender.try_send(());
            }
        })?;
        for path in paths.iter().map(|path| absolute(path)) {
            match path.parent() {
                // Editors replace a file by another one of its name: its folder tells of that.
                Some(folder) if path.is_file() => watcher.watch(folder, RecursiveMode::NonRecursive)?,
                _ => watcher.watch(&path, RecursiveMode::Recursive)?,
            }
        }
        Ok(Self { changed, _watcher: watcher })
    }

    /// Returns when files have changed and are at rest again; after ten minutes in any case.
    pub fn wait(&self) {
        if self.changed.recv_timeout(RESCAN).is_err() {
            return;
        }
        let first = Instant::now();
        loop {
            match self.changed.recv_timeout(QUIET.min(LONGEST.saturating_sub(first.elapsed()))) {
                Ok(()) if first.elapsed() < LONGEST => {}
                Ok(()) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

/// Whether a file may have changed. Errors, such as that changes were lost, count as changes; that a file was read does not.
fn is_change(event: &notify::Result<Event>, ignored: &[PathBuf]) -> bool {
    let Ok(event) = event else { return true };
    let is_written = match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    let is_ours = |path: &PathBuf| ignored.iter().any(|ignored| path.starts_with(ignored));
    is_written && (event.need_rescan() || !event.paths.iter().all(is_ours))
}

/// The path from the root, without links where it exists.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}
