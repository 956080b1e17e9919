//! Facets of a search: outlets, authors and times with their counts, and chosen filters.

use maud::{Markup, html};

use super::super::problem::Problem;
use super::language::Language;
use super::parts::outlet;
use super::view::View;
use crate::args::SearchArgs;
use crate::document::{Date, Outlet};
use crate::engine::{OutletCount, Plan};
use crate::insight::Timeline;
use crate::query::{Filter, Query};
use crate::render;

/// The most outlets and authors that are listed.
const OUTLETS: usize = 30;
const NAMES: usize = 10;

/// Facets of the results: outlets, authors and times, each a filter.
pub(super) fn narrowing(
    view: &View<'_>,
    asked: &SearchArgs,
    query: Option<&Query>,
    filter: &Filter,
) -> Result<Markup, Problem> {
    let language = view.language;
    let plan = query.map_or_else(Plan::all, Plan::of);
    let facets = view.archive.index.facets(&plan, filter)?;
    // With an outlet chosen, other outlets can be added.
    let any_outlet = Filter { outlets: Vec::new(), ..filter.clone() };
    let outlets = match filter.outlets.as_slice() {
        [] => facets.outlets.clone(),
        _ => view.archive.index.facets(&plan, &any_outlet)?.outlets,
    };
    Ok(html! {
        aside.narrow aria-label=(language.of("تضييق البحث", "Narrow the search")) {
            (timeline(view, &Timeline::dense(&facets.dates, facets.undated)))
            (outlet_counts(view, asked, &outlets))
            (name_counts(view, "author", language.of("الكتّاب", "Authors"), &facets.authors))
            (name_counts(view, "agency", language.of("الوكالات", "Agencies"), &facets.agencies))
        }
    })
}

/// Names with their counts, each a filter by `parameter`.
fn name_counts(view: &View<'_>, parameter: &str, heading: &str, counts: &[(String, u64)]) -> Markup {
    html! {
        @if !counts.is_empty() {
            h2 { (heading) }
            ul.counts { @for (name, documents) in counts.iter().take(NAMES) {
                li { a href=(view.changed(&[parameter], &[(parameter, name)])) { bdi { (render::plain(name)) } } " " span.number { (documents) } }
            } }
        }
    }
}

fn outlet_counts(view: &View<'_>, asked: &SearchArgs, outlets: &[OutletCount]) -> Markup {
    let language = view.language;
    let chosen = |outlet: &Outlet| asked.filter.outlet.iter().find(|name| **name == outlet.id || **name == outlet.name);
    let most = outlets.first().map_or(1, |count| count.documents.max(1));
    html! {
        @if !outlets.is_empty() { h2 { (language.of("الوسائل", "Outlets")) } }
        ul.counts { @for count in outlets.iter().take(OUTLETS) {
            li {
                @match &count.outlet {
                    Some(known) => @match chosen(known) {
                        Some(name) => a.on href=(view.without("outlet", name)) {
                            span aria-hidden="true" { "✓ " } (outlet(Some(known), language))
                            span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) }
                        },
                        None => a href=(view.changed(&[], &[("outlet", &known.id)])) { (outlet(Some(known), language)) },
                    },
                    None => (outlet(None, language)),
                }
                " " span.number { (count.documents) }
                svg.bar aria-hidden="true" { rect width={ (100 * count.documents / most) "%" } height="4" {} }
            }
        } }
    }
}

/// The filters of the search, each with a link to remove it.
pub(super) fn narrowed(view: &View<'_>, asked: &SearchArgs) -> Markup {
    let language = view.language;
    let all = filters(asked);
    html! {
        @if !all.is_empty() {
            ul.chosen { @for (name, value) in all {
                li { a href=(view.without(name, value)) {
                    span aria-hidden="true" { "✕ " } (label(name, language)) ": " bdi { (render::plain(value)) }
                    span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) }
                } }
            } }
        }
    }
}

/// The filter parameters of a search, and their values.
fn filters(SearchArgs { filter, matching, .. }: &SearchArgs) -> Vec<(&'static str, &str)> {
    let lists = [
        ("outlet", &filter.outlet),
        ("not-outlet", &filter.not_outlet),
        ("author", &filter.author),
        ("agency", &filter.agency),
        ("place", &filter.place),
        ("lang", &filter.lang),
        ("not-alias", &matching.not_alias),
        ("not-variant", &matching.not_variant),
    ];
    let many = lists.into_iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())));
    let dates = [("from", &filter.from), ("to", &filter.to)];
    many.chain(dates.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))).collect()
}

fn label(name: &str, language: Language) -> &'static str {
    match name {
        "outlet" => language.of("الوسيلة", "outlet"),
        "not-outlet" => language.of("ليس في", "not in"),
        "author" => language.of("الكاتب", "author"),
        "agency" => language.of("الوكالة", "agency"),
        "place" => language.of("المكان", "place"),
        "lang" => language.of("اللغة", "language"),
        "not-alias" => language.of("من دون الاسم الآخر", "without the other name"),
        "not-variant" => language.of("من دون", "without"),
        "from" => language.of("من", "from"),
        _ => language.of("إلى", "to"),
    }
}

fn timeline(view: &View<'_>, line: &Timeline) -> Markup {
    let language = view.language;
    let most = line.bars.iter().map(|bar| bar.documents).max().unwrap_or(1).max(1);
    // A few bars do not fill the width of the page.
    let width = 10 * line.bars.len().max(12);
    let known = |count: u64, arabic: &'static str, english: &'static str| {
        html! {
            @if count > 0 { p.beside { (language.of(arabic, english)) ": " (count) } }
        }
    };
    html! {
        @if !line.bars.is_empty() || line.undated > 0 { h2 { (language.of("الزمن", "Time")) } }
        @if let (Some(first), Some(last)) = (line.bars.first(), line.bars.last()) {
            svg.timeline viewBox={ "0 0 " (width) " 60" } preserveAspectRatio="none" role="group" aria-label=(language.of("عدد الوثائق عبر الزمن", "Documents over time")) {
                @for (place, bar) in line.bars.iter().enumerate() {
                    @let height = if bar.documents == 0 { 0 } else { (58 * bar.documents / most).max(2) };
                    // Time runs in the direction of the script: from the right in Arabic.
                    @let x = if language == Language::Arabic { width - 10 * (place + 1) } else { 10 * place };
                    @if bar.documents > 0 {
                        a href=(period(view, bar.date)) {
                            title { (language.date(bar.date)) ": " (language.documents(bar.documents)) }
                            rect.reach x=(x) width="10" height="60" {}
                            rect x=(x + 1) y=(60 - height) width="8" height=(height) {}
                        }
                    }
                }
            }
            p.ends { bdi { (language.date(first.date)) } @if first.date != last.date { span { "–" } bdi { (language.date(last.date)) } } }
            details {
                summary { (language.of("الأعداد، وأكثرها", "Numbers, at most")) " " (most) }
                table {
                    caption.visually-hidden { (language.of("عدد الوثائق عبر الزمن", "Documents over time")) }
                    tbody { @for bar in line.bars.iter().filter(|bar| bar.documents > 0) { tr {
                        th scope="row" { a href=(period(view, bar.date)) { (language.date(bar.date)) } } td { (bar.documents) }
                    } } }
                }
            }
        }
        (known(line.less_exact, "بتاريخ أقل دقة", "dated less exactly"))
        (known(line.earlier, "أقدم من ذلك", "earlier"))
        (known(line.later, "أحدث من ذلك", "later"))
        (known(line.undated, "من دون تاريخ", "without a date"))
    }
}

/// The address of this search within a period.
fn period(view: &View<'_>, date: Date) -> String {
    let date = date.to_string();
    view.changed(&["from", "to"], &[("from", &date), ("to", &date)])
}
