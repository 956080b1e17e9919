//! How hits are laid out for people.

/// How much of a hit is printed for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HitDetail {
    /// One line: title, outlet, date and id.
    Line,
    /// Title, source, and two lines of the passage around its best match.
    #[default]
    Snippet,
    /// Title, source, and the whole passage.
    Passage,
}

/// How hits are printed for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HitLayout {
    /// Columns of a line.
    pub width: usize,
    /// How much of a hit is printed.
    pub detail: HitDetail,
    /// Whether address, file, hash and bytes follow, and every near-duplicate.
    pub evidence: bool,
}

impl Default for HitLayout {
    fn default() -> Self {
        Self { width: 80, detail: HitDetail::Snippet, evidence: false }
    }
}
