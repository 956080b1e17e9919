//! The probability that two documents report the same event.

use std::cmp::Ordering;

use super::MINUTES;
use super::report::Report;

/// The number of features by which two reports are compared.
pub const FEATURES: usize = 8;

/// What the features are, in their order.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "always 1",
    "cosine of their tf · idf vectors",
    "share of one title that the other text has, the larger of the two",
    "the smaller of the two",
    "numbers of which the other has none, from 0 to 1",
    "days between them",
    "each names weekdays, and none in common",
    "both name the same weekday",
];

/// The weights of the features in the logarithm of the odds: a logistic regression over the graded pairs of half of the stories
/// in tests/golden/stories.tsv, as `cargo run --release --example stories -- --fit` computes it.
pub const WEIGHTS: [f32; FEATURES] = [-2.89, 4.50, 1.18, 1.44, -2.22, -1.08, -1.05, 0.96];

/// From how many documents around one on the weights hold as they are (the archive that they were fitted on had 10,000), and
/// how few count at least.
pub const MANY: usize = 2_000;
const FEW: usize = 40;

/// Probabilities below it count as none.
pub(super) const NEGLIGIBLE: f32 = 0.02;
/// The days between two documents of which one has no date.
const UNDATED_DAYS: f32 = 1.0;
/// From how many rare numbers on a difference counts, and from how many on it counts in full.
const NUMBERS: (usize, usize) = (2, 6);

/// The features of two reports, see [`FEATURE_NAMES`].
pub fn features(one: &Report, other: &Report) -> [f32; FEATURES] {
    let (mut cosine, mut shared) = (0.0, 0);
    each_common(&one.vector, &other.vector, |word| word.0, |one, other| cosine += one.1 * other.1);
    each_common(&one.numbers, &other.numbers, |number| *number, |_, _| shared += 1);
    let covered = [covered(one, other), covered(other, one)];
    let numbers = one.numbers.len().min(other.numbers.len());
    let differing = match numbers < NUMBERS.0 {
        true => 0.0,
        false => (1.0 - shared as f32 / numbers as f32) * numbers.min(NUMBERS.1) as f32 / NUMBERS.1 as f32,
    };
    let days = match (one.minute, other.minute) {
        (Some(one), Some(other)) => (one - other).abs() as f32 / MINUTES as f32,
        _ => UNDATED_DAYS,
    };
    let name_days = one.weekdays != 0 && other.weekdays != 0;
    let is_same_day = one.weekdays & other.weekdays != 0;
    let flag = |holds: bool| f32::from(u8::from(holds));
    [
        1.0,
        cosine,
        covered[0].max(covered[1]),
        covered[0].min(covered[1]),
        differing,
        days,
        flag(name_days && !is_same_day),
        flag(is_same_day),
    ]
}

/// The probability by their [`features`] that two documents report the same event, where each was one of `around` documents of
/// those days.
///
/// Where there are fewer than [`MANY`], two that resemble each other are likelier to report the same: a few pages that somebody
/// kept about one prison are about one event. By Bayes' rule the odds would grow as the number of documents falls; they grow
/// with its root, since who keeps few documents keeps those of a subject.
pub fn probability(features: &[f32; FEATURES], around: usize) -> f32 {
    let odds: f32 = features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
    let fewer = MANY as f32 / around.clamp(FEW, MANY) as f32;
    let odds = odds + fewer.sqrt().ln();
    1.0 / (1.0 + (-odds).exp())
}

/// The share of a title that another text has, by the weights of its words; a half of a title without words.
fn covered(title: &Report, text: &Report) -> f32 {
    let all: f32 = title.title.iter().map(|(_, weight)| weight).sum();
    let mut found = 0.0;
    let mut words = text.words.iter().peekable();
    for (word, weight) in &title.title {
        while words.next_if(|other| *other < word).is_some() {}
        if words.peek() == Some(&word) {
            found += weight;
        }
    }
    if all > 0.0 { found / all } else { 0.5 }
}

/// Calls `each` for the elements of two sorted lists that agree in `key`.
fn each_common<T>(one: &[T], other: &[T], key: impl Fn(&T) -> u32, mut each: impl FnMut(&T, &T)) {
    let (mut ones, mut others) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(one), Some(other)) = (ones.peek(), others.peek()) {
        match key(one).cmp(&key(other)) {
            Ordering::Less => drop(ones.next()),
            Ordering::Greater => drop(others.next()),
            Ordering::Equal => {
                each(one, other);
                ones.next();
                others.next();
            }
        }
    }
}
