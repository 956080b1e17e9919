//! Reads PDF: the text that its pages draw, in the order in which people read it.
//!
//! A PDF says which glyphs stand where, not what they say in which order. [`content`] draws a page as a viewer would,
//! [`repair`] finds letters that fonts leave out, [`rows`] joins glyphs to words, [`columns`]
//! finds what is read together, [`lines`] makes lines and paragraphs of it, of which [`order`] turns what is read from the
//! right, and [`mod@pages`] leaves out what recurs on every page.

mod cmap;
mod columns;
mod content;
mod font;
mod glyph_names;
mod lines;
mod ocr;
mod order;
mod pages;
mod repair;
mod rows;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::item::{Item, Sink};
use super::origin::Origin;
use super::problem::ProblemKind;
use super::text::{self, Properties};
pub use ocr::missing as missing_ocr;
use pages::{Pages, pages};

/// The most bytes of a file, and of one of its streams and of all of them together, expanded.
const FILE_BYTES: u64 = 256 << 20;
const STREAM_BYTES: u64 = 256 << 20;
const STREAMS_BYTES: u64 = 1 << 30;

/// Reads a document; whether the stream was read to its end.
pub(super) fn read(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let skip = |kind, detail: &str| Item::Skipped(origin.problem(kind, None, detail));
    let mut data = Vec::new();
    if let Err(error) = stream.take(FILE_BYTES + 1).read_to_end(&mut data) {
        return sink(origin.refuse((ProblemKind::of(&error), error.to_string()))).map(|()| false);
    }
    if data.len() as u64 > FILE_BYTES {
        return sink(skip(ProblemKind::TooLarge, "a PDF of more than 256 MiB")).map(|()| false);
    }
    if is_bomb(&data) {
        return sink(skip(ProblemKind::Bomb, "its streams expand to more than 1 GiB")).map(|()| true);
    }
    match pages(data) {
        Ok((mut pages, pdf)) => {
            let recognised = if origin.settings.ocr { recognise(&mut pages, &pdf) } else { Recognition::default() };
            give(origin, &pages, &recognised, &pdf, sink).map(|()| true)
        }
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            sink(skip(ProblemKind::Locked, "a PDF with a password")).map(|()| true)
        }
        Err(LoadPdfError::Decryption(_)) => {
            sink(skip(ProblemKind::Locked, "a PDF with an encryption that is not read")).map(|()| true)
        }
        Err(LoadPdfError::Invalid) => sink(skip(ProblemKind::BrokenPdf, "it names no pages")).map(|()| true),
    }
}

/// What programs recognised of scanned pages.
#[derive(Debug, Default)]
struct Recognition {
    pages: usize,
    /// The mean of the confidences in words, in percent.
    confidence: Option<u8>,
    /// Why the first page that failed did.
    failure: Option<String>,
}

/// Fills in the text of scanned pages as far as programs recognise it.
fn recognise(read: &mut Pages, pdf: &Pdf) -> Recognition {
    let mut recognition = Recognition::default();
    if read.scanned.is_empty() {
        return recognition;
    }
    let scan = match ocr::Scan::of(pdf.data().as_ref()) {
        Ok(scan) => scan,
        Err(error) => return Recognition { failure: Some(error.to_string()), ..recognition },
    };
    let (mut words, mut sum) = (0, 0.0);
    let mut left = Vec::new();
    for page in std::mem::take(&mut read.scanned) {
        match scan.page(page) {
            Ok(recognised) => {
                recognition.pages += 1;
                words += recognised.words;
                sum += recognised.confidence;
                read.pages[page - 1] = recognised.paragraphs;
            }
            Err(error) => {
                recognition.failure.get_or_insert_with(|| format!("page {page}: {error}"));
                left.push(page);
            }
        }
    }
    read.scanned = left;
    recognition.confidence = (words > 0).then(|| (sum / words as f64).round() as u8);
    recognition
}

fn give(
    origin: &Origin<'_>,
    read: &Pages,
    recognition: &Recognition,
    pdf: &Pdf,
    sink: &mut Sink<'_>,
) -> io::Result<()> {
    let skip = |kind, detail: String| Item::Skipped(origin.problem(kind, None, detail));
    let texts: Vec<String> = read.pages.iter().map(|page| page.join("\n\n")).collect();
    let failure = recognition.failure.as_ref().map(|failure| format!("; {failure}")).unwrap_or_default();
    let scanned = format!("no text layer: {} of {} pages are pictures{failure}", read.scanned.len(), read.pages.len());
    // What a scanner stamps on its pages is no text.
    let is_unread = !texts.is_empty() && read.scanned.len() == texts.len();
    if is_unread || texts.iter().all(|text| text.trim().is_empty()) {
        return sink(match read.scanned.is_empty() {
            true => skip(ProblemKind::NoText, "a PDF whose pages draw no letters".into()),
            false => skip(ProblemKind::Scanned, scanned),
        });
    }
    text::give_pages(origin, &texts, properties(read, recognition, pdf), sink)?;
    let mut note = |kind, detail: String| sink(Item::Note(origin.problem(kind, None, detail)));
    if !read.scanned.is_empty() {
        note(ProblemKind::Scanned, scanned)?;
    }
    if let Some(confidence) = recognition.confidence {
        note(ProblemKind::Recognised, format!("on {} pages, {confidence} % sure", recognition.pages))?;
    }
    if 20 * read.unknown > read.glyphs {
        let detail = format!("{} of {} letters are not named by their fonts", read.unknown, read.glyphs);
        note(ProblemKind::Recoded, detail)?;
    }
    match read.left_out {
        0 => Ok(()),
        left_out => sink(skip(ProblemKind::TooLarge, format!("the last {left_out} pages"))),
    }
}

/// What layout and file say besides the text.
fn properties(read: &Pages, recognition: &Recognition, pdf: &Pdf) -> Properties {
    let metadata = pdf.metadata();
    let string = |bytes: &Option<Box<[u8]>>| {
        let text = bytes.as_ref().map(|bytes| content::decoded(bytes).trim().to_string());
        text.filter(|text| !text.is_empty())
    };
    let date = metadata.creation_date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day));
    Properties {
        heading: read.heading.clone(),
        title: string(&metadata.title),
        author: string(&metadata.author),
        ocr: recognition.confidence,
        date,
        from: "properties of the PDF",
    }
}

/// Whether the streams of a document expand beyond bounds: the library expands each as a whole.
fn is_bomb(data: &[u8]) -> bool {
    let (mut place, mut sum) = (0, 0);
    while let Some(found) = find(&data[place..], b"stream") {
        place += found + b"stream".len();
        let body = &data[place..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        // Only what zlib packed expands much; behind another filter it is not seen.
        if body.first().is_none_or(|byte| byte & 0x0F != 8) {
            continue;
        }
        let count = io::copy(&mut ZlibDecoder::new(body).take(STREAM_BYTES + 1), &mut io::sink());
        let count = count.unwrap_or(0);
        sum += count;
        if count > STREAM_BYTES || sum > STREAMS_BYTES {
            return true;
        }
    }
    false
}

fn find(data: &[u8], word: &[u8]) -> Option<usize> {
    data.windows(word.len()).position(|window| window == word)
}
