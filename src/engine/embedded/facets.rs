//! Facet counts by outlet, author, agency, place, language and date, in one pass over columns.

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

use super::schema::{AGENCY, AUTHOR, BEGINS, ENDS, LANGUAGE, OUTLET, PLACE, TIE};
use crate::document::Date;

/// The columns of names, in the order of [`Counts::names`].
const NAMES: [&str; 4] = [AUTHOR, AGENCY, PLACE, LANGUAGE];

/// Counts by terms of outlets and names, and by dates.
#[derive(Default)]
pub(super) struct Counts {
    pub documents: u64,
    /// By the outlet's term.
    pub outlets: FxHashMap<String, u64>,
    /// By the folded name: authors, agencies, places, languages.
    pub names: [FxHashMap<String, Named>; NAMES.len()],
    /// By the date without its time; `None` for documents that have none.
    pub dates: FxHashMap<Option<Date>, u64>,
}

/// Documents that have a name.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub documents: u64,
    /// The document from which the spelling of the name is read: the one with the least tie-break, the same in every
    /// engine.
    pub one: DocAddress,
    tie: i64,
}

/// Collects [`Counts`].
pub(super) struct FacetCollector;

impl Collector for FacetCollector {
    type Fruit = Counts;
    type Child = SegmentFacetCollector;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentFacetCollector> {
        let columns = reader.fast_fields();
        let names = |name: &str| Ok::<_, tantivy::TantivyError>(columns.str(name)?.map(Names::new));
        Ok(SegmentFacetCollector {
            segment,
            documents: 0,
            outlets: names(OUTLET)?,
            names: NAMES.map(names).into_iter().collect::<Result<_, _>>()?,
            ties: columns.i64(TIE)?,
            begins: columns.i64(BEGINS)?,
            ends: columns.i64(ENDS)?,
            days: FxHashMap::default(),
            undated: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for counts in segments {
            let counts = counts?;
            all.documents += counts.documents;
            counts.outlets.into_iter().for_each(|(term, count)| *all.outlets.entry(term).or_default() += count);
            counts.dates.into_iter().for_each(|(date, count)| *all.dates.entry(date).or_default() += count);
            for (all, counts) in all.names.iter_mut().zip(counts.names) {
                for (name, named) in counts {
                    let known = all.entry(name).or_insert(Named { documents: 0, ..named });
                    let documents = known.documents + named.documents;
                    *known = Named { documents, ..if named.tie < known.tie { named } else { *known } };
                }
            }
        }
        Ok(all)
    }
}

/// Document counts of each term of a column, and the document with the least tie-break.
struct Names {
    column: StrColumn,
    counts: Vec<Count>,
}

#[derive(Clone, Copy)]
struct Count {
    documents: u64,
    one: DocId,
    tie: i64,
}

impl Names {
    fn new(column: StrColumn) -> Self {
        let counts = vec![Count { documents: 0, one: 0, tie: i64::MAX }; column.num_terms()];
        Self { column, counts }
    }

    fn count(&mut self, document: DocId, tie: i64) {
        for ord in self.column.term_ords(document) {
            // A damaged column may have numbers of terms that do not exist.
            if let Some(count) = self.counts.get_mut(ord as usize) {
                count.documents += 1;
                if tie <= count.tie {
                    (count.one, count.tie) = (document, tie);
                }
            }
        }
    }

    /// Calls `each` with every counted term, in one walk through the dictionary: single look-ups would be most of the
    /// work.
    fn each(&self, mut each: impl FnMut(String, Count)) -> tantivy::Result<()> {
        let counted = |ord: &u64| self.counts[*ord as usize].documents > 0;
        let ords: Vec<u64> = (0..self.counts.len() as u64).filter(counted).collect();
        let mut next = ords.iter();
        let all = self.column.dictionary().sorted_ords_to_term_cb(&ords, |term| {
            if let Some(&ord) = next.next() {
                each(String::from_utf8_lossy(term).into_owned(), self.counts[ord as usize]);
            }
        })?;
        if all { Ok(()) } else { Err(TantivyError::InternalError("a column lacks terms".into())) }
    }
}

pub(super) struct SegmentFacetCollector {
    segment: SegmentOrdinal,
    documents: u64,
    outlets: Option<Names>,
    names: Vec<Option<Names>>,
    ties: Column<i64>,
    begins: Column<i64>,
    ends: Column<i64>,
    /// By first and last day, counted from 1970-01-01.
    days: FxHashMap<(i64, i64), u64>,
    undated: u64,
}

impl SegmentCollector for SegmentFacetCollector {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, document: DocId, _: Score) {
        self.documents += 1;
        let tie = self.ties.first(document).unwrap_or(i64::MAX);
        let names = self.names.iter_mut().chain([&mut self.outlets]);
        names.flatten().for_each(|names| names.count(document, tie));
        let day = |column: &Column<i64>| column.first(document).map(|minute| minute.div_euclid(Date::MINUTES_OF_A_DAY));
        match (day(&self.begins), day(&self.ends)) {
            (Some(first), Some(last)) => *self.days.entry((first, last)).or_default() += 1,
            _ => self.undated += 1,
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        let mut counts = Counts { documents: self.documents, ..Counts::default() };
        if let Some(outlets) = &self.outlets {
            outlets.each(|term, count| *counts.outlets.entry(term).or_default() += count.documents)?;
        }
        for (names, counts) in self.names.iter().zip(&mut counts.names) {
            if let Some(names) = names {
                names.each(|name, Count { documents, one, tie }| {
                    counts.insert(name, Named { documents, one: DocAddress::new(self.segment, one), tie });
                })?;
            }
        }
        for ((first, last), count) in self.days {
            *counts.dates.entry(Date::of_days(first, last)).or_default() += count;
        }
        if self.undated > 0 {
            *counts.dates.entry(None).or_default() += self.undated;
        }
        Ok(counts)
    }
}
