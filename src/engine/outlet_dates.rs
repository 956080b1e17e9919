//! How many documents each outlet has by date.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::document::{Date, Outlet};

/// The documents of an outlet, by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletDates {
    /// The outlet; `None` for documents that do not name one.
    pub outlet: Option<Outlet>,
    /// Dates without times, by the first day that they can mean, longer periods first, each with its documents.
    pub dates: Vec<(Date, u64)>,
    /// Documents without a date.
    pub undated: u64,
}

impl OutletDates {
    /// Collects counts by outlet and date. What an outlet was inferred from does not matter.
    pub(super) fn of(counts: impl IntoIterator<Item = (Option<Outlet>, Option<Date>, u64)>) -> Vec<Self> {
        let mut outlets: BTreeMap<Option<Outlet>, Self> = BTreeMap::new();
        for (outlet, date, count) in counts {
            let outlet = outlet.map(|outlet| Outlet { inferred_from: None, ..outlet });
            let own = outlets.entry(outlet.clone()).or_insert_with(|| Self { outlet, ..Self::default() });
            match date {
                Some(date) => own.dates.push((date, count)),
                None => own.undated += count,
            }
        }
        let mut all: Vec<Self> = outlets.into_values().collect();
        for outlet in &mut all {
            outlet.dates.sort_by_key(|(date, _)| (date.first_minute(), Reverse(date.last_minute())));
            // A date comes once for each thing that the outlet was inferred from.
            outlet.dates.dedup_by(|next, date| {
                let is_same = next.0 == date.0;
                date.1 += if is_same { next.1 } else { 0 };
                is_same
            });
        }
        all.sort_by_key(|outlet| Reverse(outlet.documents()));
        all
    }

    /// Its documents.
    pub fn documents(&self) -> u64 {
        self.dates.iter().map(|(_, count)| count).sum::<u64>() + self.undated
    }
}
