//! The page of a document: its text with matches marked, metadata, citation and duplicates.

use std::ops::Range;

use maud::{Markup, html};

use super::super::documents::ParsedSearch;
use super::super::documents::found;
use super::super::problem::Problem;
use super::frame::frame;
use super::hits;
use super::parts::{byline, citation, document_path, marked, outlet, story_path, titled, web_address};
use super::shortlist::{pick, search_key};
use super::view::View;
use crate::document::{Attribute, Document, Heading, Part};
use crate::render::{self, CitationStyle};
use crate::search::duplicates_of;
use crate::search::similar;
use crate::search::{Hit, Request, document_highlights, search};

/// The most matches that have a link.
const MATCHES: usize = 20;
/// The most similar documents that are listed.
const SIMILAR: usize = 5;

/// The page of the document `id`, with matches marked if the address has a query.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Markup, Problem> {
    let language = view.language;
    let document = found(id, view.archive)?;
    let mut parameters = view.parameters.clone();
    let text = parameters.take("q")?.filter(|text| !text.trim().is_empty());
    let passage = parameters.take("at")?.and_then(|at| passage_of(&at));
    let at = passage.as_ref().map(|passage| passage.start);
    let asked = parameters.asked()?;
    let (mut in_title, mut in_body, mut place) = (Vec::new(), Vec::new(), None);
    if let Some(text) = &text {
        let wanted = ParsedSearch::new(text.clone(), &asked, view.archive)?;
        (in_title, in_body) = document_highlights(view.archive.index, &wanted.request, id)?;
        place = place_among_hits(view, &wanted, id)?;
    }
    let mut same = duplicates_of(view.archive.index, id)?;
    same.sort_by_key(|(heading, _)| heading.metadata.published.map_or(i64::MAX, |date| date.first_minute()));
    let alike = alike(view, &document, &same)?;
    let story = view.archive.index.story(id)?;
    let pairs = view.pairs();
    let back = view.address("/", pairs.clone().filter(|(name, _)| *name != "at"));
    let back = place.as_ref().map_or(back.clone(), |place| format!("{back}#h{}", place.rank));
    let other = super::parts::address(&document_path(id), pairs.chain(language.other().parameter()));
    let title = titled(&document.title, language);
    let body = html! {
        nav.back aria-label=(language.of("بين النتائج", "Among the hits")) {
            a href=(back) { (language.of("إلى النتائج", "Back to the hits")) }
            @if let Some(place) = &place {
                @if let Some(before) = &place.before { " · " a rel="prev" href=(before) { (language.of("الوثيقة السابقة", "Previous document")) } }
                @if let Some(after) = &place.after { " · " a rel="next" href=(after) { (language.of("الوثيقة التالية", "Next document")) } }
            }
        }
        div.reading { article.document {
            h1 dir="auto" { @if document.title.trim().is_empty() { (title) } (marked(&document.title, 0..document.title.len(), &in_title, None)) }
            p.byline { (byline(&document.metadata, language)) }
            // The script shows it: the list is kept in the browser.
            @if text.is_some() { p.choose data-search=(search_key(view.pairs())) hidden { (pick(id, &document.title, language)) } }
            @if !in_body.is_empty() {
                nav.matches data-count=(in_body.len()) aria-label=(language.of("مواضع المطابقة", "Matches")) {
                    (language.of("مواضع المطابقة", "Matches")) ": "
                    @for place in 1..=in_body.len().min(MATCHES) { a href={ "#m" (place) } { (place) } " " }
                    @if in_body.len() > MATCHES { (language.of("والباقي في النص، من أصل", "and the rest in the text, of")) " " (in_body.len()) }
                }
            }
            div.text { (text_of(&document.body, &in_body, passage.as_ref())) }
        }
        aside.about {
            (about(view, &document))
            (cite(view, &document, at.and_then(|at| document.part_at(at)))?)
            (list(view, language.of("نُشرت أيضًا", "Also published"), &same))
            @if !story.is_empty() {
                p { a href=(view.address(&story_path(id), [])) { (language.of("القصة كلها", "The whole story")) ": " (language.documents(story.len() as u64)) } }
            }
            (list(view, language.of("عن الحدث نفسه", "On the same event"), &alike))
        } }
    };
    Ok(frame(language, &title, Some(&other), &body))
}

/// Where a document stands among the hits of a search.
struct Place {
    rank: usize,
    /// The addresses of the documents before and after it.
    before: Option<String>,
    after: Option<String>,
}

/// Finds the document `id` on the page of hits that the address names; `None` if it is not there.
fn place_among_hits(view: &View<'_>, wanted: &ParsedSearch, id: &str) -> Result<Option<Place>, Problem> {
    let Request { offset, limit, .. } = wanted.request;
    // One hit before the page, and one after it.
    let first = offset.saturating_sub(1);
    let request = Request { offset: first, limit: limit + (offset - first) + 1, ..wanted.request.clone() };
    let hits = search(view.archive.index, &request)?.hits;
    let is_on_page = |hit: &&Hit| (offset..offset + limit).contains(&(hit.rank - 1)) && hit.document.id == id;
    let Some(own) = hits.iter().find(is_on_page) else { return Ok(None) };
    let (before, after) = hits.split_at(own.rank - 1 - first);
    let is_other = |hit: &&Hit| hit.document.id != id;
    let address = |hit: &Hit| {
        let offset = match hit.rank - 1 {
            before if before < offset => offset.saturating_sub(limit),
            after if after >= offset + limit => offset + limit,
            _ => offset,
        };
        hits::address(view, hit, &wanted.text, offset)
    };
    let before = before.iter().rev().find(is_other).map(address);
    Ok(Some(Place { rank: own.rank, before, after: after.iter().find(is_other).map(address) }))
}

/// The bytes that an address names: `120`, or `120-480`.
fn passage_of(at: &str) -> Option<Range<usize>> {
    let (start, end) = at.split_once('-').unwrap_or((at, at));
    Some(start.parse().ok()?..end.parse().ok()?)
}

/// The body, one paragraph for each line; those of `passage` are what a hit linked to, and the first of them is its target.
fn text_of(body: &str, document_highlights: &[Range<usize>], passage: Option<&Range<usize>>) -> Markup {
    let mut lines = Vec::new();
    let (mut start, mut document_highlights) = (0, document_highlights);
    let mut number = 1;
    for line in body.split('\n') {
        let end = start + line.len();
        let (inside, rest) = document_highlights.split_at(document_highlights.partition_point(|mark| mark.end <= end));
        lines.push((start..end, inside, number));
        number += inside.len();
        (start, document_highlights) = (end + 1, rest);
    }
    let is_cited = |range: &Range<usize>| {
        let touches = |passage: &Range<usize>| {
            range.start < passage.end.max(passage.start.saturating_add(1)) && range.end >= passage.start
        };
        !body[range.clone()].trim().is_empty() && passage.is_some_and(touches)
    };
    let target = lines.iter().find(|(range, ..)| is_cited(range)).map(|(range, ..)| range.start);
    html! {
        @for (range, inside, number) in lines {
            @if !body[range.clone()].trim().is_empty() {
                p.cited[is_cited(&range)] id=[(target == Some(range.start)).then_some("passage")] dir="auto" { (marked(body, range, inside, Some(number))) }
            }
        }
    }
}

/// Metadata, where each value was read, and the source.
fn about(view: &View<'_>, document: &Document) -> Markup {
    let language = view.language;
    let Document { id, metadata, provenance, .. } = document;
    let evidence = |attribute: Attribute| {
        html! {
            @if let Some(evidence) = metadata.evidence.get(&attribute) {
                p.evidence { (language.confidence(evidence.confidence)) (language.of("، ", ", ")) bdi dir="ltr" { (render::plain(&evidence.from)) }
                    @if let Some(written) = &evidence.written { ": " q { bdi { (render::plain(written)) } } }
                    @if let Some(calendar) = evidence.calendar { " (" (language.calendar(calendar)) ")" } }
            }
        }
    };
    html! {
        h2 { (language.of("المصدر", "Source")) }
        dl.about {
            dt { (language.of("الوسيلة", "outlet")) } dd { (outlet(metadata.outlet.as_ref(), language)) (evidence(Attribute::Outlet)) }
            dt { (language.of("تاريخ النشر", "published")) }
            dd { @match metadata.published { Some(date) => { bdi { (language.date(date)) } } None => { (language.of("غير معروف", "unknown")) } } (evidence(Attribute::Published)) }
            @if !metadata.authors.is_empty() {
                dt { (language.of("الكاتب", "author")) } dd { @for author in &metadata.authors { bdi { (render::plain(author)) } " " } (evidence(Attribute::Authors)) }
            }
            @if !metadata.agencies.is_empty() {
                dt { (language.of("الوكالة", "agency")) } dd { @for agency in &metadata.agencies { bdi { (render::plain(agency)) } " " } }
            }
            @if let Some(url) = &metadata.url { dt { (language.of("الرابط", "address")) } dd { (web_address(url)) } }
            @if let Some(answered) = &metadata.reply_to { dt { (language.of("ردًا على", "reply to")) } dd { bdi { (render::plain(answered)) } } }
            @if let Some(first) = &metadata.forwarded_from { dt { (language.of("منقول عن", "forwarded from")) } dd { bdi { (render::plain(first)) } } }
            @if let Some(letter) = &metadata.attached_to { dt { (language.of("مرفق برسالة", "attached to")) } dd { bdi { (render::plain(letter)) } } }
            dt { (language.of("الملف", "file")) } dd { bdi dir="ltr" { (render::plain(&provenance.to_string())) } }
            @if let Some(captured) = &provenance.captured { dt { (language.of("أُرشف في", "captured")) } dd { bdi dir="ltr" { (render::plain(captured)) } } }
            dt { "sha256" } dd { code { (provenance.sha256) } }
            dt { (language.of("المعرّف", "id")) } dd { bdi { (render::plain(id)) } }
        }
    }
}

fn cite(view: &View<'_>, document: &Document, part: Option<Part<'_>>) -> Result<Markup, Problem> {
    let language = view.language;
    let mut plain = Vec::new();
    render::citation(&document.heading(), part, CitationStyle::Plain, &mut plain).map_err(|_| Problem::fault())?;
    let path = document_path(&document.id).replacen("/document/", "/api/v1/cite/", 1);
    let part = part.map(|part| format!("&part={}", part.number)).unwrap_or_default();
    let styles = [("ris", "RIS"), ("bibtex", "BibTeX"), ("csl-json", "CSL-JSON")];
    Ok(html! {
        h2 { (language.of("الاستشهاد", "Cite")) }
        p.citation #citation { (citation(String::from_utf8_lossy(&plain).trim())) }
        p {
            button.copy type="button" data-copy="citation" data-done=(language.of("نُسخ", "copied")) hidden { (language.of("انسخ", "Copy")) } " "
            @for (style, name) in styles { a href={ (path) "?style=" (style) (part) } download { (name) } " " }
        }
    })
}

fn list(view: &View<'_>, title: &str, documents: &[(Heading, f32)]) -> Markup {
    html! {
        @if !documents.is_empty() {
            h2 { (title) }
            ul { @for (heading, _) in documents {
                li {
                    a href=(view.address(&document_path(&heading.id), view.pairs().filter(|(name, _)| *name != "at"))) dir="auto" { (titled(&heading.title, view.language)) }
                    " · " (byline(&heading.metadata, view.language))
                }
            } }
        }
    }
}

/// Documents on the same event.
fn alike(view: &View<'_>, document: &Document, same: &[(Heading, f32)]) -> Result<Vec<(Heading, f32)>, Problem> {
    let without = same.iter().map(|(heading, _)| heading.id.clone()).collect();
    let hits = similar::same_event(view.archive.index, document, without, SIMILAR)?;
    Ok(hits.iter().map(|hit| (Heading::clone(&hit.document), hit.passage.score)).collect())
}
