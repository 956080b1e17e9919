//! The tools of the Model Context Protocol, and their answers.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::super::archive::Opened;
use super::super::counts::{self, Counts, Dated};
use super::super::documents::{ParsedSearch, alike, cited, found};
use super::super::parameters::{ExtraParameter, Parameters};
use super::super::problem::Problem;
use super::bounded::{Bounded, MAX_ANSWER, is_too_large, value};

use super::quoted::{NOTICE, Quotation};
use super::tool::{Tool, schema};
use crate::args::ValueType;
use crate::search::{Explanation, Results, Suggestions, duplicates_of, search};

/// Bytes of the longest text that `document` returns at once.
const TEXT: usize = 16 << 10;
/// The most outlets that are listed.
const OUTLETS: usize = 50;

const START: ExtraParameter = ExtraParameter {
    name: "start",
    value_type: || ValueType::Number,
    help: "the byte of the text at which to begin; default 0",
    is_required: false,
    is_many: false,
};

/// The tools for searching and reading.
pub(super) const TOOLS: &[Tool] = &[
    Tool {
        name: "search",
        title: "Search passages",
        description: "Finds passages, best first, each with its citation, bytes and hash.",
        extra: &[ExtraParameter::QUERY],
        is_search: true,
        output: schema::<Found>,
        answer: find,
    },
    Tool {
        name: "document",
        title: "Read a document",
        description: "Gives the text of a document, in pieces where it is long.",
        extra: &[ExtraParameter::ID, START],
        is_search: false,
        output: schema::<Read>,
        answer: read,
    },
    Tool {
        name: "outlets",
        title: "Count by outlet",
        description: "Counts documents by outlet and author: of the archive, or of what a query finds.",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        output: schema::<Bounded<Counts>>,
        answer: outlets,
    },
    Tool {
        name: "timeline",
        title: "Count by time",
        description: "Counts documents by day, month or year of publication: of the archive, or of what a query finds.",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        output: schema::<Dated>,
        answer: |archive, parameters| value(&counts::timeline(archive, parameters)?),
    },
    Tool {
        name: "similar",
        title: "Find the same event elsewhere",
        description: "Finds documents on the same event as one of the archive, without duplicates of it.",
        extra: &[ExtraParameter::ID],
        is_search: true,
        output: schema::<Found>,
        answer: similar,
    },
    Tool {
        name: "cite",
        title: "Cite a document",
        description: "Cites a document: a line for people, or a record for a reference manager.",
        extra: &[ExtraParameter::ID, ExtraParameter::STYLE, ExtraParameter::PART],
        is_search: false,
        output: schema::<Cited>,
        answer: cite,
    },
];

/// Passages.
#[derive(Serialize, JsonSchema)]
struct Found {
    notice: &'static str,
    /// Number of documents that match.
    documents: u64,
    /// Number of documents that would match if they had a date.
    undated_documents_left_out: u64,
    /// Words that were not searched.
    dropped_words: Vec<String>,
    hits: Vec<Quotation>,
    /// The explanation, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    /// Suggestions, if no document matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<Suggestions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
}

fn find(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let text = parameters.required("q")?;
    let wanted = ParsedSearch::new(text, &parameters.asked()?, archive)?;
    let results = search(archive.index, &wanted.request)?;
    quote(&wanted, results)
}

fn similar(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let id = parameters.required("id")?;
    let wanted = alike(&id, archive, &parameters)?;
    let results = search(archive.index, &wanted.request)?;
    quote(&wanted, results)
}

/// The hits that fit into an answer.
fn quote(wanted: &ParsedSearch, results: Results) -> Result<Value, Problem> {
    let mut found = Found {
        notice: NOTICE,
        documents: results.documents,
        undated_documents_left_out: results.undated,
        dropped_words: results.query.dropped.clone(),
        hits: results.hits.iter().map(Quotation::hit).collect(),
        explanation: results.explanation,
        advice: results.suggestions,
        left_out: None,
    };
    let mut left_out = Vec::new();
    while is_too_large(&found) && found.hits.len() > 1 {
        found.hits.pop();
    }
    if is_too_large(&found) && found.explanation.take().is_some() {
        left_out.push("the explanation, which is too long: ask about fewer words".to_string());
    }
    // Folded duplicates count as documents too, so only a full page has a next one.
    let next = wanted.request.offset + found.hits.len();
    let is_full = found.hits.len() < results.hits.len() || results.hits.len() == wanted.request.limit;
    if is_full && !found.hits.is_empty() && (next as u64) < found.documents {
        left_out.insert(0, format!("hits after these: ask with offset {next} for what follows"));
    }
    found.left_out = (!left_out.is_empty()).then(|| left_out.join("; "));
    value(&found)
}

/// A document, or a piece of it.
#[derive(Serialize, JsonSchema)]
struct Read {
    notice: &'static str,
    #[serde(flatten)]
    quotation: Quotation,
    /// Bytes of the whole text.
    length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<String>,
}

pub(super) fn read(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let id = parameters.required("id")?;
    let start = parameters.take("start")?.map_or(Ok(0), |start| start.parse());
    let start = start.map_err(|_| Problem::parameter("start", "it is no number"))?;
    parameters.asked()?;
    let document = found(&id, archive)?;
    let body = &document.body;
    if !body.is_char_boundary(start) {
        let problem = format!("the text has {} bytes, and no character begins at {start}", body.len());
        return Err(Problem::parameter("start", problem));
    }
    let end = piece(body, start);
    let left_out = (end < body.len())
        .then(|| format!("{} bytes of text after this: ask with start {end} for what follows", body.len() - end));
    let quotation = Quotation::of(
        &document.heading(),
        (start..end, &body[start..end]),
        document.part_at(start),
        &duplicates_of(archive.index, &id)?,
    );
    value(&Read { notice: NOTICE, quotation, length: body.len(), left_out })
}

/// The end of the piece of `text` that begins at `start`: after a line, if possible.
fn piece(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    if rest.len() <= TEXT {
        return text.len();
    }
    let end = rest.floor_char_boundary(TEXT);
    start + rest[..end].rfind('\n').map_or(end, |line| line + 1)
}

fn outlets(archive: &Opened<'_>, parameters: Parameters) -> Result<Value, Problem> {
    let mut quoted = counts::outlets(archive, parameters)?;
    let rest: u64 = quoted.outlets.iter().skip(OUTLETS).map(|count| count.documents).sum();
    let left_out = (rest > 0).then(|| format!("{} outlets of {rest} documents", quoted.outlets.len() - OUTLETS));
    quoted.outlets.truncate(OUTLETS);
    value(&Bounded { notice: NOTICE, quoted, left_out })
}

/// A citation.
#[derive(Serialize, JsonSchema)]
struct Cited {
    notice: &'static str,
    id: String,
    /// SHA-256 of the file that the document was read from.
    sha256: String,
    /// Bytes of the document's text, from 0.
    length: usize,
    quoted: String,
}

fn cite(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Value, Problem> {
    let id = parameters.required("id")?;
    let (document, _, quoted) = cited(&id, archive, parameters)?;
    if quoted.len() > MAX_ANSWER {
        return Err(Problem::missing("the citation is too long to be given here"));
    }
    let (sha256, length) = (document.provenance.sha256, document.body.len());
    value(&Cited { notice: NOTICE, id, sha256, length, quoted })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_behind_a_line_and_the_pieces_are_the_text() {
        for text in ["سطر\n".repeat(5000), "ا".repeat(20_000), "قصير".into(), String::new()] {
            let (mut start, mut pieces) = (0, Vec::new());
            loop {
                let end = piece(&text, start);
                assert!(end - start <= TEXT);
                pieces.push(&text[start..end]);
                if end == text.len() {
                    break;
                }
                start = end;
            }
            assert_eq!(pieces.concat(), text);
            let is_behind_a_line = |piece: &&str| !piece.contains('\n') || piece.ends_with('\n');
            assert!(pieces.iter().all(is_behind_a_line));
        }
    }
}
