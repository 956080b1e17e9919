//! The pager: output for people that is longer than the screen is read in a program such as `less`.

use std::env;
use std::io::{self, BufWriter, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use anstream::adapter::strip_bytes;

use super::size::Size;
use crate::render;

/// The pager where none is named.
const USUAL: &str = "less";

/// Options of `less` where none are set: quit if the screen holds all, colours, leave the screen as it is, quit by Ctrl-C
/// as this program does.
const LESS: &str = "FRXK";

/// Output that goes to a pager as soon as it is longer than the screen.
pub(super) struct Paged {
    /// The command of the pager.
    pager: String,
    size: Size,
    state: State,
}

enum State {
    /// The screen holds it so far.
    Held(Vec<u8>),
    Pager(BufWriter<ChildStdin>, Child),
    /// Printed as it is.
    Printed,
}

impl Paged {
    /// Output to a screen of this size; `None` if the user wants no pager.
    pub fn new(size: Size) -> Option<Self> {
        wanted().map(|pager| Self { pager, size, state: State::Held(Vec::new()) })
    }

    /// Starts the pager, or prints what was held if it does not start.
    fn begin(&mut self, held: &[u8]) -> io::Result<()> {
        match start(&self.pager) {
            Ok((input, pager)) => {
                let mut input = BufWriter::new(input);
                let written = input.write_all(held);
                self.state = State::Pager(input, pager);
                written
            }
            Err(_) => {
                self.state = State::Printed;
                io::stdout().write_all(held)
            }
        }
    }

    /// Prints what was held, or waits until the pager is left.
    pub fn finish(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.state, State::Printed) {
            State::Held(held) => {
                io::stdout().write_all(&held)?;
                io::stdout().flush()
            }
            State::Pager(mut input, mut pager) => {
                let flushed = input.flush();
                drop(input);
                pager.wait()?;
                flushed
            }
            State::Printed => io::stdout().flush(),
        }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            State::Held(held) => {
                held.extend_from_slice(bytes);
                // Counted by lines: there are many writes in each.
                if bytes.contains(&b'\n') && rows(held, self.size.columns) >= self.size.rows {
                    let held = std::mem::take(held);
                    self.begin(&held)?;
                }
            }
            State::Pager(input, _) => input.write_all(bytes)?,
            State::Printed => io::stdout().write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    /// Writes nothing: what is held may yet fit.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The rows that output takes on a screen: lines that are too wide take more.
fn rows(held: &[u8], columns: usize) -> usize {
    let text = strip_bytes(held).into_vec();
    String::from_utf8_lossy(&text).lines().map(|line| render::columns(line).div_ceil(columns).max(1)).sum()
}

/// The pager of the user, as git chooses it: FIHRIS_PAGER, PAGER, else the usual one; `None` for an empty one or `cat`.
fn wanted() -> Option<String> {
    let named = ["FIHRIS_PAGER", "PAGER"].iter().find_map(|name| env::var(name).ok());
    Some(named.unwrap_or_else(|| USUAL.into())).filter(|pager| !pager.trim().is_empty() && pager.trim() != "cat")
}

/// Whether the shell finds the program of a command. Otherwise it would read the output and print none of it.
fn is_there(command: &str) -> bool {
    let program = command.split_whitespace().find(|word| !word.contains('='));
    let mut look_up = Command::new("sh");
    look_up.args(["-c", "command -v \"$0\""]).arg(program.unwrap_or_default()).stdout(Stdio::null());
    look_up.status().is_ok_and(|status| status.success())
}

/// Starts a pager, a command with its options.
fn start(pager: &str) -> io::Result<(ChildStdin, Child)> {
    if !cfg!(windows) && pager != USUAL && !is_there(pager) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut command = if cfg!(windows) {
        let mut words = pager.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or(USUAL));
        command.args(words);
        command
    } else if pager == USUAL {
        Command::new(USUAL)
    } else {
        let mut command = Command::new("sh");
        command.arg("-c").arg(pager);
        command
    };
    for (name, value) in [("LESS", LESS), ("LESSCHARSET", "utf-8")] {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let mut pager = command.stdin(Stdio::piped()).spawn()?;
    let input = pager.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    Ok((input, pager))
}
