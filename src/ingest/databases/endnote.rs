//! Records of EndNote: tagged lines, and XML.

use super::super::element::Element;
use super::entry::{Entry, Found, Line};

/// Records whose lines begin with a tag, `%0 Newspaper Article`.
pub(super) fn tagged(lines: &[Line<'_>]) -> Found {
    let mut found: Found = Vec::new();
    let mut last = ' ';
    for (number, line) in lines {
        let mut chars = line.trim_start_matches('\u{FEFF}').chars();
        let tag = match (chars.next(), chars.next(), chars.next()) {
            (Some('%'), Some(tag), Some(' ') | None) => Some(tag),
            _ => None,
        };
        let Some(tag) = tag else {
            // A long abstract goes on without a tag.
            if let Some((_, entry)) = found.last_mut().filter(|_| last == 'X') {
                entry.body.push('\n');
                entry.body.push_str(line.trim());
            }
            continue;
        };
        last = tag;
        let value = chars.as_str().trim().to_string();
        if tag == '0' {
            found.push((*number, Entry::default()));
        }
        let Some((_, entry)) = found.last_mut() else { return found };
        match tag {
            'T' => entry.title = value,
            'A' => entry.authors.push(value),
            'J' | 'B' if entry.outlet.is_empty() => entry.outlet = value,
            'D' => entry.date = dated(&entry.date, &value),
            '8' => entry.date = dated(&value, &entry.date),
            'X' => entry.body = value,
            'U' if entry.url.is_empty() => entry.url = value,
            'M' if entry.id.is_empty() => entry.id = value,
            _ => {}
        }
    }
    found.iter_mut().for_each(|(_, entry)| entry.body.truncate(entry.body.trim_end().len()));
    found.retain(|(_, entry)| !(entry.title.is_empty() && entry.body.is_empty()));
    found
}

/// Whether an element is a record.
pub(super) fn is_record(element: &Element) -> bool {
    element.name == "record" && element.find(&["ref-type"], 0).is_some() && element.find(&["titles"], 0).is_some()
}

/// What a record states.
pub(super) fn of_element(record: &Element) -> Entry {
    let text = |names: &[&str], depth| record.find(names, depth).map(Element::text).unwrap_or_default();
    let authors = record.find(&["authors"], 1).into_iter().flat_map(|authors| authors.children().map(Element::text));
    let titles = record.find(&["titles"], 0);
    let outlet = titles.and_then(|titles| titles.find(&["secondary-title"], 0)).map(Element::text);
    Entry {
        title: titles.and_then(|titles| titles.find(&["title"], 0)).map(Element::text).unwrap_or_default(),
        outlet: outlet.filter(|name| !name.is_empty()).unwrap_or_else(|| text(&["full-title"], 1)),
        authors: authors.collect(),
        date: dated(&text(&["pub-dates"], 1), &text(&["year"], 1)),
        url: record.find(&["urls"], 0).and_then(|urls| urls.find(&["url"], 2)).map(Element::text).unwrap_or_default(),
        id: text(&["accession-num"], 0),
        body: text(&["abstract"], 0),
    }
}

/// The day of a year, which may name the year itself.
fn dated(day: &str, year: &str) -> String {
    if day.contains(year) { day.into() } else { format!("{day} {year}").trim().into() }
}
