//! Prints hits in the run format of TREC evaluations.

use std::io::{self, Write};

use crate::search::Results;

/// One line a hit: QUERY Q0 DOCUMENT#START-END RANK SCORE fihris; START and END are bytes of the stored text.
pub(super) fn lines(id: Option<&str>, results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let query = one_word(id.unwrap_or("1"));
    for hit in &results.hits {
        let (document, range, passage) = (one_word(&hit.document.id), &hit.passage.range, &hit.passage);
        writeln!(out, "{query} Q0 {document}#{}-{} {} {} fihris", range.start, range.end, hit.rank, passage.score)?;
    }
    Ok(())
}

/// A name with white space percent-encoded, since white space separates the columns.
fn one_word(name: &str) -> String {
    let mut word = String::new();
    for char in name.chars() {
        if char.is_whitespace() || char.is_control() || char == '%' {
            let mut bytes = [0; 4];
            word.extend(char.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            word.push(char);
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_in_names_is_encoded() {
        assert_eq!(one_word("خبر 1%"), "خبر%201%25");
        assert_eq!(one_word("snn-0"), "snn-0");
    }
}
