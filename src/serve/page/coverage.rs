//! The page of coverage: how many documents each outlet has in each period, as a heat map.

use maud::{Markup, html};

use super::super::coverage;
use super::super::problem::Problem;
use super::frame::frame;
use super::parts::{self, outlet};
use super::view::View;
use crate::document::Date;
use crate::insight::{Coverage, FileCounts, OutletCoverage};

/// The most outlets on the page.
const OUTLETS: usize = 50;
/// Shades of cells.
const SHADES: u64 = 5;

/// A number of an outlet.
type Count = fn(&OutletCoverage) -> u64;

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let (coverage, files) = coverage::coverage(view.archive, view.parameters.clone())?;
    let other = parts::address("/coverage", view.pairs().chain(language.other().parameter()));
    let title = language.of("ما في الأرشيف", "Coverage");
    let body = html! {
        h1 { (title) }
        (view.query_form("/coverage", language.of("اعرض", "Show"), &[]))
        p.count role="status" { (language.documents(coverage.all.documents)) " · " (language.outlets(coverage.outlets.len() as u64))
            @if coverage.undated_left_out > 0 { " · " (language.of("وبلا تاريخ، متروكة", "without a date, left out")) ": " (coverage.undated_left_out) }
        }
        p.beside { (language.of(
            "عدد وثائق كل وسيلة في كل فترة. الخانة الفارغة ثغرة في الأرشيف، ولا تعني أن الوسيلة لم تنشر. وتظليل كل صف بحسب أعلى أعداده.",
            "How many documents each outlet has in each period. An empty cell is a gap of the archive, not a silence of the outlet. Each row is shaded to its own highest.")) }
        (view.units("/coverage"))
        (heat_map(view, &coverage))
        (rest(view, files))
    };
    Ok(frame(language, title, Some(&other), &body))
}

fn heat_map(view: &View<'_>, coverage: &Coverage) -> Markup {
    let language = view.language;
    let other: [(&str, Count); 3] = [
        (language.of("أقدم", "earlier"), |row| row.earlier),
        (language.of("بتاريخ أقل دقة", "dated less exactly"), |row| row.less_exact),
        (language.of("بلا تاريخ", "undated"), |row| row.undated),
    ];
    let other: Vec<_> = other.into_iter().filter(|(_, count)| count(&coverage.all) > 0).collect();
    let row = |row: &OutletCoverage, name: Markup| {
        let most = row.by_period.iter().copied().max().unwrap_or(1).max(1);
        let id = row.outlet.as_ref().map(|outlet| outlet.id.as_str());
        html! { tr {
            th scope="row" { (name) }
            td { (row.documents) }
            @for (date, count) in coverage.periods.iter().zip(&row.by_period) {
                td class={ "shade" (if *count == 0 { 0 } else { (SHADES * count).div_ceil(most) }) } {
                    @if *count > 0 { a href=(documents(view, id, *date)) { (count) } }
                }
            }
            @for (_, count) in &other { td { (count(row)) } }
        } }
    };
    html! {
        div.claims tabindex="0" role="region" aria-label=(language.of("الوثائق بحسب الوسيلة والفترة", "Documents by outlet and period")) { table.heat {
            caption.visually-hidden { (language.of("الوثائق بحسب الوسيلة والفترة", "Documents by outlet and period")) }
            thead { tr {
                th scope="col" { (language.of("الوسيلة", "outlet")) }
                th scope="col" { (language.of("الوثائق", "documents")) }
                @for date in &coverage.periods { th scope="col" { bdi dir="ltr" { (date) } } }
                @for (name, _) in &other { th scope="col" { (name) } }
            } }
            tbody {
                @for of in coverage.outlets.iter().take(OUTLETS) {
                    @let name = outlet(of.outlet.as_ref(), language);
                    @let link = of.outlet.as_ref().map(|outlet| view.address("/keyness", [("of", outlet.id.as_str())]));
                    (row(of, html! { @if let Some(link) = link { a href=(link) title=(language.of("كلمات الوسيلة", "key words")) { (name) } } @else { (name) } }))
                }
                (row(&coverage.all, html! { strong { (language.of("كل الوسائل", "all outlets")) } }))
            }
        } }
    }
}

/// The address of the documents of an outlet, or of all, in a period.
fn documents(view: &View<'_>, outlet: Option<&str>, date: Date) -> String {
    let date = date.to_string();
    let kept = view.pairs().filter(|(name, _)| !["by", "from", "to"].contains(name));
    let kept = kept.filter(|(name, _)| outlet.is_none() || *name != "outlet");
    let outlet = outlet.map(|outlet| ("outlet", outlet));
    view.address("/", kept.chain(outlet).chain([("from", date.as_str()), ("to", date.as_str())]))
}

/// What is not in the table.
fn rest(view: &View<'_>, FileCounts { files, without_documents, skipped_records }: FileCounts) -> Markup {
    let language = view.language;
    let download = parts::address("/api/v1/coverage", view.pairs().chain([("format", "csv")]));
    html! {
        p.beside {
            (language.of("الملفات المقروءة", "files read")) ": " (files)
            " · " (language.of("منها بلا وثيقة", "of them without a document")) ": " (without_documents)
            " · " (language.of("سجلات متروكة", "records skipped")) ": " (skipped_records)
        }
        p { a href=(download) download { "CSV" } }
    }
}
