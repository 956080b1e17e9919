//! The home page: what this archive is, a search field, examples, and what is new.

use std::collections::HashSet;

use maud::{Markup, html};

use super::super::problem::Problem;
use super::form::form;
use super::frame::frame;
use super::narrow::{narrowed, narrowing};
use super::parts::{story_path, titled};
use super::view::View;
use crate::args::SearchArgs;
use crate::document::Heading;
use crate::engine::{Order, Plan};
use crate::query::Filter;
use crate::render;
use crate::search::ArchiveSummary;

/// Number of example queries.
const EXAMPLES: usize = 5;
/// The most stories, and the latest documents among which they are looked for.
const STORIES: usize = 6;
const LATEST: usize = 100;

/// The page of the archive, or of what the filters of the address select; `other` is its address in the other language.
pub(super) fn page(view: &View<'_>, asked: &SearchArgs, other: &str) -> Result<Markup, Problem> {
    let language = view.language;
    let filter = asked.filter.filter()?;
    let about = view.archive.about;
    let plan = Plan::all();
    let counts = view.archive.index.facets(&plan, &filter)?;
    let ArchiveSummary { documents, outlets, dates } = ArchiveSummary::of(&counts);
    let usual = || language.of("أرشيف الأخبار", "News archive").into();
    let name: String = about.name.as_deref().map_or_else(usual, render::plain);
    let body = html! {
        div.home {
            h1 dir="auto" { (name) }
            @if let Some(sentence) = &about.sentence { p.sentence dir="auto" { (render::plain(sentence)) } }
            p.count {
                (language.documents(documents)) " · " (language.outlets(outlets))
                @if let Some((first, last)) = dates { " · " bdi { (language.date(first)) } " – " bdi { (language.date(last)) } }
            }
            (form(view, "", asked))
            (narrowed(view, asked)?)
        }
        div.columns {
            div {
                section.help {
                    h2 { (language.of("كيف تسأل", "How to ask")) }
                    (super::help::examples(view, EXAMPLES)?)
                }
                (newest(view, &filter)?)
            }
            (narrowing(view, asked, (&plan, &filter), counts)?)
        }
    };
    Ok(frame(language, &name, Some(other), &body))
}

/// The stories of the latest documents.
fn newest(view: &View<'_>, filter: &Filter) -> Result<Markup, Problem> {
    let (language, index) = (view.language, view.archive.index);
    let mut seen = HashSet::new();
    let mut stories: Vec<(Heading, usize)> = Vec::new();
    for key in index.matches(&Plan::all(), filter, Order::Newest, LATEST)?.documents {
        let id = index.id(key)?;
        if seen.contains(&id) {
            continue;
        }
        let members = index.story(&id)?;
        if !members.is_empty() {
            stories.push((index.heading(key)?, members.len()));
            seen.extend(members.into_iter().map(|member| member.id));
        }
        if stories.len() == STORIES {
            break;
        }
    }
    Ok(html! {
        @if !stories.is_empty() {
            section {
                h2 { (language.of("أحدث القصص", "Newest stories")) }
                ul.newest { @for (heading, documents) in &stories {
                    li {
                        a href=(view.address(&story_path(&heading.id), [])) dir="auto" { (titled(&heading.title, language)) }
                        " " span.number {
                            (language.documents(*documents as u64))
                            @if let Some(date) = heading.metadata.published { " · " bdi { (language.date(date.without_time())) } }
                        }
                    }
                } }
            }
        }
    })
}
