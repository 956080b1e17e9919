//! Prepares a page for reader mode: shows what of the article is hidden until a reader asks for it, and removes what
//! readers say below it and the teasers of other articles.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use dom_query::{Document as Tree, NodeRef, Selection};

use super::super::block::has_prose;
use super::super::markup::text_of;
use super::super::page::Reason;
use super::removed::Removed;
use crate::arabic::fold;

/// The most elements of a kind that are looked at.
const MAX_ELEMENTS: usize = 2000;
/// The most hidden elements that are looked at; the text of each is read.
const MAX_HIDDEN: usize = 200;
/// How many elements before a hidden one are looked at for the beginning of its text.
const BEFORE: usize = 3;

/// Headings of comments, folded.
const DISCUSSIONS: &[&str] = &[
    "تعليقات",
    "التعليقات",
    "تعليقات القراء",
    "تعليقات الزوار",
    "اراء القراء",
    "ردود القراء",
    "شارك برايك",
    "اضف تعليقا",
    "comments",
];

/// The fewest teasers of a list.
const TEASERS: usize = 3;
/// The most nodes of a teaser.
const TEASER_NODES: usize = 200;
/// The fewest words of a headline, and the most before it: a section, a day.
const HEADLINE: usize = 3;

/// Words of class names and ids of what opens over a page or beside the article, and is no part of it.
const OVERLAYS: &[&str] = &[
    "modal",
    "popup",
    "overlay",
    "cookie",
    "menu",
    "nav",
    "dialog",
    "login",
    "share",
    "related",
    "newsletter",
    "search",
];

/// What holds the article whatever its class says.
const ARTICLE: &str = "h1, [itemprop='articleBody'], [class*='article-body'], [class*='entry-content']";

/// A page whose templates with prose are shown: browsers fill them in as parts of an element, or by scripts.
pub(super) fn shown_templates(html: &str) -> Cow<'_, str> {
    let (mut shown, mut rest) = (String::new(), html);
    while let Some(start) = find_tag(rest, "<template") {
        let inner = &rest[start..];
        let end = find_tag(inner, "</template").unwrap_or(inner.len());
        shown.push_str(&rest[..start]);
        let (template, after) = inner.split_at(end);
        let division = format!("<div{}", &template["<template".len()..]);
        if has_prose(&text_of(&division)) {
            shown.push_str(&division);
            shown.push_str("</div");
            rest = after.get("</template".len()..).unwrap_or_default();
        } else {
            shown.push_str(template);
            let close = after.len().min("</template".len());
            shown.push_str(&after[..close]);
            rest = &after[close..];
        }
    }
    if shown.is_empty() {
        return html.into();
    }
    shown.push_str(rest);
    shown.into()
}

/// Where a tag begins that starts as `tag`, in any case.
fn find_tag(html: &str, tag: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(place) = html[from..].find('<') {
        let at = from + place;
        if html.as_bytes()[at..].get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes())) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Changes a tree for reader mode; whether anything was changed.
pub(super) fn prepare(tree: &Tree, removed: &mut Removed) -> bool {
    let discussions = remove_discussions(tree, removed);
    let teasers = remove_teasers(tree, removed);
    let hidden = reveal(tree);
    let questions = open_accordions(tree);
    discussions || teasers || hidden || questions
}

/// Makes paragraphs of the buttons that open the parts of an article, such as questions above their answers: reader mode
/// takes no button for text.
fn open_accordions(tree: &Tree) -> bool {
    let opening =
        "h2 button, h3 button, h4 button, h5 button, [class*='accordion'] button, [class*='faq'] button, summary";
    let buttons = tree.select(opening);
    for node in buttons.nodes().iter().take(MAX_ELEMENTS) {
        node.rename("p");
    }
    buttons.exists()
}

/// Removes lists of teasers, each a headline that links to another article and the beginning of its text, from a page
/// that has prose besides.
fn remove_teasers(tree: &Tree, removed: &mut Removed) -> bool {
    let lists = tree.select("ul, ol, div, section, main, aside, tbody, body");
    let teasers: Vec<NodeRef<'_>> =
        lists.nodes().iter().take(MAX_ELEMENTS).flat_map(|list| teasers(&list.element_children())).collect();
    let prose = |text: &str| text.lines().filter(|line| has_prose(line)).map(String::from).collect::<HashSet<_>>();
    let listed: HashSet<String> = teasers.iter().flat_map(|teaser| prose(&text_of(&teaser.html()))).collect();
    if listed.is_empty() || prose(&text_of(&tree.html())).is_subset(&listed) {
        return false;
    }
    for teaser in &teasers {
        removed.node(teaser, Reason::Teaser);
        teaser.remove_from_parent();
    }
    true
}

/// The teasers among the children of an element: several alike.
fn teasers<'t>(children: &[NodeRef<'t>]) -> Vec<NodeRef<'t>> {
    let mut groups: BTreeMap<String, Vec<NodeRef<'t>>> = BTreeMap::new();
    for child in children.iter().filter(|child| !child.has_name("p")) {
        let like = format!("{} {}", child.node_name().unwrap_or_default(), child.attr_or("class", ""));
        groups.entry(like).or_default().push(*child);
    }
    let mut found = Vec::new();
    for group in groups.into_values().filter(|group| group.len() >= TEASERS) {
        let count = group.len();
        let teasers: Vec<_> = group.into_iter().filter(is_teaser).collect();
        if teasers.len() >= TEASERS && 3 * teasers.len() >= 2 * count {
            found.extend(teasers);
        }
    }
    found
}

/// Whether an element begins with a linked headline and has prose behind it.
fn is_teaser(node: &NodeRef<'_>) -> bool {
    // What holds more is a part of the page.
    if node.descendants_it().nth(TEASER_NODES).is_some() {
        return false;
    }
    let Some(link) = node.descendants_it().find(|node| node.has_name("a") && node.has_attr("href")) else {
        return false;
    };
    let headline = text_of(&link.html());
    let words = |text: &str| text.split_whitespace().count();
    let text = text_of(&node.html());
    let Some((before, behind)) = text.split_once(headline.as_str()) else { return false };
    words(&headline) >= HEADLINE
        && words(before) <= HEADLINE
        && has_prose(behind)
        && !node.descendants_it().any(|node| node.has_name("h1"))
}

/// Removes the comments of readers: what is called so, and what follows a heading that says so.
fn remove_discussions(tree: &Tree, removed: &mut Removed) -> bool {
    let marked =
        "[class*='omment'], [id*='omment'], [itemtype*='omment'], [id*='disqus'], [class*='wpdiscuz'], [id='respond']";
    let mut is_changed = false;
    for element in tree.select(marked).iter().take(MAX_ELEMENTS) {
        let Some(node) = element.nodes().first() else { continue };
        if is_discussion(node) && !element.select(ARTICLE).exists() && !element.is(ARTICLE) {
            removed.node(node, Reason::Comment);
            node.remove_from_parent();
            is_changed = true;
        }
    }
    for heading in tree.select("h2, h3, h4, h5, h6, div, strong").iter().take(MAX_ELEMENTS) {
        let Some(node) = heading.nodes().first().filter(|node| is_discussion_heading(node)) else { continue };
        while let Some(sibling) = node.next_element_sibling() {
            if Selection::from(sibling).select(ARTICLE).exists() {
                break;
            }
            removed.node(&sibling, Reason::Comment);
            sibling.remove_from_parent();
            is_changed = true;
        }
    }
    is_changed
}

/// Whether an element is a heading of comments, such as التعليقات (14).
fn is_discussion_heading(node: &NodeRef<'_>) -> bool {
    if node.descendants_it().nth(8).is_some() {
        return false;
    }
    let text = fold(&node.text());
    let words: Vec<&str> = text.split(|char: char| !char.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    words.len() <= 3 && DISCUSSIONS.contains(&words.join(" ").as_str())
}

fn is_discussion(node: &NodeRef<'_>) -> bool {
    let is_page = ["html", "body", "main"].iter().any(|name| node.has_name(name));
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", "")).to_ascii_lowercase();
    // `comments-open` is said of the article.
    let is_about = |word: &str| matches!(word, "open" | "closed" | "no" | "has" | "with" | "without");
    let is_named = names.split_whitespace().any(|name| {
        let words = || name.split(|char: char| !char.is_alphanumeric());
        let is_comment = |word: &str| word.starts_with("comment") || matches!(word, "disqus" | "wpdiscuz" | "respond");
        words().any(is_comment) && !words().any(is_about)
    });
    !is_page && (is_named || node.attr_or("itemtype", "").ends_with("Comment"))
}

/// Shows the parts of a text that a page hides until its reader asks for more: those that follow prose.
fn reveal(tree: &Tree) -> bool {
    let mut is_changed = false;
    for element in tree.select("[style], [hidden], [aria-hidden='true']").iter().take(MAX_HIDDEN) {
        let Some(node) = element.nodes().first() else { continue };
        if is_hidden(node) && !is_overlay(node) && continues(node) {
            node.remove_attrs(&["style", "hidden", "aria-hidden"]);
            is_changed = true;
        }
    }
    is_changed
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style: String =
        node.attr_or("style", "").to_ascii_lowercase().chars().filter(|char| !char.is_whitespace()).collect();
    let is_unseen =
        style.contains("display:none") || style.contains("visibility:hidden") || style.contains("max-height:0");
    is_unseen || node.has_attr("hidden") || &*node.attr_or("aria-hidden", "") == "true"
}

fn is_overlay(node: &NodeRef<'_>) -> bool {
    let names = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", "")).to_ascii_lowercase();
    let mut words = names.split(|char: char| !char.is_alphanumeric());
    words.any(|word| OVERLAYS.contains(&word))
}

/// Whether an element has prose, follows prose, and says something else than it.
fn continues(node: &NodeRef<'_>) -> bool {
    let text = text_of(&node.html());
    if !has_prose(&text) {
        return false;
    }
    let mut before = String::new();
    let mut sibling = node.prev_element_sibling();
    for _ in 0..BEFORE {
        let Some(element) = sibling else { break };
        before = format!("{}\n{before}", text_of(&element.html()));
        sibling = element.prev_element_sibling();
    }
    let is_said = |line: &str| before.contains(line);
    has_prose(&before) && !text.lines().filter(|line| has_prose(line)).any(is_said)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";
    const SECOND: &str = "وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار في المخازن المجاورة كلها.";

    fn prepared(html: &str) -> String {
        let tree = Tree::from(&*shown_templates(html));
        prepare(&tree, &mut Removed::default());
        tree.html().to_string()
    }

    #[test]
    fn what_is_hidden_until_it_is_asked_for_is_shown() {
        for hidden in ["style='display: none'", "hidden", "aria-hidden=true", "style='max-height:0;overflow:hidden'"] {
            let html = format!("<p>{FIRST}</p><p><a>المزيد</a></p><div {hidden}><p>{SECOND}</p></div>");
            assert!(prepared(&html).contains(&format!("<div><p>{SECOND}")), "{hidden}");
        }
        for kept in [
            format!("<p>{FIRST}</p><div class='cookie-box' hidden><p>{SECOND}</p></div>"),
            format!("<p>{FIRST}</p><div hidden><p>{FIRST}</p></div>"),
            format!("<h2>عنوان</h2><div hidden><p>{SECOND}</p></div>"),
            format!("<p>{FIRST}</p><div hidden><p>قائمة</p></div>"),
        ] {
            assert!(prepared(&kept).contains(" hidden"), "{kept}");
        }
    }

    #[test]
    fn templates_with_prose_are_shown() {
        let shadow = format!("<div><template shadowrootmode=open><p>{FIRST}</p></template></div>");
        assert!(prepared(&shadow).contains(&format!("<div shadowrootmode=\"open\"><p>{FIRST}</p></div></div>")));
        assert!(prepared(&format!("<TEMPLATE><p>{FIRST}</p></TEMPLATE><p>خ")).contains("<div><p>"));
        assert!(prepared("<template><a>بطاقة</a></template>").contains("<template>"));
        assert!(prepared(&format!("<template><p>{FIRST}")).contains("<div><p>"));
    }

    #[test]
    fn comments_are_removed_and_articles_with_comments_are_not() {
        for comments in [
            "<div class='comment'>REPLY</div>",
            "<section id=comments><ol class=commentlist><li>REPLY</ol></section>",
            "<article itemtype='https://schema.org/Comment' itemscope>REPLY</article>",
            "<div class='fb-comments-box'>REPLY</div>",
            "<div id=disqus_thread>REPLY</div>",
        ] {
            assert!(!prepared(&format!("<main><p>{FIRST}</p>{comments}</main>")).contains("REPLY"), "{comments}");
        }
        for article in [
            format!("<body class='comments-open'><p>{SECOND}"),
            format!("<div class='post comments-closed'><p>{SECOND}"),
            format!("<div class='comments-page'><h1>عنوان</h1><p>{SECOND}"),
        ] {
            assert!(prepared(&article).contains(SECOND), "{article}");
        }
    }
}
