//! Indexes and searches with Fihris or tantivy, one of the peers that `run` measures:
//!
//! ```text
//! peers documents CORPUS FILE              the documents of a corpus as JSON Lines, one by one, for every peer
//! peers ENGINE index FILE FOLDER           ENGINE: tantivy-default, tantivy-arabic; Fihris indexes by its own program
//! peers ENGINE search FOLDER QUERIES       ENGINE: these and fihris; KIND, microseconds, hits and bytes of passages, a
//!                                          line for each query
//! peers fihris first PLACE QUERIES         the same, and no query is asked before it is timed; PLACE may be an address
//! peers fihris threads FOLDER QUERIES N    queries a second of N threads that share one index
//! ```
//!
//! QUERIES has lines of KIND, text, outlet and month, parted by tabs; the last two may be empty. All queries are asked
//! once before they are timed.

mod fihris_peer;
mod tantivy_peer;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use fihris::ingest::{Item, Settings, Source, find, read};
use serde::{Deserialize, Serialize};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How many hits a query asks for.
pub const HITS: usize = 10;

/// A document as every peer gets it.
#[derive(Serialize, Deserialize)]
pub struct Article {
    pub id: String,
    pub outlet: String,
    /// `2015-07-21`, or nothing.
    pub date: String,
    pub title: String,
    pub text: String,
}

/// A line of the file of queries.
pub struct Asked {
    pub kind: String,
    /// Words, or a phrase in quotation marks.
    pub text: String,
    pub outlet: Option<String>,
    /// `2015-07`.
    pub month: Option<String>,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["documents", corpus, file] => documents(corpus, file),
        ["fihris", "search", folder, queries] => {
            let index = fihris_peer::open(folder)?;
            time(&asked(queries)?, |asked| fihris_peer::search(&*index, asked))
        }
        ["fihris", "first", place, queries] => {
            let index = fihris_peer::open(place)?;
            time_once(&asked(queries)?, |asked| fihris_peer::search(&*index, asked))
        }
        ["fihris", "threads", folder, queries, threads] => {
            let index = fihris_peer::open(folder)?;
            println!("{:.1}", fihris_peer::queries_a_second(&*index, &asked(queries)?, threads.parse()?)?);
            Ok(())
        }
        ["tantivy-default", "index", file, folder] => tantivy_peer::index(file, folder, "default"),
        ["tantivy-arabic", "index", file, folder] => tantivy_peer::index(file, folder, tantivy_peer::ARABIC),
        ["tantivy-default" | "tantivy-arabic", "search", folder, queries] => {
            let index = tantivy_peer::Opened::open(folder)?;
            time(&asked(queries)?, |asked| index.search(asked))
        }
        _ => Err("see the head of main.rs for what to say".into()),
    }
}

fn documents(corpus: &str, file: &str) -> Outcome<()> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    let read_bytes = AtomicU64::new(0);
    let mut written = 0;
    for (path, root) in find(&[corpus.into()], None).map_err(|(path, error)| format!("{}: {error}", path.display()))?.files {
        let source = Source::of(&path, &root, &read_bytes)?;
        read(&source, &Settings::default(), &read_bytes, &mut |item| {
            if let Item::Document(document) = item {
                let article = Article {
                    id: document.id,
                    outlet: document.metadata.outlet.map(|outlet| outlet.name).unwrap_or_default(),
                    date: document.metadata.published.map(|date| date.to_string().chars().take(10).collect()).unwrap_or_default(),
                    title: document.title,
                    text: document.body,
                };
                serde_json::to_writer(&mut out, &article).and_then(|()| out.write_all(b"\n").map_err(serde_json::Error::io)).expect("room on the disk");
                written += 1;
            }
            Ok(())
        })?;
    }
    out.flush()?;
    println!("{written}");
    Ok(())
}

fn asked(file: &str) -> Outcome<Vec<Asked>> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let line = |line: &str| match line.split('\t').collect::<Vec<_>>()[..] {
        [kind, text, outlet, month] => {
            Ok(Asked { kind: kind.into(), text: text.into(), outlet: given(outlet), month: given(month) })
        }
        _ => Err(format!("{line:?} has not four columns").into()),
    };
    fs::read_to_string(Path::new(file))?.lines().map(line).collect()
}

/// Asks everything, then asks and times everything.
fn time(queries: &[Asked], search: impl Fn(&Asked) -> Outcome<(usize, usize)>) -> Outcome<()> {
    queries.iter().try_for_each(|asked| search(asked).map(|_| ()))?;
    time_once(queries, search)
}

fn time_once(queries: &[Asked], search: impl Fn(&Asked) -> Outcome<(usize, usize)>) -> Outcome<()> {
    for asked in queries {
        let begun = Instant::now();
        let (hits, bytes) = search(asked)?;
        println!("{}\t{}\t{hits}\t{bytes}", asked.kind, begun.elapsed().as_micros());
    }
    Ok(())
}
