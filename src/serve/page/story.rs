//! The pages of stories: a list of them, and who reported one of them when.

use maud::{Markup, html};

use super::super::documents::found;
use super::super::problem::Problem;
use super::super::stories::{self, STORIES};
use super::frame::frame;
use super::language::Language;
use super::parts::{self, byline, document_path, marked, outlet, story_path, titled};
use super::view::{PLACE, View};
use crate::document::Heading;
use crate::insight::{ClaimGroup, NameGroup, Story, StoryClaim, StoryNames, StoryQuotation, StoryReport, StorySummary};
use crate::render;

/// The most outlets that are named in a list.
const OUTLETS: usize = 6;

/// The list of stories: of the archive, or of a search.
pub(super) fn list(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let list = stories::list(view.archive, view.parameters.clone())?;
    let place = view.pairs().find(|(name, _)| *name == PLACE).and_then(|(_, place)| place.parse().ok());
    let offset: usize = place.unwrap_or_default();
    let other = parts::address("/stories", view.pairs().chain(language.other().parameter()));
    let title = language.of("قصص الأرشيف", "Stories of the archive");
    let next = offset + list.stories.len();
    let page = |offset: usize| {
        let kept = view.pairs().filter(|(name, _)| *name != PLACE);
        view.address("/stories", kept.chain([(PLACE, offset.to_string().as_str())]))
    };
    let body = html! {
        h1 { (title) }
        (view.query_form("/stories", language.of("ابحث", "Search"), &[PLACE]))
        p.count role="status" { (language.stories(list.total as u64)) }
        p.beside { (language.of(
            "القصة: وثائق من وسائل مختلفة تنقل الحدث نفسه. يجمعها البرنامج بحسب كلماتها وأرقامها وتواريخها، وقد يخطئ.",
            "A story: documents of several outlets that report the same event. The program groups them by their words, numbers and dates, and may err.")) }
        @if list.stories.is_empty() && list.total > 0 {
            p role="alert" { (language.of("لا قصص بعد ما سبق.", "There are no more stories.")) " " a href=(page(0)) { (language.of("إلى أولها", "To the first ones")) } }
        }
        ol.stories start=(offset + 1) { @for story in &list.stories { li { (summary(view, story)) } } }
        nav.paging aria-label=(language.of("الصفحات", "Pages")) {
            @if offset > 0 { a href=(page(offset.saturating_sub(STORIES))) rel="prev" { (language.of("السابق", "Previous")) } " " }
            @if next < list.total { a href=(page(next)) rel="next" { (language.of("التالي", "Next")) } }
        }
    };
    Ok(frame(language, title, Some(&other), &body))
}

/// The story of the document `id`.
pub(super) fn page(view: &View<'_>, id: &str) -> Result<Markup, Problem> {
    let language = view.language;
    view.parameters.asked()?;
    let other = parts::address(&story_path(id), view.pairs().chain(language.other().parameter()));
    let Some((story, side_by_side)) = stories::of(view.archive, id)? else { return alone(view, id, &other) };
    let Story { summary, reports } = &story;
    let title = titled(&summary.title, language);
    let shown: usize = reports.iter().map(|report| 1 + report.copies.len()).sum();
    let body = html! {
        p.back { a href=(view.address("/stories", [])) { (language.of("كل القصص", "All stories")) } }
        h1 dir="auto" { (title) }
        p.count { (counts(summary, language)) }
        h2 { (language.of("من نقله ومتى", "Who reported it, and when")) }
        ol.reports { @for (report, place) in reports.iter().zip(0..) { li { (one_report(view, report, place == 0 && is_dated(reports))) } } }
        @if !side_by_side.claims.is_empty() {
            h2 { (language.of("الأرقام بحسب ما تعدّه", "Numbers, by what they count")) }
            p.beside { (language.of(
                "يستخرجها البرنامج بقواعد من نص كل خبر، والنسخ مرة واحدة؛ قد يفوته بعضها، والجملة هي الدليل.",
                "The program reads them by rules from each text, copies once; it may miss some, and the sentence is the evidence.")) }
            @for group in &side_by_side.claims { (claim_group(view, reports, group)) }
        }
        @if !side_by_side.names.is_empty() {
            h2 { (language.of("أسماء الشيء الواحد", "Names of one thing")) }
            p.beside { (language.of(
                "أي أسمائه يستعمل كل خبر، وكم مرة؛ والأسماء من ملف أسماء الأرشيف.",
                "Which of its names each report uses, and how often; the names are those of the archive's file.")) }
            @for group in &side_by_side.names { (name_group(view, reports, group)) }
        }
        @if !side_by_side.quotations.is_empty() {
            h2 { (language.of("الاقتباسات", "Quotations")) }
            p.beside { (language.of("ما يتشابه منها في معظم كلماته معًا.", "Those that share most of their words stand together.")) }
            @for group in &side_by_side.quotations { (quotation_group(view, reports, group)) }
        }
        @if shown < summary.documents {
            p.beside { (language.of("تظهر هنا أول", "Shown are the first")) " " (shown) " " (language.of("من", "of")) " " (language.documents(summary.documents as u64)) }
        }
    };
    Ok(frame(language, &title, Some(&other), &body))
}

/// The page of a document that no other reports with.
fn alone(view: &View<'_>, id: &str, other: &str) -> Result<Markup, Problem> {
    let language = view.language;
    let document = found(id, view.archive)?;
    let title = language.of("لا وثيقة أخرى تنقل هذا الحدث", "No other document reports this event");
    let body = html! {
        p.back { a href=(view.address("/stories", [])) { (language.of("كل القصص", "All stories")) } }
        h1 { (title) }
        p { (link(view, &document.heading())) }
    };
    Ok(frame(language, title, Some(other), &body))
}

fn is_dated(reports: &[StoryReport]) -> bool {
    reports.iter().all(|report| report.heading.metadata.published.is_some())
}

fn one_report(view: &View<'_>, report: &StoryReport, is_first: bool) -> Markup {
    let language = view.language;
    html! {
        p.byline {
            (byline(&report.heading.metadata, language))
            @if is_first { " · " strong { (language.of("الأسبق تاريخًا", "the earliest")) } }
        }
        (link(view, &report.heading))
        @if !report.copies.is_empty() {
            details {
                summary { (language.of("النص نفسه أيضًا", "The same text also")) ": " (language.documents(report.copies.len() as u64)) }
                ul { @for (copy, similarity) in &report.copies {
                    li { (byline(&copy.metadata, language)) " · " bdi dir="ltr" { ((similarity * 100.0).round()) " %" } " · " (link(view, copy)) }
                } }
            }
        }
    }
}

/// The claims about one thing, side by side.
fn claim_group(view: &View<'_>, reports: &[StoryReport], group: &ClaimGroup) -> Markup {
    let language = view.language;
    html! {
        div.claims {
            table {
                caption dir="auto" {
                    bdi { (render::plain(&group.counted)) }
                    @if group.differ { " · " span.differ { (language.of("تختلف الأخبار", "reports differ")) } }
                }
                thead { tr {
                    th scope="col" { (language.of("العدد", "number")) }
                    th scope="col" { (language.of("الوسيلة والتاريخ", "outlet and date")) }
                    th scope="col" { (language.of("الجملة", "sentence")) }
                } }
                tbody { @for StoryClaim { report, claim, sentence } in &group.claims {
                    @let heading = &reports[*report].heading;
                    @let mark = claim.bytes.start - claim.sentence.start..claim.bytes.end - claim.sentence.start;
                    tr {
                        th scope="row" { (language.claimed(claim)) " " bdi { (render::plain(&claim.counted)) } }
                        td { (byline(&heading.metadata, language)) }
                        td dir="auto" {
                            (marked(sentence, 0..sentence.len(), std::slice::from_ref(&mark), None)) " "
                            (context(view, heading, claim.bytes.start))
                        }
                    }
                } }
            }
        }
    }
}

/// Names for one thing, report by report.
fn name_group(
    view: &View<'_>,
    reports: &[StoryReport],
    NameGroup { names, reports: of_reports }: &NameGroup,
) -> Markup {
    let language = view.language;
    let shown = |heading: &Heading, name: &str| {
        let query = format!("\"{name}\"");
        view.address(&document_path(&heading.id), [("q", query.as_str()), ("no-alias", "1")])
    };
    html! {
        div.claims { table.numbers {
            caption.visually-hidden { (language.of("أسماء الشيء الواحد", "Names of one thing")) }
            thead { tr {
                th scope="col" { (language.of("الوسيلة والتاريخ", "outlet and date")) }
                @for name in names { th scope="col" { bdi { (render::plain(name)) } } }
            } }
            tbody { @for StoryNames { report, uses } in of_reports {
                @let heading = &reports[*report].heading;
                tr {
                    th scope="row" { (byline(&heading.metadata, language)) }
                    @for (name, uses) in names.iter().zip(uses) {
                        td { @if *uses > 0 { a href=(shown(heading, name)) { (uses) } } }
                    }
                }
            } }
        } }
    }
}

/// Quotations that say the same.
fn quotation_group(view: &View<'_>, reports: &[StoryReport], group: &[StoryQuotation]) -> Markup {
    html! {
        ul.quotations { @for StoryQuotation { report, bytes, text } in group {
            @let heading = &reports[*report].heading;
            li {
                blockquote.passage dir="auto" { (render::plain_lines(text)) }
                p.byline { (byline(&heading.metadata, view.language)) " · " (context(view, heading, bytes.start)) }
            }
        } }
    }
}

/// A link to the paragraph with this byte of a report.
fn context(view: &View<'_>, heading: &Heading, at: usize) -> Markup {
    let address = view.address(&document_path(&heading.id), [("at", at.to_string().as_str())]);
    html! { a href=(address) { (view.language.of("في سياقه", "in context")) } }
}

fn link(view: &View<'_>, heading: &Heading) -> Markup {
    html! { a href=(view.address(&document_path(&heading.id), [])) dir="auto" { (titled(&heading.title, view.language)) } }
}

fn summary(view: &View<'_>, story: &StorySummary) -> Markup {
    let language = view.language;
    html! {
        h2 dir="auto" { a href=(view.address(&story_path(&story.id), [])) { (titled(&story.title, language)) } }
        p.byline {
            (counts(story, language))
            @if story.matching > 0 { " · " (language.of("تطابق البحث", "matching")) ": " (story.matching) }
        }
        p.byline {
            @for (place, name) in story.outlets.iter().take(OUTLETS).enumerate() { @if place > 0 { " · " } (outlet(name.as_ref(), language)) }
            @if story.outlets.len() > OUTLETS { " · +" (story.outlets.len() - OUTLETS) }
        }
    }
}

/// Documents, outlets and dates of a story.
fn counts(story: &StorySummary, language: Language) -> Markup {
    html! {
        (language.documents(story.documents as u64)) " · " (language.outlets(story.outlets.len() as u64))
        @if let Some((first, last)) = story.dates {
            " · " bdi { (render::plain(&language.date(first))) }
            @if first != last { " – " bdi { (render::plain(&language.date(last))) } }
        }
    }
}
