//! Output for people at widths of terminals, and the pager.

use std::process::Command;

use super::{Archive, Said, root, said};

/// Text without the time that a search took, which differs from run to run.
fn timeless(text: &str) -> String {
    let line = |line: &str| match line.rsplit_once("; ") {
        Some((rest, time)) if time.ends_with(" ms") => rest.to_string(),
        _ => line.to_string(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn sample() -> Archive {
    let archive = Archive::new();
    let said = archive.run(&["index"], &[root().join("corpus")]);
    assert_eq!(said.code, 0, "{}", said.err);
    archive
}

fn at_width(archive: &Archive, width: usize, words: &[&str]) -> Said {
    let mut command = archive.command();
    said(command.args(words).args(["--color", "never"]).env("COLUMNS", width.to_string()).output().expect("it runs"))
}

/// Columns of a line: marks and isolates take none.
fn columns(line: &str) -> usize {
    let is_mark = |char: &char| matches!(char, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{2066}'..='\u{2069}');
    line.chars().filter(|char| !is_mark(char)).count()
}

/// Verbs that print documents for people.
const SHOWN: [&[&str]; 6] = [
    &["search", "صومعة الحبوب"],
    &["search", "سجن", "--compact"],
    &["search", "البيت المشترك", "--passage", "whole", "-n", "1"],
    &["search", "ديناصور~ حافلة", "-n", "2"],
    &["similar", "sada-001"],
    &["list", "--sort", "oldest"],
];

/// What these verbs print; after a change that is meant, run with FIHRIS_BLESS=1 and read the difference.
#[test]
fn output_at_three_widths() {
    // Only files whose records have ids: others get theirs from the path of this folder.
    let archive = Archive::new();
    let files = ["sada.jsonl", "dafatir.csv", "qindil.jsonl"].map(|name| root().join("corpus").join(name));
    assert_eq!(archive.run(&["index"], &files).code, 0);
    for width in [60, 80, 120] {
        let shown = SHOWN.map(|words| {
            let said = at_width(&archive, width, words);
            assert_eq!(said.code, 0, "{words:?}: {}", said.err);
            format!("$ fihris {}\n{}\n", words.join(" "), timeless(&said.out))
        });
        let shown = shown.join("\n");
        let golden = root().join(format!("tests/golden/terminal/{width}.txt"));
        if std::env::var_os("FIHRIS_BLESS").is_some() {
            std::fs::write(&golden, &shown).expect("room on the disk");
        }
        let expected = std::fs::read_to_string(&golden).expect("there is a golden file");
        for (place, (line, expected)) in shown.lines().zip(expected.lines()).enumerate() {
            assert_eq!(line, expected, "{}: line {}", golden.display(), place + 1);
        }
        assert_eq!(shown.lines().count(), expected.lines().count(), "{}", golden.display());
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_and_snippets_are_two_lines() {
    let archive = sample();
    for width in 50..140 {
        let said = at_width(&archive, width, &["search", "سجن حريق انتخابات"]);
        for hit in said.out.split("\n\n").filter(|hit| !hit.is_empty() && !hit.starts_with("passages")) {
            let lines: Vec<&str> = hit.lines().collect();
            assert!(lines.iter().all(|line| columns(line) <= width), "{width}: {hit}");
            let id = lines.iter().position(|line| line.contains("id ")).expect("the id is there");
            let snippet = lines[id + 1..].iter().take_while(|line| !line.contains("near-duplicate"));
            assert!((1..=2).contains(&snippet.count()), "{width}: {hit}");
        }
    }
}

#[test]
fn odd_widths_and_texts_print_whole_lines() {
    let archive = Archive::of(&[
        r#"{"id": "a", "title": "سجن بلا نص", "text": ""}"#,
        r#"{"id": "b", "title": " ", "text": "سجن"}"#,
    ]);
    for width in ["0", "1", "18446744073709551615", "99999999999999999999", "-4", "x"] {
        for words in
            [&["search", "سجن"][..], &["search", "سجن", "--passage", "whole"], &["search", "-q", "سجن"], &["list"]]
        {
            let said = said(archive.command().args(words).env("COLUMNS", width).output().unwrap());
            assert_eq!((said.code, said.err.as_str()), (0, ""), "{width}: {words:?}");
            assert!(said.out.lines().all(|line| line.is_empty() || !line.trim().is_empty()), "{width}: {}", said.out);
            assert!(said.out.contains("(no title)"), "{width}: {}", said.out);
        }
    }
    let dated = archive.run(&["list", "--from", "2022"], &[]);
    assert!(dated.code == 1 && dated.err.contains("2 more documents match but have no date"), "{}", dated.err);
}

#[test]
fn evidence_is_printed_when_it_is_wanted() {
    let archive = sample();
    let brief = archive.search(&["صومعة الحبوب"]).out;
    let full = archive.search(&["صومعة الحبوب", "--evidence"]).out;
    for part in ["sha256 ", "sada.jsonl: line 1", "https://sada.example/2023/03/14/silo", "bytes 0–1525"] {
        assert!(full.contains(part) && !brief.contains(part), "{part}: {full}");
    }
    assert!(brief.contains("id sada-001"), "the id leads to the evidence: {brief}");
    let both = archive.search(&["سجن", "--compact", "--evidence"]);
    assert!(both.code == 2 && both.err.contains("--evidence"), "{}", both.err);
}

#[test]
fn a_list_has_every_document_in_every_format() {
    let archive = sample();
    let list = |words: &[&str]| archive.run(&[&["list"], words].concat(), &[]);
    let text = list(&[]).out;
    assert!(text.ends_with("24 documents\n") && text.lines().count() == 25, "{text}");
    assert_eq!(list(&["--format", "jsonl"]).out.lines().count(), 24);
    let csv = list(&["--format", "csv"]).out;
    assert!(csv.starts_with("id,title,outlet_id,") && csv.contains("sada-001,"), "{csv}");
    let page = list(&["-n", "2", "--offset", "3"]).out;
    assert_eq!(page.lines().take(2).collect::<Vec<_>>(), text.lines().skip(3).take(2).collect::<Vec<_>>());
    assert!(page.ends_with("2 of 24 documents\n"), "{page}");
    let sada = list(&["سجن", "--outlet", "sada", "--sort", "oldest"]).out;
    assert!(sada.contains("sada-002") && !sada.contains("qindil"), "{sada}");
    let nothing = list(&["--from", "1999", "--to", "1999"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (1, "0 documents\n"));
    // Nothing is cut where no terminal shows it.
    assert!(text.contains("يوم الإقتراع في تل الزيزفون: طوابير قصيرة ومفاجأة في الصناديق"), "{text}");
}

#[test]
fn typing_errors_are_met_with_the_near_name() {
    let archive = sample();
    let verb = archive.run(&["serch", "سجن"], &[]);
    assert!(verb.code == 2 && verb.err.contains("'search'"), "{}", verb.err);
    let flag = archive.search(&["سجن", "--outlt", "sada"]);
    assert!(flag.code == 2 && flag.err.contains("'--outlet'"), "{}", flag.err);
    let outlet = archive.search(&["سجن", "--outlet", "صدى وادي السور"]);
    assert!(outlet.code == 2 && outlet.err.contains("the nearest that it has: صدى وادي السرو"), "{}", outlet.err);
}

#[test]
fn a_summary_of_indexing_has_ten_lines() {
    let archive = Archive::new();
    for number in 0..40 {
        archive.write(&format!("{number}.jsonl"), b"{broken\n");
    }
    archive.write("a.jsonl", "{\"text\": \"تمرد في سجن\"}\n".as_bytes());
    let said = archive.update(&[]);
    assert!(said.out.contains("skipped    40\n  40 × "), "{}", said.out);
    assert_eq!(said.out.lines().count(), 10, "{}", said.out);
}

/// Runs a command in a terminal of ten rows with this pager.
#[cfg(unix)]
fn in_terminal(archive: &Archive, pager: &str, words: &str) -> String {
    let command = format!("{} --index {} {words}", env!("CARGO_BIN_EXE_fihris"), archive.index().display());
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).env("FIHRIS_PAGER", pager).env("LINES", "10").env("COLUMNS", "200");
    said(script.stdin(std::process::Stdio::null()).output().expect("script is part of util-linux")).out
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_longer_than_the_screen_is_read_in_a_pager() {
    let archive = sample();
    let pager = "sed s/^/paged:/";
    let long = in_terminal(&archive, pager, "list");
    assert!(long.lines().count() == 25 && long.lines().all(|line| line.starts_with("paged:")), "{long}");
    for words in ["list -n 3", "list --no-pager", "index"] {
        assert!(!in_terminal(&archive, pager, words).contains("paged:"), "{words}");
    }
    assert!(!in_terminal(&archive, "", "list").contains("paged:"));
    // Nothing is lost where the pager is not there.
    for missing in ["no-such-pager -x", "/no/such/pager", "A=b no-such-pager"] {
        assert_eq!(in_terminal(&archive, missing, "list").lines().count(), 25, "{missing}");
    }
    // A pager that is left early is no error, and messages come after it.
    let left = in_terminal(&archive, "head -n 2", "list");
    assert_eq!(left.lines().count(), 2, "{left}");
    let undated = in_terminal(&archive, pager, "search سجن الحبوب --from 2022 --passage whole");
    let last = undated.lines().last().unwrap_or_default();
    assert!(undated.contains("paged:") && last.contains("have no date"), "{undated}");
}
