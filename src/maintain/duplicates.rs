//! Finds near-duplicates when an index is brought up to date, and links them.
//!
//! Documents with the same words are linked to the first of them. Other documents are compared shingle by shingle if
//! they agree in a band of their signatures, and linked if they share at least [`MIN_SIMILARITY`] of their shingles.
//! Nothing is dropped.

use std::collections::HashSet;
use std::collections::hash_map::Entry;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use crate::arabic::signature::{ShingleSet, Signature, similarity};
use crate::document::{DocumentTerms, WordAnalysis, WordKey};
use crate::engine::{Engine, EngineError, Key};

/// The least Jaccard similarity of two near-duplicates, over shingles of five words.
pub const MIN_SIMILARITY: f32 = 0.55;
/// The most documents of one band that are all compared with each other; in a larger group, each is compared with its
/// neighbours.
const CROWD: usize = 200;
/// The most candidates read at a time, but for a larger group; a remote engine caches so many.
const READ: usize = 1_500;
/// The ids of two documents, and their similarity.
pub type Pair = (String, String, f32);

/// Finds the duplicates among all documents of `engine`.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn find(engine: &dyn Engine) -> Result<Vec<Pair>, EngineError> {
    let mut signatures = engine.signatures()?;
    signatures.sort_unstable_by_key(|(key, signature)| (signature.whole, *key));
    let classes: Vec<&[(Key, Signature)]> =
        signatures.chunk_by(|(_, one), (_, other)| one.whole == other.whole).collect();
    let mut groups = groups(&candidates(&classes), classes.len());
    // A class of several documents is a group by itself.
    let grouped: HashSet<u32> = groups.iter().flat_map(|group| group.members()).collect();
    let alone =
        (0..classes.len() as u32).filter(|class| classes[*class as usize].len() > 1 && !grouped.contains(class));
    groups.extend(alone.map(|class| Group { class, pairs: Vec::new() }));
    let mut pairs = Vec::new();
    let mut rest = &groups[..];
    while !rest.is_empty() {
        let (mut keys, mut count) = (HashSet::new(), 0);
        for group in rest {
            let of_group: HashSet<Key> =
                group.members().flat_map(|class| classes[class as usize]).map(|(key, _)| *key).collect();
            if count > 0 && keys.len() + of_group.len() > READ {
                break;
            }
            keys.extend(of_group);
            count += 1;
        }
        let (some, later) = rest.split_at(count);
        engine.prefetch(&keys.into_iter().collect::<Vec<_>>())?;
        let compared = some.par_iter().map(|group| compare(engine, group, &classes));
        pairs.extend(compared.collect::<Result<Vec<_>, _>>()?);
        rest = later;
    }
    Ok(pairs.into_iter().flatten().collect())
}

/// Pairs of classes that agree in a band, each once.
fn candidates(classes: &[&[(Key, Signature)]]) -> Vec<(u32, u32)> {
    let mut candidates = Vec::new();
    let bands = classes.first().map_or(0, |class| class[0].1.bands.len());
    for band in 0..bands {
        let mut order: Vec<(u32, u32)> =
            classes.iter().enumerate().map(|(number, class)| (class[0].1.bands[band], number as u32)).collect();
        order.sort_unstable();
        for crowd in order.chunk_by(|(one, _), (other, _)| one == other).filter(|crowd| crowd.len() > 1) {
            let reach = if crowd.len() <= CROWD { crowd.len() } else { CROWD / 8 };
            for (place, (_, one)) in crowd.iter().enumerate() {
                candidates.extend(crowd[place + 1..].iter().take(reach).map(|(_, other)| (*one, *other)));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
    }
    candidates
}

/// Classes connected by candidate pairs.
struct Group {
    /// The first of them.
    class: u32,
    pairs: Vec<(u32, u32)>,
}

impl Group {
    fn members(&self) -> impl Iterator<Item = u32> {
        [self.class].into_iter().chain(self.pairs.iter().flat_map(|(one, other)| [*one, *other]))
    }
}

/// Splits candidates into groups that share no class, so that only one group's texts are in memory.
fn groups(candidates: &[(u32, u32)], classes: usize) -> Vec<Group> {
    let mut roots: Vec<u32> = (0..classes as u32).collect();
    fn root(roots: &mut [u32], mut class: u32) -> u32 {
        while roots[class as usize] != class {
            roots[class as usize] = roots[roots[class as usize] as usize];
            class = roots[class as usize];
        }
        class
    }
    for (one, other) in candidates {
        let (one, other) = (root(&mut roots, *one), root(&mut roots, *other));
        roots[one.max(other) as usize] = one.min(other);
    }
    let mut places: FxHashMap<u32, usize> = FxHashMap::default();
    let mut groups: Vec<Group> = Vec::new();
    for &(one, other) in candidates {
        let class = root(&mut roots, one);
        let place = *places.entry(class).or_insert_with(|| {
            groups.push(Group { class, pairs: Vec::new() });
            groups.len() - 1
        });
        groups[place].pairs.push((one, other));
    }
    groups
}

/// Reads the documents of a group and links those that are similar.
fn compare(engine: &dyn Engine, group: &Group, classes: &[&[(Key, Signature)]]) -> Result<Vec<Pair>, EngineError> {
    let first = |class: u32| classes[class as usize][0].0;
    let mut pairs: Vec<(Key, Key, f32)> = Vec::new();
    let mut read: FxHashMap<u32, Vec<u64>> = FxHashMap::default();
    for class in group.members() {
        if let Entry::Vacant(vacant) = read.entry(class) {
            pairs.extend(classes[class as usize][1..].iter().map(|(key, _)| (first(class), *key, 1.0)));
            vacant.insert(if group.pairs.is_empty() { Vec::new() } else { runs(engine, first(class))? });
        }
    }
    for (one, other) in &group.pairs {
        let similarity = similarity(&read[one], &read[other]);
        if similarity >= MIN_SIMILARITY {
            pairs.push((first(*one), first(*other), similarity));
        }
    }
    pairs.into_iter().map(|(one, other, similarity)| Ok((engine.id(one)?, engine.id(other)?, similarity))).collect()
}

/// The shingles of a document's body.
fn runs(engine: &dyn Engine, key: Key) -> Result<Vec<u64>, EngineError> {
    let mut document_terms = DocumentTerms::default();
    engine.document_terms(key, &mut document_terms)?;
    let words: Vec<WordKey> = document_terms.body_words().iter().map(|word| word.key).collect();
    let (mut analyses, mut runs) = (Vec::with_capacity(words.len()), ShingleSet::default());
    engine.analyses(&words, &mut analyses)?;
    for analysis in analyses {
        match analysis {
            WordAnalysis::Keys(keys) => runs.push_keys(keys),
            WordAnalysis::Written(written) => runs.push_written(&written),
        }
    }
    Ok(runs.finish())
}
