//! Files of Factiva.

use super::super::byline;
use super::super::element::Element;
use super::entry::{BY, Entry, Found, Line, SHORT, first, unwrapped};

/// Factiva: fields under codes of two letters, or the same without codes; `Document` and a number at the end.
pub(super) fn factiva(lines: &[Line<'_>]) -> Found {
    let is_end = |line: &str| {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or_default().to_lowercase();
        let number = words.next().unwrap_or_default();
        word.starts_with("do")
            && words.next().is_none()
            && number.len() >= 20
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && number.bytes().any(|byte| byte.is_ascii_digit())
    };
    let mut found = Vec::new();
    let mut begin = 0;
    for (place, (_, line)) in lines.iter().enumerate() {
        let line = line.strip_prefix("AN").map_or(*line, str::trim_start);
        if !is_end(line) {
            continue;
        }
        let block = &lines[begin..place];
        begin = place + 1;
        let id = line.split_whitespace().nth(1).unwrap_or_default().to_string();
        if let Some(entry) = coded(block).or_else(|| uncoded(block)) {
            found.push((first(block), Entry { id, ..entry }));
        }
    }
    found
}

/// An article of Factiva with codes.
fn coded(block: &[Line<'_>]) -> Option<Entry> {
    const CODES: &[&str] = &[
        "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "RF", "CT",
        "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "ART", "AN", "CLM",
    ];
    let (mut entry, mut code) = (Entry::default(), "");
    let (mut lead, mut rest) = (Vec::new(), Vec::new());
    for (_, line) in block {
        let word = line.split(char::is_whitespace).next().unwrap_or_default();
        let line = match CODES.iter().find(|known| **known == word) {
            Some(known) => {
                code = known;
                line[word.len()..].trim()
            }
            None => line.trim(),
        };
        let append = |slot: &mut String| {
            if !line.is_empty() && slot.len() < SHORT {
                slot.push_str(if slot.is_empty() { "" } else { " " });
                slot.push_str(line);
            }
        };
        match code {
            "HD" => append(&mut entry.title),
            "SN" => append(&mut entry.outlet),
            "PD" => append(&mut entry.date),
            "ET" => append(&mut entry.date),
            "BY" if !line.is_empty() => entry.authors.push(line.into()),
            "LP" => lead.push(line),
            "TD" => rest.push(line),
            _ => {}
        }
    }
    lead.push("");
    lead.extend(rest);
    entry.body = unwrapped(lead.into_iter());
    (!entry.title.is_empty() && !entry.body.is_empty()).then_some(entry)
}

/// An article of Factiva without codes: the line that counts its words parts the title from the rest.
fn uncoded(block: &[Line<'_>]) -> Option<Entry> {
    const WORDS: &[&str] = &["words", "mots", "wörter", "palabras", "parole", "слов", "كلمة", "كلمات"];
    let texts: Vec<&str> = block.iter().map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).collect();
    let is_count = |line: &str| {
        // Thousands may be parted by a space.
        let Some((number, word)) = line.rsplit_once(char::is_whitespace) else { return false };
        let is_number = number.chars().all(|char| char.is_ascii_digit() || char.is_whitespace() || ",.".contains(char));
        let begins = number.starts_with(|char: char| char.is_ascii_digit());
        is_number && begins && WORDS.contains(&word.to_lowercase().as_str())
    };
    let count = texts.iter().position(|line| is_count(line))?;
    let mut entry = Entry::default();
    let head = &texts[count.saturating_sub(4)..count];
    for (place, line) in head.iter().enumerate() {
        // The last line above the count names the author, with or without a word for it.
        let is_name = place > 0 && place + 1 == head.len() && byline::is_name(line);
        if is_name || BY.iter().any(|word| line.starts_with(word)) {
            entry.authors.push((*line).into());
        } else {
            entry.title = if entry.title.is_empty() { (*line).into() } else { format!("{} {line}", entry.title) };
        }
    }
    entry.date = texts.get(count + 1).copied().unwrap_or_default().into();
    let clock = texts.get(count + 2).filter(|line| line.len() < 12 && line.contains(':'));
    if let Some(clock) = clock {
        entry.date = format!("{} {clock}", entry.date);
    }
    let name = count + 2 + usize::from(clock.is_some());
    entry.outlet = texts.get(name).copied().unwrap_or_default().into();
    let is_right =
        |line: &str| ["copyright", "©", "(c)", "حقوق"].iter().any(|start| line.to_lowercase().starts_with(start));
    let body = texts[name.min(texts.len())..]
        .iter()
        .position(|line| is_right(line))
        .map_or(name + 3, |place| name + place + 1);
    entry.body = texts.get(body..)?.join("\n\n");
    (!entry.body.is_empty()).then_some(entry)
}

/// Whether an element is an article in Factiva's XML.
pub(super) fn is_record(element: &Element) -> bool {
    let has = |name: &str| element.find(&[name], 0).is_some();
    has("headline") && (has("leadParagraph") || has("tailParagraphs"))
}

/// What an article in XML states.
pub(super) fn of_element(article: &Element) -> Entry {
    let text = |name: &str| article.find(&[name], 0).map(Element::text).unwrap_or_default();
    let paragraphs = [text("leadParagraph"), text("tailParagraphs")];
    Entry {
        title: text("headline"),
        outlet: text("sourceName"),
        authors: Some(text("byline")).filter(|line| !line.is_empty()).into_iter().collect(),
        date: text("publicationDate").lines().next().unwrap_or_default().into(),
        url: String::new(),
        id: text("accessionNo"),
        body: paragraphs.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n"),
    }
}
