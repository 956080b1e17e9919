//! Searches one outlet after another, and explains why each passage was found:
//! `cargo run --release --no-default-features --features search --example outlets -- corpus 'سجن'`.

use std::error::Error;

use fihris::{Engine, Filter, Index, Location, Request, parse, search, update};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(archive), Some(text)) = (arguments.next(), arguments.next()) else { return Err("ARCHIVE QUERY".into()) };
    let folder = tempfile::tempdir()?;
    update(&Location::Folder(folder.path().into()), &[archive.into()], &Default::default(), &mut ())?;
    let index = Index::open(folder.path())?;
    for outlet in index.outlets()?.into_iter().filter_map(|count| count.outlet) {
        let filter = Filter { outlets: vec![outlet.id], ..Filter::default() };
        let results = search(&index, &Request { filter, limit: 1, explain: true, ..Request::new(parse(&text)?) })?;
        println!("{}: {} documents", outlet.name, results.documents);
        for hit in results.hits {
            let words = hit.highlights().into_iter().map(|range| &hit.text[range]);
            println!("  {}: {}", hit.document.title, words.collect::<Vec<_>>().join(", "));
        }
        for word in results.explanation.iter().flat_map(|explanation| &explanation.words) {
            let forms = word.layers.iter().map(|(layer, forms)| format!("{} {}", forms.len(), layer.name()));
            println!("  {} matches in the archive: {}", word.word, forms.collect::<Vec<_>>().join(", "));
        }
    }
    Ok(())
}
