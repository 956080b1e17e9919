//! Tests of article extraction from real pages, against annotations by hand.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use fihris::document::Document;
use fihris::ingest::{self, Item, Settings, Source};

use super::shared::shared;

/// How well the words of a text are those of another: the harmonic mean of precision and recall.
fn f1(found: &str, gold: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        text.split_whitespace().for_each(|word| *counts.entry(fihris::arabic::fold(word)).or_default() += 1);
        counts
    };
    let (found, gold) = (count(found), count(gold));
    let shared: usize = found.iter().map(|(word, &times)| times.min(gold.get(word).copied().unwrap_or_default())).sum();
    2.0 * shared as f64 / (found.values().sum::<usize>() + gold.values().sum::<usize>()) as f64
}

/// What is known of the pages in a folder.
fn truth(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("truth.json")).unwrap()).unwrap()
}

#[test]
#[ignore = "reads the shared corpora"]
fn the_text_of_pages_gives_title_body_and_date() {
    let folder = shared().join("pages/raw");
    let truth = truth(&folder);
    let pages = truth["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 5);
    for page in pages {
        let name = page["file"].as_str().unwrap();
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let place = |key: &str| page[key].as_u64().unwrap() as usize;
        let chars = text.chars().skip(place("body_start_char"));
        let gold: String = chars.take(place("body_end_char") - place("body_start_char")).collect();
        let found = read(&folder.join(name));
        let f1 = f1(&found.body, &gold);
        println!("{name}: body F1 {f1:.3}");
        assert!(f1 >= 0.97, "{name}: {}", found.body);
        assert_eq!(found.title, page["title"].as_str().unwrap(), "{name}");
        assert_eq!(
            found.metadata.published.map(|date| date.to_string()).as_deref(),
            page["published"].as_str(),
            "{name}"
        );
    }
}

#[test]
#[ignore = "reads the shared corpora"]
fn saved_pages_give_title_author_date_and_body() {
    let folder = shared().join("pages/html");
    let truth = truth(&folder);
    let pages = truth.as_array().unwrap();
    assert_eq!(pages.len(), 6);
    let mut total = 0.0;
    for page in pages {
        let name = page["file"].as_str().unwrap();
        let document = read(&folder.join(name));
        let gold = std::fs::read_to_string(folder.join(name).with_extension("gold.txt")).unwrap();
        let f1 = f1(&document.body, &gold);
        total += f1;
        println!("{name}: body F1 {f1:.3}, by {:?}", document.metadata.authors);
        let strings = |key: &str| page[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_string());
        assert!(strings("title").any(|title| title == document.title), "{name}: {}", document.title);
        let day = document.metadata.published.map(|date| date.without_time().to_string());
        assert!(strings("dates").any(|date| Some(&date) == day.as_ref()), "{name}: {day:?}");
        let author = page["author"].as_str().map(String::from);
        assert!(
            document.metadata.authors.iter().all(|name| Some(name) == author.as_ref()),
            "{name}: {:?}",
            document.metadata.authors
        );
    }
    println!("mean body F1 {:.3}", total / 6.0);
    assert!(total / 6.0 >= 0.95);
}

#[test]
#[ignore = "reads the shared corpora"]
fn pages_of_many_outlets_give_clean_bodies() {
    let folder = shared().join("pages/more");
    let truth = truth(&folder);
    let (mut pages, mut total, mut titles, mut dates, mut named, mut with_author) = (0, 0.0, 0, 0, 0, 0);
    for page in
        truth.as_array().unwrap().iter().filter(|page| !matches!(page["kind"].as_str(), Some("index" | "digest")))
    {
        let name = page["file"].as_str().unwrap();
        let document = read(&folder.join(name));
        let gold = std::fs::read_to_string(folder.join(name).with_extension("gold.txt")).unwrap();
        let strings = |key: &str| -> Vec<String> {
            page[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_string()).collect()
        };
        let f1 = f1(&document.body, &gold);
        // References and signatures are neither wanted nor wrong.
        assert!(f1 >= 0.93 || folder.join(name).with_extension("optional.txt").exists(), "{name}: {f1:.3}");
        (pages, total) = (pages + 1, total + f1);
        titles += usize::from(strings("title").contains(&document.title));
        let day = document.metadata.published.map(|date| date.without_time().to_string());
        let days = strings("dates");
        assert!(day.is_none() || days.iter().any(|known| Some(known) == day.as_ref()), "{name}: false date {day:?}");
        dates += usize::from(day.is_some() || days.is_empty());
        let (authors, also) = (strings("authors"), strings("author_also"));
        let found = &document.metadata.authors;
        assert!(found.iter().all(|name| authors.contains(name) || also.contains(name)), "{name}: {found:?}");
        with_author += usize::from(!authors.is_empty());
        named += usize::from(!authors.is_empty() && !found.is_empty());
    }
    println!(
        "{pages} pages: body F1 {:.3}, titles {titles}, dates {dates}, authors {named} of {with_author}",
        total / 36.0
    );
    assert!(pages == 36 && total / 36.0 >= 0.993 && titles >= 34 && dates >= 35 && 10 * named >= 8 * with_author);
}

#[test]
#[ignore = "reads the shared corpora"]
fn texts_name_their_outlets() {
    let folder = shared().join("pages/raw");
    let neutral = tempfile::tempdir().unwrap();
    let expected = [
        ("athrpress.txt", Some("أثر برس")),
        ("euphratespost.txt", Some("فرات بوست")),
        ("islamicworldnews.txt", Some("تطورات العالم الاسلامي")),
        ("sharqiya24.txt", Some("الشرقية24")),
        ("syriatv.txt", None),
    ];
    for (name, outlet) in expected {
        let path = neutral.path().join("000_fa7812236328686d.txt");
        std::fs::copy(folder.join(name), &path).unwrap();
        assert_eq!(read(&path).metadata.outlet.map(|outlet| outlet.name).as_deref(), outlet, "{name}");
    }
}

#[test]
#[ignore = "reads the shared corpora"]
fn pages_that_list_others_are_no_articles() {
    let folder = shared().join("pages/more");
    let truth = truth(&folder);
    let (mut skipped, mut lists) = (0, 0);
    for page in truth.as_array().unwrap() {
        let found = read_all(&folder.join(page["file"].as_str().unwrap())).len();
        if matches!(page["kind"].as_str(), Some("index" | "digest")) {
            (skipped, lists) = (skipped + usize::from(found == 0), lists + 1);
        } else {
            assert_eq!(found, 1, "{}", page["file"]);
        }
    }
    println!("{skipped} of {lists} pages that list others are skipped");
    assert!(lists == 19 && skipped >= 17, "{skipped} of {lists}");
}

/// The one document of a file.
fn read(path: &Path) -> Document {
    let mut documents = read_all(path);
    assert_eq!(documents.len(), 1, "{}", path.display());
    documents.remove(0)
}

/// The documents of a file.
fn read_all(path: &Path) -> Vec<Document> {
    let bytes = AtomicU64::new(0);
    let source = Source::of(path, path.parent().unwrap(), &bytes).unwrap();
    let mut documents = Vec::new();
    let whole = ingest::read(&source, &Settings::default(), &bytes, &mut |item| {
        if let Item::Document(document) = item {
            documents.push(*document);
        }
        Ok(())
    });
    assert!(whole.unwrap());
    documents
}
