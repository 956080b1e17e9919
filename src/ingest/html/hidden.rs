//! Finds the article in the scripts of a page whose text a script would show. Scripts are read as data, never run.

use serde_json::Value;

use super::super::article_data::{self, DataArticle};
use super::candidates::Candidate;
use super::script::value_of_call;

/// The most bytes of scripts that are parsed, and the most values that are made of those of one.
const MAX_BYTES: usize = 8 << 20;
const MAX_VALUES: usize = 200_000;
/// The bytes of a text that count as a value.
const BYTES: usize = 64;
/// The deepest nesting that is followed.
const DEPTH: usize = 60;

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

/// The article in the scripts of a page.
pub(super) fn hidden(html: &str, titles: &[Candidate]) -> Option<DataArticle> {
    let scripts = scripts(html);
    let titles: Vec<&str> = titles.iter().map(|title| title.value.as_str()).collect();
    article_data::article(scripts.iter().map(|(name, value)| (name.as_str(), value)), &titles)
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
