//! Facets of a search: outlets, names and times with their counts, each to include or to exclude, and chosen filters.

use maud::{Markup, html};

use super::super::problem::Problem;
use super::language::Language;
use super::parts::outlet_name;
use super::timeline::timeline;
use super::view::{PLACE, View};
use crate::args::SearchArgs;
use crate::engine::{FacetCounts, Plan};
use crate::insight::Timeline;
use crate::query::Filter;
use crate::render;

/// The values of a facet that are always shown; the others are unfolded.
const FIRST: usize = 8;
/// The most values of a facet on a page.
const MOST: usize = 60;

/// A facet: its filter parameters, and its heading in Arabic and English.
struct Facet {
    include: &'static str,
    /// Where documents with a value can be excluded by a parameter.
    exclude: Option<&'static str>,
    arabic: &'static str,
    english: &'static str,
    values: Vec<Value>,
}

/// A value of a facet.
struct Value {
    /// As the parameter takes it.
    parameter: String,
    name: String,
    /// Where the value was inferred from.
    inferred_from: Option<String>,
    documents: u64,
}

/// Facets of the documents that match `plan` and `filter`, which are counted in `counts`; each value is a filter.
pub(super) fn narrowing(
    view: &View<'_>,
    asked: &SearchArgs,
    (plan, filter): (&Plan, &Filter),
    mut counts: FacetCounts,
) -> Result<Markup, Problem> {
    let language = view.language;
    let dates = Timeline::dense(&counts.dates, counts.undated);
    if !filter.outlets.is_empty() {
        // With an outlet chosen, other outlets can be added.
        let any_outlet = Filter { outlets: Vec::new(), ..filter.clone() };
        counts.outlets = view.archive.index.facets(plan, &any_outlet)?.outlets;
    }
    let chosen = filters(asked);
    Ok(html! {
        aside.narrow #narrow aria-label=(language.of("تضييق البحث", "Narrow the search")) {
            a.close href="#main" { (language.of("إلى النتائج", "To the hits")) }
            (timeline(view, &dates))
            @for facet in facets(counts) { (self::facet(view, &chosen, &facet)) }
        }
    })
}

fn facets(counts: FacetCounts) -> [Facet; 5] {
    let names = |values: Vec<(String, u64)>| {
        let value =
            |(name, documents): (String, u64)| Value { parameter: name.clone(), name, inferred_from: None, documents };
        values.into_iter().map(value).collect()
    };
    let outlets = counts.outlets.into_iter().map(|count| {
        let (id, name, inferred_from) =
            count.outlet.map_or_else(Default::default, |outlet| (outlet.id, outlet.name, outlet.inferred_from));
        Value { parameter: id, name, inferred_from, documents: count.documents }
    });
    let facet = |include, exclude, (arabic, english), values| Facet { include, exclude, arabic, english, values };
    [
        facet("outlet", Some("not-outlet"), ("الوسائل", "Outlets"), outlets.collect()),
        facet("author", None, ("الكتّاب", "Authors"), names(counts.authors)),
        facet("agency", None, ("الوكالات", "Agencies"), names(counts.agencies)),
        facet("place", None, ("الأماكن", "Places"), names(counts.places)),
        facet("lang", None, ("اللغات", "Languages"), names(counts.languages)),
    ]
}

/// A facet: its first values, and all of them behind a field to look for one.
fn facet(view: &View<'_>, filters: &[(&str, &str)], facet: &Facet) -> Markup {
    let language = view.language;
    let values = &facet.values;
    let is_known = values.iter().any(|value| !value.parameter.is_empty());
    // One language is no choice.
    if !is_known || (facet.include == "lang" && values.len() < 2) {
        return html! {};
    }
    let most = values.iter().map(|value| value.documents).max().unwrap_or(1).max(1);
    let list = |values: &[Value]| {
        html! { ul.counts { @for value in values { (self::value(view, filters, facet, value, most)) } } }
    };
    let (first, rest) = values.split_at(values.len().min(FIRST));
    html! {
        h2 { (language.of(facet.arabic, facet.english)) }
        (list(first))
        @if !rest.is_empty() {
            details.all {
                summary { (language.of("المزيد", "More")) " (" (language.number(rest.len() as u64)) ")" }
                (one_more(view, facet))
                (list(&rest[..rest.len().min(MOST - FIRST)]))
            }
        }
    }
}

/// A field for the name of one more value, or a part of it.
fn one_more(view: &View<'_>, facet: &Facet) -> Markup {
    let language = view.language;
    let label =
        format!("{}: {}", language.of(facet.arabic, facet.english), language.of("اسم أو جزء منه", "name or part"));
    html! {
        form.one-more action="/" {
            @for (name, value) in view.pairs().filter(|(name, _)| *name != PLACE).chain(language.parameter()) {
                input type="hidden" name=(name) value=(value);
            }
            input name=(facet.include) aria-label=(label) placeholder=(language.of("اسم أو جزء منه", "name or part")) autocomplete="off" required;
            button { (language.of("أضف", "Add")) }
        }
    }
}

fn value(view: &View<'_>, filters: &[(&str, &str)], facet: &Facet, value: &Value, most: u64) -> Markup {
    let language = view.language;
    let Value { parameter, documents, .. } = value;
    let name = html! { (outlet_name(&value.name, value.inferred_from.as_deref(), language)) };
    let is_meant = |chosen: &str| chosen == *parameter || chosen == value.name;
    let chosen = filters.iter().find(|(filter, chosen)| *filter == facet.include && is_meant(chosen));
    html! {
        li {
            @match chosen {
                _ if parameter.is_empty() => (name),
                Some((_, chosen)) => a.on href=(view.without(facet.include, chosen)) {
                    span aria-hidden="true" { "✓ " } (name)
                    span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) }
                },
                None => a href=(view.changed(&[], &[(facet.include, parameter)])) { (name) },
            }
            " " span.number { (language.number(*documents)) }
            @if let Some(exclude) = facet.exclude.filter(|_| chosen.is_none() && !parameter.is_empty()) {
                " " a.exclude href=(view.changed(&[], &[(exclude, parameter)])) title=(language.of("استبعاد", "exclude")) {
                    span aria-hidden="true" { "−" }
                    span.visually-hidden { (language.of("استبعاد", "exclude")) " " (render::plain(&value.name)) }
                }
            }
            @if facet.exclude.is_some() { svg.bar aria-hidden="true" { rect width={ (100 * documents / most) "%" } height="4" {} } }
        }
    }
}

/// The button that shows the facets on a narrow screen, and the filters of the search, each with a link to remove it.
pub(super) fn narrowed(view: &View<'_>, asked: &SearchArgs) -> Result<Markup, Problem> {
    let language = view.language;
    let all = filters(asked);
    let dates = (asked.filter.from.as_deref(), asked.filter.to.as_deref());
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).chain(["from", "to"]).collect();
    let chips = all.len() + usize::from(dates != (None, None));
    let outlets = if all.is_empty() { Vec::new() } else { view.archive.index.outlets()? };
    // Outlets are chosen by id, and known by name.
    let known = |value: &str| {
        let outlet = outlets.iter().filter_map(|count| count.outlet.as_ref()).find(|outlet| outlet.id == value);
        render::plain(outlet.map_or(value, |outlet| &outlet.name))
    };
    let remove = || html! { span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) } };
    Ok(html! {
        a.to-narrow href="#narrow" { (language.of("تضييق", "Narrow")) @if chips > 0 { " (" (chips) ")" } }
        @if chips > 0 {
            ul.chosen {
                @if dates != (None, None) {
                    li { a href=(view.changed(&["from", "to"], &[])) { span aria-hidden="true" { "✕ " } (period(dates, language)) (remove()) } }
                }
                @for (name, value) in all {
                    li { a href=(view.without(name, value)) {
                        span aria-hidden="true" { "✕ " } (label(name, language)) ": " bdi { @if name.ends_with("outlet") { (known(value)) } @else { (render::plain(value)) } } (remove())
                    } }
                }
            }
            @if chips > 1 { p.clear { a href=(view.changed(&names, &[])) { (language.of("أزل التضييق كله", "Clear all filters")) } } }
        }
    })
}

/// A filter by date in words.
fn period((from, to): (Option<&str>, Option<&str>), language: Language) -> Markup {
    let date = |text: &str| text.parse().map_or_else(|_| render::plain(text), |date| language.date(date));
    html! {
        @match (from, to) {
            (Some(from), Some(to)) if from == to => { (language.of("في", "in")) " " bdi { (date(from)) } }
            (from, to) => {
                @if let Some(from) = from { (language.of("من", "from")) " " bdi { (date(from)) } " " }
                @if let Some(to) = to { (language.of("إلى", "to")) " " bdi { (date(to)) } }
            },
        }
    }
}

/// The filter parameters of a search but for dates, and their values.
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
    lists.into_iter().flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str()))).collect()
}

fn label(name: &str, language: Language) -> &'static str {
    match name {
        "outlet" => language.of("الوسيلة", "outlet"),
        "not-outlet" => language.of("مستبعدة", "not in"),
        "author" => language.of("الكاتب", "author"),
        "agency" => language.of("الوكالة", "agency"),
        "place" => language.of("المكان", "place"),
        "lang" => language.of("اللغة", "language"),
        "not-alias" => language.of("من دون الاسم الآخر", "without the other name"),
        _ => language.of("من دون", "without"),
    }
}
