//! Joins the glyphs of a page to rows: marks to their letters, letters to segments without a wide gap.

use super::content::Glyph;
use super::order::{is_mark, plain};

/// Shares of an em: how far baselines of a row may differ; the gap that is a space, in rows that are set tight, and in
/// rows that draw their spaces; the gap that parts a row.
const BASELINE: f64 = 0.35;
pub(super) const SPACE: f64 = 0.15;
const TIGHT_SPACE: f64 = 0.1;
const DRAWN_SPACE: f64 = 0.35;
const PARTS: f64 = 1.5;
/// How far apart the same letter is drawn twice, as a share of an em.
const TWICE: f64 = 0.1;
/// The letters of a row for which a space is expected at least.
const LONG_WORD: usize = 15;

/// Letters that are drawn as one, with the marks on them; or a space.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
}

impl Piece {
    fn is_space(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn is_letter(&self) -> bool {
        self.text.chars().any(char::is_alphabetic)
    }
}

/// A part of a row without a wide gap.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// Letters and spaces from left to right.
    pub pieces: Vec<String>,
    pub words: usize,
    pub left: f64,
    pub right: f64,
    pub y: f64,
    pub size: f64,
}

/// The rows of a page from the top, each as its segments from the left; rows that are turned come behind others.
pub(super) fn rows(glyphs: &[Glyph]) -> Vec<Vec<Segment>> {
    (0..4).flat_map(|turn| rows_of(glyphs.iter().filter(|glyph| glyph.turn == turn))).collect()
}

fn rows_of<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> Vec<Vec<Segment>> {
    let mut pieces = pieces(glyphs);
    pieces.sort_by(|one, other| one.y.total_cmp(&other.y));
    let (mut rows, mut row) = (Vec::new(), Vec::<Piece>::new());
    for piece in pieces {
        if row.first().is_some_and(|first| piece.y - first.y > BASELINE * first.size.max(piece.size)) {
            rows.push(segments(std::mem::take(&mut row)));
        }
        row.push(piece);
    }
    rows.push(segments(row));
    rows.retain(|row| !row.is_empty());
    rows
}

/// The letters of glyphs, each with the marks on it.
fn pieces<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> Vec<Piece> {
    let (mut pieces, mut marks) = (Vec::<Piece>::new(), Vec::<Piece>::new());
    for glyph in glyphs {
        let (text, &Glyph { left, right, y, size, .. }) = (plain(&glyph.text), glyph);
        let mut piece = Piece { text, left, right, y, size };
        if piece.text.is_empty() {
            continue;
        }
        if piece.text.chars().all(is_mark) {
            marks.push(piece);
            continue;
        }
        settle(&mut marks, pieces.last_mut(), &mut piece);
        pieces.push(piece);
    }
    if let Some(last) = pieces.last_mut() {
        marks.iter().for_each(|mark| last.text.push_str(&mark.text));
    }
    pieces
}

/// Puts marks on the letter before or behind them. A row that is drawn from its left end to its right has marks before
/// their letters, the last one first; one that is drawn as it is read has them behind.
fn settle(marks: &mut Vec<Piece>, last: Option<&mut Piece>, next: &mut Piece) {
    let Some(mark) = marks.first() else { return };
    let belongs_to_last = |last: &Piece| {
        let is_same_row = (last.y - next.y).abs() < next.size * BASELINE;
        let is_nearer = (last.y - mark.y).abs() < (next.y - mark.y).abs();
        let is_as_read = if is_same_row { next.left < last.left } else { is_nearer };
        last.is_letter() && (is_as_read || !next.is_letter())
    };
    match last.filter(|last| belongs_to_last(last)) {
        Some(last) => marks.drain(..).for_each(|mark| last.text.push_str(&mark.text)),
        None => marks.drain(..).rev().for_each(|mark| next.text.push_str(&mark.text)),
    }
}

/// The gap that is a space, as a share of an em. A row that draws its spaces has wide gaps between letters only where
/// it is spread; in others a row without any wide gap is set tight.
fn space(row: &[Piece]) -> f64 {
    let drawn = row.iter().filter(|piece| piece.is_space()).count();
    let letters = |pair: &&[Piece]| !pair[0].is_space() && !pair[1].is_space();
    let gaps = row.windows(2).filter(letters).map(|pair| (pair[1].left - pair[0].right) / pair[0].size);
    let wide = gaps.filter(|gap| *gap > SPACE).count();
    match (drawn + wide) * LONG_WORD < row.len() {
        _ if drawn > wide => DRAWN_SPACE,
        true => TIGHT_SPACE,
        false => SPACE,
    }
}

/// Cuts a row at its wide gaps.
fn segments(mut row: Vec<Piece>) -> Vec<Segment> {
    row.sort_by(|one, other| one.left.total_cmp(&other.left).then(one.right.total_cmp(&other.right)));
    let space = space(&row);
    let (mut segments, mut is_spaced): (Vec<Segment>, bool) = (Vec::new(), true);
    let mut last: Option<(String, f64)> = None;
    for Piece { text, left, right, y, size } in row {
        if text.trim().is_empty() {
            is_spaced = true;
            continue;
        }
        // Bold letters are drawn twice, and so are those with a shadow.
        let is_again = |(other, at): &(String, f64)| *other == text && left - at < TWICE * size && right > left;
        if last.as_ref().is_some_and(is_again) {
            continue;
        }
        last = Some((text.clone(), left));
        match segments.last_mut().filter(|segment| left - segment.right < PARTS * size) {
            Some(segment) => {
                if is_spaced || left - segment.right > space * size {
                    segment.pieces.push(" ".into());
                    segment.words += 1;
                }
                segment.pieces.push(text);
                segment.right = segment.right.max(right);
                segment.size = segment.size.max(size);
            }
            None => segments.push(Segment { pieces: vec![text], words: 1, left, right, y, size }),
        }
        is_spaced = false;
    }
    segments
}
