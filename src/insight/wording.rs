//! Wording: which of several names for one thing each outlet uses, and how sure that is.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::copies::Copies;
use super::statistics::{Interval, Uses, log_odds, share};
use crate::document::{Date, Outlet, Precision};
use crate::engine::{Engine, EngineError, Key, Order, PREFETCH, Plan};
use crate::query::{Aliases, Filter, Query};

/// Fewer uses than this are few: shares of them say little.
pub const FEW: u64 = 10;
/// How many uses the prior of the log-odds counts for.
const PRIOR: f64 = 10.0;

/// The names of one thing, and who uses which.
#[derive(Clone, Debug, PartialEq)]
pub struct SetWording {
    /// The names, as the file writes them.
    pub names: Vec<String>,
    /// All outlets together, for each period.
    pub all: Vec<OutletWording>,
    /// Each outlet, for each period: those of most uses first, then by period.
    pub outlets: Vec<OutletWording>,
}

/// Which names an outlet uses.
#[derive(Clone, Debug, PartialEq)]
pub struct OutletWording {
    /// The outlet; `None` for documents that do not name one, and for all together.
    pub outlet: Option<Outlet>,
    /// The period; `None` for all of time, and for documents without a date so exact.
    pub period: Option<Date>,
    /// Documents with one of the names.
    pub documents: u64,
    /// Uses of all names.
    pub uses: u64,
    /// Whether these are [`FEW`].
    pub is_few: bool,
    /// Each name, in their order.
    pub names: Vec<NameUse>,
}

/// How an outlet uses a name.
#[derive(Clone, Debug, PartialEq)]
pub struct NameUse {
    /// Uses.
    pub uses: u64,
    /// Documents with it.
    pub documents: u64,
    /// Its share of the uses of all names.
    pub share: Interval,
    /// The logarithm of the ratio of the odds against all other outlets in the period; `None` if there is no other.
    pub log_odds: Option<Interval>,
}

/// Uses and documents of each name, and documents of any.
#[derive(Clone, Default)]
struct Counts {
    uses: Vec<u64>,
    documents: Vec<u64>,
    any: u64,
}

impl Counts {
    fn add(&mut self, uses: &[u64], documents: &[u64], any: u64) {
        self.uses.resize(uses.len(), 0);
        self.documents.resize(uses.len(), 0);
        self.uses.iter_mut().zip(uses).for_each(|(sum, uses)| *sum += uses);
        self.documents.iter_mut().zip(documents).for_each(|(sum, documents)| *sum += documents);
        self.any += any;
    }
}

/// An outlet and a period, as its date is written, by which periods are in order.
type Row = (Option<Outlet>, Option<String>);

/// Counts, for each set of names, which of them the outlets use: in documents that match `query`, as
/// [`prepare`](crate::search::prepare) made it, and `filter`; by periods of `unit`. A name is counted in every spelling that search
/// finds by its stems; where one begins with another, the longer. Copies within an outlet count once.
///
/// # Errors
/// The filter names an outlet, author or place that the archive does not have; the index is damaged or out of reach.
pub fn wording(
    engine: &dyn Engine,
    aliases: &Aliases,
    query: Option<&Query>,
    filter: &Filter,
    unit: Option<Precision>,
) -> Result<Vec<SetWording>, EngineError> {
    let matching =
        |plan: &Plan| Ok::<_, EngineError>(engine.matches(plan, filter, Order::Oldest, usize::MAX)?.documents);
    let selected: Option<FxHashSet<Key>> = match query {
        Some(query) => Some(matching(&Plan::of(query))?.into_iter().collect()),
        None => None,
    };
    let mut sets = Vec::new();
    for set in aliases.sets() {
        let mut keys = matching(&Plan::of(&set.query()))?;
        keys.retain(|key| selected.as_ref().is_none_or(|selected| selected.contains(key)));
        let mut rows: BTreeMap<Row, Counts> = BTreeMap::new();
        let mut copies = Copies::default();
        for keys in keys.chunks(PREFETCH) {
            engine.prefetch(keys)?;
            engine.prefetch_duplicates(keys)?;
            for key in keys {
                let heading = engine.heading(*key)?;
                let outlet = heading.metadata.outlet.map(|outlet| Outlet { inferred_from: None, ..outlet });
                if copies.is_copy(engine, outlet.as_ref().map(|outlet| outlet.id.as_str()), &heading.id)? {
                    continue;
                }
                let text = engine.text(*key)?;
                let mut uses = set.uses(&text.title);
                uses.iter_mut().zip(set.uses(&text.body)).for_each(|(sum, uses)| *sum += uses);
                let documents: Vec<u64> = uses.iter().map(|uses| u64::from(*uses > 0)).collect();
                let any = u64::from(documents.contains(&1));
                let period = unit.and_then(|unit| heading.metadata.published.and_then(|date| date.to(unit)));
                let period = period.map(|date| date.to_string());
                if any > 0 {
                    rows.entry((outlet, period)).or_default().add(&uses, &documents, any);
                }
            }
        }
        sets.push(compared(set.names(), rows));
    }
    Ok(sets)
}

/// Compares each outlet with all others in its period.
fn compared(names: Vec<String>, rows: BTreeMap<Row, Counts>) -> SetWording {
    let mut periods: BTreeMap<Option<String>, Counts> = BTreeMap::new();
    let mut outlets: BTreeMap<Option<Outlet>, u64> = BTreeMap::new();
    for ((outlet, period), counts) in &rows {
        periods.entry(period.clone()).or_default().add(&counts.uses, &counts.documents, counts.any);
        *outlets.entry(outlet.clone()).or_default() += counts.uses.iter().sum::<u64>();
    }
    let all = periods.iter().map(|(period, counts)| of_outlet(None, period, counts, None)).collect();
    let mut of_outlets: Vec<OutletWording> = rows
        .iter()
        .map(|((outlet, period), counts)| of_outlet(outlet.clone(), period, counts, Some(&periods[period])))
        .collect();
    of_outlets.sort_by(|one, other| {
        let order = outlets[&other.outlet].cmp(&outlets[&one.outlet]).then_with(|| one.outlet.cmp(&other.outlet));
        order
            .then_with(|| one.period.map(|date| date.first_minute()).cmp(&other.period.map(|date| date.first_minute())))
    });
    SetWording { names, all, outlets: of_outlets }
}

fn of_outlet(outlet: Option<Outlet>, period: &Option<String>, counts: &Counts, all: Option<&Counts>) -> OutletWording {
    let period = period.as_ref().and_then(|date| date.parse().ok());
    let uses: u64 = counts.uses.iter().sum();
    let name = |place: usize| {
        let own = Uses { word: counts.uses[place], all: uses };
        let others = all.map(|all| Uses { word: all.uses[place] - own.word, all: all.uses.iter().sum::<u64>() - uses });
        NameUse {
            uses: own.word,
            documents: counts.documents[place],
            share: share(own.word, uses),
            log_odds: others.and_then(|others| log_odds(own, others, PRIOR)),
        }
    };
    let names = (0..counts.uses.len()).map(name).collect();
    OutletWording { outlet, period, documents: counts.any, uses, is_few: uses < FEW, names }
}
