//! Turns rows into lines in the order of reading, and joins lines to paragraphs.

use super::columns::in_reading_order;
use super::order::{brackets, logical, rightward};
use super::rows::Segment;

/// How much wider than usual the gap between two paragraphs is, and how many ems at most lines of one are apart; how much
/// sizes differ, and the share of a line that the last one of a paragraph leaves empty.
const LEADING: f64 = 1.3;
const MOST_LEADING: f64 = 2.5;
const SIZES: f64 = 1.15;
const SHORT: f64 = 0.12;

/// A line in its place.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// In the order of reading.
    pub text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    /// The number of the column in which it is.
    column: usize,
}

/// Whether a page is read from the right, and whether its brackets are drawn as their mirrors, as most of them show.
pub(super) fn directions(pages: &[Vec<Vec<Segment>>]) -> (bool, bool) {
    let segments = || pages.iter().flatten().flatten();
    let from_right =
        rightward(segments().flat_map(|segment| segment.pieces.iter()).flat_map(|piece| piece.chars())) > 0;
    let votes = |mirrors: bool| -> i64 {
        segments().map(|segment| brackets(&logical(&segment.pieces, is_from_right(segment, from_right), mirrors))).sum()
    };
    (from_right, votes(true) > votes(false))
}

fn is_from_right(segment: &Segment, page: bool) -> bool {
    match rightward(segment.pieces.iter().flat_map(|piece| piece.chars())) {
        0 => page,
        // A line of Arabic may have more Latin letters than Arabic ones.
        count => count > 0 || page && segment.pieces.iter().any(|piece| rightward(piece.chars()) > 0),
    }
}

/// The lines of a page in the order of reading: a column after the other where there are columns.
pub(super) fn lines(rows: Vec<Vec<Segment>>, from_right: bool, mirrors: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut column = 0;
    in_reading_order(rows, from_right, 0, &mut |row: Vec<Segment>, is_new: bool| {
        column += usize::from(is_new);
        lines.push(line(row, from_right, mirrors, column));
    });
    lines
}

fn line(mut row: Vec<Segment>, from_right: bool, mirrors: bool, column: usize) -> Line {
    if from_right {
        row.reverse();
    }
    let texts = row.iter().map(|segment| logical(&segment.pieces, is_from_right(segment, from_right), mirrors));
    let text = texts.collect::<Vec<_>>().join(" ");
    let fold = |first: f64, of: fn(f64, f64) -> f64, value: fn(&Segment) -> f64| row.iter().map(value).fold(first, of);
    Line {
        text,
        left: fold(f64::INFINITY, f64::min, |segment| segment.left),
        right: fold(f64::NEG_INFINITY, f64::max, |segment| segment.right),
        y: row[0].y,
        size: fold(0.0, f64::max, |segment| segment.size),
        column,
    }
}

/// A paragraph, and the size of its letters.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    pub text: String,
    pub size: f64,
}

/// The paragraphs of a page's lines.
pub(super) fn paragraphs(lines: &[Line], from_right: bool) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for block in lines.chunk_by(|one, other| one.column == other.column) {
        let left = block.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
        let right = block.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
        let mut gaps: Vec<f64> = block.windows(2).map(|pair| (pair[1].y - pair[0].y) / pair[0].size).collect();
        gaps.sort_by(f64::total_cmp);
        let usual = gaps.get(gaps.len() / 4).copied().unwrap_or_default();
        let mut last: Option<&Line> = None;
        for line in block {
            let is_next = |last: &Line| {
                let gap = (line.y - last.y) / last.size;
                let sizes = (line.size / last.size).max(last.size / line.size);
                let empty = if from_right { last.left - left } else { right - last.right };
                gap <= (usual * LEADING).min(MOST_LEADING)
                    && gap > 0.0
                    && sizes < SIZES
                    && empty < SHORT * (right - left)
            };
            match paragraphs.last_mut().filter(|_| last.is_some_and(is_next)) {
                Some(paragraph) => {
                    paragraph.text.push(' ');
                    paragraph.text.push_str(&line.text);
                }
                None => paragraphs.push(Paragraph { text: line.text.clone(), size: line.size }),
            }
            last = Some(line);
        }
    }
    paragraphs
}
