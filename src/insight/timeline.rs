//! Timelines: numbers of documents by year, month or day.

use serde::Serialize;

use crate::document::{Date, Precision};
use crate::engine::FacetCounts;

/// The most bars of days (two months) and of months (five years).
const BARS: usize = 62;
/// The most bars of years; older ones are counted together.
const YEARS: usize = 200;

/// Numbers of documents by period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Timeline {
    /// The unit of a bar; `None` if there is no date.
    pub unit: Option<Precision>,
    /// One for each unit from the first date to the last, empty units included.
    pub bars: Vec<Bar>,
    /// Documents whose date is less precise than a bar.
    pub less_exact: u64,
    /// Documents of years before the first bar.
    pub earlier: u64,
    /// Documents without a date.
    pub undated: u64,
}

/// Number of documents published in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Bar {
    /// The period.
    pub date: Date,
    /// Documents that were published in it.
    pub documents: u64,
}

impl Timeline {
    /// The timeline of `facets`, in the shortest unit that does not give too many bars.
    pub fn of(facets: &FacetCounts) -> Self {
        let finest = facets.dates.iter().map(|(date, _)| date.precision()).max();
        let units = [Precision::Day, Precision::Month, Precision::Year];
        let units = units.into_iter().filter(|unit| finest.is_some_and(|finest| *unit <= finest));
        let lines = units.map(|unit| Self::in_units(facets, unit));
        let fits = |line: &Self| line.unit == Some(Precision::Year) || (1..=BARS).contains(&line.bars.len());
        let undated = facets.undated;
        lines.into_iter().find(fits).unwrap_or(Self { undated, ..Self::default() })
    }

    fn in_units(facets: &FacetCounts, unit: Precision) -> Self {
        let exact = facets.dates.iter().filter_map(|&(date, count)| Some((date.to(unit)?, count)));
        let mut exact: Vec<(Date, u64)> = exact.collect();
        exact.sort_by_key(|(date, _)| date.first_minute());
        let mut line = Self { unit: Some(unit), undated: facets.undated, ..Self::default() };
        let all: u64 = facets.dates.iter().map(|(_, count)| count).sum();
        line.less_exact = all - exact.iter().map(|(_, count)| count).sum::<u64>();
        let most = if unit == Precision::Year { YEARS } else { BARS + 1 };
        // From the last one backwards, since what is old is rare.
        for (date, documents) in exact.into_iter().rev() {
            while line.bars.last().is_some_and(|bar| bar.date != date) && line.bars.len() < most {
                let before = line.bars.last().and_then(|bar| bar.date.day_before()).and_then(|day| day.to(unit));
                line.bars.extend(before.map(|date| Bar { date, documents: 0 }));
                if before.is_none() {
                    break;
                }
            }
            match line.bars.last_mut() {
                None => line.bars.push(Bar { date, documents }),
                Some(bar) if bar.date == date => bar.documents += documents,
                Some(_) => line.earlier += documents,
            }
        }
        line.bars.reverse();
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(dates: &[(&str, u64)], undated: u64) -> FacetCounts {
        let dates = dates.iter().map(|(date, count)| (date.parse().unwrap(), *count)).collect();
        FacetCounts { dates, undated, ..FacetCounts::default() }
    }

    fn bars(line: &Timeline) -> Vec<(String, u64)> {
        line.bars.iter().map(|bar| (bar.date.to_string(), bar.documents)).collect()
    }

    #[test]
    fn a_few_days_are_days_with_those_between_them() {
        let line = Timeline::of(&facets(&[("2022-01", 4), ("2022-01-30", 2), ("2022-02-01", 1)], 7));
        assert_eq!(bars(&line), [("2022-01-30".into(), 2), ("2022-01-31".into(), 0), ("2022-02-01".into(), 1)]);
        assert_eq!((line.unit, line.less_exact, line.undated), (Some(Precision::Day), 4, 7));
    }

    #[test]
    fn years_of_days_are_months_and_decades_years() {
        let line = Timeline::of(&facets(&[("2020", 1), ("2020-11-03", 2), ("2022-01-30", 2), ("2022-01-31", 3)], 0));
        assert_eq!((line.unit, line.bars.len(), line.less_exact), (Some(Precision::Month), 15, 1));
        assert_eq!((bars(&line)[0].clone(), bars(&line)[14].clone()), (("2020-11".into(), 2), ("2022-01".into(), 5)));
        let line = Timeline::of(&facets(&[("1990-05-03", 2), ("2020", 1), ("2022-01-30", 2)], 0));
        assert_eq!((line.unit, line.bars.len(), line.less_exact), (Some(Precision::Year), 33, 0));
        assert_eq!(bars(&line)[30], ("2020".into(), 1));
    }

    #[test]
    fn no_date_no_bar_and_one_that_is_wrong_is_no_flood() {
        let line = Timeline::of(&facets(&[], 3));
        assert_eq!(line, Timeline { undated: 3, ..Timeline::default() });
        let line = Timeline::of(&facets(&[("1000-01-01", 5), ("2022-01-01", 1)], 0));
        assert_eq!((line.bars.len(), line.earlier), (YEARS, 5));
    }
}
