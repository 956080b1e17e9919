//! Removes from a page what stands beside its article or interrupts it: boxes of related stories, tags, buttons, tables
//! of contents, captions; and from the text of reader mode the lines that only link elsewhere.
//!
//! A box is known by the words of its class names and ids, and by its size: what holds a good part of the page's prose is
//! no box, whatever it is called.

use dom_query::{Document as Tree, NodeRef, Selection};

use super::super::markup::text_of;
use super::super::page::{has_prose, is_prose};

/// The most elements that are looked at.
const MAX_ELEMENTS: usize = 20_000;
/// A box holds less than one part in so many of the page's prose.
const SHARE: usize = 4;
/// The links that are removed from an article are less than one part in so many of its words.
const LINKS: usize = 4;

/// Links to other pages, and those of templates: a heading may link to itself.
const ELSEWHERE: &str = "a[href]:not([href*='#']), a[href='#']";

/// Words of class names and ids of what stands beside an article. No class of an article's text has one of them.
#[rustfmt::skip]
const ASIDES: &[&str] = &[
    "ad", "ads", "addthis", "addtoany", "adsbygoogle", "advert", "advertisement", "advertising", "breadcrumb", "breadcrumbs", "caption", "captions", "carousel", "cta",
    "hashtags", "keywords", "mostread", "navigation", "newsletter", "photographer", "pagination", "pager", "popular", "prevnext", "promo", "readmore",
    "recommend", "recommendations", "recommended", "related", "relatedposts", "share", "sharebar", "sharedaddy", "sharing", "slick",
    "slider", "slideshow", "social", "socials", "sponsored", "subscribe", "suggested", "suggestions", "swiper", "tag", "tagcloud", "taglist",
    "tags", "toc", "trending", "yarpp",
];

/// Removes the boxes of a page whose text has `prose` words of prose.
pub(super) fn remove_boxes(tree: &Tree, prose: usize) {
    for element in tree.select("[class], [id], figcaption").iter().take(MAX_ELEMENTS) {
        let Some(node) =
            element.nodes().first().filter(|node| (is_named(node) || node.has_name("figcaption")) && !is_page(node))
        else {
            continue;
        };
        let holds_article = || Selection::from(*node).select("h1, [itemprop='articleBody']").exists();
        if SHARE * prose_words(&text_of(&node.html())) < prose && !holds_article() {
            node.remove_from_parent();
        }
    }
}

/// How many words a text has in lines of prose.
pub(super) fn prose_words(text: &str) -> usize {
    text.lines().filter(|line| is_prose(line)).map(|line| line.split_whitespace().count()).sum()
}

fn is_named(node: &NodeRef<'_>) -> bool {
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
    words(&names).any(|word| ASIDES.contains(&word.as_str()))
}

/// The words of class names: `relatedPosts` and `related-posts` have the same.
fn words(names: &str) -> impl Iterator<Item = String> {
    let mut parted = String::new();
    let mut last = ' ';
    for char in names.chars() {
        if char.is_ascii_uppercase() && last.is_ascii_lowercase() {
            parted.push(' ');
        }
        parted.push(if char.is_alphanumeric() { char.to_ascii_lowercase() } else { ' ' });
        last = char;
    }
    parted.split(' ').filter(|word| !word.is_empty()).map(String::from).collect::<Vec<_>>().into_iter()
}

fn is_page(node: &NodeRef<'_>) -> bool {
    ["html", "body", "main", "article"].iter().any(|name| node.has_name(name))
}

/// The text of reader mode without the lines that only link elsewhere; a list of links that is a good part of the
/// article stays.
pub(super) fn text_without_links(content: &str) -> String {
    let tree = Tree::from(content);
    let whole = text_of(content);
    let blocks = tree.select("p, li, h2, h3, h4, h5, h6, div, span");
    let linked: Vec<NodeRef<'_>> =
        blocks.nodes().iter().take(MAX_ELEMENTS).filter(|node| is_link(node)).copied().collect();
    let count = |text: &str| text.split_whitespace().count();
    let words: usize = linked.iter().map(|node| count(&node.text())).sum();
    if words == 0 || LINKS * words >= count(&whole) {
        return whole;
    }
    linked.iter().for_each(NodeRef::remove_from_parent);
    text_of(&tree.html())
}

/// Whether an element has words, all of them in links, and is no sentence.
fn is_link(node: &NodeRef<'_>) -> bool {
    let is_inline = node.has_name("span");
    if is_inline && node.parent().is_some_and(|parent| parent.children().len() > 1) {
        return false;
    }
    let element = Selection::from(*node);
    if !element.select(ELSEWHERE).exists() || element.select("p, li, div, ul, ol, table").exists() {
        return false;
    }
    let count = |text: &str| text.split_whitespace().count();
    let text = node.text();
    let linked: usize = element.select(ELSEWHERE).iter().map(|link| count(&link.text())).sum();
    let words = count(&text);
    words > 0 && linked >= words && !has_prose(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    fn without_boxes(html: &str) -> String {
        let tree = Tree::from(html);
        remove_boxes(&tree, prose_words(&text_of(html)));
        text_of(&tree.html())
    }

    #[test]
    fn boxes_are_known_by_their_names_and_their_size() {
        let article = format!("<div class='post tag-ports'><p>{PROSE}</p><p>{PROSE}</p></div>");
        for name in ["related", "relatedPosts", "box_related", "post-tags", "swiper-slide", "social-share"] {
            let html = format!("{article}<div class='{name}'><p>خبر آخر عن الميناء</p></div>");
            assert!(!without_boxes(&html).contains("خبر آخر"), "{name}");
            assert!(without_boxes(&html).contains(PROSE), "{name}");
        }
        for name in ["unrelated", "stage", "correlated", "admin"] {
            let html = format!("{article}<div class='{name}'><p>خبر آخر عن الميناء</p></div>");
            assert!(without_boxes(&html).contains("خبر آخر"), "{name}");
        }
        assert!(without_boxes("<div class='tags'><h1>عنوان</h1></div>").contains("عنوان"));
    }

    #[test]
    fn lines_that_only_link_elsewhere_are_left_out() {
        let text = |html: &str| text_without_links(html);
        let html = format!("<div><p>{PROSE}</p><p><a href=/1>خبر آخر</a></p><p>{PROSE} <a href=/2>هنا</a></p></div>");
        assert_eq!(text(&html), format!("{PROSE}\n\n{PROSE} هنا"));
        let list = "<ul><li><a href=/1>أول الأسماء</a><li><a href=/2>ثاني الأسماء</a></ul>";
        assert!(text(&format!("<div><p>الأسماء</p>{list}</div>")).contains("ثاني"), "it is what the page is about");
        assert!(text(&format!("<p><a href=/1>{PROSE}</a></p><p>{PROSE}</p>")).matches("مدير").count() == 2);
    }
}
