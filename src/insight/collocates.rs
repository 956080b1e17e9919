//! Collocates: the words that stand near the matches of a query more often than elsewhere.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::concordance::around;
use super::copies::Copies;
use super::frequencies::{FormCounts, Frequencies, StemNumber, StemReader, commonest};
use super::statistics::{LEAST_LIKELIHOOD, Uses, log_dice, log_likelihood};
use crate::engine::{Engine, EngineError, Key, Order, PREFETCH, Plan};
use crate::query::{Filter, Query, match_spans};

/// How many words on each side of a match are near it, if a request does not say.
pub const WINDOW: usize = 5;
/// A collocate stands near matches at least so often.
pub const LEAST_USES: u64 = 3;

/// How collocates are chosen and ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CollocatesRequest {
    /// How many words on each side of a match are near it.
    pub window: usize,
    /// The order of the collocates.
    pub order: CollocateOrder,
    /// The most collocates.
    pub limit: usize,
}

/// The order of collocates, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum CollocateOrder {
    /// By logDice: how typical the two are of each other.
    Dice,
    /// By log-likelihood: how sure it is that they attract each other.
    Likelihood,
}

/// The collocates of a query.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Collocates {
    /// How many words on each side of a match are near it.
    pub window: usize,
    /// Matches of the query, without those in near-duplicates.
    pub matches: u64,
    /// Documents with a match, without near-duplicates.
    pub documents: u64,
    /// Words near matches, without stop words; each counts once, however many matches are near it.
    pub words_near: u64,
    /// Words of all documents that the filters let pass, without stop words.
    pub words: u64,
    /// How many words were found often enough; [`collocates`](Self::collocates) are the first of them.
    pub total: u64,
    /// The collocates, in their order.
    pub collocates: Vec<Collocate>,
}

/// A word that stands near matches more often than elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Collocate {
    /// As it is written most often near matches.
    pub word: String,
    /// Other forms of it that are common there.
    pub forms: Vec<String>,
    /// The stem by which it is counted.
    pub stem: String,
    /// Uses near matches.
    pub uses: u64,
    /// Documents with it near a match.
    pub documents: u64,
    /// Uses in all documents that the filters let pass.
    pub all_uses: u64,
    /// The logDice (Rychlý, 2008): at most 14; one more is twice as typical.
    pub log_dice: f64,
    /// The log-likelihood (Dunning, 1993): how sure it is that the word is commoner near matches.
    pub log_likelihood: f64,
}

/// Finds the words that stand near the matches of `query`, as [`prepare`](crate::search::prepare) made it, more often than
/// elsewhere in the documents that `filter` lets pass. Words are counted by their stems, near-duplicates once. Every
/// document that the filter lets pass is read.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn collocates(
    engine: &dyn Engine,
    query: &Query,
    filter: &Filter,
    request: &CollocatesRequest,
) -> Result<Collocates, EngineError> {
    let mut reader = StemReader::new(engine);
    let mut counted = count(engine, query, filter, request.window, &mut reader)?;
    let Counted { matches, near, all, forms } = &mut counted;
    let mut found: Vec<Candidate> =
        near.stems().filter_map(|(stem, _)| Candidate::of(stem, near, all, *matches)).collect();
    let stem = |candidate: &Candidate| reader.stem(candidate.stem);
    found.sort_by(|a, b| b.value(request.order).total_cmp(&a.value(request.order)).then_with(|| stem(a).cmp(stem(b))));
    let total = found.len() as u64;
    found.truncate(request.limit);
    let collocates = found.into_iter().map(|Candidate { stem, dice, likelihood }| {
        let frequency = near.of(stem);
        let mut forms = commonest(forms.remove(&stem).unwrap_or_default(), reader.stem(stem));
        Collocate {
            word: forms.remove(0),
            forms,
            stem: reader.stem(stem).into(),
            uses: frequency.uses,
            documents: frequency.documents,
            all_uses: all.of(stem).uses.max(frequency.uses),
            log_dice: dice,
            log_likelihood: likelihood,
        }
    });
    let collocates = collocates.collect();
    let (window, matches, words) = (request.window, *matches, all.words);
    let (documents, words_near) = (near.documents, near.words);
    Ok(Collocates { window, matches, documents, words_near, words, total, collocates })
}

/// A word that surely stands near matches more often than elsewhere.
struct Candidate {
    stem: StemNumber,
    dice: f64,
    likelihood: f64,
}

impl Candidate {
    /// `None` if the stem does not, or not surely.
    fn of(stem: StemNumber, near: &Frequencies, all: &Frequencies, matches: u64) -> Option<Self> {
        let near_uses = near.of(stem).uses;
        // A stem that only a part of its text yields is no commoner near than everywhere.
        let all_uses = all.of(stem).uses.max(near_uses);
        let inside = Uses { word: near_uses, all: near.words };
        let outside = Uses { word: all_uses - near_uses, all: all.words.saturating_sub(near.words) };
        let is_commoner = inside.word as f64 * outside.all as f64 > outside.word as f64 * inside.all as f64;
        let (dice, likelihood) = (log_dice(near_uses, matches, all_uses), log_likelihood(inside, outside));
        let is_sure = near_uses >= LEAST_USES && is_commoner && likelihood >= LEAST_LIKELIHOOD;
        is_sure.then_some(Self { stem, dice, likelihood })
    }

    fn value(&self, order: CollocateOrder) -> f64 {
        match order {
            CollocateOrder::Dice => self.dice,
            CollocateOrder::Likelihood => self.likelihood,
        }
    }
}

/// The words near matches and of all documents.
#[derive(Default)]
struct Counted {
    matches: u64,
    near: Frequencies,
    all: Frequencies,
    /// The forms of each stem near matches.
    forms: FxHashMap<StemNumber, FormCounts>,
}

/// Reads every document that `filter` lets pass, near-duplicates once.
fn count<'e>(
    engine: &'e dyn Engine,
    query: &Query,
    filter: &Filter,
    window: usize,
    reader: &mut StemReader<'e>,
) -> Result<Counted, EngineError> {
    let matching =
        |plan: &Plan| Ok::<_, EngineError>(engine.matches(plan, filter, Order::Oldest, usize::MAX)?.documents);
    let with_match = matching(&Plan::of(query))?;
    let (mut counted, mut copies) = (Counted::default(), Copies::default());
    let known: FxHashSet<Key> = with_match.iter().copied().collect();
    let mut others = matching(&Plan::all())?;
    others.retain(|key| !known.contains(key));
    // Of near-duplicates, one with a match counts, if there is one.
    for (keys, has_match) in [(&with_match, true), (&others, false)] {
        for keys in keys.chunks(PREFETCH) {
            engine.prefetch(keys)?;
            engine.prefetch_duplicates(keys)?;
            for key in keys {
                if copies.is_copy(engine, None, &engine.id(*key)?)? {
                    continue;
                }
                let Counted { matches, near, all, forms } = &mut counted;
                all.next_document();
                reader.read(*key, false, |stem| all.count(stem))?;
                if !has_match {
                    continue;
                }
                *matches += each_near(engine, *key, query, window, |part, is_first| {
                    if is_first {
                        near.next_document();
                    }
                    reader.read_text(part, |stem, written| {
                        near.count(stem);
                        let forms = forms.entry(stem).or_default();
                        match forms.get_mut(written) {
                            Some(uses) => *uses += 1,
                            None => drop(forms.insert(written.into(), 1)),
                        }
                    });
                })?;
            }
        }
    }
    Ok(counted)
}

/// Calls `each` with the parts of a document near matches, and whether one is the first; returns how many matches there are.
fn each_near(
    engine: &dyn Engine,
    key: Key,
    query: &Query,
    window: usize,
    mut each: impl FnMut(&str, bool),
) -> Result<u64, EngineError> {
    let text = engine.text(key)?;
    let (mut matches, mut is_first) = (0, true);
    for (text, is_title) in [(&text.title, true), (&text.body, false)] {
        let spans = match_spans(query, text, is_title);
        matches += spans.len() as u64;
        for part in parts_near(text, &spans, window) {
            each(&text[part], is_first);
            is_first = false;
        }
    }
    Ok(matches)
}

/// The parts of a text within `window` words of matches, without the matches; none overlap.
fn parts_near(text: &str, spans: &[Range<usize>], window: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut done = 0;
    for (place, span) in spans.iter().enumerate() {
        let (before, after) = around(text, span, window);
        let next = spans.get(place + 1).map_or(text.len(), |next| next.start);
        let end = after.end.min(next);
        parts.extend([before.start.max(done)..span.start, span.end..end]);
        done = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_near_a_match_counts_once() {
        let text = "واحد اثنان سجن ثلاثة سجن أربعة خمسة ستة";
        let spans: Vec<Range<usize>> = text.match_indices("سجن").map(|(at, word)| at..at + word.len()).collect();
        let words = |window: usize| -> Vec<&str> {
            parts_near(text, &spans, window).into_iter().flat_map(|part| text[part].split_whitespace()).collect()
        };
        assert_eq!(words(0), Vec::<&str>::new());
        assert_eq!(words(1), ["اثنان", "ثلاثة", "أربعة"]);
        assert_eq!(words(9), ["واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة"]);
    }
}
