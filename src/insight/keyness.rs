//! Keyness: the words that an outlet uses more than all others.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::copies::Copies;
use super::frequencies::{Frequencies, StemNumber, StemReader};
use super::statistics::{LEAST_LIKELIHOOD, Uses, deviation_of_proportions, log_likelihood, log_ratio};
use crate::document::Outlet;
use crate::engine::{Engine, EngineError, Key, Order, PREFETCH, Plan};
use crate::query::{Filter, Query};

/// How key words are chosen and ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeynessRequest {
    /// The outlet: its id, its name or part of it.
    pub outlet: String,
    /// The order of the words.
    pub order: KeynessOrder,
    /// The most words.
    pub limit: usize,
}

/// The order of key words, highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum KeynessOrder {
    /// By log-likelihood: how sure the difference is.
    Likelihood,
    /// By log-ratio: how large it is.
    Ratio,
    /// By the log-likelihood of the documents with the word rather than of its uses (Egbert and Biber, 2019): a word that stands
    /// often in a few documents comes late.
    Documents,
}

/// The key words of an outlet.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Keyness {
    /// The outlets whose name or part of it was given.
    pub outlets: Vec<Outlet>,
    /// What the outlet has.
    pub own: CorpusSize,
    /// What all others have.
    pub others: CorpusSize,
    /// How many words exceed the least log-likelihood; [`words`](Self::words) are the first of them.
    pub total: u64,
    /// Its key words, in their order.
    pub words: Vec<KeyWord>,
}

/// How much text was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CorpusSize {
    /// Documents, without near-duplicates.
    pub documents: u64,
    /// Their words, without stop words.
    pub words: u64,
}

/// A word that the outlet uses more than the others.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct KeyWord {
    /// As the outlet writes it most often.
    pub word: String,
    /// Other forms of it that are common in the outlet.
    pub forms: Vec<String>,
    /// The stem by which it is counted.
    pub stem: String,
    /// Uses by the outlet.
    pub uses: u64,
    /// Documents of the outlet with it.
    pub documents: u64,
    /// Uses by all others.
    pub uses_of_others: u64,
    /// Documents of the others with it.
    pub documents_of_others: u64,
    /// The binary logarithm of how many times more often the outlet uses it (Hardie, 2014): 1 is twice as often. No use by
    /// the others counts as half of one.
    pub log_ratio: f64,
    /// The log-likelihood (Dunning, 1993): how sure it is that there is a difference.
    pub log_likelihood: f64,
    /// The same of the documents with it, of all documents (Egbert and Biber, 2019).
    pub documents_log_likelihood: f64,
    /// The deviation of proportions over the outlet's documents (Gries, 2008): 0 if each document has it as often as its
    /// length lets expect, near 1 if it stands in a few alone.
    pub dispersion: f64,
}

/// Finds the words that an outlet uses more than all others do: in documents that match `query`, as
/// [`prepare`](crate::search::prepare) made it, and `filter`. Words are counted by their stems, near-duplicates within an
/// outlet once. Every document that matches is read, those of the outlet twice.
///
/// # Errors
/// The archive does not have the outlet, or one that the filter names, or an author or place; the index is damaged or out of
/// reach.
pub fn keyness(
    engine: &dyn Engine,
    query: Option<&Query>,
    filter: &Filter,
    request: &KeynessRequest,
) -> Result<Keyness, EngineError> {
    let plan = query.map_or_else(Plan::all, Plan::of);
    let matching =
        |filter: &Filter| Ok::<_, EngineError>(engine.matches(&plan, filter, Order::Oldest, usize::MAX)?.documents);
    let outlet = request.outlet.clone();
    let of_own = Filter { outlets: vec![outlet.clone()], ..filter.clone() };
    let not_outlets = filter.not_outlets.iter().cloned().chain([outlet]).collect();
    let of_others = Filter { not_outlets, ..filter.clone() };
    let (mut reader, mut copies) = (StemReader::new(engine), Copies::default());
    let (of_own, of_others) = (matching(&of_own)?, matching(&of_others)?);
    let Counted { frequencies: own, kept, outlets } = count(engine, &of_own, true, &mut reader, &mut copies)?;
    let Counted { frequencies: others, .. } = count(engine, &of_others, false, &mut reader, &mut copies)?;
    let mut candidates: Vec<Candidate> =
        own.stems().filter_map(|(stem, _)| Candidate::of(stem, &own, &others)).collect();
    let stem = |candidate: &Candidate| reader.stem(candidate.stem);
    candidates
        .sort_by(|a, b| b.value(request.order).total_cmp(&a.value(request.order)).then_with(|| stem(a).cmp(stem(b))));
    let total = candidates.len() as u64;
    candidates.truncate(request.limit);
    let stems: Vec<StemNumber> = candidates.iter().map(|candidate| candidate.stem).collect();
    let dispersions = dispersions(engine, &mut reader, &kept, &stems, &own)?;
    let forms = reader.forms(&stems)?;
    let words = candidates.into_iter().zip(forms).zip(dispersions).map(|((candidate, mut forms), dispersion)| {
        let (of_own, of_others) = (own.of(candidate.stem), others.of(candidate.stem));
        KeyWord {
            word: forms.remove(0),
            forms,
            stem: reader.stem(candidate.stem).into(),
            uses: of_own.uses,
            documents: of_own.documents,
            uses_of_others: of_others.uses,
            documents_of_others: of_others.documents,
            log_ratio: candidate.ratio,
            log_likelihood: candidate.likelihood,
            documents_log_likelihood: candidate.documents_likelihood,
            dispersion,
        }
    });
    let words = words.collect();
    let size = |of: &Frequencies| CorpusSize { documents: of.documents, words: of.words };
    let outlets = outlets.into_iter().collect();
    Ok(Keyness { outlets, own: size(&own), others: size(&others), total, words })
}

/// A word that the outlet prefers surely.
struct Candidate {
    stem: StemNumber,
    ratio: f64,
    likelihood: f64,
    documents_likelihood: f64,
}

impl Candidate {
    /// `None` if the outlet does not use the stem more, or not surely.
    fn of(stem: StemNumber, own: &Frequencies, others: &Frequencies) -> Option<Self> {
        let uses = |of: &Frequencies| Uses { word: of.of(stem).uses, all: of.words };
        let documents = |of: &Frequencies| Uses { word: of.of(stem).documents, all: of.documents };
        let ratio = log_ratio(uses(own), uses(others))?;
        let likelihood = log_likelihood(uses(own), uses(others));
        let is_in_more = log_ratio(documents(own), documents(others)).is_some_and(|ratio| ratio > 0.0);
        let documents_likelihood = if is_in_more { log_likelihood(documents(own), documents(others)) } else { 0.0 };
        let is_sure = ratio > 0.0 && likelihood >= LEAST_LIKELIHOOD;
        is_sure.then_some(Self { stem, ratio, likelihood, documents_likelihood })
    }

    fn value(&self, order: KeynessOrder) -> f64 {
        match order {
            KeynessOrder::Likelihood => self.likelihood,
            KeynessOrder::Ratio => self.ratio,
            KeynessOrder::Documents => self.documents_likelihood,
        }
    }
}

/// The words of some documents.
#[derive(Default)]
struct Counted {
    frequencies: Frequencies,
    /// The documents that were counted.
    kept: Vec<Key>,
    outlets: BTreeSet<Outlet>,
}

/// Counts the words of documents, near-duplicates within an outlet once.
fn count(
    engine: &dyn Engine,
    keys: &[Key],
    counts_forms: bool,
    reader: &mut StemReader<'_>,
    copies: &mut Copies,
) -> Result<Counted, EngineError> {
    let mut counted = Counted::default();
    for keys in keys.chunks(PREFETCH) {
        engine.prefetch(keys)?;
        engine.prefetch_duplicates(keys)?;
        for key in keys {
            let heading = engine.heading(*key)?;
            let outlet = heading.metadata.outlet;
            let id = outlet.as_ref().map_or("", |outlet| outlet.id.as_str());
            if copies.is_copy(engine, Some(id), &heading.id)? {
                continue;
            }
            counted.outlets.extend(outlet.map(|outlet| Outlet { inferred_from: None, ..outlet }));
            counted.frequencies.next_document();
            reader.read(*key, counts_forms, |stem| counted.frequencies.count(stem))?;
            counted.kept.push(*key);
        }
    }
    Ok(counted)
}

/// The deviation of proportions of each of `stems` over the documents at `keys`, which were counted as `own`.
fn dispersions(
    engine: &dyn Engine,
    reader: &mut StemReader<'_>,
    keys: &[Key],
    stems: &[StemNumber],
    own: &Frequencies,
) -> Result<Vec<f64>, EngineError> {
    let mut expected = vec![Vec::new(); stems.len()];
    let highest = stems.iter().max().map_or(0, |stem| *stem as usize + 1);
    let mut places = vec![usize::MAX; highest];
    stems.iter().enumerate().for_each(|(place, stem)| places[*stem as usize] = place);
    for keys in keys.chunks(PREFETCH) {
        engine.prefetch(keys)?;
        for key in keys {
            let mut uses = vec![0; stems.len()];
            let mut words = 0;
            reader.read(*key, false, |stem| {
                words += 1;
                if let Some(uses) = places.get(stem as usize).and_then(|place| uses.get_mut(*place)) {
                    *uses += 1;
                }
            })?;
            let used = uses.into_iter().enumerate().filter(|(_, uses)| *uses > 0);
            used.for_each(|(place, uses)| expected[place].push((uses, words)));
        }
    }
    Ok(expected.iter().map(|parts| deviation_of_proportions(parts, own.words)).collect())
}
