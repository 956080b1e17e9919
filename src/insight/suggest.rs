//! Proposes entries for a registry of outlets, from what an archive holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Engine, EngineError, Order, Plan};
use crate::ingest::{OutletEntry, Outlets, host, is_name, name_key};
use crate::query::Filter;

/// The fewest occurrences of a value that is suggested.
const OFTEN: u64 = 2;
/// The most accounts and domains suggested for an outlet.
const LISTED: usize = 20;

/// Names, domains and authors of an outlet in the archive.
#[derive(Default)]
struct Met {
    documents: u64,
    names: BTreeMap<String, u64>,
    domains: BTreeMap<String, u64>,
    /// Authors that are not names of persons.
    accounts: BTreeMap<String, u64>,
}

/// Returns `registry` with the outlets and the parts of entries that it lacks, most documents first: names, domains, and
/// bylines that name no person; `None` if it lacks none. Names that differ only in the kind of the outlet and in spaces are
/// those of one.
///
/// Every document is read.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn suggest(engine: &dyn Engine, registry: &Outlets) -> Result<Option<Outlets>, EngineError> {
    let mut met: BTreeMap<String, Met> = BTreeMap::new();
    for key in engine.matches(&Plan::all(), &Filter::default(), Order::Relevance, usize::MAX)?.documents {
        let metadata = engine.metadata(key)?;
        // An outlet inferred from a file's name is a guess.
        let Some(outlet) = metadata.outlet.filter(|outlet| outlet.inferred_from.as_deref() != Some("file name")) else {
            continue;
        };
        let of = met.entry(outlet.id).or_default();
        of.documents += 1;
        *of.names.entry(outlet.name).or_default() += 1;
        if let Some(host) = metadata.url.as_deref().and_then(host) {
            *of.domains.entry(host).or_default() += 1;
        }
        for author in metadata.authors.into_iter().filter(|author| !is_name(author)) {
            *of.accounts.entry(author).or_default() += 1;
        }
    }
    let mut met: Vec<(String, Met)> = joined(same_names(met)).into_iter().collect();
    met.sort_by(|(one, a), (other, b)| b.documents.cmp(&a.documents).then_with(|| one.cmp(other)));
    let entries: Vec<OutletEntry> = met.into_iter().filter_map(|(id, met)| entry(registry, id, met)).collect();
    if entries.is_empty() {
        return Ok(None);
    }
    let mut complete = registry.clone();
    complete.complete(entries);
    Ok(Some(complete))
}

/// Outlets whose names are the same but for their kind and spaces belong to the one of most documents.
fn same_names(mut met: BTreeMap<String, Met>) -> BTreeMap<String, Met> {
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, of) in &met {
        let name = of.names.iter().max_by_key(|(_, times)| **times).map_or(id, |(name, _)| name);
        alike.entry(name_key(name)).or_default().push(id.clone());
    }
    for mut ids in alike.into_values().filter(|ids| ids.len() > 1) {
        ids.sort_by_key(|id| std::cmp::Reverse(met[id].documents));
        let others: Vec<Met> = ids.iter().skip(1).filter_map(|id| met.remove(id)).collect();
        let Some(owner) = met.get_mut(&ids[0]) else { continue };
        for other in others {
            owner.documents += other.documents;
            for (own, others) in [
                (&mut owner.names, other.names),
                (&mut owner.domains, other.domains),
                (&mut owner.accounts, other.accounts),
            ] {
                others.into_iter().for_each(|(value, times)| *own.entry(value).or_default() += times);
            }
        }
    }
    met
}

/// Outlets that have a name for their domain alone belong to the one that has this domain and a name of its own.
fn joined(mut met: BTreeMap<String, Met>) -> BTreeMap<String, Met> {
    let domains: Vec<String> = met.keys().filter(|id| met[*id].domains.contains_key(*id)).cloned().collect();
    for domain in domains {
        let owner = met.iter().filter(|(id, of)| **id != domain && of.domains.contains_key(&domain));
        let Some(owner) = owner.max_by_key(|(_, of)| of.documents).map(|(id, _)| id.clone()) else { continue };
        let Some(nameless) = met.remove(&domain) else { continue };
        let Some(of) = met.get_mut(&owner) else { continue };
        of.documents += nameless.documents;
        *of.domains.entry(domain).or_default() += nameless.documents;
        for (accounts, times) in nameless.accounts {
            *of.accounts.entry(accounts).or_default() += times;
        }
    }
    met
}

/// The missing parts of an entry; `None` if it is complete.
fn entry(registry: &Outlets, id: String, met: Met) -> Option<OutletEntry> {
    let known = registry.named(&id);
    let often = |counts: BTreeMap<String, u64>| -> Vec<String> {
        let mut counts: Vec<(String, u64)> = counts.into_iter().filter(|(_, times)| *times >= OFTEN).collect();
        counts.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        counts.into_iter().take(LISTED).map(|(text, _)| text).collect()
    };
    let lacking = |values: Vec<String>, has: Vec<String>| -> Vec<String> {
        let has: BTreeSet<String> = has.into_iter().collect();
        values.into_iter().filter(|value| !has.contains(value)).collect()
    };
    let mut names: Vec<(String, u64)> = met.names.into_iter().collect();
    names.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let mut names = names.into_iter().map(|(name, _)| name);
    let name = known.map(|known| known.name.clone()).or_else(|| names.next())?;
    let of_known = |list: fn(&OutletEntry) -> &Vec<String>| known.map(list).cloned().unwrap_or_default();
    let entry = OutletEntry {
        aliases: lacking(names.filter(|other| *other != name).collect(), of_known(|known| &known.aliases)),
        domains: lacking(often(met.domains), of_known(|known| &known.domains)),
        accounts: lacking(often(met.accounts), of_known(|known| &known.accounts)),
        id,
        name,
        ..OutletEntry::default()
    };
    let has_news = !entry.aliases.is_empty() || !entry.domains.is_empty() || !entry.accounts.is_empty();
    (known.is_none() || has_news).then_some(entry)
}
