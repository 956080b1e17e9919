//! The report of a search for printing: the query, the passages, and a numbered citation of each.

use maud::{Markup, html};

use super::super::documents::ParsedSearch;
use super::super::parameters::MAX_EXPORT;
use super::super::problem::Problem;
use super::frame::frame;
use super::narrow::narrowed_by;
use super::parts::{self, byline, marked, titled};
use super::view::View;
use crate::render::{self, CitationStyle};
use crate::search::{Hit, search};

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let mut parameters = view.parameters.clone();
    let text = parameters.required("q")?;
    let asked = parameters.asked_for(MAX_EXPORT)?;
    let wanted = ParsedSearch::new(text, &asked, view.archive)?;
    let results = search(view.archive.index, &wanted.request)?;
    let pairs = view.pairs();
    let back = view.address("/", pairs.clone());
    let other = parts::address("/report", pairs.chain(language.other().parameter()));
    let notes: Vec<String> = results.hits.iter().map(citation).collect::<Result<_, _>>()?;
    let title = language.of("تقرير بحث", "Search report");
    let body = html! {
        p.back { a href=(back) { (language.of("إلى النتائج", "Back to the hits")) } }
        article.report {
            h1 { (title) ": " bdi { (render::plain(&wanted.text)) } }
            dl {
                dt { (language.of("بُحث عن", "searched")) } dd { bdi { (render::plain(&format!("{:#}", results.query))) } }
                @for (name, value) in narrowed_by(&asked, language) { dt { (name) } dd { bdi { (render::plain(value)) } } }
                dt { (language.of("وُجد", "found")) }
                dd { (language.documents(results.documents)) (language.of("؛ ", "; ")) (language.of("في هذا التقرير", "in this report")) ": " (results.hits.len()) }
                @if results.undated > 0 { dt { (language.of("من دون تاريخ", "without a date")) } dd { (language.documents(results.undated)) } }
                dt { (language.of("الأرشيف", "archive")) } dd { bdi dir="ltr" { "fihris " (env!("CARGO_PKG_VERSION")) ", " (view.archive.generation) } }
            }
            @for (hit, number) in results.hits.iter().zip(1..) {
                section {
                    h2 dir="auto" {
                        @if hit.document.title.trim().is_empty() { (titled("", language)) }
                        (marked(&hit.document.title, 0..hit.document.title.len(), &hit.title_highlights, None))
                    }
                    p.byline { (byline(&hit.document.metadata, language)) }
                    blockquote.passage dir="auto" {
                        (marked(&hit.text, 0..hit.text.len(), &hit.highlights(), None))
                        " " a.note id={ "p" (number) } href={ "#n" (number) } { "[" (number) "]" }
                    }
                }
            }
            h2 { (language.of("الحواشي", "Notes")) }
            ol.notes { @for ((hit, note), number) in results.hits.iter().zip(&notes).zip(1..) {
                li id={ "n" (number) } {
                    a href={ "#p" (number) } { (number) "." } " "
                    span { (parts::citation(note)) } " "
                    bdi dir="ltr" { "bytes " (hit.passage.range.start) "–" (hit.passage.range.end) }
                }
            } }
        }
    };
    Ok(frame(language, &format!("{title}: {}", render::plain(&wanted.text)), Some(&other), &body))
}

fn citation(hit: &Hit) -> Result<String, Problem> {
    let mut out = Vec::new();
    render::citation(&hit.document, hit.part(), CitationStyle::Plain, &mut out).map_err(|_| Problem::fault())?;
    Ok(String::from_utf8_lossy(&out).trim().to_string())
}
