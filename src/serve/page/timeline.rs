//! The timeline: documents by period.

use maud::{Markup, html};

use super::language::Language;
use super::view::View;
use crate::document::Date;
use crate::insight::Timeline;

/// Documents over time as bars, each a filter, and as a table.
pub(super) fn timeline(view: &View<'_>, line: &Timeline) -> Markup {
    let language = view.language;
    let most = line.bars.iter().map(|bar| bar.documents).max().unwrap_or(1).max(1);
    // A few bars do not fill the width of the page.
    let width = 10 * line.bars.len().max(12);
    let known = |count: u64, arabic: &'static str, english: &'static str| {
        html! {
            @if count > 0 { p.beside { (language.of(arabic, english)) ": " (language.number(count)) } }
        }
    };
    html! {
        @if !line.bars.is_empty() || line.undated > 0 { h2 { (language.of("الزمن", "Time")) } }
        @if let (Some(first), Some(last)) = (line.bars.first(), line.bars.last()) {
            svg.timeline viewBox={ "0 0 " (width) " 60" } preserveAspectRatio="none" role="group" aria-label=(language.of("عدد الوثائق عبر الزمن", "Documents over time")) {
                @for (place, bar) in line.bars.iter().enumerate() {
                    @let height = if bar.documents == 0 { 0 } else { (58 * bar.documents / most).max(2) };
                    // Time runs in the direction of the script: from the right in Arabic. The first and the last bar are at
                    // the ends, where their dates are.
                    @let from_start = if line.bars.len() > 1 { (width - 10) * place / (line.bars.len() - 1) } else { 0 };
                    @let x = if language == Language::Arabic { width - 10 - from_start } else { from_start };
                    @if bar.documents > 0 {
                        a href=(period(view, bar.date)) {
                            title { (language.date(bar.date)) ": " (language.documents(bar.documents)) }
                            rect.reach x=(x) width="10" height="60" {}
                            rect x=(x + 1) y=(60 - height) width="8" height=(height) {}
                        }
                    }
                }
            }
            p.ends { bdi { (language.date(first.date)) } @if first.date != last.date { bdi { (language.date(last.date)) } } }
            details {
                summary { (language.of("الأعداد، أكثرها", "Numbers, the highest")) " " (language.number(most)) }
                table {
                    caption.visually-hidden { (language.of("عدد الوثائق عبر الزمن", "Documents over time")) }
                    tbody { @for bar in line.bars.iter().filter(|bar| bar.documents > 0) { tr {
                        th scope="row" { a href=(period(view, bar.date)) { (language.date(bar.date)) } } td { (language.number(bar.documents)) }
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
