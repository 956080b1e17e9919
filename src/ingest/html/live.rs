//! Live blogs: one document, whose posts are parts with their times.

use std::collections::HashSet;

use dom_query::{Document as Tree, NodeRef};
use serde_json::{Map, Value};

use super::super::block::{has_prose, prose_words_of_text, text_of_blocks};
use super::super::date;
use super::super::markup::{self, blocks, text_of};
use super::super::page::Reason;
use super::super::records::one_line;
use super::removed::Removed;
use crate::arabic::{fold, is_alphanumeric};
use crate::document::Precision;

/// The fewest posts of a live blog, and the most that are read.
const FEWEST: usize = 2;
const MOST: usize = 5000;
/// The most bytes of markup that are read for posts.
const BYTES: usize = 64 << 20;
/// The most bytes of a time.
const TIME: usize = 60;
/// How many times more prose posts have than the text of a page that is another than theirs.
const BESIDE: usize = 3;

/// A post of a live blog.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Post {
    /// Its time as the page or its data state it; empty if they do not.
    time: String,
    /// The time as the page shows it.
    shown: String,
    text: String,
}

/// The posts of a live blog that JSON-LD states.
pub(super) fn stated(article: &Map<String, Value>) -> Vec<Post> {
    let posts = article.get("liveBlogUpdate").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let post = |post: &Value| {
        let text = |key: &str| post.get(key).and_then(Value::as_str).map(text_of).unwrap_or_default();
        let body = [text("articleBody"), text("description"), text("text")].into_iter().find(|text| !text.is_empty());
        let parts = [text("headline"), body.unwrap_or_default()];
        let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        let time = ["datePublished", "dateModified"].iter().find_map(|key| post.get(*key)?.as_str());
        Post { time: clock(time.unwrap_or_default()), shown: String::new(), text: parts.join("\n\n") }
    };
    posts.iter().take(MOST).map(post).filter(|post| !post.text.is_empty()).collect()
}

/// Whether a page calls itself or a part of it a live blog. Most do not, and nothing is looked for in them.
pub(super) fn is_called(html: &str) -> bool {
    let names = ["liveblog", "live-blog", "live_blog", "LiveBlog", "liveBlog", "livecoverage", "live-coverage"];
    names.iter().any(|name| html.contains(name)) || is_titled(html)
}

/// Whether the title of a page says so.
fn is_titled(html: &str) -> bool {
    let title = markup::content(html, "title").map(|title| fold(title.trim())).unwrap_or_default();
    ["تغطيه مباشره", "تغطيه حيه", "لحظه بلحظه"].iter().any(|words| title.contains(words))
        // A channel may be called so, too, behind the title.
        || ["مباشر:", "مباشر |"].iter().any(|words| title.starts_with(words))
}

/// Whether the markup of a page has the posts of a live blog.
pub(super) fn is_live(html: &str) -> bool {
    is_called(html) && markup::excess(html).is_none() && has_posts(html, &Tree::from(html))
}

/// The same of a page that calls itself one.
pub(super) fn has_posts(html: &str, tree: &Tree) -> bool {
    marked(tree, html.contains("LiveBlogPosting")).len() >= FEWEST
}

/// The posts of a page that calls itself a live blog: those that its markup has, or those `stated` if they have more prose.
/// `None` if there are not several.
pub(super) fn posts(tree: &Tree, stated: &[Post]) -> Option<Vec<Post>> {
    let marked = marked(tree, !stated.is_empty());
    let posts = if words(stated) > words(&marked) { stated.to_vec() } else { marked };
    (posts.len() >= FEWEST).then_some(posts)
}

/// The posts that the markup has: elements called updates of a live blog; else elements beside each other, each with a time and
/// prose, in an element called a live blog, or anywhere if the page's data say that it is one.
fn marked(tree: &Tree, is_stated: bool) -> Vec<Post> {
    let mut left = BYTES;
    let named = tree.select("[itemprop~='liveBlogUpdate']");
    if named.length() >= FEWEST {
        return named.nodes().iter().take(MOST).filter_map(|node| post(node, &mut left)).collect();
    }
    let title = tree.select("title").iter().next().is_some_and(|title| is_titled(&title.html()));
    let around = match is_stated || title {
        true => "body",
        false => {
            "[class*='liveblog'], [class*='live-blog'], [class*='live_blog'], [class*='liveBlog'], [class*='livecoverage'], \
             [class*='live-coverage'], [id*='liveblog'], [id*='live-blog'], [itemtype$='LiveBlogPosting']"
        }
    };
    let Some(around) = tree.try_select(around) else { return Vec::new() };
    let within = around.select("*");
    let mut best: (usize, Vec<Post>) = Default::default();
    for list in around.nodes().iter().chain(within.nodes()).take(MOST) {
        // A list of posts is an element whose children have each a time at their head.
        let children = list.element_children();
        if children.len() < FEWEST || !children.iter().any(has_time) || is_beside(list) {
            continue;
        }
        let posts = posts_of(&children, &mut left);
        let words = words(&posts);
        if posts.len() >= FEWEST && words > best.0 {
            best = (words, posts);
        }
    }
    best.1
}

/// Removes lists of posts that stand beside the text of a page: they are of another document.
pub(super) fn remove_beside(tree: &Tree, removed: &mut Removed) {
    let body = tree.select("body *");
    let mut lists: Vec<NodeRef<'_>> = Vec::new();
    let mut left = BYTES;
    for list in body.nodes().iter().take(MOST) {
        let children = list.element_children();
        let is_list = children.len() >= FEWEST && children.iter().any(has_time) && is_beside(list);
        if is_list && posts_of(&children, &mut left).len() >= FEWEST {
            lists.push(*list);
        }
    }
    for list in lists {
        removed.node(&list, Reason::Aside);
        list.remove_from_parent();
    }
}

/// Whether an element stands beside the text of the page.
fn is_beside(node: &NodeRef<'_>) -> bool {
    let is_box = |node: &NodeRef<'_>| {
        let class = node.class().map(|class| class.to_lowercase()).unwrap_or_default();
        node.has_name("aside") || ["sidebar", "widget", "related", "teaser"].iter().any(|word| class.contains(word))
    };
    is_box(node) || node.ancestors(None).iter().any(is_box)
}

/// The words of prose in posts.
fn words(posts: &[Post]) -> usize {
    posts.iter().map(|post| prose_words_of_text(&post.text)).sum()
}

/// The most nodes at the head of a post in which its time is looked for, and the most words of a time.
const HEAD: usize = 60;
const TIME_WORDS: usize = 8;

/// Whether an element has a time at its head.
fn has_time(node: &NodeRef<'_>) -> bool {
    time_of(node).is_some()
}

/// The time at the head of a post: as the page shows it, and as it states it for programs.
fn time_of(node: &NodeRef<'_>) -> Option<(String, String)> {
    let attribute = |node: &NodeRef<'_>, names: &[&str]| {
        names.iter().find_map(|name| node.attr(name)).map(|value| value.to_string()).unwrap_or_default()
    };
    let (mut shown, mut stated) = (String::new(), String::new());
    for node in std::iter::once(*node).chain(node.descendants_it()).take(HEAD) {
        if node.has_name("time") {
            return Some((one_line(&node.text()), attribute(&node, &["datetime"])));
        }
        if stated.is_empty() {
            let is_date = node.attr("itemprop").is_some_and(|name| &*name == "datePublished");
            stated = attribute(&node, if is_date { &["content"] } else { &["data-time", "data-timestamp"] });
        }
        if shown.is_empty() && node.is_text() {
            let line = one_line(&node.text());
            shown = if is_clock(&line) { line } else { String::new() };
        }
    }
    (!shown.is_empty() || !stated.is_empty()).then_some((shown, stated))
}

/// Whether a line is a time: `14:05`, `١٤:٠٥`, `الساعة 5:30 مساءً`, `مارس 9, 2024, 4:20 م`.
fn is_clock(line: &str) -> bool {
    let chars: Vec<char> = line.chars().collect();
    let digit = |place: usize| chars.get(place).is_some_and(|char| char.is_numeric());
    let is_colon =
        |place: usize| chars[place] == ':' && place > 0 && digit(place - 1) && digit(place + 1) && digit(place + 2);
    let words = line.split_whitespace().filter(|word| word.contains(is_alphanumeric)).count();
    words <= TIME_WORDS && line.len() <= TIME && (0..chars.len()).any(is_colon)
}

/// The posts among elements: those with a time at their head.
fn posts_of(elements: &[NodeRef<'_>], left: &mut usize) -> Vec<Post> {
    elements.iter().filter(|element| has_time(element)).take(MOST).filter_map(|element| post(element, left)).collect()
}

/// A post, if it has prose. `left` is how many bytes of markup may still be read: lists may lie within lists.
fn post(node: &NodeRef<'_>, left: &mut usize) -> Option<Post> {
    if *left == 0 {
        return None;
    }
    let (shown, stated) = time_of(node).unwrap_or_default();
    let html = node.html();
    *left = left.saturating_sub(html.len());
    let text = text_of_blocks(&blocks(&html));
    let mut lines: Vec<&str> = text.lines().collect();
    // The time says itself in front.
    lines.retain(|line| shown.is_empty() || line.trim() != shown);
    let text = lines.join("\n").trim().to_string();
    let time = [clock(&stated), clock(&shown)].into_iter().find(|time| !time.is_empty()).unwrap_or_default();
    has_prose(&text).then_some(Post { time, shown, text })
}

/// A time as `2022-01-21 14:05`; a clock alone as it is written.
fn clock(written: &str) -> String {
    let reading = date::counted(written).or_else(|| date::read(written, None).map(|reading| reading.date));
    match reading.filter(|date| matches!(date.precision(), Precision::Hour | Precision::Minute)) {
        Some(date) => date.to_string().replace('T', " "),
        None => Some(written.trim()).filter(|time| time.len() <= TIME).unwrap_or_default().to_string(),
    }
}

/// The body of a live blog, and where each post begins in it. What the page's body says before the first of them stays in
/// front. `None` if the page has another text, of which the posts are no part, with more prose: they stand beside an article.
pub(super) fn body(page: &str, posts: &[Post]) -> Option<(String, Vec<usize>)> {
    let of_posts = posts.iter().flat_map(|post| post.text.lines().chain([post.shown.as_str()])).map(str::trim);
    let of_posts: HashSet<&str> = of_posts.filter(|line| !line.is_empty()).collect();
    let before: Vec<&str> = page.lines().take_while(|line| !of_posts.contains(line.trim())).collect();
    let is_other = before.len() == page.lines().count();
    if is_other && BESIDE * prose_words_of_text(page) > words(posts) {
        return None;
    }
    let mut body = before.join("\n").trim().to_string();
    if !has_prose(&body) {
        body.clear();
    }
    let mut starts = Vec::new();
    for post in posts {
        body.push_str(if body.is_empty() { "" } else { "\n\n" });
        starts.push(body.len());
        if !post.time.is_empty() {
            body.push_str(&post.time);
            body.push('\n');
        }
        body.push_str(&post.text);
    }
    Some((body, starts))
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::read;
    use crate::document::Document;

    const PROSE: [&str; 3] = [
        "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.",
        "وصلت فرق الإطفاء من المحافظات المجاورة، وبدأت العمل على إخماد النار في الرصيف.",
        "أعلنت وزارة الصحة أن عدد المصابين ارتفع إلى عشرين، بينهم ثلاثة من رجال الإطفاء.",
    ];

    fn only(html: &str) -> Document {
        let (mut documents, problems) = read("a.html", html.as_bytes());
        assert_eq!(documents.len(), 1, "{problems:?}");
        documents.remove(0)
    }

    fn page(head: &str, body: &str) -> String {
        format!(
            "<html><head><title>حريق الميناء لحظة بلحظة - صدى</title>{head}</head><body><nav><a href=/>الرئيسية</a></nav><main><h1>حريق الميناء لحظة بلحظة</h1>\
             <p>يتابع مراسلونا الحريق الذي اندلع في الميناء فجر اليوم، وهذه آخر الأخبار عنه.</p>{body}</main></body></html>"
        )
    }

    #[test]
    fn posts_are_parts_with_their_times() {
        let posts = |open: &str| {
            let post = |(hour, prose): (usize, &&str)| {
                format!(
                    "<{open}><time datetime='2022-01-21T1{hour}:05:00+02:00'>1{hour}:05</time><h3>خبر {hour}</h3><p>{prose}</p><p>وهذا ما قاله لمراسلنا {hour} في المكان نفسه أمس.</p></{}>",
                    open.split(' ').next().unwrap()
                )
            };
            PROSE.iter().enumerate().map(post).collect::<String>()
        };
        let stated = r#"<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "حريق الميناء لحظة بلحظة", "datePublished": "2022-01-21T10:00:00+02:00", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "خبر"}]}</script>"#;
        for html in [
            page("", &format!("<div class='live-blog__posts'>{}</div>", posts("div class=post"))),
            page("", &format!("<ul id=liveblog>{}</ul>", posts("li"))),
            page(
                "",
                &format!(
                    "<section class=liveBlog itemscope itemtype='https://schema.org/LiveBlogPosting'>{}</section>",
                    posts("article itemprop='liveBlogUpdate' itemscope")
                ),
            ),
            page(stated, &format!("<div class=feed>{}</div>", posts("article"))),
        ] {
            let document = only(&html);
            assert_eq!(document.title, "حريق الميناء لحظة بلحظة", "{html}");
            assert!(
                document.body.starts_with("يتابع مراسلونا") && !document.body.contains("الرئيسية"),
                "{}",
                document.body
            );
            let part = document.part(2).unwrap();
            assert_eq!(part.to_string(), "post 2 (2022-01-21 11:05+02:00)", "{}", document.body);
            assert!(part.text.contains(PROSE[1]) && !part.text.contains(PROSE[2]), "{}", part.text);
            assert!(document.part(3).is_ok() && document.part(4).is_err());
        }
    }

    #[test]
    fn posts_may_stand_in_the_data_alone() {
        let updates = PROSE.map(|prose| format!(r#"{{"@type": "BlogPosting", "headline": "خبر", "datePublished": "2022-01-21T14:05:00+02:00", "articleBody": "<p>{prose}</p>"}}"#));
        let stated = format!(
            r#"<script type="application/ld+json">{{"@type": "LiveBlogPosting", "headline": "حريق الميناء لحظة بلحظة", "liveBlogUpdate": [{}]}}</script>"#,
            updates.join(",")
        );
        let document = only(&page(&stated, "<div id=app></div>"));
        assert_eq!(document.part(3).unwrap().text, format!("2022-01-21 14:05+02:00\nخبر\n\n{}", PROSE[2]));
    }

    #[test]
    fn an_article_that_links_to_a_live_blog_is_an_article() {
        let prose = PROSE.map(|prose| format!("<p>{prose}</p>")).concat();
        let teasers = "<li><time>14:05</time><a href=/1>خبر قصير من التغطية المباشرة</a></li>".repeat(3);
        let html = page("", &format!("{prose}<aside class=live-blog-teaser><ul>{teasers}</ul></aside>"));
        let document = only(&html);
        assert_eq!(document.metadata.parts, None);
        assert!(PROSE.iter().all(|prose| document.body.contains(prose)), "{}", document.body);
        // Posts of another document beside it are no part of it.
        let posts = "<li><time datetime='2024-05-03T14:05:00Z'>14:05</time><p>تواصلت الاشتباكات في محيط سلاح الإشارة لليوم الرابع على التوالي.</p></li>".repeat(2);
        for (open, close) in [("<aside class=live-blog>", "</aside>"), ("<div class=live-blog-widget>", "</div>")] {
            let document = only(&page("", &format!("{prose}{open}<h3>مباشر</h3><ul>{posts}</ul>{close}")));
            assert!(document.metadata.parts.is_none() && !document.body.contains("الاشتباكات"), "{}", document.body);
        }
    }
}
