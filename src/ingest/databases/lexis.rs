//! Files of LexisNexis and of Nexis Uni.

use super::super::date;
use super::entry::{Entry, Found, Line, blocks, first, keyed, unwrapped};

/// Keys before the text of an article, and those behind it.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "byline", "section", "length", "dateline", "highlight", "autor", "rubrik", "länge", "longueur", "auteur", "rubrique", "url",
];
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "load-date", "language", "sprache", "langue", "graphic", "grafik", "publication-type", "journal-code", "update",
    "correction-date", "classification",
];

/// LexisNexis: `1 of 50 DOCUMENTS`, outlet and date in the middle of lines, keys in capitals.
pub(super) fn lexis(lines: &[Line<'_>]) -> Found {
    let Some(begin) = lines.iter().position(|(_, line)| is_head(line)) else { return Vec::new() };
    let articles = blocks(&lines[begin..], is_head).into_iter().map(|block| (first(block), article(block)));
    let found: Found = articles.filter(|(_, entry)| !(entry.body.is_empty() && entry.title.is_empty())).collect();
    // A text may quote such a line.
    if found.iter().any(|(_, entry)| !entry.body.is_empty()) { found } else { Vec::new() }
}

/// Whether a line parts two articles: `1 of 50 DOCUMENTS`, `Dokument 1 von 50`.
fn is_head(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let numbers = words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count();
    words.len() == 4
        && numbers == 2
        && words.iter().any(|word| ["of", "von", "de", "sur"].contains(word))
        && words.iter().any(|word| word.to_lowercase().starts_with("do"))
}

fn article(block: &[Line<'_>]) -> Entry {
    let mut entry = Entry::default();
    let is_centred = |line: &str| line.starts_with("          ") && !line.trim().is_empty();
    let mut rest = block.iter().map(|(_, line)| *line).skip_while(|line| line.trim().is_empty()).peekable();
    while let Some(line) = rest.next_if(|line| is_centred(line) || line.trim().is_empty()) {
        let line = line.trim();
        if entry.outlet.is_empty() {
            entry.outlet = line.into();
        } else if entry.date.is_empty() && date::read(line, None).is_some() {
            entry.date = line.into();
        }
    }
    let title: Vec<&str> = std::iter::from_fn(|| rest.next_if(|line| !line.trim().is_empty())).collect();
    entry.title = unwrapped(title.into_iter());
    let (mut body, mut is_body) = (Vec::new(), false);
    for line in rest {
        let is_right = || is_centred(line) && line.to_lowercase().contains("copyright");
        if keyed(line.trim(), ENDS).is_some() || is_body && is_right() {
            break;
        }
        match keyed(line.trim(), KEYS).filter(|_| !line.starts_with(' ')) {
            Some((key, value)) => {
                is_body |= ["length", "länge", "longueur"].contains(&key.as_str());
                match key.as_str() {
                    "byline" | "autor" | "auteur" => entry.authors.push(value.into()),
                    "url" => entry.url = value.into(),
                    _ => {}
                }
            }
            None if is_body => body.push(line),
            None => {}
        }
    }
    entry.body = unwrapped(body.into_iter());
    entry
}

/// Nexis Uni: title, outlet and date a line each, keys, `Body`, and `End of Document`.
pub(super) fn nexis(lines: &[Line<'_>]) -> Found {
    const NEXIS_KEYS: &[&str] =
        &["section", "length", "byline", "author", "dateline", "highlight", "rubrik", "autor", "länge"];
    const ENDINGS: &[&str] = &["classification", "graphic", "correction", "notes", "end of document"];
    const END_KEYS: &[&str] = &["load-date", "language", "publication-type", "journal code", "subject"];
    if !lines.iter().any(|(_, line)| line.trim() == "End of Document") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for block in blocks(lines, |line| line.trim() == "End of Document") {
        let texts: Vec<Line<'_>> = block.iter().filter(|(_, line)| !line.trim().is_empty()).copied().collect();
        let Some(body) = texts.iter().position(|(_, line)| matches!(line.trim(), "Body" | "Text")) else { continue };
        // A cover with the search may come before the first article: an article's copyright is its fourth line.
        let rights = texts[..body].iter().rposition(|(_, line)| line.trim().to_lowercase().starts_with("copyright"));
        let date_place = (0..body).rev().find(|&place| {
            place >= 2
                && rights.is_none_or(|rights| place < rights)
                && keyed(texts[place].1, NEXIS_KEYS).is_none()
                && date::read(texts[place].1, None).is_some()
        });
        let Some(date_place) = date_place else { continue };
        let mut entry = Entry {
            title: texts[date_place - 2].1.trim().into(),
            outlet: texts[date_place - 1].1.trim().into(),
            date: texts[date_place].1.trim().into(),
            ..Entry::default()
        };
        for (_, line) in &texts[date_place..body] {
            if let Some((key, value)) = keyed(line, NEXIS_KEYS)
                && ["byline", "author", "autor"].contains(&key.as_str())
            {
                entry.authors.push(value.into());
            }
        }
        let is_end =
            |line: &str| ENDINGS.contains(&line.trim().to_lowercase().as_str()) || keyed(line, END_KEYS).is_some();
        let body: Vec<&str> =
            texts[body + 1..].iter().map(|(_, line)| line.trim()).take_while(|line| !is_end(line)).collect();
        entry.body = body.join("\n\n");
        found.push((texts[date_place - 2].0, entry));
    }
    found
}
