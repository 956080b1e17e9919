//! The page of a concordance: every match on a line, aligned on the match.

use maud::{Markup, html};

use super::super::concordance;
use super::super::parameters::{MAX_EXPORT, MAX_HITS};
use super::super::problem::Problem;
use super::frame::frame;
use super::parts::{self, document_path, outlet};
use super::view::View;
use crate::insight::Line;
use crate::render;

/// The orders of lines.
const ORDERS: [(&str, &str, &str); 4] = [
    ("date", "التاريخ", "date"),
    ("before", "ما قبلها", "the words before"),
    ("after", "ما بعدها", "the words after"),
    ("outlet", "الوسيلة", "outlet"),
];

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let text = view.pairs().find(|(name, _)| *name == "q").map(|(_, text)| text.trim()).unwrap_or_default();
    let other = parts::address("/concordance", view.pairs().chain(language.other().parameter()));
    let title = language.of("الكلمة في سياقها", "Concordance");
    let form = view.query_form("/concordance", language.of("اعرض", "Show"), &[]);
    if text.is_empty() {
        view.check_without(&["q", "words", "beside", "within", "order"])?;
        let body = html! { h1 { (title) } (form) };
        return Ok(frame(language, title, Some(&other), &body));
    }
    let concordance = concordance::read(view.archive, view.parameters.clone(), MAX_HITS)?;
    let shown = concordance.lines.len() as u64;
    let body = html! {
        h1 { (title) ": " bdi { (render::plain(text)) } }
        (form)
        p.count role="status" {
            (language.matches(concordance.matches)) " · " (language.documents(concordance.documents))
            @if shown < concordance.matches {
                " · " (language.of("تظهر هنا عينة ثابتة من", "shown is a sample, the same every time, of")) " " (shown)
            }
        }
        @for (name, value) in view.pairs().filter(|(_, value)| !value.trim().is_empty()) {
            @if name == "beside" { p.beside { (language.of("وبجوارها", "with this beside it")) ": " bdi { (render::plain(value)) } } }
            @if name == "within" { p.beside { (language.of("في وثائق تطابق أيضًا", "in documents that also match")) ": " bdi { (render::plain(value)) } } }
        }
        (view.orders("/concordance", &ORDERS))
        @if !concordance.lines.is_empty() { (table(view, &concordance.lines, text)) }
    };
    Ok(frame(language, &format!("{title}: {}", render::plain(text)), Some(&other), &body))
}

/// The lines, and where they can be had as files.
fn table(view: &View<'_>, lines: &[Line], text: &str) -> Markup {
    let language = view.language;
    let download = |format: &str| {
        let most = MAX_EXPORT.to_string();
        let kept = view.pairs().filter(|(name, _)| *name != "limit");
        parts::address("/api/v1/concordance", kept.chain([("format", format), ("limit", most.as_str())]))
    };
    html! {
        div.claims { table.kwic {
            caption.visually-hidden { (language.of("الكلمة في سياقها", "Concordance")) }
            thead { tr {
                th scope="col" { (language.of("ما قبلها", "before")) }
                th scope="col" { (language.of("الكلمة", "match")) }
                th scope="col" { (language.of("ما بعدها", "after")) }
                th scope="col" { (language.of("المصدر", "source")) }
            } }
            // The words run from right to left in both languages.
            tbody { @for line in lines { (row(view, line, text)) } }
        } }
        p { a href=(download("csv")) download { "CSV" } " " a href=(download("jsonl")) download { "JSON Lines" } }
    }
}

fn row(view: &View<'_>, line: &Line, text: &str) -> Markup {
    let language = view.language;
    let at = line.bytes.start.to_string();
    let place = if line.in_title { None } else { Some(("at", at.as_str())) };
    let address = view.address(&document_path(&line.heading.id), [("q", text)].into_iter().chain(place));
    html! {
        tr {
            td.before dir="rtl" { (render::plain(&line.before)) }
            td.match dir="rtl" { a href=(address) { mark { (render::plain(&line.matched)) } } }
            td.after dir="rtl" { (render::plain(&line.after)) }
            td.byline {
                (outlet(line.heading.metadata.outlet.as_ref(), language))
                @if let Some(date) = line.heading.metadata.published { " · " bdi { (language.date(date.without_time())) } }
            }
        }
    }
}
