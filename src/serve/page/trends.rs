//! The page of trends: queries over time, as a chart with its numbers in tables.

use maud::{Markup, html};

use super::super::coverage;
use super::super::problem::Problem;
use super::frame::frame;
use super::language::Language;
use super::parts::{self, outlet, share_bar};
use super::view::View;
use crate::document::Date;
use crate::insight::{OutletTrend, Point, QueryTrend, Trends};
use crate::render;

/// Fields for queries that are empty: at least so many.
const EMPTY_FIELDS: usize = 1;
/// The fewest fields for queries.
const FIELDS: usize = 3;
/// The most outlets on the page.
const OUTLETS: usize = 50;
/// Width and height of the chart, in units of its drawing.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 200.0;

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let other = parts::address("/trends", view.pairs().chain(language.other().parameter()));
    let title = language.of("عبر الزمن", "Over time");
    let is_empty = view.pairs().all(|(name, value)| name != "q" || value.trim().is_empty());
    let form = form(view);
    if is_empty {
        view.check_without(&["q", "by"])?;
        let body = html! { h1 { (title) } (form) };
        return Ok(frame(language, title, Some(&other), &body));
    }
    let trends = coverage::trends(view.archive, view.parameters.clone())?;
    let body = html! {
        h1 { (title) }
        (form)
        p.beside { (language.of(
            "نصيب ما يطابق كل سؤال مما نشرته الوسائل في الفترة، لا عدده: ففترة كثيرة الوثائق لا تعني اهتمامًا أكبر. ينقطع الخط حيث لا وثيقة في الأرشيف. وبين القوسين مجال الثقة 95٪، والمجموع يشمل ما ليس له تاريخ.",
            "The share of what the outlets published in a period that matches each query, not its number: a period of many documents is not one of more attention. A line breaks where the archive has no document. In brackets is the interval of 95 %; totals include what has no date.")) }
        (view.units("/trends"))
        @if trends.queries.iter().all(|query| query.all.total.published == 0) { p { (language.of("لا وثيقة.", "No document.")) } }
        @else if trends.periods.is_empty() { p { (language.of("لا وثيقة لها تاريخ بهذه الدقة.", "No document has a date so exact.")) } }
        @else { (chart(view, &trends)) (by_period(view, &trends)) }
        (by_outlet(view, &trends))
        p { a href=(parts::address("/api/v1/trends", view.pairs().chain([("format", "csv")]))) download { "CSV" } }
    };
    Ok(frame(language, title, Some(&other), &body))
}

fn form(view: &View<'_>) -> Markup {
    let language = view.language;
    let mut texts: Vec<&str> =
        view.pairs().filter(|(name, value)| *name == "q" && !value.trim().is_empty()).map(|(_, text)| text).collect();
    let fields = (texts.len() + EMPTY_FIELDS).max(FIELDS);
    texts.resize(fields, "");
    let kept = view.pairs().filter(|(name, value)| *name != "q" && !value.is_empty());
    html! {
        form.search role="search" action="/trends" {
            @for (place, text) in texts.iter().enumerate() {
                @let id = if place == 0 { "q".to_string() } else { format!("q{place}") };
                label.visually-hidden for=(id) { (language.of("السؤال", "Query")) " " (place + 1) }
                input id=(id) name="q" type="search" dir="auto" value=(text) autocomplete="off";
            }
            button { (language.of("قارن", "Compare")) }
            @for (name, value) in kept.chain(language.parameter()) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The shares of all outlets together as lines.
fn chart(view: &View<'_>, trends: &Trends) -> Markup {
    let language = view.language;
    let value = |point: &Point| point.share.map(|share| share.value);
    let most = trends.queries.iter().flat_map(|query| &query.all.points).filter_map(value).fold(0.0, f64::max);
    let scale = if most > 0.0 { most } else { 1.0 };
    let step = WIDTH / trends.periods.len() as f64;
    // Time runs in the direction of the script: from the right in Arabic.
    let x = |place: usize| {
        let x = (place as f64 + 0.5) * step;
        if language == Language::Arabic { WIDTH - x } else { x }
    };
    let y = |share: f64| HEIGHT - share / scale * (HEIGHT - 10.0);
    html! {
        figure.chart {
            p.ends { bdi dir="ltr" { (format!("{:.1} %", most * 100.0)) } }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label=(language.of("النصيب عبر الزمن", "Share over time")) {
                line.axis x1="0" x2=(WIDTH) y1=(HEIGHT) y2=(HEIGHT) {}
                line.axis x1="0" x2=(WIDTH) y1=(y(scale / 2.0)) y2=(y(scale / 2.0)) {}
                @for (number, query) in trends.queries.iter().enumerate() {
                    g class={ "line line" (number) } {
                        @for run in runs(&query.all.points) {
                            polyline points=(run.iter().map(|(place, share)| format!("{:.1},{:.1}", x(*place), y(*share))).collect::<Vec<_>>().join(" ")) {}
                        }
                        @for (place, point) in query.all.points.iter().enumerate() {
                            @if let Some(share) = point.share {
                                a href=(documents(view, &query.query, None, Some(trends.periods[place]))) {
                                    title { (render::plain(&query.query)) " · " (language.date(trends.periods[place])) ": " (render::percent(share)) }
                                    (mark(number, x(place), y(share.value)))
                                }
                            }
                        }
                    }
                }
            }
            p.ends {
                bdi { (language.date(trends.periods[0])) }
                bdi { (language.date(trends.periods[trends.periods.len() - 1])) }
            }
            figcaption { ul.chosen { @for (number, query) in trends.queries.iter().enumerate() {
                li {
                    svg.sample viewBox="0 0 40 12" aria-hidden="true" { g class={ "line line" (number) } { polyline points="0,6 40,6" {} (mark(number, 20.0, 6.0)) } }
                    " " bdi { (render::plain(&query.query)) }
                }
            } } }
        }
    }
}

/// The mark of a point: lines differ by its shape too, not by colour alone.
fn mark(number: usize, x: f64, y: f64) -> Markup {
    let shape = |offsets: &[(f64, f64)]| {
        let points = offsets.iter().map(|(right, down)| format!("{:.1},{:.1}", x + right, y + down));
        points.collect::<Vec<_>>().join(" ")
    };
    html! {
        @match number % 4 {
            0 => circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="3.5" {},
            1 => polygon points=(shape(&[(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)])) {},
            2 => polygon points=(shape(&[(0.0, -4.5), (4.5, 3.5), (-4.5, 3.5)])) {},
            _ => polygon points=(shape(&[(0.0, -5.0), (5.0, 0.0), (0.0, 5.0), (-5.0, 0.0)])) {},
        }
    }
}

/// Neighbouring points that have a share, each with its place.
fn runs(points: &[Point]) -> Vec<Vec<(usize, f64)>> {
    let placed = || points.iter().enumerate();
    let mut runs: Vec<Vec<(usize, f64)>> = Vec::new();
    for (place, point) in placed() {
        let Some(share) = point.share else { continue };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == place) => run.push((place, share.value)),
            _ => runs.push(vec![(place, share.value)]),
        }
    }
    runs
}

/// The numbers of the chart.
fn by_period(view: &View<'_>, trends: &Trends) -> Markup {
    let language = view.language;
    html! {
        details {
            summary { (language.of("الأرقام بحسب الفترة", "The numbers by period")) }
            div.claims { table.numbers {
                caption.visually-hidden { (language.of("الأرقام بحسب الفترة", "The numbers by period")) }
                (queries_header(trends, language.of("الفترة", "period")))
                tbody { @for (place, date) in trends.periods.iter().enumerate() { tr {
                    th scope="row" { bdi { (language.date(*date)) } }
                    @for query in &trends.queries {
                        td { (cell(&query.all.points[place], &documents(view, &query.query, None, Some(*date)), language)) }
                    }
                } } }
            } }
        }
    }
}

/// The shares of each outlet.
fn by_outlet(view: &View<'_>, trends: &Trends) -> Markup {
    let language = view.language;
    let Some(first) = trends.queries.first() else { return html! {} };
    let rows = trends.queries.iter().flat_map(|query| query.outlets.iter().chain([&query.all]));
    let ends = rows.filter_map(|row| row.total.share.map(|share| share.high));
    let most = ends.fold(f64::MIN_POSITIVE, f64::max);
    let row = |name: Markup, of: fn(&QueryTrend, usize) -> &OutletTrend, place: usize, id: Option<&str>| {
        html! { tr {
            th scope="row" { (name) }
            @for query in &trends.queries {
                @let total = &of(query, place).total;
                td { @if let Some(share) = total.share { (share_bar(share, most)) " " } (cell(total, &documents(view, &query.query, id, None), language)) }
            }
        } }
    };
    html! {
        div.claims { table.numbers {
            caption { (language.of("بحسب الوسيلة", "By outlet")) }
            (queries_header(trends, language.of("الوسيلة", "outlet")))
            tbody {
                @for (place, of) in first.outlets.iter().take(OUTLETS).enumerate() {
                    @let id = of.outlet.as_ref().map(|outlet| outlet.id.as_str());
                    (row(outlet(of.outlet.as_ref(), language), |query, place| &query.outlets[place], place, id))
                }
                (row(html! { strong { (language.of("كل الوسائل", "all outlets")) } }, |query, _| &query.all, 0, None))
            }
        } }
    }
}

fn queries_header(trends: &Trends, first: &str) -> Markup {
    html! { thead { tr {
        th scope="col" { (first) }
        @for query in &trends.queries { th scope="col" { bdi { (render::plain(&query.query)) } } }
    } } }
}

/// A share, and the documents behind it.
fn cell(point: &Point, address: &str, language: Language) -> Markup {
    html! {
        @match point.share {
            Some(share) => {
                bdi dir="ltr" { (render::percent(share)) } " "
                span.differ { a href=(address) { (point.documents) } " " (language.of("من", "of")) " " (point.published) }
            }
            None => span.unknown { (language.of("لا وثيقة في الأرشيف", "no document in the archive")) },
        }
    }
}

/// The address of the documents that match a query, of an outlet or in a period.
fn documents(view: &View<'_>, query: &str, outlet: Option<&str>, date: Option<Date>) -> String {
    let date = date.map(|date| date.to_string());
    let period = date.as_deref().map(|date| [("from", date), ("to", date)]);
    let replaced = |name: &str| match name {
        "q" | "by" => true,
        "outlet" => outlet.is_some(),
        "from" | "to" => period.is_some(),
        _ => false,
    };
    let kept = view.pairs().filter(|(name, _)| !replaced(name));
    let outlet = outlet.map(|outlet| ("outlet", outlet));
    view.address("/", [("q", query)].into_iter().chain(outlet).chain(period.into_iter().flatten()).chain(kept))
}
