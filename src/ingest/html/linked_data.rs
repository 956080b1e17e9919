//! Articles in the JSON-LD of a page.

use serde_json::{Map, Value};

use super::super::entities::unescape;
use super::super::json_repair::parsed;
use super::super::page::letters;

/// The deepest nesting that is read, and the most values of a list.
const DEPTH: usize = 8;
const MAX_VALUES: usize = 50;

/// The articles in scripts of JSON-LD, and what in them was mended. `titles` are those of the page, in letters.
pub(super) fn articles(
    scripts: impl Iterator<Item = String>,
    titles: impl FnOnce() -> Vec<String>,
) -> (Vec<Map<String, Value>>, Vec<String>) {
    let (mut articles, mut flaws) = (Vec::new(), Vec::new());
    for script in scripts {
        if let Ok((value, mended)) = parsed(unwrapped(&script)) {
            linked_articles(value, 0, &mut articles);
            flaws.extend(mended.map(|detail| format!("JSON-LD: {detail}")));
        }
    }
    (own_articles(articles, titles), flaws)
}

/// The address that an article states for itself.
pub(super) fn address(article: &Map<String, Value>) -> Option<&str> {
    let stated = |key: &str| match article.get(key)? {
        Value::Object(page) => page.get("@id")?.as_str(),
        value => value.as_str(),
    };
    let stated = ["url", "mainEntityOfPage"].into_iter().filter_map(stated).find(|address| address.contains("://"));
    // What follows names the article on its page.
    stated.and_then(|address| address.split('#').next())
}

/// Collects the articles of JSON-LD, in lists and graphs, too.
fn linked_articles(value: Value, depth: usize, articles: &mut Vec<Map<String, Value>>) {
    match value {
        _ if depth > DEPTH => {}
        Value::Array(values) => {
            values.into_iter().take(MAX_VALUES).for_each(|value| linked_articles(value, depth + 1, articles));
        }
        Value::Object(mut map) => {
            if let Some(graph) = map.remove("@graph") {
                linked_articles(graph, depth + 1, articles);
            }
            if types(map.get("@type")).any(|name| name.ends_with("Article") || name.ends_with("Posting")) {
                articles.push(map);
            }
        }
        _ => {}
    }
}

/// Of several articles in JSON-LD those that one of the page's titles names, in letters: others are linked from it. All, if none is
/// named.
fn own_articles(articles: Vec<Map<String, Value>>, titles: impl FnOnce() -> Vec<String>) -> Vec<Map<String, Value>> {
    if articles.len() < 2 {
        return articles;
    }
    let titles = titles();
    let is_own = |article: &Map<String, Value>| {
        strings(article.get("headline"))
            .iter()
            .map(|headline| letters(&unescape(headline)))
            .any(|headline| !headline.is_empty() && titles.iter().any(|title| title.contains(&headline)))
    };
    let (own, others): (Vec<_>, Vec<_>) = articles.into_iter().partition(is_own);
    if own.is_empty() { others } else { own }
}

/// The JSON of a script, without the comment marks for old browsers.
fn unwrapped(script: &str) -> &str {
    let script = script.split_once("<![CDATA[").map_or(script, |(_, inner)| inner);
    let script = script.split_once("]]>").map_or(script, |(inner, _)| inner);
    let range = script.find(['{', '[']).zip(script.rfind(['}', ']']));
    range.and_then(|(start, end)| script.get(start..=end)).unwrap_or_default()
}

fn types(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let types = match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    types.iter().filter_map(Value::as_str)
}

/// The texts of a value.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(String::from).collect(),
        _ => Vec::new(),
    }
}

/// Names of people, without organisations.
pub(super) fn people(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(people).collect(),
        Value::Object(_) if types(value.get("@type")).any(|name| name != "Person") => Vec::new(),
        value => names(value),
    }
}

/// Names of people and organisations.
pub(super) fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(map) => strings(map.get("name")),
        value => strings(Some(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_states_its_address() {
        for (json, expected) in [
            (
                r#"{"@type": "NewsArticle", "url": "/a", "mainEntityOfPage": {"@id": "https://wadi.example/a"}}"#,
                Some("https://wadi.example/a"),
            ),
            (
                r#"{"@type": "NewsArticle", "mainEntityOfPage": "https://wadi.example/b#webpage"}"#,
                Some("https://wadi.example/b"),
            ),
            (r#"{"@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage"}}"#, None),
        ] {
            let (articles, _) = articles([json.to_string()].into_iter(), Vec::new);
            assert_eq!(address(&articles[0]), expected, "{json}");
        }
    }
}
