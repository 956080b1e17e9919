//! Indexes documents that a program creates in memory, without files:
//! `cargo run --release --no-default-features --features search --example own_documents`.

use std::error::Error;

use fihris::document::{Metadata, Outlet};
use fihris::engine::{DEFAULT_MEMORY, IndexWriter, Writer};
use fihris::maintain::finders;
use fihris::{Document, Index, Request, parse, search};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut writer = Box::new(Writer::open(folder.path(), DEFAULT_MEMORY)?);
    let messages = [("1", "اندلع حريق في صومعة الحبوب"), ("2", "أُخمد الحريق بعد ساعات"), ("3", "افتتاح سوق المدينة")];
    for (id, text) in messages {
        let outlet = Some(Outlet { id: "channel".into(), name: "قناة المرفأ".into(), inferred_from: None });
        let metadata = Metadata { outlet, published: Some("2023-03-14".parse()?), ..Metadata::default() };
        let document = Document { id: id.into(), body: text.into(), metadata, ..Document::default() };
        writer.put(&document, false)?;
    }
    // Links near-duplicates, groups stories, and leaves no ledger of files, since there are none.
    writer.finish(finders(), "")?;

    let index = Index::open(folder.path())?;
    for hit in search(&index, &Request::new(parse("بالحريق")?))?.hits {
        println!("{}: {}", hit.document.id, hit.text);
    }
    Ok(())
}
