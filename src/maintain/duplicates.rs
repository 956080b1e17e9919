//! Finds near-duplicates when an index is brought up to date, and links them.
//!
//! Documents with the same words are linked to the first of them. Other documents are compared shingle by shingle if
//! they agree in a band of their signatures, and linked if they share at least [`MIN_SIMILARITY`] of their shingles.
//! Nothing is dropped. What was compared for a former commit is not compared again.

use std::collections::HashSet;
use std::collections::hash_map::Entry;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;

use crate::arabic::signature::{ShingleSet, Signature, similarity};
use crate::document::DocumentTerms;
use crate::engine::{DuplicatePair, Engine, EngineError, FormerLinks, Key, PREFETCH, WordSet};

/// The least Jaccard similarity of two near-duplicates, over shingles of five words.
pub const MIN_SIMILARITY: f32 = 0.55;
/// The most documents of one band that are all compared with each other; in a larger group, each is compared with its
/// neighbours.
const CROWD: usize = 200;
/// Finds the duplicates among all documents of `engine`.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn find(engine: &dyn Engine) -> Result<Vec<DuplicatePair>, EngineError> {
    let mut signatures = engine.signatures()?;
    signatures.sort_unstable_by_key(|(key, signature)| (signature.whole, *key));
    let classes: Vec<&[(Key, Signature)]> =
        signatures.chunk_by(|(_, one), (_, other)| one.whole == other.whole).collect();
    let FormerLinks { pairs: mut found, compared } = engine.former_links()?;
    // Whether all of a class, or one of it, was compared with all others that were.
    let is_old = |class: &[(Key, Signature)]| class.iter().all(|(key, _)| compared.contains(key));
    let is_known = |class: u32| classes[class as usize].iter().any(|(key, _)| compared.contains(key));
    let mut candidates = candidates(&classes);
    candidates.retain(|(one, other)| !(is_known(*one) && is_known(*other)));
    let mut groups = groups(&candidates, classes.len());
    // A class of several documents is a group by itself.
    let grouped: HashSet<u32> = groups.iter().flat_map(|group| group.members()).collect();
    let alone = (0..classes.len() as u32).filter(|class| {
        let documents = classes[*class as usize];
        documents.len() > 1 && !grouped.contains(class) && !is_old(documents)
    });
    groups.extend(alone.map(|class| Group { class, pairs: Vec::new() }));
    let mut pairs = Vec::new();
    let mut rest = &groups[..];
    while !rest.is_empty() {
        let (mut keys, mut count) = (HashSet::new(), 0);
        for group in rest {
            let of_group: HashSet<Key> =
                group.members().flat_map(|class| classes[class as usize]).map(|(key, _)| *key).collect();
            if count > 0 && keys.len() + of_group.len() > PREFETCH {
                break;
            }
            keys.extend(of_group);
            count += 1;
        }
        let (some, later) = rest.split_at(count);
        engine.prefetch(&keys.into_iter().collect::<Vec<_>>())?;
        let linked = some.par_iter().map(|group| compare(engine, group, &classes));
        pairs.extend(linked.collect::<Result<Vec<_>, _>>()?);
        rest = later;
    }
    found.extend(pairs.into_iter().flatten().map(|(one, other, similarity)| match one < other {
        true => (one, other, similarity),
        false => (other, one, similarity),
    }));
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found.dedup_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1));
    Ok(found)
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
fn compare(
    engine: &dyn Engine,
    group: &Group,
    classes: &[&[(Key, Signature)]],
) -> Result<Vec<DuplicatePair>, EngineError> {
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
    engine.document_terms(key, &WordSet::all(), &mut document_terms)?;
    let mut runs = ShingleSet::default();
    document_terms.body_words().iter().for_each(|word| runs.push(word.code));
    Ok(runs.finish())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::engine::Index;
    use crate::maintain::{Options, update};
    use crate::search::duplicates_of;

    /// A text of sixty words, of which a few are others in another version of it; version 0 and 1 have the same words.
    fn text(story: usize, version: usize) -> String {
        let word = |place: usize| match place % 20 {
            7 if version > 1 => format!("كلمة{}", story * 7919 + place * 31 + version),
            _ => format!("خبر{}", story * 104_729 + place * 17),
        };
        (0..60).map(word).collect::<Vec<_>>().join(if version == 1 { "، " } else { " " })
    }

    fn updated(index: &Path, files: &Path) -> Index {
        let options = Options { prune: true, ..Options::default() };
        update(&index.into(), &[files.to_path_buf()], &options, &mut ()).unwrap();
        Index::open(index).unwrap()
    }

    /// The duplicates of every document, by title.
    fn all(index: &Index) -> Vec<(String, Vec<(String, f32)>)> {
        let all =
            index.matches(&crate::engine::Plan::all(), &Default::default(), Default::default(), usize::MAX).unwrap();
        let mut found: Vec<(String, Vec<(String, f32)>)> = Vec::new();
        for key in all.documents {
            let document = index.document(key).unwrap();
            let duplicates = duplicates_of(index, &document.id).unwrap().into_iter();
            let mut duplicates: Vec<(String, f32)> =
                duplicates.map(|(heading, similarity)| (heading.title, similarity)).collect();
            duplicates.sort_by(|a, b| a.0.cmp(&b.0));
            found.push((document.title, duplicates));
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    #[test]
    fn an_update_finds_the_links_that_a_fresh_index_has() {
        let folder = tempfile::tempdir().unwrap();
        let (files, index) = (folder.path().join("files"), folder.path().join("index"));
        fs::create_dir(&files).unwrap();
        let write = |story: usize, version: usize| {
            let body = text(story, version);
            fs::write(files.join(format!("{story}-{version}.txt")), format!("{story}-{version}\n\n{body}\n")).unwrap();
        };
        let remove =
            |story: usize, version: usize| fs::remove_file(files.join(format!("{story}-{version}.txt"))).unwrap();
        let steps: [&dyn Fn(); 5] = [
            &|| (0..12).for_each(|story| (0..3).for_each(|version| write(story, version))),
            // Copies of what is there, and of each other.
            &|| {
                (0..6).for_each(|story| write(story, 3));
                (20..23).for_each(|story| (0..2).for_each(|version| write(story, version)));
            },
            // The first of a class, all but one of another, one that only resembles.
            &|| {
                [(1, 0), (2, 1), (3, 0), (3, 1), (4, 2), (20, 0)]
                    .iter()
                    .for_each(|&(story, version)| remove(story, version))
            },
            &|| [(1, 0), (3, 4), (4, 5), (20, 2)].iter().for_each(|&(story, version)| write(story, version)),
            &|| {
                fs::write(files.join("5-0.txt"), format!("5-0\n\n{}\n", text(77, 0))).unwrap();
                write(30, 0);
            },
        ];
        for (number, step) in steps.iter().enumerate() {
            step();
            let grown = updated(&index, &files);
            let fresh = updated(&folder.path().join(format!("fresh{number}")), &files);
            assert_eq!(all(&grown), all(&fresh), "step {number}");
            assert!(all(&grown).iter().filter(|(_, duplicates)| !duplicates.is_empty()).count() > 30);
        }
        // What was compared is known to the next update.
        let before = Index::open(&index).unwrap();
        assert_eq!(before.former_links().unwrap().compared.len() as u64, before.len());
    }
}
