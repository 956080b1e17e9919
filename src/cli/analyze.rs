//! `fihris analyze`: shows the tokens and stems of a text.

use std::io::Write;

use super::outcome::{CliError, Outcome};
use super::terminal::Out;
use crate::arabic::letter::spell;
use crate::arabic::{Packed, Stemmer, Tokens};
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
    writeln!(out, "bytes\twritten\tfolded\tstem\trules")?;
    while let Some(token) = tokens.advance() {
        let rules = if token.is_stop_word { "stop word: left out of ranking".into() } else { rules(token.folded) };
        let span = token.span();
        let [folded, stem] = [token.folded, token.stem].map(|word| render::field(&word.to_string()));
        let written = render::field(token.written);
        writeln!(out, "{}-{}\t{written}\t{folded}\t{stem}\t{rules}", span.start, span.end)?;
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
