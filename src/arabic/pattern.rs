//! Patterns of words for wildcards, misspellings and Latin spellings: automata over packed words.
//!
//! A pattern is a nondeterministic automaton whose states are the bits of one number, so that it can walk through the
//! dictionary of an archive and skip every branch without a match. Its letters are folded ones.

use std::sync::OnceLock;

use super::letter::{ALEF, ALPHABET, BEH, Code, FEH, KAF, LAM, SEEN, WAW};
use super::packed::pack;

/// The current states of a pattern, one bit each; 0 if no word can match any more.
pub type States = u128;

/// The bytes of packed letters are below this.
const BYTES: usize = ALPHABET.len() + 1;
/// The letters of proclitics.
const CLITICS: [Code; 7] = [ALEF, BEH, SEEN, FEH, KAF, LAM, WAW];
/// The most states of a pattern.
const MOST_STATES: usize = 128;

/// An automaton over packed words.
#[derive(Clone, Debug, Default)]
pub struct Pattern {
    /// The moves from each state.
    moves: Vec<Vec<(Letters, u8)>>,
    /// The states after each state and packed letter, a row of [`BYTES`] for each state; filled in by the first step.
    next: OnceLock<Vec<States>>,
    /// The only word that matches, if the pattern is one word.
    word: Option<String>,
    /// The states that each state is in as well, itself among them.
    closure: Vec<States>,
    accepting: States,
}

/// The letters of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    /// This byte of a packed word.
    Byte(u8),
    /// Any letter.
    Any,
}

impl Pattern {
    /// Every word.
    pub fn all() -> Self {
        let mut pattern = Self::with_states(1);
        pattern.moves[0].push((Letters::Any, 0));
        pattern.accept(0)
    }

    /// The words that begin with the folded `start`; `None` if it is longer than a pattern can be.
    pub fn prefix(start: &str) -> Option<Self> {
        let bytes = pack(start).into_bytes();
        let mut pattern = Self::with_states(bytes.len() + 1);
        if bytes.len() >= MOST_STATES {
            return None;
        }
        for (place, byte) in bytes.iter().enumerate() {
            pattern.moves[place].push((Letters::Byte(*byte), place as u8 + 1));
        }
        pattern.moves[bytes.len()].push((Letters::Any, bytes.len() as u8));
        Some(pattern.accept(bytes.len()))
    }

    /// The words that become the folded `word` by at most `distance` insertions, deletions or substitutions of letters
    /// (Levenshtein); `None` if it is longer than a pattern can be.
    pub fn near(word: &str, distance: u8) -> Option<Self> {
        let letters: Vec<char> = pack(word).chars().collect();
        let rows = usize::from(distance) + 1;
        let state = |place: usize, errors: usize| place * rows + errors;
        let count = state(letters.len(), rows);
        let continuation_bytes: usize = letters.iter().map(|letter| letter.len_utf8() - 1).sum();
        if count + rows * continuation_bytes > MOST_STATES {
            return None;
        }
        let mut pattern = Self::with_states(count);
        for place in 0..=letters.len() {
            for errors in 0..rows {
                let from = state(place, errors);
                if let Some(letter) = letters.get(place) {
                    let mut buffer = [0; 4];
                    let bytes = letter.encode_utf8(&mut buffer).as_bytes();
                    pattern.spell(from, bytes, state(place + 1, errors))?;
                }
                if errors + 1 < rows {
                    pattern.moves[from].push((Letters::Any, state(place, errors + 1) as u8));
                    if place < letters.len() {
                        pattern.moves[from].push((Letters::Any, state(place + 1, errors + 1) as u8));
                        pattern.closure[from] |= 1 << state(place + 1, errors + 1);
                    }
                }
            }
        }
        pattern.accepting = (0..rows).map(|errors| 1 << state(letters.len(), errors)).sum();
        pattern.word = (distance == 0).then(|| pack(word));
        pattern.close();
        Some(pattern)
    }

    /// The words that are the folded `bare`, perhaps with clitics before it: و ف, then ب ل ك, then the article. Not all
    /// of them have it for their bare form; `None` if it is longer than a pattern can be.
    pub fn with_clitics(bare: &str) -> Option<Self> {
        let mut edges: Vec<(usize, usize, &[Code])> = vec![(0, 1, &[]), (0, 1, &[WAW]), (0, 1, &[FEH])];
        edges.extend::<[(usize, usize, &[Code]); 4]>([(1, 2, &[]), (1, 2, &[BEH]), (1, 2, &[LAM]), (1, 2, &[KAF])]);
        edges.extend::<[(usize, usize, &[Code]); 3]>([(2, 3, &[]), (2, 3, &[ALEF, LAM]), (2, 3, &[LAM])]);
        let bytes = pack(bare).into_bytes();
        edges.push((3, 4, &bytes));
        Self::graph(&edges, 4)
    }

    /// The words that can have this stem: letters of clitics, then the stem but for its last letter, which an ending may
    /// have replaced, then anything. Not all of them have it; `None` if it is longer than a pattern can be.
    pub fn with_stem(stem: &str) -> Option<Self> {
        let mut letters: Vec<char> = stem.chars().collect();
        letters.pop();
        let mut pattern = Self::prefix(&String::from_iter(letters))?;
        pattern.moves[0].extend(CLITICS.map(|code| (Letters::Byte(code), 0)));
        Some(pattern)
    }

    /// The words that a graph spells: `edges` lead from a place to a later one over some letters, which may be none;
    /// words end at the place `end`. `None` if it is longer than a pattern can be.
    pub(super) fn graph(edges: &[(usize, usize, &[Code])], end: usize) -> Option<Self> {
        let mut pattern = Self::with_states(end + 1);
        for &(from, to, letters) in edges {
            pattern.spell(from, letters, to)?;
            if letters.is_empty() {
                pattern.closure.get_mut(from).filter(|_| to < MOST_STATES).map(|states| *states |= 1 << to)?;
            }
        }
        if pattern.moves.len() > MOST_STATES {
            return None;
        }
        pattern.accepting = 1 << end;
        pattern.close();
        Some(pattern)
    }

    fn with_states(count: usize) -> Self {
        let closure = (0..count).map(|state| if state < MOST_STATES { 1 << state } else { 0 }).collect();
        Self { moves: vec![Vec::new(); count], closure, ..Self::default() }
    }

    /// Adds moves over `bytes` from one state to another, through new ones.
    fn spell(&mut self, from: usize, bytes: &[u8], to: usize) -> Option<()> {
        let mut at = from;
        for (place, byte) in bytes.iter().enumerate() {
            let next = if place + 1 == bytes.len() { to } else { self.add_state() };
            self.moves[at].push((Letters::Byte(*byte), u8::try_from(next).ok()?));
            at = next;
        }
        Some(())
    }

    fn add_state(&mut self) -> usize {
        self.closure.push(if self.moves.len() < MOST_STATES { 1 << self.moves.len() } else { 0 });
        self.moves.push(Vec::new());
        self.moves.len() - 1
    }

    fn accept(mut self, state: usize) -> Self {
        self.accepting = 1 << state;
        self
    }

    /// Completes the closures; states without letters lead forward only, so that one pass from the end is enough.
    fn close(&mut self) {
        for state in (0..self.closure.len()).rev() {
            let reached = bits(self.closure[state]).filter(|&next| next != state).map(|next| self.closure[next]);
            self.closure[state] |= reached.fold(0, |all, states| all | states);
        }
    }

    /// The table [`next`](Self::next).
    fn table(&self) -> Vec<States> {
        let mut table = vec![0; self.moves.len() * BYTES];
        for (row, moves) in table.chunks_exact_mut(BYTES).zip(&self.moves) {
            for (letters, to) in moves {
                let to = self.closure[usize::from(*to)];
                match letters {
                    Letters::Any => row.iter_mut().for_each(|states| *states |= to),
                    Letters::Byte(byte) => row.get_mut(usize::from(*byte)).into_iter().for_each(|states| *states |= to),
                }
            }
        }
        table
    }

    /// The states before the first letter.
    pub fn start(&self) -> States {
        self.closure[0]
    }

    /// The states after one more byte of a packed word.
    pub fn step(&self, states: States, byte: u8) -> States {
        if usize::from(byte) < BYTES {
            let table = self.next.get_or_init(|| self.table());
            return bits(states).fold(0, |next, state| next | table[state * BYTES + usize::from(byte)]);
        }
        bits(states).fold(0, |next, state| next | self.after(state, byte))
    }

    /// The states after one state and a byte.
    fn after(&self, state: usize, byte: u8) -> States {
        // Any letter goes on to its last byte, unless the state is within a letter.
        let is_continuation = |byte: u8| byte & 0xC0 == 0x80;
        let is_within = |(letters, _): &(Letters, u8)| matches!(letters, Letters::Byte(next) if is_continuation(*next));
        if is_continuation(byte) && !self.moves[state].iter().any(is_within) {
            return 1 << state;
        }
        let moves = self.moves[state]
            .iter()
            .filter(|(letters, _)| matches!(*letters, Letters::Any) || *letters == Letters::Byte(byte));
        moves.fold(0, |next, (_, to)| next | self.closure[usize::from(*to)])
    }

    /// The packed word that is the only match, if the pattern is one word.
    pub fn word(&self) -> Option<&str> {
        self.word.as_deref()
    }

    /// Whether a word may end here.
    pub fn is_match(&self, states: States) -> bool {
        states & self.accepting != 0
    }

    /// Bytes that are the same for equal patterns only.
    pub fn key(&self) -> Vec<u8> {
        let moves = self.moves.iter().zip(&self.closure).flat_map(|(moves, closure)| {
            let letters = moves.iter().flat_map(|(letters, to)| match letters {
                Letters::Byte(byte) => [*byte, *to],
                Letters::Any => [0, *to],
            });
            letters.chain([u8::MAX]).chain(closure.to_le_bytes()).collect::<Vec<u8>>()
        });
        moves.chain(self.accepting.to_le_bytes()).collect()
    }

    /// Whether the pattern matches a folded word.
    pub fn matches(&self, folded: &str) -> bool {
        self.is_match(pack(folded).bytes().fold(self.start(), |states, byte| self.step(states, byte)))
    }
}

/// The places of the bits that are set.
fn bits(mut set: States) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let place = set.trailing_zeros() as usize;
            set &= set - 1;
            place
        })
    })
}

/// The edit distance of two words: insertions, deletions and substitutions of letters (Wagner and Fischer, 1974).
pub fn edit_distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, from) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], line + 1);
        for (column, to) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

const _: () = assert!(ALPHABET.len() < 0x20, "packed letters are single bytes");

#[cfg(test)]
mod tests {
    use super::super::letter::{QAF, SAD};
    use super::super::{fold, stem};
    use super::*;

    #[test]
    fn a_prefix_matches_what_begins_so() {
        let pattern = Pattern::prefix("سج").unwrap();
        assert!(pattern.matches("سج") && pattern.matches("سجناء") && pattern.matches("سجٹ"));
        assert!(!pattern.matches("س") && !pattern.matches("السجن"));
        let pattern = Pattern::prefix("grú").unwrap();
        assert!(pattern.matches("grúa") && pattern.matches("grú") && !pattern.matches("gròa"));
        assert!(Pattern::prefix(&"س".repeat(200)).is_none());
    }

    #[test]
    fn near_words_are_those_of_the_edit_distance() {
        let words =
            ["الحسكه", "حسكه", "الحكسه", "الحسكات", "لحسكه", "الحسمه", "سجن", "", "ٹحسكه", "الحسكهx1", "الحسكé"];
        for distance in 0..=2 {
            let pattern = Pattern::near("الحسكه", distance).unwrap();
            for word in words {
                let near = edit_distance("الحسكه", word) <= usize::from(distance);
                assert_eq!(pattern.matches(word), near, "{word} {distance}");
            }
        }
        let pattern = Pattern::near("été", 1).unwrap();
        for (word, near) in
            [("été", true), ("ètè", false), ("étè", true), ("ét他", true), ("éé", true), ("他été", true)]
        {
            assert_eq!(pattern.matches(word), near, "{word}");
        }
        assert!(Pattern::near(&"س".repeat(50), 2).is_none());
    }

    #[test]
    fn a_graph_spells_its_words() {
        let edges: [(usize, usize, &[Code]); 4] =
            [(0, 1, &[SEEN]), (0, 1, &[SAD, SAD]), (1, 2, &[]), (1, 2, &[KAF, QAF])];
        let pattern = Pattern::graph(&edges, 2).unwrap();
        for word in ["س", "صص", "سكق", "صصكق"] {
            assert!(pattern.matches(word), "{word}");
        }
        for word in ["", "ص", "سك", "كق"] {
            assert!(!pattern.matches(word), "{word}");
        }
    }

    #[test]
    fn clitics_may_stand_before_a_word() {
        let pattern = Pattern::with_clitics("سجن").unwrap();
        for word in ["سجن", "السجن", "وبالسجن", "للسجن", "فلسجن"] {
            assert!(pattern.matches(word), "{word}");
        }
        assert!(!pattern.matches("سجنه") && !pattern.matches("مسجن"));
    }

    #[test]
    fn words_are_found_by_their_stems() {
        let golden = include_str!("../../tests/golden/stems.tsv").lines().filter(|line| !line.starts_with('#'));
        let golden = golden.filter_map(|line| line.split('\t').next());
        for word in golden.chain(["وبالسجون", "فسيكتبونها", "أبناؤهم", "مستشفاهم", "2011م", "SDF", ""])
        {
            let (word, stem) = (fold(word), stem(&fold(word)));
            assert!(Pattern::with_stem(&stem).unwrap().matches(&word), "{word} {stem}");
        }
    }

    #[test]
    fn every_word_is_one() {
        assert!(Pattern::all().matches("") && Pattern::all().matches("سجن19"));
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(edit_distance("الرياض", "الرياص"), 1);
        assert_eq!(edit_distance("", "سجن"), 3);
        assert_eq!(edit_distance("عكاظ", "عكاظ"), 0);
    }
}
