//! Indexes a folder, searches it and prints passages with their source:
//! `cargo run --release --no-default-features --features search --example search -- corpus 'صومعة الحبوب'`.

use std::error::Error;

use fihris::{Index, Location, Request, parse, search, update};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(archive), Some(text)) = (arguments.next(), arguments.next()) else { return Err("ARCHIVE QUERY".into()) };
    let folder = tempfile::tempdir()?;
    update(&Location::Folder(folder.path().into()), &[archive.into()], &Default::default(), &mut ())?;
    let index = Index::open(folder.path())?;
    for hit in search(&index, &Request::new(parse(&text)?))?.hits {
        println!("{}. {} — {}", hit.rank, hit.document.title, hit.document.provenance);
        println!("{}\n", hit.text);
    }
    Ok(())
}
