//! Finds the documents that share enough words with a document, and are near it in time.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use super::report::Report;
use super::{MINUTES, WINDOW_DAYS};

/// The most documents that one is compared with.
pub(super) const MOST: usize = 100;
/// The least cosine of two documents that are compared.
const LEAST_COSINE: f32 = 0.2;
/// The most documents with one word that are looked at for a document, the nearest in time: a bound for words that are in
/// nearly all of them.
const POSTINGS: usize = 2_000;

/// Two reports to be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    /// Their places, the smaller one first.
    pub places: (u32, u32),
    /// How many reports one of them could have been compared with: those around it in time.
    pub around: u32,
}

/// The pairs of reports that are compared, as places in `reports`, which are in the order of time, those without one first:
/// each once, and at least one of the two is new.
pub(super) fn pairs(reports: &[&Report], is_new: impl Fn(&Report) -> bool + Sync) -> Vec<Pair> {
    let mut postings: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    for (place, report) in reports.iter().enumerate() {
        for &(word, weight) in &report.vector {
            postings.entry(word).or_default().push((place as u32, weight));
        }
    }
    let undated = reports.partition_point(|report| report.minute.is_none()) as u32;
    let is_new = |place: u32| is_new(reports[place as usize]);
    let of = |cosines: &mut Cosines, place: u32| -> Vec<Pair> {
        if !is_new(place) {
            return Vec::new();
        }
        let report = reports[place as usize];
        let window = match report.minute {
            None => 0..reports.len() as u32,
            Some(minute) => {
                let since = |minute: i64| reports.partition_point(|report| report.minute < Some(minute)) as u32;
                since(minute - WINDOW_DAYS * MINUTES)..since(minute + WINDOW_DAYS * MINUTES + 1)
            }
        };
        for &(word, weight) in &report.vector {
            let postings = &postings[&word];
            let at = |place: u32| postings.partition_point(|(other, _)| *other < place);
            let (timeless, begin, end) = (at(undated), at(window.start.max(undated)), at(window.end));
            let middle = at(place).max(begin);
            let dated = &postings[middle.saturating_sub(POSTINGS / 2).max(begin)..(middle + POSTINGS / 2).min(end)];
            for &(other, own) in postings[..timeless.min(POSTINGS)].iter().chain(dated) {
                cosines.add(other, weight * own);
            }
        }
        let around = window.len() as u32 + if window.start < undated { 0 } else { undated };
        let pair = |other: u32| Pair { places: (other.min(place), other.max(place)), around };
        cosines.take(place).into_iter().map(pair).collect()
    };
    let places: Vec<u32> = (0..reports.len() as u32).collect();
    let found = places.into_par_iter().map_init(|| Cosines::new(reports.len()), of);
    let mut pairs: Vec<Pair> = found.flatten_iter().collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|pair| pair.places);
    pairs
}

/// The cosines of one document with others.
struct Cosines {
    of: Vec<f32>,
    met: Vec<u32>,
}

impl Cosines {
    fn new(count: usize) -> Self {
        Self { of: vec![0.0; count], met: Vec::new() }
    }

    fn add(&mut self, other: u32, product: f32) {
        let cosine = &mut self.of[other as usize];
        if *cosine == 0.0 {
            self.met.push(other);
        }
        *cosine += product;
    }

    /// The nearest documents but for `own`, at most [`MOST`]; forgets all.
    fn take(&mut self, own: u32) -> Vec<u32> {
        let cosines = &mut self.of;
        let all = self.met.drain(..).map(|other| (other, std::mem::take(&mut cosines[other as usize])));
        let mut nearest: Vec<(u32, f32)> =
            all.filter(|(other, cosine)| *other != own && *cosine >= LEAST_COSINE).collect();
        if nearest.len() > MOST {
            nearest.select_nth_unstable_by(MOST, |one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
            nearest.truncate(MOST);
        }
        nearest.into_iter().map(|(other, _)| other).collect()
    }
}
