//! Tests of the query language over real text: the results of each sign, and the errors for wrong use.

use super::{Archive, assert_refused};

const LINES: [&str; 7] = [
    r#"{"id": "a", "outlet_id": "sada", "outlet": "صدى الوادي", "author": "ليلى حداد", "date": "2022-01-20", "place": "الحسكة", "title": "تمرد في سجن الصناعة", "text": "اندلع تمرد في سجن الصناعة صباح اليوم، وقال الناطق باسم قوات سوريا الديمقراطية إن الحراس صدوه."}"#,
    r#"{"id": "b", "outlet_id": "nahr", "outlet": "النهر", "author": "سامر عيسى", "date": "2022-01", "place": "الرقة", "title": "هدوء", "text": "عاد الهدوء الى السجن. قال الناطق ان الصناعه تعافت."}"#,
    r#"{"id": "c", "outlet_id": "nahr", "outlet": "النهر", "date": "2021", "title": "سوق", "text": "سِجْنُ الصِّنَاعَةِ بعيد عن السوق."}"#,
    r#"{"id": "d", "outlet_id": "barq", "outlet": "برق", "text": "زار الوزير سجن المدينة وافتتح معرض الصناعة."}"#,
    r#"{"id": "e", "outlet_id": "barq", "outlet": "برق", "date": "2023-05-01T10:00", "title": "عن السجون", "text": "كتب أحمد عن سجونه وسجنائه."}"#,
    r#"{"id": "f", "outlet_id": "sada", "outlet": "صدى الوادي", "date": "2022-01-22", "title": "هجوم", "text": "شن مقاتلو تنظيم الدولة هجوماً على حي غويران في الحسكة، وانسحبت قسد."}"#,
    r#"{"id": "g", "outlet_id": "nahr", "outlet": "النهر", "date": "2022-02-01", "title": "بيان", "text": "أعلن داعش مسؤوليته، وقال مقاتلوه إن القامشلي هدف، ونشر ISIS بياناً."}"#,
];

fn archive() -> Archive {
    Archive::of(&LINES)
}

/// Ids in order of the alphabet.
fn found(archive: &Archive, words: &[&str]) -> String {
    let mut ids = archive.ids(words);
    ids.sort();
    ids.join("")
}

#[test]
fn operators_and_brackets() {
    let archive = archive();
    for (query, ids) in [
        ("سجن AND معرض", "d"),
        ("تمرد OR معرض", "ad"),
        ("سجن NOT تمرد", "bcd"),
        ("سجن /ليس/ تمرد", "bcd"),
        ("(تمرد OR معرض) AND سجن", "ad"),
        ("سجن -(تمرد OR معرض)", "bc"),
        ("+سجن +(تمرد معرض)", "ad"),
        ("هجوم OR (سجن NOT صناعة)", "f"),
        ("هجوم OR NOT سجن", "efg"),
    ] {
        assert_eq!(found(&archive, &["--no-alias", "--no-plurals", query]), ids, "{query}");
    }
}

#[test]
fn phrases_near_and_with_wildcards() {
    let archive = archive();
    for (query, ids) in [
        ("\"سجن الصناعة\"", "ac"),
        ("\"صناعة سجن\"", ""),
        ("\"صناعة سجن\"~0", "ac"),
        ("\"صناعة سجن\"~3", "abcd"),
        ("\"سجن صناع*\"", "ac"),
        ("\"سج* الصناعة\"", "ac"),
        ("\"سجن الصنعة~1\"", "ac"),
    ] {
        assert_eq!(found(&archive, &[query]), ids, "{query}");
    }
}

#[test]
fn exactness_has_degrees() {
    let archive = archive();
    for (query, ids) in [
        ("سجن", "abcde"),
        ("=سجن", "acd"),
        ("=السجن", "b"),
        ("==سجن", "ad"),
        ("==سِجْنُ", "c"),
        ("=\"سجن الصناعة\"", "ac"),
        ("=\"تمرد في سجن\"", "a"),
        ("=\"تمرد سجن\"", ""),
        ("=في", "af"),
        ("=سج*", "acde"),
        ("سجن -=السجن", "acde"),
    ] {
        assert_eq!(found(&archive, &[query]), ids, "{query}");
    }
    assert_eq!(found(&archive, &["--exact", "سجن"]), "acd");
    assert_eq!(found(&archive, &["--exact", "\"سجن الصناعة\" هدوء"]), "abc");
}

#[test]
fn no_stem_lets_clitics_differ_but_no_endings() {
    let archive = Archive::of(&[
        r#"{"id": "a", "text": "وصل الى الصحيفة."}"#,
        r#"{"id": "b", "text": "قال لصحيفته."}"#,
        r#"{"id": "c", "text": "كتبت صحيفة."}"#,
    ]);
    assert_eq!(found(&archive, &["صحيفة"]), "abc");
    assert_eq!(found(&archive, &["--no-stem", "صحيفة"]), "ac");
    assert_eq!(found(&archive, &["--exact", "صحيفة"]), "c");
}

#[test]
fn wildcards_and_misspellings() {
    let archive = archive();
    assert_eq!(found(&archive, &["غوي*"]), "f");
    assert_eq!(found(&archive, &["قامشل*"]), "g", "with and without its article");
    assert_eq!(found(&archive, &["غوايران~"]), "f");
    assert_eq!(found(&archive, &["--no-variants", "غوايران"]), "");
    assert_eq!(found(&archive, &["القامشيل~2"]), "g");
    let said = archive.search(&["--color", "always", "غوي*"]);
    assert!(said.out.contains("\u{1b}[1m\u{1b}[33mغويران\u{1b}[0m"), "{}", said.out);
}

#[test]
fn fields_narrow_within_the_query() {
    let archive = archive();
    for (query, ids) in [
        ("title:سجن", "a"),
        ("title:سجون", "e"),
        ("title:\"سجن الصناعة\"", "a"),
        ("title:=سجن", "a"),
        ("سجن outlet:nahr", "bc"),
        ("سجن -outlet:nahr", "ad"),
        ("سجن outlet:nahr outlet:sada", "abc"),
        ("سجن author:ليلى", "a"),
        ("سجن place:الحسكه", "a"),
        ("سجن during:2022-01", "ab"),
        ("سجن before:2022", "c"),
        ("سجن after:2021", "ab"),
        ("(سجن outlet:barq) OR (هجوم outlet:sada)", "df"),
        ("سجن (outlet:barq OR during:2021)", "cd"),
        ("سجن -during:2022-01", "cd"),
        ("outlet:barq", "de"),
        ("عنوان:سجن", "a"),
        ("سجن وسيله:nahr", "bc"),
        ("سجن -وَسيلة:nahr", "ad"),
        ("سجن كاتب:ليلى", "a"),
        ("سجن مكان:الحسكه", "a"),
        ("سجن خلال:٢٠٢٢-٠١", "ab"),
        ("سجن قبل:2022", "c"),
        ("سجن منذ:2022", "ab"),
        ("سجن حتى:2021", "c"),
        ("(عنوان:سجن) OR (هجوم وسيلة:sada)", "af"),
        // A colon with a space behind it is one of a headline.
        ("عنوان: سجن", "abcd"),
    ] {
        // A date says how many documents without one are left out.
        assert_eq!(found(&archive, &["--no-plurals", query]), ids, "{query}");
    }
    assert_eq!(found(&archive, &["--place", "الرقة", "سجن"]), "b");
    let said = archive.search(&["سجن during:2022"]);
    assert!(said.err.contains("1 more documents match but have no date"), "{}", said.err);
}

#[test]
fn errors_point_at_the_place() {
    let archive = archive();
    for (query, parts) in [
        ("سجن (الصناعة", ["character 5", "this bracket is not closed"]),
        ("سجن) الصناعة", ["character 4", "closes none"]),
        ("سجن AND", ["character 5", "an operator stands between"]),
        ("*", ["character 1", "needs letters before it"]),
        ("سجن before:غدا", ["character 12", "a date was expected"]),
        ("سجن~9", ["character 1", "behind ~ was expected"]),
        ("title: سجن", ["character 1", "was expected here"]),
    ] {
        assert_refused(&archive.search(&[query]), &parts);
    }
    assert_refused(&archive.search(&["outlet:زحل سجن"]), &["no outlet", "it has"]);
    assert_refused(&archive.search(&["place:زحل سجن"]), &["no place"]);
}

#[test]
fn pasted_text_is_words() {
    let archive = archive();
    assert_eq!(found(&archive, &["--pasted", "(معرض \"الصناعة* NOT before:"]), "abcd");
    assert_eq!(archive.search(&["--pasted", "؟!"]).code, 1);
    assert_eq!(found(&archive, &["--pasted", "في"]), "af", "of stop words alone, these");
}

/// Another word of four letters for each number.
fn spelled(number: usize) -> String {
    let letters: Vec<char> = "بتثجحخدذرزشصضطظعغفقكلمنه".chars().collect();
    [1, 24, 576, 13_824].map(|place| letters[number / place % letters.len()]).iter().collect()
}

#[test]
fn strange_queries_get_an_answer() {
    let archive = archive();
    assert_refused(&archive.search(&[&"سجن ".repeat(10_000)]), &["more than 1024 words"]);
    assert_refused(&archive.search(&[&("(".repeat(1000) + "سجن" + &")".repeat(1000))]), &["64 deep"]);
    // What is excluded from what is excluded takes no more than each step does.
    let nested = "سجن ".to_string() + &"-(".repeat(60) + "سجن" + &")".repeat(60);
    assert!(archive.search(&[&nested]).code < 2);
    let wildcards: String = (0..1000).map(|number| format!("سغ{}* ", spelled(number))).collect();
    assert_eq!(archive.search(&[&wildcards]).code, 1);
    assert_eq!(archive.search(&[&"س* ".repeat(1000)]).code, 0);
    assert_refused(&archive.search(&["\u{064B} \u{200F}"]), &["no words"]);
    assert_eq!(found(&archive, &["غو\u{202E}يران\u{200F}"]), "f", "direction marks split no word");
    assert_eq!(found(&archive, &["+سجنabcغويران7"]), "", "scripts mixed are words side by side");
    assert!(found(&archive, &["سجنabcغويران7"]).contains('f'), "each for itself without a sign");
}

#[test]
fn a_wildcard_that_means_too_much_is_refused() {
    let words: String = (0..20_100).map(|number| format!("س{} ", spelled(number))).collect();
    let archive = Archive::of(&[&format!(r#"{{"id": "a", "text": "{words}"}}"#)]);
    assert_refused(&archive.search(&["س*"]), &["more than 20000 words", "write more letters"]);
    assert_eq!(archive.ids(&["سبتثب*"]), ["a"]);
}

#[test]
fn documents_are_found_by_their_language() {
    let archive = Archive::of(&[
        r#"{"id": "ar", "text": "قال مدير الميناء إن الحريق بدأ فجرا في كابل"}"#,
        r#"{"id": "fa", "text": "رئیس بندر گفت که این آتش از کابل آغاز شد"}"#,
        r#"{"id": "en", "text": "The head of the port said that the fire began in كابل"}"#,
    ]);
    archive.update(&[]);
    assert_eq!(archive.ids(&["كابل", "--lang", "fa"]), ["fa"]);
    assert_eq!(archive.ids(&["كابل lang:en"]), ["en"]);
    assert_eq!(archive.ids(&["كابل", "--lang", "fa", "--lang", "ar", "--sort", "newest"]).len(), 2);
    assert_refused(&archive.run(&["search", "كابل", "--lang", "xx"], &[]), &["language", "xx"]);
}
