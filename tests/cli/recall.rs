//! Tests of aliases, Latin spellings, explanations, suggestions and similar documents.

use fihris::engine::Index;
use fihris::query::parse;
use fihris::search::{CANDIDATES, Request, search};

use std::fs;

use serde_json::Value;

use super::{Archive, Said, assert_refused, root};

const LINES: [&str; 6] = [
    r#"{"id": "a", "outlet": "صدى", "title": "تمرد في سجن الصناعة", "text": "شن مقاتلو تنظيم الدولة هجوماً على سجن الصناعة في حي غويران بمدينة الحسكة. وقالت قوات سوريا الديمقراطية (قسد) إن الحراس صدوه."}"#,
    r#"{"id": "b", "outlet": "نهر", "title": "داعش يتبنى", "text": "أعلن داعش مسؤوليته عن الهجوم على سجن غويران في الحسكة، وقال مقاتلو داعش إنهم أطلقوا سجناء."}"#,
    r#"{"id": "c", "outlet": "برق", "title": "بيان", "text": "قالت قوات سوريا الديمقراطية (قسد) في بيان إن سجن الحسكة تحت سيطرتها. ونقلت SDF صوراً."}"#,
    r#"{"id": "d", "outlet": "برق", "title": "طقس", "text": "طقس مشمس في القامشلي والسِّجن بعيد."}"#,
    r#"{"id": "e", "outlet": "نهر", "title": "دولة", "text": "بحثت الدولة تنظيم السير في المدينة."}"#,
    r#"{"id": "f", "outlet": "نهر", "title": "معرض", "text": "افتتح معرض الكتاب وسط إقبال كبير."}"#,
];

const ALIASES: &str = r#"
[[alias]]
names = ["داعش", "تنظيم الدولة", "ISIS"]
[[alias]]
names = ["قسد", "قوات سوريا الديمقراطية", "SDF"]
"#;

/// An archive whose index has aliases.
fn archive() -> Archive {
    let archive = Archive::of(&LINES);
    fs::write(archive.index().join("aliases.toml"), ALIASES).unwrap();
    archive
}

fn found(archive: &Archive, words: &[&str]) -> String {
    let mut ids = archive.ids(words);
    ids.sort();
    ids.join("")
}

fn json(archive: &Archive, words: &[&str]) -> Value {
    serde_json::from_str(&archive.search(&[&["--format", "json"], words].concat()).out).unwrap()
}

#[test]
fn aliases_match_in_both_directions() {
    let archive = archive();
    assert_eq!(found(&archive, &["داعش"]), "ab");
    assert_eq!(found(&archive, &["\"تنظيم الدولة\""]), "ab");
    assert_eq!(found(&archive, &["+قسد"]), "ac");
    assert_eq!(found(&archive, &["SDF"]), "ac");
    assert_eq!(found(&archive, &["وبداعش"]), "ab", "with clitics");
    assert_eq!(found(&archive, &["\"مقاتلو داعش\""]), "ab", "inside phrases");
    assert_eq!(found(&archive, &["سجن -داعش"]), "cd", "excluded as well");
    // A name of several words without quotation marks: any of its words, or another name.
    assert_eq!(found(&archive, &["تنظيم الدولة"]), "abe");
    assert_eq!(found(&archive, &["+(تنظيم الدولة) +سجن"]), "ab");
}

#[test]
fn aliases_can_be_refused() {
    let archive = archive();
    assert_eq!(found(&archive, &["--no-alias", "داعش"]), "b");
    assert_eq!(found(&archive, &["--exact", "داعش"]), "b");
    assert_eq!(found(&archive, &["=داعش"]), "b");
    let other = archive.write("none.toml", b"");
    assert_eq!(found(&archive, &["--aliases", &other.display().to_string(), "داعش"]), "b");
}

#[test]
fn one_alias_can_be_refused_by_any_spelling_of_it() {
    let archive = archive();
    for name in ["تنظيم الدولة", "وبتنظيم الدَّوْلة"] {
        assert_eq!(found(&archive, &["--not-alias", name, "داعش"]), "b", "{name}");
    }
    assert_eq!(found(&archive, &["--not-alias", "قسد", "داعش"]), "ab", "another one stays");
    let said = json(&archive, &["--explain", "داعش"]);
    let names = said["explanation"]["words"][0]["aliases"].as_array().unwrap().clone();
    assert!(names.contains(&"تنظيم الدولة".into()), "{said}");
    for unknown in ["سجن", "من", ""] {
        let said = archive.search(&["--not-alias", unknown, "داعش"]);
        assert_eq!(said.code, 2, "{unknown}");
        assert!(said.err.contains(&format!("--not-alias: no alias is called {unknown:?}")), "{}", said.err);
    }
}

#[test]
fn aliases_weigh_less_and_are_marked() {
    let archive = archive();
    assert_eq!(archive.ids(&["داعش"]), ["b", "a"], "what was typed comes first");
    let said = archive.search(&["--color", "always", "داعش"]);
    for word in ["تنظيم", "الدولة", "داعش"] {
        assert!(said.out.contains(&format!("\u{1b}[33m{word}\u{1b}[0m")), "{word}: {}", said.out);
    }
}

#[test]
fn a_bad_file_of_aliases_is_refused() {
    let archive = archive();
    for (text, parts) in [
        ("[[alias]]\nnames = [\"داعش\"", ["bad.toml: line 2", "[[alias]]"]),
        ("[[alias]]\nnames = [\"داعش\"]", ["alias 1", "fewer than two names"]),
        ("[[alias]]\nnames = [\"أ ب\", \"ج د\"]\n[[alias]]\nnames = [\"ج د\", \"أ ب\"]", ["alias 1", "alias 2"]),
    ] {
        let file = archive.write("bad.toml", text.as_bytes()).display().to_string();
        assert_refused(&archive.search(&["--aliases", &file, "داعش"]), &parts);
    }
    let folder = archive.files().display().to_string();
    assert_refused(&archive.search(&["--aliases", &folder, "داعش"]), &["files"]);
}

#[test]
fn aliases_are_suggested_with_counts_and_examples() {
    let archive = archive();
    fs::remove_file(archive.index().join("aliases.toml")).unwrap();
    let said = archive.run(&["aliases", "suggest"], &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("# 2 documents, such as "), "{}", said.out);
    assert!(said.out.contains("names = [\"قوات سوريا الديمقراطية\", \"قسد\"]"), "{}", said.out);
    // What it says can be used as it is, and is then known.
    fs::write(archive.index().join("aliases.toml"), &said.out).unwrap();
    assert_eq!(found(&archive, &["قسد"]), "ac");
    assert_eq!(archive.run(&["aliases", "suggest"], &[]).code, 1);
}

#[test]
fn latin_words_find_arabic_names() {
    let archive = archive();
    for spelling in ["Hasakah", "Hassakeh", "al-Hasaka", "7asaka"] {
        assert_eq!(found(&archive, &[spelling]), "abc", "{spelling}");
    }
    for (spelling, ids) in [("Ghuwayran", "ab"), ("Gweiran", "ab"), ("Daesh", "b"), ("Qamishli", "d")] {
        let ids_found = found(&archive, &[spelling]);
        assert!(ids.chars().all(|id| ids_found.contains(id)), "{spelling}: {ids_found}");
    }
    assert_eq!(found(&archive, &["--no-latin", "Hasakah"]), "");
    assert_eq!(found(&archive, &["=Hasakah"]), "");
    assert_eq!(found(&archive, &["\"سجن Ghuwayran\""]), "b", "inside phrases");
    assert_eq!(found(&archive, &["\"bimadinat al-Hasaka\""]), "a", "several of them");
    assert_eq!(found(&archive, &["\"al-Hasaka\""]), "abc");
    let said = archive.search(&["--explain", "Hasakah"]);
    assert!(said.out.contains("or Latin for الحسكه") && said.out.contains("Latin spelling"), "{}", said.out);
}

#[test]
fn an_explanation_names_forms_by_layer() {
    let archive = archive();
    let answer = json(&archive, &["--explain", "سجن داعش"]);
    let words = answer["explanation"]["words"].as_array().unwrap();
    let layer = |word: usize, layer: &str| -> Vec<(String, u64)> {
        let forms = words[word]["layers"][layer].as_array().into_iter().flatten();
        let form = |form: &Value| (form["form"].as_str().unwrap().to_string(), form["documents"].as_u64().unwrap());
        forms.map(form).collect()
    };
    assert_eq!(words[0]["word"], "سجن");
    assert_eq!(layer(0, "written"), [("سجن".to_string(), 3)]);
    assert_eq!(layer(0, "clitics"), [("والسجن".to_string(), 1)]);
    assert_eq!(layer(1, "written"), [("داعش".to_string(), 1)]);
    assert_eq!(layer(1, "alias"), [("تنظيم الدولة".to_string(), 1)]);
    let became = answer["explanation"]["became"].as_str().unwrap();
    assert!(became.contains("داعش {or تنظيم الدولة} {or ISIS}"), "{became}");
    // A score is the sum of its parts.
    let hit = &answer["hits"][0];
    let parts: f64 = hit["score_parts"].as_object().unwrap().values().map(|part| part.as_f64().unwrap()).sum();
    assert!((parts - hit["score"].as_f64().unwrap()).abs() < 1e-3, "{hit}");
    let said = archive.search(&["--explain", "سجن"]);
    for part in ["searched", "as written", "with clitics", "score ", "how much of the query the passage covers"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
}

#[test]
fn marks_are_told_apart_in_an_explanation() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "سِجن"}"#, r#"{"id": "b", "text": "سجن وسـجن"}"#]);
    let answer = json(&archive, &["--explain", "سجن"]);
    let layers = &answer["explanation"]["words"][0]["layers"];
    assert_eq!(layers["written"][0]["documents"], 1);
    assert_eq!((&layers["folded"][0]["form"], &layers["folded"][0]["documents"]), (&"سجن".into(), &2.into()));
    let word = &answer["explanation"]["words"][0];
    assert_eq!((&word["spellings"][0]["form"], &word["looked_at"]), (&"سِجن".into(), &2.into()));
}

#[test]
fn a_name_with_the_letters_of_a_stop_word_is_found_as_it_is_written() {
    let archive = Archive::of(&[
        r#"{"id": "a", "text": "قال عَلِي الدوسري إن الطريق آمن."}"#,
        r#"{"id": "b", "text": "جلس على الطريق وحده."}"#,
        r#"{"id": "c", "text": "وضعت الوزارة آلية جديدة."}"#,
        r#"{"id": "d", "text": "وصل الوفد إليه مساء."}"#,
    ]);
    for (query, ids) in [("علي", "a"), ("علي الدوسري", "a"), ("آلية", "c"), ("Ali", "a"), ("=علي", "ab"), ("على", "ab")]
    {
        assert_eq!(found(&archive, &[query]), ids, "{query}");
    }
    let explained = archive.search(&["--explain", "علي"]).out;
    assert!(explained.contains("as written") && !explained.contains("folded"), "{explained}");
}

#[test]
fn other_spellings_and_plurals_match_and_can_be_refused() {
    let archive = Archive::of(&[
        r#"{"id": "a", "text": "قالت أميركا إن غوتيريش وصل إلى دمشق."}"#,
        r#"{"id": "b", "text": "قالت أمريكا إن جوتيريس غادرها."}"#,
        r#"{"id": "c", "text": "نقل السجناء من سجون المدينة."}"#,
        r#"{"id": "d", "text": "أفرج عنه من السجن وهو في أبوظبي."}"#,
        r#"{"id": "e", "text": "زار أبو ظبي وقال المسئول إنه يقلب الأمر."}"#,
        r#"{"id": "f", "text": "كان الكلب غرب الجبل، والمسؤول عنه جرب ذلك."}"#,
    ]);
    for (query, ids) in [
        ("أميركا", "ab"),
        ("وبأمريكا", "ab"),
        ("غوتيريش", "ab"),
        ("\"أميركا جوتيريس\"", "ab"),
        ("+أمريكا -غوتيريش", ""),
        ("سجن", "cd"),
        ("سجون", "cd"),
        ("أبوظبي", "de"),
        ("\"أبو ظبي\"", "de"),
        ("+\"أبو ظبي\" +مسؤول", "e"),
        ("مسؤول", "ef"),
        ("=مسؤول", ""),
        ("قلب", ""),
        ("جرب", "f"),
    ] {
        assert_eq!(found(&archive, &[query]), ids, "{query}");
    }
    assert_eq!(found(&archive, &["--no-variants", "أميركا"]), "a");
    assert_eq!(found(&archive, &["--no-variants", "أبوظبي"]), "d");
    assert_eq!(found(&archive, &["--no-plurals", "سجن"]), "d");
    assert_eq!(found(&archive, &["--exact", "أميركا"]), "a");
    assert_eq!(found(&archive, &["--not-variant", "أمريكا", "أميركا"]), "a");
    assert_eq!(found(&archive, &["--not-variant", "سجون", "سجن"]), "d");
    let answer = json(&archive, &["--explain", "أميركا سجن"]);
    let words = &answer["explanation"]["words"];
    assert_eq!(words[0]["layers"]["spelling"][0]["form"], "امريكا");
    assert_eq!(words[1]["layers"]["plural"][0]["form"], "سجون");
    // The typed spelling comes first.
    assert_eq!(archive.ids(&["أمريكا"]), ["b", "a"]);
}

#[test]
fn queries_of_foreign_names_and_long_words_are_bounded() {
    let archive = archive();
    let names: Vec<String> = (0..1000).map(|number| format!("غورباتشوف{}", ["ا", "ي", "و", "ن"][number % 4])).collect();
    for query in [names.join(" "), "ئ".repeat(60), "غجكق".repeat(15), "ء".repeat(40) + &"غ".repeat(20)] {
        let begin = std::time::Instant::now();
        assert_eq!(archive.search(&[&query]).code, 1, "{query}");
        assert!(begin.elapsed().as_secs() < 20, "{query}: {:?}", begin.elapsed());
    }
}

fn nothing(archive: &Archive, words: &[&str]) -> Said {
    let said = archive.search(words);
    assert_eq!(said.code, 1, "{}", said.out);
    said
}

#[test]
fn nothing_found_never_ends_bare() {
    let archive = archive();
    for (query, part) in [
        ("الحسكا", "no document contains الحسكا; similar words: الحسكه (3)"),
        ("سجنغويران", "سجن غويران"),
        ("القام شلي", "القامشلي"),
        ("+سجن +ديناصور", "without the part +ديناصور, 4 documents match"),
        ("سجن before:1990", "without the filter to:1989-12-31"),
        ("ظظظظظظظ", "no document contains ظظظظظظظ or a similar word"),
        ("\"معرض سجن\"", "has the words, but not together"),
        ("==الحسكةُ", "similar words: الحسكه (3)"),
    ] {
        let said = nothing(&archive, &["--no-latin", "--no-variants", query]);
        assert!(said.err.contains(part), "{query}: {}", said.err);
    }
    let said = nothing(&archive, &["معرض", "--outlet", "صدى"]);
    assert!(said.err.contains("without the filter outlet:\"صدى\", 1 document matches"), "{}", said.err);
    let answer = json(&archive, &["--no-variants", "الحسكا"]);
    assert_eq!(answer["advice"]["near"][0]["word"], "الحسكا");
}

#[test]
fn similar_documents_tell_of_the_same_event() {
    let archive = archive();
    let said = archive.run(&["similar", "a", "--format", "jsonl"], &[]);
    let ids: Vec<String> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_string())
        .collect();
    assert!(ids[..2].contains(&"b".to_string()) && !ids.contains(&"a".to_string()), "{ids:?}");
    assert!(!ids.contains(&"f".to_string()), "{ids:?}");
    assert_eq!(archive.run(&["similar", "zzz"], &[]).code, 1);
}

#[test]
fn a_file_finds_documents_like_it() {
    let archive = archive();
    let file = archive.folder.path().join("like.txt");
    fs::write(&file, "هجوم على سجن غويران\n\nهاجم مقاتلو داعش سجن غويران في الحسكة وأطلقوا سجناء من السجن.\n").unwrap();
    assert_eq!(archive.ids(&["--like", &file.display().to_string()])[0], "b");
    fs::write(&file, "").unwrap();
    assert_refused(&archive.search(&["--like", &file.display().to_string()]), &["like.txt"]);
    assert_refused(&archive.search(&["--like", "/nowhere"]), &["/nowhere"]);
}

#[test]
fn the_sample_has_aliases() {
    let archive = Archive::new();
    let corpus = root().join("corpus").display().to_string();
    let said = archive.search(&["--corpus", &corpus, "--explain", "\"سجن الأثلة\""]);
    assert!(said.code == 0 && said.out.contains("{or سجن وادي الأثلة}"), "{} {}", said.out, said.err);
    assert!(said.out.contains("2022"), "{}", said.out);
}

#[test]
fn hits_behind_the_first_block_are_in_the_order_of_their_scores() {
    let archive = Archive::new();
    // Stage one puts the first ones in front, which have the stems twice; stage two likes the others better, which have the
    // words as they were typed, early and side by side, the earlier the higher their number.
    let line = |number: usize| {
        let text = if number >= 120 {
            "خبر عام".into()
        } else if number < CANDIDATES {
            ["خبر ".repeat(98), "بسجنه وبسجنه ".into(), "خبر ".repeat(98), "لغويران بغويران".into()].concat()
        } else {
            ["خبر ".repeat(120 - number), "سجن غويران ".into(), "خبر ".repeat(80 + number)].concat()
        };
        format!("{{\"id\":\"{number}\",\"date\":\"2020-01-01\",\"text\":\"{text}\"}}\n")
    };
    let file = archive.write("news.jsonl", (0..1000).map(line).collect::<String>().as_bytes());
    assert_eq!(archive.run(&["index"], &[file]).code, 0);
    let index = Index::open(&archive.index()).unwrap();
    let request = Request { limit: 100, fold: false, ..Request::new(parse("سجن غويران").unwrap()) };
    let scores: Vec<f32> = search(&index, &request).unwrap().hits.iter().map(|hit| hit.passage.parts.sum()).collect();
    let (first, rest) = scores.split_at(CANDIDATES);
    assert!(first.is_sorted_by(|a, b| a >= b) && rest.is_sorted_by(|a, b| a >= b), "{scores:?}");
    assert!(
        rest[0] > first[first.len() - 1] && rest[0] > rest[rest.len() - 1],
        "there is an order to keep: {scores:?}"
    );
}

#[test]
fn a_word_finds_its_forms_and_spellings() {
    // Two spellings that find each other's document.
    let pairs = [
        ("أضاف", "وأضاف"),
        ("شن", "وشن"),
        ("خبراء", "وخبرائهم"),
        ("انتماء", "انتماؤه"),
        ("عبء", "عبئا"),
        ("يغادر", "سيغادر"),
        ("ألقاب", "الألقاب"),
        ("التهاب", "بالالتهاب"),
        ("ألمانيا", "لألمانيا"),
        ("فلوجة", "وبالفلوجة"),
        ("ولاية", "وبولايتها"),
        ("UN", "الـUN"),
        ("CNN", "قناةCNN"),
        ("64", "بـ64"),
        ("F-35", "الF35"),
        ("كوفيد-19", "كوفيد19"),
        ("1948", "١٩٤٨م"),
        ("45000", "45,000"),
        ("45000", "٤٥٬٠٠٠"),
        ("45000", "45 000"),
        ("45 000", "45.000"),
        ("3.5", "٣٫٥"),
        ("المساكين", "ٱلْمَسَٰكِين"),
        ("الحياة", "ٱلْحَيَوٰة"),
    ];
    for (one, other) in pairs {
        let text = |word| format!(r#"{{"id": "{word}", "text": "ذكر تقرير أن {word} ورد في النص."}}"#);
        let (line, other_line) = (text(one), text(other));
        let archive = Archive::of(&[&line, &other_line, r#"{"id": "x", "text": "لا شيء هنا."}"#]);
        for word in [one, other] {
            let ids = archive.ids(&["--no-fold", word]);
            assert!([one, other].iter().all(|id| ids.iter().any(|found| found == id)), "{word}: {ids:?}");
        }
    }
}

#[test]
fn a_hashtag_is_found_whole_and_by_its_words() {
    let archive = Archive::of(&[r##"{"id": "a", "text": "كتب كثيرون #مجزرة_الميناء على @BBCArabic أمس."}"##]);
    for query in ["#مجزرة_الميناء", "\"مجزرة الميناء\"", "ميناء", "@BBCArabic", "bbcarabic"]
    {
        assert_eq!(archive.ids(&[query]), ["a"], "{query}");
    }
}

#[test]
fn a_name_that_is_a_stop_word_is_found() {
    let archive = Archive::of(&[
        r#"{"id": "a", "text": "فاز علي بالجائزة."}"#,
        r#"{"id": "b", "text": "تعطلت آلية ثقيلة."}"#,
        r#"{"id": "c", "text": "افتتح المعرض."}"#,
    ]);
    assert_eq!(archive.ids(&["علي"]), ["a"]);
    assert_eq!(archive.ids(&["آلية"]), ["b"]);
    assert!(archive.search(&["علي"]).out.contains("علي"));
}
