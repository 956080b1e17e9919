//! Explanations and suggestions for people.

use std::io::{self, Write};

use super::plain::{field, thousands};
use super::style::{QUIET, TITLE};
use crate::query::Layer;
use crate::rank::Passage;
use crate::search::Suggestions;
use crate::search::{Explanation, Form, Matched};

/// The most forms of a layer that are shown.
const SHOWN: usize = 8;

/// The parts of a score in plain words, in the order of [`ScoreParts::list`](crate::rank::ScoreParts::list).
const PARTS: [&str; 8] = [
    "words as typed in the document",
    "words with the same letters",
    "words in title and lead",
    "how early they stand",
    "how near they stand",
    "words as typed in the passage",
    "neighbours in the passage",
    "how much of the query the passage covers",
];

/// Prints the expanded query and the forms that each word matches.
pub(super) fn explanation(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{TITLE}searched{TITLE:#}  {}", field(&explanation.became))?;
    for matched in &explanation.words {
        word(matched, out)?;
    }
    writeln!(out)
}

fn word(matched: &Matched, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{TITLE}{}{TITLE:#}", field(&matched.word))?;
    if matched.layers.is_empty() {
        writeln!(out, "   nothing in this archive")?;
    }
    for (layer, forms) in &matched.layers {
        let shown: Vec<String> = forms.iter().take(SHOWN).map(form).collect();
        let more = match forms.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more forms"),
        };
        let of = match layer {
            Layer::Written => format!(" of {} documents examined", thousands(matched.looked_at)),
            Layer::Folded if !matched.spellings.is_empty() => {
                let spellings: Vec<String> = matched.spellings.iter().take(SHOWN).map(form).collect();
                format!("; of those examined, spelled {}", spellings.join(", "))
            }
            _ => String::new(),
        };
        writeln!(out, "   {:<16} {}{more}{of}", layer_name(*layer), shown.join(", "))?;
    }
    Ok(())
}

fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Stem => "other endings",
        Layer::Clitics => "with clitics",
        layer => layer.name(),
    }
}

fn form(form: &Form) -> String {
    format!("{} {}", field(&form.form), thousands(form.documents))
}

/// Prints the parts of a passage's score, the largest first.
pub(super) fn score(passage: &Passage, out: &mut dyn Write) -> io::Result<()> {
    let mut parts: Vec<(f32, &str)> = passage.parts.list().into_iter().zip(PARTS).collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    let parts = parts.into_iter().filter(|(part, _)| *part >= 0.005).map(|(part, name)| format!("{part:.2} {name}"));
    let parts = parts.collect::<Vec<_>>().join(" + ");
    writeln!(out, "   {QUIET}score {:.2} = {parts}{QUIET:#}", passage.parts.sum())
}

/// `1 document matches`, `1,200 documents match`
pub(super) fn documents_match(documents: u64) -> String {
    match documents {
        1 => "1 document matches".into(),
        documents => format!("{} documents match", thousands(documents)),
    }
}

/// Suggestions, a line each.
pub fn suggestions(suggestions: Option<&Suggestions>) -> Vec<String> {
    let Some(suggestions) = suggestions else { return Vec::new() };
    let without = |what: &'static str| {
        move |(part, count): &(String, u64)| format!("without {what} {}, {}", field(part), documents_match(*count))
    };
    let near = suggestions.near.iter().map(|near| {
        let forms: Vec<String> = near.forms.iter().map(|(form, count)| format!("{} ({count})", field(form))).collect();
        match forms.as_slice() {
            [] => format!("no document contains {} or a similar word", field(&near.word)),
            forms => format!("no document contains {}; similar words: {}", field(&near.word), forms.join(", ")),
        }
    });
    let filters = suggestions.filters.iter().map(without("the filter"));
    let lines: Vec<String> = filters.chain(suggestions.parts.iter().map(without("the part"))).chain(near).collect();
    if lines.is_empty() {
        return vec![
            "the archive has the words, but not together as the query asks: drop quotation marks, or a part".into(),
        ];
    }
    lines
}
