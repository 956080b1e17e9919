//! Videos and the comments on them, as programs that download them write: the description of a video and its comments in
//! one file, or a comment a line.

use serde_json::{Map, Value};

use super::post::{Post, Stated, id, object, objects, text, time};

/// The posts in a record.
pub(super) fn posts(record: &Map<String, Value>) -> Option<Vec<Post>> {
    video(record).or_else(|| Some(vec![comment(record)?])).or_else(|| thread(record))
}

/// A video and its comments.
fn video(record: &Map<String, Value>) -> Option<Vec<Post>> {
    let is_list = record.get("entries").and_then(Value::as_array).is_some_and(|entries| !entries.is_empty());
    let is_text = record.contains_key("content") || record.contains_key("text");
    let is_video = (record.contains_key("extractor_key") || record.contains_key("extractor")) && !is_list && !is_text;
    let address = text(record, &["webpage_url", "original_url"]).filter(|_| is_video)?;
    let title = text(record, &["title", "fulltitle"]).unwrap_or_default();
    let channel = text(record, &["channel", "uploader"]).unwrap_or_default();
    let handle = text(record, &["uploader_id", "channel_id"]).map(String::from);
    let account = (!channel.is_empty()).then(|| (handle, channel.to_string()));
    let number = id(record, "id").unwrap_or_default();
    let video = Stated {
        id: number.clone(),
        title: title.into(),
        text: text(record, &["description"]).unwrap_or(title).into(),
        account: account.clone(),
        published: time(record, &["timestamp", "release_timestamp", "upload_date", "release_date"]),
        url: Some(address.into()),
        ..Stated::default()
    };
    let separator = if address.contains('?') { '&' } else { '?' };
    let comments = objects(record, "comments").map(|comment| {
        let own = id(comment, "id").unwrap_or_default();
        let parent = text(comment, &["parent"]).filter(|parent| *parent != "root");
        let words = text(comment, &["text"]).map(String::from);
        let words = words.or_else(|| text(comment, &["html"]).map(super::super::markup::text_of));
        Stated {
            title: title.into(),
            text: words.unwrap_or_default(),
            account: account.clone(),
            authors: text(comment, &["author"]).map(String::from).into_iter().collect(),
            // The time of a comment is an estimate from "two years ago".
            published: time(comment, &["timestamp"]).map(|date| date.without_time()),
            url: Some(format!("{address}{separator}lc={own}")),
            reply_to: Some(parent.map_or_else(|| number.clone(), String::from)),
            id: own,
            ..Stated::default()
        }
        .post("a comment without a text")
    });
    Some([video.post("a video without a title")].into_iter().chain(comments).collect())
}

/// A comment a line.
fn comment(record: &Map<String, Value>) -> Option<Post> {
    let is_comment = record.contains_key("text") && record.contains_key("votes") && !record.contains_key("source");
    let number = id(record, "cid").filter(|_| is_comment)?;
    let stated = Stated {
        text: text(record, &["text"]).unwrap_or_default().into(),
        authors: text(record, &["author"]).map(String::from).into_iter().collect(),
        published: time(record, &["time_parsed"]).map(|date| date.without_time()),
        reply_to: number.split_once('.').map(|(parent, _)| parent.to_string()),
        id: number,
        ..Stated::default()
    };
    Some(stated.post("a comment without a text"))
}

/// A comment of the site's API, or a thread of them.
fn thread(record: &Map<String, Value>) -> Option<Vec<Post>> {
    let snippet = object(record, "snippet")?;
    let video = text(snippet, &["videoId"]);
    match text(record, &["kind"])? {
        "youtube#commentThread" => {
            let top = object(snippet, "topLevelComment")?;
            let replies = object(record, "replies").into_iter().flat_map(|replies| objects(replies, "comments"));
            Some([top].into_iter().chain(replies).filter_map(|comment| listed(comment, video)).collect())
        }
        "youtube#comment" => Some(vec![listed(record, video)?]),
        _ => None,
    }
}

fn listed(top: &Map<String, Value>, video: Option<&str>) -> Option<Post> {
    let inner = object(top, "snippet")?;
    let video = text(inner, &["videoId"]).or(video);
    let number = id(top, "id").unwrap_or_default();
    let words = text(inner, &["textOriginal"]).map(String::from);
    let words = words.or_else(|| text(inner, &["textDisplay"]).map(super::super::markup::text_of));
    let stated = Stated {
        text: words.unwrap_or_default(),
        authors: text(inner, &["authorDisplayName"]).map(String::from).into_iter().collect(),
        published: time(inner, &["publishedAt"]),
        url: video.map(|video| format!("https://www.youtube.com/watch?v={video}&lc={number}")),
        reply_to: text(inner, &["parentId"]).or(video).map(String::from),
        id: number,
        ..Stated::default()
    };
    Some(stated.post("a comment without a text"))
}
