//! Sets of an archive's words: what a query makes an engine read of documents.

/// A set of an archive's words, as [`Engine::words`](super::Engine::words) returns it. May hold more words than were
/// looked for.
#[derive(Clone, Debug, Default)]
pub struct WordSet {
    /// Of each segment, their numbers as bits; `None` if it holds all words.
    segments: Option<Vec<Vec<u64>>>,
}

impl WordSet {
    /// The set of all words.
    pub fn all() -> Self {
        Self::default()
    }

    /// The words whose numbers are set as bits, segment by segment.
    pub(super) fn of_segments(segments: Vec<Vec<u64>>) -> Self {
        Self { segments: Some(segments) }
    }

    /// The words of a segment as bits; `None` if it holds all words.
    pub(super) fn segment(&self, segment: usize) -> Option<&[u64]> {
        self.segments.as_ref().map(|segments| segments.get(segment).map_or(&[][..], Vec::as_slice))
    }
}
