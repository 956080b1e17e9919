//! Standard output and standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

/// Standard output: buffered, with colours only if `choice` allows them.
pub struct Out {
    // The buffer is the inner one: colours are removed piece by piece, and each piece would be a system call.
    stream: AutoStream<Box<dyn Write>>,
    /// Whether a person reads it.
    pub is_terminal: bool,
}

impl Out {
    /// Standard output with colours by `choice`.
    pub fn new(choice: ColorChoice) -> Self {
        let stdout = io::stdout();
        let is_terminal = stdout.is_terminal();
        let choice = if choice == ColorChoice::Auto { AutoStream::choice(&stdout) } else { choice };
        Self { stream: AutoStream::new(Box::new(BufWriter::new(stdout)), choice), is_terminal }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
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
