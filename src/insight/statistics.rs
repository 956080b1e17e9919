//! Statistics of counts: shares and preferences with their intervals, association of words, dispersion.

use serde::Serialize;

/// The quantile of the normal distribution for intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The least log-likelihood of a word that is listed: by chance, one word in ten thousand would reach it.
pub(super) const LEAST_LIKELIHOOD: f64 = 15.13;

/// A value with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Interval {
    /// What was counted.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The share of `part` in `whole`, with its score interval (Wilson, 1927); from 0 to 1 where nothing was counted.
pub fn share(part: u64, whole: u64) -> Interval {
    if whole == 0 {
        return Interval { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (part, whole) = (part as f64, whole as f64);
    let value = part / whole;
    let scale = 1.0 + Z * Z / whole;
    let middle = (value + Z * Z / (2.0 * whole)) / scale;
    let reach = Z * (value * (1.0 - value) / whole + Z * Z / (4.0 * whole * whole)).sqrt() / scale;
    Interval { value, low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) }
}

/// How often a word is used, of all words that could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uses {
    /// Of the word.
    pub word: u64,
    /// Of all.
    pub all: u64,
}

/// The logarithm of the ratio of the odds that `own` and `others` use a word, with its interval: above 0 where `own` prefers
/// it. The shares of both are drawn to that of the two together, which counts as `prior` uses more of each: an informative
/// Dirichlet prior (Monroe, Colaresi and Quinn, 2008). `None` where one of the two used none of the words.
pub fn log_odds(own: Uses, others: Uses, prior: f64) -> Option<Interval> {
    if own.all == 0 || others.all == 0 {
        return None;
    }
    let expected = prior * (own.word + others.word) as f64 / (own.all + others.all) as f64;
    let odds = |uses: Uses| (uses.word as f64 + expected) / (uses.all as f64 + prior - uses.word as f64 - expected);
    let value = (odds(own) / odds(others)).ln();
    let reach = Z * (1.0 / (own.word as f64 + expected) + 1.0 / (others.word as f64 + expected)).sqrt();
    value.is_finite().then_some(Interval { value, low: value - reach, high: value + reach })
}

/// The log-likelihood ratio that two texts use a word with different frequency (Dunning, 1993): twice the sum, over the four
/// cells of word or not in the one or the other, of what was counted times the logarithm of its ratio to what equal
/// frequencies let expect. 0 where they are equal.
pub fn log_likelihood(one: Uses, other: Uses) -> f64 {
    let (word, all) = ((one.word + other.word) as f64, (one.all + other.all) as f64);
    let cell = |counted: u64, row: u64, column: f64| {
        let expected = row as f64 * column / all;
        if counted == 0 { 0.0 } else { counted as f64 * (counted as f64 / expected).ln() }
    };
    let of = |uses: Uses| cell(uses.word, uses.all, word) + cell(uses.all - uses.word, uses.all, all - word);
    (2.0 * (of(one) + of(other))).max(0.0)
}

/// The binary logarithm of how many times more often `own` uses a word than `others` (Hardie, 2014); no use counts as half of one.
/// `None` where one of the two has no words.
pub fn log_ratio(own: Uses, others: Uses) -> Option<f64> {
    let rate = |uses: Uses| if uses.word == 0 { 0.5 } else { uses.word as f64 } / uses.all as f64;
    (own.all > 0 && others.all > 0).then(|| (rate(own) / rate(others)).log2())
}

/// The logDice of two words that are used `one` and `other` times, `both` times near each other (Rychlý, 2008).
pub fn log_dice(both: u64, one: u64, other: u64) -> f64 {
    14.0 + (2.0 * both as f64 / (one + other) as f64).log2()
}

/// The deviation of proportions (Gries, 2008) of a word over the parts of a text of `all` words, from 0, even, to near 1, in
/// one small part alone. `parts` are those with the word: its uses, and all words of the part.
pub fn deviation_of_proportions(parts: &[(u64, u64)], all: u64) -> f64 {
    let uses: u64 = parts.iter().map(|(uses, _)| uses).sum();
    if uses == 0 || all == 0 {
        return 0.0;
    }
    let shared = |(own, words): &(u64, u64)| (*own as f64 / uses as f64).min(*words as f64 / all as f64);
    (1.0 - parts.iter().map(shared).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(interval: Interval, value: f64, low: f64, high: f64) -> bool {
        [(interval.value, value), (interval.low, low), (interval.high, high)]
            .iter()
            .all(|(one, other)| (one - other).abs() < 1e-6)
    }

    #[test]
    fn shares_are_those_of_another_program() {
        // Computed with Python's `statistics.NormalDist().inv_cdf(.975)` and the formula of Wilson solved as a quadratic equation.
        for (part, whole, value, low, high) in WILSON {
            assert!(is_near(share(part, whole), value, low, high), "{part} of {whole}: {:?}", share(part, whole));
        }
        assert_eq!(share(0, 0), Interval { value: 0.0, low: 0.0, high: 1.0 });
    }

    #[test]
    fn log_odds_are_those_of_another_program() {
        // Computed with Python's `math`, term by term as equations 15, 16 and 19 of the paper have them.
        for (own, own_all, others, others_all, value, low, high) in MONROE {
            let own = Uses { word: own, all: own_all };
            let others = Uses { word: others, all: others_all };
            let odds = log_odds(own, others, 10.0).unwrap();
            assert!(is_near(odds, value, low, high), "{own:?} {others:?}: {odds:?}");
        }
        assert_eq!(log_odds(Uses { word: 0, all: 0 }, Uses { word: 3, all: 9 }, 10.0), None);
        // A word that nobody uses, and one that everybody does, tell nothing.
        assert_eq!(log_odds(Uses { word: 0, all: 5 }, Uses { word: 0, all: 9 }, 10.0), None);
        assert_eq!(log_odds(Uses { word: 5, all: 5 }, Uses { word: 9, all: 9 }, 10.0), None);
    }

    const WILSON: [(u64, u64, f64, f64, f64); 8] = [
        (0, 10, 0.000000000, 0.000000000, 0.277532800),
        (1, 10, 0.100000000, 0.017876213, 0.404150027),
        (5, 10, 0.500000000, 0.236593091, 0.763406909),
        (10, 10, 1.000000000, 0.722467200, 1.000000000),
        (3, 7, 0.428571429, 0.158219855, 0.749541635),
        (81, 263, 0.307984791, 0.255288520, 0.366209577),
        (999, 1000, 0.999000000, 0.994357441, 0.999823454),
        (1, 1, 1.000000000, 0.206549314, 1.000000000),
    ];

    const MONROE: [(u64, u64, u64, u64, f64, f64, f64); 5] = [
        (12, 15, 3, 40, 2.405337913, 1.440158810, 3.370517017),
        (0, 8, 30, 60, -1.091312986, -2.082455157, -0.100170815),
        (5, 5, 20, 100, 1.333039458, 0.501116768, 2.164962147),
        (7, 70, 70, 700, -0.000000000, -0.730949661, 0.730949661),
        (1, 2, 1, 2, 0.000000000, -1.131585734, 1.131585734),
    ];

    #[test]
    fn association_is_that_of_another_program() {
        // Computed with Python's `math` from tables of observed and expected counts.
        for (own, own_all, others, others_all, likelihood, ratio) in TABLES {
            let (own, others) = (Uses { word: own, all: own_all }, Uses { word: others, all: others_all });
            assert!((log_likelihood(own, others) - likelihood).abs() < 1e-6, "{own:?} {others:?}");
            assert!((log_ratio(own, others).unwrap() - ratio).abs() < 1e-6, "{own:?} {others:?}");
        }
        assert_eq!(log_ratio(Uses { word: 0, all: 0 }, Uses { word: 1, all: 2 }), None);
        let none = Uses { word: 0, all: 0 };
        assert_eq!((log_likelihood(none, none), log_likelihood(none, Uses { word: 1, all: 2 })), (0.0, 0.0));
        for (both, one, other, dice) in [
            (10, 50, 40, 11.830_074_999),
            (3, 3, 3, 14.0),
            (1, 1000, 7, 5.024_152_032),
            (600, 6639, 9000, 10.295_958_045),
        ] {
            assert!((log_dice(both, one, other) - dice).abs() < 1e-6, "{both} {one} {other}");
        }
    }

    #[test]
    fn dispersion_is_that_of_another_program() {
        // Half the sum of differences, over parts with the word and without it.
        assert_eq!(deviation_of_proportions(&[], 10), 0.0);
        for (parts, all, expected) in [
            (&[(1, 9), (2, 18), (3, 20), (4, 20), (5, 33)][..], 100, 0.07),
            (&[(5, 10)], 100, 0.9),
            (&[(2, 50), (2, 50)], 100, 0.0),
            (&[(1, 30), (6, 25)], 100, 0.607_142_857),
        ] {
            assert!((deviation_of_proportions(parts, all) - expected).abs() < 1e-6, "{parts:?}");
        }
    }

    /// Uses and words of the one, of the others, log-likelihood, log-ratio.
    const TABLES: [(u64, u64, u64, u64, f64, f64); 5] = [
        (12, 1500, 3, 4000, 18.139_002_560, 3.415_037_499),
        (100, 10_000, 100, 10_000, 0.0, 0.0),
        (5, 100, 0, 900, 23.255_083_225, 6.491_853_096),
        (30, 200, 2000, 90_000, 66.625_036_301, 2.754_887_502),
        (7, 7, 1, 50, 36.434_479_323, 5.643_856_190),
    ];
}
