//! Standard output and standard error.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};

/// Standard output: buffered, with colours only if `choice` allows them.
pub struct Out {
    stream: BufWriter<Stdout>,
    /// Removes colours, where they are not allowed.
    strip: Option<StripBytes>,
    /// Whether a person reads it.
    pub is_terminal: bool,
}

impl Out {
    /// Standard output with colours by `choice`.
    pub fn new(choice: ColorChoice) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let choice = if choice == ColorChoice::Auto { AutoStream::choice(&stdout) } else { choice };
        let strip = (choice == ColorChoice::Never).then(StripBytes::new);
        Self { stream: BufWriter::new(stdout), strip, is_terminal }
    }

    /// The same for data, which a program reads: it has no colours, and is written as it is, to the byte.
    pub fn data(&mut self) -> &mut dyn Write {
        &mut self.stream
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.strip {
            Some(strip) => strip.strip_next(bytes).try_for_each(|piece| self.stream.write_all(piece))?,
            None => self.stream.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Prints a message on standard error, without control characters.
pub(super) fn warn(message: &str) {
    // A closed standard error cannot be reported.
    let _ = writeln!(io::stderr(), "fihris: {}", crate::render::plain_lines(message));
}
