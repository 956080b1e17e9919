//! Tables of numbers: for people, as JSON, and for spreadsheets.

use std::io::{self, Write};

use csv::WriterBuilder;

use super::csv::harmless;
use super::plain::thousands;
use crate::insight::Interval;

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum TableFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// Comma-separated values with a header line.
    Csv,
}

/// Prints rows as comma-separated values, after the names of their columns.
pub(super) fn csv<const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = WriterBuilder::new().from_writer(out);
    csv.write_record(columns).map_err(of_writing)?;
    for row in rows {
        csv.write_record(row.map(harmless)).map_err(of_writing)?;
    }
    csv.flush()
}

/// The error of the output, such as that its reader has closed it.
fn of_writing(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// `42 % (31–53)`
pub(crate) fn percent(share: Interval) -> String {
    // Small shares are not all 0.
    let digits = usize::from(share.high < 0.1);
    let [value, low, high] = [share.value, share.low, share.high].map(|share| format!("{:.digits$}", share * 100.0));
    format!("{value} % ({low}–{high})")
}

/// A number with its unit, which gets an s unless there is one.
pub(super) fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// Bars of a line, of what is least to what is `most`.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line of bars, one for each value: the lowest for 0, a dot for none.
pub(super) fn bars(values: impl Iterator<Item = Option<f64>>, most: f64) -> String {
    let bar = |value: Option<f64>| match value {
        None => '·',
        Some(value) if value <= 0.0 => BARS[0],
        Some(value) => BARS[((value / most * 7.0).ceil() as usize).clamp(1, 7)],
    };
    values.map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_bar_is_nothing_and_a_dot_is_a_gap() {
        let values = [None, Some(0.0), Some(0.001), Some(0.5), Some(1.0)];
        assert_eq!(bars(values.into_iter(), 1.0), "·▁▂▅█");
        assert_eq!(bars([Some(0.0)].into_iter(), 0.0), "▁");
    }

    #[test]
    fn small_shares_have_a_digit_more() {
        assert_eq!(percent(Interval { value: 0.42, low: 0.31, high: 0.53 }), "42 % (31–53)");
        assert_eq!(percent(Interval { value: 0.012, low: 0.004, high: 0.03 }), "1.2 % (0.4–3.0)");
    }
}
