//! Cache of collection statistics: the cluster counts each term at most once.

use std::collections::HashMap;
use std::sync::Mutex;

use super::schema::{FORMS, TEXT};
use crate::query::{QueryTerms, Statistics};

/// Capacity in terms; a full cache is cleared.
const MAX_TERMS: usize = 1 << 16;

/// A field and a term of it.
pub(super) type Term = (&'static str, String);

/// Document frequencies of terms, and the size of the archive.
#[derive(Default)]
pub(super) struct StatisticsCache(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    /// The numbers of documents and tokens of the archive.
    all: Option<(u64, u64)>,
    document_frequencies: HashMap<Term, u64>,
}

impl StatisticsCache {
    /// The statistics of `terms`, if all of them are known.
    pub fn get(&self, terms: &QueryTerms) -> Option<Statistics> {
        let counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let (documents, tokens) = counts.all?;
        let known = |term: &Term| counts.document_frequencies.get(term).copied();
        let mut stems = fields_and_terms(terms).iter().map(known).collect::<Option<Vec<u64>>>()?;
        let forms = stems.split_off(terms.stems.len());
        Some(Statistics { documents, tokens, stems, forms })
    }

    /// The terms of `terms` that are not in the cache, each once; `None` if nothing is missing.
    pub fn unknown(&self, terms: &QueryTerms) -> Option<Vec<Term>> {
        let counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut unknown = fields_and_terms(terms);
        unknown.sort_unstable();
        unknown.dedup();
        unknown.retain(|term| !counts.document_frequencies.contains_key(term));
        (counts.all.is_none() || !unknown.is_empty()).then_some(unknown)
    }

    /// Adds counts: `all` are the numbers of documents and tokens of the archive.
    pub fn put(&self, all: (u64, u64), document_frequencies: impl Iterator<Item = (Term, u64)>) {
        let mut counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if counts.document_frequencies.len() > MAX_TERMS {
            counts.document_frequencies.clear();
        }
        counts.all = Some(all);
        counts.document_frequencies.extend(document_frequencies);
    }
}

/// Stems, then forms, each with its field.
fn fields_and_terms(terms: &QueryTerms) -> Vec<Term> {
    let stems = terms.stems.iter().map(|stem| (TEXT, stem.clone()));
    stems.chain(terms.forms.iter().map(|form| (FORMS, form.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn a_forgotten_term_is_unknown_and_not_zero() {
        let (cache, terms) = (StatisticsCache::default(), parse("سجن").unwrap().terms());
        assert!(cache.get(&terms).is_none());
        let known = fields_and_terms(&terms).into_iter().map(|term| (term, 7));
        cache.put((30, 900), known);
        assert_eq!(cache.get(&terms).unwrap().stems, [7]);
        assert!(cache.unknown(&terms).is_none());
        cache.put((30, 900), (0..=MAX_TERMS).map(|number| ((TEXT, number.to_string()), 1)));
        cache.put((30, 900), [((TEXT, "سوق".into()), 2)].into_iter());
        assert!(cache.get(&terms).is_none());
        assert_eq!(cache.unknown(&terms).unwrap().len(), 2);
    }
}
