//! Streams that zstd compressed, also with a dictionary of their own at their head, as web archives have.

use std::io::{self, BufRead, Read};

use ::zstd::stream::read::Decoder;

/// How a frame of data, and one that holds a dictionary, begin.
const FRAME: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];
pub(super) const DICTIONARY: [u8; 4] = [0x5D, 0x2A, 0x4D, 0x18];
/// The most bytes of a dictionary.
const DICTIONARY_BYTES: u64 = 16 << 20;

/// The stream without its compression.
///
/// # Errors
/// Its dictionary cannot be read.
pub(super) fn reader<'r>(mut stream: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
    if !stream.fill_buf()?.starts_with(&DICTIONARY) {
        return Ok(Box::new(Decoder::with_buffer(stream)?));
    }
    let mut head = [0; 8];
    stream.read_exact(&mut head)?;
    let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
    let mut dictionary = Vec::new();
    stream.by_ref().take(length.min(DICTIONARY_BYTES)).read_to_end(&mut dictionary)?;
    if length > DICTIONARY_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its dictionary is larger than 16 MiB"));
    }
    if dictionary.starts_with(&FRAME) {
        let mut whole = Vec::new();
        Decoder::with_buffer(dictionary.as_slice())?.take(DICTIONARY_BYTES).read_to_end(&mut whole)?;
        dictionary = whole;
    }
    Ok(Box::new(Decoder::with_dictionary(stream, &dictionary)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_with_and_without_a_dictionary() {
        // Texts alike serve as a dictionary, too.
        let dictionary: Vec<u8> =
            (0..200).flat_map(|number| format!("WARC/1.0 حريق {number} في الميناء كبير").into_bytes()).collect();
        let compress = |text: &str, dictionary: &[u8]| {
            let mut encoder = ::zstd::stream::Encoder::with_dictionary(Vec::new(), 3, dictionary).unwrap();
            io::copy(&mut text.as_bytes(), &mut encoder).unwrap();
            encoder.finish().unwrap()
        };
        let read = |bytes: &[u8]| {
            let mut text = String::new();
            reader(bytes).and_then(|mut stream| stream.read_to_string(&mut text)).map(|_| text)
        };
        assert_eq!(read(&[compress("حريق", &[]), compress(" كبير", &[])].concat()).unwrap(), "حريق كبير");
        let frames = [compress("حريق", &dictionary), compress(" كبير", &dictionary)].concat();
        for stored in [dictionary.clone(), compress_plain(&dictionary)] {
            let head = [&DICTIONARY[..], &(stored.len() as u32).to_le_bytes(), &stored].concat();
            assert_eq!(read(&[&head[..], &frames].concat()).unwrap(), "حريق كبير");
        }
        assert!(read(&frames).is_err());
        assert!(read(&[&DICTIONARY[..], &[0xFF; 4]].concat()).is_err());
    }

    fn compress_plain(bytes: &[u8]) -> Vec<u8> {
        ::zstd::stream::encode_all(bytes, 3).unwrap()
    }
}
