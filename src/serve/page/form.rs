//! The form of a search.

use maud::{Markup, html};

use super::view::{PLACE, View};
use crate::args::SearchArgs;

/// Hits of a page that can be chosen; the first is the default.
const LIMITS: [usize; 3] = [10, 20, 50];

/// The form of a search, with its dates, order and number of hits.
pub(super) fn form(view: &View<'_>, text: &str, asked: &SearchArgs) -> Markup {
    let language = view.language;
    // Parameters without a field of their own in the form are kept.
    let own = ["q", "from", "to", "sort", "limit"];
    let orders = [
        ("relevance", "الأنسب", "best first"),
        ("newest", "الأحدث", "newest first"),
        ("oldest", "الأقدم", "oldest first"),
    ];
    let chosen = view.pairs().find(|(name, _)| *name == "sort").map_or("relevance", |(_, value)| value);
    let shown = asked.limit.unwrap_or(LIMITS[0]);
    let limits = LIMITS.into_iter().chain((!LIMITS.contains(&shown)).then_some(shown));
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
                label { (language.of("في الصفحة", "hits a page")) " "
                    select name="limit" {
                        @for limit in limits { option value=(if limit == LIMITS[0] { String::new() } else { limit.to_string() }) selected[limit == shown] { (limit) } }
                    }
                }
            }
            @for (name, value) in view.pairs().filter(|(name, _)| !own.contains(name) && *name != PLACE) {
                input type="hidden" name=(name) value=(value);
            }
            @if let Some((name, value)) = language.parameter() { input type="hidden" name=(name) value=(value); }
        }
    }
}
