use fihris::{
    engine::Index,
    query,
    search::{Request, search},
    update,
};
use std::path::{Path, PathBuf};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    match a[1].as_str() {
        "index" => {
            let paths: Vec<PathBuf> = a[3..].iter().map(PathBuf::from).collect();
            let r = update::update(Path::new(&a[2]), &paths, &Default::default(), &mut |_| ())
                .unwrap_or_else(|e| panic!("{e}"));
            println!("{r:?}");
        }
        "batch" => {
            let index = Index::open(Path::new(&a[2])).unwrap();
            let n: usize = std::env::var("N").ok().map_or(100, |n| n.parse().unwrap());
            for line in std::fs::read_to_string(&a[3]).unwrap().lines() {
                let (id, text) = line.split_once('\t').unwrap();
                let q = match query::parse(text) {
                    Ok(q) => q,
                    Err(e) => {
                        eprintln!("{id}: {e}");
                        continue;
                    }
                };
                let r = search(&index, &Request { limit: n, ..Request::new(q) }).unwrap();
                for h in r.hits {
                    println!(
                        "{id} Q0 {}#{}-{} {} {} fihris",
                        h.document.id, h.passage.range.start, h.passage.range.end, h.rank, h.passage.score
                    );
                }
            }
        }
        _ => {}
    }
}
