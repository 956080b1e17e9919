//! Measures the claims that are read from texts against sentences that people annotated:
//! `cargo run --release --example claims -- INDEX`, where INDEX holds SaudiNewsNet; the pages are in FIHRIS_SHARED or ../shared.
//!
//! The truth is tests/golden/claims.tsv. A claim is right if its number and what it counts are; how it is stated (about, more
//! than) is counted apart. Claims whose sentence does not name what they count are not asked for.

use std::collections::HashMap;
use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};

use fihris::engine::{Engine, Index, Order, Plan};
use fihris::insight::{Claim, ClaimKind, claims};
use fihris::maintain::{Options, update};

const TRUTH: &str = include_str!("../tests/golden/claims.tsv");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give the folder of an index of SaudiNewsNet")?;
    let shared = std::env::var_os("FIHRIS_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let pages = tempfile::tempdir()?;
    update(&pages.path().into(), &[shared.join("pages/raw")], &Options::default(), &mut ())?;
    let mut bodies = HashMap::new();
    for index in [Index::open(Path::new(&folder))?, Index::open(pages.path())?] {
        for key in index.matches(&Plan::all(), &Default::default(), Order::Oldest, usize::MAX)?.documents {
            let heading = index.heading(key)?;
            let file =
                heading.provenance.source.rsplit_once("/pages/raw/").map(|(_, name)| format!("pages/raw/{name}"));
            if let Some(address) = file.or(heading.metadata.url).filter(|address| TRUTH.contains(address.as_str())) {
                bodies.insert(address, index.text(key)?.body);
            }
        }
    }
    for half in ["tuned", "held"] {
        let (mut right, mut wrong, mut missed, mut stated) = (0, 0, 0, 0);
        for line in TRUTH.lines().filter(|line| line.starts_with(half)) {
            let [_, address, place, expected] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("not four columns: {line}").into());
            };
            let body = bodies.get(address).ok_or_else(|| format!("no document of {address}"))?;
            let sentence = range(place)?;
            let mut expected: Vec<Vec<&str>> = expected
                .split("; ")
                .filter(|claim| !claim.is_empty())
                .map(|claim| claim.splitn(3, ' ').collect())
                .collect();
            for claim in claims(body).iter().filter(|claim| sentence.contains(&claim.bytes.start)) {
                match expected.iter().position(|expected| is_same(claim, expected)) {
                    Some(place) => {
                        right += 1;
                        stated += usize::from(expected[place][1] == kind(claim.kind));
                        expected.remove(place);
                    }
                    None => wrong += 1,
                }
            }
            missed += expected.iter().filter(|expected| expected[2] != "-").count();
        }
        let share = |part: usize, whole: usize| part as f64 / whole as f64;
        let (precision, recall) = (share(right, right + wrong), share(right, right + missed));
        println!(
            "{half:5}  precision {precision:.3}  recall {recall:.3}  stated as it is {:.3}  of {right}",
            share(stated, right)
        );
    }
    Ok(())
}

/// `12+34` as a range of bytes.
fn range(place: &str) -> Result<Range<usize>, Box<dyn Error>> {
    let (start, length) = place.split_once('+').ok_or("no place")?;
    let start: usize = start.parse()?;
    Ok(start..start + length.parse::<usize>()?)
}

fn is_same(claim: &Claim, expected: &[&str]) -> bool {
    let number = claim.high.map_or(claim.low.to_string(), |high| format!("{}-{high}", claim.low));
    number == expected[0] && claim.counted == expected[2]
}

/// The kind as the truth names it, which does not tell "at least" from "more than".
fn kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Exact => "exact",
        ClaimKind::About => "about",
        ClaimKind::More | ClaimKind::AtLeast => "more",
        ClaimKind::Less | ClaimKind::AtMost => "less",
        ClaimKind::Range => "range",
    }
}
