//! Parts of a document that can be shown and cited by themselves: pages, messages, segments of a recording, posts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Document, Metadata};

/// What the parts of a document are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Pages, as of a PDF.
    Page,
    /// Messages of a chat. Each begins with its time and sender: `14:05 سالم: النص`.
    Message,
    /// Segments of a recording. Each begins with its time: `0:03:10 النص`.
    Segment,
    /// Posts of a live blog. Each may begin with its time on a line of its own.
    Post,
}

impl PartKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Page => "page",
            PartKind::Message => "message",
            PartKind::Segment => "segment",
            PartKind::Post => "post",
        }
    }
}

/// Where the parts of a document begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Parts {
    /// What they are.
    pub kind: PartKind,
    /// Byte offsets in the body, rising; the first part begins at the first of them.
    pub starts: Vec<usize>,
}

impl std::fmt::Display for Parts {
    /// `3 pages`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&counted(self.kind, self.starts.len()))
    }
}

/// `3 pages`.
fn counted(kind: PartKind, count: usize) -> String {
    format!("{count} {}{}", kind.name(), if count == 1 { "" } else { "s" })
}

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'d> {
    /// What it is.
    pub kind: PartKind,
    /// Its number, from 1.
    pub number: usize,
    /// Its text.
    pub text: &'d str,
}

/// The most bytes of a label.
const LABEL: usize = 80;

impl<'d> Part<'d> {
    /// What it begins with besides its text: the time of a segment or of a post, time and sender of a message.
    pub fn label(&self) -> Option<&'d str> {
        let end = match self.kind {
            PartKind::Page => return None,
            PartKind::Message => self.text.find(": ")?,
            PartKind::Segment => self.text.find(' ')?,
            PartKind::Post => self.text.find('\n')?,
        };
        let is_time = self.text.starts_with(|char: char| char.is_ascii_digit());
        Some(&self.text[..end]).filter(|label| is_time && label.len() <= LABEL)
    }

    /// What follows `#` in an address of the document to name the part: a page as of RFC 8118, a time as of the W3C's Media
    /// Fragments.
    fn fragment(&self) -> Option<String> {
        match self.kind {
            PartKind::Page => Some(format!("page={}", self.number)),
            PartKind::Segment => {
                let seconds = self
                    .label()?
                    .split(':')
                    .try_fold(0_u64, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?));
                Some(format!("t={}", seconds?))
            }
            PartKind::Message | PartKind::Post => None,
        }
    }
}

impl std::fmt::Display for Part<'_> {
    /// `page 3`, `message 12 (14:05 سالم)`, `segment 4 (0:03:10)`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind.name(), self.number)?;
        self.label().map_or(Ok(()), |label| write!(f, " ({label})"))
    }
}

/// A document has no such part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document has {}; there is no part {number}", self.in_words())]
pub struct NoSuchPart {
    number: usize,
    /// What its parts are, and how many there are.
    parts: Option<(PartKind, usize)>,
}

impl NoSuchPart {
    fn in_words(self) -> String {
        self.parts.map_or("no pages, messages or other parts".into(), |(kind, count)| counted(kind, count))
    }
}

impl Metadata {
    /// Sets what the parts are and where they begin; one part alone is the document.
    pub(crate) fn set_parts(&mut self, kind: PartKind, starts: Vec<usize>) {
        self.parts = (starts.len() > 1).then_some(Parts { kind, starts });
    }

    /// The document's address on the web, that of a part where it has one of its own.
    pub fn address(&self, part: Option<Part<'_>>) -> Option<String> {
        let url = self.url.as_ref()?;
        let fragment = part.filter(|_| !url.contains('#')).and_then(|part| part.fragment());
        Some(fragment.map_or_else(|| url.clone(), |fragment| format!("{url}#{fragment}")))
    }
}

impl Parts {
    /// The number of the part at a byte of the body, and the bytes of that part; `None` before the first one.
    pub fn at(&self, byte: usize) -> Option<(usize, Range<usize>)> {
        let number = self.starts.partition_point(|start| *start <= byte);
        Some((number, self.bytes(number, usize::MAX)?))
    }

    /// The bytes of a part, from 1, in a body of this length.
    fn bytes(&self, number: usize, length: usize) -> Option<Range<usize>> {
        Some(*self.starts.get(number.checked_sub(1)?)?..self.starts.get(number).copied().unwrap_or(length))
    }
}

impl Document {
    /// A part, from 1.
    ///
    /// # Errors
    /// There is no such part.
    pub fn part(&self, number: usize) -> Result<Part<'_>, NoSuchPart> {
        let part = self.metadata.parts.as_ref().and_then(|parts| {
            let text = self.body.get(parts.bytes(number, self.body.len())?)?.trim();
            Some(Part { kind: parts.kind, number, text })
        });
        let parts = || self.metadata.parts.as_ref().map(|parts| (parts.kind, parts.starts.len()));
        part.ok_or_else(|| NoSuchPart { number, parts: parts() })
    }

    /// The part at a byte of the body; `None` before the first one, and in a document that has none.
    pub fn part_at(&self, byte: usize) -> Option<Part<'_>> {
        self.part(self.metadata.parts.as_ref()?.at(byte)?.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(kind: PartKind, body: &str, starts: &[usize]) -> Document {
        let mut document = Document { body: body.into(), ..Document::default() };
        document.metadata.url = Some("https://wadi.example/a".into());
        document.metadata.set_parts(kind, starts.into());
        document
    }

    #[test]
    fn parts_have_names_and_addresses() {
        for (kind, first, second, name, address) in [
            (PartKind::Page, "أول", "14:05 ثان", "page 2", "#page=2"),
            (PartKind::Message, "1:05 أ: ن", "14:05 سالم: ثان", "message 2 (14:05 سالم)", ""),
            (PartKind::Message, "1:05 أ: ن", "بلا مرسل", "message 2", ""),
            (PartKind::Segment, "0:00:01 أول", "1:03:10 ثان", "segment 2 (1:03:10)", "#t=3790"),
            (PartKind::Post, "14:00\nأول", "14:05\nثان", "post 2 (14:05)", ""),
        ] {
            let start = first.len() + 2;
            let document = document(kind, &format!("{first}\n\n{second}"), &[0, start]);
            let part = document.part(2).unwrap();
            assert_eq!((part.text, part.to_string().as_str()), (second, name));
            assert_eq!(document.metadata.address(Some(part)), Some(format!("https://wadi.example/a{address}")));
            assert_eq!(document.part_at(start), Some(part));
            assert_eq!(document.part_at(start - 1), document.part(1).ok());
            assert!(document.part(3).is_err_and(|error| error.to_string().ends_with("there is no part 3")));
        }
    }

    #[test]
    fn what_stands_before_the_first_part_is_none() {
        let document = document(PartKind::Post, "مقدمة\n\nأول\n\nثان", &[12, 20]);
        assert_eq!(document.part_at(3), None);
        assert!(document.part(0).is_err() && document.part_at(12).is_some());
        assert_eq!(
            Document::default().part(1).unwrap_err().to_string(),
            "the document has no pages, messages or other parts; there is no part 1"
        );
    }
}
