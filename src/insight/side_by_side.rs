//! Where the reports of a story differ: their numbers by what they count, their names for one thing, and their quotations by what
//! they say.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::claims::{Claim, ClaimKind, claims};
use super::quotations::{is_same, quotations, stems};
use super::story::Story;
use crate::document::Text;
use crate::engine::{Engine, EngineError};
use crate::query::Aliases;

/// The most reports whose texts are read.
const REPORTS: usize = 200;
/// The most claims, and the most quotations, of one report.
const CLAIMS: usize = 50;
const QUOTATIONS: usize = 20;

/// What the reports of a story say, side by side; copies count once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideBySide {
    /// Numbers by what they count, first what most outlets count.
    pub claims: Vec<ClaimGroup>,
    /// Names for one thing, of which the reports use at least two.
    pub names: Vec<NameGroup>,
    /// Quotations that say the same, first what most outlets quote.
    pub quotations: Vec<Vec<StoryQuotation>>,
}

/// Names for one thing, and which reports use which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameGroup {
    /// The names, as the file of aliases writes them.
    pub names: Vec<String>,
    /// The reports that use any of them, in their order.
    pub reports: Vec<StoryNames>,
}

/// How often a report uses each of several names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryNames {
    /// The place of the report in [`Story::reports`].
    pub report: usize,
    /// Uses in title and body, in the order of the names.
    pub uses: Vec<u64>,
}

/// A quotation of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryQuotation {
    /// The place of the report in [`Story::reports`].
    pub report: usize,
    /// Its bytes in the body, without the marks.
    pub bytes: Range<usize>,
    /// Its text.
    pub text: String,
}

/// Claims about the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimGroup {
    /// What is counted, as most claims write it.
    pub counted: String,
    /// Whether reports of different outlets state different exact numbers.
    pub differ: bool,
    /// The claims, by number, then in the order of the reports.
    pub claims: Vec<StoryClaim>,
}

/// A claim of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryClaim {
    /// The place of the report in [`Story::reports`].
    pub report: usize,
    /// The claim, by bytes of the body.
    pub claim: Claim,
    /// Its sentence.
    pub sentence: String,
}

/// Reads the reports of a story and puts what they say side by side; names are those of `aliases`.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn side_by_side(engine: &dyn Engine, story: &Story, aliases: &Aliases) -> Result<SideBySide, EngineError> {
    let mut names: Vec<NameGroup> =
        aliases.sets().map(|set| NameGroup { names: set.names(), reports: Vec::new() }).collect();
    let mut subjects: BTreeMap<String, Vec<StoryClaim>> = BTreeMap::new();
    let mut quoted: Vec<(BTreeSet<String>, Vec<StoryQuotation>)> = Vec::new();
    for (report, of) in story.reports.iter().enumerate().take(REPORTS) {
        let Some(key) = engine.key(&of.heading.id)? else { continue };
        let Text { title, body } = engine.text(key)?;
        for (set, group) in aliases.sets().zip(&mut names) {
            let mut uses = set.uses(&title);
            uses.iter_mut().zip(set.uses(&body)).for_each(|(sum, uses)| *sum += uses);
            if uses.iter().any(|uses| *uses > 0) {
                group.reports.push(StoryNames { report, uses });
            }
        }
        for claim in claims(&body).into_iter().take(CLAIMS) {
            let sentence = body[claim.sentence.clone()].to_string();
            subjects.entry(claim.subject.clone()).or_default().push(StoryClaim { report, claim, sentence });
        }
        for bytes in quotations(&body).into_iter().take(QUOTATIONS) {
            let text = body[bytes.clone()].to_string();
            let words = stems(&text);
            let quotation = StoryQuotation { report, bytes, text };
            match quoted.iter_mut().find(|(known, _)| is_same(known, &words)) {
                Some((_, group)) => group.push(quotation),
                None => quoted.push((words, vec![quotation])),
            }
        }
    }
    let outlets = |reports: &mut dyn Iterator<Item = usize>| -> usize {
        let outlets =
            reports.map(|report| story.reports[report].heading.metadata.outlet.as_ref().map(|outlet| &outlet.id));
        outlets.collect::<BTreeSet<_>>().len()
    };
    let mut claims: Vec<ClaimGroup> = subjects.into_values().map(|claims| group(story, claims)).collect();
    claims.sort_by_cached_key(|group| {
        let outlets = outlets(&mut group.claims.iter().map(|claim| claim.report));
        let first = group.claims.iter().map(|claim| claim.report).min();
        (Reverse(outlets), Reverse(group.claims.len()), first, group.counted.clone())
    });
    let mut quotations: Vec<Vec<StoryQuotation>> = quoted.into_iter().map(|(_, group)| group).collect();
    // Sorting keeps the order of the reports where as many outlets quote.
    quotations.sort_by_key(|group| Reverse(outlets(&mut group.iter().map(|quotation| quotation.report))));
    names.retain(|group| {
        let is_used = |place: &usize| group.reports.iter().any(|report| report.uses[*place] > 0);
        (0..group.names.len()).filter(is_used).count() > 1
    });
    Ok(SideBySide { claims, names, quotations })
}

/// The group of claims about the same thing.
fn group(story: &Story, mut claims: Vec<StoryClaim>) -> ClaimGroup {
    claims.sort_by(|one, other| one.claim.low.total_cmp(&other.claim.low).then(one.report.cmp(&other.report)));
    let outlet =
        |claim: &StoryClaim| story.reports[claim.report].heading.metadata.outlet.as_ref().map(|outlet| &outlet.id);
    let exact = || claims.iter().filter(|claim| claim.claim.kind == ClaimKind::Exact);
    let differ =
        exact().any(|one| exact().any(|other| outlet(one) != outlet(other) && one.claim.low != other.claim.low));
    let count = |word: &str| claims.iter().filter(|claim| claim.claim.counted == word).count();
    let counted = claims.iter().map(|claim| claim.claim.counted.as_str()).max_by_key(|word| (count(word), *word));
    let counted = counted.unwrap_or_default().to_string();
    ClaimGroup { counted, differ, claims }
}
