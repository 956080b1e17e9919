//! Reads a page tag by tag, without a tree: checks whether a tree may be built of it, and cuts it into blocks.

use super::block::{Block, Link, text_of_blocks};
use super::entities::unescape;

/// The depth of elements from which building a tree takes too long.
const DEPTH: usize = 1000;
/// Pairs of attributes of one element, over all elements: building a tree compares each with each.
const ATTRIBUTE_PAIRS: usize = 50_000_000;
/// Elements of a page. The longest live pages have some ten thousand.
const ELEMENTS: usize = 100_000;

/// Elements that have no end tag.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements whose content is no markup, and no text to be read.
const RAW: &[&str] = &["script", "style", "textarea", "noscript", "template", "iframe", "svg", "select", "title"];
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "tt", "u", "var", "wbr", "img", "ruby", "rt",
];
/// Elements with an empty line before and after them.
const BLOCK: &[&str] =
    &["p", "div", "article", "section", "h1", "h2", "h3", "ul", "ol", "table", "blockquote", "header", "footer"];

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'t> {
    Text(&'t str),
    /// The tag's name and what follows it.
    Open(&'t str, &'t str),
    Close(&'t str),
}

/// The reason not to build a tree of a page; `None` if one may be built.
pub(super) fn excess(html: &str) -> Option<String> {
    let (mut open, mut elements, mut pairs): (Vec<&str>, _, usize) = (Vec::new(), 0, 0);
    for part in parts(html) {
        match part {
            Part::Open(name, rest) => {
                elements += 1;
                // A paragraph or a list item needs no end tag: the next one ends it.
                if open.last().is_some_and(|last| last.eq_ignore_ascii_case(name) && is(CLOSED_BY_NEXT, name)) {
                    open.pop();
                }
                if !rest.ends_with('/') && !is(VOID, name) {
                    open.push(name);
                }
                let attributes = attributes(rest);
                pairs += attributes * attributes;
            }
            Part::Close(name) => {
                let near = open.len().saturating_sub(CLOSING_REACH);
                if let Some(place) = open[near..].iter().rposition(|other| other.eq_ignore_ascii_case(name)) {
                    open.truncate(near + place);
                }
            }
            Part::Text(_) => {}
        }
        if pairs > ATTRIBUTE_PAIRS {
            return Some("its elements have too many attributes".into());
        }
        if open.len() > DEPTH {
            return Some(format!("more than {DEPTH} elements within each other"));
        }
        if elements > ELEMENTS {
            return Some(format!("more than {ELEMENTS} elements"));
        }
    }
    None
}

/// Elements that the next one of their kind ends.
const CLOSED_BY_NEXT: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"];
/// How many open elements an end tag looks through for the one that it ends.
const CLOSING_REACH: usize = 50;

/// How many attributes follow the name in a tag; at most one more than there are.
fn attributes(rest: &str) -> usize {
    let (mut count, mut quote, mut is_between) = (0, None, true);
    for byte in rest.bytes() {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte.is_ascii_whitespace() => is_between = true,
            None => {
                count += usize::from(is_between);
                is_between = false;
            }
        }
    }
    count
}

/// The blocks of a page, in order, as a browser's reader would copy them.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let (mut blocks, mut block): (Vec<Block>, Block) = (Vec::new(), Block::default());
    let mut link: Option<Link> = None;
    for part in shown(html) {
        let name = match part {
            Part::Text(part) => {
                block.add(&unescape(part), link);
                continue;
            }
            Part::Open(name, attributes) => {
                if name.eq_ignore_ascii_case("a") {
                    link = Some(Link { leads_elsewhere: leads_elsewhere(attributes) });
                }
                name
            }
            Part::Close(name) => {
                link = link.filter(|_| !name.eq_ignore_ascii_case("a"));
                name
            }
        };
        if !is(INLINE, name) {
            let continues = name.eq_ignore_ascii_case("br");
            block = block.followed_by(if is(BLOCK, name) { 2 } else { 1 }, continues, &mut blocks);
        }
    }
    block.followed_by(0, false, &mut blocks);
    blocks
}

/// Whether the attributes of a link lead to another page: a heading may link to itself. Templates have `#` for pages.
fn leads_elsewhere(attributes: &str) -> bool {
    let Some((_, value)) = attributes.split_once("href=") else { return false };
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(['"', '\'', ' ', '>']).unwrap_or(value.len());
    let address = &value[..end];
    address == "#" || !address.contains('#')
}

/// The content of the first element called `name`.
pub(super) fn content(html: &str, name: &str) -> Option<String> {
    let mut parts =
        parts(html).skip_while(|part| !matches!(part, Part::Open(tag, _) if tag.eq_ignore_ascii_case(name)));
    parts.next()?;
    match parts.next()? {
        Part::Text(text) => Some(unescape(text)),
        _ => None,
    }
}

fn is(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The parts of a page outside elements whose content is no text to be read.
fn shown(html: &str) -> impl Iterator<Item = Part<'_>> {
    let mut skipped: Option<&str> = None;
    parts(html).filter(move |part| match (*part, skipped) {
        (Part::Open(name, rest), None) if is(RAW, name) && !rest.ends_with('/') => {
            skipped = Some(name);
            false
        }
        (Part::Close(name), Some(raw)) if raw.eq_ignore_ascii_case(name) => {
            skipped = None;
            false
        }
        (_, skipped) => skipped.is_none(),
    })
}

fn parts(html: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = html;
    let mut raw: Option<&str> = None;
    std::iter::from_fn(move || {
        if let Some(name) = raw.take() {
            let end = find_close(rest, name);
            let (inner, after) = rest.split_at(end);
            rest = after;
            if !inner.is_empty() {
                return Some(Part::Text(inner));
            }
        }
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(begin) = tag_start(rest) else { return Some(Part::Text(std::mem::take(&mut rest))) };
            if begin > 0 {
                let (text, after) = rest.split_at(begin);
                rest = after;
                return Some(Part::Text(text));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let (tag, after) = tag(rest);
            rest = after;
            if tag.starts_with(['!', '?']) {
                continue;
            }
            let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let end = tag.find(|char: char| char.is_ascii_whitespace() || char == '/').unwrap_or(tag.len());
            let (name, attributes) = tag.split_at(end);
            if closing {
                return Some(Part::Close(name));
            }
            if ["script", "style", "textarea", "title"].iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
                raw = Some(name);
            }
            return Some(Part::Open(name, attributes));
        }
    })
}

/// Where the next tag or comment begins; a `<` before anything else is text.
fn tag_start(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let place = from + text[from..].find('<')?;
        let next = text.as_bytes().get(place + 1)?;
        if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
            return Some(place);
        }
        from = place + 1;
    }
}

/// The content of the tag at the beginning of `text`, and the rest. A `>` within quotation marks ends no tag.
fn tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return (&text[1..place], &text[place + 1..]),
            (None, b'"' | b'\'') if text.as_bytes()[place - 1] == b'=' => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    // Never closed: what follows the name is lost, as in a browser.
    (&text[1..], "")
}

/// The start of the end tag of `name`; the end of the text if it is missing.
fn find_close(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(place) = text[from..].find("</") {
        let at = from + place;
        let tag = text[at + 2..].get(..name.len());
        if tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

/// The text of a piece of HTML, trimmed, a line a block.
pub(super) fn text_of(html: &str) -> String {
    text_of_blocks(&blocks(html)).trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines() {
        let html = "<html><title>لا</title><body><p>قال <b>مدير</b> الميناء&nbsp;&laquo;نعم&raquo;<br>وأضاف</p>\n<div>خبر</div><!-- لا -->\
                    <script>if (a < b) {'</p>'}</script><ul><li>بند<li>ثان</ul>1 < 2 & 3";
        assert_eq!(text_of(html), "قال مدير الميناء\u{A0}«نعم»\nوأضاف\n\nخبر\n\nبند\nثان\n\n1 < 2 & 3");
        assert_eq!(content(html, "title").as_deref(), Some("لا"));
    }

    #[test]
    fn what_never_ends_ends_with_the_page() {
        assert_eq!(text_of("نص<script>var a = 1;"), "نص");
        assert_eq!(text_of("نص<a href=\"x"), "نص");
        assert_eq!(text_of("نص<!-- "), "نص");
        assert_eq!(text_of("<a title='>'>نص</a>"), "نص");
    }

    #[test]
    fn no_tree_is_built_beyond_measure() {
        assert_eq!(excess("<p>نص<p>نص<br><img>"), None);
        assert_eq!(excess(&"<p>نص<ul><li>نص<li>نص</ul>".repeat(10_000)), None, "none of them is within another");
        assert_eq!(excess(&format!("<meta content='{}'>", "كلمة ".repeat(100_000))), None, "words are no attributes");
        assert!(excess(&"<div>".repeat(100_000)).is_some());
        assert!(excess(&format!("<a {}>", "b='c' ".repeat(60_000))).is_some());
        assert!(excess(&"<a href='b'>c</a>".repeat(300_000)).is_some());
    }
}
