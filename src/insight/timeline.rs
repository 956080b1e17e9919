//! Timelines: numbers of documents by year, month or day.

use std::ops::Range;

use serde::Serialize;

use crate::document::{Date, Precision};

/// The most bars of days (two months) and of months (five years).
const BARS: usize = 62;
/// The most bars of a unit that was chosen, and of years; what is older is counted together.
const MAX_BARS: usize = 200;

/// Numbers of documents by period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Timeline {
    /// The unit of a bar; `None` if there is no date.
    pub unit: Option<Precision>,
    /// One for each unit from the first date to the last, empty units included; without those of `earlier` and `later`.
    pub bars: Vec<Bar>,
    /// Documents whose date is less precise than a bar.
    pub less_exact: u64,
    /// Documents of years before the first bar.
    pub earlier: u64,
    /// Documents of years after the last bar.
    pub later: u64,
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
    /// The timeline of documents with these dates, in no order, and of those without one: in bars of `unit`, or of the shortest
    /// unit that does not give too many.
    pub fn of(dates: &[(Date, u64)], undated: u64, unit: Option<Precision>) -> Self {
        let finest = dates.iter().map(|(date, _)| date.precision()).max();
        let units = [Precision::Day, Precision::Month, Precision::Year];
        let is_wanted = |of: &Precision| unit.is_none_or(|unit| unit == *of);
        let units = units.into_iter().filter(|of| is_wanted(of) && finest.is_some_and(|finest| *of <= finest));
        let lines = units.map(|of| Self::in_units(dates, undated, of, unit.is_some()));
        let is_last = |line: &Self| unit.is_some() || line.unit == Some(Precision::Year);
        let fits = |line: &Self| is_last(line) || (1..=BARS).contains(&line.bars.len());
        lines.into_iter().find(fits).unwrap_or(Self { undated, ..Self::default() })
    }

    /// The same in the unit that suits nearly all documents: where a few dates, far from the others, would make the unit longer,
    /// they are counted as earlier or later.
    pub fn dense(dates: &[(Date, u64)], undated: u64) -> Self {
        let whole = Self::of(dates, undated, None);
        let most = densest(dates);
        let dense = Self::of(&dates[most.clone()], undated, None);
        if dense.unit <= whole.unit {
            return whole;
        }
        let count = |dates: &[(Date, u64)]| dates.iter().map(|(_, count)| count).sum::<u64>();
        let (before, after) = (count(&dates[..most.start]), count(&dates[most.end..]));
        Self { earlier: dense.earlier + before, later: after, ..dense }
    }

    fn in_units(dates: &[(Date, u64)], undated: u64, unit: Precision, is_chosen: bool) -> Self {
        let exact = dates.iter().filter_map(|&(date, count)| Some((date.to(unit)?, count)));
        let mut exact: Vec<(Date, u64)> = exact.collect();
        exact.sort_by_key(|(date, _)| date.first_minute());
        let mut line = Self { unit: Some(unit), undated, ..Self::default() };
        let all: u64 = dates.iter().map(|(_, count)| count).sum();
        line.less_exact = all - exact.iter().map(|(_, count)| count).sum::<u64>();
        let most = if is_chosen || unit == Precision::Year { MAX_BARS } else { BARS + 1 };
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

/// The shortest run of `dates`, which are in order, with 99 % of the documents; of 20 documents or more all but one.
fn densest(dates: &[(Date, u64)]) -> Range<usize> {
    let all: u64 = dates.iter().map(|(_, count)| count).sum();
    let enough = all - (all / 100).max(u64::from(all >= 20));
    let length = |run: &Range<usize>| dates[run.end - 1].0.last_minute() - dates[run.start].0.first_minute();
    let (mut best, mut start, mut inside) = (0..dates.len(), 0, 0);
    for (place, (_, count)) in dates.iter().enumerate() {
        inside += count;
        while start < place && inside - dates[start].1 >= enough {
            inside -= dates[start].1;
            start += 1;
        }
        let run = start..place + 1;
        if inside >= enough && length(&run) < length(&best) {
            best = run;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(dates: &[(&str, u64)], undated: u64, unit: Option<Precision>) -> Timeline {
        let dates: Vec<(Date, u64)> = dates.iter().map(|(date, count)| (date.parse().unwrap(), *count)).collect();
        Timeline::of(&dates, undated, unit)
    }

    fn bars(line: &Timeline) -> Vec<(String, u64)> {
        line.bars.iter().map(|bar| (bar.date.to_string(), bar.documents)).collect()
    }

    #[test]
    fn a_few_days_are_days_with_those_between_them() {
        let line = timeline(&[("2022-01", 4), ("2022-01-30", 2), ("2022-02-01", 1)], 7, None);
        assert_eq!(bars(&line), [("2022-01-30".into(), 2), ("2022-01-31".into(), 0), ("2022-02-01".into(), 1)]);
        assert_eq!((line.unit, line.less_exact, line.undated), (Some(Precision::Day), 4, 7));
    }

    #[test]
    fn years_of_days_are_months_and_decades_years() {
        let line = timeline(&[("2020", 1), ("2020-11-03", 2), ("2022-01-30", 2), ("2022-01-31", 3)], 0, None);
        assert_eq!((line.unit, line.bars.len(), line.less_exact), (Some(Precision::Month), 15, 1));
        assert_eq!((bars(&line)[0].clone(), bars(&line)[14].clone()), (("2020-11".into(), 2), ("2022-01".into(), 5)));
        let line = timeline(&[("1990-05-03", 2), ("2020", 1), ("2022-01-30", 2)], 0, None);
        assert_eq!((line.unit, line.bars.len(), line.less_exact), (Some(Precision::Year), 33, 0));
        assert_eq!(bars(&line)[30], ("2020".into(), 1));
    }

    #[test]
    fn no_date_no_bar_and_one_that_is_wrong_is_no_flood() {
        let line = timeline(&[], 3, None);
        assert_eq!(line, Timeline { undated: 3, ..Timeline::default() });
        let line = timeline(&[("1000-01-01", 5), ("2022-01-01", 1)], 0, None);
        assert_eq!((line.bars.len(), line.earlier), (MAX_BARS, 5));
    }

    #[test]
    fn a_few_dates_far_away_do_not_flatten_the_others() {
        let dense = |dates: &[(&str, u64)]| {
            let dates: Vec<(Date, u64)> = dates.iter().map(|(date, count)| (date.parse().unwrap(), *count)).collect();
            Timeline::dense(&dates, 3)
        };
        let line = dense(&[("1970-01-01", 1), ("2022-01-30", 60), ("2022-02-01", 40), ("2031-05-01", 1)]);
        assert_eq!(
            (line.unit, line.bars.len()),
            (Some(Precision::Year), 62),
            "two of 102 are more than one in a hundred"
        );
        let line = dense(&[("1970-01-01", 1), ("2022-01-30", 120), ("2022-02-01", 80), ("2031-05-01", 1)]);
        assert_eq!(bars(&line), [("2022-01-30".into(), 120), ("2022-01-31".into(), 0), ("2022-02-01".into(), 80)]);
        assert_eq!((line.earlier, line.later, line.undated), (1, 1, 3));
        // One of twenty, but not one of nineteen.
        let line = dense(&[("2013-02-01", 1), ("2022-01-30", 9), ("2022-02-01", 10)]);
        assert_eq!((line.unit, line.bars.len(), line.earlier), (Some(Precision::Day), 3, 1));
        let line = dense(&[("2013-02-01", 1), ("2022-01-30", 8), ("2022-02-01", 10)]);
        assert_eq!((line.unit, line.earlier), (Some(Precision::Year), 0));
        // Nothing is left out where it gains nothing, and of nothing nothing.
        let line = dense(&[("2022-01-01", 1), ("2022-01-30", 99), ("2022-02-01", 100)]);
        assert_eq!((line.bars.len(), line.earlier), (32, 0));
        assert_eq!(dense(&[]), Timeline { undated: 3, ..Timeline::default() });
        assert_eq!(dense(&[("2022", 500)]).bars.len(), 1);
    }

    #[test]
    fn a_chosen_unit_is_kept() {
        let dates = [("2020-11-03", 2), ("2020-12", 4), ("2022-01-30", 3)];
        let line = timeline(&dates, 0, Some(Precision::Year));
        assert_eq!(bars(&line), [("2020".into(), 6), ("2021".into(), 0), ("2022".into(), 3)]);
        let line = timeline(&dates, 1, Some(Precision::Day));
        assert_eq!((line.bars.len(), line.earlier, line.less_exact, line.undated), (MAX_BARS, 2, 4, 1));
        // No date is so exact.
        assert_eq!(timeline(&[("2020", 1)], 0, Some(Precision::Month)).unit, None);
    }
}
