//! Helpers for tests of readers.

use super::archive::read_stream;
use super::item::Item;
use super::origin::Origin;
use super::source::{Settings, Source};
use crate::document::Document;

/// Reads `bytes` as a file `name`; returns documents, and problems with their lines.
pub(super) fn read(name: &str, mut bytes: &[u8]) -> (Vec<Document>, Vec<String>) {
    let source =
        Source { path: name.into(), bytes: None, file: std::path::PathBuf::new(), sha256: String::new(), folder: None };
    let (settings, size) = (Settings::default(), bytes.len() as u64);
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    let outcome = read_stream(&Origin::of(&source, &settings), &mut bytes, size, &mut |item| {
        match item {
            Item::Document(document) => documents.push(*document),
            Item::Skipped(problem) | Item::Note(problem) => {
                problems.push(format!("{:?}@{}", problem.kind, problem.line.unwrap_or_default()));
            }
            Item::Blocks(_) => unreachable!("no explanation is asked for"),
        }
        Ok(())
    });
    outcome.expect("the sink takes everything");
    (documents, problems)
}
