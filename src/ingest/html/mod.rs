//! Reads HTML pages: saved or captured, also with scripts and broken markup.
//!
//! The page and what reader mode, a port of browsers', makes of it are cut into the same blocks; [`page`] finds the article
//! among each of them, and the metadata come from [`metadata`]. No tree is built of a page that nests too deeply: only its text is read.

mod asides;
mod candidates;
mod hidden;
mod linked_data;
mod listing;
mod live;
mod metadata;
mod prepare;
mod reasons;
mod removed;
mod script;
mod several;
mod title;

use std::collections::HashSet;
use std::io::{self, Read};

use dom_query::Document as Tree;
use dom_smoothie::{Config, Readability};

use super::article::Article;
use super::block::{Block, has_prose, prose_words, prose_words_of_text};
use super::encoding;
use super::item::Sink;
use super::markup::{self, text_of};
use super::origin::Origin;
use super::{ProblemKind, databases, page, posts, saved, stream, text};
use crate::arabic::fold;
use crate::document::{Attribute, Confidence, DateRole, Evidence, PartKind};
use candidates::MetadataCandidates;
use listing::Prose;
use removed::Removed;

/// The bytes at the head of a page in which its encoding may be declared.
const DECLARATION: usize = 4096;

/// Reads a page; whether the stream was read to its end.
pub(super) fn read(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let bytes = match stream::whole(stream) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(origin.refuse(refusal)).map(|()| false),
    };
    let by_server = origin.capture.as_ref().and_then(|capture| capture.charset.clone());
    let by_server = by_server.or_else(|| origin.saved.charset.clone());
    let declared = by_server.or_else(|| declared(&bytes[..bytes.len().min(DECLARATION)]));
    let Some(decoded) =
        encoding::decode_whole(&bytes, declared.as_deref()).filter(|decoded| !encoding::is_ruin(decoded))
    else {
        return sink(origin.refuse((ProblemKind::NotText, String::new()))).map(|()| true);
    };
    text::with_encoding(origin, &decoded, sink, |sink| documents(origin, &decoded.text, sink)).map(|()| true)
}

/// Gives the posts or the articles of a page.
fn documents(origin: &Origin<'_>, page: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    if let Some(posts) = posts::page::posts(page) {
        let mut numbered = posts.into_iter().zip(1..);
        return numbered.try_for_each(|(post, record)| posts::give(post, (record, None), origin, sink));
    }
    let (saved, page) = saved::saved(page);
    let saved = if origin.saved.url.is_some() { origin.saved.clone() } else { saved };
    let origin = &Origin { saved, ..origin.clone() };
    if databases::is_likely(&page)
        && let Some(articles) = databases::articles(&text_of(&page))
    {
        return articles.into_iter().try_for_each(|article| {
            Article { place: article.place.map(|(record, _)| (record, None)), ..article }.give(origin, sink)
        });
    }
    match several::articles(&page).filter(|_| !live::is_live(&page)) {
        Some(parts) => {
            parts.iter().zip(1..).try_for_each(|(part, record)| one(origin, part, Some((record, None)), sink))
        }
        None => one(origin, &page, None, sink),
    }
}

/// Gives the article of a page, or says why it has none.
fn one(origin: &Origin<'_>, page: &str, place: Option<(u64, Option<u64>)>, sink: &mut Sink<'_>) -> io::Result<()> {
    match article(origin, page) {
        Ok(mut article) => {
            article.place = place;
            article.give(origin, sink)
        }
        Err(kind) => sink(origin.refuse((kind, String::new()))),
    }
}

/// The encoding that a page declares for itself.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = &head[head.find("charset=")? + "charset=".len()..];
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|char: char| !char.is_ascii_alphanumeric() && !"-_:".contains(char)).unwrap_or(value.len());
    Some(value[..end].to_string())
}

/// The article of a page, or why it has none.
fn article(origin: &Origin<'_>, html: &str) -> Result<Article, ProblemKind> {
    let html = &*prepare::shown_templates(html);
    let excess = markup::excess(html);
    // Reader mode removes line breaks: a space separates the words around them.
    let tree = excess.is_none().then(|| Tree::from(html.replace("<br", " <br")));
    let is_called_live = live::is_called(html);
    let is_live = is_called_live && tree.as_ref().is_some_and(|tree| live::has_posts(html, tree));
    if !origin.settings.keep_index_pages && !is_live && tree.as_ref().is_some_and(listing::lists_articles) {
        return Err(ProblemKind::IndexPage);
    }
    let mut removed = Removed::new(origin.settings.explain_blocks);
    let blocks = match tree.as_ref().filter(|tree| prepare::prepare(tree, &mut removed)) {
        Some(tree) => markup::blocks(&tree.html()),
        None => markup::blocks(html),
    };
    let mut candidates = tree.as_ref().map_or_else(|| MetadataCandidates::of_text(html), MetadataCandidates::of);
    let is_live = is_live || !candidates.live.is_empty();
    let live = tree.as_ref().filter(|_| is_live).and_then(|tree| live::posts(tree, &candidates.live));
    if let Some(tree) = tree.as_ref().filter(|_| is_called_live) {
        live::remove_beside(tree, &mut removed);
    }
    if let Some(tree) = &tree {
        asides::remove_boxes(tree, prose_words(&blocks), &mut removed);
        candidates.add_bylines(tree);
    }
    let readable = asides::without_links(tree.map(readable).unwrap_or_default(), &mut removed);
    let (mut article, found, readable) = metadata::read(origin, &candidates, &blocks, &readable);
    let chosen = Body::choose(&readable, &found, &candidates);
    if let Some((body, starts)) = live.and_then(|posts| live::body(&chosen.text, &posts)) {
        article.body = body;
        article.metadata.set_parts(PartKind::Post, starts);
        article.known_from(Attribute::Body, "posts of the live blog", Confidence::Likely);
        return Ok(article);
    }
    if !has_prose(&chosen.text)
        && let Some(found) = hidden::hidden(html, &candidates.titles)
    {
        return Ok(found.fill(article));
    }
    if chosen.text.trim().is_empty() && blocks.is_empty() {
        return Err(ProblemKind::NoText);
    }
    // Short news may have no sentence; a page that states its date of publication is an article.
    let is_article = has_prose(&chosen.text) || !chosen.text.trim().is_empty() && !candidates.published.is_empty();
    if !is_article || is_error(&article.title) {
        return Err(ProblemKind::NoArticle);
    }
    if !origin.settings.keep_index_pages && is_index(html, &article, &candidates) {
        return Err(ProblemKind::IndexPage);
    }
    if origin.settings.explain_blocks {
        article.blocks = reasons::reasons(html, &article.title, chosen.lines, &removed);
    }
    article.body = chosen.text;
    article.known_from(Attribute::Body, chosen.from, chosen.confidence);
    article.credit_dateline();
    article.notes.extend(candidates.mended.into_iter().map(|detail| (ProblemKind::Mended, detail)));
    article.notes.extend(excess.map(|detail| (ProblemKind::TooComplex, detail)));
    Ok(article)
}

/// Whether a page lists others: most of its prose belongs to links, and no date of publication is stated; or it has little
/// prose beside its links, and no heading confirms the title; or it calls itself a front page.
fn is_index(html: &str, article: &Article, candidates: &MetadataCandidates) -> bool {
    let evidence = |attribute| article.metadata.evidence.get(&attribute);
    let is_sure = |evidence: &Evidence| evidence.confidence == Confidence::Confirmed;
    // A date in the text may be that of one item.
    let is_stated = |evidence: &Evidence| is_sure(evidence) || evidence.role == Some(DateRole::Published);
    let is_dated = !candidates.published.is_empty() || evidence(Attribute::Published).is_some_and(is_stated);
    if !is_dated && title::names_front_page(candidates) {
        return true;
    }
    let is_heading = || candidates.headings.iter().any(|heading| heading.value == article.title);
    let is_confirmed =
        evidence(Attribute::Title).is_some_and(is_sure) && title::is_headline(&article.title) && is_heading();
    // Most articles are both: their page need not be read again.
    if is_dated && is_confirmed {
        return false;
    }
    let prose = Prose::of(html);
    prose.is_listed(is_confirmed) && !is_dated || prose.is_little() && !is_confirmed
}

/// Whether a title is that of an error page for a missing page.
fn is_error(title: &str) -> bool {
    let title = fold(title);
    title == "404" || ["404 not found", "page not found", "الصفحه غير موجوده"].iter().any(|error| title.contains(error))
}

/// The blocks that the reader mode of browsers shows.
fn readable(tree: Tree) -> Vec<Block> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(tree, None, Some(config)) else { return Vec::new() };
    // Its markup is converted as the page's is: the library's own text joins lines at breaks.
    readability.parse().map(|article| markup::blocks(&article.content)).unwrap_or_default()
}

/// The body of an article, and where it was found.
struct Body<'p> {
    text: String,
    /// The lines among which it was found; none if the page states it.
    lines: &'p [page::Line<'p>],
    from: &'static str,
    confidence: Confidence,
}

impl<'p> Body<'p> {
    /// The body that reader mode found, unless that is a fraction of an article that contains it. Other prose of the page,
    /// be it ever so long, does not replace it.
    fn choose(readable: &'p page::Page<'p>, found: &'p page::Page<'p>, candidates: &MetadataCandidates) -> Self {
        let words = prose_words_of_text;
        let stated = candidates.bodies.iter().map(|candidate| text_of(&candidate.value));
        let stated = stated.max_by_key(|text| words(text)).unwrap_or_default();
        let (readable_text, found_text) = (readable.body(), found.body());
        let (most, of_lines) = (words(&readable_text), words(&found_text));
        if FRACTION * most < words(&stated) {
            let (from, confidence) = ("JSON-LD articleBody", Confidence::Likely);
            return Self { text: stated, lines: &[], from, confidence };
        }
        let is_fraction = FRACTION * most < of_lines;
        if is_fraction && (2 * shared(&readable_text, &found_text) >= most || !has_prose(&readable_text)) {
            let (from, confidence) = ("the lines of the page", Confidence::Doubtful);
            return Self { text: found_text, lines: &found.lines, from, confidence };
        }
        let agree = 10 * shared(&readable_text, &found_text) >= 8 * most.max(of_lines);
        let confidence = if agree { Confidence::Confirmed } else { Confidence::Likely };
        Self { text: readable_text, lines: &readable.lines, from: "reader mode", confidence }
    }
}

/// Reader mode has failed if it shows fewer words by this factor.
const FRACTION: usize = 3;

/// The number of lines that two texts have in common, compared by words.
fn shared(one: &str, other: &str) -> usize {
    let lines: HashSet<&str> = other.lines().map(str::trim).collect();
    one.lines().map(str::trim).filter(|line| lines.contains(line)).map(|line| line.split_whitespace().count()).sum()
}
