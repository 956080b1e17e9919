//! Standard output and standard error.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::Mutex;

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};

use super::pager::Paged;
use super::size::Size;

/// Messages that wait for the pager to be left; `None` while there is no pager.
static HELD: Mutex<Option<Vec<String>>> = Mutex::new(None);

/// The columns of a line that is printed for people and cut: as many as it needs where no terminal shows it.
pub(super) fn line_width(out: &Out) -> usize {
    let is_shown = out.is_terminal || env::var_os("COLUMNS").is_some();
    if is_shown { Size::of_terminal().columns } else { usize::MAX }
}

/// Standard output: buffered, with colours only if `choice` allows them.
pub struct Out {
    stream: Stream,
    /// Removes colours, where they are not allowed.
    strip: Option<StripBytes>,
    /// Whether a person reads it.
    pub is_terminal: bool,
}

enum Stream {
    Direct(BufWriter<Stdout>),
    Paged(Paged),
}

impl Stream {
    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Stream::Direct(stream) => stream,
            Stream::Paged(stream) => stream,
        }
    }
}

impl Out {
    /// Standard output with colours by `choice`.
    pub fn new(choice: ColorChoice) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let choice = if choice == ColorChoice::Auto { AutoStream::choice(&stdout) } else { choice };
        let strip = (choice == ColorChoice::Never).then(StripBytes::new);
        Self { stream: Stream::Direct(BufWriter::new(stdout)), strip, is_terminal }
    }

    /// From now on what is longer than the screen of a terminal goes to a pager, if the user wants one; messages wait until
    /// it is left.
    pub fn page(&mut self) {
        if let Some(paged) = self.is_terminal.then(|| Paged::new(Size::of_terminal())).flatten() {
            self.stream = Stream::Paged(paged);
            *held() = Some(Vec::new());
        }
    }

    /// The same for data, which a program reads: it has no colours, and is written as it is, to the byte.
    pub fn data(&mut self) -> &mut dyn Write {
        self.stream.writer()
    }

    /// Writes what is left, waits until the pager is left, and prints the messages that waited for it.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        let written = match &mut self.stream {
            Stream::Direct(stream) => stream.flush(),
            Stream::Paged(stream) => stream.finish(),
        };
        held().take().into_iter().flatten().for_each(|message| print(&message));
        written
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stream = self.stream.writer();
        match &mut self.strip {
            Some(strip) => strip.strip_next(bytes).try_for_each(|piece| stream.write_all(piece))?,
            None => stream.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.writer().flush()
    }
}

/// Prints a message on standard error, without control characters.
pub(super) fn warn(message: &str) {
    match &mut *held() {
        Some(held) => held.push(message.into()),
        None => print(message),
    }
}

fn held() -> std::sync::MutexGuard<'static, Option<Vec<String>>> {
    HELD.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn print(message: &str) {
    // A closed standard error cannot be reported.
    let _ = writeln!(io::stderr(), "fihris: {}", crate::render::plain_lines(message));
}
