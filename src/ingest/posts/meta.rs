//! What Facebook, Instagram and Messenger give their members to download, and what CrowdTangle exported.
//!
//! Their JSON has the bytes of UTF-8 as letters of Latin-1; [`undo_latin`](super::post::undo_latin) undoes that once a record
//! is known for theirs. The names of many keys depend on the language of the account, so values are known by their shapes.

use serde_json::{Map, Value};

use super::super::origin::{Origin, Owner};
use super::post::{Context, Post, Stated, id, latin_undone, object, objects, text, time};

/// The posts in a record.
pub(super) fn posts(record: &Map<String, Value>, context: Context<'_>, origin: &Origin<'_>) -> Option<Vec<Post>> {
    let own = || facebook(record, origin).or_else(|| instagram(record, origin)).or_else(|| labelled(record, origin));
    let one = own().or_else(|| comment(record)).or_else(|| message(record, context)).or_else(|| crowd_tangle(record));
    one.map(|post| vec![post])
}

/// The member whose data an export holds; a file elsewhere in it has the name.
fn member(origin: &Origin<'_>) -> Option<Owner> {
    origin.owner(|| stated_member(origin))
}

fn stated_member(origin: &Origin<'_>) -> Option<Owner> {
    const PROFILES: &[&str] = &[
        "profile_information.json",
        "../profile_information/profile_information.json",
        "../personal_information/profile_information.json",
        "../../personal_information/profile_information/profile_information.json",
        "../personal_information/personal_information/personal_information.json",
        "../../personal_information/personal_information/personal_information.json",
        "../account_information/personal_information.json",
        "personal_information.json",
    ];
    let bytes = PROFILES.iter().find_map(|name| origin.beside(name))?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    let name = |value: &Value| {
        let name = value.pointer("/profile_v2/name/full_name").or_else(|| value.pointer("/profile/name/full_name"));
        let name = name.or_else(|| value.pointer("/profile_v2/name"));
        let user = || {
            // The names of the keys are in the language of the account.
            let values = value.pointer("/profile_user/0/string_map_data")?.as_object()?;
            let is_user = |key: &str| matches!(key, "Username" | "اسم المستخدم");
            let own = values.iter().find(|(key, _)| is_user(latin_undone(key).as_deref().unwrap_or(key)));
            own?.1.get("value")
        };
        name.or_else(user)?.as_str().map(String::from)
    };
    let name = name(&value)?;
    let name = latin_undone(&name).unwrap_or(name);
    Some((None, name))
}

/// A post of Facebook: `{"timestamp", "data": [{"post"}], "attachments", "title"}`.
fn facebook(record: &Map<String, Value>, origin: &Origin<'_>) -> Option<Post> {
    let is_post = record.get("timestamp").is_some_and(Value::is_number)
        && !record.contains_key("label_values")
        && ["data", "attachments", "tags"].iter().any(|key| record.contains_key(*key))
        && !["sender_name", "text", "content", "body", "message", "url"].iter().any(|key| record.contains_key(*key))
        && ["data", "attachments"].iter().all(|key| record.get(*key).is_none_or(Value::is_array));
    if !is_post || objects(record, "data").any(|data| data.contains_key("comment")) {
        return None;
    }
    let attached = || objects(record, "attachments").flat_map(|attachment| objects(attachment, "data"));
    let mut words: Vec<&str> = objects(record, "data").filter_map(|data| text(data, &["post"])).collect();
    let captions = attached().filter_map(|data| text(object(data, "media")?, &["description"]));
    for caption in captions.chain(attached().filter_map(|data| text(data, &["text"]))) {
        if !words.iter().any(|known| known.contains(caption)) {
            words.push(caption);
        }
    }
    let link = attached().filter_map(|data| object(data, "external_context")).next();
    if words.is_empty() {
        words.extend(link.and_then(|link| text(link, &["name"])));
    }
    let stated = Stated {
        // A sentence of the site, in the language of the account: whose post it is.
        title: text(record, &["title"]).unwrap_or_default().into(),
        text: words.join("\n\n"),
        account: member(origin),
        published: time(record, &["timestamp"]),
        ..Stated::default()
    };
    Some(stated.post("a post without a text"))
}

/// A post of Instagram: its caption is that of its only picture, or of all of them.
fn instagram(record: &Map<String, Value>, origin: &Origin<'_>) -> Option<Post> {
    let media: Vec<&Map<String, Value>> = objects(record, "media").collect();
    let is_picture = |one: &Map<String, Value>| one.contains_key("uri") && one.contains_key("creation_timestamp");
    let single = is_picture(record).then_some(record);
    if media.is_empty() && single.is_none() || !media.iter().all(|one| is_picture(one)) {
        return None;
    }
    let all = || [Some(record), single].into_iter().flatten().chain(media.iter().copied());
    let stated = Stated {
        text: all().find_map(caption).unwrap_or_default(),
        account: member(origin),
        published: all().find_map(|one| time(one, &["creation_timestamp"])),
        ..Stated::default()
    };
    Some(stated.post("a picture without a caption"))
}

/// Title and description of a picture, each once.
fn caption(picture: &Map<String, Value>) -> Option<String> {
    let (title, description) = (text(picture, &["title"]), text(picture, &["description"]));
    match (title, description) {
        (Some(title), Some(description)) if !description.contains(title) => Some(format!("{title}\n\n{description}")),
        (title, description) => description.or(title).map(String::from),
    }
}

/// A record whose values have labels in the language of the account: the longest one is the text.
fn labelled(record: &Map<String, Value>, origin: &Origin<'_>) -> Option<Post> {
    if !record.contains_key("label_values") || !record.contains_key("timestamp") {
        return None;
    }
    let values = objects(record, "label_values").filter_map(|value| text(value, &["value"]));
    let words = values.filter(|value| !value.starts_with("http")).max_by_key(|value| value.len());
    let stated = Stated {
        id: id(record, "fbid").unwrap_or_default(),
        text: words.unwrap_or_default().into(),
        account: member(origin),
        published: time(record, &["timestamp"]),
        url: objects(record, "label_values").find_map(|value| text(value, &["href"])).map(String::from),
        ..Stated::default()
    };
    Some(stated.post("a record without a text"))
}

/// A comment of Facebook or Instagram.
fn comment(record: &Map<String, Value>) -> Option<Post> {
    if let Some(comment) = objects(record, "data").find_map(|data| object(data, "comment")) {
        let stated = Stated {
            text: text(comment, &["comment"]).unwrap_or_default().into(),
            authors: text(comment, &["author"]).map(String::from).into_iter().collect(),
            account: text(comment, &["group"]).map(|group| (None, group.to_string())),
            published: time(comment, &["timestamp"]),
            ..Stated::default()
        };
        return Some(stated.post("a comment without a text"));
    }
    let values = object(record, "string_map_data")?;
    let entries = || values.values().filter_map(Value::as_object);
    let words = entries().filter_map(|entry| text(entry, &["value"])).max_by_key(|value| value.len());
    let stated = Stated {
        text: words.unwrap_or_default().into(),
        published: entries().find_map(|entry| time(entry, &["timestamp"])),
        ..Stated::default()
    };
    Some(stated.post("a comment without a text"))
}

/// A message of a conversation, whose object is around it.
fn message(record: &Map<String, Value>, context: Context<'_>) -> Option<Post> {
    let sender = text(record, &["sender_name", "senderName"])?;
    let conversation = context.last().and_then(|thread| text(thread, &["title", "threadName"]));
    let mut words = vec![text(record, &["content", "text"]).unwrap_or_default()];
    words.extend(object(record, "share").and_then(|share| text(share, &["share_text", "link"])));
    let stated = Stated {
        text: words.join("\n").trim().into(),
        account: conversation.map(|name| (None, name.to_string())),
        authors: vec![sender.into()],
        published: time(record, &["timestamp_ms", "timestamp"]),
        ..Stated::default()
    };
    Some(stated.post("a message without a text"))
}

/// A post as CrowdTangle exported it.
fn crowd_tangle(record: &Map<String, Value>) -> Option<Post> {
    let account = object(record, "account").filter(|_| record.contains_key("platformId"))?;
    let words = ["message", "title", "description", "imageText"].iter().filter_map(|key| text(record, &[key]));
    let mut distinct: Vec<&str> = Vec::new();
    for part in words {
        if !distinct.iter().any(|known| known.contains(part)) {
            distinct.push(part);
        }
    }
    let name = text(account, &["name", "handle"]).unwrap_or_default().to_string();
    let stated = Stated {
        id: id(record, "platformId").unwrap_or_default(),
        text: distinct.join("\n\n"),
        account: Some((text(account, &["handle"]).map(String::from), name)),
        published: time(record, &["date"]),
        url: text(record, &["postUrl", "link"]).map(String::from),
        ..Stated::default()
    };
    Some(stated.post("a post without a text"))
}
