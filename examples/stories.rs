//! Measures the stories of an index against graded documents, beside two baselines:
//! `cargo run --release --example stories -- INDEX [--fit | --same-event]`, where INDEX holds SaudiNewsNet.
//!
//! The truth is tests/golden/stories.tsv, which says what a story is. Printed are B-cubed precision, recall and F1 (Bagga and
//! Baldwin, 1998), each the mean over stories of the mean over their documents, and pairwise precision and recall; over all
//! graded documents, and without those that repeat the text of another. Documents that nobody graded do not count; their
//! share of the stories is printed. With `--fit`, the weights of `insight::stories` are computed anew from the stories that
//! are not held back. With `--same-event`, how many of the graded documents that are most like the first of each story
//! `search::similar::same_event` keeps, by grade: 2 is the same event, 1 its topic, 0 another.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::path::Path;

use fihris::engine::{Engine, EngineError, Index, Key, Order, Plan};
use fihris::insight::stories::{self, FEATURE_NAMES, FEATURES, MANY, Report, features, probability};
use fihris::search::{Request, duplicates_of, search, similar};

const TRUTH: &str = include_str!("../tests/golden/stories.tsv");

/// A graded story: the keys and grades of its candidates.
struct Story {
    is_held: bool,
    candidates: Vec<(Key, u8)>,
}

/// The group of each document.
type Groups = HashMap<Key, usize>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, options @ ..] = &arguments[..] else {
        return Err("give the folder of an index of SaudiNewsNet".into());
    };
    let index = Index::open(Path::new(folder))?;
    let keys = index.matches(&Plan::all(), &Default::default(), Order::Oldest, usize::MAX)?.documents;
    let (mut addresses, mut ids) = (HashMap::new(), HashMap::new());
    for key in &keys {
        addresses.insert(index.metadata(*key)?.url.unwrap_or_default(), *key);
        ids.insert(index.id(*key)?, *key);
    }
    let truth = truth(&addresses)?;
    let reports = stories::reports(&index, &keys)?;
    let by_key: HashMap<Key, &Report> = reports.iter().map(|report| (report.key, report)).collect();
    if options.contains(&"--fit".to_string()) {
        fit(&truth, &by_key);
        return Ok(());
    }
    if options.contains(&"--same-event".to_string()) {
        return same_event(&index, &truth);
    }
    let mut copies: HashMap<u64, Key> = HashMap::new();
    let signatures = index.signatures()?;
    let repeats: HashSet<Key> = signatures
        .iter()
        .filter(|(key, signature)| *copies.entry(signature.whole).or_insert(*key) != *key)
        .map(|(key, _)| *key)
        .collect();

    let mut fihris = Groups::new();
    for (number, story) in index.stories()?.iter().enumerate() {
        fihris.extend(story.iter().map(|member| (ids[&member.id], number)));
    }
    print("stories of the index", &fihris, &truth, &repeats);
    print("near-duplicates alone", &linked(&index, &ids)?, &truth, &repeats);
    let thresholds = (4..12).map(|step| step as f32 * 0.05);
    let passes = thresholds.map(|least| (least, single_pass(&reports, least)));
    let held = |groups: &Groups| score(groups, &truth, &HashSet::new(), |story| story.is_held).f1();
    let best = passes.max_by(|one, other| held(&one.1).total_cmp(&held(&other.1))).expect("there are thresholds");
    print(&format!("single pass, cosine ≥ {:.2}", best.0), &best.1, &truth, &repeats);
    Ok(())
}

/// Prints how many of the documents most like the first of each story are kept as of the same event.
fn same_event(index: &Index, truth: &[Story]) -> Result<(), Box<dyn Error>> {
    for (half, is_held) in [("tuned", false), ("held", true)] {
        let (mut near, mut kept) = ([0; 3], [0; 3]);
        for story in truth.iter().filter(|story| story.is_held == is_held) {
            let graded = story.candidates.iter().map(|(key, grade)| Ok((index.id(*key)?, *grade)));
            let grades: HashMap<String, u8> = graded.collect::<Result<_, EngineError>>()?;
            let first = index.document(story.candidates[0].0)?;
            let same = duplicates_of(index, &first.id)?.into_iter().map(|(heading, _)| heading.id);
            let without: HashSet<String> = same.chain([first.id.clone()]).collect();
            let request = Request { without: without.clone(), ..Request::new(similar::query(index, &first)?) };
            let of_event = similar::same_event(index, &first, without, request.limit)?;
            for (hits, counts) in [(search(index, &request)?.hits, &mut near), (of_event, &mut kept)] {
                for grade in hits.iter().filter_map(|hit| grades.get(&hit.document.id)) {
                    counts[usize::from(*grade)] += 1;
                }
            }
        }
        for grade in [2, 1, 0] {
            println!("{half:5} grade {grade}: {} of {}", kept[grade], near[grade]);
        }
    }
    Ok(())
}

fn truth(addresses: &HashMap<String, Key>) -> Result<Vec<Story>, Box<dyn Error>> {
    let mut stories: BTreeMap<u32, Story> = BTreeMap::new();
    for line in TRUTH.lines().filter(|line| !line.starts_with('#')) {
        let [number, _, half, grade, address] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("not five columns: {line}").into());
        };
        let key = addresses.get(address).ok_or_else(|| format!("the index lacks {address}"))?;
        let story = stories.entry(number.parse()?);
        let story = story.or_insert_with(|| Story { is_held: half == "held", candidates: Vec::new() });
        story.candidates.push((*key, grade.parse()?));
    }
    Ok(stories.into_values().collect())
}

#[derive(Default)]
struct Score {
    precision: f64,
    recall: f64,
    pair_precision: f64,
    pair_recall: f64,
    ungraded: f64,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

fn print(name: &str, groups: &Groups, truth: &[Story], repeats: &HashSet<Key>) {
    println!("{name}");
    let none = HashSet::new();
    for (half, is_held) in [("tuned", false), ("held", true)] {
        for (what, left_out) in [("all", &none), ("without repeats", repeats)] {
            let score = score(groups, truth, left_out, |story| story.is_held == is_held);
            let Score { precision, recall, pair_precision, pair_recall, ungraded } = score;
            println!(
                "  {half:5} {what:15}  B-cubed {precision:.3} {recall:.3} F1 {:.3}   pairs {pair_precision:.3} {pair_recall:.3}   \
                 ungraded {ungraded:.3}",
                score.f1()
            );
        }
    }
}

fn score(groups: &Groups, truth: &[Story], left_out: &HashSet<Key>, is_meant: impl Fn(&Story) -> bool) -> Score {
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    groups.values().for_each(|group| *sizes.entry(*group).or_default() += 1);
    let together = |one: Key, other: Key| {
        one == other || matches!((groups.get(&one), groups.get(&other)), (Some(one), Some(other)) if one == other)
    };
    let mut score = Score::default();
    let (mut stories, mut right, mut wrong, mut missed, mut met, mut graded) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for story in truth.iter().filter(|story| is_meant(story)) {
        let candidates: Vec<(Key, u8)> =
            story.candidates.iter().filter(|(key, _)| !left_out.contains(key)).copied().collect();
        let same: Vec<Key> = candidates.iter().filter(|(_, grade)| *grade == 2).map(|(key, _)| *key).collect();
        if same.is_empty() {
            continue;
        }
        stories += 1.0;
        for &one in &same {
            let with = candidates.iter().filter(|(other, _)| together(one, *other)).count() as f64;
            let hits = same.iter().filter(|other| together(one, **other)).count() as f64;
            score.precision += hits / with / same.len() as f64;
            score.recall += hits / same.len() as f64 / same.len() as f64;
            // Each pair of the same event is met from both sides.
            right += (hits - 1.0) / 2.0;
            missed += (same.len() as f64 - hits) / 2.0;
            wrong += with - hits;
            met += groups.get(&one).map_or(1, |group| sizes[group]) as f64;
            graded += story.candidates.iter().filter(|(other, _)| together(one, *other)).count() as f64;
        }
    }
    Score {
        precision: score.precision / stories,
        recall: score.recall / stories,
        pair_precision: right / (right + wrong),
        pair_recall: right / (right + missed),
        ungraded: 1.0 - graded / met,
    }
}

/// Documents connected by links between near-duplicates.
fn linked(index: &Index, ids: &HashMap<String, Key>) -> Result<Groups, Box<dyn Error>> {
    let mut groups = Groups::new();
    for (number, (id, key)) in ids.iter().enumerate() {
        let mut open = vec![(id.clone(), *key)];
        while let Some((id, key)) = open.pop() {
            if groups.contains_key(&key) {
                continue;
            }
            let duplicates = index.duplicates(&id)?;
            if !duplicates.is_empty() {
                groups.insert(key, number);
                open.extend(duplicates.into_iter().map(|other| (other.id.clone(), ids[&other.id])));
            }
        }
    }
    Ok(groups)
}

/// Each document joins the group within three days whose centroid it resembles most, if the cosine is high enough.
fn single_pass(reports: &[Report], least: f32) -> Groups {
    struct Centroid {
        words: HashMap<u32, f32>,
        last: i64,
    }
    let mut groups = Groups::new();
    let mut centroids: Vec<Centroid> = Vec::new();
    let mut having: HashMap<u32, Vec<usize>> = HashMap::new();
    for report in reports {
        let minute = report.minute.unwrap_or_default();
        let mut products: HashMap<usize, f32> = HashMap::new();
        for (word, weight) in &report.vector {
            let having = having.entry(*word).or_default();
            having.retain(|group| minute - centroids[*group].last <= 3 * 24 * 60);
            for group in having {
                *products.entry(*group).or_default() += weight * centroids[*group].words[word];
            }
        }
        let cosine = |group: usize, product: f32| {
            product / centroids[group].words.values().map(|weight| weight * weight).sum::<f32>().sqrt()
        };
        let cosines = products.into_iter().map(|(group, product)| (cosine(group, product), group));
        let best = cosines.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        let group = best.filter(|(cosine, _)| *cosine >= least).map_or(centroids.len(), |(_, group)| group);
        if group == centroids.len() {
            centroids.push(Centroid { words: HashMap::new(), last: minute });
        }
        let centroid = &mut centroids[group];
        centroid.last = minute;
        for (word, weight) in &report.vector {
            *centroid.words.entry(*word).or_default() += weight;
            let having = having.entry(*word).or_default();
            if !having.contains(&group) {
                having.push(group);
            }
        }
        groups.insert(report.key, group);
    }
    groups
}

/// Prints the weights of a logistic regression over the pairs of the tuned stories: two documents of the event, or one of it
/// and one that is not. Each story counts by the square root of its pairs; copies are left out.
fn fit(truth: &[Story], reports: &HashMap<Key, &Report>) {
    let mut rows: Vec<([f32; FEATURES], f32, f32)> = Vec::new();
    for story in truth.iter().filter(|story| !story.is_held) {
        let begin = rows.len();
        for (place, (one, grade)) in story.candidates.iter().enumerate() {
            for (other_place, (other, other_grade)) in story.candidates.iter().enumerate() {
                let is_met = *other_grade == 2 && other_place <= place;
                let (one, other) = (reports[one], reports[other]);
                if *grade != 2 || place == other_place || is_met || one.words == other.words {
                    continue;
                }
                let features = features(one, other);
                let days = (one.minute.unwrap_or_default() - other.minute.unwrap_or_default()).abs() / (24 * 60);
                if features[1] >= 0.2 && days < 4 {
                    rows.push((features, f32::from(u8::from(*other_grade == 2)), 0.0));
                }
            }
        }
        let weight = 1.0 / ((rows.len() - begin).max(10) as f32).sqrt();
        rows[begin..].iter_mut().for_each(|row| row.2 = weight);
    }
    let weights = regression(&rows);
    println!("{} pairs", rows.len());
    weights.iter().zip(FEATURE_NAMES).for_each(|(weight, name)| println!("{weight:6.2}  {name}"));
    let right =
        rows.iter().filter(|(features, same, _)| (probability(features, MANY) >= 0.5) == (*same == 1.0)).count();
    println!("the current weights are right for {:.3} of them", right as f64 / rows.len() as f64);
}

/// The weights that fit best, by Adam (Kingma and Ba, 2015), with a penalty of .3 on their squares but for the first.
fn regression(rows: &[([f32; FEATURES], f32, f32)]) -> [f32; FEATURES] {
    let (mut weights, mut means, mut squares) = ([0f32; FEATURES], [0f32; FEATURES], [0f32; FEATURES]);
    for step in 1..3_000 {
        let mut gradient = [0f32; FEATURES];
        for (features, same, weight) in rows {
            let odds: f32 = features.iter().zip(&weights).map(|(feature, weight)| feature * weight).sum();
            let error = (1.0 / (1.0 + (-odds).exp()) - same) * weight;
            gradient.iter_mut().zip(features).for_each(|(slope, feature)| *slope += error * feature);
        }
        for place in 0..FEATURES {
            let slope = gradient[place] + if place == 0 { 0.0 } else { 0.3 * weights[place] };
            means[place] = 0.9 * means[place] + 0.1 * slope;
            squares[place] = 0.999 * squares[place] + 0.001 * slope * slope;
            let (mean, square) =
                (means[place] / (1.0 - 0.9f32.powi(step)), squares[place] / (1.0 - 0.999f32.powi(step)));
            weights[place] -= 0.05 * mean / (square.sqrt() + 1e-8);
        }
    }
    weights
}
