//! The size of the terminal.

use std::env;

/// Columns and rows of a terminal.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub columns: usize,
    pub rows: usize,
}

impl Size {
    /// The size of the terminal, by COLUMNS and LINES if they are set; 80 columns and 24 rows if it is not known.
    pub fn of_terminal() -> Self {
        let named = |name| env::var(name).ok()?.parse().ok().filter(|number: &usize| *number > 0);
        let measured = terminal_size::terminal_size();
        let columns = named("COLUMNS").or(measured.map(|(width, _)| width.0.into()));
        let rows = named("LINES").or(measured.map(|(_, height)| height.0.into()));
        Self { columns: columns.unwrap_or(80), rows: rows.unwrap_or(24) }
    }
}
