//! Joins the glyphs of a page to lines, and the lines to paragraphs, column by column.

use super::content::Glyph;
use super::order::{brackets, is_mark, logical, plain, rightward};

/// Shares of an em: how far baselines of a line may differ; the gap that is a space, in rows that are set tight, and in
/// rows that draw their spaces; the gap that parts a line; the narrowest gutter between columns.
const BASELINE: f64 = 0.35;
pub(super) const SPACE: f64 = 0.15;
const TIGHT_SPACE: f64 = 0.1;
const DRAWN_SPACE: f64 = 0.35;
const PARTS: f64 = 1.5;
const GUTTER: f64 = 0.8;
/// The letters of a row for which a space is expected at least.
const LONG_WORD: usize = 15;
/// The fewest rows of a column, how many of them are looked at for a gutter, and the fewest pieces of a line in it: the
/// cells of a table have less.
const ROWS: usize = 3;
const WINDOW: usize = 5;
const COLUMN_WORDS: usize = 4;
/// How much more than usual the gap between two paragraphs is, and how many ems at most lines of one are apart; how much sizes differ, and the share of a line that its
/// last one leaves empty.
const LEADING: f64 = 1.3;
const MOST_LEADING: f64 = 2.5;
const SIZES: f64 = 1.15;
const SHORT: f64 = 0.12;

/// Letters of a line that follow each other: a glyph with its marks, or a space.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    left: f64,
    right: f64,
}

/// A part of a line without a wide gap.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pieces: Vec<String>,
    words: usize,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
}

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

/// The segments of a page, row by row from the top; rows that are turned come behind others.
pub(super) fn rows(glyphs: &[Glyph]) -> Vec<Vec<Segment>> {
    let mut rows = Vec::new();
    for turn in 0..4 {
        let turned: Vec<&Glyph> = glyphs.iter().filter(|glyph| glyph.turn == turn).collect();
        rows.extend(rows_of(turned));
    }
    rows
}

fn rows_of(glyphs: Vec<&Glyph>) -> Vec<Vec<Segment>> {
    let mut pieces: Vec<(f64, f64, Piece)> = with_marks(&glyphs);
    pieces.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rows, mut row): (Vec<Vec<Segment>>, Vec<(f64, f64, Piece)>) = (Vec::new(), Vec::new());
    for piece in pieces {
        if let Some((y, size, _)) = row.first()
            && piece.0 - y > BASELINE * size.max(piece.1)
        {
            rows.push(segments(std::mem::take(&mut row)));
        }
        row.push(piece);
    }
    rows.push(segments(row));
    rows.retain(|row| !row.is_empty());
    rows
}

/// The glyphs with baseline and size, each with the marks on it.
fn with_marks(glyphs: &[&Glyph]) -> Vec<(f64, f64, Piece)> {
    let mut pieces: Vec<(f64, f64, Piece)> = Vec::with_capacity(glyphs.len());
    let mut marks: Vec<(&Glyph, String)> = Vec::new();
    for glyph in glyphs {
        let text = plain(&glyph.text);
        if text.is_empty() {
            continue;
        }
        if text.chars().all(is_mark) {
            marks.push((glyph, text));
            continue;
        }
        let mut piece = Piece { text, left: glyph.left, right: glyph.right };
        settle(&mut marks, pieces.last_mut(), (glyph, &mut piece));
        pieces.push((glyph.y, glyph.size, piece));
    }
    if let Some((_, _, last)) = pieces.last_mut() {
        marks.into_iter().for_each(|(_, text)| last.text.push_str(&text));
    }
    pieces
}

/// Puts marks on the letter before or behind them. A line that is drawn from its left end to its right has marks before
/// their letters, the last one first; one that is drawn as it is read has them behind.
fn settle(marks: &mut Vec<(&Glyph, String)>, last: Option<&mut (f64, f64, Piece)>, next: (&Glyph, &mut Piece)) {
    let Some((mark, _)) = marks.first() else { return };
    let (glyph, next) = next;
    let is_letter = |piece: &Piece| piece.text.chars().any(char::is_alphabetic);
    let belongs_to_last = |(y, _, last): &(f64, f64, Piece)| {
        let is_same_line = (y - glyph.y).abs() < glyph.size * BASELINE;
        let is_as_read =
            if is_same_line { next.left < last.left } else { (y - mark.y).abs() < (glyph.y - mark.y).abs() };
        is_letter(last) && (is_as_read || !is_letter(next))
    };
    match last.filter(|last| belongs_to_last(last)) {
        Some((_, _, last)) => marks.drain(..).for_each(|(_, text)| last.text.push_str(&text)),
        None => marks.drain(..).rev().for_each(|(_, text)| next.text.push_str(&text)),
    }
}

/// The gap that is a space, as a share of an em. A row that draws its spaces has wide gaps between letters only where
/// it is spread; in others a row without any wide gap is set tight.
fn space(row: &[(f64, f64, Piece)]) -> f64 {
    if row.iter().any(|(_, _, piece)| piece.text.trim().is_empty()) {
        return DRAWN_SPACE;
    }
    let gaps = row.windows(2).map(|pair| (pair[1].2.left - pair[0].2.right) / pair[0].1);
    let words = gaps.filter(|gap| *gap > SPACE).count();
    if words * LONG_WORD < row.len() { TIGHT_SPACE } else { SPACE }
}

/// Cuts a row at its wide gaps.
fn segments(mut row: Vec<(f64, f64, Piece)>) -> Vec<Segment> {
    row.sort_by(|(_, _, one), (_, _, other)| one.left.total_cmp(&other.left).then(one.right.total_cmp(&other.right)));
    let space = space(&row);
    let mut segments: Vec<Segment> = Vec::new();
    let mut spaced = true;
    let mut last: Option<Piece> = None;
    for (y, size, piece) in row {
        if piece.text.trim().is_empty() {
            spaced = true;
            continue;
        }
        // Bold letters are drawn twice, and so are those with a shadow.
        if last.as_ref().is_some_and(|last| {
            last.text == piece.text && piece.left - last.left < 0.1 * size && piece.right > piece.left
        }) {
            continue;
        }
        let gap = segments.last().map(|segment| piece.left - segment.right);
        match segments.last_mut().filter(|_| gap.is_some_and(|gap| gap < PARTS * size)) {
            Some(segment) => {
                if spaced || gap.is_some_and(|gap| gap > space * size) {
                    segment.pieces.push(" ".into());
                    segment.words += 1;
                }
                segment.pieces.push(piece.text.clone());
                segment.right = segment.right.max(piece.right);
                segment.size = segment.size.max(size);
            }
            None => segments.push(Segment {
                pieces: vec![piece.text.clone()],
                words: 1,
                left: piece.left,
                right: piece.right,
                y,
                size,
            }),
        }
        spaced = false;
        last = Some(piece);
    }
    segments
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
    place(rows, from_right, 0, &mut |row: Vec<Segment>, is_new: bool| {
        column += usize::from(is_new);
        lines.push(line(row, from_right, mirrors, column));
    });
    lines
}

/// Gives rows in the order of reading, and whether each begins a column.
fn place(rows: Vec<Vec<Segment>>, from_right: bool, depth: usize, give: &mut dyn FnMut(Vec<Segment>, bool)) {
    let (mut rows, mut is_new) = (std::collections::VecDeque::from(rows), true);
    while !rows.is_empty() {
        let columns = if depth < 4 { columns(rows.make_contiguous()) } else { None };
        let Some((count, gutter)) = columns else {
            give(rows.pop_front().expect("there is one"), std::mem::take(&mut is_new));
            continue;
        };
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in rows.drain(..count) {
            let (one, other): (Vec<_>, Vec<_>) = row.into_iter().partition(|segment| segment.right <= gutter);
            left.extend(Some(one).filter(|row| !row.is_empty()));
            right.extend(Some(other).filter(|row| !row.is_empty()));
        }
        let (first, second) = if from_right { (right, left) } else { (left, right) };
        place(first, from_right, depth + 1, give);
        place(second, from_right, depth + 1, give);
        is_new = true;
    }
}

/// How many of the first rows stand in columns, and a place between the first two.
fn columns(rows: &[Vec<Segment>]) -> Option<(usize, f64)> {
    let size = rows.first()?.first()?.size;
    let (mut left, mut right) = gutter(&rows[..rows.len().min(WINDOW)], GUTTER * size)?;
    let mut count = 0;
    for row in rows {
        // What of the gutter the row leaves free.
        let before = row.iter().filter(|segment| segment.left < (left + right) / 2.0).map(|segment| segment.right);
        let behind = row.iter().filter(|segment| segment.left >= (left + right) / 2.0).map(|segment| segment.left);
        let free = (before.fold(left, f64::max), behind.fold(right, f64::min));
        if free.1 - free.0 < GUTTER * size {
            break;
        }
        (left, right) = free;
        count += 1;
    }
    let middle = (left + right) / 2.0;
    let is_column = |is_left: bool| {
        let own = || rows[..count].iter().flatten().filter(move |segment| (segment.right <= middle) == is_left);
        own().count() >= ROWS && own().map(|segment| segment.words).sum::<usize>() >= COLUMN_WORDS * own().count()
    };
    (is_column(true) && is_column(false)).then_some((count, middle))
}

/// The widest free interval between the segments of some rows.
fn gutter(rows: &[Vec<Segment>], least: f64) -> Option<(f64, f64)> {
    let mut taken: Vec<(f64, f64)> = rows.iter().flatten().map(|segment| (segment.left, segment.right)).collect();
    taken.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut widest, mut end) = (None, taken.first()?.1);
    for (left, right) in taken {
        let gap = left - end;
        if gap >= least && widest.is_none_or(|(from, to): (f64, f64)| gap > to - from) {
            widest = Some((end, left));
        }
        end = end.max(right);
    }
    widest
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
