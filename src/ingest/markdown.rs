//! Markdown with front matter: metadata in YAML or TOML before the text, as blogs and clippers of pages write it.

use std::collections::BTreeMap;

use super::article::Article;
use super::date;
use super::origin::Origin;
use super::outlets::slug;
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The most lines of front matter.
const LINES: usize = 500;

/// The lines between the first two fences, and the text behind them.
fn front_matter(text: &str) -> Option<(Vec<&str>, &str)> {
    let fence = text.lines().next().map(str::trim_end).filter(|line| matches!(*line, "---" | "+++"))?;
    let mut lines = Vec::new();
    let mut rest = text.split_once('\n')?.1;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim_end();
        if line == fence || fence == "---" && line == "..." {
            let is_data = lines.iter().any(|line: &&str| line.contains([':', '=']));
            return is_data.then_some((lines, after));
        }
        if after.is_empty() || lines.len() == LINES {
            return None;
        }
        lines.push(line);
        rest = after;
    }
}

/// The values of flat front matter: a text, or a list over one line or several.
fn values(lines: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut last = String::new();
    for line in lines {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            values.entry(last.clone()).or_default().push(unquoted(item.strip_prefix("name:").unwrap_or(item)));
            continue;
        }
        if line.starts_with([' ', '\t', '#']) {
            continue;
        }
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        last = key.trim().to_lowercase();
        let value = value.trim();
        let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let found = match list {
            Some(items) => items.split(',').map(unquoted).collect(),
            None => vec![unquoted(value)],
        };
        values.insert(last.clone(), found.into_iter().filter(|value| !value.is_empty()).collect());
    }
    values
}

fn unquoted(value: &str) -> String {
    let value = value.trim().trim_matches(['"', '\'']);
    value.trim_start_matches("[[").trim_end_matches("]]").trim().to_string()
}

/// The article of a text with front matter.
pub(super) fn article(origin: &Origin<'_>, text: &str) -> Option<Article> {
    let (lines, body) = front_matter(text)?;
    let values = values(&lines);
    let all = |keys: &[&str]| keys.iter().find_map(|key| values.get(*key).filter(|values| !values.is_empty())).cloned();
    let one = |keys: &[&str]| all(keys).and_then(|values| values.into_iter().next());
    let url = ["original_url", "canonical_url", "canonical", "source", "link", "url", "permalink"].iter();
    let url = url.filter_map(|key| one(&[key])).find(|url| url.contains("://"));
    let stated = one(&["outlet", "publisher", "site", "publication", "newspaper"]);
    let stated = stated.map(|name| Outlet { id: slug(&name), name, inferred_from: None });
    let outlet = origin.outlet(stated, url.as_deref(), std::iter::empty());
    let heading = body.trim_start().lines().next().and_then(|line| line.strip_prefix("# ")).map(str::trim);
    let title = one(&["title", "headline"]).or_else(|| heading.map(String::from)).unwrap_or_default();
    let body = match heading {
        Some(heading) if heading == title => body.trim_start().split_once('\n').map_or("", |(_, rest)| rest),
        _ => body,
    };
    let metadata = Metadata {
        outlet,
        url,
        authors: all(&["authors", "author", "byline"]).unwrap_or_default(),
        ..Metadata::default()
    };
    let mut article = Article { title, body: plain(body), metadata, ..Article::default() };
    let written = one(&["published", "date", "pubdate", "publishdate", "published_at", "created"]);
    if let Some(reading) = written.and_then(|written| date::read(&written, None)) {
        article.published(reading, "front matter", Confidence::Likely);
    }
    for attribute in [Attribute::Title, Attribute::Authors, Attribute::Url] {
        article.known_from(attribute, "front matter", Confidence::Likely);
    }
    Some(article)
}

/// The text of Markdown, without the signs of headings, links and pictures.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for line in markdown.trim().lines() {
        let line = line.trim_end();
        let line = line.trim_start_matches('#').trim_start_matches("> ");
        text.push_str(&without_links(line).replace("**", "").replace("__", ""));
        text.push('\n');
    }
    text.trim().into()
}

/// A line whose links are their texts, and whose pictures are left out.
fn without_links(line: &str) -> String {
    let (mut text, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, target)) = after.split_once("](") else { break };
        let Some((_, behind)) = target.split_once(')').filter(|_| !label.contains('[')) else { break };
        match before.strip_suffix('!') {
            Some(before) => text.push_str(before),
            None => {
                text.push_str(before);
                text.push_str(label);
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    #[test]
    fn front_matter_names_title_authors_and_date() {
        for head in [
            "---\ntitle: \"حريق في الميناء\"\ndate: 2022-01-21 10:15:00 +0300\nauthors:\n  - رنيم الدلبي\n  - name: سعيد\nsource: https://wadi.example/1\ntags: [حريق]\n---\n",
            "+++\ntitle = 'حريق في الميناء'\npublished = 2022-01-21T10:15:00+03:00\nauthor = [\"رنيم الدلبي\", \"سعيد\"]\nurl = 'https://wadi.example/1'\n+++\n",
        ] {
            let text = format!(
                "{head}\n# حريق في الميناء\n\n**قال** [مدير الميناء](http://a.example) إن ![صورة](a.jpg)الحريق بدأ.\n"
            );
            let (documents, problems) = read("/x/2022-01-21-hariq.md", text.as_bytes());
            let document = &documents[0];
            assert_eq!(document.title, "حريق في الميناء", "{problems:?}");
            assert_eq!(document.body, "قال مدير الميناء إن الحريق بدأ.");
            assert_eq!(document.metadata.authors, ["رنيم الدلبي", "سعيد"]);
            assert_eq!(document.metadata.published.unwrap().to_string(), "2022-01-21T10:15+03:00");
            assert_eq!(document.metadata.outlet.as_ref().unwrap().id, "wadi.example");
        }
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in ["---\nنص\n---\nنص آخر", "---\na: b\n", "---"] {
            assert_eq!(read("a.md", text.as_bytes()).0.len(), 1, "{text}");
        }
    }
}
