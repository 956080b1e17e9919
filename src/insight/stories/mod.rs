//! Groups documents on one event into stories.
//!
//! Documents are read in the order of their dates, a batch at a time. Each is compared with those of the days around it that
//! share words with it; a fixed combination of features gives the probability that the two report the same event
//! (`similarity`). New documents of a batch then join each other, and the stories that are there, as long as the mean
//! probability over all pairs is at least one half (`average_link`). Two stories of a former run never join, so that an
//! update costs what its new documents cost.
//!
//! After the streaming clusterings of Miranda and others (2018) and newsLens (Laban and Hearst, 2017); the linkage is UPGMA
//! (Sokal and Michener, 1958).

mod average_link;
mod neighbours;
mod report;
mod similarity;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxHashMap, FxHashSet};

use self::neighbours::Pair;
use self::report::Reader;
use crate::engine::{Engine, EngineError, FormerStories, Key, Order, Plan, StoryMember};
use crate::query::Filter;

pub use report::Report;
pub use similarity::{FEATURE_NAMES, FEATURES, MANY, WEIGHTS, features, probability};

/// The least mean probability, over all pairs of a story, that two documents report the same event.
const LEAST: f32 = 0.5;
/// How many days before and after a document others are compared with it.
const WINDOW_DAYS: i64 = 4;
/// The most documents that are grouped at a time.
const BATCH: usize = 40_000;
/// The most documents around a batch that are compared with it, the latest.
const AROUND: usize = 60_000;
/// The most documents without a date of former batches that are compared with all others.
const UNDATED: usize = 20_000;

const MINUTES: i64 = crate::document::Date::MINUTES_OF_A_DAY;

/// Finds the stories of all documents of `engine`: those of a former run, with the documents that are new. Each has two
/// members or more; the first is the one that founded it, by whose id it is known.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn find(engine: &dyn Engine) -> Result<Vec<Vec<StoryMember>>, EngineError> {
    let keys = engine.matches(&Plan::all(), &Filter::default(), Order::Oldest, usize::MAX)?.documents;
    let mut grouping = Grouping::new(engine, &keys, engine.former_stories()?)?;
    let (dated, undated) = keys.split_at(grouping.dated);
    let is_new = |key: &&Key| !grouping.placed.contains_key(key);
    let new: Vec<Key> = undated.iter().chain(dated).filter(is_new).copied().collect();
    for batch in new.chunks(BATCH) {
        grouping.add(batch)?;
    }
    Ok(grouping.finish())
}

/// The reports of these documents, in their order: what [`features`] compares.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn reports(engine: &dyn Engine, keys: &[Key]) -> Result<Vec<Report>, EngineError> {
    Reader::new(engine).read(keys)
}

/// Documents on their way into stories.
struct Grouping<'e> {
    engine: &'e dyn Engine,
    reader: Reader<'e>,
    /// All documents by date, those without one last.
    keys: &'e [Key],
    /// How many have a date.
    dated: usize,
    /// The story of each document that was grouped; `None` if it is alone.
    placed: FxHashMap<Key, Option<u32>>,
    stories: Vec<Vec<StoryMember>>,
    /// Reports of documents that are still needed.
    held: FxHashMap<Key, Report>,
}

impl<'e> Grouping<'e> {
    fn new(engine: &'e dyn Engine, keys: &'e [Key], former: FormerStories) -> Result<Self, EngineError> {
        let mut grouping = Self {
            engine,
            reader: Reader::new(engine),
            keys,
            dated: keys.len(),
            placed: former.placed,
            stories: former.stories,
            held: FxHashMap::default(),
        };
        grouping.dated = grouping.first_since(i64::MAX)?;
        Ok(grouping)
    }

    /// How many documents are dated before `minute`.
    fn first_since(&self, minute: i64) -> Result<usize, EngineError> {
        let (mut begin, mut end) = (0, self.keys.len());
        while begin < end {
            let middle = begin + (end - begin) / 2;
            let date = self.engine.metadata(self.keys[middle])?.published;
            if date.is_some_and(|date| date.first_minute() < minute) { begin = middle + 1 } else { end = middle }
        }
        Ok(begin)
    }

    /// Groups the new documents `batch`, which are in the order of their dates.
    fn add(&mut self, batch: &[Key]) -> Result<(), EngineError> {
        self.hold(batch)?;
        let around = self.around(batch)?;
        self.hold(&around)?;
        let needed: FxHashSet<Key> = batch.iter().chain(&around).copied().collect();
        // Out of `self` while its reports are borrowed.
        let mut held = std::mem::take(&mut self.held);
        held.retain(|key, _| needed.contains(key));
        let new: FxHashSet<Key> = batch.iter().copied().collect();
        let (reports, copies) = with_copies(held.values(), &new);
        let pairs = neighbours::pairs(&reports, |report| new.contains(&report.key));
        let pairs: Vec<(u32, u32, f32)> = pairs
            .par_iter()
            .map(|&Pair { places: (one, other), around }| {
                let features = features(reports[one as usize], reports[other as usize]);
                (one, other, probability(&features, around as usize))
            })
            .filter(|(.., probability)| *probability >= similarity::NEGLIGIBLE)
            .collect();
        let items = self.items(&reports, &new);
        let groups = average_link::group(&items.sizes, &items.is_new, &items.edges(&pairs), LEAST);
        let placed = self.place(&reports, &copies, &items, &groups, &pairs);
        self.placed.extend(placed);
        self.held = held;
        Ok(())
    }

    /// Reads the reports of `keys` that are not held.
    fn hold(&mut self, keys: &[Key]) -> Result<(), EngineError> {
        let missing: Vec<Key> = keys.iter().filter(|key| !self.held.contains_key(key)).copied().collect();
        self.held.extend(self.reader.read(&missing)?.into_iter().map(|report| (report.key, report)));
        Ok(())
    }

    /// The grouped documents of the days around `batch`, and those without a date.
    fn around(&self, batch: &[Key]) -> Result<Vec<Key>, EngineError> {
        let is_placed = |key: &&Key| self.placed.contains_key(key);
        let undated = self.keys[self.dated..].iter().filter(is_placed).take(UNDATED);
        let mut around: Vec<Key> = undated.copied().collect();
        let minutes = || batch.iter().filter_map(|key| self.held[key].minute);
        if let (Some(first), Some(last)) = (minutes().min(), minutes().max()) {
            let begin = self.first_since(first - WINDOW_DAYS * MINUTES)?;
            let end = self.first_since(last + WINDOW_DAYS * MINUTES + 1)?;
            let of_days: Vec<Key> = self.keys[begin..end.max(begin)].iter().filter(is_placed).copied().collect();
            around.extend(&of_days[of_days.len().saturating_sub(AROUND)..]);
        }
        Ok(around)
    }

    /// What is joined: new documents, and the stories of the others.
    fn items(&self, reports: &[&Report], new: &FxHashSet<Key>) -> Items {
        let mut items = Items { of: Vec::new(), sizes: Vec::new(), is_new: Vec::new() };
        let mut of_story: FxHashMap<u32, u32> = FxHashMap::default();
        for report in reports {
            let story = self.placed.get(&report.key).copied().flatten();
            let next = items.sizes.len() as u32;
            let item = story.map_or(next, |story| *of_story.entry(story).or_insert(next));
            if item == next {
                items.sizes.push(story.map_or(1, |story| self.stories[story as usize].len() as u32));
                items.is_new.push(new.contains(&report.key));
            }
            items.of.push(item);
        }
        items
    }

    /// Puts the new documents into their stories, and makes those that are new. Returns where each document is.
    fn place(
        &mut self,
        reports: &[&Report],
        copies: &Copies<'_>,
        items: &Items,
        groups: &[u32],
        pairs: &[(u32, u32, f32)],
    ) -> Vec<(Key, Option<u32>)> {
        let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (number, item) in items.of.iter().enumerate() {
            members.entry(groups[*item as usize]).or_default().push(number as u32);
        }
        let mut sums = vec![0.0; reports.len()];
        for &(one, other, probability) in pairs {
            if groups[items.of[one as usize] as usize] == groups[items.of[other as usize] as usize] {
                sums[one as usize] += probability;
                sums[other as usize] += probability;
            }
        }
        let mut groups: Vec<Vec<u32>> = members.into_values().collect();
        groups.sort_unstable();
        let mut placed = Vec::new();
        for members in groups {
            let story_of = |number: &u32| self.placed.get(&reports[*number as usize].key).copied().flatten();
            let former = members.iter().find_map(story_of);
            let others = (members.len().max(2) - 1) as f32;
            // Copies of one text report the same.
            let centrality =
                |number: u32| if members.len() > 1 { (sums[number as usize] / others).min(1.0) } else { 1.0 };
            let joined = members.iter().filter(|number| story_of(number).is_none());
            let mut joined: Vec<(&Report, f32)> = joined
                .flat_map(|number| {
                    let report = reports[*number as usize];
                    let copies = copies.get(&report.key).into_iter().flatten().copied();
                    [report].into_iter().chain(copies).map(|report| (report, centrality(*number)))
                })
                .collect();
            // The earliest founds a story, one without a date only if none has one.
            joined.sort_by_key(|(report, _)| report.minute.is_none());
            let story = match former {
                Some(story) => Some(story),
                None if joined.len() > 1 => {
                    self.stories.push(Vec::new());
                    Some(self.stories.len() as u32 - 1)
                }
                None => None,
            };
            if let Some(story) = story {
                let members = joined
                    .iter()
                    .map(|(report, centrality)| StoryMember { id: report.id.clone(), centrality: *centrality });
                self.stories[story as usize].extend(members);
            }
            placed.extend(joined.iter().map(|(report, _)| (report.key, story)));
        }
        placed
    }

    /// The stories, the largest first.
    fn finish(self) -> Vec<Vec<StoryMember>> {
        let mut stories = self.stories;
        stories.retain(|story| story.len() > 1);
        stories.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one[0].id.cmp(&other[0].id)));
        stories
    }
}

/// New reports with the same words as another of the day, by the key of that one.
type Copies<'r> = FxHashMap<Key, Vec<&'r Report>>;

/// The reports in the order of time, those without one first, and the copies that were left out: a text counts once.
fn with_copies<'r>(held: impl Iterator<Item = &'r Report>, new: &FxHashSet<Key>) -> (Vec<&'r Report>, Copies<'r>) {
    let mut all: Vec<&Report> = held.collect();
    all.sort_unstable_by(|one, other| (one.minute, &one.id).cmp(&(other.minute, &other.id)));
    let mut copies: Copies<'r> = FxHashMap::default();
    let mut first: FxHashMap<(Option<i64>, Vec<u32>), Key> = FxHashMap::default();
    all.retain(|report| {
        if !new.contains(&report.key) || report.vector.is_empty() {
            return true;
        }
        let words = report.vector.iter().map(|(word, _)| *word).collect();
        let first = *first.entry((report.minute.map(|minute| minute / MINUTES), words)).or_insert(report.key);
        if first != report.key {
            copies.entry(first).or_default().push(report);
        }
        first == report.key
    });
    (all, copies)
}

/// What is joined to stories.
struct Items {
    /// The item of each report.
    of: Vec<u32>,
    /// How many documents each item has.
    sizes: Vec<u32>,
    /// Whether it is a new document.
    is_new: Vec<bool>,
}

impl Items {
    /// The sums of probabilities between two items.
    fn edges(&self, pairs: &[(u32, u32, f32)]) -> Vec<(u32, u32, f32)> {
        let mut sums: FxHashMap<(u32, u32), f32> = FxHashMap::default();
        for &(one, other, probability) in pairs {
            let (one, other) = (self.of[one as usize], self.of[other as usize]);
            *sums.entry((one.min(other), one.max(other))).or_default() += probability;
        }
        let mut edges: Vec<(u32, u32, f32)> = sums.into_iter().map(|((one, other), sum)| (one, other, sum)).collect();
        edges.sort_unstable_by_key(|(one, other, _)| (*one, *other));
        edges
    }
}
