//! Tools for questions over many documents.

use serde_json::Value;

use super::super::archive::Opened;
use super::super::parameters::{ExtraParameter, MAX_HITS, Parameters};
use super::super::problem::Problem;
use super::super::words;
use super::bounded::{Bounded, fitted, pop, value};
use super::quoted::NOTICE;
use super::tool::{Tool, schema};
use crate::insight::{Collocates, Keyness, SideBySide, Story, Trends};
use crate::render::{JsonConcordance, JsonCoverage, JsonDossier, JsonStories, JsonStory, JsonWording, Versioned};
use crate::search::Dossier;
use crate::serve;

pub(super) const TOOLS: &[Tool] = &[
    Tool {
        name: "stories",
        title: "List stories",
        description: "Lists stories, documents of all outlets on one event: the largest first, with a query the best match.",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        output: schema::<Bounded<JsonStories<'_>>>,
        answer: stories,
    },
    Tool {
        name: "story",
        title: "Compare the reports of a story",
        description: "Tells who reported the story of a document and when, which texts are copies, and which numbers and quotations they give.",
        extra: &[ExtraParameter::ID],
        is_search: false,
        output: schema::<Bounded<JsonStory<'_>>>,
        answer: story,
    },
    Tool {
        name: "concordance",
        title: "See a word in its contexts",
        description: "Shows every match of a query with the words around it, or a sample that is the same every time.",
        extra: &[
            ExtraParameter::QUERY,
            serve::concordance::WORDS_AROUND,
            serve::concordance::BESIDE,
            serve::concordance::WITHIN,
            serve::concordance::ORDER,
        ],
        is_search: true,
        output: schema::<Bounded<JsonConcordance<'_>>>,
        answer: concordance,
    },
    Tool {
        name: "wording",
        title: "Compare names for one thing",
        description: "Compares which of several names for one thing each outlet uses, with intervals; the sets of names are the archive's.",
        extra: &[ExtraParameter::OPTIONAL_QUERY, serve::wording::BY],
        is_search: true,
        output: schema::<Bounded<JsonWording<'_>>>,
        answer: wording,
    },
    Tool {
        name: "collocates",
        title: "Find words that stand near",
        description: "Lists the words that stand near the matches of a query more often than elsewhere; the tool concordance shows their lines by beside.",
        extra: &[ExtraParameter::QUERY, words::WORDS_NEAR, words::COLLOCATE_ORDER],
        is_search: true,
        output: schema::<Bounded<Versioned<'_, Collocates>>>,
        answer: collocates,
    },
    Tool {
        name: "keyness",
        title: "Find the words of an outlet",
        description: "Lists the words that an outlet uses more than all others, with how sure and how large the difference is.",
        extra: &[words::OF, ExtraParameter::OPTIONAL_QUERY, words::KEYNESS_ORDER],
        is_search: true,
        output: schema::<Bounded<Versioned<'_, Keyness>>>,
        answer: keyness,
    },
    Tool {
        name: "trends",
        title: "Compare queries over time",
        description: "Compares queries over time, as shares of what each outlet published.",
        extra: &[serve::coverage::QUERIES_TO_COMPARE, serve::wording::BY],
        is_search: true,
        output: schema::<Bounded<Versioned<'_, Trends>>>,
        answer: trends,
    },
    Tool {
        name: "coverage",
        title: "See gaps of the archive",
        description: "Counts the documents of each outlet in each period: where the archive has gaps.",
        extra: &[ExtraParameter::OPTIONAL_QUERY, serve::wording::BY],
        is_search: true,
        output: schema::<Bounded<JsonCoverage<'_>>>,
        answer: coverage,
    },
    Tool {
        name: "dossier",
        title: "Make a dossier with citations",
        description: "Answers one search or several with passages and numbered citations, and counts the matches of each outlet; or cites chosen documents.",
        extra: &[ExtraParameter::OPTIONAL_QUERY, serve::dossier::CHOSEN, serve::dossier::SEARCH, serve::dossier::TITLE],
        is_search: true,
        output: schema::<Bounded<JsonDossier<'_>>>,
        answer: dossier,
    },
];

fn stories(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let list = serve::stories::list(archive, parameters)?;
    let shown = list.stories.len();
    fitted(
        list,
        |list| pop(&mut list.stories),
        |list| {
            let left_out = left_out(shown, list.stories.len(), |rest| {
                format!("{rest} stories after these: ask with offset for what follows")
            });
            value(&Bounded { notice: NOTICE, quoted: JsonStories::of(list), left_out })
        },
    )
}

fn story(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let id = parameters.required("id")?;
    parameters.asked()?;
    let (story, side_by_side) = serve::stories::one(archive, &id)?;
    let documents = |story: &Story| story.reports.iter().map(|report| 1 + report.copies.len()).sum::<usize>();
    let parts = |story: &Story, SideBySide { claims, names, quotations }: &SideBySide| {
        [documents(story), claims.len(), names.len(), quotations.len()]
    };
    let all = parts(&story, &side_by_side);
    fitted(
        (story, side_by_side),
        |(story, side_by_side)| halve(story, side_by_side),
        |(story, side_by_side)| {
            let left = parts(story, side_by_side);
            let [documents, claims, names, quotations] = [0, 1, 2, 3].map(|place| all[place] - left[place]);
            let left_out = (left != all).then(|| {
            format!(
                "{claims} kinds of numbers, {names} sets of names, {quotations} quotations, {documents} documents: the tool search finds these"
            )
        });
            value(&Bounded { notice: NOTICE, quoted: JsonStory::of(story, side_by_side), left_out })
        },
    )
}

/// Leaves out half of what is least needed of a story: numbers and quotations, then later reports, then copies. False if nothing
/// is left to leave out.
fn halve(story: &mut Story, side_by_side: &mut SideBySide) -> bool {
    let SideBySide { claims, names, quotations } = side_by_side;
    if !claims.is_empty() || !names.is_empty() || !quotations.is_empty() {
        // Each names its report by place: reports stay while there are any.
        claims.truncate(claims.len() / 2);
        names.truncate(names.len() / 2);
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

fn concordance(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let concordance = serve::concordance::read(archive, parameters, MAX_HITS)?;
    let shown = concordance.lines.len();
    fitted(
        concordance,
        |concordance| pop(&mut concordance.lines),
        |concordance| {
            let left_out = left_out(shown, concordance.lines.len(), |rest| {
                format!("{rest} lines: ask for fewer words, or with limit")
            });
            value(&Bounded { notice: NOTICE, quoted: JsonConcordance::of(concordance), left_out })
        },
    )
}

fn collocates(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let collocates = words::collocates(archive, parameters)?;
    let shown = collocates.collocates.len();
    fitted(
        collocates,
        |found| pop(&mut found.collocates),
        |found| {
            let left_out = left_out(shown, found.collocates.len(), |rest| format!("{rest} collocates: ask with limit"));
            value(&Bounded { notice: NOTICE, quoted: Versioned::of(found), left_out })
        },
    )
}

fn wording(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let sets = serve::wording::read(archive, parameters)?;
    let shown = sets.len();
    // A single set may be too large.
    fitted(
        sets,
        |sets| sets.pop().is_some(),
        |sets| {
            let left_out =
                left_out(shown, sets.len(), |rest| format!("{rest} sets of names: narrow by outlet, query or date"));
            value(&Bounded { notice: NOTICE, quoted: JsonWording::of(sets), left_out })
        },
    )
}

fn keyness(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let keyness = words::keyness(archive, parameters)?;
    let shown = keyness.words.len();
    fitted(
        keyness,
        |keyness| pop(&mut keyness.words),
        |keyness| {
            let left_out = left_out(shown, keyness.words.len(), |rest| format!("{rest} key words: ask with limit"));
            value(&Bounded { notice: NOTICE, quoted: Versioned::of(keyness), left_out })
        },
    )
}

fn trends(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let trends = serve::coverage::trends(archive, parameters)?;
    let outlets = |trends: &Trends| trends.queries.iter().map(|query| query.outlets.len()).sum();
    let shown = outlets(&trends);
    let shorten = |trends: &mut Trends| {
        let longest = trends.queries.iter_mut().max_by_key(|query| query.outlets.len());
        longest.is_some_and(|query| query.outlets.pop().is_some())
    };
    fitted(trends, shorten, |trends| {
        let left_out = left_out(shown, outlets(trends), |rest| {
            format!("{rest} rows of outlets that published least: narrow by outlet or date, or ask by month or year")
        });
        value(&Bounded { notice: NOTICE, quoted: Versioned::of(trends), left_out })
    })
}

fn coverage(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let (coverage, files) = serve::coverage::coverage(archive, parameters)?;
    let shown = coverage.outlets.len();
    fitted(
        coverage,
        |coverage| coverage.outlets.pop().is_some(),
        |coverage| {
            let left_out = left_out(shown, coverage.outlets.len(), |rest| {
                format!("{rest} outlets of fewest documents: narrow by outlet or date, or ask by month or year")
            });
            value(&Bounded { notice: NOTICE, quoted: JsonCoverage::of(coverage, files), left_out })
        },
    )
}

fn dossier(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let (dossier, about) = serve::dossier::read(archive, parameters)?;
    let passages = |dossier: &Dossier| dossier.answers.iter().map(|answer| answer.results.hits.len()).sum::<usize>();
    let shown = (passages(&dossier), dossier.outlets.len());
    fitted(dossier, shorten, |dossier| {
        let left = (passages(dossier), dossier.outlets.len());
        let left_out = (left != shown).then(|| {
            let (passages, outlets) = (shown.0 - left.0, shown.1 - left.1);
            format!("{passages} passages of the last searches, {outlets} outlets of fewest matches: ask for fewer searches, or with limit")
        });
        value(&Bounded { notice: NOTICE, quoted: JsonDossier::of(dossier, &about), left_out })
    })
}

/// Leaves out half of the last passages of a dossier, so that the numbers of the others stay; without any, the last outlet. False if
/// nothing is left to leave out.
fn shorten(dossier: &mut Dossier) -> bool {
    if let Some(answer) = dossier.answers.iter_mut().rfind(|answer| !answer.results.hits.is_empty()) {
        let half = answer.results.hits.len() / 2;
        answer.results.hits.truncate(half);
        answer.citations.truncate(half);
        return true;
    }
    dossier.outlets.pop();
    let left = dossier.outlets.len();
    let rows = dossier.answers.iter_mut().map(|answer| &mut answer.by_outlet);
    rows.for_each(|row| row.truncate(left));
    left > 0
}

/// What is left out of a list of which so many items are left, in words.
fn left_out(shown: usize, left: usize, told: impl Fn(usize) -> String) -> Option<String> {
    (left < shown).then(|| told(shown - left))
}

#[cfg(test)]
mod tests {
    use super::super::bounded::is_too_large;
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
