//! Recognises pages that list others: front pages, sections, tags, directories.
//!
//! A page may mark its items: several `<article>` elements, none of which has most of the prose, each with a link.
//! The prose of an article follows itself: paragraph after paragraph. On a page that lists others, each piece of prose
//! belongs to a link: it is linked itself, it begins with the link, or a linked headline parts it from the piece before.

use std::collections::HashSet;

use dom_query::{Document as Tree, Selection};

use super::super::block::{Block, prose_words};
use super::super::markup::blocks;

/// The fewest pieces of prose of a list.
const ITEMS: usize = 3;
/// How many times more words belong to links than to prose that does not.
const FACTOR: usize = 3;
/// The same where a heading confirms the title: a short article may have a dozen teasers below it.
const CONFIRMED_FACTOR: usize = 12;
/// The fewest linked words of a headline.
const HEADLINE: usize = 3;
/// The fewest words of prose that an article has whose title nothing confirms.
const LEAST: usize = 40;

/// The most `<article>` elements that are looked at.
const MAX_ARTICLES: usize = 200;

/// Whether a page marks several articles with links, which have most of its prose together, and none alone.
pub(super) fn lists_articles(tree: &Tree) -> bool {
    let articles = tree.select("article");
    if articles.length() < ITEMS {
        return false;
    }
    let is_linked = |article: &Selection<'_>| article.select("a[href]:not([href^='#'])").exists();
    let is_item = |article: &Selection<'_>| is_linked(article) && !article.select("article, h1").exists();
    // The one that leads nowhere is the article, however short, and the others are teasers beside it.
    let own = articles.iter().take(MAX_ARTICLES).filter(|article| !is_linked(article));
    let mut own = own.filter(|article| prose_words(&blocks(&article.html())) >= LEAST);
    if own.next().is_some() && own.next().is_none() {
        return false;
    }
    let items = articles.iter().take(MAX_ARTICLES).filter(is_item);
    let words: Vec<usize> = items.map(|item| prose_words(&blocks(&item.html()))).filter(|words| *words > 0).collect();
    let (sum, most) = (words.iter().sum::<usize>(), words.iter().max().copied().unwrap_or_default());
    words.len() >= ITEMS && 2 * most <= sum && 2 * sum > prose_words(&blocks(&tree.html()))
}

/// The prose of a page by its place among links, in words.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// In paragraphs that follow each other.
    own: usize,
    /// In pieces that belong to a link.
    listed: usize,
    /// The number of those pieces.
    items: usize,
    /// What is not linked, each piece once.
    distinct: usize,
    /// All linked words of the page.
    linked: usize,
}

impl Prose {
    pub fn of(html: &str) -> Self {
        let mut prose = Self::default();
        let mut seen: HashSet<String> = HashSet::new();
        // The words of paragraphs in a row, how many they are, and whether a headline stands before them.
        let (mut words, mut paragraphs, mut is_headed) = (0, 0, false);
        for block in joined(blocks(html)) {
            prose.linked += block.linked;
            let is_prose = block.is_prose();
            if is_prose && 2 * block.linked < block.words {
                if block.begins_linked {
                    prose.list(block.words);
                } else {
                    words += block.words;
                    paragraphs += 1;
                }
                prose.distinct += if seen.insert(block.text) { block.words } else { 0 };
            } else if is_prose || is_headline(&block) {
                prose.close(words, paragraphs, is_headed);
                (words, paragraphs, is_headed) = (0, 0, true);
                if is_prose {
                    prose.list(block.words);
                }
            }
        }
        prose.close(words, paragraphs, is_headed);
        prose
    }

    fn list(&mut self, words: usize) {
        self.listed += words;
        self.items += 1;
    }

    /// Counts paragraphs in a row: one alone behind a headline is a piece of a list.
    fn close(&mut self, words: usize, paragraphs: usize, is_headed: bool) {
        match paragraphs {
            1 if is_headed => self.list(words),
            _ => self.own += words,
        }
    }

    /// Whether most of it belongs to links; `is_confirmed` is whether a heading confirms the title of the page.
    pub fn is_listed(&self, is_confirmed: bool) -> bool {
        let factor = if is_confirmed { CONFIRMED_FACTOR } else { FACTOR };
        self.items >= ITEMS && factor * self.own < self.listed
    }

    /// Whether it is little beside the links of the page, or none of it stands by itself.
    pub fn is_little(&self) -> bool {
        (self.distinct < LEAST || self.own == 0 && self.items > 1) && FACTOR * self.distinct < self.linked
    }
}

/// The blocks of a page with words, those that a `<br>` parts as one.
fn joined(blocks: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.into_iter().filter(|block| block.words > 0) {
        match joined.last_mut().filter(|_| block.continues) {
            Some(last) => last.join(&block, " "),
            None => joined.push(block),
        }
    }
    joined
}

fn is_headline(block: &Block) -> bool {
    block.linked >= HEADLINE && 10 * block.linked >= 7 * block.words
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";
    const SECOND: &str = "وأضاف أن فرق الإطفاء عملت حتى الصباح على إخماد النار في المخازن المجاورة كلها.";
    const LINK: &str = "<h2><a href=/1>حريق كبير في ميناء المرسى</a></h2>";

    fn is_listed(html: &str) -> bool {
        Prose::of(html).is_listed(false)
    }

    #[test]
    fn prose_between_headlines_is_a_list() {
        let teaser = format!("<div>{LINK}<p>{FIRST}</p></div>");
        assert!(is_listed(&teaser.repeat(4)));
        assert!(!is_listed(&teaser.repeat(2)));
        assert!(is_listed(&format!("<li><a href=/1>المرسى</a> {FIRST}</li>").repeat(4)));
        assert!(is_listed(&format!("<div><a href=/1><h3>عنوان</h3><p>{FIRST}</p></a></div>").repeat(4)));
        let introduced = format!("<p>{SECOND}</p>{}", teaser.repeat(9));
        assert!(is_listed(&introduced), "a site says what it is");
        assert!(!Prose::of(&introduced).is_listed(true), "or it is a short article");
    }

    #[test]
    fn articles_that_are_marked_are_a_list() {
        let lists = |html: &str| lists_articles(&Tree::from(html));
        let item = format!("<article><h2><a href=/1>حريق</a></h2><p>{FIRST}</p><p>{SECOND}</p></article>");
        assert!(lists(&item.repeat(3)));
        assert!(!lists(&item.repeat(2)));
        let long =
            format!("<article><h1>عنوان</h1><a href=/2>قسم</a>{}</article>", format!("<p>{FIRST}</p>").repeat(9));
        assert!(!lists(&format!("{long}{}", item.repeat(3))), "related articles");
        assert!(!lists(&format!("<article><p>{FIRST}</p></article>").repeat(5)), "posts of one page");
    }

    #[test]
    fn prose_that_follows_itself_is_an_article() {
        let article = format!("<h1>حريق في ميناء المرسى</h1><p>{FIRST}</p><p>{SECOND}</p><div>{FIRST}</div>");
        assert!(!is_listed(&article));
        assert!(!is_listed(&format!("{article}{}<p>{SECOND}</p>", LINK.repeat(20))), "related headlines");
        assert!(!is_listed(&format!("<ol>{}</ol>", format!("<li>{FIRST}").repeat(9))), "a list of its own words");
        assert!(!is_listed(&format!("<p>{SECOND} <a href=/1>حريق في الميناء</a> {FIRST}</p>").repeat(3)));
    }

    #[test]
    fn little_prose_counts_beside_many_links() {
        let links = format!("<ul>{}</ul>", "<li><a href=/1>أخبار محلية من الميناء</a>".repeat(30));
        assert!(Prose::of(&format!("{links}<p>{FIRST}</p><p>{FIRST}</p>")).is_little());
        assert!(!Prose::of(&format!("<p>{FIRST}</p>")).is_little());
        assert!(!Prose::of(&format!("{links}<p>{FIRST}</p><p>{SECOND}</p><p>{FIRST} {SECOND}</p>")).is_little());
    }
}
