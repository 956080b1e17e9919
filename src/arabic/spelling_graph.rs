//! Graphs of spellings: the words that a written word may become, each step with a cost.
//!
//! Latin spellings of Arabic words are read in this way, and other Arabic spellings of foreign names.

use super::letter::Code;
use super::pattern::Pattern;

/// A graph whose edges lead from a place to a later one, over some letters.
#[derive(Clone, Debug)]
pub(super) struct SpellingGraph {
    /// By rising places from which they lead.
    edges: Vec<Edge>,
    end: usize,
}

/// A step from one place to a later one.
#[derive(Clone, Debug)]
struct Edge {
    from: usize,
    to: usize,
    letters: Vec<Code>,
    cost: f32,
}

impl SpellingGraph {
    /// A graph without edges from place 0 to the place `end`.
    pub fn new(end: usize) -> Self {
        Self { edges: Vec::new(), end }
    }

    /// The last place.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Adds an edge, after those that lead from earlier places.
    pub fn edge(&mut self, from: usize, to: usize, letters: &[Code], cost: f32) {
        debug_assert!(from < to && self.edges.last().is_none_or(|last| last.from <= from));
        self.edges.push(Edge { from, to, letters: letters.to_vec(), cost });
    }

    /// Whether an edge leads from `place`, or over it.
    pub fn leads_over(&self, place: usize) -> bool {
        self.edges.iter().any(|edge| edge.from <= place && edge.to > place)
    }

    /// The words that the graph spells; `None` if that is too much for a pattern.
    pub fn pattern(&self) -> Option<Pattern> {
        let edges: Vec<(usize, usize, &[Code])> =
            self.edges.iter().map(|edge| (edge.from, edge.to, edge.letters.as_slice())).collect();
        Pattern::graph(&edges, self.end)
    }

    /// The same at a cost of at most `most`, counted in whole units: `units` of the cost of each step.
    pub fn pattern_within(&self, most: usize, units: impl Fn(f32) -> usize) -> Option<Pattern> {
        let width = self.end + 1;
        let end = width * (most + 1);
        let mut edges: Vec<(usize, usize, &[Code])> = Vec::new();
        for spent in 0..=most {
            for edge in &self.edges {
                let next = spent + units(edge.cost);
                if next <= most {
                    edges.push((spent * width + edge.from, next * width + edge.to, &edge.letters));
                }
            }
            edges.push((spent * width + self.end, end, &[]));
        }
        Pattern::graph(&edges, end)
    }

    /// The words that the graph spells at a cost of at most `reach`, with their costs; `None` if more than `most`.
    pub fn words(&self, reach: f32, most: usize) -> Option<Vec<(Vec<Code>, f32)>> {
        let mut words = vec![Vec::new(); self.end + 1];
        words[0].push((Vec::new(), 0.0));
        // Edges lead forward, so that a place is done once those before it are.
        for edge in &self.edges {
            for at in 0..words[edge.from].len() {
                let (word, cost): &(Vec<Code>, f32) = &words[edge.from][at];
                if cost + edge.cost <= reach {
                    let longer = [word.as_slice(), &edge.letters].concat();
                    let cost = cost + edge.cost;
                    words[edge.to].push((longer, cost));
                }
            }
            if words[edge.to].len() > most {
                return None;
            }
        }
        words.pop()
    }

    /// The least cost of spelling `word`; `None` if it is not one of its words.
    pub fn cost(&self, word: &[Code]) -> Option<f32> {
        let width = word.len() + 1;
        let mut best = vec![f32::INFINITY; (self.end + 1) * width];
        best[0] = 0.0;
        // Edges lead forward, so that a place is done once those before it are.
        for edge in &self.edges {
            for at in 0..width {
                let cost = best[edge.from * width + at];
                let next = at + edge.letters.len();
                if cost.is_finite() && word.get(at..next) == Some(&edge.letters) {
                    let other = &mut best[edge.to * width + next];
                    *other = other.min(cost + edge.cost);
                }
            }
        }
        Some(best[self.end * width + word.len()]).filter(|cost| cost.is_finite())
    }
}
