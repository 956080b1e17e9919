//! Posts on pages: Telegram's export as HTML and its previews of channels, and what Facebook gives its members as HTML.

use dom_query::{Document as Tree, Selection};

use super::super::date;
use super::super::markup::text_of;
use super::post::{Post, Stated};
use crate::document::Date;

/// The classes of blocks in pages of Facebook, the newest form first: of a block, its sender or heading, its text, its date.
const FACEBOOK: [(&str, &str, &str, &str); 2] =
    [("._a6-g", "._a6-h", "._a6-p", "._a6-o, ._a72d"), ("._2lej", "._2lel", "._2let", "._2lem")];

/// Classes that only Telegram's own pages have: of a channel, and of a post to be embedded.
const PREVIEWS: [&str; 4] = ["tgme_channel_history", "tgme_main", "tgme_page", "widget_frame_base"];

/// The posts on a page, in their order; `None` if it is no page of posts.
pub(in crate::ingest) fn posts(html: &str) -> Option<Vec<Post>> {
    // An article may show a post within it: only a page of the platform is one of posts.
    let is_preview = || {
        html.contains("data-post=") && PREVIEWS.iter().any(|class| html.contains(class)) && !html.contains("<article")
    };
    let is_download = || !html.contains("og:") && !html.contains("<article");
    let reader: fn(&Tree) -> Vec<Post> = if html.contains("tgme_widget_message") && is_preview() {
        preview
    } else if html.contains("page_body chat_page") {
        export
    } else if (html.contains("_a6-g") || html.contains("_2lej")) && is_download() {
        facebook
    } else {
        return None;
    };
    // Emoji stand within lines, in elements that no page has.
    let html = html.replace("<tg-emoji", "<span").replace("</tg-emoji", "</span");
    Some(reader(&Tree::from(html))).filter(|posts| !posts.is_empty())
}

/// The text of what `selector` finds first.
fn first(within: &Selection<'_>, selector: &str) -> Option<String> {
    let text = text_of(&within.select(selector).iter().next()?.html());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn attribute(within: &Selection<'_>, selector: &str, name: &str) -> Option<String> {
    within.select(selector).iter().next()?.attr(name).map(|value| value.trim().to_string())
}

/// The texts of all that `selector` finds, a line each.
fn lines(within: &Selection<'_>, selector: &str) -> impl Iterator<Item = String> {
    within.select(selector).iter().map(|one| text_of(&one.html())).collect::<Vec<_>>().into_iter()
}

/// The preview of a channel on the web, or of one post.
fn preview(tree: &Tree) -> Vec<Post> {
    let channel = first(&tree.select("body"), ".tgme_channel_info_header_title, .tgme_page_title");
    tree.select(".tgme_widget_message[data-post]").iter().map(|post| preview_post(&post, channel.as_deref())).collect()
}

fn preview_post(post: &Selection<'_>, channel: Option<&str>) -> Post {
    if post.has_class("service_message") {
        return Post::Other("a service message".into());
    }
    let number = post.attr("data-post").map(|number| number.trim().to_string()).unwrap_or_default();
    let handle = number.split('/').next().unwrap_or_default().to_string();
    let owner = first(post, ".tgme_widget_message_owner_name").or_else(|| channel.map(String::from));
    // A reply quotes what it answers in an element of the same class, and a text may be within one of its own class.
    let quoted = ".tgme_widget_message_reply *, .tgme_widget_message_text .tgme_widget_message_text";
    let texts = post.select(".tgme_widget_message_text").iter().filter(|text| !text.is(quoted));
    let mut text: Vec<String> = texts.map(|text| text_of(&text.html())).collect();
    text.extend(lines(post, ".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"));
    let author = first(post, ".tgme_widget_message_from_author, .tgme_widget_message_author_name");
    Stated {
        id: format!("t.me/{number}"),
        text: text.join("\n\n"),
        authors: author.filter(|author| Some(author) != owner.as_ref()).into_iter().collect(),
        account: Some((Some(handle.clone()), owner.unwrap_or(handle))),
        published: attribute(post, ".tgme_widget_message_date time[datetime]", "datetime").and_then(|time| read(&time)),
        url: Some(format!("https://t.me/{number}")),
        reply_to: attribute(post, "a.tgme_widget_message_reply", "href"),
        forwarded_from: first(post, ".tgme_widget_message_forwarded_from_name"),
        ..Stated::default()
    }
    .post("a post without a text")
}

fn read(time: &str) -> Option<Date> {
    date::read(time, None).map(|reading| reading.date)
}

/// A chat as Telegram exports it. A message right behind another of the same sender leaves the sender out.
fn export(tree: &Tree) -> Vec<Post> {
    let body = tree.select("body");
    let chat = first(&body, ".page_header .text.bold, .page_header .bold").unwrap_or_default();
    let (mut sender, mut source) = (None, None);
    let mut posts = Vec::new();
    for message in tree.select(".message[id]").iter() {
        if !message.has_class("default") {
            // A divider says the day, and is no message.
            if !message.attr("id").is_some_and(|id| id.starts_with("message-")) {
                posts.push(Post::Other("a service message".into()));
            }
            continue;
        }
        let joined = message.has_class("joined");
        let own = first(&message.select(".body").iter().next().unwrap_or_default(), "div.from_name");
        let forwarded = message.select(".forwarded.body");
        let named = forwarded.select(".from_name");
        let from = named.iter().next().map(|name| {
            let when = name.select("span").iter().next().map(|span| span.text().to_string()).unwrap_or_default();
            name.text().replace(&when, "").trim().to_string()
        });
        if !joined {
            // The name within what was passed on is not the sender's.
            sender = own.filter(|own| from.as_deref().is_none_or(|from| !own.starts_with(from)) || own == &chat);
            source = from;
        }
        let is_forwarded = forwarded.exists();
        let mut text: Vec<String> = lines(&message, ".text").collect();
        text.extend(lines(&message, ".media_poll .question, .media_poll .answer"));
        let stated = Stated {
            text: text.join("\n\n"),
            account: Some((None, chat.clone())),
            authors: first(&message, ".signature")
                .or_else(|| sender.clone())
                .filter(|author| *author != chat)
                .into_iter()
                .collect(),
            published: attribute(&message, ".date.details[title]", "title").and_then(|time| exported(&time)),
            forwarded_from: source.clone().filter(|_| is_forwarded),
            ..Stated::default()
        };
        posts.push(stated.post("a message without a text"));
    }
    posts
}

/// `21.01.2022 10:15:30 UTC+03:00`, the day always first.
fn exported(time: &str) -> Option<Date> {
    let mut parts = time.split_whitespace();
    let (day, clock) = (parts.next()?, parts.next()?);
    let zone = parts.next().and_then(|zone| zone.strip_prefix("UTC")).unwrap_or_default();
    let mut numbers = day.split('.');
    let (day, month, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    format!("{year}-{month}-{day}T{}{zone}", clock.get(..5)?).parse().ok()
}

fn facebook(tree: &Tree) -> Vec<Post> {
    let form = FACEBOOK.iter().find(|(block, ..)| tree.select(block).exists());
    let posts = form.into_iter().flat_map(|(block, sender, text, date)| {
        tree.select(block).iter().map(|block| facebook_post(&block, sender, text, date)).collect::<Vec<_>>()
    });
    posts.collect()
}

fn facebook_post(block: &Selection<'_>, sender: &str, text: &str, date: &str) -> Post {
    let Some(when) = lines(block, date).last().and_then(|line| read(&line)) else {
        return Post::Other("a block without a date".into());
    };
    // The heading is a sender, or a sentence that says whose post it is.
    let heading = first(block, sender);
    let is_sentence = heading.as_ref().is_some_and(|heading| heading.ends_with('.'));
    let (title, authors) = if is_sentence { (heading, None) } else { (None, heading) };
    Stated {
        title: title.unwrap_or_default(),
        text: lines(block, text).next().unwrap_or_default(),
        authors: authors.into_iter().collect(),
        published: Some(when),
        ..Stated::default()
    }
    .post("a post without a text")
}
