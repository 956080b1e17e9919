//! Groups of near-duplicates. Each group, with all its links and headings, is one document of the [`companion`] index,
//! so that one request fetches those of a page of hits.
//!
//! Links are not stored in the documents themselves: a document that is rewritten counts twice in document frequencies
//! until the cluster merges its segments.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bulk::Bulk;
use super::cache::key_of;
use super::cluster::{Cluster, GROUPS, STORIES, hits};
use super::schema::{HEADING, cluster_id, companion, digest_of};
use crate::document::Heading;
use crate::engine::score_order::tie_break;
use crate::engine::{Duplicate, EngineError};

/// The most headings stored with a group; those of a larger one are fetched when needed.
const HEADINGS: usize = 500;
/// How many headings are fetched in one request.
const FETCH_SIZE: usize = 1_000;

/// Documents connected by links.
#[derive(Serialize, Deserialize)]
struct DuplicateGroup {
    /// Their ids.
    members: Vec<String>,
    /// Linked pairs of members, by place, with their similarity.
    links: Vec<(usize, usize, f32)>,
    /// Their headings; empty if there are many.
    headings: Vec<Heading>,
}

impl DuplicateGroup {
    /// The groups that `pairs` form, in the order of their first ids.
    fn of(pairs: &[(String, String, f32)]) -> Vec<Self> {
        let mut near: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (one, other, _) in pairs {
            near.entry(one).or_default().push(other);
            near.entry(other).or_default().push(one);
        }
        let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
        let mut met: HashSet<&str> = HashSet::new();
        let mut groups = Vec::new();
        for first in near.keys() {
            if !met.insert(first) {
                continue;
            }
            let mut members = vec![*first];
            let mut next = 0;
            while let Some(member) = members.get(next).copied() {
                next += 1;
                members.extend(near[member].iter().filter(|other| met.insert(other)));
            }
            members.sort_unstable();
            places.extend(members.iter().enumerate().map(|(place, member)| (*member, (groups.len(), place))));
            let members = members.into_iter().map(String::from).collect();
            groups.push(Self { members, links: Vec::new(), headings: Vec::new() });
        }
        for (one, other, similarity) in pairs {
            let ((group, one), (_, other)) = (places[one.as_str()], places[other.as_str()]);
            groups[group].links.push((one, other, *similarity));
        }
        groups.iter_mut().for_each(|group| group.links.sort_by_key(|(one, other, _)| (*one, *other)));
        groups
    }

    /// The links of each member, in the order of ids.
    fn duplicates(&self) -> Vec<Vec<Duplicate>> {
        let mut of = vec![Vec::new(); self.members.len()];
        for &(one, other, similarity) in &self.links {
            for (one, other) in [(one, other), (other, one)] {
                if let (Some(links), Some(id)) = (of.get_mut(one), self.members.get(other)) {
                    links.push(Duplicate { id: id.clone(), similarity });
                }
            }
        }
        of.iter_mut().for_each(|links| links.sort_by(|a, b| a.id.cmp(&b.id)));
        of
    }
}

/// Writes the groups of the index `now`, replacing the former ones; unchanged groups stay.
///
/// # Errors
/// The cluster cannot be reached, or takes no documents.
pub(super) fn write(now: &Cluster, pairs: &[(String, String, f32)], bulk: &mut Bulk) -> Result<(), EngineError> {
    // To three decimals, as the embedded engine stores it.
    let rounded = |similarity: f32| (similarity * 1000.0).round() / 1000.0;
    let pairs: Vec<_> =
        pairs.iter().map(|(one, other, similarity)| (one.clone(), other.clone(), rounded(*similarity))).collect();
    let mut former: HashMap<String, i64> = HashMap::new();
    now.each_in_companion(GROUPS, &["digest"], &mut |name, stored| {
        former.insert(name.into(), stored["digest"].as_i64().unwrap_or_default());
        Ok(())
    })?;
    let index = companion(now.client.address.name());
    let action = |verb: &str, name: &str| json!({ verb: { "_index": index, "_id": name } });
    for mut group in DuplicateGroup::of(&pairs) {
        if group.members.len() <= HEADINGS {
            group.headings = now.headings(&group.members)?;
        }
        let mut packed = serde_json::to_value(&group).expect("strings and numbers");
        let digest = digest_of(&packed);
        let tie = tie_break(&group.members[0]);
        let name = format!("group{tie}");
        if former.remove(&name) != Some(digest) {
            packed["names"] = group.members.iter().map(|id| cluster_id(id)).collect();
            packed[GROUPS] = json!(tie);
            packed["digest"] = json!(digest);
            bulk.put(&action("index", &name), &packed)?;
        }
    }
    former.keys().try_for_each(|name| bulk.remove(&action("delete", name)))
}

impl Cluster {
    /// The links of the document with this id.
    pub(super) fn links(&self, id: &str) -> Result<Vec<Duplicate>, EngineError> {
        if self.links.get(key_of(id)).is_none() {
            self.fetch_groups(&[id])?;
        }
        Ok(self.links.get(key_of(id)).map(|links| links.to_vec()).unwrap_or_default())
    }

    /// Fetches the groups of these documents that are not cached.
    pub(super) fn fetch_groups(&self, ids: &[&str]) -> Result<(), EngineError> {
        let unknown: Vec<&str> = ids.iter().copied().filter(|id| self.links.get(key_of(id)).is_none()).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = unknown.iter().map(|id| cluster_id(id)).collect();
        let fields = ["members", "links", "headings"];
        let query = json!({ "terms": { "names": names } });
        let answer = self.search_companion(&json!({ "size": unknown.len(), "query": query, "_source": fields }))?;
        let mut alone: HashSet<&str> = unknown.into_iter().collect();
        for hit in hits(&answer) {
            let group: DuplicateGroup = self.stored_in(hit)?;
            for (member, links) in group.members.iter().zip(group.duplicates()) {
                alone.remove(member.as_str());
                self.links.put(key_of(member), links);
            }
            for heading in group.headings {
                self.headings.put(key_of(&heading.id), heading);
            }
        }
        alone.into_iter().for_each(|id| drop(self.links.put(key_of(id), Vec::new())));
        Ok(())
    }

    /// The headings of those of these documents that exist, in the same order.
    fn headings(&self, ids: &[String]) -> Result<Vec<Heading>, EngineError> {
        let mut found: HashMap<String, Heading> = HashMap::new();
        for ids in ids.chunks(FETCH_SIZE) {
            let names: Vec<String> = ids.iter().map(|id| cluster_id(id)).collect();
            let query = json!({ "ids": { "values": names } });
            let answer = self.search(&json!({ "size": ids.len(), "query": query, "_source": HEADING }))?;
            for hit in hits(&answer) {
                let heading: Heading = self.stored_in(hit)?;
                found.insert(heading.id.clone(), heading);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// See [`Engine::heading`](crate::engine::Engine::heading).
    pub(super) fn heading_of(&self, id: &str) -> Result<Option<Heading>, EngineError> {
        if let Some(heading) = self.headings.get(key_of(id)) {
            return Ok(Some(Heading::clone(&heading)));
        }
        let Some(stored) = self.documents_cache.get(key_of(id)) else { return Ok(self.headings(&[id.into()])?.pop()) };
        let (id, title) = (stored.id.clone(), stored.title.clone());
        Ok(Some(Heading { id, title, metadata: stored.metadata.clone(), provenance: stored.provenance.clone() }))
    }
}

/// The mapping of the companion index: groups and stories are found by the names of their members.
pub(super) fn mapping() -> Value {
    json!({ "dynamic": false, "properties": {
        "names": { "type": "keyword" }, GROUPS: { "type": "long" },
        "reports": { "type": "keyword" }, STORIES: { "type": "long" },
    } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_make_groups() {
        let pair = |one: &str, other: &str| (one.to_string(), other.to_string(), 0.75);
        let groups = DuplicateGroup::of(&[pair("d", "b"), pair("x", "y"), pair("a", "b"), pair("d", "c")]);
        let members: Vec<String> = groups.iter().map(|group| group.members.concat()).collect();
        assert_eq!(members, ["abcd", "xy"]);
        let links =
            |member: usize| groups[0].duplicates()[member].iter().map(|link| link.id.clone()).collect::<String>();
        assert_eq!([0, 1, 2, 3].map(links), ["b", "ad", "d", "bc"]);
    }
}
