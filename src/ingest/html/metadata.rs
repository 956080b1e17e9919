//! Chooses an article's metadata from the candidates in the markup and the visible lines of a page.
//!
//! Markup decides if it can be read; a visible date confirms it and does not override it. Values that sites put into
//! the wrong fields are ignored: their own name as an author or a heading, the clock of the page as a date.

use super::super::article::Article;
use super::super::block::{Block, text_of_blocks};
use super::super::credits::{Credits, credits};
use super::super::date::{self, DateRole, ParsedDate};
use super::super::origin::Origin;
use super::super::outlets::{KINDS, host, slug};
use super::super::own_name::own_name;
use super::super::page;
use super::super::saved;
use super::candidates::{Candidate, MetadataCandidates};
use super::title::{ends, same, title};
use crate::arabic::fold;
use crate::document::{Attribute, Confidence, Date, Metadata, Outlet, Precision};

/// Words of organisations besides the kinds of outlets, folded: a name with one of them is not a person's.
const ORGANISATIONS: &[&str] = &["نيوز", "مركز", "مؤسسه", "منظمه", "press", "news", "tv", "media", "agency"];
/// The earliest year of a page on the web.
const FIRST_YEAR: u16 = 1990;

/// The article's metadata, from the markup and from the blocks of the page, without its body; the article in those
/// blocks; and the one in `readable`, the blocks of reader mode.
pub(super) fn read<'b>(
    origin: &Origin<'_>,
    candidates: &MetadataCandidates,
    blocks: &'b [Block],
    readable: &'b [Block],
) -> (Article, page::Page<'b>, page::Page<'b>) {
    let stated_url = url(origin, candidates);
    let is_stated = stated_url.is_some();
    let url = stated_url.or_else(|| saved::of_folders(origin.name()));
    let (title, titled_by) = title(candidates, blocks, readable.iter().find(|block| block.is_prose())).unzip();
    let readable = page::trim(readable, title.as_deref(), blocks);
    let known_title = title.as_deref().unwrap_or_default();
    let sites = sites(candidates, known_title);
    let stated = stated(origin, candidates, known_title, url.as_deref(), blocks);
    let outlet = origin.outlet(stated, url.as_deref(), blocks.iter().map(|block| &*block.text));
    let hints = page::Hints { title: title.as_deref(), outlet: origin.known(outlet.as_ref()) };
    let below = readable.published.clone().filter(|read| is_own(blocks, hints, read));
    let page = page::read(blocks, hints).or(&page::Page { published: below, ..readable.clone() });
    let mut article = Article { title: title.unwrap_or_else(|| page.title.clone()), ..Article::default() };
    article.metadata = Metadata { outlet, url, place: page.place.clone(), ..Metadata::default() };
    if !is_stated {
        article.known_from(Attribute::Url, "the folders of a mirrored site", Confidence::Likely);
    }
    match titled_by {
        Some((from, confidence)) => article.known_from(Attribute::Title, from, confidence),
        None => article.known_from(Attribute::Title, "a line of the page", Confidence::Doubtful),
    }
    article.known_from(Attribute::Place, "a line of the page", Confidence::Likely);
    published(&mut article, candidates, &page);
    authors(&mut article, candidates, &page, &sites);
    if article.metadata.outlet.is_none()
        && let Some(own) = own_name(&text_of_blocks(blocks))
    {
        own.give(&mut article.metadata, &origin.settings.outlets);
    }
    (article, page, readable)
}

/// Whether a date in reader mode's article is that of the article: below the title or right above it. One far above it may
/// be the clock of the page.
fn is_own(blocks: &[Block], hints: page::Hints<'_>, reading: &ParsedDate) -> bool {
    let title = blocks.iter().rposition(|block| hints.title.is_some_and(|title| same(&block.text, title)));
    let below = title.map_or(&[][..], |place| &blocks[place.saturating_sub(1)..]);
    reading.role == Some(DateRole::Published) || below.iter().any(|block| block.text == reading.written)
}

/// The address: that of the capture, or the one that the page gives itself.
fn url(origin: &Origin<'_>, candidates: &MetadataCandidates) -> Option<String> {
    origin.address().map(String::from).or_else(|| {
        let addresses = || candidates.urls.iter().filter(|candidate| host(&candidate.value).is_some());
        // Some sites name their front page as the canonical address of each page.
        let chosen = addresses().find(|candidate| !is_front_page(&candidate.value)).or_else(|| addresses().next());
        chosen.map(|candidate| candidate.value.clone())
    })
}

/// Whether an address has neither path nor query.
fn is_front_page(url: &str) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.split('#').next().unwrap_or_default().trim_matches('/');
    matches!(path, "" | "index.html" | "index.php" | "home" | "ar")
}

/// Folded names of the site: its own name, its domain, and the ends of its titles.
fn sites(candidates: &MetadataCandidates, title: &str) -> Vec<String> {
    let mut sites: Vec<String> = candidates.sites.iter().map(|candidate| fold(&candidate.value)).collect();
    sites.extend(ends(candidates, title).map(fold));
    let labels = candidates.urls.iter().filter_map(|candidate| host(&candidate.value));
    sites.extend(labels.flat_map(|host| host.split('.').map(String::from).chain([host.clone()]).collect::<Vec<_>>()));
    sites
}

/// The outlet that the page states; an outlet of the registry for its domain has priority.
fn stated(
    origin: &Origin<'_>,
    candidates: &MetadataCandidates,
    title: &str,
    url: Option<&str>,
    blocks: &[Block],
) -> Option<Outlet> {
    let registry = &origin.settings.outlets;
    if let Some(known) = candidates.sites.iter().find_map(|candidate| registry.named(&candidate.value)) {
        return Some(Outlet { id: known.id.clone(), name: known.name.clone(), inferred_from: None });
    }
    if url.and_then(host).is_some_and(|host| registry.of_host(&host).is_some()) {
        return None;
    }
    let is_name = |name: &&str| !name.contains("://") && name.len() <= 200;
    let arabic = |name: &&str| name.contains(|char: char| ('\u{600}'..='\u{6FF}').contains(&char));
    let called = |by: bool| {
        let candidates = candidates.sites.iter().filter(move |candidate| candidate.from.ends_with("ublisher") != by);
        candidates.map(|candidate| candidate.value.as_str()).filter(is_name)
    };
    // The text beside a title may be a section or a person: a site's name has a word such as news, or is in its rights.
    let is_site = |name: &&str| {
        let name = fold(name);
        let rights = ["حقوق", "©", "copyright"];
        let is_called = is_organisation(&name);
        let in_rights = |line: String| rights.iter().any(|word| line.contains(word)) && line.contains(&name);
        is_called || blocks.iter().map(|block| fold(&block.text)).any(in_rights)
    };
    let parts = || ends(candidates, title).flat_map(|end| end.split(['|', '-', '–', '—', '•'])).map(str::trim);
    let ended = || parts().filter(is_name).filter(is_site);
    // A site's name in Latin letters is often that of its software; a publisher may have many outlets.
    let in_arabic = called(true).chain(ended()).chain(called(false)).find(arabic);
    let name = in_arabic.or_else(|| called(true).chain(called(false)).next())?.to_string();
    Some(Outlet { id: slug(&name), name, inferred_from: None })
}

/// The date of publication: of the markup, confirmed by a visible line; else of that line; else of the URL.
fn published(article: &mut Article, candidates: &MetadataCandidates, page: &page::Page) {
    let readings = |candidates: &[Candidate]| -> Vec<(ParsedDate, &'static str)> {
        let readings =
            candidates.iter().filter_map(|candidate| Some((date::read(&candidate.value, None)?, candidate.from)));
        readings
            .filter(|(reading, _)| reading.date.year() >= FIRST_YEAR && reading.date.precision() >= Precision::Day)
            .collect()
    };
    let visible = page.published.as_ref();
    let stated = readings(&candidates.published);
    let confirmed = stated.iter().find(|(reading, _)| visible.is_some_and(|seen| same_day(reading.date, seen.date)));
    if let Some((reading, from)) = confirmed {
        let reading = ParsedDate { date: local(reading.date, visible), ..reading.clone() };
        article.published(reading, from, Confidence::Confirmed);
    } else if let Some((reading, from)) = stated.into_iter().next() {
        article.published(reading, from, Confidence::Likely);
    } else if let Some(reading) = visible {
        article.published(reading.clone(), "a line near the title", Confidence::Likely);
    } else if let Some(reading) = article.metadata.url.as_deref().and_then(in_url) {
        article.published(reading, "URL", Confidence::Doubtful);
    } else if let Some(reading) = &page.foot {
        article.published(reading.clone(), "the only date below the text", Confidence::Doubtful);
    }
    if let Some((reading, from)) = readings(&candidates.updated).into_iter().next() {
        article.metadata.evidence.insert(Attribute::Updated, reading.evidence(from, Confidence::Likely));
    }
}

/// The date without an offset of zero if the page shows the same clock time to its readers: then it is local time.
fn local(date: Date, visible: Option<&ParsedDate>) -> Date {
    let clock = |date: Date| date.time().map(|time| (time.hour, time.minute));
    let shown =
        visible.map(|reading| reading.date).filter(|shown| shown.time().is_some_and(|time| time.offset.is_none()));
    let is_false = date.time().is_some_and(|time| time.offset == Some(0))
        && shown.is_some_and(|shown| clock(shown) == clock(date));
    shown.filter(|_| is_false).unwrap_or(date)
}

fn same_day(one: Date, other: Date) -> bool {
    (one.year(), one.month(), one.day()) == (other.year(), other.month(), other.day())
}

/// The day in a URL: `/2022/01/24/`, `/2022/politics/1/24/` or `/2022-01-24-`.
fn in_url(url: &str) -> Option<ParsedDate> {
    let path = url.split_once("://")?.1.split_once('/')?.1;
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = |parts: &[&str]| -> Option<Date> {
        let [year, month, day] = parts else { return None };
        let is_day = year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(is_number);
        let date = Date::from_parts(year.parse().ok()?, month.parse().ok(), day.parse().ok(), None)?;
        (is_day && (FIRST_YEAR..2100).contains(&date.year())).then_some(date)
    };
    let segments: Vec<&str> = path.split(['/', '?', '#']).collect();
    let parted = segments.windows(3).find_map(|parts| Some((numbers(parts)?, parts.join("/"))));
    let around =
        || segments.windows(4).find_map(|parts| Some((numbers(&[parts[0], parts[2], parts[3]])?, parts.join("/"))));
    let hyphened = || {
        segments.iter().find_map(|segment| {
            let parts: Vec<&str> = segment.split('-').collect();
            parts.windows(3).find_map(|parts| Some((numbers(parts)?, parts.join("-"))))
        })
    };
    let (date, written) = parted.or_else(around).or_else(hyphened)?;
    let calendar = date::Calendar::Gregorian;
    Some(ParsedDate { date, calendar, role: Some(DateRole::Published), uncertainties: Vec::new(), written })
}

/// Whether a folded name has a word of organisations.
fn is_organisation(name: &str) -> bool {
    name.split_whitespace().any(|word| ORGANISATIONS.contains(&word) || KINDS.contains(&word))
}

/// The authors of the first source that names people.
fn authors(article: &mut Article, candidates: &MetadataCandidates, page: &page::Page, sites: &[String]) {
    let is_person = |name: &String| {
        let folded = fold(name);
        !sites.contains(&folded) && !is_organisation(&folded)
    };
    let visible = page.authors.iter().filter(|name| is_person(name)).cloned().collect::<Vec<_>>();
    for candidate in &candidates.authors {
        let Credits { people, agencies, place } = credits(&candidate.value);
        article.metadata.credit(Credits { people: Vec::new(), agencies, place: None });
        let names: Vec<String> = people.into_iter().filter(is_person).collect();
        if !names.is_empty() {
            let agree = visible.iter().any(|seen| names.iter().any(|name| same(name, seen)));
            article.metadata.authors = names;
            article.metadata.place = article.metadata.place.take().or(place);
            let confidence = if agree { Confidence::Confirmed } else { Confidence::Likely };
            return article.known_from(Attribute::Authors, candidate.from, confidence);
        }
    }
    article.metadata.authors = visible;
    article.known_from(Attribute::Authors, "a line of the page", Confidence::Likely);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_may_hold_a_day() {
        let day = |url: &str| in_url(url).map(|reading| reading.date.to_string());
        assert_eq!(day("https://a.example/2022/1/24/title-5").as_deref(), Some("2022-01-24"));
        assert_eq!(day("https://a.example/news/2022-01-24-title").as_deref(), Some("2022-01-24"));
        assert_eq!(day("https://a.example/2022/13/24/"), None);
        assert_eq!(day("https://a.example/news/123456"), None);
    }

    #[test]
    fn greenwich_is_false_where_readers_see_the_same_clock() {
        let date = |text: &str| date::read(text, None).unwrap();
        let told = |stated: &str, seen: &str| local(date(stated).date, Some(&date(seen))).to_string();
        assert_eq!(told("2020-08-24T09:23:13Z", "الإثنين 24 أغسطس 2020 09:23 ص"), "2020-08-24T09:23");
        assert_eq!(told("2020-08-24T07:23:13Z", "الإثنين 24 أغسطس 2020 09:23 ص"), "2020-08-24T07:23+00:00");
        assert_eq!(told("2020-08-24T09:23:13+02:00", "24 أغسطس 2020 09:23"), "2020-08-24T09:23+02:00");
    }
}
