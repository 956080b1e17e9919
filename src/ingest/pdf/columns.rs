//! Finds columns: rows that leave the same place free, with lines of text on both sides.

use std::collections::VecDeque;

use super::rows::Segment;

/// The narrowest gutter between columns, as a share of an em.
const GUTTER: f64 = 0.8;
/// The fewest rows of a column, how many of them are looked at for a gutter, and the fewest words of a line in it: the
/// cells of a table have less.
const ROWS: usize = 3;
const WINDOW: usize = 5;
const WORDS: usize = 4;
/// The deepest nesting of columns.
const DEPTH: usize = 4;

/// Gives rows in the order of reading, and whether each begins a column.
pub(super) fn in_reading_order(
    rows: Vec<Vec<Segment>>,
    from_right: bool,
    depth: usize,
    give: &mut dyn FnMut(Vec<Segment>, bool),
) {
    let (mut rows, mut is_new) = (VecDeque::from(rows), true);
    while !rows.is_empty() {
        let columns = if depth < DEPTH { columns(rows.make_contiguous()) } else { None };
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
        in_reading_order(first, from_right, depth + 1, give);
        in_reading_order(second, from_right, depth + 1, give);
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
        own().count() >= ROWS && own().map(|segment| segment.words).sum::<usize>() >= WORDS * own().count()
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
