//! Reads many files over all cores, in order.
//!
//! One worker thread reads a file and sends its items through a bounded queue. Files are started in order and their
//! queues are drained in order, so that the outcome is the same on every machine. Only a few files are read ahead,
//! which bounds the memory of pending items. A reader that panics costs only its file. So does one that hangs: if it
//! yields neither an item nor a byte for longer than the time limit, its worker is abandoned and replaced. A thread
//! cannot be stopped from outside; an abandoned one ends with the process.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::archive::read;
use super::item::Item;
use super::names::displayed;
use super::problem::{Problem, ProblemKind};
use super::source::{Settings, Source};

/// The size of a batch that a worker sends, in items and in bytes of text.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 1 << 20;
/// The most pending batches of a file.
const QUEUE: usize = 4;
/// Files that are being read or drained, for each core.
const FILES: usize = 4;
/// The interval at which a file without new items is checked for progress.
const GLANCE: Duration = Duration::from_millis(200);
/// Stack size of a worker: parsers of markup recurse as deeply as elements nest.
const STACK_BYTES: usize = 32 << 20;

/// A file that is being read.
pub struct FileProgress {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its hash; `None` until it is hashed, or if it cannot be read.
    pub source: Option<Source>,
    /// Whether it was read to its end; known after its last item.
    pub whole: bool,
}

/// A message from a worker.
enum Message {
    Source(Source),
    Items(Vec<Item>),
    End(bool),
}

/// A file on its way to a worker.
struct Job {
    path: PathBuf,
    root: PathBuf,
    bytes: Arc<AtomicU64>,
    queue: SyncSender<Message>,
}

/// The queue of files to read; closed after the last one.
type Jobs = Arc<Mutex<Receiver<Job>>>;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread costs one file alone and is reported as such.
pub fn is_contained() -> bool {
    CONTAINED.get()
}

/// Reads `files`, each with the root below which it was found, and passes their items to `visitor` in order.
///
/// # Errors
/// An error of `visitor`, which ends the reading.
pub fn read_all<E>(
    files: Vec<(PathBuf, PathBuf)>,
    settings: &Arc<Settings>,
    limit: Duration,
    visitor: &mut dyn ItemVisitor<E>,
) -> Result<(), E> {
    read_by(read_job, files, settings, limit, visitor)
}

/// Reads a file into its queue; fails if the receiver is gone.
type Reader = fn(&Job, &Settings) -> io::Result<bool>;

fn read_by<E>(
    reader: Reader,
    files: Vec<(PathBuf, PathBuf)>,
    settings: &Arc<Settings>,
    limit: Duration,
    visitor: &mut dyn ItemVisitor<E>,
) -> Result<(), E> {
    let (ahead, jobs) = mpsc::channel();
    let jobs = Arc::new(Mutex::new(jobs));
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get()).min(files.len());
    (0..cores).for_each(|_| work(reader, &jobs, settings));
    let mut queues = VecDeque::new();
    let mut files = files.into_iter();
    loop {
        for (path, root) in files.by_ref().take(FILES * cores - queues.len()) {
            let (queue, receiver) = sync_channel(QUEUE);
            let bytes = Arc::new(AtomicU64::new(0));
            queues.push_back((path.clone(), Arc::clone(&bytes), receiver));
            // Its other end is held here as well.
            let _ = ahead.send(Job { path, root, bytes, queue });
        }
        let Some((path, bytes, receiver)) = queues.pop_front() else { return Ok(()) };
        let mut reading = FileProgress { path, source: None, whole: false };
        if !drain(&mut reading, &bytes, &receiver, limit, visitor)? {
            work(reader, &jobs, settings);
        }
        visitor.end(&reading)?;
    }
}

/// Visits files and their items, in order.
pub trait ItemVisitor<E> {
    /// Announces the next items, which follow one by one.
    ///
    /// # Errors
    /// Whatever ends the reading.
    fn coming(&mut self, _items: &[Item]) -> Result<(), E> {
        Ok(())
    }

    /// An item of the file that is being read.
    ///
    /// # Errors
    /// Whatever ends the reading.
    fn item(&mut self, reading: &FileProgress, item: Item) -> Result<(), E>;

    /// The hash of the file is known.
    ///
    /// # Errors
    /// Whatever ends the reading.
    fn begin(&mut self, reading: &FileProgress) -> Result<(), E>;

    /// The file is done.
    ///
    /// # Errors
    /// Whatever ends the reading.
    fn end(&mut self, reading: &FileProgress) -> Result<(), E>;
}

/// Drains the queue of a file; `false` if its worker was abandoned.
fn drain<E>(
    reading: &mut FileProgress,
    bytes: &AtomicU64,
    receiver: &Receiver<Message>,
    limit: Duration,
    visitor: &mut dyn ItemVisitor<E>,
) -> Result<bool, E> {
    let problem = |reading: &FileProgress, kind, detail: String| {
        let source = displayed(&reading.path);
        Item::Skipped(Problem { kind, source, line: None, detail })
    };
    let mut before = bytes.load(Ordering::Relaxed);
    let mut silent_since = Instant::now();
    loop {
        match receiver.recv_timeout(GLANCE) {
            Ok(Message::Source(source)) => {
                reading.source = Some(source);
                visitor.begin(reading)?;
            }
            Ok(Message::Items(items)) => {
                visitor.coming(&items)?;
                items.into_iter().try_for_each(|item| visitor.item(reading, item))?;
            }
            Ok(Message::End(whole)) => {
                reading.whole = whole;
                return Ok(true);
            }
            Err(RecvTimeoutError::Timeout) => {
                let now = bytes.load(Ordering::Relaxed);
                if now == before {
                    if silent_since.elapsed() >= limit {
                        let detail = format!("it yielded nothing for {} s", limit.as_secs());
                        visitor.item(reading, problem(reading, ProblemKind::TimedOut, detail))?;
                        return Ok(false);
                    }
                    continue;
                }
                before = now;
            }
            // The worker ended without a message.
            Err(RecvTimeoutError::Disconnected) => {
                visitor.item(reading, problem(reading, ProblemKind::Crashed, String::new()))?;
                return Ok(false);
            }
        }
        silent_since = Instant::now();
    }
}

/// Starts a worker that reads one file after another.
fn work(reader: Reader, jobs: &Jobs, settings: &Arc<Settings>) {
    let (jobs, settings) = (Arc::clone(jobs), Arc::clone(settings));
    let worker = move || {
        CONTAINED.set(true);
        loop {
            let Ok(job) = jobs.lock().expect("no worker panics with the list").recv() else { return };
            let outcome = catch_unwind(AssertUnwindSafe(|| reader(&job, &settings)));
            let end = match outcome {
                Ok(Ok(whole)) => Message::End(whole),
                // The receiver is gone.
                Ok(Err(_)) => continue,
                Err(panic) => {
                    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
                    let detail = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
                    let source = displayed(&job.path);
                    let problem = Problem { kind: ProblemKind::Crashed, source, line: None, detail };
                    // The receiver may be gone.
                    let _ = job.queue.send(Message::Items(vec![Item::Skipped(problem)]));
                    Message::End(false)
                }
            };
            let _ = job.queue.send(end);
        }
    };
    // Without a thread the queue closes, and the file is reported as lost.
    let _ = std::thread::Builder::new().name("reader".into()).stack_size(STACK_BYTES).spawn(worker);
}

/// Reads a file into its queue, see [`Reader`].
fn read_job(job: &Job, settings: &Settings) -> io::Result<bool> {
    let gone = |_| io::Error::other("nobody waits");
    let source = match Source::of(&job.path, &job.root, &job.bytes) {
        Ok(source) => source,
        Err(error) => {
            let source = displayed(&job.path);
            let problem = Problem { kind: ProblemKind::Unreadable, source, line: None, detail: error.to_string() };
            job.queue.send(Message::Items(vec![Item::Skipped(problem)])).map_err(gone)?;
            return Ok(false);
        }
    };
    job.queue.send(Message::Source(source.clone())).map_err(gone)?;
    let (mut batch, mut batch_bytes) = (Vec::new(), 0);
    let whole = read(&source, settings, &job.bytes, &mut |item| {
        if let Item::Document(document) = &item {
            batch_bytes += document.body.len();
        }
        batch.push(item);
        if batch.len() >= BATCH || batch_bytes >= BATCH_BYTES {
            batch_bytes = 0;
            job.queue.send(Message::Items(std::mem::take(&mut batch))).map_err(gone)?;
        }
        Ok(())
    })?;
    job.queue.send(Message::Items(batch)).map_err(gone)?;
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log(Vec<String>);

    impl ItemVisitor<()> for Log {
        fn begin(&mut self, _: &FileProgress) -> Result<(), ()> {
            Ok(())
        }

        fn item(&mut self, reading: &FileProgress, item: Item) -> Result<(), ()> {
            let Item::Skipped(problem) = item else { panic!("only problems are given here") };
            self.0.push(format!("{} {:?} {}", reading.path.display(), problem.kind, problem.detail));
            Ok(())
        }

        fn end(&mut self, reading: &FileProgress) -> Result<(), ()> {
            self.0.push(format!("{} {}", reading.path.display(), reading.whole));
            Ok(())
        }
    }

    fn reader(job: &Job, _: &Settings) -> io::Result<bool> {
        match job.path.to_str().unwrap() {
            "hangs" => loop {
                std::thread::sleep(Duration::from_secs(1));
            },
            "panics" => panic!("in disorder"),
            _ => Ok(true),
        }
    }

    #[test]
    fn few_files_are_read_ahead() {
        static READ: AtomicU64 = AtomicU64::new(0);
        fn reader(_: &Job, _: &Settings) -> io::Result<bool> {
            READ.fetch_add(1, Ordering::SeqCst);
            Ok(true)
        }
        /// Counts the files that were read before it was done with the first.
        #[derive(Default)]
        struct Slow(Option<u64>, u64);
        impl ItemVisitor<()> for Slow {
            fn begin(&mut self, _: &FileProgress) -> Result<(), ()> {
                Ok(())
            }

            fn item(&mut self, _: &FileProgress, _: Item) -> Result<(), ()> {
                Ok(())
            }

            fn end(&mut self, _: &FileProgress) -> Result<(), ()> {
                self.1 += 1;
                if self.0.is_none() {
                    std::thread::sleep(Duration::from_millis(100));
                    self.0 = Some(READ.load(Ordering::SeqCst));
                }
                Ok(())
            }
        }
        let files = (0..10_000).map(|name| (PathBuf::from(name.to_string()), PathBuf::new())).collect();
        let mut slow = Slow::default();
        read_by(reader, files, &Arc::default(), Duration::from_secs(60), &mut slow).unwrap();
        let most = FILES * std::thread::available_parallelism().unwrap().get();
        assert!((1..=most as u64).contains(&slow.0.unwrap()), "{:?} of {most}", slow.0);
        assert_eq!((slow.1, READ.load(Ordering::SeqCst)), (10_000, 10_000));
    }

    #[test]
    fn a_file_that_hangs_or_panics_costs_itself_alone() {
        let names = ["a", "hangs", "b", "panics", "hangs", "c"];
        let files = names.iter().map(|name| (PathBuf::from(name), PathBuf::new())).collect();
        let mut log = Log::default();
        read_by(reader, files, &Arc::default(), Duration::from_secs(4), &mut log).unwrap();
        let hung = ["hangs TimedOut it yielded nothing for 4 s", "hangs false"];
        let expected = [&["a true"][..], &hung, &["b true", "panics Crashed in disorder", "panics false"], &hung];
        assert_eq!(log.0, [&expected.concat()[..], &["c true"]].concat());
    }
}
