//! Parts that several pages share.

use std::ops::Range;

use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::language::Language;
use crate::document::{Metadata, Outlet};
use crate::insight::Interval;
use crate::render::{self, FIRST_STRONG_ISOLATE, POP_ISOLATE};

/// An address of this server.
pub(super) fn address<'p>(path: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let query = query_string(pairs);
    if query.is_empty() { path.into() } else { format!("{path}?{query}") }
}

/// Parameters as they are written in an address.
pub(super) fn query_string<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let pairs = pairs.into_iter().map(|(name, value)| format!("{name}={}", encoded(value).replace("%20", "+")));
    pairs.collect::<Vec<_>>().join("&")
}

/// The address of a document's page.
pub(super) fn document_path(id: &str) -> String {
    format!("/document/{}", encoded(id))
}

/// The address of the page of a document's story.
pub(super) fn story_path(id: &str) -> String {
    format!("/stories/{}", encoded(id))
}

/// Characters that are percent-encoded in an address.
const SIGNS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Text as it is written in an address. Letters are not percent-encoded, which browsers accept in a UTF-8 page: encoded
/// letters are three times as long, and a page contains its query a hundred times.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for char in text.chars() {
        if char.is_alphanumeric() {
            encoded.push(char);
        } else {
            encoded.extend(utf8_percent_encode(char.encode_utf8(&mut [0; 4]), SIGNS));
        }
    }
    encoded
}

/// A piece of text with its matches marked; if marks have names, the first one is named `first`.
pub(super) fn marked(text: &str, range: Range<usize>, marks: &[Range<usize>], first: Option<usize>) -> Markup {
    let mut numbers = first.into_iter().flat_map(|first| first..);
    let parts = render::parts(text, range, marks).into_iter();
    let parts = parts.map(|(part, is_match)| {
        (without_blank_lines(part), is_match, numbers.by_ref().take(usize::from(is_match)).next())
    });
    html! {
        @for (part, is_match, number) in parts {
            @match (is_match, number) {
                (true, Some(number)) => mark id={ "m" (number) } tabindex="-1" { (part) },
                (true, None) => mark { (part) },
                (false, _) => (part),
            }
        }
    }
}

/// Text with one paragraph for each line: a line of spaces is none.
fn without_blank_lines(text: &str) -> String {
    let text = render::plain_lines(text);
    let count = text.split('\n').count();
    let lines = text.split('\n').enumerate();
    // The first and the last line go on in the parts beside this one.
    let shown = lines.filter(|(place, line)| *place == 0 || place + 1 == count || !line.trim().is_empty());
    shown.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// A citation with each field in its own box: if it were one text, a line break within a left-to-right address or path
/// would continue it at the wrong end of the next line.
pub(super) fn citation(text: &str) -> Markup {
    let parts =
        text.split_inclusive(POP_ISOLATE).map(|part| part.split_once(FIRST_STRONG_ISOLATE).unwrap_or((part, "")));
    html! {
        @for (between, field) in parts {
            (between)
            // Quotation marks stay in the text, for copying.
            @if !field.is_empty() { bdi.field { (FIRST_STRONG_ISOLATE) (field) } }
        }
    }
}

/// A title, or a note that the document has none.
pub(super) fn titled(title: &str, language: Language) -> String {
    if title.trim().is_empty() { language.of("(بلا عنوان)", "(no title)").into() } else { render::plain(title) }
}

/// Outlet, date, authors, agencies and place of a document.
pub(super) fn byline(metadata: &Metadata, language: Language) -> Markup {
    html! {
        span.outlet { (outlet(metadata.outlet.as_ref(), language)) }
        " · "
        @match metadata.published {
            Some(date) => { time datetime=(date) { bdi { (language.date(date)) } } }
            None => { span.unknown { (language.of("التاريخ غير معروف", "date unknown")) } }
        }
        @for author in &metadata.authors { " · " bdi { (render::plain(author)) } }
        @for agency in &metadata.agencies { " · " bdi { (render::plain(agency)) } }
        @if let Some(place) = &metadata.place { " · " bdi { (render::plain(place)) } }
        @if let Some(percent) = metadata.ocr {
            " · " span.unknown { (language.of("نص مستخرج آليًا من صورة، الثقة", "OCR, sure to")) " " bdi dir="ltr" { (percent) " %" } }
        }
    }
}

pub(super) fn outlet(outlet: Option<&Outlet>, language: Language) -> Markup {
    html! {
        @match outlet {
            Some(outlet) => (outlet_name(&outlet.name, outlet.inferred_from.as_deref(), language)),
            None => (outlet_name("", None, language)),
        }
    }
}

/// The name of an outlet, and what it was inferred from; an empty one is not known.
pub(super) fn outlet_name(name: &str, inferred_from: Option<&str>, language: Language) -> Markup {
    html! {
        @if name.is_empty() { span.unknown { (language.of("وسيلة غير معروفة", "outlet unknown")) } }
        @else {
            bdi { (render::plain(name)) }
            @if let Some(from) = inferred_from { " (" (language.of("مستنتج", "inferred")) ": " bdi { (language.inferred_from(from)) } ")" }
        }
    }
}

/// A share as a bar, its interval as a line; the width is that of the share `most`, which is above 0.
pub(super) fn share_bar(share: Interval, most: f64) -> Markup {
    let at = |share: f64| format!("{:.1}", share / most * 100.0);
    html! {
        svg.share viewBox="0 0 100 10" aria-hidden="true" {
            rect x="0" y="2" width=(at(share.value)) height="6" {}
            line x1=(at(share.low)) y1="5" x2=(at(share.high)) y2="5" {}
        }
    }
}

/// The site of a web address, as a link to the address.
pub(super) fn site(url: &str) -> Markup {
    html! {
        @if let Some(host) = render::site(url) {
            a href=(url) rel="noopener noreferrer nofollow" dir="ltr" title=(render::plain(url)) { bdi { (render::plain(host)) } }
        }
    }
}

/// A web address, as a link if it is safe to follow.
pub(super) fn web_address(url: &str) -> Markup {
    html! {
        @if render::site(url).is_some() {
            a href=(url) rel="noopener noreferrer nofollow" dir="ltr" { bdi { (render::plain(url)) } }
        } @else {
            bdi dir="ltr" { (render::plain(url)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_keeps_its_text() {
        let text = "\u{2068}«حريق»\u{2069}، \u{2068}https://a.example\u{2069}. [\u{2068}/a: line 2\u{2069}]";
        let shown = citation(text).into_string();
        assert_eq!(shown.replace("<bdi class=\"field\">", "").replace("</bdi>", ""), text);
        assert_eq!(shown.matches("<bdi").count(), 3);
    }

    #[test]
    fn lines_of_spaces_are_no_paragraphs() {
        assert_eq!(without_blank_lines("سجن \n \n\n \u{A0}\t\nكبير"), "سجن \nكبير");
        assert_eq!(without_blank_lines(" في سجن "), " في سجن ", "spaces between marks stay");
    }

    #[test]
    fn no_field_is_markup_and_no_script_is_a_link() {
        let text = "<script>alert(1)</script> سجن\u{202E}";
        let mark = text.find("سجن").unwrap();
        let mark = mark..mark + "سجن".len();
        let shown = marked(text, 0..text.len(), std::slice::from_ref(&mark), Some(1)).into_string();
        assert_eq!(shown, "&lt;script&gt;alert(1)&lt;/script&gt; <mark id=\"m1\" tabindex=\"-1\">سجن</mark>");
        for url in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "HTTPS"] {
            assert!(!web_address(url).into_string().contains("href"), "{url}");
        }
        assert!(
            web_address("https://a.example/?q=\"><script>")
                .into_string()
                .contains("href=\"https://a.example/?q=&quot;&gt;&lt;script&gt;\"")
        );
        assert_eq!(address("/", [("q", "سجن &x=1")]), "/?q=سجن+%26x%3D1");
        assert_eq!(document_path("../a b/ن"), "/document/%2E%2E%2Fa%20b%2Fن");
    }
}
