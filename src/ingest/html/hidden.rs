//! Finds the article in the data of a page whose text a script would show: what Next.js, Nuxt, Apollo, Arc and others put
//! into the page as JSON. Scripts are read as data, never run.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::block::prose_words_of_text;
use super::super::date::{self, ParsedDate};
use super::super::entities::unescape;
use super::super::markup::text_of;
use super::super::page::letters;
use super::candidates::Candidate;
use super::script::value_of_call;

/// The most bytes of scripts that are parsed, and the most values that are looked at.
const MAX_BYTES: usize = 8 << 20;
const MAX_VALUES: usize = 200_000;
/// The bytes of a text that count as a value.
const BYTES: usize = 64;
/// The deepest nesting that is followed.
const DEPTH: usize = 60;
/// The fewest words of prose of an article.
const LEAST: usize = 12;
/// The fewest articles of a list.
const LISTED: usize = 3;

/// Variables to which scripts assign the data of a page.
const VARIABLES: &[&str] = &[
    "__NUXT__",
    "__APOLLO_STATE__",
    "__INITIAL_STATE__",
    "__INITIAL_DATA__",
    "__PRELOADED_STATE__",
    "__REDUX_STATE__",
    "__remixContext",
    "Fusion.globalContent",
];
/// Keys of the text of an article, of its title, its date and its authors.
const BODIES: &[&str] = &[
    "body",
    "articleBody",
    "content",
    "contentHtml",
    "content_html",
    "bodyText",
    "fullText",
    "text",
    "html",
    "paragraphs",
    "content_elements",
    "blocks",
    "story",
];
const TITLES: &[&str] = &["title", "headline", "headlines", "name"];
const DATES: &[&str] = &[
    "datePublished",
    "publishedAt",
    "published_at",
    "published_time",
    "display_date",
    "first_publish_date",
    "publishDate",
    "publish_date",
    "published",
    "date",
    "createdAt",
    "created_at",
];
const AUTHORS: &[&str] = &["authors", "author", "byline", "credits", "writer"];
/// Keys of the address of an item.
const ADDRESSES: &[&str] = &["url", "link", "href", "slug", "path", "canonical_url"];
/// Kinds of pieces that are no part of the text.
const OTHER_PIECES: &[&str] =
    &["image", "video", "gallery", "interstitial_link", "raw_html", "oembed_response", "ad", "divider", "related"];

/// An article in the data of a page.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub title: String,
    pub body: String,
    pub published: Option<ParsedDate>,
    pub authors: Vec<String>,
    /// The variable or the element that has it.
    pub from: String,
}

/// The article in the data of a page: the one that has a title of the page, else the one with the most prose, unless the
/// page lists several.
pub(super) fn hidden(html: &str, titles: &[Candidate]) -> Option<Hidden> {
    let mut left = MAX_VALUES;
    let titles: Vec<String> = titles.iter().map(|title| letters(&title.value)).collect();
    let mut best: Option<((bool, usize), Hidden)> = None;
    let (mut found, mut listed): (HashSet<String>, HashSet<String>) = Default::default();
    for (from, value) in scripts(html) {
        search(&value, 0, &mut left, &mut |object| {
            let Some(article) = article(object) else { return };
            if ADDRESSES.iter().any(|key| object.contains_key(*key)) {
                listed.insert(letters(&article.title));
            }
            let words = prose_words_of_text(&article.body);
            if words < LEAST {
                return;
            }
            let title = letters(&article.title);
            let rank = (titles.iter().any(|known| known.contains(&title)), words);
            found.insert(title);
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, Hidden { from: from.clone(), ..article }));
            }
        });
    }
    best.filter(|((is_titled, _), _)| *is_titled || found.len().max(listed.len()) < LISTED).map(|(_, article)| article)
}

/// The data in the scripts of a page, each with its name.
fn scripts(html: &str) -> Vec<(String, Value)> {
    let (mut found, mut rest, mut bytes) = (Vec::new(), html, 0);
    while let Some(start) = rest.find("<script") {
        let script = &rest[start..];
        let Some(open) = script.find('>') else { break };
        let (tag, after) = script.split_at(open + 1);
        let end = after.find("</script").unwrap_or(after.len());
        let content = after[..end].trim();
        rest = &after[end..];
        bytes += content.len();
        if bytes > MAX_BYTES {
            break;
        }
        let named = VARIABLES.iter().filter_map(|name| {
            let place = content.find(name)?;
            let value = content[place + name.len()..].trim_start().strip_prefix('=')?;
            Some((name.to_string(), value.trim_start()))
        });
        let id = tag
            .split("id=")
            .nth(1)
            .map(|id| id.trim_matches(['"', '\'', '>']).split(['"', '\'', ' ']).next().unwrap_or_default());
        let is_data = tag.contains("application/json");
        let element = is_data.then(|| (id.filter(|id| !id.is_empty()).unwrap_or("script").to_string(), content));
        for (name, json) in named.chain(element) {
            if let Some(value) = value_of_call(json) {
                found.push((name, value));
                continue;
            }
            // Scripts have a value that JSON has not.
            let json = json.replace(":undefined", ":null");
            let mut values = serde_json::Deserializer::from_str(&json).into_iter::<Value>();
            let Some(Ok(value)) = values.next() else { continue };
            let value = match &value {
                Value::String(inner) => serde_json::from_str(inner).unwrap_or(value),
                Value::Array(values) if name == "__NUXT_DATA__" => revived(values, 0, 0, &mut MAX_VALUES.clone()),
                _ => value,
            };
            found.push((name, value));
        }
    }
    found
}

/// A value of Nuxt's data, in which numbers within lists and objects are places of values.
fn revived(values: &[Value], place: usize, depth: usize, left: &mut usize) -> Value {
    if depth > DEPTH || *left == 0 {
        return Value::Null;
    }
    *left -= 1;
    let at = |index: &Value, left: &mut usize| match index.as_u64().and_then(|index| usize::try_from(index).ok()) {
        Some(index) if index < values.len() => revived(values, index, depth + 1, left),
        _ => Value::Null,
    };
    match values.get(place) {
        // A list that begins with a name is a value of that type.
        Some(Value::Array(list)) if list.first().is_some_and(Value::is_string) => match list.get(1) {
            Some(inner @ Value::Number(_)) => at(inner, left),
            Some(inner) => inner.clone(),
            None => Value::Null,
        },
        Some(Value::Array(list)) => Value::Array(list.iter().map(|index| at(index, left)).collect()),
        Some(Value::Object(map)) => {
            Value::Object(map.iter().map(|(key, index)| (key.clone(), at(index, left))).collect())
        }
        Some(value) => {
            // A long text may be named many times.
            *left = left.saturating_sub(value.as_str().map_or(0, str::len) / BYTES);
            value.clone()
        }
        None => Value::Null,
    }
}

/// Calls `each` with every object.
fn search(value: &Value, depth: usize, left: &mut usize, each: &mut dyn FnMut(&Map<String, Value>)) {
    if depth > DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(values) => values.iter().for_each(|value| search(value, depth + 1, left, each)),
        Value::Object(map) => {
            each(map);
            map.values().for_each(|value| search(value, depth + 1, left, each));
        }
        _ => {}
    }
}

fn article(object: &Map<String, Value>) -> Option<Hidden> {
    let title = TITLES.iter().filter_map(|key| object.get(*key)).find_map(short)?;
    let bodies = BODIES.iter().filter_map(|key| object.get(*key)).map(|value| text(value, 0));
    let body = bodies.max_by_key(String::len).unwrap_or_default();
    let written = DATES.iter().filter_map(|key| object.get(*key)).find_map(|value| match value {
        Value::String(written) => Some(written.clone()),
        Value::Number(count) => Some(count.to_string()),
        _ => None,
    });
    let published = written.and_then(|written| {
        let counted = date::counted(&written).map(|date| ParsedDate {
            date,
            calendar: date::Calendar::Gregorian,
            role: None,
            uncertainties: Vec::new(),
            written: written.clone(),
        });
        counted.or_else(|| date::read(&written, None))
    });
    let authors = AUTHORS.iter().filter_map(|key| object.get(*key)).map(names).find(|names| !names.is_empty());
    Some(Hidden { title, body, published, authors: authors.unwrap_or_default(), from: String::new() })
}

/// A title: a text, or an object that has one.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Object(map) => ["basic", "rendered", "text", "value"].iter().find_map(|key| map.get(*key)?.as_str())?,
        _ => return None,
    };
    let text = unescape(text.trim());
    (!text.is_empty()).then_some(text)
}

/// The text of a body: of markup, or of pieces.
fn text(value: &Value, depth: usize) -> String {
    if depth > DEPTH {
        return String::new();
    }
    match value {
        Value::String(html) if html.contains('<') => text_of(html),
        Value::String(text) => unescape(text),
        Value::Array(pieces) => {
            let texts = pieces.iter().map(|piece| text(piece, depth + 1)).filter(|text| !text.trim().is_empty());
            texts.collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(piece) => {
            let kind = piece.get("type").and_then(Value::as_str).unwrap_or_default();
            if OTHER_PIECES.contains(&kind) {
                return String::new();
            }
            let inner = [
                "rendered", "html", "content", "text", "value", "basic", "data", "items", "children", "model", "blocks",
            ];
            let inner = inner.iter().chain(BODIES).filter_map(|key| piece.get(*key));
            inner.map(|value| text(value, depth + 1)).find(|text| !text.trim().is_empty()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.trim().to_string()],
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(map) => {
            ["name", "by", "displayName", "title"].iter().find_map(|key| map.get(*key)).map(names).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    #[test]
    fn articles_hide_in_the_data_of_many_programs() {
        let next = format!(
            r#"<script id="__NEXT_DATA__" type="application/json">{{"props":{{"pageProps":{{"related":[{{"title":"آخر","body":"قصير"}}],
            "article":{{"title":"حريق &amp; دخان","body":"<p>{PROSE}</p><p>{PROSE}</p>","publishedAt":"2022-03-01T10:00:00Z","author":{{"name":"رنيم"}}}}}}}}}}</script>"#
        );
        let nuxt = format!(
            r#"<script type="application/json" data-ssr="true" id="__NUXT_DATA__">[["ShallowReactive",1],{{"data":2}},["Reactive",3],{{"a":4}},{{"title":5,"content":6,"date":7,"author":9}},"حريق & دخان","{PROSE}",["Date","2022-03-01T10:00:00Z"],"x","رنيم"]</script>"#
        );
        let arc = format!(
            r#"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={{"headlines":{{"basic":"حريق & دخان"}},"display_date":"2022-03-01T10:00:00Z","credits":{{"by":[{{"name":"رنيم"}}]}},
            "content_elements":[{{"type":"text","content":"{PROSE}"}},{{"type":"interstitial_link","content":"اقرأ"}},{{"type":"list","items":[{{"type":"text","content":"{PROSE}"}}]}}]}};Fusion.x=1;</script>"#
        );
        let twice = format!(
            "<script>window.__INITIAL_DATA__={};</script>",
            Value::from(format!(
                r#"{{"a":{{"headline":"حريق & دخان","blocks":[{{"type":"text","model":{{"text":"{PROSE}"}}}}],"published":1646128800000,"authors":["رنيم"]}}}}"#
            ))
        );
        let call = format!(
            r#"<script>window.__NUXT__=(function(a,b,c){{b.author={{name:"رنيم"}};b.title=a;return {{layout:"default",data:[{{article:b,related:[{{title:"آخر",body:"قصير"}}]}}],error:c}}}}("حريق & دخان",{{body:"<p>{PROSE}</p>",date:"2022-03-01T10:00:00Z"}},null));</script>"#
        );
        for html in [next, nuxt, arc, twice, call] {
            let found = hidden(&html, &[]).unwrap_or_else(|| panic!("{html}"));
            assert_eq!((found.title.as_str(), found.authors), ("حريق & دخان", vec!["رنيم".to_string()]), "{html}");
            assert!(found.body.starts_with(PROSE) && !found.body.contains("اقرأ"), "{}", found.body);
            assert!(found.published.unwrap().date.to_string().starts_with("2022-03-01T10:00"), "{html}");
        }
        for html in [
            "<script>var a = 1;</script>",
            "<script type='application/json'>{\"title\":</script>",
            "<script",
            "<script type=\"application/json\" id=\"__NUXT_DATA__\">[[0],[0]]</script>",
        ] {
            assert!(hidden(html, &[]).is_none(), "{html}");
        }
        let item = |title: &str| format!(r#"{{"title":"{title}","body":"{PROSE}"}}"#);
        let list =
            format!(r#"<script type="application/json">[{},{},{}]</script>"#, item("أول"), item("ثان"), item("ثالث"));
        assert!(hidden(&list, &[]).is_none());
        let titled = [Candidate { value: "ثان - صدى".into(), from: "<title>" }];
        assert_eq!(hidden(&list, &titled).unwrap().title, "ثان");
    }
}
