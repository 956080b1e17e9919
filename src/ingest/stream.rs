//! Streams that count and bound what is read from them.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use super::item::{Item, RECORD_BYTES, Sink};
use super::origin::Origin;
use super::problem::{Bomb, ProblemKind};

/// Number of bytes by which a format is recognised.
const HEAD_BYTES: u64 = 1 << 13;
/// The most times that a compressed stream may expand. Deflate reaches at most 1,032; news about 10.
const RATIO: u64 = 200;
/// Expanded size in bytes from which the ratio is checked.
const MEASURED: u64 = 64 << 20;
/// The most bytes of one compressed stream.
const MOST: u64 = 64 << 30;

/// The most archives and compressions within each other.
pub(super) const DEPTH: usize = 3;

/// Reads a member of an archive, of so many bytes, by its format; whether it was read to its end.
pub(super) type MemberReader = fn(&Origin<'_>, &mut dyn Read, u64, &mut Sink<'_>) -> io::Result<bool>;

/// A byte stream.
pub(super) type Bytes<'r> = BufReader<Box<dyn Read + 'r>>;

/// The first bytes of a stream, and the stream from its beginning. An error behind the first byte comes when it is read
/// to.
///
/// # Errors
/// Not a single byte can be read.
pub(super) fn peek<'r>(mut stream: impl Read + 'r) -> io::Result<(Vec<u8>, Bytes<'r>)> {
    let mut head = Vec::new();
    let failure = stream.by_ref().take(HEAD_BYTES).read_to_end(&mut head).err();
    let rest: Box<dyn Read + 'r> = match failure {
        Some(error) if head.is_empty() => return Err(error),
        None => Box::new(Cursor::new(head.clone()).chain(stream)),
        Some(error) => Box::new(Cursor::new(head.clone()).chain(Failed(Some(error)))),
    };
    Ok((head, BufReader::with_capacity(1 << 16, rest)))
}

/// A stream that failed.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The reason why the bytes of a document cannot be read.
pub(super) type Refusal = (ProblemKind, String);

/// Reads a stream that holds one document.
pub(super) fn whole(stream: impl Read) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    match stream.take(RECORD_BYTES as u64 + 1).read_to_end(&mut bytes) {
        Err(error) => Err((ProblemKind::of(&error), error.to_string())),
        Ok(_) if bytes.len() > RECORD_BYTES => Err((ProblemKind::TooLarge, String::new())),
        Ok(_) => Ok(bytes),
    }
}

/// Counts the bytes that are read.
pub(super) struct Counted<'c, R> {
    pub inner: R,
    pub count: &'c AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A decompressed stream that fails if it grows beyond bounds.
pub(super) struct Inflated<R> {
    inner: R,
    /// Bytes of the compressed stream, as far as is known.
    compressed: u64,
    read: u64,
}

impl<R> Inflated<R> {
    /// `compressed` is the size of what `inner` decompresses.
    pub fn new(inner: R, compressed: u64) -> Self {
        Self { inner, compressed, read: 0 }
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        if self.read > MOST || self.read > MEASURED && self.read / RATIO > self.compressed {
            let message = format!("{} bytes became {} and more", self.compressed, self.read);
            return Err(io::Error::new(io::ErrorKind::InvalidData, Bomb(message)));
        }
        Ok(read)
    }
}

impl Origin<'_> {
    /// Where the document that is being read cannot be had.
    pub(super) fn refuse(&self, (kind, detail): Refusal) -> Item {
        Item::Skipped(self.problem(kind, None, detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_comes_where_it_is_read_to() {
        let broken = b"abc".chain(Failed(Some(io::Error::other("broken"))));
        let (head, mut stream) = peek(broken).unwrap();
        assert_eq!(head, b"abc");
        let mut read = Vec::new();
        assert!(stream.read_to_end(&mut read).is_err());
        assert_eq!(read, b"abc");
        assert!(peek(Failed(Some(io::Error::other("broken")))).is_err());
    }

    #[test]
    fn what_grows_beyond_measure_is_given_up() {
        let mut stream = Inflated::new(io::repeat(b' '), 1000);
        let error = io::copy(&mut stream, &mut io::sink()).unwrap_err();
        assert_eq!(ProblemKind::of(&error), ProblemKind::Bomb);
        assert!(stream.read <= MEASURED + (1 << 20));
    }
}
