//! Tests of search results and their output.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use fihris::engine::{Engine, EngineError, Index, Plan};
use fihris::query::parse;
use fihris::search::{Request, prepare, search};

use super::Archive;

const LINES: [&str; 5] = [
    r#"{"id": "a", "outlet_id": "sada", "outlet": "صدى الوادي", "author": "ليلى حداد", "date": "2022-01-20", "title": "تمرد في سجن الصناعة", "text": "اندلع تمرد في سجن الصناعة صباح اليوم."}"#,
    r#"{"id": "b", "outlet_id": "nahr", "outlet": "النهر", "author": "سامر عيسى", "date": "2022-01", "title": "هدوء", "text": "عاد الهدوء الى السجن. قال الناطق ان الصناعه تعافت."}"#,
    r#"{"id": "c", "outlet_id": "nahr", "outlet": "النهر", "date": "2021", "title": "سوق", "text": "سِجْنُ الصِّنَاعَةِ بعيد عن السوق."}"#,
    r#"{"id": "d", "outlet_id": "barq", "outlet": "برق", "text": "زار الوزير سجن المدينة وافتتح معرض الصناعة."}"#,
    r#"{"id": "e", "outlet_id": "barq", "outlet": "برق", "date": "2023-05-01T10:00", "text": "طقس مشمس."}"#,
];

fn archive() -> Archive {
    Archive::of(&LINES)
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[test]
fn any_spelling_finds_the_same() {
    let archive = archive();
    let plain = archive.ids(&["سجن الصناعة"]);
    assert_eq!(plain.len(), 4);
    for spelling in ["سجن الصناعه", "سِجْن الصّناعة", "ســجن الصنــاعة", "بسجن والصناعة"]
    {
        assert_eq!(sorted(archive.ids(&[spelling])), sorted(plain.clone()), "{spelling}");
    }
}

#[test]
fn phrases_signs_and_their_absence() {
    let archive = archive();
    assert_eq!(sorted(archive.ids(&["\"سجن الصناعة\""])), ["a", "c"]);
    assert_eq!(archive.ids(&["سجن +معرض"]), ["d"]);
    assert_eq!(sorted(archive.ids(&["سجن -تمرد"])), ["b", "c", "d"]);
    assert_eq!(archive.ids(&["\"سجن الصناعة\" -تمرد"]), ["c"]);
    assert_eq!(sorted(archive.ids(&["+سجن +صناعة -\"سجن الصناعة\""])), ["b", "d"]);
}

#[test]
fn a_phrase_does_not_reach_from_title_to_body() {
    let archive = Archive::of(&[r#"{"id": "a", "title": "تمرد سجن", "text": "الصناعة تتعافى"}"#]);
    assert!(archive.ids(&["\"سجن الصناعة\""]).is_empty());
}

#[test]
fn outlets_narrow_by_id_name_and_part() {
    let archive = archive();
    assert_eq!(archive.ids(&["سجن", "--outlet", "sada"]), ["a"]);
    assert_eq!(archive.ids(&["سجن", "--outlet", "صدي الوادى"]), ["a"], "folded like everything else");
    assert_eq!(archive.ids(&["سجن", "--outlet", "وادي"]), ["a"]);
    assert_eq!(sorted(archive.ids(&["سجن", "--outlet", "sada", "--outlet", "برق"])), ["a", "d"]);
    assert_eq!(sorted(archive.ids(&["سجن", "--not-outlet", "النهر"])), ["a", "d"]);
}

#[test]
fn authors_narrow() {
    assert_eq!(archive().ids(&["سجن", "--author", "ليلي"]), ["a"]);
}

#[test]
fn dates_narrow_and_tell_of_the_undated() {
    let archive = archive();
    let said = archive.search(&["سجن", "--from", "2022", "--format", "jsonl"]);
    assert_eq!(said.out.lines().count(), 2);
    assert!(said.err.contains("1 more documents match but have no date"), "{}", said.err);
    assert_eq!(archive.ids(&["سجن", "--from", "2022-01-25"]), ["b"], "any day of January may be its day");
    assert_eq!(archive.ids(&["سجن", "--to", "2021-06"]), ["c"]);
    assert_eq!(sorted(archive.ids(&["سجن", "--to", "2022-01-20"])), ["a", "b", "c"]);
}

#[test]
fn hits_sort_by_date_with_the_undated_last() {
    let archive = archive();
    assert_eq!(archive.ids(&["سجن", "--sort", "oldest"]), ["c", "b", "a", "d"]);
    assert_eq!(archive.ids(&["سجن", "--sort", "newest"]), ["b", "a", "c", "d"]);
}

#[test]
fn pages_follow_each_other() {
    let archive = archive();
    let all = archive.ids(&["سجن"]);
    let pages: Vec<String> =
        (0..4).flat_map(|page| archive.ids(&["سجن", "-n", "1", "--offset", &page.to_string()])).collect();
    assert_eq!(pages, all);
    assert_eq!(archive.search(&["سجن", "--offset", "4"]).code, 1);
}

#[test]
fn one_passage_a_document_unless_more_are_wanted() {
    let text = ["حريق في الميناء. ".to_string() + &"كلمة ".repeat(80), "حريق آخر. ".to_string() + &"كلمة ".repeat(80)]
        .join("\\n");
    let archive = Archive::of(&[&format!(r#"{{"id": "a", "text": "{text}"}}"#)]);
    assert_eq!(archive.ids(&["حريق"]).len(), 1);
    assert_eq!(archive.ids(&["حريق", "--per-document", "2"]).len(), 2);
}

#[test]
fn highlights_cover_whole_written_words() {
    let archive = Archive::of(&[r#"{"id": "a", "text": "وبِالسِّجْنِ «سجناء» كثر، والسجنُ بعيد."}"#]);
    let said = archive.search(&["سجن", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let passage = &answer["hits"][0]["passage"];
    let text = passage["text"].as_str().unwrap();
    let start = passage["start"].as_u64().unwrap();
    let words: Vec<&str> = passage["highlights"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| {
            let at = |name: &str| (span[name].as_u64().unwrap() - start) as usize;
            &text[at("start")..at("end")]
        })
        .collect();
    assert_eq!(words, ["وبِالسِّجْنِ", "والسجنُ"]);
    let coloured = archive.search(&["سجن", "--color", "always"]);
    assert!(coloured.out.contains("\u{1b}[1m\u{1b}[33mوبِالسِّجْنِ\u{1b}[0m"), "{:?}", coloured.out);
    assert!(!archive.search(&["سجن", "--color", "never"]).out.contains('\u{1b}'));
}

#[test]
fn exit_codes_tell() {
    let archive = archive();
    assert_eq!(archive.search(&["سجن"]).code, 0);
    let nothing = archive.search(&["ديناصور"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, ""));
    assert_eq!(archive.search(&["\""]).code, 2);
}

#[test]
fn formats_carry_the_same_hits() {
    let archive = archive();
    let json: serde_json::Value = serde_json::from_str(&archive.search(&["تمرد", "--format", "json"]).out).unwrap();
    assert_eq!((json["schema_version"].as_u64(), json["documents"].as_u64()), (Some(1), Some(1)));
    let hit = &json["hits"][0];
    assert_eq!(hit["outlet"]["name"], "صدى الوادي");
    assert_eq!((hit["published"].as_str(), hit["published_precision"].as_str()), (Some("2022-01-20"), Some("day")));
    let source = &hit["source"];
    assert_eq!(source["sha256"].as_str().map(str::len), Some(64));
    assert_eq!((source["place"]["record"].as_u64(), source["place"]["line"].as_u64()), (Some(1), Some(1)));
    let csv = archive.search(&["تمرد", "--format", "csv"]).out;
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.starts_with("query_id,query,rank,score,id,") && csv.contains("صدى الوادي"), "{csv}");
    let end = json["hits"][0]["passage"]["end"].as_u64().unwrap();
    let trec = archive.search(&["تمرد", "--format", "trec"]).out;
    assert!(trec.starts_with(&format!("1 Q0 a#0-{end} 1 ")) && trec.ends_with(" fihris\n"), "{trec}");
    let text = archive.search(&["تمرد", "--evidence"]).out;
    for part in [
        "\u{2068}تمرد في سجن الصناعة\u{2069}",
        "\u{2068}صدى الوادي\u{2069} · 2022-01-20",
        "news.jsonl: line 1",
        "sha256 ",
        " bytes 0–",
        "id a\n",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_batch_answers_line_by_line() {
    let archive = archive();
    let batch = archive.folder.path().join("queries");
    std::fs::write(&batch, "q1\tتمرد\nq2\tطقس\n\n").unwrap();
    let said = archive.run(&["search", "--format", "trec", "--batch"], &[batch]);
    let names: Vec<&str> = said.out.lines().map(|line| line.split('#').next().unwrap()).collect();
    assert_eq!(names, ["q1 Q0 a", "q2 Q0 e"]);
}

#[test]
fn outlets_are_counted_with_their_dates() {
    let archive = archive();
    let said = archive.run(&["outlets"], &[]);
    assert!(said.out.contains("2\t2\t2021\t2022-01\tnahr\t"), "{}", said.out);
    let said = archive.run(&["outlets", "سجن"], &[]);
    assert!(said.out.contains("1\t1\t–\t–\tbarq\t"), "{}", said.out);
    assert_eq!(archive.run(&["outlets", "ديناصور"], &[]).code, 1);
}

#[test]
fn show_prints_the_document() {
    let archive = archive();
    let said = archive.run(&["show", "b"], &[]);
    for part in ["2022-01 (to the month)", "(nahr)", "عاد الهدوء", "unknown"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    let none = archive.run(&["show", "zzz"], &[]);
    assert!(none.code == 1 && none.err.contains("zzz"), "{}", none.err);
}

#[test]
fn analyze_says_what_was_stripped() {
    let said = archive().run(&["analyze", "وبِالسِّجْنِ", "من"], &[]);
    for part in ["0-24", "conjunction", "preposition", "article", "\u{2068}سجن\u{2069}", "stop word"] {
        assert!(said.out.contains(part), "{part}: {}", said.out);
    }
    // The counts of each form on the way, by which the rules decided.
    let said = archive().run(&["analyze", "وأضاف"], &[]).out;
    assert!(said.contains("\u{2068}واضاف\u{2069} 102533/0, \u{2068}اضاف\u{2069} 36450/"), "{said}");
}

#[test]
fn one_command_runs_the_main_job() {
    let archive = Archive::new();
    archive.write("news.jsonl", LINES.join("\n").as_bytes());
    let corpus = archive.files().display().to_string();
    let said = archive.search(&["--corpus", &corpus, "تمرد"]);
    assert!(said.code == 0 && said.out.contains("سجن الصناعة"), "{} {}", said.out, said.err);
    archive.write("more.jsonl", r#"{"id": "f", "text": "تمرد آخر"}"#.as_bytes());
    assert_eq!(archive.ids(&["--corpus", &corpus, "تمرد"]).len(), 2, "the index follows the folder");
}

#[test]
fn duplicates_are_folded_into_one_hit() {
    let body = "اندلع حريق كبير فجر الثلاثاء في صومعة الحبوب الرئيسة في الميناء وأتى على آلاف الأطنان من القمح المستورد قبل أن تخمده فرق الإطفاء";
    let record = |id: &str, outlet: &str, date: &str, text: &str| {
        format!("{{\"id\": \"{id}\", \"outlet\": \"{outlet}\", \"date\": \"{date}\", \"text\": \"{text}\"}}")
    };
    let lines = [
        record("one", "صدى", "2022-01-03", body),
        record("two", "قنديل", "2022-01-02", &format!("{body} مساء أمس")),
        record("three", "منارة", "2022-01-01", &body.replace("حريق", "حَرِيقٌ")),
        record("other", "ناعورة", "2022-01-04", "حريق آخر في صومعة أخرى"),
    ];
    let archive = Archive::of(&lines.each_ref().map(String::as_str));
    assert_eq!(archive.ids(&["حريق صومعة", "--no-fold"]).len(), 4, "nothing is dropped");
    let folded = archive.ids(&["حريق صومعة"]);
    assert_eq!(folded.len(), 2, "{folded:?}");
    let said = archive.search(&["حريق الميناء", "-n", "1"]);
    for outlet in ["صدى", "قنديل", "منارة"] {
        assert!(said.out.contains(outlet), "{outlet}: {}", said.out);
    }
    // The earliest first, whichever is shown.
    let said = archive.run(&["show", "one"], &[]);
    let place = |text: &str| said.out.find(text).unwrap_or_else(|| panic!("{text}: {}", said.out));
    assert!(place("id three") < place("id two"), "{}", said.out);
    let said = archive.search(&["حريق الميناء", "--outlet", "قنديل", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(answer["hits"][0]["id"], "two");
    assert_eq!(answer["hits"][0]["duplicates"].as_array().unwrap().len(), 2, "other outlets are named all the same");
    // Pages follow each other with duplicates folded.
    let pages: Vec<String> =
        (0..2).flat_map(|at| archive.ids(&["حريق صومعة", "-n", "1", "--offset", &at.to_string()])).collect();
    assert_eq!(pages, folded);
    // What is removed is named no more.
    archive.write("news.jsonl", (lines[0].clone() + "\n").as_bytes());
    archive.update(&[]);
    let said = archive.search(&["حريق", "--format", "json"]);
    assert!(!said.out.contains("duplicates"), "{}", said.out);
}

#[test]
fn a_rebuilt_index_has_links_of_its_own() {
    let body = "اندلع حريق كبير فجر الثلاثاء في صومعة الحبوب الرئيسة في الميناء";
    let record = |id: &str, text: &str| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}");
    let archive = Archive::of(&[record("one", body).as_str(), record("two", body).as_str()]);
    assert_eq!(archive.ids(&["حريق"]).len(), 1);
    // As many documents, so that the commits are alike.
    let other = record("two", "أخمدت فرق الإطفاء حريق سوق الخضار في المدينة القديمة ولم يصب أحد");
    archive.write("news.jsonl", format!("{}\n{other}\n", record("one", body)).as_bytes());
    assert_eq!(archive.update(&["--rebuild"]).code, 0);
    assert_eq!(archive.ids(&["حريق"]).len(), 2);
}

#[test]
fn what_matches_is_counted_by_outlet_author_and_date() {
    let archive = Archive::new();
    let record = |id: usize, outlet: &str, author: &str, date: &str, text: &str| {
        format!(
            "{{\"id\": \"{id}\", \"outlet\": \"{outlet}\", \"author\": \"{author}\", \"date\": \"{date}\", \"text\": \"{text} {id}\"}}"
        )
    };
    let first = [
        record(1, "صدى", "أحمد نور", "2022-01-20T10:30", "حريق في الميناء"),
        record(2, "صدى", "احمد نور", "2022-01-20", "حريق في السوق"),
    ];
    let second = [
        record(3, "نهر", "ليلى", "2022-01", "حريق في الحقل"),
        record(4, "نهر", "", "", "حريق في المعمل"),
        record(5, "نهر", "ليلى", "2021", "مطر"),
    ];
    // Two commits are two segments.
    for (file, lines) in [("a.jsonl", &first[..]), ("b.jsonl", &second[..])] {
        let path = archive.write(file, lines.join("\n").as_bytes());
        assert_eq!(archive.run(&["index"], &[path]).code, 0);
    }
    let index = Index::open(&archive.index()).unwrap();
    let count = |text: &str| {
        let query = prepare(&index, &Request::new(parse(text).unwrap())).unwrap();
        index.facets(&Plan::of(&query), &query.filter).unwrap()
    };
    let facets = count("حريق");
    let outlets: Vec<_> =
        facets.outlets.iter().map(|count| (count.outlet.as_ref().unwrap().name.as_str(), count.documents)).collect();
    assert_eq!((facets.documents, facets.undated, outlets), (4, 1, vec![("صدى", 2), ("نهر", 2)]));
    assert_eq!(facets.authors.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1], "{:?}", facets.authors);
    assert!(["أحمد نور", "احمد نور"].contains(&facets.authors[0].0.as_str()), "as one of them is written");
    let dates: Vec<_> = facets.dates.iter().map(|(date, count)| (date.to_string(), *count)).collect();
    assert_eq!(dates, [("2022-01".into(), 1), ("2022-01-20".into(), 2)]);
    assert_eq!(count("حريق outlet:نهر from:2022").documents, 1);
    assert_eq!(index.facets(&Plan::all(), &Default::default()).unwrap().documents, 5);
}

#[test]
fn of_equal_scores_the_same_documents_come_in_whatever_order_they_were_read() {
    let line = |number: usize| format!(r#"{{"id": "d{number}", "text": "حريق في السوق رقم{number}"}}"#);
    let lines: Vec<String> = (0..200).map(line).collect();
    let forwards: Vec<&str> = lines.iter().map(String::as_str).collect();
    let backwards: Vec<&str> = forwards.iter().rev().copied().collect();
    let (forwards, backwards) = (Archive::of(&forwards), Archive::of(&backwards));
    // More are alike than are ranked, by score as by date.
    for flags in [&["حريق", "--no-fold"][..], &["حريق", "--no-fold", "--sort", "newest"], &["حر*", "--no-fold"]]
    {
        let ids = forwards.ids(flags);
        assert_eq!(ids.len(), 10, "{flags:?}");
        assert_eq!(ids, backwards.ids(flags), "{flags:?}");
    }
}

#[test]
fn a_query_ends_when_its_budget_is_spent() {
    // Words in written form are verified by reading each document that may match.
    let words = "من المدينة الى الميناء ثم عاد في المساء على الطريق الساحلي الطويل ".repeat(12);
    let lines: Vec<String> =
        (0..3000).map(|number| format!(r#"{{"id": "d{number}", "text": "{words}{number}"}}"#)).collect();
    let archive = Archive::of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let index = Index::open(&archive.index()).unwrap();
    let request = || Request::new(parse("==مِن ==في ==على").unwrap());
    let refused = |request: &Request| search(&index, request).unwrap_err();
    // One budget for all parts: each word alone would read 3,000 documents.
    let mut few = request();
    few.budget.reads = 4000;
    assert!(refused(&few).to_string().contains("more than 4000 documents"));
    few.budget.reads = 2000;
    assert!(refused(&few).to_string().contains("more than 2000 documents would have to be read to find"));
    let mut short = request();
    short.budget.time = Some(Duration::from_millis(20));
    let start = Instant::now();
    assert!(refused(&short).to_string().contains("took longer than 0 s"));
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    let gone = request();
    let (cancelled, start) = (gone.budget.cancelled.clone(), Instant::now());
    let outcome = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(20));
            cancelled.store(true, Ordering::Relaxed);
        });
        search(&index, &gone).unwrap_err()
    });
    assert!(matches!(outcome, EngineError::Cancelled), "{outcome}");
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    super::assert_refused(
        &archive.search(&["==مِن ==في ==على", "--max-time", "0"]),
        &["took longer than 0 s", "fewer = signs"],
    );
}
