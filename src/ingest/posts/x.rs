//! Posts of X, formerly Twitter: the archive of an account, records of both versions of its API, and those of programs that
//! collect posts.

use serde_json::{Map, Value};

use super::super::entities::unescape;
use super::super::origin::{Origin, Owner};
use super::post::{Post, Stated, id, object, objects, text, time};

/// Messages of a stream that are no posts.
const CONTROL: &[&str] = &["delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "warning", "disconnect"];

/// The posts in a record.
pub(super) fn posts(record: &Map<String, Value>, origin: &Origin<'_>) -> Option<Vec<Post>> {
    if let Some(own) = object(record, "tweet").filter(|tweet| is_status(tweet)) {
        return Some(vec![status(own, account(origin))]);
    }
    if let Some(note) = object(record, "noteTweet") {
        return Some(vec![long_post(note, account(origin))]);
    }
    if is_status(record) {
        let user = object(record, "user");
        return Some(vec![status(record, user.map(user_of).or_else(|| account(origin)))]);
    }
    if let Some(result) = graph_result(record) {
        return Some(vec![result]);
    }
    page(record)
        .or_else(|| flat(record))
        .or_else(|| collected(record))
        .or_else(|| is_control(record).then(|| vec![Post::Other("a message of the stream, no post".into())]))
}

fn is_status(record: &Map<String, Value>) -> bool {
    let is_old = || {
        let has_handle = object(record, "user").is_some_and(|user| user.contains_key("screen_name"));
        has_handle && record.contains_key("text") && !record.contains_key("title")
    };
    record.contains_key("created_at")
        && record.contains_key("id_str")
        && (record.contains_key("full_text") || record.contains_key("extended_tweet") || is_old())
}

fn is_control(record: &Map<String, Value>) -> bool {
    record.len() == 1 && record.iter().all(|(key, value)| CONTROL.contains(&key.as_str()) && value.is_object())
}

fn user_of(user: &Map<String, Value>) -> Owner {
    let handle = text(user, &["screen_name", "username"]).map(String::from);
    let name = text(user, &["name", "displayname"]).map(String::from).or_else(|| handle.clone());
    (handle, name.unwrap_or_default())
}

/// The account that an archive belongs to: its file lies beside that of the posts.
fn account(origin: &Origin<'_>) -> Option<Owner> {
    origin.owner(|| stated_account(origin))
}

fn stated_account(origin: &Origin<'_>) -> Option<Owner> {
    let bytes = origin.beside("account.js")?;
    let script = String::from_utf8_lossy(&bytes);
    let json = &script[script.find('=')? + 1..];
    let value: Value = serde_json::from_str(json.trim().trim_end_matches(';')).ok()?;
    let account = value.get(0)?.get("account")?.as_object()?;
    let handle = text(account, &["username"]).map(String::from);
    Some((handle.clone(), text(account, &["accountDisplayName"]).map(String::from).or(handle)?))
}

fn address(account: Option<&Owner>, id: &str) -> String {
    let handle = account.and_then(|(handle, _)| handle.as_deref()).unwrap_or("i/web");
    format!("https://x.com/{handle}/status/{id}")
}

/// A post of the first version of the API, which archives have, too.
fn status(record: &Map<String, Value>, account: Option<Owner>) -> Post {
    let shared = object(record, "retweeted_status");
    let full = |status: &Map<String, Value>| {
        let extended = object(status, "extended_tweet").and_then(|extended| text(extended, &["full_text"]));
        extended.or_else(|| text(status, &["full_text", "text"])).map(unescape).unwrap_or_default()
    };
    let number = id(record, "id_str").unwrap_or_default();
    let words = full(shared.unwrap_or(record));
    let forwarded = shared.and_then(|shared| object(shared, "user")).map(|user| user_of(user).1);
    Stated {
        url: Some(address(account.as_ref(), &number)),
        text: expanded(&words, shared.unwrap_or(record)),
        forwarded_from: forwarded.or_else(|| retweeted(&words)),
        account,
        published: time(record, &["created_at"]),
        reply_to: id(record, "in_reply_to_status_id_str"),
        id: number,
        ..Stated::default()
    }
    .post("a post without a text")
}

/// The account after `RT @` at the beginning of a text.
fn retweeted(words: &str) -> Option<String> {
    let (handle, _) = words.strip_prefix("RT @")?.split_once(':')?;
    let is_handle = handle.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_handle.then(|| format!("@{handle}"))
}

/// A text with addresses in the place of their short forms.
fn expanded(words: &str, record: &Map<String, Value>) -> String {
    let mut words = words.to_string();
    for entities in [object(record, "entities"), object(record, "extended_entities")].into_iter().flatten() {
        for link in objects(entities, "urls").chain(objects(entities, "media")) {
            if let Some((short, long)) = text(link, &["url"]).zip(text(link, &["unwound_url", "expanded_url"])) {
                words = words.replace(short, long);
            }
        }
    }
    words
}

/// The whole text of a long post: an archive has it in a file of its own, under an id of its own.
fn long_post(note: &Map<String, Value>, account: Option<Owner>) -> Post {
    let core = object(note, "core");
    let published = time(note, &["createdAt"]);
    let words = core.and_then(|core| text(core, &["text"])).map(unescape).unwrap_or_default();
    let id = id(note, "noteTweetId").unwrap_or_default();
    Stated { id, text: words, account, published, ..Stated::default() }.post("a long post without a text")
}

/// The posts of one answer of the second version of the API.
fn page(record: &Map<String, Value>) -> Option<Vec<Post>> {
    let included = object(record, "includes");
    let single = object(record, "data");
    let data: Vec<&Map<String, Value>> = objects(record, "data").chain(single).collect();
    // Other programs answer in this form, too.
    let is_post = |post: &Map<String, Value>| {
        let is_number = text(post, &["id"]).is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
        is_number && post.contains_key("text") && !["title", "url", "source"].iter().any(|key| post.contains_key(*key))
    };
    let marks = ["edit_history_tweet_ids", "conversation_id", "author_id", "public_metrics", "referenced_tweets"];
    let is_marked = |post: &Map<String, Value>| marks.iter().any(|key| post.contains_key(*key));
    let is_page = included.is_some_and(|included| !included.is_empty())
        || object(record, "meta").is_some_and(|meta| meta.contains_key("result_count"))
        || record.contains_key("matching_rules")
        || data.iter().any(|post| is_marked(post));
    if data.is_empty() || !is_page || !data.iter().all(|post| is_post(post)) {
        return None;
    }
    let find = |list: &'static str, number: &str| {
        let included = included.into_iter().flat_map(move |included| objects(included, list));
        included.into_iter().find(|one| id(one, "id").as_deref() == Some(number))
    };
    Some(data.into_iter().map(|post| second(post, &find)).collect())
}

/// A post of the second version of the API to which a program has added its author.
fn flat(record: &Map<String, Value>) -> Option<Vec<Post>> {
    let author = object(record, "author").filter(|author| author.contains_key("username"))?;
    let is_post = record.contains_key("author_id") && record.contains_key("text");
    let referenced: Vec<&Map<String, Value>> = objects(record, "referenced_tweets").collect();
    let find = |list: &'static str, number: &str| match list {
        "users" => Some(author),
        _ => {
            referenced.iter().copied().find(|one| id(one, "id").as_deref() == Some(number) && one.contains_key("text"))
        }
    };
    is_post.then(|| vec![second(record, &find)])
}

/// Looks an id up in a list of what came with a post.
type Find<'f, 'r> = &'f dyn Fn(&'static str, &str) -> Option<&'r Map<String, Value>>;

/// A post of the second version; `find` looks the users and posts up that came with it.
fn second<'r>(record: &'r Map<String, Value>, find: Find<'_, 'r>) -> Post {
    let referenced = |kind: &str| {
        let post = objects(record, "referenced_tweets").find(|post| text(post, &["type"]) == Some(kind))?;
        id(post, "id")
    };
    let shared = referenced("retweeted").and_then(|number| find("tweets", &number));
    let whole = |post: &Map<String, Value>| {
        let note = object(post, "note_tweet").and_then(|note| text(note, &["text"]));
        let words = note.or_else(|| text(post, &["text"])).map(unescape).unwrap_or_default();
        expanded(&words, post)
    };
    let words = whole(shared.unwrap_or(record));
    let account = id(record, "author_id").and_then(|author| find("users", &author)).map(user_of);
    let number = id(record, "id").unwrap_or_default();
    Stated {
        url: Some(address(account.as_ref(), &number)),
        forwarded_from: text(record, &["text"]).and_then(retweeted),
        text: words,
        account,
        published: time(record, &["created_at"]),
        reply_to: referenced("replied_to"),
        id: number,
        ..Stated::default()
    }
    .post("a post without a text")
}

/// A post as the site's own pages get it.
fn graph_result(record: &Map<String, Value>) -> Option<Post> {
    let legacy = object(record, "legacy").filter(|legacy| legacy.contains_key("full_text"))?;
    let user = object(record, "core").and_then(|core| object(core, "user_results")?.get("result")?.as_object());
    let account = user.and_then(|user| object(user, "core").or_else(|| object(user, "legacy"))).map(user_of);
    let note = object(record, "note_tweet")
        .and_then(|note| object(note, "note_tweet_results")?.get("result")?.get("text")?.as_str());
    let mut legacy = legacy.clone();
    if let Some(note) = note {
        legacy.insert("full_text".into(), note.into());
    }
    if let Some(number) = id(record, "rest_id") {
        legacy.insert("id_str".into(), number.into());
    }
    Some(status(&legacy, account))
}

/// A post as collecting programs write it, each with its address.
fn collected(record: &Map<String, Value>) -> Option<Vec<Post>> {
    let user = object(record, "user").filter(|user| user.contains_key("username"))?;
    let url = text(record, &["url"]).filter(|_| record.contains_key("date"))?;
    let words = text(record, &["rawContent", "content", "renderedContent"])?;
    let shared = object(record, "retweetedTweet");
    let stated = Stated {
        id: id(record, "id").unwrap_or_default(),
        text: unescape(shared.and_then(|shared| text(shared, &["rawContent", "content"])).unwrap_or(words)),
        account: Some(user_of(user)),
        published: time(record, &["date"]),
        url: Some(url.into()),
        reply_to: id(record, "inReplyToTweetId"),
        forwarded_from: shared.and_then(|shared| object(shared, "user")).map(|user| user_of(user).1),
        ..Stated::default()
    };
    Some(vec![stated.post("a post without a text")])
}
