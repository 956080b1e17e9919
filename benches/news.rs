//! What indexing and a whole search cost on SaudiNewsNet, beside tantivy with its default tokenizer.
//!
//! `cargo bench --bench news` reads the corpus from FIHRIS_SHARED or ../shared. Every run checks its answer. The two
//! ways of indexing take turns, so that a machine that slows down slows both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use fihris::ingest::{Item, Settings, Source, find, read};
use fihris::update::{Options, update};
use tantivy::schema::{STORED, Schema, TEXT};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{IndexSettings, TantivyDocument};

const ARTICLES: u64 = 31_030;
const PAIRS: usize = 5;

/// A query, and how many passages it must bring.
const QUERIES: [(&str, usize); 5] = [
    ("اليمن", 10),
    ("وزارة الصحة كورونا", 10),
    ("\"مجلس الوزراء\" السعودي", 10),
    ("بريطانيا: أربعة محاور لاستراتيجية جديدة تتصدى للتطرف على مدى خمس سنوات", 10),
    ("+عكاظ -الهلال", 10),
];

fn main() {
    let shared = std::env::var_os("FIHRIS_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let corpus = shared.join("corpora/saudinewsnet");
    if !corpus.exists() {
        eprintln!("skipped: {} does not exist; set FIHRIS_SHARED", corpus.display());
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ours = folder.path().join("fihris");
    let mut ratios = Vec::new();
    for pair in 0..PAIRS {
        let fihris = cpu_of(|| index_with_fihris(&corpus, &ours));
        let default = cpu_of(|| index_with_tantivy(&corpus, &folder.path().join("tantivy")));
        println!(
            "index {pair}: fihris {fihris:.2} s CPU, tantivy's default tokenizer {default:.2} s, ratio {:.2}",
            fihris / default
        );
        ratios.push(fihris / default);
    }
    report("indexing, CPU against tantivy's default tokenizer", &mut ratios, "");
    for (query, hits) in QUERIES {
        let mut times: Vec<f64> = (0..20).map(|_| search(&ours, query, hits)).collect();
        report(&format!("whole call, {query}"), &mut times, " ms");
    }
}

fn report(what: &str, figures: &mut [f64], unit: &str) {
    figures.sort_by(f64::total_cmp);
    let (least, most) = (figures[0], figures[figures.len() - 1]);
    println!("{what}: median {:.2}{unit}, {least:.2}–{most:.2}{unit}", figures[figures.len() / 2]);
}

/// CPU seconds of this process, all threads, while `work` runs.
fn cpu_of(work: impl FnOnce()) -> f64 {
    let before = cpu_ticks();
    work();
    (cpu_ticks() - before) as f64 / 100.0
}

/// User and system time in hundredths of a second (proc(5), fields 14 and 15 of /proc/self/stat).
fn cpu_ticks() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this bench needs Linux");
    let fields: Vec<&str> = stat.rsplit(") ").next().expect("the name is in brackets").split(' ').collect();
    fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number")
}

fn index_with_fihris(corpus: &Path, folder: &Path) {
    let options = Options { rebuild: true, ..Options::default() };
    let report = update(folder, &[corpus.into()], &options, &mut ()).expect("the corpus is readable");
    assert_eq!((report.read, report.added + report.skips()), (ARTICLES, ARTICLES));
}

/// The same text in one field with positions, stored with the same compression.
fn index_with_tantivy(corpus: &Path, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a temporary folder");
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT | STORED);
    let settings =
        IndexSettings { docstore_compression: Compressor::Zstd(ZstdCompressor::default()), ..IndexSettings::default() };
    let builder = tantivy::Index::builder().schema(schema.build()).settings(settings);
    let index = builder.create_in_dir(folder).expect("an empty folder");
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, 100_000_000).expect("a writer");
    let mut documents = 0;
    let read_bytes = AtomicU64::new(0);
    for (file, root) in find(&[corpus.into()]).expect("the corpus exists").files {
        let source = Source::of(&file, &root, &read_bytes).expect("readable");
        let whole = read(&source, &Settings::default(), &read_bytes, &mut |item| {
            if let Item::Document(document) = item {
                let mut packed = TantivyDocument::new();
                packed.add_text(text, &document.title);
                packed.add_text(text, &document.body);
                writer.add_document(packed).expect("the writer runs");
                documents += 1;
            }
            Ok(())
        });
        assert!(whole.expect("the sink does not fail"));
    }
    writer.commit().expect("room on the disk");
    writer.wait_merging_threads().expect("room on the disk");
    assert!(documents > 30_000, "{documents}");
}

/// Milliseconds from start to exit.
fn search(index: &Path, query: &str, hits: usize) -> f64 {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_fihris"))
        .arg("--index")
        .arg(index)
        .args(["search", "--format", "jsonl", query])
        .output()
        .expect("the program runs");
    let time = start.elapsed().as_secs_f64() * 1000.0;
    let text = String::from_utf8(output.stdout).expect("output is UTF-8");
    assert_eq!(text.lines().count(), hits, "{query}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(text.lines().all(|line| line.contains("\"highlights\":[{")), "{query}: a hit without a highlight");
    time
}
