//! `fihris analyze`: shows the tokens and stems of a text.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::terminal::Out;
use crate::arabic::letter::{Code, spell};
use crate::arabic::{Counts, Packed, Rule, Stemmer, Tokens, is_stop_word};
use crate::render;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The text.
    #[arg(required = true)]
    text: Vec<String>,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<Outcome, CliError> {
    let text = args.text.join(" ");
    let mut tokens = Tokens::new(&text);
    let mut outcome = Outcome::Nothing;
    writeln!(out, "bytes\twritten\tfolded\tstem\trules\tcounts")?;
    while let Some(token) = tokens.advance() {
        let (rules, counts) = match token.is_stop_word {
            true => ("stop word: left out of ranking".into(), String::new()),
            false if token.folded.letters().is_some_and(is_stop_word) => {
                ("name or noun with the letters of a stop word: kept whole".into(), String::new())
            }
            false => (rules(token.folded), counts(token.folded)),
        };
        let span = token.span();
        let [folded, stem] = [token.folded, token.stem].map(|word| render::field(&word.to_string()));
        let written = render::field(token.written);
        writeln!(out, "{}-{}\t{written}\t{folded}\t{stem}\t{rules}\t{counts}", span.start, span.end)?;
        outcome = Outcome::Found;
    }
    Ok(outcome)
}

/// The rules that reduced the folded word to its stem.
fn rules(folded: Packed<'_>) -> String {
    let Some(letters) = folded.letters() else { return "not Arabic: kept whole".into() };
    let steps = Stemmer::default().steps(letters);
    let said = steps.iter().map(|step| {
        let removed = render::field(&spell(&step.removed));
        match step.restored.as_slice() {
            [] => format!("{} {removed}", step.rule.name()),
            restored => format!("{} {removed} → {}", step.rule.name(), render::field(&spell(restored))),
        }
    });
    let said = said.collect::<Vec<_>>().join(", ");
    if said.is_empty() { "kept whole".into() } else { said }
}

/// The word before and after each step, each with its frequency and how often it is preceded.
fn counts(folded: Packed<'_>) -> String {
    let Some(letters) = folded.letters() else { return String::new() };
    let stemmer = Stemmer::default();
    let said = |word: &[Code]| {
        let Counts { frequency, preceded } = stemmer.counts(word);
        format!("{} {frequency}/{preceded}", render::field(&spell(word)))
    };
    let mut word = letters.to_vec();
    let mut counts = vec![said(&word)];
    for step in stemmer.steps(letters) {
        match step.rule {
            Rule::Suffix => {
                word.truncate(word.len() - step.removed.len());
                word.extend(step.restored);
            }
            _ => drop(word.drain(..step.removed.len())),
        }
        counts.push(said(&word));
    }
    counts.join(", ")
}
