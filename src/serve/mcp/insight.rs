//! Tools for questions over many documents.

use serde_json::Value;

use super::super::archive::Opened;
use super::super::parameters::{MAX_HITS, Parameters};
use super::super::problem::Problem;
use super::bounded::{Bounded, is_too_large, value};
use super::quoted::NOTICE;
use crate::insight::{Concordance, SetWording, SideBySide, Story, StoryList};
use crate::render::{JsonConcordance, JsonStories, JsonStory, JsonWording};

pub(super) fn stories(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let mut list = super::super::stories::list(archive, parameters)?;
    let shown = list.stories.len();
    let bounded = |list: &StoryList| {
        let rest = shown - list.stories.len();
        let left_out = (rest > 0).then(|| format!("{rest} stories after these: ask with offset for what follows"));
        value(&Bounded { notice: NOTICE, quoted: JsonStories::of(list), left_out })
    };
    while list.stories.len() > 1 && is_too_large(&bounded(&list)?) {
        list.stories.pop();
    }
    bounded(&list)
}

pub(super) fn story(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let id = parameters.required("id")?;
    parameters.asked()?;
    let (mut story, mut side_by_side) = super::super::stories::one(archive, &id)?;
    let documents = |story: &Story| story.reports.iter().map(|report| 1 + report.copies.len()).sum::<usize>();
    let all = [documents(&story), side_by_side.claims.len(), side_by_side.quotations.len()];
    let bounded = |story: &Story, side_by_side: &SideBySide| {
        let left = [documents(story), side_by_side.claims.len(), side_by_side.quotations.len()];
        let [documents, claims, quotations] = [0, 1, 2].map(|place| all[place] - left[place]);
        let left_out = (left != all).then(|| {
            format!(
                "{claims} kinds of numbers, {quotations} quotations, {documents} documents: the tool search finds these"
            )
        });
        value(&Bounded { notice: NOTICE, quoted: JsonStory::of(story, side_by_side), left_out })
    };
    while is_too_large(&bounded(&story, &side_by_side)?) && halve(&mut story, &mut side_by_side) {}
    bounded(&story, &side_by_side)
}

/// Leaves out half of what is least needed of a story: numbers and quotations, then later reports, then copies. False if nothing
/// is left to leave out.
fn halve(story: &mut Story, side_by_side: &mut SideBySide) -> bool {
    let SideBySide { claims, quotations } = side_by_side;
    if !claims.is_empty() || !quotations.is_empty() {
        // Claims and quotations name their report by place: reports stay while there are any.
        claims.truncate(claims.len() / 2);
        quotations.truncate(quotations.len() / 2);
        return true;
    }
    match &mut story.reports[..] {
        [only] if only.copies.is_empty() => return false,
        [only] => only.copies.truncate(only.copies.len() / 2),
        reports => {
            let half = reports.len() / 2;
            story.reports.truncate(half);
        }
    }
    true
}

pub(super) fn concordance(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let mut concordance = super::super::concordance::read(archive, parameters, MAX_HITS)?;
    let shown = concordance.lines.len();
    let bounded = |concordance: &Concordance| {
        let rest = shown - concordance.lines.len();
        let left_out = (rest > 0).then(|| format!("{rest} lines: ask for fewer words, or with limit"));
        value(&Bounded { notice: NOTICE, quoted: JsonConcordance::of(concordance), left_out })
    };
    while concordance.lines.len() > 1 && is_too_large(&bounded(&concordance)?) {
        concordance.lines.pop();
    }
    bounded(&concordance)
}

pub(super) fn wording(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let mut sets = super::super::wording::read(archive, parameters)?;
    let shown = sets.len();
    let bounded = |sets: &[SetWording]| {
        let rest = shown - sets.len();
        let left_out = (rest > 0).then(|| format!("{rest} sets of names: narrow by outlet, query or date"));
        value(&Bounded { notice: NOTICE, quoted: JsonWording::of(sets), left_out })
    };
    while !sets.is_empty() && is_too_large(&bounded(&sets)?) {
        sets.pop();
    }
    bounded(&sets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Heading;
    use crate::insight::{StoryReport, StorySummary};

    #[test]
    fn a_story_of_any_size_is_halved_until_it_fits() {
        let summary = StorySummary {
            id: "a".into(),
            documents: 0,
            matching: 0,
            outlets: Vec::new(),
            dates: None,
            title: String::new(),
        };
        let report = |copies: usize| StoryReport {
            heading: Heading { title: "عنوان".repeat(50), ..Heading::default() },
            centrality: 1.0,
            copies: vec![(Heading { title: "عنوان".repeat(50), ..Heading::default() }, 1.0); copies],
        };
        for (reports, copies) in [(1, 2_000), (400, 0), (3, 500), (1, 0)] {
            let mut story = Story { summary: summary.clone(), reports: vec![report(copies); reports] };
            let mut side_by_side = SideBySide { quotations: vec![Vec::new(); 9], ..SideBySide::default() };
            let mut steps = 0;
            while is_too_large(&JsonStory::of(&story, &side_by_side)) {
                assert!(halve(&mut story, &mut side_by_side), "{reports} reports, {copies} copies");
                steps += 1;
            }
            assert!(!story.reports.is_empty());
            assert_eq!(steps == 0, (reports, copies) == (1, 0));
            while halve(&mut story, &mut side_by_side) {}
            assert_eq!((story.reports.len(), story.reports[0].copies.len()), (1, 0));
        }
    }
}
