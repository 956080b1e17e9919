//! Fihris through its library, the same search call as in the terminal.

use std::time::Instant;

use fihris::engine::{Engine, Location};
use fihris::query::parse;
use fihris::search::{Request, search as find};

use crate::{Asked, HITS, Outcome};

/// Opens the index at a folder or an address.
pub fn open(place: &str) -> Outcome<Box<dyn Engine>> {
    Ok(place.parse::<Location>()?.open()?)
}

/// How many hits there are, and the bytes of their passages; each must show why it was found.
pub fn search(index: &dyn Engine, asked: &Asked) -> Outcome<(usize, usize)> {
    let mut text = asked.text.clone();
    if let Some(outlet) = &asked.outlet {
        text = format!("{text} outlet:\"{outlet}\"");
    }
    if let Some(month) = &asked.month {
        text = format!("{text} during:{month}");
    }
    let results = find(index, &Request { limit: HITS, ..Request::new(parse(&text)?) })?;
    let is_marked = results.hits.iter().all(|hit| !(hit.passage.highlights.is_empty() && hit.title_highlights.is_empty()));
    assert!(is_marked, "{text}: a hit without a highlight");
    let bytes = results.hits.iter().map(|hit| hit.text.len()).sum();
    Ok((results.hits.len(), bytes))
}

/// Each of `threads` threads asks all queries, from another place on.
pub fn queries_a_second(index: &dyn Engine, queries: &[Asked], threads: usize) -> Outcome<f64> {
    let ask = |from: usize| {
        for place in 0..queries.len() {
            search(index, &queries[(from + place) % queries.len()]).expect("the index is whole");
        }
    };
    ask(0);
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || ask(thread * queries.len() / threads));
        }
    });
    Ok((threads * queries.len()) as f64 / begun.elapsed().as_secs_f64())
}
