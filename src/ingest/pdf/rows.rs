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
/// How far pieces of a run are apart, how far one stands below the next, and how much their sizes differ.
const BESIDE: f64 = 0.5;
const STEP: f64 = 0.7;
const SIZES: f64 = 1.3;
/// How many of ten pieces of a run stand to the right of the one before if it is drawn from the left.
const DRAWN_FROM_LEFT: usize = 8;
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
    /// Where it stands in its row: its left end, or that of a piece drawn before it in a run that is drawn from the left.
    place: f64,
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
    align(&mut pieces);
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
        let mut piece = Piece { text, left, right, y, size, place: left };
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

/// Gives the pieces that are drawn one beside the other one baseline, the lowest: in nastaliq words descend to it. Those
/// that are drawn from the left keep their order, since letters may overlap.
fn align(pieces: &mut [Piece]) {
    let is_beside = |one: &Piece, other: &Piece| {
        let size = one.size.max(other.size);
        let gap = one.left.max(other.left) - one.right.min(other.right);
        gap < BESIDE * size && (one.y - other.y).abs() < STEP * size && size < SIZES * one.size.min(other.size)
    };
    let mut begin = 0;
    while begin < pieces.len() {
        let rest = &pieces[begin..];
        let length =
            rest.windows(2).position(|pair| !is_beside(&pair[0], &pair[1])).map_or(rest.len(), |last| last + 1);
        let run = &mut pieces[begin..begin + length];
        let lowest = run.iter().map(|piece| piece.y).fold(f64::NEG_INFINITY, f64::max);
        let steps = run.windows(2).filter(|pair| pair[0].left <= pair[1].left).count();
        let mut place = f64::NEG_INFINITY;
        for piece in run.iter_mut() {
            piece.y = lowest;
            if DRAWN_FROM_LEFT * (length - 1) <= 10 * steps {
                place = piece.left.max(place);
                piece.place = place;
            }
        }
        begin += length;
    }
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
    row.sort_by(|one, other| one.place.total_cmp(&other.place));
    let space = space(&row);
    let (mut segments, mut is_spaced): (Vec<Segment>, bool) = (Vec::new(), true);
    let mut last: Option<(String, f64)> = None;
    for Piece { text, left, right, y, size, .. } in row {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, left: f64, right: f64, y: f64) -> Glyph {
        Glyph { text: text.into(), left, right, y, size: 10.0, ..Glyph::default() }
    }

    /// The pieces of each segment of each row.
    fn told(glyphs: &[Glyph]) -> Vec<Vec<String>> {
        let segments = |row: Vec<Segment>| row.into_iter().map(|segment| segment.pieces.concat()).collect();
        rows(glyphs).into_iter().map(segments).collect()
    }

    #[test]
    fn words_may_descend_to_their_baseline() {
        // Each letter stands above the one that is read behind it, and one partly over another.
        let word = |left: f64| {
            let places = [(0.0, 6.0), (6.0, 9.0), (9.0, 15.0), (15.0, 18.0), (14.0, 20.0), (20.0, 26.0)];
            let letters = "لبقتسم".chars().zip(places).zip(0..);
            let drawn = letters.map(|((letter, (begin, end)), step)| {
                glyph(&letter.to_string(), left + begin, left + end, 100.0 - 4.0 * f64::from(step))
            });
            drawn.collect::<Vec<_>>()
        };
        let glyphs =
            [&word(10.0)[..], &[glyph(" ", 36.0, 39.0, 100.0)], &word(39.0), &[glyph("نص", 10.0, 20.0, 120.0)]]
                .concat();
        assert_eq!(told(&glyphs), [vec!["لبقتسم لبقتسم"], vec!["نص"]]);
    }

    #[test]
    fn spaces_are_drawn_or_gaps() {
        let drawn = [
            glyph(" ", 20.0, 23.0, 9.0),
            glyph("ب", 10.0, 20.0, 9.0),
            glyph("ا", 23.0, 28.0, 9.0),
            glyph("س", 60.0, 70.0, 9.0),
        ];
        assert_eq!(told(&drawn), [["ب ا", "س"]], "a wide gap parts a row");
        let gaps = [
            glyph("ب", 10.0, 20.0, 9.0),
            glyph("ا", 22.0, 27.0, 9.0),
            glyph("ا", 27.2, 32.0, 9.0),
            glyph("ا", 27.4, 32.2, 9.0),
        ];
        assert_eq!(told(&gaps), [["ب اا"]], "a bold letter is drawn twice");
    }

    #[test]
    fn marks_go_to_their_letters() {
        let mark = |left: f64| glyph("\u{64E}", left, left, 7.0);
        let from_left = [mark(12.0), glyph("ب", 10.0, 20.0, 9.0), mark(21.0), glyph("ا", 20.0, 25.0, 9.0)];
        assert_eq!(told(&from_left), [["ب\u{64E}ا\u{64E}"]]);
        let as_read = [glyph("ا", 20.0, 25.0, 9.0), mark(21.0), glyph("ب", 10.0, 20.0, 9.0), mark(12.0)];
        assert_eq!(told(&as_read), [["ب\u{64E}ا\u{64E}"]]);
    }
}
