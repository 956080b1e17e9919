//! Removes from a page what stands beside its article or interrupts it: boxes of related stories, tags, buttons, tables
//! of contents, captions; and from the blocks of reader mode those that only link elsewhere.
//!
//! A box is known by the words of its class names and ids, and by its size: what holds a good part of the page's prose is
//! no box, whatever it is called.

use dom_query::{Document as Tree, NodeRef, Selection};

use super::super::block::{Block, prose_words};
use super::super::markup::blocks;
use super::super::page::Reason;
use super::removed::Removed;

/// The most elements that are looked at.
const MAX_ELEMENTS: usize = 20_000;
/// The most bytes of boxes that are read in all: they may be within each other.
const MAX_BYTES: usize = 64 << 20;
/// A box holds less than one part in so many of the page's prose.
const SHARE: usize = 4;
/// The links that are removed from an article are less than one part in so many of its words.
const LINKS: usize = 4;

/// Words of class names and ids of what stands beside an article. No class of an article's text has one of them.
#[rustfmt::skip]
const ASIDES: &[&str] = &[
    "ad", "ads", "addthis", "addtoany", "adsbygoogle", "advert", "advertisement", "advertising", "bio", "breadcrumb", "breadcrumbs", "caption", "captions", "carousel", "cta",
    "hashtags", "keywords", "mostread", "navigation", "newsletter", "next", "photographer", "pagination", "pager", "popular", "prev", "prevnext", "promo", "readmore",
    "recommend", "recommendations", "recommended", "related", "relatedposts", "share", "sharebar", "sharedaddy", "sharing", "slick",
    "slider", "slideshow", "social", "socials", "sponsored", "subscribe", "suggested", "suggestions", "swiper", "tag", "tagcloud", "taglist",
    "tags", "toc", "trending", "yarpp",
];

/// Removes the boxes of a page that has `prose` words of prose.
pub(super) fn remove_boxes(tree: &Tree, prose: usize, removed: &mut Removed) {
    let mut read = 0;
    let named = tree.select("[class], [id], figcaption");
    let boxes = named.nodes().iter().take(MAX_ELEMENTS).filter(|node| !is_page(node));
    for node in boxes.filter(|node| is_named(node) || node.has_name("figcaption")) {
        let text = node.text();
        read += text.len();
        if read > MAX_BYTES {
            break;
        }
        // Its prose is no more than its words.
        let is_small =
            SHARE * text.split_whitespace().count() < prose || SHARE * prose_words(&blocks(&node.html())) < prose;
        if is_small && !Selection::from(*node).select("h1, [itemprop='articleBody']").exists() {
            removed.node(node, Reason::Aside);
            node.remove_from_parent();
        }
    }
}

fn is_named(node: &NodeRef<'_>) -> bool {
    [node.attr("class"), node.attr("id")].into_iter().flatten().any(|names| has_word(&names) || is_unseen(&names))
}

/// Whether names say that only screen readers read what they name out.
fn is_unseen(names: &str) -> bool {
    ["visually-hidden", "visuallyhidden", "screen-reader", "sr-only"].iter().any(|name| names.contains(name))
}

/// Whether names have a word of the list: `relatedPosts` and `related-posts` have the same words.
fn has_word(names: &str) -> bool {
    names.split(|char: char| !char.is_ascii_alphanumeric()).filter(|name| !name.is_empty()).any(|name| {
        let bytes = name.as_bytes();
        let is_start = |at: &usize| *at == 0 || bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
        let mut ends = (1..bytes.len()).filter(is_start).chain([bytes.len()]);
        let mut start = 0;
        ends.any(|end| {
            let word = &name[std::mem::replace(&mut start, end)..end];
            ASIDES.iter().any(|aside| aside.eq_ignore_ascii_case(word))
        })
    })
}

fn is_page(node: &NodeRef<'_>) -> bool {
    ["html", "body", "main", "article"].iter().any(|name| node.has_name(name))
}

/// The blocks of reader mode without those that only link elsewhere; a list of links that is a good part of the
/// article, and more than its prose, stays.
pub(super) fn without_links(blocks: Vec<Block>, removed: &mut Removed) -> Vec<Block> {
    let is_link = |block: &Block| block.only_links() && !block.is_prose();
    let words: usize = blocks.iter().map(|block| block.words).sum();
    let links: usize = blocks.iter().filter(|block| is_link(block)).map(|block| block.words).sum();
    if LINKS * links >= words && prose_words(&blocks) < links {
        return blocks;
    }
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut breaks = 0;
    for mut block in blocks {
        breaks = breaks.max(block.breaks);
        if is_link(&block) {
            removed.block(&block, Reason::Links);
        } else {
            block.breaks = std::mem::take(&mut breaks);
            kept.push(block);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::super::block::text_of_blocks;
    use super::super::super::markup::text_of;
    use super::*;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    fn without_boxes(html: &str) -> String {
        let tree = Tree::from(html);
        remove_boxes(&tree, prose_words(&blocks(html)), &mut Removed::default());
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
        let text = |html: &str| text_of_blocks(&without_links(blocks(html), &mut Removed::default()));
        let html = format!("<div><p>{PROSE}</p><p><a href=/1>خبر آخر</a></p><p>{PROSE} <a href=/2>هنا</a></p></div>");
        assert_eq!(text(&html), format!("{PROSE}\n\n{PROSE} هنا"));
        let list = "<ul><li><a href=/1>أول الأسماء</a><li><a href=/2>ثاني الأسماء</a></ul>";
        assert!(text(&format!("<div><p>الأسماء</p>{list}</div>")).contains("ثاني"), "it is what the page is about");
        assert!(text(&format!("<p><a href=/1>{PROSE}</a></p><p>{PROSE}</p>")).matches("مدير").count() == 2);
    }
}
