//! Facets: how many matching documents there are by outlet, author, agency, place, language and date.

use std::collections::BTreeMap;

use crate::document::{Date, Outlet};

/// An outlet and its number of documents.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct OutletCount {
    /// The outlet, or `None` for documents that do not name one.
    pub outlet: Option<Outlet>,
    /// Documents by it.
    pub documents: u64,
}

impl OutletCount {
    /// Collects counts of outlets: those of most documents first, then by name. An outlet that some documents name and
    /// others let infer comes once, as named.
    pub(super) fn of(counts: impl IntoIterator<Item = (Option<Outlet>, u64)>) -> Vec<Self> {
        let mut outlets: BTreeMap<Option<(String, String)>, Self> = BTreeMap::new();
        for (outlet, documents) in counts {
            let key = outlet.as_ref().map(|outlet| (outlet.name.clone(), outlet.id.clone()));
            let own = outlets.entry(key).or_insert_with(|| Self { outlet: outlet.clone(), documents: 0 });
            own.documents += documents;
            if let (Some(known), Some(outlet)) = (&mut own.outlet, outlet) {
                known.inferred_from = outlet.inferred_from.min(known.inferred_from.take());
            }
        }
        let mut counts: Vec<Self> = outlets.into_values().collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.documents));
        counts
    }

    /// The name of the outlet.
    pub(super) fn name(&self) -> Option<&str> {
        self.outlet.as_ref().map(|outlet| outlet.name.as_str())
    }

    /// Outlets by name, each once.
    pub(super) fn by_name(counts: &[Self]) -> Vec<Self> {
        let mut outlets = Self::of(counts.iter().map(|count| (count.outlet.clone(), count.documents)));
        outlets.sort_by(|one, other| one.name().cmp(&other.name()));
        outlets
    }
}

/// Facets of the documents that match a plan: how many there are by outlet, author, agency, place, language and date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FacetCounts {
    /// Documents that match.
    pub documents: u64,
    /// Outlets by descending number of documents, then by name.
    pub outlets: Vec<OutletCount>,
    /// Authors by descending number of documents, then by name, as one document writes them; at most
    /// [`MAX_NAMES`].
    pub authors: Vec<(String, u64)>,
    /// Agencies in the same way.
    pub agencies: Vec<(String, u64)>,
    /// Places in the same way.
    pub places: Vec<(String, u64)>,
    /// Codes of languages in the same way.
    pub languages: Vec<(String, u64)>,
    /// Dates without times, by the first day that they can mean, longer periods first.
    pub dates: Vec<(Date, u64)>,
    /// Documents without a date.
    pub undated: u64,
}

/// The most authors, agencies, places and languages in [`FacetCounts`].
pub const MAX_NAMES: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_of_two_origins_is_one() {
        let outlet = |name: &str, from: Option<&str>| {
            Some(Outlet { id: name.into(), name: name.into(), inferred_from: from.map(String::from) })
        };
        let counts = OutletCount::of([
            (outlet("نهر", Some("url")), 3),
            (None, 2),
            (outlet("صدى", Some("url")), 2),
            (outlet("نهر", None), 1),
            (outlet("صدى", Some("file name")), 1),
        ]);
        let expected = [(outlet("نهر", None), 4), (outlet("صدى", Some("file name")), 3), (None, 2)];
        assert_eq!(counts, expected.map(|(outlet, documents)| OutletCount { outlet, documents }));
    }
}
