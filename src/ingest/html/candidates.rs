//! Collects metadata candidates from the markup of a page: JSON-LD, OpenGraph and other meta tags, `<time>`, headings,
//! links.

use std::collections::HashSet;

use dom_query::{Document as Tree, NodeId, NodeRef, Selection};
use serde_json::{Map, Value};

use super::super::byline;
use super::super::credits::credits;
use super::super::date;
use super::super::entities::unescape;
use super::super::markup::{self, text_of};
use super::super::page::letters;
use super::super::records::one_line;
use super::linked_data::{self, names, people, strings};
use super::live::{Post, stated};

/// A candidate value and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub value: String,
    pub from: &'static str,
}

/// Candidates from the markup, the most trusted first.
#[derive(Clone, Debug, Default)]
pub(super) struct MetadataCandidates {
    /// Headings of the page; the site's own may be among them.
    pub headings: Vec<Candidate>,
    /// Lower headings that are not linked.
    pub subheadings: Vec<Candidate>,
    /// Titles of the article, the site's name perhaps at one end.
    pub titles: Vec<Candidate>,
    pub published: Vec<Candidate>,
    pub updated: Vec<Candidate>,
    pub authors: Vec<Candidate>,
    /// Names of the site.
    pub sites: Vec<Candidate>,
    pub urls: Vec<Candidate>,
    /// Bodies in JSON-LD.
    pub bodies: Vec<Candidate>,
    /// Posts of a live blog in JSON-LD.
    pub live: Vec<Post>,
    /// Flaws of JSON-LD that were mended.
    pub mended: Vec<String>,
}

/// The most elements of a kind that are read.
const MAX_ELEMENTS: usize = 50;

/// Times that are not the article's.
const FOREIGN_TIMES: &str = "aside time, footer time, nav time, [class*='comment'] time, [id*='comment'] time, \
    [id*='disqus'] time, [class*='related'] time, [id*='related'] time, [class*='sidebar'] time, [class*='widget'] time, \
    [class*='more'] time, [class*='latest'] time, [id*='clock'] time, [class*='clock'] time";

/// Elements that name an author.
const BYLINES: &str = "[class*='author'], [class*='byline'], [class*='writer'], [class*='reporter'], [class*='journalist'], \
    a[href*='/author/'], a[href*='/authors/'], a[href*='/writer/'], a[href*='/writers/'], a[href*='/byline/']";
/// Words in the names of what holds other bylines, and how far above a byline they are looked for.
const OTHERS: &[&str] = &["comment", "sidebar", "widget", "latest", "card"];
const ANCESTORS: usize = 50;
/// The words of a byline, and the most bylines of an article. One word alone may be a section.
const BYLINE_WORDS: std::ops::RangeInclusive<usize> = 2..=8;
const AUTHORS: usize = 2;
/// The most nodes of a byline.
const BYLINE_NODES: usize = 20;

/// Names of meta tags, and the list for their content.
type List = fn(&mut MetadataCandidates) -> &mut Vec<Candidate>;

#[rustfmt::skip]
const META: &[(&str, &str, List)] = &[
    ("og:title", "meta og:title", |candidates| &mut candidates.titles),
    ("twitter:title", "meta twitter:title", |candidates| &mut candidates.titles),
    ("article:published_time", "meta article:published_time", |candidates| &mut candidates.published),
    ("datepublished", "meta datePublished", |candidates| &mut candidates.published),
    ("og:published_time", "meta og:published_time", |candidates| &mut candidates.published),
    ("publishdate", "meta publishdate", |candidates| &mut candidates.published),
    ("publish_date", "meta publish_date", |candidates| &mut candidates.published),
    ("pubdate", "meta pubdate", |candidates| &mut candidates.published),
    ("date", "meta date", |candidates| &mut candidates.published),
    ("dc.date", "meta dc.date", |candidates| &mut candidates.published),
    ("dc.date.issued", "meta dc.date.issued", |candidates| &mut candidates.published),
    ("dcterms.date", "meta dcterms.date", |candidates| &mut candidates.published),
    ("sailthru.date", "meta sailthru.date", |candidates| &mut candidates.published),
    ("parsely-pub-date", "meta parsely-pub-date", |candidates| &mut candidates.published),
    ("article:modified_time", "meta article:modified_time", |candidates| &mut candidates.updated),
    ("datemodified", "meta dateModified", |candidates| &mut candidates.updated),
    ("og:updated_time", "meta og:updated_time", |candidates| &mut candidates.updated),
    ("author", "meta author", |candidates| &mut candidates.authors),
    ("article:author", "meta article:author", |candidates| &mut candidates.authors),
    ("dc.creator", "meta dc.creator", |candidates| &mut candidates.authors),
    ("parsely-author", "meta parsely-author", |candidates| &mut candidates.authors),
    ("og:site_name", "meta og:site_name", |candidates| &mut candidates.sites),
    ("application-name", "meta application-name", |candidates| &mut candidates.sites),
    ("publisher", "meta publisher", |candidates| &mut candidates.sites),
    ("dc.publisher", "meta dc.publisher", |candidates| &mut candidates.sites),
    ("og:url", "meta og:url", |candidates| &mut candidates.urls),
];

impl MetadataCandidates {
    /// The candidates in the tree of a page.
    pub fn of(tree: &Tree) -> Self {
        let mut candidates = Self::default();
        let scripts = tree.select("script[type='application/ld+json']");
        let scripts: Vec<String> = scripts.iter().take(MAX_ELEMENTS).map(|script| script.text().to_string()).collect();
        let titles = || {
            let titles = tree.select("h1, title, meta[property='og:title']");
            let titles = titles.iter().take(MAX_ELEMENTS);
            let text = |one: Selection<'_>| if one.is("meta") { attribute(&one, "content") } else { text(&one) };
            titles.map(|one| letters(&text(one))).collect()
        };
        let (own, flaws) = linked_data::articles(scripts.into_iter(), titles);
        candidates.mended = flaws;
        own.iter().for_each(|article| candidates.linked_data(article));
        candidates.meta(tree);
        for link in tree.select("link[rel='canonical']").iter().take(MAX_ELEMENTS) {
            candidates.urls.insert(0, Candidate { value: attribute(&link, "href"), from: "canonical link" });
        }
        candidates.elements(tree);
        let title = tree.select("title").iter().next().map(|title| text(&title));
        candidates.titles.extend(title.map(|value| Candidate { value, from: "<title>" }));
        let stated = own.iter().filter_map(linked_data::address);
        candidates.urls.extend(stated.map(|value| Candidate { value: value.into(), from: "JSON-LD url" }));
        candidates.clean();
        candidates
    }

    /// Candidates found without a tree.
    pub fn of_text(html: &str) -> Self {
        let title = markup::content(html, "title").map(|value| Candidate { value, from: "<title>" });
        let mut candidates = Self { titles: title.into_iter().collect(), ..Self::default() };
        candidates.clean();
        candidates
    }

    fn meta(&mut self, tree: &Tree) {
        let mut found: Vec<(String, String)> = Vec::new();
        for meta in tree.select("meta[content]").iter().take(10 * MAX_ELEMENTS) {
            let keys = ["property", "name", "itemprop"].map(|key| attribute(&meta, key).to_ascii_lowercase());
            let content = attribute(&meta, "content");
            found.extend(keys.into_iter().filter(|key| !key.is_empty()).map(|key| (key, content.clone())));
        }
        for (name, from, list) in META {
            let values = found.iter().filter(|(key, _)| key == name);
            list(self).extend(values.map(|(_, value)| Candidate { value: value.clone(), from }));
        }
    }

    fn elements(&mut self, tree: &Tree) {
        let dated = tree.select(
            "[itemprop='datePublished'][content], [itemprop='datePublished'][datetime], [property='dc:date'][content]",
        );
        for element in dated.iter().take(MAX_ELEMENTS) {
            let value = Some(attribute(&element, "datetime")).filter(|value| !value.is_empty());
            let value = value.unwrap_or_else(|| attribute(&element, "content"));
            self.published.push(Candidate { value, from: "itemprop datePublished" });
        }
        self.times(tree);
        for heading in
            tree.select("h1, [itemprop='headline']").iter().filter(|element| !element.is("meta")).take(MAX_ELEMENTS)
        {
            self.headings.push(Candidate { value: text(&heading), from: "<h1>" });
        }
        for heading in tree.select("h2, h3, h4").nodes() {
            let is_linked = heading.descendants_it().any(|node| node.has_name("a"));
            let from = ["<h2>", "<h3>", "<h4>"].into_iter().find(|from| heading.has_name(&from[1..3]));
            if let Some(from) = from.filter(|_| !is_linked && self.subheadings.len() < MAX_ELEMENTS) {
                self.subheadings.push(Candidate { value: heading.text().to_string(), from });
            }
        }
        let byline = "[rel='author'], [itemprop='author'], [class*='author-name'], [class*='article-author']";
        for element in tree.select(byline).iter().filter(|element| !element.is("meta")).take(MAX_ELEMENTS) {
            self.authors.push(Candidate { value: text(&element), from: "byline" });
        }
    }

    /// Adds what the class names and addresses of a page without boxes call its author, if that is one text or a few: a
    /// page may list its authors.
    pub fn add_bylines(&mut self, tree: &Tree) {
        let mut found: Vec<String> = Vec::new();
        let elements = tree.select(BYLINES);
        let small = elements.nodes().iter().filter(|node| node.descendants_it().nth(BYLINE_NODES).is_none());
        for node in small.filter(|node| !node.has_name("meta") && !is_of_others(node)).take(MAX_ELEMENTS) {
            let value = byline_of(node);
            let is_name = BYLINE_WORDS.contains(&value.split_whitespace().count())
                && (!value.contains(" - ") || names_place_and_person(&value));
            if is_name && !found.contains(&value) {
                found.push(value);
            }
        }
        if found.len() <= AUTHORS {
            self.authors.extend(found.into_iter().map(|value| Candidate { value, from: "byline" }));
        }
    }

    /// The times of the article: not those of comments, related pages and the page around it.
    fn times(&mut self, tree: &Tree) {
        let foreign: HashSet<NodeId> =
            tree.select(FOREIGN_TIMES).nodes().iter().take(100 * MAX_ELEMENTS).map(|node| node.id).collect();
        let times = tree.select("time[datetime]");
        let own: Vec<_> =
            times.iter().filter(|time| time.nodes().iter().all(|node| !foreign.contains(&node.id))).collect();
        for time in own.iter().take(MAX_ELEMENTS) {
            let is_stated = time.has_attr("pubdate") || attribute(time, "class").contains("publish");
            if is_stated || own.len() == 1 {
                self.published.push(Candidate { value: shown_or_stated(time), from: "<time>" });
            }
        }
    }

    /// An article in JSON-LD.
    fn linked_data(&mut self, map: &Map<String, Value>) {
        let all = |key: &str, from| strings(map.get(key)).into_iter().map(move |value| Candidate { value, from });
        self.titles.extend(all("headline", "JSON-LD headline"));
        self.published.extend(all("datePublished", "JSON-LD datePublished"));
        self.updated.extend(all("dateModified", "JSON-LD dateModified"));
        self.bodies.extend(all("articleBody", "JSON-LD articleBody"));
        self.live.extend(stated(map));
        let authors = map.get("author").map(people).unwrap_or_default();
        self.authors.extend(authors.into_iter().map(|value| Candidate { value, from: "JSON-LD author" }));
        let publishers = map.get("publisher").map(names).unwrap_or_default();
        self.sites.extend(publishers.into_iter().map(|value| Candidate { value, from: "JSON-LD publisher" }));
    }

    /// Each on one line, without empty ones.
    fn clean(&mut self) {
        let Self {
            headings,
            subheadings,
            titles,
            published,
            updated,
            authors,
            sites,
            urls,
            bodies,
            live: _,
            mended: _,
        } = self;
        for list in [headings, subheadings, titles, published, updated, authors, sites, urls] {
            for candidate in list.iter_mut() {
                // JSON-LD may hold entities that its script does not resolve, and pages some that were escaped twice.
                candidate.value = one_line(&unescape(&candidate.value));
            }
            list.dedup();
            list.retain(|candidate| !candidate.value.is_empty());
            list.truncate(MAX_ELEMENTS);
        }
        for url in urls.iter_mut() {
            // An archive of the web puts its own address before that of the page.
            if let Some(place) = url.value.strip_prefix("http").and_then(|rest| rest.find("/http")) {
                url.value.drain(..place + "http/".len());
            }
        }
        bodies.retain(|candidate| !candidate.value.trim().is_empty());
    }
}

/// The time of an element: what its readers see, if that is another day than its attribute says. Templates leave old
/// attributes behind.
fn shown_or_stated(time: &Selection<'_>) -> String {
    let stated = attribute(time, "datetime");
    let shown = one_line(&text(time));
    let day = |text: &str| {
        date::read(text, None).filter(|read| read.date.day().is_some()).map(|read| read.date.without_time())
    };
    match (day(&shown), day(&stated)) {
        (Some(seen), Some(told))
            if seen != told && seen.day_before() != Some(told) && seen.day_after() != Some(told) =>
        {
            shown
        }
        _ => stated,
    }
}

/// Whether a byline such as `أبها - يحيى الشبرقي` names both, and nothing else.
fn names_place_and_person(byline: &str) -> bool {
    let credits = credits(byline);
    credits.place.is_some() && credits.people.len() == 1 && byline.matches(" - ").count() == 1
}

/// Whether a byline is that of a comment, of another article or of the page.
fn is_of_others(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(ANCESTORS)).any(|ancestor| {
        let names = format!("{} {}", ancestor.attr_or("class", ""), ancestor.attr_or("id", "")).to_ascii_lowercase();
        let is_page = ["html", "body", "main", "article"].iter().any(|name| ancestor.has_name(name));
        ["aside", "footer", "nav"].iter().any(|name| ancestor.has_name(name))
            || !is_page && OTHERS.iter().any(|word| names.contains(word))
    })
}

/// The byline in an element: its text, or the first line of a card that says more of its author.
fn byline_of(node: &NodeRef<'_>) -> String {
    let whole = one_line(&node.text());
    let lines = text_of(&node.html());
    let mut lines = lines.lines().map(one_line).filter(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(first), Some(_)) if !byline::is_introduction(&first) => first,
        _ => whole,
    }
}

fn attribute(element: &Selection<'_>, name: &str) -> String {
    element.attr_or(name, "").to_string()
}

/// The text of an element, without scripts.
fn text(element: &Selection<'_>) -> String {
    element.nodes().first().map(NodeRef::text).map(|text| text.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(candidates: &[Candidate]) -> Vec<&str> {
        candidates.iter().map(|candidate| candidate.value.as_str()).collect()
    }

    #[test]
    fn linked_data_is_read_in_graphs_and_wrapped() {
        let candidates = MetadataCandidates::of(&Tree::from(
            r#"<script type="application/ld+json">//<![CDATA[
            {"@graph": [{"@type": "WebSite", "name": "لا"}, {"@type": ["NewsArticle"], "headline": "حريق في الميناء",
             "datePublished": "2022-01-24T12:30", "author": [{"@type": "Person", "name": "رنيم"}, {"@type": "Organization", "name": "صدى"}],
             "publisher": {"name": "صدى"}}]}
            //]]></script>"#,
        ));
        assert_eq!(values(&candidates.titles), ["حريق في الميناء"]);
        assert_eq!(values(&candidates.published), ["2022-01-24T12:30"]);
        assert_eq!(values(&candidates.authors), ["رنيم"]);
        assert_eq!(values(&candidates.sites), ["صدى"]);
    }

    #[test]
    fn meta_tags_are_known_by_property_name_and_itemprop() {
        let candidates = MetadataCandidates::of(&Tree::from(
            "<meta property='og:title' content=' أ  ب '><meta name='Author' content='رنيم'><meta itemprop='datePublished' \
             content='2020'><h1>أ <b>ب</b></h1><title>أ ب | صدى</title><link rel='canonical' href='http://a.example/1'>",
        ));
        assert_eq!(values(&candidates.titles), ["أ ب", "أ ب | صدى"]);
        assert_eq!((values(&candidates.authors), values(&candidates.headings)), (vec!["رنيم"], vec!["أ ب"]));
        assert_eq!((values(&candidates.published)[0], values(&candidates.urls)), ("2020", vec!["http://a.example/1"]));
    }
}
