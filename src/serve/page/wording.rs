//! The page of wording: which of several names for one thing each outlet uses, as a table with its intervals drawn.

use maud::{Markup, html};

use super::super::problem::Problem;
use super::super::wording;
use super::frame::frame;
use super::language::Language;
use super::parts::{self, outlet, share_bar};
use super::view::View;
use crate::insight::{Interval, OutletWording, SetWording};
use crate::render;

pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let sets = wording::read(view.archive, view.parameters.clone())?;
    let other = parts::address("/wording", view.pairs().chain(language.other().parameter()));
    let title = language.of("أسماء الشيء الواحد", "Names of one thing");
    let is_empty = sets.iter().all(|set| set.outlets.is_empty());
    let body = html! {
        h1 { (title) }
        (view.query_form("/wording", language.of("اعرض", "Show"), &[]))
        p.beside { (language.of(
            "كم مرة تستعمل كل وسيلة كل اسم، ونصيبه من استعمالاتها كلها مع مجال الثقة 95٪. النسخ داخل الوسيلة الواحدة تُعد مرة واحدة. العدد القليل لا يدل على كثير.",
            "How often each outlet uses each name, and its share of all its uses with the interval of 95 %. Copies within an outlet count once. Small numbers say little.")) }
        @if is_empty { p { (language.of("لا وثيقة فيها اسم من هذه الأسماء.", "No document has one of these names.")) } }
        @for set in sets.iter().filter(|set| !set.outlets.is_empty()) { (one_set(view, set)) }
    };
    Ok(frame(language, title, Some(&other), &body))
}

fn one_set(view: &View<'_>, set: &SetWording) -> Markup {
    let language = view.language;
    html! {
        h2 { @for (place, name) in set.names.iter().enumerate() { @if place > 0 { " / " } bdi { (render::plain(name)) } } }
        div.claims { table {
            caption.visually-hidden { (language.of("استعمال الأسماء بحسب الوسيلة", "Uses of names by outlet")) }
            thead { tr {
                th scope="col" { (language.of("الوسيلة", "outlet")) }
                th scope="col" { (language.of("الاسم", "name")) }
                th scope="col" { (language.of("المرات", "uses")) }
                th scope="col" { (language.of("النصيب", "share")) }
                th scope="col" { (language.of("مقارنةً بالبقية", "against the others")) }
            } }
            tbody {
                @for row in &set.outlets { (rows(view, set, row, &outlet(row.outlet.as_ref(), language), true)) }
                @for row in &set.all { (rows(view, set, row, &html! { strong { (language.of("كل الوسائل", "all outlets")) } }, false)) }
            }
        } }
    }
}

/// The rows of an outlet: one for each name that it uses.
fn rows(view: &View<'_>, set: &SetWording, row: &OutletWording, who: &Markup, is_outlet: bool) -> Markup {
    let language = view.language;
    let used = || set.names.iter().zip(&row.names).filter(|(_, name)| name.uses > 0);
    html! {
        @for (place, (name, name_use)) in used().enumerate() {
            tr {
                @if place == 0 {
                    th scope="rowgroup" rowspan=(used().count()) {
                        (who)
                        @if let Some(period) = row.period { " · " bdi { (language.date(period)) } }
                        @if row.is_few { " · " span.differ { (language.of("عدد قليل", "few")) } }
                    }
                }
                td { bdi { (render::plain(name)) } }
                td { a href=(lines(view, name, row, is_outlet)) { (name_use.uses) } }
                td { (share_bar(name_use.share, 1.0)) " " bdi dir="ltr" { (render::percent(name_use.share)) } }
                td { @if let Some(odds) = name_use.log_odds { (preference(odds, language)) } }
            }
        }
    }
}

/// The address of the passages behind a number.
fn lines(view: &View<'_>, name: &str, row: &OutletWording, is_outlet: bool) -> String {
    let query = format!("\"{name}\"");
    let outlet = row.outlet.as_ref().filter(|_| is_outlet).map(|outlet| ("outlet", outlet.id.as_str()));
    let period = row.period.map(|date| date.to_string());
    let period = period.as_deref().map(|date| [("from", date), ("to", date)]);
    let kept = view.pairs().filter(|(name, _)| !["q", "by", "outlet", "from", "to", "no-alias"].contains(name));
    let pairs =
        [("q", query.as_str()), ("no-alias", "1")].into_iter().chain(outlet).chain(period.into_iter().flatten());
    view.address("/concordance", pairs.chain(kept))
}

/// Whether an outlet prefers a name: only where the interval leaves no doubt.
fn preference(odds: Interval, language: Language) -> Markup {
    let told = match () {
        () if odds.low > 0.0 => language.of("أكثر من غيرها", "more than others"),
        () if odds.high < 0.0 => language.of("أقل من غيرها", "less than others"),
        () => language.of("لا فرق مؤكد", "no sure difference"),
    };
    html! { (told) " " bdi.differ dir="ltr" { (format!("{:+.1} ({:+.1} to {:+.1})", odds.value, odds.low, odds.high)) } }
}
