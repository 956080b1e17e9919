//! The search: what is asked, what is found, and what narrows it.

use maud::{Markup, html};

use super::super::api::EXPORT;
use super::super::parameters::Wanted;
use super::super::problem::Problem;
use super::language::Language;
use super::parts::{byline, document_path, marked, outlet, titled, web_address};
use super::{View, frame};
use crate::asked::Asked;
use crate::document::{Date, Outlet};
use crate::engine::{Order, OutletCount};
use crate::explain::Explanation;
use crate::insight::Timeline;
use crate::query::{Filter, Layer, Query};
use crate::render;
use crate::search::{Hit, Results, search};

/// Parameters that say where in the hits one is, which whatever changes the hits does away with.
const PLACE: [&str; 1] = ["offset"];

/// How many outlets and authors are named.
const OUTLETS: usize = 30;
const AUTHORS: usize = 10;

/// How many duplicates of a hit are named; the page of its document names all.
const DUPLICATES: usize = 5;

/// How many forms of a word are named in each layer.
const FORMS: usize = 12;

/// How many examples of queries stand on the first page.
const EXAMPLES: usize = 5;

/// The page of a search; without one, of the whole archive.
pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let mut parameters = view.parameters.clone();
    let text = parameters.take("q")?.unwrap_or_default();
    let asked = parameters.asked()?;
    let other: Vec<(&str, &str)> = pairs(view).chain(language.other().parameter()).collect();
    let other = super::parts::address("/", other);
    if text.trim().is_empty() {
        let filter = asked.filter.filter()?;
        let documents = view.archive.index.matches(None, &filter, Order::Relevance, 0)?.total;
        let body = html! {
            h1.visually-hidden { (language.of("ابحث في الأرشيف", "Search the archive")) }
            (form(view, &text, &asked))
            p.count { (language.documents(documents)) }
            (narrowed(view, &asked))
            section.help {
                h2 { (language.of("كيف تسأل", "How to ask")) }
                (super::help::examples(view, EXAMPLES)?)
            }
            (narrowing(view, &asked, None, &filter)?)
        };
        return Ok(frame(language, language.of("البحث", "Search"), Some(&other), &body));
    }
    let wanted = Wanted::new(text, &asked, view.archive)?;
    let results = search(&*view.archive.index, &wanted.request)?;
    let body = html! {
        h1.visually-hidden { (language.of("نتائج البحث", "Results")) }
        (form(view, &wanted.text, &asked))
        (summary(view, &asked, &results))
        div.columns {
            section.hits aria-label=(language.of("النتائج", "Hits")) {
                @if let Some(explanation) = &results.explanation { (why(view, explanation)) }
                @if results.hits.is_empty() { (nothing(view, &results)) }
                @else if results.hits.iter().any(|hit| !hit.duplicates.is_empty()) {
                    p.beside { (language.of("نسخ الخبر الواحد مجموعة في نتيجة واحدة.", "Copies of one story are one hit.")) }
                }
                ol start=(asked.offset + 1) { @for hit in &results.hits { li { (self::hit(view, hit, &wanted.text)) } } }
                (paging(view, &wanted, &results))
                @if !results.hits.is_empty() { (exports(view, results.documents)) }
            }
            (narrowing(view, &asked, Some(&results.query), &results.query.filter)?)
        }
    };
    Ok(frame(language, &render::plain(&wanted.text), Some(&other), &body))
}

/// What the address says.
fn pairs<'v>(view: &'v View<'_>) -> impl Iterator<Item = (&'v str, &'v str)> {
    view.parameters.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The address of this search with some parameters changed: those called `without` go, `with` comes.
fn changed(view: &View<'_>, without: &[&str], with: &[(&str, &str)]) -> String {
    let kept = pairs(view).filter(|(name, _)| !without.contains(name) && !PLACE.contains(name));
    view.address("/", kept.chain(with.iter().copied()))
}

/// The address of this search without one value of a parameter.
fn without_value(view: &View<'_>, name: &str, value: &str) -> String {
    let kept = pairs(view).filter(|pair| *pair != (name, value) && !PLACE.contains(&pair.0));
    view.address("/", kept)
}

fn form(view: &View<'_>, text: &str, asked: &Asked) -> Markup {
    let language = view.language;
    // What is not in the form's own fields is kept as it is.
    let own = ["q", "from", "to", "sort"];
    let orders = [
        ("relevance", "الأنسب", "best first"),
        ("newest", "الأحدث", "newest first"),
        ("oldest", "الأقدم", "oldest first"),
    ];
    let chosen = pairs(view).find(|(name, _)| *name == "sort").map_or("relevance", |(_, value)| value);
    html! {
        form.search role="search" action="/" {
            label.visually-hidden for="q" { (language.of("كلمات البحث", "Words to look for")) }
            input id="q" name="q" type="search" dir="auto" value=(text) autocomplete="off" required;
            button { (language.of("ابحث", "Search")) }
            div.more {
                label { (language.of("من", "from")) " " input name="from" value=(asked.filter.from.as_deref().unwrap_or_default()) size="10" dir="ltr" placeholder="2022-01"; }
                label { (language.of("إلى", "to")) " " input name="to" value=(asked.filter.to.as_deref().unwrap_or_default()) size="10" dir="ltr" placeholder="2022-12-31"; }
                label { (language.of("الترتيب", "order")) " "
                    select name="sort" {
                        @for (value, arabic, english) in orders {
                            option value=(value) selected[value == chosen] { (language.of(arabic, english)) }
                        }
                    }
                }
            }
            @for (name, value) in pairs(view).filter(|(name, _)| !own.contains(name) && !PLACE.contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
            @if let Some((name, value)) = language.parameter() { input type="hidden" name=(name) value=(value); }
        }
    }
}

fn summary(view: &View<'_>, asked: &Asked, results: &Results) -> Markup {
    let language = view.language;
    let milliseconds = format!("{:.1}", results.elapsed.as_secs_f64() * 1000.0);
    let switches = [
        ("no-stem", "لواحق أخرى", "other endings"),
        ("no-alias", "أسماء أخرى", "other names"),
        ("no-latin", "حروف لاتينية", "Latin spellings"),
        ("exact", "المطابقة التامة فقط", "exact only"),
        ("explain", "لماذا؟", "why?"),
    ];
    let is_set = |name: &str| pairs(view).any(|(set, value)| set == name && !matches!(value, "" | "0" | "false"));
    html! {
        p.count role="status" {
            (language.documents(results.documents)) " · " bdi dir="ltr" { (milliseconds) " ms" }
            @if results.undated > 0 {
                " · " (language.of("ومن دون تاريخ تطابق أيضاً", "and without a date")) ": " (results.undated)
            }
            @if !results.query.dropped.is_empty() {
                " · " (language.of("لم يُبحث عن", "not searched")) ": "
                @for word in &results.query.dropped { bdi { (render::plain(word)) } " " }
            }
        }
        (narrowed(view, asked))
        p.layers {
            @for (name, arabic, english) in switches {
                @let is_given = is_set(name);
                // A layer is on until it is switched off, or all are; the other two are off until they are asked for.
                @let is_layer = name.starts_with("no-");
                @let is_on = is_given != is_layer && !(is_layer && is_set("exact"));
                @let address = match (is_given, is_layer) {
                    (true, _) => changed(view, &[name], &[]),
                    // Whoever asks for a layer is done with exact matches.
                    (false, true) if !is_on => changed(view, &["exact"], &[]),
                    _ => changed(view, &[], &[(name, "1")]),
                };
                a.switch.on[is_on] href=(address) {
                    (language.of(arabic, english)) " "
                    span.visually-hidden { (if is_on { language.of("(مشغل)", "(on)") } else { language.of("(متوقف)", "(off)") }) }
                }
                " "
            }
        }
    }
}

fn hit(view: &View<'_>, hit: &Hit, text: &str) -> Markup {
    let (language, document) = (view.language, &hit.document);
    let provenance = &document.provenance;
    let start = hit.passage.range.start.to_string();
    let asked = || pairs(view).filter(|(name, _)| *name != "q" && !PLACE.contains(name) && *name != "limit");
    let place = [("q", text), ("at", start.as_str())];
    let address = view.address(&document_path(&document.id), place.into_iter().chain(asked())) + "#passage";
    let same = |id: &str| view.address(&document_path(id), [("q", text)].into_iter().chain(asked()));
    html! {
        article {
            h2 {
                a href=(address) dir="auto" {
                    @if document.title.trim().is_empty() { (titled("", language)) }
                    (marked(&document.title, 0..document.title.len(), &hit.title_highlights, None))
                }
            }
            p.byline { (byline(&document.metadata, language)) }
            @if !hit.passage.range.is_empty() {
                blockquote.passage dir="auto" { (marked(&document.body, hit.passage.range.clone(), &hit.passage.highlights, None)) }
            }
            @if let Some(url) = &document.metadata.url { p.url { (web_address(url)) } }
            p.source { bdi dir="ltr" {
                bdi { (render::plain(&provenance.to_string())) } " · sha256 " code { (provenance.sha256.get(..12).unwrap_or_default()) "…" }
                " · bytes " (hit.passage.range.start) "–" (hit.passage.range.end)
            } }
            @if !hit.duplicates.is_empty() {
                details {
                    summary { (language.of("نُشرت أيضاً", "Also published")) " (" (hit.duplicates.len()) ")" }
                    ul { @for (heading, similarity) in hit.duplicates.iter().take(DUPLICATES) {
                        li {
                            a href=(same(&heading.id)) dir="auto" { (titled(&heading.title, language)) }
                            " · " (byline(&heading.metadata, language)) " · " bdi dir="ltr" { (format!("{:.0} %", 100.0 * similarity)) }
                        }
                    } }
                    @if hit.duplicates.len() > DUPLICATES { p { a href=(same(&document.id)) { (language.of("كلها عند الوثيقة", "All of them beside the document")) } } }
                }
            }
        }
    }
}

fn paging(view: &View<'_>, wanted: &Wanted, results: &Results) -> Markup {
    let (offset, limit) = (wanted.request.offset, wanted.request.limit);
    let at = |offset: usize| changed(view, &[], &[("offset", &offset.to_string())]);
    let language = view.language;
    html! {
        nav.paging aria-label=(language.of("الصفحات", "Pages")) {
            @if offset > 0 { a rel="prev" href=(at(offset.saturating_sub(limit))) { (language.of("السابق", "Previous")) } }
            " "
            @if results.hits.len() == limit { a rel="next" href=(at(offset + limit)) { (language.of("التالي", "Next")) } }
        }
    }
}

/// All of what was found, to take away.
fn exports(view: &View<'_>, documents: u64) -> Markup {
    let language = view.language;
    let limit = EXPORT.to_string();
    let all = || {
        let kept = pairs(view).filter(|(name, _)| !PLACE.contains(name) && *name != "limit");
        kept.chain([("limit", limit.as_str())])
    };
    let file = |format| super::parts::address("/api/v1/search", all().chain([("format", format)]));
    html! {
        nav.exports aria-label=(language.of("تنزيل النتائج", "Take the hits away")) {
            (language.of("تنزيل النتائج", "Take the hits away"))
            @if documents > EXPORT as u64 { " (" (language.of("أول", "the first")) " " (limit) ")" } ": "
            a href=(file("csv")) download { "CSV" } " "
            a href=(file("jsonl")) download { "JSON Lines" } " "
            a href=(view.address("/report", all())) { (language.of("تقرير للطباعة", "Report to print")) }
        }
    }
}

/// Outlets, authors and times of what was found, each a way to narrow the search.
fn narrowing(view: &View<'_>, asked: &Asked, query: Option<&Query>, filter: &Filter) -> Result<Markup, Problem> {
    let language = view.language;
    let tally = view.archive.index.tally(query, filter)?;
    // Whoever has chosen an outlet may choose another one as well.
    let any_outlet = Filter { outlets: Vec::new(), ..filter.clone() };
    let outlets = match filter.outlets.as_slice() {
        [] => tally.outlets.clone(),
        _ => view.archive.index.tally(query, &any_outlet)?.outlets,
    };
    Ok(html! {
        aside.narrow aria-label=(language.of("تضييق البحث", "Narrow the search")) {
            (timeline(view, &Timeline::of(&tally)))
            (outlet_counts(view, asked, &outlets))
            @if !tally.authors.is_empty() {
                h2 { (language.of("الكتّاب", "Authors")) }
                ul.counts { @for (name, documents) in tally.authors.iter().take(AUTHORS) {
                    li { a href=(changed(view, &["author"], &[("author", name)])) { bdi { (render::plain(name)) } } " " span.number { (documents) } }
                } }
            }
        }
    })
}

fn outlet_counts(view: &View<'_>, asked: &Asked, outlets: &[OutletCount]) -> Markup {
    let language = view.language;
    let chosen = |outlet: &Outlet| asked.filter.outlet.iter().find(|name| **name == outlet.id || **name == outlet.name);
    let most = outlets.first().map_or(1, |count| count.documents.max(1));
    html! {
        h2 { (language.of("الوسائل", "Outlets")) }
        ul.counts { @for count in outlets.iter().take(OUTLETS) {
            li {
                @match &count.outlet {
                    Some(known) => @match chosen(known) {
                        Some(name) => a.on href=(without_value(view, "outlet", name)) {
                            span aria-hidden="true" { "✓ " } (outlet(Some(known), language))
                            span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) }
                        },
                        None => a href=(changed(view, &[], &[("outlet", &known.id)])) { (outlet(Some(known), language)) },
                    },
                    None => (outlet(None, language)),
                }
                " " span.number { (count.documents) }
                svg.bar aria-hidden="true" { rect width={ (100 * count.documents / most) "%" } height="4" {} }
            }
        } }
    }
}

/// What narrows the search, each with a way to take it back.
fn narrowed(view: &View<'_>, asked: &Asked) -> Markup {
    let language = view.language;
    let all = filters(asked);
    html! {
        @if !all.is_empty() {
            ul.chosen { @for (name, value) in all {
                li { a href=(without_value(view, name, value)) {
                    span aria-hidden="true" { "✕ " } (label(name, language)) ": " bdi { (render::plain(value)) }
                    span.visually-hidden { " " (language.of("(إزالة)", "(remove)")) }
                } }
            } }
        }
    }
}

/// What narrows a search, in words.
pub(super) fn narrowed_by(asked: &Asked, language: Language) -> Vec<(&'static str, &str)> {
    filters(asked).into_iter().map(|(name, value)| (label(name, language), value)).collect()
}

/// The parameters that narrow a search, and their values.
fn filters(Asked { filter, matching, .. }: &Asked) -> Vec<(&'static str, &str)> {
    let lists = [
        ("outlet", &filter.outlet),
        ("not-outlet", &filter.not_outlet),
        ("author", &filter.author),
        ("place", &filter.place),
        ("not-alias", &matching.not_alias),
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
        "place" => language.of("المكان", "place"),
        "not-alias" => language.of("من دون الاسم الآخر", "without the other name"),
        "from" => language.of("من", "from"),
        _ => language.of("إلى", "to"),
    }
}

fn timeline(view: &View<'_>, line: &Timeline) -> Markup {
    let language = view.language;
    let most = line.bars.iter().map(|bar| bar.documents).max().unwrap_or(1).max(1);
    // Few bars are not as wide as the page.
    let width = 10 * line.bars.len().max(12);
    let known = |count: u64, arabic: &'static str, english: &'static str| {
        html! {
            @if count > 0 { p.beside { (language.of(arabic, english)) ": " (count) } }
        }
    };
    html! {
        h2 { (language.of("الزمن", "Time")) }
        @if let (Some(first), Some(last)) = (line.bars.first(), line.bars.last()) {
            svg.timeline viewBox={ "0 0 " (width) " 60" } preserveAspectRatio="none" role="group" aria-label=(language.of("عدد الوثائق عبر الزمن", "Documents over time")) {
                @for (place, bar) in line.bars.iter().enumerate() {
                    @let height = if bar.documents == 0 { 0 } else { (58 * bar.documents / most).max(2) };
                    // Time runs with the script: from the right in Arabic.
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
        }
        (known(line.less_exact, "بتاريخ أقل دقة", "dated less exactly"))
        (known(line.earlier, "أقدم من ذلك", "earlier"))
        (known(line.undated, "من دون تاريخ", "without a date"))
    }
}

/// The address of this search within a period.
fn period(view: &View<'_>, date: Date) -> String {
    let date = date.to_string();
    changed(view, &["from", "to"], &[("from", &date), ("to", &date)])
}

fn why(view: &View<'_>, explanation: &Explanation) -> Markup {
    let language = view.language;
    let layer = |layer: Layer| match layer {
        Layer::Written => language.of("كما كُتبت", "as written"),
        Layer::Folded => language.of("بتوحيد الحروف", "folded"),
        Layer::Clitics => language.of("مع سوابق ولواحق", "with clitics"),
        Layer::Stem => language.of("لواحق أخرى", "other endings"),
        Layer::Wildcard => language.of("بعلامة * أو ~", "by * or ~"),
        Layer::Alias => language.of("اسم آخر", "another name"),
        Layer::Latin => language.of("كتابة لاتينية", "Latin spelling"),
    };
    html! {
        section.why aria-label=(language.of("لماذا", "Why")) {
            p { (language.of("ما بُحث عنه", "Searched")) ": " bdi { (render::plain(&explanation.became)) } }
            p.beside { (language.of("الأعداد وثائق في الأرشيف كله، قبل أي تضييق.", "Numbers are documents of the whole archive, before anything narrows it.")) }
            div.words { @for word in &explanation.words {
                div {
                    h2 { bdi { (render::plain(&word.word)) } }
                    dl { @for (of, forms) in &word.layers {
                        dt { (layer(*of)) @if *of == Layer::Written { span.number { " (" (language.of("من", "of")) " " (word.looked_at) ")" } } }
                        dd { @for form in forms.iter().take(FORMS) {
                            bdi { (render::plain(&form.form)) } " " span.number { (form.documents) } " "
                            @if *of == Layer::Alias { (switch_off(view, &form.form)) " " }
                        } }
                    } }
                }
            } }
        }
    }
}

/// A way to do without a name that is searched in place of another one.
fn switch_off(view: &View<'_>, name: &str) -> Markup {
    html! {
        a.off href=(changed(view, &[], &[("not-alias", name)])) {
            span aria-hidden="true" { "✕" }
            span.visually-hidden { (view.language.of("من دون", "without")) " " (render::plain(name)) }
        }
    }
}

fn nothing(view: &View<'_>, results: &Results) -> Markup {
    let language = view.language;
    html! {
        @if results.documents > 0 {
            p role="alert" { (language.of("لا نتائج بعد ما سبق.", "There are no more hits.")) " "
                a href=(changed(view, &[], &[])) { (language.of("إلى أولها", "To the first ones")) } }
        } @else {
            p role="alert" { (language.of("لم يُعثر على شيء.", "Nothing was found.")) }
        }
        @if let Some(advice) = &results.advice {
            ul {
                @for (part, documents) in advice.filters.iter().chain(&advice.parts) {
                    li { (language.of("من دون", "Without")) " " bdi { (render::plain(part)) } ": " (language.documents(*documents)) }
                }
                @for near in &advice.near {
                    li { (language.of("ليس في الأرشيف", "The archive does not have")) " " bdi { (render::plain(&near.word)) }
                        @for (form, documents) in &near.forms {
                            " · " a href=(changed(view, &["q"], &[("q", form)])) { bdi { (render::plain(form)) } } " " span.number { (documents) }
                        }
                    }
                }
            }
        }
    }
}
