//! Splits a table into rows, one at a time. A quotation mark that is never closed costs its row, not the table.

use std::io::{self, Read};

use csv::ByteRecord;

use super::item::RECORD_BYTES;
use super::table_dialect::{Dialect, reader};

/// Following lines that show whether a quotation mark was left open.
const NEXT_LINES: usize = 20;

/// A row of a table.
pub(super) struct Row {
    pub fields: ByteRecord,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// Whether a quotation mark of it is never closed.
    pub is_open: bool,
}

/// Why a row cannot be read.
pub(super) enum RowError {
    /// It has more than [`RECORD_BYTES`]; whether the table can be read on behind it.
    TooLarge(bool),
    Stream(io::Error),
}

/// Rows of a stream.
pub(super) struct Rows<R> {
    stream: R,
    dialect: Dialect,
    /// Fields of a row, where they are known.
    pub columns: usize,
    /// Bytes that were read and not split yet.
    ahead: Vec<u8>,
    /// The line on which they begin.
    pub line: u64,
    is_at_end: bool,
}

/// Where a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Behind this many bytes, its line break among them.
    At(usize),
    /// A quotation mark of it is open, and another one is opened behind the line break at this byte.
    Reopened(usize),
    /// It is not in sight; whether a quotation mark is open.
    Unseen { is_open: bool },
}

impl<R: Read> Rows<R> {
    pub fn new(stream: R, dialect: Dialect) -> Self {
        Self { stream, dialect, columns: 0, ahead: Vec::new(), line: 1, is_at_end: false }
    }

    /// The next row; `None` at the end. Empty lines are no rows.
    pub fn next(&mut self) -> Result<Option<Row>, RowError> {
        let mut scan = Scan::default();
        loop {
            match scan.run(&self.ahead, self.dialect) {
                End::At(end) if self.ahead[..end].trim_ascii().is_empty() => {
                    self.cut(end);
                    scan = Scan::default();
                }
                End::At(end) => return Ok(Some(self.row(end, self.dialect, false))),
                End::Reopened(line_end) => return Ok(Some(self.row(line_end, self.dialect.unquoted(), true))),
                End::Unseen { is_open } if self.is_at_end => return Ok(self.last(is_open)),
                End::Unseen { is_open } if self.ahead.len() > RECORD_BYTES => return self.overlong(is_open),
                End::Unseen { .. } => {}
            }
            let read = self.stream.by_ref().take(1 << 16).read_to_end(&mut self.ahead).map_err(RowError::Stream)?;
            self.is_at_end = read == 0;
        }
    }

    /// The row at the end of the stream; of one that is left open the first line, if those behind it are rows.
    fn last(&mut self, is_open: bool) -> Option<Row> {
        if self.ahead.trim_ascii().is_empty() {
            return None;
        }
        match self.first_line().filter(|_| is_open) {
            Some(end) if self.are_rows(end) => Some(self.row(end, self.dialect.unquoted(), true)),
            _ => Some(self.row(self.ahead.len(), self.dialect, is_open)),
        }
    }

    fn overlong(&mut self, is_open: bool) -> Result<Option<Row>, RowError> {
        match self.first_line().filter(|_| is_open) {
            Some(end) if self.are_rows(end) => Ok(Some(self.row(end, self.dialect.unquoted(), true))),
            Some(_) => Err(RowError::TooLarge(false)),
            None => {
                // One line: it ends at the next line break.
                loop {
                    if let Some(end) = self.first_line() {
                        self.cut(end);
                        return Err(RowError::TooLarge(true));
                    }
                    self.ahead.clear();
                    let read = self.stream.by_ref().take(1 << 16).read_to_end(&mut self.ahead);
                    if read.map_err(RowError::Stream)? == 0 {
                        self.is_at_end = true;
                        return Err(RowError::TooLarge(true));
                    }
                }
            }
        }
    }

    /// The end of the first line, if it is in sight.
    fn first_line(&self) -> Option<usize> {
        self.ahead.iter().position(|byte| *byte == b'\n').map(|place| place + 1)
    }

    /// Whether the lines from `start` on are rows of their own, each with the fields of one.
    fn are_rows(&self, start: usize) -> bool {
        let lines = self.ahead[start..].split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let fields = |line: &[u8]| 1 + line.iter().filter(|byte| **byte == self.dialect.delimiter).count();
        let (mut whole, mut all) = (0, 0);
        for line in lines.take(NEXT_LINES) {
            whole += usize::from(fields(line) == self.columns);
            all += 1;
        }
        self.columns > 1 && 2 * whole > all
    }

    fn row(&mut self, end: usize, dialect: Dialect, is_open: bool) -> Row {
        let line = self.line;
        let bytes = self.cut(end);
        let blank = bytes.iter().take_while(|byte| byte.is_ascii_whitespace() && **byte != dialect.delimiter);
        let before = blank.filter(|byte| **byte == b'\n').count() as u64;
        let fields = reader(bytes.as_slice(), dialect).into_byte_records().next().and_then(Result::ok);
        Row { fields: fields.unwrap_or_default(), line: line + before, is_open }
    }

    fn cut(&mut self, length: usize) -> Vec<u8> {
        let rest = self.ahead.split_off(length);
        let cut = std::mem::replace(&mut self.ahead, rest);
        self.line += cut.iter().filter(|byte| **byte == b'\n').count() as u64;
        cut
    }
}

/// The state of looking for the end of a row; it goes on where it stopped when more bytes have come.
#[derive(Default)]
struct Scan {
    place: usize,
    state: State,
    /// The end of the line on which a quotation mark was opened, once it is passed.
    first_line: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    FieldStart,
    Field,
    Quoted,
}

impl Scan {
    fn run(&mut self, bytes: &[u8], dialect: Dialect) -> End {
        let Dialect { delimiter, quote } = dialect;
        let is_break = |byte: u8| byte == b'\n' || byte == b'\r';
        while let Some(&byte) = bytes.get(self.place) {
            match self.state {
                State::FieldStart | State::Field if is_break(byte) => {
                    let is_pair = byte == b'\r' && bytes.get(self.place + 1) == Some(&b'\n');
                    return End::At(self.place + 1 + usize::from(is_pair));
                }
                State::FieldStart | State::Field => {
                    self.state = match byte {
                        byte if byte == delimiter => State::FieldStart,
                        byte if Some(byte) == quote && self.state == State::FieldStart => State::Quoted,
                        _ => State::Field,
                    };
                }
                State::Quoted if Some(byte) == quote => {
                    let Some(&next) = bytes.get(self.place + 1) else { break };
                    let before = self.place.checked_sub(1).map_or(b'\n', |place| bytes[place]);
                    let is_first = before == delimiter || is_break(before);
                    if next == byte {
                        self.place += 1;
                    } else if next == delimiter || is_break(next) {
                        self.state = State::Field;
                    } else if let Some(end) = self.first_line.filter(|_| is_first) {
                        return End::Reopened(end);
                    } else {
                        self.state = State::Field;
                    }
                }
                State::Quoted if byte == b'\n' => {
                    self.first_line.get_or_insert(self.place + 1);
                }
                State::Quoted => {}
            }
            self.place += 1;
        }
        // A quotation mark that is the last byte may close, too.
        let is_open = self.state == State::Quoted && self.place == bytes.len();
        End::Unseen { is_open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as text, those with an open quotation mark marked by `!`, after their lines.
    fn split(table: &str, columns: usize) -> Vec<String> {
        let mut rows = Rows::new(table.as_bytes(), Dialect { delimiter: b',', quote: Some(b'"') });
        rows.columns = columns;
        let mut all = Vec::new();
        while let Ok(Some(row)) = rows.next() {
            let fields: Vec<_> = row.fields.iter().map(|field| String::from_utf8_lossy(field)).collect();
            all.push(format!("{}{} {}", row.line, if row.is_open { "!" } else { "" }, fields.join("|")));
        }
        all
    }

    #[test]
    fn rows_are_those_of_the_csv_library() {
        for table in [
            "أ,\"ب\nج\",د\n1,2,3\r\n\n4,\"5\"\"6\",7",
            "أ,\"ب \"قال\" ج\",د\nأ,\"ب\nوقال \"نعم\" ثم\",د\n",
            "أ,\"\",\"\"\n\"\",ب,\"\"\n",
            "أ,ب\rج,د\r",
            "",
            "\n\n",
            "أ,\"ب",
        ] {
            let dialect = Dialect { delimiter: b',', quote: Some(b'"') };
            let expected = reader(table.as_bytes(), dialect).into_byte_records().map(Result::unwrap);
            let expected: Vec<ByteRecord> = expected.collect();
            let mut rows = Rows::new(table.as_bytes(), dialect);
            let mut found = Vec::new();
            while let Ok(Some(row)) = rows.next() {
                found.push(row.fields);
            }
            assert_eq!(found, expected, "{table:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_costs_its_row() {
        let open = "1,\"أول\n2,\"ثان\"\n3,\"ثالث\nسطر\"\n";
        assert_eq!(split(open, 2), ["1! 1|\"أول", "2 2|ثان", "3 3|ثالث\nسطر"]);
        let unquoted = "1,أ\n2,\"ب\n3,ج\n4,د\n";
        assert_eq!(split(unquoted, 2), ["1 1|أ", "2! 2|\"ب", "3 3|ج", "4 4|د"]);
        let cut_off = "1,أ\n2,\"نص طويل\nسطر ثان، وثالث\nسطر";
        assert_eq!(split(cut_off, 2), ["1 1|أ", "2! 2|نص طويل\nسطر ثان، وثالث\nسطر"]);
        let twice = "1,\"أ,x\n2,\"ب,y\n3,\"ج\",z\n";
        assert_eq!(split(twice, 3), ["1! 1|\"أ|x", "2! 2|\"ب|y", "3 3|ج|z"]);
    }
}
