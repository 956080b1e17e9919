//! `fihris analyze`

use std::io::Write;

use super::{CliError, Out, Outcome};
use crate::arabic::letter::{self, Code, FOREIGN, spell};
use crate::arabic::{Stemmer, Tokens};
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
        let [written, folded, stem] = [token.written, token.folded, token.stem].map(render::field);
        writeln!(out, "{}-{}\t{written}\t{folded}\t{stem}\t{rules}", span.start, span.end)?;
        outcome = Outcome::Found;
    }
    Ok(outcome)
}

/// What took the folded word to its stem.
fn rules(folded: &str) -> String {
    let codes: Vec<Code> = folded.chars().map(letter::code).collect();
    if codes.contains(&FOREIGN) {
        return "not Arabic: kept whole".into();
    }
    let steps = Stemmer::default().steps(&codes);
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
