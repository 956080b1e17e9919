//! Chooses the title of an article among the headings and the titles in the markup of its page.

use std::cmp::Reverse;

use super::super::block::Block;
use super::super::date;
use super::super::page::letters;
use super::candidates::{Candidate, MetadataCandidates};
use crate::arabic::fold;
use crate::document::{Confidence, Precision};

/// Separators between the title of an article and the name of its site.
const SEPARATORS: &[&str] = &[" - ", " | ", " – ", " — ", " :: ", " » ", " • ", " · ", "|", " : "];
/// Words of a heading that is a title without another sign; and of a site's name.
const HEADING_WORDS: usize = 3;
const SITE_WORDS: usize = 3;
/// The most words of a day in a title.
const MOST_OF_A_DAY: usize = 6;
/// The most lines between a heading and the prose below it.
const HEADING_REACH: usize = 12;
/// A title, its source, and the confidence in it.
type Chosen = (String, (&'static str, Confidence));

/// The titles of a page without a site's name at one end, and the names of the site.
struct Titles<'c> {
    candidates: &'c MetadataCandidates,
    /// Folded.
    sites: Vec<String>,
    /// Each title of the markup, whole and without one of its ends.
    variants: Vec<(Vec<&'c str>, &'c Candidate)>,
}

/// The title, its source, and the confidence in it.
///
/// A heading confirms a title of the markup. If none does, and the title of the markup is not on the page, it is that of
/// its site, of its section or of another story: then the heading above `prose`, the first prose of the article in the
/// page's blocks, is the title.
pub(super) fn title(candidates: &MetadataCandidates, blocks: &[Block], prose: Option<&Block>) -> Option<Chosen> {
    let titles = Titles::of(candidates);
    titles.confirmed().or_else(|| titles.above(blocks, prose)).or_else(|| titles.stated())
}

impl<'c> Titles<'c> {
    fn of(candidates: &'c MetadataCandidates) -> Self {
        let sites = candidates.sites.iter().map(|candidate| fold(&candidate.value)).collect();
        let variants = candidates.titles.iter().map(|candidate| (variants(&candidate.value), candidate)).collect();
        Self { candidates, sites, variants }
    }

    fn is_site(&self, text: &str) -> bool {
        self.sites.contains(&fold(text))
    }

    /// How many titles of the markup are this text, with or without their ends.
    fn agreeing(&self, text: &str) -> usize {
        self.variants.iter().filter(|(variants, _)| variants.iter().any(|one| same(one, text))).count()
    }

    fn headings(&self) -> impl Iterator<Item = &'c Candidate> {
        self.candidates.headings.iter().filter(|heading| !self.is_site(&heading.value))
    }

    /// A heading that a title has, too; else a part of a title that another one has.
    fn confirmed(&self) -> Option<Chosen> {
        if let Some(heading) = self.headings().find(|heading| self.agreeing(&heading.value) > 0) {
            return Some((heading.value.clone(), (heading.from, Confidence::Confirmed)));
        }
        self.variants.iter().find_map(|(texts, candidate)| {
            let shorn = texts.iter().filter(|text| !self.is_site(text) && self.agreeing(text) > 1);
            let text = shorn.min_by_key(|text| (ends_with_site(text, &self.sites), Reverse(text.len())))?;
            Some((text.to_string(), (candidate.from, Confidence::Confirmed)))
        })
    }

    /// Whether the markup has no title but `<title>`, the name of the site, and short ones that all pages may have.
    fn is_bare(&self) -> bool {
        let titles = &self.candidates.titles;
        let page_title = titles.iter().rfind(|candidate| candidate.from == "<title>");
        let is_repeated =
            |text: &str| words(text) <= SITE_WORDS && page_title.is_some_and(|title| same(&title.value, text));
        let is_bare =
            |title: &Candidate| title.from == "<title>" || self.is_site(&title.value) || is_repeated(&title.value);
        titles.iter().all(is_bare)
    }

    /// Whether a line of the page is a title of the markup that is not short.
    fn is_shown(&self, blocks: &[Block]) -> bool {
        let texts = self.variants.iter().flat_map(|(texts, _)| texts.iter());
        let long = texts.filter(|text| words(text) >= HEADING_WORDS && !self.is_site(text));
        let titles: Vec<String> = long.map(|text| letters(text)).collect();
        !titles.is_empty() && blocks.iter().any(|block| titles.contains(&letters(&block.text)))
    }

    /// A heading, where the markup has no title of the article: the one above its prose, or the only long one.
    fn above(&self, blocks: &[Block], prose: Option<&Block>) -> Option<Chosen> {
        if !self.is_bare() {
            return None;
        }
        let above = || heading_above(self.candidates, blocks, prose).filter(|heading| !self.is_site(&heading.value));
        let found = if self.is_shown(blocks) { None } else { above() };
        let mut long = self.headings().filter(|heading| words(&heading.value) >= HEADING_WORDS);
        let only = long.next().filter(|_| long.next().is_none());
        let heading = found.or(only)?;
        Some((heading.value.clone(), (heading.from, Confidence::Likely)))
    }

    /// The first title of the markup, without the site's name if that is known; not a short `<title>` alone.
    fn stated(&self) -> Option<Chosen> {
        let (texts, candidate) = self.variants.first()?;
        let is_alone = self.candidates.titles.iter().all(|candidate| candidate.from == "<title>");
        if is_alone && words(texts[0]) <= SITE_WORDS {
            return None;
        }
        let is_own = |text: &&&str| !self.is_site(text) && !ends_with_site(text, &self.sites);
        let text = texts.iter().find(is_own).or(texts.first())?;
        Some((text.to_string(), (candidate.from, Confidence::Likely)))
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether a title has words enough for an article's: a section, a tag or a blog is called by one or two.
pub(super) fn is_headline(title: &str) -> bool {
    words(title) >= HEADING_WORDS
}

/// What front pages are called, folded.
const FRONT_PAGES: &[&str] = &["الصفحه الرئيسيه", "الرئيسيه", "home", "home page", "homepage", "accueil"];

/// Whether a title of the markup, or a part of it, says that this is the front page.
pub(super) fn names_front_page(candidates: &MetadataCandidates) -> bool {
    candidates.titles.iter().any(|candidate| {
        let title = fold(&candidate.value);
        let ends = SEPARATORS.iter().flat_map(|separator| {
            [title.rsplit_once(separator).map(|(_, end)| end), title.split_once(separator).map(|(end, _)| end)]
        });
        ends.flatten().chain([title.as_str()]).any(|part| FRONT_PAGES.contains(&part.trim()))
    })
}

/// The heading next above the first prose of the article: the first of the highest rank among the last few.
fn heading_above<'c>(
    candidates: &'c MetadataCandidates,
    blocks: &[Block],
    prose: Option<&Block>,
) -> Option<&'c Candidate> {
    let body = blocks.iter().position(|block| prose.is_some_and(|prose| prose.text == block.text))?;
    let near = &blocks[body.saturating_sub(HEADING_REACH)..body];
    let near: Vec<String> = near.iter().map(|block| letters(&block.text)).collect();
    let all = candidates.headings.iter().chain(&candidates.subheadings);
    let long = all.filter(|heading| words(&heading.value) >= HEADING_WORDS);
    let placed = long.filter_map(|heading| {
        let heading_letters = letters(&heading.value);
        Some((heading, near.iter().rposition(|line| *line == heading_letters)?))
    });
    // <h1> before <h2>, and the one that stands lower before others of its rank.
    placed.min_by_key(|(heading, place)| (heading.from, Reverse(*place))).map(|(heading, _)| heading)
}

/// A title, and its variants without a site's name at one end: without the shorter part at each separator.
fn variants(title: &str) -> Vec<&str> {
    let title = before_date(title);
    let mut variants = vec![title.trim()];
    for separator in SEPARATORS {
        for (left, right) in [title.rsplit_once(separator), title.split_once(separator)].into_iter().flatten() {
            let longer = if words(left) >= words(right) { left } else { right };
            variants.push(longer.trim());
        }
    }
    variants
}

/// The title before a day and the name of a site.
fn before_date(title: &str) -> &str {
    let is_day = |part: &str| {
        let date = date::read(part, None).filter(|_| words(part) <= MOST_OF_A_DAY);
        date.is_some_and(|reading| reading.date.precision() >= Precision::Day)
    };
    let cut = SEPARATORS.iter().find_map(|separator| {
        let places: Vec<usize> = title.match_indices(separator).map(|(place, _)| place).collect();
        let between = places.windows(2).find(|pair| is_day(&title[pair[0] + separator.len()..pair[1]]))?;
        Some(between[0])
    });
    cut.map_or(title, |place| title[..place].trim())
}

fn ends_with_site(text: &str, sites: &[String]) -> bool {
    let text = fold(text);
    sites.iter().any(|site| !site.is_empty() && (text.ends_with(site.as_str()) || text.starts_with(site.as_str())))
}

/// Whether two texts are the same but for spelling, punctuation and white space.
pub(super) fn same(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}

/// The parts of a page's titles beside the title of its article.
pub(super) fn ends<'s>(candidates: &'s MetadataCandidates, title: &str) -> impl Iterator<Item = &'s str> {
    candidates.titles.iter().flat_map(move |candidate| {
        let mut found = Vec::new();
        for separator in SEPARATORS {
            for (left, right) in
                [candidate.value.rsplit_once(separator), candidate.value.split_once(separator)].into_iter().flatten()
            {
                found.extend(
                    [(left, right), (right, left)]
                        .iter()
                        .filter(|(kept, _)| same(kept, title))
                        .map(|(_, end)| end.trim()),
                );
            }
        }
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(value: &str) -> Candidate {
        Candidate { value: value.into(), from: "test" }
    }

    fn titled(titles: &[&str], headings: &[&str], sites: &[&str]) -> String {
        let list = |values: &[&str]| values.iter().map(|value| candidate(value)).collect();
        let candidates = MetadataCandidates {
            titles: list(titles),
            headings: list(headings),
            sites: list(sites),
            ..MetadataCandidates::default()
        };
        title(&candidates, &[], None).unwrap().0
    }

    #[test]
    fn a_title_is_told_from_the_name_of_its_site() {
        let long = "حريق في صومعة الحبوب بالميناء";
        let with_site = &format!("{long} - صدى الوادي");
        assert_eq!(titled(&[long, with_site], &[long], &[]), long);
        assert_eq!(titled(&[with_site, with_site], &["صدى الوادي"], &["صدى الوادي"]), long);
        assert_eq!(titled(&[&format!("صدى الوادي - {long}"), long], &[], &[]), long);
        assert_eq!(titled(&[with_site], &[long], &[]), long);
        assert_eq!(titled(&[with_site], &[], &["صدى الوادي"]), long);
        assert_eq!(titled(&["حريق - والسبب مجهول"], &[], &[]), "حريق - والسبب مجهول");
        assert_eq!(titled(&[&format!("{long} - 13 أكتوبر 2015 - صدى الوادي")], &[], &[]), long);
        assert_eq!(titled(&["أسعار القمح اليوم - 13 أكتوبر 2015"], &[], &[]), "أسعار القمح اليوم - 13 أكتوبر 2015");
    }
}
