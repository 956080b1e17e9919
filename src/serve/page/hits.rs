//! The search page: form and hits.

use maud::{Markup, html};

use super::super::documents::ParsedSearch;
use super::super::parameters::MAX_EXPORT;
use super::super::problem::Problem;
use super::form::form;
use super::frame::frame;
use super::language::Language;
use super::narrow::{narrowed, narrowing};
use super::parts::{byline, document_path, marked, site, titled, web_address};
use super::shortlist::{pick, search_key};
use super::switches;
use super::view::{PLACE, View};
use crate::args::{SearchArgs, Sort};
use crate::engine::Plan;
use crate::query::{Clause, Layer, Occur, Query};
use crate::render;
use crate::search::Explanation;
use crate::search::{Hit, Request, Results, search};

/// The most duplicates listed with a hit; the page of its document lists all.
const DUPLICATES: usize = 5;

/// Columns of the part of a passage that is shown first: about three lines.
const SNIPPET: usize = 240;

/// The most forms of a word listed for each layer.
const FORMS: usize = 12;

/// Parameters of the page of hits alone.
const OF_HITS: [&str; 6] = ["sort", "explain", "per-document", "no-fold", "limit", PLACE];

/// Pages of other questions about the documents that match.
const QUESTIONS: [(&str, &str, &str); 5] = [
    ("/concordance", "الكلمة في سياقها", "Concordance"),
    ("/collocates", "الكلمات المجاورة", "Collocates"),
    ("/trends", "عبر الزمن", "Over time"),
    ("/coverage", "الوسائل والفترات", "Outlets and periods"),
    ("/stories", "قصص هذه النتائج", "Stories of these hits"),
];

/// The page of a search, or of the whole archive without one.
pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let mut parameters = view.parameters.clone();
    let text = parameters.take("q")?.unwrap_or_default();
    let asked = parameters.asked()?;
    let other: Vec<(&str, &str)> = view.pairs().chain(language.other().parameter()).collect();
    let other = super::parts::address("/", other);
    if text.trim().is_empty() {
        return super::home::page(view, &asked, &other);
    }
    let wanted = ParsedSearch::new(text, &asked, view.archive)?;
    // One more says whether there is another page.
    let limit = wanted.request.limit;
    let mut results = search(view.archive.index, &Request { limit: limit + 1, ..wanted.request.clone() })?;
    let has_more = results.hits.len() > limit;
    results.hits.truncate(limit);
    let plan = Plan::of(&results.query);
    let facets = view.archive.index.facets(&plan, &results.query.filter)?;
    let body = html! {
        h1.visually-hidden { (language.of("نتائج البحث", "Results")) }
        (form(view, &wanted.text, &asked))
        (summary(view, &asked, &results)?)
        (some_words(view, &asked, &wanted.request.query))
        div.columns {
            section.hits data-search=(search_key(view.pairs())) aria-label=(language.of("النتائج", "Hits")) {
                @if let Some(explanation) = &results.explanation { (why(view, explanation)) }
                @if results.hits.is_empty() { (nothing(view, &wanted.text, &results)) }
                @else if results.hits.iter().any(|hit| !hit.duplicates.is_empty()) {
                    p.beside { (language.of("نسخ الخبر الواحد مجموعة في نتيجة واحدة.", "Copies of one story are one hit.")) }
                }
                ol start=(asked.offset + 1) { @for hit in &results.hits { li id={ "h" (hit.rank) } { (self::hit(view, hit, &wanted.text, asked.offset)) } } }
                (paging(view, &wanted.request, has_more))
                @if !results.hits.is_empty() { (dossier(view)) (exports(view, results.documents)) }
            }
            (narrowing(view, &asked, (&plan, &results.query.filter), facets)?)
        }
    };
    Ok(frame(language, &render::plain(&wanted.text), Some(&other), &body))
}

fn summary(view: &View<'_>, asked: &SearchArgs, results: &Results) -> Result<Markup, Problem> {
    let language = view.language;
    let milliseconds = format!("{:.1}", results.elapsed.as_secs_f64() * 1000.0);
    Ok(html! {
        p.count role="status" {
            (language.documents(results.documents)) " · " (milliseconds) " " (language.of("مللي ثانية", "ms"))
            @if results.undated > 0 {
                " · " (language.of("وتطابق بلا تاريخ", "and matching without a date")) ": " (language.number(results.undated))
            }
            @if !results.query.dropped.is_empty() {
                " · " (language.of("لم يُبحث عن", "not searched")) ": "
                @for word in &results.query.dropped { bdi { (render::plain(word)) } " " }
            }
        }
        (narrowed(view, asked)?)
        p.beside {
            @for (place, (path, arabic, english)) in QUESTIONS.iter().enumerate() {
                @if place > 0 { " · " }
                a href=(view.address(path, view.pairs().filter(|(name, _)| !OF_HITS.contains(name)))) { (language.of(arabic, english)) }
            }
        }
        p.layers { (switches::why(view, asked)) }
        (switches::switches(view, asked))
    })
}

/// Says that hits in order of date may have some of the words only, and offers those that have all.
fn some_words(view: &View<'_>, asked: &SearchArgs, query: &Query) -> Markup {
    let language = view.language;
    let all = if asked.sort == Sort::Relevance || asked.matching.pasted { None } else { requiring_all(query) };
    html! {
        @if let Some(all) = all {
            p.beside {
                (language.of("بترتيب التاريخ تظهر أيضًا وثائق فيها بعض الكلمات فقط.", "By date, documents with some of the words only are shown, too.")) " "
                a href=(view.changed(&["q"], &[("q", &all)])) { (language.of("كل الكلمات لازمة", "Require all words")) }
            }
        }
    }
}

/// The query with each of its words required, if one is not.
fn requiring_all(query: &Query) -> Option<String> {
    let mut query = query.clone();
    let clauses = &mut query.root.clauses;
    let is_optional = |clause: &&mut Clause| clause.occur == Occur::Should && !clause.node.is_filter();
    if clauses.len() < 2 || clauses.iter_mut().filter(is_optional).map(|clause| clause.occur = Occur::Must).count() == 0
    {
        return None;
    }
    Some(query.to_string())
}

/// The address of the document of a hit, at its passage; `offset` is that of the page of hits to go back to.
pub(super) fn address(view: &View<'_>, hit: &Hit, text: &str, offset: usize) -> String {
    let place = format!("{}-{}", hit.first_match(), hit.passage.range.end);
    let offset = (offset > 0).then(|| offset.to_string());
    let kept = view.pairs().filter(|(name, value)| !["q", "at", PLACE].contains(name) && !value.is_empty());
    let place = [("q", text), ("at", place.as_str())].into_iter().chain(kept);
    let place = place.chain(offset.as_deref().map(|offset| (PLACE, offset)));
    view.address(&document_path(&hit.document.id), place) + "#passage"
}

fn hit(view: &View<'_>, hit: &Hit, text: &str, offset: usize) -> Markup {
    let (language, document) = (view.language, &hit.document);
    let provenance = &document.provenance;
    let part = hit.part();
    let asked = || view.pairs().filter(|(name, value)| *name != "q" && !value.is_empty());
    let address = address(view, hit, text, offset);
    let same = |id: &str| view.address(&document_path(id), [("q", text)].into_iter().chain(asked()));
    // Headline, source and passage share the edge of the text, whatever the language of the page.
    let direction = if render::is_right_to_left(if hit.text.is_empty() { &document.title } else { &hit.text }) {
        "rtl"
    } else {
        "ltr"
    };
    let written_in = document.metadata.language.as_deref();
    html! {
        article dir=(direction) {
            h2 lang=[written_in] {
                a href=(address) dir="auto" {
                    @if document.title.trim().is_empty() { (titled("", language)) }
                    (marked(&document.title, 0..document.title.len(), &hit.title_highlights, None))
                }
            }
            p.byline {
                (byline(&document.metadata, language))
                @if let Some(url) = document.metadata.address(part) { " · " (site(&url)) }
            }
            @if !hit.passage.range.is_empty() { (passage(hit, language)) }
            details {
                summary { (language.of("المصدر", "Source")) }
                @if let Some(url) = document.metadata.address(part) { p.url { (web_address(&url)) } }
                p.source { bdi dir="ltr" {
                    bdi { (render::plain(&provenance.to_string())) } " · sha256 " code { (provenance.sha256) }
                    " · bytes " (hit.passage.range.start) "–" (hit.passage.range.end)
                    @if let Some(part) = part { " · " bdi { (language.part(part)) } }
                } }
            }
            @if !hit.duplicates.is_empty() {
                details {
                    summary { (language.of("نُشرت أيضًا", "Also published")) " (" (hit.duplicates.len()) ")" }
                    ul { @for (heading, similarity) in hit.duplicates.iter().take(DUPLICATES) {
                        li {
                            a href=(same(&heading.id)) dir="auto" { (titled(&heading.title, language)) }
                            " · " (byline(&heading.metadata, language)) " · " bdi dir="ltr" { (format!("{:.0} %", 100.0 * similarity)) }
                        }
                    } }
                    @if hit.duplicates.len() > DUPLICATES { p { a href=(same(&document.id)) { (language.of("كلها عند الوثيقة", "All of them beside the document")) } } }
                }
            }
            (pick(&document.id, &document.title, language))
        }
    }
}

/// The passage of a hit: about three lines around its best match, and the whole of it to unfold.
fn passage(hit: &Hit, language: Language) -> Markup {
    let marks = hit.highlights();
    let written_in = hit.document.metadata.language.as_deref();
    let shown = render::snippet(&hit.text, &marks, SNIPPET);
    let inside = render::inside(&marks, &shown);
    let is_cut = shown.len() < hit.text.trim_end().len();
    html! {
        blockquote.snippet dir="auto" lang=[written_in] {
            @if shown.start > 0 { "… " }
            (marked(&hit.text, shown.clone(), &inside, None))
            @if is_cut && shown.end < hit.text.trim_end().len() { " …" }
        }
        @if is_cut {
            details {
                summary { (language.of("المقطع كله", "Whole passage")) }
                blockquote.passage dir="auto" lang=[written_in] { (marked(&hit.text, 0..hit.text.len(), &marks, None)) }
            }
        }
    }
}

fn paging(view: &View<'_>, request: &Request, has_more: bool) -> Markup {
    let Request { offset, limit, .. } = *request;
    let at = |offset: usize| view.changed(&[], &[("offset", &offset.to_string())]);
    let language = view.language;
    html! {
        nav.paging aria-label=(language.of("الصفحات", "Pages")) {
            @if offset > 0 { a rel="prev" href=(at(offset.saturating_sub(limit))) { (language.of("السابق", "Previous")) } }
            " "
            @if has_more { a rel="next" href=(at(offset + limit)) { (language.of("التالي", "Next")) } }
        }
    }
}

/// The form of the documents that were chosen.
fn dossier(view: &View<'_>) -> Markup {
    let language = view.language;
    let kept = view.pairs().filter(|(name, value)| ![PLACE, "limit", "explain"].contains(name) && !value.is_empty());
    html! {
        form #dossier action="/dossier" {
            @for (name, value) in kept.chain(language.parameter()) { input type="hidden" name=(name) value=(value); }
            button { (language.of("ملف بما اخترت، أو بهذه النتائج", "Dossier of what I chose, or of these hits")) }
        }
    }
}

/// Links to download all results.
fn exports(view: &View<'_>, documents: u64) -> Markup {
    let language = view.language;
    let limit = MAX_EXPORT.to_string();
    let all = || {
        let kept = view.pairs().filter(|(name, _)| *name != PLACE && *name != "limit");
        kept.chain([("limit", limit.as_str())])
    };
    let file = |format| super::parts::address("/api/v1/search", all().chain([("format", format)]));
    html! {
        nav.exports aria-label=(language.of("تنزيل النتائج", "Take the hits away")) {
            (language.of("تنزيل النتائج", "Take the hits away"))
            @if documents > MAX_EXPORT as u64 { " (" (language.of("أول", "the first")) " " (limit) ")" } ": "
            a href=(file("csv")) download { "CSV" } " "
            a href=(file("jsonl")) download { "JSON Lines" } " "
            a href=(view.address("/dossier", all())) { (language.of("ملف للطباعة", "Dossier to print")) } " "
            a href=(view.address("/feed", view.pairs().filter(|(name, _)| ![PLACE, "limit", "sort"].contains(name)))) type="application/atom+xml" { (language.of("خلاصة Atom", "Atom feed")) }
        }
    }
}

fn why(view: &View<'_>, explanation: &Explanation) -> Markup {
    let language = view.language;
    let layer = |layer: Layer| match layer {
        Layer::Written => language.of("كما كُتبت", "as written"),
        Layer::Folded => language.of("بتوحيد الحروف", "folded"),
        Layer::Clitics => language.of("مع سوابق ولواحق", "with clitics"),
        Layer::Stem => language.of("لواحق أخرى", "other endings"),
        Layer::Spelling => language.of("كتابة أخرى", "other spelling"),
        Layer::Plural => language.of("جمع أو مفرد", "plural or singular"),
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
                        dt { (layer(*of)) @if *of == Layer::Written { span.number { " (" (language.of("من", "of")) " " (language.number(word.looked_at)) ")" } } }
                        dd { @for form in forms.iter().take(FORMS) { span.form { bdi { (render::plain(&form.form)) } " " span.number { (language.number(form.documents)) } } " " } }
                    } }
                    @if !word.aliases.is_empty() {
                        p.beside { (language.of("من دون", "without")) ": " @for name in &word.aliases { (switch_off(view, name)) " " } }
                    }
                }
            } }
        }
    }
}

/// A link to search without a name that replaces another one.
fn switch_off(view: &View<'_>, name: &str) -> Markup {
    html! {
        a.off href=(view.changed(&[], &[("not-alias", name)])) {
            span aria-hidden="true" { "✕ " } bdi { (render::plain(name)) }
        }
    }
}

fn nothing(view: &View<'_>, text: &str, results: &Results) -> Markup {
    let language = view.language;
    html! {
        @if results.documents > 0 {
            p role="alert" { (language.of("لا نتائج بعد ما سبق.", "There are no more hits.")) " "
                a href=(view.changed(&[], &[])) { (language.of("إلى أولها", "To the first ones")) } }
        } @else {
            p role="alert" { (language.of("لم يُعثر على شيء.", "Nothing was found.")) }
        }
        @if let Some(advice) = &results.suggestions {
            ul {
                @for (part, documents) in advice.filters.iter().chain(&advice.parts) {
                    li { (language.of("من دون", "Without")) " " bdi { (render::plain(part)) } ": " (language.documents(*documents)) }
                }
                @for near in &advice.near {
                    li { (language.of("ليس في الأرشيف", "The archive does not have")) " " bdi { (render::plain(&near.word)) }
                        @for (form, documents) in &near.forms {
                            " · " a href=(view.changed(&["q"], &[("q", &text.replacen(&near.word, form, 1))])) { bdi { (render::plain(form)) } } " " span.number { (language.number(*documents)) }
                        }
                    }
                }
            }
        }
    }
}
