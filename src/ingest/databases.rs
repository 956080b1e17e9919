//! Files that databases of the press give to download, many articles in one text: LexisNexis and Nexis Uni, Factiva, ProQuest,
//! and the records of reference managers (RIS).
//!
//! Each database parts its articles by a line of its own, and names the parts of an article by keys. Only these keys count:
//! a text may hold lines such as `Word: …` of its own.

use super::article::Article;
use super::date;
use super::outlets::slug;
use crate::document::{Attribute, Confidence, Metadata, Outlet};

/// The most characters of a title, an outlet or an author's line.
const SHORT: usize = 500;

/// A line, and its number from 1.
type Line<'t> = (u64, &'t str);

/// What a database states of an article.
#[derive(Debug, Default)]
struct Entry {
    title: String,
    outlet: String,
    authors: Vec<String>,
    date: String,
    url: String,
    id: String,
    body: String,
}

/// Articles, each with the line on which it begins.
type Found = Vec<(u64, Entry)>;

/// The articles of such a file; `None` if it is none.
pub(super) fn articles(text: &str) -> Option<Vec<Article>> {
    let lines: Vec<Line<'_>> = (1..).zip(text.lines().map(|line| line.trim_end_matches('\r'))).collect();
    let readers: [fn(&[Line<'_>]) -> Found; 5] = [lexis, nexis, factiva, proquest, ris];
    let found = readers.iter().map(|reader| reader(&lines)).find(|found| !found.is_empty())?;
    let articles = (1..).zip(found).map(|(record, (line, entry))| entry.article((record, Some(line))));
    Some(articles.collect())
}

impl Entry {
    fn article(self, place: (u64, Option<u64>)) -> Article {
        let name = self.outlet.trim().to_string();
        let outlet = (!name.is_empty()).then(|| Outlet { id: slug(&name), name, inferred_from: None });
        let url = Some(self.url).filter(|url| url.contains("://"));
        let mut metadata = Metadata { outlet, url, ..Metadata::default() };
        let authors: Vec<String> = self.authors.iter().flat_map(|line| persons(line)).collect();
        metadata.add_bylines(&authors);
        let mut article = Article {
            id: self.id,
            title: self.title,
            body: self.body,
            metadata,
            place: Some(place),
            ..Article::default()
        };
        if let Some(reading) = date::read(&self.date, None) {
            article.published(reading, "record of the database", Confidence::Likely);
        }
        for attribute in [Attribute::Title, Attribute::Outlet, Attribute::Authors] {
            article.known_from(attribute, "record of the database", Confidence::Likely);
        }
        article.credit_dateline();
        article
    }
}

/// Words before an author's name.
const BY: [&str; 4] = ["By ", "Par ", "Von ", "بقلم "];

/// The persons in a line of authors: parted by semicolons and `and`, a family name perhaps before a comma.
fn persons(line: &str) -> Vec<String> {
    let line = BY.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let names = line.split(';').flat_map(|part| part.split(" and "));
    let turned = |name: &str| match name.split_once(',') {
        Some((family, given)) if !given.contains(',') && given.split_whitespace().count() < 3 => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_string(),
    };
    names.map(turned).collect()
}

/// The blocks between lines that part articles.
fn blocks<'l, 't>(lines: &'l [Line<'t>], parts: impl Fn(&str) -> bool) -> Vec<&'l [Line<'t>]> {
    lines.split(|(_, line)| parts(line)).filter(|block| block.iter().any(|(_, line)| !line.trim().is_empty())).collect()
}

/// The number of the first line of a block that is not empty.
fn first(block: &[Line<'_>]) -> u64 {
    block.iter().find(|(_, line)| !line.trim().is_empty()).map_or(1, |(number, _)| *number)
}

/// Paragraphs whose lines were broken at a width.
fn unwrapped<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    let mut is_parted = true;
    for line in lines.map(str::trim) {
        if line.is_empty() {
            is_parted = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_parted { "\n\n" } else { " " });
        }
        text.push_str(line);
        is_parted = false;
    }
    text
}

/// The key at the head of a line and what follows it, if the key is known; keys are compared without case.
fn keyed<'t>(line: &'t str, keys: &[&str]) -> Option<(String, &'t str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().to_lowercase();
    keys.contains(&key.as_str()).then(|| (key, value.trim_matches([' ', '\u{A0}', '\t'])))
}

/// LexisNexis: `1 of 50 DOCUMENTS`, outlet and date in the middle of lines, keys in capitals.
fn lexis(lines: &[Line<'_>]) -> Found {
    const WORDS: &[&str] = &["of", "von", "de", "sur"];
    const KEYS: &[&str] = &[
        "byline",
        "section",
        "length",
        "dateline",
        "highlight",
        "autor",
        "rubrik",
        "länge",
        "longueur",
        "auteur",
        "rubrique",
        "url",
    ];
    const ENDS: &[&str] = &[
        "load-date",
        "language",
        "sprache",
        "langue",
        "graphic",
        "grafik",
        "publication-type",
        "journal-code",
        "update",
        "correction-date",
        "classification",
    ];
    let is_head = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let numbers = words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count();
        words.len() == 4
            && numbers == 2
            && words.iter().any(|word| WORDS.contains(word))
            && words.iter().any(|word| word.to_lowercase().starts_with("do"))
    };
    if !lines.iter().any(|(_, line)| is_head(line)) {
        return Vec::new();
    }
    let begin = lines.iter().position(|(_, line)| is_head(line)).unwrap_or(0);
    let mut found = Vec::new();
    for block in blocks(&lines[begin..], is_head) {
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
            if keyed(line.trim(), ENDS).is_some()
                || is_body && is_centred(line) && line.to_lowercase().contains("copyright")
            {
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
        if !entry.body.is_empty() {
            found.push((first(block), entry));
        }
    }
    found
}

/// Nexis Uni: title, outlet and date a line each, keys, `Body`, and `End of Document`.
fn nexis(lines: &[Line<'_>]) -> Found {
    const KEYS: &[&str] =
        &["section", "length", "byline", "author", "dateline", "highlight", "rubrik", "autor", "länge"];
    const ENDS: &[&str] = &["classification", "graphic", "correction", "notes", "end of document"];
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
                && keyed(texts[place].1, KEYS).is_none()
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
            if let Some((key, value)) = keyed(line, KEYS)
                && ["byline", "author", "autor"].contains(&key.as_str())
            {
                entry.authors.push(value.into());
            }
        }
        let is_end =
            |line: &str| ENDS.contains(&line.trim().to_lowercase().as_str()) || keyed(line, END_KEYS).is_some();
        let body: Vec<&str> =
            texts[body + 1..].iter().map(|(_, line)| line.trim()).take_while(|line| !is_end(line)).collect();
        entry.body = body.join("\n\n");
        found.push((texts[date_place - 2].0, entry));
    }
    found
}

/// Factiva: fields under codes of two letters, or the same without codes; `Document` and a number at the end.
fn factiva(lines: &[Line<'_>]) -> Found {
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
    for line in &texts[count.saturating_sub(4)..count] {
        if BY.iter().any(|word| line.starts_with(word)) {
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

/// ProQuest: articles between long rules, `Key: value`, and `Full text:`.
fn proquest(lines: &[Line<'_>]) -> Found {
    const KEYS: &[&str] = &[
        "title",
        "author",
        "publication info",
        "abstract",
        "links",
        "full text",
        "subject",
        "location",
        "people",
        "company / organization",
        "publication title",
        "pages",
        "first page",
        "publication year",
        "publication date",
        "year",
        "section",
        "publisher",
        "place of publication",
        "country of publication",
        "issn",
        "source type",
        "language of publication",
        "document type",
        "proquest document id",
        "document url",
        "copyright",
        "last updated",
        "database",
        "volume",
        "issue",
        "publication subject",
        "identifier / keyword",
        "classification",
        "credit",
        "dateline",
        "correction",
    ];
    let is_rule = |line: &str| line.len() >= 40 && line.bytes().all(|byte| byte == b'_');
    if !lines.iter().any(|(_, line)| is_rule(line)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for block in blocks(lines, is_rule) {
        let (mut entry, mut key, mut body) = (Entry::default(), String::new(), Vec::new());
        let mut head = String::new();
        for (_, line) in block {
            let (own, value) = match keyed(line, KEYS) {
                Some((found, value)) => {
                    key = found;
                    (true, value)
                }
                None => (false, line.trim()),
            };
            match key.as_str() {
                "" if head.is_empty() && !value.starts_with("Document ") => head = value.into(),
                "title" if own => entry.title = value.into(),
                "author" if own => entry.authors.extend(value.split(';').map(|name| name.trim().to_string())),
                "publication title" if own => entry.outlet = value.into(),
                "publication date" if own => entry.date = value.into(),
                "document url" if own => entry.url = value.into(),
                "proquest document id" if own => entry.id = value.into(),
                "full text" => body.push(value),
                _ => {}
            }
        }
        entry.title = if entry.title.is_empty() { head } else { entry.title };
        entry.body = unwrapped(body.into_iter());
        if entry.body.len() < 60 && entry.body.to_lowercase().contains("not available") {
            entry.body.clear();
        }
        if !entry.outlet.is_empty() && !(entry.body.is_empty() && entry.title.is_empty()) {
            found.push((first(block), entry));
        }
    }
    found
}

/// Records of reference managers: a tag of two letters a line, `TY  - NEWS` to `ER  - `.
fn ris(lines: &[Line<'_>]) -> Found {
    let tagged = |line: &'_ str| -> Option<(String, String)> {
        let (tag, value) = line.trim_start_matches('\u{FEFF}').split_once('-')?;
        let tag = tag.trim_end();
        let is_tag = tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (tag.to_string(), value.trim().to_string()))
    };
    let mut found = Vec::new();
    let mut open: Option<(u64, Entry)> = None;
    let mut last = String::new();
    for (number, line) in lines {
        let Some((tag, value)) = tagged(line) else {
            // A long abstract goes on without a tag.
            if let Some((_, entry)) = open.as_mut().filter(|_| matches!(last.as_str(), "AB" | "N2")) {
                entry.body.push('\n');
                entry.body.push_str(line.trim());
            }
            continue;
        };
        last = tag;
        match (last.as_str(), open.as_mut()) {
            ("TY", _) => open = Some((*number, Entry::default())),
            ("ER", _) => {
                found.extend(open.take().filter(|(_, entry)| !(entry.title.is_empty() && entry.body.is_empty())))
            }
            (_, None) => {}
            ("TI" | "T1" | "CT", Some((_, entry))) => entry.title = value,
            ("AU" | "A1", Some((_, entry))) => {
                let name = value.split_once(", ").map_or(value.clone(), |(family, given)| format!("{given} {family}"));
                entry.authors.push(name);
            }
            ("T2" | "JO" | "JF" | "JA" | "BT", Some((_, entry))) if entry.outlet.is_empty() => entry.outlet = value,
            ("DA", Some((_, entry))) => entry.date = value.trim_end_matches('/').into(),
            ("PY" | "Y1", Some((_, entry))) if entry.date.is_empty() => entry.date = value.trim_end_matches('/').into(),
            ("AB" | "N2", Some((_, entry))) if entry.body.is_empty() => entry.body = value,
            ("UR", Some((_, entry))) if entry.url.is_empty() => entry.url = value,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    /// Title, outlet, authors, date and text of each article.
    fn told(text: &str) -> Vec<String> {
        let (documents, problems) = read("a.txt", text.as_bytes());
        let told = documents.into_iter().map(|document| {
            let metadata = document.metadata;
            let outlet = metadata.outlet.map(|outlet| outlet.name).unwrap_or_default();
            let date = metadata.published.map(|date| date.to_string()).unwrap_or_default();
            format!(
                "{}|{outlet}|{}|{date}|{}",
                document.title,
                metadata.authors.join(", "),
                document.body.replace('\n', "/")
            )
        });
        let told: Vec<String> = told.collect();
        assert!(!told.is_empty(), "{problems:?}");
        told
    }

    const EXPECTED: [&str; 2] = [
        "حريق في الميناء|صدى الوادي|رنيم الدلبي|2022-01-21|قال مدير الميناء إن الحريق بدأ فجرا.//وأضاف أن الحريق أخمد.",
        "زيارة الوزير|السرو||2022-01-22|زار الوزير الميناء.",
    ];

    #[test]
    fn articles_of_lexis_nexis() {
        let text = "\u{FEFF}Time Of Request: Friday\r\n\r\n                               1 of 2 DOCUMENTS\r\n\r\n                                  صدى الوادي\r\n\r\n                            January 21, 2022 Friday\r\n\r\n\
            حريق في\r\nالميناء\r\n\r\nBYLINE: رنيم الدلبي\r\n\r\nSECTION: NEWS; Pg. 4\r\n\r\nLENGTH: 12 words\r\n\r\n\r\nقال مدير الميناء إن\r\nالحريق بدأ فجرا.\r\n\r\nوأضاف أن الحريق أخمد.\r\n\r\n\
            LOAD-DATE: January 22, 2022\r\n\r\nLANGUAGE: ARABIC\r\n\r\n                        Copyright 2022 صدى\r\n\r\n                               2 of 2 DOCUMENTS\r\n\r\n                                  السرو\r\n\r\n                            January 22, 2022 Saturday\r\n\r\n\
            زيارة الوزير\r\n\r\nLENGTH: 3 words\r\n\r\nزار الوزير الميناء.\r\n\r\nLOAD-DATE: January 22, 2022\r\n";
        assert_eq!(told(text), EXPECTED);
        let text = "Documents (2)\n1. حريق في الميناء\nClient/Matter: -None-\n\nحريق في الميناء\nصدى الوادي\nJanuary 21, 2022 Friday 9:20 AM GMT\n\nCopyright 2022 صدى All Rights Reserved\nSection:\u{A0}NEWS\nLength:\u{A0}12 words\nByline:\u{A0}رنيم الدلبي\nBody\n\n\
            قال مدير الميناء إن الحريق بدأ فجرا.\nوأضاف أن الحريق أخمد.\n\nClassification\nLanguage:\u{A0}ARABIC\nLoad-Date:\u{A0}January 22, 2022\n\nEnd of Document\n\n\nزيارة الوزير\nالسرو\nJanuary 22, 2022 Saturday\nCopyright 2022\nLength:\u{A0}3 words\nBody\nزار الوزير الميناء.\nLoad-Date:\u{A0}January 22, 2022\nEnd of Document\n";
        let found = told(text);
        assert!(
            found[0].starts_with("حريق في الميناء|صدى الوادي|رنيم الدلبي|2022-01-21T09:20")
                && found[0].ends_with("أخمد."),
            "{found:?}"
        );
        assert_eq!(found[1], EXPECTED[1]);
    }

    #[test]
    fn articles_of_factiva() {
        let coded = "HD حريق في الميناء\nBY By رنيم الدلبي\nWC 12 words\nPD 21 January 2022\nSN صدى الوادي\nSC SADA\nLA Arabic\nLP\nقال مدير الميناء إن الحريق بدأ فجرا.\n\nTD\nوأضاف أن الحريق أخمد.\n\nAN Document SADA000020220121ei1l0000a\n\n\
            HD زيارة الوزير\nPD 22 January 2022\nSN السرو\nLP زار الوزير الميناء.\nAN Document SARW000020220122ei1l0000b\n";
        assert_eq!(told(coded), EXPECTED);
        let plain = "حريق في الميناء\nBy رنيم الدلبي\n12 words\n21 January 2022\nصدى الوادي\nSADA\nArabic\nCopyright 2022\n\nقال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\n\nDocument SADA000020220121ei1l0000a\n\n\
            زيارة الوزير\n3 words\n22 January 2022\nالسرو\nSARW\nArabic\n© 2022\nزار الوزير الميناء.\nDocument SARW000020220122ei1l0000b\n";
        assert_eq!(told(plain), EXPECTED);
    }

    #[test]
    fn articles_of_proquest_and_records() {
        let rule = "_".repeat(60);
        let text = format!(
            "{rule}\n\nDocument 1 of 2\n\nحريق في الميناء\n\nAuthor: رنيم الدلبي\n\nFull text:   قال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\n\nTitle: حريق في الميناء\n\nPublication title: صدى الوادي\n\nPublication date: Jan 21, 2022\n\nProQuest document ID: 251\n\n{rule}\n\n\
             زيارة الوزير\n\nFull Text: زار الوزير الميناء.\n\nPublication title: السرو\n\nPublication date: Jan 22, 2022\n\n{rule}\n\nContact us at: http://www.proquest.com\n"
        );
        assert_eq!(told(&text), EXPECTED);
        let records = "TY  - NEWS\nTI  - حريق في الميناء\nAU  - الدلبي, رنيم\nT2  - صدى الوادي\nDA  - 2022/01/21/\nAB  - قال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\nER  - \n\nTY  - NEWS\nT1  - زيارة الوزير\nJO  - السرو\nPY  - 2022/01/22/\nN2  - زار الوزير الميناء.\nUR  - https://sarw.example/1\nER  - \n";
        assert_eq!(told(records), EXPECTED);
    }

    #[test]
    fn other_texts_are_not_cut() {
        for text in
            ["Document\n\nEnd of Document", "نص\n____________\nنص", "1 of 2 DOCUMENTS", "TY  - NEWS\n", "Document abc"]
        {
            assert_eq!(told(text).len(), 1, "{text}");
        }
    }
}
