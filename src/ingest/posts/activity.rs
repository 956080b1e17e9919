//! Posts of Mastodon and other programs that speak ActivityPub, and of Bluesky.

use serde_json::{Map, Value};

use super::super::markup::text_of;
use super::post::{Post, Stated, id, object, objects, text, time};

/// The kinds of objects that are posts.
const NOTES: &[&str] = &["Note", "Article", "Page", "Question", "Video", "Event"];

/// The posts in a record.
pub(super) fn posts(record: &Map<String, Value>) -> Option<Vec<Post>> {
    activity(record).or_else(|| status(record)).or_else(|| bluesky(record)).map(|post| vec![post])
}

/// Markup as text, its hidden parts of addresses shown.
fn words(html: &str) -> String {
    text_of(html).trim().into()
}

/// An activity with its object, or an object alone.
fn activity(record: &Map<String, Value>) -> Option<Post> {
    let kind = text(record, &["type"])?;
    if kind == "Announce" && record.contains_key("actor") {
        return Some(Post::Other("a post of another account, passed on".into()));
    }
    let note = match object(record, "object") {
        Some(note) if record.contains_key("actor") => note,
        _ => record,
    };
    let is_note = text(note, &["type"]).is_some_and(|kind| NOTES.contains(&kind));
    if !is_note || !note.contains_key("content") && !note.contains_key("contentMap") {
        return None;
    }
    let mapped = || object(note, "contentMap")?.values().next()?.as_str();
    let content = text(note, &["content"]).or_else(mapped).map(words).unwrap_or_default();
    let warning = text(note, &["summary"]).map(words).filter(|warning| !content.contains(warning));
    let answers = ["oneOf", "anyOf"].iter().flat_map(|key| objects(note, key)).filter_map(|one| text(one, &["name"]));
    let lines = warning.into_iter().chain([content]).chain(answers.map(String::from));
    let author = text(note, &["attributedTo"]).or_else(|| text(record, &["actor"])).and_then(handle);
    let stated = Stated {
        id: id(note, "id").unwrap_or_default(),
        title: text(note, &["name"]).unwrap_or_default().into(),
        text: lines.collect::<Vec<_>>().join("\n\n"),
        account: author.map(|handle| (Some(handle.clone()), handle)),
        published: time(note, &["published"]).or_else(|| time(record, &["published"])),
        url: text(note, &["url", "id"]).map(String::from),
        reply_to: text(note, &["inReplyTo"]).map(String::from),
        ..Stated::default()
    };
    Some(stated.post("a post without a text"))
}

/// The handle of an account by its address: `user@host` of `https://host/users/user`.
fn handle(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let (host, path) = rest.split_once('/')?;
    let name = path.trim_end_matches('/').rsplit('/').next()?.trim_start_matches('@');
    (!name.is_empty()).then(|| format!("{name}@{host}"))
}

/// A status of Mastodon's API.
fn status(record: &Map<String, Value>) -> Option<Post> {
    let account = object(record, "account").filter(|account| account.contains_key("acct"))?;
    if !record.contains_key("content") || !record.contains_key("created_at") {
        return None;
    }
    let name = |account: &Map<String, Value>| text(account, &["display_name", "acct"]).map(String::from);
    let shared = object(record, "reblog");
    let own = shared.unwrap_or(record);
    let content = text(own, &["content"]).map(words).unwrap_or_default();
    let warning = text(own, &["spoiler_text"]).map(String::from);
    let options = object(own, "poll").into_iter().flat_map(|poll| objects(poll, "options"));
    let lines =
        warning.into_iter().chain([content]).chain(options.filter_map(|one| text(one, &["title"])).map(String::from));
    let stated = Stated {
        id: id(record, "uri").or_else(|| id(record, "id")).unwrap_or_default(),
        text: lines.collect::<Vec<_>>().join("\n\n"),
        account: Some((text(account, &["acct"]).map(String::from), name(account).unwrap_or_default())),
        published: time(record, &["created_at"]),
        url: text(record, &["url", "uri"]).map(String::from),
        reply_to: id(record, "in_reply_to_id"),
        forwarded_from: shared.and_then(|shared| object(shared, "account")).and_then(name),
        ..Stated::default()
    };
    Some(stated.post("a post without a text"))
}

/// A post of Bluesky, alone or in a feed.
fn bluesky(record: &Map<String, Value>) -> Option<Post> {
    let view = object(record, "post").unwrap_or(record);
    let post = object(view, "record").or_else(|| object(view, "value")).unwrap_or(view);
    if text(post, &["$type"]) != Some("app.bsky.feed.post") {
        return None;
    }
    let author = object(view, "author");
    let handle = author.and_then(|author| text(author, &["handle"]));
    let name = author.and_then(|author| text(author, &["displayName", "handle"]));
    let uri = text(view, &["uri"]);
    let key = uri.and_then(|uri| uri.rsplit('/').next());
    let did = uri.and_then(|uri| uri.strip_prefix("at://")?.split('/').next());
    let parent = object(post, "reply").and_then(|reply| object(reply, "parent"));
    let repost = object(record, "reason").filter(|reason| reason.contains_key("by"));
    let stated = Stated {
        id: uri.unwrap_or_default().into(),
        text: text(post, &["text"]).unwrap_or_default().into(),
        account: name.map(|name| (handle.map(String::from), name.into())),
        published: time(post, &["createdAt"]).or_else(|| time(view, &["indexedAt"])),
        url: handle.or(did).zip(key).map(|(who, key)| format!("https://bsky.app/profile/{who}/post/{key}")),
        reply_to: parent.and_then(|parent| text(parent, &["uri"])).map(String::from),
        forwarded_from: repost.and(name).map(String::from),
        ..Stated::default()
    };
    Some(stated.post("a post without a text"))
}
