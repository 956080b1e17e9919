//! The page of a dossier, for reading and printing: passages that answer one search or several, and numbered citations.

use maud::{Markup, html};

use super::super::dossier::{self, PICK, Search};
use super::super::problem::Problem;
use super::frame::frame;
use super::parts::{self, byline, marked, outlet, titled};
use super::shortlist::search_key;
use super::view::View;
use crate::render::{self, AboutDossier, CitationStyle};
use crate::search::{Dossier, Hit, QuestionAnswer};

/// The most outlets in the table.
const OUTLETS: usize = 50;

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let (dossier, about) = dossier::read(view.archive, view.parameters.clone())?;
    let mut parameters = view.parameters.clone();
    parameters.take("title")?;
    let searches = dossier::searches(parameters)?;
    let other = parts::address("/dossier", view.pairs().chain(language.other().parameter()));
    let notes: Vec<String> = dossier.cited().into_iter().map(citation).collect::<Result<_, _>>()?;
    let named = view.pairs().find(|(name, title)| *name == "title" && !title.trim().is_empty()).map(|(_, title)| title);
    let title = named.unwrap_or(language.of("ملف", "Dossier"));
    let body = html! {
        (name_form(view, named.unwrap_or_default()))
        article.report {
            h1 { bdi { (render::plain(title)) } }
            (facts(view, &dossier, &about))
            @if dossier.answers.len() > 1 { (matrix(view, &dossier)) }
            @for (answer, search) in dossier.answers.iter().zip(&searches) { (self::answer(view, answer, search)) }
            h2 { (language.of("الحواشي", "Notes")) }
            ol.notes { @for (note, number) in notes.iter().zip(1..) {
                li id={ "n" (number) } { a href={ "#p" (number) } { (number) "." } " " span { (parts::citation(note)) } }
            } }
        }
    };
    Ok(frame(language, &render::plain(title), Some(&other), &body))
}

impl Search {
    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.parameters.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The address of the dossier without the document `id` in this search, and without the search if it was the last one.
    fn without(&self, view: &View<'_>, id: &str) -> String {
        let rest = || self.pairs().filter(|pair| *pair != (PICK, id));
        let is_last = !rest().any(|(name, _)| name == PICK);
        let changed = parts::query_string(rest());
        let mut places = 0..;
        let pairs = view.pairs().filter_map(|(name, value)| {
            if name == "title" || (name == "search" && value.trim().is_empty()) {
                return Some((name, value));
            }
            let place = if name == "search" { places.next() } else { None };
            match (place == self.place, place) {
                (false, _) => Some((name, value)),
                (true, _) if is_last => None,
                (true, Some(_)) => Some((name, changed.as_str())),
                (true, None) => ((name, value) != (PICK, id)).then_some((name, value)),
            }
        });
        let pairs: Vec<_> = pairs.collect();
        let is_empty = pairs.iter().all(|(name, _)| *name == "title");
        if is_empty { view.address("/", []) } else { view.address("/dossier", pairs) }
    }
}

/// A form that gives the dossier a title, and the files that it can be had as.
fn name_form(view: &View<'_>, title: &str) -> Markup {
    let language = view.language;
    let kept = view.pairs().filter(|(name, value)| *name != "title" && !value.is_empty());
    let file = |format| parts::address("/api/v1/dossier", view.pairs().chain([("format", format)]));
    let files = [
        ("html", "HTML"),
        ("odt", "OpenDocument"),
        ("csv", language.of("المقاطع CSV", "passages as CSV")),
        ("matrix", language.of("الأعداد CSV", "counts as CSV")),
        ("json", "JSON"),
    ];
    html! {
        form.search action="/dossier" {
            label for="title" { (language.of("العنوان", "Title")) }
            input id="title" name="title" dir="auto" value=(title) autocomplete="off";
            @for (name, value) in kept.chain(language.parameter()) { input type="hidden" name=(name) value=(value); }
            button { (language.of("سمِّه", "Name it")) }
        }
        nav.exports aria-label=(language.of("تنزيل الملف", "Take the dossier away")) {
            (language.of("تنزيل الملف", "Take the dossier away")) ": "
            @for (format, name) in files { a href=(file(format)) download { (name) } " " }
            button.empty-list type="button" hidden { (language.of("أفرغ القائمة", "Empty the list")) }
        }
    }
}

fn facts(view: &View<'_>, dossier: &Dossier, about: &AboutDossier) -> Markup {
    let language = view.language;
    let passages: usize = dossier.answers.iter().map(|answer| answer.results.hits.len()).sum();
    html! {
        dl {
            dt { (language.of("المقاطع", "passages")) } dd { (passages) }
            dt { (language.of("الأرشيف", "archive")) }
            dd {
                (language.documents(dossier.archive.documents)) " · " (language.outlets(dossier.archive.outlets))
                @if let Some((first, last)) = dossier.archive.dates { " · " bdi { (language.date(first)) } " – " bdi { (language.date(last)) } }
            }
            dt { (language.of("أُعدّ", "made")) } dd { bdi dir="ltr" { (about.made) " UTC, " (about.program) ", " (about.state) } }
        }
    }
}

/// How many documents of each outlet match each question.
fn matrix(view: &View<'_>, dossier: &Dossier) -> Markup {
    let language = view.language;
    let name = language.of("الوثائق بحسب السؤال والوسيلة", "Documents by question and outlet");
    html! {
        div.claims tabindex="0" role="region" aria-label=(name) { table.numbers {
            caption { (name) }
            thead { tr {
                th scope="col" { (language.of("الوسيلة", "outlet")) }
                @for answer in &dossier.answers { th scope="col" { bdi { (render::plain(&answer.question.text)) } } }
            } }
            tbody {
                tr {
                    th scope="row" { strong { (language.of("كل الوسائل", "all outlets")) } }
                    @for answer in &dossier.answers { td { (answer.results.documents) } }
                }
                @for (place, of) in dossier.outlets.iter().take(OUTLETS).enumerate() { tr {
                    th scope="row" { (outlet(of.as_ref(), language)) }
                    @for answer in &dossier.answers { td { (answer.by_outlet[place]) } }
                } }
            }
        } }
    }
}

fn answer(view: &View<'_>, answer: &QuestionAnswer, search: &Search) -> Markup {
    let language = view.language;
    let QuestionAnswer { question, results, citations, not_found, .. } = answer;
    let is_chosen = question.request.chosen.is_some();
    let hits_of = search.pairs().filter(|(name, _)| *name != PICK);
    html! {
        section data-search=(search_key(search.pairs())) {
            h2 { a href=(view.address("/", hits_of)) { bdi { (render::plain(&question.text)) } } }
            dl {
                dt { (language.of("بُحث عن", "searched")) } dd { bdi { (render::plain(&format!("{:#}", results.query))) } }
                @if !question.flags.is_empty() { dt { (language.of("الخيارات", "flags")) } dd { bdi dir="ltr" { (render::plain(&question.flags.join(" "))) } } }
                dt { (language.of("وُجد", "found")) }
                dd { (language.documents(results.documents)) (language.of("؛ ", "; "))
                    (if is_chosen { language.of("اختير منها", "chosen of them") } else { language.of("أنسبها هنا", "the best of them here") }) ": " (results.hits.len()) }
                @if results.undated > 0 { dt { (language.of("من دون تاريخ", "without a date")) } dd { (language.documents(results.undated)) } }
                @if !not_found.is_empty() {
                    dt { (language.of("اختيرت وليست في الأرشيف", "chosen, but not in the archive")) }
                    dd { @for id in not_found { bdi { (render::plain(id)) } " " } }
                }
            }
            @for (hit, number) in results.hits.iter().zip(citations) {
                h3 dir="auto" {
                    @if hit.document.title.trim().is_empty() { (titled("", language)) }
                    (marked(&hit.document.title, 0..hit.document.title.len(), &hit.title_highlights, None))
                }
                p.byline {
                    (byline(&hit.document.metadata, language)) " · " bdi dir="ltr" { "bytes " (hit.passage.range.start) "–" (hit.passage.range.end) }
                    @if is_chosen {
                        " · " a.unpick href=(search.without(view, &hit.document.id)) data-id=(hit.document.id) { (language.of("أخرجها من الملف", "Take it out")) }
                    }
                }
                blockquote.passage dir="auto" {
                    (marked(&hit.text, 0..hit.text.len(), &hit.highlights(), None))
                    " " a.note id={ "p" (number) } href={ "#n" (number) } { "[" (number) "]" }
                }
            }
        }
    }
}

fn citation(hit: &Hit) -> Result<String, Problem> {
    let mut out = Vec::new();
    render::citation(&hit.document, hit.part(), CitationStyle::Plain, &mut out).map_err(|_| Problem::fault())?;
    Ok(String::from_utf8_lossy(&out).trim().to_string())
}
