//! Messages of Telegram, as its program for computers exports them: `result.json`.

use serde_json::{Map, Value};

use super::kinds;
use super::post::{Context, Post, Stated, id, object, objects, text, time};
use crate::document::Date;

/// Ids of older exports have the kind of chat in the bits from this one on.
const SHIFTED: u64 = 1 << 32;

/// The post in a message of a chat.
pub(super) fn posts(message: &Map<String, Value>, context: Context<'_>) -> Option<Vec<Post>> {
    match context.last().filter(|chat| is_chat(chat)) {
        Some(chat) => Some(vec![post(message, chat)]),
        None => addressed(message).map(|post| vec![post]),
    }
}

/// The post in a record of a program that follows channels, by the address of the post: `https://t.me/channel/123`.
fn addressed(record: &Map<String, Value>) -> Option<Post> {
    let url = text(record, &["url", "link"])?;
    let path = url.split_once("://")?.1.strip_prefix("t.me/")?;
    let path = path.strip_prefix("s/").unwrap_or(path);
    let (channel, number) = path.split_once('/')?;
    let is_post = !channel.is_empty() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let date = time(record, &["date", "datetime", "timestamp"]).filter(|_| is_post)?;
    let name = object(record, "channel").and_then(|channel| text(channel, &["title"])).unwrap_or(channel);
    Some(
        Stated {
            id: format!("t.me/{channel}/{number}"),
            text: text(record, &["content", "text", "message"]).unwrap_or_default().into(),
            account: Some((Some(channel.into()), name.into())),
            published: Some(date),
            url: Some(url.into()),
            forwarded_from: text(record, &["forwarded", "forwardedFrom"]).map(String::from),
            ..Stated::default()
        }
        .post("a message without a text"),
    )
}

/// Whether an object is a chat, perhaps without its messages.
fn is_chat(object: &Map<String, Value>) -> bool {
    text(object, &["type"]).is_some_and(kinds::is_chat)
}

fn post(message: &Map<String, Value>, chat: &Map<String, Value>) -> Post {
    if text(message, &["type"]) != Some("message") {
        let action = text(message, &["action", "type"]).unwrap_or("without a kind");
        return Post::Other(format!("a service message: {action}"));
    }
    let kind = text(chat, &["type"]).unwrap_or_default();
    let is_channel = kind.ends_with("channel");
    let name = text(chat, &["name"]).unwrap_or_default();
    let number = id(message, "id");
    let chat_number = chat.get("id").and_then(Value::as_u64).map(|id| bare(id, message));
    let is_addressed = is_channel || kind.ends_with("supergroup");
    let from = text(message, &["from"]).filter(|from| !is_channel && *from != name);
    let id_of = |number: &str| chat_number.map(|chat| format!("telegram-{}{chat}-{number}", class(kind)));
    let url = chat_number.zip(number.as_deref().filter(|number| is_addressed && !number.starts_with('-')));
    Stated {
        id: number.as_deref().and_then(id_of).unwrap_or_default(),
        text: words(message),
        account: Some((None, name.into())),
        authors: text(message, &["author"]).or(from).map(String::from).into_iter().collect(),
        published: published(message),
        url: url.map(|(chat, number)| format!("https://t.me/c/{chat}/{number}")),
        reply_to: id(message, "reply_to_message_id").and_then(|number| id_of(&number)),
        forwarded_from: forwarded_from(message),
        ..Stated::default()
    }
    .post("a message without a text")
}

/// A chat's number: older exports, whose senders are numbers too, have it shifted.
fn bare(id: u64, message: &Map<String, Value>) -> u64 {
    let is_old = message.get("from_id").is_some_and(Value::is_number);
    if is_old && id >= SHIFTED { id % SHIFTED } else { id }
}

/// The kinds of chats whose ids do not collide.
fn class(kind: &str) -> &'static str {
    match kind {
        _ if kind.ends_with("channel") || kind.ends_with("supergroup") => "channel",
        _ if kind.ends_with("group") => "chat",
        _ => "user",
    }
}

fn forwarded_from(message: &Map<String, Value>) -> Option<String> {
    // The key without a name: the account is gone.
    let is_forwarded = message.contains_key("forwarded_from");
    is_forwarded.then(|| text(message, &["forwarded_from"]).unwrap_or("a deleted account").to_string())
}

/// The text of a message, with those of its poll and its list.
fn words(message: &Map<String, Value>) -> String {
    let mut words = message.get("text").map(rich).unwrap_or_default();
    for (list, heading) in [("poll", "question"), ("todo_list", "title")] {
        let Some(list) = object(message, list) else { continue };
        let lines =
            list.get(heading).into_iter().chain(objects(list, "answers").filter_map(|answer| answer.get("text")));
        for line in lines.map(rich).filter(|line| !line.trim().is_empty()) {
            words.push('\n');
            words.push_str(&line);
        }
    }
    words
}

/// A text, or its pieces: texts and objects with a text.
fn rich(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(rich).collect(),
        Value::Object(piece) => piece.get("text").map(rich).unwrap_or_default(),
        _ => String::new(),
    }
}

/// When a message was sent: by the clock of the computer that exported it, with its offset if the export tells the time
/// in UTC, too.
fn published(message: &Map<String, Value>) -> Option<Date> {
    let utc = time(message, &["date_unixtime"]);
    let Some(local) = time(message, &["date"]) else { return utc };
    let offset = utc.and_then(|utc| i16::try_from(local.first_minute() - utc.first_minute()).ok());
    offset.filter(|minutes| minutes % 15 == 0).and_then(|minutes| local.with_offset(minutes)).or(Some(local))
}
