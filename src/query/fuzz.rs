//! Fuzzes the query parser: it must end in bounded time, without a panic, and a parsed query must print itself so that
//! it parses as the same.
//!
//! `FIHRIS_FUZZ_SECONDS` is the time, `FIHRIS_FUZZ_SEED` the seed of the random numbers.

use std::time::{Duration, Instant};

use super::{FIELDS, OPERATORS, parse, parse_pasted};

/// The most time that a query may take.
const LIMIT: Duration = Duration::from_secs(2);

/// Parts of queries besides fields and operators.
const PIECES: &[&str] = &[
    "سجن",
    "بِالسِّجْنِ",
    "الصناعة",
    "من",
    "قسد",
    "Hasakah",
    "al-Hasaka",
    "Qa'im",
    "7asaka",
    "كوفيد19",
    "٢٠٢٢",
    "2022-01",
    "ﷺ",
    "ﻻ",
    "\u{064B}",
    "\u{200F}",
    "\u{202E}",
    "\u{0640}",
    "\u{0654}",
    " ",
    "  ",
    "\n",
    "\"",
    "“",
    "”",
    "«",
    "(",
    ")",
    "+",
    "-",
    "=",
    "==",
    "~",
    "~1",
    "~2",
    "~9",
    "~٥",
    "*",
    "**",
    ":",
    "/",
    "،",
    "؟",
    ".",
    "'",
    "ß",
    "🕊",
    "\u{0}",
    "e\u{301}",
];

/// A pseudo-random number (SplitMix64: Steele, Lea, Flood 2014).
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ mixed >> 31) as usize
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn fuzz_queries() {
    let seed = number("FIHRIS_FUZZ_SEED", 1);
    let until = Instant::now() + Duration::from_secs(number("FIHRIS_FUZZ_SECONDS", 1));
    let fields = FIELDS.iter().map(|(name, _)| *name);
    let pieces: Vec<&str> =
        PIECES.iter().copied().chain(fields).chain(OPERATORS.iter().map(|(name, _)| *name)).collect();
    let (mut state, mut read) = (seed, 0);
    while Instant::now() < until {
        let length = next(&mut state) % 24;
        let text: String = (0..length).map(|_| pieces[next(&mut state) % pieces.len()]).collect();
        let begun = Instant::now();
        parse_pasted(&text);
        if let Ok(query) = parse(&text) {
            let printed = query.to_string();
            let again = parse(&printed).unwrap_or_else(|error| panic!("{text:?} printed {printed:?}: {error}"));
            assert_eq!((again.root, again.filter), (query.root, query.filter), "{text:?} printed {printed:?}");
            read += 1;
        }
        assert!(begun.elapsed() < LIMIT, "{text:?} took {:?}", begun.elapsed());
    }
    assert!(read > 100, "only {read} queries could be read");
}
