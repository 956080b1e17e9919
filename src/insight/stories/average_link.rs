//! Joins items whose mean similarity over all pairs is high enough, the most similar ones first (UPGMA).

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::neighbours::MOST;

/// Two items that may be joined.
#[derive(PartialEq)]
struct Candidate {
    mean: f32,
    items: (u32, u32),
    /// How large they were, by which a candidate is known to be outdated.
    sizes: (u32, u32),
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| other.items.cmp(&self.items))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns the group of each item, as the number of one of its items.
///
/// `sizes` are the numbers of documents of the items; `edges` are the sums of similarities over the pairs of documents of
/// two items, each pair of items once. Two groups are joined if the mean over their pairs is at least `least`, unless both
/// hold an item that is not new.
pub(super) fn group(sizes: &[u32], is_new: &[bool], edges: &[(u32, u32, f32)], least: f32) -> Vec<u32> {
    let mut joining = Joining {
        sums: vec![FxHashMap::default(); sizes.len()],
        sizes: sizes.to_vec(),
        is_new: is_new.to_vec(),
        groups: (0..sizes.len() as u32).collect(),
        candidates: BinaryHeap::new(),
        least,
    };
    for &(one, other, sum) in edges.iter().filter(|(one, other, _)| one != other) {
        joining.sums[one as usize].insert(other, sum);
        joining.sums[other as usize].insert(one, sum);
    }
    for &(one, other, _) in edges.iter().filter(|(one, other, _)| one != other) {
        joining.consider(one, other);
    }
    while let Some(Candidate { items: (one, other), sizes, .. }) = joining.candidates.pop() {
        if joining.is_current(one, other, sizes) {
            joining.join(one, other);
        }
    }
    (0..sizes.len() as u32).map(|item| joining.root(item)).collect()
}

struct Joining {
    /// Of each group, the sums of similarities to others.
    sums: Vec<FxHashMap<u32, f32>>,
    sizes: Vec<u32>,
    is_new: Vec<bool>,
    /// The group that each item was joined to; itself if none.
    groups: Vec<u32>,
    candidates: BinaryHeap<Candidate>,
    least: f32,
}

impl Joining {
    fn root(&self, mut item: u32) -> u32 {
        while self.groups[item as usize] != item {
            item = self.groups[item as usize];
        }
        item
    }

    fn is_current(&self, one: u32, other: u32, sizes: (u32, u32)) -> bool {
        let is_root = |item: u32| self.groups[item as usize] == item;
        is_root(one) && is_root(other) && (self.sizes[one as usize], self.sizes[other as usize]) == sizes
    }

    /// The mean similarity over the pairs of two groups. Of a document the similarities to [`MOST`] others are known; where
    /// the groups are larger together, those are taken for a sample.
    fn mean(&self, one: u32, other: u32, sum: f32) -> f32 {
        let (one, other) = (self.sizes[one as usize] as f32, self.sizes[other as usize] as f32);
        let known = (MOST as f32 / (one + other)).min(1.0);
        sum / (one * other * known)
    }

    /// Makes a candidate of two groups if they are similar enough.
    fn consider(&mut self, one: u32, other: u32) {
        if !self.is_new[one as usize] && !self.is_new[other as usize] {
            return;
        }
        let (one, other) = (one.min(other), one.max(other));
        let mean = self.mean(one, other, self.sums[one as usize][&other]);
        if mean >= self.least {
            let sizes = (self.sizes[one as usize], self.sizes[other as usize]);
            self.candidates.push(Candidate { mean, items: (one, other), sizes });
        }
    }

    /// Joins the group with fewer neighbours to the other.
    fn join(&mut self, one: u32, other: u32) {
        let is_smaller = self.sums[one as usize].len() < self.sums[other as usize].len();
        let (into, gone) = if is_smaller { (other, one) } else { (one, other) };
        self.groups[gone as usize] = into;
        self.sizes[into as usize] += self.sizes[gone as usize];
        self.is_new[into as usize] &= self.is_new[gone as usize];
        for (neighbour, sum) in std::mem::take(&mut self.sums[gone as usize]) {
            self.sums[neighbour as usize].remove(&gone);
            if neighbour != into {
                *self.sums[into as usize].entry(neighbour).or_default() += sum;
                *self.sums[neighbour as usize].entry(into).or_default() += sum;
            }
        }
        let neighbours: Vec<u32> = self.sums[into as usize].keys().copied().collect();
        neighbours.into_iter().for_each(|neighbour| self.consider(into, neighbour));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_new(count: u32, edges: &[(u32, u32, f32)]) -> Vec<u32> {
        group(&vec![1; count as usize], &vec![true; count as usize], edges, 0.5)
    }

    #[test]
    fn groups_need_the_mean_of_all_pairs() {
        // A chain: the ends share nothing.
        let groups = of_new(4, &[(0, 1, 0.9), (1, 2, 0.6), (2, 3, 0.8)]);
        assert_eq!((groups[0] == groups[1], groups[2] == groups[3], groups[1] == groups[2]), (true, true, false));
        let groups = of_new(4, &[(0, 1, 0.9), (1, 2, 0.6), (2, 3, 0.8), (0, 2, 0.6), (0, 3, 0.5), (1, 3, 0.5)]);
        assert!(groups.iter().all(|group| *group == groups[0]), "{groups:?}");
    }

    #[test]
    fn former_stories_do_not_join() {
        // The new document 2 resembles both; it joins the one that it resembles most.
        let groups = group(&[3, 4, 1], &[false, false, true], &[(0, 1, 12.0), (0, 2, 2.1), (1, 2, 3.6)], 0.5);
        assert_eq!((groups[0] == groups[1], groups[1] == groups[2]), (false, true));
    }

    #[test]
    fn the_outcome_does_not_depend_on_the_order_of_edges() {
        let edges: Vec<(u32, u32, f32)> = (0..40)
            .flat_map(|one| (one + 1..40).map(move |other| (one, other, ((one * 7 + other * 13) % 10) as f32 / 10.0)))
            .collect();
        let same = |groups: Vec<u32>| -> Vec<Vec<bool>> {
            groups.iter().map(|one| groups.iter().map(|other| one == other).collect()).collect()
        };
        let reversed: Vec<_> = edges.iter().rev().copied().collect();
        assert_eq!(same(of_new(40, &edges)), same(of_new(40, &reversed)));
    }
}
