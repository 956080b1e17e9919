//! How hits are printed for people.

use clap::ValueEnum;

use super::size::Size;
use super::terminal::{Out, line_width};
use crate::render::{HitDetail, HitLayout};

/// Flags of `--format text`.
#[derive(Debug, Default, clap::Args)]
pub(super) struct LayoutArgs {
    /// How much of a passage is printed with --format text.
    #[arg(long, value_name = "PART", default_value = "snippet")]
    passage: PassagePart,
    /// One line a hit: title, outlet, date and id.
    #[arg(short = 'q', long, conflicts_with_all = ["passage", "evidence"])]
    compact: bool,
    /// Print with each hit where it can be checked: address, file, hash and bytes, and each near-duplicate.
    #[arg(long)]
    evidence: bool,
}

/// How much of a passage is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum PassagePart {
    /// Two lines around the best match.
    #[default]
    Snippet,
    /// All of it.
    Whole,
}

impl LayoutArgs {
    /// The layout where `out` is read.
    pub fn layout(&self, out: &Out) -> HitLayout {
        let (detail, width) = match (self.compact, self.passage) {
            (true, _) => (HitDetail::Line, line_width(out)),
            (false, PassagePart::Snippet) => (HitDetail::Snippet, Size::of_terminal().columns),
            (false, PassagePart::Whole) => (HitDetail::Passage, Size::of_terminal().columns),
        };
        HitLayout { width, detail, evidence: self.evidence }
    }
}
