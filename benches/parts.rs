//! Measures the cost of each part, from tokenizing to a whole search, over SaudiNewsNet. Every result is checked.
//!
//! `cargo bench --bench parts` reads the corpus from FIHRIS_SHARED or ../shared; with a word behind `--` only parts whose
//! name has it. benches/peers/run says what others take for the same.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use criterion::{BatchSize, Criterion, Throughput};
use fihris::arabic::Tokens;
use fihris::document::{Document, DocumentTerms, WordKey};
use fihris::engine::{DEFAULT_MEMORY, Engine, EngineError, Finders, Index, IndexWriter, Key, Plan, Writer};
use fihris::ingest::{Item, Settings, Source, find, read};
use fihris::maintain::{Options, update};
use fihris::query::{Filter, parse};
use fihris::rank::{Ranker, Terms};
use fihris::search::{CANDIDATES, Request, prepare, search};

/// How many articles are analysed and indexed, and the tokens that their texts have.
const ARTICLES: usize = 2000;
const TOKENS: usize = 824_122;

/// How many articles the corpus has.
const ALL: u64 = 31_030;

/// Queries, and how many documents match them.
const QUERIES: [(&str, &str, u64); 5] = [
    ("one word", "اليمن", 2747),
    ("three words", "وزارة الصحة كورونا", 6116),
    ("phrase", "\"مجلس الوزراء\"", 1112),
    ("title", "بريطانيا: أربعة محاور لاستراتيجية جديدة تتصدى للتطرف على مدى خمس سنوات", 15_464),
    ("operators", "+عكاظ -الهلال", 685),
];

/// Some articles in memory, and all of them indexed.
struct Archive {
    documents: Vec<Document>,
    index: Index,
    _folder: tempfile::TempDir,
}

impl Archive {
    /// `None` where there is no corpus.
    fn build() -> Option<Self> {
        let shared = std::env::var_os("FIHRIS_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
        let corpus = shared.join("corpora/saudinewsnet");
        let Ok(found) = find(std::slice::from_ref(&corpus), None) else {
            eprintln!("skipped: {} does not exist; set FIHRIS_SHARED", corpus.display());
            return None;
        };
        let mut documents = Vec::new();
        let read_bytes = AtomicU64::new(0);
        for (file, root) in found.files {
            let source = Source::of(&file, &root, &read_bytes).expect("readable");
            let _ = read(&source, &Settings::default(), &read_bytes, &mut |item| match item {
                Item::Document(_) if documents.len() == ARTICLES => Err(io::Error::other("enough")),
                Item::Document(document) => {
                    documents.push(*document);
                    Ok(())
                }
                _ => Ok(()),
            });
        }
        assert_eq!(documents.len(), ARTICLES);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let report = update(&folder.path().into(), &[corpus], &Options::default(), &mut ()).expect("readable");
        assert_eq!(report.added + report.skips(), ALL);
        let index = Index::open(folder.path()).expect("what was written");
        Some(Self { documents, index, _folder: folder })
    }
}

/// Indexes documents whose ids are all different.
fn index(documents: &[Document]) -> (tempfile::TempDir, Index) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut writer = Writer::open(folder.path(), DEFAULT_MEMORY).expect("an empty folder");
    for document in documents {
        writer.put(document, false).expect("room on the disk");
    }
    Box::new(writer)
        .finish(Finders { duplicates: &|_| Ok(Vec::new()), stories: &|_| Ok(Vec::new()) }, "")
        .expect("room on the disk");
    let index = Index::open(folder.path()).expect("what was written");
    assert_eq!(
        index.outlets().expect("whole").iter().map(|count| count.documents).sum::<u64>(),
        documents.len() as u64
    );
    (folder, index)
}

/// A query as it is searched, and the documents that stage one finds for it.
struct Prepared {
    request: Request,
    filter: Filter,
    plan: Plan,
    terms: Terms,
    candidates: Vec<Key>,
}

impl Prepared {
    fn new(index: &Index, text: &str) -> Self {
        let request = Request::new(parse(text).expect("a query"));
        let query = prepare(index, &request).expect("no wildcard");
        let plan = Plan::of(&query);
        let terms = Terms::with_weights(&query, &index.statistics(&plan.terms).expect("whole"), request.weights);
        let candidates = Self::find(index, &request, &plan, &query.filter).0;
        Self { request, filter: query.filter, plan, terms, candidates }
    }

    fn find(index: &Index, request: &Request, plan: &Plan, filter: &Filter) -> (Vec<Key>, u64) {
        let matches = index.matches(plan, filter, request.order, CANDIDATES).expect("whole");
        (matches.documents, matches.total)
    }

    /// The best score of all candidates' passages, and how many words are highlighted in them.
    fn rank(&self, index: &Index) -> (f32, usize) {
        let spell = |word: WordKey| index.written(word);
        let mut ranker: Ranker<'_, EngineError> = Ranker::new(&self.terms, &spell);
        let words = index.words(self.terms.grams()).expect("whole");
        let mut document_terms = DocumentTerms::default();
        let (mut best, mut highlights) = (0.0f32, 0);
        for &key in &self.candidates {
            index.document_terms(key, &words, &mut document_terms).expect("whole");
            let ranked = ranker.rank(&document_terms, usize::MAX).expect("whole");
            best = ranked.passages.iter().fold(best, |best, passage| best.max(passage.score));
            highlights += ranked.passages.iter().map(|passage| passage.highlights.len()).sum::<usize>();
        }
        (best, highlights)
    }
}

fn writing(criterion: &mut Criterion, archive: &Archive) {
    let documents = &archive.documents[..ARTICLES];
    let bytes = documents.iter().map(|document| (document.title.len() + document.body.len()) as u64).sum();
    let mut group = criterion.benchmark_group("2,000 articles");
    group.sample_size(20).throughput(Throughput::Bytes(bytes));
    group.bench_function("analysis", |bencher| {
        bencher.iter(|| {
            let mut count = 0;
            for text in documents.iter().flat_map(|document| [&document.title, &document.body]) {
                let mut tokens = Tokens::new(text);
                while tokens.advance().is_some() {
                    count += 1;
                }
            }
            assert_eq!(count, TOKENS);
        })
    });
    group.bench_function("indexing", |bencher| {
        bencher.iter_batched(|| (), |()| index(documents), BatchSize::PerIteration);
    });
    group.finish();
}

fn searching(criterion: &mut Criterion, archive: &Archive) {
    let index = &archive.index;
    for (name, text, matching) in QUERIES {
        let asked = Prepared::new(index, text);
        let mut group = criterion.benchmark_group(name);
        group.bench_function("stage one", |bencher| {
            bencher.iter(|| {
                let (documents, total) = Prepared::find(index, &asked.request, &asked.plan, &asked.filter);
                assert_eq!((documents.len(), total), (CANDIDATES, matching));
            })
        });
        let expected = asked.rank(index);
        group.bench_function("stage two, with highlights", |bencher| {
            bencher.iter(|| {
                let (score, highlights) = asked.rank(index);
                assert!((score, highlights) == expected && highlights >= CANDIDATES, "{score}, {highlights}");
            })
        });
        group.bench_function("documents of ten hits", |bencher| {
            bencher.iter(|| {
                let documents = asked.candidates[..10].iter().map(|&key| index.document(key).expect("whole"));
                assert!(documents.filter(|document| !document.body.is_empty()).count() == 10);
            })
        });
        group.bench_function("whole query", |bencher| {
            bencher.iter(|| {
                let results = search(index, &asked.request).expect("whole");
                assert_eq!((results.hits.len(), results.documents), (10, matching));
            })
        });
        group.finish();
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    if let Some(archive) = Archive::build() {
        writing(&mut criterion, &archive);
        searching(&mut criterion, &archive);
    }
    criterion.final_summary();
}
